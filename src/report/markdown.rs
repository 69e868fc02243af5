//! Text in Markdown, and what letters a line of text may hold.

/// Text that Markdown and HTML take for nothing but text.
pub(super) fn in_markdown(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            steering if steers(steering) => escaped.push(' '),
            '<' | '>' | '&' | '|' | '@' => {
                escaped.push_str(&format!("&#{};", u32::from(letter)));
            }
            '*' | '_' | '`' | '[' | ']' | '\\' | '~' | '#' | '!' | '$' => {
                escaped.extend(['\\', letter]);
            }
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Whether a letter is no letter, but tells whoever shows the text what to do: ends a line, begins
/// an escape sequence, turns the direction of what follows.
pub(super) fn steers(letter: char) -> bool {
    let turns = matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let ends = matches!(letter, '\u{2028}' | '\u{2029}');
    letter.is_control() || turns || ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_nothing_but_text_in_markdown() {
        assert_eq!(in_markdown("a_<b>|&\n`c`"), r"a\_&#60;b&#62;&#124;&#38; \`c\`");
        assert_eq!(in_markdown("*a*_b_#"), r"\*a\*\_b\_\#");
    }

    #[test]
    fn what_turns_a_line_around_or_ends_it_is_not_shown() {
        assert_eq!(in_markdown("a\u{202e}b\u{2066}c\u{1b}[31m"), r"a b c \[31m");
        // Letters of languages that are written from the right are letters.
        assert_eq!(in_markdown("שירות"), "שירות");
    }
}

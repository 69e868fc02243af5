//! Commands that somebody may type again.

/// Words as a shell takes them for these words.
pub(crate) fn command<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<_> = words.into_iter().map(quoted).collect();
    quoted.join(" ")
}

/// A word as a shell takes it for one.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || PLAIN.contains(letter);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

/// Signs without a meaning of their own; `\` has none where paths have it.
const PLAIN: &str = if cfg!(windows) { "_./=:,+-%@\\" } else { "_./=:,+-%@" };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_takes_a_quoted_word_for_one() {
        for (word, shown) in [
            ("bank.toml", "bank.toml"),
            ("call_type.sales.arrivals.scale=1.1", "call_type.sales.arrivals.scale=1.1"),
            ("it's $HOME", r"'it'\''s $HOME'"),
            ("", "''"),
            ("a;b", "'a;b'"),
        ] {
            assert_eq!(quoted(word), shown);
        }
        assert_eq!(command(["callsim", "run", "my bank.toml"]), "callsim run 'my bank.toml'");
    }
}

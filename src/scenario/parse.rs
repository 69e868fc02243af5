//! Text to tree: TOML with everything that can be recovered after a syntax error.

use toml::de::{DeTable, DeValue};
use toml_parser::lexer::TokenKind;

use super::node::{Node, beginning};
use super::problem::{ProblemKind, Problems};
use super::slip;
use super::source::{Place, SourceId};

/// The most dots in a key. No scenario needs as many, and the tree is walked by recursion: with the
/// parser's own limit of 80 brackets in brackets, this keeps it from overflowing the stack.
const DEEPEST_KEY: usize = 4;

/// The tree of a scenario's text. Syntax errors are reported; what could be read is there.
pub(crate) fn document(source: SourceId, problems: &mut Problems) -> Node {
    let text = problems.sources.get(source).text.clone();
    if let Some(place) = deep_key(source, &text) {
        problems.report(place, ProblemKind::TooDeep);
        return Node::empty_table(beginning(source));
    }
    let (table, errors) = DeTable::parse_recoverable(&text);
    report(errors, source, 0, text.len(), problems);
    Node::table(table.get_ref(), beginning(source), 0)
}

/// The value in the bytes from `start` on: what an override says after its `=`.
///
/// What is no TOML value is taken as text, so that a shell need not quote twice:
/// `--set time.open=08:30`. A number with a `+` is TOML, but whoever writes `agents=+1` means one
/// more, so it is refused.
pub(crate) fn value(source: SourceId, start: usize, problems: &mut Problems) -> Option<Node> {
    let text = problems.sources.get(source).text[start..].to_owned();
    let place = Place::new(source, start..start + text.len());
    if let Some(deep) = deep_key(source, &text) {
        let place = Place::new(source, deep.start + start..deep.end + start);
        problems.report(place, ProblemKind::TooDeep);
        return None;
    }
    if text.starts_with('+') {
        problems.report(place, ProblemKind::LeadingPlus { text });
        return None;
    }
    let (parsed, errors) = DeValue::parse_recoverable(&text);
    let is_bare = !text.starts_with(['"', '\'', '[', '{']);
    let is_date = matches!(parsed.get_ref(), DeValue::Datetime(_));
    if is_bare && (is_date || !errors.is_empty()) {
        let value = super::node::Value::Text(text);
        return Some(Node { place, value });
    }
    if errors.is_empty() {
        return Some(Node::new(parsed.get_ref(), place, start));
    }
    report(errors, source, start, text.len(), problems);
    None
}

/// Reports what the parser says, once for each line: what else it finds there mostly follows.
fn report(
    errors: Vec<toml::de::Error>,
    source: SourceId,
    shift: usize,
    length: usize,
    problems: &mut Problems,
) {
    let read = problems.sources.get(source);
    let text = read.text.as_str();
    let place = |error: &toml::de::Error| {
        let at = error.span().unwrap_or(0..0);
        Place::new(source, at.start.min(length) + shift..at.end.min(length) + shift)
    };
    let mut found: Vec<(Place, String)> =
        errors.iter().map(|error| (place(error), words(error.message()))).collect();
    found.sort();
    join_unclosed(&text[shift..], shift, &mut found);
    found.dedup_by_key(|(place, _)| read.line_at(place.start));
    let kinds: Vec<(Place, ProblemKind)> = found
        .into_iter()
        .map(|(place, message)| match slip::behind(read, place) {
            Some((place, slip)) => (place, ProblemKind::Slip(slip)),
            None => (place, ProblemKind::Syntax { message }),
        })
        .collect();
    for (place, kind) in kinds {
        problems.report(place, kind);
    }
}

/// What the parser says, without what it expected where that is no help.
fn words(message: &str) -> String {
    let without = |tail| message.strip_suffix(tail);
    let cut = without(", expected nothing").or_else(|| without(", expected literal string"));
    cut.unwrap_or(message).to_owned()
}

/// Makes one problem of a bracket that is never closed.
///
/// The parser goes on inside the brackets and complains about all that follows; the first
/// complaint, about a missing comma, stands after where the bracket should have been.
fn join_unclosed(text: &str, shift: usize, found: &mut Vec<(Place, String)>) {
    let Some(last) = found.iter().position(|(_, message)| {
        message.starts_with("unclosed array") || message.starts_with("unclosed inline table")
    }) else {
        return;
    };
    let first = found[..last].iter().position(|(_, message)| message.starts_with("missing comma"));
    if let Some(first) = first {
        let message = found[last].1.clone();
        found.drain(first + 1..=last);
        let place = found[first].0;
        let end = text[..place.end - shift].trim_end().len() + shift;
        found[first] = (Place { start: end, end, ..place }, message);
    }
}

/// The first dotted key with so many parts that a tree of it would overflow the stack.
///
/// The parser itself limits brackets in brackets, but not dots.
fn deep_key(source: SourceId, text: &str) -> Option<Place> {
    let mut dots = 0;
    for token in toml_parser::Source::new(text).lex() {
        match token.kind() {
            TokenKind::Dot => dots += 1,
            TokenKind::Equals
            | TokenKind::Comma
            | TokenKind::LeftSquareBracket
            | TokenKind::RightSquareBracket
            | TokenKind::LeftCurlyBracket
            | TokenKind::RightCurlyBracket
            | TokenKind::Newline => dots = 0,
            TokenKind::Whitespace
            | TokenKind::Comment
            | TokenKind::LiteralString
            | TokenKind::BasicString
            | TokenKind::MlLiteralString
            | TokenKind::MlBasicString
            | TokenKind::Atom
            | TokenKind::Eof => {}
        }
        if dots > DEEPEST_KEY {
            return Some(Place::new(source, token.span().start()..token.span().end()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (Node, Problems) {
        let mut problems = Problems::default();
        let source = problems.sources.add("x.toml", text);
        (document(source, &mut problems), problems)
    }

    #[test]
    fn what_follows_a_syntax_error_is_still_read() {
        let (root, problems) = parsed("a = 1\nb = = 2\nc = 3\nd = 4m\n");
        assert_eq!(problems.len(), 2);
        assert!(root.at("a").is_some() && root.at("c").is_some());
    }

    #[test]
    fn a_bracket_that_is_never_closed_is_one_problem_where_it_should_have_been() {
        let (_, problems) = parsed("a = [1, 2\nb = 3\nc = 4\n");
        let places: Vec<_> = problems.iter().map(|it| it.place.unwrap().start).collect();
        assert_eq!(places, [9]);
    }

    #[test]
    fn nesting_without_end_is_refused_before_it_overflows_the_stack() {
        for text in [
            format!("{}a = 1", "a.".repeat(200_000)),
            format!("[{}a]", "a .".repeat(200_000)),
            format!("a = {}", "[".repeat(200_000)),
            format!("a = {}", "{a=".repeat(200_000)),
            // As deep as the parser and the keys together let it be.
            format!("[{}a]\na = {}", "a.".repeat(4), format!("{{{}a=", "a.".repeat(4)).repeat(79)),
        ] {
            assert!(!parsed(&text).1.is_empty());
        }
    }
}

//! Expressions: scores, conditions and filters.

use std::ops::Range;

use schemars::{Schema, json_schema};

use super::wrong_type;
use crate::expression::LONGEST;
use crate::scenario::node::Node;
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::Leaf;
use crate::scenario::source::Place;

/// The text of an expression; what it means is known when all names are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Formula(pub(crate) String);

impl Leaf for Formula {
    const EXAMPLE: &'static str = "\"…\"";

    fn example_for(key: &str) -> &'static str {
        match key {
            "agent_score" => "\"idle_time - 60 * rank\"",
            "call_score" => "\"wait / max(target, 1)\"",
            "if" => "\"queue > 10\"",
            "until" => "\"waiting < 5\"",
            "when" => "\"waiting > 20\"",
            "where" => "\"level >= 5\"",
            _ => Self::EXAMPLE,
        }
    }

    fn parse(node: &Node) -> Result<Self, ProblemKind> {
        match node.text() {
            Some(text) => Ok(Formula(text.to_owned())),
            None => Err(wrong_type("an expression", node, "write it in quotes")),
        }
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "maxLength": LONGEST })
    }
}

/// Where some bytes of a text are that stands in quotes at a place.
///
/// `written` are the bytes at that place, quotes included. If they say the text in other words, by
/// escapes or with line ends that are left out, it is the whole place.
pub(crate) fn place_in_quotes(
    written: &str,
    text: &str,
    place: Place,
    range: Range<usize>,
) -> Place {
    let Some(before) = bytes_before(written, text) else { return place };
    Place::new(place.source, place.start + before + range.start..place.start + before + range.end)
}

/// How many bytes of quotes, and of a line end that does not count, come before a text.
fn bytes_before(written: &str, text: &str) -> Option<usize> {
    for quotes in ["\"\"\"", "'''", "\"", "'"] {
        let Some(inner) = written.strip_prefix(quotes).and_then(|it| it.strip_suffix(quotes))
        else {
            continue;
        };
        let lines = ["\r\n", "\n"].into_iter().find(|end| inner.starts_with(end));
        let skipped = lines.filter(|_| quotes.len() == 3).map_or(0, str::len);
        return (&inner[skipped..] == text).then_some(quotes.len() + skipped);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::source::SourceId;

    /// What the bytes `range` of the value of a TOML string are found to be in its text.
    fn found(written: &str, range: Range<usize>) -> String {
        let file = format!("key = {written}\n");
        let table = toml::de::DeTable::parse(&file).unwrap();
        let value = table.get_ref().get("key").unwrap();
        let Range { start, end } = value.span();
        let text = value.get_ref().as_str().unwrap();
        let place = Place::new(SourceId(0), start..end);
        let found = place_in_quotes(&file[start..end], text, place, range);
        file[found.start..found.end].to_owned()
    }

    #[test]
    fn bytes_of_a_value_are_found_in_its_quotes() {
        assert_eq!(found("\"calls + wiat\"", 8..12), "wiat");
        assert_eq!(found("'calls + wiat'", 8..12), "wiat");
        assert_eq!(found("\"\"\"calls + wiat\"\"\"", 8..12), "wiat");
        assert_eq!(found("\"\"\"\ncalls\n + wiat\n\"\"\"", 9..13), "wiat");
        assert_eq!(found("'''\ncalls + wiat'''", 8..12), "wiat");
        assert_eq!(found("'größe(\"ä\") + wiat'", 16..20), "wiat");
        // Where something is missing at the end.
        assert_eq!(found("\"(calls\"", 6..6), "");
    }

    #[test]
    fn where_escapes_shift_the_bytes_the_whole_text_is_shown() {
        for written in
            [r#""idle(\"a\") + wiat""#, r#""calls \u002b wiat""#, "\"\"\"calls \\\n   + wiat\"\"\""]
        {
            assert_eq!(found(written, 8..12), written);
        }
    }
}

//! Texts, and the names of things.

use schemars::{Schema, json_schema};

use super::wrong_type;
use crate::scenario::node::Node;
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::Leaf;

/// Any text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text(pub(crate) String);

impl Leaf for Text {
    const EXAMPLE: &'static str = "\"…\"";

    fn parse(node: &Node) -> Result<Self, ProblemKind> {
        match node.text() {
            Some(text) => Ok(Text(text.to_owned())),
            None => Err(wrong_type("a text", node, "write it in quotes")),
        }
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string" })
    }
}

/// What a scenario, a call type or an agent group is called.
///
/// Names become parts of file names and of paths such as `call_type.sales.priority`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name(pub(crate) String);

const LONGEST_NAME: usize = 64;

impl Leaf for Name {
    const EXAMPLE: &'static str = "\"sales\"";

    fn example_for(key: &str) -> &'static str {
        match key {
            "agent_group" | "agent_groups" => "\"service-team\"",
            "site" => "\"north\"",
            _ => Self::EXAMPLE,
        }
    }

    fn parse(node: &Node) -> Result<Self, ProblemKind> {
        let name = Text::parse(node)?.0;
        let bad = |char: char| char.is_control() || "/\\:*?\"<>|`".contains(char);
        let complaint = if name.trim().is_empty() {
            "it is empty"
        } else if name.chars().count() > LONGEST_NAME {
            "it has more than 64 characters"
        } else if name.trim() != name {
            "it begins or ends with a space"
        } else if name.starts_with('.') {
            "it begins with a dot"
        } else if name.contains(bad) {
            "it has a sign that file names can't have"
        } else {
            return Ok(Name(name));
        };
        Err(ProblemKind::BadName { name, complaint })
    }

    fn schema() -> Schema {
        json_schema!({
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST_NAME,
            "pattern": r#"^[^\s\x00-\x1f./\\:*?"<>|`]([^\x00-\x1f/\\:*?"<>|`]*[^\s\x00-\x1f/\\:*?"<>|`])?$"#,
        })
    }
}

//! `[routing]`: the rules of the switch.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::model::{AgentRule, CallRule};
use crate::scenario::leaf::{OneOf, Word};
use crate::scenario::node::{Node, Value};
use crate::scenario::problem::Problems;
use crate::scenario::read::{At, Leaf, List, Read};
use crate::scenario::table::as_written;

as_written! {
    /// The rules of the switch. Each is a word or a list; the next rule decides ties of the one
    /// before.
    struct RoutingTable, called "`[routing]`", example "`[routing]`" {
        /// Which idle agent takes a call that arrives, among those of the best rank (default
        /// "longest-idle").
        optional agent_selection: Rules<AgentRule>,
        /// Which waiting call an agent takes who frees (default ["priority", "first-come"]).
        optional call_selection: Rules<CallRule>,
    }
}

/// One rule or a list of rules.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rules<W>(pub(crate) List<At<OneOf<W>>>);

impl<W: Word> Read for Rules<W> {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        if let Value::List(_) = node.value {
            return Read::read(node, problems).map(Rules);
        }
        let rule = Read::read(node, problems)?;
        Some(Rules(List { place: node.place, items: vec![Some(rule)] }))
    }

    fn how_to_add(key: &str) -> String {
        At::<OneOf<W>>::how_to_add(key)
    }
}

impl<W: Word> JsonSchema for Rules<W> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Rules".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let word = OneOf::<W>::schema();
        let list =
            json_schema!({ "type": "array", "items": word, "minItems": 1, "uniqueItems": true });
        json_schema!({ "anyOf": [word, list] })
    }
}

impl Word for AgentRule {
    const WHAT: &'static str = "rule of agent selection";
    const EXAMPLE: &'static str = "\"longest-idle\"";
    const ALL: &'static [Self] = &AgentRule::ALL;

    fn word(self) -> &'static str {
        self.name()
    }
}

impl Word for CallRule {
    const WHAT: &'static str = "rule of call selection";
    const EXAMPLE: &'static str = "\"first-come\"";
    const ALL: &'static [Self] = &CallRule::ALL;

    fn word(self) -> &'static str {
        self.name()
    }
}

//! The scenario as a tree of values, each with its place, before anything is known of its meaning.
//!
//! Unlike the parser's own tree, it can hold values from several texts: an override from the
//! command line replaces a node, and problems with it point at the command line.

use std::collections::BTreeMap;

use super::source::{Place, SourceId};
use toml::de::{DeTable, DeValue};

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) value: Value,
}

/// What TOML can say.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Text(String),
    /// None if it has more than 128 bits.
    Integer(Option<i128>),
    Float(f64),
    Boolean(bool),
    /// A date or time without quotes.
    Datetime,
    List(Vec<Node>),
    Table(Table),
}

/// Keys with their places, and what they stand for.
pub(crate) type Table = BTreeMap<String, Entry>;

/// What stands at a key.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: Place,
    pub(crate) node: Node,
}

impl Node {
    /// The parser's table, all of whose places are in `source`, moved by `shift` bytes.
    pub(crate) fn table(table: &DeTable<'_>, place: Place, shift: usize) -> Node {
        let source = place.source;
        let entries = table.iter().map(|(key, value)| {
            let at = key.span();
            let key_place = Place::new(source, at.start + shift..at.end + shift);
            let at = value.span();
            let place = Place::new(source, at.start + shift..at.end + shift);
            let node = Node::new(value.get_ref(), place, shift);
            (key.get_ref().to_string(), Entry { key: key_place, node })
        });
        Node { place, value: Value::Table(entries.collect()) }
    }

    /// The parser's value.
    pub(crate) fn new(value: &DeValue<'_>, place: Place, shift: usize) -> Node {
        let value = match value {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(integer) => {
                Value::Integer(i128::from_str_radix(integer.as_str(), integer.radix()).ok())
            }
            DeValue::Float(float) => Value::Float(float.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(boolean) => Value::Boolean(*boolean),
            DeValue::Datetime(_) => Value::Datetime,
            DeValue::Array(array) => {
                let nodes = array.iter().map(|each| {
                    let at = each.span();
                    let place = Place::new(place.source, at.start + shift..at.end + shift);
                    Node::new(each.get_ref(), place, shift)
                });
                Value::List(nodes.collect())
            }
            DeValue::Table(table) => return Node::table(table, place, shift),
        };
        Node { place, value }
    }

    /// An empty table that stands where `place` is.
    pub(crate) fn empty_table(place: Place) -> Node {
        Node { place, value: Value::Table(Table::new()) }
    }

    /// What it is, with its article, as problems say it.
    pub(crate) fn kind(&self) -> &'static str {
        match &self.value {
            Value::Text(_) => "a text",
            Value::Integer(_) => "an integer",
            Value::Float(_) => "a decimal number",
            Value::Boolean(_) => "a boolean",
            Value::Datetime => "a date or time without quotes",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    /// The text, if it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime
            | Value::List(_)
            | Value::Table(_) => None,
        }
    }

    /// What stands at a key, if it is a table and has it.
    pub(crate) fn at(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Table(table) => table.get(key).map(|entry| &entry.node),
            Value::Text(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime
            | Value::List(_) => None,
        }
    }

    /// The same in JSON, for the manifest.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Text(text) => text.as_str().into(),
            // What JSON has no number for is in no valid scenario.
            Value::Integer(integer) => integer
                .and_then(serde_json::Number::from_i128)
                .map_or(serde_json::Value::Null, serde_json::Value::Number),
            Value::Float(float) => (*float).into(),
            Value::Boolean(boolean) => (*boolean).into(),
            Value::Datetime => serde_json::Value::Null,
            Value::List(nodes) => nodes.iter().map(Node::to_json).collect(),
            Value::Table(table) => table
                .iter()
                .map(|(key, entry)| (key.clone(), entry.node.to_json()))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }
}

/// The place of the first byte of a text: where problems of the whole file are shown.
pub(crate) fn beginning(source: SourceId) -> Place {
    Place::new(source, 0..0)
}

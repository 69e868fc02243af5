//! From the tree to tables as written, collecting every problem on the way.
//!
//! serde stops at the first fault. Here a field that can't be read is [`Field::Faulty`], its
//! problem is reported, and reading goes on; whoever needs the field later says nothing more.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::node::{Node, Value};
use super::problem::{ProblemKind, Problems};
use super::source::Place;

/// What a scenario says under a key.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Field<T> {
    /// Nothing: the key is not there.
    Absent,
    /// Something that can't be, or nothing where something must be; the problem is reported.
    Faulty,
    /// A value.
    Given(T),
}

impl<T> Field<T> {
    /// The value, if one is given and good.
    pub(crate) fn given(&self) -> Option<&T> {
        match self {
            Field::Given(value) => Some(value),
            Field::Absent | Field::Faulty => None,
        }
    }

    /// What holds with a default for an absent key; none if what is given is faulty.
    pub(crate) fn or<U>(&self, default: U, value: impl FnOnce(&T) -> U) -> Option<U> {
        match self {
            Field::Absent => Some(default),
            Field::Faulty => None,
            Field::Given(given) => Some(value(given)),
        }
    }

    /// Some value if one is given, some nothing if none is; none if it is faulty.
    pub(crate) fn if_any(&self) -> Option<Option<&T>> {
        match self {
            Field::Absent => Some(None),
            Field::Faulty => None,
            Field::Given(value) => Some(Some(value)),
        }
    }

    pub(crate) fn is_absent(&self) -> bool {
        matches!(self, Field::Absent)
    }

    pub(crate) fn of(read: Option<T>) -> Self {
        read.map_or(Field::Faulty, Field::Given)
    }
}

/// What can be read from a node.
pub(crate) trait Read: JsonSchema + Sized {
    /// The value; none if it can't be, and then the problems are reported.
    fn read(node: &Node, problems: &mut Problems) -> Option<Self>;

    /// How to add what is missing under a key, for the help line.
    fn how_to_add(key: &str) -> String;

    /// How to make a list of what stands alone, for the help line.
    fn how_to_list(_alone: &Value) -> String {
        "write it in brackets, as in `[…]`".into()
    }
}

/// A value with its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct At<T> {
    pub(crate) value: T,
    pub(crate) place: Place,
}

/// A value that has no parts: a number, a word, a duration.
pub(crate) trait Leaf: Sized {
    /// One that could stand in a scenario.
    const EXAMPLE: &'static str;

    /// One that could stand under a key.
    fn example_for(_key: &str) -> &'static str {
        Self::EXAMPLE
    }

    /// The value of a node, or what is wrong with it.
    fn parse(node: &Node) -> Result<Self, ProblemKind>;

    /// Its JSON Schema.
    fn schema() -> Schema;
}

impl<T: Leaf> Read for At<T> {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        match T::parse(node) {
            Ok(value) => Some(At { value, place: node.place }),
            Err(kind) => {
                problems.report(node.place, kind);
                None
            }
        }
    }

    fn how_to_add(key: &str) -> String {
        format!("add `{key} = {}`", T::example_for(key))
    }
}

impl<T: Leaf> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "leaf".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        T::schema()
    }
}

/// A list and the place of the whole.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct List<T> {
    pub(crate) place: Place,
    /// One for each element; none where it is faulty.
    pub(crate) items: Vec<Option<T>>,
}

impl<T> List<T> {
    /// The elements that are good.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.items.iter().flatten()
    }

    /// All elements, if all are good.
    pub(crate) fn all(&self) -> Option<Vec<&T>> {
        self.items.iter().map(Option::as_ref).collect()
    }
}

impl<T> Field<List<T>> {
    /// The elements that are good, if a list is given.
    pub(crate) fn items(&self) -> impl Iterator<Item = &T> {
        self.given().into_iter().flat_map(List::iter)
    }
}

impl<T: Read> Read for List<T> {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        let Value::List(nodes) = &node.value else {
            let found = node.kind();
            let remedy = T::how_to_list(&node.value);
            let kind = ProblemKind::WrongType { expected: "a list", found, remedy };
            problems.report(node.place, kind);
            return None;
        };
        let items = nodes.iter().map(|node| T::read(node, problems)).collect();
        Some(List { place: node.place, items })
    }

    fn how_to_add(key: &str) -> String {
        // What an element looks like, from its own sentence.
        let element = T::how_to_add(key);
        match element.split_once(" = ").and_then(|(_, value)| value.split_once('`')) {
            Some((value, _)) => format!("add `{key} = [{value}]`"),
            None => element,
        }
    }
}

/// One element, or a list of them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OneOrMore<T>(pub(crate) List<T>);

impl<T: Read> Read for OneOrMore<T> {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        if let Value::List(_) = node.value {
            return List::read(node, problems).map(OneOrMore);
        }
        let item = T::read(node, problems)?;
        Some(OneOrMore(List { place: node.place, items: vec![Some(item)] }))
    }

    fn how_to_add(key: &str) -> String {
        T::how_to_add(key)
    }
}

impl<T: Read> JsonSchema for OneOrMore<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "one or more".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [one, { "type": "array", "items": one }] })
    }
}

impl<T: Read> JsonSchema for List<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "list".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "items": generator.subschema_for::<T>() })
    }
}

//! From the tree to tables as written, collecting every problem on the way.
//!
//! serde stops at the first fault. Here a field that can't be read is [`Field::Faulty`], its
//! problem is reported, and reading goes on; whoever needs the field later says nothing more.
//! [`as_written!`] makes a table's struct, its reader and its JSON Schema from one declaration, so
//! that they can't drift apart.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::node::{Node, Table, Value};
use super::problem::{ProblemKind, Problems, nearest};
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

    pub(crate) fn is_absent(&self) -> bool {
        matches!(self, Field::Absent)
    }

    fn of(read: Option<T>) -> Self {
        read.map_or(Field::Faulty, Field::Given)
    }
}

/// What can be read from a node.
pub(crate) trait Read: JsonSchema + Sized {
    /// The value; none if it can't be, and then the problems are reported.
    fn read(node: &Node, problems: &mut Problems) -> Option<Self>;

    /// How to add what is missing under a key, for the help line.
    fn how_to_add(key: &str) -> String;
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
        format!("add `{key} = {}`", T::EXAMPLE)
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

impl<T: Read> Read for List<T> {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        let Value::List(nodes) = &node.value else {
            let found = node.kind();
            let remedy = "write it in brackets, as in `[…]`, or `[[…]]` for tables".into();
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

/// Reads the keys of one table and remembers which there may be.
pub(crate) struct TableReader<'node> {
    table: &'node Table,
    place: Place,
    called: &'static str,
    known: Vec<&'static str>,
}

impl<'node> TableReader<'node> {
    /// The table at a node; a problem if it is none.
    pub(crate) fn open(
        node: &'node Node,
        called: &'static str,
        example: &'static str,
        problems: &mut Problems,
    ) -> Option<Self> {
        if let Value::Table(table) = &node.value {
            return Some(TableReader { table, place: node.place, called, known: Vec::new() });
        }
        let remedy = format!("write it as {example}");
        let kind = ProblemKind::WrongType { expected: "a table", found: node.kind(), remedy };
        problems.report(node.place, kind);
        None
    }

    /// What stands at a key that may be left out.
    pub(crate) fn optional<T: Read>(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Field<T> {
        self.known.push(key);
        match self.table.get(key) {
            Some(entry) => Field::of(T::read(&entry.node, problems)),
            None => Field::Absent,
        }
    }

    /// What stands at a key that must be there.
    pub(crate) fn required<T: Read>(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Field<T> {
        let field = self.optional(key, problems);
        if !field.is_absent() {
            return field;
        }
        let kind = ProblemKind::MissingKey { key, table: self.called, remedy: T::how_to_add(key) };
        problems.report(self.place, kind);
        Field::Faulty
    }

    /// Reports none or more than one of some keys.
    pub(crate) fn exactly_one_of(&self, keys: &[&'static str], problems: &mut Problems) {
        let given: Vec<_> =
            keys.iter().filter_map(|&key| Some((key, self.table.get(key)?.key))).collect();
        if given.is_empty() {
            let kind = ProblemKind::NoneOf { keys: keys.to_vec(), table: self.called };
            problems.report(self.place, kind);
        }
        self.at_most_one(given, problems);
    }

    fn at_most_one(&self, mut given: Vec<(&'static str, Place)>, problems: &mut Problems) {
        given.sort_by_key(|(_, place)| *place);
        if let [(other, first), rest @ ..] = given.as_slice() {
            for (key, place) in rest {
                problems.report_with(*place, *first, ProblemKind::Excluded { key, other });
            }
        }
    }

    /// Reports a key that is there without the other.
    pub(crate) fn together(&self, one: &'static str, two: &'static str, problems: &mut Problems) {
        for (key, other) in [(one, two), (two, one)] {
            if let (Some(entry), None) = (self.table.get(key), self.table.get(other)) {
                problems.report(entry.key, ProblemKind::Alone { key, other });
            }
        }
    }

    /// Reports every key that was not asked for.
    pub(crate) fn close(self, problems: &mut Problems) {
        for (key, entry) in self.table {
            if !self.known.contains(&key.as_str()) {
                // Of two names equally near, the one that is not there yet.
                let mut likely = self.known.clone();
                likely.sort_by_key(|known| self.table.contains_key(*known));
                let kind = ProblemKind::UnknownKey {
                    key: key.clone(),
                    table: self.called,
                    nearest: nearest(key, likely),
                    allowed: self.known.clone(),
                };
                problems.report(entry.key, kind);
            }
        }
    }
}

/// Declares a table as it is written: a struct of [`Field`]s, how it is read, and its JSON Schema.
///
/// `called` is what problems call the table, `example` how to add it under a key. After the fields,
/// `exactly one of […]` and `together […]` say how keys depend on each other.
macro_rules! as_written {
    (
        $(#[doc = $about:literal])+
        struct $Table:ident, called $called:literal, example $example:literal {
            $( $(#[doc = $doc:literal])+ $presence:ident $field:ident: $Type:ty, )+
        }
        $( exactly one of [$($choice:ident),+ $(,)?] )?
        $( together [$one:ident, $two:ident] )?
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, PartialEq)]
        pub(crate) struct $Table {
            /// Where it stands.
            pub(crate) place: $crate::scenario::source::Place,
            $( $(#[doc = $doc])+ pub(crate) $field: $crate::scenario::read::Field<$Type>, )+
        }

        impl $crate::scenario::read::Read for $Table {
            fn read(
                node: &$crate::scenario::node::Node,
                problems: &mut $crate::scenario::problem::Problems,
            ) -> Option<Self> {
                let mut table =
                    $crate::scenario::read::TableReader::open(node, $called, $example, problems)?;
                let read = $Table {
                    place: node.place,
                    $( $field: table.$presence(stringify!($field), problems), )+
                };
                $( table.exactly_one_of(&[$(stringify!($choice)),+], problems); )?
                $( table.together(stringify!($one), stringify!($two), problems); )?
                table.close(problems);
                Some(read)
            }

            fn how_to_add(key: &str) -> String {
                // Sections and repeated tables have an example with their own name.
                match $example.starts_with("`[") {
                    true => format!("add {}", $example),
                    false => format!("add `{key} = {}`", $example.trim_matches('`')),
                }
            }
        }

        impl schemars::JsonSchema for $Table {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($Table).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let mut table = $crate::scenario::read::TableSchema::new(concat!($($about, "\n"),+));
                $(
                    let schema = generator.subschema_for::<$Type>();
                    let is_required = stringify!($presence) == "required";
                    let about = concat!($($doc, "\n"),+);
                    table.property(stringify!($field), schema, is_required, about);
                )+
                $( table.exactly_one_of(&[$(stringify!($choice)),+]); )?
                $( table.together(stringify!($one), stringify!($two)); )?
                table.finish()
            }
        }
    };
}
pub(crate) use as_written;

/// The JSON Schema of a table, property by property.
pub(crate) struct TableSchema {
    about: String,
    properties: serde_json::Map<String, serde_json::Value>,
    required: Vec<&'static str>,
    rules: serde_json::Map<String, serde_json::Value>,
}

impl TableSchema {
    pub(crate) fn new(about: &str) -> Self {
        TableSchema {
            about: sentence(about),
            properties: serde_json::Map::new(),
            required: Vec::new(),
            rules: serde_json::Map::new(),
        }
    }

    pub(crate) fn property(
        &mut self,
        key: &'static str,
        mut schema: Schema,
        is_required: bool,
        about: &str,
    ) {
        schema.insert("description".into(), sentence(about).into());
        self.properties.insert(key.into(), schema.to_value());
        if is_required {
            self.required.push(key);
        }
    }

    pub(crate) fn exactly_one_of(&mut self, keys: &[&'static str]) {
        let ways = keys.iter().map(|key| serde_json::json!({ "required": [key] }));
        self.rules.insert("oneOf".into(), ways.collect());
    }

    pub(crate) fn together(&mut self, one: &'static str, two: &'static str) {
        self.rules
            .insert("dependentRequired".into(), serde_json::json!({ one: [two], two: [one] }));
    }

    pub(crate) fn finish(mut self) -> Schema {
        let mut schema = json_schema!({
            "type": "object",
            "description": self.about,
            "properties": self.properties,
            "required": self.required,
            "additionalProperties": false,
        });
        schema.ensure_object().append(&mut self.rules);
        schema
    }
}

/// Doc lines as one text.
fn sentence(doc: &str) -> String {
    doc.lines().map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned()
}

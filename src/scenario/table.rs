//! Tables with known keys: declared once, and read, described and refused accordingly.
//!
//! [`as_written!`] makes a table's struct, its reader and its JSON Schema from one declaration, so
//! that they can't drift apart.

use schemars::{Schema, json_schema};
use serde_json::{Value as JsonValue, json};

use super::node::{Node, Table, Value};
use super::problem::{ProblemKind, Problems, nearest};
use super::read::{Field, Read};
use super::source::Place;

/// Reads the keys of one table and remembers which there may be.
pub(crate) struct TableReader<'node> {
    table: &'node Table,
    place: Place,
    called: &'static str,
    /// The keys asked for, each with how to add it.
    known: Vec<(&'static str, HowToAdd)>,
    /// What is not there, reported at the end: it may be there misspelt.
    missing: Vec<Missing>,
}

/// A problem with keys of which one should be there.
struct Missing {
    keys: Vec<&'static str>,
    place: Place,
    kind: ProblemKind,
}

/// [`Read::how_to_add`] of what stands under a key.
type HowToAdd = fn(&str) -> String;

impl<'node> TableReader<'node> {
    /// The table at a node; a problem if it is none.
    pub(crate) fn open(
        node: &'node Node,
        called: &'static str,
        example: &'static str,
        problems: &mut Problems,
    ) -> Option<Self> {
        if let Value::Table(table) = &node.value {
            let (known, missing) = (Vec::new(), Vec::new());
            return Some(TableReader { table, place: node.place, called, known, missing });
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
        self.known.push((key, T::how_to_add));
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
        self.missing.push(Missing { keys: vec![key], place: self.place, kind });
        Field::Faulty
    }

    /// Reports none or more than one of some keys.
    pub(crate) fn exactly_one_of(&mut self, keys: &[&'static str], problems: &mut Problems) {
        if !keys.iter().any(|key| self.table.contains_key(*key)) {
            let kind = ProblemKind::NoneOf { keys: keys.to_vec(), table: self.called };
            self.missing.push(Missing { keys: keys.to_vec(), place: self.place, kind });
        }
        self.at_most_one_of(keys, problems);
    }

    /// Reports more than one of some keys.
    pub(crate) fn at_most_one_of(&self, keys: &[&'static str], problems: &mut Problems) {
        let mut given: Vec<_> =
            keys.iter().filter_map(|&key| Some((key, self.table.get(key)?.key))).collect();
        given.sort_by_key(|(_, place)| *place);
        if let [(other, first), rest @ ..] = given.as_slice() {
            for (key, place) in rest {
                problems.report_with(*place, *first, ProblemKind::Excluded { key, other });
            }
        }
    }

    /// Reports a key that is there without one that it needs, or one that may stand in for that.
    pub(crate) fn needs(
        &mut self,
        key: &'static str,
        other: &'static str,
        instead: &[&'static str],
    ) {
        let (Some(entry), None) = (self.table.get(key), self.table.get(other)) else { return };
        let is_told = self.missing.iter().any(|missing| missing.keys == [other]);
        if is_told || instead.iter().any(|key| self.table.contains_key(*key)) {
            return;
        }
        let how_to_add = self.known.iter().find(|(known, _)| *known == other);
        let remedy = how_to_add.map_or(String::new(), |(_, how_to_add)| how_to_add(other));
        let kind = ProblemKind::Alone { key, other, remedy };
        self.missing.push(Missing { keys: vec![other], place: entry.key, kind });
    }

    /// Takes a key as known, though nobody reads it.
    pub(crate) fn know(&mut self, key: &'static str) {
        self.known.push((key, |key| format!("add `{key}`")));
    }

    /// Reports every key that was not asked for, and what is missing unless one of them is meant.
    pub(crate) fn close(self, problems: &mut Problems) {
        // Kinds of a table may share keys.
        let mut known: Vec<&'static str> = Vec::new();
        for (key, _) in &self.known {
            if !known.contains(key) {
                known.push(key);
            }
        }
        let mut meant: Vec<String> = Vec::new();
        for (key, entry) in self.table {
            if !known.contains(&key.as_str()) {
                // Of two names equally near, the one that is not there yet.
                let mut likely = known.clone();
                likely.sort_by_key(|known| self.table.contains_key(*known));
                let nearest = nearest(key, likely);
                meant.extend(nearest.clone());
                let (key, allowed) = (key.clone(), known.clone());
                let kind = ProblemKind::UnknownKey { key, table: self.called, nearest, allowed };
                problems.report(entry.key, kind);
            }
        }
        for Missing { keys, place, kind } in self.missing {
            if !keys.iter().any(|key| meant.iter().any(|meant| meant == key)) {
                problems.report(place, kind);
            }
        }
    }
}

/// A table whose keys are known without reading it.
pub(crate) trait Keys {
    /// The names of its fields.
    const FIELDS: &'static [&'static str];
}

/// Reads a table that says under a key of which kind it is, if that can't be told: which keys there
/// may be is not known then, and a misspelt key is found among those of all kinds.
pub(crate) fn read_of_no_kind<W: Read>(
    node: &Node,
    (called, example): (&'static str, &'static str),
    word: &'static str,
    kinds: &[&'static [&'static str]],
    problems: &mut Problems,
) {
    let Some(mut table) = TableReader::open(node, called, example, problems) else { return };
    let _: Field<W> = table.required(word, problems);
    for field in kinds.iter().copied().flatten() {
        table.know(key(field));
    }
    table.close(problems);
}

/// The key of a field, which may be a word that Rust keeps for itself.
pub(crate) fn key(field: &'static str) -> &'static str {
    field.strip_prefix("r#").unwrap_or(field)
}

/// Declares a table as it is written: a struct of [`Field`]s, how it is read, and its JSON Schema.
///
/// `called` is what problems call the table, `example` how to add it under a key. After the fields,
/// `exactly one of […]`, `at most one of […]` and `needs […]` say how keys depend on each other; in
/// `a => b or c`, `c` may stand in for `b`.
macro_rules! as_written {
    (
        $(#[doc = $about:literal])+
        struct $Table:ident, called $called:literal, example $example:literal {
            $( $(#[doc = $doc:literal])+ $presence:ident $field:ident: $Type:ty, )+
        }
        $( exactly one of [$($choice:ident),+ $(,)?] )?
        $( at most one of [$($rival:ident),+ $(,)?] )?
        $( needs [$($needy:ident => $needed:ident $(or $instead:ident)?),+ $(,)?] )?
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, PartialEq)]
        pub(crate) struct $Table {
            /// Where it stands.
            pub(crate) place: $crate::scenario::source::Place,
            $( $(#[doc = $doc])+ pub(crate) $field: $crate::scenario::read::Field<$Type>, )+
        }

        impl $crate::scenario::table::Keys for $Table {
            const FIELDS: &'static [&'static str] = &[$(stringify!($field)),+];
        }

        impl $crate::scenario::read::Read for $Table {
            fn read(
                node: &$crate::scenario::node::Node,
                problems: &mut $crate::scenario::problem::Problems,
            ) -> Option<Self> {
                let mut table =
                    $crate::scenario::table::TableReader::open(node, $called, $example, problems)?;
                let read = $Table {
                    place: node.place,
                    $( $field: table.$presence($crate::scenario::table::key(stringify!($field)), problems), )+
                };
                $( table.exactly_one_of(&[$($crate::scenario::table::key(stringify!($choice))),+], problems); )?
                $( table.at_most_one_of(&[$($crate::scenario::table::key(stringify!($rival))),+], problems); )?
                $($(
                    let instead = &[$($crate::scenario::table::key(stringify!($instead)))?];
                    table.needs($crate::scenario::table::key(stringify!($needy)), $crate::scenario::table::key(stringify!($needed)), instead);
                )+)?
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

            fn how_to_list(alone: &$crate::scenario::node::Value) -> String {
                let is_table = matches!(alone, $crate::scenario::node::Value::Table(_));
                match $example.starts_with("`[[") {
                    true if is_table => format!("head it with two brackets: {}", $example),
                    true => format!("write it as {}", $example),
                    false => format!("write it in brackets, as in `[{}]`", $example.trim_matches('`')),
                }
            }
        }

        impl schemars::JsonSchema for $Table {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($Table).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let mut table = $crate::scenario::table::TableSchema::new(concat!($($about, "\n"),+));
                $(
                    let schema = generator.subschema_for::<$Type>();
                    let is_required = stringify!($presence) == "required";
                    let about = concat!($($doc, "\n"),+);
                    table.property($crate::scenario::table::key(stringify!($field)), schema, is_required, about);
                )+
                $( table.exactly_one_of(&[$($crate::scenario::table::key(stringify!($choice))),+]); )?
                $( table.at_most_one_of(&[$($crate::scenario::table::key(stringify!($rival))),+]); )?
                $($(
                    let instead = &[$($crate::scenario::table::key(stringify!($instead)))?];
                    table.needs($crate::scenario::table::key(stringify!($needy)), $crate::scenario::table::key(stringify!($needed)), instead);
                )+)?
                table.finish()
            }
        }
    };
}
pub(crate) use as_written;

/// The JSON Schema of a table, property by property.
pub(crate) struct TableSchema {
    about: String,
    properties: serde_json::Map<String, JsonValue>,
    required: Vec<&'static str>,
    rules: serde_json::Map<String, JsonValue>,
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
        let ways = keys.iter().map(|key| json!({ "required": [key] }));
        self.rules.insert("oneOf".into(), ways.collect());
    }

    pub(crate) fn at_most_one_of(&mut self, keys: &[&'static str]) {
        let pairs = keys.iter().enumerate().flat_map(|(place, key)| {
            keys[..place].iter().map(move |other| json!({ "required": [other, key] }))
        });
        let pairs: JsonValue = pairs.collect();
        self.rules.insert("not".into(), json!({ "anyOf": pairs }));
    }

    pub(crate) fn needs(
        &mut self,
        key: &'static str,
        other: &'static str,
        instead: &[&'static str],
    ) {
        if !instead.is_empty() {
            let ways = std::iter::once(&other).chain(instead);
            let ways = ways.map(|key| json!({ "required": [key] }));
            let without = std::iter::once(json!({ "not": { "required": [key] } }));
            let rules = self.rules.entry("allOf").or_insert_with(|| json!([]));
            let rules = rules.as_array_mut().expect("the list begun here");
            rules.push(json!({ "anyOf": without.chain(ways).collect::<Vec<_>>() }));
            return;
        }
        let needs = self.rules.entry("dependentRequired").or_insert_with(|| json!({}));
        match needs.get_mut(key).and_then(JsonValue::as_array_mut) {
            Some(others) => others.push(other.into()),
            None => needs[key] = json!([other]),
        }
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

//! A rule as written: `"longest-idle"`, or `{ rule = "longest-idle", since = "hang-up" }`.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::scenario::node::{Node, Value};
use crate::scenario::problem::{ProblemKind, Problems, nearest};
use crate::scenario::read::{At, Leaf, List, Read};
use crate::scenario::source::Place;
use crate::scenario::table::{TableReader, TableSchema};

/// A set of rules from which lists are made.
pub(crate) trait Rule: Copy + PartialEq + 'static {
    /// What a rule of them is, as in "unknown rule of agent selection".
    const WHAT: &'static str;
    /// One of them in quotes.
    const EXAMPLE: &'static str;
    /// Every one of them.
    const KINDS: &'static [RuleKind<Self>];

    /// The word for what somebody means by another word.
    fn meant_by(other: &str) -> Option<&'static str>;
}

/// A rule by its word.
pub(crate) struct RuleKind<R: 'static> {
    pub(crate) word: &'static str,
    /// What problems call a table of it.
    pub(crate) called: &'static str,
    /// What it prefers.
    pub(crate) about: &'static str,
    /// With its usual parameters.
    pub(crate) usual: R,
    /// What can be told of it.
    pub(crate) keys: &'static [RuleKey<R>],
}

/// A parameter of a rule.
pub(crate) struct RuleKey<R> {
    pub(crate) name: &'static str,
    /// Reads it and puts it into a rule; none if it is faulty.
    pub(crate) read: fn(&mut TableReader<'_>, R, &mut Problems) -> Option<R>,
    pub(crate) schema: fn() -> Schema,
    pub(crate) about: &'static str,
}

/// One rule or a list of rules.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rules<R>(pub(crate) List<RuleField<R>>);

/// A rule, the word for it, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RuleField<R> {
    pub(crate) place: Place,
    pub(crate) word: &'static str,
    pub(crate) rule: R,
}

impl<R: Rule> Read for Rules<R> {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        if let Value::List(_) = node.value {
            return Read::read(node, problems).map(Rules);
        }
        let rule = Read::read(node, problems)?;
        Some(Rules(List { place: node.place, items: vec![Some(rule)] }))
    }

    fn how_to_add(key: &str) -> String {
        RuleField::<R>::how_to_add(key)
    }
}

impl<R: Rule> Read for RuleField<R> {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        let Value::Table(_) = node.value else {
            let kind = kind_of::<R>(node, problems)?;
            return Some(RuleField { place: node.place, word: kind.word, rule: kind.usual });
        };
        // What the table is called depends on its word.
        let named = node.at("rule").and_then(Node::text).and_then(kind_named::<R>);
        let called = named.map_or("a rule", |kind| kind.called);
        let mut table = TableReader::open(node, called, "`{ rule = \"…\" }`", problems)?;
        let word = table.required::<At<RuleWord<R>>>("rule", problems);
        let Some(kind) = word.given().map(|at| at.value.0) else {
            // Which keys there may be is not known without the rule; a misspelt `rule` is found.
            let keys = R::KINDS.iter().flat_map(|kind| kind.keys);
            keys.for_each(|key| table.know(key.name));
            table.close(problems);
            return None;
        };
        let mut rule = Some(kind.usual);
        for key in kind.keys {
            // A parameter after a faulty one is read all the same, for its own faults.
            let told = (key.read)(&mut table, rule.unwrap_or(kind.usual), problems);
            rule = rule.and(told);
        }
        table.close(problems);
        Some(RuleField { place: node.place, word: kind.word, rule: rule? })
    }

    fn how_to_add(key: &str) -> String {
        format!("add `{key} = {}`", R::EXAMPLE)
    }
}

/// The word for a rule in a table.
struct RuleWord<R: 'static>(&'static RuleKind<R>);

impl<R: Rule> Leaf for RuleWord<R> {
    const EXAMPLE: &'static str = R::EXAMPLE;

    fn parse(node: &Node) -> Result<Self, ProblemKind> {
        let Some(text) = node.text() else {
            let (expected, found) = ("a word", node.kind());
            let remedy = format!("write it in quotes, as in `{}`", R::EXAMPLE);
            return Err(ProblemKind::WrongType { expected, found, remedy });
        };
        if let Some(kind) = kind_named(text) {
            return Ok(RuleWord(kind));
        }
        let allowed: Vec<&'static str> = R::KINDS.iter().map(|kind| kind.word).collect();
        let meant = R::meant_by(&text.to_lowercase()).map(str::to_owned);
        let nearest = meant.or_else(|| nearest(text, allowed.iter().copied()));
        let word = text.to_owned();
        Err(ProblemKind::UnknownWord { what: R::WHAT, word, nearest, allowed })
    }

    fn schema() -> Schema {
        let words: Vec<_> = R::KINDS.iter().map(|kind| kind.word).collect();
        json_schema!({ "type": "string", "enum": words })
    }
}

fn kind_named<R: Rule>(word: &str) -> Option<&'static RuleKind<R>> {
    R::KINDS.iter().find(|kind| kind.word == word)
}

/// The rule that a text names.
fn kind_of<R: Rule>(node: &Node, problems: &mut Problems) -> Option<&'static RuleKind<R>> {
    At::<RuleWord<R>>::read(node, problems).map(|at| at.value.0)
}

impl<R: Rule> JsonSchema for RuleField<R> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Rule".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut forms = vec![RuleWord::<R>::schema()];
        forms.extend(R::KINDS.iter().map(|kind| {
            let mut table = TableSchema::new(kind.about);
            table.property("rule", json_schema!({ "const": kind.word }), true, "The rule.");
            for key in kind.keys {
                table.property(key.name, (key.schema)(), false, key.about);
            }
            table.finish()
        }));
        json_schema!({ "anyOf": forms })
    }
}

impl<R: Rule> JsonSchema for Rules<R> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Rules".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let rule = generator.subschema_for::<RuleField<R>>();
        let list =
            json_schema!({ "type": "array", "items": rule, "minItems": 1, "uniqueItems": true });
        json_schema!({ "anyOf": [rule, list] })
    }
}

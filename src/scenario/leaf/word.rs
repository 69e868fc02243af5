//! Words of a closed set, and yes or no.

use std::marker::PhantomData;

use schemars::{Schema, json_schema};

use super::wrong_type;
use crate::scenario::node::{Node, Value};
use crate::scenario::problem::{ProblemKind, nearest};
use crate::scenario::read::Leaf;

/// A closed set of words that stand for something.
pub(crate) trait Word: Copy + 'static {
    /// What the word is for, as in "unknown rule `…`".
    const WHAT: &'static str;
    /// One of them in quotes.
    const EXAMPLE: &'static str;
    /// Every one of them.
    const ALL: &'static [Self];
    /// How it is written.
    fn word(self) -> &'static str;

    /// Which of them somebody means by another word.
    fn meant_by(_other: &str) -> Option<Self> {
        None
    }
}

/// One of a set of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OneOf<W>(pub(crate) W);

impl<W: Word> Leaf for OneOf<W> {
    const EXAMPLE: &'static str = W::EXAMPLE;

    fn parse(node: &Node) -> Result<Self, ProblemKind> {
        let allowed: Vec<&'static str> = W::ALL.iter().map(|word| word.word()).collect();
        let Some(text) = node.text() else {
            let remedy = format!("write it in quotes, as in `{}`", W::EXAMPLE);
            let (expected, found) = ("a word", node.kind());
            return Err(ProblemKind::WrongType { expected, found, remedy });
        };
        match W::ALL.iter().find(|word| word.word() == text) {
            Some(word) => Ok(OneOf(*word)),
            None => Err(ProblemKind::UnknownWord {
                what: W::WHAT,
                word: text.to_owned(),
                nearest: W::meant_by(text)
                    .map(|word| word.word().to_owned())
                    .or_else(|| nearest(text, allowed.iter().copied())),
                allowed,
            }),
        }
    }

    fn schema() -> Schema {
        let words: Vec<_> = W::ALL.iter().map(|word| word.word()).collect();
        json_schema!({ "type": "string", "enum": words })
    }
}

/// The word whose place in [`Word::ALL`] it is; that it is no other one is seen before a table is
/// read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WordOf<W, const PLACE: usize>(PhantomData<W>);

impl<W: Word, const PLACE: usize> Leaf for WordOf<W, PLACE> {
    const EXAMPLE: &'static str = W::EXAMPLE;

    fn parse(node: &Node) -> Result<Self, ProblemKind> {
        OneOf::<W>::parse(node).map(|_| WordOf(PhantomData))
    }

    fn schema() -> Schema {
        json_schema!({ "const": W::ALL[PLACE].word() })
    }
}

/// How to write a yes or no that is a text.
fn flag_remedy(text: &str) -> &'static str {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "on" | "y" => "write `true`, without quotes",
        "false" | "no" | "off" | "n" => "write `false`, without quotes",
        _ => "write one of them without quotes",
    }
}

/// True or false.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Flag(pub(crate) bool);

impl Leaf for Flag {
    const EXAMPLE: &'static str = "true";

    fn parse(node: &Node) -> Result<Self, ProblemKind> {
        match &node.value {
            Value::Boolean(boolean) => Ok(Flag(*boolean)),
            Value::Text(text) => Err(wrong_type("`true` or `false`", node, flag_remedy(text))),
            Value::Integer(_)
            | Value::Float(_)
            | Value::Datetime
            | Value::List(_)
            | Value::Table(_) => {
                Err(wrong_type("`true` or `false`", node, "write one of them without quotes"))
            }
        }
    }

    fn schema() -> Schema {
        json_schema!({ "type": "boolean" })
    }
}

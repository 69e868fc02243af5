//! Values without parts: durations, clock times, shares, counts, names, words.

mod amount;
mod expression;
mod name;
mod number;
mod time;
mod word;

pub(crate) use amount::Amount;
pub(crate) use expression::{Formula, place_in_quotes};
pub(crate) use name::{Name, Text};
pub(crate) use number::{
    Agents, Between, Correlation, NotNegative, Number, OneOrMore, Positive, Power, Share,
    ShareOfAgents, Whole,
};
pub(crate) use time::{ClockTime, LongerThanZero, Moment, date_from_text};
pub(crate) use word::{Flag, OneOf, Word, WordOf};

use super::node::Node;
use super::problem::ProblemKind;

fn wrong_type(expected: &'static str, node: &Node, remedy: &str) -> ProblemKind {
    ProblemKind::WrongType { expected, found: node.kind(), remedy: remedy.to_owned() }
}

//! A value of a measure: a number, or a duration.

use schemars::{Schema, json_schema};

use super::wrong_type;
use crate::scenario::node::{Node, Value};
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::Leaf;
use crate::time::SimDuration;

/// So many, such a share, or so long: which of them it has to be depends on the measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Amount {
    Number(f64),
    Time(SimDuration),
}

impl Leaf for Amount {
    const EXAMPLE: &'static str = "0.8";

    fn parse(node: &Node) -> Result<Self, ProblemKind> {
        let remedy = "write it as `0.8`, or as `\"20s\"` if it is a time";
        match &node.value {
            Value::Integer(Some(integer)) => Ok(Amount::Number(*integer as f64)),
            Value::Float(float) if float.is_finite() => Ok(Amount::Number(*float)),
            Value::Text(text) if text.trim_end().ends_with('%') => {
                Err(wrong_type("a number", node, "80 % is written `0.8`"))
            }
            Value::Text(_) => SimDuration::parse(node).map(Amount::Time),
            Value::Integer(None)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime
            | Value::List(_)
            | Value::Table(_) => Err(wrong_type("a number or a duration", node, remedy)),
        }
    }

    fn schema() -> Schema {
        json_schema!({ "anyOf": [{ "type": "number" }, SimDuration::schema()] })
    }
}

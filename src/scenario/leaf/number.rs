//! Numbers in their ranges.

use schemars::{Schema, json_schema};

use super::wrong_type;
use crate::scenario::node::{Node, Value};
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::Leaf;

/// A number of calls, a rate: zero or more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct NotNegative(pub(crate) f64);

/// A factor, a coefficient of variation: more than zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Positive(pub(crate) f64);

/// A part of a whole, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Share(pub(crate) f64);

/// A part of a whole, neither nothing nor all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Between(pub(crate) f64);

/// Any number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Number(pub(crate) f64);

macro_rules! number_leaf {
    ($Type:ident, $example:literal, $range:literal, $good:expr, $bounds:tt) => {
        impl Leaf for $Type {
            const EXAMPLE: &'static str = $example;

            fn parse(node: &Node) -> Result<Self, ProblemKind> {
                let number = number(node, concat!("write it as `", $example, "`"))?;
                let good: fn(f64) -> bool = $good;
                if number.is_finite() && good(number) {
                    return Ok($Type(number));
                }
                let percent = $range.contains("1") && (2.0..=100.0).contains(&number);
                let remedy = percent
                    .then(|| format!("{number} % is written `{}`", shortest(number / 100.0)));
                Err(ProblemKind::OutOfRange {
                    value: number.to_string(),
                    range: $range.into(),
                    remedy,
                })
            }

            fn schema() -> Schema {
                json_schema!($bounds)
            }
        }
    };
}

number_leaf!(NotNegative, "12.5", "zero or more", |x| x >= 0.0, { "type": "number", "minimum": 0 });
number_leaf!(Positive, "0.9", "more than zero", |x| x > 0.0, { "type": "number", "exclusiveMinimum": 0 });
number_leaf!(Share, "0.8", "a share from 0 to 1", |x| (0.0..=1.0).contains(&x), { "type": "number", "minimum": 0, "maximum": 1 });
number_leaf!(Between, "0.95", "between 0 and 1", |x| x > 0.0 && x < 1.0, { "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1 });
number_leaf!(Number, "1.0", "a finite number", |_| true, { "type": "number" });

/// A percentage divided by 100, without the digits that binary fractions add.
fn shortest(share: f64) -> String {
    let text = format!("{share:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn number(node: &Node, remedy: &str) -> Result<f64, ProblemKind> {
    match &node.value {
        Value::Integer(Some(integer)) => Ok(*integer as f64),
        Value::Float(float) => Ok(*float),
        Value::Text(text) if text.trim().ends_with('%') => {
            Err(wrong_type("a number", node, "write 80 % as `0.8`"))
        }
        Value::Integer(None)
        | Value::Text(_)
        | Value::Boolean(_)
        | Value::Datetime
        | Value::List(_)
        | Value::Table(_) => Err(wrong_type("a number", node, remedy)),
    }
}

/// A whole number from `LEAST` to `MOST`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Whole<const LEAST: i64, const MOST: i64>(pub(crate) i64);

/// How many agents there are.
pub(crate) type Agents = Whole<0, 1_000_000>;

impl Agents {
    /// Nobody.
    pub(crate) const NONE: Agents = Whole(0);
}

impl<const LEAST: i64, const MOST: i64> Leaf for Whole<LEAST, MOST> {
    const EXAMPLE: &'static str = "10";

    fn parse(node: &Node) -> Result<Self, ProblemKind> {
        let integer = match &node.value {
            Value::Integer(integer) => *integer,
            Value::Float(_)
            | Value::Text(_)
            | Value::Boolean(_)
            | Value::Datetime
            | Value::List(_)
            | Value::Table(_) => {
                return Err(wrong_type("a whole number", node, "write it as `10`"));
            }
        };
        let good = integer.filter(|each| (i128::from(LEAST)..=i128::from(MOST)).contains(each));
        good.and_then(|each| i64::try_from(each).ok()).map(Whole).ok_or_else(|| {
            ProblemKind::OutOfRange {
                value: integer.map_or("this".into(), |each| each.to_string()),
                range: whole_range(LEAST, MOST),
                remedy: None,
            }
        })
    }

    fn schema() -> Schema {
        json_schema!({ "type": "integer", "minimum": LEAST, "maximum": MOST })
    }
}

fn whole_range(least: i64, most: i64) -> String {
    match (least, most) {
        (0, i64::MAX) => "zero or more".into(),
        (least, i64::MAX) => format!("{least} or more"),
        (least, most) => format!("a whole number from {least} to {most}"),
    }
}

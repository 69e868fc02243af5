//! Numbers in their ranges.

use schemars::{Schema, json_schema};

use super::wrong_type;
use crate::scenario::node::{Node, Value};
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::Leaf;
use crate::scenario::slip::percent as percentage;

/// A number of calls, a rate: zero or more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct NotNegative(pub(crate) f64);

/// A factor, a coefficient of variation: more than zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Positive(pub(crate) f64);

/// A part of a whole, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Share(pub(crate) f64);

/// A part of a group of agents, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ShareOfAgents(pub(crate) f64);

/// A part of a whole, neither nothing nor all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Between(pub(crate) f64);

/// A mean of whole numbers from one on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct OneOrMore(pub(crate) f64);

/// A power of a wait; of higher ones of long waits nothing can be told apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Power(pub(crate) f64);

/// A coefficient of correlation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Correlation(pub(crate) f64);

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
                let share = percent.then(|| percentage(&number.to_string())).flatten();
                let remedy = share.map(|share| format!("{number} % is written `{share}`"));
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
number_leaf!(OneOrMore, "1.5", "one to a million", |x| (1.0..=1e6).contains(&x), { "type": "number", "minimum": 1, "maximum": 1_000_000 });
number_leaf!(Correlation, "0.6", "from -1 to 1", |x| (-1.0..=1.0).contains(&x), { "type": "number", "minimum": -1, "maximum": 1 });
number_leaf!(Power, "2.0", "a power from 1 to 10", |x| (1.0..=10.0).contains(&x), { "type": "number", "minimum": 1, "maximum": 10 });
number_leaf!(Number, "1.0", "a finite number", |_| true, { "type": "number" });

fn number(node: &Node, remedy: &str) -> Result<f64, ProblemKind> {
    match &node.value {
        Value::Integer(Some(integer)) => Ok(*integer as f64),
        Value::Float(float) => Ok(*float),
        Value::Text(text) => Err(wrong_type("a number", node, &text_remedy(text, remedy))),
        Value::Integer(None)
        | Value::Boolean(_)
        | Value::Datetime
        | Value::List(_)
        | Value::Table(_) => Err(wrong_type("a number", node, remedy)),
    }
}

impl Leaf for ShareOfAgents {
    const EXAMPLE: &'static str = "0.2";

    fn parse(node: &Node) -> Result<Self, ProblemKind> {
        let share = Share::parse(node).map_err(|kind| match kind {
            // More likely so many agents than so many per cent.
            ProblemKind::OutOfRange { value, range, .. } if value.len() == 1 => {
                let remedy = Some("it is a share of the agents at work: 2 of 10 are `0.2`".into());
                ProblemKind::OutOfRange { value, range, remedy }
            }
            kind => kind,
        });
        share.map(|Share(share)| ShareOfAgents(share))
    }

    fn schema() -> Schema {
        Share::schema()
    }
}

/// How to write as a number what is a text, or what to do `otherwise`.
fn text_remedy(text: &str, otherwise: &str) -> String {
    if let Some(number) = text.trim().strip_suffix('%') {
        let share = percentage(number).map(|share| format!("write it as `{share}`"));
        return share.unwrap_or_else(|| otherwise.to_owned());
    }
    match plain(text) {
        Some(number) => format!("write it without quotes: `{number}`"),
        None => otherwise.to_owned(),
    }
}

/// A whole number from `LEAST` to `MOST`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Whole<const LEAST: i64, const MOST: i64>(pub(crate) i64);

/// How many agents there are.
pub(crate) type Agents = Whole<0, 1_000_000>;

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
                return Err(wrong_type("a whole number", node, &whole_remedy(node, LEAST, MOST)));
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
    format!("a whole number from {least} to {most}")
}

/// How to write what is no whole number, from what is written.
fn whole_remedy(node: &Node, least: i64, most: i64) -> String {
    let good = least as f64..=most as f64;
    let number = match &node.value {
        Value::Float(number) => *number,
        Value::Text(text) => match plain(text) {
            Some(number) if number.fract() == 0.0 => {
                return format!("write it without quotes: `{number}`");
            }
            Some(number) => number,
            None => f64::NAN,
        },
        Value::Integer(_)
        | Value::Boolean(_)
        | Value::Datetime
        | Value::List(_)
        | Value::Table(_) => f64::NAN,
    };
    let (below, above) = (number.floor(), number.ceil());
    if !good.contains(&below) || !good.contains(&above) {
        return "write digits alone, as in `10`".into();
    }
    match below == above {
        true => format!("write it without a point: `{below}`"),
        false => format!("write a whole number, such as `{below}` or `{above}`"),
    }
}

/// The number that a text is, if it is one, with a decimal point or a comma.
fn plain(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite())
}

//! Values without parts: durations, clock times, shares, counts, names, words.

use schemars::{Schema, json_schema};

use super::node::{Node, Value};
use super::problem::{ProblemKind, nearest};
use super::read::Leaf;
use crate::model::CivilDate;
use crate::time::{MICROS_PER_SECOND, SimDuration};

impl Leaf for SimDuration {
    const EXAMPLE: &'static str = "\"20s\"";

    fn parse(node: &Node) -> Result<Self, ProblemKind> {
        match &node.value {
            Value::Text(text) => text.parse().map_err(ProblemKind::BadDuration),
            Value::Integer(Some(number)) => Err(without_unit(number)),
            Value::Float(number) => Err(without_unit(number)),
            Value::Integer(None)
            | Value::Boolean(_)
            | Value::Datetime
            | Value::List(_)
            | Value::Table(_) => {
                Err(wrong_type::<Self>("a duration", node, "write it as `\"4m30s\"`"))
            }
        }
    }

    fn schema() -> Schema {
        json_schema!({
            "type": "string",
            "pattern": r"^\s*([0-9]+\.?[0-9]*|\.[0-9]+)\s*(us|µs|ms|s|m|min|h|d)(\s*([0-9]+\.?[0-9]*|\.[0-9]+)\s*(us|µs|ms|s|m|min|h|d))*\s*$",
            "examples": ["20s", "4m30s", "2h"],
        })
    }
}

fn without_unit(number: impl std::fmt::Display) -> ProblemKind {
    ProblemKind::WrongType {
        expected: "a duration with its unit",
        found: "a bare number",
        remedy: format!("say what it counts: `\"{number}s\"`, `\"{number}m\"` or `\"{number}h\"`"),
    }
}

/// A duration in which time passes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct LongerThanZero(pub(crate) SimDuration);

impl Leaf for LongerThanZero {
    const EXAMPLE: &'static str = "\"30m\"";

    fn parse(node: &Node) -> Result<Self, ProblemKind> {
        match SimDuration::parse(node)? {
            SimDuration::ZERO => Err(ProblemKind::ZeroDuration),
            duration => Ok(LongerThanZero(duration)),
        }
    }

    fn schema() -> Schema {
        SimDuration::schema()
    }
}

/// A time of day, as the time since midnight: from `00:00` to `24:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ClockTime(pub(crate) SimDuration);

impl ClockTime {
    /// `08:30` or `8:30`, and `24:00` for the midnight after the day.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let (hours, minutes) = text.split_once(':')?;
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if hours.len() > 2 || minutes.len() != 2 || !digits(hours) || !digits(minutes) {
            return None;
        }
        let (hours, minutes): (u64, u64) = (hours.parse().ok()?, minutes.parse().ok()?);
        let good = minutes < 60 && (hours < 24 || (hours == 24 && minutes == 0));
        good.then(|| ClockTime(SimDuration::from_secs(hours * 3600 + minutes * 60)))
    }
}

impl std::fmt::Display for ClockTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let minutes = self.0.as_micros() / MICROS_PER_SECOND / 60;
        write!(f, "{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl Leaf for ClockTime {
    const EXAMPLE: &'static str = "\"08:30\"";

    fn parse(node: &Node) -> Result<Self, ProblemKind> {
        match node.text() {
            Some(text) => ClockTime::from_text(text)
                .ok_or_else(|| ProblemKind::BadClockTime { text: text.to_owned() }),
            None => Err(wrong_type::<Self>("a time of day", node, "write it as `\"08:30\"`")),
        }
    }

    fn schema() -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^([01]?[0-9]|2[0-3]):[0-5][0-9]$|^24:00$",
            "examples": ["08:30", "24:00"],
        })
    }
}

impl Leaf for CivilDate {
    const EXAMPLE: &'static str = "\"2026-03-02\"";

    fn parse(node: &Node) -> Result<Self, ProblemKind> {
        let Some(text) = node.text() else {
            return Err(wrong_type::<Self>("a date", node, "write it as `\"2026-03-02\"`"));
        };
        date_from_text(text).ok_or_else(|| ProblemKind::BadDate { text: text.to_owned() })
    }

    fn schema() -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
            "examples": ["2026-03-02"],
        })
    }
}

/// `2026-03-02`, and nothing else of what ISO 8601 allows.
pub(crate) fn date_from_text(text: &str) -> Option<CivilDate> {
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

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
                let percent = $range.contains("1") && number >= 2.0 && number <= 100.0;
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
            Err(wrong_type::<Share>("a number", node, "write 80 % as `0.8`"))
        }
        Value::Integer(None)
        | Value::Text(_)
        | Value::Boolean(_)
        | Value::Datetime
        | Value::List(_)
        | Value::Table(_) => Err(wrong_type::<Share>("a number", node, remedy)),
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
                return Err(wrong_type::<Self>("a whole number", node, "write it as `10`"));
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

/// Any text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text(pub(crate) String);

impl Leaf for Text {
    const EXAMPLE: &'static str = "\"…\"";

    fn parse(node: &Node) -> Result<Self, ProblemKind> {
        match node.text() {
            Some(text) => Ok(Text(text.to_owned())),
            None => Err(wrong_type::<Self>("a text", node, "write it in quotes")),
        }
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string" })
    }
}

/// What a scenario, a call type or an agent group is called.
///
/// Names become parts of file names and of paths such as `call_type.sales.priority`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name(pub(crate) String);

const LONGEST_NAME: usize = 64;

impl Leaf for Name {
    const EXAMPLE: &'static str = "\"sales\"";

    fn parse(node: &Node) -> Result<Self, ProblemKind> {
        let name = Text::parse(node)?.0;
        let bad = |char: char| char.is_control() || "/\\:*?\"'<>|`".contains(char);
        let complaint = if name.trim().is_empty() {
            "it is empty"
        } else if name.chars().count() > LONGEST_NAME {
            "it has more than 64 characters"
        } else if name.trim() != name {
            "it begins or ends with a space"
        } else if name.starts_with('.') {
            "it begins with a dot"
        } else if name.contains(bad) {
            "it has a sign that file names can't have"
        } else {
            return Ok(Name(name));
        };
        Err(ProblemKind::BadName { name, complaint })
    }

    fn schema() -> Schema {
        json_schema!({
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST_NAME,
            "pattern": r#"^[^\s./\\:*?"'<>|`]([^/\\:*?"'<>|`]*[^\s/\\:*?"'<>|`])?$"#,
        })
    }
}

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
                nearest: nearest(text, allowed.iter().copied()),
                allowed,
            }),
        }
    }

    fn schema() -> Schema {
        let words: Vec<_> = W::ALL.iter().map(|word| word.word()).collect();
        json_schema!({ "type": "string", "enum": words })
    }
}

fn wrong_type<T: Leaf>(expected: &'static str, node: &Node, remedy: &str) -> ProblemKind {
    ProblemKind::WrongType { expected, found: node.kind(), remedy: remedy.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_times_go_from_midnight_to_midnight() {
        let hours = |text| ClockTime::from_text(text).map(|time| time.0.as_secs_f64() / 3600.0);
        assert_eq!(hours("00:00"), Some(0.0));
        assert_eq!(hours("8:30"), Some(8.5));
        assert_eq!(hours("24:00"), Some(24.0));
        for bad in ["24:01", "8", "08:60", "8:3", "-1:00", "08:30:00", "", ":", "+8:30"] {
            assert_eq!(hours(bad), None, "{bad}");
        }
    }

    #[test]
    fn only_iso_dates_are_dates() {
        assert!(date_from_text("2028-02-29").is_some());
        for bad in ["2026-02-29", "2026-3-2", "02.03.2026", "20260302", "2026-W10-1"] {
            assert_eq!(date_from_text(bad), None, "{bad}");
        }
    }
}

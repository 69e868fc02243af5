//! Durations, times of day and dates.

use schemars::{Schema, json_schema};

use super::wrong_type;
use crate::model::CivilDate;
use crate::scenario::node::{Node, Value};
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::Leaf;
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
            | Value::Table(_) => Err(wrong_type("a duration", node, "write it as `\"4m30s\"`")),
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

    fn example_for(key: &str) -> &'static str {
        match key {
            "close" | "end" => "\"17:00\"",
            _ => Self::EXAMPLE,
        }
    }

    fn parse(node: &Node) -> Result<Self, ProblemKind> {
        match node.text() {
            Some(text) => ClockTime::from_text(text)
                .ok_or_else(|| ProblemKind::BadClockTime { text: text.to_owned() }),
            None => Err(wrong_type("a time of day", node, "write it as `\"08:30\"`")),
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

/// A moment of the horizon: a time of day, or how long after the start of a plain length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Moment {
    Clock(ClockTime),
    After(SimDuration),
}

impl Leaf for Moment {
    const EXAMPLE: &'static str = "\"10:30\"";

    fn parse(node: &Node) -> Result<Self, ProblemKind> {
        match node.text() {
            Some(text) if text.contains(':') => ClockTime::parse(node).map(Moment::Clock),
            Some(_) => SimDuration::parse(node).map(Moment::After),
            None => {
                let remedy = "write it as `\"10:30\"`, or for a plain length as `\"3h\"`";
                Err(wrong_type("a time of day or a duration", node, remedy))
            }
        }
    }

    fn schema() -> Schema {
        json_schema!({ "anyOf": [ClockTime::schema(), SimDuration::schema()] })
    }
}

impl Leaf for CivilDate {
    const EXAMPLE: &'static str = "\"2026-03-02\"";

    fn parse(node: &Node) -> Result<Self, ProblemKind> {
        let Some(text) = node.text() else {
            return Err(wrong_type("a date", node, "write it as `\"2026-03-02\"`"));
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

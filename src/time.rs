//! The clock: whole microseconds, so that sums of time are exact and merge in any order.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};
use std::str::FromStr;

/// Microseconds in a second.
pub const MICROS_PER_SECOND: u64 = 1_000_000;

/// Microseconds in a day.
pub const MICROS_PER_DAY: u64 = 24 * 3600 * MICROS_PER_SECOND;

/// A moment: microseconds since the start of the horizon.
///
/// A horizon of days starts at midnight of its first day; a plain length starts at zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SimTime(u64);

/// A length of time in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SimDuration(u64);

impl SimTime {
    /// The start of the horizon.
    pub const ZERO: SimTime = SimTime(0);
    /// Later than every moment that a simulation reaches; stands for "never".
    pub const NEVER: SimTime = SimTime(u64::MAX);

    /// The moment `micros` microseconds after the start of the horizon.
    pub const fn from_micros(micros: u64) -> Self {
        SimTime(micros)
    }

    /// Microseconds since the start of the horizon.
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// Seconds since the start of the horizon, rounded to the nearest `f64`.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / MICROS_PER_SECOND as f64
    }

    /// The time from `earlier` to this moment, zero if `earlier` is later.
    pub fn since(self, earlier: SimTime) -> SimDuration {
        SimDuration(self.0.saturating_sub(earlier.0))
    }
}

impl SimDuration {
    /// No time at all.
    pub const ZERO: SimDuration = SimDuration(0);
    /// The longest duration a scenario may name or a draw may give: a hundred years.
    ///
    /// Longer draws (a Pareto tail) are cut here, so that no sum of a moment and a duration can
    /// overflow: 2⁶⁴ µs are 5,845 such durations.
    pub const LONGEST: SimDuration = SimDuration(36_525 * MICROS_PER_DAY);

    /// A duration of `micros` microseconds.
    pub const fn from_micros(micros: u64) -> Self {
        SimDuration(micros)
    }

    /// A duration of whole seconds.
    pub const fn from_secs(seconds: u64) -> Self {
        SimDuration(seconds * MICROS_PER_SECOND)
    }

    /// `seconds` rounded to the nearest microsecond, cut to `0..=`[`LONGEST`](Self::LONGEST).
    ///
    /// Not-a-number gives zero. This is how a sampled value becomes a duration.
    #[inline]
    pub fn from_secs_f64(seconds: f64) -> Self {
        // 2⁵² plus a number below it has no bits for a fraction: the sum is rounded, and its low
        // bits are the integer. A conversion that saturates takes three times as long.
        const ROUND: f64 = (1u64 << 52) as f64;
        let micros = (seconds * 1e6).max(0.0).min(Self::LONGEST.0 as f64);
        SimDuration((micros + ROUND).to_bits() - ROUND.to_bits())
    }

    /// Microseconds.
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// Seconds, rounded to the nearest `f64`.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / MICROS_PER_SECOND as f64
    }

    /// Whether this is no time at all.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl Add<SimDuration> for SimTime {
    type Output = SimTime;
    fn add(self, duration: SimDuration) -> SimTime {
        SimTime(self.0 + duration.0)
    }
}

impl Add for SimDuration {
    type Output = SimDuration;
    fn add(self, other: SimDuration) -> SimDuration {
        SimDuration(self.0 + other.0)
    }
}

impl AddAssign for SimDuration {
    fn add_assign(&mut self, other: SimDuration) {
        self.0 += other.0;
    }
}

impl Sub for SimTime {
    type Output = SimDuration;
    /// The time between two moments.
    ///
    /// # Panics
    ///
    /// In debug builds if `earlier` is later than `self`.
    fn sub(self, earlier: SimTime) -> SimDuration {
        SimDuration(self.0 - earlier.0)
    }
}

impl fmt::Display for SimDuration {
    /// As scenarios write it: `1h30m`, `4m10s`, `0.5s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0 / MICROS_PER_SECOND;
        let micros = self.0 % MICROS_PER_SECOND;
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        if hours > 0 {
            write!(f, "{hours}h")?;
        }
        if minutes > 0 {
            write!(f, "{minutes}m")?;
        }
        if micros > 0 {
            let fraction = format!("{micros:06}");
            write!(f, "{seconds}.{}s", fraction.trim_end_matches('0'))?;
        } else if seconds > 0 || (hours == 0 && minutes == 0) {
            write!(f, "{seconds}s")?;
        }
        Ok(())
    }
}

/// Why a text is not a duration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// There is no text.
    #[error("a duration is missing")]
    Empty,
    /// A number stands alone.
    #[error("`{number}` has no unit")]
    NoUnit {
        /// The number as written.
        number: String,
    },
    /// What follows a number is no unit of time.
    #[error("unknown unit `{unit}`")]
    UnknownUnit {
        /// The unit as written.
        unit: String,
    },
    /// Where a number should be, there is none.
    #[error("`{text}` does not begin with a number")]
    NoNumber {
        /// The text from there on.
        text: String,
    },
    /// A number is not a plain decimal one.
    #[error("`{number}` is not a number")]
    BadNumber {
        /// The number as written.
        number: String,
    },
    /// It is written like a time of day.
    #[error("`{text}` is a time of day, not how long something takes")]
    Clock {
        /// The whole text.
        text: String,
    },
    /// A comma for the decimal point.
    #[error("`{text}` has a comma for a decimal point")]
    DecimalComma {
        /// The whole text.
        text: String,
    },
    /// A unit does not follow a larger one.
    #[error("`{unit}` cannot follow a unit of its size or a smaller one")]
    OutOfOrder {
        /// The unit as written.
        unit: String,
    },
    /// It is below zero.
    #[error("`{text}` is negative")]
    Negative {
        /// The whole text.
        text: String,
    },
    /// It is longer than [`SimDuration::LONGEST`].
    #[error("`{text}` is longer than a hundred years")]
    TooLong {
        /// The whole text.
        text: String,
    },
}

impl DurationError {
    /// What to do about it.
    pub fn remedy(&self) -> String {
        match self {
            DurationError::NoUnit { number } => {
                format!("say what it counts: `{number}s`, `{number}m` or `{number}h`")
            }
            DurationError::UnknownUnit { .. } => "the units are us, ms, s, m (or min), h, d".into(),
            DurationError::Clock { text } => clock_remedy(text),
            DurationError::DecimalComma { text } => {
                format!("write a decimal point: `{}`", text.replace(',', "."))
            }
            DurationError::OutOfOrder { .. } => {
                "go from large units to small ones and name each once, as in `1h30m`".into()
            }
            DurationError::Negative { .. } => "durations are zero or longer".into(),
            DurationError::TooLong { .. } => "the longest duration is 36525d".into(),
            DurationError::Empty
            | DurationError::NoNumber { .. }
            | DurationError::BadNumber { .. } => {
                "write numbers with units, as in `20s`, `4m30s` or `1.5h`".into()
            }
        }
    }
}

impl FromStr for SimDuration {
    type Err = DurationError;

    /// Numbers with units, from the largest unit to the smallest: `20s`, `4m30s`, `1.5h`.
    ///
    /// The units are `us`, `ms`, `s`, `m` or `min`, `h` and `d`; spaces may stand between the
    /// parts. Each part is rounded to the nearest microsecond.
    fn from_str(text: &str) -> Result<Self, DurationError> {
        let mut rest = text.trim();
        if rest.is_empty() {
            return Err(DurationError::Empty);
        }
        if rest.starts_with(['-', '−']) {
            return Err(DurationError::Negative { text: text.into() });
        }
        let of_numbers = |signs: [char; 2]| {
            text.contains(signs[0])
                && text.starts_with(|c: char| c.is_ascii_digit())
                && text.chars().all(|c| c.is_alphanumeric() || c == ' ' || signs.contains(&c))
        };
        if of_numbers([':', '.']) {
            return Err(DurationError::Clock { text: text.into() });
        }
        if of_numbers([',', '.']) {
            return Err(DurationError::DecimalComma { text: text.into() });
        }
        let (mut total, mut larger) = (0.0, u64::MAX);
        while !rest.is_empty() {
            let (number, after) = split_after(rest, |c| c.is_ascii_digit() || c == '.');
            let (unit, after) = split_after(after.trim_start(), char::is_alphabetic);
            let value = number_of(number, rest)?;
            larger = unit_micros(number, unit, larger)?;
            total += (value * larger as f64 + 0.5).floor();
            rest = after.trim_start();
        }
        if total > SimDuration::LONGEST.0 as f64 {
            return Err(DurationError::TooLong { text: text.into() });
        }
        Ok(SimDuration(total as u64))
    }
}

/// What may be meant by `1:30`: it depends on what one thinks of.
fn clock_remedy(text: &str) -> String {
    let parts: Vec<&str> = text.trim().split(':').collect();
    match parts.as_slice() {
        [hours, minutes] => {
            format!("write `{hours}h{minutes}m`, or `{hours}m{minutes}s` for minutes and seconds")
        }
        _ => "write numbers with units, as in `20s`, `4m30s` or `1.5h`".into(),
    }
}

/// The longest beginning of `text` whose characters all `belong`, and what follows it.
fn split_after(text: &str, belong: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !belong(c)).unwrap_or(text.len()))
}

/// The value of a plain decimal number at the beginning of `text`.
fn number_of(number: &str, text: &str) -> Result<f64, DurationError> {
    if number.is_empty() {
        return Err(DurationError::NoNumber { text: text.into() });
    }
    number.parse().map_err(|_| DurationError::BadNumber { number: number.into() })
}

/// Microseconds in a unit that must be smaller than `larger`.
fn unit_micros(number: &str, unit: &str, larger: u64) -> Result<u64, DurationError> {
    let micros = match unit {
        "us" | "µs" => 1,
        "ms" => 1000,
        "s" => MICROS_PER_SECOND,
        "m" | "min" => 60 * MICROS_PER_SECOND,
        "h" => 3600 * MICROS_PER_SECOND,
        "d" => MICROS_PER_DAY,
        "" => return Err(DurationError::NoUnit { number: number.into() }),
        _ => return Err(DurationError::UnknownUnit { unit: unit.into() }),
    };
    if micros >= larger {
        return Err(DurationError::OutOfOrder { unit: unit.into() });
    }
    Ok(micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sampled_value_is_rounded_to_the_nearest_microsecond_and_never_overflows() {
        assert_eq!(SimDuration::from_secs_f64(1.000_000_4).as_micros(), 1_000_000);
        assert_eq!(SimDuration::from_secs_f64(1.000_000_6).as_micros(), 1_000_001);
        assert_eq!(SimDuration::from_secs_f64(-1.0), SimDuration::ZERO);
        assert_eq!(SimDuration::from_secs_f64(f64::NAN), SimDuration::ZERO);
        assert_eq!(SimDuration::from_secs_f64(f64::INFINITY), SimDuration::LONGEST);
    }

    #[test]
    fn durations_read_as_scenarios_write_them() {
        for (seconds, text) in [(0.0, "0s"), (20.0, "20s"), (250.0, "4m10s"), (5400.0, "1h30m")] {
            assert_eq!(SimDuration::from_secs_f64(seconds).to_string(), text);
        }
        assert_eq!(SimDuration::from_secs_f64(0.5).to_string(), "0.5s");
    }
    #[test]
    fn a_duration_is_read_as_it_is_written() {
        for (text, micros) in [
            ("20s", 20_000_000),
            ("4m30s", 270_000_000),
            (" 1h 30 min ", 5_400_000_000),
            ("1.5h", 5_400_000_000),
            ("250ms", 250_000),
            ("0.1s", 100_000),
            ("3us", 3),
            ("2d1us", 2 * MICROS_PER_DAY + 1),
            ("0s", 0),
            ("36525d", SimDuration::LONGEST.as_micros()),
        ] {
            assert_eq!(text.parse(), Ok(SimDuration::from_micros(micros)), "{text}");
        }
    }

    #[test]
    fn a_duration_that_is_printed_is_read_back() {
        for micros in [0, 1, 999_999, 60_000_000, 3_600_000_001, 90_061_000_000] {
            let duration = SimDuration::from_micros(micros);
            assert_eq!(duration.to_string().parse(), Ok(duration), "{duration}");
        }
    }

    #[test]
    fn what_is_no_duration_is_told_with_a_remedy() {
        for (text, what, remedy) in [
            ("", "a duration is missing", "as in `20s`"),
            ("20", "`20` has no unit", "`20s`, `20m` or `20h`"),
            ("4m30", "`30` has no unit", "`30s`"),
            (
                "1:30",
                "`1:30` is a time of day, not how long something takes",
                "`1h30m`, or `1m30s` for",
            ),
            ("1,5m", "`1,5m` has a comma for a decimal point", "`1.5m`"),
            ("5 weeks", "unknown unit `weeks`", "us, ms, s, m (or min), h, d"),
            ("soon", "`soon` does not begin with a number", "as in `20s`"),
            ("1.2.3s", "`1.2.3` is not a number", "as in `20s`"),
            ("5s5s", "`s` cannot follow a unit of its size or a smaller one", "`1h30m`"),
            ("30s4m", "`m` cannot follow a unit of its size or a smaller one", "`1h30m`"),
            ("-5s", "`-5s` is negative", "zero or longer"),
            ("36526d", "`36526d` is longer than a hundred years", "36525d"),
            ("1e3s", "unknown unit `e`", "us, ms, s"),
            ("20s;", "`;` does not begin with a number", "as in `20s`"),
        ] {
            let error = text.parse::<SimDuration>().unwrap_err();
            assert_eq!(error.to_string(), what);
            assert!(error.remedy().contains(remedy), "{text}: {}", error.remedy());
        }
    }
}

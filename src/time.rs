//! The clock: whole microseconds, so that sums of time are exact and merge in any order.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

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
    pub fn from_secs_f64(seconds: f64) -> Self {
        // Adding one half and truncating rounds to the nearest; `as` saturates below at zero.
        SimDuration((seconds * 1e6 + 0.5) as u64).min(Self::LONGEST)
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
}

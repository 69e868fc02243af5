//! Which of two numbers that change on straight lines is larger, and until when.

use std::cmp::Ordering;

use super::Verdict;
use crate::time::{MICROS_PER_SECOND, SimTime};

/// A number that changes evenly from some moment on.
///
/// ```text
/// value(now) = constant + slope · (now − since)
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) constant: f64,
    /// By the second.
    pub(crate) slope: f64,
    pub(crate) since: SimTime,
}

/// No calculated value is further from the exact one than this, relative to its terms: each of four
/// operations rounds by 2⁻⁵³ at most, and the difference of two values is calculated as well.
const ROUNDING: f64 = 16.0 * f64::EPSILON;

impl Line {
    fn at(self, now: SimTime) -> f64 {
        // Of the two zeros one.
        self.constant + self.slope * (now - self.since).as_secs_f64() + 0.0
    }
}

/// Compares two lines at `now` by their calculated values; the larger is `Less`.
///
/// The verdict holds until rounding could turn it: until the distance of the lines, which grows or
/// shrinks evenly, is no more than the error of the values, which grows evenly too. Lines as near as
/// that are compared anew each time; equal lines are tied for ever.
pub(crate) fn compare_lines(now: SimTime, one: Line, other: Line) -> Verdict {
    if one == other {
        return Verdict::lasting(Ordering::Equal);
    }
    let (value, against) = (one.at(now), other.at(now));
    let order = against.total_cmp(&value);
    let steepness = one.slope.abs() + other.slope.abs();
    let terms = one.constant.abs() + other.constant.abs() + steepness * now.as_secs_f64();
    let distance = (value - against).abs() - ROUNDING * terms;
    let parting = match order {
        Ordering::Less => one.slope - other.slope,
        Ordering::Greater => other.slope - one.slope,
        Ordering::Equal => 0.0,
    };
    if distance <= 0.0 {
        return Verdict { order, until: SimTime::ZERO };
    }
    let approach = ROUNDING * steepness - parting;
    if approach <= 0.0 {
        return Verdict::lasting(order);
    }
    // A little less, for this is rounded too.
    let seconds = distance / approach * (1.0 - 1e-9);
    let micros = seconds * MICROS_PER_SECOND as f64;
    Verdict { order, until: SimTime::from_micros(now.as_micros().saturating_add(micros as u64)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{Strategy, prop_assert_eq, proptest};

    fn line() -> impl Strategy<Value = Line> {
        (-3_i32..=3, -3_i32..=3, 0_u64..5_000_000).prop_map(|(constant, slope, since)| Line {
            constant: f64::from(constant) * 0.7,
            slope: f64::from(slope) * 0.3,
            since: SimTime::from_micros(since),
        })
    }

    proptest! {
        #![proptest_config(proptest::test_runner::Config {
            failure_persistence: None,
            rng_seed: proptest::test_runner::RngSeed::Fixed(1),
            ..proptest::test_runner::Config::with_cases(20_000)
        })]

        #[test]
        fn a_verdict_holds_until_it_says(one in line(), other in line(), part in 0.0..1.0_f64) {
            let now = SimTime::from_micros(5_000_000);
            let verdict = compare_lines(now, one, other);
            let last = verdict.until.as_micros().min(1 << 50);
            if last > now.as_micros() {
                for later in [last - 1, now.as_micros() + ((last - now.as_micros()) as f64 * part) as u64] {
                    let later = SimTime::from_micros(later.min(last - 1));
                    prop_assert_eq!(other.at(later).total_cmp(&one.at(later)), verdict.order);
                }
            }
        }
    }

    #[test]
    fn lines_that_cross_change_places() {
        let flat = Line { constant: 10.0, slope: 0.0, since: SimTime::ZERO };
        let steep = Line { constant: 0.0, slope: 1.0, since: SimTime::ZERO };
        let verdict = compare_lines(SimTime::from_micros(1), flat, steep);
        assert_eq!(verdict.order, Ordering::Less);
        let until = verdict.until.as_micros();
        assert!((9_999_900..=10_000_000).contains(&until), "{until}");
        let after = compare_lines(SimTime::from_micros(10_000_001), flat, steep);
        assert_eq!((after.order, after.until), (Ordering::Greater, SimTime::NEVER));
        assert_eq!(compare_lines(SimTime::ZERO, flat, flat), Verdict::lasting(Ordering::Equal));
    }
}

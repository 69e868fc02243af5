//! A value that is one count or sum over another, and the service level as such a value.

use super::CallCounts;
use crate::model::ServiceLevelRule;

/// A numerator and a denominator, kept apart so that replications can be added up.
///
/// A plain value is one over 1. Nothing over nothing is the absence of a value: the mean wait of
/// no calls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// What is counted.
    pub numerator: f64,
    /// Out of what; zero means that there was nothing to count.
    pub denominator: f64,
}

impl Ratio {
    /// No observation.
    pub const NONE: Ratio = Ratio { numerator: 0.0, denominator: 0.0 };

    /// A value that is not a ratio.
    pub const fn plain(value: f64) -> Self {
        Ratio { numerator: value, denominator: 1.0 }
    }

    /// One count over another.
    pub fn of_counts(numerator: u64, denominator: u64) -> Self {
        Ratio { numerator: numerator as f64, denominator: denominator as f64 }
    }

    /// One sum of microseconds over another.
    pub fn of_times(numerator: u128, denominator: u128) -> Self {
        Ratio { numerator: seconds(numerator), denominator: seconds(denominator) }
    }

    /// A sum of microseconds over a count: a mean in seconds.
    pub fn of_time_per(time: u128, count: u64) -> Self {
        Ratio { numerator: seconds(time), denominator: count as f64 }
    }

    /// Numerator and denominator, as statistics take them.
    pub const fn parts(self) -> (f64, f64) {
        (self.numerator, self.denominator)
    }

    /// The value; none without observations.
    pub fn value(self) -> Option<f64> {
        (self.denominator != 0.0).then(|| self.numerator / self.denominator)
    }
}

impl std::ops::Add for Ratio {
    type Output = Ratio;
    /// The ratio of the sums.
    fn add(self, other: Ratio) -> Ratio {
        Ratio {
            numerator: self.numerator + other.numerator,
            denominator: self.denominator + other.denominator,
        }
    }
}

impl<'r> std::iter::Sum<&'r Ratio> for Ratio {
    /// The ratio of the sums.
    fn sum<I: Iterator<Item = &'r Ratio>>(ratios: I) -> Ratio {
        ratios.fold(Ratio::NONE, |sum, each| sum + *each)
    }
}

/// Microseconds as seconds, rounded to the nearest `f64`.
pub fn seconds(micros: u128) -> f64 {
    // All but the longest sums fit 64 bits, which a processor converts by itself.
    u64::try_from(micros).map_or_else(|_| micros as f64, |micros| micros as f64) / 1e6
}

/// The service level of some calls by one of the rules.
///
/// Calls turned away, and those that never had an outcome, count as not answered in time by
/// every rule whose denominator has abandoned calls.
pub fn service_level(counts: &CallCounts, rule: ServiceLevelRule) -> Ratio {
    let unserved =
        counts.turned_away + counts.dropped + counts.callback_taken + counts.still_waiting;
    let answered_or_not = counts.answered + counts.abandoned + unserved;
    let within = counts.answered_within;
    match rule {
        ServiceLevelRule::Offered => Ratio::of_counts(within, answered_or_not),
        ServiceLevelRule::Answered => Ratio::of_counts(within, counts.answered),
        ServiceLevelRule::Lenient => {
            Ratio::of_counts(within + counts.abandoned_within, answered_or_not)
        }
        ServiceLevelRule::Ignoring => {
            Ratio::of_counts(within, answered_or_not - counts.abandoned_within)
        }
        ServiceLevelRule::Net => Ratio::of_counts(within, answered_or_not - counts.short_abandons),
        ServiceLevelRule::ShortCredit => {
            Ratio::of_counts(within + counts.short_abandons, answered_or_not)
        }
        ServiceLevelRule::Callers => {
            Ratio::of_counts(counts.first_answered_within, counts.first_outcomes)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The day of two industry answers: 1000 answered, 860 of them in time; 60 abandoned, 20 in
    /// time, 10 of them short (icmi.com, QueueTips 2002 and 2005).
    fn industry_day() -> CallCounts {
        CallCounts {
            offered: 1060,
            first_attempts: 1000,
            first_outcomes: 1000,
            answered: 1000,
            answered_within: 860,
            first_answered_within: 830,
            abandoned: 60,
            abandoned_within: 20,
            short_abandons: 10,
            ..CallCounts::default()
        }
    }

    #[test]
    fn one_day_has_as_many_service_levels_as_there_are_rules() {
        let per_mille = ServiceLevelRule::ALL.map(|rule| {
            let level = service_level(&industry_day(), rule).value().unwrap();
            (level * 1000.0).round()
        });
        assert_eq!(per_mille, [811.0, 860.0, 830.0, 827.0, 819.0, 821.0, 830.0]);
    }

    #[test]
    fn a_call_turned_away_was_not_answered_in_time_where_abandoned_calls_count() {
        let day = CallCounts { turned_away: 40, offered: 1100, ..industry_day() };
        let level = |rule| service_level(&day, rule).value().unwrap();
        assert_eq!(level(ServiceLevelRule::Offered), 860.0 / 1100.0);
        assert_eq!(level(ServiceLevelRule::Ignoring), 860.0 / 1080.0);
        assert_eq!(level(ServiceLevelRule::Answered), 0.86);
    }

    #[test]
    fn no_calls_have_no_service_level() {
        for rule in ServiceLevelRule::ALL {
            assert_eq!(service_level(&CallCounts::default(), rule).value(), None);
        }
    }
}

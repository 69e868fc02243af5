//! What some replications say of one expectation.

use super::estimates::{mean, sort};
use super::results::Bounded;
use super::run::RunError;
use super::sample::Sample;
use crate::expectation::{Comparison, Demand, Expectation, Statistic};
use crate::model::IntervalKind;
use crate::observe::{Better, Form, Ratio, Scope, Unit};
use crate::stats::{
    Evidence, Sides, beyond_rounding, exact_interval, mean_sides_among, moments, quantile_at_least,
    quantile_at_most, quantile_interval, ratio_difference_values, ratio_values, share_sides,
};

/// An expectation, and the replications that are looked at.
pub(super) struct Subject<'s, 'm> {
    pub(super) expectation: &'s Expectation,
    pub(super) sample: &'s Sample<'m>,
    /// Its values in the scenario.
    pub(super) new: Vec<Ratio>,
    /// Its values in the baseline, if that was simulated.
    pub(super) old: Option<Vec<Ratio>>,
    /// Its values in the baseline, if that is what somebody has kept.
    pub(super) kept: Option<&'s [Option<f64>]>,
}

/// What replications say of an expectation.
#[derive(Clone, Debug)]
pub struct GateLook {
    /// Whether it holds, as p-values.
    pub evidence: Evidence,
    /// What has to be so much or so little; of a comparison the difference.
    pub estimate: Option<Bounded>,
    /// The statistic in the scenario and in the baseline, of a comparison.
    pub sides: Option<(f64, f64)>,
    /// What was asked of the values: not the ratio of means where a baseline has kept no sums.
    pub statistic: Statistic,
    /// How many replications have a value; of a comparison, on both sides.
    pub values: u64,
    /// The worst interval, if it is that which is asked for.
    pub interval: Option<usize>,
    /// The replication that is farthest on the bad side.
    pub worst: Option<u64>,
}

/// A value for each replication, if it has one.
type Values = Vec<Option<f64>>;

/// An interval counts if at least this share of the replications has a value in it, …
const LEAST_SHARE_WITH_VALUE: f64 = 0.5;

/// … at least so many calls are offered in it on average, …
const LEAST_CALLS: f64 = 1.0;

/// … and at least this share of what the open intervals have on average.
const LEAST_SHARE_OF_CALLS: f64 = 0.1;

/// Looks at what the replications say, with an interval of this coverage.
pub(super) fn look(subject: &Subject, coverage: f64) -> Result<GateLook, RunError> {
    let look = match subject.expectation.demand {
        Demand::AtLeast(bound) => subject.against_bound(Bound::least(bound), coverage)?,
        Demand::AtMost(bound) => subject.against_bound(Bound::most(bound), coverage)?,
        Demand::Against { comparison, margin } => {
            subject.against_baseline(comparison, margin, coverage)
        }
    };
    Ok(match look.estimate {
        Some(_) if subject.cannot_fail() => GateLook { evidence: Evidence::CERTAIN, ..look },
        _ => look,
    })
}

/// So much or more, or so much or less.
#[derive(Clone, Copy)]
struct Bound {
    value: f64,
    better: Better,
}

impl Bound {
    fn least(value: f64) -> Self {
        Bound { value, better: Better::Higher }
    }

    fn most(value: f64) -> Self {
        Bound { value, better: Better::Lower }
    }

    /// What a mean says of it.
    fn by_mean(self, values: &[f64], telling: usize) -> Evidence {
        self.of(mean_sides_among(values, self.value, telling))
    }

    fn of(self, sides: Sides) -> Evidence {
        match self.better {
            Better::Higher => sides.at_least(),
            Better::Lower => sides.at_most(),
        }
    }
}

impl Subject<'_, '_> {
    /// Whether it holds by what the measure is: no share is less than none or more than all.
    fn cannot_fail(&self) -> bool {
        let values = || self.new.iter().filter_map(|ratio| ratio.value());
        let is_bound = match self.expectation.demand {
            Demand::AtLeast(bound) => bound <= 0.0 && values().all(|value| value >= 0.0),
            Demand::AtMost(bound) => bound >= 1.0 && values().all(|value| value <= 1.0),
            Demand::Against { .. } => false,
        };
        is_bound && self.expectation.measure.unit == Unit::Share
    }

    fn against_bound(&self, bound: Bound, coverage: f64) -> Result<GateLook, RunError> {
        let all: Vec<Option<f64>> = self.new.iter().map(|ratio| ratio.value()).collect();
        let values: Vec<f64> = all.iter().copied().flatten().collect();
        let (evidence, estimate) = match self.expectation.statistic {
            Statistic::Mean if self.is_yes_or_no(&values) => share(&values, bound, coverage),
            Statistic::Mean => (bound.by_mean(&values, values.len()), mean(&values, coverage)),
            Statistic::RatioOfMeans => {
                let values = ratio_values(&pairs(&self.new)).unwrap_or_default();
                (bound.by_mean(&values, values.len()), mean(&values, coverage))
            }
            Statistic::Quantile(share) => quantile(&values, share, bound, coverage),
            Statistic::WorstInterval => return self.worst_interval(bound, coverage),
        };
        Ok(GateLook {
            evidence,
            estimate,
            sides: None,
            statistic: self.expectation.statistic,
            values: values.len() as u64,
            interval: None,
            worst: worst(&all, Some(bound.better)),
        })
    }

    /// Whether each replication is one day that meets its objective or not.
    fn is_yes_or_no(&self, values: &[f64]) -> bool {
        self.expectation.measure.form == Form::Days
            && values.iter().all(|value| *value == 0.0 || *value == 1.0)
    }

    fn worst_interval(&self, bound: Bound, coverage: f64) -> Result<GateLook, RunError> {
        // Values of intervals are kept in single precision: what is the bound has to look like it.
        let bound = Bound { value: f64::from(bound.value as f32), ..bound };
        let mut seen = Vec::new();
        for (interval, values) in self.intervals_that_count()? {
            let present: Vec<f64> = values.iter().copied().flatten().collect();
            let evidence = bound.by_mean(&present, present.len());
            let Ok(moments) = moments(&present) else { continue };
            seen.push((interval, moments.mean, evidence, values));
        }
        let evidence: Vec<_> = seen.iter().map(|(_, _, evidence, _)| *evidence).collect();
        let badness = |mean: f64| match bound.better {
            Better::Higher => -mean,
            Better::Lower => mean,
        };
        // Of several the first.
        let worst_of_all = seen.iter().rev().max_by(|a, b| badness(a.1).total_cmp(&badness(b.1)));
        let (interval, values) = worst_of_all.map(|it| (it.0, it.3.as_slice())).unzip();
        let values = values.unwrap_or_default();
        let present: Vec<f64> = values.iter().copied().flatten().collect();
        Ok(GateLook {
            evidence: Evidence::all(&evidence),
            estimate: mean(&present, coverage),
            sides: None,
            statistic: Statistic::WorstInterval,
            values: present.len() as u64,
            interval,
            worst: worst(values, Some(bound.better)),
        })
    }

    /// The open intervals in which enough happens for their mean to tell something, each with its
    /// values.
    fn intervals_that_count(&self) -> Result<Vec<(usize, Values)>, RunError> {
        let Expectation { scope, measure, .. } = *self.expectation;
        let model = self.sample.catalogue().model();
        let mut intervals = Vec::new();
        for (number, interval) in model.horizon().intervals().iter().enumerate() {
            if interval.kind != IntervalKind::Open {
                continue;
            }
            let of = |name| self.sample.values_in_interval(scope, name, number);
            let Some(values) = of(measure.name)? else { return Ok(Vec::new()) };
            let offered = match scope {
                // Agents have time in an interval, with calls or without.
                Scope::AgentGroup(_) => None,
                _ => of("offered")?,
            };
            let offered = offered.map(|calls| {
                let sum: f64 = calls.iter().flatten().map(|calls| f64::from(*calls)).sum();
                sum / calls.len().max(1) as f64
            });
            let values: Vec<_> = values.into_iter().map(|value| value.map(f64::from)).collect();
            intervals.push((number, values, offered));
        }
        let calls: Vec<f64> = intervals.iter().filter_map(|(_, _, offered)| *offered).collect();
        let usual = calls.iter().sum::<f64>() / calls.len().max(1) as f64;
        let counts = |values: &[Option<f64>], offered: Option<f64>| {
            let present = values.iter().flatten().count() as f64;
            let least = LEAST_CALLS.max(LEAST_SHARE_OF_CALLS * usual);
            present >= LEAST_SHARE_WITH_VALUE * values.len() as f64
                && offered.is_none_or(|offered| offered >= least)
        };
        intervals.retain(|(_, values, offered)| counts(values, *offered));
        Ok(intervals.into_iter().map(|(number, values, _)| (number, values)).collect())
    }

    fn against_baseline(&self, comparison: Comparison, margin: f64, coverage: f64) -> GateLook {
        let new: Vec<_> = self.new.iter().map(|ratio| ratio.value()).collect();
        let old: Vec<_> = match (&self.old, self.kept) {
            (Some(old), _) => old.iter().map(|ratio| ratio.value()).collect(),
            (None, kept) => kept.unwrap_or_default().to_vec(),
        };
        let both = new.iter().zip(&old).map(|(new, old)| Some(((*new)?, (*old)?)));
        let both: Vec<Option<(f64, f64)>> = both.collect();
        let differences: Vec<_> =
            both.iter().map(|pair| pair.map(|(new, old)| beyond_rounding(new, old))).collect();
        let present: Vec<f64> = differences.iter().copied().flatten().collect();
        let by_sums = match (&self.old, self.expectation.statistic) {
            (Some(old), Statistic::RatioOfMeans) => Some((&self.new, old)),
            _ => None,
        };
        let (values, telling, sides) = match by_sums {
            Some((new, old)) => {
                let values = ratio_difference_values(&pairs(new), &pairs(old));
                let (values, telling) = values.unwrap_or_default();
                // Where there is a margin to either side, equal pairs tell that they are within it.
                let telling = if margin == 0.0 { telling } else { values.len() };
                (
                    values,
                    telling,
                    new.iter().sum::<Ratio>().value().zip(old.iter().sum::<Ratio>().value()),
                )
            }
            None => {
                let (new, old): (Vec<_>, Vec<_>) = both.iter().copied().flatten().unzip();
                let sides = moments(&new).ok().zip(moments(&old).ok());
                let sides = sides.map(|(new, old)| (new.mean, old.mean));
                (present.clone(), present.len(), sides)
            }
        };
        let [low, high] = [Bound::least(-margin), Bound::most(margin)];
        let better = self.expectation.measure.better();
        let evidence = match (comparison, better) {
            (Comparison::NotWorse | Comparison::NonInferior, Some(Better::Higher)) => {
                low.by_mean(&values, telling)
            }
            (Comparison::NotWorse | Comparison::NonInferior, Some(Better::Lower)) => {
                high.by_mean(&values, telling)
            }
            (Comparison::Equivalent, _) => Evidence::between(
                mean_sides_among(&values, low.value, telling),
                mean_sides_among(&values, high.value, telling),
            ),
            (Comparison::NotWorse | Comparison::NonInferior, None) => Evidence::UNKNOWN,
        };
        let estimate = mean(&values, coverage);
        let bad_side = match (comparison, estimate) {
            (Comparison::Equivalent, Some(Bounded { value, .. })) => {
                Some(if value < 0.0 { Better::Higher } else { Better::Lower })
            }
            _ => better,
        };
        GateLook {
            evidence,
            estimate,
            sides,
            statistic: match by_sums {
                Some(_) => Statistic::RatioOfMeans,
                None => Statistic::Mean,
            },
            values: present.len() as u64,
            interval: None,
            worst: worst(&differences, bad_side),
        }
    }
}

fn pairs(ratios: &[Ratio]) -> Vec<(f64, f64)> {
    ratios.iter().map(|ratio| ratio.parts()).collect()
}

fn share(values: &[f64], bound: Bound, coverage: f64) -> (Evidence, Option<Bounded>) {
    if values.is_empty() {
        return (Evidence::UNKNOWN, None);
    }
    let (met, all) = (values.iter().filter(|value| **value == 1.0).count(), values.len());
    let share = exact_interval(met as u64, all as u64, coverage);
    (bound.of(share_sides(met as u64, all as u64, bound.value)), Some(share.into()))
}

fn quantile(
    values: &[f64],
    share: f64,
    bound: Bound,
    coverage: f64,
) -> (Evidence, Option<Bounded>) {
    let evidence = match bound.better {
        Better::Higher => quantile_at_least(values, share, bound.value),
        Better::Lower => quantile_at_most(values, share, bound.value),
    };
    let mut sorted = values.to_vec();
    sort(&mut sorted);
    let quantile = quantile_interval(&sorted, share, coverage).ok();
    (evidence, quantile.map(Bounded::from))
}

/// The first of the replications whose value is worst.
fn worst(values: &[Option<f64>], better: Option<Better>) -> Option<u64> {
    let badness = |value: f64| match better {
        Some(Better::Higher) => -value,
        Some(Better::Lower) | None => value,
    };
    let values = values.iter().enumerate();
    let present = values.filter_map(|(number, value)| Some((number as u64, badness((*value)?))));
    present.rev().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_replication_is_the_first_of_the_worst() {
        let values = [Some(2.0), None, Some(1.0), Some(3.0), Some(1.0), Some(3.0)];
        assert_eq!(worst(&values, Some(Better::Higher)), Some(2));
        assert_eq!(worst(&values, Some(Better::Lower)), Some(3));
        assert_eq!(worst(&[None], Some(Better::Lower)), None);
    }

    #[test]
    fn a_share_of_days_goes_by_the_exact_test_and_its_interval() {
        let days: Vec<f64> = (0..100).map(|day| f64::from(u8::from(day < 70))).collect();
        let (evidence, estimate) = share(&days, Bound::least(0.6), 0.95);
        assert!(evidence.holds < 0.025 && evidence.fails > 0.975, "{evidence:?}");
        let estimate = estimate.unwrap();
        assert!(estimate.low.unwrap() > 0.6 && estimate.value == 0.7);
    }
}

//! From the values of all replications to estimates: a column at a time.

use super::reduction::{Basis, Grouped};
use super::results::{Bin, Bounded, Estimator, MeasureEstimate, ServiceLevelDistribution};
use crate::observe::{Column, Form, Ratio};
use crate::stats;

/// The shares for which the distribution of a service level gives quantiles.
const SHARES: [f64; 9] = [0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99];

/// How many bins the distribution of a service level has.
const BINS: usize = 50;

/// The values of one column, with an element for each replication.
pub(super) struct Values<'a> {
    /// Whose measure, and which.
    pub(super) column: Column,
    /// The values as they are.
    pub(super) ratios: &'a [Ratio],
    /// The coverage of intervals.
    pub(super) confidence: f64,
    /// How the variance is reduced, if it is.
    pub(super) basis: Option<&'a Basis>,
}

impl Values<'_> {
    /// Everything that the summary says of this column.
    pub(super) fn estimate(&self) -> MeasureEstimate {
        let plain = self.plain_estimate();
        let Some(basis) = self.basis else { return plain };
        let grouped = Grouped { basis, ratios: self.ratios, confidence: self.confidence };
        grouped.reduce(plain, self.column.measure.form)
    }

    /// The estimate of independent replications of which nothing else is known.
    fn plain_estimate(&self) -> MeasureEstimate {
        // One copy of the column at a time: with many replications they are what memory holds.
        let ratio_of_means = self.ratio_of_means();
        let mut values = self.present();
        let estimator = self.estimator(&values);
        let mean = self.mean_by(estimator, &values);
        let std_dev = stats::moments(&values).ok().and_then(|moments| moments.std_dev);
        let quantiles =
            stats::quantile_intervals_of(&mut values, [0.05, 0.50, 0.95], self.confidence);
        MeasureEstimate {
            scope: self.column.scope,
            measure: self.column.measure,
            replications: values.len() as u64,
            estimator,
            mean,
            std_dev,
            ratio_of_means,
            quantiles: quantiles.map_or([None; 3], |all| all.map(|each| Some(self.bounded(each)))),
            min: values.iter().copied().min_by(f64::total_cmp),
            max: values.iter().copied().max_by(f64::total_cmp),
            gain: None,
        }
    }

    /// What a page shows of this column: of a ratio the ratio of means, else the mean.
    pub(super) fn shown(&self) -> Option<Bounded> {
        match self.column.measure.form {
            Form::Ratio => self.ratio_of_means(),
            Form::Plain | Form::Days => {
                let values = self.present();
                self.mean_by(self.estimator(&values), &values)
            }
        }
    }

    /// How this column, a service level, is distributed, about a target if it has one.
    pub(super) fn distribution(&self, target: Option<f64>) -> ServiceLevelDistribution {
        let mut sorted = self.present();
        sort(&mut sorted);
        let quantiles = SHARES.iter().filter_map(|share| {
            let quantile = self.quantile(&sorted, *share)?;
            Some((*share, quantile))
        });
        ServiceLevelDistribution {
            scope: self.column.scope,
            quantiles: quantiles.collect(),
            target,
            bins: bins(&sorted, target),
            probability_met: None,
        }
    }

    fn present(&self) -> Vec<f64> {
        self.ratios.iter().filter_map(|ratio| ratio.value()).collect()
    }

    fn estimator(&self, values: &[f64]) -> Estimator {
        let all_or_none = || values.iter().all(|value| *value == 0.0 || *value == 1.0);
        match self.column.measure.form {
            Form::Plain => Estimator::Mean,
            Form::Ratio => Estimator::MeanOfRatios,
            // One day, or days that are all alike: a replication is one yes or no.
            Form::Days if all_or_none() => Estimator::Proportion,
            // The days of one replication may have more in common than those of two.
            Form::Days => Estimator::MeanOfRatios,
        }
    }

    fn mean_by(&self, estimator: Estimator, values: &[f64]) -> Option<Bounded> {
        match estimator {
            // Days met are no less than none of them, and no more than all.
            Estimator::MeanOfRatios if self.column.measure.form == Form::Days => {
                mean(values, self.confidence).map(Bounded::within_zero_and_one)
            }
            Estimator::Mean | Estimator::MeanOfRatios => mean(values, self.confidence),
            Estimator::Proportion => self.proportion(values),
        }
    }

    fn proportion(&self, values: &[f64]) -> Option<Bounded> {
        let met = values.iter().filter(|value| **value == 1.0).count();
        let share = stats::wilson(met as u64, values.len() as u64, self.confidence);
        share.ok().map(Bounded::from)
    }

    /// The ratio of the sums, which leaves no replication out.
    fn ratio_of_means(&self) -> Option<Bounded> {
        if self.column.measure.form != Form::Ratio {
            return None;
        }
        let pairs: Vec<_> = self.ratios.iter().map(|ratio| ratio.parts()).collect();
        match stats::ratio_of_means(&pairs, self.confidence) {
            Ok(estimate) => Some(estimate.into()),
            Err(_) => self.ratios.iter().sum::<Ratio>().value().map(Bounded::alone),
        }
    }

    fn quantile(&self, sorted: &[f64], share: f64) -> Option<Bounded> {
        stats::quantile_interval(sorted, share, self.confidence).ok().map(|it| self.bounded(it))
    }

    /// A quantile with its bounds if it has some.
    fn bounded(&self, quantile: stats::Quantile) -> Bounded {
        // Order statistics bound quantiles of independent replications only.
        match self.basis.is_some_and(Basis::has_groups) {
            true => Bounded::alone(quantile.value),
            false => quantile.into(),
        }
    }
}

/// The mean of values, with its interval if there are enough for one.
pub(super) fn mean(values: &[f64], confidence: f64) -> Option<Bounded> {
    match stats::mean_interval(values, confidence) {
        Ok(estimate) => Some(estimate.into()),
        Err(_) => Some(Bounded::alone(stats::moments(values).ok()?.mean)),
    }
}

/// Puts values in ascending order.
pub(super) fn sort(values: &mut [f64]) {
    values.sort_unstable_by(f64::total_cmp);
}

/// How many of the sorted values lie in each of so many equal parts of 0 to 1, and how many of
/// these below a target.
fn bins(sorted: &[f64], target: Option<f64>) -> Vec<Bin> {
    let all_missed = target.map_or(0, |target| sorted.partition_point(|value| *value < target));
    let edge = |index: usize| index as f64 / BINS as f64;
    let below = |index: usize| match index {
        0 => 0,
        BINS => sorted.len(),
        _ => sorted.partition_point(|value| *value < edge(index)),
    };
    let bin = |index| Bin {
        from: edge(index),
        to: edge(index + 1),
        count: (below(index + 1) - below(index)) as u64,
        missed: (below(index + 1).min(all_missed) - below(index).min(all_missed)) as u64,
    };
    (0..BINS).map(bin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CallTypeId;
    use crate::observe::{Measure, Scope};

    fn values<'a>(measure: &str, ratios: &'a [Ratio]) -> Values<'a> {
        let column = Column {
            scope: Scope::CallType(CallTypeId(0)),
            measure: Measure::named(measure).unwrap(),
        };
        Values { column, ratios, confidence: 0.95, basis: None }
    }

    #[test]
    fn busy_days_count_for_more_in_the_ratio_of_means_only() {
        let days = [Ratio::of_counts(80, 100), Ratio::of_counts(150, 200), Ratio::NONE];
        let level = values("service_level", &days).estimate();
        assert_eq!(level.replications, 2);
        assert_eq!(level.mean.unwrap().value, 0.775);
        assert_eq!(level.ratio_of_means.unwrap().value, 230.0 / 300.0);
        assert_eq!((level.min, level.max), (Some(0.75), Some(0.80)));
    }

    #[test]
    fn what_happened_on_every_day_still_has_a_lower_bound() {
        let days = [Ratio::of_counts(1, 1); 20];
        let met = values("probability_met", &days).estimate();
        let met = (met.estimator, met.mean.unwrap());
        assert_eq!((met.0, met.1.value, met.1.high), (Estimator::Proportion, 1.0, Some(1.0)));
        assert!(met.1.low.unwrap() < 0.9);
    }

    #[test]
    fn weeks_of_which_some_days_met_the_objective_have_a_t_interval() {
        let weeks = [Ratio::of_counts(4, 5), Ratio::of_counts(5, 5), Ratio::of_counts(3, 5)];
        let met = values("probability_met", &weeks).estimate();
        assert_eq!(met.estimator, Estimator::MeanOfRatios);
        assert!((met.mean.unwrap().value - 0.8).abs() < 1e-12);
        let rare = [Ratio::of_counts(1, 5), Ratio::of_counts(0, 5), Ratio::of_counts(0, 5)];
        assert_eq!(values("probability_met", &rare).estimate().mean.unwrap().low, Some(0.0));
    }

    #[test]
    fn without_observations_there_is_no_estimate_and_with_one_no_interval() {
        let asa = values("asa", &[Ratio::NONE; 3]).estimate();
        assert_eq!((asa.replications, asa.mean, asa.min), (0, None, None));
        let asa = values("asa", &[Ratio::plain(7.0)]).estimate();
        assert_eq!(asa.mean, Some(Bounded::alone(7.0)));
        assert_eq!((asa.std_dev, asa.ratio_of_means), (None, Some(Bounded::alone(7.0))));
    }

    #[test]
    fn every_service_level_is_in_one_bin_and_one_hundred_percent_in_the_last() {
        let mut levels = [0.0, 0.58, 0.5799, 1.0, 0.98];
        sort(&mut levels);
        let bins = bins(&levels, Some(0.58));
        assert_eq!(bins.iter().map(|bin| bin.count).sum::<u64>(), 5);
        assert_eq!((bins[0].count, bins[28].count, bins[29].count, bins[49].count), (1, 1, 1, 2));
        // What reaches the target exactly has not missed it.
        assert_eq!((bins[28].missed, bins[29].missed), (1, 0));
        assert_eq!(bins.iter().map(|bin| bin.missed).sum::<u64>(), 2);
    }
}

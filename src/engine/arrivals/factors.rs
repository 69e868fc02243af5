//! What multiplies the rate at random: busyness, surges that may happen, mixed counts.

use super::group::{GroupSource, Origin};
use crate::math;
use crate::model::{Arrivals, Busyness, Period, Process, RateSegment, Surge};
use crate::rng::Purpose;

/// The random factors of one call type in one replication.
#[derive(Clone, Debug, Default)]
pub(super) struct Factors {
    busyness: GroupSource,
    /// What the normal of the busyness is made of: sources and weights.
    normals: Vec<(GroupSource, f64)>,
    count_factor: GroupSource,
    surge: GroupSource,
    /// The day and the interval for which there is a factor already, the factor, and its normal.
    last: Option<(u32, u32)>,
    factor: f64,
    normal: f64,
}

impl Factors {
    pub(super) fn restart(&mut self, arrivals: &Arrivals, origin: &Origin) {
        self.busyness = origin.grouped(Purpose::Busyness);
        self.count_factor = origin.grouped(Purpose::CountFactor);
        self.surge = origin.grouped(Purpose::Surge);
        self.last = None;
        self.normals.clear();
        let copula = arrivals.busyness.iter().flat_map(|busyness| &busyness.copula);
        self.normals.extend(copula.map(|normal| {
            // No call type has an empty name.
            let of = normal.of.as_deref().unwrap_or_default();
            (origin.grouped_under(of, Purpose::BusynessNormal), normal.weight)
        }));
    }

    /// The factor of a segment; segments are asked for in order of time.
    pub(super) fn of(&mut self, arrivals: &Arrivals, segment: &RateSegment) -> f64 {
        let busyness = arrivals.busyness.as_ref().map_or(1.0, |each| self.busyness(each, segment));
        let mixed = match &arrivals.process {
            Process::MixedCounts(factor) => {
                factor.sample_secs(&mut self.count_factor.nth(u64::from(segment.interval)))
            }
            Process::Poisson
            | Process::Counts
            | Process::Renewal { .. }
            | Process::Modulated(_)
            | Process::Trace(_) => 1.0,
        };
        let surges = arrivals.surges.iter().filter_map(|surge| {
            let (factor, day) = surge.factor_at(segment.start)?;
            happens(&self.surge, surge, day).then_some(factor)
        });
        surges.fold(busyness * mixed, |product, factor| product * factor)
    }

    fn busyness(&mut self, busyness: &Busyness, segment: &RateSegment) -> f64 {
        let here = match busyness.per {
            Period::Day => (segment.day, segment.day),
            Period::Interval => (segment.day, segment.interval),
        };
        if self.last == Some(here) {
            return self.factor;
        }
        self.factor = if busyness.copula.is_empty() {
            busyness.factor.sample_secs(&mut self.busyness.nth(u64::from(here.1)))
        } else {
            self.normal = self.next_normal(busyness.autocorrelation, here);
            busyness.factor.at_normal_score(self.normal)
        };
        self.last = Some(here);
        self.factor
    }

    /// The normal of a day or an interval, from that of the interval before if there is one.
    fn next_normal(&self, autocorrelation: f64, (day, index): (u32, u32)) -> f64 {
        let fresh = |index: u32| -> f64 {
            let drawn = self.normals.iter().map(|(source, weight)| {
                weight * math::normal_quantile(source.nth(u64::from(index)).uniform())
            });
            drawn.sum()
        };
        match self.last {
            Some((same_day, last)) if same_day == day => {
                let innovation = (1.0 - autocorrelation * autocorrelation).sqrt();
                (last + 1..=index).fold(self.normal, |normal, index| {
                    autocorrelation * normal + innovation * fresh(index)
                })
            }
            Some(_) | None => fresh(index),
        }
    }
}

/// Whether a surge happens on a day; `source` is that of [`Purpose::Surge`].
pub(super) fn happens(source: &GroupSource, surge: &Surge, day: u32) -> bool {
    let index = u64::from(surge.number) << 32 | u64::from(day);
    source.nth(index).uniform() < surge.probability
}

//! Mixtures: one of several distributions, chosen by weight.

use crate::rng::Draws;

use super::error::{self, DistributionError};
use super::{Distribution, Family, Kind};

impl Distribution {
    /// One of several distributions, chosen by weight; the weights need not sum to one.
    ///
    /// One uniform number chooses, then the chosen distribution draws.
    ///
    /// # Errors
    ///
    /// If there is no part, a weight is negative or not finite, or all weights are zero.
    pub fn mixture(parts: Vec<(f64, Distribution)>) -> Result<Self, DistributionError> {
        let (weights, parts): (Vec<f64>, Vec<Distribution>) = parts.into_iter().unzip();
        let weights = Weights::new(&weights)?;
        Ok(Kind::Mixture(Box::new(Mixture { weights, parts })).into())
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mixture {
    weights: Weights,
    parts: Vec<Distribution>,
}

impl Mixture {
    /// The weighted mean of a quantity of each part.
    pub(super) fn mean_over_parts(&self, quantity: impl Fn(&Distribution) -> f64) -> f64 {
        self.weights.mean_of(|part| quantity(&self.parts[part]))
    }
}

impl Family for Mixture {
    fn draw(&self, draws: &mut Draws) -> f64 {
        self.parts[self.weights.choose(draws.uniform())].sample_secs(draws)
    }

    fn mean(&self) -> f64 {
        self.mean_over_parts(Distribution::mean)
    }

    fn variance(&self) -> f64 {
        let mean = self.mean();
        if mean == f64::INFINITY {
            return f64::INFINITY;
        }
        self.mean_over_parts(|part| {
            let distance = part.mean() - mean;
            part.variance() + distance * distance
        })
    }

    fn cdf(&self, x: f64) -> f64 {
        self.mean_over_parts(|part| part.cdf(x))
    }
}

/// Chances of several choices.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Weights {
    /// Of each choice, that it or one before it is taken; the last is 1.
    cumulated: Vec<f64>,
}

impl Weights {
    pub(super) fn new(weights: &[f64]) -> Result<Self, DistributionError> {
        error::all_not_negative("weights", weights)?;
        let total: f64 = weights.iter().sum();
        if total == 0.0 {
            return Err(DistributionError::NoWeight);
        }
        error::finite("weights", total)?;
        let mut sum = 0.0;
        let mut cumulated: Vec<f64> = weights
            .iter()
            .map(|weight| {
                sum += weight;
                sum / total
            })
            .collect();
        // Choices of no weight at the end must not take what rounding leaves over.
        let last = weights.iter().rposition(|&weight| weight > 0.0).unwrap_or(0);
        cumulated[last..].fill(1.0);
        Ok(Weights { cumulated })
    }

    /// The choice that a uniform number makes.
    #[inline]
    pub(super) fn choose(&self, uniform: f64) -> usize {
        self.cumulated.iter().position(|&up_to| uniform < up_to).unwrap_or(0)
    }

    /// The mean of a quantity of each choice; choices without weight don't count, be they infinite.
    pub(super) fn mean_of(&self, quantity: impl Fn(usize) -> f64) -> f64 {
        let mut before = 0.0;
        let mut sum = 0.0;
        for (choice, &up_to) in self.cumulated.iter().enumerate() {
            if up_to > before {
                sum += (up_to - before) * quantity(choice);
            }
            before = up_to;
        }
        sum
    }
}

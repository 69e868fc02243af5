//! Exponential distributions and mixtures of them.

use std::f64::consts::LN_2;

use crate::math;
use crate::rng::{self, Draws};

use super::error::{self, DistributionError};
use super::mixture::Weights;
use super::{Distribution, Family, Kind};

impl Distribution {
    /// Memoryless, with this mean in seconds.
    ///
    /// # Errors
    ///
    /// [`DistributionError::NotPositive`] unless `mean` is positive and finite.
    pub fn exponential(mean: f64) -> Result<Self, DistributionError> {
        error::positive("mean", mean)?;
        Ok(Kind::Exponential(Exponential { mean }).into())
    }

    /// Exponential with this median in seconds; the mean is median / ln 2.
    ///
    /// # Errors
    ///
    /// [`DistributionError::NotPositive`] unless `median` is positive and finite.
    pub fn exponential_from_median(median: f64) -> Result<Self, DistributionError> {
        error::positive("median", median)?;
        Distribution::exponential(median / LN_2)
    }

    /// Exponential with this many events per second; the mean is 1 / rate.
    ///
    /// # Errors
    ///
    /// [`DistributionError::NotPositive`] unless `per_second` is positive and finite.
    pub fn exponential_from_rate(per_second: f64) -> Result<Self, DistributionError> {
        error::positive("rate", per_second)?;
        Distribution::exponential(1.0 / per_second)
    }

    /// One of several exponential distributions, chosen by weight.
    ///
    /// `weights` need not sum to one; `means` are in seconds.
    ///
    /// # Errors
    ///
    /// If a list is empty, the two differ in length, a weight is negative or all are zero, or a
    /// mean is not positive and finite.
    pub fn hyperexponential(weights: &[f64], means: &[f64]) -> Result<Self, DistributionError> {
        let weights_given = Weights::new(weights)?;
        if weights.len() != means.len() {
            return Err(DistributionError::LengthsDiffer {
                one: "weights",
                one_length: weights.len(),
                other: "means",
                other_length: means.len(),
            });
        }
        if let Some(index) = means.iter().position(|&mean| !(mean > 0.0 && mean.is_finite())) {
            return Err(DistributionError::BadEntry {
                parameter: "means",
                position: index + 1,
                value: means[index],
                allowed: "positive and finite",
            });
        }
        let family = Hyperexponential { weights: weights_given, means: means.to_vec() };
        Ok(Kind::Hyperexponential(Box::new(family)).into())
    }

    /// Two exponential phases with balanced means: each contributes half of the mean.
    ///
    /// ```text
    /// p = ½·(1 + √((cv² − 1) / (cv² + 1))),  means mean/(2p) and mean/(2(1 − p))
    /// ```
    ///
    /// # Errors
    ///
    /// [`DistributionError::CvOutOfReach`] unless `cv` is above 1.
    ///
    /// # Source
    ///
    /// H. C. Tijms, *A First Course in Stochastic Models* (2003), appendix B.
    pub fn hyperexponential_from_mean_cv(mean: f64, cv: f64) -> Result<Self, DistributionError> {
        error::positive("mean", mean)?;
        error::positive("cv", cv)?;
        if cv <= 1.0 {
            return Err(DistributionError::CvOutOfReach {
                family: "hyperexponential",
                cv,
                allowed: "above 1",
            });
        }
        let square = cv * cv;
        let root = ((square - 1.0) / (square + 1.0)).sqrt();
        let first = 0.5 * (1.0 + root);
        // ½·(1 − root) without cancellation.
        let second = 1.0 / ((square + 1.0) * (1.0 + root));
        Distribution::hyperexponential(&[first, second], &[0.5 * mean / first, 0.5 * mean / second])
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Exponential {
    mean: f64,
}

impl Exponential {
    /// Not more than the draw, and near to it if that is far below the mean: −ln(1 − u) ≥ u, and no
    /// rounding in either is as much as one part in 10¹².
    #[inline]
    pub(super) fn draw_or_less(&self, draws: &mut Draws) -> f64 {
        const ROUNDING: f64 = 1.0 - 1e-12;
        draws.uniform() * ROUNDING * self.mean
    }
}

impl Family for Exponential {
    #[inline]
    fn draw(&self, draws: &mut Draws) -> f64 {
        // 1 − u is exact and as random as u; this way the value grows with u.
        -math::ln(1.0 - draws.uniform()) * self.mean
    }

    fn draw_all<const N: usize>(&self, draws: &mut [Draws; N], values: &mut [f64; N]) {
        rng::uniforms(draws, values);
        for value in values {
            *value = -math::ln(1.0 - *value) * self.mean;
        }
    }

    fn mean(&self) -> f64 {
        self.mean
    }

    fn variance(&self) -> f64 {
        self.mean * self.mean
    }

    fn cdf(&self, x: f64) -> f64 {
        -libm::expm1(-x / self.mean)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hyperexponential {
    weights: Weights,
    means: Vec<f64>,
}

impl Family for Hyperexponential {
    #[inline]
    fn draw(&self, draws: &mut Draws) -> f64 {
        let phase = self.weights.choose(draws.uniform());
        Exponential { mean: self.means[phase] }.draw(draws)
    }

    fn mean(&self) -> f64 {
        self.weights.mean_of(|phase| self.means[phase])
    }

    fn variance(&self) -> f64 {
        let mean = self.mean();
        self.weights.mean_of(|phase| {
            let part = self.means[phase];
            part * part + (part - mean) * (part - mean)
        })
    }

    fn cdf(&self, x: f64) -> f64 {
        self.weights.mean_of(|phase| Exponential { mean: self.means[phase] }.cdf(x))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Source};
    use crate::time::SimDuration;

    #[test]
    fn what_is_below_a_limit_is_the_draw_and_nothing_else_is() {
        let source = Source::new(1, 0, "patience", Purpose::Patience);
        for mean in [1e-6, 0.02, 60.0, 1e9] {
            let exponential = Distribution::exponential(mean).unwrap();
            for index in 0..1000 {
                let draw = exponential.sample(&mut source.nth(index));
                let of_draw = draw.as_micros();
                for limit in [0, 1, of_draw / 2, of_draw, of_draw + 1, 2 * of_draw, of_draw * 9] {
                    let limit = SimDuration::from_micros(limit);
                    let below = exponential.sample_below(limit, &mut source.nth(index));
                    assert_eq!(below, Some(draw).filter(|draw| *draw < limit));
                }
            }
        }
    }
}

//! Pareto distributions: tails so heavy that few calls make most of the work.

use std::f64::consts::LN_2;

use crate::math;
use crate::rng::Draws;

use super::error::{self, DistributionError};
use super::{Distribution, Family, Kind};

impl Distribution {
    /// P(X > x) = (scale / x)^shape from `scale` on, the smallest value, in seconds.
    ///
    /// The mean is infinite up to a `shape` of 1, the variance up to 2.
    ///
    /// # Errors
    ///
    /// [`DistributionError::NotPositive`] unless both are positive and finite.
    pub fn pareto(shape: f64, scale: f64) -> Result<Self, DistributionError> {
        error::positive("shape", shape)?;
        error::positive("scale", scale)?;
        Ok(Kind::Pareto(Pareto { shape, scale }).into())
    }

    /// Pareto with this mean in seconds and coefficient of variation.
    ///
    /// ```text
    /// shape = 1 + √(1 + 1/cv²),  scale = mean·(shape − 1)/shape
    /// ```
    ///
    /// # Errors
    ///
    /// [`DistributionError::NotPositive`] unless both are positive and finite.
    pub fn pareto_from_mean_cv(mean: f64, cv: f64) -> Result<Self, DistributionError> {
        error::positive("mean", mean)?;
        error::positive("cv", cv)?;
        let shape = 1.0 + (1.0 + 1.0 / (cv * cv)).sqrt();
        Distribution::pareto(shape, mean * (shape - 1.0) / shape)
    }

    /// Pareto with this median and 90 % quantile in seconds.
    ///
    /// ```text
    /// shape = ln 5 / ln(p90 / median),  scale = median / 2^(1/shape)
    /// ```
    ///
    /// # Errors
    ///
    /// Unless 0 < `median` < `p90`, both finite.
    pub fn pareto_from_median_p90(median: f64, p90: f64) -> Result<Self, DistributionError> {
        let ratio = error::ratio(median, p90)?;
        let shape = libm::log(5.0) / libm::log(ratio);
        Distribution::pareto(shape, median * libm::exp(-LN_2 / shape))
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pareto {
    shape: f64,
    scale: f64,
}

impl Family for Pareto {
    #[inline]
    fn draw(&self, draws: &mut Draws) -> f64 {
        self.scale * math::powf(1.0 - draws.uniform(), -1.0 / self.shape)
    }

    fn mean(&self) -> f64 {
        if self.shape > 1.0 { self.scale * self.shape / (self.shape - 1.0) } else { f64::INFINITY }
    }

    fn variance(&self) -> f64 {
        let above_two = self.shape - 2.0;
        if above_two <= 0.0 {
            return f64::INFINITY;
        }
        let mean = self.mean();
        mean * mean / (self.shape * above_two)
    }

    fn cdf(&self, x: f64) -> f64 {
        if x <= self.scale { 0.0 } else { -libm::expm1(self.shape * libm::log(self.scale / x)) }
    }
}

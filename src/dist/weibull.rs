//! Weibull distributions: patience whose hazard falls (shape < 1) or grows (shape > 1) with the wait.

use std::f64::consts::{LN_2, LN_10};

use crate::math;
use crate::rng::Draws;

use super::error::{self, DistributionError};
use super::numeric::crossing;
use super::{Distribution, Family, Kind};

impl Distribution {
    /// P(X > x) = exp(−(x / scale)^shape); `scale` in seconds.
    ///
    /// # Errors
    ///
    /// [`DistributionError::NotPositive`] unless both are positive and finite.
    pub fn weibull(shape: f64, scale: f64) -> Result<Self, DistributionError> {
        error::positive("shape", shape)?;
        error::positive("scale", scale)?;
        Ok(Kind::Weibull(Weibull { one_over_shape: 1.0 / shape, scale }).into())
    }

    /// Weibull with this mean in seconds and coefficient of variation.
    ///
    /// The shape solves Γ(1 + 2/shape) / Γ(1 + 1/shape)² = 1 + cv².
    ///
    /// # Errors
    ///
    /// [`DistributionError::CvOutOfReach`] unless `cv` is between 0.001 and 10,000.
    pub fn weibull_from_mean_cv(mean: f64, cv: f64) -> Result<Self, DistributionError> {
        error::positive("mean", mean)?;
        error::positive("cv", cv)?;
        if !(0.001..=10_000.0).contains(&cv) {
            return Err(DistributionError::CvOutOfReach {
                family: "weibull",
                cv,
                allowed: "between 0.001 and 10000",
            });
        }
        let wanted = libm::log1p(cv * cv);
        let one_over_shape = crossing(0.0, 20.0, |x| {
            libm::lgamma(1.0 + 2.0 * x) - 2.0 * libm::lgamma(1.0 + x) < wanted
        });
        Distribution::weibull(1.0 / one_over_shape, mean / libm::tgamma(1.0 + one_over_shape))
    }

    /// Weibull with this median and 90 % quantile in seconds.
    ///
    /// ```text
    /// shape = ln(ln 10 / ln 2) / ln(p90 / median),  scale = median / (ln 2)^(1/shape)
    /// ```
    ///
    /// # Errors
    ///
    /// Unless 0 < `median` < `p90`, both finite.
    pub fn weibull_from_median_p90(median: f64, p90: f64) -> Result<Self, DistributionError> {
        let ratio = error::ratio(median, p90)?;
        let one_over_shape = libm::log(ratio) / libm::log(LN_10 / LN_2);
        Distribution::weibull(1.0 / one_over_shape, median / libm::pow(LN_2, one_over_shape))
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Weibull {
    one_over_shape: f64,
    scale: f64,
}

impl Family for Weibull {
    #[inline]
    fn draw(&self, draws: &mut Draws) -> f64 {
        // The smallest value of −ln(1 − u) is 2⁻⁵³, so `powf` always has its positive base.
        self.scale * math::powf(-math::ln(1.0 - draws.uniform()), self.one_over_shape)
    }

    fn mean(&self) -> f64 {
        self.scale * libm::tgamma(1.0 + self.one_over_shape)
    }

    fn variance(&self) -> f64 {
        let x = self.one_over_shape;
        let log_ratio = libm::lgamma(1.0 + 2.0 * x) - 2.0 * libm::lgamma(1.0 + x);
        let mean = self.mean();
        mean * mean * libm::expm1(log_ratio)
    }

    fn cdf(&self, x: f64) -> f64 {
        -libm::expm1(-libm::pow(x / self.scale, 1.0 / self.one_over_shape))
    }
}

//! Log-logistic distributions: like the lognormal, with a heavier tail.

use std::f64::consts::{FRAC_PI_2, PI};

use crate::math;
use crate::rng::Draws;

use super::error::{self, DistributionError};
use super::numeric::crossing;
use super::{Distribution, Family, Kind};

impl Distribution {
    /// P(X > x) = 1 / (1 + (x / scale)^shape); `scale` is the median in seconds.
    ///
    /// The mean is infinite up to a `shape` of 1, the variance up to 2.
    ///
    /// # Errors
    ///
    /// [`DistributionError::NotPositive`] unless both are positive and finite.
    pub fn log_logistic(shape: f64, scale: f64) -> Result<Self, DistributionError> {
        error::positive("shape", shape)?;
        error::positive("scale", scale)?;
        Ok(Kind::LogLogistic(LogLogistic { shape, scale }).into())
    }

    /// Log-logistic with this mean in seconds and coefficient of variation.
    ///
    /// With b = π/shape: tan b / b = 1 + cv², and scale = mean·sin b / b.
    ///
    /// # Errors
    ///
    /// [`DistributionError::CvOutOfReach`] unless `cv` is between 0.0001 and 10,000.
    pub fn log_logistic_from_mean_cv(mean: f64, cv: f64) -> Result<Self, DistributionError> {
        error::positive("mean", mean)?;
        error::positive("cv", cv)?;
        if !(0.0001..=10_000.0).contains(&cv) {
            return Err(DistributionError::CvOutOfReach {
                family: "log-logistic",
                cv,
                allowed: "between 0.0001 and 10000",
            });
        }
        let wanted = cv * cv;
        let b = crossing(0.0, FRAC_PI_2, |b| squared_cv(b) < wanted);
        Distribution::log_logistic(PI / b, mean * libm::sin(b) / b)
    }

    /// Log-logistic with this median and 90 % quantile in seconds.
    ///
    /// ```text
    /// shape = ln 9 / ln(p90 / median),  scale = median
    /// ```
    ///
    /// # Errors
    ///
    /// Unless 0 < `median` < `p90`, both finite.
    pub fn log_logistic_from_median_p90(median: f64, p90: f64) -> Result<Self, DistributionError> {
        let ratio = error::ratio(median, p90)?;
        Distribution::log_logistic(libm::log(9.0) / libm::log(ratio), median)
    }
}

/// cv² = tan b / b − 1 for b = π/shape < π/2; by its series where the difference would cancel.
fn squared_cv(b: f64) -> f64 {
    if b > 0.1 {
        return libm::tan(b) / b - 1.0;
    }
    let x = b * b;
    x * (1.0 / 3.0
        + x * (2.0 / 15.0
            + x * (17.0 / 315.0
                + x * (62.0 / 2835.0 + x * (1382.0 / 155_925.0 + x * (21_844.0 / 6_081_075.0))))))
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LogLogistic {
    shape: f64,
    scale: f64,
}

impl Family for LogLogistic {
    #[inline]
    fn draw(&self, draws: &mut Draws) -> f64 {
        let u = draws.uniform();
        self.scale * math::powf(u / (1.0 - u), 1.0 / self.shape)
    }

    fn mean(&self) -> f64 {
        if self.shape <= 1.0 {
            return f64::INFINITY;
        }
        let b = PI / self.shape;
        self.scale * b / libm::sin(b)
    }

    fn variance(&self) -> f64 {
        if self.shape <= 2.0 {
            return f64::INFINITY;
        }
        let mean = self.mean();
        mean * mean * squared_cv(PI / self.shape)
    }

    fn cdf(&self, x: f64) -> f64 {
        1.0 / (1.0 + libm::pow(x / self.scale, -self.shape))
    }
}

//! Lognormal distributions: the usual shape of talk times.

use crate::math;
use crate::rng::{self, Draws};

use super::error::{self, DistributionError};
use super::special::{Z_90, normal_cdf};
use super::{Distribution, Family, Kind};

impl Distribution {
    /// The exponential of a normal variable: `mu` and `sigma` are the mean and the standard
    /// deviation of ln(seconds).
    ///
    /// # Errors
    ///
    /// Unless `mu` is finite and `sigma` is positive and finite.
    pub fn lognormal(mu: f64, sigma: f64) -> Result<Self, DistributionError> {
        error::finite("mu", mu)?;
        error::positive("sigma", sigma)?;
        Ok(Kind::Lognormal(Lognormal { mu, sigma }).into())
    }

    /// Lognormal with this mean in seconds and coefficient of variation.
    ///
    /// ```text
    /// sigma² = ln(1 + cv²),  mu = ln mean − sigma²/2
    /// ```
    ///
    /// # Errors
    ///
    /// [`DistributionError::NotPositive`] unless both are positive and finite.
    pub fn lognormal_from_mean_cv(mean: f64, cv: f64) -> Result<Self, DistributionError> {
        error::positive("mean", mean)?;
        error::positive("cv", cv)?;
        let variance = libm::log1p(cv * cv);
        Distribution::lognormal(libm::log(mean) - 0.5 * variance, variance.sqrt())
    }

    /// Lognormal with this median and 90 % quantile in seconds.
    ///
    /// ```text
    /// mu = ln median,  sigma = ln(p90 / median) / 1.2815…
    /// ```
    ///
    /// # Errors
    ///
    /// Unless 0 < `median` < `p90`, both finite.
    pub fn lognormal_from_median_p90(median: f64, p90: f64) -> Result<Self, DistributionError> {
        let ratio = error::ratio(median, p90)?;
        Distribution::lognormal(libm::log(median), libm::log(ratio) / Z_90)
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Lognormal {
    mu: f64,
    sigma: f64,
}

impl Lognormal {
    #[inline]
    pub(super) fn at_normal_score(&self, score: f64) -> f64 {
        math::exp(self.mu + self.sigma * score)
    }
}

impl Family for Lognormal {
    #[inline]
    fn draw(&self, draws: &mut Draws) -> f64 {
        self.at_normal_score(math::normal_quantile(draws.uniform()))
    }

    fn draw_all<const N: usize>(&self, draws: &mut [Draws; N], values: &mut [f64; N]) {
        rng::uniforms(draws, values);
        math::normal_quantiles(values);
        for value in values {
            *value = self.at_normal_score(*value);
        }
    }

    fn mean(&self) -> f64 {
        libm::exp(self.mu + 0.5 * self.sigma * self.sigma)
    }

    fn variance(&self) -> f64 {
        let mean = self.mean();
        mean * mean * libm::expm1(self.sigma * self.sigma)
    }

    fn cdf(&self, x: f64) -> f64 {
        normal_cdf((libm::log(x) - self.mu) / self.sigma)
    }
}

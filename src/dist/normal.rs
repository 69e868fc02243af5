//! Normal distributions, cut off at zero: what is left of a bell curve when time can't be negative.

use crate::math;
use crate::rng::Draws;

use super::error::{self, DistributionError};
use super::numeric::crossing;
use super::special::{normal_cdf, normal_density};
use super::{Distribution, Family, Kind};

impl Distribution {
    /// A normal variable on the condition that it is not negative.
    ///
    /// `mu` and `sigma` in seconds are mean and standard deviation *before* the cut; what is left
    /// has a greater mean and a smaller deviation, unless `mu` is several times `sigma`.
    ///
    /// # Errors
    ///
    /// Unless `mu` is finite, `sigma` positive and finite, and `mu` at least −35·`sigma`: further
    /// out an exponential distribution is the same thing.
    pub fn normal(mu: f64, sigma: f64) -> Result<Self, DistributionError> {
        error::finite("mu", mu)?;
        error::positive("sigma", sigma)?;
        if mu < LEAST_RATIO * sigma {
            return Err(DistributionError::MuTooLow { mu, sigma });
        }
        let mass = normal_cdf(mu / sigma);
        Ok(Kind::Normal(TruncatedNormal { mu, sigma, mass }).into())
    }

    /// A normal variable cut off at zero that has this mean in seconds and coefficient of
    /// variation *after* the cut; mu/sigma is solved for.
    ///
    /// # Errors
    ///
    /// [`DistributionError::CvOutOfReach`] unless `cv` is below 0.999: 1 is exponential.
    pub fn normal_from_mean_cv(mean: f64, cv: f64) -> Result<Self, DistributionError> {
        error::positive("mean", mean)?;
        error::positive("cv", cv)?;
        if cv > 0.999 {
            return Err(DistributionError::CvOutOfReach {
                family: "normal",
                cv,
                allowed: "above 0 and at most 0.999",
            });
        }
        // The cut lowers the coefficient of variation, so sigma/mu is no smaller than `cv`.
        let ratio = crossing(LEAST_RATIO, 1.0 / cv + 1.0, |ratio| {
            let (mean, variance) = standard_moments(ratio);
            variance.sqrt() > cv * mean
        });
        let sigma = mean / standard_moments(ratio).0;
        Distribution::normal(ratio * sigma, sigma)
    }

    /// A normal variable cut off at zero that has this median and 90 % quantile in seconds
    /// *after* the cut; mu/sigma is solved for.
    ///
    /// # Errors
    ///
    /// [`DistributionError::P90OutOfReach`] unless `p90` is at most 3.318 times the median.
    pub fn normal_from_median_p90(median: f64, p90: f64) -> Result<Self, DistributionError> {
        let wanted = error::ratio(median, p90)?;
        if wanted > 3.318 {
            return Err(DistributionError::P90OutOfReach {
                family: "normal",
                median,
                p90,
                allowed: "above 1 and at most 3.318",
            });
        }
        let quantile = |ratio: f64, p: f64| TruncatedNormal::standard(ratio).quantile(p);
        // Without the cut p90/median is 1 + 1.28·sigma/mu; the cut only lowers it.
        let ratio = crossing(LEAST_RATIO, 2.0 / (wanted - 1.0) + 1.0, |ratio| {
            quantile(ratio, 0.9) > wanted * quantile(ratio, 0.5)
        });
        let sigma = median / quantile(ratio, 0.5);
        Distribution::normal(ratio * sigma, sigma)
    }
}

/// The least mu/sigma: here 1e−268 is left by the cut, and its smallest part is a normal number.
const LEAST_RATIO: f64 = -35.0;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TruncatedNormal {
    mu: f64,
    sigma: f64,
    /// The probability that the cut leaves.
    mass: f64,
}

impl TruncatedNormal {
    /// With sigma 1 and this mu.
    fn standard(mu: f64) -> Self {
        TruncatedNormal { mu, sigma: 1.0, mass: normal_cdf(mu) }
    }

    /// The value that is not exceeded with probability `u`.
    #[inline]
    fn quantile(&self, u: f64) -> f64 {
        // From above, where the probabilities are small and exact. Rounding may pass the cut.
        let value = self.mu - self.sigma * math::normal_quantile((1.0 - u) * self.mass);
        if value > 0.0 { value } else { 0.0 }
    }
}

impl Family for TruncatedNormal {
    #[inline]
    fn draw(&self, draws: &mut Draws) -> f64 {
        self.quantile(draws.uniform())
    }

    fn mean(&self) -> f64 {
        self.sigma * standard_moments(self.mu / self.sigma).0
    }

    fn variance(&self) -> f64 {
        self.sigma * self.sigma * standard_moments(self.mu / self.sigma).1
    }

    fn cdf(&self, x: f64) -> f64 {
        1.0 - normal_cdf((self.mu - x) / self.sigma) / self.mass
    }
}

/// Mean and variance of a normal variable with standard deviation 1 and mean `ratio`, cut at zero.
///
/// ```text
/// h = φ(ratio)/Φ(ratio),  mean = ratio + h,  variance = 1 − h·mean
/// ```
///
/// Below −3 both differences cancel; there the mean is Laplace's continued fraction
/// 1/(t + 2/(t + 3/(t + …))) with t = −ratio, and the variance follows from its tail 2/(t + …).
fn standard_moments(ratio: f64) -> (f64, f64) {
    if ratio > -3.0 {
        let h = normal_density(ratio) / normal_cdf(ratio);
        let mean = ratio + h;
        return (mean, 1.0 - h * mean);
    }
    let t = -ratio;
    let tail = (2..=200).rev().fold(0.0, |tail, n| f64::from(n) / (t + tail));
    let mean = 1.0 / (t + tail);
    (mean, mean * (tail - mean))
}

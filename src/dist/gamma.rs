//! Gamma distributions and those with whole shapes, named after Erlang.

use crate::math;
use crate::rng::Draws;

use super::error::{self, DistributionError};
use super::numeric::crossing;
use super::special::{gamma_cdf, gamma_quantile};
use super::{Distribution, Family, Kind};

impl Distribution {
    /// Density proportional to x^(shape − 1)·exp(−x / scale); `scale` in seconds.
    ///
    /// # Errors
    ///
    /// [`DistributionError::NotPositive`] unless both are positive and finite.
    pub fn gamma(shape: f64, scale: f64) -> Result<Self, DistributionError> {
        error::positive("shape", shape)?;
        error::positive("scale", scale)?;
        Ok(Kind::Gamma(Box::new(Gamma::new(shape, scale))).into())
    }

    /// Gamma with this mean in seconds and coefficient of variation: shape = 1/cv².
    ///
    /// # Errors
    ///
    /// [`DistributionError::NotPositive`] unless both are positive and finite.
    pub fn gamma_from_mean_cv(mean: f64, cv: f64) -> Result<Self, DistributionError> {
        error::positive("mean", mean)?;
        error::positive("cv", cv)?;
        Distribution::gamma(1.0 / (cv * cv), mean * cv * cv)
    }

    /// Gamma with this median and 90 % quantile in seconds; the shape is solved for.
    ///
    /// # Errors
    ///
    /// Unless 0 < `median` < `p90`, both finite, and
    /// [`DistributionError::P90OutOfReach`] unless `p90` is 1.0041 to 136,000 times the median: for
    /// shapes not between 0.05 and 100,000.
    pub fn gamma_from_median_p90(median: f64, p90: f64) -> Result<Self, DistributionError> {
        let wanted = error::ratio(median, p90)?;
        let ratio = |shape: f64| gamma_quantile(shape, 0.9) / gamma_quantile(shape, 0.5);
        if !(1.0041..=136_000.0).contains(&wanted) {
            return Err(DistributionError::P90OutOfReach {
                family: "gamma",
                median,
                p90,
                allowed: "between 1.0041 and 136000",
            });
        }
        let (least, most) = (libm::log(0.05), libm::log(1e5));
        let shape = libm::exp(crossing(least, most, |x| ratio(libm::exp(x)) > wanted));
        Distribution::gamma(shape, median / gamma_quantile(shape, 0.5))
    }

    /// The sum of `phases` exponential phases, with this mean of the whole in seconds.
    ///
    /// # Errors
    ///
    /// [`DistributionError::PhasesOutOfReach`] unless there are 1 to 1,000,000 phases, and
    /// [`DistributionError::NotPositive`] unless `mean` is positive and finite.
    pub fn erlang(phases: u32, mean: f64) -> Result<Self, DistributionError> {
        error::positive("mean", mean)?;
        if !(1..=MOST_PHASES).contains(&phases) {
            return Err(DistributionError::PhasesOutOfReach { phases, most: MOST_PHASES });
        }
        let shape = f64::from(phases);
        let family = Erlang { phases, gamma: Gamma::new(shape, mean / shape) };
        Ok(Kind::Erlang(Box::new(family)).into())
    }

    /// Erlang with this mean in seconds and coefficient of variation: phases = 1/cv².
    ///
    /// A `cv` as people write it will do: 1/cv² may be 1 % away from a whole number.
    ///
    /// # Errors
    ///
    /// [`DistributionError::CvBetweenErlangs`], which names the nearest, if it is further away.
    pub fn erlang_from_mean_cv(mean: f64, cv: f64) -> Result<Self, DistributionError> {
        error::positive("mean", mean)?;
        error::positive("cv", cv)?;
        let exact = 1.0 / (cv * cv);
        // `as` cuts what is too large; adding one half rounds.
        let phases = ((exact + 0.5) as u32).clamp(1, MOST_PHASES);
        let whole = f64::from(phases);
        if (exact - whole).abs() > 0.01 * whole {
            return Err(DistributionError::CvBetweenErlangs {
                cv,
                nearest: 1.0 / whole.sqrt(),
                phases,
            });
        }
        Distribution::erlang(phases, mean)
    }
}

/// More phases would be a constant for every purpose.
const MOST_PHASES: u32 = 1_000_000;

/// A gamma distribution, ready to be drawn from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Gamma {
    shape: f64,
    scale: f64,
    /// Of the shape drawn, which is one more than `shape` if that is below one, less a third.
    d: f64,
    /// 1/√(9·d).
    c: f64,
    /// 1/shape if that is above one, and otherwise zero.
    boost: f64,
}

impl Gamma {
    pub(super) fn new(shape: f64, scale: f64) -> Self {
        let boost = if shape < 1.0 { 1.0 / shape } else { 0.0 };
        let drawn = if shape < 1.0 { shape + 1.0 } else { shape };
        let d = drawn - 1.0 / 3.0;
        Gamma { shape, scale, d, c: 1.0 / (9.0 * d).sqrt(), boost }
    }

    pub(super) fn shape(&self) -> f64 {
        self.shape
    }

    pub(super) fn scale(&self) -> f64 {
        self.scale
    }
}

impl Family for Gamma {
    /// A cube of a normal variable, accepted in 95 of 100 cases or more; a shape below one is
    /// drawn as one more and multiplied by a power of a uniform number.
    ///
    /// # Source
    ///
    /// G. Marsaglia and W. W. Tsang, *A Simple Method for Generating Gamma Variables*, ACM TOMS
    /// 26 (2000).
    fn draw(&self, draws: &mut Draws) -> f64 {
        loop {
            let x = math::normal_quantile(draws.uniform());
            let root = 1.0 + self.c * x;
            if root <= 0.0 {
                continue;
            }
            let v = root * root * root;
            let u = draws.uniform();
            let x2 = x * x;
            if u < 1.0 - 0.0331 * x2 * x2
                || math::ln(u) < 0.5 * x2 + self.d * (1.0 - v + math::ln(v))
            {
                let value = self.d * v * self.scale;
                return if self.boost == 0.0 {
                    value
                } else {
                    value * math::powf(draws.uniform(), self.boost)
                };
            }
        }
    }

    fn mean(&self) -> f64 {
        self.shape * self.scale
    }

    fn variance(&self) -> f64 {
        self.shape * self.scale * self.scale
    }

    fn cdf(&self, x: f64) -> f64 {
        gamma_cdf(self.shape, x / self.scale)
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Erlang {
    phases: u32,
    gamma: Gamma,
}

impl Family for Erlang {
    /// One logarithm for few phases, as long as that is the faster way.
    fn draw(&self, draws: &mut Draws) -> f64 {
        const FEW: u32 = 8;
        if self.phases > FEW {
            return self.gamma.draw(draws);
        }
        // Eight of the smallest uniform numbers multiply to 2⁻⁴²⁴: no underflow.
        let product: f64 =
            (0..self.phases).fold(1.0, |product, _| product * (1.0 - draws.uniform()));
        -math::ln(product) * self.gamma.scale
    }

    fn mean(&self) -> f64 {
        self.gamma.mean()
    }

    fn variance(&self) -> f64 {
        self.gamma.variance()
    }

    fn cdf(&self, x: f64) -> f64 {
        self.gamma.cdf(x)
    }
}

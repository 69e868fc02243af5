//! Constant, uniform and triangular distributions: between two values that are never left.

use crate::rng::Draws;

use super::error::{self, DistributionError};
use super::{Distribution, Family, Kind};

impl Distribution {
    /// Always `seconds`.
    ///
    /// # Errors
    ///
    /// [`DistributionError::Negative`] unless `seconds` is zero or more and finite.
    pub fn constant(seconds: f64) -> Result<Self, DistributionError> {
        error::not_negative("value", seconds)?;
        Ok(Kind::Constant(Constant(seconds)).into())
    }

    /// Every value between `low` and `high` seconds is equally likely.
    ///
    /// # Errors
    ///
    /// Unless 0 ≤ `low` < `high`, both finite.
    pub fn uniform(low: f64, high: f64) -> Result<Self, DistributionError> {
        error::not_negative("low", low)?;
        error::positive("high", high)?;
        error::ascending(("low", low), ("high", high))?;
        Ok(Kind::Uniform(Uniform { low, high }).into())
    }

    /// Uniform with this mean in seconds and coefficient of variation.
    ///
    /// ```text
    /// low, high = mean·(1 ∓ √3·cv)
    /// ```
    ///
    /// # Errors
    ///
    /// [`DistributionError::CvOutOfReach`] if `cv` is above 1/√3, where `low` would be negative.
    pub fn uniform_from_mean_cv(mean: f64, cv: f64) -> Result<Self, DistributionError> {
        error::positive("mean", mean)?;
        error::positive("cv", cv)?;
        let half = 3f64.sqrt() * cv;
        // 1/√3 itself, written with all its digits, may come out a shade above one.
        if half > 1.0 + 1e-12 {
            return Err(DistributionError::CvOutOfReach {
                family: "uniform",
                cv,
                allowed: "above 0 and at most 0.57735 (one over the root of 3)",
            });
        }
        Distribution::uniform(mean * (1.0 - half).max(0.0), mean * (1.0 + half))
    }

    /// Uniform with this median and 90 % quantile in seconds.
    ///
    /// # Errors
    ///
    /// [`DistributionError::P90OutOfReach`] if `p90` is above 1.8 times the median, where `low`
    /// would be negative.
    pub fn uniform_from_median_p90(median: f64, p90: f64) -> Result<Self, DistributionError> {
        let ratio = error::ratio(median, p90)?;
        if ratio > 1.8 + 1e-12 {
            return Err(DistributionError::P90OutOfReach {
                family: "uniform",
                median,
                p90,
                allowed: "above 1 and at most 1.8",
            });
        }
        let half = (p90 - median) * 1.25;
        Distribution::uniform((median - half).max(0.0), median + half)
    }

    /// A density that rises straight from `low` to `mode` and falls straight to `high`, in seconds.
    ///
    /// # Errors
    ///
    /// Unless 0 ≤ `low` ≤ `mode` ≤ `high` and `low` < `high`, all finite.
    pub fn triangular(low: f64, mode: f64, high: f64) -> Result<Self, DistributionError> {
        check_mode(low, mode, high)?;
        Ok(Kind::Triangular(Triangular { low, mode, high }).into())
    }
}

/// That 0 ≤ `low` ≤ `mode` ≤ `high` and `low` < `high`, all finite.
pub(super) fn check_mode(low: f64, mode: f64, high: f64) -> Result<(), DistributionError> {
    error::not_negative("low", low)?;
    error::positive("high", high)?;
    error::ascending(("low", low), ("high", high))?;
    if low <= mode && mode <= high {
        Ok(())
    } else {
        Err(DistributionError::ModeOutside { low, mode, high })
    }
}

/// One value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Constant(f64);

impl Constant {
    pub(super) fn value(&self) -> f64 {
        self.0
    }
}

impl Family for Constant {
    #[inline]
    fn draw(&self, _draws: &mut Draws) -> f64 {
        self.0
    }

    fn mean(&self) -> f64 {
        self.0
    }

    fn variance(&self) -> f64 {
        0.0
    }

    fn cdf(&self, x: f64) -> f64 {
        if x < self.0 { 0.0 } else { 1.0 }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Uniform {
    low: f64,
    high: f64,
}

impl Family for Uniform {
    #[inline]
    fn draw(&self, draws: &mut Draws) -> f64 {
        self.low + (self.high - self.low) * draws.uniform()
    }

    fn mean(&self) -> f64 {
        0.5 * (self.low + self.high)
    }

    fn variance(&self) -> f64 {
        let width = self.high - self.low;
        width * width / 12.0
    }

    fn cdf(&self, x: f64) -> f64 {
        ((x - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Triangular {
    low: f64,
    mode: f64,
    high: f64,
}

impl Family for Triangular {
    #[inline]
    fn draw(&self, draws: &mut Draws) -> f64 {
        let u = draws.uniform();
        let width = self.high - self.low;
        let rise = self.mode - self.low;
        if u * width < rise {
            self.low + (u * width * rise).sqrt()
        } else {
            self.high - ((1.0 - u) * width * (self.high - self.mode)).sqrt()
        }
    }

    fn mean(&self) -> f64 {
        (self.low + self.mode + self.high) / 3.0
    }

    fn variance(&self) -> f64 {
        let (width, rise) = (self.high - self.low, self.mode - self.low);
        (width * width - rise * (self.high - self.mode)) / 18.0
    }

    fn cdf(&self, x: f64) -> f64 {
        let (width, rise, fall) =
            (self.high - self.low, self.mode - self.low, self.high - self.mode);
        if x <= self.low {
            0.0
        } else if x < self.mode {
            (x - self.low) * (x - self.low) / (width * rise)
        } else if x < self.high {
            1.0 - (self.high - x) * (self.high - x) / (width * fall)
        } else {
            1.0
        }
    }
}

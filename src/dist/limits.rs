//! What may be put on any distribution: a shift, a least and a greatest value.

use super::numeric::integral;
use super::{Distribution, DistributionError, Kind, error};

impl Distribution {
    /// The same with `seconds` added to every draw: a fixed part before a random one.
    ///
    /// The shift comes before the limits, whichever was asked for first.
    ///
    /// # Errors
    ///
    /// [`DistributionError::Negative`] unless `seconds` is zero or more and finite.
    pub fn with_shift(self, seconds: f64) -> Result<Self, DistributionError> {
        error::not_negative("shift", seconds)?;
        self.with_limits(|limits| limits.shift += seconds)
    }

    /// The same with every draw below `seconds` raised to it.
    ///
    /// Draws are moved to the limit, not drawn again: the limit is a value that comes up.
    ///
    /// # Errors
    ///
    /// [`DistributionError::Negative`] unless `seconds` is zero or more and finite, and
    /// [`DistributionError::WrongOrder`] if it is above the greatest value set before.
    pub fn with_min(self, seconds: f64) -> Result<Self, DistributionError> {
        error::not_negative("min", seconds)?;
        self.with_limits(|limits| limits.min = seconds)
    }

    /// The same with every draw above `seconds` lowered to it.
    ///
    /// # Errors
    ///
    /// [`DistributionError::NotPositive`] unless `seconds` is positive and finite, and
    /// [`DistributionError::WrongOrder`] if it is below the least value set before.
    pub fn with_max(self, seconds: f64) -> Result<Self, DistributionError> {
        error::positive("max", seconds)?;
        self.with_limits(|limits| limits.max = seconds)
    }

    fn with_limits(mut self, change: impl FnOnce(&mut Limits)) -> Result<Self, DistributionError> {
        let mut limits = self.limits.take().unwrap_or_default();
        change(&mut limits);
        if limits.min > limits.max {
            return Err(DistributionError::WrongOrder {
                lower: "min",
                lower_value: limits.min,
                upper: "max",
                upper_value: limits.max,
            });
        }
        Ok(Distribution { kind: self.kind, limits: Some(limits) })
    }

    /// The limits, those of every duration if none were set.
    fn limits(&self) -> Limits {
        self.limits.as_deref().copied().unwrap_or_default()
    }
}

/// A shift, then a least and a greatest value, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Limits {
    shift: f64,
    min: f64,
    max: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { shift: 0.0, min: 0.0, max: f64::INFINITY }
    }
}

impl Limits {
    /// The draw that becomes of a `plain` one.
    #[inline]
    pub(super) fn apply(&self, plain: f64) -> f64 {
        let shifted = plain + self.shift;
        let raised = if shifted < self.min { self.min } else { shifted };
        if raised > self.max { self.max } else { raised }
    }

    pub(super) fn mean(&self, kind: &Kind) -> f64 {
        self.expectation(kind, Moment { power: 1, center: 0.0 })
    }

    pub(super) fn variance(&self, kind: &Kind) -> f64 {
        let mean = self.mean(kind);
        if mean == f64::INFINITY {
            return f64::INFINITY;
        }
        self.expectation(kind, Moment { power: 2, center: mean })
    }

    pub(super) fn cdf(&self, kind: &Kind, x: f64) -> f64 {
        if x < self.min {
            0.0
        } else if x >= self.max {
            1.0
        } else {
            kind.cdf(x - self.shift)
        }
    }

    /// The expectation of a moment under these limits.
    fn expectation(&self, kind: &Kind, moment: Moment) -> f64 {
        match kind {
            Kind::Constant(constant) => moment.at(self.apply(constant.value())),
            Kind::Empirical(values) => {
                values.mean_over_pieces(|low, high| self.expectation_between(low, high, moment))
            }
            Kind::Mixture(mixture) => mixture
                .mean_over_parts(|part| self.after(part.limits()).expectation(&part.kind, moment)),
            smooth => self.expectation_by_integral(smooth, moment),
        }
    }

    /// What `first` and then these do, in one.
    fn after(&self, first: Limits) -> Limits {
        // `first` may have raised or lowered a draw to where these move it on.
        let shift = first.shift + self.shift;
        Limits { shift, min: self.apply(first.min), max: self.apply(first.max) }
    }

    /// The expectation of a moment of a variable uniform between `low` and `high`.
    fn expectation_between(&self, low: f64, high: f64, moment: Moment) -> f64 {
        if low == high {
            return moment.at(self.apply(low));
        }
        let (low, high) = (low + self.shift, high + self.shift);
        let (left, right) = (low.clamp(self.min, self.max), high.clamp(self.min, self.max));
        let at_left = (left.min(high) - low).max(0.0) * moment.at(left);
        let at_right = (high - right.max(low)).max(0.0) * moment.at(right);
        (at_left + moment.integral(left, right) + at_right) / (high - low)
    }

    /// For a variable X whose distribution function is smooth, by partial integration:
    ///
    /// ```text
    /// E g(X within a and b) = g(a) + ∫ₐᵇ g′(x)·P(X > x) dx
    /// E g(X above a)        = E g(X) + ∫₀ᵃ g′(x)·P(X ≤ x) dx
    /// ```
    fn expectation_by_integral(&self, kind: &Kind, moment: Moment) -> f64 {
        let cdf = |x: f64| kind.cdf(x - self.shift);
        if self.max.is_finite() {
            let over = integral(self.min, self.max, |x| moment.slope(x) * (1.0 - cdf(x)));
            return moment.at(self.min) + over;
        }
        let mean = kind.mean() + self.shift;
        let free = match moment.power {
            1 => mean - moment.center,
            _ => kind.variance() + (mean - moment.center) * (mean - moment.center),
        };
        if free == f64::INFINITY || self.min <= self.shift {
            return free;
        }
        free + integral(self.shift, self.min, |x| moment.slope(x) * cdf(x))
    }
}

/// The first or second power of the distance from a center.
#[derive(Clone, Copy)]
struct Moment {
    power: u8,
    center: f64,
}

impl Moment {
    fn at(self, x: f64) -> f64 {
        let distance = x - self.center;
        if self.power == 1 { distance } else { distance * distance }
    }

    fn slope(self, x: f64) -> f64 {
        if self.power == 1 { 1.0 } else { 2.0 * (x - self.center) }
    }

    fn integral(self, left: f64, right: f64) -> f64 {
        let (r, l) = (right - self.center, left - self.center);
        if self.power == 1 { (r * r - l * l) / 2.0 } else { (r * r * r - l * l * l) / 3.0 }
    }
}

//! The numbers from one to another, and what arithmetic makes of them.
//!
//! Sums, products, quotients and square roots of IEEE doubles are rounded correctly, and rounding
//! keeps the order, so the ends of the operands give ends that hold every computed value. Elementary
//! functions are off by a known error, by which their ends are moved apart.

use crate::math;

/// All numbers from `low` to `high`, both of them included; never empty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Interval {
    pub(super) low: f64,
    pub(super) high: f64,
}

/// What truth can be: 0 or 1.
pub(super) const TRUTH: Interval = Interval { low: 0.0, high: 1.0 };

/// The largest error of a power that does not underflow, doubled for two of them: see
/// [`math::powf`], with the logarithm of the smallest double.
const POWER_ERROR: f64 = 5e-13;

impl Interval {
    pub(super) fn point(value: f64) -> Self {
        Self { low: value, high: value }
    }

    /// The hull of some values.
    fn around<const N: usize>(values: [f64; N]) -> Self {
        let low = values.into_iter().fold(f64::INFINITY, f64::min);
        let high = values.into_iter().fold(f64::NEG_INFINITY, f64::max);
        Self { low, high }
    }

    pub(super) fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    pub(super) fn is_finite(self) -> bool {
        self.low.is_finite() && self.high.is_finite()
    }

    /// 1 if no value is negative, −1 if none is positive, otherwise nothing.
    pub(super) fn sign(self) -> Option<i8> {
        match self {
            Self { low, .. } if low >= 0.0 => Some(1),
            Self { high, .. } if high <= 0.0 => Some(-1),
            Self { .. } => None,
        }
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// The values that are in both, if there are any.
    pub(super) fn within(self, other: Self) -> Option<Self> {
        let both = Self { low: self.low.max(other.low), high: self.high.min(other.high) };
        (both.low <= both.high).then_some(both)
    }

    pub(super) fn negate(self) -> Self {
        Self { low: -self.high, high: -self.low }
    }

    pub(super) fn add(self, other: Self) -> Self {
        Self { low: self.low + other.low, high: self.high + other.high }
    }

    pub(super) fn multiply(self, other: Self) -> Self {
        let Self { low: c, high: d } = other;
        Self::around([self.low * c, self.low * d, self.high * c, self.high * d])
    }

    /// The quotients, for an `other` without zero.
    pub(super) fn divide(self, other: Self) -> Self {
        let Self { low: c, high: d } = other;
        Self::around([self.low / c, self.low / d, self.high / c, self.high / d])
    }

    pub(super) fn minimum(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.min(other.high) }
    }

    pub(super) fn maximum(self, other: Self) -> Self {
        Self { low: self.low.max(other.low), high: self.high.max(other.high) }
    }

    pub(super) fn abs(self) -> Self {
        let ends = Self::around([self.low.abs(), self.high.abs()]);
        if self.contains(0.0) { Self { low: 0.0, ..ends } } else { ends }
    }

    /// What a rising function makes of it that takes the order of doubles over to its results.
    pub(super) fn map(self, rising: impl Fn(f64) -> f64) -> Self {
        Self { low: rising(self.low), high: rising(self.high) }
    }

    pub(super) fn exp(self) -> Self {
        let wide = self.map(math::exp).four_places_wider();
        Self { low: wide.low.max(0.0), ..wide }
    }

    /// The logarithms, of positive normal numbers.
    pub(super) fn ln(self) -> Self {
        self.map(math::ln).four_places_wider()
    }

    /// Whole powers, without zero among the bases if the exponent is negative.
    pub(super) fn raise(self, exponent: i32) -> Self {
        let ends = Self::around([raise(self.low, exponent), raise(self.high, exponent)]);
        let has_bottom = exponent > 0 && exponent % 2 == 0 && self.contains(0.0);
        if has_bottom { Self { low: 0.0, ..ends } } else { ends }
    }

    /// Powers of numbers that are not negative; where one may be zero, the exponents are positive.
    pub(super) fn power(self, exponent: Self) -> Self {
        let Self { low: c, high: d } = exponent;
        let base = self.maximum(Self::point(f64::MIN_POSITIVE));
        let exact = Self::around([
            power(base.low, c),
            power(base.low, d),
            power(base.high, c),
            power(base.high, d),
        ]);
        let wide =
            Self { low: exact.low * (1.0 - POWER_ERROR), high: exact.high * (1.0 + POWER_ERROR) }
                .four_places_wider();
        let low = if self.low < f64::MIN_POSITIVE { 0.0 } else { wide.low.max(0.0) };
        Self { low, ..wide }
    }

    /// Two errors of two units in the last place, of which elementary functions stay below.
    fn four_places_wider(self) -> Self {
        let (mut low, mut high) = (self.low, self.high);
        for _ in 0..4 {
            (low, high) = (low.next_down(), high.next_up());
        }
        Self { low, high }
    }
}

/// A whole power, by squaring: the same bits everywhere, and rising wherever the power rises.
pub(super) fn raise(base: f64, exponent: i32) -> f64 {
    let (mut power, mut square, mut rest) = (1.0, base, exponent.unsigned_abs());
    while rest > 0 {
        if rest % 2 == 1 {
            power *= square;
        }
        rest /= 2;
        if rest > 0 {
            square *= square;
        }
    }
    if exponent < 0 { 1.0 / power } else { power }
}

/// Any power of a number that is not negative; zero counts as zero whatever the exponent.
pub(super) fn power(base: f64, exponent: f64) -> f64 {
    if base < f64::MIN_POSITIVE { 0.0 } else { math::powf(base, exponent) }
}

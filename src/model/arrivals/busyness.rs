//! The random factor on the volume of a day or an interval.

use crate::dist::Distribution;

/// The busyness factor: a random multiplier of the arrival rate.
///
/// Its mean is 1, so that a forecast stays what is expected. Values are factors, not seconds.
///
/// Without a copula the factors of all days, or intervals, are independent draws. With one, the
/// factor is F⁻¹(Φ(Z)) for a standard normal Z, which is the weighted sum of [`Normal`]s: two call
/// types are correlated by those that they share. Over the intervals of a day, Z is a stationary
/// autoregressive sequence, Z' = φ·Z + √(1 − φ²)·(the sum of the next interval), begun anew each
/// day.
#[derive(Clone, Debug, PartialEq)]
pub struct Busyness {
    /// The distribution of the factor.
    pub factor: Distribution,
    /// For how long a factor holds.
    pub per: Period,
    /// φ, the correlation of the normals of two intervals that follow each other.
    pub autocorrelation: f64,
    /// What the normal Z is made of; the squares of the weights sum to 1. Empty if the factor
    /// depends on nothing else and is drawn as such.
    pub copula: Vec<Normal>,
}

/// For how long a busyness factor holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Period {
    /// A day.
    #[default]
    Day,
    /// An interval.
    Interval,
}

/// A standard normal number for each day or interval, and how much of it enters.
#[derive(Clone, Debug, PartialEq)]
pub struct Normal {
    /// The call type whose own it is; none for the one that all types share.
    pub of: Option<String>,
    /// Its weight.
    pub weight: f64,
}

impl Busyness {
    /// A factor for each day that depends on nothing else.
    pub fn per_day(factor: Distribution) -> Self {
        Busyness { factor, per: Period::Day, autocorrelation: 0.0, copula: Vec::new() }
    }

    /// Whether each day has a factor that depends on nothing else.
    pub(super) fn is_plain(&self) -> bool {
        self.per == Period::Day && self.copula.is_empty()
    }
}

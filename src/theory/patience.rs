//! How long callers are ready to wait.

use super::quadrature::integrate;
use super::queue::{NoSolution, positive};

/// A distribution of patience, as the formulas need it.
pub trait Patience {
    /// The share of callers still willing to wait after `seconds`.
    fn survival(&self, seconds: f64) -> f64;

    /// The share of callers whose patience ends within `seconds`.
    fn given_up(&self, seconds: f64) -> f64 {
        1.0 - self.survival(seconds)
    }

    /// The integral of the survival function between two moments, `from ≤ to`, in seconds.
    ///
    /// From zero, this is the mean wait of callers who would be answered after `to` seconds.
    fn survived_between(&self, from: f64, to: f64) -> f64;
}

/// Nobody ever abandons.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Never;

/// Memoryless patience: Erlang A.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exponential {
    mean: f64,
}

/// Everyone waits for the same time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Constant {
    seconds: f64,
}

/// Patience given by its survival function alone, which falls from at most 1 towards 0; integrals
/// are numerical.
#[derive(Clone, Copy, Debug)]
pub struct BySurvival<F>(pub F);

impl Exponential {
    /// Patience of a mean in seconds.
    ///
    /// # Errors
    ///
    /// [`NoSolution::NotPositive`] unless the mean is positive and finite.
    pub fn new(mean: f64) -> Result<Self, NoSolution> {
        Ok(Exponential { mean: positive("mean patience", mean)? })
    }
}

impl Constant {
    /// Patience of so many seconds.
    ///
    /// # Errors
    ///
    /// [`NoSolution::NotPositive`] unless they are positive and finite.
    pub fn new(seconds: f64) -> Result<Self, NoSolution> {
        Ok(Constant { seconds: positive("patience", seconds)? })
    }
}

impl Patience for Never {
    fn survival(&self, _seconds: f64) -> f64 {
        1.0
    }

    fn survived_between(&self, from: f64, to: f64) -> f64 {
        to - from
    }
}

impl Patience for Exponential {
    fn survival(&self, seconds: f64) -> f64 {
        libm::exp(-seconds / self.mean)
    }

    fn given_up(&self, seconds: f64) -> f64 {
        -libm::expm1(-seconds / self.mean)
    }

    fn survived_between(&self, from: f64, to: f64) -> f64 {
        self.mean * self.survival(from) * self.given_up(to - from)
    }
}

impl Patience for Constant {
    fn survival(&self, seconds: f64) -> f64 {
        if seconds < self.seconds { 1.0 } else { 0.0 }
    }

    fn survived_between(&self, from: f64, to: f64) -> f64 {
        to.min(self.seconds) - from.min(self.seconds)
    }
}

impl<F: Fn(f64) -> f64> Patience for BySurvival<F> {
    fn survival(&self, seconds: f64) -> f64 {
        self.0(seconds)
    }

    fn survived_between(&self, from: f64, to: f64) -> f64 {
        if to <= from {
            return 0.0;
        }
        // Panels that grow with the time: what happens early is not overlooked.
        let mut edges: Vec<f64> = (0..12)
            .map(|halvings| to / f64::from(1 << halvings))
            .take_while(|edge| *edge > from)
            .collect();
        edges.push(from);
        edges.reverse();
        integrate(&self.0, &edges)
    }
}

//! Distributions of durations.

use crate::rng::Draws;
use crate::time::SimDuration;

/// A distribution of durations.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// Always the same.
    Constant(f64),
    /// Memoryless, with a mean in seconds.
    Exponential(f64),
}

impl Distribution {
    /// A duration, rounded to the nearest microsecond.
    #[inline]
    pub fn sample(&self, draws: &mut Draws) -> SimDuration {
        SimDuration::from_secs_f64(self.sample_secs(draws))
    }

    /// Seconds.
    #[inline]
    pub fn sample_secs(&self, draws: &mut Draws) -> f64 {
        match self {
            Distribution::Constant(seconds) => *seconds,
            Distribution::Exponential(mean) => crate::math::exponential(draws.uniform()) * mean,
        }
    }
}

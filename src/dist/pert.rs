//! PERT distributions: a guess at the least, the likeliest and the greatest value.

use crate::rng::Draws;

use super::bounded::check_mode;
use super::error::DistributionError;
use super::gamma::Gamma;
use super::special::beta_cdf;
use super::{Distribution, Family, Kind};

impl Distribution {
    /// A smooth density between `low` and `high` with its peak at `mode`, in seconds.
    ///
    /// It is low + (high − low)·B with B a beta variable of
    ///
    /// ```text
    /// a = 1 + 4·(mode − low)/(high − low),  b = 1 + 4·(high − mode)/(high − low),
    /// ```
    ///
    /// so the mean is (low + 4·mode + high)/6.
    ///
    /// # Errors
    ///
    /// Unless 0 ≤ `low` ≤ `mode` ≤ `high` and `low` < `high`, all finite.
    ///
    /// # Source
    ///
    /// D. Vose, *Risk Analysis: A Quantitative Guide* (2008).
    pub fn pert(low: f64, mode: f64, high: f64) -> Result<Self, DistributionError> {
        check_mode(low, mode, high)?;
        let width = high - low;
        let (a, b) = (1.0 + 4.0 * (mode - low) / width, 1.0 + 4.0 * (high - mode) / width);
        let family =
            Pert { low, width, a, b, upwards: Gamma::new(a, 1.0), downwards: Gamma::new(b, 1.0) };
        Ok(Kind::Pert(Box::new(family)).into())
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pert {
    low: f64,
    width: f64,
    a: f64,
    b: f64,
    upwards: Gamma,
    downwards: Gamma,
}

impl Family for Pert {
    fn draw(&self, draws: &mut Draws) -> f64 {
        let (up, down) = (self.upwards.draw(draws), self.downwards.draw(draws));
        self.low + self.width * (up / (up + down))
    }

    fn mean(&self) -> f64 {
        self.low + self.width * self.a / (self.a + self.b)
    }

    fn variance(&self) -> f64 {
        let sum = self.a + self.b;
        self.width * self.width * self.a * self.b / (sum * sum * (sum + 1.0))
    }

    fn cdf(&self, x: f64) -> f64 {
        beta_cdf(self.a, self.b, (x - self.low) / self.width)
    }
}

//! A distribution whose values are all multiplied by the same factor.

use crate::rng::Draws;

use super::error::{self, DistributionError};
use super::{Distribution, Family, Kind};

impl Distribution {
    /// The same shape with every draw multiplied by `factor`: the coefficient of variation stays.
    ///
    /// Limits that were set before are multiplied as well. A draw takes the same random numbers,
    /// so that whose call is long stays so.
    ///
    /// # Errors
    ///
    /// [`DistributionError::NotPositive`] unless `factor` is positive and finite.
    pub fn scaled(self, factor: f64) -> Result<Self, DistributionError> {
        error::positive("factor", factor)?;
        Ok(Kind::Scaled(Box::new(Scaled { factor, shape: self })).into())
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scaled {
    factor: f64,
    shape: Distribution,
}

impl Scaled {
    pub(super) fn shape(&self) -> &Distribution {
        &self.shape
    }
}

impl Family for Scaled {
    fn draw(&self, draws: &mut Draws) -> f64 {
        self.factor * self.shape.sample_secs(draws)
    }

    fn mean(&self) -> f64 {
        self.factor * self.shape.mean()
    }

    fn variance(&self) -> f64 {
        self.factor * self.factor * self.shape.variance()
    }

    fn cdf(&self, x: f64) -> f64 {
        self.shape.cdf(x / self.factor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Source};

    #[test]
    fn a_factor_moves_mean_and_spread_and_keeps_who_takes_long() {
        let shape = Distribution::lognormal_from_mean_cv(240.0, 0.9).unwrap();
        let shape = shape.with_min(30.0).unwrap();
        let scaled = shape.clone().scaled(1.5).unwrap();
        assert_eq!(scaled.mean(), 1.5 * shape.mean());
        assert_eq!(scaled.variance(), 2.25 * shape.variance());
        assert_eq!(scaled.cdf(300.0), shape.cdf(200.0));
        assert_eq!(scaled.kind_name(), "lognormal");
        let source = Source::new(1, 0, "service", Purpose::Talk);
        for number in 0..20 {
            let plain = shape.sample_secs(&mut source.nth(number));
            assert_eq!(scaled.sample_secs(&mut source.nth(number)), 1.5 * plain);
        }
        assert!(shape.scaled(0.0).is_err());
    }
}

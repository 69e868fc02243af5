//! Empirical distributions: values as they were measured.

use crate::rng::Draws;

use super::error::{self, DistributionError};
use super::{Distribution, Family, Kind};

impl Distribution {
    /// The measured `values` in seconds, drawn again or interpolated.
    ///
    /// Let x₁ ≤ … ≤ xₙ be the values in order and u the uniform number. Resampled, each value has
    /// probability 1/n: the draw is x₍ᵢ₊₁₎ with i = ⌊n·u⌋. With `interpolate`, the draw is
    ///
    /// ```text
    /// x₍ᵢ₊₁₎ + (h − i)·(x₍ᵢ₊₂₎ − x₍ᵢ₊₁₎),  h = (n − 1)·u,  i = ⌊h⌋,
    /// ```
    ///
    /// so it lies in each of the n − 1 gaps between neighbours with equal probability, uniform
    /// within; one value alone is a constant.
    ///
    /// # Errors
    ///
    /// If there are no values, or one is negative or not finite.
    ///
    /// # Source
    ///
    /// The interpolation is definition 7 of R. J. Hyndman and Y. Fan, *Sample Quantiles in
    /// Statistical Packages*, The American Statistician 50 (1996).
    pub fn empirical(mut values: Vec<f64>, interpolate: bool) -> Result<Self, DistributionError> {
        error::all_not_negative("values", &values)?;
        values.sort_by(f64::total_cmp);
        let interpolate = interpolate && values.len() > 1;
        Ok(Kind::Empirical(Box::new(Empirical { values, interpolate })).into())
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Empirical {
    /// Ascending; at least one, and at least two to interpolate.
    values: Vec<f64>,
    interpolate: bool,
}

impl Empirical {
    /// The mean of a quantity of each equally likely piece, given by where it begins and ends.
    pub(super) fn mean_over_pieces(&self, quantity: impl Fn(f64, f64) -> f64) -> f64 {
        if self.interpolate {
            let sum: f64 = self.values.windows(2).map(|pair| quantity(pair[0], pair[1])).sum();
            sum / (self.values.len() - 1) as f64
        } else {
            let sum: f64 = self.values.iter().map(|&value| quantity(value, value)).sum();
            sum / self.values.len() as f64
        }
    }
}

impl Family for Empirical {
    #[inline]
    fn draw(&self, draws: &mut Draws) -> f64 {
        let u = draws.uniform();
        let last = self.values.len() - 1;
        if self.interpolate {
            let h = u * last as f64;
            let i = (h as usize).min(last - 1);
            self.values[i] + (h - i as f64) * (self.values[i + 1] - self.values[i])
        } else {
            self.values[((u * self.values.len() as f64) as usize).min(last)]
        }
    }

    fn mean(&self) -> f64 {
        self.mean_over_pieces(|low, high| 0.5 * (low + high))
    }

    fn variance(&self) -> f64 {
        let mean = self.mean();
        self.mean_over_pieces(|low, high| {
            let (distance, width) = (0.5 * (low + high) - mean, high - low);
            distance * distance + width * width / 12.0
        })
    }

    fn cdf(&self, x: f64) -> f64 {
        let up_to = self.values.partition_point(|&value| value <= x);
        if !self.interpolate {
            return up_to as f64 / self.values.len() as f64;
        }
        let last = self.values.len() - 1;
        if up_to == 0 {
            return 0.0;
        }
        if up_to > last {
            return 1.0;
        }
        let (left, right) = (self.values[up_to - 1], self.values[up_to]);
        ((up_to - 1) as f64 + (x - left) / (right - left)) / last as f64
    }
}

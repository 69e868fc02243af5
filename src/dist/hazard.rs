//! Piecewise constant hazards: patience as it is measured, bin by bin.

use crate::math;
use crate::rng::Draws;

use super::error::{self, DistributionError};
use super::{Distribution, Family, Kind, LONGEST_SECONDS};

impl Distribution {
    /// A duration that ends with a constant hazard in each bin.
    ///
    /// Bin i reaches from `edges[i]` to the next edge, the last one for ever; who has come as far
    /// as there leaves in the next dt seconds with probability `hazards[i]`·dt. `edges` are in
    /// seconds, ascending from 0; `hazards` per second.
    ///
    /// If the last hazard is zero, those who outlive the last edge never end: they draw a hundred
    /// years, the mean and the variance are infinite, and the cumulative distribution function
    /// stays below 1.
    ///
    /// # Errors
    ///
    /// If there are no bins, the lists differ in length, the edges do not ascend from 0, or a
    /// hazard is negative or not finite.
    pub fn piecewise_hazard(edges: Vec<f64>, hazards: Vec<f64>) -> Result<Self, DistributionError> {
        error::all_not_negative("edges", &edges)?;
        error::all_not_negative("hazards", &hazards)?;
        if edges.len() != hazards.len() {
            return Err(DistributionError::LengthsDiffer {
                one: "edges",
                one_length: edges.len(),
                other: "hazards",
                other_length: hazards.len(),
            });
        }
        if edges[0] != 0.0 {
            return Err(DistributionError::FirstEdgeNotZero { value: edges[0] });
        }
        if let Some(index) = edges.windows(2).position(|pair| pair[0] >= pair[1]) {
            return Err(DistributionError::EdgesNotAscending {
                position: index + 2,
                before: edges[index],
                value: edges[index + 1],
            });
        }
        let family = PiecewiseHazard { bins: Bin::cumulated(&edges, &hazards) };
        Ok(Kind::PiecewiseHazard(Box::new(family)).into())
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct PiecewiseHazard {
    bins: Vec<Bin>,
}

/// A stretch of constant hazard.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bin {
    /// Where it begins, in seconds.
    start: f64,
    /// Per second.
    hazard: f64,
    /// The hazard summed up from 0 to `start`.
    before: f64,
}

impl Bin {
    fn cumulated(edges: &[f64], hazards: &[f64]) -> Vec<Bin> {
        let mut bins: Vec<Bin> = Vec::with_capacity(edges.len());
        for (&start, &hazard) in edges.iter().zip(hazards) {
            let before = bins.last().map_or(0.0, |last| last.up_to(start));
            bins.push(Bin { start, hazard, before });
        }
        bins
    }

    /// The hazard summed up from 0 to `x` in this bin.
    fn up_to(&self, x: f64) -> f64 {
        self.before + self.hazard * (x - self.start)
    }

    /// ∫ P(X > x) dx and ∫ x·P(X > x) dx over this bin, which ends at `end`.
    fn survival_integrals(&self, end: f64) -> (f64, f64) {
        let survival = libm::exp(-self.before);
        if survival == 0.0 {
            return (0.0, 0.0);
        }
        let width = end - self.start;
        let z = self.hazard * width;
        // Of 1 and of t over the bin, weighted with e^(−hazard·t).
        let (of_one, of_t) = if z < 0.01 {
            // A series: the differences below would cancel, and be 0/0 without hazard.
            let of_one = 1.0 - z / 2.0 + z * z / 6.0 - z * z * z / 24.0 + z * z * z * z / 120.0;
            let of_t = 0.5 - z / 3.0 + z * z / 8.0 - z * z * z / 30.0 + z * z * z * z / 144.0;
            (width * of_one, width * width * of_t)
        } else {
            let rest = libm::exp(-z);
            let of_t = if z == f64::INFINITY { 1.0 } else { 1.0 - rest * (1.0 + z) };
            (-libm::expm1(-z) / self.hazard, of_t / (self.hazard * self.hazard))
        };
        (survival * of_one, survival * (self.start * of_one + of_t))
    }
}

impl PiecewiseHazard {
    /// ∫ P(X > x) dx and ∫ x·P(X > x) dx from 0 on.
    fn survival_integrals(&self) -> (f64, f64) {
        let ends = self.bins.iter().skip(1).map(|bin| bin.start).chain([f64::INFINITY]);
        let parts = self.bins.iter().zip(ends).map(|(bin, end)| {
            if end == f64::INFINITY && bin.hazard == 0.0 {
                (f64::INFINITY, f64::INFINITY)
            } else {
                bin.survival_integrals(end)
            }
        });
        parts.fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1))
    }
}

impl Family for PiecewiseHazard {
    #[inline]
    fn draw(&self, draws: &mut Draws) -> f64 {
        let spent = -math::ln(1.0 - draws.uniform());
        // `spent` is above 0, where the first bin begins.
        let after = self.bins.partition_point(|bin| bin.before < spent);
        let bin = &self.bins[after - 1];
        if bin.hazard > 0.0 {
            bin.start + (spent - bin.before) / bin.hazard
        } else {
            LONGEST_SECONDS
        }
    }

    fn mean(&self) -> f64 {
        self.survival_integrals().0
    }

    fn variance(&self) -> f64 {
        let (mean, half_second_moment) = self.survival_integrals();
        if half_second_moment == f64::INFINITY {
            return f64::INFINITY;
        }
        2.0 * half_second_moment - mean * mean
    }

    fn cdf(&self, x: f64) -> f64 {
        let after = self.bins.partition_point(|bin| bin.start <= x);
        -libm::expm1(-self.bins[after - 1].up_to(x))
    }
}

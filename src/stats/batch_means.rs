//! The mean of one long series, from the means of its batches.

use super::estimate::{Estimate, NoEstimate};
use super::ratio::ratio_of_means;
use crate::math::normal_quantile;

/// What the batches of one long run tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BatchMeans {
    /// The ratio of the sums, with its confidence interval.
    pub estimate: Estimate,
    /// How batches that follow one another depend on each other; none if they don't vary.
    pub correlation: Option<LagOne>,
}

/// The correlation of batches with those after them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LagOne {
    /// Its estimate, between −1 and 1.
    pub value: f64,
    /// In units of its standard deviation if there were none: about a standard normal number.
    pub z: f64,
}

/// Of independent batches, this share is taken for correlated.
const SIGNIFICANCE: f64 = 0.05;

impl LagOne {
    /// Whether it is greater than in 95 of 100 series of independent batches. Then the interval is
    /// too short: batches that lean the same way tell less than as many independent ones.
    pub fn is_significant(&self) -> bool {
        self.z > normal_quantile(1.0 - SIGNIFICANCE)
    }
}

/// The long-run ratio of two sums, from batches of one long series.
///
/// Each batch is a stretch of the series, the one beginning where the other ends; `pairs` holds the
/// sums x and y of each. If batches are long enough they are nearly independent, and the interval is
/// that of the [ratio of means](ratio_of_means) of independent replications, with Student's *t* of one
/// degree of freedom less than there are batches.
///
/// Whether they are long enough is asked of the residuals e = x − r·y by the ratio of von Neumann,
///
/// ```text
/// c = 1 − Σ (e_i − e_{i+1})² / (2 Σ (e_i − ē)²),    z = c √((k² − 1) / (k − 2))
/// ```
///
/// which is about the correlation of neighbours, and standard normal over its standard deviation if
/// there is none.
///
/// # Errors
///
/// Those of [`ratio_of_means`].
///
/// # Panics
///
/// Panics unless `0 < level < 1`.
///
/// # Example
///
/// ```
/// use callsim::stats::batch_means;
///
/// // Call-hours waited and hours watched in each of six batches.
/// let batches = [(4.0, 10.0), (5.0, 10.0), (3.0, 10.0), (6.0, 10.0), (4.0, 10.0), (5.0, 10.0)];
/// let queue = batch_means(&batches, 0.95)?;
/// assert_eq!(queue.estimate.value, 0.45);
/// assert!(!queue.correlation.unwrap().is_significant());
/// # Ok::<(), callsim::stats::NoEstimate>(())
/// ```
///
/// # Source
///
/// B. Schmeiser, "Batch size effects in the analysis of simulation output", *Operations Research* 30
/// (1982) 556–568, on how many batches; G. S. Fishman, "Grouping observations in digital simulation",
/// *Management Science* 24 (1978) 510–521, on the test, after J. von Neumann (1941); C. Alexopoulos and
/// A. F. Seila, "Output data analysis", in J. Banks (ed.), *Handbook of Simulation* (1998).
pub fn batch_means(pairs: &[(f64, f64)], level: f64) -> Result<BatchMeans, NoEstimate> {
    let estimate = ratio_of_means(pairs, level)?;
    let residuals: Vec<f64> = pairs.iter().map(|(x, y)| x - estimate.value * y).collect();
    // What is left of rounding is no variation.
    let size = pairs.iter().map(|(x, _)| x.abs()).fold(0.0, f64::max);
    let varies = residuals.iter().any(|residual| residual.abs() > 1e-12 * size);
    Ok(match varies {
        true => BatchMeans { estimate, correlation: lag_one(&residuals) },
        false => {
            BatchMeans { estimate: Estimate { half_width: 0.0, ..estimate }, correlation: None }
        }
    })
}

/// The correlation of neighbours; none of fewer than three values, or if they don't vary.
fn lag_one(values: &[f64]) -> Option<LagOne> {
    let k = values.len() as f64;
    let mean = values.iter().sum::<f64>() / k;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let steps: f64 = values.windows(2).map(|two| (two[0] - two[1]) * (two[0] - two[1])).sum();
    let value = 1.0 - steps / (2.0 * squares);
    let z = value * libm::sqrt((k * k - 1.0) / (k - 2.0));
    (values.len() > 2 && squares > 0.0).then_some(LagOne { value, z })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_correlation_is_that_of_a_calculation_by_hand() {
        // Steps 2, 2, 2: 12 over twice 4.
        let found = lag_one(&[1.0, -1.0, 1.0, -1.0]).unwrap();
        assert_eq!(found.value, -0.5);
        assert!((found.z + 0.5 * 7.5_f64.sqrt()).abs() < 1e-15);
        // Steps 0, 4, 0: 16 over twice 16.
        assert_eq!(lag_one(&[2.0, 2.0, -2.0, -2.0]).unwrap().value, 0.5);
    }

    #[test]
    fn the_ratio_of_von_neumann_is_the_correlation_and_what_the_ends_add() {
        let values: Vec<f64> = (0..30).map(|n| f64::from(n * 37 % 30) - 14.5).collect();
        let squares: f64 = values.iter().map(|value| value * value).sum();
        let products: f64 = values.windows(2).map(|two| two[0] * two[1]).sum();
        let ends = values[0] * values[0] + values[29] * values[29];
        let want = (products + 0.5 * ends) / squares;
        assert!((lag_one(&values).unwrap().value - want).abs() < 1e-12);
    }

    #[test]
    fn batches_that_drift_are_correlated_and_those_that_alternate_are_not() {
        let of = |x: fn(u32) -> f64| -> Vec<(f64, f64)> { (0..30).map(|n| (x(n), 1.0)).collect() };
        let drifting = batch_means(&of(f64::from), 0.95).unwrap().correlation.unwrap();
        assert!(drifting.value > 0.9 && drifting.is_significant());
        let alternating = batch_means(&of(|n| f64::from(n % 2)), 0.95).unwrap();
        assert!(!alternating.correlation.unwrap().is_significant());
    }

    #[test]
    fn the_estimate_is_that_of_as_many_independent_pairs() {
        let pairs = [(80.0, 100.0), (150.0, 200.0), (95.0, 100.0)];
        let found = batch_means(&pairs, 0.95).unwrap();
        assert_eq!(found.estimate, ratio_of_means(&pairs, 0.95).unwrap());
    }

    #[test]
    fn what_never_varies_has_no_correlation() {
        let pairs: Vec<(f64, f64)> = (1..9).map(|n| (0.1 * f64::from(n), f64::from(n))).collect();
        let found = batch_means(&pairs, 0.95).unwrap();
        assert_eq!((found.correlation, found.estimate.half_width), (None, 0.0));
        assert_eq!(batch_means(&[(0.0, 2.0); 9], 0.95).unwrap().correlation, None);
    }
}

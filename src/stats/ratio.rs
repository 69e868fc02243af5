//! The ratio of two means over replications.

use super::estimate::{Estimate, NoEstimate, assert_level, check};
use super::mean::t_half_width;

/// The ratio of two means, with its confidence interval.
///
/// This is the service level over many days, calls answered in time over
/// calls offered, with busy days counting for more than quiet ones. The mean
/// of the daily ratios is another quantity: their [`mean_interval`](super::mean_interval).
///
/// ```text
/// r = x̄ / ȳ,    Var(r) ≈ (s_x² − 2·r·s_xy + r²·s_y²) / (n·ȳ²)
/// ```
///
/// # Shape and units
///
/// `pairs` holds one `(x, y)` for each of `n` independent replications. Calls
/// over calls give a share; seconds over calls give a mean wait in seconds.
/// `level` is the coverage as a fraction: `0.95`, not `95`.
///
/// # Errors
///
/// [`NoEstimate::TooFewReplications`] if `n < 2`,
/// [`NoEstimate::ZeroDenominator`] if the `y` sum to zero, and
/// [`NoEstimate::NotFinite`] if some number is infinite or not a number.
///
/// # Panics
///
/// Panics unless `0 < level < 1`.
///
/// # Example
///
/// ```
/// use callsim::stats::ratio_of_means;
///
/// // Three days: calls answered within 20 s, calls offered.
/// let days = [(80.0, 100.0), (150.0, 200.0), (95.0, 100.0)];
/// let level = ratio_of_means(&days, 0.95)?;
/// assert_eq!(level.value, 0.8125); // 325 / 400, not (0.80 + 0.75 + 0.95) / 3
/// # Ok::<(), callsim::stats::NoEstimate>(())
/// ```
///
/// # Source
///
/// The delta method; S. Asmussen and P. W. Glynn, *Stochastic Simulation*
/// (2007), chapter III. Student's *t* stands in for the normal quantile.
pub fn ratio_of_means(pairs: &[(f64, f64)], level: f64) -> Result<Estimate, NoEstimate> {
    assert_level(level);
    check(pairs.iter().map(|pair| pair.0 + pair.1), 2)?;
    let n = pairs.len();
    let (sum_x, sum_y) =
        pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    if sum_y == 0.0 {
        return Err(NoEstimate::ZeroDenominator);
    }
    let value = sum_x / sum_y;
    // The variance in the formula is that of x − r·y, whose mean is zero. Taken so, nothing
    // cancels when the ratio hardly varies.
    let squares = pairs.iter().map(|(x, y)| (x - value * y) * (x - value * y)).sum::<f64>();
    let std_dev = libm::sqrt(squares / (n - 1) as f64) / (sum_y / n as f64).abs();
    Ok(Estimate { value, half_width: t_half_width(std_dev, n, level) })
}

/// A ratio of means as a sum of what the replications contribute to it, near the true means: the
/// delta method.
pub(super) struct Linear {
    /// The ratio.
    pub(super) ratio: f64,
    mean_y: f64,
}

impl Linear {
    /// [`NoEstimate::ZeroDenominator`] if the `y` sum to zero.
    pub(super) fn of(pairs: impl ExactSizeIterator<Item = (f64, f64)>) -> Result<Self, NoEstimate> {
        let count = pairs.len() as f64;
        let (x, y) = pairs.fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
        if y == 0.0 {
            return Err(NoEstimate::ZeroDenominator);
        }
        Ok(Linear { ratio: x / y, mean_y: y / count })
    }

    /// What one replication contributes, less the mean.
    pub(super) fn at(&self, (x, y): (f64, f64)) -> f64 {
        (x - self.ratio * y) / self.mean_y
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_half_width_is_that_of_the_formula_in_the_docs() {
        let days = [(80.0, 100.0), (150.0, 200.0), (95.0, 100.0)];
        let (x, y) = (325.0 / 3.0, 400.0 / 3.0);
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        for (a, b) in days {
            xx += (a - x) * (a - x) / 2.0;
            xy += (a - x) * (b - y) / 2.0;
            yy += (b - y) * (b - y) / 2.0;
        }
        let r = 0.8125;
        let variance: f64 = (xx - 2.0 * r * xy + r * r * yy) / (3.0 * y * y);
        let want = 4.302_652_729_749_464 * variance.sqrt();
        let got = ratio_of_means(&days, 0.95).unwrap().half_width;
        assert!((got - want).abs() < 1e-12, "{got} against {want}");
    }

    #[test]
    fn days_without_calls_count_in_neither_sum() {
        let days = [(75.0, 100.0), (0.0, 0.0), (50.0, 100.0)];
        assert_eq!(ratio_of_means(&days, 0.95).unwrap().value, 0.625);
    }

    #[test]
    fn what_cannot_be_estimated_says_why() {
        let zero = [(1.0, 0.0), (2.0, 0.0)];
        assert_eq!(ratio_of_means(&zero, 0.95), Err(NoEstimate::ZeroDenominator));
        let too_few = |got, needed| NoEstimate::TooFewReplications { got, needed };
        assert_eq!(ratio_of_means(&[(1.0, 2.0)], 0.95), Err(too_few(1, 2)));
        assert_eq!(ratio_of_means(&[(f64::NAN, 2.0); 2], 0.95), Err(NoEstimate::NotFinite));
    }

    #[test]
    fn a_ratio_that_never_varies_has_no_half_width() {
        let days = [(50.0, 100.0), (25.0, 50.0), (100.0, 200.0)];
        let expected = Estimate { value: 0.5, half_width: 0.0 };
        assert_eq!(ratio_of_means(&days, 0.95), Ok(expected));
    }
}

//! A probability, from how often something happened.

use super::estimate::{NoEstimate, assert_level};
use crate::math::normal_quantile;

/// A share with its confidence bounds, which need not lie evenly about it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proportion {
    /// The share of the sample, 0..=1.
    pub value: f64,
    /// The lower bound, 0..=1.
    pub low: f64,
    /// The upper bound, 0..=1.
    pub high: f64,
}

/// The share of `trials` in which something happened, with Wilson's interval.
///
/// Its coverage is near `level` on average over all probabilities, sometimes a little below.
///
/// # Errors
///
/// [`NoEstimate::TooFewReplications`] if there are no trials.
///
/// # Panics
///
/// Panics unless `0 < level < 1` and `happened ≤ trials`.
///
/// # Example
///
/// ```
/// use callsim::stats::wilson;
///
/// // On 712 of 1000 simulated days the objective was met.
/// let met = wilson(712, 1000, 0.95)?;
/// assert_eq!(format!("{:.3} to {:.3}", met.low, met.high), "0.683 to 0.739");
/// # Ok::<(), callsim::stats::NoEstimate>(())
/// ```
///
/// # Source
///
/// E. B. Wilson, *Probable inference, the law of succession, and statistical inference* (1927);
/// recommended by L. D. Brown, T. T. Cai and A. DasGupta, *Interval estimation for a binomial
/// proportion* (2001).
pub fn wilson(happened: u64, trials: u64, level: f64) -> Result<Proportion, NoEstimate> {
    let value = share(happened, trials, level)?;
    let n = trials as f64;
    let z = normal_quantile(0.5 * (1.0 - level));
    let weight = z * z / n;
    let middle = (value + 0.5 * weight) / (1.0 + weight);
    let spread = libm::sqrt(value * (1.0 - value) * weight + 0.25 * weight * weight);
    let reach = spread / (1.0 + weight);
    // At none and all the outer bound is exact; elsewhere rounding must not leave 0..=1.
    let low = if happened == 0 { 0.0 } else { (middle - reach).max(0.0) };
    let high = if happened == trials { 1.0 } else { (middle + reach).min(1.0) };
    Ok(Proportion { value, low, high })
}

/// The share of the sample, if there is one.
fn share(happened: u64, trials: u64, level: f64) -> Result<f64, NoEstimate> {
    assert_level(level);
    assert!(happened <= trials, "{happened} of {trials}");
    if trials == 0 {
        return Err(NoEstimate::TooFewReplications { got: 0, needed: 1 });
    }
    Ok(happened as f64 / trials as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, want: f64) {
        assert!((got - want).abs() < 5e-5, "{got} against {want}");
    }

    #[test]
    fn bounds_are_those_of_the_published_example() {
        // 81 of 263; R. G. Newcombe, Two-sided confidence intervals for the single proportion
        // (1998), table I, method 3.
        let score = wilson(81, 263, 0.95).unwrap();
        close(score.low, 0.2553);
        close(score.high, 0.3662);
    }

    #[test]
    fn none_and_all_have_one_sided_bounds_that_are_known() {
        // Newcombe (1998): 0 of 20, to 0.1611.
        let none = wilson(0, 20, 0.95).unwrap();
        assert_eq!(none.low, 0.0);
        close(none.high, 0.1611);
        let all = wilson(20, 20, 0.95).unwrap();
        assert_eq!(all.high, 1.0);
        close(all.low, 1.0 - 0.1611);
    }

    #[test]
    fn without_trials_there_is_no_share() {
        let none = Err(NoEstimate::TooFewReplications { got: 0, needed: 1 });
        assert_eq!(wilson(0, 0, 0.95), none);
    }
}

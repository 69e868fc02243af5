//! The mean of independent replications.

use super::estimate::{Estimate, NoEstimate, assert_level, check};
use super::student::t_quantile;

/// Mean and spread of a sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// How many values.
    pub count: usize,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation, with n − 1 in the denominator; none for a single value.
    pub std_dev: Option<f64>,
}

/// Mean and standard deviation of `values`, in two passes, so that a large mean does not swallow
/// a small spread.
///
/// # Errors
///
/// [`NoEstimate::TooFewReplications`] if there is no value, [`NoEstimate::NotFinite`] if one is
/// infinite or not a number.
pub fn moments(values: &[f64]) -> Result<Moments, NoEstimate> {
    check(values.iter().copied(), 1)?;
    let count = values.len();
    let rough = values.iter().sum::<f64>() / count as f64;
    // The deviations from the rough mean sum to what rounding has cost it.
    let mean = rough + values.iter().map(|value| value - rough).sum::<f64>() / count as f64;
    let squares = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>();
    let std_dev = (count > 1).then(|| libm::sqrt(squares / (count - 1) as f64));
    Ok(Moments { count, mean, std_dev })
}

/// The mean of `values`, with its confidence interval.
///
/// ```text
/// x̄ ± t · s / √n,    t the (1 + level)/2 quantile with n − 1 degrees of freedom
/// ```
///
/// `values` holds one number for each of `n` independent replications; of paired differences it
/// gives the paired-*t* interval. `level` is the coverage as a fraction: `0.95`, not `95`.
///
/// # Errors
///
/// [`NoEstimate::TooFewReplications`] if `n < 2`, [`NoEstimate::NotFinite`] if a value is
/// infinite or not a number.
///
/// # Panics
///
/// Panics unless `0 < level < 1`.
///
/// # Example
///
/// ```
/// use callsim::stats::mean_interval;
///
/// let mean = mean_interval(&[1.0, 2.0, 3.0], 0.95)?;
/// assert_eq!(mean.value, 2.0);
/// assert_eq!(format!("{mean:.2}"), "2.00 ± 2.48"); // t = 4.303, s = 1
/// # Ok::<(), callsim::stats::NoEstimate>(())
/// ```
pub fn mean_interval(values: &[f64], level: f64) -> Result<Estimate, NoEstimate> {
    assert_level(level);
    let moments = moments(values)?;
    let Some(std_dev) = moments.std_dev else {
        return Err(NoEstimate::TooFewReplications { got: 1, needed: 2 });
    };
    let half_width = t_half_width(std_dev, moments.count, level);
    Ok(Estimate { value: moments.mean, half_width })
}

/// Half the width of Student's interval for the mean of `count` values.
pub(super) fn t_half_width(std_dev: f64, count: usize, level: f64) -> f64 {
    // The lower quantile, because 1 − (1 − level)/2 would round.
    let t = -t_quantile(0.5 * (1.0 - level), (count - 1) as f64);
    t * std_dev / libm::sqrt(count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_mean_does_not_swallow_a_small_spread() {
        let values: Vec<f64> = [4.0, 7.0, 13.0, 16.0].iter().map(|x| x + 1e9).collect();
        let moments = moments(&values).unwrap();
        assert_eq!(moments.mean, 1e9 + 10.0);
        assert_eq!(moments.std_dev, Some(libm::sqrt(30.0)));
    }

    #[test]
    fn no_value_has_no_mean_and_one_value_no_interval() {
        let too_few = |got, needed| Err(NoEstimate::TooFewReplications { got, needed });
        assert_eq!(mean_interval(&[], 0.95), too_few(0, 1));
        assert_eq!(mean_interval(&[3.0], 0.95), too_few(1, 2));
        assert_eq!(moments(&[3.0]), Ok(Moments { count: 1, mean: 3.0, std_dev: None }));
        assert_eq!(mean_interval(&[3.0, f64::NAN], 0.95), Err(NoEstimate::NotFinite));
    }

    #[test]
    fn equal_values_have_no_spread() {
        let mean = mean_interval(&[0.1; 7], 0.95).unwrap();
        assert_eq!(mean, Estimate { value: 0.1, half_width: 0.0 });
    }
}

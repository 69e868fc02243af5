//! The quantile function of the Poisson distribution.

/// The least number that a Poisson variable of this mean does not exceed with probability `p`, for
/// 0 < `p` < 1 and a finite mean that is not negative.
///
/// Probabilities are added up in units of the largest one, so nothing has to be raised to a power,
/// and divided by their sum: the distribution function is exact but for the rounding of that many
/// additions. What lies beyond twelve standard deviations and 40 is left out; it is less likely
/// than 10⁻³⁰. The work grows with the root of the mean.
///
/// # Source
///
/// Inversion by a search from the mode; L. Devroye, *Non-Uniform Random Variate Generation* (1986),
/// section X.3.3.
pub fn poisson_quantile(p: f64, mean: f64) -> u64 {
    let mode = mean.floor();
    let reach = (12.0 * mean.sqrt() + 40.0).floor();
    let lowest = (mode - reach).max(0.0);
    // From the mode down to the lowest number, and up to the highest.
    let (mut at_lowest, mut below) = (1.0, 0.0);
    let mut number = mode;
    while number > lowest {
        at_lowest *= number / mean;
        below += at_lowest;
        number -= 1.0;
    }
    let (mut weight, mut above) = (1.0, 0.0);
    let mut number = mode;
    while number < mode + reach {
        number += 1.0;
        weight *= mean / number;
        above += weight;
    }
    let wanted = p * (below + 1.0 + above);
    let (mut number, mut weight, mut sum) = (lowest, at_lowest, at_lowest);
    while sum < wanted && number < mode + reach {
        number += 1.0;
        weight *= mean / number;
        sum += weight;
    }
    number as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_where_the_distribution_function_passes_the_probability() {
        for mean in [0.01_f64, 0.7, 3.0, 42.5, 800.0, 250_000.0] {
            let log_weight = |k: f64| k * libm::log(mean) - mean - libm::lgamma(k + 1.0);
            for p in [1e-6, 0.01, 0.3, 0.5, 0.77, 0.999] {
                let quantile = poisson_quantile(p, mean);
                let first = (mean - 12.0 * mean.sqrt() - 40.0).floor().max(0.0) as u64;
                let cdf =
                    |k: u64| (first..=k).map(|k| libm::exp(log_weight(k as f64))).sum::<f64>();
                assert!(cdf(quantile) >= p - 1e-8, "{mean} {p}: {quantile}");
                assert!(quantile == 0 || cdf(quantile - 1) < p + 1e-8, "{mean} {p}: {quantile}");
            }
        }
    }

    #[test]
    fn mean_and_variance_are_those_of_the_distribution() {
        for mean in [0.3, 5.0, 1234.5] {
            let count = 20_000;
            let at =
                |i: u32| poisson_quantile((f64::from(i) + 0.5) / f64::from(count), mean) as f64;
            let found = (0..count).map(at).sum::<f64>() / f64::from(count);
            let squares = (0..count).map(|i| (at(i) - mean) * (at(i) - mean)).sum::<f64>();
            assert!((found - mean).abs() < 2e-3 * mean.sqrt(), "{found} for {mean}");
            assert!((squares / f64::from(count) / mean - 1.0).abs() < 0.01);
        }
        assert_eq!([poisson_quantile(1e-12, 0.0), poisson_quantile(1.0 - 1e-12, 0.0)], [0, 0]);
    }
}

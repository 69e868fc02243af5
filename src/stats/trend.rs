//! Whether a series grows.

/// How sure it is that a series grows: about a standard normal number if its values are independent
/// and alike in distribution, the greater the more pairs of values are in rising order.
///
/// ```text
/// S = Σ_{i<j} sign(x_j − x_i),    z = (S − sign S) / √(n (n − 1) (2n + 5) / 18)
/// ```
///
/// Equal values make it smaller than need be, never greater. Zero for fewer than two values.
///
/// # Source
///
/// H. B. Mann, "Nonparametric tests against trend", *Econometrica* 13 (1945) 245–259; M. G. Kendall,
/// *Rank Correlation Methods* (1975).
pub fn mann_kendall(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mut rising = 0_i64;
    for (place, early) in values.iter().enumerate() {
        for late in &values[place + 1..] {
            rising += i64::from(late > early) - i64::from(late < early);
        }
    }
    if rising == 0 {
        return 0.0;
    }
    let corrected = (rising - rising.signum()) as f64;
    corrected / libm::sqrt(n * (n - 1.0) * (2.0 * n + 5.0) / 18.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_the_pairs_in_rising_order() {
        // Of ten in order all 45 pairs rise; the variance is 10 · 9 · 25 / 18 = 125.
        let ten: Vec<f64> = (0..10).map(f64::from).collect();
        assert!((mann_kendall(&ten) - 44.0 / 125_f64.sqrt()).abs() < 1e-12);
        let falling: Vec<f64> = ten.iter().rev().copied().collect();
        assert_eq!(mann_kendall(&falling), -mann_kendall(&ten));
        // Of 3, 1, 2, 4 the pairs 3–4, 1–2, 1–4, 2–4 rise, 3–1 and 3–2 fall.
        assert!(
            (mann_kendall(&[3.0, 1.0, 2.0, 4.0]) - 1.0 / (26.0_f64 / 3.0).sqrt()).abs() < 1e-12
        );
    }

    #[test]
    fn what_never_changes_has_no_trend() {
        for values in [&[][..], &[1.0], &[2.0; 9]] {
            assert_eq!(mann_kendall(values), 0.0);
        }
    }
}

//! Several claims at once: intervals that all hold together, p-values that answer for all.

use super::beta::ln_beta_tails;
use super::estimate::assert_level;

/// The level that each of several intervals needs for all of them to hold at once with `level`.
///
/// ```text
/// 1 − (1 − level) / claims
/// ```
///
/// It holds however the claims depend on each other.
///
/// # Panics
///
/// Panics unless `0 < level < 1`, and if there is no claim.
///
/// # Example
///
/// ```
/// use callsim::stats::bonferroni;
///
/// assert_eq!(bonferroni(0.95, 1), 0.95);
/// assert!((bonferroni(0.95, 10) - 0.995).abs() < 1e-15);
/// ```
///
/// # Source
///
/// Bonferroni's inequality; O. J. Dunn, *Multiple comparisons among means* (1961).
pub fn bonferroni(level: f64, claims: usize) -> f64 {
    assert_level(level);
    assert!(claims > 0, "no claim needs no level");
    if claims == 1 { level } else { (1.0 - (1.0 - level) / claims as f64).min(ALMOST_SURE) }
}

/// The largest level there is: nothing is surer by floating point.
const ALMOST_SURE: f64 = 1.0 - 0.5 * f64::EPSILON;

/// The level of an interval that may miss with probability `tail` to either side.
///
/// ```text
/// 1 − 2·tail
/// ```
///
/// If that is no level, since more may be missed than there is or nothing by floating point, it is the
/// nearest one: a tiny one, or almost one.
pub fn two_sided(tail: f64) -> f64 {
    (1.0 - 2.0 * tail).clamp(1e-9, ALMOST_SURE)
}

/// Holm's adjusted p-values, in the order in which the p-values come.
///
/// To reject what has an adjusted p-value of at most α is to reject anything wrongly with probability
/// at most α, however the tests depend on each other. Each step is as strict as Bonferroni's rule for
/// the hypotheses that are left, so Holm's rejects whatever Bonferroni's does.
///
/// ```text
/// p̃₍ᵢ₎ = max over j ≤ i of min(1, (m − j + 1) · p₍ⱼ₎),    p₍₁₎ ≤ p₍₂₎ ≤ … ≤ p₍ₘ₎
/// ```
///
/// # Panics
///
/// Panics unless every p-value lies in 0..=1.
///
/// # Example
///
/// ```
/// use callsim::stats::holm;
///
/// assert_eq!(holm(&[0.25, 0.0625, 0.125]), [0.25, 0.1875, 0.25]);
/// ```
///
/// # Source
///
/// S. Holm, *A simple sequentially rejective multiple test procedure*, Scandinavian Journal of
/// Statistics 6 (1979).
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    assert!(p_values.iter().all(|p| (0.0..=1.0).contains(p)), "probabilities, not {p_values:?}");
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut adjusted = vec![0.0; p_values.len()];
    let mut largest = 0.0_f64;
    for (rank, &index) in order.iter().enumerate() {
        let left = (p_values.len() - rank) as f64;
        largest = largest.max((left * p_values[index]).min(1.0));
        adjusted[index] = largest;
    }
    adjusted
}

/// P(T > `t`) for Student's *t* with so many `degrees` of freedom: the one-sided p-value.
///
/// An infinite `t`, of a difference that never varies, is allowed.
///
/// # Panics
///
/// Panics if `t` is not a number, and unless `degrees` is finite and at least one.
///
/// # Example
///
/// ```
/// use callsim::stats::t_tail;
///
/// assert_eq!(t_tail(0.0, 7.0), 0.5);
/// assert!((t_tail(3.182_446_305_283_7, 3.0) - 0.025).abs() < 1e-12);
/// ```
///
/// # Source
///
/// T² / (ν + T²) has a beta distribution; N. L. Johnson, S. Kotz and N. Balakrishnan, *Continuous
/// Univariate Distributions* 2 (1995), chapter 28.
pub fn t_tail(t: f64, degrees: f64) -> f64 {
    let beyond = 0.5 * t_two_sided(t, degrees);
    if t > 0.0 { beyond } else { 1.0 - beyond }
}

/// P(|T| > |`t`|) for Student's *t* with so many `degrees` of freedom: the two-sided p-value.
///
/// # Panics
///
/// Those of [`t_tail`].
pub fn t_two_sided(t: f64, degrees: f64) -> f64 {
    assert!(!t.is_nan(), "t is not a number");
    assert!(degrees >= 1.0 && degrees.is_finite(), "{degrees} degrees of freedom");
    let odds = t * t / degrees;
    let (x, y) = (1.0 / (1.0 + 1.0 / odds), 1.0 / (1.0 + odds));
    libm::exp(ln_beta_tails(0.5, 0.5 * degrees, x, y).1)
}

#[cfg(test)]
mod tests {
    use super::super::t_quantile;
    use super::*;

    #[test]
    fn the_tail_is_what_the_quantile_cuts_off() {
        for degrees in [1.0, 3.0, 29.5, 999.0, 1e6] {
            for p in [1e-12, 0.0005, 0.025, 0.4] {
                let t = -t_quantile(p, degrees);
                assert!((t_tail(t, degrees) / p - 1.0).abs() < 1e-10, "{p}, {degrees}");
                assert!((t_tail(-t, degrees) - (1.0 - p)).abs() < 1e-12);
                assert!((t_two_sided(-t, degrees) / (2.0 * p) - 1.0).abs() < 1e-10);
            }
        }
    }

    #[test]
    fn no_difference_and_a_sure_one_have_their_p_values() {
        for degrees in [1.0, 10.0] {
            assert_eq!((t_tail(0.0, degrees), t_two_sided(0.0, degrees)), (0.5, 1.0));
            assert_eq!((t_tail(-0.0, degrees), t_tail(1e200, degrees)), (0.5, 0.0));
            assert_eq!(t_tail(f64::INFINITY, degrees), 0.0);
            assert_eq!(t_tail(f64::NEG_INFINITY, degrees), 1.0);
        }
    }

    #[test]
    fn whatever_is_asked_for_there_is_a_level() {
        let surest = 1.0 - 0.5 * f64::EPSILON;
        for level in [1e-300, 0.3, 0.5, 0.95, surest] {
            for claims in [1, 2, 28, 100_000] {
                let share = (1.0 - level) / claims as f64;
                for it in [bonferroni(level, claims), two_sided(share)] {
                    assert!(0.0 < it && it < 1.0, "{level}, {claims}: {it}");
                }
            }
        }
        assert_eq!(two_sided(0.025), 0.95);
    }

    #[test]
    fn holm_multiplies_by_the_number_of_claims_that_are_left() {
        // By hand: 5·0.01, 4·0.02, 3·0.03, and then no less.
        let adjusted = holm(&[0.05, 0.01, 0.04, 0.02, 0.03]);
        for (got, want) in adjusted.iter().zip([0.09, 0.05, 0.09, 0.08, 0.09]) {
            assert!((got - want).abs() < 1e-15, "{adjusted:?}");
        }
        assert_eq!(holm(&[]), Vec::<f64>::new());
        assert_eq!(holm(&[0.75, 0.75]), [1.0, 1.0]);
        assert_eq!(holm(&[0.0, 0.5]), [0.0, 0.5]);
    }
}

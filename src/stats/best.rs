//! Multiple comparisons with the best: which of several alternatives may be the best.

use super::estimate::assert_level;
use super::multiple::two_sided;

/// How one alternative stands to the best of the others; more is better.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WithBest {
    /// How far it is above the best of the others, or below.
    pub lead: f64,
    /// The lower bound of the true lead; never above zero.
    pub low: f64,
    /// The upper bound of the true lead; never below zero.
    pub high: f64,
    /// Whether it may be the best; at least one may.
    pub may_be_best: bool,
}

/// The level of two-sided intervals for the differences of pairs, from which
/// [`with_best`] makes intervals that hold for all `alternatives` at once with `level`.
///
/// ```text
/// 1 − 2·(1 − level) / (alternatives − 1)
/// ```
///
/// Only the differences between the best and the others have to be held, each to one side; so the
/// error is shared out among the others, and a two-sided interval may miss twice as often. Below a
/// level of one half there would be nothing left, and a tiny level stands in its place.
///
/// # Panics
///
/// Panics unless `0 < level < 1` and there are at least two alternatives.
pub fn best_level(level: f64, alternatives: usize) -> f64 {
    assert_level(level);
    assert!(alternatives > 1, "one alternative has no rivals");
    two_sided((1.0 - level) / (alternatives - 1) as f64)
}

/// Intervals for μᵢ − max over l ≠ i of μₗ, for all alternatives at once.
///
/// `difference(i, l)` is what is known of μᵢ − μₗ: its estimate between two bounds, at the level of
/// [`best_level`]; that of (l, i) is the same with the other sign. With lower bounds Lᵢₗ and upper
/// bounds Uᵢₗ the intervals are
///
/// ```text
/// Dᵢ⁺ = max(0, min over l ≠ i of Uᵢₗ)
/// G   = those i for which every Uᵢₗ ≥ 0: they may be the best
/// Dᵢ⁻ = 0 if G = {i}, else min(0, min over l ∈ G, l ≠ i of Lᵢₗ)
/// ```
///
/// If the best is not below what its k − 1 lower bounds against the others say, all of them hold. The
/// bounds may depend on each other in any way, as they do under common random numbers.
///
/// # Panics
///
/// Panics if there are fewer than two alternatives.
///
/// # Example
///
/// ```
/// use callsim::stats::with_best;
///
/// // Three alternatives whose means are known to within one half of each other.
/// let means: [f64; 3] = [1.0, 3.0, 3.25];
/// let found = with_best(3, |i, l| {
///     let difference = means[i] - means[l];
///     [difference - 0.5, difference, difference + 0.5]
/// });
/// assert_eq!(found.iter().map(|each| each.may_be_best).collect::<Vec<_>>(), [false, true, true]);
/// assert_eq!((found[0].low, found[0].high), (-2.75, 0.0)); // surely not the best
/// assert_eq!((found[1].low, found[1].high), (-0.75, 0.25));
/// ```
///
/// # Source
///
/// J. C. Hsu, *Constrained simultaneous confidence intervals for multiple comparisons with the best*,
/// Annals of Statistics 12 (1984), and for unequal variances D. G. Edwards and J. C. Hsu (1983); with
/// paired *t* and Bonferroni's inequality under common random numbers W.-N. Yang and B. L. Nelson,
/// *Using common random numbers and control variates in multiple-comparison procedures*, Operations
/// Research 39 (1991), and B. L. Nelson and F. J. Matejcik (1995).
pub fn with_best(
    alternatives: usize,
    difference: impl Fn(usize, usize) -> [f64; 3],
) -> Vec<WithBest> {
    assert!(alternatives > 1, "one alternative has no rivals");
    let others = |i: usize| (0..alternatives).filter(move |l| *l != i);
    // What every rival leaves: the least over the others of a part of the difference.
    let least = |i: usize, part: usize| {
        others(i).map(|l| difference(i, l)[part]).fold(f64::INFINITY, f64::min)
    };
    let reaches: Vec<f64> = (0..alternatives).map(|i| least(i, 2)).collect();
    let may_be_best = |i: usize| reaches[i] >= 0.0;
    let low = |i: usize| {
        let rivals = others(i).filter(|l| may_be_best(*l));
        // Without rivals it is zero.
        rivals.map(|l| difference(i, l)[0]).fold(0.0, f64::min)
    };
    (0..alternatives)
        .map(|i| WithBest {
            lead: least(i, 1),
            low: low(i),
            high: reaches[i].max(0.0),
            may_be_best: may_be_best(i),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_means(means: &[f64], width: f64) -> Vec<WithBest> {
        with_best(means.len(), |i, l| {
            let difference = means[i] - means[l];
            [difference - width, difference, difference + width]
        })
    }

    #[test]
    fn the_only_one_that_may_be_the_best_is_no_worse_than_the_others() {
        let found = of_means(&[1.0, 9.0, 3.0], 2.0);
        assert_eq!(found[1], WithBest { lead: 6.0, low: 0.0, high: 8.0, may_be_best: true });
        // Against the best alone: −8 − 2 and −6 − 2.
        assert_eq!((found[0].low, found[0].high, found[0].may_be_best), (-10.0, 0.0, false));
        assert_eq!((found[2].low, found[2].high), (-8.0, 0.0));
    }

    #[test]
    fn alternatives_that_are_surely_alike_may_all_be_the_best() {
        for one in of_means(&[5.0; 4], 0.0) {
            assert_eq!(one, WithBest { lead: 0.0, low: 0.0, high: 0.0, may_be_best: true });
        }
    }

    #[test]
    fn the_error_is_shared_out_among_the_rivals() {
        assert!((best_level(0.95, 2) - 0.90).abs() < 1e-12);
        assert!((best_level(0.95, 6) - 0.98).abs() < 1e-12);
        assert!(best_level(0.3, 2) > 0.0);
        assert!(best_level(1.0 - 0.5 * f64::EPSILON, 100) < 1.0);
    }
}

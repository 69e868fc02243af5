//! The binomial distribution, exactly: its tails, and what they say of a probability.

use super::beta::ln_beta_tails;
use super::estimate::assert_level;
use super::proportion::Proportion;

/// P(B ≤ k) and P(B > k) for a binomial B of `n` trials with probability `p`, where k < n.
pub(super) fn binomial_tails(n: usize, p: f64, k: usize) -> (f64, f64) {
    let (above, at_most) = ln_beta_tails((k + 1) as f64, (n - k) as f64, p, 1.0 - p);
    (libm::exp(at_most), libm::exp(above))
}

/// P(B ≤ k) for a binomial B of `n` trials; of a probability that nothing can have, as if it were the
/// nearest that something can.
pub(super) fn at_most_so_many(n: usize, p: f64, k: usize) -> f64 {
    match p {
        _ if k >= n => f64::from(u8::from(p <= 1.0)),
        p if p <= 0.0 => 1.0,
        p if p >= 1.0 => 0.0,
        p => binomial_tails(n, p, k).0.min(1.0),
    }
}

/// P(B ≥ k) for a binomial B of `n` trials.
pub(super) fn at_least_so_many(n: usize, p: f64, k: usize) -> f64 {
    match p {
        _ if k == 0 => f64::from(u8::from(p >= 0.0)),
        p if p <= 0.0 => 0.0,
        p if p >= 1.0 => 1.0,
        p => binomial_tails(n, p, k - 1).1.min(1.0),
    }
}

/// The two-sided p-value of so few heads, or tails, among so many tosses of a fair coin.
pub(super) fn sign_test(fewer: usize, tosses: usize) -> f64 {
    (2.0 * at_most_so_many(tosses, 0.5, fewer)).min(1.0)
}

/// The share of `trials` in which something happened, with its exact interval, half of `1 − level` on
/// either side.
///
/// It holds at least as often as it says, whatever the probability.
///
/// # Panics
///
/// Panics unless `0 < level < 1`, `happened ≤ trials` and there are trials.
///
/// # Source
///
/// C. J. Clopper and E. S. Pearson, *The use of confidence or fiducial limits illustrated in the case
/// of the binomial* (1934).
pub fn exact_interval(happened: u64, trials: u64, level: f64) -> Proportion {
    assert_level(level);
    assert!(happened <= trials && trials > 0, "{happened} of {trials}");
    let [low, high] = exact_bounds(happened as usize, trials as usize, 0.5 * (1.0 - level));
    Proportion { value: happened as f64 / trials as f64, low, high }
}

/// The bounds of a probability by how often something happened, each missed with probability `tail` at
/// most; without trials, 0 and 1.
pub(super) fn exact_bounds(happened: usize, trials: usize, tail: f64) -> [f64; 2] {
    [1.0 - upper_bound(trials - happened, trials, tail), upper_bound(happened, trials, tail)]
}

/// The probability at which so few of the trials, or fewer, happen with probability `tail`.
fn upper_bound(happened: usize, trials: usize, tail: f64) -> f64 {
    if happened == trials {
        return 1.0;
    }
    let (mut low, mut high) = (happened as f64 / trials as f64, 1.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if at_most_so_many(trials, middle, happened) > tail {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exact_interval_is_that_of_the_tables() {
        // R. G. Newcombe, Two-sided confidence intervals for the single proportion (1998), table I,
        // method 5.
        for (happened, trials, low, high) in
            [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0.0, 0.1684)]
        {
            let got = exact_interval(happened, trials, 0.95);
            assert!((got.low - low).abs() < 5e-5 && (got.high - high).abs() < 5e-5, "{got:?}");
        }
        assert_eq!(exact_interval(29, 29, 0.95).high, 1.0);
        assert_eq!(exact_bounds(0, 0, 0.025), [0.0, 1.0]);
    }

    #[test]
    fn a_fair_coin_has_the_p_values_of_pascals_triangle() {
        // 1 + 5 of 32, to either side.
        assert!((sign_test(1, 5) - 2.0 * 6.0 / 32.0).abs() < 1e-14);
        assert_eq!((sign_test(2, 4), sign_test(0, 0)), (1.0, 1.0));
    }

    #[test]
    fn tails_of_all_or_nothing_are_sure() {
        assert_eq!((at_most_so_many(9, 0.3, 9), at_least_so_many(9, 0.3, 0)), (1.0, 1.0));
        assert_eq!((at_most_so_many(9, 1.0, 8), at_least_so_many(9, 0.0, 1)), (0.0, 0.0));
        let sum = at_most_so_many(9, 0.3, 4) + at_least_so_many(9, 0.3, 5);
        assert!((sum - 1.0).abs() < 1e-14);
    }
}

//! How much of the beginning of a series to leave out: MSER-5.

/// How many observations are averaged before the rule is applied.
const TOGETHER: usize = 5;

/// The beginning of a series that tells more of how it began than of how it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Truncation {
    /// How many observations to leave out; at most half of them.
    pub leave_out: usize,
    /// Whether the rule would rather leave out more than half: the series is too short to tell its
    /// beginning from the rest.
    pub is_too_short: bool,
}

/// Where to cut off the beginning of a series of observations, so that the mean of the rest is known
/// as well as it can be.
///
/// Five observations each are averaged to z₁ … z_n, and d of these are left out where
///
/// ```text
/// MSER(d) = Σ_{j>d} (z_j − z̄_d)² / (n − d)²,    z̄_d the mean of z_{d+1} … z_n
/// ```
///
/// is least: the squared standard error of the mean of the rest, as if observations were independent.
/// Leaving out the beginning lowers the sum as long as that differs from the rest, and raises it as
/// soon as it only makes the rest shorter. Of equals, the one that leaves out least is taken.
///
/// The last quarter is no place to cut: with few values left, they may be alike by chance. If the
/// least lies beyond the first half, that is said, and the best place in the first half is taken.
/// Observations after the last whole five don't count.
///
/// # Example
///
/// ```
/// use callsim::stats::mser_5;
///
/// // Ten that come down from 100, then ninety that go up and down.
/// let series = (0..100).map(|n| if n < 10 { 100.0 - 9.0 * n as f64 } else { (n % 2) as f64 });
/// let found = mser_5(&series.collect::<Vec<_>>());
/// assert_eq!((found.leave_out, found.is_too_short), (10, false));
/// ```
///
/// # Source
///
/// K. P. White, "An effective truncation heuristic for bias reduction in simulation output",
/// *Simulation* 69 (1997) 323–334; K. P. White, M. J. Cobb and S. C. Spratt, "A comparison of five
/// steady-state truncation heuristics for simulation", *Proc. 2000 Winter Simulation Conference*,
/// 755–760, who average five and hold a cut in the second half for a sign of too few observations.
pub fn mser_5(observations: &[f64]) -> Truncation {
    let whole = observations.chunks_exact(TOGETHER);
    let means: Vec<f64> = whole.map(|five| five.iter().sum::<f64>() / TOGETHER as f64).collect();
    let n = means.len();
    let statistics = statistics(&means);
    let half = least(&statistics[..=n / 2]);
    let anywhere = least(&statistics[..=3 * n / 4]);
    Truncation { leave_out: TOGETHER * half, is_too_short: anywhere > n / 2 }
}

/// MSER(d) for every d from 0 to n; that of nothing left is no number.
fn statistics(means: &[f64]) -> Vec<f64> {
    let n = means.len();
    let mut statistics = vec![f64::NAN; n + 1];
    // Welford's sums, from the end: nothing cancels.
    let (mut count, mut mean, mut squares) = (0.0, 0.0, 0.0);
    for d in (0..n).rev() {
        count += 1.0;
        let off = means[d] - mean;
        mean += off / count;
        squares += off * (means[d] - mean);
        statistics[d] = squares / (count * count);
    }
    statistics
}

/// The first place of the least number.
fn least(statistics: &[f64]) -> usize {
    let mut best = 0;
    for (place, statistic) in statistics.iter().enumerate() {
        if *statistic < statistics[best] {
            best = place;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each value five times over, so that averages are the values.
    fn series(means: &[f64]) -> Vec<f64> {
        means.iter().flat_map(|mean| [*mean; TOGETHER]).collect()
    }

    #[test]
    fn the_statistic_is_that_of_a_calculation_by_hand() {
        // Of 6, 2, 1, 2, 1: mean 2.4, squares 12.96 + 0.16 + 1.96 + 0.16 + 1.96 = 17.2, over 25;
        // then 2, 1, 2, 1: 4 · 0.25 over 16; 1, 2, 1: 2/3 over 9; 2, 1: 0.5 over 4; and 1 alone.
        let want = [17.2 / 25.0, 1.0 / 16.0, (2.0 / 3.0) / 9.0, 0.5 / 4.0, 0.0];
        let got = statistics(&[6.0, 2.0, 1.0, 2.0, 1.0]);
        for (got, want) in got.iter().zip(want) {
            assert!((got - want).abs() < 1e-15, "{got} against {want}");
        }
        assert!(got[5].is_nan());
    }

    #[test]
    fn the_statistic_is_that_of_its_definition() {
        let means: Vec<f64> = (0..40).map(|n| f64::from(n * n * 7919 % 101) + 1e6).collect();
        for (d, got) in statistics(&means)[..40].iter().enumerate() {
            let rest = &means[d..];
            let count = rest.len() as f64;
            let mean = rest.iter().sum::<f64>() / count;
            let squares: f64 = rest.iter().map(|z| (z - mean) * (z - mean)).sum();
            assert!((got - squares / (count * count)).abs() < 1e-6, "{d}");
        }
    }

    #[test]
    fn a_transient_is_cut_off_where_it_ends() {
        let found = mser_5(&series(&[9.0, 5.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0]));
        assert_eq!(found, Truncation { leave_out: 10, is_too_short: false });
    }

    #[test]
    fn nothing_is_cut_off_a_series_that_only_goes_up_and_down() {
        let found = mser_5(&series(&[1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0]));
        assert_eq!(found, Truncation { leave_out: 0, is_too_short: false });
        assert_eq!(mser_5(&[3.0; 500]).leave_out, 0);
    }

    #[test]
    fn a_series_that_settles_in_its_second_half_is_too_short() {
        let means = [12.0, 11.0, 10.0, 9.0, 8.0, 7.0, 6.0, 1.0, 2.0, 1.0, 2.0, 1.0];
        let found = mser_5(&series(&means));
        assert_eq!(found, Truncation { leave_out: 30, is_too_short: true });
    }

    #[test]
    fn what_is_no_five_is_left_alone() {
        let nothing = Truncation { leave_out: 0, is_too_short: false };
        assert_eq!(mser_5(&[]), nothing);
        assert_eq!(mser_5(&[7.0, 1.0, 1.0, 1.0]), nothing);
        assert_eq!(mser_5(&[7.0, 1.0, 1.0, 1.0, 1.0, 1.0]), nothing);
    }
}

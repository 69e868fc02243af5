//! Gates: is a number surely on the good side of a bound, surely on the bad one, or can't it be told
//! yet?
//!
//! ```text
//! sample ─→ Sides (surely below? surely above?) ─→ Evidence (holds? fails?) ─→ Verdict
//! ```
//!
//! Everything goes by one-sided p-values, so that many gates and many looks can share one level.

use super::binomial::{at_least_so_many, at_most_so_many};
use super::mean::moments;
use super::multiple::{holm, t_tail};
use super::ratio::Linear;

/// On which side of a bound a number is, in one-sided p-values: the smaller, the surer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sides {
    /// Small if the number is surely below the bound.
    pub below: f64,
    /// Small if it is surely above the bound.
    pub above: f64,
    /// Small if it is surely the bound itself.
    pub at: f64,
}

/// Whether something that is demanded holds, in one-sided p-values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    /// Small if it surely holds.
    pub holds: f64,
    /// Small if it surely does not hold.
    pub fails: f64,
}

/// Whether something that is demanded holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It surely holds.
    Pass,
    /// It surely does not hold.
    Fail,
    /// Neither is sure.
    Undecided,
}

/// One of several demands that are looked at together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Demanded {
    /// What a sample says.
    pub evidence: Evidence,
    /// The probability of passing wrongly that this look may take.
    pub pass_level: f64,
    /// The probability of failing wrongly, anything of all of them, that this look may take.
    pub fail_level: f64,
}

impl Sides {
    /// Nothing is known.
    pub const UNKNOWN: Sides = Sides { below: 1.0, above: 1.0, at: 1.0 };

    /// Whether the number is the bound or more.
    pub fn at_least(self) -> Evidence {
        Evidence { holds: self.above.min(self.at), fails: self.below }
    }

    /// Whether the number is the bound or less.
    pub fn at_most(self) -> Evidence {
        Evidence { holds: self.below.min(self.at), fails: self.above }
    }
}

impl Evidence {
    /// Nothing is known.
    pub const UNKNOWN: Evidence = Evidence { holds: 1.0, fails: 1.0 };

    /// It holds whatever the values are.
    pub const CERTAIN: Evidence = Evidence { holds: 0.0, fails: 1.0 };

    /// Whether a number lies between two bounds, by where it lies to either: two one-sided tests.
    ///
    /// # Source
    ///
    /// D. J. Schuirmann, *A comparison of the two one-sided tests procedure and the power approach for
    /// assessing the equivalence of average bioavailability* (1987).
    pub fn between(low: Sides, high: Sides) -> Evidence {
        let (above_low, below_high) = (low.at_least(), high.at_most());
        Evidence {
            holds: above_low.holds.max(below_high.holds),
            // It can leave them on either side.
            fails: (2.0 * above_low.fails.min(below_high.fails)).min(1.0),
        }
    }

    /// Whether all of several things hold. Each of them has to be sure at the full level
    /// (intersection–union); that one fails has to be sure among so many (Bonferroni).
    ///
    /// # Source
    ///
    /// R. L. Berger, *Multiparameter hypothesis testing and acceptance sampling*, Technometrics 24
    /// (1982), for the first.
    pub fn all(of: &[Evidence]) -> Evidence {
        if of.is_empty() {
            return Evidence::UNKNOWN;
        }
        let least = of.iter().map(|each| each.fails).fold(1.0, f64::min);
        Evidence {
            holds: of.iter().map(|each| each.holds).fold(0.0, f64::max),
            fails: (of.len() as f64 * least).min(1.0),
        }
    }
}

/// On which side of `bound` the mean is that `values`, independent replications, have.
///
/// This is Student's *t* test in both directions, with two guards for small and lumpy samples. Values
/// that are the bound say nothing about the side and are left out: the mean lies where the mean of the
/// others lies. And no p-value is below 2⁻ᵏ, where k values lie on that side: so many fair coins could
/// have fallen alike. Where all others are equally far from the bound, as yes and no are, it is the
/// exact sign test.
///
/// If every value is the bound, so is the mean, with a p-value of 2⁻ⁿ.
///
/// # Source
///
/// Student, *The probable error of a mean* (1908); the sign test, with its ties left
/// out and its smallest p-value 2⁻ᵏ: W. J. Dixon and A. M. Mood, *The statistical sign test* (1946).
pub fn mean_sides(values: &[f64], bound: f64) -> Sides {
    mean_sides_among(values, bound, values.len())
}

/// What is no larger than this, beside the numbers that it is the difference of, is rounding.
const ROUNDING: f64 = 1e-13;

/// How far one number is above another; nothing if that is rounding, as of 11/20 and 0.55 in other
/// words.
pub fn beyond_rounding(one: f64, other: f64) -> f64 {
    let difference = one - other;
    if difference.abs() <= ROUNDING * one.abs().max(other.abs()) { 0.0 } else { difference }
}

/// As [`mean_sides`], where no more than `telling` of the values tell anything about the side: those
/// of the [pairs that differ](ratio_difference_values).
pub fn mean_sides_among(values: &[f64], bound: f64, telling: usize) -> Sides {
    let off = values.iter().map(|value| beyond_rounding(*value, bound));
    let off: Vec<f64> = off.filter(|it| *it != 0.0).collect();
    if off.is_empty() {
        return Sides { at: coins(values.len()), ..Sides::UNKNOWN };
    }
    let Ok(moments) = moments(&off) else { return Sides::UNKNOWN };
    let Some(std_dev) = moments.std_dev else { return Sides::UNKNOWN };
    let above = off.iter().filter(|it| **it > 0.0).count();
    if off.iter().all(|it| it.abs() == off[0].abs()) {
        return share_sides(above as u64, off.len() as u64, 0.5);
    }
    let n = off.len() as f64;
    let t = moments.mean / (std_dev / libm::sqrt(n));
    let least = |on_this_side: usize| coins(on_this_side.min(telling));
    Sides {
        below: t_tail(-t, n - 1.0).max(least(off.len() - above)),
        above: t_tail(t, n - 1.0).max(least(above)),
        at: 1.0,
    }
}

/// The probability that so many fair coins all fall on one side.
fn coins(count: usize) -> f64 {
    libm::exp2(-(count as f64))
}

/// On which side of `bound` the probability is of what `happened` in so many of the `trials`: the
/// exact binomial tests, whatever the probability.
///
/// # Panics
///
/// Panics unless `happened ≤ trials`.
///
/// # Source
///
/// C. J. Clopper and E. S. Pearson, *The use of confidence or fiducial limits illustrated in the case
/// of the binomial* (1934).
pub fn share_sides(happened: u64, trials: u64, bound: f64) -> Sides {
    assert!(happened <= trials, "{happened} of {trials}");
    if trials == 0 {
        return Sides::UNKNOWN;
    }
    let (k, n) = (happened as usize, trials as usize);
    Sides { below: at_most_so_many(n, bound, k), above: at_least_so_many(n, bound, k), at: 1.0 }
}

/// Whether the `p`-quantile is `bound` or more: whether P(X < bound) ≤ p, by the exact binomial test of
/// how many of the values are below.
///
/// # Source
///
/// The sign test; H. A. David and H. N. Nagaraja, *Order Statistics* (3rd ed., 2003), section 7.1.
pub fn quantile_at_least(values: &[f64], p: f64, bound: f64) -> Evidence {
    let below = values.iter().filter(|value| **value < bound).count();
    share_sides(below as u64, values.len() as u64, p).at_most()
}

/// Whether the `p`-quantile is `bound` or less: whether P(X ≤ bound) ≥ p.
///
/// # Source
///
/// That of [`quantile_at_least`].
pub fn quantile_at_most(values: &[f64], p: f64, bound: f64) -> Evidence {
    let so_far = values.iter().filter(|value| **value <= bound).count();
    share_sides(so_far as u64, values.len() as u64, p).at_least()
}

/// For each replication the value whose mean is the ratio of means, and whose spread is that of its
/// estimate: r + (xᵢ − r·yᵢ) / ȳ. None if the `y` sum to zero.
///
/// # Source
///
/// The delta method, as [`ratio_of_means`](super::ratio_of_means).
pub fn ratio_values(pairs: &[(f64, f64)]) -> Option<Vec<f64>> {
    let linear = Linear::of(pairs.iter().copied()).ok()?;
    Some(pairs.iter().map(|pair| linear.ratio + linear.at(*pair)).collect())
}

/// For each replication the difference of its [`ratio_values`] in two samples, and how many pairs
/// differ at all: the others say nothing on the difference.
///
/// # Panics
///
/// Panics unless there are as many of both.
pub fn ratio_difference_values(
    new: &[(f64, f64)],
    old: &[(f64, f64)],
) -> Option<(Vec<f64>, usize)> {
    assert_eq!(new.len(), old.len(), "pairs");
    let differing = new.iter().zip(old).filter(|(new, old)| new != old).count();
    let (new, old) = (ratio_values(new)?, ratio_values(old)?);
    let differences = new.iter().zip(&old).map(|(new, old)| beyond_rounding(*new, *old));
    Some((differences.collect(), differing))
}

/// The numbers of replications after which is looked: the first, then twice as many each time, at last
/// the cap.
///
/// # Example
///
/// ```
/// use callsim::stats::looks;
///
/// assert_eq!(looks(100, 500), [100, 200, 400, 500]);
/// assert_eq!(looks(100, 100), [100]);
/// ```
pub fn looks(first: u64, at_most: u64) -> Vec<u64> {
    let first = first.clamp(1, at_most.max(1));
    let doubled = std::iter::successors(Some(first), |last| last.checked_mul(2));
    let mut looks: Vec<u64> = doubled.take_while(|look| *look < at_most).collect();
    looks.push(at_most.max(1));
    looks
}

/// The verdicts over demands that are looked at together.
///
/// That any of them fails wrongly has a probability of at most the largest of the levels: Holm's
/// procedure, with each p-value measured by the level of its own demand. To pass, each has to be sure
/// at its own level and no more: all of them have to pass for a pass on the whole
/// (intersection–union).
///
/// # Source
///
/// S. Holm, *A simple sequentially rejective multiple test procedure* (1979). Levels that differ are
/// weights as in his section 4; the first true hypothesis to be rejected has p ≤ αᵢ ÷ m₀, where m₀ are
/// true, and the sum of these is at most the largest αᵢ.
pub fn decide(demanded: &[Demanded]) -> Vec<Verdict> {
    let least = demanded.iter().map(|each| each.fail_level).fold(1.0, f64::min);
    let in_levels =
        demanded.iter().map(|each| (each.evidence.fails * (least / each.fail_level)).min(1.0));
    let adjusted = holm(&in_levels.collect::<Vec<_>>());
    let verdict = |(each, adjusted): (&Demanded, f64)| match each.evidence.holds {
        _ if adjusted <= least => Verdict::Fail,
        holds if holds <= each.pass_level => Verdict::Pass,
        _ => Verdict::Undecided,
    };
    demanded.iter().zip(adjusted).map(verdict).collect()
}

impl Verdict {
    /// The name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::Undecided => "undecided",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::exact_interval;
    use super::*;

    fn close(got: f64, want: f64) {
        assert!((got - want).abs() <= 1e-9 * want.abs(), "{got:e} against {want:e}");
    }

    #[test]
    fn the_side_of_a_mean_is_told_by_students_t() {
        // The t of 1, 2, 3 against 1 is 1.732 with two degrees of freedom.
        let values: Vec<f64> = (0..30).map(|index| f64::from(index % 3) + 1.0).collect();
        let sides = mean_sides(&values, 1.5);
        let moments = moments(&values).unwrap();
        let t = (moments.mean - 1.5) / (moments.std_dev.unwrap() / libm::sqrt(30.0));
        close(sides.above, t_tail(t, 29.0));
        close(sides.below, 1.0 - t_tail(t, 29.0));
        // Student's own example, additional hours of sleep: t = 1.3257 with 9 degrees of freedom. The
        // tie is off the bound by a hair, so that it stays in.
        let sleep = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
        let sides = mean_sides(&sleep, 1e-12);
        assert!((sides.above - 0.108_799).abs() < 1e-5, "{sides:?}");
        close(sides.below, 1.0 - sides.above);
        // A tie that is left out costs a degree of freedom and no more.
        let without: Vec<f64> = sleep.iter().copied().filter(|hours| *hours != 0.0).collect();
        assert_eq!(mean_sides(&sleep, 0.0), mean_sides(&without, 0.0));
    }

    #[test]
    fn few_values_on_one_side_are_no_surer_than_as_many_coins() {
        let mut days = vec![0.0; 1000];
        days[..3].fill(-1.0);
        close(mean_sides(&days, 0.0).below, 0.125);
        // Alike in every replication, and not the bound.
        close(mean_sides(&[-8.0; 20], 0.0).below, coins(20));
        assert_eq!(mean_sides(&[-8.0; 20], 0.0).above, 1.0);
        // Nine of ten that differ: 11 of 1024 cases are so far out.
        let mut days = [-1.0; 10];
        days[3] = 1.0;
        close(mean_sides(&days, 0.0).below, 11.0 / 1024.0);
    }

    #[test]
    fn a_mean_that_is_the_bound_in_every_replication_is_decided_by_value() {
        let same = mean_sides(&[0.0; 50], 0.0);
        assert_eq!(same.at, coins(50));
        assert_eq!((same.at_least().holds, same.at_most().holds), (same.at, same.at));
        assert_eq!((same.at_least().fails, same.at_most().fails), (1.0, 1.0));
        let equal = Evidence::between(same, same);
        assert_eq!((equal.holds, equal.fails), (same.at, 1.0));
        assert_eq!(mean_sides(&[1.0], 0.0), Sides::UNKNOWN);
    }

    #[test]
    fn rounding_is_on_no_side_of_a_bound() {
        // 11 − 0.55 · 20 is not zero in floating point.
        let days = vec![(11.0, 20.0); 30];
        let values = ratio_values(&days).unwrap();
        let sides = mean_sides(&values, 0.55);
        assert_eq!((sides.below, sides.above, sides.at), (1.0, 1.0, coins(30)));
        // Neither is the same ratio of other numbers.
        let more: Vec<_> =
            (0..30).map(|day| (0.55 * f64::from(day + 7), f64::from(day + 7))).collect();
        let (differences, _) = ratio_difference_values(&more, &days).unwrap();
        assert_eq!(differences, vec![0.0; 30]);
        let margin = mean_sides(&[0.82 - 0.80; 30], 0.02);
        assert_eq!((margin.below, margin.above), (1.0, 1.0));
    }

    #[test]
    fn a_share_is_on_one_side_of_what_its_exact_interval_leaves_out() {
        let interval = exact_interval(70, 100, 0.95);
        for (bound, below, above) in [(interval.low, false, true), (interval.high, true, false)] {
            let sides = share_sides(70, 100, bound);
            let near = |p: f64| (p - 0.025).abs() < 1e-9;
            assert_eq!((near(sides.below), near(sides.above)), (below, above));
        }
        assert_eq!(share_sides(0, 0, 0.5), Sides::UNKNOWN);
        let [never, always] = [0.0, 1.0].map(|bound| share_sides(5, 5, bound));
        assert_eq!((never.above, never.below, always.above, always.below), (0.0, 1.0, 1.0, 1.0));
    }

    #[test]
    fn a_quantile_is_told_by_how_many_are_below() {
        let values: Vec<f64> = (1..=100).map(f64::from).collect();
        // 4 of 100 are below 5; P(Bin(100, 0.1) ≤ 4) = 0.0237.
        let evidence = quantile_at_least(&values, 0.1, 5.0);
        assert!((evidence.holds - 0.023_711).abs() < 1e-6, "{evidence:?}");
        let reversed = quantile_at_most(&values, 0.9, 96.0);
        // 96 of 100 do not exceed 96; P(Bin(100, 0.9) ≥ 96) = P(Bin(100, 0.1) ≤ 4).
        assert!((reversed.holds - evidence.holds).abs() < 1e-12);
        assert!(quantile_at_least(&values, 0.5, 80.0).fails < 1e-6);
    }

    #[test]
    fn the_values_of_a_ratio_have_its_mean_and_spread() {
        let days = [(80.0, 100.0), (150.0, 200.0), (95.0, 100.0)];
        let by_values = crate::stats::mean_interval(&ratio_values(&days).unwrap(), 0.95).unwrap();
        let ratio = crate::stats::ratio_of_means(&days, 0.95).unwrap();
        close(by_values.value, ratio.value);
        close(by_values.half_width, ratio.half_width);
        let (same, differing) = ratio_difference_values(&days, &days).unwrap();
        assert_eq!((same, differing), (vec![0.0; 3], 0));
        assert_eq!(ratio_values(&[(0.0, 0.0)]), None);
    }

    #[test]
    fn all_hold_only_if_each_does_and_one_fails_among_many() {
        let evidence = |holds, fails| Evidence { holds, fails };
        let all = Evidence::all(&[evidence(0.01, 0.9), evidence(0.2, 0.3), evidence(1.0, 0.001)]);
        assert_eq!(all, evidence(1.0, 0.003));
        assert_eq!(Evidence::all(&[]), Evidence::UNKNOWN);
    }

    #[test]
    fn looks_double_up_to_the_cap() {
        assert_eq!(looks(1000, 20_000), [1000, 2000, 4000, 8000, 16_000, 20_000]);
        assert_eq!(looks(1, 1), [1]);
        assert_eq!(looks(50, 20), [20]);
        assert_eq!(looks(u64::MAX, u64::MAX), [u64::MAX]);
    }

    #[test]
    fn fails_share_their_level_and_passes_do_not() {
        let gate = |holds, fails| Demanded {
            evidence: Evidence { holds, fails },
            pass_level: 0.05,
            fail_level: 0.05,
        };
        let several = [gate(1.0, 0.02), gate(0.05, 1.0), gate(1.0, 0.024), gate(0.06, 0.9)];
        use Verdict::{Fail, Pass, Undecided};
        assert_eq!(decide(&several), [Undecided, Pass, Undecided, Undecided]);
        assert_eq!(decide(&several[..2]), [Fail, Pass]);
        // Of two, the surer one fails at half the level, then the other at the whole.
        assert_eq!(decide(&[gate(1.0, 0.025), gate(1.0, 0.04)]), [Fail, Fail]);
        // Each is measured by its own level.
        let strict = Demanded { fail_level: 0.01, ..gate(1.0, 0.02) };
        assert_eq!(decide(&[strict, gate(1.0, 0.02)]), [Undecided, Fail]);
        assert_eq!(decide(&[]), []);
    }
}

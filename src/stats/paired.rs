//! The difference between two alternatives that were tried on the same replications.

use super::binomial::{exact_bounds, sign_test};
use super::estimate::{NoEstimate, assert_level, check};
use super::multiple::t_two_sided;
use super::ratio::Linear;
use super::student::t_quantile;

/// How much the second of two alternatives is above the first, by pairs of replications.
///
/// One difference gives intervals at any level, so that one alone, several at once and comparisons
/// with the best can be told of it.
///
/// # Example
///
/// ```
/// use callsim::stats::paired_means;
///
/// // Three days, each once with the agents of today and once with one more.
/// let days = [(70.0, 75.0), (40.0, 46.0), (90.0, 94.0)];
/// let more = paired_means(&days)?;
/// assert_eq!(more.value(), 5.0);
/// let [low, high] = more.interval(0.95);
/// assert_eq!(format!("{low:.2} to {high:.2}"), "2.52 to 7.48");
/// // The days differ far more than the alternatives do: apart, this would have taken 1200 times as
/// // many days.
/// assert!(more.variance_saved().unwrap() > 1200.0);
/// # Ok::<(), callsim::stats::NoEstimate>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paired {
    count: usize,
    value: f64,
    /// Of the first, the second and their difference in one replication.
    variances: [f64; 3],
    law: Law,
}

/// What the difference of the sample is distributed like.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Law {
    /// About normal.
    Student,
    /// In so many replications only the second succeeded, in so many only the first.
    Discordant { up: usize, down: usize },
}

/// The difference of the means, second less first, of pairs of numbers.
///
/// ```text
/// d̄ ± t · s_d / √n,    d = second − first
/// ```
///
/// # Errors
///
/// [`NoEstimate::TooFewReplications`] below two pairs, [`NoEstimate::NotFinite`] if some number is
/// infinite or not a number.
///
/// # Source
///
/// The paired *t* test; A. M. Law, *Simulation Modeling and Analysis* (2015), section 10.2.1.
pub fn paired_means(pairs: &[(f64, f64)]) -> Result<Paired, NoEstimate> {
    check(pairs.iter().map(|pair| pair.0 + pair.1), 2)?;
    let value = mean(pairs.iter().map(|(first, second)| second - first));
    Ok(Paired::of_contributions((value, 0.0), pairs.iter().copied()))
}

/// A numerator and a denominator.
type Fraction = (f64, f64);

/// The difference of two ratios of means, second less first: each pair is the (x, y) of the first
/// and the (x, y) of the second.
///
/// ```text
/// r_B − r_A,    Var ≈ s_z² / n,    z = (x_B − r_B·y_B) / ȳ_B − (x_A − r_A·y_A) / ȳ_A
/// ```
///
/// Replications without observations are pairs of (0, 0) and count in no sum.
///
/// # Errors
///
/// [`NoEstimate::TooFewReplications`] below two pairs, [`NoEstimate::ZeroDenominator`] if the `y` of
/// one side sum to zero, [`NoEstimate::NotFinite`] if some number is infinite or not a number.
///
/// # Source
///
/// The delta method for a function of four means, as for one ratio in S. Asmussen and P. W. Glynn,
/// *Stochastic Simulation* (2007), chapter III. Student's *t* stands in for the normal quantile.
pub fn paired_ratios(pairs: &[(Fraction, Fraction)]) -> Result<Paired, NoEstimate> {
    check(pairs.iter().map(|(first, second)| first.0 + first.1 + second.0 + second.1), 2)?;
    let first = Linear::of(pairs.iter().map(|pair| pair.0))?;
    let second = Linear::of(pairs.iter().map(|pair| pair.1))?;
    let contributions = pairs.iter().map(|pair| (first.at(pair.0), second.at(pair.1)));
    // What a replication contributes may all be rounding: of the ratios.
    let size = first.ratio.abs().max(second.ratio.abs());
    Ok(Paired::of_contributions((second.ratio - first.ratio, size), contributions))
}

/// The difference of two shares of replications, second less first, from pairs of yes and no.
///
/// ```text
/// p_B − p_A = p·(2θ − 1),    p: one of the two happens alone, θ: if so, it is the second
/// ```
///
/// Its interval is exact: p and θ have the bounds of Clopper and Pearson, each at half the error. So
/// it holds at least as often as it says, also where no replication tells the two apart; it need not
/// reach evenly to both sides. Its p-value is that of McNemar's exact test.
///
/// # Errors
///
/// [`NoEstimate::TooFewReplications`] below two pairs.
///
/// # Source
///
/// C. J. Clopper and E. S. Pearson, *The use of confidence or fiducial limits illustrated in the case
/// of the binomial* (1934); Q. McNemar, *Note on the sampling error of the difference between
/// correlated proportions or percentages* (1947).
pub fn paired_proportions(pairs: &[(bool, bool)]) -> Result<Paired, NoEstimate> {
    let number = |happened: bool| f64::from(u8::from(happened));
    let numbers: Vec<_> = pairs.iter().map(|pair| (number(pair.0), number(pair.1))).collect();
    let as_numbers = paired_means(&numbers)?;
    let count = |which: (bool, bool)| pairs.iter().filter(|pair| **pair == which).count();
    let law = Law::Discordant { up: count((false, true)), down: count((true, false)) };
    Ok(Paired { law, ..as_numbers })
}

impl Paired {
    /// A difference whose variance is that of the mean of what each replication contributes to both
    /// sides; of numbers of this size, or of theirs if that is larger.
    fn of_contributions(
        (value, size): (f64, f64),
        pairs: impl ExactSizeIterator<Item = (f64, f64)> + Clone,
    ) -> Self {
        let largest = pairs
            .clone()
            .fold(size, |most, (first, second)| most.max(first.abs()).max(second.abs()));
        // Hours summed in another order are not another number of hours.
        let rounding = 1e-13 * largest;
        let variance = |variance: f64| if variance <= rounding * rounding { 0.0 } else { variance };
        Paired {
            count: pairs.len(),
            value: if value.abs() <= rounding { 0.0 } else { value },
            variances: [
                variance(variance_of(pairs.clone().map(|pair| pair.0))),
                variance(variance_of(pairs.clone().map(|pair| pair.1))),
                variance(variance_of(pairs.map(|(first, second)| second - first))),
            ],
            law: Law::Student,
        }
    }

    /// How many pairs there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The difference, second less first.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// The bounds between which the true difference lies with probability `level`.
    ///
    /// # Panics
    ///
    /// Panics unless `0 < level < 1`.
    pub fn interval(&self, level: f64) -> [f64; 2] {
        assert_level(level);
        match self.law {
            Law::Student => {
                let t = -t_quantile(0.5 * (1.0 - level), self.degrees());
                let half_width = t * self.standard_error();
                [self.value - half_width, self.value + half_width]
            }
            Law::Discordant { up, down } => {
                let tail = 0.25 * (1.0 - level);
                let alone = exact_bounds(up + down, self.count, tail);
                let [low, high] = exact_bounds(up, up + down, tail).map(|it| 2.0 * it - 1.0);
                // Whoever is surely ahead is so at least in as many replications as tell the two
                // apart; else at most.
                let farthest = |lead: f64, ahead: bool| lead * alone[usize::from(!ahead)];
                [farthest(low, low > 0.0), farthest(high, high < 0.0)]
            }
        }
    }

    /// How likely a difference at least this large is, to either side, if there is none.
    pub fn p_value(&self) -> f64 {
        match self.law {
            Law::Student if self.value == 0.0 => 1.0,
            Law::Student => t_two_sided(self.value / self.standard_error(), self.degrees()),
            Law::Discordant { up, down } => sign_test(up.min(down), up + down),
        }
    }

    /// How the two sides go together in one replication, −1 to 1; none if one of them never varies.
    pub fn correlation(&self) -> Option<f64> {
        let [first, second, difference] = self.variances;
        let spread = libm::sqrt(first) * libm::sqrt(second);
        (spread > 0.0).then(|| (0.5 * (first + second - difference) / spread).clamp(-1.0, 1.0))
    }

    /// How many times as many replications the same interval would take if the two sides were
    /// simulated apart: (Var A + Var B) / Var(A − B); none if the difference never varies.
    pub fn variance_saved(&self) -> Option<f64> {
        let [first, second, difference] = self.variances;
        (difference > 0.0).then(|| (first + second) / difference)
    }

    /// Whether no two replications tell another difference.
    pub fn never_varies(&self) -> bool {
        self.variances[2] == 0.0
    }

    fn standard_error(&self) -> f64 {
        libm::sqrt(self.variances[2] / self.count as f64)
    }

    fn degrees(&self) -> f64 {
        (self.count - 1) as f64
    }
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}

/// The variance of a sample of at least two, in two passes.
fn variance_of(values: impl ExactSizeIterator<Item = f64> + Clone) -> f64 {
    let (count, mean) = (values.len(), mean(values.clone()));
    values.map(|value| (value - mean) * (value - mean)).sum::<f64>() / (count - 1) as f64
}

#[cfg(test)]
mod tests {
    use super::super::{mean_interval, ratio_of_means};
    use super::*;

    fn close(got: f64, want: f64) {
        assert!((got - want).abs() <= 1e-9 * want.abs().max(1e-3), "{got} against {want}");
    }

    #[test]
    fn the_paired_interval_is_that_of_the_mean_of_the_differences() {
        let pairs = [(1.0, 2.5), (4.0, 4.5), (2.0, 5.0), (9.0, 9.0)];
        let differences: Vec<f64> = pairs.iter().map(|(a, b)| b - a).collect();
        let (got, want) =
            (paired_means(&pairs).unwrap(), mean_interval(&differences, 0.9).unwrap());
        close(got.value(), want.value);
        close(got.interval(0.9)[0], want.low());
        close(got.interval(0.9)[1], want.high());
        // The level at which the interval touches zero is that of the p-value.
        let touching = got.interval(1.0 - got.p_value());
        assert!(touching[0].abs() < 1e-9, "{touching:?}");
    }

    #[test]
    fn against_a_ratio_that_never_varies_the_interval_is_that_of_one_ratio() {
        let days = [(80.0, 100.0), (150.0, 200.0), (95.0, 100.0)];
        let pairs: Vec<_> = days.iter().map(|day| ((50.0, 100.0), *day)).collect();
        let (got, want) = (paired_ratios(&pairs).unwrap(), ratio_of_means(&days, 0.95).unwrap());
        close(got.value(), want.value - 0.5);
        close(got.interval(0.95)[1], want.high() - 0.5);
        assert_eq!(got.correlation(), None);
        close(got.variance_saved().unwrap(), 1.0);
    }

    #[test]
    fn alternatives_that_are_alike_do_not_differ() {
        let same =
            [((80.0, 100.0), (80.0, 100.0)), ((1.0, 3.0), (1.0, 3.0)), ((0.0, 0.0), (0.0, 0.0))];
        let ratios = paired_ratios(&same).unwrap();
        assert!(ratios.never_varies());
        assert_eq!((ratios.value(), ratios.interval(0.95), ratios.p_value()), (0.0, [0.0; 2], 1.0));
        close(ratios.correlation().unwrap(), 1.0);
        assert_eq!(ratios.variance_saved(), None);
        // 0.55 either way, but for rounding.
        let days: Vec<_> =
            (1..9).map(f64::from).map(|n| ((11.0 * n, 20.0 * n), (0.55 * n, n))).collect();
        let rounding = paired_ratios(&days).unwrap();
        assert_eq!((rounding.value(), rounding.p_value()), (0.0, 1.0));
        let hours = paired_means(&[(0.1 + 0.2, 1.3), (0.3, 1.0 + 0.1 + 0.2)]).unwrap();
        assert!(hours.never_varies() && hours.p_value() == 0.0, "{hours:?}");
    }

    #[test]
    fn yes_and_no_have_an_exact_interval_even_if_nothing_tells_them_apart() {
        let alike = paired_proportions(&[(true, true); 50]).unwrap();
        let [low, high] = alike.interval(0.95);
        // At most: all of p to one side, with (1 − p)⁵⁰ = 0.0125.
        close(high, 1.0 - libm::pow(0.0125, 1.0 / 50.0));
        close(low, -high);
        assert_eq!(alike.p_value(), 1.0);
        // Ten days met in place of not met, and none the other way: 2 / 2¹⁰.
        let days: Vec<_> =
            (0..40).map(|day| (day % 4 == 1, day % 2 == 1 || day % 4 == 1)).collect();
        let better = paired_proportions(&days).unwrap();
        assert_eq!(better.value(), 0.25);
        close(better.p_value(), 2.0 / 1024.0);
        assert!(better.interval(0.95)[0] > 0.0 && better.interval(0.95)[1] > 0.4);
    }

    #[test]
    fn what_cannot_be_compared_says_why() {
        let too_few = Err(NoEstimate::TooFewReplications { got: 1, needed: 2 });
        assert_eq!(paired_means(&[(1.0, 2.0)]), too_few);
        assert_eq!(paired_means(&[(1.0, f64::NAN); 2]), Err(NoEstimate::NotFinite));
        let empty = [((1.0, 2.0), (0.0, 0.0)); 2];
        assert_eq!(paired_ratios(&empty), Err(NoEstimate::ZeroDenominator));
    }
}

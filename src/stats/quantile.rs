//! Quantiles of a sample, bounded by order statistics.

use super::binomial::binomial_tails;
use super::estimate::{NoEstimate, assert_level, check};

/// A quantile and its confidence bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantile {
    /// The quantile of the sample.
    pub value: f64,
    /// The lower bound; none if there are too few values to have one.
    pub low: Option<f64>,
    /// The upper bound; none if there are too few values to have one.
    pub high: Option<f64>,
}

/// The `p`-quantile of values in ascending order: the smallest of them that at least a share `p`
/// of them does not exceed.
///
/// This is the inverse of the empirical distribution function (type 1 of R. J. Hyndman and
/// Y. Fan, *Sample quantiles in statistical packages*, 1996): always one of the values, nothing
/// is interpolated.
///
/// # Errors
///
/// [`NoEstimate::TooFewReplications`] if there is no value, [`NoEstimate::NotFinite`] if one is
/// infinite or not a number.
///
/// # Panics
///
/// Panics unless 0 < `p` < 1; in debug builds if the values are not in order.
///
/// # Example
///
/// ```
/// use callsim::stats::quantile;
///
/// assert_eq!(quantile(&[1.0, 2.0, 3.0, 4.0], 0.5), Ok(2.0));
/// assert_eq!(quantile(&[1.0, 2.0, 3.0, 4.0], 0.51), Ok(3.0));
/// ```
pub fn quantile(sorted: &[f64], p: f64) -> Result<f64, NoEstimate> {
    assert!(0.0 < p && p < 1.0, "a probability strictly between 0 and 1, not {p}");
    check(sorted.iter().copied(), 1)?;
    debug_assert!(sorted.is_sorted(), "the values of a quantile are in order");
    Ok(sorted[place(sorted.len(), p)])
}

/// Where the `p`-quantile of so many values is when they are in order.
fn place(values: usize, p: f64) -> usize {
    // 0.1 · 30 is a little above 3: what exceeds a whole number by rounding alone does not count.
    let position = p * values as f64 * (1.0 - 4.0 * f64::EPSILON);
    (libm::ceil(position) as usize).clamp(1, values) - 1
}

/// Some [quantiles](quantile) of values in any order, which are left in another one: quicker than
/// to put them all in order first.
///
/// # Errors
///
/// As [`quantile`].
///
/// # Panics
///
/// Panics unless the probabilities are in ascending order, each strictly between 0 and 1.
///
/// # Example
///
/// ```
/// use callsim::stats::quantiles_of;
///
/// assert_eq!(quantiles_of(&mut [4.0, 1.0, 3.0, 2.0], [0.5, 0.51]), Ok([2.0, 3.0]));
/// ```
pub fn quantiles_of<const N: usize>(
    values: &mut [f64],
    probabilities: [f64; N],
) -> Result<[f64; N], NoEstimate> {
    let is_strictly_between = |p: &f64| 0.0 < *p && *p < 1.0;
    assert!(probabilities.iter().all(is_strictly_between) && probabilities.is_sorted());
    check(values.iter().copied(), 1)?;
    let places = probabilities.map(|p| place(values.len(), p));
    put_in_place(values, 0, &places);
    Ok(places.map(|place| values[place]))
}

/// Some [quantiles with their intervals](quantile_interval) of values in any order, which are left in
/// another one.
///
/// # Errors
///
/// As [`quantile`].
///
/// # Panics
///
/// As [`quantile_interval`].
pub fn quantile_intervals_of<const N: usize>(
    values: &mut [f64],
    probabilities: [f64; N],
    level: f64,
) -> Result<[Quantile; N], NoEstimate> {
    check(values.iter().copied(), 1)?;
    let all = probabilities.map(|p| Places::new(values.len(), p, level));
    let mut places: Vec<_> = all.iter().flat_map(Places::iter).collect();
    places.sort_unstable();
    put_in_place(values, 0, &places);
    Ok(all.map(|places| places.read(values)))
}

/// Puts at some places, in ascending order, the values that would be there if all were in order.
/// `first` is the place of the first value.
fn put_in_place(values: &mut [f64], first: usize, places: &[usize]) {
    let Some(&place) = places.get(places.len() / 2) else { return };
    let (before, _, after) = values.select_nth_unstable_by(place - first, f64::total_cmp);
    let places_before = places.partition_point(|each| *each < place);
    let places_after = places.partition_point(|each| *each <= place);
    put_in_place(before, first, &places[..places_before]);
    put_in_place(after, place + 1, &places[places_after..]);
}

/// The `p`-quantile of values in ascending order, with its order-statistic interval.
///
/// The number of values at or below the true quantile is binomial, whatever the distribution, so
/// two of the values enclose it with a coverage of at least `level`, at most `1 − level` split
/// evenly between the sides. A sample may be too small to have a value so far out: then there is
/// no bound on that side.
///
/// # Errors
///
/// As [`quantile`].
///
/// # Panics
///
/// As [`quantile`], and unless `0 < level < 1`.
///
/// # Source
///
/// H. A. David and H. N. Nagaraja, *Order Statistics* (3rd ed., 2003), section 7.1.
pub fn quantile_interval(sorted: &[f64], p: f64, level: f64) -> Result<Quantile, NoEstimate> {
    // Its complaints are those of every quantile.
    quantile(sorted, p)?;
    Ok(Places::new(sorted.len(), p, level).read(sorted))
}

/// Where a quantile and its bounds are among values in order.
struct Places {
    value: usize,
    low: Option<usize>,
    high: Option<usize>,
}

impl Places {
    /// Those of the `p`-quantile of `n` values; there are some.
    fn new(n: usize, p: f64, level: f64) -> Self {
        assert_level(level);
        assert!(0.0 < p && p < 1.0, "a probability strictly between 0 and 1, not {p}");
        let tail = 0.5 * (1.0 - level);
        // Counts k from 0 with P(Bin(n, p) ≤ k) ≤ tail; the k-th value (from 1) bounds from below.
        let low = first_where(n, |k| binomial_tails(n, p, k).0 > tail).checked_sub(1);
        // The first k with P(Bin(n, p) > k) ≤ tail; the (k + 1)-th value bounds from above.
        let high = first_where(n, |k| binomial_tails(n, p, k).1 <= tail);
        Places { value: place(n, p), low, high: (high < n).then_some(high) }
    }

    fn iter(&self) -> impl Iterator<Item = usize> {
        [Some(self.value), self.low, self.high].into_iter().flatten()
    }

    /// The quantile of values of which at least these are in their places.
    fn read(&self, values: &[f64]) -> Quantile {
        let at = |place: Option<usize>| place.map(|place| values[place]);
        Quantile { value: values[self.value], low: at(self.low), high: at(self.high) }
    }
}

/// The first of `0..n` for which a claim holds that holds for all after it; `n` if none.
fn first_where(n: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_values_in_any_order_are_those_of_values_in_order() {
        for n in 1..200u64 {
            let mut values: Vec<_> = (0..n).map(|i| (i * 7919 % 101) as f64).collect();
            let mut sorted = values.clone();
            sorted.sort_unstable_by(f64::total_cmp);
            let shares = [0.05, 0.05, 0.5, 0.95];
            let got = quantiles_of(&mut values, shares).unwrap();
            assert_eq!(got, shares.map(|share| quantile(&sorted, share).unwrap()), "{n}");
            let got = quantile_intervals_of(&mut values, shares, 0.9).unwrap();
            let want = shares.map(|share| quantile_interval(&sorted, share, 0.9).unwrap());
            assert_eq!(got, want, "{n}");
        }
        assert!(quantiles_of(&mut [], [0.5]).is_err());
    }

    fn first(n: u32) -> Vec<f64> {
        (1..=n).map(f64::from).collect()
    }

    #[test]
    fn the_bounds_are_those_of_the_tables() {
        // Median of 10: the 2nd and 9th values (97.9 %); of 6: the extremes (96.9 %).
        for (n, low, high) in [(10, 2.0, 9.0), (6, 1.0, 6.0), (100, 40.0, 61.0)] {
            let median = quantile_interval(&first(n), 0.5, 0.95).unwrap();
            assert_eq!((median.low, median.high), (Some(low), Some(high)), "{n}");
        }
    }

    #[test]
    fn a_quantile_far_out_in_a_small_sample_has_no_outer_bound() {
        let five_percent = quantile_interval(&first(50), 0.05, 0.95).unwrap();
        assert_eq!((five_percent.value, five_percent.low), (3.0, None));
        let ninety_five = quantile_interval(&first(50), 0.95, 0.95).unwrap();
        assert_eq!((ninety_five.value, ninety_five.high), (48.0, None));
        let alone = quantile_interval(&[7.0], 0.5, 0.95).unwrap();
        assert_eq!(alone, Quantile { value: 7.0, low: None, high: None });
    }

    #[test]
    fn rounding_does_not_move_a_quantile_to_the_next_value() {
        assert_eq!(quantile(&first(30), 0.1), Ok(3.0));
        assert_eq!(quantile(&first(10), 0.7), Ok(7.0));
        assert_eq!(quantile(&first(1000), 0.95), Ok(950.0));
    }

    #[test]
    fn what_has_no_quantile_says_why() {
        let none = NoEstimate::TooFewReplications { got: 0, needed: 1 };
        assert_eq!(quantile(&[], 0.5), Err(none));
        assert_eq!(quantile_interval(&[], 0.5, 0.95), Err(none));
        assert_eq!(quantile(&[1.0, f64::INFINITY], 0.5), Err(NoEstimate::NotFinite));
    }
}

//! How the differences between two scenarios are spread over replications.

use super::comparison::Comparison;
use super::run::RunError;

/// The differences of a measure between a scenario and the baseline, replication by replication.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// In how many replications both have a value.
    pub pairs: u64,
    /// In how many of them the scenario has the greater one.
    pub above: u64,
    /// In how many of them it has the smaller one.
    pub below: u64,
    /// Ranges of differences, side by side in rising order, each from its lower end on; zero is an end.
    pub ranges: Vec<[f64; 2]>,
    /// How many differences lie in each.
    pub counts: Vec<u64>,
}

/// As many ranges as the root of the number of pairs, but no more than these, so that each holds some.
const MOST_RANGES: usize = 30;

impl Comparison<'_> {
    /// How the differences to the baseline are spread; none if there are fewer than two, or if they are
    /// all the same.
    ///
    /// # Errors
    ///
    /// [`RunError::Io`], of reading the temporary files.
    pub fn spread(&self, measure: usize, scenario: usize) -> Result<Option<Spread>, RunError> {
        let sides = self.sides(measure, self.baseline(), scenario)?;
        Ok(sides.and_then(|sides| {
            let pairs = sides.pairs();
            let differences = pairs.iter().map(|(first, second)| second - first);
            Spread::of(&differences.collect::<Vec<_>>())
        }))
    }
}

impl Spread {
    fn of(differences: &[f64]) -> Option<Self> {
        let low = differences.iter().copied().reduce(f64::min)?;
        let high = differences.iter().copied().reduce(f64::max)?;
        let few = (differences.len() as f64).sqrt().ceil() as usize;
        let width = round_width((high - low) / few.min(MOST_RANGES) as f64)?;
        let number = |value: f64| (value / width).floor() as i64;
        let (first, last) = (number(low), number(high));
        let mut counts = vec![0; (last - first + 1) as usize];
        differences.iter().for_each(|each| counts[(number(*each) - first) as usize] += 1);
        let end = |number: i64| number as f64 * width;
        let count = |is_so: fn(&f64) -> bool| {
            differences.iter().filter(|difference| is_so(difference)).count() as u64
        };
        Some(Spread {
            pairs: differences.len() as u64,
            above: count(|difference| *difference > 0.0),
            below: count(|difference| *difference < 0.0),
            ranges: (first..=last).map(|number| [end(number), end(number + 1)]).collect(),
            counts,
        })
    }
}

/// The smallest of 1, 2, 5, 10, … times a power of ten that is `least` or more; none of nothing.
fn round_width(least: f64) -> Option<f64> {
    if least.is_nan() || least <= 0.0 {
        return None;
    }
    let widths = POWERS.iter().flat_map(|power| [1.0, 2.0, 5.0].map(|factor| factor * power));
    widths.into_iter().find(|width| *width >= least)
}

/// Literals, so that they are the nearest numbers to powers of ten.
const POWERS: [f64; 19] = [
    1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7,
    1e8, 1e9,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_lie_in_round_ranges_and_zero_ends_one() {
        let spread = Spread::of(&[-0.011, 0.0, 0.004, 0.019, 0.031]).unwrap();
        assert_eq!((spread.pairs, spread.above, spread.below), (5, 3, 1));
        assert_eq!(spread.ranges, [[-0.02, 0.0], [0.0, 0.02], [0.02, 0.04]]);
        assert_eq!(spread.counts, [1, 3, 1]);
    }

    #[test]
    fn what_does_not_differ_is_not_spread() {
        assert_eq!(Spread::of(&[]), None);
        assert_eq!(Spread::of(&[0.5]), None);
        assert_eq!(Spread::of(&[0.5, 0.5]), None);
        // The smallest of widths is wide enough for whatever is smaller.
        assert_eq!(Spread::of(&[0.0, 1e-300]).unwrap().counts, [2]);
        assert_eq!(Spread::of(&[0.0, f64::MAX]), None);
    }
}

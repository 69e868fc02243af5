//! An axis of a picture: where values stand, and what is written beside it.

use super::super::table::short;
use crate::experiment::Level;

/// From the values of a factor or a measure to places.
pub(super) struct Axis {
    low: f64,
    high: f64,
    /// Where something is written, and what.
    pub(super) ticks: Vec<(f64, String)>,
}

/// A level for each tick, if there are no more of them than these.
const MOST_LEVELS: usize = 12;

/// Levels beside each other have room for so many letters in all.
const ROOM: usize = 54;

/// So many ticks otherwise, or fewer.
const MOST_TICKS: f64 = 8.0;

impl Axis {
    /// An axis of numbers from `low` to `high`, with round numbers beside it.
    pub(super) fn round(low: f64, high: f64) -> Self {
        let span = if high > low { high - low } else { low.abs().max(1.0) };
        let (low, high) = (low.min(high) - 0.04 * span, high.max(low) + 0.04 * span);
        let (step, decimals) = round_step((high - low) / MOST_TICKS);
        let first = (low / step).ceil() as i64;
        let last = (high / step).floor() as i64;
        let tick = |number: i64| {
            let value = number as f64 * step;
            (value, format!("{value:.decimals$}"))
        };
        Axis { low, high, ticks: (first..=last).map(tick).collect() }
    }

    /// The axis of a factor, and the value of each level on it. Levels that are no numbers of one
    /// unit stand side by side.
    pub(super) fn of_levels(levels: &[&Level]) -> (Self, Vec<f64>) {
        let distinct = distinct(levels);
        let place = |level: &Level| distinct.iter().position(|other| *other == level).unwrap_or(0);
        let Some(numbers) = numbers(levels) else {
            let ticks = distinct.iter().enumerate();
            let room = (ROOM / distinct.len()).max(6);
            let ticks = ticks.map(|(at, level)| (at as f64, short(level.shown(), room)));
            let last = distinct.len() as f64 - 1.0;
            let axis = Axis { low: -0.5, high: last + 0.5, ticks: thinned(ticks.collect()) };
            return (axis, levels.iter().map(|level| place(level) as f64).collect());
        };
        let (low, high) = ends(&numbers);
        let mut axis = Axis::round(low, high);
        if distinct.len() <= MOST_LEVELS {
            let value =
                |level: &&Level| numbers[levels.iter().position(|it| it == level).unwrap_or(0)];
            axis.ticks =
                distinct.iter().map(|level| (value(level), level.shown().to_owned())).collect();
        } else if let Some((_, unit)) = levels[0].number() {
            axis.ticks.iter_mut().for_each(|(_, text)| text.push_str(unit));
        }
        (axis, numbers)
    }

    /// Where a value lies, as a share of the axis.
    pub(super) fn share(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    /// Whether a value lies on it.
    pub(super) fn has(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// The levels as numbers, if they are in one unit.
pub(super) fn numbers(levels: &[&Level]) -> Option<Vec<f64>> {
    let (_, unit) = levels.first()?.number()?;
    let number = |level: &&Level| level.number().filter(|(_, it)| *it == unit).map(|(it, _)| it);
    levels.iter().map(number).collect()
}

/// Each level once, in the order of the numbers that they are, or else as they come.
pub(super) fn distinct<'l>(levels: &[&'l Level]) -> Vec<&'l Level> {
    let mut distinct: Vec<&Level> = Vec::new();
    match numbers(levels) {
        Some(numbers) => {
            let mut sorted: Vec<_> = numbers.into_iter().zip(levels).collect();
            sorted.sort_by(|(a, _), (b, _)| a.total_cmp(b));
            sorted.dedup_by(|(a, _), (b, _)| a == b);
            distinct.extend(sorted.into_iter().map(|(_, level)| *level));
        }
        None => {
            for level in levels {
                if !distinct.contains(level) {
                    distinct.push(level);
                }
            }
        }
    }
    distinct
}

/// The smallest and the largest number.
pub(super) fn ends(numbers: &[f64]) -> (f64, f64) {
    let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if low <= high { (low, high) } else { (0.0, 1.0) }
}

/// No more ticks than there is room for.
fn thinned(ticks: Vec<(f64, String)>) -> Vec<(f64, String)> {
    let every = ticks.len().div_ceil(MOST_LEVELS).max(1);
    ticks.into_iter().step_by(every).collect()
}

/// The smallest of 1, 2, 5, 10, … times a power of ten that is `least` or more, and the decimals that
/// its multiples have.
fn round_step(least: f64) -> (f64, usize) {
    let (mut power, mut decimals) = (1e-9, 9);
    while power < 1e15 {
        for factor in [1.0, 2.0, 5.0] {
            if factor * power >= least {
                return (factor * power, decimals);
            }
        }
        // From a list of literals, so that they are the nearest numbers to powers of ten.
        power = if decimals > 0 { POWERS[9 - decimals + 1] } else { 10.0 * power };
        decimals = decimals.saturating_sub(1);
    }
    (power, 0)
}

const POWERS: [f64; 10] = [1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1e0];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_is_marked_with_round_numbers() {
        let texts = |low, high| {
            Axis::round(low, high).ticks.into_iter().map(|(_, text)| text).collect::<Vec<_>>()
        };
        assert_eq!(texts(0.0, 100.0), ["0", "20", "40", "60", "80", "100"]);
        assert_eq!(
            texts(79.2, 80.4),
            ["79.2", "79.4", "79.6", "79.8", "80.0", "80.2", "80.4"][..].to_vec()
        );
        assert!(!texts(5.0, 5.0).is_empty());
    }

    #[test]
    fn levels_stand_at_their_numbers_or_side_by_side() {
        let levels = ["30s", "10s", "20s", "10s"].map(Level::new);
        let (axis, places) = Axis::of_levels(&levels.iter().collect::<Vec<_>>());
        assert_eq!(places, [30.0, 10.0, 20.0, 10.0]);
        assert_eq!(
            axis.ticks.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(),
            ["10s", "20s", "30s"]
        );
        let levels = ["first-come", "priority", "first-come"].map(Level::new);
        let (axis, places) = Axis::of_levels(&levels.iter().collect::<Vec<_>>());
        assert_eq!((places, axis.ticks.len()), (vec![0.0, 1.0, 0.0], 2));
    }
}

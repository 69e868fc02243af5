//! The axes of a sweep's picture: where levels and values stand, and what is written beside them.

use super::super::chart::{Axis, ends};
use super::super::table::short;
use crate::experiment::Level;

/// A level for each tick, if there are no more of them than these.
const MOST_LEVELS: usize = 12;

/// Levels beside each other have room for so many letters in all.
const ROOM: usize = 54;

/// So many ticks otherwise, or fewer.
const MOST_TICKS: f64 = 8.0;

/// An axis of numbers, with round ones beside it.
pub(super) fn of_numbers(numbers: &[f64]) -> Axis {
    let [low, high] = ends(numbers.iter().copied());
    Axis::round(low, high, MOST_TICKS)
}

/// The axis of a factor, and the value of each level on it. Levels that are no numbers of one
/// unit stand side by side.
pub(super) fn of_levels(levels: &[&Level]) -> (Axis, Vec<f64>) {
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
    let mut axis = of_numbers(&numbers);
    if distinct.len() <= MOST_LEVELS {
        let value = |level: &&Level| numbers[levels.iter().position(|it| it == level).unwrap_or(0)];
        axis.ticks =
            distinct.iter().map(|level| (value(level), level.shown().to_owned())).collect();
    } else if let Some((_, unit)) = levels[0].number() {
        axis.ticks.iter_mut().for_each(|(_, text)| text.push_str(unit));
    }
    (axis, numbers)
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

/// No more ticks than there is room for.
fn thinned(ticks: Vec<(f64, String)>) -> Vec<(f64, String)> {
    let every = ticks.len().div_ceil(MOST_LEVELS).max(1);
    ticks.into_iter().step_by(every).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_stand_at_their_numbers_or_side_by_side() {
        let levels = ["30s", "10s", "20s", "10s"].map(Level::new);
        let (axis, places) = of_levels(&levels.iter().collect::<Vec<_>>());
        assert_eq!(places, [30.0, 10.0, 20.0, 10.0]);
        assert_eq!(
            axis.ticks.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(),
            ["10s", "20s", "30s"]
        );
        let levels = ["first-come", "priority", "first-come"].map(Level::new);
        let (axis, places) = of_levels(&levels.iter().collect::<Vec<_>>());
        assert_eq!((places, axis.ticks.len()), (vec![0.0, 1.0, 0.0], 2));
    }
}

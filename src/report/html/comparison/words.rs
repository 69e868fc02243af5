//! Words for measures and differences, and names that fit beside a picture.

use super::super::words::{cut, measure_words};
use crate::experiment::Shared;
use crate::observe::Unit;
use crate::report::comparison::Compared;

/// Names beside a picture have no more letters.
pub(super) const LONGEST: usize = 40;

/// A measure in words, and whose it is unless it is of all.
pub(super) fn whose_measure(shared: &Shared) -> String {
    let words = measure_words(shared.measure.name);
    match shared.is_of_all {
        true => words,
        false => format!("{words} of {}", cut(shared.name, LONGEST)),
    }
}

/// In what differences are told.
pub(super) fn unit_words(unit: Unit) -> &'static str {
    match unit {
        Unit::Share => "percentage points",
        Unit::Money => "money",
        Unit::Seconds => "seconds",
        Unit::Hours => "hours",
        Unit::PerHour => "calls per hour",
        Unit::Calls | Unit::Lines | Unit::Times => unit.name(),
    }
}

/// The measure that decides, in words.
pub(super) fn decider(compared: &Compared) -> String {
    whose_measure(&compared.comparison.measures()[compared.differences.best_measure])
}

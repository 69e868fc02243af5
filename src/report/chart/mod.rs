//! Pictures of numbers, each with the table of the same numbers.
//!
//! Whoever has something to show says what it is: places side by side, what stands at each of them,
//! and the words for both. How it looks on a page is decided here, once for all.

mod axis;
mod draw;
mod layers;
mod legend;
mod marks;
mod plane;
#[cfg(test)]
pub(super) mod sample;
mod svg;

pub(super) use axis::{Axis, ends};
pub(super) use draw::svg;
pub(super) use legend::legend;
pub(super) use svg::escaped;

use super::table::Table;
use crate::experiment::Bounded;

/// A picture, and its numbers as a table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Chart {
    /// What it is called within its page: small letters, digits and hyphens; no two are called alike.
    pub(super) id: String,
    /// What it shows.
    pub(super) title: String,
    /// What to see in it, or how to read it: a sentence or two. May be empty.
    pub(super) caption: String,
    /// The places side by side.
    pub(super) across: Across,
    /// The axis of the values.
    pub(super) up: Up,
    /// What stands at the places, the first at the back. Each has a value for each place.
    pub(super) layers: Vec<Layer>,
    /// What is marked besides.
    pub(super) marks: Vec<Mark>,
    /// The same numbers in words, a row for each place. Whoever points at a place sees its row.
    pub(super) table: Table,
}

/// The places of a picture, side by side.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Across {
    /// Stretches of time, or ranges of numbers, from and to, in rising order; what is written where.
    Ranges { label: String, ranges: Vec<[f64; 2]>, ticks: Vec<(f64, String)> },
    /// Numbers in rising order, with round numbers written beside the axis.
    Numbers { label: String, numbers: Vec<f64> },
    /// Names. They may stand one below the other instead, the axis of values lying below them, which
    /// long names need.
    Names { label: String, names: Vec<String>, lying: bool },
}

/// The axis of the values.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Up {
    /// What the values are, with their unit: `service level, %`.
    pub(super) label: String,
    /// What it shows at least; it grows to hold all values.
    pub(super) least: [f64; 2],
}

/// What stands at the places: a value for each, or none where there is no number.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Layer {
    /// A line through the middles of the places.
    Line(Series),
    /// A level line over each place.
    Steps(Series),
    /// What lies between two values.
    Band { name: String, hue: Hue, ends: Vec<Option<[f64; 2]>> },
    /// A bar at each place, from zero.
    Bars(Series),
    /// Areas on top of each other, the first below.
    Stack(Vec<Series>),
    /// A mark with its interval.
    Estimates { name: String, hue: Hue, values: Vec<Option<Bounded>> },
}

/// Values with a name, which the legend shows, and a hue.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Series {
    pub(super) name: String,
    pub(super) hue: Hue,
    pub(super) values: Vec<Option<f64>>,
}

/// A colour by what it means; on a dark page it is another one than on a light one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hue {
    /// One of several that are told apart, by number. After the last comes the first again.
    Series(usize),
    /// What is well: met, answered.
    Good,
    /// What is not: missed, abandoned.
    Bad,
    /// What is there for comparison.
    Quiet,
}

/// Something marked in a picture.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mark {
    /// A line at a value: a target.
    Value { at: f64, label: String },
    /// A line at a place on an axis of ranges or numbers.
    Place { at: f64, label: String },
    /// A stretch of such an axis that is shaded as dark as `share` of 1 says: an outage.
    Shade { from: f64, to: f64, share: f64, label: String },
}

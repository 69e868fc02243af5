//! From places and values to pixels.

use super::axis::{Axis, ends};
use super::svg::Point;
use super::{Across, Chart, Layer, Mark};

/// Where everything of a picture stands.
pub(super) struct Plane {
    /// Whether the places stand below each other.
    pub(super) is_lying: bool,
    /// The size of the picture.
    pub(super) size: Point,
    /// The corners of what the axes enclose: left and top, right and bottom.
    pub(super) corners: [Point; 2],
    /// The places, in the numbers of their axis.
    pub(super) places: Vec<Place>,
    /// Their axis, with what is written beside it.
    pub(super) across: Axis,
    /// The axis of the values.
    pub(super) up: Axis,
}

/// A place, in the numbers of its axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) from: f64,
    pub(super) middle: f64,
    pub(super) to: f64,
}

/// How wide all pictures are, and how high those are whose places stand side by side.
const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 330.0;

/// What the words take above, below and at the right.
const ABOVE: f64 = 30.0;
const BELOW: f64 = 50.0;
const RIGHT: f64 = 18.0;

/// The least and the most that words take at the left.
const LEFT: [f64; 2] = [34.0, 320.0];

/// What is between the words at the left and the axis.
pub(super) const ASIDE: f64 = 8.0;

/// The height of a name with its bar.
const ROW: f64 = 30.0;

impl Plane {
    pub(super) fn of(chart: &Chart) -> Self {
        let below = if below(chart).is_empty() { BELOW - 20.0 } else { BELOW };
        let (is_lying, places) = (is_lying(&chart.across), places(&chart.across));
        let up = up(chart, if is_lying { 7.0 } else { 5.0 });
        let widest = |texts: &mut dyn Iterator<Item = &String>| {
            texts.map(|text| width_of(text)).fold(0.0, f64::max)
        };
        let (left, above, height) = match &chart.across {
            Across::Names { names, .. } if is_lying => {
                let row = ROW + 12.0 * (estimates(chart).max(1) - 1) as f64;
                let height = 8.0 + row * names.len().max(1) as f64 + below;
                (widest(&mut names.iter()), 8.0, height)
            }
            Across::Ranges { .. } | Across::Numbers { .. } | Across::Names { .. } => {
                (widest(&mut up.ticks.iter().map(|(_, text)| text)), ABOVE, HEIGHT - BELOW + below)
            }
        };
        let left = (left + ASIDE + 2.0).clamp(LEFT[0], LEFT[1]);
        let corners = [(left, above), (WIDTH - RIGHT, height - below)];
        let room = corners[1].0 - left;
        let across = across(&chart.across, &places, room);
        Plane { is_lying, size: (WIDTH, height), corners, places, across, up }
    }

    /// Where a value at a place stands.
    pub(super) fn at(&self, across: f64, up: f64) -> Point {
        let [(left, top), (right, bottom)] = self.corners;
        let (across, up) = (self.across.share(across), self.up.share(up));
        match self.is_lying {
            true => (left + (right - left) * up, top + (bottom - top) * across),
            false => (left + (right - left) * across, bottom - (bottom - top) * up),
        }
    }

    /// How many pixels a place takes along its axis.
    pub(super) fn room(&self, place: &Place) -> f64 {
        let [(left, top), (right, bottom)] = self.corners;
        let length = if self.is_lying { bottom - top } else { right - left };
        length * (place.to - place.from) / (self.across.high - self.across.low)
    }

    /// The value from which bars and areas rise: zero.
    pub(super) fn ground(&self) -> f64 {
        0.0_f64.clamp(self.up.low, self.up.high)
    }
}

/// What stands below a picture: what its axis there is.
pub(super) fn below(chart: &Chart) -> &str {
    match &chart.across {
        Across::Names { .. } if is_lying(&chart.across) => &chart.up.label,
        Across::Ranges { label, .. }
        | Across::Numbers { label, .. }
        | Across::Names { label, .. } => label,
    }
}

/// Whether names stand below each other: because they are to, or because there is no room for them
/// side by side.
fn is_lying(across: &Across) -> bool {
    let Across::Names { names, lying, .. } = across else { return false };
    let room = (WIDTH - 2.0 * RIGHT - LEFT[0]) / names.len().max(1) as f64;
    *lying || names.iter().any(|name| width_of(name) > room - 8.0)
}

fn places(across: &Across) -> Vec<Place> {
    match across {
        Across::Ranges { ranges, .. } => bounded(ranges),
        Across::Numbers { numbers, .. } => around(numbers),
        Across::Names { names, .. } => {
            let place =
                |at| Place { from: at as f64, middle: at as f64 + 0.5, to: at as f64 + 1.0 };
            (0..names.len()).map(place).collect()
        }
    }
}

/// Ranges without those ends that lie nowhere: these are as wide as their neighbour.
fn bounded(ranges: &[[f64; 2]]) -> Vec<Place> {
    let mut width = 1.0;
    let place = |&[from, to]: &[f64; 2]| {
        let (from, to) = match (from.is_finite(), to.is_finite()) {
            (true, true) => (from, to),
            (true, false) => (from, from + width),
            (false, true) => (to - width, to),
            (false, false) => (0.0, width),
        };
        width = if to > from { to - from } else { width };
        Place { from, middle: from + 0.5 * (to - from), to }
    };
    ranges.iter().map(place).collect()
}

/// Numbers with half of what lies between them and their neighbours.
fn around(numbers: &[f64]) -> Vec<Place> {
    let numbers: Vec<f64> =
        numbers.iter().map(|it| if it.is_finite() { *it } else { 0.0 }).collect();
    let halfway = |a: usize, b: usize| Some(0.5 * numbers.get(a)? + 0.5 * numbers.get(b)?);
    let place = |at: usize| {
        let middle = numbers[at];
        let before = at.checked_sub(1).and_then(|other| halfway(other, at));
        let after = halfway(at, at + 1);
        let from = before.or(after.map(|it| middle - (it - middle)));
        let to = after.or(before.map(|it| middle + (middle - it)));
        Place { from: from.unwrap_or(middle - 0.5), middle, to: to.unwrap_or(middle + 0.5) }
    };
    (0..numbers.len()).map(place).collect()
}

/// The axis of the places, with no more words than there is room for.
fn across(across: &Across, places: &[Place], room: f64) -> Axis {
    match across {
        Across::Ranges { ranges: _, ticks, .. } => {
            let [low, high] = ends(places.iter().flat_map(|it| [it.from, it.to]));
            let mut axis = wide(Axis::exact(low, if high > low { high } else { low + 1.0 }, 8.0));
            let known = ticks.iter().filter(|(at, _)| axis.has(*at)).cloned();
            let known: Vec<_> = known.collect();
            if !known.is_empty() {
                axis.ticks = known;
            }
            axis.ticks = with_room(&axis, room);
            axis
        }
        Across::Numbers { .. } => {
            let mut axis = wide(Axis::round_about(places.iter().map(|it| it.middle), 8.0));
            axis.ticks = with_room(&axis, room);
            axis
        }
        Across::Names { names, .. } => {
            let ticks = (0..).zip(names).map(|(at, name)| (f64::from(at) + 0.5, name.clone()));
            Axis { low: 0.0, high: names.len().max(1) as f64, ticks: ticks.collect() }
        }
    }
}

/// An axis whose ends are apart, whatever numbers it was made of.
fn wide(axis: Axis) -> Axis {
    if axis.high - axis.low > 0.0 && (axis.high - axis.low).is_finite() {
        return axis;
    }
    Axis { low: 0.0, high: 1.0, ticks: Vec::new() }
}

/// Every tick, every other, every third, …: as many as do not touch each other.
fn with_room(axis: &Axis, room: f64) -> Vec<(f64, String)> {
    let fits = |every: &usize| {
        let mut ticks = axis.ticks.iter().step_by(*every);
        let Some(mut last) = ticks.next() else { return true };
        ticks.all(|next| {
            let apart = room * (axis.share(next.0) - axis.share(last.0));
            let needed = 0.5 * (width_of(&last.1) + width_of(&next.1)) + 12.0;
            last = next;
            apart >= needed
        })
    };
    let every = (1..=axis.ticks.len()).find(fits).unwrap_or(1);
    axis.ticks.iter().step_by(every).cloned().collect()
}

/// The axis of the values: it holds all of them, and zero where something rises from it.
fn up(chart: &Chart, most_ticks: f64) -> Axis {
    let mut values = Vec::new();
    for layer in &chart.layers {
        match layer {
            Layer::Line(series) | Layer::Steps(series) => {
                values.extend(series.values.iter().flatten());
            }
            Layer::Bars(series) => {
                values.push(0.0);
                values.extend(series.values.iter().flatten());
            }
            Layer::Band { ends, .. } => values.extend(ends.iter().flatten().flatten()),
            Layer::Stack(all) => {
                values.push(0.0);
                values.extend(totals(all));
            }
            Layer::Estimates { values: estimates, .. } => {
                let bounds = estimates.iter().flatten();
                values.extend(bounds.flat_map(|it| [Some(it.value), it.low, it.high]).flatten());
            }
        }
    }
    for mark in &chart.marks {
        match mark {
            Mark::Value { at, .. } => values.push(*at),
            Mark::Place { .. } | Mark::Shade { .. } => {}
        }
    }
    Axis::holding(chart.up.least, values.into_iter(), most_ticks)
}

/// What the series of a stack are together, at each place.
fn totals(all: &[super::Series]) -> Vec<f64> {
    let most = all.iter().map(|series| series.values.len()).max().unwrap_or(0);
    let value = |series: &super::Series, at: usize| {
        let value = series.values.get(at).copied().flatten();
        value.filter(|it| it.is_finite()).map_or(0.0, |it| it.max(0.0))
    };
    (0..most).map(|at| all.iter().map(|series| value(series, at)).sum()).collect()
}

/// How many layers of estimates there are, which stand beside each other.
pub(super) fn estimates(chart: &Chart) -> usize {
    chart.layers.iter().filter(|layer| matches!(layer, Layer::Estimates { .. })).count()
}

/// About how wide a text is, in the letters of a picture. No font is known here, so they are those of
/// a wide one.
pub(super) fn width_of(text: &str) -> f64 {
    let width = |letter: char| match letter {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | ' ' | '.' | ',' | ':' | '\u{202F}' => 5.0,
        'm' | 'w' | 'M' | 'W' | '%' => 12.5,
        'A'..='Z' => 9.5,
        letter if letter < '\u{2E80}' => 8.2,
        _ => 13.0,
    };
    text.chars().map(width).sum()
}

/// A text cut to some pixels.
pub(super) fn cut(text: &str, room: f64) -> String {
    match width_of(text) <= room {
        true => text.to_owned(),
        false => fitting(text.chars(), room - ELLIPSIS).trim_end().to_owned() + "…",
    }
}

/// A name cut to some pixels in its middle: names often differ in how they end.
pub(super) fn cut_name(name: &str, room: f64) -> String {
    if width_of(name) <= room {
        return name.to_owned();
    }
    let half = 0.5 * (room - ELLIPSIS);
    let end: String = fitting(name.chars().rev(), half).chars().rev().collect();
    format!("{}…{}", fitting(name.chars(), half).trim_end(), end.trim_start())
}

const ELLIPSIS: f64 = 14.0;

/// As many letters as there is room for.
fn fitting(letters: impl Iterator<Item = char>, room: f64) -> String {
    let mut text = String::new();
    let mut width = 0.0;
    for letter in letters {
        width += width_of(letter.encode_utf8(&mut [0; 4]));
        if width > room {
            break;
        }
        text.push(letter);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_how_it_begins_and_how_it_ends() {
        assert_eq!(cut_name("sales", 200.0), "sales");
        let cut = cut_name("agent_group.sales.shift[0].agents = 20", 150.0);
        assert!(cut.starts_with("agent_g") && cut.ends_with("= 20"), "{cut}");
        assert!(width_of(&cut) <= 150.0, "{cut}");
    }

    #[test]
    fn a_range_without_end_is_as_wide_as_the_one_before() {
        let places = bounded(&[[0.0, 2.0], [2.0, f64::INFINITY]]);
        assert_eq!(places[1], Place { from: 2.0, middle: 3.0, to: 4.0 });
    }

    #[test]
    fn a_number_takes_half_of_what_is_between_it_and_its_neighbours() {
        let ends: Vec<_> = around(&[1.0, 2.0, 4.0]).iter().map(|it| [it.from, it.to]).collect();
        assert_eq!(ends, [[0.5, 1.5], [1.5, 3.0], [3.0, 5.0]]);
    }
}

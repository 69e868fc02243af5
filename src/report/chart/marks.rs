//! What is marked in a picture: values, places and stretches, with their words.

use super::plane::{Plane, cut, width_of};
use super::svg::{At, Drawing, Point};
use super::{Chart, Mark};

/// The height of a line of words.
const LINE: f64 = 16.0;

/// How much of the picture the words of a mark may take.
const WIDEST: f64 = 0.5;

/// Words with the corners of what they take: none stand on others, as far as there is room.
#[derive(Default)]
struct Said(Vec<[Point; 2]>);

impl Said {
    /// Writes words at the first of some places that is free, or at the first of all.
    fn say(&mut self, words: &str, places: &[(Point, At)], drawing: &mut Drawing) {
        let free = places.iter().find(|(place, at)| self.is_free(corners(words, *place, *at)));
        let Some((place, at)) = free.or(places.first()) else { return };
        self.0.push(corners(words, *place, *at));
        drawing.words("said", *place, *at, words);
    }

    fn is_free(&self, [a, b]: [Point; 2]) -> bool {
        self.0.iter().all(|[c, d]| b.0 < c.0 || d.0 < a.0 || b.1 <= c.1 || d.1 <= a.1)
    }
}

fn corners(words: &str, (x, y): Point, at: At) -> [Point; 2] {
    let width = width_of(words);
    let left = match at {
        At::Start => x,
        At::Middle => x - 0.5 * width,
        At::End => x - width,
    };
    [(left, y - 12.0), (left + width, y + 3.0)]
}

/// Stretches that are shaded, with a darker edge above: what is in force for a part of the time can
/// be seen, too.
pub(super) fn shades(chart: &Chart, plane: &Plane, drawing: &mut Drawing) {
    let [(_, top), (_, bottom)] = plane.corners;
    for (share, [left, right], _) in shaded(chart, plane) {
        drawing.shade("shade", share, [(left, top), (right, bottom)]);
        drawing.shade("edge", share.max(0.4), [(left, top - 4.0), (right, top)]);
    }
}

/// How dark what is, from where to where in pixels, and why.
fn shaded<'a>(
    chart: &'a Chart,
    plane: &Plane,
) -> impl Iterator<Item = (f64, [f64; 2], &'a String)> {
    let (low, high) = (plane.across.low, plane.across.high);
    chart.marks.iter().filter_map(move |mark| {
        let Mark::Shade { from, to, share, label } = mark else { return None };
        let is_known = !plane.is_lying && [from, to, share].into_iter().all(|it| it.is_finite());
        let (from, to) = (from.max(low), to.min(high));
        let pixels = [from, to].map(|at| plane.at(at, plane.up.low).0);
        (is_known && *share > 0.0 && from < to).then(|| (share.min(1.0), pixels, label))
    })
}

/// Lines at values and places, then the words of all marks.
pub(super) fn lines(chart: &Chart, plane: &Plane, drawing: &mut Drawing) {
    let [(left, top), (right, bottom)] = plane.corners;
    for mark in &chart.marks {
        match mark {
            Mark::Value { at, .. } if plane.up.has(*at) => {
                let (x, y) = plane.at(plane.across.low, *at);
                match plane.is_lying {
                    true => drawing.line("target", &[(x, top), (x, bottom)]),
                    false => drawing.line("target", &[(left, y), (right, y)]),
                }
            }
            Mark::Place { at, .. } if !plane.is_lying && plane.across.has(*at) => {
                let (x, _) = plane.at(*at, plane.up.low);
                drawing.line("place", &[(x, top), (x, bottom)]);
            }
            Mark::Value { .. } | Mark::Place { .. } | Mark::Shade { .. } => {}
        }
    }
    let mut said = Said::default();
    values(chart, plane, &mut said, drawing);
    places(chart, plane, &mut said, drawing);
    stretches(chart, plane, &mut said, drawing);
}

/// The words of values stand above their lines or below them, at the right or else at the left.
fn values(chart: &Chart, plane: &Plane, said: &mut Said, drawing: &mut Drawing) {
    let [(left, top), (right, _)] = plane.corners;
    let mut values: Vec<_> = (chart.marks.iter())
        .filter_map(|mark| match mark {
            Mark::Value { at, label } => plane.up.has(*at).then_some((*at, label)),
            Mark::Place { .. } | Mark::Shade { .. } => None,
        })
        .collect();
    // Of two that are close the upper one has its words above.
    values.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    for (at, label) in values {
        let (x, y) = plane.at(plane.across.low, at);
        let label = cut(label, WIDEST * (right - left));
        if plane.is_lying {
            said.say(&label, &beside(plane, x), drawing);
            continue;
        }
        let (above, below) = (y - 6.0, y + LINE);
        let ends = [(right, At::End), (left + 4.0, At::Start)];
        let places = ends.into_iter().flat_map(|(x, at)| [above, below].map(|y| ((x, y), at)));
        // Above the uppermost line stands what the axis is.
        let places: Vec<_> = places.filter(|((_, y), _)| *y > top + 8.0).collect();
        said.say(&label, &places, drawing);
    }
}

fn places(chart: &Chart, plane: &Plane, said: &mut Said, drawing: &mut Drawing) {
    let [(left, _), (right, _)] = plane.corners;
    for mark in &chart.marks {
        let Mark::Place { at, label } = mark else { continue };
        if !plane.is_lying && plane.across.has(*at) {
            let (x, _) = plane.at(*at, plane.up.low);
            said.say(&cut(label, WIDEST * (right - left)), &beside(plane, x), drawing);
        }
    }
}

/// What is shaded for one reason is told once, where it begins.
fn stretches(chart: &Chart, plane: &Plane, said: &mut Said, drawing: &mut Drawing) {
    let [(left, _), (right, _)] = plane.corners;
    let mut told: Vec<&String> = Vec::new();
    for (_, [from, to], label) in shaded(chart, plane) {
        if label.is_empty() || told.contains(&label) {
            continue;
        }
        told.push(label);
        let label = cut(label, WIDEST * (right - left));
        let (x, at) = match from + 5.0 + width_of(&label) <= right {
            true => (from + 5.0, At::Start),
            false => (to - 5.0, At::End),
        };
        said.say(&label, &lines_at(plane, x, at), drawing);
    }
}

/// Places beside an upright line, where there is more room.
fn beside(plane: &Plane, x: f64) -> Vec<(Point, At)> {
    let [(left, _), (right, _)] = plane.corners;
    match x > left + WIDEST * (right - left) {
        true => lines_at(plane, x - 5.0, At::End),
        false => lines_at(plane, x + 5.0, At::Start),
    }
}

/// Lines below each other, from the top on.
fn lines_at(plane: &Plane, x: f64, at: At) -> Vec<(Point, At)> {
    let top = plane.corners[0].1;
    (0..6).map(|line| ((x, top + 13.0 + LINE * f64::from(line)), at)).collect()
}

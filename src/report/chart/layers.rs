//! What stands at the places: lines, bands, bars, areas, estimates.

use super::plane::{Place, Plane, estimates};
use super::svg::{Drawing, Point};
use super::{Across, Chart, Hue, Layer, Series};
use crate::experiment::Bounded;

/// The layers of a picture, and where they go.
pub(super) struct Layers<'a> {
    chart: &'a Chart,
    plane: &'a Plane,
}

/// How much of a name's place its bars take, and how much its marks.
const OF_NAMES: f64 = 0.7;
const OF_MARKS: f64 = 0.5;

/// Bars of at least this width have a gap between them.
const WIDE: f64 = 5.0;

impl<'a> Layers<'a> {
    pub(super) fn of(chart: &'a Chart, plane: &'a Plane) -> Self {
        Layers { chart, plane }
    }

    /// Draws all of them, the first at the back.
    pub(super) fn draw(&self, drawing: &mut Drawing) {
        let is_bars = |layer: &&Layer| matches!(layer, Layer::Bars(_));
        let all_bars = self.chart.layers.iter().filter(is_bars).count();
        let (mut bars, mut marks) = (0, 0);
        for layer in &self.chart.layers {
            match layer {
                Layer::Line(series) => self.line(series, drawing),
                Layer::Steps(series) => self.steps(series, drawing),
                Layer::Band { hue, ends, .. } => self.band(*hue, ends, drawing),
                Layer::Bars(series) => {
                    self.bars(series, (bars, all_bars), drawing);
                    bars += 1;
                }
                Layer::Stack(all) => self.stack(all, drawing),
                Layer::Estimates { hue, values, .. } => {
                    self.estimates(*hue, values, (marks, estimates(self.chart)), drawing);
                    marks += 1;
                }
            }
        }
    }

    fn line(&self, series: &Series, drawing: &mut Drawing) {
        let class = class("line", series.hue);
        for run in self.runs(&series.values, |it| it.is_finite()) {
            let points: Vec<_> =
                run.iter().map(|(place, value)| self.plane.at(place.middle, *value)).collect();
            drawing.line(&class, &points);
        }
    }

    fn steps(&self, series: &Series, drawing: &mut Drawing) {
        let class = class("line", series.hue);
        for run in self.runs(&series.values, |it| it.is_finite()) {
            drawing.line(&class, &self.level(&run));
        }
    }

    /// A level line over each place of a run.
    fn level(&self, run: &[(Place, f64)]) -> Vec<Point> {
        let ends = |(place, value): &(Place, f64)| {
            [place.from, place.to].map(|across| self.plane.at(across, *value))
        };
        run.iter().flat_map(ends).collect()
    }

    fn band(&self, hue: Hue, ends: &[Option<[f64; 2]>], drawing: &mut Drawing) {
        let class = class("band", hue);
        let is_known = |ends: &[f64; 2]| ends.iter().all(|it| it.is_finite());
        for run in self.runs(ends, is_known) {
            let edge = |end: usize| {
                let edge: Vec<_> = run.iter().map(|(place, ends)| (*place, ends[end])).collect();
                match self.is_stepped() || edge.len() == 1 {
                    true => self.level(&edge),
                    false => {
                        edge.iter().map(|(it, value)| self.plane.at(it.middle, *value)).collect()
                    }
                }
            };
            let (low, high) = (edge(0), edge(1));
            drawing
                .area(&class, &low.into_iter().chain(high.into_iter().rev()).collect::<Vec<_>>());
        }
    }

    /// Whether what is drawn belongs to whole places, not to their middles.
    fn is_stepped(&self) -> bool {
        let has = |is: fn(&Layer) -> bool| self.chart.layers.iter().any(is);
        match self.chart.across {
            Across::Names { .. } => true,
            Across::Ranges { .. } | Across::Numbers { .. } => {
                has(|layer| matches!(layer, Layer::Steps(_)))
                    && !has(|layer| matches!(layer, Layer::Line(_)))
            }
        }
    }

    fn bars(&self, series: &Series, beside: (usize, usize), drawing: &mut Drawing) {
        let class = class("bar", series.hue);
        let ground = self.plane.ground();
        for (place, value) in self.plane.places.iter().zip(&series.values) {
            let Some(value) = value.filter(|it| it.is_finite() && *it != ground) else { continue };
            let (from, to) = self.part(place, beside);
            drawing.rectangle(&class, [self.plane.at(from, ground), self.plane.at(to, value)]);
        }
    }

    /// The part of a place that the bar of one of some series takes.
    fn part(&self, place: &Place, (number, count): (usize, usize)) -> (f64, f64) {
        let width = place.to - place.from;
        let taken = match self.chart.across {
            Across::Names { .. } => OF_NAMES,
            Across::Ranges { .. } | Across::Numbers { .. } => {
                let room = self.plane.room(place);
                if room >= WIDE { 1.0 - 1.0 / room } else { 1.0 }
            }
        };
        let part = taken * width / count.max(1) as f64;
        let from = place.middle - 0.5 * taken * width + part * number as f64;
        (from, from + part)
    }

    /// Areas on top of each other. A place where nobody has a value is a gap.
    fn stack(&self, all: &[Series], drawing: &mut Drawing) {
        let mut below = vec![0.0; self.plane.places.len()];
        let value = |series: &Series, at: usize| {
            series.values.get(at).copied().flatten().filter(|it| it.is_finite())
        };
        for series in all {
            let ends: Vec<_> = (0..below.len())
                .map(|at| {
                    all.iter().any(|it| value(it, at).is_some()).then(|| {
                        let low = below[at];
                        below[at] += value(series, at).map_or(0.0, |it| it.max(0.0));
                        [low, below[at]]
                    })
                })
                .collect();
            if ends.iter().flatten().any(|[low, high]| high > low) {
                self.stacked(series.hue, &ends, drawing);
            }
        }
    }

    fn stacked(&self, hue: Hue, ends: &[Option<[f64; 2]>], drawing: &mut Drawing) {
        let class = class("area", hue);
        if matches!(self.chart.across, Across::Names { .. }) {
            for (place, ends) in self.plane.places.iter().zip(ends) {
                let Some([low, high]) = ends.filter(|[low, high]| high > low) else { continue };
                let (from, to) = self.part(place, (0, 1));
                drawing.rectangle(&class, [self.plane.at(from, low), self.plane.at(to, high)]);
            }
            return;
        }
        for run in self.runs(ends, |_| true) {
            let edge = |end: usize| {
                let edge: Vec<_> = run.iter().map(|(place, ends)| (*place, ends[end])).collect();
                match self.chart.across {
                    Across::Numbers { .. } if edge.len() > 1 => {
                        edge.iter().map(|(it, value)| self.plane.at(it.middle, *value)).collect()
                    }
                    Across::Numbers { .. } | Across::Ranges { .. } | Across::Names { .. } => {
                        self.level(&edge)
                    }
                }
            };
            let (low, high) = (edge(0), edge(1));
            drawing
                .area(&class, &low.into_iter().chain(high.into_iter().rev()).collect::<Vec<_>>());
        }
    }

    /// Marks with their intervals; those of several series stand beside each other.
    fn estimates(
        &self,
        hue: Hue,
        values: &[Option<Bounded>],
        (number, count): (usize, usize),
        drawing: &mut Drawing,
    ) {
        let aside = |place: &Place| {
            let step = OF_MARKS * (place.to - place.from) / count.max(1) as f64;
            let step = step.min(14.0 * (place.to - place.from) / self.plane.room(place));
            place.middle + step * (number as f64 - 0.5 * (count as f64 - 1.0))
        };
        let known: Vec<_> = self.plane.places.iter().zip(values).collect();
        for (place, estimate) in &known {
            let Some(Bounded { low: Some(low), high: Some(high), .. }) = estimate else { continue };
            if low.is_finite() && high.is_finite() {
                self.whisker(&class("whisker", hue), aside(place), [*low, *high], drawing);
            }
        }
        for (place, estimate) in &known {
            let value = estimate.map(|it| it.value).filter(|it| it.is_finite());
            let Some(value) = value else { continue };
            let place = self.plane.at(aside(place), value);
            mark(number, &class("mark", hue), place, drawing);
        }
    }

    fn whisker(&self, class: &str, across: f64, ends: [f64; 2], drawing: &mut Drawing) {
        let [low, high] = ends.map(|value| self.plane.at(across, value));
        drawing.line(class, &[low, high]);
        for (x, y) in [low, high] {
            match self.plane.is_lying {
                true => drawing.line(class, &[(x, y - 4.0), (x, y + 4.0)]),
                false => drawing.line(class, &[(x - 4.0, y), (x + 4.0, y)]),
            }
        }
    }

    /// What has a value without a gap, each with its place.
    fn runs<T: Copy>(
        &self,
        values: &[Option<T>],
        is_known: impl Fn(&T) -> bool,
    ) -> Vec<Vec<(Place, T)>> {
        let mut runs: Vec<Vec<(Place, T)>> = Vec::new();
        let mut end = None;
        for (place, value) in self.plane.places.iter().zip(values) {
            let Some(value) = value.filter(&is_known) else {
                end = None;
                continue;
            };
            let is_near = |end: f64| (place.from - end).abs() <= 1e-6 * (place.to - place.from);
            match runs.last_mut() {
                Some(run) if end.is_some_and(is_near) => run.push((*place, value)),
                Some(_) | None => runs.push(vec![(*place, value)]),
            }
            end = Some(place.to);
        }
        runs
    }
}

/// The mark of a series: they differ in form, too.
pub(super) fn mark(number: usize, class: &str, (x, y): Point, drawing: &mut Drawing) {
    match number % 4 {
        0 => drawing.disc(class, (x, y), 4.5),
        1 => drawing.rectangle(class, [(x - 4.0, y - 4.0), (x + 4.0, y + 4.0)]),
        2 => drawing.area(class, &[(x, y - 5.5), (x + 5.0, y + 4.0), (x - 5.0, y + 4.0)]),
        _ => drawing.area(class, &[(x, y - 6.0), (x + 6.0, y), (x, y + 6.0), (x - 6.0, y)]),
    }
}

/// What the page calls something of a hue.
pub(super) fn class(part: &str, hue: Hue) -> String {
    match hue {
        Hue::Series(number) => format!("{part} s{}", number % HUES),
        Hue::Good => format!("{part} good"),
        Hue::Bad => format!("{part} bad"),
        Hue::Quiet => format!("{part} quiet"),
    }
}

/// How many hues tell series apart.
const HUES: usize = 8;

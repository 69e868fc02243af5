//! A sweep as a picture: lines along a factor, a map of two, or a cloud of points for each of more.

use super::super::chart::{Axis, ends};
use super::super::labels::percent_label;
use super::super::table::short;
use super::answer::{common_objective, is_met};
use super::axis::{distinct, numbers, of_levels, of_numbers};
use super::canvas::{At, BLACK, Canvas, Color, GREY, LIGHT, Mark, Place, SERIES, WHITE};
use super::label::{factor_labels, measure_label, shown};
use crate::experiment::{Bounded, Level, Sweep};

/// No more panels than these; the files hold the rest.
const MOST_PANELS: usize = 4;
const MOST_CLOUDS: usize = 6;

/// The size of a panel in pixels, of a single one, and of what stands above all.
const WIDTH: i32 = 520;
const HEIGHT: i32 = 360;
const ALONE: i32 = 760;
const HEAD: i32 = 56;

/// What the words at the sides of a panel take.
const LEFT: i32 = 78;
const RIGHT: i32 = 22;
const ABOVE: i32 = 34;
const BELOW: i32 = 58;

/// How the points of a sweep are drawn.
enum Kind {
    /// Along a factor, with a line for each level of another, if there is one.
    Lines { along: usize, beside: Option<usize> },
    /// Two factors, and a colour for the value.
    Map { across: usize, up: usize },
    /// Each factor alone, whatever the others are.
    Clouds,
}

impl Kind {
    fn of(sweep: &Sweep) -> Self {
        let levels = |factor| levels(sweep, factor);
        let count = |factor| distinct(&levels(factor)).len();
        let is_full = |a: usize, b: usize| count(a) * count(b) == sweep.points.len();
        match sweep.factors.len() {
            1 => Kind::Lines { along: 0, beside: None },
            2 if is_full(0, 1) || sweep.design == "full" => {
                let are_numbers = |factor| numbers(&levels(factor)).is_some();
                let (more, less) = match (count(0) >= count(1), are_numbers(0), are_numbers(1)) {
                    (_, true, false) | (true, true, true) | (true, false, false) => (0, 1),
                    (_, false, true) | (false, ..) => (1, 0),
                };
                match count(less) <= SERIES.len() {
                    true => Kind::Lines { along: more, beside: Some(less) },
                    false => Kind::Map { across: more, up: less },
                }
            }
            _ => Kind::Clouds,
        }
    }
}

/// The picture as SVG.
pub(super) fn picture(sweep: &Sweep) -> String {
    let kind = Kind::of(sweep);
    let panels = match kind {
        Kind::Clouds => sweep.factors.len().min(MOST_CLOUDS),
        Kind::Lines { .. } | Kind::Map { .. } => sweep.measures.len().min(MOST_PANELS),
    } as i32;
    let columns = if panels > 1 { 2 } else { 1 };
    let width = if panels > 1 { columns * WIDTH } else { ALONE };
    let height = HEAD + (panels + columns - 1) / columns * HEIGHT;
    let mut canvas = Canvas::new(width, height);
    head(sweep, &kind, &mut canvas);
    for number in 0..panels {
        let left = number % columns * WIDTH;
        let top = HEAD + number / columns * HEIGHT;
        let panel_width = if panels > 1 { WIDTH } else { ALONE };
        let number = number as usize;
        let mut panel = Panel::new(sweep, &mut canvas, (left, top), panel_width);
        match kind {
            Kind::Lines { along, beside } => panel.lines(number, along, beside),
            Kind::Map { across, up } => panel.map(number, across, up),
            Kind::Clouds => panel.cloud(number),
        }
    }
    canvas.finish()
}

/// What it is a picture of.
fn head(sweep: &Sweep, kind: &Kind, canvas: &mut Canvas) {
    let partial = if sweep.is_partial() { " (interrupted)" } else { "" };
    canvas.words(&(short(&sweep.scenario, 60) + partial), (16, 20), At::Left, (17, BLACK));
    let bars = match kind {
        Kind::Map { .. } => String::new(),
        Kind::Lines { .. } | Kind::Clouds => {
            format!("; bars: {} confidence", percent_label(sweep.confidence))
        }
    };
    let (points, replications, seed) = (sweep.points.len(), sweep.replications, sweep.seed);
    let text = format!("{points} points of {replications} replications each, seed {seed}{bars}");
    canvas.words(&text, (16, 43), At::Left, (12, GREY));
}

/// The levels of a factor, point by point.
fn levels(sweep: &Sweep, factor: usize) -> Vec<&Level> {
    sweep.points.iter().map(|point| &point.levels[factor]).collect()
}

/// A part of the picture.
struct Panel<'a> {
    sweep: &'a Sweep,
    canvas: &'a mut Canvas,
    /// The corners of what the axes enclose.
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
}

impl<'a> Panel<'a> {
    fn new(sweep: &'a Sweep, canvas: &'a mut Canvas, (left, top): Place, width: i32) -> Self {
        Panel {
            sweep,
            canvas,
            left: left + LEFT,
            right: left + width - RIGHT,
            top: top + ABOVE,
            bottom: top + HEIGHT - BELOW,
        }
    }

    /// Lines along a factor.
    fn lines(&mut self, measure: usize, along: usize, beside: Option<usize>) {
        let series = beside.map(|factor| distinct(&levels(self.sweep, factor)));
        // Beside the lines stands what they are.
        self.right -= if series.is_some() { 130 } else { 0 };
        let levels_along = levels(self.sweep, along);
        let (across, places) = of_levels(&levels_along);
        let up = self.measure_axis(measure);
        self.frame(&across, &up, &self.sweep.factors[along], &self.title(measure));
        self.target(measure, &up);
        let is_line = numbers(&levels_along).is_some();
        let count = series.as_ref().map_or(1, Vec::len);
        for (number, (color, mark)) in SERIES.iter().enumerate().take(count) {
            let is_its = |point: &usize| match (beside, &series) {
                (Some(factor), Some(series)) => {
                    self.sweep.points[*point].levels[factor] == *series[number]
                }
                _ => true,
            };
            let mut points: Vec<usize> = (0..places.len()).filter(is_its).collect();
            points.sort_by(|a, b| places[*a].total_cmp(&places[*b]));
            // Bars at the same place would hide each other.
            let shift = 3 * number as i32 - 3 * (count as i32 - 1) / 2;
            let shift = if is_line { shift } else { 2 * shift };
            let place = |point: &usize| {
                let value = self.value(*point, measure)?;
                Some((self.x(&across, places[*point]) + shift, self.y(&up, value.value)))
            };
            let line: Vec<Place> = points.iter().filter_map(place).collect();
            if is_line && line.len() > 1 {
                self.canvas.line(&line, *color, 1);
            }
            for point in &points {
                let x = self.x(&across, places[*point]) + shift;
                self.estimate(self.value(*point, measure), (&up, x), (*mark, *color));
            }
            if let Some(series) = &series {
                self.legend(number as i32, series[number], (*mark, *color));
            }
        }
        if let Some(factor) = beside {
            let label = short(&factor_labels(&self.sweep.factors)[factor], 22);
            self.canvas.words(&label, (self.right + 12, self.top + 6), At::Left, (11, GREY));
        }
    }

    fn legend(&mut self, number: i32, level: &Level, (mark, color): (Mark, Color)) {
        let place = (self.right + 20, self.top + 28 + 20 * number);
        self.canvas.line(&[(place.0 - 8, place.1), (place.0 + 8, place.1)], color, 1);
        self.canvas.mark(place, mark, color);
        let words = short(level.shown(), 14);
        self.canvas.words(&words, (place.0 + 16, place.1), At::Left, (12, BLACK));
    }

    /// A cloud of points along a factor.
    fn cloud(&mut self, factor: usize) {
        let (across, places) = of_levels(&levels(self.sweep, factor));
        let up = self.measure_axis(0);
        self.frame(&across, &up, &self.sweep.factors[factor], &self.title(0));
        self.target(0, &up);
        for (point, place) in places.iter().enumerate() {
            let x = self.x(&across, *place);
            self.estimate(self.value(point, 0), (&up, x), (Mark::Ring, BLACK));
        }
    }

    /// A value with the bar of its interval.
    fn estimate(
        &mut self,
        value: Option<Bounded>,
        (up, x): (&Axis, i32),
        (mark, color): (Mark, Color),
    ) {
        let Some(Bounded { value, low, high }) = value else { return };
        if let (Some(low), Some(high)) = (low, high) {
            let (low, high) = (self.y(up, low), self.y(up, high));
            self.canvas.line(&[(x, low), (x, high)], color, 1);
            self.canvas.line(&[(x - 3, low), (x + 3, low)], color, 1);
            self.canvas.line(&[(x - 3, high), (x + 3, high)], color, 1);
        }
        let y = self.y(up, value);
        self.canvas.mark((x, y), mark, color);
    }

    /// A map of two factors: the darker, the higher.
    fn map(&mut self, measure: usize, across: usize, up: usize) {
        self.right -= 64;
        let [columns, rows] = [across, up].map(|factor| distinct(&levels(self.sweep, factor)));
        let values: Vec<f64> = self.values(measure).iter().map(|each| each.value).collect();
        let [low, high] = ends(values.into_iter());
        let darkness = |value: f64| match high > low {
            true => (value - low) / (high - low),
            false => 0.5,
        };
        let edge = |from: i32, to: i32, number: usize, count: usize| {
            from + (i64::from(to - from) * number as i64 / count as i64) as i32
        };
        let Panel { left, right, top, bottom, .. } = *self;
        let column = |number| edge(left, right, number, columns.len());
        let row = |number| edge(bottom, top, number, rows.len());
        for point in 0..self.sweep.points.len() {
            let levels = &self.sweep.points[point].levels;
            let place = |levels_of: &[&Level], level: &Level| {
                levels_of.iter().position(|other| *other == level).unwrap_or(0)
            };
            let (x, y) = (place(&columns, &levels[across]), place(&rows, &levels[up]));
            let corners = [(column(x), row(y + 1)), (column(x + 1), row(y))];
            let Some(estimate) = self.value(point, measure) else { continue };
            self.cell(corners, estimate.value, darkness(estimate.value));
        }
        for point in 0..self.sweep.points.len() {
            let levels = &self.sweep.points[point].levels;
            let x = columns.iter().position(|it| **it == levels[across]).unwrap_or(0);
            let y = rows.iter().position(|it| **it == levels[up]).unwrap_or(0);
            if self.is_met(point, measure) {
                // Two frames, so that one of them can be seen on any ground.
                let (left, top, right, bottom) = (column(x), row(y + 1), column(x + 1), row(y));
                let inner = [(left + 2, top + 2), (right - 2, bottom - 2)];
                self.canvas.rectangle([(left + 1, top + 1), (right - 1, bottom - 1)], BLACK, false);
                self.canvas.rectangle(inner, WHITE, false);
            }
        }
        let middle = |from: i32, to: i32| (from + to) / 2;
        let every = columns.len().div_ceil(12);
        for (number, level) in columns.iter().enumerate().step_by(every) {
            let place = (middle(column(number), column(number + 1)), self.bottom + 8);
            self.canvas.words(&short(level.shown(), 8), place, At::Below, (12, BLACK));
        }
        let every = rows.len().div_ceil(16);
        for (number, level) in rows.iter().enumerate().step_by(every) {
            let place = (self.left - 6, middle(row(number), row(number + 1)));
            self.canvas.words(&short(level.shown(), 8), place, At::Right, (12, BLACK));
        }
        let factors = &self.sweep.factors;
        self.names(&factors[across], &factors[up]);
        let met = match (0..self.sweep.points.len()).any(|point| self.is_met(point, measure)) {
            true => " (framed: target met)",
            false => "",
        };
        let title = self.title(measure) + met;
        self.canvas.words(
            &title,
            (middle(self.left, self.right), self.top - 14),
            At::Middle,
            (14, BLACK),
        );
        self.scale((low, high));
    }

    fn cell(&mut self, corners: [Place; 2], value: f64, darkness: f64) {
        self.canvas.rectangle(corners, shade(darkness), true);
        let [(left, top), (right, bottom)] = corners;
        if right - left >= 34 && bottom - top >= 14 {
            let color = if darkness > 0.55 { WHITE } else { BLACK };
            let place = ((left + right) / 2, (top + bottom) / 2);
            let decimals = if value.abs() < 100.0 { 1 } else { 0 };
            self.canvas.words(&format!("{value:.decimals$}"), place, At::Middle, (11, color));
        }
    }

    /// Which value is how dark.
    fn scale(&mut self, (low, high): (f64, f64)) {
        const STEPS: i32 = 40;
        let height = self.bottom - self.top;
        let (left, right) = (self.right + 14, self.right + 28);
        for step in 0..STEPS {
            let (bottom, top) =
                (self.bottom - height * step / STEPS, self.bottom - height * (step + 1) / STEPS);
            let color = shade((f64::from(step) + 0.5) / f64::from(STEPS));
            self.canvas.rectangle([(left, top), (right, bottom)], color, true);
        }
        self.canvas.rectangle([(left, self.top), (right, self.bottom)], GREY, false);
        let decimals = if high - low < 10.0 { 1 } else { 0 };
        for (value, y) in [
            (low, self.bottom),
            ((low + high) / 2.0, (self.top + self.bottom) / 2),
            (high, self.top),
        ] {
            let words = format!("{value:.decimals$}");
            self.canvas.words(&words, (right + 5, y), At::Left, (11, BLACK));
        }
    }

    /// Axes with what is written beside them, and a title.
    fn frame(&mut self, across: &Axis, up: &Axis, name: &str, title: &str) {
        for (value, text) in &across.ticks {
            let x = self.x(across, *value);
            self.canvas.line(&[(x, self.top), (x, self.bottom)], LIGHT, 1);
            self.canvas.words(text, (x, self.bottom + 8), At::Below, (12, BLACK));
        }
        for (value, text) in &up.ticks {
            let y = self.y(up, *value);
            self.canvas.line(&[(self.left, y), (self.right, y)], LIGHT, 1);
            self.canvas.words(text, (self.left - 6, y), At::Right, (12, BLACK));
        }
        let corners = [(self.left, self.top), (self.right, self.bottom)];
        self.canvas.rectangle(corners, GREY, false);
        self.names(name, title);
    }

    /// What the axes are.
    fn names(&mut self, across: &str, up: &str) {
        let below = ((self.left + self.right) / 2, self.bottom + 34);
        self.canvas.words(&short(across, 60), below, At::Below, (13, BLACK));
        let beside = (self.left - 60, (self.top + self.bottom) / 2);
        self.canvas.words(&short(up, 44), beside, At::Upwards, (13, BLACK));
    }

    /// The target, if a panel has one.
    fn target(&mut self, measure: usize, up: &Axis) {
        let Some(call_type) = self.promised(measure) else { return };
        let Some(objective) = common_objective(self.sweep, call_type) else { return };
        let value = 100.0 * objective.target;
        if !up.has(value) {
            return;
        }
        let y = self.y(up, value);
        self.canvas.dashes((self.left, y), self.right, BLACK);
        let words = format!("target {}", percent_label(objective.target));
        self.canvas.words(&words, (self.left + 6, y - 9), At::Left, (11, BLACK));
    }

    /// The call type whose objective a measure is about.
    fn promised(&self, measure: usize) -> Option<usize> {
        let measure = &self.sweep.measures[measure];
        let is_level = measure.measure.name == "service_level";
        let call_types = &self.sweep.call_types;
        match &measure.whose {
            _ if !is_level => None,
            None => (call_types.len() == 1).then_some(0),
            Some(whose) => call_types.iter().position(|name| name == whose),
        }
    }

    fn is_met(&self, point: usize, measure: usize) -> bool {
        let promised = self.promised(measure);
        promised.and_then(|it| self.sweep.points[point].objectives[it]).is_some_and(is_met)
    }

    /// Which measure of whom a panel shows.
    fn title(&self, measure: usize) -> String {
        let measure = &self.sweep.measures[measure];
        let mut label = measure_label(measure);
        if measure.measure.name == "probability_met" {
            label.push_str(" %");
        }
        match &measure.whose {
            Some(whose) => format!("{}: {label}", short(whose, 24)),
            None => label,
        }
    }

    fn measure_axis(&self, measure: usize) -> Axis {
        let bounds = self.values(measure).into_iter();
        let bounds: Vec<f64> = bounds
            .flat_map(|it| [it.value, it.low.unwrap_or(it.value), it.high.unwrap_or(it.value)])
            .collect();
        of_numbers(&bounds)
    }

    fn values(&self, measure: usize) -> Vec<Bounded> {
        (0..self.sweep.points.len()).filter_map(|point| self.value(point, measure)).collect()
    }

    /// The value of a measure, as it is shown.
    fn value(&self, point: usize, measure: usize) -> Option<Bounded> {
        let factor = shown(&self.sweep.measures[measure]).factor();
        let Bounded { value, low, high } = self.sweep.points[point].estimates[measure]?;
        let [low, high] = [low, high].map(|bound| bound.map(|it| factor * it));
        Some(Bounded { value: factor * value, low, high })
    }

    fn x(&self, axis: &Axis, value: f64) -> i32 {
        self.left + (f64::from(self.right - self.left) * axis.share(value)).round() as i32
    }

    fn y(&self, axis: &Axis, value: f64) -> i32 {
        self.bottom - (f64::from(self.bottom - self.top) * axis.share(value)).round() as i32
    }
}

/// From nearly white to dark blue, evenly darker.
fn shade(darkness: f64) -> Color {
    let between =
        |from: f64, to: f64| (from + (to - from) * darkness.clamp(0.0, 1.0)).round() as u8;
    Color(between(240.0, 8.0), between(246.0, 38.0), between(252.0, 92.0))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{sweep, sweep_of_two};
    use super::*;

    #[test]
    fn one_factor_is_a_line_with_bars_and_the_target() {
        let svg = picture(&sweep(&[("25", 0.771), ("26", 0.791), ("27", 0.809)]));
        assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"));
        for part in ["target 80 %", "agent_group.sales.agents", "service level %", "<polyline"] {
            assert!(svg.contains(part), "{part}");
        }
    }

    #[test]
    fn two_factors_are_lines_if_one_has_few_levels_and_a_map_otherwise() {
        assert!(matches!(Kind::of(&sweep_of_two(3, 9)), Kind::Lines { along: 1, beside: Some(0) }));
        assert!(matches!(Kind::of(&sweep_of_two(9, 8)), Kind::Map { across: 0, up: 1 }));
        assert!(picture(&sweep_of_two(9, 8)).contains("framed: target met"));
    }

    #[test]
    fn no_name_can_break_out_of_the_picture() {
        for sweep in [sweep_of_two(3, 9), sweep_of_two(9, 8)] {
            let svg = picture(&sweep);
            assert!(svg.contains("&lt;b&gt;&amp;&quot;c&quot; "), "{svg}");
            assert!(!svg.contains("<b>") && !svg.contains('\u{1}'));
        }
    }

    #[test]
    fn a_sweep_without_any_value_is_an_empty_picture() {
        let mut empty = sweep(&[("25", 0.8)]);
        empty.points[0].estimates[0] = None;
        assert!(!picture(&empty).contains("<circle"));
    }
}

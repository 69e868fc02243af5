//! The page of a long run.

use maud::html;

use super::super::chart::{Across, Chart, Hue, Layer, Mark, Series, Up};
use super::super::number::{NONE, Shown, alone, with_half_width};
use super::super::steady_state::{LongRunReport, bounds, long_label};
use super::super::table::Table;
use super::blocks::{figure, sections};
use super::words::{first_upper, measure_words, path_words};
use super::{Chapter, Document, Origin};
use crate::experiment::Stretch;
use crate::observe::Unit;
use crate::time::SimDuration;

/// The page of a long run.
pub(in crate::report) fn steady_state_page(report: &LongRunReport, origin: &Origin) -> String {
    let page = report.page();
    let course = figure(&course(report));
    let measures = html! { (sections(page.sections())) };
    let verdict = verdict(report);
    let document = Document {
        title: format!("{} in the long run", report.model.name()),
        description: origin.description(),
        answer: std::iter::once(verdict)
            .chain(page.headlines().iter().map(|it| format!("{it}.")))
            .collect(),
        chapters: vec![
            Chapter { id: "measures", title: "In the long run".to_owned(), body: measures },
            Chapter {
                id: "course",
                title: "The run from beginning to end".to_owned(),
                body: course,
            },
            origin.chapter(page.notes()),
        ],
    };
    document.render()
}

/// What the guide is, and whether it can be trusted.
fn verdict(report: &LongRunReport) -> String {
    let found = report.found;
    let guide = &found.measures[found.guide];
    let value = with_half_width(bounds(guide), Shown::of(guide.column.measure.unit));
    let unit = match unit(report) {
        "" => String::new(),
        unit => format!(" {unit}"),
    };
    let trust = match report.warnings().len() {
        0 => "nothing speaks against it",
        1 => "but one thing speaks against it, see the warning",
        _ => "but several things speak against it, see the warnings",
    };
    format!("In the long run, {} is {value}{unit}; {trust}.", path_words(&report.guide()))
}

/// The unit in which the guide is shown.
fn unit(report: &LongRunReport) -> &'static str {
    match report.found.measures[report.found.guide].column.measure.unit {
        Unit::Share => "%",
        Unit::Money => "",
        unit => unit.name(),
    }
}

/// The guide over time.
fn course(report: &LongRunReport) -> Chart {
    let found = report.found;
    let guide = &found.measures[found.guide];
    let shown = Shown::of(guide.column.measure.unit);
    let clock = Clock::of(report.length());
    let name = measure_words(guide.column.measure.name);
    let value = |stretch: &Stretch| stretch.value.map(|value| shown.factor() * value);
    let values: Vec<_> = found.course.iter().map(value).collect();
    let header = ["from", "to", &path_words(&report.guide()), "is"];
    let mut table = Table::new(2, header).ending_with_text();
    for (stretch, value) in found.course.iter().zip(&values) {
        let value = value.map_or(NONE.to_owned(), alone);
        let is = if stretch.is_left_out { "left out" } else { "a batch" };
        let ends = [stretch.from, stretch.to].map(long_label);
        table.row([&ends[..], &[value, is.to_owned()]].concat());
    }
    let mut marks = vec![Mark::Shade {
        from: 0.0,
        to: clock.at(found.left_out),
        share: 0.5,
        label: "left out".to_owned(),
    }];
    marks.extend(guide.value.map(|value| Mark::Value {
        at: shown.factor() * value.estimate.value,
        label: "in the long run".to_owned(),
    }));
    let label = match unit(report) {
        "" => name.clone(),
        unit => format!("{name}, {unit}"),
    };
    Chart {
        id: "course".to_owned(),
        title: first_upper(&format!("{name} over time")),
        caption: format!(
            "The mean of each of {} batches, and of what was left out before them. In a steady state \
             it goes up and down about one level, without a trend.",
            found.batches
        ),
        across: Across::Ranges {
            label: format!("{} since the beginning", clock.name),
            ranges: found
                .course
                .iter()
                .map(|each| [each.from, each.to].map(|end| clock.at(end)))
                .collect(),
            ticks: clock.ticks(report.length()),
        },
        up: Up { label, least: [0.0, 0.0] },
        layers: vec![Layer::Steps(Series {
            name: "mean of a batch".to_owned(),
            hue: Hue::Series(0),
            values,
        })],
        marks,
        table,
    }
}

/// In what the time of a run is told.
struct Clock {
    name: &'static str,
    seconds: f64,
}

impl Clock {
    /// The largest of units of which the run has a few.
    fn of(length: SimDuration) -> Self {
        let clocks = [("days", 86_400.0), ("hours", 3600.0), ("minutes", 60.0), ("seconds", 1.0)];
        let has_a_few = |(_, seconds): &(&str, f64)| length.as_secs_f64() >= 3.0 * seconds;
        let (name, seconds) = clocks.into_iter().find(has_a_few).unwrap_or(clocks[3]);
        Clock { name, seconds }
    }

    /// A moment in its unit.
    fn at(&self, since: SimDuration) -> f64 {
        since.as_secs_f64() / self.seconds
    }

    /// What is written where: six round numbers or so.
    fn ticks(&self, length: SimDuration) -> Vec<(f64, String)> {
        let end = self.at(length);
        let steps = (0..10).flat_map(|power| [1.0, 2.0, 5.0].map(|it| it * f64::powi(10.0, power)));
        let step = steps.into_iter().find(|step| end / step <= MOST_TICKS).unwrap_or(end.max(1.0));
        let ticks = (0..).map(|number| f64::from(number) * step).take_while(|tick| *tick <= end);
        ticks.map(|tick| (tick, format!("{tick:.0}"))).collect()
    }
}

/// So many steps along an axis.
const MOST_TICKS: f64 = 8.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::MICROS_PER_SECOND;

    #[test]
    fn a_long_run_is_told_in_the_unit_of_which_it_has_a_few() {
        let told = |seconds: u64| {
            let length = SimDuration::from_micros(seconds * MICROS_PER_SECOND);
            let clock = Clock::of(length);
            (clock.name, clock.ticks(length).last().unwrap().1.clone())
        };
        assert_eq!(told(100 * 3600), ("days", "4".to_owned()));
        assert_eq!(told(40 * 3600), ("hours", "40".to_owned()));
        assert_eq!(told(2), ("seconds", "2".to_owned()));
        assert_eq!(told(86_400 * 3650), ("days", "3500".to_owned()));
    }
}

//! The chapter on the day, or on the days: calls, service level, waits and queue by interval.

use maud::{Markup, html};

use super::super::Chapter;
use super::super::blocks::{figure, sections};
use super::answer::capital;
use super::parts::{AT_ONCE, figures_and_more};
use super::subject::{Subject, in_percent, percent};
use super::timeline::{Scale, Timeline, day_label, means, ranges, series};
use crate::experiment::{AgentBands, Band, CallBands, DayRow, Days};
use crate::observe::Scope;
use crate::report::chart::{Across, Chart, Hue, Layer, Mark, Up};
use crate::report::labels::{percent_label, slice_name};
use crate::report::number::{NONE, probability};
use crate::report::table::Table;
use crate::report::week::{self, by_day};

/// With more rows than this in all tables, only the worst call types have pictures.
const MOST_ROWS: usize = 6000;

/// How many pictures each call type has.
const PICTURES: usize = 4;

/// A horizon of more open days has no picture day by day.
const MOST_DAYS: usize = 62;

/// Nothing of one interval without an end.
pub(super) fn chapter(subject: Subject) -> Option<Chapter> {
    let horizon = subject.model.horizon();
    let days = days(subject);
    let intervals = match Timeline::new(subject) {
        Some(timeline) => by_interval(subject, &timeline),
        None if days.is_none() => return None,
        None => html! {
            p { "There are too many intervals to draw. They are in " code { "intervals.csv" } "." }
        },
    };
    let title = match horizon.start_date() {
        Some(_) if horizon.day_count() == 1 => format!("The day by {}", slice_name(horizon)),
        Some(_) => "The days".to_owned(),
        None => "Interval by interval".to_owned(),
    };
    let body = html! { @if let Some(days) = days { (days) } (intervals) };
    Some(Chapter { id: "day", title, body })
}

/// The days as a picture and as a table; nothing of a horizon of one.
fn days(subject: Subject) -> Option<Markup> {
    let mut table = by_day(subject.results, subject.model)?;
    table.title = capital(&table.title);
    let picture = days_met(subject).map(|chart| figure(&chart));
    Some(html! { @if let Some(picture) = picture { (picture) } (sections(&[table])) })
}

/// First what shows where promises break, then why: all calls, the agents, and each call type.
fn by_interval(subject: Subject, timeline: &Timeline) -> Markup {
    let scopes = subject.scopes();
    let room = MOST_ROWS / (PICTURES * timeline.labels.len());
    let shown = scopes.len().min(room.max(AT_ONCE));
    let calls: Vec<_> =
        scopes[..shown].iter().map(|scope| Calls::of(subject, timeline, *scope)).collect();
    let at_once = calls.iter().take(AT_ONCE).map(Calls::level);
    let (all, types) = calls.split_first().expect("calls of one type at least");
    let at_once: Vec<_> =
        at_once.chain([all.numbers(), staff(subject, timeline), all.queue(), all.asa()]).collect();
    let folded = types.iter().enumerate().flat_map(|(number, calls)| {
        let level = (number + 1 >= AT_ONCE).then(|| calls.level());
        level.into_iter().chain([calls.numbers(), calls.queue(), calls.asa()])
    });
    let charts: Vec<_> = at_once.iter().cloned().chain(folded).collect();
    let figures = figures_and_more(&charts, at_once.len(), "Every call type by itself");
    let left_out = scopes.len() - shown;
    html! {
        (figures)
        @if left_out > 0 {
            p { (left_out) " call types more are in " code { "intervals.csv" } "." }
        }
    }
}

/// The chance of meeting the objectives, day by day; nothing for one day, or for one replication.
fn days_met(subject: Subject) -> Option<Chart> {
    let rows = subject.results.days.iter().filter(|row| row.scope == Scope::All);
    let days: Vec<(u32, &DayRow)> = rows
        .filter_map(|row| match row.days {
            Days::One(day) => Some((day, row)),
            Days::Every(_) => None,
        })
        .collect();
    if days.is_empty() || days.len() > MOST_DAYS || subject.is_single() {
        return None;
    }
    let horizon = subject.model.horizon();
    let mut table = Table::new(1, ["day", "objective met\nin % of runs", "SL %", "calls"]);
    for (_, row) in &days {
        let met = row.probability_met;
        table.row(vec![
            week::day_label(row.days, horizon),
            met.map_or(NONE.to_owned(), |met| probability(met, subject.results.replications)),
            row.service_level.map_or(NONE.to_owned(), |level| format!("{:.0}", percent(level))),
            row.offered.map_or(NONE.to_owned(), |calls| format!("{calls:.0}")),
        ]);
    }
    let values = days.iter().map(|(_, row)| row.probability_met.map(in_percent)).collect();
    let names = days.iter().map(|(day, _)| day_label(horizon, *day)).collect();
    Some(Chart {
        id: "days-met".to_owned(),
        title: "Chance of meeting the objectives, day by day".to_owned(),
        caption: "The lowest mark is the day to look at first. The bars are confidence intervals."
            .to_owned(),
        across: Across::Names { label: "day".to_owned(), names, lying: false },
        up: Up { label: "chance, %".to_owned(), least: [0.0, 100.0] },
        layers: vec![Layer::Estimates { name: "chance".to_owned(), hue: Hue::Series(0), values }],
        marks: Vec::new(),
        table,
    })
}

/// Some calls, interval by interval, of which there are pictures.
struct Calls<'a> {
    subject: Subject<'a>,
    timeline: &'a Timeline,
    scope: Scope,
    bands: Vec<CallBands>,
}

/// What a picture of one line is about.
struct Line {
    id: &'static str,
    title: &'static str,
    name: &'static str,
    heading: &'static str,
    scale: Scale,
    bands: Vec<Band>,
}

impl<'a> Calls<'a> {
    fn of(subject: Subject<'a>, timeline: &'a Timeline, scope: Scope) -> Self {
        let rows = timeline.rows(subject, scope);
        let bands = rows.iter().map(|row| row.calls.unwrap_or_default()).collect();
        Calls { subject, timeline, scope, bands }
    }

    /// The service level with its band and its target.
    fn level(&self) -> Chart {
        let bands = self.all(|each| each.service_level);
        let lowest = lowest(&bands);
        let line = Line {
            id: "level",
            title: "Service level",
            name: "service level",
            heading: "SL %",
            scale: Scale::Percent,
            bands,
        };
        let caption = match (self.subject.is_single(), self.target()) {
            (true, None) => "In the dips too many callers waited too long.",
            (false, None) => {
                "In the dips callers wait too long on average; the lower edge of the band is bad days."
            }
            (true, Some(_)) => {
                "Where the line is below the target, too many callers waited too long."
            }
            (false, Some(_)) => {
                "Where the line is below the target, callers wait too long on average; \
                 where the band reaches below it, on bad days."
            }
        };
        let mut chart = self.line(line, caption, lowest);
        chart.up = Up { label: "service level, %".to_owned(), least: [0.0, 100.0] };
        chart.marks.extend(self.target().map(|at| Mark::Value {
            at: percent(at),
            label: format!("target {}", percent_label(at)),
        }));
        chart
    }

    /// The mean wait of the answered.
    fn asa(&self) -> Chart {
        let line = Line {
            id: "asa",
            title: "Mean wait (ASA)",
            name: "mean wait",
            heading: "ASA s",
            scale: Scale::Plain,
            bands: self.all(|each| each.asa),
        };
        let caption = "The mean wait of the calls that were answered, in seconds. \
                       Peaks show where agents are missing.";
        let mut chart = self.line(line, caption, None);
        chart.up.label = "mean wait, s".to_owned();
        chart
    }

    /// The mean queue.
    fn queue(&self) -> Chart {
        let line = Line {
            id: "queue",
            title: "Queue",
            name: "queue",
            heading: "calls\nwaiting",
            scale: Scale::Plain,
            bands: self.all(|each| each.queue),
        };
        let caption = "How many calls wait at a time, on average over the interval.";
        let mut chart = self.line(line, caption, None);
        chart.up.label = "calls waiting".to_owned();
        chart
    }

    /// Calls offered, answered and abandoned.
    fn numbers(&self) -> Chart {
        let offered = self.all(|each| each.offered);
        let [answered, abandoned] =
            [self.all(|each| each.answered), self.all(|each| each.abandoned)];
        let header = ["from", "offered", &self.range_heading(), "answered", "abandoned"];
        let mut table = Table::new(1, header);
        for (place, label) in self.timeline.labels.iter().enumerate() {
            let [mean, range] = Scale::Plain.words(offered[place]);
            let [answered, _] = Scale::Plain.words(answered[place]);
            let [abandoned, _] = Scale::Plain.words(abandoned[place]);
            table.row(vec![label.clone(), mean, range, answered, abandoned]);
        }
        let values = |bands: &[Band]| means(bands, Scale::Plain);
        let band = ranges(self.subject, &offered, Scale::Plain, Hue::Series(0));
        let layers = band.into_iter().chain([
            Layer::Bars(series("abandoned", Hue::Bad, values(&abandoned))),
            Layer::Steps(series("offered", Hue::Series(0), values(&offered))),
            Layer::Steps(series("answered", Hue::Good, values(&answered))),
        ]);
        let layers = layers.collect();
        let caption = "Where answered falls below offered, calls are lost.";
        let name = "Calls offered, answered and abandoned";
        Chart { layers, table, ..self.empty("calls", name, caption) }
    }

    /// One line with its band; a row may be marked.
    fn line(&self, line: Line, caption: &str, marked: Option<usize>) -> Chart {
        let Line { id, title, name, heading, scale, bands } = line;
        let mut table = Table::new(1, ["from", heading, &self.range_heading()]);
        for (place, (label, band)) in self.timeline.labels.iter().zip(&bands).enumerate() {
            let [mean, range] = scale.words(*band);
            let cells = vec![label.clone(), mean, range];
            if marked == Some(place) {
                table.marked_row(cells);
            } else {
                table.row(cells);
            }
        }
        let hue = Hue::Series(0);
        let band = ranges(self.subject, &bands, scale, hue);
        let drawn = Layer::Line(series(name, hue, means(&bands, scale)));
        let layers = band.into_iter().chain([drawn]).collect();
        Chart { layers, table, ..self.empty(id, title, caption) }
    }

    fn empty(&self, id: &str, what: &str, caption: &str) -> Chart {
        let Calls { subject, timeline, scope, .. } = self;
        Chart {
            id: format!("day-{id}-{}", subject.id(*scope)),
            title: subject.title(what, *scope),
            caption: caption.to_owned(),
            across: timeline.across.clone(),
            up: Up { label: "calls".to_owned(), least: [0.0, 1.0] },
            layers: Vec::new(),
            marks: timeline.outages(*subject),
            table: Table::default(),
        }
    }

    fn all(&self, value: fn(&CallBands) -> Band) -> Vec<Band> {
        self.bands.iter().map(value).collect()
    }

    fn target(&self) -> Option<f64> {
        let distributions = &self.subject.results.service_levels;
        distributions.iter().find(|each| each.scope == self.scope)?.target
    }

    fn range_heading(&self) -> String {
        format!("5–95 %\nof {}", self.subject.runs())
    }
}

/// The place with the lowest mean.
fn lowest(bands: &[Band]) -> Option<usize> {
    let means = bands.iter().enumerate().filter_map(|(place, band)| Some((place, band.mean?)));
    means.min_by(|one, other| one.1.total_cmp(&other.1)).map(|(place, _)| place)
}

/// The agents that are there, and those that are there for calls.
fn staff(subject: Subject, timeline: &Timeline) -> Chart {
    let rows = timeline.rows(subject, Scope::All);
    let bands: Vec<AgentBands> = rows.iter().map(|row| row.agents.unwrap_or_default()).collect();
    let of = |value: fn(&AgentBands) -> Band| bands.iter().map(value).collect::<Vec<_>>();
    let (staff, on_calls) = (of(|each| each.staff), of(|each| each.on_calls));
    let mut table = Table::new(1, ["from", "logged in", "on calls"]);
    for (place, label) in timeline.labels.iter().enumerate() {
        let [staff, _] = Scale::Plain.words(staff[place]);
        let [on_calls, _] = Scale::Plain.words(on_calls[place]);
        table.row(vec![label.clone(), staff, on_calls]);
    }
    Chart {
        id: "day-staff".to_owned(),
        title: "Agents logged in and on calls".to_owned(),
        caption: "On calls is who is ready, talking or wrapping up. The gap between the two is \
                  breaks, meals and whatever else keeps agents from calls."
            .to_owned(),
        across: timeline.across.clone(),
        up: Up { label: "agents".to_owned(), least: [0.0, 1.0] },
        layers: vec![
            Layer::Steps(series("logged in", Hue::Quiet, means(&staff, Scale::Plain))),
            Layer::Steps(series("on calls", Hue::Series(0), means(&on_calls, Scale::Plain))),
        ],
        marks: timeline.outages(subject),
        table,
    }
}

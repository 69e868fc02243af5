//! The axis of time: the open intervals of the horizon, days beside each other.

use std::collections::BTreeMap;

use super::subject::{Subject, percent};
use crate::experiment::{Band, IntervalRow};
use crate::model::{Horizon, Interval, IntervalKind, Weekday};
use crate::observe::Scope;
use crate::report::chart::{Across, Hue, Layer, Mark, Series};
use crate::report::labels::{clock_label, moment_label};
use crate::report::number::{NONE, alone};
use crate::time::{MICROS_PER_DAY, SimTime};

/// A horizon of more open intervals than this is shown by day only: nobody can tell them apart.
const MOST_INTERVALS: usize = 800;

/// An outage that is in force for less than this share of an interval on average is not shaded.
const LEAST_SHADE: f64 = 0.1;

/// Between two days lies this share of a day's opening hours.
const NIGHT: f64 = 0.05;

/// No axis of time has more ticks than this, or so.
const MOST_TICKS: usize = 13;

/// The open intervals side by side. Nights are gaps.
pub(super) struct Timeline {
    pub(super) across: Across,
    /// When each begins.
    pub(super) labels: Vec<String>,
    /// Which of the model's intervals they are.
    intervals: Vec<usize>,
    ranges: Vec<[f64; 2]>,
}

impl Timeline {
    /// Of a horizon of several open intervals, and not of too many.
    pub(super) fn new(subject: Subject) -> Option<Self> {
        let horizon = subject.model.horizon();
        let all = horizon.intervals();
        let is_shown = |interval: &Interval| {
            interval.kind == IntervalKind::Open && interval.end != SimTime::NEVER
        };
        let intervals: Vec<_> = (0..all.len()).filter(|index| is_shown(&all[*index])).collect();
        if intervals.len() < 2 || intervals.len() > MOST_INTERVALS {
            return None;
        }
        let open: Vec<_> = intervals.iter().map(|index| &all[*index]).collect();
        let labels = open.iter().map(|interval| moment_label(horizon, interval)).collect();
        let (label, ranges, ticks) = match (horizon.start_date(), horizon.day_count()) {
            (None, _) => plain(&open),
            (Some(_), 1) => one_day(&open),
            (Some(_), _) => several_days(&open, horizon),
        };
        let across = Across::Ranges { label, ranges: ranges.clone(), ticks };
        Some(Timeline { across, labels, intervals, ranges })
    }

    /// What happened to some calls or agents, interval by interval.
    pub(super) fn rows<'a>(&self, subject: Subject<'a>, scope: Scope) -> Vec<&'a IntervalRow> {
        let rows = subject.results.intervals.iter().filter(|row| row.scope == scope);
        rows.filter(|row| self.intervals.binary_search(&row.interval).is_ok()).collect()
    }

    /// Values by the number of their interval, put in order.
    pub(super) fn values(&self, values: &BTreeMap<usize, f64>) -> Vec<Option<f64>> {
        self.intervals.iter().map(|interval| values.get(interval).copied()).collect()
    }

    /// Outages that are in force for a good part of an interval.
    pub(super) fn outages(&self, subject: Subject) -> Vec<Mark> {
        let rows = subject.results.in_force.iter();
        let rows = rows.filter(|row| matches!(row.scope, Scope::Outage(_)));
        let rows = rows.filter(|row| row.share >= LEAST_SHADE);
        let marks = rows.filter_map(|row| {
            let place = self.intervals.binary_search(&row.interval).ok()?;
            let [from, to] = self.ranges[place];
            Some(Mark::Shade { from, to, share: row.share, label: subject.name(row.scope) })
        });
        marks.collect()
    }
}

/// What axes and their ticks are made of: the label, the ranges, the ticks.
type Parts = (String, Vec<[f64; 2]>, Vec<(f64, String)>);

/// A day: hours since midnight.
fn one_day(open: &[&Interval]) -> Parts {
    let hour = |time: SimTime| time.since(SimTime::ZERO).as_secs_f64() / 3600.0;
    let ranges = open.iter().map(|each| [hour(each.start), hour(each.end)]).collect();
    let starts = open.iter().map(|each| (each.start, each.day));
    // The day ends at an hour, too.
    let times = starts.chain(open.last().map(|each| (each.end, each.day)));
    let hours: Vec<_> = times.filter(|(time, _)| hour(*time).fract() == 0.0).collect();
    let ticks = some_of(&hours).map(|(time, day)| (hour(*time), clock_label(*time, *day)));
    ("time of day".to_owned(), ranges, ticks.collect())
}

/// Several days: days, each from the earliest opening to the latest closing of any.
fn several_days(open: &[&Interval], horizon: &Horizon) -> Parts {
    let clock = |time: SimTime, day: u32| {
        time.since(SimTime::from_micros(u64::from(day) * MICROS_PER_DAY)).as_secs_f64()
    };
    let starts = open.iter().map(|each| clock(each.start, each.day));
    let ends = open.iter().map(|each| clock(each.end, each.day));
    let (first, last) = (starts.fold(f64::INFINITY, f64::min), ends.fold(0.0, f64::max));
    let length = last - first;
    let day = if length < 86_000.0 { (1.0 + NIGHT) * length } else { length };
    let mut days: Vec<u32> = open.iter().map(|each| each.day).collect();
    days.dedup();
    let place = |time: SimTime, of: u32| {
        let number = days.binary_search(&of).expect("a day with an open interval");
        number as f64 + (clock(time, of) - first) / day
    };
    let ranges = open.iter().map(|it| [place(it.start, it.day), place(it.end, it.day)]).collect();
    let numbered: Vec<_> = days.iter().enumerate().collect();
    let ticks = some_of(&numbered).map(|(number, day)| (*number as f64, day_label(horizon, **day)));
    ("day".to_owned(), ranges, ticks.collect())
}

/// A plain length: seconds, minutes or hours from its beginning.
fn plain(open: &[&Interval]) -> Parts {
    let seconds = |time: SimTime| time.since(SimTime::ZERO).as_secs_f64();
    let (unit, name) = match seconds(open[open.len() - 1].end) {
        short if short <= 300.0 => (1.0, "seconds"),
        long if long <= 10_800.0 => (60.0, "minutes"),
        _ => (3600.0, "hours"),
    };
    let place = |time: SimTime| seconds(time) / unit;
    let ranges = open.iter().map(|each| [place(each.start), place(each.end)]).collect();
    let ticks = some_of(open).map(|each| (place(each.start), alone_short(place(each.start))));
    (format!("{name} from the beginning"), ranges, ticks.collect())
}

/// A number beside an axis: without decimals that are zero.
pub(super) fn alone_short(number: f64) -> String {
    if number.fract() == 0.0 { format!("{number:.0}") } else { alone(number) }
}

/// As many of some places, evenly apart, as an axis has room for.
fn some_of<T>(places: &[T]) -> impl Iterator<Item = &T> {
    let apart = [1, 2, 3, 4, 6, 7, 12, 14, 24, 28, 48, 56, 112, 224, 448];
    let enough = |apart: &usize| places.len().div_ceil(*apart) <= MOST_TICKS;
    places.iter().step_by(apart.into_iter().find(enough).unwrap_or(900))
}

/// A day beside an axis: `Mon 2`.
pub(super) fn day_label(horizon: &Horizon, day: u32) -> String {
    let date = horizon.date_of(day).map_or(0, |date| date.day());
    let weekday = horizon.weekday(day).map_or("", |weekday| match weekday {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    });
    format!("{weekday} {date}")
}

/// How a value of a band is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scale {
    Plain,
    Percent,
}

impl Scale {
    pub(super) fn of(self, value: f64) -> f64 {
        match self {
            Scale::Plain => value,
            Scale::Percent => percent(value),
        }
    }

    /// A value and its range, in words.
    pub(super) fn words(self, band: Band) -> [String; 2] {
        let digits = if self == Scale::Plain { 1 } else { 0 };
        let word = |value: f64| format!("{:.digits$}", self.of(value));
        let range = band.p05.zip(band.p95);
        let range = range.map(|(low, high)| format!("{}–{}", word(low.into()), word(high.into())));
        let none = || NONE.to_owned();
        [band.mean.map_or_else(none, word), range.unwrap_or_else(none)]
    }
}

/// The means of some bands.
pub(super) fn means(bands: &[Band], scale: Scale) -> Vec<Option<f64>> {
    bands.iter().map(|band| band.mean.map(|mean| scale.of(mean))).collect()
}

/// The bands about the means; none of one replication.
pub(super) fn ranges(subject: Subject, bands: &[Band], scale: Scale, hue: Hue) -> Option<Layer> {
    if subject.is_single() {
        return None;
    }
    let ends = bands.iter().map(|band| {
        let (low, high) = band.p05.zip(band.p95)?;
        Some([scale.of(low.into()), scale.of(high.into())])
    });
    let name = format!("5–95 % of {}", subject.runs());
    Some(Layer::Band { name, hue, ends: ends.collect() })
}

/// A series of values.
pub(super) fn series(name: &str, hue: Hue, values: Vec<Option<f64>>) -> Series {
    Series { name: name.to_owned(), hue, values }
}

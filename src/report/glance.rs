//! What the signs of a day at a glance show: of one day each call type, of several each day.

use super::day::{ENOUGH_CALLS, calls_of, worst_first};
use super::labels::{clock_label, slice_name};
use super::number::{NONE, alone, whole_percent};
use super::strips::{MOST_SIGNS, Strip, Strips, day_label, signs, time_of_day, times_of_day};
use crate::experiment::{Band, CallBands, IntervalRow};
use crate::model::Model;
use crate::observe::{Scope, call_type_ids};
use crate::time::SimTime;

/// More call types than this are left to the files, …
const MOST_TYPES: usize = 8;
/// … and more than this have a line for the service level alone.
const FEW_TYPES: usize = 3;

/// More open days than this are left to the files: their lines would be a page of their own.
const MOST_DAYS: usize = 14;

/// The open intervals at a glance, if there are few enough for a line.
pub(super) fn at_a_glance(rows: &[&IntervalRow], model: &Model) -> Option<Strips> {
    let days = model.horizon().open_hours().len();
    match model.horizon().day_count() {
        1 => one_day(rows, model),
        _ if days <= MOST_DAYS => each_day(rows, model),
        _ => None,
    }
}

/// The lines of the call types, one below the other.
fn one_day(rows: &[&IntervalRow], model: &Model) -> Option<Strips> {
    let horizon = model.horizon();
    let intervals: Vec<usize> = of_all(rows).map(|row| row.interval).collect();
    if intervals.is_empty() || intervals.len() > MOST_SIGNS {
        return None;
    }
    let types = model.call_types().len();
    let label = |at: usize| clock_label(horizon.intervals()[intervals[at]].start, 0);
    let mut lines = Vec::new();
    for id in call_type_ids(model).take(MOST_TYPES) {
        let calls: Vec<_> = intervals.iter().map(|at| calls_of(rows, *at, id)).collect();
        let name = Scope::CallType(id).name(model);
        let worst = worst_first(rows, model, Some(id)).first().copied();
        let time = |row: &IntervalRow| clock_label(horizon.intervals()[row.interval].start, 0);
        lines.push(Strip {
            name: name.to_owned(),
            what: "service level",
            signs: signs(calls.iter().map(|it| it.service_level.mean), 1.0),
            remark: level_remark(worst.and_then(|row| Some((level_of(row)?, time(row))))),
        });
        if types <= FEW_TYPES {
            let values = |of: fn(&CallBands) -> Band| -> Vec<_> {
                calls.iter().map(|calls| of(calls).mean).collect()
            };
            lines.push(amounts(name, "offered", &values(|calls| calls.offered), label));
            lines.push(amounts(name, "queue", &values(|calls| calls.queue), label));
        }
    }
    let more = match types.saturating_sub(MOST_TYPES) {
        0 => String::new(),
        more => format!(", {more} call types more in intervals.csv"),
    };
    let slice = slice_name(horizon);
    let title = format!("at a glance, a sign the {slice} from {}{more}", label(0));
    Some(Strips { title, lines })
}

/// The service level of all call types, a line a day.
fn each_day(rows: &[&IntervalRow], model: &Model) -> Option<Strips> {
    let horizon = model.horizon();
    let all: Vec<_> = of_all(rows).collect();
    let times = times_of_day(all.iter().map(|row| &horizon.intervals()[row.interval]));
    if times.is_empty() || times.len() > MOST_SIGNS {
        return None;
    }
    let days = horizon.open_hours().iter().map(|hours| hours.day);
    let lines = days.map(|day| day_line(&all, &times, model, day)).collect();
    let (slice, from) = (slice_name(horizon), clock_label(times[0], 0));
    let title = format!("service level of all calls, a sign the {slice} from {from}");
    Some(Strips { title, lines })
}

/// The service level of a day, with gaps where it is closed and others are open.
fn day_line(all: &[&IntervalRow], times: &[SimTime], model: &Model, day: u32) -> Strip {
    let horizon = model.horizon();
    let interval = |row: &IntervalRow| horizon.intervals()[row.interval];
    let its: Vec<_> = all.iter().filter(|row| interval(row).day == day).copied().collect();
    let sign = |time: &SimTime| {
        let row = its.iter().find(|row| time_of_day(&interval(row)) == *time);
        // Closed is not the same as without calls.
        row.map_or(" ".to_owned(), |row| signs([level_of(row)], 1.0))
    };
    let worst = worst_of(&its);
    let time = |row: &IntervalRow| clock_label(interval(row).start, day);
    Strip {
        name: day_label(horizon, day),
        what: "",
        signs: times.iter().map(sign).collect(),
        remark: level_remark(worst.and_then(|row| Some((level_of(row)?, time(row))))),
    }
}

/// The interval of a day with the lowest service level, of those with enough calls.
fn worst_of<'r>(rows: &[&'r IntervalRow]) -> Option<&'r IntervalRow> {
    let offered = |row: &IntervalRow| row.calls.and_then(|calls| calls.offered.mean);
    let all: f64 = rows.iter().filter_map(|row| offered(row)).sum();
    let enough = ENOUGH_CALLS * all / rows.len() as f64;
    let those = rows.iter().filter(|row| offered(row).is_some_and(|calls| calls >= enough));
    let levels = those.filter_map(|row| Some((level_of(row)?, *row)));
    levels.min_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, row)| row)
}

fn level_of(row: &IntervalRow) -> Option<f64> {
    row.calls.and_then(|calls| calls.service_level.mean)
}

/// `0–100 %  ▶ 68 at 18:00`.
fn level_remark(worst: Option<(f64, String)>) -> String {
    let worst = worst.map(|(level, time)| format!("  ▶ {} % at {time}", whole_percent(level)));
    format!("0–100 %{}", worst.unwrap_or_default())
}

/// A line of amounts, from 0 to the largest.
fn amounts(
    name: &str,
    what: &'static str,
    values: &[Option<f64>],
    label: impl Fn(usize) -> String,
) -> Strip {
    let known = values.iter().enumerate().filter_map(|(at, value)| Some(((*value)?, at)));
    // Of equal ones the first.
    let most = known.rev().max_by(|one, other| one.0.total_cmp(&other.0));
    let remark = most
        .map_or(NONE.to_owned(), |(most, at)| format!("0–{}  most at {}", alone(most), label(at)));
    let signs = signs(values.iter().copied(), most.map_or(0.0, |(most, _)| most));
    Strip { name: name.to_owned(), what, signs, remark }
}

/// The rows of all calls together.
fn of_all<'r>(rows: &'r [&'r IntervalRow]) -> impl Iterator<Item = &'r IntervalRow> {
    rows.iter().filter(|row| row.scope == Scope::All).copied()
}

//! The part of the page that goes through the day.

use super::labels::{clock_label, date_label, moment_label, slice_name};
use super::number::{middle, percent_band};
use super::section::Section;
use super::table::Table;
use crate::experiment::{CallBands, IntervalRow, Results};
use crate::model::{CallTypeId, IntervalKind, Model};
use crate::observe::{Scope, call_type_ids};

/// A day is shown whole if its table has no more rows than this, …
const MOST_ROWS: usize = 56;
/// … and no more call types side by side than this.
const MOST_TYPES: usize = 2;
/// Otherwise so many of the worst intervals are shown.
pub(super) const WORST: usize = 10;

/// An interval with fewer calls than this share of what a call type has in one on average is not
/// called its worst: a handful of calls says nothing.
const ENOUGH_CALLS: f64 = 0.1;

/// The day interval by interval, or the worst intervals of a longer or larger horizon; nothing
/// for a plain length.
pub(super) fn by_interval(results: &Results, model: &Model) -> Option<Section> {
    let horizon = model.horizon();
    horizon.start_date()?;
    let open = |row: &&IntervalRow| horizon.intervals()[row.interval].kind == IntervalKind::Open;
    let rows: Vec<_> = results.intervals.iter().filter(open).collect();
    let intervals = rows.iter().filter(|row| row.scope == Scope::All).count();
    let is_small = model.call_types().len() <= MOST_TYPES && intervals <= MOST_ROWS;
    Some(if is_small && horizon.day_count() == 1 {
        whole_day(&rows, model)
    } else {
        worst_intervals(&rows, model)
    })
}

/// A row for each interval, the call types side by side, each with its worst interval marked.
fn whole_day(rows: &[&IntervalRow], model: &Model) -> Section {
    let types: Vec<_> = call_type_ids(model).collect();
    let worst: Vec<_> = types
        .iter()
        .map(|id| worst_first(rows, model, Some(*id)).first().map(|row| row.interval))
        .collect();
    let mut header = vec!["from".to_owned(), "agents\non calls".to_owned()];
    for id in &types {
        // The name above its first column; a single call type needs none.
        let name = match types.len() {
            1 => String::new(),
            _ => format!("{}\n", model.call_types()[id.index()].name),
        };
        header.push(format!("{name}offered"));
        header.extend(["SL %", "5–95 %\nof days", "ASA s"].map(str::to_owned));
    }
    let mut table = Table::new(1, header);
    for all in rows.iter().filter(|row| row.scope == Scope::All) {
        let interval = model.horizon().intervals()[all.interval];
        let agents = all.agents.unwrap_or_default().on_calls;
        let mut cells = vec![clock_label(interval.start, interval.day), middle(agents)];
        for (id, worst) in types.iter().zip(&worst) {
            let calls = calls_of(rows, all.interval, *id);
            let [level, range] = percent_band(calls.service_level);
            let mark = if *worst == Some(all.interval) { "▶ " } else { "" };
            let level = format!("{mark}{level}");
            cells.extend([middle(calls.offered), level, range, middle(calls.asa)]);
        }
        if worst.contains(&Some(all.interval)) {
            table.marked_row(cells);
        } else {
            table.row(cells);
        }
    }
    let horizon = model.horizon();
    let date = date_label(horizon, 0).unwrap_or_default();
    let slice = slice_name(horizon);
    Section::new(format!("{date}, {slice} by {slice} (▶ the worst)"), table)
}

/// The intervals of any call type with the lowest service level.
fn worst_intervals(rows: &[&IntervalRow], model: &Model) -> Section {
    let header = ["from", "call type", "offered", "SL %", "5–95 %\nof days", "ASA s", "queue"];
    let mut table = Table::new(2, header);
    for row in worst_first(rows, model, None).into_iter().take(WORST) {
        let interval = &model.horizon().intervals()[row.interval];
        let calls = row.calls.unwrap_or_default();
        let [level, range] = percent_band(calls.service_level);
        table.row(vec![
            moment_label(model.horizon(), interval),
            row.scope.name(model).to_owned(),
            middle(calls.offered),
            level,
            range,
            middle(calls.asa),
            middle(calls.queue),
        ]);
    }
    let horizon = model.horizon();
    let date = date_label(horizon, 0).filter(|_| horizon.day_count() == 1);
    let date = date.map_or(String::new(), |date| format!("{date}, "));
    Section::new(format!("{date}the worst {}s", slice_name(horizon)), table)
}

/// The rows of a call type, or of any, that have a service level of enough calls, the lowest
/// first; of equal ones the earlier first.
pub(super) fn worst_first<'r>(
    rows: &[&'r IntervalRow],
    model: &Model,
    only: Option<CallTypeId>,
) -> Vec<&'r IntervalRow> {
    let mut levels: Vec<(f64, &IntervalRow)> = Vec::new();
    for id in call_type_ids(model).filter(|id| only.is_none_or(|only| only == *id)) {
        let offered = |row: &IntervalRow| row.calls.and_then(|calls| calls.offered.mean);
        let its: Vec<_> = rows.iter().filter(|row| row.scope == Scope::CallType(id)).collect();
        let all: f64 = its.iter().filter_map(|row| offered(row)).sum();
        let enough = ENOUGH_CALLS * all / its.len() as f64;
        let its = its.into_iter().filter(|row| offered(row).is_some_and(|calls| calls >= enough));
        levels.extend(its.filter_map(|row| Some((row.calls?.service_level.mean?, *row))));
    }
    levels.sort_by(|(one, a), (other, b)| one.total_cmp(other).then(a.interval.cmp(&b.interval)));
    levels.into_iter().map(|(_, row)| row).collect()
}

fn calls_of(rows: &[&IntervalRow], interval: usize, id: CallTypeId) -> CallBands {
    let is_it = |row: &&&IntervalRow| row.interval == interval && row.scope == Scope::CallType(id);
    rows.iter().find(is_it).and_then(|row| row.calls).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Band;
    use crate::model::sample::help_desk;

    #[test]
    fn an_interval_of_a_handful_of_calls_is_not_the_worst() {
        let band = |mean| Band { mean: Some(mean), ..Band::default() };
        let row = |(interval, (offered, level))| IntervalRow {
            interval,
            scope: Scope::CallType(CallTypeId(0)),
            calls: Some(CallBands {
                offered: band(offered),
                service_level: band(level),
                ..CallBands::default()
            }),
            agents: None,
        };
        // 20 calls an interval on average.
        let calls = [(38.0, 0.9), (1.9, 0.0), (2.1, 0.5), (38.0, 0.6)];
        let rows: Vec<_> = calls.into_iter().enumerate().map(row).collect();
        let rows: Vec<_> = rows.iter().collect();
        let worst = worst_first(&rows, &help_desk(1, &[0.8]), None);
        assert_eq!(worst.iter().map(|row| row.interval).collect::<Vec<_>>(), [2, 3, 0]);
    }
}

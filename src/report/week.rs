//! The horizon day by day and weekday by weekday: a file, and a part of the page.

use super::cells::{Cell, Sheet, count, date, number, text};
use super::files::{bounded, whose};
use super::labels::weekday_name;
use super::number::{NONE, alone, probability, range, whole_percent};
use super::section::Section;
use super::table::Table;
use crate::experiment::{DayRow, Days, Results};
use crate::model::{CivilDate, Horizon, Model};
use crate::observe::Scope;

/// A horizon of no more open days than this is shown day by day, a longer one by weekday.
const MOST_DAYS: usize = 7;

/// `days`: a row for each open day and scope, then for each weekday and scope.
pub(super) fn days<'a>(results: &'a Results, model: &'a Model) -> Sheet<'a> {
    let horizon = model.horizon();
    let rows = results.days.iter().map(move |row| {
        let (date, weekday) = day_of(row.days, horizon);
        let [scope, name] = whose(row.scope, model);
        let [met, met_low, met_high] = bounded(row.probability_met);
        let [p05, p95] = row.quantiles;
        vec![
            Cell::Date(date),
            Cell::Word(weekday),
            Cell::Count(row.count.into()),
            scope,
            name,
            Cell::Number(row.offered),
            Cell::Number(row.answered),
            Cell::Number(row.abandoned),
            Cell::Number(row.service_level),
            Cell::Number(p05),
            Cell::Number(p95),
            met,
            met_low,
            met_high,
            Cell::Number(row.asa),
            Cell::Number(row.occupancy),
        ]
    });
    let header = [
        date("date"),
        text("weekday"),
        count("days"),
        text("scope"),
        text("name"),
        number("offered"),
        number("answered"),
        number("abandoned"),
        number("service_level"),
        number("service_level_p05"),
        number("service_level_p95"),
        number("probability_met"),
        number("probability_met_low"),
        number("probability_met_high"),
        number("asa"),
        number("occupancy"),
    ];
    Sheet::new(header, rows)
}

/// The date, none for all days of a weekday, and the weekday.
fn day_of(days: Days, horizon: &Horizon) -> (Option<CivilDate>, &'static str) {
    match days {
        Days::One(day) => (horizon.date_of(day), horizon.weekday(day).map_or("", weekday_name)),
        Days::Every(weekday) => (None, weekday_name(weekday)),
    }
}

/// The same in words: the weekday, and the date if it is of one day.
pub(super) fn day_label(days: Days, horizon: &Horizon) -> String {
    let (date, weekday) = day_of(days, horizon);
    date.map_or_else(|| weekday.to_owned(), |date| format!("{weekday} {date}"))
}

/// The days of a week, or the weekdays of a longer horizon, over all call types; nothing for a
/// horizon of one day.
pub(super) fn by_day(results: &Results, model: &Model) -> Option<Section> {
    let all: Vec<_> = results.days.iter().filter(|row| row.scope == Scope::All).collect();
    let (days, weekdays): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|row| matches!(row.days, Days::One(_)));
    let is_week = days.len() <= MOST_DAYS;
    let worst_day = worst(&days)?;
    let rows = if is_week { days } else { weekdays };
    let worst_row = worst(&rows)?;
    let header = ["day", "calls", "SL %", "5–95 %\nof runs", "ASA s", "objective met\non days"];
    let mut table = Table::new(1, header);
    for row in rows {
        let is_worst = row.days == worst_row;
        let mark = if is_worst { "▶ " } else { "" };
        let met = row.probability_met;
        let cells = vec![
            day_label(row.days, model.horizon()),
            row.offered.map_or(NONE.to_owned(), alone),
            format!("{mark}{}", row.service_level.map_or(NONE.to_owned(), whole_percent)),
            range(row.quantiles),
            row.asa.map_or(NONE.to_owned(), alone),
            met.map_or(NONE.to_owned(), |met| probability(met, results.replications)),
        ];
        if is_worst {
            table.marked_row(cells);
        } else {
            table.row(cells);
        }
    }
    let title = match is_week {
        true => "day by day (▶ the worst)".to_owned(),
        false => {
            let day = day_label(worst_day, model.horizon());
            format!("by weekday (▶ the worst); the worst day of all is {day}")
        }
    };
    Some(Section::new(title, table))
}

/// The days that meet their objective least often; of equal ones those with the lowest service
/// level, and then the first.
pub(super) fn worst(rows: &[&DayRow]) -> Option<Days> {
    let with_calls = rows.iter().filter_map(|row| {
        let met = row.probability_met?.value;
        Some((met, row.service_level.unwrap_or(1.0), row.days))
    });
    let by_badness = |one: &(f64, f64, Days), other: &(f64, f64, Days)| {
        one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1))
    };
    with_calls.min_by(by_badness).map(|(_, _, days)| days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Bounded;

    fn row(day: u32, met: Option<f64>, level: f64) -> DayRow {
        DayRow {
            days: Days::One(day),
            count: 1,
            scope: Scope::All,
            offered: Some(100.0),
            answered: Some(90.0),
            abandoned: Some(10.0),
            service_level: Some(level),
            quantiles: [None; 2],
            probability_met: met.map(|value| Bounded { value, low: None, high: None }),
            asa: None,
            occupancy: None,
        }
    }

    #[test]
    fn the_worst_day_meets_its_objective_least_often() {
        let rows = [row(0, Some(0.2), 0.6), row(1, Some(0.1), 0.9), row(2, Some(0.1), 0.8)];
        assert_eq!(worst(&rows.iter().collect::<Vec<_>>()), Some(Days::One(2)));
        // A day on which nobody calls is no bad one.
        let rows = [row(0, None, 0.0), row(1, Some(1.0), 1.0)];
        assert_eq!(worst(&rows.iter().collect::<Vec<_>>()), Some(Days::One(1)));
        assert_eq!(worst(&[]), None);
    }
}

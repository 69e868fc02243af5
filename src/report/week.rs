//! The horizon day by day and weekday by weekday: a file, and a part of the page.

use super::cells::{Cell, Sheet};
use super::files::{bounded, whose};
use super::labels::{date_label, weekday_name};
use super::number::{NONE, alone, probability, range, whole_percent};
use super::section::Section;
use super::table::Table;
use crate::experiment::{DayRow, Days, Results};
use crate::model::{Horizon, Model};
use crate::observe::Scope;

/// A horizon of no more open days than this is shown day by day, a longer one by weekday.
const MOST_DAYS: usize = 7;

/// `days`: a row for each open day and scope, then for each weekday and scope.
pub(super) fn days<'a>(results: &'a Results, model: &'a Model) -> Sheet<'a> {
    let horizon = model.horizon();
    let rows = results.days.iter().map(move |row| {
        let [date, weekday] = names(row.days, horizon);
        let [scope, name] = whose(row.scope, model);
        let [met, met_low, met_high] = bounded(row.probability_met);
        let [p05, p95] = row.quantiles;
        vec![
            Cell::Text(date),
            Cell::Text(weekday),
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
    let header = &[
        "date",
        "weekday",
        "days",
        "scope",
        "name",
        "offered",
        "answered",
        "abandoned",
        "service_level",
        "service_level_p05",
        "service_level_p95",
        "probability_met",
        "probability_met_low",
        "probability_met_high",
        "asa",
        "occupancy",
    ];
    Sheet { header, rows: Box::new(rows) }
}

/// The date, empty for all days of a weekday, and the weekday.
pub(super) fn names(days: Days, horizon: &Horizon) -> [String; 2] {
    match days {
        Days::One(day) => {
            let weekday = horizon.weekday(day).map_or("", weekday_name);
            [date_label(horizon, day).unwrap_or_default(), weekday.to_owned()]
        }
        Days::Every(weekday) => [String::new(), weekday_name(weekday).to_owned()],
    }
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
        let [date, weekday] = names(row.days, model.horizon());
        let mark = if is_worst { "▶ " } else { "" };
        let met = row.probability_met;
        let cells = vec![
            format!("{weekday} {date}").trim_end().to_owned(),
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
            let [date, weekday] = names(worst_day, model.horizon());
            format!("by weekday (▶ the worst); the worst day of all is {weekday} {date}")
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

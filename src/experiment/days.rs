//! The horizon day by day and weekday by weekday: what is kept of each replication, and what all
//! of them together say of each day.

use std::io;
use std::ops::Range;

use super::estimates::Values;
use super::reduction::Basis;
use super::results::Bounded;
use super::spool::Spool;
use crate::model::{CallTypeId, Model, Weekday};
use crate::observe::{
    AgentCounts, CallCounts, Column, Measure, Observations, Ratio, Scope, Sums, agent_group_ids,
    call_type_ids, intervals_by_day, occupancy, service_level,
};
use crate::stats;

/// How many values are kept of each scope on each day: its service level, and the share of days on
/// which its objective is met.
const KEPT: usize = 2;

/// An open day of the horizon, or all its open days of a weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Days {
    /// The day, from 0.
    One(u32),
    /// All of this weekday.
    Every(Weekday),
}

/// What happened on a day, or on the days of a weekday.
#[derive(Clone, Debug, PartialEq)]
pub struct DayRow {
    /// Which day or days.
    pub days: Days,
    /// How many open days these are.
    pub count: u32,
    /// Whose calls: all, or those of a call type.
    pub scope: Scope,
    /// Calls offered on a day on average.
    pub offered: Option<f64>,
    /// Calls answered.
    pub answered: Option<f64>,
    /// Calls abandoned.
    pub abandoned: Option<f64>,
    /// The service level by the chosen rule, as the ratio of sums.
    pub service_level: Option<f64>,
    /// The service levels that 5 and 95 % of the replications do not exceed.
    pub quantiles: [Option<f64>; 2],
    /// The share of these days on which the objective is met.
    pub probability_met: Option<Bounded>,
    /// The mean wait of the answered, in seconds.
    pub asa: Option<f64>,
    /// The share of the time ready for calls that agents spend handling them; only of all calls.
    pub occupancy: Option<f64>,
}

/// The days of a model: nothing for a horizon of one, of which the summary says all.
pub(super) struct DayByDay<'m> {
    model: &'m Model,
    spans: Vec<Span>,
    scopes: Vec<(Scope, Vec<CallTypeId>)>,
}

/// Days of which a row tells.
struct Span {
    days: Days,
    /// Their numbers, from 0.
    numbers: Vec<usize>,
    /// The intervals of each.
    intervals: Vec<Range<usize>>,
}

impl<'m> DayByDay<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        let types: Vec<_> = call_type_ids(model).collect();
        let mut scopes = vec![(Scope::All, types.clone())];
        scopes.extend(types.into_iter().map(|id| (Scope::CallType(id), vec![id])));
        DayByDay { model, spans: spans(model), scopes }
    }

    /// How many values are kept of each replication.
    pub(super) fn columns(&self) -> usize {
        KEPT * self.spans.len() * self.scopes.len()
    }

    /// The values of one replication; not-a-number stands for none.
    pub(super) fn evaluate(&self, sums: &Sums, values: &mut Vec<f64>) {
        values.clear();
        for span in &self.spans {
            for (_, types) in &self.scopes {
                let level = self.level(sums, span, types);
                let met = sums.days_met(types, span.numbers.iter().copied());
                values.extend([level, met].map(|each| each.value().unwrap_or(f64::NAN)));
            }
        }
    }

    /// The rows of all days, then those of all weekdays, from the totals and the values of each
    /// replication.
    pub(super) fn rows(
        &self,
        totals: &Observations,
        spool: &Spool<f64>,
        confidence: f64,
        basis: Option<&Basis>,
    ) -> io::Result<Vec<DayRow>> {
        let replications = spool.rows() as f64;
        let mut sums = Sums::new(self.model);
        sums.add_up(totals);
        let totals = (totals, &sums);
        let spans = self.spans.iter();
        let mut rows: Vec<DayRow> = spans
            .flat_map(|span| {
                let scopes = self.scopes.iter();
                scopes.map(move |scope| self.row(totals, replications, span, scope))
            })
            .collect();
        let of_row = |(row, columns): (&DayRow, &[Vec<f64>])| {
            (quantiles(&columns[0]), probability(row.scope, &columns[1], confidence, basis))
        };
        let found = spool.map_strips(self.columns(), KEPT, |first, strip| {
            rows[first / KEPT..].iter().zip(strip.chunks(KEPT)).map(of_row).collect::<Vec<_>>()
        })?;
        for (row, found) in rows.iter_mut().zip(found.into_iter().flatten()) {
            (row.quantiles, row.probability_met) = found;
        }
        Ok(rows)
    }

    /// A row without what the totals don't tell.
    fn row(
        &self,
        (totals, sums): (&Observations, &Sums),
        replications: f64,
        span: &Span,
        (scope, types): &(Scope, Vec<CallTypeId>),
    ) -> DayRow {
        let mut calls = CallCounts::default();
        for each in types {
            calls.merge(&calls_of(sums, span, *each));
        }
        let count = span.intervals.len() as u32;
        let days = replications * f64::from(count);
        let per_day = |calls: u64| Ratio { numerator: calls as f64, denominator: days }.value();
        let is_all = *scope == Scope::All;
        DayRow {
            days: span.days,
            count,
            scope: *scope,
            offered: per_day(calls.offered),
            answered: per_day(calls.answered),
            abandoned: per_day(calls.abandoned),
            service_level: self.level(sums, span, types).value(),
            quantiles: [None; 2],
            probability_met: None,
            asa: Ratio::of_time_per(calls.wait_answered, calls.answered).value(),
            occupancy: if is_all { self.occupancy(totals, span) } else { None },
        }
    }

    /// The service level of some call types, each by its own rule.
    fn level(&self, sums: &Sums, span: &Span, types: &[CallTypeId]) -> Ratio {
        let of_type = |id: &CallTypeId| {
            let rule = self.model.call_types()[id.index()].objective.rule;
            service_level(&calls_of(sums, span, *id), rule)
        };
        types.iter().map(of_type).fold(Ratio::NONE, |sum, each| sum + each)
    }

    fn occupancy(&self, totals: &Observations, span: &Span) -> Option<f64> {
        let mut agents = AgentCounts::default();
        for group in agent_group_ids(self.model) {
            let intervals = totals.agents(group);
            let of_days = span.intervals.iter().flat_map(|day| &intervals[day.clone()]);
            of_days.for_each(|each| agents.merge(each));
        }
        occupancy(&agents).value()
    }
}

/// The open days one by one, then by weekday from Monday on.
fn spans(model: &Model) -> Vec<Span> {
    let horizon = model.horizon();
    if horizon.day_count() == 1 {
        return Vec::new();
    }
    let of_day = intervals_by_day(model);
    let open = || horizon.open_hours().iter().map(|hours| hours.day);
    let span = |days, numbers: Vec<usize>| {
        let intervals = numbers.iter().map(|day| of_day[*day].clone()).collect();
        Span { days, numbers, intervals }
    };
    let one = |day| span(Days::One(day), vec![day as usize]);
    let mut spans: Vec<Span> = open().map(one).collect();
    for weekday in Weekday::Monday.cycle_forward().take(7) {
        let is_it = |day: &u32| horizon.weekday(*day) == Some(weekday);
        let numbers: Vec<_> = open().filter(is_it).map(|day| day as usize).collect();
        if !numbers.is_empty() {
            spans.push(span(Days::Every(weekday), numbers));
        }
    }
    spans
}

/// The calls of a type on some days.
fn calls_of(sums: &Sums, span: &Span, id: CallTypeId) -> CallCounts {
    span.numbers.iter().fold(CallCounts::default(), |mut sum, day| {
        sum.merge(sums.calls_of_day(id, *day));
        sum
    })
}

fn quantiles(levels: &[f64]) -> [Option<f64>; 2] {
    let mut levels: Vec<_> = levels.iter().copied().filter(|level| !level.is_nan()).collect();
    stats::quantiles_of(&mut levels, [0.05, 0.95]).map_or([None; 2], |both| both.map(Some))
}

/// The mean of the replications' shares of days, estimated as in the summary.
fn probability(
    scope: Scope,
    shares: &[f64],
    confidence: f64,
    basis: Option<&Basis>,
) -> Option<Bounded> {
    let measure = Measure::named("probability_met").expect("a measure of calls");
    let ratio = |share: &f64| if share.is_nan() { Ratio::NONE } else { Ratio::plain(*share) };
    let ratios: Vec<_> = shares.iter().map(ratio).collect();
    Values { column: Column { scope, measure }, ratios: &ratios, confidence, basis }.estimate().mean
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::experiment::{Results, Settings, run};
    use crate::model::sample::help_desk;

    fn results(days: u32) -> Results {
        let spool_folder = std::env::temp_dir();
        let settings =
            Settings { replications: 0..300, seed: 3, confidence: 0.95, threads: 2, spool_folder };
        let never = AtomicBool::new(false);
        run(&help_desk(days, &[0.8, 0.6]), &settings, &(), &never, &mut ()).unwrap()
    }

    fn mean_of(rows: &[&DayRow], value: impl Fn(&DayRow) -> f64) -> f64 {
        let days = |row: &DayRow| f64::from(row.count);
        let sum: f64 = rows.iter().map(|row| days(row) * value(row)).sum();
        sum / rows.iter().map(|row| days(row)).sum::<f64>()
    }

    #[test]
    fn days_and_weekdays_each_add_up_to_the_horizon() {
        let results = results(9);
        let scopes = [0, 1].map(CallTypeId).map(Scope::CallType);
        for scope in [Scope::All].into_iter().chain(scopes) {
            let rows = results.days.iter().filter(|row| row.scope == scope);
            let (days, weekdays): (Vec<_>, Vec<_>) =
                rows.partition(|row| matches!(row.days, Days::One(_)));
            assert_eq!((days.len(), weekdays.len()), (9, 7));
            // From Monday to the Tuesday of the week after.
            let counts: Vec<_> = weekdays.iter().map(|row| row.count).collect();
            assert_eq!(counts, [2, 2, 1, 1, 1, 1, 1]);
            let of_all = |name| results.measure(scope, name).unwrap().mean.unwrap().value;
            for rows in [days, weekdays] {
                let offered = 9.0 * mean_of(&rows, |row| row.offered.unwrap());
                assert!((offered - of_all("offered")).abs() < 1e-9);
                // Somebody calls on every day of this size, or nearly so.
                let met = mean_of(&rows, |row| row.probability_met.unwrap().value);
                assert!((met - of_all("probability_met")).abs() < 1e-9, "{met}");
            }
        }
    }

    #[test]
    fn days_that_are_planned_alike_meet_their_objective_alike() {
        let results = results(4);
        let rows = results.days.iter().filter(|row| row.scope == Scope::All);
        let met: Vec<_> = rows.map(|row| row.probability_met.unwrap()).collect();
        for pair in met.windows(2) {
            let half = |it: &Bounded| 0.5 * (it.high.unwrap() - it.low.unwrap());
            let apart = (pair[0].value - pair[1].value).abs();
            // Twice the root of the sum of squares: beyond 99.99 %.
            assert!(apart < 2.0 * half(&pair[0]).hypot(half(&pair[1])), "{pair:?}");
        }
    }

    #[test]
    fn a_horizon_of_one_day_keeps_nothing() {
        assert!(results(1).days.is_empty());
        assert_eq!(DayByDay::new(&help_desk(1, &[0.8])).columns(), 0);
    }
}

//! The result files that are tables: what is a row, and what are the columns.

use std::io::{self, Write};

use super::cells::{Cell, Rows, Sheet};
use super::labels::{end_label, start_label};
use crate::experiment::{
    AgentBands, Band, Bounded, CallBands, MeasureEstimate, Results, ServiceLevelDistribution, Sink,
    StateRow,
};
use crate::model::Model;
use crate::observe::{Column, Ratio, Scope, individuals};

/// Writes `replications.csv`, a row for each replication, scope and measure, while replications
/// come. What a replication has no value for has no row.
pub struct ReplicationRows<'m, W: Write> {
    model: &'m Model,
    rows: Rows<W>,
}

impl<'m, W: Write> ReplicationRows<'m, W> {
    /// Begins the file.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn new(model: &'m Model, to: W) -> io::Result<Self> {
        let rows = Rows::new(to, &["replication", "scope", "name", "measure", "value"])?;
        Ok(ReplicationRows { model, rows })
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn finish(self) -> io::Result<()> {
        self.rows.finish()
    }
}

impl<W: Write> Sink for ReplicationRows<'_, W> {
    fn take(&mut self, replication: u64, columns: &[Column], values: &[Ratio]) -> io::Result<()> {
        for (column, value) in columns.iter().zip(values) {
            let Some(value) = value.value() else { continue };
            let [scope, name] = whose(column.scope, self.model);
            let measure = Cell::Word(column.measure.name);
            let value = Cell::Number(Some(value));
            self.rows.row([Cell::Count(replication), scope, name, measure, value])?;
        }
        Ok(())
    }
}

/// `summary`: a row for each scope and measure.
pub(super) fn summary<'a>(results: &'a Results, model: &'a Model) -> Sheet<'a> {
    let rows = results.measures.iter().map(|estimate| summary_row(estimate, model));
    Sheet { header: SUMMARY, rows: Box::new(rows) }
}

/// The columns of `summary`.
pub(super) const SUMMARY: &[&str] = &[
    "scope",
    "name",
    "measure",
    "unit",
    "mean",
    "std_dev",
    "ci_low",
    "ci_high",
    "p05",
    "p50",
    "p95",
    "min",
    "max",
    "replications",
    "estimator",
    "ci_method",
    "ratio_of_means",
    "ratio_of_means_low",
    "ratio_of_means_high",
    "p05_low",
    "p05_high",
    "p50_low",
    "p50_high",
    "p95_low",
    "p95_high",
];

/// A row of `summary`.
pub(super) fn summary_row<'a>(estimate: &'a MeasureEstimate, model: &'a Model) -> Vec<Cell<'a>> {
    let [scope, name] = whose(estimate.scope, model);
    let [mean, ci_low, ci_high] = bounded(estimate.mean);
    let [ratio, ratio_low, ratio_high] = bounded(estimate.ratio_of_means);
    let [[p05, p05_low, p05_high], [p50, p50_low, p50_high], [p95, p95_low, p95_high]] =
        estimate.quantiles.map(bounded);
    vec![
        scope,
        name,
        Cell::Word(estimate.measure.name),
        Cell::Word(estimate.measure.unit.name()),
        mean,
        Cell::Number(estimate.std_dev),
        ci_low,
        ci_high,
        p05,
        p50,
        p95,
        Cell::Number(estimate.min),
        Cell::Number(estimate.max),
        Cell::Count(estimate.replications),
        Cell::Word(estimate.estimator.name()),
        Cell::Word(estimate.estimator.interval()),
        ratio,
        ratio_low,
        ratio_high,
        p05_low,
        p05_high,
        p50_low,
        p50_high,
        p95_low,
        p95_high,
    ]
}

/// `service_level`: a row for each quantile and each bin of its distribution, and for the
/// probability of meeting the objective.
pub(super) fn service_level<'a>(results: &'a Results, model: &'a Model) -> Sheet<'a> {
    let rows = results.service_levels.iter().flat_map(|each| service_level_rows(each, model));
    let header = &[
        "scope",
        "name",
        "rule",
        "within",
        "target",
        "statistic",
        "share",
        "from",
        "to",
        "value",
        "ci_low",
        "ci_high",
    ];
    Sheet { header, rows: Box::new(rows) }
}

fn service_level_rows<'a>(
    distribution: &'a ServiceLevelDistribution,
    model: &'a Model,
) -> Vec<Vec<Cell<'a>>> {
    let objective = match distribution.scope {
        Scope::CallType(id) => Some(model.call_types()[id.index()].objective),
        // Each call type has its own objective, so all of them together have none.
        Scope::All
        | Scope::AgentGroup(_)
        | Scope::TrunkGroup(_)
        | Scope::Outage(_)
        | Scope::FloorRule(_)
        | Scope::Phase(_) => None,
    };
    let row = |statistic, place: [Option<f64>; 3], value: [Cell<'a>; 3]| {
        let [scope, name] = whose(distribution.scope, model);
        let rule = objective.map_or("", |objective| objective.rule.name());
        let within = objective.map(|objective| objective.within.as_secs_f64());
        let target = objective.map(|objective| objective.target);
        let mut cells = vec![scope, name, Cell::Word(rule), Cell::Number(within)];
        cells.extend([Cell::Number(target), Cell::Word(statistic)]);
        cells.extend(place.map(Cell::Number));
        cells.extend(value);
        cells
    };
    let met = bounded(distribution.probability_met);
    let mut rows = vec![row("probability_met", [None; 3], met)];
    rows.extend(distribution.quantiles.iter().map(|(share, quantile)| {
        row("quantile", [Some(*share), None, None], bounded(Some(*quantile)))
    }));
    rows.extend(distribution.bins.iter().map(|bin| {
        let count = [Cell::Count(bin.count), Cell::Number(None), Cell::Number(None)];
        row("replications", [None, Some(bin.from), Some(bin.to)], count)
    }));
    rows
}

/// `intervals`: a row for each interval and scope.
pub(super) fn intervals<'a>(results: &'a Results, model: &'a Model) -> Sheet<'a> {
    let horizon = model.horizon();
    let rows = results.intervals.iter().map(move |row| {
        let [scope, name] = whose(row.scope, model);
        let interval = &horizon.intervals()[row.interval];
        let mut cells = vec![
            Cell::Text(start_label(horizon, interval)),
            Cell::Text(end_label(horizon, interval)),
            scope,
            name,
        ];
        let CallBands { offered, answered, abandoned, service_level, asa, queue } =
            row.calls.unwrap_or_default();
        let AgentBands { staff, on_calls, occupancy } = row.agents.unwrap_or_default();
        let of_calls = [offered, answered, abandoned, service_level, asa, queue];
        let of_agents = [staff, on_calls, occupancy];
        cells.extend(of_calls.into_iter().chain(of_agents).flat_map(band));
        cells
    });
    let header = &[
        "start",
        "end",
        "scope",
        "name",
        "offered",
        "offered_p05",
        "offered_p95",
        "answered",
        "answered_p05",
        "answered_p95",
        "abandoned",
        "abandoned_p05",
        "abandoned_p95",
        "service_level",
        "service_level_p05",
        "service_level_p95",
        "asa",
        "asa_p05",
        "asa_p95",
        "queue",
        "queue_p05",
        "queue_p95",
        "staff",
        "staff_p05",
        "staff_p95",
        "on_calls",
        "on_calls_p05",
        "on_calls_p95",
        "occupancy",
        "occupancy_p05",
        "occupancy_p95",
    ];
    Sheet { header, rows: Box::new(rows) }
}

/// `agents`: a row for each agent group and state; then, if there are any, for each agent who is
/// known by name and state.
pub(super) fn agents<'a>(results: &'a Results, model: &'a Model) -> Sheet<'a> {
    let of_groups = results.agents.iter().map(move |row| {
        let scope = Scope::AgentGroup(row.group);
        let calls = results.measure(scope, "answered").and_then(|each| each.mean);
        let occupancy = results.measure(scope, "occupancy").and_then(|each| each.ratio_of_means);
        let calls = calls.map(|calls| calls.value);
        state_row(model, row, [calls, occupancy.map(|occupancy| occupancy.value)])
    });
    if individuals(model).next().is_none() {
        let header = &["agent_group", "state", "hours", "share", "calls", "occupancy"];
        return Sheet { header, rows: Box::new(of_groups) };
    }
    let of_individuals = results.individuals.iter().flat_map(move |each| {
        let of_all = [Some(each.calls), each.occupancy];
        each.states.iter().map(move |row| with_agent(state_row(model, row, of_all), &each.name))
    });
    let rows = of_groups.map(|row| with_agent(row, "")).chain(of_individuals);
    let header = &["agent_group", "agent", "state", "hours", "share", "calls", "occupancy"];
    Sheet { header, rows: Box::new(rows) }
}

/// Time in a state, with the calls and the occupancy in all of them.
fn state_row<'a>(model: &'a Model, row: &StateRow, of_all: [Option<f64>; 2]) -> Vec<Cell<'a>> {
    let [_, name] = whose(Scope::AgentGroup(row.group), model);
    let times = [Some(row.hours), row.share];
    let numbers = times.into_iter().chain(of_all).map(Cell::Number);
    [name, Cell::Word(row.state.name())].into_iter().chain(numbers).collect()
}

/// The same row with a cell after its first for the name of an agent.
fn with_agent<'a>(mut row: Vec<Cell<'a>>, name: &'a str) -> Vec<Cell<'a>> {
    row.insert(1, Cell::Name(name));
    row
}

/// `waits`: a row for each call type and range of waits.
pub(super) fn waits<'a>(results: &'a Results, model: &'a Model) -> Sheet<'a> {
    let rows = results.waits.iter().map(|row| {
        let [_, name] = whose(Scope::CallType(row.call_type), model);
        vec![
            name,
            Cell::Number(Some(row.from)),
            Cell::Number(row.to),
            Cell::Count(row.answered),
            Cell::Count(row.abandoned),
        ]
    });
    let header = &["call_type", "from", "to", "answered", "abandoned"];
    Sheet { header, rows: Box::new(rows) }
}

pub(super) fn whose(scope: Scope, model: &Model) -> [Cell<'_>; 2] {
    [Cell::Word(scope.kind()), Cell::Name(scope.name(model))]
}

pub(super) fn bounded<'a>(estimate: Option<Bounded>) -> [Cell<'a>; 3] {
    [
        Cell::Number(estimate.map(|each| each.value)),
        Cell::Number(estimate.and_then(|each| each.low)),
        Cell::Number(estimate.and_then(|each| each.high)),
    ]
}

fn band<'a>(band: Band) -> [Cell<'a>; 3] {
    [Cell::Number(band.mean), Cell::Short(band.p05), Cell::Short(band.p95)]
}

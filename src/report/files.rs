//! The result files that are tables: what is a row, and what are the columns.

use super::cells::{Cell, Heading, Sheet, count, moment, number, text};
use super::labels::moment_of;
use crate::experiment::{
    AgentBands, Band, Bounded, CallBands, MeasureEstimate, Results, ServiceLevelDistribution,
    StateRow,
};
use crate::model::{Horizon, Interval, Model};
use crate::observe::{Scope, individuals};
use crate::time::SimTime;

/// `summary`: a row for each scope and measure.
pub(super) fn summary<'a>(results: &'a Results, model: &'a Model) -> Sheet<'a> {
    let rows = results.measures.iter().map(|estimate| summary_row(estimate, model));
    Sheet::new(SUMMARY, rows)
}

/// The columns of `summary`.
pub(super) const SUMMARY: [Heading<'static>; 25] = [
    text("scope"),
    text("name"),
    text("measure"),
    text("unit"),
    number("mean"),
    number("std_dev"),
    number("ci_low"),
    number("ci_high"),
    number("p05"),
    number("p50"),
    number("p95"),
    number("min"),
    number("max"),
    count("replications"),
    text("estimator"),
    text("ci_method"),
    number("ratio_of_means"),
    number("ratio_of_means_low"),
    number("ratio_of_means_high"),
    number("p05_low"),
    number("p05_high"),
    number("p50_low"),
    number("p50_high"),
    number("p95_low"),
    number("p95_high"),
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
    let header = [
        text("scope"),
        text("name"),
        text("rule"),
        number("within"),
        number("target"),
        text("statistic"),
        number("share"),
        number("from"),
        number("to"),
        number("value"),
        number("ci_low"),
        number("ci_high"),
    ];
    Sheet::new(header, rows)
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
        let count = [Some(bin.count as f64), None, None].map(Cell::Number);
        row("replications", [None, Some(bin.from), Some(bin.to)], count)
    }));
    rows
}

/// `intervals`: a row for each interval and scope.
pub(super) fn intervals<'a>(results: &'a Results, model: &'a Model) -> Sheet<'a> {
    let horizon = model.horizon();
    let [start, end] = of_when(horizon);
    let rows = results.intervals.iter().map(move |row| {
        let [scope, name] = whose(row.scope, model);
        let interval = &horizon.intervals()[row.interval];
        let mut cells: Vec<_> = when(horizon, interval).into();
        cells.extend([scope, name]);
        let CallBands { offered, answered, abandoned, service_level, asa, queue } =
            row.calls.unwrap_or_default();
        let AgentBands { staff, on_calls, occupancy } = row.agents.unwrap_or_default();
        let of_calls = [offered, answered, abandoned, service_level, asa, queue];
        let of_agents = [staff, on_calls, occupancy];
        cells.extend(of_calls.into_iter().chain(of_agents).flat_map(band));
        cells
    });
    let header = [
        start,
        end,
        text("scope"),
        text("name"),
        number("offered"),
        number("offered_p05"),
        number("offered_p95"),
        number("answered"),
        number("answered_p05"),
        number("answered_p95"),
        number("abandoned"),
        number("abandoned_p05"),
        number("abandoned_p95"),
        number("service_level"),
        number("service_level_p05"),
        number("service_level_p95"),
        number("asa"),
        number("asa_p05"),
        number("asa_p95"),
        number("queue"),
        number("queue_p05"),
        number("queue_p95"),
        number("staff"),
        number("staff_p05"),
        number("staff_p95"),
        number("on_calls"),
        number("on_calls_p05"),
        number("on_calls_p95"),
        number("occupancy"),
        number("occupancy_p05"),
        number("occupancy_p95"),
    ];
    Sheet::new(header, rows)
}

/// `states`: a row for each interval, agent group and state.
pub(super) fn states<'a>(results: &'a Results, model: &'a Model) -> Sheet<'a> {
    let horizon = model.horizon();
    let rows = results.states.iter().map(move |row| {
        let [start, end] = when(horizon, &horizon.intervals()[row.interval]);
        let [_, group] = whose(Scope::AgentGroup(row.group), model);
        vec![start, end, group, Cell::Word(row.state.name()), Cell::Number(Some(row.agents))]
    });
    let [start, end] = of_when(horizon);
    Sheet::new([start, end, text("agent_group"), text("state"), number("agents")], rows)
}

/// `in_force`: a row for each interval and each outage or floor rule.
pub(super) fn in_force<'a>(results: &'a Results, model: &'a Model) -> Sheet<'a> {
    let horizon = model.horizon();
    let rows = results.in_force.iter().map(move |row| {
        let [start, end] = when(horizon, &horizon.intervals()[row.interval]);
        let [scope, name] = whose(row.scope, model);
        vec![start, end, scope, name, Cell::Number(Some(row.share))]
    });
    let [start, end] = of_when(horizon);
    Sheet::new([start, end, text("scope"), text("name"), number("share")], rows)
}

/// The columns of [`when`].
fn of_when(horizon: &Horizon) -> [Heading<'static>; 2] {
    let names = ["start", "end"];
    match horizon.start_date() {
        Some(_) => names.map(moment),
        None => names.map(number),
    }
}

/// When an interval begins and ends: by the calendar, or in seconds of a plain length.
fn when<'a>(horizon: &Horizon, interval: &Interval) -> [Cell<'a>; 2] {
    let ends = [Some(interval.start), Some(interval.end).filter(|end| *end != SimTime::NEVER)];
    match horizon.start_date() {
        Some(_) => ends.map(|end| Cell::Moment(end.and_then(|time| moment_of(horizon, time)))),
        None => {
            ends.map(|end| Cell::Number(end.map(|time| time.since(SimTime::ZERO).as_secs_f64())))
        }
    }
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
        return Sheet::new([[text("agent_group")].as_slice(), &OF_AGENTS].concat(), of_groups);
    }
    let of_individuals = results.individuals.iter().flat_map(move |each| {
        let of_all = [Some(each.calls), each.occupancy];
        each.states.iter().map(move |row| with_agent(state_row(model, row, of_all), &each.name))
    });
    let rows = of_groups.map(|row| with_agent(row, "")).chain(of_individuals);
    let header = [[text("agent_group"), text("agent")].as_slice(), &OF_AGENTS].concat();
    Sheet::new(header, rows)
}

/// What follows the names of agents.
const OF_AGENTS: [Heading<'static>; 5] =
    [text("state"), number("hours"), number("share"), number("calls"), number("occupancy")];

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
    let header =
        [text("call_type"), number("from"), number("to"), count("answered"), count("abandoned")];
    Sheet::new(header, rows)
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

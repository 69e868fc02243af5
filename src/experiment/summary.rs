//! From a batch of replications to results.

use std::io;

use super::bands::{self, IntervalRow};
use super::batch::Settings;
use super::days::DayByDay;
use super::estimates::Values;
use super::journal::Journal;
use super::reduction::{self, Basis, Reduction};
use super::results::{
    InForceRow, IndividualRow, IntervalStateRow, MeasureEstimate, Results,
    ServiceLevelDistribution, StateRow, WaitRow,
};
use super::spool::{Spool, ratios};
use crate::model::{AgentGroupId, AgentState, CallType, Interval, IntervalKind, Model};
use crate::observe::{
    AgentCounts, Catalogue, Column, Observations, Ratio, Scope, agent_group_ids, call_type_ids,
    floor_rule_ids, individuals, occupancy, outage_ids, possible_states,
};
use crate::stats;
use crate::time::SimTime;

/// Everything that the replications of a batch tell together.
pub(super) fn summarise(
    catalogue: &Catalogue,
    settings: &Settings,
    reduction: &Reduction,
    journal: &Journal,
) -> io::Result<Results> {
    let (model, totals) = (catalogue.model(), journal.totals());
    let (basis, used) = reduction::basis(catalogue, reduction, journal)?.unzip();
    let (measures, service_levels) =
        measures(catalogue, settings, basis.as_ref(), journal.values())?;
    let shown = shown_intervals(model, totals);
    Ok(Results {
        first_replication: settings.replications.start,
        replications: journal.complete(),
        requested: settings.count(),
        seed: settings.seed,
        confidence: settings.confidence,
        stopping: None,
        reduction: used,
        measures,
        service_levels,
        intervals: intervals(model, totals, &shown, journal.bands())?,
        in_force: in_force(model, totals, &shown),
        states: states(model, totals, &shown),
        days: DayByDay::new(model).rows(
            totals,
            &journal.days(),
            settings.confidence,
            basis.as_ref(),
        )?,
        agents: agents(model, totals, journal.complete()),
        individuals: individual_rows(model, totals, journal.complete()),
        waits: waits(model, totals),
    })
}

/// Estimates every measure, a strip of columns at a time.
pub(super) fn measures(
    catalogue: &Catalogue,
    settings: &Settings,
    basis: Option<&Basis>,
    spool: Spool<f64>,
) -> io::Result<(Vec<MeasureEstimate>, Vec<ServiceLevelDistribution>)> {
    let columns = catalogue.columns();
    let of_column = |(column, ratios): (&Column, Vec<Ratio>)| {
        let confidence = settings.confidence;
        let values = Values { column: *column, ratios: &ratios, confidence, basis };
        let is_level = column.measure.name == "service_level";
        let target = target(catalogue.model(), column.scope);
        (values.estimate(), is_level.then(|| values.distribution(target)))
    };
    let estimates = spool.map_strips(2 * columns.len(), 2, |first, strip| {
        columns[first / 2..].iter().zip(ratios(strip)).map(of_column).collect::<Vec<_>>()
    })?;
    let (mut measures, mut distributions) = (Vec::new(), Vec::new());
    for (estimate, distribution) in estimates.into_iter().flatten() {
        measures.push(estimate);
        distributions.extend(distribution);
    }
    for distribution in &mut distributions {
        let met = measures.iter().find(|each: &&MeasureEstimate| {
            each.scope == distribution.scope && each.measure.name == "probability_met"
        });
        distribution.probability_met = met.and_then(|met| met.mean);
    }
    Ok((measures, distributions))
}

/// The target of some calls; none if they have several.
fn target(model: &Model, scope: Scope) -> Option<f64> {
    let of = |call_type: &CallType| call_type.objective.target;
    match scope {
        Scope::CallType(id) => Some(of(&model.call_types()[id.index()])),
        Scope::All => {
            let (first, rest) = model.call_types().split_first()?;
            rest.iter().all(|each| of(each) == of(first)).then(|| of(first))
        }
        Scope::AgentGroup(_)
        | Scope::TrunkGroup(_)
        | Scope::Outage(_)
        | Scope::FloorRule(_)
        | Scope::Phase(_) => None,
    }
}

/// The horizon interval by interval, without closed hours in which nothing happened.
fn intervals(
    model: &Model,
    totals: &Observations,
    shown: &[usize],
    spool: Spool<f32>,
) -> io::Result<Vec<IntervalRow>> {
    let mut rows = bands::means(model, totals, spool.rows() as u64);
    let of_column = |column: &Vec<f32>| {
        let present = column.iter().filter(|value| !value.is_nan());
        let mut values: Vec<_> = present.map(|value| f64::from(*value)).collect();
        let quantiles = stats::quantiles_of(&mut values, [0.05, 0.95]).ok();
        quantiles.map_or([None; 2], |both| both.map(|value| Some(value as f32)))
    };
    let quantiles = spool.map_strips(bands::columns(model), 1, |_, strip| {
        strip.iter().map(of_column).collect::<Vec<_>>()
    })?;
    for (band, [p05, p95]) in bands::bands_of(&mut rows).zip(quantiles.into_iter().flatten()) {
        (band.p05, band.p95) = (p05, p95);
    }
    rows.retain(|row| shown.binary_search(&row.interval).is_ok());
    Ok(rows)
}

/// The intervals that are shown: the open ones, and those in which something happened.
fn shown_intervals(model: &Model, totals: &Observations) -> Vec<usize> {
    let intervals = model.horizon().intervals().iter().enumerate();
    let is_shown = |(index, interval): &(usize, &Interval)| {
        interval.kind == IntervalKind::Open || is_busy(model, totals, *index)
    };
    intervals.filter(is_shown).map(|(index, _)| index).collect()
}

/// Whether anything happened in an interval.
fn is_busy(model: &Model, totals: &Observations, interval: usize) -> bool {
    let calls = |id| {
        let calls = &totals.calls(id)[interval];
        calls.offered + calls.answered + calls.abandoned > 0 || calls.queue_time > 0
    };
    let agents = |id| totals.agents(id)[interval].staffed() > 0;
    call_type_ids(model).any(calls) || agent_group_ids(model).any(agents)
}

/// What was in force, interval by interval: first every outage, then every floor rule.
fn in_force(model: &Model, totals: &Observations, shown: &[usize]) -> Vec<InForceRow> {
    let outages = outage_ids(model).map(|id| (Scope::Outage(id), totals.outage_in_force(id)));
    let rules = floor_rule_ids(model).map(|id| (Scope::FloorRule(id), totals.rule_in_force(id)));
    let mut rows = Vec::new();
    for (scope, times) in outages.chain(rules) {
        rows.extend(with_length(model, shown).filter_map(|(interval, length)| {
            let all = u128::from(totals.replications()) * u128::from(length);
            let share = Ratio::of_times(times[interval], all).value()?;
            Some(InForceRow { interval, scope, share })
        }));
    }
    rows
}

/// What agents do, interval by interval: group by group, state by state.
fn states(model: &Model, totals: &Observations, shown: &[usize]) -> Vec<IntervalStateRow> {
    let states = possible_states(model);
    let mut rows = Vec::new();
    for group in agent_group_ids(model) {
        for &state in &states {
            rows.extend(with_length(model, shown).filter_map(|(interval, length)| {
                let time = totals.agents(group)[interval].time[state.index()];
                let all = u128::from(totals.replications()) * u128::from(length);
                let agents = Ratio::of_times(time, all).value()?;
                Some(IntervalStateRow { interval, group, state, agents })
            }));
        }
    }
    rows
}

/// Those of some intervals that have an end, each with its length in microseconds.
fn with_length<'a>(
    model: &'a Model,
    shown: &'a [usize],
) -> impl Iterator<Item = (usize, u64)> + 'a {
    let lengths = shown.iter().map(|&index| (index, &model.horizon().intervals()[index]));
    lengths
        .filter(|(_, interval)| interval.end != SimTime::NEVER)
        .map(|(index, interval)| (index, (interval.end - interval.start).as_micros()))
}

/// How each agent group spends its time.
fn agents(model: &Model, totals: &Observations, replications: u64) -> Vec<StateRow> {
    let states = possible_states(model);
    let rows = agent_group_ids(model)
        .flat_map(|group| times(group, &states, &totals.all_agents(group), replications));
    rows.collect()
}

/// What those do who are known by name.
fn individual_rows(model: &Model, totals: &Observations, replications: u64) -> Vec<IndividualRow> {
    let states = possible_states(model);
    let rows = individuals(model).zip(totals.individuals()).map(|((group, individual), counts)| {
        IndividualRow {
            name: individual.name.clone(),
            calls: counts.answered as f64 / replications as f64,
            occupancy: occupancy(counts).value(),
            states: times(group, &states, counts, replications),
        }
    });
    if replications == 0 { Vec::new() } else { rows.collect() }
}

/// The time in each state.
fn times(
    group: AgentGroupId,
    states: &[AgentState],
    counts: &AgentCounts,
    replications: u64,
) -> Vec<StateRow> {
    if replications == 0 {
        return Vec::new();
    }
    let staffed = counts.staffed();
    let row = |&state: &AgentState| {
        let time = counts.time[state.index()];
        let hours = time as f64 / 3.6e9 / replications as f64;
        StateRow { group, state, hours, share: Ratio::of_times(time, staffed).value() }
    };
    states.iter().map(row).collect()
}

/// How long the calls of each type wait; ranges without a wait are left out.
fn waits(model: &Model, totals: &Observations) -> Vec<WaitRow> {
    let mut rows = Vec::new();
    for call_type in call_type_ids(model) {
        let (answered, abandoned) =
            (totals.waits_answered(call_type), totals.waits_abandoned(call_type));
        let row = |from: u64, to: u64, answered, abandoned| WaitRow {
            call_type,
            from: from as f64 / 1e6,
            to: (to != u64::MAX).then(|| to as f64 / 1e6),
            answered,
            abandoned,
        };
        rows.push(row(0, 0, answered.zeros(), abandoned.zeros()));
        let buckets = answered.buckets().zip(abandoned.buckets());
        rows.extend(buckets.filter(|(a, b)| a.count + b.count > 0).map(|(answered, abandoned)| {
            row(answered.from, answered.to, answered.count, abandoned.count)
        }));
    }
    rows
}

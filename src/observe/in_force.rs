//! Which outages and floor rules are in force in a replication, and in which phase a moment is.
//!
//! A stretch of time is counted at its beginning as if it lasted for ever, and the rest is taken off
//! when it ends: so nothing need be known of the end of a replication.

use super::Observations;
use super::disturbance::Phase;
use crate::engine::Recovery;
use crate::model::{FloorRuleId, IntervalKind, Model, OutageId};
use crate::time::{SimDuration, SimTime};

/// What is in force in a replication.
#[derive(Clone, Debug)]
pub(super) struct InForce<'m> {
    model: &'m Model,
    /// For each interval the open time from its start on, in microseconds; nothing in a model
    /// without outages and floor rules.
    open_from: Vec<u64>,
    outages: Vec<State>,
    /// How many outages that make phases are in force.
    breaking: u32,
    /// In how many respects service has not yet recovered from outages that are over.
    recovering: u32,
    /// The phases so far, each with the moment when it began; nothing in a model without phases.
    phases: Vec<(SimTime, Phase)>,
    rules: Vec<FloorRuleId>,
}

/// What is known of an outage.
#[derive(Clone, Copy, Debug, Default)]
struct State {
    /// Whether its last occurrence is counted.
    is_counted: bool,
    /// In which respects service has not yet recovered from it.
    is_awaited: [bool; Recovery::ALL.len()],
}

impl<'m> InForce<'m> {
    /// Nothing is in force; [`restart`](Self::restart) comes next.
    pub(super) fn new(model: &'m Model) -> Self {
        let is_watched = !(model.outages().is_empty() && model.floor_rules().is_empty());
        InForce {
            model,
            open_from: if is_watched { open_from(model) } else { Vec::new() },
            outages: vec![State::default(); model.outages().len()],
            breaking: 0,
            recovering: 0,
            phases: Vec::new(),
            rules: Vec::new(),
        }
    }

    /// A replication begins, with nothing in force.
    pub(super) fn restart(&mut self, observations: &mut Observations) {
        self.outages.fill(State::default());
        (self.breaking, self.recovering) = (0, 0);
        self.rules.clear();
        self.phases.clear();
        if !Phase::of_model(self.model).is_empty() {
            self.phases.push((SimTime::ZERO, Phase::Outside));
            observations.phase_cell(Phase::Outside).time = self.open_time_after(SimTime::ZERO);
        }
    }

    /// Whether the model has phases.
    #[inline]
    pub(super) fn has_phases(&self) -> bool {
        !self.phases.is_empty()
    }

    /// The phase of a moment not later than the clock; none in a model without phases.
    pub(super) fn phase_at(&self, moment: SimTime) -> Option<Phase> {
        let (since, last) = *self.phases.last()?;
        if since <= moment {
            return Some(last);
        }
        let begun = self.phases.partition_point(|(since, _)| *since <= moment);
        // The first one has begun with the replication.
        Some(self.phases[begun - 1].1)
    }

    /// The rules that are in force.
    #[inline]
    pub(super) fn rules(&self) -> &[FloorRuleId] {
        &self.rules
    }

    pub(super) fn outage_begins(
        &mut self,
        now: SimTime,
        outage: OutageId,
        is_counted: bool,
        observations: &mut Observations,
    ) {
        let cell = observations.outage_cell(outage);
        cell.occurrences += u64::from(is_counted);
        cell.in_force += self.open_time_after(now);
        self.each_time_after(now, observations.outage_times(outage), |sum, time| *sum += time);
        if self.model.outages()[outage.index()].has_recovery() {
            self.breaking += 1;
        }
        Recovery::ALL.into_iter().for_each(|of| self.await_no_longer(outage, of));
        self.outages[outage.index()].is_counted = is_counted;
        self.look_at_phase(now, observations);
    }

    pub(super) fn outage_ends(
        &mut self,
        now: SimTime,
        outage: OutageId,
        observations: &mut Observations,
    ) {
        observations.outage_cell(outage).in_force -= self.open_time_after(now);
        self.each_time_after(now, observations.outage_times(outage), |sum, time| *sum -= time);
        if self.model.outages()[outage.index()].has_recovery() {
            self.breaking -= 1;
            self.recovering += Recovery::ALL.len() as u32;
            self.outages[outage.index()].is_awaited = [true; Recovery::ALL.len()];
        }
        self.look_at_phase(now, observations);
    }

    pub(super) fn service_recovers(
        &mut self,
        now: SimTime,
        (outage, of): (OutageId, Recovery),
        after: Option<SimDuration>,
        observations: &mut Observations,
    ) {
        if let Some(after) = after
            && self.outages[outage.index()].is_counted
        {
            let cell = &mut observations.outage_cell(outage).recoveries[of.index()];
            cell.recovered += 1;
            cell.time += u128::from(after.as_micros());
            cell.longest = cell.longest.max(after.as_micros());
        }
        self.await_no_longer(outage, of);
        self.look_at_phase(now, observations);
    }

    pub(super) fn rule_begins(
        &mut self,
        now: SimTime,
        rule: FloorRuleId,
        is_counted: bool,
        observations: &mut Observations,
    ) {
        self.rules.push(rule);
        let cell = observations.rule_cell(rule);
        cell.activations += u64::from(is_counted);
        cell.in_force += self.open_time_after(now);
        self.each_time_after(now, observations.rule_times(rule), |sum, time| *sum += time);
    }

    pub(super) fn rule_ends(
        &mut self,
        now: SimTime,
        rule: FloorRuleId,
        observations: &mut Observations,
    ) {
        self.rules.retain(|each| *each != rule);
        observations.rule_cell(rule).in_force -= self.open_time_after(now);
        self.each_time_after(now, observations.rule_times(rule), |sum, time| *sum -= time);
    }

    fn await_no_longer(&mut self, outage: OutageId, of: Recovery) {
        let is_awaited = &mut self.outages[outage.index()].is_awaited[of.index()];
        self.recovering -= u32::from(std::mem::take(is_awaited));
    }

    /// Another phase may begin.
    fn look_at_phase(&mut self, now: SimTime, observations: &mut Observations) {
        let Some((since, before)) = self.phases.last().copied() else { return };
        let phase = match (self.breaking, self.recovering) {
            (1.., _) => Phase::During,
            (0, 1..) => Phase::After,
            (0, 0) => Phase::Outside,
        };
        if phase == before {
            return;
        }
        let rest = self.open_time_after(now);
        observations.phase_cell(before).time -= rest;
        observations.phase_cell(phase).time += rest;
        // Of several phases that begin at a moment the last one is that of the moment.
        if since == now {
            self.phases.pop();
        }
        self.phases.push((now, phase));
    }

    /// Shows each interval's sum with the time of the interval from a moment on, in microseconds,
    /// whether the lines are open or not.
    fn each_time_after(
        &self,
        moment: SimTime,
        sums: &mut [u128],
        change: impl Fn(&mut u128, u128),
    ) {
        let intervals = self.model.horizon().intervals();
        let first = intervals.partition_point(|each| each.end <= moment);
        for (interval, sum) in intervals.iter().zip(sums).skip(first) {
            if interval.end != SimTime::NEVER {
                let rest = interval.end - interval.start.max(moment);
                change(sum, u128::from(rest.as_micros()));
            }
        }
    }

    /// The counted time from a moment on in which the lines are open, in microseconds.
    fn open_time_after(&self, moment: SimTime) -> u128 {
        let intervals = self.model.horizon().intervals();
        let place = intervals.partition_point(|each| each.end <= moment);
        let Some(interval) = intervals.get(place) else { return 0 };
        let gone = match interval.kind {
            IntervalKind::Open if moment > interval.start => (moment - interval.start).as_micros(),
            _ => 0,
        };
        u128::from(self.open_from[place] - gone)
    }
}

/// For each interval of a model the open time from its start on.
fn open_from(model: &Model) -> Vec<u64> {
    let mut left = 0;
    let intervals = model.horizon().intervals().iter().rev();
    let mut open_from: Vec<u64> = intervals
        .map(|each| {
            if each.kind == IntervalKind::Open {
                left += (each.end - each.start).as_micros();
            }
            left
        })
        .collect();
    open_from.reverse();
    open_from
}

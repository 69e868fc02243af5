//! Turns what the engine tells into counts.

use super::counts::{CallCounts, Observations, individuals};
use super::in_force::InForce;
use crate::engine::{
    AgentTurn, Answered, Concluded, HandedOn, Held, Hit, HitEffect, LossCause, Lost, Observer,
    Recovery, Retimed, Stretch, WholeCall,
};
use crate::model::{
    AgentGroupId, AgentId, CallTypeId, CountedBy, FloorRuleId, Interval, Model, OutageId,
    ServiceLevelObjective, TrunkGroupId,
};
use crate::time::{SimDuration, SimTime};

/// Counts one replication.
#[derive(Clone, Debug)]
pub struct Recorder<'m> {
    pub(super) model: &'m Model,
    pub(super) objectives: Vec<ServiceLevelObjective>,
    pub(super) observations: Observations,
    /// The interval that the clock is in; [`Observations::uncounted`] outside all.
    pub(super) current: usize,
    pub(super) current_start: SimTime,
    pub(super) current_end: SimTime,
    /// For each trunk group how many lines are busy, and since when.
    busy_lines: Vec<(u32, SimTime)>,
    /// For each agent the place among those known by name; empty if nobody is.
    individuals: Vec<Option<u32>>,
    /// The start and the end of the interval as far as the work of agents is concerned, who are
    /// alike but for their groups between them. Where some are known by name nothing lies between
    /// them, so that asking for names costs nothing where there are none.
    nameless: [SimTime; 2],
    in_force: InForce<'m>,
}

impl<'m> Recorder<'m> {
    /// A recorder for replications of `model`.
    pub fn new(model: &'m Model) -> Self {
        let mut recorder = Recorder {
            model,
            objectives: model.call_types().iter().map(|each| each.objective).collect(),
            observations: Observations::new(model),
            current: 0,
            current_start: SimTime::ZERO,
            current_end: SimTime::ZERO,
            busy_lines: vec![(0, SimTime::ZERO); model.trunk_groups().len()],
            individuals: places_of_individuals(model),
            nameless: [SimTime::ZERO; 2],
            in_force: InForce::new(model),
        };
        recorder.restart();
        recorder
    }

    /// Forgets the last replication; what follows is one more.
    pub fn restart(&mut self) {
        self.observations.restart();
        self.current = self.observations.uncounted();
        self.current_start = SimTime::ZERO;
        self.current_end = SimTime::ZERO;
        self.look_for_names();
        self.busy_lines.fill((0, SimTime::ZERO));
        self.in_force.restart(&mut self.observations);
    }

    /// What was counted since the last [`restart`](Self::restart).
    pub fn observations(&self) -> &Observations {
        &self.observations
    }

    /// Moves to the interval that the clock is in.
    #[inline]
    pub(super) fn advance(&mut self, now: SimTime) {
        if now >= self.current_end {
            self.enter_interval(now);
        }
    }

    #[cold]
    fn enter_interval(&mut self, now: SimTime) {
        (self.current, self.current_start, self.current_end) = self.interval_around(now);
        self.look_for_names();
    }

    /// The interval that holds a moment, with its start and its end; [`Observations::uncounted`] outside
    /// all.
    pub(super) fn interval_around(&self, moment: SimTime) -> (usize, SimTime, SimTime) {
        let intervals = self.model.horizon().intervals();
        let next = intervals.partition_point(|each| each.end <= moment);
        match intervals.get(next) {
            Some(Interval { start, end, .. }) if *start <= moment => (next, *start, *end),
            Some(Interval { start, .. }) => (self.observations.uncounted(), SimTime::ZERO, *start),
            None => {
                let end = intervals.last().map_or(SimTime::ZERO, |last| last.end);
                (self.observations.uncounted(), end, SimTime::NEVER)
            }
        }
    }

    fn look_for_names(&mut self) {
        self.nameless = match self.individuals.is_empty() {
            true => [self.current_start, self.current_end],
            false => [SimTime::NEVER, SimTime::ZERO],
        };
    }

    /// The interval that holds a moment not later than the clock.
    #[inline]
    fn interval_of(&self, moment: SimTime) -> usize {
        if moment >= self.current_start {
            self.current
        } else {
            self.model.horizon().interval_at(moment).unwrap_or(self.observations.uncounted())
        }
    }

    /// The interval that a call's outcome is counted in.
    ///
    /// Whether it is counted depends on its entry alone: what enters before the end of a plain
    /// length and has its outcome after it belongs to the last interval.
    #[inline]
    fn owner(&self, by: CountedBy, entered: SimTime, end: SimTime) -> usize {
        let entry = self.interval_of(entered);
        let uncounted = self.observations.uncounted();
        if by == CountedBy::Entry || entry == uncounted {
            return entry;
        }
        let owner = match by {
            CountedBy::End if end >= self.current_end => {
                self.model.horizon().interval_at(end).unwrap_or(uncounted)
            }
            CountedBy::Entry | CountedBy::Answer | CountedBy::End => self.current,
        };
        owner.min(uncounted - 1)
    }

    /// The interval that the answer of a call is counted in: what [`owner`](Self::owner) was then.
    fn owner_of_answer(&self, by: CountedBy, retimed: &Retimed) -> usize {
        let uncounted = self.observations.uncounted();
        let entry = self.interval_of(retimed.entered);
        let moment = match by {
            CountedBy::Entry => return entry,
            CountedBy::Answer => retimed.answered,
            CountedBy::End => retimed.told_end,
        };
        if entry == uncounted {
            return entry;
        }
        self.model.horizon().interval_at(moment).unwrap_or(uncounted - 1)
    }

    /// Where what becomes known of a call now is counted.
    fn owning_cell(
        &mut self,
        now: SimTime,
        call_type: CallTypeId,
        entered: SimTime,
    ) -> &mut CallCounts {
        self.advance(now);
        let owner = self.owner(self.objectives[call_type.index()].by, entered, now);
        self.observations.call_cell(call_type, owner)
    }

    /// Whether what happens now is counted.
    fn is_counted(&self) -> bool {
        self.current != self.observations.uncounted()
    }

    /// Counts a call that comes to its queue, or is lost before.
    #[inline]
    fn offered(&mut self, now: SimTime, call_type: CallTypeId) -> &mut CallCounts {
        self.advance(now);
        if !self.in_force.rules().is_empty() {
            self.offered_under_rules();
        }
        let cell = self.observations.call_cell(call_type, self.current);
        cell.offered += 1;
        cell
    }

    #[cold]
    fn offered_under_rules(&mut self) {
        if self.is_counted() {
            for rule in self.in_force.rules() {
                self.observations.rule_cell(*rule).offered += 1;
            }
        }
    }

    /// Where a call is counted that entered at this moment, by its phase; none in a model without
    /// phases, and for a call that is not counted.
    fn phase_of(&mut self, entered: SimTime) -> Option<&mut CallCounts> {
        let phase = self.in_force.phase_at(entered)?;
        let is_counted = self.interval_of(entered) != self.observations.uncounted();
        is_counted.then(|| &mut self.observations.phase_cell(phase).calls)
    }

    /// Counts the answer of a call in the phase of its entry.
    #[inline(never)]
    fn answered_in_phase(&mut self, now: SimTime, answered: &Answered) {
        let Answered { call_type, attempt, entered, .. } = *answered;
        let objective = self.objectives[call_type.index()];
        if let Some(calls) = self.ended_in_phase(entered, attempt) {
            calls.count_answer(now - entered, attempt, &objective);
        }
    }

    /// Counts the end of a call without an answer in the phase of its entry.
    #[inline(never)]
    fn lost_in_phase(&mut self, now: SimTime, lost: &Lost) {
        let objective = self.objectives[lost.call_type.index()];
        if let Some(calls) = self.ended_in_phase(lost.entered, lost.attempt) {
            calls.count_loss(now - lost.entered, lost, &objective);
        }
    }

    /// Where the outcome of a call is counted, by the phase of its entry. With it the call is counted
    /// as offered: what begins or ends at the moment of its entry may be told after it.
    fn ended_in_phase(&mut self, entered: SimTime, attempt: u32) -> Option<&mut CallCounts> {
        let calls = self.phase_of(entered)?;
        calls.offered += 1;
        calls.first_attempts += u64::from(attempt == 1);
        Some(calls)
    }

    /// Cuts a stretch of time that ends now at the borders of intervals.
    #[inline]
    fn spread(
        &mut self,
        from: SimTime,
        until: SimTime,
        mut add: impl FnMut(&mut Observations, usize, SimDuration),
    ) {
        if from >= self.current_start {
            add(&mut self.observations, self.current, until - from);
            return;
        }
        let intervals = self.model.horizon().intervals();
        let first = intervals.partition_point(|each| each.end <= from);
        for (offset, each) in intervals[first..].iter().enumerate() {
            if each.start >= until {
                break;
            }
            let length = each.end.min(until) - each.start.max(from);
            add(&mut self.observations, first + offset, length);
        }
    }

    /// Where somebody who is known by name is counted.
    fn individual(&self, agent: AgentId) -> Option<usize> {
        self.individuals.get(agent.0 as usize).copied().flatten().map(|place| place as usize)
    }

    /// Counts what an agent did over the borders of intervals, or who is known by name.
    #[inline(never)]
    fn spent_over_borders(&mut self, stretch: &Stretch) {
        let Stretch { agent, group, state, from, until, paid } = *stretch;
        let uncounted = self.observations.uncounted();
        let individual = self.individual(agent);
        self.spread(from, until, |observations, interval, length| {
            observations.agent_cell(group, interval).spend(state, length, paid);
            if let Some(place) = individual
                && interval != uncounted
            {
                observations.individual_cell(place).spend(state, length, paid);
            }
        });
    }

    /// Moves to the interval that the clock is in, and counts a call that an agent takes in it.
    #[inline(never)]
    fn answered_by_name(&mut self, now: SimTime, agent: AgentId) {
        self.advance(now);
        let is_counted = self.current != self.observations.uncounted();
        if let Some(place) = self.individual(agent).filter(|_| is_counted) {
            self.observations.individual_cell(place).answered += 1;
        }
    }

    /// Counts the time that a call has waited, by the clock.
    #[inline]
    fn add_queue_time(&mut self, call_type: CallTypeId, entered: SimTime, now: SimTime) {
        self.spread(entered, now, |observations, interval, length| {
            observations.call_cell(call_type, interval).queue_time += micros(length);
        });
    }
}

impl Observer for Recorder<'_> {
    const TAKES_WHOLE_CALLS: bool = true;

    #[inline(always)]
    fn whole_call(&mut self, call: &WholeCall) {
        self.count_whole_call(call);
    }

    #[inline(always)]
    fn agent_turn(&mut self, turn: &AgentTurn) {
        self.count_agent_turn(turn);
    }

    fn told_anew(&mut self) {
        self.restart();
    }

    #[inline]
    fn call_entered(&mut self, now: SimTime, call_type: CallTypeId, attempt: u32) {
        self.offered(now, call_type).first_attempts += u64::from(attempt == 1);
    }

    fn call_repeated(&mut self, now: SimTime, call_type: CallTypeId) {
        self.advance(now);
        self.observations.call_cell(call_type, self.current).repeats += 1;
    }

    fn ivr_left(&mut self, now: SimTime, call_type: CallTypeId) {
        self.advance(now);
        self.observations.call_cell(call_type, self.current).heard_ivr += 1;
    }

    fn call_handed_in(&mut self, now: SimTime, call_type: CallTypeId) {
        self.offered(now, call_type).handed_in += 1;
    }

    #[inline]
    fn call_queued(&mut self, now: SimTime, call_type: CallTypeId, queue_length: u32) {
        self.advance(now);
        let cell = self.observations.call_cell(call_type, self.current);
        cell.queue_max = cell.queue_max.max(u64::from(queue_length));
    }

    #[inline(always)]
    fn call_answered(&mut self, now: SimTime, answered: &Answered) {
        let Answered { call_type, agent, group, attempt, entered, talk, wrap_up } = *answered;
        if now >= self.nameless[1] {
            self.answered_by_name(now, agent);
        }
        if self.in_force.has_phases() {
            self.answered_in_phase(now, answered);
        }
        let objective = self.objectives[call_type.index()];
        let wait = now - entered;
        let owner = self.owner(objective.by, entered, now + talk);
        let cell = self.observations.call_cell(call_type, owner);
        cell.count_answer(wait, attempt, &objective);
        cell.talk += micros(talk);
        cell.wrap_up += micros(wrap_up);
        if owner != self.observations.uncounted() {
            self.observations.answered_wait(call_type, wait);
        }
        let current = self.current;
        self.observations.agent_cell(group, current).answered += 1;
        if !wait.is_zero() {
            self.add_queue_time(call_type, entered, now);
        }
    }

    fn answered_by_last_agent(&mut self, now: SimTime, answered: &Answered) {
        let Answered { call_type, entered, talk, .. } = *answered;
        let owner = self.owner(self.objectives[call_type.index()].by, entered, now + talk);
        self.observations.call_cell(call_type, owner).by_last_agent += 1;
    }

    fn call_held(&mut self, now: SimTime, held: &Held) {
        let Held { call_type, entered, end, hold } = *held;
        self.advance(now);
        // Where the talk is counted that it is a part of.
        let owner = self.owner(self.objectives[call_type.index()].by, entered, end);
        self.observations.call_cell(call_type, owner).hold += micros(hold);
    }

    fn call_prolonged(
        &mut self,
        now: SimTime,
        call_type: CallTypeId,
        entered: SimTime,
        by: SimDuration,
    ) {
        self.owning_cell(now, call_type, entered).talk += micros(by);
    }

    fn call_handed_on(&mut self, now: SimTime, handed_on: &HandedOn) {
        let HandedOn { call_type, entered, is_task } = *handed_on;
        let cell = self.owning_cell(now, call_type, entered);
        cell.tasks += u64::from(is_task);
        cell.transferred += u64::from(!is_task);
    }

    fn call_concluded(&mut self, now: SimTime, concluded: &Concluded) {
        let Concluded { call_type, entered, is_first_contact, resolved } = *concluded;
        let cell = self.owning_cell(now, call_type, entered);
        cell.concluded += 1;
        cell.resolved += u64::from(resolved);
        cell.first_contacts += u64::from(is_first_contact);
        cell.first_contacts_resolved += u64::from(is_first_contact && resolved);
    }

    fn trunks_changed(&mut self, now: SimTime, group: TrunkGroupId, busy: u32) {
        self.advance(now);
        let (before, since) = std::mem::replace(&mut self.busy_lines[group.index()], (busy, now));
        let lines = self.model.trunk_groups()[group.index()].lines;
        self.spread(since, now, |observations, interval, length| {
            let cell = observations.trunk_cell(group, interval);
            cell.busy += u128::from(before) * micros(length);
            if before >= lines {
                cell.all_busy += micros(length);
            }
            cell.busy_max = cell.busy_max.max(u64::from(before));
        });
    }

    fn call_lost(&mut self, now: SimTime, lost: &Lost) {
        self.advance(now);
        if self.in_force.has_phases() {
            self.lost_in_phase(now, lost);
        }
        let Lost { call_type, entered, cause, .. } = *lost;
        let objective = self.objectives[call_type.index()];
        let wait = now - entered;
        let owner = self.owner(objective.by, entered, now);
        self.observations.call_cell(call_type, owner).count_loss(wait, lost, &objective);
        if cause == LossCause::Abandoned && owner != self.observations.uncounted() {
            self.observations.abandoned_wait(call_type, wait);
        }
        self.add_queue_time(call_type, entered, now);
    }

    #[inline(always)]
    fn agent_spent(&mut self, stretch: &Stretch) {
        self.advance(stretch.until);
        let Stretch { group, state, from, until, paid, .. } = *stretch;
        if from < self.nameless[0] {
            return self.spent_over_borders(stretch);
        }
        let current = self.current;
        self.observations.agent_cell(group, current).spend(state, until - from, paid);
    }

    fn overtime(&mut self, group: AgentGroupId, from: SimTime, until: SimTime) {
        self.advance(until);
        self.spread(from, until, |observations, interval, length| {
            observations.agent_cell(group, interval).overtime += micros(length);
        });
    }

    fn call_retimed(&mut self, now: SimTime, retimed: &Retimed) {
        self.advance(now);
        let owner = self.owner_of_answer(self.objectives[retimed.call_type.index()].by, retimed);
        let cell = self.observations.call_cell(retimed.call_type, owner);
        // The sums hold what was told before, so they never fall below zero.
        cell.talk = cell.talk + micros(retimed.talk) - micros(retimed.talk_before);
        cell.hold = cell.hold + micros(retimed.hold) - micros(retimed.hold_before);
        cell.wrap_up = cell.wrap_up + micros(retimed.wrap_up) - micros(retimed.wrap_up_before);
    }

    fn outage_began(&mut self, now: SimTime, outage: OutageId) {
        self.advance(now);
        let is_counted = self.is_counted();
        self.in_force.outage_begins(now, outage, is_counted, &mut self.observations);
    }

    fn outage_ended(&mut self, now: SimTime, outage: OutageId) {
        self.in_force.outage_ends(now, outage, &mut self.observations);
    }

    fn call_hit(&mut self, now: SimTime, hit: &Hit) {
        let Hit { outage, call_type, entered, effect } = *hit;
        self.advance(now);
        if self.interval_of(entered) != self.observations.uncounted() {
            self.observations.outage_cell(outage).hits[effect.index()] += 1;
        }
        if effect == HitEffect::DroppedTalking {
            self.owning_cell(now, call_type, entered).cut_off += 1;
            if let Some(calls) = self.phase_of(entered) {
                calls.cut_off += 1;
            }
        }
    }

    fn service_recovered(
        &mut self,
        now: SimTime,
        outage: OutageId,
        of: Recovery,
        after: Option<SimDuration>,
    ) {
        self.in_force.service_recovers(now, (outage, of), after, &mut self.observations);
    }

    fn rule_triggered(&mut self, now: SimTime, rule: FloorRuleId) {
        self.advance(now);
        let is_counted = self.is_counted();
        self.observations.rule_cell(rule).triggered += u64::from(is_counted);
    }

    fn rule_began(&mut self, now: SimTime, rule: FloorRuleId) {
        self.advance(now);
        let is_counted = self.is_counted();
        self.in_force.rule_begins(now, rule, is_counted, &mut self.observations);
    }

    fn rule_ended(&mut self, now: SimTime, rule: FloorRuleId) {
        self.in_force.rule_ends(now, rule, &mut self.observations);
    }
}

/// For each agent the place in [`individuals`]; nothing at all if nobody is known by name.
fn places_of_individuals(model: &Model) -> Vec<Option<u32>> {
    let mut places = Vec::new();
    if individuals(model).next().is_none() {
        return places;
    }
    let mut next = 0;
    for group in model.agent_groups() {
        let first = places.len();
        places.resize(first + group.most_agents() as usize, None);
        for each in &group.individuals {
            places[first + each.agent as usize] = Some(next);
            next += 1;
        }
    }
    places
}

#[inline]
pub(super) fn micros(duration: SimDuration) -> u128 {
    u128::from(duration.as_micros())
}

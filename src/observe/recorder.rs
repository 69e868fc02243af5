//! Turns what the engine tells into counts.

use super::counts::{CallCounts, Observations, individuals};
use crate::engine::{Answered, Concluded, HandedOn, Held, LossCause, Lost, Observer, Stretch};
use crate::model::{
    AgentGroupId, AgentId, CallTypeId, CountedBy, Interval, Model, ServiceLevelObjective,
    TrunkGroupId,
};
use crate::time::{SimDuration, SimTime};

/// Counts one replication.
#[derive(Clone, Debug)]
pub struct Recorder<'m> {
    model: &'m Model,
    objectives: Vec<ServiceLevelObjective>,
    observations: Observations,
    /// The interval that the clock is in; [`Observations::uncounted`] outside all.
    current: usize,
    current_start: SimTime,
    current_end: SimTime,
    /// For each trunk group how many lines are busy, and since when.
    busy_lines: Vec<(u32, SimTime)>,
    /// For each agent the place among those known by name; empty if nobody is.
    individuals: Vec<Option<u32>>,
    /// The start and the end of the interval as far as the work of agents is concerned, who are
    /// alike but for their groups between them. Where some are known by name nothing lies between
    /// them, so that asking for names costs nothing where there are none.
    nameless: [SimTime; 2],
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
    }

    /// What was counted since the last [`restart`](Self::restart).
    pub fn observations(&self) -> &Observations {
        &self.observations
    }

    /// Moves to the interval that the clock is in.
    #[inline]
    fn advance(&mut self, now: SimTime) {
        if now >= self.current_end {
            self.enter_interval(now);
        }
    }

    #[cold]
    fn enter_interval(&mut self, now: SimTime) {
        let intervals = self.model.horizon().intervals();
        let next = intervals.partition_point(|each| each.end <= now);
        (self.current, self.current_start, self.current_end) = match intervals.get(next) {
            Some(Interval { start, end, .. }) if *start <= now => (next, *start, *end),
            Some(Interval { start, .. }) => (self.observations.uncounted(), SimTime::ZERO, *start),
            None => {
                let end = intervals.last().map_or(SimTime::ZERO, |last| last.end);
                (self.observations.uncounted(), end, SimTime::NEVER)
            }
        };
        self.look_for_names();
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
    #[inline]
    fn call_entered(&mut self, now: SimTime, call_type: CallTypeId, attempt: u32) {
        self.advance(now);
        let cell = self.observations.call_cell(call_type, self.current);
        cell.offered += 1;
        cell.first_attempts += u64::from(attempt == 1);
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
        self.advance(now);
        let cell = self.observations.call_cell(call_type, self.current);
        cell.offered += 1;
        cell.handed_in += 1;
    }

    #[inline]
    fn call_queued(&mut self, now: SimTime, call_type: CallTypeId, queue_length: u32) {
        self.advance(now);
        let cell = self.observations.call_cell(call_type, self.current);
        cell.queue_max = cell.queue_max.max(u64::from(queue_length));
    }

    #[inline]
    fn call_answered(&mut self, now: SimTime, answered: &Answered) {
        let Answered { call_type, agent, group, attempt, entered, talk, wrap_up } = *answered;
        if now >= self.nameless[1] {
            self.answered_by_name(now, agent);
        }
        let objective = self.objectives[call_type.index()];
        let wait = now - entered;
        let owner = self.owner(objective.by, entered, now + talk);
        let cell = self.observations.call_cell(call_type, owner);
        cell.answered += 1;
        cell.first_outcomes += u64::from(attempt == 1);
        let within = u64::from(wait <= objective.within);
        cell.answered_within += within;
        cell.first_answered_within += within & u64::from(attempt == 1);
        cell.talk += micros(talk);
        cell.wrap_up += micros(wrap_up);
        cell.waited += u64::from(!wait.is_zero());
        cell.wait_answered += micros(wait);
        cell.wait_max = cell.wait_max.max(wait.as_micros());
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
        let Lost { call_type, attempt, entered, cause } = *lost;
        let objective = self.objectives[call_type.index()];
        let wait = now - entered;
        let owner = self.owner(objective.by, entered, now);
        let cell = self.observations.call_cell(call_type, owner);
        // Whoever the IVR sufficed wanted no agent, and an overflowing call has its outcome elsewhere.
        let has_outcome = !matches!(cause, LossCause::Contained | LossCause::Overflowed);
        cell.first_outcomes += u64::from(attempt == 1 && has_outcome);
        cell.waited += u64::from(!wait.is_zero());
        cell.wait_max = cell.wait_max.max(wait.as_micros());
        match cause {
            LossCause::Abandoned => {
                cell.abandoned += 1;
                cell.abandoned_within += u64::from(wait <= objective.within);
                cell.short_abandons += u64::from(wait < objective.short_abandon);
                cell.wait_abandoned += micros(wait);
                if owner != self.observations.uncounted() {
                    self.observations.abandoned_wait(call_type, wait);
                }
            }
            LossCause::Blocked => cell.blocked += 1,
            LossCause::Contained => cell.contained += 1,
            LossCause::AbandonedInIvr => cell.abandoned_in_ivr += 1,
            LossCause::Balked => cell.balked += 1,
            LossCause::Rejected => cell.rejected += 1,
            LossCause::Overflowed => {
                cell.overflowed += 1;
                cell.wait_other += micros(wait);
            }
            LossCause::TurnedAway => {
                cell.turned_away += 1;
                cell.wait_other += micros(wait);
            }
            LossCause::Dropped => {
                cell.dropped += 1;
                cell.wait_other += micros(wait);
            }
            LossCause::CallbackTaken => {
                cell.callback_taken += 1;
                cell.wait_other += micros(wait);
            }
            LossCause::StillWaiting => {
                cell.still_waiting += 1;
                cell.wait_other += micros(wait);
            }
        }
        self.add_queue_time(call_type, entered, now);
    }

    #[inline]
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
fn micros(duration: SimDuration) -> u128 {
    u128::from(duration.as_micros())
}

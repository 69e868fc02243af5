//! The counters and sums of time, and the table that holds them.

use std::io::{self, Read, Write};

use super::WaitHistogram;
use super::counter::{Counter, counters};
use super::disturbance::{OutageCounts, Phase, PhaseCounts, RuleCounts};
use crate::engine::{LossCause, Lost};
use crate::model::{
    AgentGroupId, AgentState, CallTypeId, FloorRuleId, Individual, Model, OutageId,
    ServiceLevelObjective, TrunkGroupId,
};
use crate::time::SimDuration;

counters! {
    /// What happened to the calls of one type in one interval.
    ///
    /// A call is counted in the interval of its queue entry, unless its objective says otherwise;
    /// `queue_time` and `queue_max` belong to the interval on the clock. Times are in microseconds.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct CallCounts {
        /// Attempts that entered the queue or ended before it, and calls that were handed on.
        pub offered: sum u64,
        /// Of these, first attempts of a caller.
        pub first_attempts: sum u64,
        /// First attempts whose outcome is counted here.
        pub first_outcomes: sum u64,
        /// Calls that an agent took.
        pub answered: sum u64,
        /// Of these, with a wait of at most the acceptable one.
        pub answered_within: sum u64,
        /// First attempts answered within the acceptable wait.
        pub first_answered_within: sum u64,
        /// Calls whose caller hung up in the queue.
        pub abandoned: sum u64,
        /// Of these, after a wait of at most the acceptable one.
        pub abandoned_within: sum u64,
        /// Of the abandoned, those with a wait below `short_abandon`.
        pub short_abandons: sum u64,
        /// Attempts that found all lines busy.
        pub blocked: sum u64,
        /// Attempts that heard the IVR, counted where they leave it.
        pub heard_ivr: sum u64,
        /// Calls for which the IVR was enough.
        pub contained: sum u64,
        /// Calls whose caller hung up in the IVR.
        pub abandoned_in_ivr: sum u64,
        /// Calls whose caller did not want to wait.
        pub balked: sum u64,
        /// Calls that found the queue full.
        pub rejected: sum u64,
        /// Calls that went on to another queue, or left a message, because theirs was full or a step
        /// of their route led there.
        pub overflowed: sum u64,
        /// Of the offered, those that were handed on from another queue.
        pub handed_in: sum u64,
        /// Of the first attempts, those for the same reason as an earlier call.
        pub repeats: sum u64,
        /// Of the answered, those of callers who call again, by the agent who has served them before.
        pub by_last_agent: sum u64,
        /// Talks on which a transfer followed.
        pub transferred: sum u64,
        /// Talks on which a task followed.
        pub tasks: sum u64,
        /// Callers whose issue was judged after their first call.
        pub first_contacts: sum u64,
        /// Of these, those whose issue was solved.
        pub first_contacts_resolved: sum u64,
        /// Callers whose issue was judged.
        pub concluded: sum u64,
        /// Of these, those whose issue was solved.
        pub resolved: sum u64,
        /// Calls sent away at closing.
        pub turned_away: sum u64,
        /// Calls that an outage cut off before an agent had answered.
        pub dropped: sum u64,
        /// Of the answered, those that an outage cut off in the talk.
        pub cut_off: sum u64,
        /// Calls whose caller accepted to be called back.
        pub callback_taken: sum u64,
        /// Calls that never had an outcome.
        pub still_waiting: sum u64,
        /// Calls of any outcome that had to wait at all.
        pub waited: sum u64,
        /// Sum of the waits of the answered.
        pub wait_answered: sum u128,
        /// Sum of the waits of the abandoned.
        pub wait_abandoned: sum u128,
        /// Sum of the waits of those turned away, dropped, called back, still waiting or gone on to
        /// another queue.
        pub wait_other: sum u128,
        /// The longest wait of any outcome.
        pub wait_max: max u64,
        /// Sum of the talk times of the answered, hold and consultation included.
        pub talk: sum u128,
        /// Of these, the hold times.
        pub hold: sum u128,
        /// Sum of the wrap-ups of the answered.
        pub wrap_up: sum u128,
        /// Time spent waiting within the interval, all calls together: the integral of the queue
        /// length.
        pub queue_time: sum u128,
        /// The longest queue.
        pub queue_max: max u64,
    }
}

counters! {
    /// What the agents of one group did in one interval of the clock. Times are in microseconds.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct AgentCounts {
        /// Time in each state, by [`AgentState::index`].
        pub time: sum [u128; AgentState::COUNT],
        /// Of the time away, what is not paid.
        pub unpaid: sum u128,
        /// Time at work after the planned end.
        pub overtime: sum u128,
        /// Calls answered.
        pub answered: sum u64,
    }
}

counters! {
    /// How busy the lines of one trunk group were in one interval of the clock. Times are in
    /// microseconds.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct TrunkCounts {
        /// The time that lines were busy, all lines together.
        pub busy: sum u128,
        /// The time that all lines were busy at once.
        pub all_busy: sum u128,
        /// The most lines busy at once.
        pub busy_max: max u64,
    }
}

counters! {
    /// Everything that was counted in one replication, or in several merged ones.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Observations {
        replications: sum u64,
        intervals: same usize,
        /// Call type by call type; in each the intervals, then what belongs to none.
        calls: sum Vec<CallCounts>,
        /// Agent group by agent group, likewise.
        agents: sum Vec<AgentCounts>,
        /// The agents known by name, each over all intervals, without overtime.
        individuals: sum Vec<AgentCounts>,
        /// Trunk group by trunk group, likewise.
        trunks: sum Vec<TrunkCounts>,
        /// The waits of the answered, by call type.
        waits_answered: sum Vec<WaitHistogram>,
        /// The waits of the abandoned, by call type.
        waits_abandoned: sum Vec<WaitHistogram>,
        outages: sum Vec<OutageCounts>,
        rules: sum Vec<RuleCounts>,
        /// The time that each outage, then each floor rule, was in force, in microseconds: one after
        /// the other, in each the intervals that have an end.
        in_force: sum Vec<u128>,
        /// By [`Phase::index`]; nothing without an outage that makes phases.
        phases: sum Vec<PhaseCounts>,
    }
}

impl Observations {
    /// Nothing counted yet, in the shape of `model`.
    pub fn new(model: &Model) -> Self {
        let intervals = model.horizon().intervals().len();
        let (types, groups) = (model.call_types().len(), model.agent_groups().len());
        let trunk_groups = model.trunk_groups().len();
        Observations {
            replications: 0,
            intervals,
            calls: vec![CallCounts::default(); types * (intervals + 1)],
            agents: vec![AgentCounts::default(); groups * (intervals + 1)],
            individuals: vec![AgentCounts::default(); individuals(model).count()],
            trunks: vec![TrunkCounts::default(); trunk_groups * (intervals + 1)],
            waits_answered: vec![WaitHistogram::new(); types],
            waits_abandoned: vec![WaitHistogram::new(); types],
            outages: vec![OutageCounts::default(); model.outages().len()],
            rules: vec![RuleCounts::default(); model.floor_rules().len()],
            in_force: vec![0; (model.outages().len() + model.floor_rules().len()) * intervals],
            phases: vec![PhaseCounts::default(); Phase::of_model(model).len()],
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.forget();
    }

    /// Forgets everything and begins one replication.
    pub(super) fn restart(&mut self) {
        self.clear();
        self.replications = 1;
    }

    /// Writes everything counted.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        self.store(to)
    }

    /// Reads what [`write`](Self::write) wrote, for the same model.
    ///
    /// # Errors
    ///
    /// Those of reading; there are always as many bytes.
    pub fn read(model: &Model, from: &mut dyn Read) -> io::Result<Self> {
        let mut observations = Observations::new(model);
        observations.restore(from)?;
        Ok(observations)
    }

    /// The place, after all intervals, of what belongs to none: warm-up, and after the end.
    pub(super) fn uncounted(&self) -> usize {
        self.intervals
    }

    #[inline]
    pub(super) fn call_cell(&mut self, call_type: CallTypeId, interval: usize) -> &mut CallCounts {
        &mut self.calls[call_type.index() * (self.intervals + 1) + interval]
    }

    #[inline]
    pub(super) fn agent_cell(&mut self, group: AgentGroupId, interval: usize) -> &mut AgentCounts {
        &mut self.agents[group.index() * (self.intervals + 1) + interval]
    }

    pub(super) fn individual_cell(&mut self, place: usize) -> &mut AgentCounts {
        &mut self.individuals[place]
    }

    pub(super) fn trunk_cell(&mut self, group: TrunkGroupId, interval: usize) -> &mut TrunkCounts {
        &mut self.trunks[group.index() * (self.intervals + 1) + interval]
    }

    pub(super) fn outage_cell(&mut self, outage: OutageId) -> &mut OutageCounts {
        &mut self.outages[outage.index()]
    }

    pub(super) fn rule_cell(&mut self, rule: FloorRuleId) -> &mut RuleCounts {
        &mut self.rules[rule.index()]
    }

    /// The time in force of an outage, interval by interval.
    pub(super) fn outage_times(&mut self, outage: OutageId) -> &mut [u128] {
        &mut self.in_force[outage.index() * self.intervals..][..self.intervals]
    }

    /// The time in force of a floor rule, interval by interval.
    pub(super) fn rule_times(&mut self, rule: FloorRuleId) -> &mut [u128] {
        let place = self.outages.len() + rule.index();
        &mut self.in_force[place * self.intervals..][..self.intervals]
    }

    pub(super) fn phase_cell(&mut self, phase: Phase) -> &mut PhaseCounts {
        &mut self.phases[phase.index()]
    }

    #[inline]
    pub(super) fn answered_wait(&mut self, call_type: CallTypeId, wait: SimDuration) {
        self.waits_answered[call_type.index()].record(wait);
    }

    #[inline]
    pub(super) fn abandoned_wait(&mut self, call_type: CallTypeId, wait: SimDuration) {
        self.waits_abandoned[call_type.index()].record(wait);
    }

    /// How many replications were counted.
    pub fn replications(&self) -> u64 {
        self.replications
    }

    /// How many intervals there are.
    pub fn intervals(&self) -> usize {
        self.intervals
    }

    /// The calls of a type in each interval.
    pub fn calls(&self, call_type: CallTypeId) -> &[CallCounts] {
        &self.calls[call_type.index() * (self.intervals + 1)..][..self.intervals]
    }

    /// The calls of a type over all intervals.
    pub fn all_calls(&self, call_type: CallTypeId) -> CallCounts {
        self.calls(call_type).iter().fold(CallCounts::default(), |mut sum, each| {
            sum.merge(each);
            sum
        })
    }

    /// Whether every call that was offered has had one outcome, and belongs to one phase where there
    /// are phases.
    pub fn are_conserved(&self) -> bool {
        let counted =
            || self.calls.chunks(self.intervals + 1).map(|cells| &cells[..self.intervals]);
        let offered = |cells: &[CallCounts]| cells.iter().map(|cell| cell.offered).sum::<u64>();
        let have_outcomes = counted()
            .all(|cells| offered(cells) == cells.iter().map(CallCounts::outcomes).sum::<u64>());
        let in_phases: u64 = self.phases.iter().map(|phase| phase.calls.outcomes()).sum();
        have_outcomes
            && (self.phases.is_empty() || in_phases == counted().map(offered).sum::<u64>())
    }

    /// The agents of a group in each interval.
    pub fn agents(&self, group: AgentGroupId) -> &[AgentCounts] {
        &self.agents[group.index() * (self.intervals + 1)..][..self.intervals]
    }

    /// The agents of a group over all intervals.
    pub fn all_agents(&self, group: AgentGroupId) -> AgentCounts {
        self.agents(group).iter().fold(AgentCounts::default(), |mut sum, each| {
            sum.merge(each);
            sum
        })
    }

    /// The agents known by name, in the order of [`individuals`], over all intervals. Their
    /// overtime is not counted.
    pub fn individuals(&self) -> &[AgentCounts] {
        &self.individuals
    }

    /// The lines of a trunk group in each interval.
    pub fn trunks(&self, group: TrunkGroupId) -> &[TrunkCounts] {
        &self.trunks[group.index() * (self.intervals + 1)..][..self.intervals]
    }

    /// The lines of a trunk group over all intervals.
    pub fn all_trunks(&self, group: TrunkGroupId) -> TrunkCounts {
        self.trunks(group).iter().fold(TrunkCounts::default(), |mut sum, each| {
            sum.merge(each);
            sum
        })
    }

    /// What an outage did.
    pub fn outage(&self, outage: OutageId) -> &OutageCounts {
        &self.outages[outage.index()]
    }

    /// What a floor rule did.
    pub fn rule(&self, rule: FloorRuleId) -> &RuleCounts {
        &self.rules[rule.index()]
    }

    /// How long an outage was in force in each interval, closed ones too, in microseconds; 0 in
    /// intervals without end.
    pub fn outage_in_force(&self, outage: OutageId) -> &[u128] {
        &self.in_force[outage.index() * self.intervals..][..self.intervals]
    }

    /// How long a floor rule was in force in each interval, likewise.
    pub fn rule_in_force(&self, rule: FloorRuleId) -> &[u128] {
        let place = self.outages.len() + rule.index();
        &self.in_force[place * self.intervals..][..self.intervals]
    }

    /// What happened during outages, after them and outside them; nothing in a model without any
    /// that service recovers from as a whole.
    pub fn phase(&self, phase: Phase) -> Option<&PhaseCounts> {
        self.phases.get(phase.index())
    }

    /// The waits of a type's answered calls; those that did not wait are in it with zero.
    pub fn waits_answered(&self, call_type: CallTypeId) -> &WaitHistogram {
        &self.waits_answered[call_type.index()]
    }

    /// The waits of a type's abandoned calls.
    pub fn waits_abandoned(&self, call_type: CallTypeId) -> &WaitHistogram {
        &self.waits_abandoned[call_type.index()]
    }
}

impl CallCounts {
    /// Calls by what became of them, all causes together. Over the whole of a replication these
    /// are the offered: no call is lost, and none counted twice.
    pub fn outcomes(&self) -> u64 {
        self.answered
            + self.abandoned
            + self.blocked
            + self.contained
            + self.abandoned_in_ivr
            + self.balked
            + self.rejected
            + self.overflowed
            + self.turned_away
            + self.dropped
            + self.callback_taken
            + self.still_waiting
    }

    /// Counts a call that an agent takes after a wait; its work is not among it.
    #[inline(always)]
    pub(super) fn count_answer(
        &mut self,
        wait: SimDuration,
        attempt: u32,
        objective: &ServiceLevelObjective,
    ) {
        let within = u64::from(wait <= objective.within);
        self.answered += 1;
        self.first_outcomes += u64::from(attempt == 1);
        self.answered_within += within;
        self.first_answered_within += within & u64::from(attempt == 1);
        self.waited += u64::from(!wait.is_zero());
        self.wait_answered += u128::from(wait.as_micros());
        self.wait_max = self.wait_max.max(wait.as_micros());
    }

    /// Counts a call that ends without an answer after a wait.
    pub(super) fn count_loss(
        &mut self,
        wait: SimDuration,
        lost: &Lost,
        objective: &ServiceLevelObjective,
    ) {
        let micros = u128::from(wait.as_micros());
        // Whoever the IVR sufficed wanted no agent, and an overflowing call has its outcome elsewhere.
        // Whoever is called back has not been answered by this call.
        let has_outcome = !matches!(lost.cause, LossCause::Contained | LossCause::Overflowed);
        self.first_outcomes += u64::from(lost.attempt == 1 && has_outcome);
        self.waited += u64::from(!wait.is_zero());
        self.wait_max = self.wait_max.max(wait.as_micros());
        let (count, waits) = match lost.cause {
            LossCause::Abandoned => {
                self.abandoned_within += u64::from(wait <= objective.within);
                self.short_abandons += u64::from(wait < objective.short_abandon);
                (&mut self.abandoned, Some(&mut self.wait_abandoned))
            }
            LossCause::Blocked => (&mut self.blocked, None),
            LossCause::Contained => (&mut self.contained, None),
            LossCause::AbandonedInIvr => (&mut self.abandoned_in_ivr, None),
            LossCause::Balked => (&mut self.balked, None),
            LossCause::Rejected => (&mut self.rejected, None),
            LossCause::Overflowed => (&mut self.overflowed, Some(&mut self.wait_other)),
            LossCause::TurnedAway => (&mut self.turned_away, Some(&mut self.wait_other)),
            LossCause::Dropped => (&mut self.dropped, Some(&mut self.wait_other)),
            LossCause::CallbackTaken => (&mut self.callback_taken, Some(&mut self.wait_other)),
            LossCause::StillWaiting => (&mut self.still_waiting, Some(&mut self.wait_other)),
        };
        *count += 1;
        if let Some(waits) = waits {
            *waits += micros;
        }
    }
}

impl AgentCounts {
    /// Counts time spent in a state.
    #[inline(always)]
    pub(super) fn spend(&mut self, state: AgentState, length: SimDuration, paid: bool) {
        let micros = u128::from(length.as_micros());
        self.time[state.index()] += micros;
        if !paid {
            self.unpaid += micros;
        }
    }

    /// Time logged in, in microseconds.
    pub fn staffed(&self) -> u128 {
        self.time.iter().sum()
    }

    /// Time available, talking or wrapping up, in microseconds: logged in, and on no activity
    /// besides calls.
    pub fn on_calls(&self) -> u128 {
        [AgentState::Available, AgentState::Talking, AgentState::WrapUp]
            .iter()
            .map(|state| self.time[state.index()])
            .sum()
    }

    /// Time talking or wrapping up, in microseconds.
    pub fn handling(&self) -> u128 {
        self.time[AgentState::Talking.index()] + self.time[AgentState::WrapUp.index()]
    }
}

/// The agents who are known by name: group by group, in order of their numbers.
pub fn individuals(model: &Model) -> impl Iterator<Item = (AgentGroupId, &Individual)> {
    let groups = model.agent_groups().iter().zip(0..);
    groups.flat_map(|(group, id)| group.individuals.iter().map(move |it| (AgentGroupId(id), it)))
}

#[cfg(test)]
impl Observations {
    /// Made-up observations of one replication, for tests of what reads them.
    pub(crate) fn made_up(model: &Model, calls: Vec<CallCounts>, agents: Vec<AgentCounts>) -> Self {
        let mut made_up = Observations { replications: 1, ..Observations::new(model) };
        let rows = made_up.intervals + 1;
        for (place, each) in calls.into_iter().enumerate() {
            made_up.calls[place / made_up.intervals * rows + place % made_up.intervals] = each;
        }
        for (place, each) in agents.into_iter().enumerate() {
            made_up.agents[place / made_up.intervals * rows + place % made_up.intervals] = each;
        }
        made_up
    }
}

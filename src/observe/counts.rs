//! The counters and sums of time, and the table that holds them.

use super::WaitHistogram;
use crate::model::{AgentGroupId, AgentState, CallTypeId, Model};
use crate::time::SimDuration;

/// What happened to the calls of one type in one interval.
///
/// A call is counted in the interval of its queue entry, unless its objective says otherwise;
/// `queue_time` and `queue_max` belong to the interval on the clock. Times are in microseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallCounts {
    /// Attempts that entered the queue.
    pub offered: u64,
    /// Of these, first attempts of a caller.
    pub first_attempts: u64,
    /// First attempts whose outcome is counted here.
    pub first_outcomes: u64,
    /// Calls that an agent took.
    pub answered: u64,
    /// Of these, with a wait of at most the acceptable one.
    pub answered_within: u64,
    /// First attempts answered within the acceptable wait.
    pub first_answered_within: u64,
    /// Calls whose caller hung up in the queue.
    pub abandoned: u64,
    /// Of these, after a wait of at most the acceptable one.
    pub abandoned_within: u64,
    /// Of the abandoned, those with a wait below `short_abandon`.
    pub short_abandons: u64,
    /// Calls sent away at closing.
    pub turned_away: u64,
    /// Calls that never had an outcome.
    pub still_waiting: u64,
    /// Calls of any outcome that had to wait at all.
    pub waited: u64,
    /// Sum of the waits of the answered.
    pub wait_answered: u128,
    /// Sum of the waits of the abandoned.
    pub wait_abandoned: u128,
    /// Sum of the waits of those turned away or still waiting.
    pub wait_other: u128,
    /// The longest wait of any outcome.
    pub wait_max: u64,
    /// Sum of the talk times of the answered.
    pub talk: u128,
    /// Sum of the wrap-ups of the answered.
    pub wrap_up: u128,
    /// Time spent waiting within the interval, all calls together: the integral of the queue length.
    pub queue_time: u128,
    /// The longest queue.
    pub queue_max: u64,
}

/// What the agents of one group did in one interval of the clock. Times are in microseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgentCounts {
    /// Time in each state, by [`AgentState::index`].
    pub time: [u128; AgentState::COUNT],
    /// Of the time away, what is not paid.
    pub unpaid: u128,
    /// Time at work after the planned end.
    pub overtime: u128,
    /// Calls answered.
    pub answered: u64,
}

/// Everything that was counted in one replication, or in several merged ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observations {
    replications: u64,
    intervals: usize,
    /// Call type by call type; in each the intervals, then what belongs to none.
    calls: Vec<CallCounts>,
    /// Agent group by agent group, likewise.
    agents: Vec<AgentCounts>,
    /// The waits of the answered, by call type.
    waits_answered: Vec<WaitHistogram>,
    /// The waits of the abandoned, by call type.
    waits_abandoned: Vec<WaitHistogram>,
}

impl Observations {
    /// Nothing counted yet, in the shape of `model`.
    pub fn new(model: &Model) -> Self {
        let intervals = model.horizon().intervals().len();
        let (types, groups) = (model.call_types().len(), model.agent_groups().len());
        Observations {
            replications: 0,
            intervals,
            calls: vec![CallCounts::default(); types * (intervals + 1)],
            agents: vec![AgentCounts::default(); groups * (intervals + 1)],
            waits_answered: vec![WaitHistogram::new(); types],
            waits_abandoned: vec![WaitHistogram::new(); types],
        }
    }

    /// Takes in everything `other` has counted.
    ///
    /// # Panics
    ///
    /// If the two come from models of different shape.
    pub fn merge(&mut self, other: &Observations) {
        assert_eq!(
            (self.intervals, self.calls.len(), self.agents.len()),
            (other.intervals, other.calls.len(), other.agents.len()),
            "observations of one model"
        );
        self.replications += other.replications;
        self.calls.iter_mut().zip(&other.calls).for_each(|(mine, its)| mine.merge(its));
        self.agents.iter_mut().zip(&other.agents).for_each(|(mine, its)| mine.merge(its));
        let histograms = self.waits_answered.iter_mut().zip(&other.waits_answered);
        histograms
            .chain(self.waits_abandoned.iter_mut().zip(&other.waits_abandoned))
            .for_each(|(mine, its)| mine.merge(its));
    }

    /// Forgets everything and begins one replication.
    pub(super) fn restart(&mut self) {
        self.replications = 1;
        self.calls.fill(CallCounts::default());
        self.agents.fill(AgentCounts::default());
        self.waits_answered.iter_mut().for_each(WaitHistogram::clear);
        self.waits_abandoned.iter_mut().for_each(WaitHistogram::clear);
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
    /// Takes in everything `other` has counted.
    pub fn merge(&mut self, other: &CallCounts) {
        self.offered += other.offered;
        self.first_attempts += other.first_attempts;
        self.first_outcomes += other.first_outcomes;
        self.answered += other.answered;
        self.answered_within += other.answered_within;
        self.first_answered_within += other.first_answered_within;
        self.abandoned += other.abandoned;
        self.abandoned_within += other.abandoned_within;
        self.short_abandons += other.short_abandons;
        self.turned_away += other.turned_away;
        self.still_waiting += other.still_waiting;
        self.waited += other.waited;
        self.wait_answered += other.wait_answered;
        self.wait_abandoned += other.wait_abandoned;
        self.wait_other += other.wait_other;
        self.wait_max = self.wait_max.max(other.wait_max);
        self.talk += other.talk;
        self.wrap_up += other.wrap_up;
        self.queue_time += other.queue_time;
        self.queue_max = self.queue_max.max(other.queue_max);
    }
}

impl AgentCounts {
    /// Takes in everything `other` has counted.
    pub fn merge(&mut self, other: &AgentCounts) {
        for (mine, its) in self.time.iter_mut().zip(&other.time) {
            *mine += its;
        }
        self.unpaid += other.unpaid;
        self.overtime += other.overtime;
        self.answered += other.answered;
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

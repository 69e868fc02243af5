//! What the cells of a replication add up to: each is looked at once, whatever is asked afterwards.

use std::ops::Range;

use super::catalogue::{agent_group_ids, call_type_ids, intervals_by_day};
use super::counter::Counter;
use super::{AgentCounts, CallCounts, Observations, Ratio, WaitHistogram, service_level};
use crate::model::{AgentGroupId, CallTypeId, IntervalKind, Model};

/// The sums of one replication after the other, or of totals.
#[derive(Clone, Debug)]
pub struct Sums<'m> {
    model: &'m Model,
    /// The intervals of each day.
    days: Vec<Range<usize>>,
    /// Call type by call type, in each the days.
    calls_of_days: Vec<CallCounts>,
    /// By call type.
    calls: Vec<CallCounts>,
    all_calls: CallCounts,
    /// By call type: the waits of the answered and the abandoned.
    waits: Vec<WaitHistogram>,
    all_waits: WaitHistogram,
    /// By call type: the time waited in open intervals, in microseconds.
    queue_times: Vec<u128>,
    /// By agent group.
    agents: Vec<AgentCounts>,
    all_agents: AgentCounts,
}

impl<'m> Sums<'m> {
    /// Sums of nothing.
    pub fn new(model: &'m Model) -> Self {
        let days = intervals_by_day(model);
        let (types, groups) = (model.call_types().len(), model.agent_groups().len());
        Sums {
            model,
            calls_of_days: vec![CallCounts::default(); types * days.len()],
            days,
            calls: vec![CallCounts::default(); types],
            all_calls: CallCounts::default(),
            waits: vec![WaitHistogram::new(); types],
            all_waits: WaitHistogram::new(),
            queue_times: vec![0; types],
            agents: vec![AgentCounts::default(); groups],
            all_agents: AgentCounts::default(),
        }
    }

    /// Forgets the sums so far and adds up these observations.
    pub fn add_up(&mut self, observations: &Observations) {
        self.all_calls.forget();
        self.all_waits.forget();
        self.all_agents.forget();
        call_type_ids(self.model).for_each(|id| self.add_up_calls(observations, id));
        for (sum, id) in self.agents.iter_mut().zip(agent_group_ids(self.model)) {
            sum.forget();
            observations.agents(id).iter().for_each(|each| sum.merge(each));
            self.all_agents.merge(sum);
        }
    }

    fn add_up_calls(&mut self, observations: &Observations, id: CallTypeId) {
        let (place, cells) = (id.index(), observations.calls(id));
        let of_days = &mut self.calls_of_days[place * self.days.len()..][..self.days.len()];
        let sum = &mut self.calls[place];
        sum.forget();
        for (of_day, day) in of_days.iter_mut().zip(&self.days) {
            of_day.forget();
            cells[day.clone()].iter().for_each(|each| of_day.merge(each));
            sum.merge(of_day);
        }
        self.all_calls.merge(sum);
        let open = cells.iter().zip(self.model.horizon().intervals());
        let open = open.filter(|(_, interval)| interval.kind == IntervalKind::Open);
        self.queue_times[place] = open.map(|(calls, _)| calls.queue_time).sum();
        let waits = &mut self.waits[place];
        waits.forget();
        waits.merge(observations.waits_answered(id));
        waits.merge(observations.waits_abandoned(id));
        self.all_waits.merge(waits);
    }

    pub(super) fn calls(&self, id: CallTypeId) -> &CallCounts {
        &self.calls[id.index()]
    }

    pub(super) fn all_calls(&self) -> &CallCounts {
        &self.all_calls
    }

    /// The calls of a type on a day, from 0.
    pub fn calls_of_day(&self, id: CallTypeId, day: usize) -> &CallCounts {
        &self.calls_of_days[id.index() * self.days.len() + day]
    }

    pub(super) fn waits(&self, id: CallTypeId) -> &WaitHistogram {
        &self.waits[id.index()]
    }

    pub(super) fn all_waits(&self) -> &WaitHistogram {
        &self.all_waits
    }

    pub(super) fn agents(&self, id: AgentGroupId) -> &AgentCounts {
        &self.agents[id.index()]
    }

    pub(super) fn all_agents(&self) -> &AgentCounts {
        &self.all_agents
    }

    /// The integral of the queue length of some call types over the open intervals, in
    /// microseconds.
    pub(super) fn queue_time(&self, types: &[CallTypeId]) -> u128 {
        types.iter().map(|id| self.queue_times[id.index()]).sum()
    }

    /// How many days there are; a plain length counts as one.
    pub(super) fn days(&self) -> usize {
        self.days.len()
    }

    /// Days on which every one of these call types with calls met its objective, out of the days
    /// with calls.
    pub fn days_met(&self, types: &[CallTypeId], days: impl Iterator<Item = usize>) -> Ratio {
        let mut sum = Ratio::NONE;
        for day in days {
            let mut is_met = None;
            for id in types {
                let objective = &self.model.call_types()[id.index()].objective;
                let level = service_level(self.calls_of_day(*id, day), objective.rule);
                if let Some(level) = level.value() {
                    is_met = Some(is_met.unwrap_or(true) && level >= objective.target);
                }
            }
            if let Some(is_met) = is_met {
                sum = sum + Ratio::of_counts(is_met.into(), 1);
            }
        }
        sum
    }
}

//! Which idle agent takes a call.
//!
//! The rules of a scenario are a chain of keys, the next deciding ties of the one before, with a
//! decision at its end that leaves none. Some keys are the same for all agents of a profile (rank,
//! level, how many of the group are idle), others are the agent's own (clocks, counters, the wage).
//! So the best idle agents of each profile are known by the agents' own keys alone, whatever the
//! call: a tournament between them knows who they are, and how many. A call then compares the best
//! of the profiles of its tier by the whole chain.
//!
//! # Cost
//!
//! With n idle agents in a profile, a change of one of them costs O(log n), and a decision O(log n)
//! for each profile of the tier that has idle agents; others are skipped, 64 at a time. Steps of
//! routes add to that under `percent-split`, at most 32. A score of which the agent's part knows
//! nothing of the call is a key like others; one of which it does is calculated for all idle agents
//! of the tier, twice for each, and models are refused for which that may take too long. Where a
//! call rings at several, each who is idle in the tier is compared with the one selected, by every
//! key.

mod candidates;
mod chain;
mod circle;
mod criteria;
mod decision;
mod diary;
mod lottery;
mod peers;
mod ring_all;
mod score;
mod split;
mod tiers;

use std::cmp::Ordering;

use super::{AgentView, Asking, Situation};
use crate::engine::observer::Answered;
use crate::model::{AgentId, AgentState, CallTypeId, Model, ProfileId};
use crate::time::SimTime;
use candidates::Candidate;
use chain::PairKey;
use circle::Circle;
use criteria::Criteria;
use lottery::Lottery;
use peers::{GroupClocks, Peers, Rivals};
pub(super) use ring_all::ring_all;
use tiers::Tiers;

/// The rules of agent selection, and what they remember.
#[derive(Clone, Debug)]
pub(super) struct AgentSelection {
    criteria: Criteria,
    peers: Peers,
    tiers: Tiers,
    group_clocks: GroupClocks,
    circle: Option<Circle>,
    lottery: Lottery,
    /// What somebody answers who is just about to talk, and whether it is a task.
    answered: Option<(CallTypeId, bool)>,
    /// The best of the tier that was looked at last.
    tied: Vec<Candidate>,
}

impl AgentSelection {
    pub(super) fn new(model: &Model) -> Self {
        let criteria = Criteria::new(model);
        let widest = model.queues().iter().flat_map(|queue| &queue.tiers).map(Vec::len).max();
        let call_types = model.call_types().len();
        let asks_groups = criteria.chain.has(PairKey::GroupClock);
        AgentSelection {
            peers: Peers::new(model),
            tiers: Tiers::new(model),
            group_clocks: GroupClocks::of(if asks_groups { model.agent_groups() } else { &[] }),
            circle: Circle::of(criteria.chain.decision, call_types),
            lottery: Lottery::new(call_types),
            answered: None,
            tied: Vec::with_capacity(widest.unwrap_or(0)),
            criteria,
        }
    }

    pub(super) fn restart(&mut self, model: &Model, seed: u64, replication: u64) {
        self.criteria.clear();
        self.peers.clear();
        self.tiers.clear();
        self.group_clocks.clear();
        if let Some(circle) = &mut self.circle {
            circle.clear();
        }
        self.lottery.restart(model, seed, replication);
        self.answered = None;
    }

    /// The agent who takes a call: of the first tier with a target that is open to it and has
    /// somebody idle.
    pub(super) fn select(&mut self, situation: &Situation<'_>, asking: &Asking) -> Option<AgentId> {
        let tiers = situation.model.queues()[asking.queue.index()].tiers.len();
        let agent = (0..tiers).find_map(|tier| {
            self.find_best(situation, asking, tier);
            self.decide(situation, asking)
        })?;
        self.considers(AgentId(agent), asking.call_type);
        Some(AgentId(agent))
    }

    /// An agent is selected for a call, or perhaps is only asked for.
    pub(super) fn considers(&mut self, agent: AgentId, call_type: CallTypeId) {
        if let Some(circle) = &mut self.circle {
            circle.considers(agent, call_type);
        }
    }

    pub(super) fn call_answered(&mut self, _now: SimTime, answered: &Answered, is_task: bool) {
        self.answered = Some((answered.call_type, is_task));
    }

    pub(super) fn agent_begins(
        &mut self,
        now: SimTime,
        agent: &AgentView<'_>,
        before: Option<AgentState>,
        after: Option<AgentState>,
    ) {
        let answers = self.answered.take();
        let is_task = answers.is_some_and(|(_, is_task)| is_task);
        let call_type = answers.map(|(call_type, _)| call_type);
        self.criteria.diary.begins(now, agent.agent, (before, after), is_task);
        if let Some(circle) = &mut self.circle {
            circle.begins(agent.id(), (before, after), call_type);
        }
        if let (Some(split), Some(call_type)) = (&mut self.criteria.split, call_type) {
            split.count(agent.profile(), call_type);
        }
        let available = Some(AgentState::Available);
        match (before == available, after == available) {
            (false, true) => self.becomes_idle(agent),
            (true, false) => self.becomes_busy(agent),
            (true, true) | (false, false) => {}
        }
    }

    fn becomes_idle(&mut self, agent: &AgentView<'_>) {
        self.criteria.idleness.agents += 1;
        self.group_clocks.enter(agent);
        if self.peers.enter(agent.profile(), agent.agent) {
            self.tiers.mark(agent.profile(), true);
        }
    }

    fn becomes_busy(&mut self, agent: &AgentView<'_>) {
        self.criteria.idleness.agents -= 1;
        self.group_clocks.leave(agent);
        if self.peers.leave(agent.profile(), agent.agent) {
            self.tiers.mark(agent.profile(), false);
        }
    }

    /// Finds the best idle agents of a tier: of each profile that has some of them, the first.
    fn find_best(&mut self, situation: &Situation<'_>, asking: &Asking, tier: usize) {
        let AgentSelection { criteria, peers, tiers, group_clocks, tied, .. } = self;
        let comparison = criteria.comparison(situation, asking, tier);
        let own = &criteria.chain.own;
        tied.clear();
        for entry in tiers.idle(asking.queue, tier) {
            if !comparison.is_open(entry) {
                continue;
            }
            let known = comparison.known;
            let mut rivals = peers.rivals(situation.now, entry.profile, own, known);
            let (agent, ties) = rivals.best();
            let group_clock = group_clocks.longest(situation, entry.profile);
            let candidate = Candidate { entry, agent, ties, group_clock };
            let against = |best: &Candidate| comparison.compare(&candidate, best);
            match tied.first().map_or(Ordering::Equal, against) {
                Ordering::Less => {
                    tied.clear();
                    tied.push(candidate);
                }
                Ordering::Equal => tied.push(candidate),
                Ordering::Greater => {}
            }
        }
    }

    fn rivals<'a>(
        &'a mut self,
        situation: &Situation<'a>,
        asking: &Asking,
        profile: ProfileId,
    ) -> Rivals<'a> {
        let AgentSelection { criteria, peers, .. } = self;
        let known = criteria.known(situation, asking);
        peers.rivals(situation.now, profile, &criteria.chain.own, known)
    }
}

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
//! of the tier, twice for each, and models are refused for which that may take too long.

mod candidates;
mod chain;
mod circle;
mod decision;
mod diary;
mod lottery;
mod peers;
mod score;
mod split;
mod tiers;

use std::cmp::Ordering;

use super::{AgentView, Asking, Situation};
use crate::engine::observer::Answered;
use crate::model::{AgentId, AgentState, CallTypeId, Model, ProfileId};
use crate::time::SimTime;
use candidates::{Candidate, Comparison, Idleness};
use chain::{Chain, Known, PairKey};
use circle::Circle;
use diary::Diary;
use lottery::Lottery;
use peers::{GroupClocks, Peers, Rivals};
use score::Scoring;
use split::Split;
use tiers::Tiers;

/// The rules of agent selection, and what they remember.
#[derive(Clone, Debug)]
pub(super) struct AgentSelection {
    chain: Chain,
    peers: Peers,
    tiers: Tiers,
    diary: Diary,
    /// By agent; empty unless a rule asks.
    wages: Vec<f64>,
    group_clocks: GroupClocks,
    idleness: Idleness,
    split: Option<Split>,
    circle: Option<Circle>,
    lottery: Lottery,
    /// What somebody answers who is just about to talk, and whether it is a task.
    answered: Option<(CallTypeId, bool)>,
    /// The best of the tier that was looked at last.
    tied: Vec<Candidate>,
}

impl AgentSelection {
    pub(super) fn new(model: &Model) -> Self {
        let chain = Chain::new(model.routing());
        let groups = model.agent_groups();
        let agents = groups.iter().map(|group| group.most_agents() as usize).sum();
        let widest = model.queues().iter().flat_map(|queue| &queue.tiers).map(Vec::len).max();
        let call_types = model.call_types().len();
        let asks_groups = chain.has(PairKey::GroupClock);
        AgentSelection {
            peers: Peers::new(model),
            tiers: Tiers::new(model),
            diary: Diary::new(if chain.needs_diary() { agents } else { 0 }),
            wages: if chain.has_wages() { chain::wages(groups) } else { Vec::new() },
            group_clocks: GroupClocks::of(if asks_groups { groups } else { &[] }),
            idleness: Idleness::of(groups),
            split: chain.has(PairKey::Split).then(|| Split::new(model)),
            circle: Circle::of(chain.decision, call_types),
            lottery: Lottery::new(call_types),
            answered: None,
            tied: Vec::with_capacity(widest.unwrap_or(0)),
            chain,
        }
    }

    pub(super) fn restart(&mut self, model: &Model, seed: u64, replication: u64) {
        self.peers.clear();
        self.tiers.clear();
        self.diary.clear();
        self.group_clocks.clear();
        self.idleness.agents = 0;
        if let Some(split) = &mut self.split {
            split.clear();
        }
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
        self.diary.begins(now, agent.agent, (before, after), is_task);
        if let Some(circle) = &mut self.circle {
            circle.begins(agent.id(), (before, after), call_type);
        }
        if let (Some(split), Some(call_type)) = (&mut self.split, call_type) {
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
        self.idleness.agents += 1;
        self.group_clocks.enter(agent);
        if self.peers.enter(agent.profile(), agent.agent) {
            self.tiers.mark(agent.profile(), true);
        }
    }

    fn becomes_busy(&mut self, agent: &AgentView<'_>) {
        self.idleness.agents -= 1;
        self.group_clocks.leave(agent);
        if self.peers.leave(agent.profile(), agent.agent) {
            self.tiers.mark(agent.profile(), false);
        }
    }

    /// Finds the best idle agents of a tier: of each profile that has some of them, the first.
    fn find_best(&mut self, situation: &Situation<'_>, asking: &Asking, tier: usize) {
        let AgentSelection { chain, peers, diary, wages, group_clocks, tied, .. } = self;
        let scoring = Scoring::of(situation, asking, diary);
        let known = Known { floor: situation.floor, diary, wages, scoring };
        let targets = &situation.model.queues()[asking.queue.index()].tiers[tier];
        let comparison = Comparison {
            chain,
            known,
            situation,
            asking,
            targets,
            split: self
                .split
                .as_ref()
                .map(|split| (split, split.total(asking.queue, asking.call_type, tier))),
            idleness: self.idleness,
        };
        tied.clear();
        for entry in self.tiers.idle(asking.queue, tier) {
            let target = &targets[entry.target as usize];
            if !situation.is_open_to(target, asking) {
                continue;
            }
            let mut rivals = peers.rivals(situation.now, entry.profile, &chain.own, known);
            let (agent, ties) = rivals.best();
            let group = situation.agent(AgentId(agent)).group();
            let group_clock = group_clocks.longest(situation.now, group, situation.floor);
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
        let (floor, diary, wages) = (situation.floor, &self.diary, &self.wages);
        let scoring = Scoring::of(situation, asking, diary);
        let known = Known { floor, diary, wages, scoring };
        self.peers.rivals(situation.now, profile, &self.chain.own, known)
    }
}

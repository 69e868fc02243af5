//! The rules of a scenario, asked one after the other.

use super::agents::{AgentSelection, ring_all};
use super::calls::CallSelection;
use super::{AgentView, Asking, Policy, RingAll, Situation, WaitingCallId};
use crate::engine::observer::Answered;
use crate::model::{AgentId, AgentState, Model};
use crate::time::SimTime;

/// The rules of a model that the engine's own lists don't follow by themselves.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Rules {
    agents: AgentSelection,
    calls: CallSelection,
    ring_all: Option<RingAll>,
}

impl Rules {
    pub(in crate::engine) fn new(model: &Model) -> Self {
        Rules {
            agents: AgentSelection::new(model),
            calls: CallSelection::new(model),
            ring_all: ring_all(model.routing()),
        }
    }
}

impl Policy for Rules {
    fn restart(&mut self, model: &Model, seed: u64, replication: u64) {
        self.agents.restart(model, seed, replication);
        self.calls.restart(model, seed, replication);
    }

    fn select_agent(&mut self, situation: &Situation<'_>, asking: &Asking) -> Option<AgentId> {
        self.agents.select(situation, asking)
    }

    fn ring_all(&self) -> Option<RingAll> {
        self.ring_all
    }

    fn select_as_good(
        &mut self,
        situation: &Situation<'_>,
        asking: &Asking,
        selected: AgentId,
        others: &mut Vec<AgentId>,
    ) {
        self.agents.add_as_good(situation, asking, selected, others);
    }

    fn select_call(&mut self, situation: &Situation<'_>, agent: AgentId) -> Option<WaitingCallId> {
        let call = self.calls.select(situation, agent)?;
        self.agents.considers(agent, situation.asking(call).call_type);
        Some(call)
    }

    fn call_answered(&mut self, now: SimTime, answered: &Answered, is_task: bool) {
        self.agents.call_answered(now, answered, is_task);
        self.calls.call_answered(answered);
    }

    fn agent_begins(
        &mut self,
        now: SimTime,
        agent: &AgentView<'_>,
        before: Option<AgentState>,
        after: Option<AgentState>,
    ) {
        self.agents.agent_begins(now, agent, before, after);
        self.calls.agent_begins(now, agent, before);
    }
}

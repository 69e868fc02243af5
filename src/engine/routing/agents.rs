//! Which idle agent takes a call.

use super::{AgentView, Asking, Situation};
use crate::engine::observer::Answered;
use crate::model::{AgentId, AgentState, Model};
use crate::time::SimTime;

/// The rules of agent selection, and what they remember.
#[derive(Clone, Debug)]
pub(super) struct AgentSelection {}

impl AgentSelection {
    pub(super) fn new(_model: &Model) -> Self {
        AgentSelection {}
    }

    pub(super) fn restart(&mut self, _model: &Model, _seed: u64, _replication: u64) {}

    pub(super) fn select(&mut self, situation: &Situation<'_>, asking: &Asking) -> Option<AgentId> {
        for tier in &situation.model.queues()[asking.queue.index()].tiers {
            let mut best: Option<AgentView<'_>> = None;
            for target in tier.iter().filter(|target| situation.is_open_to(target, asking)) {
                let Some(first) = situation.floor.first_idle_alike(target.profile) else {
                    continue;
                };
                let first = situation.agent(AgentId(first));
                let key = |view: &AgentView<'_>| (view.idle_since(), view.lot());
                if best.as_ref().is_none_or(|best| key(&first) < key(best)) {
                    best = Some(first);
                }
            }
            if let Some(best) = best {
                return Some(best.id());
            }
        }
        None
    }

    pub(super) fn call_answered(&mut self, _now: SimTime, _answered: &Answered, _is_task: bool) {}

    pub(super) fn agent_begins(
        &mut self,
        _now: SimTime,
        _agent: &AgentView<'_>,
        _before: Option<AgentState>,
        _after: Option<AgentState>,
    ) {
    }
}

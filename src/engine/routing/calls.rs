//! Which waiting call an agent takes.

use super::{Situation, WaitingCallId};
use crate::engine::observer::Answered;
use crate::model::{AgentId, Model};
use crate::time::SimTime;

/// The rules of call selection, and what they remember.
#[derive(Clone, Debug)]
pub(super) struct CallSelection {}

impl CallSelection {
    pub(super) fn new(_model: &Model) -> Self {
        CallSelection {}
    }

    pub(super) fn restart(&mut self, _model: &Model, _seed: u64, _replication: u64) {}

    pub(super) fn select(
        &mut self,
        situation: &Situation<'_>,
        agent: AgentId,
    ) -> Option<WaitingCallId> {
        let profile = situation.agent(agent).profile();
        let eligible = situation.model.eligible(profile).iter();
        let open = eligible.filter(|eligible| situation.may_take(agent, eligible));
        let firsts = open.filter_map(|eligible| situation.first_in(eligible.queue));
        firsts.min_by_key(|first| situation.order(*first))
    }

    pub(super) fn call_answered(&mut self, _now: SimTime, _answered: &Answered, _is_task: bool) {}
}

//! The rules for which the engine's own lists are in the right order.

use super::{Asking, Policy, Situation, WaitingCallId};
use crate::engine::wheel::NONE;
use crate::model::{AgentId, QueueId};

/// The longest idle agent of the best rank; calls by what is known of their types, then first come.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) struct Standard;

impl Policy for Standard {
    #[inline]
    fn select_agent(&mut self, situation: &Situation<'_>, asking: &Asking) -> Option<AgentId> {
        situation.floor.longest_idle(asking.call_type).map(AgentId)
    }

    #[inline]
    fn select_call(&mut self, situation: &Situation<'_>, agent: AgentId) -> Option<WaitingCallId> {
        let profile = situation.floor.profile(agent.0);
        let first = |queue| situation.first_in(QueueId(queue)).map_or(NONE, |first| first.0);
        let best = situation.waiting.best_for(profile, first);
        best.map(WaitingCallId)
    }
}

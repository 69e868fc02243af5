//! The rules for which the engine's own lists are in the right order.

use super::{Asking, Policy, Situation, WaitingCallId};
use crate::model::{AgentId, QueueId};

/// The longest idle agent of the best rank; calls by what is known of their types, then first come.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) struct Standard;

impl Policy for Standard {
    #[inline]
    fn select_agent(&mut self, situation: &Situation<'_>, asking: &Asking) -> Option<AgentId> {
        situation.floor.longest_idle(situation.model, asking.call_type).map(AgentId)
    }

    #[inline]
    fn select_call(&mut self, situation: &Situation<'_>, agent: AgentId) -> Option<WaitingCallId> {
        let profile = situation.floor.profile(agent.0);
        situation.model.call_types_for(profile).iter().find_map(|tier| {
            let firsts = tier.iter().map(|call_type| QueueId::first_of(*call_type));
            let firsts = firsts.filter_map(|queue| situation.first_in(queue));
            firsts.min_by_key(|first| situation.order(*first))
        })
    }
}

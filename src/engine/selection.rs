//! How the engine asks its policy.

use super::call::Caller;
use super::replication::Engine;
use super::routing::{Asking, Policy, Situation};
use super::watch::Watch;
use crate::model::{AgentId, QueueId};
use crate::time::SimTime;

impl Engine<'_> {
    /// The idle agent who takes a call, if any.
    #[inline]
    pub(super) fn select_agent<W: Watch>(
        &self,
        now: SimTime,
        asking: &Asking,
        observer: &mut W,
    ) -> Option<u32> {
        let agent = observer.policy().select_agent(&self.situation(now), asking)?.0;
        debug_assert!(self.floor.is_idle(agent), "a policy selects an idle agent");
        Some(agent)
    }

    /// The waiting call that an agent takes who is free, if any.
    #[inline]
    pub(super) fn select_call<W: Watch>(
        &self,
        now: SimTime,
        agent: u32,
        observer: &mut W,
    ) -> Option<u32> {
        if self.waiting.len() == 0 {
            return None;
        }
        Some(observer.policy().select_call(&self.situation(now), AgentId(agent))?.0)
    }

    /// The waiting call that comes next for an agent after closing, if agents stay for it.
    pub(super) fn call_to_stay_for<W: Watch>(
        &self,
        now: SimTime,
        agent: u32,
        observer: &mut W,
    ) -> Option<u32> {
        if !self.closed || self.waiting.len() == 0 {
            return None;
        }
        let situation = Situation { only_calls_to_stay_for: true, ..self.situation(now) };
        Some(observer.policy().select_call(&situation, AgentId(agent))?.0)
    }

    #[inline]
    pub(super) fn situation(&self, now: SimTime) -> Situation<'_> {
        Situation {
            now,
            model: self.model,
            floor: &self.floor,
            waiting: &self.waiting,
            only_calls_to_stay_for: false,
        }
    }
}

/// A call that comes to a queue and asks for an agent.
pub(super) fn asks(caller: Caller, queue: QueueId, since: SimTime) -> Asking {
    Asking {
        call_type: caller.call_type(),
        queue,
        since,
        attempt: caller.attempt(),
        rings: 0,
        is_waiting: false,
        address: caller.address(),
    }
}

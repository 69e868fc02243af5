//! How the engine asks its policy.

use super::call::Caller;
use super::replication::Engine;
use super::routing::{Asking, Policy, Situation};
use super::watch::Watch;
use crate::model::{AgentId, CallTypeId, QueueId};
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
        let agent = observer.policy().select_agent(&self.situation(now), asking)?;
        assert!(
            (agent.0 as usize) < self.floor.agents.len() && self.floor.is_idle(agent.0),
            "the policy has selected {agent:?}, who is not idle"
        );
        self.assert_skill(agent, asking.call_type);
        Some(agent.0)
    }

    /// The waiting call that an agent takes who is free, if any: first what waits for nobody else.
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
        let own = self.first_waiting_for(agent);
        own.or_else(|| self.ask_for_call(&self.situation(now), agent, observer))
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
        let own = self.first_to_stay_for(agent);
        own.or_else(|| self.ask_for_call(&situation, agent, observer))
    }

    #[inline]
    fn ask_for_call<W: Watch>(
        &self,
        situation: &Situation<'_>,
        agent: u32,
        observer: &mut W,
    ) -> Option<u32> {
        let call = observer.policy().select_call(situation, AgentId(agent))?;
        assert!(
            self.waiting.is_queued(call.0),
            "the policy has selected a call that does not wait"
        );
        self.assert_skill(AgentId(agent), self.waiting.call(call.0).caller.call_type());
        Some(call.0)
    }

    #[inline]
    fn assert_skill(&self, agent: AgentId, call_type: CallTypeId) {
        assert!(
            self.has_skill(agent.0, call_type),
            "the policy has selected {agent:?}, who has no skill for {call_type:?}"
        );
    }

    /// Whether an agent can serve calls of a type at all.
    #[inline]
    pub(super) fn has_skill(&self, agent: u32, call_type: CallTypeId) -> bool {
        let profile = self.floor.profile(agent);
        self.slowness[profile.index() * self.streams.len() + call_type.index()] > 0.0
    }

    #[inline]
    pub(super) fn situation(&self, now: SimTime) -> Situation<'_> {
        Situation {
            now,
            model: self.model,
            floor: &self.floor,
            waiting: &self.waiting,
            routes: &self.routes,
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
        rang_at: None,
        origin: caller.origin(),
        address: caller.address(),
    }
}

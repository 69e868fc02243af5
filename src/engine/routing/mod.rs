//! Who decides: which idle agent takes a call, and which waiting call an agent takes.
//!
//! The engine asks a [`Policy`] whenever something has changed: a call comes to a queue or goes on
//! along its route, an agent frees. What it may know is in a [`Situation`].

mod agents;
mod calls;
mod facts;
mod rules;
mod situation;
mod standard;

pub(super) use facts::Facts;
pub(super) use rules::Rules;
pub use situation::{AgentView, Asking, Situation, WaitingCallId};
pub(super) use standard::Standard;

use super::observer::Answered;
use crate::model::{AgentId, AgentState, Model};
use crate::time::{SimDuration, SimTime};

/// How a call rings at several agents at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RingAll {
    /// After so long one more agent's phone joins; none lets all ring from the start.
    pub every: Option<SimDuration>,
}

/// Who decides which idle agent takes a call, and which waiting call an agent takes.
///
/// The engine is compiled for the policy, so that asking it costs what it does.
pub trait Policy {
    /// A replication begins: what is known of others is to be forgotten.
    fn restart(&mut self, _model: &Model, _seed: u64, _replication: u64) {}

    /// Which idle agent takes a call that has come to its queue, that rang in vain, or whose route
    /// has opened to more agents; none lets it wait.
    ///
    /// The agent must be idle and have the skill: if not, the engine panics.
    fn select_agent(&mut self, situation: &Situation<'_>, asking: &Asking) -> Option<AgentId>;

    /// How calls ring at the agent selected and all who are [as good](Self::select_as_good); none
    /// lets them ring at the agent selected alone.
    fn ring_all(&self) -> Option<RingAll> {
        None
    }

    /// Adds the other idle agents who are as good for a call as the one selected, in any order:
    /// phones join by the agents' lots.
    ///
    /// Asked only where calls ring at several agents: at the beginning, when all concerned are idle,
    /// and again when one more phone is to join; then it rings at the one selected.
    fn select_as_good(
        &mut self,
        _situation: &Situation<'_>,
        _asking: &Asking,
        _selected: AgentId,
        _others: &mut Vec<AgentId>,
    ) {
    }

    /// Which waiting call an agent takes who has become free; none lets the agent be idle.
    ///
    /// The agent must have the skill, and the call must be in a queue: if not, the engine panics.
    fn select_call(&mut self, situation: &Situation<'_>, agent: AgentId) -> Option<WaitingCallId>;

    /// An agent takes a call, and will talk from now on.
    fn call_answered(&mut self, _now: SimTime, _answered: &Answered, _is_task: bool) {}

    /// An agent is doing something else from now on; none is offline.
    fn agent_begins(
        &mut self,
        _now: SimTime,
        _agent: &AgentView<'_>,
        _before: Option<AgentState>,
        _after: Option<AgentState>,
    ) {
    }
}

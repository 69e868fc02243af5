//! What the engine tells while it runs.

use crate::model::{AgentGroupId, AgentId, AgentState, CallTypeId};
use crate::time::{SimDuration, SimTime};

/// Someone who is told what happens in a replication, in order of time.
///
/// Every method does nothing unless it is implemented.
pub trait Observer {
    /// A call enters the queue; it may be answered at the same moment.
    fn call_entered(&mut self, _now: SimTime, _call_type: CallTypeId, _attempt: u32) {}
    /// A call has to wait; `queue_length` counts it and all others of its type.
    fn call_queued(&mut self, _now: SimTime, _call_type: CallTypeId, _queue_length: u32) {}
    /// An agent takes a call.
    fn call_answered(&mut self, _now: SimTime, _answered: &Answered) {}
    /// A call leaves its queue without an answer.
    fn call_lost(&mut self, _now: SimTime, _lost: &Lost) {}
    /// An agent has spent time in a state; told when it ends.
    fn agent_spent(&mut self, _stretch: &Stretch) {}
    /// An agent who should have left at `from` leaves at `until`.
    fn overtime(&mut self, _group: AgentGroupId, _from: SimTime, _until: SimTime) {}
}

/// Nobody watches.
impl Observer for () {}

/// A call that an agent takes.
#[derive(Clone, Copy, Debug)]
pub struct Answered {
    /// Its type.
    pub call_type: CallTypeId,
    /// Who takes it.
    pub agent: AgentId,
    /// The agent's group.
    pub group: AgentGroupId,
    /// Its caller's attempts so far, this one included.
    pub attempt: u32,
    /// When it entered the queue.
    pub entered: SimTime,
    /// How long the talk will be.
    pub talk: SimDuration,
    /// How long the wrap-up will be.
    pub wrap_up: SimDuration,
}

/// A call that leaves its queue without an answer.
#[derive(Clone, Copy, Debug)]
pub struct Lost {
    /// Its type.
    pub call_type: CallTypeId,
    /// Its caller's attempts so far, this one included.
    pub attempt: u32,
    /// When it entered the queue.
    pub entered: SimTime,
    /// Why it left.
    pub cause: LossCause,
}

/// Why a call was not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LossCause {
    /// The caller hung up.
    Abandoned,
    /// It was sent away at closing.
    TurnedAway,
    /// The replication was over.
    StillWaiting,
}

/// A stretch of time that an agent spent in one state.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    /// Who.
    pub agent: AgentId,
    /// The agent's group.
    pub group: AgentGroupId,
    /// What the agent was doing.
    pub state: AgentState,
    /// Since when.
    pub from: SimTime,
    /// Until when.
    pub until: SimTime,
    /// Whether the time is paid.
    pub paid: bool,
}

//! What is told of single calls and agents to whoever follows them.
//!
//! Counting needs none of it. An observer that does not ask for it by
//! [`FOLLOWS`](Observer::FOLLOWS) runs in a loop in which nothing here stands.

use super::call::Caller;
use super::observer::{HitEffect, LossCause, Observer};
use super::watch::Watch;
use crate::model::{AgentId, AgentState, CallTypeId, OutageId, QueueId};
use crate::time::{SimDuration, SimTime};

/// A call by what it is known by.
///
/// Under the same seed the caller with a number in the stream of a call type is the same in every
/// scenario that has the type, as long as the callers who come are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallId {
    /// The call type in whose stream the caller came.
    pub origin: CallTypeId,
    /// The caller's number in that stream, counted from 0.
    pub number: u64,
    /// How many calls of the caller for the same reason came before.
    pub visit: u32,
    /// The attempts of this call, this one included.
    pub attempt: u32,
    /// How often it was handed on: to another type, another agent, or as a task.
    pub leg: u32,
}

/// Callers of surges have numbers from here on, so that those who would call anyway keep theirs:
/// of the 40 bits, the first one, then 7 for the surge.
const FIRST_OF_SURGES: u64 = 1 << 39;

/// The number, in the stream of a call type, of a caller of a surge; all counted from 0.
pub fn number_in_surge(surge: u32, number: u64) -> u64 {
    FIRST_OF_SURGES | u64::from(surge) << 32 | number
}

impl CallId {
    /// The surge that brought the caller, by its place in the scenario's list, and the caller's
    /// number among those of the surge, both counted from 0; none for who comes without one.
    pub fn surge(&self) -> Option<(u64, u64)> {
        let number = self.number.checked_sub(FIRST_OF_SURGES)?;
        Some((number >> 32, number & u64::from(u32::MAX)))
    }
}

/// What happens to a call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CallStep {
    /// The caller dials.
    Dialled,
    /// The caller is in the IVR.
    EnteredIvr,
    /// The caller leaves the IVR, whatever comes next.
    LeftIvr,
    /// It comes to the queue of its type; a task comes without its caller.
    Came {
        /// Whether there is work but nobody on the line.
        is_task: bool,
    },
    /// It has to wait.
    Queued {
        /// How many calls of its type are before it, and itself.
        position: u32,
        /// Where its route begins.
        queue: QueueId,
    },
    /// It has come further on its route.
    Moved {
        /// Where it was.
        from: QueueId,
        /// Where it is.
        to: QueueId,
    },
    /// It rings at an agent.
    Rang {
        /// Who.
        agent: AgentId,
    },
    /// It rings no longer at an agent, who has not picked up.
    RangInVain {
        /// Who.
        agent: AgentId,
    },
    /// An agent takes it.
    Answered {
        /// Who.
        agent: AgentId,
        /// When it entered the queue.
        entered: SimTime,
        /// How much of the talk will be hold time.
        hold: SimDuration,
        /// Who has stayed with the caller, and goes on doing so for a consultation.
        companion: Option<AgentId>,
    },
    /// The talk has ended, and another queue comes next.
    HandedOn {
        /// The call type of that queue.
        to: CallTypeId,
        /// Whether the caller is gone and only work is left.
        is_task: bool,
        /// Whether the agent stays with the caller until a colleague answers, and consults.
        stays: bool,
    },
    /// The last talk about the issue is over.
    Concluded {
        /// Whether it is solved.
        resolved: bool,
    },
    /// The caller has decided to try again.
    WillRedial {
        /// When.
        at: SimTime,
    },
    /// The caller will call again for the same reason.
    WillReturn {
        /// When.
        at: SimTime,
        /// About what.
        to: CallTypeId,
    },
    /// The caller finds the lines closed: not counted as a call.
    FoundClosed,
    /// An outage does something to it.
    Hit {
        /// Which one.
        outage: OutageId,
        /// What.
        effect: HitEffect,
    },
    /// It ends without an answer.
    Lost {
        /// When it entered the queue; now if it never did.
        entered: SimTime,
        /// Why.
        cause: LossCause,
    },
}

/// What happens to an agent, and to the call that the agent has in hand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AgentStep {
    /// The agent does something else from now on; none after leaving.
    Began(Option<AgentState>),
    /// An outage does something to the call in hand.
    Hit {
        /// Which one.
        outage: OutageId,
        /// What.
        effect: HitEffect,
    },
    /// The talk or wrap-up of the call in hand stands still until the agent is back.
    Frozen,
    /// The call in hand will have so much hold time, otherwise than was told.
    HoldChanged(SimDuration),
}

impl Caller {
    /// What observers know the call by.
    pub(super) fn id(self) -> CallId {
        CallId {
            origin: self.origin(),
            number: self.number(),
            visit: self.visit(),
            attempt: self.tries(),
            leg: self.leg(),
        }
    }
}

/// Tells what happens to a call, if somebody follows it.
#[inline(always)]
pub(super) fn tell<W: Watch>(
    now: SimTime,
    caller: Caller,
    observer: &mut W,
    step: impl FnOnce() -> CallStep,
) {
    if <W::Target as Observer>::FOLLOWS {
        observer.call_told(now, &caller.id(), caller.call_type(), &step());
    }
}

/// Tells what happens to an agent, if somebody follows it.
#[inline(always)]
pub(super) fn tell_of_agent<W: Watch>(
    now: SimTime,
    agent: u32,
    observer: &mut W,
    step: impl FnOnce() -> AgentStep,
) {
    if <W::Target as Observer>::FOLLOWS {
        observer.agent_told(now, AgentId(agent), &step());
    }
}

//! One line of the log.

use crate::engine::{CallId, CallStep, Recovery};
use crate::model::{AgentId, AgentState, CallTypeId, FloorRuleId, OutageId};
use crate::time::{SimDuration, SimTime};

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// When.
    pub at: SimTime,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What {
    /// Something to a call.
    Call {
        /// Which one.
        call: CallId,
        /// Its type now.
        call_type: CallTypeId,
        /// What.
        event: CallEvent,
    },
    /// An agent does something else from now on.
    Agent {
        /// Who.
        agent: AgentId,
        /// What the agent did until now; none before logging in.
        before: Option<AgentState>,
        /// What from now on; none after leaving.
        state: Option<AgentState>,
        /// The call in hand.
        call: Option<CallId>,
    },
    /// An outage begins.
    OutageBegan(OutageId),
    /// An outage is over.
    OutageEnded(OutageId),
    /// Service has recovered from an outage in one respect.
    Recovered {
        /// Which one.
        outage: OutageId,
        /// In what respect.
        of: Recovery,
        /// So long after its end.
        after: SimDuration,
    },
    /// The condition of a floor rule has held for long enough.
    RuleTriggered(FloorRuleId),
    /// A floor rule comes into force.
    RuleBegan(FloorRuleId),
    /// A floor rule is reset.
    RuleEnded(FloorRuleId),
}

/// What happened to a call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CallEvent {
    /// What the engine tells.
    Step(CallStep),
    /// It ends without an answer, while the agents who serve its type do this.
    Lost {
        /// What the engine tells: a [`CallStep::Lost`].
        step: CallStep,
        /// The place of the [`Crowd`] in the log.
        crowd: u32,
    },
    /// The agent and the caller part.
    TalkEnded {
        /// Who.
        agent: AgentId,
        /// How long they talked, consultation and standstill included.
        talk: SimDuration,
        /// How much of it was hold time.
        hold: SimDuration,
        /// Why.
        by: TalkEnd,
    },
    /// The wrap-up is over.
    WrapUpEnded {
        /// Whose.
        agent: AgentId,
        /// How long it took, standstill left out.
        wrap_up: SimDuration,
    },
    /// The replication ends, and the call is still in the IVR, or with an agent.
    StillThere(Option<AgentId>),
}

/// Why a talk ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TalkEnd {
    /// All is said, or another queue comes next.
    Said,
    /// The agent, who had stayed with the caller, leaves the two others alone.
    LeftToColleague,
    /// An outage cuts the caller off.
    CutOff,
    /// An outage takes the agent, and the call goes back to its queue.
    PutBack,
}

/// How many agents do what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Crowd(pub [u32; AgentState::COUNT]);

impl Crowd {
    /// How many agents are logged in.
    pub fn all(&self) -> u32 {
        self.0.iter().sum()
    }

    /// The states that agents are in, and how many.
    pub fn states(&self) -> impl Iterator<Item = (AgentState, u32)> + '_ {
        let states = AgentState::ALL.iter().map(|state| (*state, self.0[state.index()]));
        states.filter(|(_, agents)| *agents > 0)
    }

    pub(super) fn change(&mut self, before: Option<AgentState>, after: Option<AgentState>) {
        if let Some(state) = before {
            self.0[state.index()] -= 1;
        }
        if let Some(state) = after {
            self.0[state.index()] += 1;
        }
    }

    pub(super) fn add(&mut self, other: &Crowd) {
        self.0.iter_mut().zip(other.0).for_each(|(sum, more)| *sum += more);
    }
}

//! Whom a circle goes on from: the last agent who was offered a call, or answered one.

use super::chain::Decision;
use crate::engine::floor::Doing;
use crate::engine::routing::Asking;
use crate::model::{AgentId, AgentState, CallTypeId, CircularFrom, Memory};

/// The last agents of all call types, or of the switch.
#[derive(Clone, Debug)]
pub(super) struct Circle {
    memory: Memory,
    from: CircularFrom,
    /// By call type; only the first for the switch.
    last: Vec<Option<AgentId>>,
    /// Who was selected last, and for what: if a call begins to ring at somebody, it is this one.
    considered: Option<(AgentId, CallTypeId)>,
}

impl Circle {
    /// The circle of a decision, if it is one.
    pub(super) fn of(decision: Decision, call_types: usize) -> Option<Self> {
        let Decision::Circle(memory, from) = decision else { return None };
        Some(Circle { memory, from, last: vec![None; call_types], considered: None })
    }

    pub(super) fn clear(&mut self) {
        self.last.fill(None);
        self.considered = None;
    }

    /// The agent after whom the circle goes on for a call.
    pub(super) fn last(&self, asking: &Asking) -> Option<AgentId> {
        match self.memory {
            Memory::Queue | Memory::Switch => self.last[self.place(asking.call_type)],
            Memory::Call => asking.rang_at,
        }
    }

    /// An agent is selected for a call of a type, or perhaps is only asked for.
    pub(super) fn considers(&mut self, agent: AgentId, call_type: CallTypeId) {
        self.considered = Some((agent, call_type));
    }

    /// An agent begins something; who begins to talk has answered a call of this type.
    pub(super) fn begins(
        &mut self,
        agent: AgentId,
        (before, after): (Doing, Doing),
        answers: Option<CallTypeId>,
    ) {
        let ringing = Some(AgentState::Ringing);
        let offered = if after == ringing {
            self.considered.filter(|(who, _)| *who == agent).map(|(_, call_type)| call_type)
        } else {
            // What rang was offered before.
            answers.filter(|_| before != ringing)
        };
        let passed = match self.from {
            CircularFrom::Offered => offered,
            CircularFrom::Answered => answers,
        };
        if let Some(call_type) = passed {
            let place = self.place(call_type);
            self.last[place] = Some(agent);
        }
    }

    fn place(&self, call_type: CallTypeId) -> usize {
        match self.memory {
            Memory::Queue => call_type.index(),
            Memory::Switch | Memory::Call => 0,
        }
    }
}

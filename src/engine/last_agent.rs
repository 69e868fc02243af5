//! Callers who call again for the same reason want the agent who served them before.
//!
//! If that agent is busy the call waits in a queue of the agent's own: nobody else may take it, and
//! the agent takes it before all others. After some time, or when the agent leaves, it goes on as
//! if it had been on its route since its entry.
//!
//! Only the whole loop comes here; see `watch.rs`.

use super::call::Caller;
use super::replication::Engine;
use super::watch::Watch;
use crate::model::{AtClose, CallTypeId, Model, QueueId};
use crate::time::{SimDuration, SimTime};

/// Who has served the callers who are expected to call again.
#[derive(Clone, Debug, Default)]
pub(super) struct LastAgents {
    is_asked: bool,
    /// Where callers come from, their numbers, and who has served them; in order.
    known: Vec<((CallTypeId, u64), u32)>,
}

impl LastAgents {
    pub(super) fn new(model: &Model) -> Self {
        LastAgents { is_asked: model.asks_for_last_agents(), known: Vec::new() }
    }

    pub(super) fn clear(&mut self) {
        self.known.clear();
    }

    /// A caller will call again whom an agent has served.
    pub(super) fn remember(&mut self, caller: Caller, agent: u32) {
        if !self.is_asked {
            return;
        }
        match self.place_of(caller) {
            Ok(place) => self.known[place].1 = agent,
            Err(place) => self.known.insert(place, (key(caller), agent)),
        }
    }

    /// A caller has been served again, and has no more use of it. Returns who it was.
    fn forget(&mut self, caller: Caller) -> Option<u32> {
        let place = self.place_of(caller).ok()?;
        Some(self.known.remove(place).1)
    }

    fn of(&self, caller: Caller) -> Option<u32> {
        let place = self.place_of(caller).ok()?;
        Some(self.known[place].1)
    }

    fn place_of(&self, caller: Caller) -> Result<usize, usize> {
        self.known.binary_search_by_key(&key(caller), |(key, _)| *key)
    }
}

fn key(caller: Caller) -> (CallTypeId, u64) {
    (caller.origin(), caller.number())
}

impl Engine<'_> {
    /// The agent whom a call wants that comes to its first queue: logged in, with the skill.
    pub(super) fn wanted_agent(&self, caller: Caller) -> Option<u32> {
        self.wait_for_last_agent(caller.call_type())?;
        if caller.visit() == 0 || caller.leg() > 0 {
            return None;
        }
        let agent = self.last_agents.of(caller)?;
        let is_here = self.floor.doing(agent).is_some();
        (is_here && self.has_skill(agent, caller.call_type())).then_some(agent)
    }

    /// The queue in which a call waits for an agent alone, if it may wait for that at all.
    pub(super) fn queue_for(&self, agent: u32, call_type: CallTypeId) -> Option<QueueId> {
        let wait = self.wait_for_last_agent(call_type)?;
        (!wait.is_zero()).then(|| self.own_queue(agent))
    }

    /// An agent takes a call: whether it is the one whom the caller wanted.
    #[inline]
    pub(super) fn is_back_at(&mut self, agent: u32, caller: Caller) -> bool {
        caller.visit() > 0
            && self.last_agents.forget(caller) == Some(agent)
            && self.wait_for_last_agent(caller.call_type()).is_some()
    }

    /// Until when a call waits for an agent alone; none if it does not.
    pub(super) fn end_of_waiting_alone(&self, call: u32) -> Option<SimTime> {
        if !self.is_own(self.waiting.queue_of(call)) {
            return None;
        }
        let call = self.waiting.call(call);
        Some(call.entered + self.wait_for_last_agent(call.caller.call_type())?)
    }

    /// A call that waits for an agent alone, and is in no queue, is from now on as others are.
    pub(super) fn join_the_route(&mut self, call: u32) {
        if self.is_own(self.waiting.queue_of(call)) {
            let call_type = self.waiting.call(call).caller.call_type();
            self.waiting.assign(call, self.first_queue(call_type));
        }
    }

    /// The call that has waited longest for an agent alone.
    #[inline]
    pub(super) fn first_waiting_for(&self, agent: u32) -> Option<u32> {
        if !self.model.asks_for_last_agents() {
            return None;
        }
        self.waiting.first_in(self.own_queue(agent))
    }

    /// The same of those that agents stay for after closing.
    pub(super) fn first_to_stay_for(&self, agent: u32) -> Option<u32> {
        let mut next = self.first_waiting_for(agent);
        while let Some(call) = next {
            let call_type = self.waiting.call(call).caller.call_type();
            if self.model.at_close(call_type) == Some(AtClose::ServeQueue) {
                return Some(call);
            }
            next = self.waiting.next_after(call);
        }
        None
    }

    /// An agent has left for whom calls wait alone: they go on along their routes.
    pub(super) fn wait_for_others<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) {
        while let Some(call) = self.first_waiting_for(agent) {
            self.waiting.dequeue(call);
            self.go_on(now, call, observer);
        }
    }

    /// Puts calls of some types that wait for agents alone into the first queues of their types,
    /// where they are looked for when all are sent away.
    pub(super) fn queue_all_that_wait_alone(
        &mut self,
        is_concerned: impl Fn(&Model, CallTypeId) -> bool,
    ) {
        if !self.model.asks_for_last_agents() {
            return;
        }
        for agent in 0..self.floor.agents.len() as u32 {
            let mut next = self.first_waiting_for(agent);
            while let Some(call) = next {
                next = self.waiting.next_after(call);
                let call_type = self.waiting.call(call).caller.call_type();
                if is_concerned(self.model, call_type) {
                    self.waiting.dequeue(call);
                    self.join_the_route(call);
                    self.waiting.queue(call);
                }
            }
        }
    }

    /// The queues of agents come after all others.
    pub(super) fn own_queue(&self, agent: u32) -> QueueId {
        QueueId(self.model.queues().len() as u32 + agent)
    }

    pub(super) fn is_own(&self, queue: QueueId) -> bool {
        queue.index() >= self.model.queues().len()
    }

    fn wait_for_last_agent(&self, call_type: CallTypeId) -> Option<SimDuration> {
        self.model.call_types()[call_type.index()].routing.last_agent.map(|last| last.wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callers_are_known_by_where_they_come_from_and_their_number() {
        let caller = |call_type, number| Caller::new(CallTypeId(call_type), number);
        let mut last = LastAgents { is_asked: true, known: Vec::new() };
        last.remember(caller(1, 7), 3);
        last.remember(caller(0, 7), 4);
        last.remember(caller(1, 2), 5);
        last.remember(caller(1, 7).next_visit(CallTypeId(0)).unwrap(), 6);
        assert_eq!(last.of(caller(1, 7)), Some(6));
        assert_eq!(last.of(caller(1, 7).again()), Some(6));
        assert_eq!([last.forget(caller(0, 7)), last.forget(caller(0, 7))], [Some(4), None]);
        assert_eq!((last.of(caller(1, 2)), last.of(caller(0, 2))), (Some(5), None));
    }
}

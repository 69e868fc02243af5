//! The calls that wait: queues in order of entry, and the ends of the callers' patience.
//!
//! Calls that are answered at once never come here. A call that rings at an agent is in the room,
//! where its patience may end, but in no queue.

use super::call::Call;
use super::census::Census;
use super::routing::Asking;
use super::tiers::{Present, Tiers};
use super::wheel::{NONE, Waiters, Wheel};
use crate::model::{AgentId, CallTypeId, Model, ProfileId, QueueId};
use crate::time::SimTime;

/// A call in a queue.
#[derive(Clone, Copy, Debug)]
struct WaitingCall {
    call: Call,
    /// The queue that it is in, or comes back to.
    queue: QueueId,
    /// What its wait counts from on its route and for rules that ask for it.
    since: SimTime,
    /// The place in the order of entry over all queues; `LEFT` when it has left.
    order: u64,
    previous: u32,
    next: u32,
    /// The end of the patience, in the wheel; none if there is no end.
    patience: u32,
    /// The agent at whom it rings, or the first of several.
    rings_at: u32,
    /// The agent who stays with the caller until somebody else answers.
    companion: u32,
    /// How often it has rung.
    rings: u32,
    /// The agent at whom it has rung at last.
    rang_at: u32,
}

impl Waiters for Vec<WaitingCall> {
    #[inline]
    fn entry(&self, place: u32) -> u32 {
        self[place as usize].patience
    }
    #[inline]
    fn order(&self, place: u32) -> u64 {
        self[place as usize].order
    }
}

#[derive(Clone, Copy, Debug)]
struct Queue {
    first: u32,
    last: u32,
    /// Calls of the type that wait, those that ring included; kept in the type's first queue.
    length: u32,
}

/// The order of what is no call any more.
const LEFT: u64 = u64::MAX;

const EMPTY: Queue = Queue { first: NONE, last: NONE, length: 0 };

/// Where a call begins to wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) queue: QueueId,
    /// The place in the order of entry over all queues.
    pub(crate) order: u64,
    /// What the wait counts from on the call's route.
    pub(crate) since: SimTime,
}

/// A call that has waited, and who else was concerned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Waited {
    pub(crate) call: Call,
    /// The agent at whom it rang, or the first of several.
    pub(crate) rings_at: Option<u32>,
    /// The agent who stayed with the caller.
    pub(crate) companion: Option<u32>,
}

/// All queues.
#[derive(Clone, Debug)]
pub(crate) struct WaitingRoom {
    calls: Vec<WaitingCall>,
    /// Places in `calls` that are free again.
    free: Vec<u32>,
    queues: Vec<Queue>,
    /// The queues that have calls.
    filled: Present,
    /// By profile the queues that it may serve under the standard rules.
    served: Tiers,
    /// Calls in all queues.
    waiting: u32,
    census: Census,
    /// Whether the whole loop runs, which keeps the census.
    is_whole: bool,
    wheel: Wheel,
}

impl WaitingRoom {
    /// A room with the queues of a model and some more.
    pub(crate) fn new(model: &Model, more: usize) -> Self {
        let queues = model.queues().len() + more;
        WaitingRoom {
            calls: Vec::new(),
            free: Vec::new(),
            queues: vec![EMPTY; queues],
            filled: Present::none_of(queues),
            served: Tiers::new((0..model.profiles().len() as u32).map(|profile| {
                let tiers = model.call_types_for(ProfileId(profile)).iter();
                tiers.map(|tier| tier.iter().map(|id| QueueId::first_of(*id).0).collect())
            })),
            waiting: 0,
            census: Census::new(model, queues),
            is_whole: false,
            wheel: Wheel::new(),
        }
    }

    /// Forgets all calls; `is_whole` says which loop runs from now on.
    pub(crate) fn clear(&mut self, is_whole: bool) {
        self.calls.clear();
        self.free.clear();
        self.queues.fill(EMPTY);
        self.filled.clear();
        self.waiting = 0;
        self.census.clear();
        self.is_whole = is_whole;
        self.wheel.clear();
    }

    /// How many calls of a type wait, those that ring included.
    pub(crate) fn queue_length(&self, call_type: CallTypeId) -> u32 {
        self.queues[call_type.index()].length
    }

    /// How many calls wait in all, those that ring included.
    pub(crate) fn len_with_ringing(&self) -> u32 {
        (self.calls.len() - self.free.len()) as u32
    }

    /// What the whole loop counts of the calls in queues.
    #[inline]
    pub(crate) fn census(&self) -> &Census {
        &self.census
    }

    /// How many calls wait in all that ring nowhere.
    #[inline]
    pub(crate) fn len(&self) -> u32 {
        self.waiting
    }

    /// Puts a call at the end of the first queue of its type, whose length with it is returned.
    /// Only the plain loop does.
    ///
    /// `order` is its place in the order of entry over all queues.
    #[inline(always)]
    pub(crate) fn enter(&mut self, call: Call, order: u64, patience_end: Option<SimTime>) -> u32 {
        let queue = self.queues[call.caller.call_type().index()];
        let index = self.place(call, QueueId::first_of(call.caller.call_type()), order, queue.last);
        let queue = &mut self.queues[call.caller.call_type().index()];
        match queue.last {
            NONE => queue.first = index,
            last => self.calls[last as usize].next = index,
        }
        queue.last = index;
        queue.length += 1;
        self.filled.insert(call.caller.call_type().index());
        self.waiting += 1;
        if let Some(end) = patience_end {
            self.calls[index as usize].patience = self.wheel.insert(index, end.as_micros());
        }
        queue.length
    }

    /// Lets a call in that is in no queue yet: [`ring`](Self::ring) or [`queue`](Self::queue) it.
    pub(crate) fn let_in(
        &mut self,
        call: Call,
        place: Place,
        patience_end: Option<SimTime>,
        companion: Option<u32>,
    ) -> u32 {
        let index = self.place(call, place.queue, place.order, NONE);
        self.calls[index as usize].since = place.since;
        self.calls[index as usize].companion = companion.unwrap_or(NONE);
        self.queues[call.caller.call_type().index()].length += 1;
        if let Some(end) = patience_end {
            self.calls[index as usize].patience = self.wheel.insert(index, end.as_micros());
        }
        index
    }

    /// Puts a call that is in no queue into its own, where its order says.
    pub(crate) fn queue(&mut self, index: u32) {
        let WaitingCall { call, queue, order, .. } = self.calls[index as usize];
        self.census.comes(index, queue, call.caller.call_type());
        self.filled.insert(queue.index());
        let queue = &mut self.queues[queue.index()];
        // Whoever comes back or is let in before others belongs near the head.
        let (mut previous, mut next) = (NONE, queue.first);
        if queue.last != NONE && self.calls[queue.last as usize].order < order {
            (previous, next) = (queue.last, NONE);
        }
        while next != NONE && self.calls[next as usize].order < order {
            previous = next;
            next = self.calls[next as usize].next;
        }
        self.calls[index as usize].previous = previous;
        self.calls[index as usize].next = next;
        match previous {
            NONE => queue.first = index,
            previous => self.calls[previous as usize].next = index,
        }
        match next {
            NONE => queue.last = index,
            next => self.calls[next as usize].previous = index,
        }
        self.calls[index as usize].rings_at = NONE;
        self.waiting += 1;
    }

    /// The call that is first in order among some queues.
    #[inline]
    pub(crate) fn first(&self, queues: &[QueueId]) -> Option<u32> {
        let mut best = NONE;
        let mut best_order = u64::MAX;
        for queue in queues {
            let first = self.queues[queue.index()].first;
            if first != NONE && self.calls[first as usize].order < best_order {
                best = first;
                best_order = self.calls[first as usize].order;
            }
        }
        (best != NONE).then_some(best)
    }

    /// The call that came first to a queue.
    #[inline]
    pub(crate) fn first_in(&self, queue: QueueId) -> Option<u32> {
        let first = self.queues[queue.index()].first;
        (first != NONE).then_some(first)
    }

    /// The queues that have calls.
    #[inline]
    pub(crate) fn filled(&self) -> &Present {
        &self.filled
    }

    /// The first calls of all queues that have any.
    pub(crate) fn firsts(&self) -> impl Iterator<Item = u32> {
        self.filled.iter().filter_map(|queue| self.first_in(QueueId(queue)))
    }

    /// The call that came last to a queue.
    pub(crate) fn last_in(&self, queue: QueueId) -> Option<u32> {
        let last = self.queues[queue.index()].last;
        (last != NONE).then_some(last)
    }

    /// The call behind another one in its queue.
    pub(crate) fn next_after(&self, index: u32) -> Option<u32> {
        let next = self.calls[index as usize].next;
        (next != NONE).then_some(next)
    }

    /// The place of a call in the order of entry over all queues.
    #[inline]
    pub(crate) fn order(&self, index: u32) -> u64 {
        self.calls[index as usize].order
    }

    /// Whether the call at a place is still the one that has this place in the order of entry.
    pub(crate) fn is_still(&self, index: u32, order: u64) -> bool {
        self.calls.get(index as usize).is_some_and(|call| call.order == order)
    }

    /// Whether a call rings at an agent.
    pub(crate) fn is_ringing(&self, index: u32) -> bool {
        self.calls[index as usize].rings_at != NONE
    }

    /// When the patience of a call ends.
    pub(crate) fn patience_end(&self, index: u32) -> Option<SimTime> {
        let end = self.calls[index as usize].patience;
        (end != NONE).then(|| SimTime::from_micros(self.wheel.time(end)))
    }

    /// A call as one that asks for an agent.
    #[inline]
    pub(crate) fn asking(&self, index: u32) -> Asking {
        let WaitingCall { call, queue, since, rings, rang_at, .. } = self.calls[index as usize];
        Asking {
            call_type: call.caller.call_type(),
            queue,
            since,
            attempt: call.caller.attempt(),
            rings,
            rang_at: (rang_at != NONE).then_some(AgentId(rang_at)),
            origin: call.caller.origin(),
            address: call.caller.address(),
        }
    }

    /// Whether there is a call at a place, in a queue and ringing nowhere.
    pub(crate) fn is_queued(&self, index: u32) -> bool {
        let is_it = |call: &WaitingCall| call.order != LEFT && call.rings_at == NONE;
        self.calls.get(index as usize).is_some_and(is_it)
    }

    /// The queue that a call is in, or comes back to.
    #[inline]
    pub(crate) fn queue_of(&self, index: u32) -> QueueId {
        self.calls[index as usize].queue
    }

    /// The agent who stays with the caller.
    pub(crate) fn companion(&self, index: u32) -> Option<u32> {
        let companion = self.calls[index as usize].companion;
        (companion != NONE).then_some(companion)
    }

    /// How many calls of its type are before a call, those that ring included, and itself.
    pub(crate) fn position(&self, index: u32) -> u32 {
        let WaitingCall { call, order, .. } = self.calls[index as usize];
        let is_before = |other: &u32| {
            let other = &self.calls[*other as usize];
            other.call.caller.call_type() == call.caller.call_type() && other.order <= order
        };
        self.all().filter(is_before).count() as u32
    }

    /// The places of all calls that wait, those that ring included, in an order that means nothing.
    pub(crate) fn all(&self) -> impl Iterator<Item = u32> {
        let is_there = |index: &u32| self.calls[*index as usize].order != LEFT;
        (0..self.calls.len() as u32).filter(is_there)
    }

    /// An agent stays no longer with the caller of any call.
    pub(crate) fn forget_companion(&mut self, agent: u32) {
        let of_agent = |call: &&mut WaitingCall| call.order != LEFT && call.companion == agent;
        if let Some(call) = self.calls.iter_mut().find(of_agent) {
            call.companion = NONE;
        }
    }

    /// Lets a call that is in no queue come back to another one.
    pub(crate) fn assign(&mut self, index: u32, queue: QueueId) {
        self.calls[index as usize].queue = queue;
    }

    /// The call at a place.
    pub(crate) fn call(&self, index: u32) -> &Call {
        &self.calls[index as usize].call
    }

    /// Takes a call out of its queue while it waits on.
    pub(crate) fn dequeue(&mut self, index: u32) {
        self.leaves_queue(index);
        self.unlink(index);
    }

    fn leaves_queue(&mut self, index: u32) {
        let WaitingCall { call, queue, .. } = self.calls[index as usize];
        self.census.leaves(index, queue, call.caller.call_type());
    }

    /// Lets a call that is in no queue ring at an agent. Returns how often it rang before.
    pub(crate) fn ring(&mut self, index: u32, agent: u32) -> u32 {
        let waiting = &mut self.calls[index as usize];
        waiting.rings_at = agent;
        waiting.rang_at = agent;
        waiting.rings += 1;
        waiting.rings - 1
    }

    /// The agent at whom a ringing call rings, or the first of several.
    pub(crate) fn rings_at(&self, index: u32) -> u32 {
        self.calls[index as usize].rings_at
    }

    /// A ringing call rings no longer at the first of several agents: there is another first one.
    pub(crate) fn ring_on(&mut self, index: u32, agent: u32) {
        self.calls[index as usize].rings_at = agent;
    }

    /// A call that rang is in no queue and rings nowhere.
    pub(crate) fn stop_ringing(&mut self, index: u32) {
        self.calls[index as usize].rings_at = NONE;
    }

    /// Takes out a call, whether it is in a queue or rings.
    pub(crate) fn take_out(&mut self, index: u32) -> Waited {
        let WaitingCall { rings_at, companion, call, .. } = self.calls[index as usize];
        if rings_at == NONE {
            if self.is_whole {
                self.leaves_queue(index);
            }
            self.take(index);
        } else {
            self.forget(index, call);
        }
        let agent = |agent: u32| (agent != NONE).then_some(agent);
        Waited { call, rings_at: agent(rings_at), companion: agent(companion) }
    }

    #[inline(always)]
    fn place(&mut self, call: Call, queue: QueueId, order: u64, previous: u32) -> u32 {
        let waiting = WaitingCall {
            call,
            queue,
            since: call.entered,
            order,
            previous,
            next: NONE,
            patience: NONE,
            rings_at: NONE,
            companion: NONE,
            rings: 0,
            rang_at: NONE,
        };
        match self.free.pop() {
            Some(index) => {
                self.calls[index as usize] = waiting;
                index
            }
            None => {
                self.calls.push(waiting);
                self.calls.len() as u32 - 1
            }
        }
    }

    /// The call that an agent of a profile takes next under the standard rules. `first` gives the
    /// first call of a queue that has any, or [`NONE`] if it is not to be taken.
    #[inline(always)]
    pub(crate) fn best_for(&self, profile: ProfileId, first: impl Fn(u32) -> u32) -> Option<u32> {
        let is_better = |one, other| self.order(one) < self.order(other);
        let best = self.served.best(profile.index(), &self.filled, first, is_better);
        (best != NONE).then_some(best)
    }

    /// Takes out the call that an agent of a profile takes next. Only the plain loop does.
    #[inline]
    pub(crate) fn take_best_for(&mut self, profile: ProfileId) -> Option<Call> {
        let first = |queue: u32| self.queues[queue as usize].first;
        self.best_for(profile, first).map(|best| self.take(best))
    }

    /// Takes out a call that is in no queue and rings nowhere.
    pub(crate) fn leave_unqueued(&mut self, index: u32) -> Waited {
        let WaitingCall { companion, call, .. } = self.calls[index as usize];
        self.forget(index, call);
        let companion = (companion != NONE).then_some(companion);
        Waited { call, rings_at: None, companion }
    }

    /// Nobody's patience ends before this.
    #[inline]
    pub(crate) fn patience_bound(&self) -> u64 {
        self.wheel.bound()
    }

    /// Takes out the call whose patience ends first, if it ends before `limit`, with that moment.
    pub(crate) fn take_impatient(&mut self, limit: SimTime) -> Option<(SimTime, Waited)> {
        let (end, index) = self.wheel.pop_before(&self.calls, limit.as_micros())?;
        self.calls[index as usize].patience = NONE;
        Some((SimTime::from_micros(end), self.take_out(index)))
    }

    #[inline(always)]
    fn take(&mut self, index: u32) -> Call {
        self.unlink(index);
        let call = self.calls[index as usize].call;
        self.forget(index, call);
        call
    }

    #[inline(always)]
    fn forget(&mut self, index: u32, call: Call) {
        let waiting = &mut self.calls[index as usize];
        waiting.order = LEFT;
        self.wheel.cancel(std::mem::replace(&mut waiting.patience, NONE));
        self.queues[call.caller.call_type().index()].length -= 1;
        self.free.push(index);
    }

    #[inline(always)]
    fn unlink(&mut self, index: u32) {
        let WaitingCall { queue, previous, next, .. } = self.calls[index as usize];
        let number = queue.index();
        let queue = &mut self.queues[number];
        match previous {
            NONE => queue.first = next,
            previous => self.calls[previous as usize].next = next,
        }
        match next {
            NONE => queue.last = previous,
            next => self.calls[next as usize].previous = previous,
        }
        if queue.first == NONE {
            self.filled.remove(number);
        }
        self.waiting -= 1;
    }
}

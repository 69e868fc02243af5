//! The calls that wait: a queue per call type in order of entry, and the ends of their patience.
//!
//! Calls that are answered at once never come here.

use super::call::Call;
use super::wheel::{Link, Linked, NONE, Wheel};
use crate::model::CallTypeId;
use crate::time::SimTime;

/// A call in a queue.
#[derive(Clone, Copy, Debug)]
struct WaitingCall {
    call: Call,
    /// The place in the order of entry over all queues.
    order: u64,
    previous: u32,
    next: u32,
    patience: Link,
}

impl Linked for WaitingCall {
    #[inline]
    fn link(&self) -> &Link {
        &self.patience
    }
    #[inline]
    fn link_mut(&mut self) -> &mut Link {
        &mut self.patience
    }
    #[inline]
    fn order(&self) -> u64 {
        self.order
    }
}

#[derive(Clone, Copy, Debug)]
struct Queue {
    first: u32,
    last: u32,
    length: u32,
}

const EMPTY: Queue = Queue { first: NONE, last: NONE, length: 0 };

/// All queues.
#[derive(Clone, Debug)]
pub(crate) struct WaitingRoom {
    calls: Vec<WaitingCall>,
    /// Places in `calls` that are free again.
    free: Vec<u32>,
    queues: Vec<Queue>,
    waiting: u32,
    wheel: Wheel,
}

impl WaitingRoom {
    pub(crate) fn new(call_types: usize) -> Self {
        WaitingRoom {
            calls: Vec::new(),
            free: Vec::new(),
            queues: vec![EMPTY; call_types],
            waiting: 0,
            wheel: Wheel::new(),
        }
    }

    pub(crate) fn clear(&mut self) {
        self.calls.clear();
        self.free.clear();
        self.queues.fill(EMPTY);
        self.waiting = 0;
        self.wheel.clear();
    }

    /// Whether a call of a type waits.
    pub(crate) fn has(&self, call_type: CallTypeId) -> bool {
        self.queues[call_type.index()].length > 0
    }

    /// How many calls wait in all.
    #[inline]
    pub(crate) fn len(&self) -> u32 {
        self.waiting
    }

    /// Puts a call at the end of its queue, whose length with it is returned.
    ///
    /// `order` is its place in the order of entry over all queues.
    #[inline(always)]
    pub(crate) fn enter(&mut self, call: Call, order: u64, patience_end: Option<SimTime>) -> u32 {
        let queue = &mut self.queues[call.caller.call_type.index()];
        let waiting =
            WaitingCall { call, order, previous: queue.last, next: NONE, patience: Link::UNLINKED };
        let index = match self.free.pop() {
            Some(index) => {
                self.calls[index as usize] = waiting;
                index
            }
            None => {
                self.calls.push(waiting);
                self.calls.len() as u32 - 1
            }
        };
        match queue.last {
            NONE => queue.first = index,
            last => self.calls[last as usize].next = index,
        }
        queue.last = index;
        queue.length += 1;
        self.waiting += 1;
        if let Some(end) = patience_end {
            self.wheel.insert(&mut self.calls, index, end.as_micros());
        }
        queue.length
    }

    /// Takes out the call that entered first among the queues of a tier.
    #[inline]
    pub(crate) fn take_first(&mut self, tier: &[CallTypeId]) -> Option<Call> {
        let mut best = NONE;
        let mut best_order = u64::MAX;
        for call_type in tier {
            let first = self.queues[call_type.index()].first;
            if first != NONE && self.calls[first as usize].order < best_order {
                best = first;
                best_order = self.calls[first as usize].order;
            }
        }
        (best != NONE).then(|| self.take(best))
    }

    /// Nobody's patience ends before this.
    #[inline]
    pub(crate) fn patience_bound(&self) -> u64 {
        self.wheel.bound()
    }

    /// Takes out the call whose patience ends first, if it ends before `limit`, with that moment.
    pub(crate) fn take_impatient(&mut self, limit: SimTime) -> Option<(SimTime, Call)> {
        let index = self.wheel.pop_before(&mut self.calls, limit.as_micros())?;
        let end = SimTime::from_micros(self.calls[index as usize].patience.time);
        Some((end, self.take(index)))
    }

    /// Takes out the call that entered first of all.
    pub(crate) fn take_any(&mut self) -> Option<Call> {
        let firsts = self.queues.iter().map(|queue| queue.first).filter(|first| *first != NONE);
        let first = firsts.min_by_key(|first| self.calls[*first as usize].order)?;
        Some(self.take(first))
    }

    #[inline(always)]
    fn take(&mut self, index: u32) -> Call {
        self.wheel.cancel(&mut self.calls, index);
        let WaitingCall { call, previous, next, .. } = self.calls[index as usize];
        let queue = &mut self.queues[call.caller.call_type.index()];
        match previous {
            NONE => queue.first = next,
            previous => self.calls[previous as usize].next = next,
        }
        match next {
            NONE => queue.last = previous,
            next => self.calls[next as usize].previous = previous,
        }
        queue.length -= 1;
        self.waiting -= 1;
        self.free.push(index);
        call
    }
}

//! How many calls of a type wait, known from when those before will leave the queue.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::time::SimTime;

/// When the calls of a type leave that have had to wait.
#[derive(Clone, Debug)]
pub(super) struct PoolQueue {
    /// When calls are answered: first come, first served, so in order of time.
    served: Vec<SimTime>,
    /// So many of these are gone.
    gone: usize,
    /// When callers' patience ends.
    left: BinaryHeap<Reverse<SimTime>>,
    /// When the first of these ends.
    first_left: SimTime,
}

impl PoolQueue {
    pub(super) const EMPTY: PoolQueue = PoolQueue {
        served: Vec::new(),
        gone: 0,
        left: BinaryHeap::new(),
        first_left: SimTime::NEVER,
    };

    pub(super) fn clear(&mut self) {
        self.served.clear();
        self.gone = 0;
        self.left.clear();
        self.first_left = SimTime::NEVER;
    }

    /// How many wait when a call enters. Whoever is answered at that moment is gone, whoever loses
    /// patience then still waits.
    #[inline(always)]
    pub(super) fn length_at(&mut self, now: SimTime) -> u32 {
        while self.served.get(self.gone).is_some_and(|start| *start <= now) {
            self.gone += 1;
        }
        if self.first_left < now {
            self.forget_those_who_left(now);
        }
        (self.served.len() - self.gone + self.left.len()) as u32
    }

    /// One more waits, and is answered.
    #[inline(always)]
    pub(super) fn will_be_served(&mut self, start: SimTime) {
        if self.served.len() == self.served.capacity() {
            self.make_room();
        }
        self.served.push(start);
    }

    /// One more waits, and loses patience.
    pub(super) fn will_be_left(&mut self, end: SimTime) {
        self.left.push(Reverse(end));
        self.first_left = self.first_left.min(end);
    }

    /// Takes the place of those who are gone, if they are more than half of all.
    #[cold]
    #[inline(never)]
    fn make_room(&mut self) {
        if self.gone > self.served.len() / 2 {
            self.served.drain(..self.gone);
            self.gone = 0;
        }
    }

    #[inline(never)]
    fn forget_those_who_left(&mut self, now: SimTime) {
        while self.left.peek().is_some_and(|Reverse(end)| *end < now) {
            self.left.pop();
        }
        self.first_left = self.left.peek().map_or(SimTime::NEVER, |Reverse(end)| *end);
    }
}

//! How many calls of a type wait, known from when those before will leave the queue.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use crate::time::SimTime;

/// When the calls of a type leave that have had to wait.
#[derive(Clone, Debug, Default)]
pub(super) struct PoolQueue {
    /// When calls are answered: first come, first served, so in order of time.
    served: VecDeque<SimTime>,
    /// When callers' patience ends.
    left: BinaryHeap<Reverse<SimTime>>,
}

impl PoolQueue {
    pub(super) fn clear(&mut self) {
        self.served.clear();
        self.left.clear();
    }

    /// How many wait when a call enters. Whoever is answered at that moment is gone, whoever loses
    /// patience then still waits.
    #[inline]
    pub(super) fn length_at(&mut self, now: SimTime) -> u32 {
        while self.served.front().is_some_and(|start| *start <= now) {
            self.served.pop_front();
        }
        while self.left.peek().is_some_and(|Reverse(end)| *end < now) {
            self.left.pop();
        }
        (self.served.len() + self.left.len()) as u32
    }

    /// One more waits, and is answered.
    #[inline]
    pub(super) fn will_be_served(&mut self, start: SimTime) {
        self.served.push_back(start);
    }

    /// One more waits, and loses patience.
    #[inline]
    pub(super) fn will_be_left(&mut self, end: SimTime) {
        self.left.push(Reverse(end));
    }
}

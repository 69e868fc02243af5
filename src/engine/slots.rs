//! At most one pending event for each of a fixed number of sources: a winner tree.
//!
//! An agent has one stage end ahead, a call type one next arrival. A tournament over them finds
//! the earliest at its root; a change replays the matches on one path. There is nothing to
//! delete and nothing void, and the path's comparisons don't wait for memory: measured against
//! heaps it halves the cost of an event.

use super::event_key::EventKey;
use crate::time::SimTime;

/// The next event of each slot, and the earliest of all.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    /// A complete binary tree in heap order: the winner at 1, the slots in the upper half.
    nodes: Vec<EventKey>,
}

impl Slots {
    /// `count` slots, all empty.
    pub(crate) fn new(count: usize) -> Self {
        let leaves = count.next_power_of_two();
        let mut slots = Slots { nodes: vec![EventKey::NEVER; 2 * leaves] };
        slots.clear();
        slots
    }

    /// Empties every slot.
    pub(crate) fn clear(&mut self) {
        let leaves = self.nodes.len() / 2;
        for node in (1..self.nodes.len()).rev() {
            self.nodes[node] = match node.checked_sub(leaves) {
                Some(slot) => EventKey::never(slot as u32),
                None => self.nodes[2 * node].earlier(self.nodes[2 * node + 1]),
            };
        }
    }

    /// The earliest event; later than all others if all slots are empty.
    #[inline]
    pub(crate) fn earliest(&self) -> EventKey {
        self.nodes[1]
    }

    /// When the event in a slot happens.
    pub(crate) fn time_of(&self, slot: u32) -> SimTime {
        self.nodes[self.nodes.len() / 2 + slot as usize].time()
    }

    /// Puts `key` in place of what was in its slot.
    #[inline]
    pub(crate) fn schedule(&mut self, key: EventKey) {
        self.replace(key.slot(), key);
    }

    /// Empties a slot.
    #[inline]
    pub(crate) fn cancel(&mut self, slot: u32) {
        self.replace(slot, EventKey::never(slot));
    }

    #[inline]
    fn replace(&mut self, slot: u32, key: EventKey) {
        let nodes = self.nodes.as_mut_slice();
        let mut node = nodes.len() / 2 + slot as usize;
        let mut winner = key;
        nodes[node] = winner;
        while node > 1 {
            winner = winner.earlier(nodes[node ^ 1]);
            node /= 2;
            nodes[node] = winner;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SimTime;

    #[test]
    fn the_root_is_the_earliest_and_ties_go_by_order_of_scheduling() {
        let key = |time, order, slot| EventKey::new(SimTime::from_micros(time), order, slot);
        let mut slots = Slots::new(5);
        slots.schedule(key(30, 1, 0));
        slots.schedule(key(20, 2, 4));
        slots.schedule(key(20, 3, 1));
        assert_eq!(slots.earliest().slot(), 4);
        slots.cancel(4);
        assert_eq!(slots.earliest().slot(), 1);
        slots.schedule(key(40, 4, 1));
        assert_eq!(slots.earliest().slot(), 0);
        slots.clear();
        assert!(slots.earliest().time() >= EventKey::END_OF_TIME);
    }
}

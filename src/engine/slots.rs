//! At most one pending event for each of a fixed number of sources: a winner tree.
//!
//! An agent has one stage end ahead, a call type one next arrival. A tournament over them finds
//! the earliest at its root; a change replays the matches on one path. There is nothing to
//! delete and nothing void, and the path's comparisons don't wait for memory: measured against
//! heaps it halves the cost of an event.

use super::event_key::EventKey;

/// The next event of each slot, and the earliest of all.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    /// A complete binary tree in heap order, from 1 on: at each match the two who play it.
    matches: Vec<[EventKey; 2]>,
    winner: EventKey,
}

impl Slots {
    /// `count` slots, all empty.
    pub(crate) fn new(count: usize) -> Self {
        let matches = count.next_power_of_two().max(2);
        Slots { matches: vec![[EventKey::NEVER; 2]; matches], winner: EventKey::NEVER }
    }

    /// Empties every slot.
    pub(crate) fn clear(&mut self) {
        self.matches.fill([EventKey::NEVER; 2]);
        self.winner = EventKey::NEVER;
    }

    /// The earliest event, [`EventKey::NEVER`] if all slots are empty.
    #[inline]
    pub(crate) fn earliest(&self) -> EventKey {
        self.winner
    }

    /// Puts `key` in place of what was in its slot.
    #[inline]
    pub(crate) fn schedule(&mut self, key: EventKey) {
        self.replace(key.slot(), key);
    }

    /// Empties a slot.
    #[inline]
    pub(crate) fn cancel(&mut self, slot: u32) {
        self.replace(slot, EventKey::NEVER);
    }

    #[inline]
    fn replace(&mut self, slot: u32, key: EventKey) {
        let mut player = self.matches.len() + slot as usize;
        let mut winner = key;
        while player > 1 {
            let pair = &mut self.matches[player / 2];
            pair[player & 1] = winner;
            winner = winner.earlier(pair[player & 1 ^ 1]);
            player /= 2;
        }
        self.winner = winner;
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
        assert_eq!(slots.earliest(), EventKey::NEVER);
    }
}

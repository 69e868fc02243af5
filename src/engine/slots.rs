//! At most one pending event for each of a fixed number of sources: a winner tree.
//!
//! An agent has one stage end ahead, a call type one next arrival. A tournament over them finds
//! the earliest at its root; a change replays the matches on one path. There is nothing to
//! delete and nothing void, and the path's comparisons don't wait for memory: measured against
//! heaps it halves the cost of an event.
//!
//! A match compares one number each, a time above a slot. Who wins is a coin toss, and a branch on
//! it would be mispredicted half of the time, so there is none. Equal times are rare, so the branch
//! on them is not; only there the order of scheduling is looked up.

use std::hint::select_unpredictable;

use super::event_key::EventKey;
use crate::time::SimTime;

/// The next event of each slot, and the earliest of all.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    /// A complete binary tree in heap order: the winner at 1, the slots in the upper half.
    nodes: Vec<u64>,
    /// The order of scheduling of each slot's event.
    orders: Vec<u64>,
    /// How many bits of an event are its slot.
    slot_bits: u32,
}

impl Slots {
    /// `count` slots, all empty.
    pub(crate) fn new(count: usize) -> Self {
        let leaves = count.next_power_of_two();
        let mut slots = Slots {
            nodes: vec![0; 2 * leaves],
            orders: vec![0; leaves],
            slot_bits: leaves.ilog2(),
        };
        slots.clear();
        slots
    }

    /// Empties every slot.
    pub(crate) fn clear(&mut self) {
        let leaves = self.orders.len();
        for node in (1..2 * leaves).rev() {
            self.nodes[node] = match node.checked_sub(leaves) {
                Some(slot) => self.never(slot as u32),
                None => self.nodes[2 * node].min(self.nodes[2 * node + 1]),
            };
        }
    }

    /// Whether nothing is going to happen.
    pub(crate) fn is_empty(&self) -> bool {
        self.winner() >= self.never(self.earliest_slot())
    }

    #[inline]
    fn winner(&self) -> u64 {
        self.nodes[1]
    }

    /// When the earliest event happens; not before the end of events if there is none.
    #[inline]
    pub(crate) fn earliest_time(&self) -> SimTime {
        SimTime::from_micros(self.winner() >> self.slot_bits)
    }

    /// The slot of the earliest event; of no meaning if there is none.
    #[inline]
    pub(crate) fn earliest_slot(&self) -> u32 {
        self.slot_of(self.winner())
    }

    /// The earliest event; later than all others if all slots are empty.
    #[inline]
    pub(crate) fn earliest(&self) -> EventKey {
        self.event(self.winner())
    }

    /// When the event in a slot happens; later than all others if there is none.
    pub(crate) fn time_of(&self, slot: u32) -> SimTime {
        self.event(self.nodes[self.orders.len() + slot as usize]).time()
    }

    /// Puts an event in place of what was in a slot.
    #[inline(always)]
    pub(crate) fn schedule(&mut self, slot: u32, time: SimTime, order: u64) {
        let never = self.never(slot);
        self.orders[slot as usize] = order;
        let time = time.as_micros().min(never >> self.slot_bits);
        self.replace(slot, time << self.slot_bits | u64::from(slot));
    }

    /// Empties a slot.
    #[inline]
    pub(crate) fn cancel(&mut self, slot: u32) {
        self.replace(slot, self.never(slot));
    }

    #[inline(always)]
    fn replace(&mut self, slot: u32, event: u64) {
        let (nodes, orders) = (self.nodes.as_mut_slice(), self.orders.as_slice());
        let mut node = orders.len() + slot as usize;
        let mut winner = event;
        nodes[node] = winner;
        while node > 1 {
            winner = earlier(winner, nodes[node ^ 1], orders);
            node /= 2;
            nodes[node] = winner;
        }
    }

    #[inline]
    fn slot_of(&self, event: u64) -> u32 {
        event as u32 & (self.orders.len() - 1) as u32
    }

    /// What stands for no event: later than all events, and at another time than in any other
    /// slot, so that empty slots are no ties.
    #[inline]
    fn never(&self, slot: u32) -> u64 {
        let time = (u64::MAX >> self.slot_bits) - u64::from(slot);
        time << self.slot_bits | u64::from(slot)
    }

    #[inline]
    fn event(&self, event: u64) -> EventKey {
        let slot = self.slot_of(event);
        if event == self.never(slot) {
            return EventKey::NEVER;
        }
        let time = SimTime::from_micros(event >> self.slot_bits);
        EventKey::new(time, self.orders[slot as usize], slot)
    }
}

#[inline(always)]
fn earlier(one: u64, other: u64, orders: &[u64]) -> u64 {
    if one ^ other < orders.len() as u64 {
        return earlier_of_tied(one, other, orders);
    }
    select_unpredictable(one < other, one, other)
}

#[cold]
#[inline(never)]
fn earlier_of_tied(one: u64, other: u64, orders: &[u64]) -> u64 {
    let order = |event: u64| orders[event as usize & (orders.len() - 1)];
    if order(one) < order(other) { one } else { other }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::end_of_events;

    fn at(micros: u64) -> SimTime {
        SimTime::from_micros(micros)
    }

    #[test]
    fn the_root_is_the_earliest_and_ties_go_by_order_of_scheduling() {
        let mut slots = Slots::new(5);
        assert!(slots.is_empty());
        slots.schedule(0, at(30), 1);
        slots.schedule(4, at(20), 2);
        slots.schedule(1, at(20), 3);
        assert_eq!((slots.earliest_time(), slots.earliest_slot()), (at(20), 4));
        assert_eq!(slots.earliest(), EventKey::new(at(20), 2, 4));
        slots.cancel(4);
        assert_eq!(slots.earliest_slot(), 1);
        slots.schedule(1, at(40), 4);
        assert_eq!(slots.earliest_slot(), 0);
        assert_eq!((slots.time_of(1), slots.time_of(4)), (at(40), EventKey::NEVER.time()));
        slots.clear();
        assert!(slots.is_empty() && slots.earliest() == EventKey::NEVER);
    }

    #[test]
    fn what_is_beyond_the_end_of_time_never_happens() {
        for count in [1, 2, 5, 1000] {
            let mut slots = Slots::new(count);
            let end = end_of_events(count);
            slots.schedule(0, end, 1);
            assert!(count == 1 || slots.is_empty(), "{count}");
            slots.schedule(0, SimTime::NEVER, 2);
            assert!(slots.is_empty() && slots.earliest_time() >= end);
            slots.schedule(0, at(end.as_micros() - 1), 3);
            assert!(!slots.is_empty() && slots.earliest_time() < end);
        }
    }
}

//! At most one pending event for each of a fixed number of sources: a winner tree.
//!
//! An agent has one stage end ahead, a call type one next arrival. A tournament over them finds
//! the earliest at its root; a change replays the matches on one path. There is nothing to
//! delete and nothing void, and the path's comparisons don't wait for memory: measured against
//! heaps it halves the cost of an event.
//!
//! A contestant is one number: the time, and below it a number that grows with each scheduling, so
//! that no two are tied. Whose event it is stands beside the tree. The numbers are few; when they are
//! used up, the events ahead are numbered anew in their order. Who wins a match is a coin toss, and a
//! branch on it would be mispredicted half of the time, so there is none.

use std::hint::select_unpredictable;

use super::event_key::EventKey;
use crate::model::bits_of_numbers;
use crate::time::SimTime;

/// The next event of each slot, and the earliest of all.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    /// A complete binary tree in heap order: the winner at 1, the slots in the upper half.
    nodes: Vec<u64>,
    /// By number the slot of the event.
    owners: Vec<u32>,
    /// The next number.
    next: usize,
    /// How many bits a number has.
    bits: u32,
    /// By slot the order of its event among those of the whole calendar.
    orders: Vec<u64>,
    /// Room to sort events in, each with its slot.
    ahead: Vec<(u64, u32)>,
}

/// No event: later than all.
const NEVER: u64 = u64::MAX;

impl Slots {
    /// `count` slots, all empty.
    pub(crate) fn new(count: usize) -> Self {
        let leaves = count.next_power_of_two();
        let bits = bits_of_numbers(count);
        Slots {
            nodes: vec![NEVER; 2 * leaves],
            owners: vec![0; 1 << bits],
            next: 0,
            bits,
            orders: vec![0; leaves],
            ahead: Vec::with_capacity(count),
        }
    }

    /// Empties every slot.
    pub(crate) fn clear(&mut self) {
        self.nodes.fill(NEVER);
        self.next = 0;
    }

    /// Whether nothing is going to happen.
    pub(crate) fn is_empty(&self) -> bool {
        self.nodes[1] == NEVER
    }

    /// When the earliest event happens; not before the end of events if there is none.
    #[inline]
    pub(crate) fn earliest_time(&self) -> SimTime {
        SimTime::from_micros(self.nodes[1] >> self.bits)
    }

    /// The slot of the earliest event; of no meaning if there is none.
    #[inline]
    pub(crate) fn earliest_slot(&self) -> u32 {
        self.owner(self.nodes[1])
    }

    /// The earliest event; later than all others if all slots are empty.
    #[inline]
    pub(crate) fn earliest(&self) -> EventKey {
        if self.is_empty() {
            return EventKey::NEVER;
        }
        EventKey::new(self.earliest_time(), self.orders[self.earliest_slot() as usize])
    }

    /// When the event in a slot happens, if there is one.
    pub(crate) fn time_of(&self, slot: u32) -> Option<SimTime> {
        let event = self.nodes[self.orders.len() + slot as usize];
        (event != NEVER).then_some(SimTime::from_micros(event >> self.bits))
    }

    /// Puts an event in place of what was in a slot. `order` is its place in the order of scheduling.
    #[inline(always)]
    pub(crate) fn schedule(&mut self, slot: u32, time: SimTime, order: u64) {
        if self.next == self.owners.len() {
            self.number_anew();
        }
        self.owners[self.next] = slot;
        self.orders[slot as usize] = order;
        // A moment that has no room is as good as never: nobody gets there.
        let has_room = time.as_micros() < NEVER >> self.bits;
        let event = time.as_micros() << self.bits | self.next as u64;
        self.next += 1;
        self.replace(slot, if has_room { event } else { NEVER });
    }

    /// Empties a slot.
    #[inline]
    pub(crate) fn cancel(&mut self, slot: u32) {
        self.replace(slot, NEVER);
    }

    #[inline(always)]
    fn replace(&mut self, slot: u32, event: u64) {
        let nodes = self.nodes.as_mut_slice();
        let mut node = nodes.len() / 2 + slot as usize;
        let mut winner = event;
        nodes[node] = winner;
        while node > 1 {
            let other = nodes[node ^ 1];
            winner = select_unpredictable(winner < other, winner, other);
            node /= 2;
            nodes[node] = winner;
        }
    }

    #[inline]
    fn owner(&self, event: u64) -> u32 {
        self.owners[event as usize & (self.owners.len() - 1)]
    }

    /// Gives the events ahead the first numbers, in their order.
    #[cold]
    fn number_anew(&mut self) {
        let Slots { nodes, owners, next, bits, ahead, .. } = self;
        let leaves = nodes.len() / 2;
        ahead.clear();
        ahead.extend(nodes[leaves..].iter().copied().zip(0..).filter(|(event, _)| *event != NEVER));
        ahead.sort_unstable();
        for (number, (event, slot)) in ahead.iter().enumerate() {
            owners[number] = *slot;
            nodes[leaves + *slot as usize] = event >> *bits << *bits | number as u64;
        }
        for node in (1..leaves).rev() {
            nodes[node] = nodes[2 * node].min(nodes[2 * node + 1]);
        }
        *next = ahead.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::end_of_events;
    use proptest::prelude::{any, prop, proptest};

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
        assert_eq!(slots.earliest(), EventKey::new(at(20), 2));
        slots.cancel(4);
        assert_eq!(slots.earliest_slot(), 1);
        slots.schedule(1, at(40), 4);
        assert_eq!(slots.earliest_slot(), 0);
        assert_eq!((slots.time_of(1), slots.time_of(4)), (Some(at(40)), None));
        slots.clear();
        assert!(slots.is_empty() && slots.earliest() == EventKey::NEVER);
    }

    #[test]
    fn what_is_beyond_the_end_of_events_never_happens() {
        for count in [1, 2, 5, 100_000] {
            let mut slots = Slots::new(count);
            let end = end_of_events(count);
            for beyond in [end, SimTime::NEVER] {
                slots.schedule(0, beyond, 1);
                assert!(slots.is_empty() && slots.earliest_time() >= end);
            }
            let last = at(end.as_micros() - 1);
            slots.schedule(0, last, 3);
            assert!(!slots.is_empty() && slots.earliest_time() == last);
        }
    }

    proptest! {
        /// Often enough that the numbers are used up more than once.
        #[test]
        fn the_earliest_is_who_a_search_finds(acts in prop::collection::vec(any::<(u8, u8)>(), 100)) {
            let mut slots = Slots::new(7);
            let mut expected = [None; 7];
            for order in 0..10_000 {
                let (slot, delay) = acts[order % acts.len()];
                let (slot, delay) = (usize::from(slot % 7), u64::from(delay % 8));
                if delay == 7 {
                    slots.cancel(slot as u32);
                    expected[slot] = None;
                } else {
                    let time = at(order as u64 / 4 + delay);
                    slots.schedule(slot as u32, time, order as u64);
                    expected[slot] = Some(EventKey::new(time, order as u64));
                }
                let first = expected.iter().flatten().min().copied();
                assert_eq!(slots.earliest(), first.unwrap_or(EventKey::NEVER));
            }
        }
    }
}

//! The place of an event in the order of events.

use crate::time::SimTime;

/// When an event happens, its place among events of the same moment, and whose it is.
///
/// The last two are packed as order of scheduling · slot in 40 and 24 bits: 10¹² schedulings in a
/// replication, 16 million agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EventKey {
    time: u64,
    order_and_slot: u64,
}

const SLOT_BITS: u32 = 24;

impl EventKey {
    /// Later than all others.
    pub(crate) const NEVER: EventKey = EventKey { time: u64::MAX, order_and_slot: u64::MAX };

    /// From this moment on keys stand for no event. No simulation comes near: it is 290,000 years.
    pub(crate) const END_OF_TIME: SimTime = SimTime::from_micros(1 << 63);

    #[inline]
    pub(crate) fn new(time: SimTime, order: u64, slot: u32) -> Self {
        debug_assert!(slot < 1 << SLOT_BITS && order < 1 << (64 - SLOT_BITS), "fits the key");
        EventKey { time: time.as_micros(), order_and_slot: (order << SLOT_BITS) | u64::from(slot) }
    }

    #[inline]
    pub(crate) fn time(self) -> SimTime {
        SimTime::from_micros(self.time)
    }

    #[inline]
    pub(crate) fn slot(self) -> u32 {
        self.order_and_slot as u32 & ((1 << SLOT_BITS) - 1)
    }
}

//! What is going to happen, by class of event.
//!
//! | class | structure | why |
//! |---|---|---|
//! | stage ends | a slot per agent | an agent has at most one ahead |
//! | environment, known beforehand | the [timetable](super::timetable), a cursor | the same in every replication |
//! | environment, arising | a heap | few |
//! | arrivals | a slot per call type | one pending arrival per stream |
//! | redials | a heap | few |
//! | ends of patience | a [timing wheel](super::wheel) | most are cancelled, in constant time |

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::slots::Slots;
use crate::time::SimTime;

/// When an event happens, its place among events of the same moment, and whose it is.
///
/// Packed as time · order of scheduling · slot in 64, 40 and 24 bits, so that one comparison
/// orders events: 10¹² schedulings in a replication, 16 million agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EventKey(u128);

const SLOT_BITS: u32 = 24;

impl EventKey {
    /// Later than all others.
    pub(crate) const NEVER: EventKey = EventKey(u128::MAX);

    #[inline]
    pub(crate) fn new(time: SimTime, order: u64, slot: u32) -> Self {
        debug_assert!(slot < 1 << SLOT_BITS && order < 1 << (64 - SLOT_BITS), "fits the key");
        let low = (order << SLOT_BITS) | u64::from(slot);
        EventKey((u128::from(time.as_micros()) << 64) | u128::from(low))
    }

    #[inline]
    pub(crate) fn time(self) -> SimTime {
        SimTime::from_micros((self.0 >> 64) as u64)
    }

    #[inline]
    pub(crate) fn slot(self) -> u32 {
        self.0 as u32 & ((1 << SLOT_BITS) - 1)
    }
}

/// A change of the environment that was not known before the replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Arising {
    /// An agent's activity is over, unless the agent left it before: then the token differs.
    ActivityEnd { agent: u32, token: u32 },
}

/// A caller who will try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Redialler {
    pub(crate) call_type: u32,
    /// The attempt that will be made, 2 or more.
    pub(crate) attempt: u32,
    /// The caller's number in the stream of the call type.
    pub(crate) number: u64,
}

/// Everything ahead but the timetable and the ends of patience.
#[derive(Clone, Debug)]
pub(crate) struct Calendar {
    scheduled: u64,
    pub(crate) stages: Slots,
    pub(crate) arrivals: Slots,
    arising: BinaryHeap<Reverse<(EventKey, Arising)>>,
    redials: BinaryHeap<Reverse<(EventKey, Redialler)>>,
}

impl Calendar {
    pub(crate) fn new(agents: usize, call_types: usize) -> Self {
        Calendar {
            scheduled: 0,
            stages: Slots::new(agents),
            arrivals: Slots::new(call_types),
            arising: BinaryHeap::new(),
            redials: BinaryHeap::new(),
        }
    }

    pub(crate) fn clear(&mut self) {
        self.scheduled = 0;
        self.stages.clear();
        self.arrivals.clear();
        self.arising.clear();
        self.redials.clear();
    }

    /// The next place in the order of scheduling.
    #[inline]
    pub(crate) fn next_order(&mut self) -> u64 {
        self.scheduled += 1;
        self.scheduled
    }

    #[inline]
    pub(crate) fn schedule_stage_end(&mut self, agent: u32, time: SimTime) {
        let key = EventKey::new(time, self.next_order(), agent);
        self.stages.schedule(key);
    }

    #[inline]
    pub(crate) fn schedule_arrival(&mut self, call_type: u32, time: SimTime) {
        let key = EventKey::new(time, self.next_order(), call_type);
        self.arrivals.schedule(key);
    }

    pub(crate) fn schedule_arising(&mut self, time: SimTime, what: Arising) {
        let key = EventKey::new(time, self.next_order(), 0);
        self.arising.push(Reverse((key, what)));
    }

    pub(crate) fn schedule_redial(&mut self, time: SimTime, who: Redialler) {
        let key = EventKey::new(time, self.next_order(), 0);
        self.redials.push(Reverse((key, who)));
    }

    #[inline]
    pub(crate) fn next_arising(&self) -> SimTime {
        self.arising.peek().map_or(SimTime::NEVER, |Reverse((key, _))| key.time())
    }

    pub(crate) fn pop_arising(&mut self) -> Option<Arising> {
        self.arising.pop().map(|Reverse((_, what))| what)
    }

    /// The next redial's place in time, to be compared with the next arrival's.
    #[inline]
    pub(crate) fn next_redial(&self) -> EventKey {
        self.redials.peek().map_or(EventKey::NEVER, |Reverse((key, _))| *key)
    }

    pub(crate) fn pop_redial(&mut self) -> Option<Redialler> {
        self.redials.pop().map(|Reverse((_, who))| who)
    }
}

//! The place of an event in the order of events.

use crate::time::SimTime;

/// When an event happens, and its place among events of the same moment: the order of scheduling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EventKey {
    time: SimTime,
    order: u64,
}

impl EventKey {
    /// Later than all others.
    pub(crate) const NEVER: EventKey = EventKey { time: SimTime::NEVER, order: u64::MAX };

    /// From this moment on keys stand for no event. No simulation comes near: it is 290,000 years.
    pub(crate) const END_OF_TIME: SimTime = SimTime::from_micros(1 << 63);

    #[inline]
    pub(crate) fn new(time: SimTime, order: u64) -> Self {
        EventKey { time, order }
    }

    #[inline]
    pub(crate) fn time(self) -> SimTime {
        self.time
    }
}

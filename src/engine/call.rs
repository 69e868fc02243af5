//! A call, and who makes it.
//!
//! What hands a call on is `#[inline(always)]` where a call in memory would be written in small
//! pieces and read again in large ones: the processor waits for that, and everything took a fifth
//! longer.

use crate::model::CallTypeId;
use crate::time::SimTime;

/// Who calls, and how often so far.
///
/// In the order of call types and numbers, so that redials at the same moment have an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Caller {
    pub(crate) call_type: CallTypeId,
    /// The caller's attempts so far, this one included.
    pub(crate) attempt: u32,
    /// The caller's number in the stream of the call type.
    pub(crate) number: u64,
}

impl Caller {
    /// The index of draws that are made anew for each attempt: numbers have 48 bits, attempts 16.
    pub(crate) fn attempt_index(self) -> u64 {
        self.number | u64::from(self.attempt) << 48
    }

    /// The same caller, trying once more.
    pub(crate) fn again(self) -> Caller {
        Caller { attempt: self.attempt + 1, ..self }
    }
}

/// A call that asks for an agent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call {
    pub(crate) caller: Caller,
    pub(crate) entered: SimTime,
    pub(crate) work: Work,
}

/// The work that a call brings, in seconds for an agent of speed 1.
///
/// It is drawn when the call enters rather than when it is answered: by then the time at which the
/// agent frees again would wait for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Work {
    pub(crate) talk: f64,
    pub(crate) wrap_up: f64,
}

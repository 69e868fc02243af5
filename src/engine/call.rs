//! A call, and who makes it.
//!
//! What hands a call on is `#[inline(always)]` where a call in memory would be written in small
//! pieces and read again in large ones: the processor waits for that, and everything took a fifth
//! longer.

use crate::model::{CallTypeId, TrunkGroupId};
use crate::time::SimTime;

/// Who calls, what about, and where this call stands in the caller's story.
///
/// In the order of numbers and attempts, so that redials at the same moment have an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Caller {
    /// The index of the caller's draws; see [`Caller::address`].
    address: u64,
    /// What the call is about now.
    pub(crate) call_type: CallTypeId,
    /// The call type in whose stream the caller came.
    origin: u16,
    /// The trunk group that carries the call, or one of the two below.
    line: u16,
}

/// No trunk: there are always enough.
const NO_LINE: u16 = u16::MAX;

/// No caller: work that was left to be done.
const TASK: u16 = u16::MAX - 1;

const NUMBER_BITS: u32 = 40;
const VISIT: u64 = 1 << NUMBER_BITS;
const LEG: u64 = 1 << 44;
const ATTEMPT: u64 = 1 << 48;
const DIGIT: u64 = 15;

impl Caller {
    /// The first call of the caller with this number in the stream of a call type.
    #[inline]
    pub(crate) fn new(call_type: CallTypeId, number: u64) -> Self {
        debug_assert!(number < VISIT, "numbers have 40 bits");
        Caller {
            address: number | ATTEMPT,
            call_type,
            origin: call_type.index() as u16,
            line: NO_LINE,
        }
    }

    /// The index of draws that are made anew for each attempt: from low to high the caller's
    /// number in 40 bits, earlier calls for the same reason in 4, legs of this call in 4, and
    /// attempts in 16.
    #[inline]
    pub(crate) fn address(self) -> u64 {
        self.address
    }

    /// The index of draws that are the same at every attempt.
    #[inline]
    pub(crate) fn address_of_work(self) -> u64 {
        self.address & (ATTEMPT - 1)
    }

    /// The number in the stream of the call type in which the caller came.
    #[inline]
    pub(crate) fn number(self) -> u64 {
        self.address & (VISIT - 1)
    }

    /// The caller's attempts so far, this one included; 0 after an agent has answered.
    #[inline]
    pub(crate) fn attempt(self) -> u32 {
        (self.address / ATTEMPT) as u32
    }

    /// How many calls for the same reason came before.
    pub(crate) fn visit(self) -> u32 {
        ((self.address / VISIT) & DIGIT) as u32
    }

    /// How often this call was handed on.
    pub(crate) fn leg(self) -> u32 {
        ((self.address / LEG) & DIGIT) as u32
    }

    /// The call type in whose stream the caller came.
    pub(crate) fn origin(self) -> CallTypeId {
        CallTypeId(u32::from(self.origin))
    }

    /// Whether the call is still what its caller came with: then its draws are the type's own.
    #[inline]
    pub(crate) fn is_original(self) -> bool {
        self.address & (ATTEMPT - VISIT) == 0 && self.call_type == self.origin()
    }

    /// Whether there is work but nobody on the line.
    pub(crate) fn is_task(self) -> bool {
        self.line == TASK
    }

    /// The trunk group that carries the call.
    pub(crate) fn trunks(self) -> Option<TrunkGroupId> {
        (self.line < TASK).then_some(TrunkGroupId(self.line))
    }

    /// The same caller on a line of a trunk group.
    pub(crate) fn on_line_of(self, trunks: TrunkGroupId) -> Caller {
        Caller { line: trunks.0, ..self }
    }

    /// The same caller off the line.
    pub(crate) fn off_the_line(self) -> Caller {
        Caller { line: NO_LINE, ..self }
    }

    /// The same caller, trying once more.
    pub(crate) fn again(self) -> Caller {
        // Who was answered and then lost has tried once, too.
        let attempts = self.attempt().max(1) + 1;
        let address = self.address_of_work() + u64::from(attempts) * ATTEMPT;
        Caller { address, ..self.off_the_line() }
    }

    /// The same call about something else, before it was in any queue.
    pub(crate) fn routed_to(self, call_type: CallTypeId) -> Caller {
        Caller { call_type, ..self }
    }

    /// The same call in another queue, not answered yet.
    pub(crate) fn overflowing_to(self, call_type: CallTypeId) -> Option<Caller> {
        let address = (self.leg() < DIGIT as u32).then(|| self.address + LEG)?;
        Some(Caller { address, call_type, ..self })
    }

    /// The same call in another queue, after an agent has answered; none after too many.
    pub(crate) fn forwarded_to(self, call_type: CallTypeId) -> Option<Caller> {
        let next = self.overflowing_to(call_type)?;
        Some(Caller { address: next.address_of_work(), ..next })
    }

    /// What is left to be done when the caller is gone.
    pub(crate) fn as_task(self) -> Caller {
        Caller { line: TASK, address: self.address_of_work(), ..self }
    }

    /// The same caller, calling for the same reason some time later; none after too many calls.
    pub(crate) fn next_visit(self, call_type: CallTypeId) -> Option<Caller> {
        let visit = self.visit() + 1;
        let address = self.number() + u64::from(visit) * VISIT + ATTEMPT;
        let next = Caller { address, call_type, ..self.off_the_line() };
        (u64::from(visit) <= DIGIT).then_some(next)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_station_of_a_callers_story_has_draws_of_its_own() {
        let first = Caller::new(CallTypeId(3), 7);
        let other = CallTypeId(4);
        let stations = [
            first,
            first.again(),
            first.overflowing_to(other).unwrap(),
            first.forwarded_to(other).unwrap(),
            first.forwarded_to(other).unwrap().forwarded_to(other).unwrap(),
            first.forwarded_to(other).unwrap().again(),
            first.next_visit(other).unwrap(),
            first.again().next_visit(other).unwrap().again(),
        ];
        let addresses: std::collections::BTreeSet<_> =
            stations.iter().map(|station| station.address()).collect();
        assert_eq!(addresses.len(), stations.len());
        assert!(stations.iter().all(|station| station.number() == 7));
        assert_eq!(stations.map(Caller::attempt), [1, 2, 1, 0, 0, 2, 1, 2]);
        assert!(first.again().is_original() && !stations[2].is_original());
    }
}

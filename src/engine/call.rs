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
    call_type: u16,
    /// The call type whose number was dialled.
    dialled: u16,
    /// The call type in whose stream the caller came.
    origin: u16,
    /// The trunk group that carries the call, or one of the two below.
    line: u16,
}

/// No trunk: there are always enough.
const NO_LINE: u16 = u16::MAX;

/// No caller: work that was left to be done.
const TASK: u16 = u16::MAX - 1;

const NUMBER: u64 = VISIT - 1;
const VISIT: u64 = 1 << 40;
const LEG: u64 = 1 << 44;
const ATTEMPT: u64 = 1 << 48;
const ANSWERED: u64 = 1 << 63;
const DIGIT: u64 = 15;

impl Caller {
    /// The first call of the caller with this number in the stream of a call type.
    #[inline]
    pub(crate) fn new(call_type: CallTypeId, number: u64) -> Self {
        debug_assert!(number <= NUMBER, "numbers have 40 bits");
        let call_type = short(call_type);
        let address = number | ATTEMPT;
        Caller { address, call_type, dialled: call_type, origin: call_type, line: NO_LINE }
    }

    /// What the call is about now.
    #[inline]
    pub(crate) fn call_type(self) -> CallTypeId {
        CallTypeId(u32::from(self.call_type))
    }

    /// The index of draws that are made anew for each attempt: from low to high the caller's
    /// number in 40 bits, earlier calls for the same reason in 4, legs of this call in 4, attempts in
    /// 15, and whether an agent has answered.
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
        self.address & NUMBER
    }

    /// The caller's attempts so far, this one included.
    #[inline]
    pub(crate) fn tries(self) -> u32 {
        ((self.address & (ANSWERED - 1)) / ATTEMPT) as u32
    }

    /// The same as observers are told it: 0 for what an agent has handed on.
    pub(crate) fn attempt(self) -> u32 {
        if self.address & ANSWERED == 0 { self.tries() } else { 0 }
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
        self.address & (ATTEMPT - VISIT) == 0 && self.call_type == self.origin
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

    /// The same caller, dialling the same number once more.
    pub(crate) fn again(self) -> Caller {
        let address =
            self.number() + u64::from(self.visit()) * VISIT + u64::from(self.tries() + 1) * ATTEMPT;
        Caller { address, call_type: self.dialled, ..self.off_the_line() }
    }

    /// The same call about something else, before it was in any queue.
    pub(crate) fn routed_to(self, call_type: CallTypeId) -> Caller {
        Caller { call_type: short(call_type), ..self }
    }

    /// The same call in another queue, not answered yet.
    pub(crate) fn overflowing_to(self, call_type: CallTypeId) -> Option<Caller> {
        let address = (self.leg() < DIGIT as u32).then(|| self.address + LEG)?;
        Some(Caller { address, call_type: short(call_type), ..self })
    }

    /// The same call in another queue, after an agent has answered; none after too many.
    pub(crate) fn forwarded_to(self, call_type: CallTypeId) -> Option<Caller> {
        let next = self.overflowing_to(call_type)?;
        Some(Caller { address: next.address | ANSWERED, ..next })
    }

    /// What is left to be done when the caller is gone.
    pub(crate) fn as_task(self) -> Caller {
        Caller { line: TASK, address: self.address | ANSWERED, ..self }
    }

    /// The same caller, calling for the same reason some time later; none after too many calls.
    pub(crate) fn next_visit(self, call_type: CallTypeId) -> Option<Caller> {
        let visit = self.visit() + 1;
        let address = self.number() + u64::from(visit) * VISIT + ATTEMPT;
        let call_type = short(call_type);
        let next = Caller { address, call_type, dialled: call_type, ..self.off_the_line() };
        (u64::from(visit) <= DIGIT).then_some(next)
    }
}

/// A call type in 16 bits: a model has no more.
#[inline]
fn short(call_type: CallTypeId) -> u16 {
    debug_assert!(call_type.0 <= u32::from(u16::MAX), "call types have 16 bits");
    call_type.0 as u16
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
/// It is drawn when the call enters or before, not when it is answered: the time at which the agent
/// frees again would wait for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Work {
    pub(crate) talk: f64,
    pub(crate) wrap_up: f64,
}

impl Work {
    pub(crate) const NONE: Work = Work { talk: 0.0, wrap_up: 0.0 };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_station_of_a_callers_story_has_draws_of_its_own() {
        let first = Caller::new(CallTypeId(3), 7);
        let other = CallTypeId(4);
        let second = first.again();
        let overflowing = second.overflowing_to(other).unwrap();
        let third = overflowing.again();
        let transferred = third.forwarded_to(other).unwrap();
        let onwards = transferred.forwarded_to(other).unwrap();
        let fourth = onwards.again();
        let later = fourth.next_visit(other).unwrap();
        let story =
            [first, second, overflowing, third, transferred, onwards, fourth, later, later.again()];
        let addresses: std::collections::BTreeSet<_> =
            story.iter().map(|it| it.address()).collect();
        assert_eq!(addresses.len(), story.len());
        assert!(story.iter().all(|it| it.number() == 7));
        assert_eq!(story.map(Caller::attempt), [1, 2, 2, 3, 0, 0, 4, 1, 2]);
        assert_eq!(story.map(|it| it.call_type().0), [3, 3, 4, 3, 4, 4, 3, 4, 4]);
        assert_eq!(story.map(Caller::is_original).iter().filter(|is| **is).count(), 4);
    }
}

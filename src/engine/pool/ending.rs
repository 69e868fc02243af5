//! How a replication of a pool ends.
//!
//! The clock runs on after the time that is counted until each of its calls has an outcome. Calls that
//! enter meanwhile wait behind those: none of them is answered, but some callers lose patience. They
//! are not counted; what is told of them is the same as what the loop over events tells, and so is the
//! moment at which it stops.

use super::super::observer::{AgentTurn, LossCause, Observer, WholeCall, WholeOutcome};
use super::super::replication::Engine;
use super::super::watch::Plain;
use super::{GROUP, Pool};
use crate::model::{CallTypeId, end_of_events};
use crate::time::{SimDuration, SimTime};

/// What is known of the last outcomes of counted calls.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ending {
    /// When the last one was answered after the time that is counted, and how many were then.
    last_answer: SimTime,
    answers_then: usize,
    last_abandonment: SimTime,
    /// Whether some have no outcome.
    pub(super) is_cut_off: bool,
}

/// A call that entered after the time that is counted, and still waits when the last counted one has
/// left the queue.
#[derive(Clone, Copy, Debug)]
pub(super) struct LateCall {
    call_type: CallTypeId,
    entered: SimTime,
    queue_length: u32,
    patience_end: SimTime,
}

/// The end of what is awaited.
struct Last {
    /// When the last counted call leaves the queue.
    at: SimTime,
    /// Calls enter before this.
    entries_until: SimTime,
    /// When a stage of an agent ends next; callers may lose patience before that.
    next_stage: SimTime,
}

impl Ending {
    /// A call that had to wait is answered after the time that is counted.
    pub(super) fn note_answer(&mut self, start: SimTime) {
        if start > self.last_answer {
            (self.last_answer, self.answers_then) = (start, 0);
        }
        self.answers_then += 1;
    }

    #[inline]
    pub(super) fn note_abandonment(&mut self, end: SimTime) {
        self.last_abandonment = self.last_abandonment.max(end);
    }
}

impl Pool {
    /// When the last counted call leaves the queue; none if the order of events at that moment matters.
    fn last(&self, end: SimTime, cut_off: SimTime) -> Option<Last> {
        let Ending { last_answer, last_abandonment, is_cut_off, .. } = self.ending;
        if is_cut_off {
            // Where nobody will ever be free again the loop stops before.
            let is_ever_free = self.free.earliest() < end_of_events(self.free.all().count());
            let last = Last { at: cut_off, entries_until: cut_off, next_stage: cut_off };
            return is_ever_free.then_some(last);
        }
        if last_answer.max(last_abandonment) < end {
            return Some(Last { at: end, entries_until: end, next_stage: end });
        }
        if last_abandonment >= last_answer {
            // Ends of patience come after all else of the same moment.
            return Some(Last {
                at: last_abandonment,
                entries_until: last_abandonment + SimDuration::from_micros(1),
                next_stage: self.next_stage(last_abandonment),
            });
        }
        let next_stage = self.next_stage_after_answers()?;
        Some(Last { at: last_answer, entries_until: last_answer, next_stage })
    }

    /// When a stage ends next after a moment that is not before the end of the time that is counted.
    fn next_stage(&self, after: SimTime) -> SimTime {
        let ends = self.late_turns.iter().flat_map(|turn| [turn.wrap_up, turn.until]);
        ends.filter(|each| *each > after).min().unwrap_or(SimTime::NEVER)
    }

    /// When a stage ends next after the last answer, perhaps at the same moment: each agent who is free
    /// then takes one call, until none is left. None if it depends on whether the last one who takes a
    /// call is free before or after a talk ends.
    fn next_stage_after_answers(&self) -> Option<SimTime> {
        let Ending { last_answer, answers_then, .. } = self.ending;
        let is_free = |turn: &&AgentTurn| turn.until == last_answer;
        if self.late_turns.iter().filter(is_free).count() > answers_then {
            return Some(last_answer);
        }
        let hangs_up = |turn: &AgentTurn| turn.wrap_up == last_answer && turn.until > last_answer;
        let is_known = !self.late_turns.iter().any(hangs_up);
        is_known.then(|| self.next_stage(last_answer))
    }
}

impl Engine<'_> {
    /// Tells the observer what happens after the time that is counted. Returns whether it could.
    pub(super) fn end_pool<O: Observer, const SEVERAL: bool>(
        &mut self,
        pool: &mut Pool,
        observer: &mut O,
    ) -> bool {
        let cut_off = self.model.horizon().cut_off();
        let Some(last) = pool.last(self.counted_until, cut_off) else { return false };
        while let Some(entry) = self.next_entry::<O, SEVERAL>(last.entries_until) {
            let (entered, caller) = (entry.entered, entry.caller);
            let patience_end = self.patience_end::<Plain<'_, O>>(entered, caller, 1.0);
            let call_type = caller.call_type();
            let queue = &mut pool.queues[call_type.index()];
            let queue_length = queue.length_at(entered) + 1;
            let patience_end = patience_end.unwrap_or(SimTime::NEVER);
            queue.will_be_left(patience_end);
            let call = LateCall { call_type, entered, queue_length, patience_end };
            if patience_end < last.at {
                observer.whole_call(&call.lost(patience_end, LossCause::Abandoned));
            } else {
                pool.late_calls.push(call);
            }
        }
        let next = last.next_stage.min(self.next_entry_time::<SEVERAL>()).min(cut_off);
        let loses_patience = |call: &&LateCall| call.patience_end < next;
        let ends = pool.late_calls.iter().filter(loses_patience).map(|call| call.patience_end);
        let end = ends.fold(last.at, SimTime::max);
        for call in &pool.late_calls {
            observer.whole_call(&match loses_patience(&call) {
                true => call.lost(call.patience_end, LossCause::Abandoned),
                false => call.lost(end, LossCause::StillWaiting),
            });
        }
        for turn in &pool.late_turns {
            let (wrap_up, until) = (turn.wrap_up.min(end), turn.until.min(end));
            observer.agent_turn(&AgentTurn { wrap_up, until, ..*turn });
        }
        for from in pool.free.all().filter(|free| *free < end) {
            let turn = AgentTurn { group: GROUP, from, talk: end, wrap_up: end, until: end };
            observer.agent_turn(&turn);
        }
        true
    }
}

impl LateCall {
    fn lost(&self, until: SimTime, cause: LossCause) -> WholeCall {
        let LateCall { call_type, entered, queue_length, .. } = *self;
        let outcome = WholeOutcome::Lost(cause);
        WholeCall { call_type, group: GROUP, entered, queue_length, until, outcome }
    }
}

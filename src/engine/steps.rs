//! A call goes on along its route: more agents may serve it, or it goes over to another queue.
//!
//! Steps come by timers, one for each call that waits and has a step ahead; nothing looks through
//! queues. A timer whose call is gone, or rings, is void: whatever rings in vain looks at its route
//! by itself.
//!
//! Only the whole loop comes here; see `watch.rs`.

use super::calendar::Arising;
use super::life::{Carried, Entry};
use super::observer::LossCause;
use super::replication::Engine;
use super::routing::{Asking, Facts};
use super::watch::Watch;
use crate::model::{Advance, AdvanceTo, CallTypeId, Condition, QueueId};
use crate::time::SimTime;

/// A step to another type that is due.
#[derive(Clone, Copy, Debug)]
pub(super) struct Overflow {
    pub(super) to: CallTypeId,
    pub(super) keep_place: bool,
    /// Where the call goes on if it cannot go there.
    pub(super) otherwise: QueueId,
}

impl Engine<'_> {
    /// How far the steps that are due lead a call of a queue: to another queue of its type, and
    /// perhaps to the point where it goes over to another type.
    pub(super) fn walk(&self, now: SimTime, asking: &Asking) -> (QueueId, Option<Overflow>) {
        let (mut queue, waited) = (asking.queue, now - asking.since);
        while let Some(next) = &self.model.queues()[queue.index()].next {
            let is_due = waited >= next.after || next.or_unstaffed && !self.is_staffed(queue);
            if !is_due {
                break;
            }
            if let Some(otherwise) = self.left_out(now, &Asking { queue, ..*asking }, next) {
                queue = otherwise;
                continue;
            }
            match next.to {
                AdvanceTo::Queue(to) => queue = to,
                AdvanceTo::Overflow { to, keep_place, otherwise } => {
                    return (queue, Some(Overflow { to, keep_place, otherwise }));
                }
            }
        }
        (queue, None)
    }

    /// Where a call goes on for which a step does not come that is due.
    fn left_out(&self, now: SimTime, asking: &Asking, next: &Advance) -> Option<QueueId> {
        let Condition { holds, otherwise } = next.condition.as_ref()?;
        let situation = self.situation(now);
        (!Facts { situation: &situation, asking }.hold(holds)).then_some(*otherwise)
    }

    /// Whether anybody is logged in who may serve a queue.
    fn is_staffed(&self, queue: QueueId) -> bool {
        let mut targets = self.model.queues()[queue.index()].tiers.iter().flatten();
        targets.any(|target| self.floor.logged_in(target.profile) > 0)
    }

    /// A step of a call was to come now.
    pub(super) fn step<W: Watch>(&mut self, now: SimTime, call: u32, order: u64, observer: &mut W) {
        if self.waiting.is_still(call, order) && !self.waiting.is_ringing(call) {
            self.waiting.dequeue(call);
            self.go_on(now, call, observer);
        }
    }

    /// A call that waits, but is in no queue, goes on: to an agent, to another type, or back to the
    /// queue that it has come to on its route.
    pub(super) fn go_on<W: Watch>(&mut self, now: SimTime, call: u32, observer: &mut W) {
        loop {
            let asking = self.waiting.asking(call);
            let (queue, overflow) = self.walk(now, &asking);
            self.waiting.assign(call, queue);
            if let Some(agent) = self.select_agent(now, &self.waiting.asking(call), observer) {
                self.serve_unqueued(now, agent, call, observer);
                return;
            }
            match overflow {
                Some(overflow) if self.may_overflow(call, overflow) => {
                    self.overflow(now, call, overflow, observer);
                    return;
                }
                Some(overflow) => self.waiting.assign(call, overflow.otherwise),
                None => break,
            }
        }
        self.waiting.queue(call);
        self.expect_step(call);
    }

    /// Whether a call may go over to another type: not where a queue is full, and not too often.
    fn may_overflow(&self, call: u32, Overflow { to, .. }: Overflow) -> bool {
        self.full(to).is_none() && self.waiting.call(call).caller.overflowing_to(to).is_some()
    }

    /// A call that waits, but is in no queue, goes over to another type.
    fn overflow<W: Watch>(
        &mut self,
        now: SimTime,
        call: u32,
        Overflow { to, keep_place, .. }: Overflow,
        observer: &mut W,
    ) {
        let (order, since) = (self.waiting.order(call), self.waiting.asking(call).since);
        let patience_end = self.waiting.patience_end(call);
        let waited = self.waiting.leave_unqueued(call);
        self.no_longer_awaited(&waited.call);
        self.report_lost(now, &waited.call, LossCause::Overflowed, observer);
        let next = waited.call.caller.overflowing_to(to).expect("a call that may overflow");
        let carried = Carried { patience_end, place: keep_place.then_some((order, since)) };
        let entry =
            Entry { companion: waited.companion, carried: Some(carried), ..Entry::HANDED_ON };
        self.enter_queue(now, next, entry, observer);
    }

    /// Sees to it that the next step of a waiting call comes.
    pub(super) fn expect_step(&mut self, call: u32) {
        let asking = self.waiting.asking(call);
        if let Some(next) = &self.model.queues()[asking.queue.index()].next {
            let order = self.waiting.order(call);
            let due = asking.since + next.after;
            self.calendar.schedule_arising(due, Arising::Step { call, order });
        }
    }

    /// One more call of a type waits: if that opens its queues to more agents, idle ones among them
    /// get calls.
    pub(super) fn open_gates<W: Watch>(
        &mut self,
        now: SimTime,
        call_type: CallTypeId,
        observer: &mut W,
    ) {
        let length = self.waiting.queue_length(call_type);
        if !self.model.queue_gates(call_type).contains(&length) {
            return;
        }
        let queues = self.model.queues_of(call_type);
        while let Some((agent, call)) = queues.iter().find_map(|queue| {
            let call = self.waiting.first_in(*queue)?;
            Some((self.select_agent(now, &self.waiting.asking(call), observer)?, call))
        }) {
            self.serve_waiting(now, agent, call, observer);
        }
    }
}

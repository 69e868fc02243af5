//! A call goes on along its route: more agents may serve it, or it goes over to another queue.
//!
//! Steps come by timers, one for each call that waits and has a step ahead; nothing looks through
//! queues. A timer whose call is gone, or rings, is void: whatever rings in vain looks at its route
//! by itself. What else may open a queue to an idle agent, or closes it, asks the calls concerned:
//! one more call in the queue, one more idle agent in the group, the last agent leaving.
//!
//! Only the whole loop comes here; see `watch.rs`.

use super::calendar::Arising;
use super::call::Caller;
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

    /// A step of a call was to come now, or the end of waiting for an agent alone.
    ///
    /// Returns whether it has come: the call may be gone or ring, and one that rang in vain has
    /// another timer for the same step.
    pub(super) fn step<W: Watch>(
        &mut self,
        now: SimTime,
        call: u32,
        order: u64,
        observer: &mut W,
    ) -> bool {
        let is_void = !self.waiting.is_still(call, order) || self.waiting.is_ringing(call);
        let comes = !is_void && self.next_step_of(call).is_some_and(|due| due <= now);
        if comes {
            self.waiting.dequeue(call);
            self.go_on(now, call, observer);
        }
        comes
    }

    /// When the next step of a waiting call comes.
    fn next_step_of(&self, call: u32) -> Option<SimTime> {
        self.end_of_waiting_alone(call).or_else(|| {
            let asking = self.waiting.asking(call);
            let next = self.model.queues()[asking.queue.index()].next.as_ref()?;
            Some(asking.since + next.after)
        })
    }

    /// A call that waits, but is in no queue, goes on: to an agent, to another type, or back to the
    /// queue that it has come to on its route.
    pub(super) fn go_on<W: Watch>(&mut self, now: SimTime, call: u32, observer: &mut W) {
        self.join_the_route(call);
        loop {
            let asking = self.waiting.asking(call);
            let (queue, overflow) = self.walk(now, &asking);
            self.waiting.assign(call, queue);
            if let Some(agent) = self.select_agent(now, &self.waiting.asking(call), observer) {
                self.serve_unqueued(now, agent, call, observer);
                return;
            }
            let Some(overflow) = overflow else { break };
            let caller = self.waiting.call(call).caller;
            if let Some(next) = self.overflowing(caller, self.waiting.companion(call), overflow) {
                self.overflow(now, call, next, overflow.keep_place, observer);
                return;
            }
            self.waiting.assign(call, overflow.otherwise);
        }
        self.waiting.queue(call);
        self.expect_step(call);
    }

    /// The call as it goes over to another type; none if it may not: after too many legs, and
    /// where it would be rejected or turned away.
    pub(super) fn overflowing(
        &self,
        caller: Caller,
        companion: Option<u32>,
        Overflow { to, .. }: Overflow,
    ) -> Option<Caller> {
        let next = caller.overflowing_to(to)?;
        let is_full = !next.is_task() && self.full(to).is_some();
        let is_refused = self.closed && !self.may_enter_after_closing(next, companion);
        (!is_full && !is_refused).then_some(next)
    }

    /// A call that waits, but is in no queue, goes over to another type.
    fn overflow<W: Watch>(
        &mut self,
        now: SimTime,
        call: u32,
        next: Caller,
        keep_place: bool,
        observer: &mut W,
    ) {
        let (order, since) = (self.waiting.order(call), self.waiting.asking(call).since);
        let patience_end = self.waiting.patience_end(call);
        let waited = self.waiting.leave_unqueued(call);
        self.no_longer_awaited(&waited.call);
        self.report_lost(now, &waited.call, LossCause::Overflowed, observer);
        let carried = Carried { patience_end, place: keep_place.then_some((order, since)) };
        let entry =
            Entry { companion: waited.companion, carried: Some(carried), ..Entry::HANDED_ON };
        self.enter_queue(now, next, entry, observer);
    }

    /// Sees to it that the next step of a waiting call comes.
    pub(super) fn expect_step(&mut self, call: u32) {
        if let Some(due) = self.next_step_of(call) {
            let order = self.waiting.order(call);
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
        if self.model.queue_gates(call_type).contains(&length) {
            let queues = self.model.queues_of(call_type).iter().copied();
            self.ask_again(now, queues, observer);
        }
    }

    /// So many more agents are idle who have found no call, this one among them: if that opens queues
    /// to others of the group who are idle, they get calls.
    #[inline]
    pub(super) fn use_reserve<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        more: u32,
        observer: &mut W,
    ) {
        let group = self.floor.group_of(agent);
        let reserved = self.model.reserved_queues(group);
        if reserved.is_empty() {
            return;
        }
        let idle = self.floor.groups[group.index()].idle;
        let opened =
            reserved.iter().filter(|(reserve, _)| *reserve < idle && reserve + more >= idle);
        self.ask_again(now, opened.map(|(_, queue)| *queue), observer);
    }

    /// An agent has left: if nobody is there any more for queues that calls leave then, they go on in
    /// the order of their entry.
    pub(super) fn leave_unstaffed<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) {
        let queues = self.model.queues_left_if_unstaffed(self.floor.profile(agent));
        loop {
            let left = queues.iter().copied().filter(|queue| !self.is_staffed(*queue));
            let firsts = left.filter_map(|queue| self.waiting.first_in(queue));
            let next = firsts.min_by_key(|call| self.waiting.order(*call));
            let Some(call) = next else { return };
            self.waiting.dequeue(call);
            self.go_on(now, call, observer);
        }
    }

    /// Calls in some queues ask for agents once more, in the order of their entry: the first ones
    /// of the queues, and those behind one that has found somebody.
    fn ask_again<W: Watch>(
        &mut self,
        now: SimTime,
        queues: impl Iterator<Item = QueueId> + Clone,
        observer: &mut W,
    ) {
        let mut asked = 0;
        loop {
            let firsts = queues.clone().filter_map(|queue| self.waiting.first_in(queue));
            let next = firsts.filter(|call| self.waiting.order(*call) > asked);
            let Some(call) = next.min_by_key(|call| self.waiting.order(*call)) else { return };
            asked = self.waiting.order(call);
            if let Some(agent) = self.select_agent(now, &self.waiting.asking(call), observer) {
                self.serve_waiting(now, agent, call, observer);
            }
        }
    }
}

//! A call goes on along its route: more agents may serve it, or it goes over to another queue.
//!
//! Steps come by timers, one for each call that waits and has a step ahead; nothing looks through
//! queues. A timer whose call is gone, or rings, is void: whatever rings in vain looks at its route
//! by itself. What else may open a queue to an idle agent, or closes it, asks the calls concerned:
//! one more call in the queue, one more idle agent in the group, the last agent leaving.
//!
//! Only the whole loop comes here; see `watch.rs`.

use super::calendar::Arising;
use super::call::{Call, Caller};
use super::life::{Carried, Entry};
use super::observer::LossCause;
use super::replication::Engine;
use super::ringing::draws_of_ring;
use super::routing::{Asking, Facts};
use super::story::{CallStep, tell};
use super::watch::Watch;
use crate::model::{Advance, AdvanceTo, CallTypeId, Condition, QueueId};
use crate::time::{SimDuration, SimTime};

/// A step to another type that is due.
#[derive(Clone, Copy, Debug)]
pub(super) struct HandOver {
    pub(super) to: CallTypeId,
    pub(super) keep_place: bool,
    /// Without its caller, who accepts to be called back.
    pub(super) callback: Option<Offer>,
    /// Where the call goes on if it does not go there.
    pub(super) otherwise: QueueId,
}

/// A caller is offered to be called back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offer {
    /// The chance that the caller accepts.
    accept: f64,
    /// The offer's number.
    number: u32,
}

impl Engine<'_> {
    /// How far the steps that are due lead a call of a queue: to another queue of its type, and
    /// perhaps to the point where it goes over to another type.
    pub(super) fn walk(&self, now: SimTime, asking: &Asking) -> (QueueId, Option<HandOver>) {
        let (mut queue, waited) = (asking.queue, now - asking.since);
        while let Some(next) = self.step_due(queue, waited) {
            if let Some(otherwise) = self.left_out(now, &Asking { queue, ..*asking }, next) {
                queue = otherwise;
                continue;
            }
            let hand_over = match next.to {
                AdvanceTo::Queue(to) => {
                    queue = to;
                    continue;
                }
                AdvanceTo::Overflow { to, keep_place, otherwise } => {
                    HandOver { to, keep_place, callback: None, otherwise }
                }
                AdvanceTo::Callback { to, accept, keep_place, offer, otherwise } => {
                    let callback = Some(Offer { accept, number: offer });
                    HandOver { to, keep_place, callback, otherwise }
                }
            };
            return (queue, Some(hand_over));
        }
        (queue, None)
    }

    /// The step that is due for a call of a queue that has waited so long; of two the earlier one.
    fn step_due(&self, queue: QueueId, waited: SimDuration) -> Option<&Advance> {
        let is_due =
            |next: &&Advance| waited >= next.after || next.or_unstaffed && !self.is_staffed(queue);
        let ahead = self.model.queues()[queue.index()].ahead();
        ahead.filter(is_due).min_by_key(|next| next.after)
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
    pub(super) fn next_step_of(&self, call: u32) -> Option<SimTime> {
        self.end_of_waiting_alone(call).or_else(|| {
            let asking = self.waiting.asking(call);
            let ahead = self.model.queues()[asking.queue.index()].ahead();
            Some(asking.since + ahead.map(|next| next.after).min()?)
        })
    }

    /// A call that waits, but is in no queue, goes on: to an agent, to another type, or back to the
    /// queue that it has come to on its route.
    pub(super) fn go_on<W: Watch>(&mut self, now: SimTime, call: u32, observer: &mut W) {
        self.join_the_route(call);
        loop {
            let asking = self.waiting.asking(call);
            let (queue, hand_over) = self.walk(now, &asking);
            self.waiting.assign(call, queue);
            if queue != asking.queue {
                let moved = CallStep::Moved { from: asking.queue, to: queue };
                tell(now, self.waiting.call(call).caller, observer, || moved);
            }
            if let Some(agent) = self.select_agent(now, &self.waiting.asking(call), observer) {
                self.serve_unqueued(now, agent, call, observer);
                return;
            }
            let Some(hand_over) = hand_over else { break };
            let caller = self.waiting.call(call).caller;
            if let Some(next) = self.handed_over(caller, self.waiting.companion(call), hand_over) {
                self.hand_over(now, call, next, hand_over.keep_place, observer);
                return;
            }
            self.waiting.assign(call, hand_over.otherwise);
        }
        self.waiting.queue(call);
        self.expect_step(call);
    }

    /// What comes to another type if a call goes over to it: the call itself, or the task to call
    /// back. None if it does not go: after too many legs, where it would be rejected or turned away,
    /// and if the caller would rather wait.
    pub(super) fn handed_over(
        &self,
        caller: Caller,
        companion: Option<u32>,
        HandOver { to, callback, .. }: HandOver,
    ) -> Option<Caller> {
        if let Some(offer) = callback {
            let task = caller.forwarded_to(to).filter(|_| !caller.is_task())?.as_task();
            return (!self.refused(task, None) && self.accepts(caller, offer)).then_some(task);
        }
        let next = caller.overflowing_to(to)?;
        let is_full = !next.is_task() && self.full(to).is_some();
        (!is_full && !self.refused(next, companion)).then_some(next)
    }

    /// Whether a call would be turned away that is handed on now.
    fn refused(&self, caller: Caller, companion: Option<u32>) -> bool {
        self.closed && !self.may_enter_after_closing(caller, companion)
    }

    /// Whether a caller would rather be called back than wait on: to the same offer the answer is
    /// always the same.
    fn accepts(&self, caller: Caller, Offer { accept, number }: Offer) -> bool {
        let source = &self.sources.of_life(caller).callback;
        draws_of_ring(source, caller.address(), number).uniform() < accept
    }

    /// A call that waits, but is in no queue, goes over to another type.
    fn hand_over<W: Watch>(
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
        let carried = Carried { patience_end, place: keep_place.then_some((order, since)) };
        let entry =
            Entry { companion: waited.companion, carried: Some(carried), ..Entry::HANDED_ON };
        self.go_over(now, &waited.call, next, entry, observer);
    }

    /// A call goes over to another type, with its caller or as a task.
    pub(super) fn go_over<W: Watch>(
        &mut self,
        now: SimTime,
        call: &Call,
        next: Caller,
        entry: Entry,
        observer: &mut W,
    ) {
        if next.is_task() == call.caller.is_task() {
            self.report_lost(now, call, LossCause::Overflowed, observer);
            self.enter_queue(now, next, entry, observer);
            return;
        }
        self.report_lost(now, call, LossCause::CallbackTaken, observer);
        self.leave_the_line(now, call.caller, entry.companion, observer);
        self.enter_queue(now, next, Entry { companion: None, ..entry }, observer);
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

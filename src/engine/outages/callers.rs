//! The switch is down: callers who are blocked, held, or cut off before an agent has answered.

use super::super::call::Caller;
use super::super::observer::{Hit, HitEffect, LossCause, Observer};
use super::super::replication::Engine;
use super::super::story::{CallStep, tell};
use super::super::watch::Watch;
use crate::model::{Failure, InProgress, NewCalls, OutageId};
use crate::time::SimTime;

impl<'m> Engine<'m> {
    /// The switch fails: first callers are cut off who wait, then all agents go down.
    pub(super) fn stop_platform<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        drops_waiting: bool,
        in_progress: InProgress,
        observer: &mut W,
    ) {
        let all = self.outages.state(outage).crew.take_all();
        // From now on nobody takes a call, also not one of those that are not cut off.
        self.mark_drawn(outage, all);
        if drops_waiting {
            self.cut_off_all(now, outage, |_| true, observer);
        }
        self.go_down(now, outage, in_progress, observer);
    }

    /// Whether a caller who dials now hears a busy tone because of an outage.
    #[inline]
    pub(in crate::engine) fn is_refused<W: Watch>(
        &self,
        now: SimTime,
        caller: Caller,
        observer: &mut W,
    ) -> bool {
        if self.outages.is_empty() {
            return false;
        }
        let blocks = |failure: &Failure| {
            matches!(failure, Failure::Platform { new_calls: NewCalls::Block, .. })
        };
        let outage = self.outages.first_in_force(self.model, blocks);
        if let Some(outage) = outage {
            report_new(now, outage, caller, HitEffect::Blocked, observer);
        }
        outage.is_some()
    }

    /// Tells of a caller who comes to a queue while the switch is down.
    #[inline]
    pub(in crate::engine) fn report_if_held<W: Watch>(
        &self,
        now: SimTime,
        caller: Caller,
        observer: &mut W,
    ) {
        if self.outages.is_empty() {
            return;
        }
        let is_platform = |failure: &Failure| matches!(failure, Failure::Platform { .. });
        if let Some(outage) = self.outages.first_in_force(self.model, is_platform) {
            report_new(now, outage, caller, HitEffect::Held, observer);
        }
    }

    /// Cuts off those of some callers whom no agent has answered: in queues and where calls ring, in
    /// the order of their entry, then in the IVR. Agents who are free then go on when all are gone.
    pub(super) fn cut_off_all<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        is_hit: impl Fn(Caller) -> bool,
        observer: &mut W,
    ) {
        let mut freed = std::mem::take(&mut self.outages.lists.freed);
        let mut calls = std::mem::take(&mut self.outages.lists.calls);
        calls.clear();
        let is_concerned = |caller: Caller| !caller.is_task() && is_hit(caller);
        let concerned = |call: &u32| is_concerned(self.waiting.call(*call).caller);
        calls.extend(self.waiting.all().filter(concerned));
        calls.sort_unstable_by_key(|call| self.waiting.order(*call));
        for call in calls.iter().copied() {
            freed.push(self.cut_off(now, outage, call, observer));
        }
        self.outages.lists.calls = calls;
        self.cut_off_in_ivr(now, outage, &is_hit, observer);
        for (companion, rings_at) in freed.drain(..) {
            if let Some(agent) = companion {
                self.stop_staying(now, agent, observer);
            }
            if let Some(agent) = rings_at {
                self.stop_all_phones(now, agent, observer);
            }
        }
        self.outages.lists.freed = freed;
    }

    /// Cuts off a caller who waits. Returns who stayed with the caller and at whom it rang.
    fn cut_off<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        call: u32,
        observer: &mut W,
    ) -> (Option<u32>, Option<u32>) {
        let waited = self.waiting.take_out(call);
        self.no_longer_awaited(&waited.call);
        let (call_type, entered) = (waited.call.caller.call_type(), waited.call.entered);
        let effect = HitEffect::DroppedWaiting;
        observer.call_hit(now, &Hit { outage, call_type, entered, effect });
        tell(now, waited.call.caller, observer, || CallStep::Hit { outage, effect });
        self.lose(now, &waited.call, None, LossCause::Dropped, observer);
        (waited.companion, waited.rings_at)
    }

    /// What a caller is known by in an order about which that of the call types says nothing.
    pub(super) fn known_by(&self, caller: Caller) -> (&'m str, u64) {
        (&self.model.call_types()[caller.origin().index()].name, caller.address())
    }
}

/// Tells of what an outage does to a call that comes.
pub(super) fn report_new<W: Watch>(
    now: SimTime,
    outage: OutageId,
    caller: Caller,
    effect: HitEffect,
    observer: &mut W,
) {
    let call_type = caller.call_type();
    observer.call_hit(now, &Hit { outage, call_type, entered: now, effect });
    tell(now, caller, observer, || CallStep::Hit { outage, effect });
}

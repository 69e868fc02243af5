//! Self-service that is down.

use super::super::call::Caller;
use super::super::life::Entry;
use super::super::observer::{Hit, HitEffect, LossCause, Observer};
use super::super::replication::Engine;
use super::super::story::{CallStep, tell};
use super::super::watch::Watch;
use super::callers::report_new;
use crate::model::{CallTypeId, Failure, IvrCalls, OutageId};
use crate::time::{SimDuration, SimTime};

/// A caller whose IVR stands still.
#[derive(Clone, Copy, Debug)]
pub(super) struct HeldInIvr {
    caller: Caller,
    /// What is left of the stay.
    rest: SimDuration,
}

impl Engine<'_> {
    /// The IVR of some call types fails, with callers in it.
    pub(super) fn stop_ivr<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        call_types: &[CallTypeId],
        in_progress: IvrCalls,
        observer: &mut W,
    ) {
        if in_progress == IvrCalls::Keep {
            return;
        }
        let is_hit = |caller: &Caller| call_types.contains(&caller.call_type());
        for (end, caller) in self.calendar.take_ivr_ends(is_hit) {
            match in_progress {
                IvrCalls::Keep => {}
                IvrCalls::Bypass => {
                    observer.ivr_left(now, caller.call_type());
                    tell(now, caller, observer, || CallStep::LeftIvr);
                    self.bypass_ivr(now, outage, caller, observer);
                }
                IvrCalls::Drop => self.cut_off_ivr(now, outage, caller, observer),
                IvrCalls::Hold => {
                    report_new(now, outage, caller, HitEffect::Frozen, observer);
                    let held = HeldInIvr { caller, rest: end.since(now) };
                    self.outages.held_in_ivr.push(held);
                }
            }
        }
    }

    /// Callers whose IVR works again hear what was left of it.
    pub(super) fn restart_ivr(&mut self, now: SimTime) {
        let mut held = std::mem::take(&mut self.outages.held_in_ivr);
        held.retain(|HeldInIvr { caller, rest }| {
            let is_down = self.broken_ivr(caller.call_type()).is_some();
            if !is_down {
                self.calendar.schedule_ivr_end(now + *rest, *caller);
            }
            is_down
        });
        self.outages.held_in_ivr = held;
    }

    /// A caller comes to the IVR, and would stay in it for so long.
    #[inline]
    pub(in crate::engine) fn enter_ivr<W: Watch>(
        &mut self,
        now: SimTime,
        caller: Caller,
        stay: SimDuration,
        observer: &mut W,
    ) {
        let Some((outage, new_calls)) = self.broken_ivr(caller.call_type()) else {
            tell(now, caller, observer, || CallStep::EnteredIvr);
            self.calendar.schedule_ivr_end(now + stay, caller);
            return;
        };
        match new_calls {
            IvrCalls::Bypass => self.bypass_ivr(now, outage, caller, observer),
            IvrCalls::Drop => {
                report_new(now, outage, caller, HitEffect::Blocked, observer);
                self.lose_before_the_queue(now, caller, LossCause::Blocked, observer);
            }
            IvrCalls::Hold | IvrCalls::Keep => {
                tell(now, caller, observer, || CallStep::EnteredIvr);
                report_new(now, outage, caller, HitEffect::Held, observer);
                self.outages.held_in_ivr.push(HeldInIvr { caller, rest: stay });
            }
        }
    }

    /// Cuts off some callers in the IVR, those whose IVR stands still included.
    pub(super) fn cut_off_in_ivr<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        is_hit: &impl Fn(Caller) -> bool,
        observer: &mut W,
    ) {
        let mut callers = std::mem::take(&mut self.outages.lists.callers);
        callers.clear();
        let in_ivr = self.calendar.take_ivr_ends(|caller| is_hit(*caller));
        callers.extend(in_ivr.into_iter().map(|(_, caller)| caller));
        let (gone, held): (Vec<_>, Vec<_>) =
            self.outages.held_in_ivr.drain(..).partition(|held| is_hit(held.caller));
        self.outages.held_in_ivr = held;
        callers.extend(gone.iter().map(|held| held.caller));
        callers.sort_unstable_by_key(|caller| self.known_by(*caller));
        for caller in callers.iter().copied() {
            self.cut_off_ivr(now, outage, caller, observer);
        }
        self.outages.lists.callers = callers;
    }

    /// All callers in an IVR, whether it works or stands still.
    pub(super) fn callers_in_ivr(&self) -> impl Iterator<Item = Caller> {
        let held = self.outages.held_in_ivr.iter().map(|held| held.caller);
        self.calendar.callers_in_ivr().chain(held)
    }

    fn bypass_ivr<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        caller: Caller,
        observer: &mut W,
    ) {
        report_new(now, outage, caller, HitEffect::Bypassed, observer);
        self.enter_queue(now, caller, Entry::DIALLED, observer);
    }

    fn cut_off_ivr<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        caller: Caller,
        observer: &mut W,
    ) {
        let (call_type, effect) = (caller.call_type(), HitEffect::DroppedWaiting);
        observer.ivr_left(now, call_type);
        tell(now, caller, observer, || CallStep::LeftIvr);
        observer.call_hit(now, &Hit { outage, call_type, entered: now, effect });
        tell(now, caller, observer, || CallStep::Hit { outage, effect });
        self.lose_before_the_queue(now, caller, LossCause::Dropped, observer);
    }

    /// The first outage in force of the IVR of a call type, and what becomes of those who call.
    fn broken_ivr(&self, call_type: CallTypeId) -> Option<(OutageId, IvrCalls)> {
        let concerns = |failure: &Failure| matches!(failure, Failure::Ivr { call_types, .. } if call_types.contains(&call_type));
        let outage = self.outages.first_in_force(self.model, concerns)?;
        match self.failure(outage) {
            Failure::Ivr { new_calls, .. } => Some((outage, *new_calls)),
            Failure::Platform { .. }
            | Failure::Trunks { .. }
            | Failure::Slow { .. }
            | Failure::Down { .. }
            | Failure::Power { .. }
            | Failure::Workstations { .. } => None,
        }
    }
}

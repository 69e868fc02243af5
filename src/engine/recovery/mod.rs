//! When service is normal again after an outage: the queue no longer than before it, the service
//! level of the last minutes back at its target.
//!
//! Both are looked for from the end of the outage on, after everything that happens. Each beginning
//! of an outage from which service recovers as a whole has one answer in each respect; none if the
//! outage begins again, or the replication ends, before it is known.
//!
//! Only the whole loop comes here; see `watch.rs`.

use super::live::Tally;
use super::observer::{Observer, Recovery};
use super::replication::Engine;
use super::watch::Watch;
use crate::model::{CallType, Model, OutageId};
use crate::time::SimTime;

/// How service recovers from each outage.
#[derive(Clone, Debug)]
pub(super) struct Recoveries {
    by_outage: Vec<Recovering>,
    /// How many answers are looked for.
    awaited: u32,
}

/// An outage, and how service recovers from it.
#[derive(Clone, Copy, Debug, Default)]
struct Recovering {
    is_in_force: bool,
    /// When it has ended, if anything is looked for since then.
    ended: Option<SimTime>,
    /// How many calls waited when it began.
    waited_before: u32,
    /// What is not known yet, since its beginning.
    awaits_queue: bool,
    awaits_level: bool,
    /// Whether a call has had its outcome since the end.
    has_outcome: bool,
}

impl Recoveries {
    pub(super) fn new(model: &Model) -> Self {
        Recoveries { by_outage: vec![Recovering::default(); model.outages().len()], awaited: 0 }
    }

    pub(super) fn clear(&mut self) {
        self.by_outage.fill(Recovering::default());
        self.awaited = 0;
    }

    pub(super) fn is_in_force(&self, outage: OutageId) -> bool {
        self.by_outage[outage.index()].is_in_force
    }

    /// A call has had an outcome.
    pub(super) fn has_outcome(&mut self) {
        if self.awaited > 0 {
            self.by_outage.iter_mut().for_each(|each| each.has_outcome = true);
        }
    }
}

impl Engine<'_> {
    /// An outage begins: told before anything that it does.
    pub(super) fn outage_begins<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        observer: &mut W,
    ) {
        observer.outage_began(now, outage);
        self.give_up_recovery(now, outage, observer);
        let waited_before = self.waiting.len_with_ringing();
        let awaits = self.model.outages()[outage.index()].has_recovery();
        self.recoveries.by_outage[outage.index()] = Recovering {
            is_in_force: true,
            waited_before,
            awaits_queue: awaits,
            awaits_level: awaits,
            ..Recovering::default()
        };
    }

    /// An outage is over: told before whatever it has stopped goes on.
    pub(super) fn outage_ends<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        observer: &mut W,
    ) {
        observer.outage_ended(now, outage);
        let recovering = &mut self.recoveries.by_outage[outage.index()];
        recovering.is_in_force = false;
        if recovering.awaits_queue {
            recovering.ended = Some(now);
            self.recoveries.awaited += 1;
        }
    }

    /// Something has happened: is service normal again after an outage?
    #[inline]
    pub(super) fn look_at_recovery<W: Watch>(&mut self, now: SimTime, observer: &mut W) {
        if self.recoveries.awaited > 0 {
            self.move_windows_to(now);
            for outage in 0..self.recoveries.by_outage.len() {
                self.look_at_recovery_from(now, OutageId(outage as u16), observer);
            }
        }
    }

    fn look_at_recovery_from<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        observer: &mut W,
    ) {
        let recovering = &mut self.recoveries.by_outage[outage.index()];
        let Some(ended) = recovering.ended else { return };
        let after = Some(now - ended);
        if recovering.awaits_queue && self.waiting.len_with_ringing() <= recovering.waited_before {
            recovering.awaits_queue = false;
            observer.service_recovered(now, outage, Recovery::Queue, after);
        }
        if recovering.awaits_level && recovering.has_outcome {
            let live = self.live.as_ref().expect("outcomes are counted where there are outages");
            if is_at_target(self.model.call_types(), live.of_outage(outage)) {
                recovering.awaits_level = false;
                observer.service_recovered(now, outage, Recovery::ServiceLevel, after);
            }
        }
        if !recovering.awaits_queue && !recovering.awaits_level {
            recovering.ended = None;
            self.recoveries.awaited -= 1;
        }
    }

    /// What is not known by now of the recovery from an outage will not be.
    fn give_up_recovery<W: Watch>(&mut self, now: SimTime, outage: OutageId, observer: &mut W) {
        let recovering = std::mem::take(&mut self.recoveries.by_outage[outage.index()]);
        if recovering.awaits_queue {
            observer.service_recovered(now, outage, Recovery::Queue, None);
        }
        if recovering.awaits_level {
            observer.service_recovered(now, outage, Recovery::ServiceLevel, None);
        }
        self.recoveries.awaited -= u32::from(recovering.ended.is_some());
    }

    /// The replication ends.
    pub(super) fn give_up_recoveries<W: Watch>(&mut self, now: SimTime, observer: &mut W) {
        for outage in 0..self.recoveries.by_outage.len() {
            self.give_up_recovery(now, OutageId(outage as u16), observer);
        }
    }
}

/// Whether calls of all types together were answered in time as often as their targets say; without
/// any that is not known.
fn is_at_target(call_types: &[CallType], tallies: &[Tally]) -> bool {
    let in_time: u32 = tallies.iter().map(|tally| tally.in_time).sum();
    let has_any = tallies.iter().any(|tally| tally.outcomes > 0);
    let target = |(call_type, tally): (&CallType, &Tally)| {
        call_type.objective.target * f64::from(tally.outcomes)
    };
    let wanted: f64 = call_types.iter().zip(tallies).map(target).sum();
    // A share of 0.8 of ten calls is eight of them, whatever the rounding of the sum is.
    has_any && f64::from(in_time) >= wanted - 1e-9 * wanted
}

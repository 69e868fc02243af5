//! When service is normal again after an outage.
//!
//! It is from the first moment on after the end of the outage from which it stays normal for a whole
//! recovery window: right after the end nobody may wait, and then those call again who did not get
//! through. So what is looked at is the window that ends now, and the answer is its beginning. The
//! first look is when the first window ends, the next ones follow in steps of a sixtieth of it.
//!
//! Each beginning of an outage from which service recovers as a whole has one answer in each respect;
//! none if the outage begins again, or the replication ends, before it is known.
//!
//! Only the whole loop comes here; see `watch.rs`.

mod queue;

use super::calendar::Arising;
use super::live::Tally;
use super::observer::{Observer, Recovery};
use super::outages::OutageEvent;
use super::replication::Engine;
use super::watch::Watch;
use crate::model::{CallType, Model, Outage, OutageId};
use crate::time::{SimDuration, SimTime};
use queue::{QueueHistory, Waited};

/// Into so many steps a recovery window is divided.
const STEPS: u64 = 60;

/// How service recovers from each outage.
#[derive(Clone, Debug)]
pub(super) struct Recoveries {
    by_outage: Vec<Recovering>,
    /// One for each length of a recovery window.
    histories: Vec<QueueHistory>,
}

/// An outage, and how service recovers from it.
#[derive(Clone, Copy, Debug, Default)]
struct Recovering {
    /// The place of the history of its window; none if service does not recover from it as a whole.
    history: Option<usize>,
    /// How the queue was in the window before its beginning.
    before: Waited,
    /// When it has ended, if anything is looked for since then.
    ended: Option<SimTime>,
    /// What is not known yet, since its beginning.
    awaits_queue: bool,
    awaits_level: bool,
}

impl Recoveries {
    pub(super) fn new(model: &Model) -> Self {
        let mut histories: Vec<QueueHistory> = Vec::new();
        let mut history_of = |outage: &Outage| {
            let window = outage.has_recovery().then_some(outage.recovery_window)?;
            let known = histories.iter().position(|each| each.window() == window);
            Some(known.unwrap_or_else(|| {
                histories.push(QueueHistory::new(window));
                histories.len() - 1
            }))
        };
        let recovering =
            |outage| Recovering { history: history_of(outage), ..Recovering::default() };
        let by_outage = model.outages().iter().map(recovering).collect();
        Recoveries { by_outage, histories }
    }

    pub(super) fn clear(&mut self) {
        let forget = |each: &mut Recovering| {
            *each = Recovering { history: each.history, ..Recovering::default() };
        };
        self.by_outage.iter_mut().for_each(forget);
        self.histories.iter_mut().for_each(QueueHistory::clear);
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
        let Recoveries { by_outage, histories, .. } = &mut self.recoveries;
        let recovering = &mut by_outage[outage.index()];
        if let Some(history) = recovering.history {
            recovering.before = histories[history].recent(now);
            (recovering.awaits_queue, recovering.awaits_level) = (true, true);
        }
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
        if recovering.history.is_some() {
            recovering.ended = Some(now);
            let first_window_end = now + self.model.outages()[outage.index()].recovery_window;
            self.expect_look_at_recovery(first_window_end, outage, now);
        }
    }

    /// Nothing is looked at any more when nothing breaks any more.
    fn expect_look_at_recovery(&mut self, when: SimTime, outage: OutageId, ended: SimTime) {
        if when < self.outages.end() {
            let look = OutageEvent::LookAtRecovery { outage, ended };
            self.calendar.schedule_arising(when, Arising::Outage(look));
        }
    }

    /// Something has happened: perhaps more or fewer calls wait.
    #[inline]
    pub(super) fn note_queue(&mut self, now: SimTime) {
        let calls = self.waiting.len_with_ringing();
        self.recoveries.histories.iter_mut().for_each(|each| each.note(now, calls));
    }

    /// Is service normal again after an outage that ended at a moment?
    pub(super) fn look_at_recovery<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        ended: SimTime,
        observer: &mut W,
    ) {
        let Recoveries { by_outage, histories } = &mut self.recoveries;
        let recovering = &mut by_outage[outage.index()];
        // The outage may have begun again.
        let (Some(history), true) = (recovering.history, recovering.ended == Some(ended)) else {
            return;
        };
        let history = &mut histories[history];
        let window = history.window();
        let after = Some(now - (ended + window));
        if recovering.awaits_queue && history.recent(now).is_no_longer_than(&recovering.before) {
            recovering.awaits_queue = false;
            observer.service_recovered(now, outage, Recovery::Queue, after);
        }
        self.move_windows_to(now);
        let is_level_normal = self.is_level_normal(outage);
        let recovering = &mut self.recoveries.by_outage[outage.index()];
        if recovering.awaits_level && is_level_normal {
            recovering.awaits_level = false;
            observer.service_recovered(now, outage, Recovery::ServiceLevel, after);
        }
        if recovering.awaits_queue || recovering.awaits_level {
            let step = SimDuration::from_micros((window.as_micros() / STEPS).max(1));
            self.expect_look_at_recovery(now + step, outage, ended);
        }
    }

    /// Whether calls of the window were answered in time as often as their targets say; without any,
    /// whether nobody waits.
    fn is_level_normal(&self, outage: OutageId) -> bool {
        let live = self.live.as_ref().expect("outcomes are counted where there are outages");
        let tallies = live.of_outage(outage);
        match tallies.iter().any(|tally| tally.outcomes > 0) {
            true => is_at_target(self.model.call_types(), tallies),
            false => self.waiting.len_with_ringing() == 0,
        }
    }

    /// What is not known by now of the recovery from an outage will not be.
    fn give_up_recovery<W: Watch>(&mut self, now: SimTime, outage: OutageId, observer: &mut W) {
        let recovering = &mut self.recoveries.by_outage[outage.index()];
        let awaits_queue = std::mem::take(&mut recovering.awaits_queue);
        let awaits_level = std::mem::take(&mut recovering.awaits_level);
        recovering.ended = None;
        if awaits_queue {
            observer.service_recovered(now, outage, Recovery::Queue, None);
        }
        if awaits_level {
            observer.service_recovered(now, outage, Recovery::ServiceLevel, None);
        }
    }

    /// The replication ends.
    pub(super) fn give_up_recoveries<W: Watch>(&mut self, now: SimTime, observer: &mut W) {
        for outage in 0..self.recoveries.by_outage.len() {
            self.give_up_recovery(now, OutageId(outage as u16), observer);
        }
    }
}

/// Whether calls of all types together were answered in time as often as their targets say.
fn is_at_target(call_types: &[CallType], tallies: &[Tally]) -> bool {
    let in_time: u32 = tallies.iter().map(|tally| tally.in_time).sum();
    let target = |(call_type, tally): (&CallType, &Tally)| {
        call_type.objective.target * f64::from(tally.outcomes)
    };
    let wanted: f64 = call_types.iter().zip(tallies).map(target).sum();
    // A share of 0.8 of ten calls is eight of them, whatever the rounding of the sum is.
    f64::from(in_time) >= wanted - 1e-9 * wanted
}

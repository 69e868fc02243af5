//! What is decided when a call comes to its queue: whether it may enter, and how long it will wait
//! there.
//!
//! Only the whole loop comes here; see `watch.rs`.

use super::call::{Call, Caller};
use super::life::Entry;
use super::observer::LossCause;
use super::replication::Engine;
use super::watch::Watch;
use crate::model::{
    AtClose, BalkingThreshold, CallType, CallTypeId, Horizon, Model, WaitEstimator, WhenFull,
};
use crate::time::SimTime;

/// The mean handling times that somebody asks for, known beforehand: some take an integral.
#[derive(Clone, Debug)]
pub(super) struct MeanHandling {
    /// By call type: one for each interval; one for all if they are the same; none if nobody asks.
    means: Vec<Vec<f64>>,
}

impl MeanHandling {
    pub(super) fn new(model: &Model, is_asked: impl Fn(&CallType) -> bool) -> Self {
        let horizon = model.horizon();
        let of_type = |each: &CallType| match each {
            each if !is_asked(each) => Vec::new(),
            each if !each.handling_varies() => vec![each.mean_handling(horizon, SimTime::ZERO)],
            each => horizon
                .intervals()
                .iter()
                .map(|interval| each.mean_handling(horizon, interval.start))
                .collect(),
        };
        MeanHandling { means: model.call_types().iter().map(of_type).collect() }
    }

    /// The mean for a call that comes to its queue now, in seconds for an agent of speed 1.
    #[inline]
    pub(super) fn at(&self, horizon: &Horizon, now: SimTime, call_type: CallTypeId) -> f64 {
        let means = &self.means[call_type.index()];
        means[if means.len() == 1 { 0 } else { horizon.interval_near(now) }]
    }
}

impl Engine<'_> {
    /// Whether a call that comes to its queue after closing may wait there.
    ///
    /// Whoever stays with the caller is not who will take the call.
    pub(super) fn may_enter_after_closing(&self, caller: Caller, companion: Option<u32>) -> bool {
        match self.model.at_close(caller.call_type()) {
            Some(AtClose::ClearQueue) => false,
            Some(AtClose::CarryOver) | None => true,
            Some(AtClose::ServeQueue) => {
                let stays = companion.filter(|agent| self.serves(*agent, caller.call_type()));
                caller.is_task() || self.agents_for(caller.call_type()) > u32::from(stays.is_some())
            }
        }
    }

    fn serves(&self, agent: u32, call_type: CallTypeId) -> bool {
        let own = self.floor.profile(agent);
        self.routes.profiles_for(self.model, call_type).contains(&own)
    }

    /// What becomes of the next call of a type, if its queue is full.
    pub(super) fn full(&self, call_type: CallTypeId) -> Option<WhenFull> {
        let capacity = self.model.call_types()[call_type.index()].life.admission.capacity?;
        (self.waiting.queue_length(call_type) >= capacity.calls).then_some(capacity.when_full)
    }

    pub(super) fn turn_off<W: Watch>(
        &mut self,
        now: SimTime,
        call: &Call,
        entry: Entry,
        when_full: WhenFull,
        observer: &mut W,
    ) {
        let (next, onwards) = match when_full {
            WhenFull::Reject => (None, entry),
            WhenFull::Overflow(to) => {
                (call.caller.overflowing_to(to), Entry { is_forwarded: true, ..entry })
            }
            WhenFull::Voicemail(to) => {
                (call.caller.forwarded_to(to).map(Caller::as_task), Entry::HANDED_ON)
            }
        };
        let Some(next) = next else {
            self.lose(now, call, entry.companion, LossCause::Rejected, observer);
            return;
        };
        self.report_lost(now, call, LossCause::Overflowed, observer);
        if next.is_task() {
            self.leave_the_line(now, call.caller, entry.companion, observer);
        }
        self.enter_queue(now, next, onwards, observer);
    }

    /// Whether a caller turns away rather than wait.
    pub(super) fn balks(&self, now: SimTime, caller: Caller) -> bool {
        let admission = &self.model.call_types()[caller.call_type().index()].life.admission;
        let queue = self.waiting.queue_length(caller.call_type());
        let is_reached = |threshold: BalkingThreshold| match threshold {
            BalkingThreshold::Queue(calls) => queue >= calls,
            BalkingThreshold::Wait(wait) => {
                self.estimated_wait(now, caller.call_type()) >= wait.as_secs_f64()
            }
        };
        let reached = admission.balking.iter().rev().find(|each| is_reached(each.from));
        let anyway = reached.map_or(0.0, |balking| balking.probability);
        let probability = self.balking_with_announcements(caller.call_type(), anyway);
        probability > 0.0 && {
            let chance = self.sources.of_life(caller).balking.nth(caller.address()).uniform();
            chance < probability
        }
    }

    /// What an announcement multiplies the patience of the next caller by.
    pub(super) fn patience_factor(&self, now: SimTime, call_type: CallTypeId) -> f64 {
        let admission = &self.model.call_types()[call_type.index()].life.admission;
        let factor = match &admission.announcement {
            Some(announcement)
                if self.estimated_wait(now, call_type) >= announcement.from.as_secs_f64() =>
            {
                announcement.patience_factor
            }
            Some(_) | None => 1.0,
        };
        factor * self.announced_patience(call_type)
    }

    /// How long the next caller of a type will wait, in seconds, as the switch sees it.
    fn estimated_wait(&self, now: SimTime, call_type: CallTypeId) -> f64 {
        let admission = &self.model.call_types()[call_type.index()].life.admission;
        match admission.estimator {
            WaitEstimator::QueuePosition => {
                let handling = self.mean_handling.at(self.model.horizon(), now, call_type);
                let place = self.waiting.queue_length(call_type) + 1;
                match self.agents_for(call_type) {
                    0 => f64::INFINITY,
                    agents => f64::from(place) * handling / f64::from(agents),
                }
            }
            WaitEstimator::LastAnswered => self.last_wait[call_type.index()].as_secs_f64(),
        }
    }

    /// How many agents are logged in who serve a call type.
    fn agents_for(&self, call_type: CallTypeId) -> u32 {
        let profiles = self.routes.profiles_for(self.model, call_type).iter();
        profiles.map(|profile| self.floor.logged_in(*profile)).sum()
    }
}

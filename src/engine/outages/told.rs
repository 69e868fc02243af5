//! What was told of calls in progress. Observers learn at the answer how long a call takes; here they
//! are told what becomes of that.
//!
//! The standstill of a frozen talk is talk: the caller is on the line. That of a wrap-up is not
//! wrap-up. Hold time is spread evenly over the talk.

use super::super::observer::{Answered, Hit, HitEffect, Observer, Retimed};
use super::super::replication::Engine;
use super::super::story::{AgentStep, tell_of_agent};
use super::super::watch::Watch;
use super::Outages;
use crate::model::{CallTypeId, OutageId};
use crate::time::{SimDuration, SimTime};

/// What was told of a call.
#[derive(Clone, Copy, Debug)]
pub(super) struct InHand {
    call_type: CallTypeId,
    entered: SimTime,
    pub(super) answered: SimTime,
    /// The end of the talk as told at the answer.
    told_end: SimTime,
    /// This and the following as told at last.
    pub(super) talk: SimDuration,
    pub(super) hold: SimDuration,
    pub(super) wrap_up: SimDuration,
    /// The factor of a slow system that is in what is left of it.
    factor: f64,
}

/// A duration times a factor.
pub(super) fn scaled(duration: SimDuration, factor: f64) -> SimDuration {
    if factor == 1.0 {
        return duration;
    }
    SimDuration::from_secs_f64(duration.as_secs_f64() * factor)
}

/// A duration of which a part takes another time.
pub(super) fn changed(whole: SimDuration, part: SimDuration, after: SimDuration) -> SimDuration {
    let kept = whole.as_micros().saturating_sub(part.as_micros());
    SimDuration::from_micros(kept + after.as_micros())
}

impl InHand {
    pub(super) const NOTHING: InHand = InHand {
        call_type: CallTypeId(0),
        entered: SimTime::ZERO,
        answered: SimTime::ZERO,
        told_end: SimTime::ZERO,
        talk: SimDuration::ZERO,
        hold: SimDuration::ZERO,
        wrap_up: SimDuration::ZERO,
        factor: 1.0,
    };

    /// The hold time in a talk that is longer or shorter than was told.
    pub(super) fn hold_in(&self, talk: SimDuration) -> SimDuration {
        if self.talk.is_zero() {
            return SimDuration::ZERO;
        }
        let micros = |duration: SimDuration| u128::from(duration.as_micros());
        let hold = micros(self.hold) * micros(talk) / micros(self.talk);
        SimDuration::from_micros(u64::try_from(hold).unwrap_or(u64::MAX))
    }
}

impl Outages {
    pub(super) fn in_hand(&self, agent: u32) -> &InHand {
        &self.hands.calls[agent as usize]
    }

    /// An agent stays with a caller for so long after the talk.
    pub(in crate::engine) fn prolong(&mut self, agent: u32, by: SimDuration) {
        if let Some(call) = self.hands.calls.get_mut(agent as usize) {
            call.talk += by;
        }
    }
}

impl Engine<'_> {
    /// An agent takes a call.
    #[inline]
    pub(in crate::engine) fn take_in_hand<W: Watch>(
        &mut self,
        now: SimTime,
        answered: &Answered,
        hold: SimDuration,
        observer: &mut W,
    ) {
        if self.outages.is_empty() {
            return;
        }
        let Answered { call_type, agent, group, entered, talk, wrap_up, .. } = *answered;
        let (told_end, factor) = (now + talk, self.outages.slowness_of(group));
        self.outages.hands.calls[agent.0 as usize] =
            InHand { call_type, entered, answered: now, told_end, talk, hold, wrap_up, factor };
        self.report_if_slow(now, agent.0, observer);
    }

    /// Tells that the talk, with its hold time, and the wrap-up of a call take another time.
    pub(super) fn retime<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        (talk, hold, wrap_up): (SimDuration, SimDuration, SimDuration),
        observer: &mut W,
    ) {
        let call = &mut self.outages.hands.calls[agent as usize];
        if (talk, hold, wrap_up) == (call.talk, call.hold, call.wrap_up) {
            return;
        }
        let before = *call;
        (call.talk, call.hold, call.wrap_up) = (talk, hold, wrap_up);
        tell_of_agent(now, agent, observer, || AgentStep::HoldChanged(hold));
        observer.call_retimed(
            now,
            &Retimed {
                call_type: before.call_type,
                entered: before.entered,
                answered: before.answered,
                told_end: before.told_end,
                talk_before: before.talk,
                talk,
                hold_before: before.hold,
                hold,
                wrap_up_before: before.wrap_up,
                wrap_up,
            },
        );
    }

    /// Tells of what an outage does to the call that an agent has in hand.
    pub(super) fn report_hit_in_hand<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        outage: OutageId,
        effect: HitEffect,
        observer: &mut W,
    ) {
        let InHand { call_type, entered, .. } = *self.outages.in_hand(agent);
        observer.call_hit(now, &Hit { outage, call_type, entered, effect });
        tell_of_agent(now, agent, observer, || AgentStep::Hit { outage, effect });
    }

    /// What is left of the stage that an agent is in.
    pub(super) fn rest_of_stage(&self, now: SimTime, agent: u32) -> SimDuration {
        self.calendar.stages.time_of(agent).map_or(SimDuration::ZERO, |end| end.since(now))
    }

    /// What multiplies the rest of a call now, compared with the factor that is in it; asked once for
    /// each change of the factor.
    pub(super) fn take_ratio(&mut self, agent: u32) -> f64 {
        let factor = self.outages.slowness_of(self.floor.group_of(agent));
        let call = &mut self.outages.hands.calls[agent as usize];
        factor / std::mem::replace(&mut call.factor, factor)
    }

    /// Multiplies the wrap-up that is still to come, and returns it.
    pub(super) fn scale_wrap_up(&mut self, agent: u32, ratio: f64) -> SimDuration {
        let wrap_up = &mut self.floor.agents[agent as usize].wrap_up;
        *wrap_up = scaled(*wrap_up, ratio);
        *wrap_up
    }
}

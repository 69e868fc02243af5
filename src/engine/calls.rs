//! The plain life of a call: it comes, waits if nobody is idle, and is answered or lost.
//!
//! What a call may do besides is in `life.rs`, `admission.rs` and `ringing.rs`.

use super::call::{Call, Caller, Work};
use super::life::Desk;
use super::observer::{Answered, Held, LossCause, Lost, Observer};
use super::replication::Engine;
use super::routing::Policy;
use super::sources::CallSources;
use super::story::{CallStep, tell};
use super::waiting::Waited;
use super::watch::Watch;
use crate::model::{AgentId, AgentState, CallTypeId, OverDay, Patience, QueueId, TraceCall};
use crate::rng::Source;
use crate::time::{SimDuration, SimTime};

impl<'m> Engine<'m> {
    /// The next caller comes, for the first time or again.
    #[inline]
    pub(super) fn arrive<W: Watch>(&mut self, now: SimTime, observer: &mut W) {
        if self.calendar.next_redial().time() <= now
            && self.calendar.next_redial() < self.calendar.arrivals.earliest()
        {
            self.redial(now, observer);
            return;
        }
        let call_type = CallTypeId(self.calendar.arrivals.earliest_slot());
        let (caller, work) = self.next_caller::<W>(call_type);
        if W::WHOLE {
            self.dial(now, caller, observer);
        } else {
            self.call_in(now, caller, work, observer);
        }
    }

    /// A caller calls: an idle agent takes the call, or it waits. Only in the plain loop it is as
    /// simple as that.
    #[inline(always)]
    fn call_in<W: Watch>(&mut self, now: SimTime, caller: Caller, work: Work, observer: &mut W) {
        let call = Call { caller, entered: now, work };
        tell(now, caller, observer, || CallStep::Dialled);
        observer.call_entered(now, caller.call_type(), caller.tries());
        tell(now, caller, observer, || CallStep::Came { is_task: false });
        match self.floor.longest_idle(caller.call_type()) {
            Some(agent) => self.answer(now, agent, &call, None, observer),
            None => self.wait(now, call, observer),
        }
    }

    /// A call brings its own work, the same at every attempt and for every agent, so that whatever
    /// we compare faces the same callers.
    #[inline(always)]
    pub(super) fn draw_work<W: Watch>(&self, now: SimTime, caller: Caller) -> Work {
        let handling = &self.model.call_types()[caller.call_type().index()].handling;
        let sources = self.sources_of::<W>(caller);
        let horizon = self.model.horizon();
        let draw = |over_day: &OverDay, source: &Source| {
            over_day.at(horizon, now).sample_secs(&mut source.nth(caller.address_of_work()))
        };
        let own = self.traced::<W>(caller);
        Work {
            talk: own
                .and_then(|call| call.talk)
                .unwrap_or_else(|| draw(&handling.talk, &sources.talk)),
            wrap_up: own.and_then(|call| call.wrap_up).unwrap_or_else(|| {
                handling.wrap_up.as_ref().map_or(0.0, |each| draw(each, &sources.wrap_up))
            }),
        }
    }

    /// The call of a trace as long as it is what it was there; it may bring its own work and
    /// patience.
    #[inline(always)]
    fn traced<W: Watch>(&self, caller: Caller) -> Option<&'m TraceCall> {
        if !W::WHOLE || !caller.is_original() {
            return None;
        }
        self.model.call_types()[caller.call_type().index()].arrivals.traced(caller.number())
    }

    #[inline(always)]
    fn wait<W: Watch>(&mut self, now: SimTime, call: Call, observer: &mut W) {
        let call_type = call.caller.call_type();
        let patience_end = self.patience_end::<W>(now, call.caller, 1.0);
        let order = self.calendar.next_order();
        let queue_length = self.waiting.enter(call, order, patience_end);
        self.now_awaited(now);
        observer.call_queued(now, call_type, queue_length);
        tell(now, call.caller, observer, || CallStep::Queued {
            position: queue_length,
            queue: QueueId::first_of(call_type),
        });
    }

    /// When a caller gives up who begins to wait; an announcement may multiply the patience.
    #[inline(always)]
    pub(super) fn patience_end<W: Watch>(
        &self,
        now: SimTime,
        caller: Caller,
        factor: f64,
    ) -> Option<SimTime> {
        let own = self.traced::<W>(caller).filter(|_| caller.attempt() == 1);
        if let Some(patience) = own.and_then(|call| call.patience) {
            return Some(now + SimDuration::from_secs_f64(patience.as_secs_f64() * factor));
        }
        match &self.model.call_types()[caller.call_type().index()].patience {
            Patience::Infinite => None,
            Patience::Drawn(over_day) => {
                let distribution = over_day.at(self.model.horizon(), now);
                let mut draws = self.sources_of::<W>(caller).patience.nth(caller.address());
                if !W::WHOLE {
                    return Some(now + distribution.sample(&mut draws));
                }
                let seconds = distribution.sample_secs(&mut draws) * factor;
                Some(now + SimDuration::from_secs_f64(seconds))
            }
        }
    }

    /// Where a call draws.
    #[inline(always)]
    fn sources_of<W: Watch>(&self, caller: Caller) -> &CallSources {
        if W::WHOLE { self.sources.of(caller) } else { self.sources.of_type(caller.call_type()) }
    }

    /// An agent takes a call; `companion` has stayed with the caller until now.
    #[inline]
    pub(super) fn answer<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        call: &Call,
        companion: Option<u32>,
        observer: &mut W,
    ) {
        let (caller, entered) = (call.caller, call.entered);
        let call_type = caller.call_type();
        let group = self.floor.group_of(agent);
        let profile = self.floor.profile_of::<W>(agent);
        let mut slowness = self.slowness[profile.index() * self.streams.len() + call_type.index()];
        if W::WHOLE {
            slowness /= self.speed_of(now, agent);
            slowness *= self.outages.slowness_of(group);
        }
        let mut talk = SimDuration::from_secs_f64(call.work.talk * slowness);
        let wrap_up = SimDuration::from_secs_f64(call.work.wrap_up * slowness);
        let attempt = attempt_of::<W>(caller);
        let mut hold = SimDuration::ZERO;
        if W::WHOLE {
            hold = SimDuration::from_secs_f64(self.hold(call) * slowness);
            let consult = companion.map(|companion| self.consult(now, companion, observer));
            talk = talk + hold + consult.unwrap_or(SimDuration::ZERO);
            if !hold.is_zero() {
                observer.call_held(now, &Held { call_type, entered, end: now + talk, hold });
            }
            self.desks[agent as usize] = Desk::Talking { caller, entered };
            self.last_wait[call_type.index()] = now - entered;
            self.count_answer(now, call_type, entered);
        }
        let agent_id = AgentId(agent);
        let answered =
            Answered { call_type, agent: agent_id, group, attempt, entered, talk, wrap_up };
        if W::WHOLE {
            observer.policy().call_answered(now, &answered, caller.is_task());
        }
        observer.call_answered(now, &answered);
        tell(now, caller, observer, || {
            let companion = companion.map(AgentId);
            CallStep::Answered { agent: agent_id, entered, hold, companion }
        });
        if W::WHOLE {
            self.take_in_hand(now, &answered, hold, observer);
        }
        if W::WHOLE && self.is_back_at(agent, caller) {
            observer.answered_by_last_agent(now, &answered);
        }
        self.floor.begin(now, agent, Some(AgentState::Talking), observer);
        self.floor.agents[agent as usize].wrap_up = wrap_up;
        self.calendar.schedule_stage_end(agent, now + talk);
    }

    /// A caller's patience ends.
    pub(super) fn abandon<W: Watch>(&mut self, now: SimTime, waited: &Waited, observer: &mut W) {
        self.no_longer_awaited(&waited.call);
        self.lose(now, &waited.call, waited.companion, LossCause::Abandoned, observer);
        if let Some(agent) = waited.rings_at {
            self.stop_all_phones(now, agent, observer);
        }
    }

    /// A caller calls again. A redial is in vain if the lines are closed.
    fn redial<W: Watch>(&mut self, now: SimTime, observer: &mut W) {
        let caller = self.calendar.pop_redial().expect("the redial that is due");
        match (W::WHOLE, self.closed) {
            (true, false) => self.dial(now, caller, observer),
            (false, false) => {
                let work = self.draw_work::<W>(now, caller);
                self.call_in(now, caller, work, observer);
            }
            (_, true) => {
                tell(now, caller, observer, || CallStep::FoundClosed);
                if W::WHOLE {
                    self.find_closed(now, caller, observer);
                }
            }
        }
    }

    /// A call ends without an answer.
    pub(super) fn lose<W: Watch>(
        &mut self,
        now: SimTime,
        call: &Call,
        companion: Option<u32>,
        cause: LossCause,
        observer: &mut W,
    ) {
        self.report_lost(now, call, cause, observer);
        if W::WHOLE {
            self.leave_the_line(now, call.caller, companion, observer);
        }
        self.consider_redial(now, call.caller, cause, observer);
    }

    /// Lets a caller try again after a loss, perhaps.
    pub(super) fn consider_redial<W: Watch>(
        &mut self,
        now: SimTime,
        caller: Caller,
        cause: LossCause,
        observer: &mut W,
    ) {
        let Some(redial) = &self.model.call_types()[caller.call_type().index()].redial else {
            return;
        };
        let Some(cause) = cause.redial_cause() else { return };
        let sources = self.sources_of::<W>(caller);
        let index = caller.address();
        if caller.tries() < redial.max_attempts
            && sources.redial.nth(index).uniform() < redial.probability[cause.index()]
        {
            let delay = redial.after.sample(&mut sources.redial_delay.nth(index));
            tell(now, caller, observer, || CallStep::WillRedial { at: now + delay });
            self.calendar.schedule_redial(now + delay, caller.again());
        }
    }

    pub(super) fn report_lost<W: Watch>(
        &mut self,
        now: SimTime,
        call: &Call,
        cause: LossCause,
        observer: &mut W,
    ) {
        let (call_type, attempt) = (call.caller.call_type(), attempt_of::<W>(call.caller));
        if W::WHOLE {
            self.count_loss(now, call_type, cause);
        }
        let entered = call.entered;
        observer.call_lost(now, &Lost { call_type, attempt, entered, cause });
        tell(now, call.caller, observer, || CallStep::Lost { entered, cause });
    }

    #[inline]
    pub(super) fn now_awaited(&mut self, now: SimTime) {
        self.awaited += u32::from(now < self.counted_until);
    }

    #[inline]
    pub(super) fn no_longer_awaited(&mut self, call: &Call) {
        self.awaited -= u32::from(call.entered < self.counted_until);
    }
}

/// The caller's attempts as observers are told them.
#[inline(always)]
fn attempt_of<W: Watch>(caller: Caller) -> u32 {
    // In the plain loop nothing is handed on.
    if W::WHOLE { caller.attempt() } else { caller.tries() }
}

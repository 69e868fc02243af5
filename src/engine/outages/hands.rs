//! Calls that agents have in hand who go down, or whose caller is cut off: they are dropped, put back
//! into their queue, or frozen.

use super::super::call::Caller;
use super::super::life::{Desk, Entry};
use super::super::observer::{HitEffect, LossCause, Observer};
use super::super::replication::Engine;
use super::super::story::{AgentStep, tell_of_agent};
use super::super::watch::Watch;
use super::Outages;
use super::told::{InHand, changed, scaled};
use crate::model::{AgentState, InProgress, OutageId};
use crate::time::{SimDuration, SimTime};

/// The calls in hand; empty without outages.
#[derive(Clone, Debug)]
pub(super) struct Hands {
    /// By agent: the call of the present talk or wrap-up, or the last one.
    pub(super) calls: Vec<InHand>,
    /// By agent.
    frozen: Vec<Option<Frozen>>,
}

/// A stage that stands still.
#[derive(Clone, Copy, Debug)]
struct Frozen {
    is_talk: bool,
    rest: SimDuration,
    since: SimTime,
}

impl Hands {
    pub(super) fn new(agents: usize) -> Self {
        Hands { calls: vec![InHand::NOTHING; agents], frozen: vec![None; agents] }
    }

    pub(super) fn clear(&mut self) {
        self.frozen.fill(None);
    }
}

impl Outages {
    /// Whether an agent is down with a call that stands still.
    pub(in crate::engine) fn is_frozen(&self, agent: u32) -> bool {
        self.hands.frozen.get(agent as usize).is_some_and(Option::is_some)
    }
}

impl Engine<'_> {
    /// The call of an agent who goes down, if there is one.
    pub(super) fn interrupt<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        outage: OutageId,
        in_progress: InProgress,
        observer: &mut W,
    ) {
        let state = self.floor.doing(agent);
        let is_busy = matches!(state, Some(AgentState::Talking | AgentState::WrapUp));
        if !is_busy || in_progress == InProgress::Keep {
            return;
        }
        if state == Some(AgentState::WrapUp) {
            let left = (SimDuration::ZERO, self.rest_of_stage(now, agent));
            return self.end_handling(now, agent, left, in_progress, observer);
        }
        match self.desks[agent as usize] {
            Desk::Talking { caller, entered } => match in_progress {
                InProgress::Keep => {}
                InProgress::Drop => {
                    self.drop_call(now, agent, (caller, entered), outage, observer);
                    self.finish_handling(now, agent, observer);
                }
                InProgress::Requeue => {
                    self.put_back(now, agent, (caller, entered), outage, observer);
                    self.finish_handling(now, agent, observer);
                }
                InProgress::Freeze => {
                    self.report_hit_in_hand(now, agent, outage, HitEffect::Frozen, observer);
                    let rest = self.rest_of_stage(now, agent);
                    self.freeze(now, agent, Frozen { is_talk: true, rest, since: now }, observer);
                }
            },
            Desk::Staying { .. } => {
                self.leave_caller(now, agent, observer);
                let left = (SimDuration::ZERO, self.floor.agents[agent as usize].wrap_up);
                self.end_handling(now, agent, left, in_progress, observer);
            }
            Desk::Empty | Desk::Ringing { .. } => {
                // A consultation: the colleague goes on alone.
                let wrap_up = self.floor.agents[agent as usize].wrap_up;
                let left = (self.rest_of_stage(now, agent), wrap_up);
                self.end_handling(now, agent, left, in_progress, observer);
            }
        }
    }

    /// A caller is cut off in the talk: there will be no wrap-up. The agent has nothing to do then.
    ///
    /// A task, of which nobody can be cut off, goes back to its queue.
    pub(super) fn drop_call<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        (caller, entered): (Caller, SimTime),
        outage: OutageId,
        observer: &mut W,
    ) {
        if caller.is_task() && caller.forwarded_to(caller.call_type()).is_some() {
            return self.put_back(now, agent, (caller, entered), outage, observer);
        }
        self.end_call(now, agent, observer);
        self.report_hit_in_hand(now, agent, outage, HitEffect::DroppedTalking, observer);
        self.leave_the_line(now, caller, None, observer);
        if !caller.is_task() {
            self.consider_redial(now, caller, LossCause::Dropped, observer);
        }
    }

    /// A call goes back to the head of its queue as if it were transferred there; after too many legs
    /// it is dropped.
    fn put_back<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        (caller, entered): (Caller, SimTime),
        outage: OutageId,
        observer: &mut W,
    ) {
        let Some(next) = caller.forwarded_to(caller.call_type()) else {
            return self.drop_call(now, agent, (caller, entered), outage, observer);
        };
        self.end_call(now, agent, observer);
        self.report_hit_in_hand(now, agent, outage, HitEffect::Requeued, observer);
        self.enter_queue(now, next, Entry { is_ahead: true, ..Entry::HANDED_ON }, observer);
    }

    /// An agent goes down without a caller who has so much left of a consultation and of wrap-up: what
    /// is left of the first is over, of the second too unless it is frozen.
    fn end_handling<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        (consult, rest): (SimDuration, SimDuration),
        in_progress: InProgress,
        observer: &mut W,
    ) {
        let stands_still = in_progress == InProgress::Freeze && !rest.is_zero();
        let gone = if stands_still { SimDuration::ZERO } else { rest };
        let InHand { talk, hold, wrap_up, .. } = *self.outages.in_hand(agent);
        let talk = changed(talk, consult, SimDuration::ZERO);
        let wrap_up = changed(wrap_up, gone, SimDuration::ZERO);
        self.retime(now, agent, (talk, hold, wrap_up), observer);
        if stands_still {
            self.freeze(now, agent, Frozen { is_talk: false, rest, since: now }, observer);
        } else {
            self.finish_handling(now, agent, observer);
        }
    }

    /// What an agent has in hand goes on, if it stood still. Returns whether it did.
    pub(super) fn thaw<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) -> bool {
        let Some(frozen) = self.outages.hands.frozen[agent as usize].take() else { return false };
        let Frozen { is_talk, rest, since } = frozen;
        let ratio = self.take_ratio(agent);
        let after = scaled(rest, ratio);
        let call = *self.outages.in_hand(agent);
        if is_talk {
            let wrap_up = self.scale_wrap_up(agent, ratio);
            let talk = changed(call.talk, rest, after);
            let hold = call.hold_in(talk);
            self.retime(now, agent, (talk + (now - since), hold, wrap_up), observer);
            self.floor.begin(now, agent, Some(AgentState::Talking), observer);
        } else {
            let wrap_up = changed(call.wrap_up, rest, after);
            self.retime(now, agent, (call.talk, call.hold, wrap_up), observer);
            self.floor.begin(now, agent, Some(AgentState::WrapUp), observer);
        }
        self.calendar.schedule_stage_end(agent, now + after);
        true
    }

    /// The caller of a call is cut off that stands still: its agent is down without one.
    pub(super) fn lose_frozen_caller<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        observer: &mut W,
    ) {
        self.outages.hands.frozen[agent as usize] = None;
        self.floor.agents[agent as usize].idle_clock = now;
        self.attend_to_duties(now, agent, observer);
    }

    fn freeze<W: Watch>(&mut self, now: SimTime, agent: u32, frozen: Frozen, observer: &mut W) {
        self.outages.hands.frozen[agent as usize] = Some(frozen);
        tell_of_agent(now, agent, observer, || AgentStep::Frozen);
        self.be_down(now, agent, observer);
    }

    /// The talk of a call ends here, and there is no wrap-up.
    fn end_call<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) {
        let call = *self.outages.in_hand(agent);
        let talk = now - call.answered;
        self.retime(now, agent, (talk, call.hold_in(talk), SimDuration::ZERO), observer);
        self.desks[agent as usize] = Desk::Empty;
    }

    /// An agent leaves a caller alone who waits for a colleague.
    fn leave_caller<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) {
        let desk = std::mem::replace(&mut self.desks[agent as usize], Desk::Empty);
        if let Desk::Staying { call_type, entered, since, .. } = desk {
            observer.call_prolonged(now, call_type, entered, now - since);
            self.outages.prolong(agent, now - since);
        }
        self.waiting.forget_companion(agent);
    }
}

//! A call rings at an agent until the agent picks up, does not, or the caller gives up.
//!
//! Only the whole loop comes here; see `watch.rs`.

use super::life::Desk;
use super::replication::Engine;
use super::routing::Policy;
use super::story::{CallStep, tell};
use super::waiting::Waited;
use super::watch::Watch;
use super::wheel::NONE;
use crate::model::{AgentId, AgentState, Ring};
use crate::rng::{Draws, Source};
use crate::time::SimTime;

impl Engine<'_> {
    /// How calls ring at an agent; none if they don't.
    pub(super) fn ring_of(&self, agent: u32) -> Option<&Ring> {
        self.model.agent_groups()[self.floor.group_of(agent).index()].ring.as_ref()
    }

    /// An agent gets a call that waits, after the ring if there is one.
    pub(super) fn serve_waiting<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        call: u32,
        observer: &mut W,
    ) {
        let asking = self.waiting.asking(call);
        if let Some(agent) = self.invite(now, agent, &asking, observer) {
            let waited = self.waiting.take_out(call);
            self.answer_waited(now, agent, &waited, observer);
        } else {
            self.waiting.dequeue(call);
            self.join_the_route(call);
            self.start_ringing(now, agent, call, observer);
        }
    }

    /// An agent gets a call that waits, but is in no queue, after the ring if there is one.
    pub(super) fn serve_unqueued<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        call: u32,
        observer: &mut W,
    ) {
        let asking = self.waiting.asking(call);
        if let Some(agent) = self.invite(now, agent, &asking, observer) {
            let waited = self.waiting.leave_unqueued(call);
            self.answer_waited(now, agent, &waited, observer);
        } else {
            self.start_ringing(now, agent, call, observer);
        }
    }

    /// A call in no queue begins to ring: at an agent, or at all who are [invited](Self::invite).
    pub(super) fn start_ringing<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        call: u32,
        observer: &mut W,
    ) {
        if let Some(ring_all) = observer.policy().ring_all() {
            self.ring_at_invited(now, call, ring_all, observer);
            return;
        }
        let rings = self.waiting.ring(call, agent);
        let caller = self.waiting.call(call).caller;
        let sources = self.sources.of_life(caller);
        let draws = |source: &Source| draws_of_ring(source, caller.address(), rings);
        let ring = self.ring_of(agent).expect("a group at which calls ring");
        let time = ring.time.sample(&mut draws(&sources.ring));
        let picks_up =
            time <= ring.timeout && draws(&sources.no_answer).uniform() >= ring.no_answer;
        let end = now + if picks_up { time } else { ring.timeout };
        self.ring_until(now, agent, (call, picks_up, end), observer);
    }

    /// A call rings at an agent until a moment, unless the caller gives up or another agent picks
    /// up before.
    pub(super) fn ring_until<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        (call, picks_up, end): (u32, bool, SimTime),
        observer: &mut W,
    ) {
        self.desks[agent as usize] = Desk::Ringing { call, picks_up, next: NONE };
        let caller = self.waiting.call(call).caller;
        tell(now, caller, observer, || CallStep::Rang { agent: AgentId(agent) });
        self.floor.begin(now, agent, Some(AgentState::Ringing), observer);
        self.calendar.schedule_stage_end(agent, end);
    }

    /// A call has rung long enough at an agent.
    pub(super) fn stop_ringing<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) {
        let Desk::Ringing { call, picks_up, .. } = self.desks[agent as usize] else {
            unreachable!("an agent at whom a call rings")
        };
        let was_alone = self.stop_phone(agent, call);
        if picks_up {
            let waited = self.waiting.take_out(call);
            self.answer_waited(now, agent, &waited, observer);
            if !was_alone && let Some(others) = waited.rings_at {
                self.stop_all_phones(now, others, observer);
            }
            return;
        }
        let caller = self.waiting.call(call).caller;
        tell(now, caller, observer, || CallStep::RangInVain { agent: AgentId(agent) });
        let not_ready = self.ring_of(agent).expect("a group at which calls ring").not_ready;
        self.floor.begin(now, agent, Some(AgentState::NotReady), observer);
        if not_ready.is_zero() && observer.policy().ring_all().is_some() {
            self.be_ready_at_once(now, agent, was_alone.then_some(call), observer);
            return;
        }
        if was_alone {
            self.offer_again(now, call, observer);
        }
        if not_ready.is_zero() {
            self.free(now, agent, observer);
        } else {
            self.calendar.schedule_stage_end(agent, now + not_ready);
        }
    }

    /// Whether the call that rings at an agent is one that agents stay for after closing.
    pub(super) fn rings_for_a_call_to_stay_for(&self, agent: u32) -> bool {
        match self.desks[agent as usize] {
            Desk::Ringing { call, .. } => {
                self.is_served_after_closing(self.waiting.call(call).caller.call_type())
            }
            Desk::Empty | Desk::Talking { .. } | Desk::Staying { .. } => false,
        }
    }

    /// The shift of an agent is over at whom a call rings.
    pub(super) fn withdraw_ringing<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        observer: &mut W,
    ) {
        let Desk::Ringing { call, .. } = self.desks[agent as usize] else { return };
        let caller = self.waiting.call(call).caller;
        tell(now, caller, observer, || CallStep::RangInVain { agent: AgentId(agent) });
        if self.stop_phone(agent, call) {
            self.offer_again(now, call, observer);
        }
    }

    /// At the end of a replication, whoever rings counts as waiting.
    pub(super) fn queue_all_that_ring(&mut self) {
        for desk in &mut self.desks {
            if let Desk::Ringing { call, .. } = std::mem::replace(desk, Desk::Empty)
                && self.waiting.is_ringing(call)
            {
                self.waiting.queue(call);
            }
        }
    }

    /// A call that was not picked up goes to another idle agent, or to the head of its queue,
    /// unless that was cleared meanwhile.
    pub(super) fn offer_again<W: Watch>(&mut self, now: SimTime, call: u32, observer: &mut W) {
        let call_type = self.waiting.call(call).caller.call_type();
        if self.is_cleared_after_closing(call_type) {
            if let Some(companion) = self.turn_away(now, call, observer) {
                self.stop_staying(now, companion, observer);
            }
            return;
        }
        self.waiting.stop_ringing(call);
        self.go_on(now, call, observer);
    }

    pub(super) fn answer_waited<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        waited: &Waited,
        observer: &mut W,
    ) {
        self.no_longer_awaited(&waited.call);
        self.answer(now, agent, &waited.call, waited.companion, observer);
    }
}

/// The draws of a call's ring after so many others, or of the choice before it.
pub(super) fn draws_of_ring(source: &Source, address: u64, rings: u32) -> Draws {
    match rings {
        0 => source.nth(address),
        _ => source.nth(source.nth(address).next_u64().wrapping_add(u64::from(rings))),
    }
}

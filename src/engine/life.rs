//! What happens to a call besides waiting and talk: dialling, the IVR, the queue's entry, what
//! follows on the talk, and calls for the same reason later.
//!
//! Only the whole loop comes here; see `watch.rs`.

use super::call::{Call, Caller};
use super::observer::{Concluded, HandedOn, LossCause, Lost, Observer};
use super::replication::Engine;
use super::routing::Asking;
use super::selection::asks;
use super::steps::HandOver;
use super::story::{CallStep, tell};
use super::waiting::Place;
use super::watch::Watch;
use crate::model::{CallTypeId, NextStep, NextStepKind, QueueId, RedialCause};
use crate::time::{SimDuration, SimTime};

/// How a call comes to a queue.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// It was handed on: nobody dialled.
    pub(super) is_forwarded: bool,
    /// It goes before all that wait.
    pub(super) is_ahead: bool,
    /// The agent who stays with the caller.
    pub(super) companion: Option<u32>,
    /// What it brings from the queue in which it waited before.
    pub(super) carried: Option<Carried>,
}

/// What a call brings from the queue in which it waited before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Carried {
    pub(super) patience_end: Option<SimTime>,
    /// The place in the order of entry over all queues, and since when it waits, if it keeps them.
    pub(super) place: Option<(u64, SimTime)>,
}

/// What an agent has in hand.
#[derive(Clone, Copy, Debug)]
pub(super) enum Desk {
    /// Nothing that the end of the present stage asks about.
    Empty,
    /// A call that rings.
    Ringing {
        /// Its place among the waiting.
        call: u32,
        picks_up: bool,
        /// The next agent at whom it rings, too; `NONE` for the last.
        next: u32,
    },
    /// A caller on the line.
    Talking { caller: Caller, entered: SimTime },
    /// A caller who waits for a colleague.
    Staying { call_type: CallTypeId, entered: SimTime, since: SimTime, consult: SimDuration },
}

impl Entry {
    /// Somebody dialled.
    pub(super) const DIALLED: Entry =
        Entry { is_forwarded: false, is_ahead: false, companion: None, carried: None };

    pub(super) const HANDED_ON: Entry = Entry { is_forwarded: true, ..Entry::DIALLED };

    /// The same call on its way to another type.
    fn handed_over(self, HandOver { keep_place, callback, .. }: HandOver) -> Self {
        let place = |it: Carried| it.place.filter(|_| keep_place);
        let carried = self.carried.map(|it| Carried { place: place(it), ..it });
        // What is put before all goes there with its caller, or if it keeps its place.
        let is_ahead = self.is_ahead && (keep_place || callback.is_none());
        Entry { is_forwarded: true, is_ahead, carried, ..self }
    }
}

impl Engine<'_> {
    /// A caller dials: first a line, then the IVR, then the queue.
    pub(super) fn dial<W: Watch>(&mut self, now: SimTime, mut caller: Caller, observer: &mut W) {
        let model = self.model;
        let life = &model.call_types()[caller.call_type().index()].life;
        tell(now, caller, observer, || CallStep::Dialled);
        if self.is_refused(now, caller, observer) {
            self.lose_before_the_queue(now, caller, LossCause::Blocked, observer);
            return;
        }
        if let Some(group) = life.trunks {
            let lines = model.trunk_groups()[group.index()].lines;
            if !self.trunks.seize(now, group, lines, observer) {
                self.report_if_blocked(now, caller, group, observer);
                self.lose_before_the_queue(now, caller, LossCause::Blocked, observer);
                return;
            }
            caller = caller.on_line_of(group);
        }
        match &life.ivr {
            Some(ivr) => {
                let mut draws = self.sources.of_life(caller).ivr.nth(caller.address());
                self.enter_ivr(now, caller, ivr.duration.sample(&mut draws), observer);
            }
            None => self.enter_queue(now, caller, Entry::DIALLED, observer),
        }
    }

    /// A caller has heard the IVR to the end.
    pub(super) fn leave_ivr<W: Watch>(&mut self, now: SimTime, observer: &mut W) {
        let caller = self.calendar.pop_ivr_end().expect("the caller whose stay ends");
        let model = self.model;
        let ivr = model.call_types()[caller.call_type().index()].life.ivr.as_ref();
        let ivr = ivr.expect("the IVR that the caller was in");
        observer.ivr_left(now, caller.call_type());
        tell(now, caller, observer, || CallStep::LeftIvr);
        let sources = self.sources.of_life(caller);
        if sources.ivr_hang_up.nth(caller.address()).uniform() < ivr.hang_up {
            self.lose_before_the_queue(now, caller, LossCause::AbandonedInIvr, observer);
            return;
        }
        // What a caller wants is the same at every attempt.
        let chance = sources.ivr_outcome.nth(caller.address_of_work()).uniform();
        let chance = chance * (1.0 - ivr.hang_up);
        let mut edge = ivr.contained;
        if chance < edge {
            self.lose_before_the_queue(now, caller, LossCause::Contained, observer);
            return;
        }
        let route = ivr.routes.iter().find(|(_, probability)| {
            edge += probability;
            chance < edge
        });
        let caller = route.map_or(caller, |(to, _)| caller.routed_to(*to));
        self.enter_queue(now, caller, Entry::DIALLED, observer);
    }

    /// A call comes to its queue.
    pub(super) fn enter_queue<W: Watch>(
        &mut self,
        now: SimTime,
        caller: Caller,
        entry: Entry,
        observer: &mut W,
    ) {
        let call = Call { caller, entered: now, work: self.draw_work::<W>(now, caller) };
        if entry.is_forwarded {
            observer.call_handed_in(now, caller.call_type());
        } else {
            self.report_dialled(now, caller, observer);
        }
        tell(now, caller, observer, || CallStep::Came { is_task: caller.is_task() });
        if self.closed && !self.may_enter_after_closing(caller, entry.companion) {
            self.lose(now, &call, entry.companion, LossCause::TurnedAway, observer);
            return;
        }
        if !entry.is_forwarded {
            self.report_if_held(now, caller, observer);
        }
        let wanted = self.wanted_agent(caller);
        if let Some(agent) = wanted.filter(|agent| self.floor.is_idle(*agent)) {
            let asking = asks(caller, self.own_queue(agent), now);
            self.offer(now, agent, &asking, &call, entry, observer);
            return;
        }
        let alone = wanted.and_then(|agent| self.queue_for(agent, caller.call_type()));
        let Some(queue) = alone.or_else(|| self.find_queue(now, &call, entry, observer)) else {
            return;
        };
        if !caller.is_task() && entry.carried.is_none() {
            if let Some(when_full) = self.full(caller.call_type()) {
                self.turn_off(now, &call, entry, when_full, observer);
                return;
            }
            if self.balks(now, caller) {
                self.lose(now, &call, entry.companion, LossCause::Balked, observer);
                return;
            }
        }
        let factor = self.patience_factor(now, caller.call_type());
        let index = self.let_in(now, &call, queue, entry, factor, observer);
        self.waiting.queue(index);
        self.expect_step(index);
        self.open_gates(now, caller.call_type(), observer);
    }

    /// The queue in which a call has to wait; none if an agent or another type takes it.
    fn find_queue<W: Watch>(
        &mut self,
        now: SimTime,
        call: &Call,
        entry: Entry,
        observer: &mut W,
    ) -> Option<QueueId> {
        let since = entry.carried.and_then(|it| it.place).map_or(now, |(_, since)| since);
        let mut start = self.first_queue(call.caller.call_type());
        loop {
            let (queue, hand_over) = self.walk(now, &asks(call.caller, start, since));
            let asking = asks(call.caller, queue, since);
            if let Some(agent) = self.select_agent(now, &asking, observer) {
                self.offer(now, agent, &asking, call, entry, observer);
                return None;
            }
            let Some(hand_over) = hand_over else { return Some(queue) };
            if let Some(next) = self.handed_over(call.caller, entry.companion, hand_over) {
                self.go_over(now, call, next, entry.handed_over(hand_over), observer);
                return None;
            }
            start = hand_over.otherwise;
        }
    }

    /// An idle agent gets a call, after the ring if there is one.
    fn offer<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        asking: &Asking,
        call: &Call,
        entry: Entry,
        observer: &mut W,
    ) {
        if let Some(agent) = self.invite(now, agent, asking, observer) {
            self.answer(now, agent, call, entry.companion, observer);
            return;
        }
        let index = self.let_in(now, call, asking.queue, entry, 1.0, observer);
        self.start_ringing(now, agent, index, observer);
        self.open_gates(now, call.caller.call_type(), observer);
    }

    /// A call begins to wait, in no queue yet.
    fn let_in<W: Watch>(
        &mut self,
        now: SimTime,
        call: &Call,
        queue: QueueId,
        entry: Entry,
        patience_factor: f64,
        observer: &mut W,
    ) -> u32 {
        let patience_end = match entry.carried {
            _ if call.caller.is_task() => None,
            Some(carried) => carried.patience_end,
            None => self.patience_end::<W>(now, call.caller, patience_factor),
        };
        let (order, since) = match entry.carried.and_then(|carried| carried.place) {
            Some(place) => place,
            None if entry.is_ahead => (self.calendar.next_order_ahead(), now),
            None => (self.calendar.next_order(), now),
        };
        let place = Place { queue, order, since };
        let index = self.waiting.let_in(*call, place, patience_end, entry.companion);
        self.now_awaited(now);
        let call_type = call.caller.call_type();
        observer.call_queued(now, call_type, self.waiting.queue_length(call_type));
        tell(now, call.caller, observer, || CallStep::Queued {
            position: self.waiting.position(index),
            queue,
        });
        index
    }

    /// A talk ends. Returns whether the agent stays with the caller all the same.
    pub(super) fn hang_up<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) -> bool {
        let desk = std::mem::replace(&mut self.desks[agent as usize], Desk::Empty);
        let Desk::Talking { caller, entered } = desk else { return false };
        let Some((next, kind)) = self.next_step(caller) else {
            self.leave_the_line(now, caller, None, observer);
            self.conclude(now, agent, caller, entered, observer);
            return false;
        };
        let call_type = caller.call_type();
        let is_task = kind == NextStepKind::Task;
        observer.call_handed_on(now, &HandedOn { call_type, entered, is_task });
        tell(now, caller, observer, || {
            let stays = matches!(kind, NextStepKind::Transfer { consult: Some(_), .. });
            CallStep::HandedOn { to: next.call_type(), is_task, stays }
        });
        match kind {
            NextStepKind::Task => {
                self.leave_the_line(now, caller, None, observer);
                self.enter_queue(now, next.as_task(), Entry::HANDED_ON, observer);
                false
            }
            NextStepKind::Transfer { consult: None, head_of_queue } => {
                let entry = Entry { is_ahead: head_of_queue, ..Entry::HANDED_ON };
                self.enter_queue(now, next, entry, observer);
                false
            }
            NextStepKind::Transfer { consult: Some(consult), head_of_queue } => {
                self.desks[agent as usize] =
                    Desk::Staying { call_type, entered, since: now, consult };
                self.calendar.stages.cancel(agent);
                let companion = Some(agent);
                let entry = Entry { is_ahead: head_of_queue, companion, ..Entry::HANDED_ON };
                self.enter_queue(now, next, entry, observer);
                true
            }
        }
    }

    /// A colleague answers: for how long the agent who stayed with the caller stays on.
    pub(super) fn consult<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        observer: &mut W,
    ) -> SimDuration {
        let desk = std::mem::replace(&mut self.desks[agent as usize], Desk::Empty);
        let Desk::Staying { call_type, entered, since, consult } = desk else {
            unreachable!("an agent who stays with a caller")
        };
        observer.call_prolonged(now, call_type, entered, now - since + consult);
        self.outages.prolong(agent, now - since + consult);
        self.calendar.schedule_stage_end(agent, now + consult);
        consult
    }

    /// What follows on a caller's talk, if not the end.
    fn next_step(&self, caller: Caller) -> Option<(Caller, NextStepKind)> {
        let steps = &self.model.call_types()[caller.call_type().index()].life.next_steps;
        if steps.is_empty() {
            return None;
        }
        let chance = self.sources.of_life(caller).next_step.nth(caller.address()).uniform();
        let mut edge = 0.0;
        let step: &NextStep = steps.iter().find(|step| {
            edge += step.probability;
            chance < edge
        })?;
        Some((caller.forwarded_to(step.to)?, step.kind))
    }

    /// The last talk about an issue is over: is it solved?
    fn conclude<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        caller: Caller,
        entered: SimTime,
        observer: &mut W,
    ) {
        let call_type = caller.call_type();
        let Some(resolution) = &self.model.call_types()[call_type.index()].life.resolution else {
            return;
        };
        let sources = self.sources.of_life(caller);
        let address = caller.address();
        let probability = self.floor.skill(self.model, agent, call_type).resolution;
        let probability = probability.unwrap_or(resolution.probability);
        let resolved = sources.resolution.nth(address).uniform() < probability;
        let is_first_contact = caller.visit() == 0;
        let concluded = Concluded { call_type, entered, is_first_contact, resolved };
        observer.call_concluded(now, &concluded);
        tell(now, caller, observer, || CallStep::Concluded { resolved });
        if resolved {
            return;
        }
        if let Some(repeat) = &resolution.repeat
            && caller.visit() + 1 < repeat.max_visits
            && let Some(next) = caller.next_visit(repeat.to)
            && sources.repeat.nth(address).uniform() < repeat.probability
        {
            let delay = repeat.after.sample(&mut sources.repeat_delay.nth(address));
            self.last_agents.remember(next, agent);
            tell(now, caller, observer, || CallStep::WillReturn {
                at: now + delay,
                to: next.call_type(),
            });
            self.calendar.schedule_redial(now + delay, next);
        }
    }

    /// A caller finds the lines closed: a redial is in vain, but who has an open issue calls at a
    /// random moment of the next open hours.
    pub(super) fn find_closed<W: Watch>(&mut self, now: SimTime, caller: Caller, observer: &mut W) {
        if caller.visit() == 0 || caller.attempt() > 1 {
            return;
        }
        let Some(hours) = self.model.horizon().next_opening(now) else { return };
        let sources = self.sources.of_life(caller);
        let chance = sources.repeat_moment.nth(caller.address()).uniform();
        let length = (hours.close - hours.open).as_micros() as f64;
        let moment = hours.open + SimDuration::from_micros((chance * length) as u64);
        tell(now, caller, observer, || CallStep::WillReturn { at: moment, to: caller.call_type() });
        self.calendar.schedule_redial(moment, caller);
    }

    /// A call is lost that never came to a queue.
    pub(super) fn lose_before_the_queue<W: Watch>(
        &mut self,
        now: SimTime,
        caller: Caller,
        cause: LossCause,
        observer: &mut W,
    ) {
        self.report_dialled(now, caller, observer);
        let (call_type, attempt) = (caller.call_type(), caller.attempt());
        self.count_loss(now, call_type, cause);
        observer.call_lost(now, &Lost { call_type, attempt, entered: now, cause });
        tell(now, caller, observer, || CallStep::Lost { entered: now, cause });
        self.leave_the_line(now, caller, None, observer);
        self.consider_redial(now, caller, cause, observer);
    }

    fn report_dialled<W: Watch>(&self, now: SimTime, caller: Caller, observer: &mut W) {
        observer.call_entered(now, caller.call_type(), caller.attempt());
        if caller.visit() > 0 && caller.attempt() == 1 {
            observer.call_repeated(now, caller.call_type());
        }
    }

    /// How long a caller is put on hold during the talk, in seconds for an agent of speed 1.
    pub(super) fn hold(&self, call: &Call) -> f64 {
        let caller = call.caller;
        let hold = &self.model.call_types()[caller.call_type().index()].life.hold;
        hold.as_ref().map_or(0.0, |over_day| {
            let mut draws = self.sources.of_life(caller).hold.nth(caller.address_of_work());
            over_day.at(self.model.horizon(), call.entered).sample_secs(&mut draws)
        })
    }

    /// The caller's line is free again, and whoever stayed with the caller goes on.
    pub(super) fn leave_the_line<W: Watch>(
        &mut self,
        now: SimTime,
        caller: Caller,
        companion: Option<u32>,
        observer: &mut W,
    ) {
        if let Some(group) = caller.trunks() {
            self.trunks.release(now, group, observer);
        }
        if let Some(agent) = companion {
            self.stop_staying(now, agent, observer);
        }
    }

    /// The caller is gone with whom an agent stayed.
    pub(super) fn stop_staying<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) {
        let desk = std::mem::replace(&mut self.desks[agent as usize], Desk::Empty);
        if let Desk::Staying { call_type, entered, since, .. } = desk {
            observer.call_prolonged(now, call_type, entered, now - since);
            self.outages.prolong(agent, now - since);
        }
        self.finish_talk(now, agent, observer);
    }
}

impl LossCause {
    /// Why such a caller may try again; none if there is no reason to.
    pub(super) fn redial_cause(self) -> Option<RedialCause> {
        match self {
            LossCause::Abandoned => Some(RedialCause::Abandoned),
            LossCause::Blocked => Some(RedialCause::Blocked),
            LossCause::Balked => Some(RedialCause::Balked),
            LossCause::Rejected => Some(RedialCause::Rejected),
            LossCause::AbandonedInIvr => Some(RedialCause::AbandonedInIvr),
            LossCause::Dropped => Some(RedialCause::Dropped),
            LossCause::Contained
            | LossCause::Overflowed
            | LossCause::TurnedAway
            | LossCause::CallbackTaken
            | LossCause::StillWaiting => None,
        }
    }
}

//! A call rings at several agents at once: the first to pick up gets it, the others are free again.
//!
//! The agents at whom a call rings are linked through their desks, in the order in which their
//! phones joined; the call knows the first. Only the whole loop comes here; see `watch.rs`.

use super::calendar::Arising;
use super::life::Desk;
use super::replication::Engine;
use super::ringing::draws_of_ring;
use super::routing::{Asking, Policy, RingAll};
use super::watch::Watch;
use super::wheel::NONE;
use crate::model::{AgentId, AgentState};
use crate::rng::Source;
use crate::time::SimTime;

/// One more phone joins those at which a call rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Joining {
    /// Its place among the waiting, and its order, by which it is known.
    call: u32,
    order: u64,
    /// How often it rang before.
    rings: u32,
    /// When it began to ring.
    since: SimTime,
}

/// Lists of agents that mean nothing between events: kept for their memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Phones {
    /// At whom the call is going to ring that is being offered.
    invited: Vec<AgentId>,
    /// Whether others may join them.
    may_join: bool,
    /// Whose phones have stopped.
    stopped: Vec<u32>,
}

impl Engine<'_> {
    /// An agent was selected for a call: decides at whom it is going to ring. Returns who takes it
    /// without a ring instead, if anybody does.
    pub(super) fn invite<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        asking: &Asking,
        observer: &mut W,
    ) -> Option<u32> {
        let Some(RingAll { every }) = observer.policy().ring_all() else {
            return self.ring_of(agent).is_none().then_some(agent);
        };
        let mut invited = std::mem::take(&mut self.phones.invited);
        invited.clear();
        // Whoever has just become free takes the call alone: had others been idle who may, it would
        // not have waited.
        // Nor do others ring for a caller who wants this agent.
        let is_wanted = self.is_own(asking.queue);
        self.phones.may_join = !is_wanted;
        if self.floor.is_idle(agent) && !is_wanted {
            let situation = self.situation(now);
            observer.policy().select_as_good(&situation, asking, AgentId(agent), &mut invited);
        }
        invited.push(AgentId(agent));
        invited.sort_unstable_by_key(|agent| (self.floor.tie(agent.0), *agent));
        if every.is_some() {
            invited.truncate(1);
        }
        let takes_at_once = invited.iter().find(|agent| self.ring_of(agent.0).is_none());
        let takes_at_once = takes_at_once.map(|agent| agent.0);
        self.phones.invited = invited;
        takes_at_once
    }

    /// A call in no queue begins to ring at all who are invited.
    pub(super) fn ring_at_invited<W: Watch>(
        &mut self,
        now: SimTime,
        call: u32,
        RingAll { every }: RingAll,
        observer: &mut W,
    ) {
        let invited = std::mem::take(&mut self.phones.invited);
        let rings = self.waiting.ring(call, invited[0].0);
        let mut last = NONE;
        for AgentId(agent) in invited.iter().copied() {
            self.ring_too(now, call, rings, agent, observer);
            self.link_phone(last, agent);
            last = agent;
        }
        self.phones.invited = invited;
        if let Some(every) = every
            && self.phones.may_join
        {
            let order = self.waiting.order(call);
            let joining = Joining { call, order, rings, since: now };
            self.calendar.schedule_arising(now + every, Arising::Joining(joining));
        }
    }

    /// One more phone was to join now: that of an agent who has been idle since the call began to
    /// ring. So nobody hears it ring twice. Returns whether one has joined.
    pub(super) fn join_ringing<W: Watch>(
        &mut self,
        now: SimTime,
        joining: Joining,
        observer: &mut W,
    ) -> bool {
        let Joining { call, order, rings, since } = joining;
        let rings_on = self.waiting.is_still(call, order)
            && self.waiting.is_ringing(call)
            && self.waiting.asking(call).rings == rings + 1;
        let Some(RingAll { every: Some(every) }) = observer.policy().ring_all() else {
            return false;
        };
        if !rings_on {
            return false;
        }
        let first = self.waiting.rings_at(call);
        let Some(agent) = self.next_to_join(now, call, first, since, observer) else {
            return false;
        };
        if self.ring_of(agent).is_none() {
            let waited = self.waiting.take_out(call);
            self.answer_waited(now, agent, &waited, observer);
            self.stop_all_phones(now, first, observer);
            return true;
        }
        self.ring_too(now, call, rings, agent, observer);
        self.link_phone(self.last_phone(first), agent);
        self.calendar.schedule_arising(now + every, Arising::Joining(joining));
        true
    }

    fn next_to_join<W: Watch>(
        &mut self,
        now: SimTime,
        call: u32,
        first: u32,
        since: SimTime,
        observer: &mut W,
    ) -> Option<u32> {
        let mut others = std::mem::take(&mut self.phones.invited);
        others.clear();
        let (situation, asking) = (self.situation(now), self.waiting.asking(call));
        observer.policy().select_as_good(&situation, &asking, AgentId(first), &mut others);
        let in_time = others.iter().filter(|agent| self.floor.doing_since(agent.0) <= since);
        let next = in_time.min_by_key(|agent| (self.floor.tie(agent.0), **agent)).copied();
        self.phones.invited = others;
        next.map(|agent| agent.0)
    }

    /// A call begins to ring at an agent, perhaps not the only one, who draws for it alone: who else
    /// is there changes nothing.
    fn ring_too<W: Watch>(
        &mut self,
        now: SimTime,
        call: u32,
        rings: u32,
        agent: u32,
        observer: &mut W,
    ) {
        let caller = self.waiting.call(call).caller;
        let of_call = &self.sources.of_life(caller).ring;
        let of_call = draws_of_ring(of_call, caller.address(), rings).next_u64();
        let group = self.floor.group_of(agent);
        let number = agent - self.floor.groups[group.index()].first_agent;
        let of_group: &Source = self.sources.of_pick_ups(group);
        let mut draws = of_group.nth(of_call.wrapping_add(u64::from(number)));
        let ring = self.ring_of(agent).expect("a group at which calls ring");
        let is_there = draws.uniform() >= ring.no_answer;
        let time = ring.time.sample(&mut draws);
        let picks_up = is_there && time <= ring.timeout;
        let end = now + if picks_up { time } else { ring.timeout };
        self.ring_until(now, agent, (call, picks_up, end), observer);
    }

    fn link_phone(&mut self, before: u32, agent: u32) {
        if before != NONE
            && let Desk::Ringing { next, .. } = &mut self.desks[before as usize]
        {
            *next = agent;
        }
    }

    /// The agent behind another one at whom the same call rings.
    fn next_phone(&self, agent: u32) -> u32 {
        match self.desks[agent as usize] {
            Desk::Ringing { next, .. } => next,
            Desk::Empty | Desk::Talking { .. } | Desk::Staying { .. } => NONE,
        }
    }

    fn last_phone(&self, first: u32) -> u32 {
        let mut last = first;
        while self.next_phone(last) != NONE {
            last = self.next_phone(last);
        }
        last
    }

    /// A call rings no longer at an agent. Returns whether that was the only one.
    pub(super) fn stop_phone(&mut self, agent: u32, call: u32) -> bool {
        let next = self.next_phone(agent);
        self.desks[agent as usize] = Desk::Empty;
        let first = self.waiting.rings_at(call);
        if first == agent {
            if next != NONE {
                self.waiting.ring_on(call, next);
            }
            return next == NONE;
        }
        let mut before = first;
        while self.next_phone(before) != agent {
            before = self.next_phone(before);
        }
        self.link_phone(before, next);
        false
    }

    /// A call is gone that rang at an agent, and at those linked behind: they are what they were.
    ///
    /// All of them are idle before any takes another call, for that may ring at all, too.
    pub(super) fn stop_all_phones<W: Watch>(&mut self, now: SimTime, first: u32, observer: &mut W) {
        if self.next_phone(first) == NONE {
            self.desks[first as usize] = Desk::Empty;
            self.free(now, first, observer);
            return;
        }
        let mut stopped = std::mem::take(&mut self.phones.stopped);
        let mut agent = first;
        while agent != NONE {
            let next = self.next_phone(agent);
            self.desks[agent as usize] = Desk::Empty;
            stopped.push(agent);
            agent = next;
        }
        for agent in &stopped {
            self.be_idle_again(now, *agent, observer);
        }
        for agent in &stopped {
            self.look_for_calls(now, *agent, observer);
        }
        let count = stopped.len() as u32;
        for agent in stopped.drain(..) {
            self.use_reserve(now, agent, count, observer);
        }
        self.phones.stopped = stopped;
    }

    /// An agent has not picked up, but is ready again at once: the call, if it rings nowhere now, is
    /// offered to this agent again like to all others, unless other calls wait for the agent.
    pub(super) fn be_ready_at_once<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        call: Option<u32>,
        observer: &mut W,
    ) {
        let Some(call) = call else { return self.free(now, agent, observer) };
        let mut eligible = self.model.eligible(self.floor.profile(agent)).iter();
        let is_wanted = self.first_waiting_for(agent).is_some();
        if is_wanted || eligible.any(|each| self.waiting.first_in(each.queue).is_some()) {
            self.offer_again(now, call, observer);
            self.free(now, agent, observer);
        } else {
            self.be_idle_again(now, agent, observer);
            self.offer_again(now, call, observer);
            self.use_reserve(now, agent, 1, observer);
        }
    }

    /// An agent whose phone has stopped is idle, unless there is something to do besides calls.
    fn be_idle_again<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) {
        if !self.floor.is_free_for_calls(agent) && self.attend_to_duties(now, agent, observer) {
            return;
        }
        self.calendar.stages.cancel(agent);
        self.floor.begin(now, agent, Some(AgentState::Available), observer);
    }

    /// Calls that wait for an agent who is idle again are offered to all who are, unless they wait for
    /// this agent alone.
    fn look_for_calls<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) {
        while self.floor.is_idle(agent)
            && let Some(call) = self.select_call(now, agent, observer)
            && let Some(first) = self.first_for(now, call, agent, observer)
        {
            self.serve_waiting(now, first, call, observer);
        }
    }

    /// Who gets a call that an agent who is idle again might take.
    fn first_for<W: Watch>(
        &self,
        now: SimTime,
        call: u32,
        agent: u32,
        observer: &mut W,
    ) -> Option<u32> {
        if self.is_own(self.waiting.queue_of(call)) {
            return Some(agent);
        }
        self.select_agent(now, &self.waiting.asking(call), observer)
    }
}

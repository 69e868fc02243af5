//! The loop, and the life of a call.

use super::admission::MeanHandling;
use super::arrivals::Stream;
use super::calendar::{Arising, Calendar};
use super::call::{Call, Caller, Work};
use super::event_key::EventKey;
use super::floor::Floor;
use super::life::Desk;
use super::observer::{Answered, Held, LossCause, Lost, Observer};
use super::sources::{CallSources, Sources};
use super::timetable::{Planned, Timetable};
use super::trunks::Trunks;
use super::waiting::{Waited, WaitingRoom};
use super::watch::{Plain, Watch, Whole};
use crate::model::{AgentId, AgentState, AtClose, CallTypeId, Model, OverDay, Patience, TraceCall};
use crate::rng::Source;
use crate::time::{SimDuration, SimTime};

/// Simulates replications of one model, one after the other.
///
/// # Example
///
/// ```
/// # use callsim::engine::{Answered, Engine, Observer};
/// # use callsim::time::SimTime;
/// /// Counts answered calls.
/// struct Count(u64);
///
/// impl Observer for Count {
///     fn call_answered(&mut self, _now: SimTime, _answered: &Answered) {
///         self.0 += 1;
///     }
/// }
///
/// fn answered(model: &callsim::model::Model) -> u64 {
///     let mut count = Count(0);
///     Engine::new(model).run(1, 0, &mut count);
///     count.0
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Engine<'m> {
    pub(super) model: &'m Model,
    /// What a skill multiplies handling by, 1 / speed, by profile, then call type; zero where there
    /// is no skill.
    slowness: Vec<f64>,
    pub(super) floor: Floor,
    pub(super) calendar: Calendar,
    timetable: Timetable,
    pub(super) waiting: WaitingRoom,
    streams: Vec<Stream>,
    pub(super) sources: Sources,
    pub(super) trunks: Trunks,
    /// What each agent has in hand; kept by the whole loop only.
    pub(super) desks: Vec<Desk>,
    /// The wait of the call of each type that was answered last; kept by the whole loop only.
    pub(super) last_wait: Vec<SimDuration>,
    pub(super) mean_handling: MeanHandling,
    /// All call types.
    call_types: Vec<CallTypeId>,
    /// All call types by name: calls that come at the same moment are in this order, whatever the
    /// order of the types is.
    by_name: Vec<CallTypeId>,
    /// Those whose queue is cleared at closing.
    cleared_at_close: Vec<CallTypeId>,
    /// Whether closing time has passed and the next opening has not come.
    pub(super) closed: bool,
    /// From this moment on calls that enter are not counted.
    counted_until: SimTime,
    /// Calls waiting that entered before `counted_until`.
    awaited: u32,
}

impl<'m> Engine<'m> {
    /// An engine for `model`, with room for everything but long queues.
    pub fn new(model: &'m Model) -> Self {
        let types = model.call_types().len();
        let mut slowness = vec![0.0; model.profiles().len() * types];
        for (index, profile) in model.profiles().iter().enumerate() {
            for skill in &profile.skills {
                slowness[index * types + skill.call_type.index()] = 1.0 / skill.speed;
            }
        }
        let floor = Floor::new(model);
        let call_types: Vec<_> = (0..types as u32).map(CallTypeId).collect();
        let mut by_name = call_types.clone();
        by_name.sort_by_key(|id| &model.call_types()[id.index()].name);
        let is_cleared = |id: &CallTypeId| model.at_close(*id) == Some(AtClose::ClearQueue);
        Engine {
            model,
            slowness,
            calendar: Calendar::new(floor.agents.len(), types),
            desks: vec![Desk::Empty; if model.is_plain() { 0 } else { floor.agents.len() }],
            last_wait: vec![SimDuration::ZERO; types],
            mean_handling: MeanHandling::new(model),
            cleared_at_close: call_types.iter().copied().filter(is_cleared).collect(),
            call_types,
            by_name,
            floor,
            timetable: Timetable::new(model),
            waiting: WaitingRoom::new(types),
            streams: vec![Stream::default(); types],
            sources: Sources::new(model),
            trunks: Trunks::new(model),
            closed: false,
            counted_until: model.horizon().counted_until().unwrap_or(SimTime::NEVER),
            awaited: 0,
        }
    }

    /// Simulates one replication and tells `observer` what happens.
    ///
    /// The result depends on the model, `seed` and `replication` alone, not on what the engine
    /// simulated before.
    pub fn run<O: Observer>(&mut self, seed: u64, replication: u64, observer: &mut O) {
        if self.model.is_plain() {
            self.run_watched(seed, replication, &mut Plain(observer));
        } else {
            self.run_watched(seed, replication, &mut Whole(observer));
        }
    }

    fn run_watched<W: Watch>(&mut self, seed: u64, replication: u64, observer: &mut W) {
        debug_assert!(W::WHOLE || self.model.is_plain(), "the loop knows all that the model uses");
        self.restart(seed, replication);
        let now = self.run_until_done(observer);
        if W::WHOLE {
            self.queue_all_that_ring();
        }
        while let Some(call) = self.waiting.first(&self.call_types) {
            let waited = self.waiting.take_out(call);
            self.report_lost(now, &waited.call, LossCause::StillWaiting, observer);
        }
        self.trunks.report(now, observer);
        self.report_late_agents(now, observer);
        for agent in 0..self.floor.agents.len() as u32 {
            self.floor.report_stretch(now, agent, observer);
        }
    }

    fn restart(&mut self, seed: u64, replication: u64) {
        self.floor.clear(self.model, seed, replication);
        self.calendar.clear();
        self.timetable.restart();
        self.waiting.clear();
        self.closed = false;
        self.awaited = 0;
        self.sources.restart(seed, replication);
        self.trunks.clear();
        self.desks.fill(Desk::Empty);
        self.last_wait.fill(SimDuration::ZERO);
        for place in 0..self.by_name.len() {
            let id = self.by_name[place];
            let call_type = &self.model.call_types()[id.index()];
            let stream = &mut self.streams[id.index()];
            stream.restart(&call_type.arrivals, seed, replication, &call_type.name);
            self.schedule_next_arrival(id);
        }
    }

    /// Handles one event after the other until none is left or no more outcome is awaited, and
    /// returns when that was.
    fn run_until_done<W: Watch>(&mut self, observer: &mut W) -> SimTime {
        let cut_off = self.model.horizon().cut_off();
        let mut clock = SimTime::ZERO;
        loop {
            let mut stage = self.calendar.stages.earliest().time();
            if W::WHOLE {
                stage = stage.min(self.calendar.next_ivr_end().time());
            }
            let environment = self.timetable.next_time().min(self.calendar.next_arising());
            let arrival =
                self.calendar.arrivals.earliest().time().min(self.calendar.next_redial().time());
            let now = stage.min(environment).min(arrival).min(cut_off);
            if self.waiting.patience_bound() < now.as_micros()
                && let Some((end, waited)) = self.waiting.take_impatient(now)
            {
                clock = end;
                self.abandon(end, &waited, observer);
                continue;
            }
            if now >= self.counted_until && self.awaited == 0 {
                return clock.max(self.counted_until);
            }
            if now == cut_off {
                let nothing_is_left = stage.min(environment).min(arrival) >= EventKey::END_OF_TIME;
                // A queue that nobody will serve lasts until the end of a plain length.
                let end = self.model.horizon().counted_until().unwrap_or(clock);
                return if nothing_is_left { clock.max(end) } else { cut_off };
            }
            clock = now;
            if stage == now {
                self.end_stage(now, observer);
            } else if environment == now {
                self.change_environment(now, observer);
            } else {
                self.arrive(now, observer);
            }
        }
    }

    /// Talk or wrap-up ends.
    #[inline]
    fn end_stage<W: Watch>(&mut self, now: SimTime, observer: &mut W) {
        let next = self.calendar.stages.earliest();
        if W::WHOLE && self.calendar.next_ivr_end() < next {
            self.leave_ivr(now, observer);
            return;
        }
        let agent = next.slot();
        let doing = self.floor.doing(agent);
        if W::WHOLE {
            match doing {
                Some(AgentState::Ringing) => return self.stop_ringing(now, agent, observer),
                Some(AgentState::NotReady) => return self.free(now, agent, observer),
                Some(AgentState::Talking) if self.hang_up(now, agent, observer) => return,
                Some(
                    AgentState::Talking
                    | AgentState::WrapUp
                    | AgentState::Available
                    | AgentState::Away(_),
                )
                | None => {}
            }
        }
        if doing == Some(AgentState::Talking) {
            self.finish_talk(now, agent, observer);
        } else {
            self.finish_handling(now, agent, observer);
        }
    }

    /// The caller is gone: wrap-up, if the call needs it.
    #[inline]
    pub(super) fn finish_talk<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) {
        let wrap_up = self.floor.agents[agent as usize].wrap_up;
        if wrap_up.is_zero() {
            self.finish_handling(now, agent, observer);
        } else {
            self.floor.begin(now, agent, Some(AgentState::WrapUp), observer);
            self.calendar.schedule_stage_end(agent, now + wrap_up);
        }
    }

    #[inline]
    fn finish_handling<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) {
        self.floor.agents[agent as usize].idle_clock = now;
        self.free(now, agent, observer);
    }

    /// An agent has nothing to do: duties first, then a call that waits, else idle.
    #[inline]
    pub(super) fn free<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) {
        if !self.floor.is_free_for_calls(agent) && self.attend_to_duties(now, agent, observer) {
            return;
        }
        if !self.take_next_call(now, agent, observer) {
            self.calendar.stages.cancel(agent);
            self.floor.begin(now, agent, Some(AgentState::Available), observer);
        }
    }

    /// Lets the agent take the waiting call that the rules select. Returns whether there was one.
    #[inline]
    pub(super) fn take_next_call<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        observer: &mut W,
    ) -> bool {
        if self.waiting.len() == 0 {
            return false;
        }
        let tiers = self.model.call_types_for(self.floor.profile_of::<W>(agent));
        if W::WHOLE {
            let Some(call) = tiers.iter().find_map(|tier| self.waiting.first(tier)) else {
                return false;
            };
            self.serve_waiting(now, agent, call, observer);
            return true;
        }
        let Some(call) = tiers.iter().find_map(|tier| self.waiting.take_first(tier)) else {
            return false;
        };
        self.no_longer_awaited(&call);
        self.answer(now, agent, &call, None, observer);
        true
    }

    /// Whether closing time has passed and agents stay until the queue of this type is empty.
    pub(super) fn is_served_after_closing(&self, call_type: CallTypeId) -> bool {
        self.closed && self.model.at_close(call_type) == Some(AtClose::ServeQueue)
    }

    /// Whether closing time has passed and nobody waits for this type any more.
    pub(super) fn is_cleared_after_closing(&self, call_type: CallTypeId) -> bool {
        self.closed && self.model.at_close(call_type) == Some(AtClose::ClearQueue)
    }

    /// The waiting call that comes next for an agent after closing, if agents stay for it.
    pub(super) fn call_to_stay_for(&self, agent: u32) -> Option<u32> {
        let stays = |id: &CallTypeId| self.is_served_after_closing(*id);
        let tiers = self.model.call_types_for(self.floor.profile(agent));
        tiers.iter().find_map(|tier| self.waiting.first_of(tier.iter().copied().filter(stays)))
    }

    /// The next caller comes, for the first time or again.
    #[inline]
    fn arrive<W: Watch>(&mut self, now: SimTime, observer: &mut W) {
        let next = self.calendar.arrivals.earliest();
        if self.calendar.next_redial() < next {
            self.redial(now, observer);
            return;
        }
        let call_type = CallTypeId(next.slot());
        let number = self.streams[call_type.index()].last_number();
        self.schedule_next_arrival(call_type);
        self.call_in(now, Caller::new(call_type, number), observer);
    }

    #[inline]
    fn schedule_next_arrival(&mut self, call_type: CallTypeId) {
        let arrivals = &self.model.call_types()[call_type.index()].arrivals;
        match self.streams[call_type.index()].next(arrivals) {
            SimTime::NEVER => self.calendar.arrivals.cancel(call_type.0),
            time => self.calendar.schedule_arrival(call_type.0, time),
        }
    }

    /// A caller calls: an idle agent takes the call, or it waits.
    #[inline(always)]
    fn call_in<W: Watch>(&mut self, now: SimTime, caller: Caller, observer: &mut W) {
        if W::WHOLE {
            self.dial(now, caller, observer);
            return;
        }
        let call = Call { caller, entered: now, work: self.draw_work::<W>(now, caller) };
        observer.call_entered(now, caller.call_type(), caller.tries());
        match self.floor.longest_idle(self.model, caller.call_type()) {
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
        }
        let mut talk = SimDuration::from_secs_f64(call.work.talk * slowness);
        let wrap_up = SimDuration::from_secs_f64(call.work.wrap_up * slowness);
        let attempt = attempt_of::<W>(caller);
        if W::WHOLE {
            let hold = SimDuration::from_secs_f64(self.hold(call) * slowness);
            let consult = companion.map(|companion| self.consult(now, companion, observer));
            talk = talk + hold + consult.unwrap_or(SimDuration::ZERO);
            if !hold.is_zero() {
                observer.call_held(now, &Held { call_type, entered, end: now + talk, hold });
            }
            self.desks[agent as usize] = Desk::Talking { caller, entered };
            self.last_wait[call_type.index()] = now - entered;
        }
        let agent_id = AgentId(agent);
        observer.call_answered(
            now,
            &Answered { call_type, agent: agent_id, group, attempt, entered, talk, wrap_up },
        );
        self.floor.begin(now, agent, Some(AgentState::Talking), observer);
        self.floor.agents[agent as usize].wrap_up = wrap_up;
        self.calendar.schedule_stage_end(agent, now + talk);
    }

    /// A caller's patience ends.
    fn abandon<W: Watch>(&mut self, now: SimTime, waited: &Waited, observer: &mut W) {
        self.no_longer_awaited(&waited.call);
        self.lose(now, &waited.call, waited.companion, LossCause::Abandoned, observer);
        if let Some(agent) = waited.rings_at {
            self.stop_in_vain(now, agent, observer);
        }
    }

    /// A caller tries again, in vain if the lines are closed.
    fn redial<W: Watch>(&mut self, now: SimTime, observer: &mut W) {
        let caller = self.calendar.pop_redial().expect("the redial that is due");
        if !self.closed {
            self.call_in(now, caller, observer);
        } else if W::WHOLE {
            self.find_closed(now, caller);
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
        self.consider_redial::<W>(now, call.caller, cause);
    }

    /// Lets a caller try again after a loss, perhaps.
    pub(super) fn consider_redial<W: Watch>(
        &mut self,
        now: SimTime,
        caller: Caller,
        cause: LossCause,
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
        observer.call_lost(now, &Lost { call_type, attempt, entered: call.entered, cause });
    }

    #[inline]
    pub(super) fn now_awaited(&mut self, now: SimTime) {
        self.awaited += u32::from(now < self.counted_until);
    }

    #[inline]
    pub(super) fn no_longer_awaited(&mut self, call: &Call) {
        self.awaited -= u32::from(call.entered < self.counted_until);
    }

    fn change_environment<W: Watch>(&mut self, now: SimTime, observer: &mut W) {
        // What was known before the replication was scheduled first.
        if self.timetable.next_time() == now {
            let change = self.timetable.pop().expect("the change that is due");
            self.apply(now, change, observer);
            return;
        }
        match self.calendar.pop_arising().expect("the change that is due") {
            Arising::ActivityEnd { agent, token } => self.end_activity(now, agent, token, observer),
            Arising::Personal(what) => self.happen_to_agent(now, what, observer),
        }
    }

    fn apply<W: Watch>(&mut self, now: SimTime, change: Planned, observer: &mut W) {
        match change {
            Planned::Opening => self.closed = false,
            Planned::Closing => self.close(now, observer),
            Planned::HeadCount { group, agents } => {
                self.change_head_count(now, group, agents, observer);
            }
            Planned::ShiftNears { group, shift } => self.shift_nears(now, group, shift, observer),
            Planned::ShiftStart { group, shift } => self.start_shift(now, group, shift, observer),
            Planned::ShiftEnd { group, shift } => self.end_shift(now, group, shift, observer),
            Planned::ActivityDue { group, shift, activity, first, end } => {
                self.activity_due(now, group, shift, activity, first..end, observer);
            }
            Planned::WindowEnd { group, shift, activity } => {
                self.end_window(now, group, shift, activity, observer);
            }
        }
    }

    fn close<W: Watch>(&mut self, now: SimTime, observer: &mut W) {
        self.closed = true;
        // Whoever stayed with a caller goes on when all are gone, not to take one of the next.
        let mut companions = Vec::new();
        while let Some(call) = self.waiting.first(&self.cleared_at_close) {
            companions.extend(self.turn_away(now, call, observer));
        }
        for agent in companions {
            self.stop_staying(now, agent, observer);
        }
    }

    /// Sends a call away that has waited, and returns who stayed with the caller.
    pub(super) fn turn_away<W: Watch>(
        &mut self,
        now: SimTime,
        call: u32,
        observer: &mut W,
    ) -> Option<u32> {
        let waited = self.waiting.take_out(call);
        self.no_longer_awaited(&waited.call);
        self.lose(now, &waited.call, None, LossCause::TurnedAway, observer);
        waited.companion
    }
}

/// The caller's attempts as observers are told them.
#[inline(always)]
fn attempt_of<W: Watch>(caller: Caller) -> u32 {
    // In the plain loop nothing is handed on.
    if W::WHOLE { caller.attempt() } else { caller.tries() }
}

//! The loop, and the life of a call.

use super::arrivals::Stream;
use super::calendar::{Arising, Calendar};
use super::call::{Call, Caller, Work};
use super::event_key::EventKey;
use super::floor::Floor;
use super::observer::{Answered, LossCause, Lost, Observer};
use super::timetable::{Planned, Timetable};
use super::waiting::WaitingRoom;
use super::watch::{Plain, Watch, Whole};
use crate::model::{
    AgentId, AgentState, AtClose, CallTypeId, Model, OverDay, Patience, RedialCause,
};
use crate::rng::{Purpose, Source};
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
    /// What a skill multiplies handling by, 1 / speed, by group, then call type; zero where there
    /// is no skill.
    slowness: Vec<f64>,
    pub(super) floor: Floor,
    pub(super) calendar: Calendar,
    timetable: Timetable,
    waiting: WaitingRoom,
    streams: Vec<Stream>,
    sources: Vec<CallSources>,
    /// Whether closing time has passed and the next opening has not come.
    pub(super) closed: bool,
    /// From this moment on calls that enter are not counted.
    counted_until: SimTime,
    /// Calls waiting that entered before `counted_until`.
    awaited: u32,
}

/// Where the draws of a call type's calls come from.
#[derive(Clone, Copy, Debug, Default)]
struct CallSources {
    talk: Source,
    wrap_up: Source,
    patience: Source,
    redial: Source,
    redial_delay: Source,
}

impl<'m> Engine<'m> {
    /// An engine for `model`, with room for everything but long queues.
    pub fn new(model: &'m Model) -> Self {
        let types = model.call_types().len();
        let mut slowness = vec![0.0; model.agent_groups().len() * types];
        for (index, group) in model.agent_groups().iter().enumerate() {
            for skill in &group.skills {
                slowness[index * types + skill.call_type.index()] = 1.0 / skill.speed;
            }
        }
        let floor = Floor::new(model);
        Engine {
            model,
            slowness,
            calendar: Calendar::new(floor.agents.len(), types),
            floor,
            timetable: Timetable::new(model),
            waiting: WaitingRoom::new(types),
            streams: vec![Stream::default(); types],
            sources: vec![CallSources::default(); types],
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
        while let Some(call) = self.waiting.take_any() {
            self.lose(now, &call, LossCause::StillWaiting, observer);
        }
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
        for (index, call_type) in self.model.call_types().iter().enumerate() {
            let source = |purpose| Source::new(seed, replication, &call_type.name, purpose);
            self.sources[index] = CallSources {
                talk: source(Purpose::Talk),
                wrap_up: source(Purpose::WrapUp),
                patience: source(Purpose::Patience),
                redial: source(Purpose::Redial),
                redial_delay: source(Purpose::RedialDelay),
            };
            self.streams[index].restart(&call_type.arrivals, seed, replication, &call_type.name);
            self.schedule_next_arrival(CallTypeId(index as u32));
        }
    }

    /// Handles one event after the other until none is left or no more outcome is awaited, and
    /// returns when that was.
    fn run_until_done<W: Watch>(&mut self, observer: &mut W) -> SimTime {
        let cut_off = self.model.horizon().cut_off();
        let mut clock = SimTime::ZERO;
        loop {
            let stage = self.calendar.stages.earliest().time();
            let environment = self.timetable.next_time().min(self.calendar.next_arising());
            let arrival =
                self.calendar.arrivals.earliest().time().min(self.calendar.next_redial().time());
            let now = stage.min(environment).min(arrival).min(cut_off);
            if self.waiting.patience_bound() < now.as_micros()
                && let Some((end, call)) = self.waiting.take_impatient(now)
            {
                clock = end;
                self.abandon(end, &call, observer);
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
        let agent = self.calendar.stages.earliest().slot();
        let wrap_up = self.floor.agents[agent as usize].wrap_up;
        if self.floor.doing(agent) == Some(AgentState::Talking) && !wrap_up.is_zero() {
            self.floor.begin(now, agent, Some(AgentState::WrapUp), observer);
            self.calendar.schedule_stage_end(agent, now + wrap_up);
            return;
        }
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
        let tiers = self.model.call_types_for(self.floor.group_of(agent));
        let Some(call) = tiers.iter().find_map(|tier| self.waiting.take_first(tier)) else {
            return false;
        };
        self.no_longer_awaited(&call);
        self.answer(now, agent, &call, observer);
        true
    }

    /// Whether a call waits that the agent could serve.
    pub(super) fn a_call_waits_for(&self, agent: u32) -> bool {
        let tiers = self.model.call_types_for(self.floor.group_of(agent));
        tiers.iter().flatten().any(|call_type| self.waiting.has(*call_type))
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
        self.enter(now, Caller { call_type, attempt: 1, number }, observer);
    }

    #[inline]
    fn schedule_next_arrival(&mut self, call_type: CallTypeId) {
        let arrivals = &self.model.call_types()[call_type.index()].arrivals;
        match self.streams[call_type.index()].next(arrivals) {
            SimTime::NEVER => self.calendar.arrivals.cancel(call_type.0),
            time => self.calendar.schedule_arrival(call_type.0, time),
        }
    }

    /// A call enters: an idle agent takes it, or it waits.
    #[inline(always)]
    fn enter<W: Watch>(&mut self, now: SimTime, caller: Caller, observer: &mut W) {
        let call = Call { caller, entered: now, work: self.draw_work(now, caller) };
        observer.call_entered(now, caller.call_type, caller.attempt);
        match self.floor.longest_idle(self.model, caller.call_type) {
            Some(agent) => self.answer(now, agent, &call, observer),
            None => self.wait(now, call, observer),
        }
    }

    /// A call brings its own work, the same at every attempt and for every agent, so that whatever
    /// we compare faces the same callers.
    #[inline(always)]
    fn draw_work(&self, now: SimTime, caller: Caller) -> Work {
        let handling = &self.model.call_types()[caller.call_type.index()].handling;
        let sources = &self.sources[caller.call_type.index()];
        let horizon = self.model.horizon();
        let draw = |over_day: &OverDay, source: &Source| {
            over_day.at(horizon, now).sample_secs(&mut source.nth(caller.number))
        };
        Work {
            talk: draw(&handling.talk, &sources.talk),
            wrap_up: handling.wrap_up.as_ref().map_or(0.0, |each| draw(each, &sources.wrap_up)),
        }
    }

    #[inline(always)]
    fn wait<W: Watch>(&mut self, now: SimTime, call: Call, observer: &mut W) {
        let call_type = call.caller.call_type;
        let patience_end = match &self.model.call_types()[call_type.index()].patience {
            Patience::Infinite => None,
            Patience::Drawn(over_day) => {
                let mut draws =
                    self.sources[call_type.index()].patience.nth(call.caller.attempt_index());
                Some(now + over_day.at(self.model.horizon(), now).sample(&mut draws))
            }
        };
        let order = self.calendar.next_order();
        let queue_length = self.waiting.enter(call, order, patience_end);
        self.awaited += u32::from(now < self.counted_until);
        observer.call_queued(now, call_type, queue_length);
    }

    #[inline]
    fn answer<W: Watch>(&mut self, now: SimTime, agent: u32, call: &Call, observer: &mut W) {
        let Caller { call_type, attempt, .. } = call.caller;
        let group = self.floor.group_of(agent);
        let slowness = self.slowness[group.index() * self.streams.len() + call_type.index()];
        let talk = SimDuration::from_secs_f64(call.work.talk * slowness);
        let wrap_up = SimDuration::from_secs_f64(call.work.wrap_up * slowness);
        observer.call_answered(
            now,
            &Answered {
                call_type,
                agent: AgentId(agent),
                group,
                attempt,
                entered: call.entered,
                talk,
                wrap_up,
            },
        );
        self.floor.begin(now, agent, Some(AgentState::Talking), observer);
        self.floor.agents[agent as usize].wrap_up = wrap_up;
        self.calendar.schedule_stage_end(agent, now + talk);
    }

    /// A caller's patience ends.
    fn abandon<W: Watch>(&mut self, now: SimTime, call: &Call, observer: &mut W) {
        self.no_longer_awaited(call);
        self.lose(now, call, LossCause::Abandoned, observer);
        let caller = call.caller;
        let Some(redial) = &self.model.call_types()[caller.call_type.index()].redial else {
            return;
        };
        let sources = &self.sources[caller.call_type.index()];
        let index = caller.attempt_index();
        if caller.attempt < redial.max_attempts
            && sources.redial.nth(index).uniform()
                < redial.probability[RedialCause::Abandoned.index()]
        {
            let delay = redial.after.sample(&mut sources.redial_delay.nth(index));
            self.calendar.schedule_redial(now + delay, caller.again());
        }
    }

    /// A caller tries again, in vain if the lines are closed.
    fn redial<W: Watch>(&mut self, now: SimTime, observer: &mut W) {
        let caller = self.calendar.pop_redial().expect("the redial that is due");
        if !self.closed {
            self.enter(now, caller, observer);
        }
    }

    fn lose<W: Watch>(&mut self, now: SimTime, call: &Call, cause: LossCause, observer: &mut W) {
        let Caller { call_type, attempt, .. } = call.caller;
        observer.call_lost(now, &Lost { call_type, attempt, entered: call.entered, cause });
    }

    #[inline]
    fn no_longer_awaited(&mut self, call: &Call) {
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
        }
    }

    fn apply<W: Watch>(&mut self, now: SimTime, change: Planned, observer: &mut W) {
        match change {
            Planned::Opening => self.closed = false,
            Planned::Closing => self.close(now, observer),
            Planned::HeadCount { group, agents } => {
                self.change_head_count(now, group, agents, observer);
            }
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
        if self.model.horizon().at_close() == Some(AtClose::ClearQueue) {
            while let Some(call) = self.waiting.take_any() {
                self.no_longer_awaited(&call);
                self.lose(now, &call, LossCause::TurnedAway, observer);
            }
        }
    }
}

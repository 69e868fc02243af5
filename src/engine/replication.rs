//! The loop: which event comes next, and whom it concerns.

use super::admission::MeanHandling;
use super::arrivals::{Coordinates, Grouping, Origin, Stream};
use super::calendar::{Arising, Calendar};
use super::coming::Coming;
use super::event_key::EventKey;
use super::floor::Floor;
use super::floor_rules::FloorRules;
use super::last_agent::LastAgents;
use super::life::Desk;
use super::live::Live;
use super::observer::{LossCause, Observer};
use super::outages::Outages;
use super::pool::Pool;
use super::recovery::Recoveries;
use super::rerouting::Routes;
use super::ring_all::Phones;
use super::routing::{Policy, Rules, Standard};
use super::sources::Sources;
use super::timetable::{Planned, Timetable};
use super::trunks::Trunks;
use super::waiting::WaitingRoom;
use super::watch::{Plain, Watch, Whole};
use crate::model::{AgentState, AtClose, CallType, CallTypeId, Model, QueueId};
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
    pub(super) slowness: Vec<f64>,
    pub(super) floor: Floor,
    pub(super) calendar: Calendar,
    timetable: Timetable,
    pub(super) waiting: WaitingRoom,
    pub(super) streams: Vec<Stream>,
    pub(super) coming: Vec<Coming>,
    /// How replications hang together, and by which numbers of their days.
    grouping: (Grouping, Coordinates),
    pub(super) sources: Sources,
    pub(super) trunks: Trunks,
    /// What each agent has in hand; kept by the whole loop only.
    pub(super) desks: Vec<Desk>,
    pub(super) phones: Phones,
    /// The wait of the call of each type that was answered last; kept by the whole loop only.
    pub(super) last_wait: Vec<SimDuration>,
    pub(super) mean_handling: MeanHandling,
    pub(super) last_agents: LastAgents,
    pub(super) routes: Routes,
    /// What is counted for whoever looks; none where nobody does.
    pub(super) live: Option<Box<Live>>,
    pub(super) recoveries: Recoveries,
    /// What the floor manager does; none without floor rules.
    pub(super) floor_rules: Option<Box<FloorRules>>,
    pub(super) outages: Outages,
    /// What is known of a pool of agents; none where they are not one.
    pool: Option<Box<Pool>>,
    /// The rules of the scenario, where the lists of the engine don't follow them by themselves.
    rules: Option<Box<Rules>>,
    /// All queues.
    queues: Vec<QueueId>,
    /// All call types by name: calls that come at the same moment are in this order, whatever the
    /// order of the types is.
    by_name: Vec<CallTypeId>,
    /// Those whose queue is cleared at closing.
    cleared_at_close: Vec<QueueId>,
    /// Whether closing time has passed and the next opening has not come.
    pub(super) closed: bool,
    /// From this moment on calls that enter are not counted.
    pub(super) counted_until: SimTime,
    /// Calls waiting that entered before `counted_until`.
    pub(super) awaited: u32,
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
        let first_agents: Vec<_> = floor.groups.iter().map(|group| group.first_agent).collect();
        let mut by_name: Vec<_> = (0..types as u32).map(CallTypeId).collect();
        by_name.sort_by_key(|id| &model.call_types()[id.index()].name);
        let queues: Vec<_> = (0..model.queues().len() as u32).map(QueueId).collect();
        let is_cleared = |id: &QueueId| {
            model.at_close(model.queues()[id.index()].call_type) == Some(AtClose::ClearQueue)
        };
        Engine {
            model,
            slowness,
            calendar: Calendar::new(floor.agents.len(), types),
            desks: vec![Desk::Empty; if model.is_plain() { 0 } else { floor.agents.len() }],
            phones: Phones::default(),
            last_wait: vec![SimDuration::ZERO; types],
            mean_handling: MeanHandling::new(model, CallType::estimates_by_place),
            cleared_at_close: queues.iter().copied().filter(is_cleared).collect(),
            rules: (!model.is_routed_by_standard()).then(|| Box::new(Rules::new(model))),
            last_agents: LastAgents::new(model),
            routes: Routes::new(types),
            live: Live::new(model),
            recoveries: Recoveries::new(model),
            floor_rules: FloorRules::new(model),
            outages: Outages::new(model, &first_agents),
            pool: Pool::of(model),
            // Where callers want their last agent, each agent has a queue after all others.
            waiting: WaitingRoom::new(
                model,
                if model.asks_for_last_agents() { floor.agents.len() } else { 0 },
            ),
            queues,
            by_name,
            floor,
            timetable: Timetable::new(model),
            streams: vec![Stream::default(); types],
            coming: vec![Coming::NOBODY; types],
            grouping: (Grouping::Apart, Coordinates::default()),
            sources: Sources::new(model),
            trunks: Trunks::new(model),
            closed: false,
            counted_until: model.horizon().counted_until().unwrap_or(SimTime::NEVER),
            awaited: 0,
        }
    }

    /// From now on replications hang together in groups.
    pub fn group(&mut self, grouping: Grouping) {
        self.grouping = (grouping, Coordinates::of(self.model));
    }

    /// Simulates one replication and tells `observer` what happens.
    ///
    /// The result depends on the model, `seed` and `replication` alone, not on what the engine
    /// simulated before.
    pub fn run<O: Observer>(&mut self, seed: u64, replication: u64, observer: &mut O) {
        if O::TAKES_WHOLE_CALLS
            && let Some(mut pool) = self.pool.take()
        {
            let is_told = self.run_as_pool(&mut pool, seed, replication, observer);
            self.pool = Some(pool);
            if is_told {
                return;
            }
            observer.told_anew();
        }
        if self.model.is_plain() {
            self.run_watched(seed, replication, &mut Plain(observer, Standard));
        } else if let Some(mut rules) = self.rules.take() {
            self.run_with_policy(seed, replication, &mut *rules, observer);
            self.rules = Some(rules);
        } else {
            self.run_with_policy(seed, replication, &mut Standard, observer);
        }
    }

    /// Simulates one replication in which `policy` decides in place of the rules of the model.
    ///
    /// Of the model's routing the routes of the call types still hold: they say in which queue a call
    /// is, and when it goes on to the next one or to another type.
    ///
    /// # Panics
    ///
    /// If the policy selects an agent who is not idle or has no skill for the call, or a call that
    /// does not wait.
    pub fn run_with_policy<P: Policy, O: Observer>(
        &mut self,
        seed: u64,
        replication: u64,
        policy: &mut P,
        observer: &mut O,
    ) {
        // The loop that asks a policy is the one that knows everything, whatever the model needs.
        self.desks.resize(self.floor.agents.len(), Desk::Empty);
        self.sources.expect_everything();
        policy.restart(self.model, seed, replication);
        self.run_watched(seed, replication, &mut Whole { observer, policy });
    }

    fn run_watched<W: Watch>(&mut self, seed: u64, replication: u64, observer: &mut W) {
        debug_assert!(W::WHOLE || self.model.is_plain(), "the loop knows all that the model uses");
        self.restart::<W>(seed, replication);
        let now = self.run_until_done(observer);
        if W::WHOLE {
            self.queue_all_that_ring();
            self.queue_all_that_wait_alone(|_, _| true);
        }
        while let Some(call) = self.waiting.first(&self.queues) {
            let waited = self.waiting.take_out(call);
            self.report_lost(now, &waited.call, LossCause::StillWaiting, observer);
        }
        self.trunks.report(now, observer);
        self.give_up_recoveries(now, observer);
        self.report_late_agents(now, observer);
        for agent in 0..self.floor.agents.len() as u32 {
            self.floor.report_stretch(now, agent, observer);
        }
    }

    fn restart<W: Watch>(&mut self, seed: u64, replication: u64) {
        self.floor.clear(self.model, seed, replication);
        self.calendar.clear();
        self.timetable.restart();
        self.waiting.clear(W::WHOLE);
        self.closed = false;
        self.awaited = 0;
        self.sources.restart(seed, replication);
        self.trunks.clear();
        self.desks.fill(Desk::Empty);
        self.last_wait.fill(SimDuration::ZERO);
        self.last_agents.clear();
        if W::WHOLE {
            self.live.iter_mut().for_each(|live| live.clear());
            self.recoveries.clear();
            self.restart_routes();
            self.restart_outages(seed, replication);
            self.restart_floor_rules(seed, replication);
        }
        self.restart_arrivals::<W>(seed, replication);
    }

    /// Schedules the first caller of each type.
    pub(super) fn restart_arrivals<W: Watch>(&mut self, seed: u64, replication: u64) {
        for place in 0..self.by_name.len() {
            let id = self.by_name[place];
            let call_type = &self.model.call_types()[id.index()];
            let (grouping, coordinates) = (self.grouping.0, &self.grouping.1);
            let origin = Origin { seed, replication, name: &call_type.name, grouping, coordinates };
            self.streams[id.index()].restart(&call_type.arrivals, &origin);
            self.draw_ahead::<W>(id);
            self.schedule_next_caller(id);
        }
    }

    /// Handles one event after the other until none is left or no more outcome is awaited, and
    /// returns when that was.
    fn run_until_done<W: Watch>(&mut self, observer: &mut W) -> SimTime {
        let cut_off = self.model.horizon().cut_off();
        let mut clock = SimTime::ZERO;
        loop {
            let mut stage = self.calendar.stages.earliest_time();
            if W::WHOLE {
                stage = stage.min(self.calendar.next_ivr_end().time());
            }
            let environment = self.timetable.next_time().min(self.calendar.next_arising());
            let arrival =
                self.calendar.arrivals.earliest_time().min(self.calendar.next_redial().time());
            let now = stage.min(environment).min(arrival).min(cut_off);
            if self.waiting.patience_bound() < now.as_micros()
                && let Some((end, waited)) = self.waiting.take_impatient(now)
            {
                clock = end;
                self.abandon(end, &waited, observer);
                if W::WHOLE {
                    self.note_queue(end);
                    self.look_at_floor_rules(end, observer);
                }
                continue;
            }
            if now >= self.counted_until && self.awaited == 0 {
                return clock.max(self.counted_until);
            }
            if now == cut_off {
                let nothing_is_left =
                    self.next_but_arising().min(environment) >= EventKey::END_OF_TIME;
                // A queue that nobody will serve lasts until the end of a plain length.
                let end = self.model.horizon().counted_until().unwrap_or(clock);
                return if nothing_is_left { clock.max(end) } else { cut_off };
            }
            let before = std::mem::replace(&mut clock, now);
            if stage == now {
                self.end_stage(now, observer);
            } else if environment == now {
                if !self.change_environment(now, observer) {
                    // Nothing has happened, so if nothing more does it ended before.
                    clock = before;
                    continue;
                }
            } else {
                self.arrive(now, observer);
            }
            if W::WHOLE {
                self.note_queue(now);
                self.look_at_floor_rules(now, observer);
            }
        }
    }

    /// When something is going to happen that does not arise from the environment; not earlier.
    pub(super) fn next_but_arising(&self) -> SimTime {
        let stage = self.calendar.stages.earliest().min(self.calendar.next_ivr_end());
        let arrival = self.calendar.arrivals.earliest().min(self.calendar.next_redial());
        let patience = SimTime::from_micros(self.waiting.patience_bound());
        let others = self.timetable.next_time().min(patience);
        stage.time().min(arrival.time()).min(others)
    }

    /// A stage of an agent ends: talk, wrap-up, ringing, not being ready. Or a stay in the IVR.
    #[inline]
    fn end_stage<W: Watch>(&mut self, now: SimTime, observer: &mut W) {
        let ivr_end = self.calendar.next_ivr_end();
        if W::WHOLE && ivr_end.time() <= now && ivr_end < self.calendar.stages.earliest() {
            self.leave_ivr(now, observer);
            return;
        }
        let agent = self.calendar.stages.earliest_slot();
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
                    | AgentState::Away(_)
                    | AgentState::Down,
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
    #[inline(always)]
    pub(super) fn finish_talk<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) {
        let wrap_up = self.floor.agents[agent as usize].wrap_up;
        if wrap_up.is_zero() {
            self.finish_handling(now, agent, observer);
        } else {
            self.floor.begin(now, agent, Some(AgentState::WrapUp), observer);
            self.calendar.schedule_stage_end(agent, now + wrap_up);
        }
    }

    #[inline(always)]
    pub(super) fn finish_handling<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) {
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
            if W::WHOLE {
                self.use_reserve(now, agent, 1, observer);
            }
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
        if W::WHOLE {
            let Some(call) = self.select_call(now, agent, observer) else { return false };
            self.serve_waiting(now, agent, call, observer);
            return true;
        }
        if self.waiting.len() == 0 {
            return false;
        }
        let profile = self.floor.profile_of::<W>(agent);
        let Some(call) = self.waiting.take_best_for(profile) else { return false };
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

    /// Returns whether anything has changed: a call for whom a step was to come may be gone.
    fn change_environment<W: Watch>(&mut self, now: SimTime, observer: &mut W) -> bool {
        // What was known before the replication was scheduled first.
        if self.timetable.next_time() == now {
            let change = self.timetable.pop().expect("the change that is due");
            self.apply(now, change, observer);
            return true;
        }
        match self.calendar.pop_arising().expect("the change that is due") {
            Arising::ActivityEnd { agent, token } => self.end_activity(now, agent, token, observer),
            Arising::Personal(what) => self.happen_to_agent(now, what, observer),
            Arising::Step { call, order } => return self.step(now, call, order, observer),
            Arising::Joining(joining) => return self.join_ringing(now, joining, observer),
            Arising::Outage(event) => return self.change_of_outage(now, event, observer),
            Arising::FloorRule(event) => return self.change_of_floor_rule(now, event, observer),
        }
        true
    }

    fn apply<W: Watch>(&mut self, now: SimTime, change: Planned, observer: &mut W) {
        match change {
            Planned::Opening => {
                self.closed = false;
                if W::WHOLE {
                    self.open_for_reserve(now, observer);
                }
            }
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
        if W::WHOLE {
            self.queue_all_that_wait_alone(|model, call_type| {
                model.at_close(call_type) == Some(AtClose::ClearQueue)
            });
        }
        // Whoever stayed with a caller goes on when all are gone, not to take one of the next.
        let mut companions = Vec::new();
        while let Some(call) = self.waiting.first(&self.cleared_at_close) {
            companions.extend(self.turn_away(now, call, observer));
        }
        for agent in companions {
            self.stop_staying(now, agent, observer);
        }
        if W::WHOLE {
            self.close_for_reserve(now, observer);
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

//! Hand-built situations: every duration is constant and every call comes at a chosen moment, so
//! what must happen is known to the microsecond.
//!
//! | file | situations |
//! | --- | --- |
//! | `head_count` | the number of agents falls and rises |
//! | `shifts` | agents come and go |
//! | `activities` | breaks and meals: due, late, held back, skipped |
//! | `closing` | what becomes of those who wait at closing, and of redials |
//! | `people` | absence, lateness, rest, fatigue, learning, individuals |
//! | `routing` | who takes which call |
//! | `scores` | expressions that decide |
//! | `select_call` | which waiting call an agent takes, by rule |
//! | `presets` | what switches and papers call their rules |
//! | `routes` | eligibility that changes while the caller waits |
//! | `last_agent` | callers who want the agent who has served them |
//! | `select_agent` | which idle agent takes a call, by each rule |
//! | `ties` | two things at the same microsecond |
//! | `week` | closed days, nights worked through |
//! | `life_trunks` | lines that are all busy |
//! | `life_ivr` | self-service before the queue |
//! | `life_queue` | full queues, balking, announcements, overflow, messages |
//! | `life_ringing` | agents who pick up after a while, or not at all |
//! | `ring_all` | calls that ring at several agents at once |
//! | `life_transfers` | transfers, tasks, calls for the same reason |
//! | `outages` | what breaks: whom it hits, and what becomes of calls and agents |
//! | `counting` | which interval and which count a call belongs to |
//!
//! Calls read `name entered outcome`, agents' days `state from-until`, all in seconds.

#[path = "../common/mod.rs"]
mod common;

mod activities;
mod closing;
mod counting;
mod head_count;
mod last_agent;
mod life_ivr;
mod life_queue;
mod life_ringing;
mod life_transfers;
mod life_trunks;
mod outages;
mod people;
mod presets;
mod ring_all;
mod routes;
mod routing;
mod scores;
mod select_agent;
mod select_call;
mod shifts;
mod ties;
mod traces;
mod week;

use std::collections::BTreeMap;

use callsim::engine::{Answered, Engine, Hit, LossCause, Lost, Observer, Policy, Retimed, Stretch};
use callsim::model::{
    Activity, ActivityKind, AgentGroup, AgentGroupId, AgentId, Arrivals, CallRule, CallType,
    CallTypeId, HeadCount, Horizon, Model, OutageId, OverDay, RateSegment, Routing, Shift, Skill,
    Staffing,
};
use callsim::observe::Observations;
use callsim::rng::{Purpose, Source};
use callsim::time::{SimDuration, SimTime};
use common::{constant, observe};

const SEED: u64 = 1;

/// What happened, in words.
struct Told {
    /// Calls in the order of their outcomes.
    calls: Vec<String>,
    /// What each agent did, by number; agents who never came have done nothing.
    agents: Vec<Vec<String>>,
    /// Who left late, in order.
    overtime: Vec<String>,
    /// When outages began and ended, and what they did to calls.
    outages: Vec<String>,
}

impl Told {
    /// The days of the agents who came, in alphabetical order: where agents are alike, chance
    /// decides who is who.
    fn days(&self) -> Vec<Vec<String>> {
        let mut days = self.agents.clone();
        days.retain(|day| !day.is_empty());
        days.sort();
        days
    }
}

/// Simulates one replication and tells it.
fn tell(model: &Model) -> Told {
    let mut log = Log::new(model);
    Engine::new(model).run(SEED, 0, &mut log);
    log.told()
}

/// The same where a policy decides.
fn told_with<P: Policy>(model: &Model, policy: &mut P) -> Told {
    let mut log = Log::new(model);
    Engine::new(model).run_with_policy(SEED, 0, policy, &mut log);
    log.told()
}
/// What was counted of the only replication.
fn count(model: &Model) -> Observations {
    observe(model, SEED, 0)
}

struct Log<'m> {
    model: &'m Model,
    calls: Vec<String>,
    agents: BTreeMap<AgentId, Vec<String>>,
    overtime: Vec<String>,
    outages: Vec<String>,
}

impl<'m> Log<'m> {
    fn new(model: &'m Model) -> Self {
        let (calls, overtime, outages) = (vec![], vec![], vec![]);
        Log { model, calls, agents: BTreeMap::new(), overtime, outages }
    }

    fn told(mut self) -> Told {
        let agents = self.model.agent_groups().iter().map(AgentGroup::most_agents).sum();
        let day = |agent| self.agents.remove(&AgentId(agent)).unwrap_or_default();
        let agents = (0..agents).map(day).collect();
        Told { agents, calls: self.calls, overtime: self.overtime, outages: self.outages }
    }

    fn call(&self, call_type: CallTypeId, attempt: u32, entered: SimTime) -> String {
        let name = &self.model.call_types()[call_type.index()].name;
        match attempt {
            // What was handed on is no attempt.
            0 | 1 => format!("{name} {}", entered.as_secs_f64()),
            _ => format!("{name}#{attempt} {}", entered.as_secs_f64()),
        }
    }
}

impl Observer for Log<'_> {
    fn call_answered(&mut self, now: SimTime, answered: &Answered) {
        let call = self.call(answered.call_type, answered.attempt, answered.entered);
        let group = &self.model.agent_groups()[answered.group.index()].name;
        self.calls.push(format!("{call} answered {} by {group}", now.as_secs_f64()));
    }

    fn call_lost(&mut self, now: SimTime, lost: &Lost) {
        let call = self.call(lost.call_type, lost.attempt, lost.entered);
        let outcome = match lost.cause {
            LossCause::Abandoned => "abandoned",
            LossCause::Blocked => "blocked",
            LossCause::Contained => "contained",
            LossCause::AbandonedInIvr => "abandoned in the IVR",
            LossCause::Balked => "balked",
            LossCause::Rejected => "rejected",
            LossCause::Overflowed => "overflowed",
            LossCause::TurnedAway => "turned away",
            LossCause::Dropped => "dropped",
            LossCause::CallbackTaken => "called back",
            LossCause::StillWaiting => "still waiting",
        };
        self.calls.push(format!("{call} {outcome} {}", now.as_secs_f64()));
    }

    fn agent_spent(&mut self, stretch: &Stretch) {
        if stretch.from == stretch.until {
            return;
        }
        let (from, until) = (stretch.from.as_secs_f64(), stretch.until.as_secs_f64());
        let unpaid = if stretch.paid { "" } else { " unpaid" };
        let told = format!("{} {from}-{until}{unpaid}", stretch.state.name());
        self.agents.entry(stretch.agent).or_default().push(told);
    }

    fn outage_began(&mut self, now: SimTime, outage: OutageId) {
        let name = &self.model.outages()[outage.index()].name;
        self.outages.push(format!("{name} begins {}", now.as_secs_f64()));
    }

    fn outage_ended(&mut self, now: SimTime, outage: OutageId) {
        let name = &self.model.outages()[outage.index()].name;
        self.outages.push(format!("{name} ends {}", now.as_secs_f64()));
    }

    fn call_hit(&mut self, now: SimTime, hit: &Hit) {
        let Hit { outage, call_type, entered, effect } = *hit;
        let name = &self.model.outages()[outage.index()].name;
        let call = self.call(call_type, 1, entered);
        self.outages.push(format!("{name}: {call} {effect:?} {}", now.as_secs_f64()));
    }

    fn call_retimed(&mut self, now: SimTime, retimed: &Retimed) {
        let call = self.call(retimed.call_type, 1, retimed.entered);
        let mut told = format!("{call} at {}", now.as_secs_f64());
        for (what, before, after) in [
            ("talk", retimed.talk_before, retimed.talk),
            ("hold", retimed.hold_before, retimed.hold),
            ("wrap_up", retimed.wrap_up_before, retimed.wrap_up),
        ] {
            if before != after {
                let (before, after) = (before.as_secs_f64(), after.as_secs_f64());
                told.push_str(&format!(", {what} {before}->{after}"));
            }
        }
        self.outages.push(told);
    }

    fn overtime(&mut self, _group: AgentGroupId, from: SimTime, until: SimTime) {
        self.overtime.push(format!("{}-{}", from.as_secs_f64(), until.as_secs_f64()));
    }
}

/// A call type with a call at each of some moments, in seconds; with a constant talk time and
/// patience (none: for ever), and no wrap-up.
fn calls(name: &str, moments: &[f64], talk: f64, patience: Option<f64>) -> CallType {
    CallType::new(name, exactly_at(name, moments), constant(talk), patience.map(constant))
}

/// The same calls, with a wrap-up of so many seconds.
fn wrapped_up(mut calls: CallType, seconds: f64) -> CallType {
    calls.handling.wrap_up = Some(OverDay::Same(constant(seconds)));
    calls
}

/// Arrivals at chosen moments, in order.
///
/// A Poisson process comes when its cumulative rate passes sums of unit-exponential draws. The
/// draws have an address, so they are known: at each moment stands a rate, one microsecond wide,
/// that carries the cumulative rate over one sum and half-way to the next.
fn exactly_at(name: &str, moments: &[f64]) -> Arrivals {
    let source = Source::new(SEED, 0, name, Purpose::Arrival);
    let step = |number: usize| -source.nth(number as u64).uniform().ln();
    let mut segments: Vec<RateSegment> = Vec::new();
    for (number, moment) in moments.iter().enumerate() {
        let behind = if number == 0 { 0.0 } else { 0.5 * step(number) };
        let growth = step(number) - behind + 0.5 * step(number + 1);
        let start = SimTime::ZERO + SimDuration::from_secs_f64(*moment);
        let per_second = 1e6 * growth;
        match segments.last_mut() {
            Some(last) if last.start == start => {
                last.rate_at_start += per_second;
                last.rate_at_end += per_second;
            }
            Some(_) | None => segments.push(RateSegment {
                start,
                end: start + SimDuration::from_micros(1),
                rate_at_start: per_second,
                rate_at_end: per_second,
                day: 0,
                interval: 0,
            }),
        }
    }
    Arrivals::poisson(segments)
}

/// So many agents from a moment on, in seconds.
fn head_count(changes: &[(f64, u32)]) -> Staffing {
    let change = |&(at, agents): &(f64, u32)| HeadCount { at: moment(at), agents };
    Staffing::HeadCount(changes.iter().map(change).collect())
}

/// A shift of some agents, numbered from `first_agent`, between two moments in seconds.
fn shift(first_agent: u32, agents: u32, (start, end): (f64, f64), does: Vec<Activity>) -> Shift {
    Shift { first_agent, agents, start: moment(start), end: moment(end), activities: does }
}

/// A paid break for everyone at a moment, of so many seconds.
fn pause(from: f64, duration: f64) -> Activity {
    Activity {
        kind: ActivityKind::Break,
        from: moment(from),
        until: moment(from),
        duration: SimDuration::from_secs_f64(duration),
        max_away: None,
        fixed_end: false,
        paid: true,
    }
}

/// A group that serves some types, each with a rank.
fn group(name: &str, skills: &[(u32, u32)], staffing: Staffing) -> AgentGroup {
    let skill = |&(call_type, rank): &(u32, u32)| Skill {
        rank,
        ..Skill::first_choice(CallTypeId(call_type))
    };
    AgentGroup::new(name, skills.iter().map(skill).collect(), staffing)
}

/// A single group of agents, `them`, who serve all types alike, by priority, then first come.
fn centre(horizon: Horizon, types: Vec<CallType>, staffing: Staffing) -> Model {
    let skills: Vec<(u32, u32)> = (0..types.len() as u32).map(|each| (each, 1)).collect();
    let group = group("them", &skills, staffing);
    Model::new("situation", horizon, types, vec![group], Routing::default()).unwrap()
}

/// Several groups, with a rule for the call that an agent takes who frees.
fn groups_of(
    horizon: Horizon,
    types: Vec<CallType>,
    groups: Vec<AgentGroup>,
    rule: CallRule,
) -> Model {
    let routing = Routing { call_selection: vec![rule], ..Routing::default() };
    Model::new("situation", horizon, types, groups, routing).unwrap()
}

/// So many seconds after the start.
fn moment(seconds: f64) -> SimTime {
    SimTime::ZERO + SimDuration::from_secs_f64(seconds)
}

#[test]
fn calls_come_at_the_chosen_moments() {
    let horizon = common::one_day(1, Default::default());
    let moments = [0.0, 0.000_001, 3.0, 3.0, 3.0, 700.5, 3_599.999_999];
    let types = vec![calls("a", &moments, 1.0, Some(0.0)), calls("b", &[3.0], 1.0, Some(0.0))];
    let told = tell(&centre(horizon, types, head_count(&[(0.0, 0)])));
    let expected = [
        "a 0 abandoned 0",
        "a 0.000001 abandoned 0.000001",
        "a 3 abandoned 3",
        "a 3 abandoned 3",
        "a 3 abandoned 3",
        "a 700.5 abandoned 700.5",
        "a 3599.999999 abandoned 3599.999999",
        "b 3 abandoned 3",
    ];
    let mut calls = told.calls;
    calls.sort_by_key(|call| call.starts_with('b'));
    assert_eq!(calls, expected);
}

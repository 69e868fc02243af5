//! Centres of several call types and agent groups as Markov chains.
//!
//! Everything is memoryless. A [`Centre`] says who calls and who is there; two functions say what
//! the routing decides: where a call goes that arrives, and whom an agent serves who frees. From
//! them follow the exact values, and from the centre with the rules of a switch the simulation
//! that they are held against.
//!
//! The rules must not ask for more than the numbers of a [`State`]: not for who came first among
//! calls of different types, nor for who has been idle longest.

use std::array::from_fn;
use std::collections::BTreeMap;

use callsim::engine::{Answered, Engine, Observer};
use callsim::model::{
    AgentGroup, Arrivals, CallRule, CallType, CallTypeId, Horizon, Model, Routing, Skill,
};
use callsim::time::SimTime;

use crate::chain::{equilibrium, expect};
use crate::common::exponential;
use crate::{
    abandonment, hold, judge, mean_wait, occupancy, of_type, oracle, queue_mean, seed_of, share,
    steady, waited,
};

/// `K` call types and `G` agent groups.
#[derive(Clone, Debug)]
pub(crate) struct Centre<const K: usize, const G: usize> {
    pub(crate) name: &'static str,
    pub(crate) types: [Calls; K],
    /// How many agents each group has.
    pub(crate) agents: [u8; G],
    /// For each group what its agents can serve: call type, rank, speed.
    pub(crate) skills: [&'static [(usize, u32, f64)]; G],
}

/// Calls of one type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Calls {
    /// Erlangs at speed 1.
    pub(crate) load: f64,
    /// The mean in seconds at speed 1.
    pub(crate) handling: f64,
    /// The mean in seconds.
    pub(crate) patience: f64,
    pub(crate) priority: i32,
    /// More than so many never wait.
    pub(crate) longest: u8,
}

/// How many calls wait, and what how many agents do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct State<const K: usize, const G: usize> {
    /// Calls that wait, by type.
    pub(crate) waiting: [u8; K],
    /// Agents without a call, by group.
    pub(crate) idle: [u8; G],
    /// Agents with a call of each type, by group.
    pub(crate) busy: [[u8; K]; G],
}

/// What becomes of a call that arrives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Way<const G: usize> {
    /// This group takes it; or the one that has waited longest, if others of its type wait.
    To(usize),
    /// One of the groups takes it, with probabilities like these weights.
    #[allow(dead_code, reason = "rules of chance ask for it")]
    ToAnyOf([f64; G]),
    Waits,
    #[allow(dead_code, reason = "rules that turn calls away ask for it")]
    Lost,
    /// It becomes a call of another type, and is asked again.
    As(usize),
}

/// What the equilibrium says.
#[derive(Debug)]
pub(crate) struct Exact<const K: usize, const G: usize> {
    /// Calls per second that come to each queue, whichever type they were before.
    pub(crate) offered: [f64; K],
    /// Of these, the share that waits.
    pub(crate) waits: [f64; K],
    /// Of these, the share that is lost on arrival.
    pub(crate) lost: [f64; K],
    /// Of these, the share that goes to another type.
    pub(crate) overflows: [f64; K],
    /// Of these, the share that hangs up.
    pub(crate) abandons: [f64; K],
    /// Of these, the share that each group answers.
    pub(crate) answered: [[f64; G]; K],
    /// The mean number of waiting calls.
    pub(crate) queue: [f64; K],
    pub(crate) occupancy: [f64; G],
}

impl Calls {
    /// Calls that take a minute at speed 1, of which at most 35 wait.
    pub(crate) fn new(load: f64, patience: f64) -> Self {
        Calls { load, handling: 60.0, patience, priority: 0, longest: 35 }
    }

    pub(crate) fn rate(&self) -> f64 {
        self.load / self.handling
    }
}

/// The first group with an idle agent in the order of the call's type.
pub(crate) fn first_idle<const K: usize, const G: usize>(
    orders: [&[usize]; K],
) -> impl Fn(&State<K, G>, usize) -> Way<G> {
    move |state, call_type| {
        let group = orders[call_type].iter().find(|group| state.idle[**group] > 0);
        group.map_or(Way::Waits, |group| Way::To(*group))
    }
}

/// The first type with a waiting call in the order of the agent's group.
pub(crate) fn first_waiting<const K: usize, const G: usize>(
    orders: [&[usize]; G],
) -> impl Fn(&State<K, G>, usize) -> Option<usize> {
    move |state, group| orders[group].iter().copied().find(|each| state.waiting[*each] > 0)
}

impl<const K: usize, const G: usize> State<K, G> {
    pub(crate) fn start(mut self, call_type: usize, group: usize) -> Self {
        self.idle[group] -= 1;
        self.busy[group][call_type] += 1;
        self
    }

    fn finish(mut self, call_type: usize, group: usize) -> Self {
        self.idle[group] += 1;
        self.busy[group][call_type] -= 1;
        self
    }

    fn queue(mut self, call_type: usize) -> Self {
        self.waiting[call_type] += 1;
        self
    }

    fn leave_queue(mut self, call_type: usize) -> Self {
        self.waiting[call_type] -= 1;
        self
    }
}

impl<const K: usize, const G: usize> Centre<K, G> {
    /// Calls per second that an agent of a group can serve of a type.
    pub(crate) fn service_rate(&self, call_type: usize, group: usize) -> f64 {
        let skill = self.skills[group].iter().find(|(served, _, _)| *served == call_type);
        skill.expect("a skill").2 / self.types[call_type].handling
    }

    fn transitions(
        &self,
        state: State<K, G>,
        arrival: &impl Fn(&State<K, G>, usize) -> Way<G>,
        freed: &impl Fn(&State<K, G>, usize) -> Option<usize>,
    ) -> Vec<(State<K, G>, f64)> {
        let mut next = Vec::new();
        for (call_type, calls) in self.types.iter().enumerate() {
            self.arrive(&mut next, state, arrival, call_type, calls.rate());
            let hangs_up = f64::from(state.waiting[call_type]) / calls.patience;
            if hangs_up > 0.0 {
                next.push((state.leave_queue(call_type), hangs_up));
            }
            for group in (0..G).filter(|group| state.busy[*group][call_type] > 0) {
                let busy = f64::from(state.busy[group][call_type]);
                let after = state.finish(call_type, group);
                let after = match freed(&after, group) {
                    Some(served) => after.leave_queue(served).start(served, group),
                    None => after,
                };
                next.push((after, busy * self.service_rate(call_type, group)));
            }
        }
        next
    }

    fn arrive(
        &self,
        next: &mut Vec<(State<K, G>, f64)>,
        state: State<K, G>,
        arrival: &impl Fn(&State<K, G>, usize) -> Way<G>,
        call_type: usize,
        rate: f64,
    ) {
        match arrival(&state, call_type) {
            Way::To(group) => next.push((state.start(call_type, group), rate)),
            Way::ToAnyOf(weights) => {
                let total: f64 = weights.iter().sum();
                for group in (0..G).filter(|group| weights[*group] > 0.0) {
                    next.push((state.start(call_type, group), rate * weights[group] / total));
                }
            }
            Way::Waits if state.waiting[call_type] < self.types[call_type].longest => {
                next.push((state.queue(call_type), rate));
            }
            Way::Waits | Way::Lost => {}
            Way::As(other) => self.arrive(next, state, arrival, other, rate),
        }
    }

    /// The exact values if calls that arrive go where `arrival` says, and agents who free, already
    /// counted as idle, serve the type that `freed` says.
    ///
    /// # Panics
    ///
    /// If more than one call in ten million finds a queue too long for the chain, or if not every
    /// call comes out of it somewhere.
    pub(crate) fn solve(
        &self,
        arrival: impl Fn(&State<K, G>, usize) -> Way<G>,
        freed: impl Fn(&State<K, G>, usize) -> Option<usize>,
    ) -> Exact<K, G> {
        let start = State { waiting: [0; K], idle: self.agents, busy: [[0; K]; G] };
        let chain = equilibrium(start, |state| self.transitions(state, &arrival, &freed));
        let exact = self.evaluate(&chain, &arrival);
        for call_type in 0..K {
            let answered: f64 = exact.answered[call_type].iter().sum();
            let elsewhere = exact.lost[call_type] + exact.overflows[call_type];
            let missing = 1.0 - answered - exact.abandons[call_type] - elsewhere;
            // What is cut off is missing among the outcomes.
            assert!(missing.abs() < 1e-7, "{}: {missing:.1e} of {call_type}", self.name);
        }
        exact
    }

    pub(crate) fn evaluate(
        &self,
        chain: &BTreeMap<State<K, G>, f64>,
        arrival: &impl Fn(&State<K, G>, usize) -> Way<G>,
    ) -> Exact<K, G> {
        // A queue is met by its own calls, and in some states by those that overflow to it.
        let coming = |state: &State<K, G>, k: usize| -> f64 {
            let comes = |j: &usize| *j == k || arrival(state, *j) == Way::As(k);
            (0..K).filter(comes).map(|j| self.types[j].rate()).sum()
        };
        let offered: [f64; K] = from_fn(|k| expect(chain, |state| coming(state, k)));
        let share = |k: usize, holds: &dyn Fn(&State<K, G>, Way<G>) -> bool| {
            let holds = |state: &State<K, G>| holds(state, arrival(state, k));
            let rate = |state: &State<K, G>| coming(state, k) * f64::from(u8::from(holds(state)));
            expect(chain, rate) / offered[k]
        };
        let queue = from_fn(|k| expect(chain, |state| f64::from(state.waiting[k])));
        let waits = |state: &State<K, G>, k: usize, way: Way<G>| match way {
            Way::Waits => true,
            Way::To(_) | Way::ToAnyOf(_) => state.waiting[k] > 0,
            Way::Lost | Way::As(_) => false,
        };
        let served = |k: usize, g: usize| {
            let busy = expect(chain, |state| f64::from(state.busy[g][k]));
            if busy > 0.0 { busy * self.service_rate(k, g) / offered[k] } else { 0.0 }
        };
        Exact {
            offered,
            waits: from_fn(|k| share(k, &|state, way| waits(state, k, way))),
            lost: from_fn(|k| share(k, &|_, way| way == Way::Lost)),
            overflows: from_fn(|k| share(k, &|_, way| matches!(way, Way::As(_)))),
            abandons: from_fn(|k| queue[k] / self.types[k].patience / offered[k]),
            answered: from_fn(|k| from_fn(|g| served(k, g))),
            queue,
            occupancy: from_fn(|g| {
                let agents = f64::from(self.agents[g]);
                expect(chain, |state| 1.0 - f64::from(state.idle[g]) / agents)
            }),
        }
    }

    /// Long enough for z-scores that say something.
    pub(crate) fn horizon(&self) -> Horizon {
        let rate: f64 = self.types.iter().map(Calls::rate).sum();
        steady(1800.0, 15_000.0 / rate)
    }

    pub(crate) fn call_types(&self, horizon: &Horizon) -> Vec<CallType> {
        let call_type = |(index, calls): (usize, &Calls)| {
            let arrivals = Arrivals::constant(horizon, calls.rate());
            let (handling, patience) = (exponential(calls.handling), exponential(calls.patience));
            let name = ["alpha", "beta", "gamma"][index];
            let priority = calls.priority;
            CallType { priority, ..CallType::new(name, arrivals, handling, Some(patience)) }
        };
        self.types.iter().enumerate().map(call_type).collect()
    }

    pub(crate) fn agent_groups(&self, horizon: &Horizon) -> Vec<AgentGroup> {
        let group = |group: usize| {
            let skills = self.skills[group].iter().map(|(call_type, rank, speed)| {
                let id = CallTypeId(*call_type as u32);
                Skill { rank: *rank, speed: *speed, ..Skill::first_choice(id) }
            });
            let name = ["one", "two", "three"][group];
            AgentGroup::constant(name, self.agents[group].into(), skills.collect(), horizon)
        };
        (0..G).map(group).collect()
    }

    /// Holds the exact values against a simulation in which agents choose calls by `rule`.
    pub(crate) fn hold_under(&self, rule: CallRule, exact: &Exact<K, G>) {
        let call_selection = vec![rule, CallRule::FirstCome];
        self.hold_routed(Routing { call_selection, ..Routing::default() }, exact);
    }

    /// Holds the exact values against a simulation under these rules.
    pub(crate) fn hold_routed(&self, routing: Routing, exact: &Exact<K, G>) {
        let horizon = self.horizon();
        let (types, groups) = (self.call_types(&horizon), self.agent_groups(&horizon));
        let model = Model::new(self.name, horizon, types, groups, routing).unwrap();
        self.hold(&model, exact);
    }

    /// Holds the exact values against a simulation.
    pub(crate) fn hold(&self, model: &Model, exact: &Exact<K, G>) {
        let horizon = model.horizon();
        let mut oracles = Vec::new();
        for (id, calls) in (0..).zip(model.call_types()) {
            let (k, name) = (id as usize, &calls.name);
            // Little's law.
            let wait = exact.queue[k] / exact.offered[k];
            let mut claim = |what: &str, exact, measure| {
                oracles.push(oracle(format!("{what}{name}"), exact, measure));
            };
            claim("wait > 0, ", exact.waits[k], Box::new(of_type(id, waited)) as crate::Measure);
            claim("queue of ", exact.queue[k], Box::new(queue_mean(id, horizon)));
            claim("mean wait, s, ", wait, Box::new(of_type(id, mean_wait)));
            claim("abandonment of ", exact.abandons[k], Box::new(of_type(id, abandonment)));
            if exact.lost[k] > 0.0 {
                claim("lost of ", exact.lost[k], Box::new(share(id, |calls| calls.rejected)));
            }
            if exact.overflows[k] > 0.0 {
                let measure = Box::new(share(id, |calls| calls.overflowed));
                claim("overflow of ", exact.overflows[k], measure);
            }
        }
        for (id, group) in (0..).zip(model.agent_groups()) {
            let what = format!("occupancy of {}", group.name);
            oracles.push(oracle(what, exact.occupancy[id as usize], occupancy(id)));
        }
        hold(model, REPLICATIONS, &oracles);
        hold_answered(model, &exact.answered);
    }
}

/// How often each centre is simulated.
const REPLICATIONS: u64 = 150;

/// Which group answers how many calls of a type; by the call's entry, like everything of calls.
#[derive(Debug)]
struct Answers {
    counted_from: SimTime,
    counted_until: SimTime,
    offered: Vec<u64>,
    /// By call type and group.
    by: Vec<Vec<u64>>,
}

impl Answers {
    fn new(model: &Model) -> Self {
        let horizon = model.horizon();
        let types = model.call_types().len();
        Answers {
            counted_from: horizon.counted_from(),
            counted_until: horizon.counted_until().expect("a plain length"),
            offered: vec![0; types],
            by: vec![vec![0; model.agent_groups().len()]; types],
        }
    }

    fn counts(&self, entered: SimTime) -> u64 {
        u64::from(self.counted_from <= entered && entered < self.counted_until)
    }
}

impl Observer for Answers {
    fn call_entered(&mut self, now: SimTime, call_type: CallTypeId, _attempt: u32) {
        self.offered[call_type.index()] += self.counts(now);
    }

    fn call_handed_in(&mut self, now: SimTime, call_type: CallTypeId) {
        self.offered[call_type.index()] += self.counts(now);
    }

    fn call_answered(&mut self, _now: SimTime, answered: &Answered) {
        let counts = self.counts(answered.entered);
        self.by[answered.call_type.index()][answered.group.index()] += counts;
    }
}

/// Holds the shares of each type's calls that the groups answer against the same replications.
pub(crate) fn hold_answered<const K: usize, const G: usize>(model: &Model, exact: &[[f64; G]; K]) {
    let mut engine = Engine::new(model);
    let mut samples = vec![vec![Vec::new(); G]; K];
    for replication in 0..REPLICATIONS {
        let mut answers = Answers::new(model);
        engine.run(seed_of(model), replication, &mut answers);
        for (k, of_type) in samples.iter_mut().enumerate() {
            for (g, sample) in of_type.iter_mut().enumerate() {
                sample.push((answers.by[k][g] as f64, answers.offered[k] as f64));
            }
        }
    }
    let mut claims = Vec::new();
    for (k, of_type) in samples.into_iter().enumerate() {
        // What a group cannot serve it does not answer.
        for (g, sample) in of_type.into_iter().enumerate().filter(|(g, _)| exact[k][*g] > 0.0) {
            let (calls, group) = (&model.call_types()[k].name, &model.agent_groups()[g].name);
            claims.push((format!("{calls} answered by {group}"), exact[k][g], sample));
        }
    }
    let claims = claims.iter().map(|(what, exact, sample)| (what.as_str(), *exact, sample.clone()));
    judge(model, claims);
}

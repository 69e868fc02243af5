//! The simulation of a centre, held against its exact values.

use callsim::engine::{Answered, Engine, Observer};
use callsim::model::{
    AgentGroup, Arrivals, CallRule, CallType, CallTypeId, Horizon, Model, Routing, Skill,
};
use callsim::time::SimTime;

use super::{Calls, Centre, Exact};
use crate::common::exponential;
use crate::{
    Oracle, abandonment, hold, judge, mean_wait, occupancy, of_type, oracle, queue_mean, seed_of,
    share, steady, waited,
};

impl<const K: usize, const G: usize> Centre<K, G> {
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
        self.hold_with(routing, |_, _| {}, exact);
    }

    /// The same where `refine` says of calls and agents what the numbers of a centre don't.
    pub(crate) fn hold_with(
        &self,
        routing: Routing,
        refine: impl FnOnce(&mut [CallType], &mut [AgentGroup]),
        exact: &Exact<K, G>,
    ) {
        let horizon = self.horizon();
        let (mut types, mut groups) = (self.call_types(&horizon), self.agent_groups(&horizon));
        refine(&mut types, &mut groups);
        let model = Model::new(self.name, horizon, types, groups, routing).unwrap();
        self.hold(&model, exact);
    }

    /// Holds the exact values against a simulation.
    pub(crate) fn hold(&self, model: &Model, exact: &Exact<K, G>) {
        let ids = 0..model.call_types().len() as u32;
        let mut oracles: Vec<Oracle> = ids.flat_map(|id| of_calls(model, id, exact)).collect();
        for (id, group) in (0..).zip(model.agent_groups()) {
            let what = format!("occupancy of {}", group.name);
            oracles.push(oracle(what, exact.occupancy[id as usize], occupancy(id)));
        }
        hold(model, REPLICATIONS, &oracles);
        hold_answered(model, &exact.answered);
    }
}

/// What is exact of the calls of one type.
fn of_calls<const K: usize, const G: usize>(
    model: &Model,
    id: u32,
    exact: &Exact<K, G>,
) -> Vec<Oracle<'static>> {
    let (k, horizon) = (id as usize, model.horizon());
    let name = &model.call_types()[k].name;
    let queue = exact.queue[k];
    // Little's law.
    let wait = queue / exact.offered[k];
    let (lost, overflows) = (exact.lost[k], exact.overflows[k]);
    let mut oracles = vec![
        oracle(format!("wait > 0, {name}"), exact.waits[k], of_type(id, waited)),
        oracle(format!("queue of {name}"), queue, queue_mean(id, horizon)),
        oracle(format!("mean wait of {name}, s"), wait, of_type(id, mean_wait)),
        oracle(format!("abandonment of {name}"), exact.abandons[k], of_type(id, abandonment)),
    ];
    if lost > 0.0 {
        oracles.push(oracle(format!("lost of {name}"), lost, share(id, |calls| calls.rejected)));
    }
    if overflows > 0.0 {
        let measure = share(id, |calls| calls.overflowed);
        oracles.push(oracle(format!("overflow of {name}"), overflows, measure));
    }
    oracles
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
fn hold_answered<const K: usize, const G: usize>(model: &Model, exact: &[[f64; G]; K]) {
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
    judge(model, claims.into_iter());
}

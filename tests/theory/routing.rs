//! Who is served first, and by whom: closed forms, and Markov chains small enough to solve.

use callsim::model::{
    AgentGroup, AgentGroupId, Arrivals, CallRule, CallType, CallTypeId, Horizon, Model, Routing,
    Skill,
};
use callsim::observe::Observations;
use callsim::theory::{
    Exponential, ImpatientQueue, Queue, erlang_b, erlang_c, erlang_c_mean_wait, priority_mean_waits,
};

use crate::chain::{equilibrium, expect};
use crate::common::{constant, exponential};
use crate::{
    abandonment, asa, group, hold, mean_wait, occupancy, of_type, one_queue, oracle, queue_mean,
    service_level, steady, waited,
};

/// Seconds.
const HANDLING: f64 = 60.0;

#[test]
fn classes_of_priority_wait_as_kella_and_yechiali_say() {
    for (agents, loads) in [(1, vec![0.3, 0.4]), (5, vec![1.5, 2.4]), (10, vec![3.0, 3.0, 2.4])] {
        let rates: Vec<f64> = loads.iter().map(|load| load / HANDLING).collect();
        let load: f64 = loads.iter().sum();
        let horizon = steady(300.0 * HANDLING, 20_000.0 * HANDLING / load);
        let types = rates.iter().enumerate().map(|(class, rate)| CallType {
            // Any numbers will do, as long as the first class has the highest.
            priority: 7 - 3 * class as i32,
            ..plain(&format!("class {class}"), &horizon, *rate)
        });
        let model =
            pooled(format!("priorities, {agents} agents"), types.collect(), agents, &horizon);
        let waits = priority_mean_waits(&rates, HANDLING, agents).unwrap();
        let mut oracles = Vec::new();
        for (class, wait) in (0..).zip(&waits) {
            // Whether a call waits at all does not depend on its class.
            oracles.push(oracle("wait > 0", erlang_c(agents, load), of_type(class, waited)));
            oracles.push(oracle(format!("mean wait of {class}, s"), *wait, of_type(class, asa)));
        }
        hold(&model, 150, &oracles);
    }
}

#[test]
fn types_with_the_same_handling_are_one_queue_under_first_come() {
    let queue = Queue { arrival_rate: 15.0 / HANDLING, mean_handling: HANDLING, agents: 15 };
    let exact = ImpatientQueue::new(queue, Exponential::new(120.0).unwrap()).unwrap();
    let horizon = steady(20.0 * HANDLING, 12_000.0 / queue.arrival_rate);
    let types =
        [("few", 0.2, 5), ("some", 0.3, 0), ("many", 0.5, 9)].map(|(name, share, priority)| {
            let arrivals = Arrivals::constant(&horizon, share * queue.arrival_rate);
            let patience = Some(exponential(120.0));
            CallType { priority, ..CallType::new(name, arrivals, exponential(HANDLING), patience) }
        });
    let skills = [0, 1, 2].map(|each| Skill::first_choice(CallTypeId(each))).to_vec();
    let group = AgentGroup::constant("agents", queue.agents, skills, &horizon);
    // First come alone: the priorities say nothing.
    let routing = Routing { call_selection: vec![CallRule::FirstCome], ..Routing::default() };
    let model = Model::new("first come", horizon, types.to_vec(), vec![group], routing).unwrap();
    let mut oracles = Vec::new();
    for (name, id) in [("few", 0), ("some", 1), ("many", 2)] {
        let waiting = exact.waiting();
        oracles.push(oracle(format!("wait > 0, {name}"), waiting, of_type(id, waited)));
        oracles.push(oracle(format!("ASA of {name}, s"), exact.asa(), of_type(id, asa)));
        let within = exact.answered_within(20.0);
        oracles.push(oracle(format!("within 20 s, {name}"), within, of_type(id, service_level)));
        let lost = exact.abandonment();
        oracles.push(oracle(format!("abandonment of {name}"), lost, of_type(id, abandonment)));
    }
    hold(&model, 150, &oracles);
}

#[test]
fn agents_of_speed_two_halve_the_handling() {
    let queue = Queue { arrival_rate: 0.25, mean_handling: 0.5 * HANDLING, agents: 10 };
    let horizon = steady(100.0 * HANDLING, 20_000.0 / queue.arrival_rate);
    let skill = Skill { speed: 2.0, ..Skill::first_choice(CallTypeId(0)) };
    let group = AgentGroup::constant("fast", queue.agents, vec![skill], &horizon);
    let calls = plain("calls", &horizon, queue.arrival_rate);
    let model = Model::new("speed 2", horizon, vec![calls], vec![group], Routing::default());
    let oracles = [
        oracle("wait > 0", erlang_c(10, 7.5), of_type(0, waited)),
        oracle("mean wait, s", erlang_c_mean_wait(queue).unwrap(), of_type(0, asa)),
        oracle(
            "talk, s",
            0.5 * HANDLING,
            of_type(0, |calls| (1e-6 * calls.talk as f64, calls.answered as f64)),
        ),
        oracle("occupancy", 0.75, occupancy(0)),
    ];
    hold(&model.unwrap(), 150, &oracles);
}

#[test]
fn what_overflows_from_the_first_rank_is_what_erlang_b_blocks_there() {
    let (first, second, load) = (6, 5, 8.0);
    let horizon = steady(60.0 * HANDLING, 10_000.0 * HANDLING / load);
    let arrivals = Arrivals::constant(&horizon, load / HANDLING);
    let calls = CallType::new("calls", arrivals, exponential(HANDLING), Some(constant(0.0)));
    let skill = |rank| vec![Skill { rank, ..Skill::first_choice(CallTypeId(0)) }];
    // The order of the groups says nothing, their rank does.
    let groups = vec![
        AgentGroup::constant("second", second, skill(2), &horizon),
        AgentGroup::constant("first", first, skill(1), &horizon),
    ];
    let model = Model::new("overflow", horizon, vec![calls], groups, Routing::default()).unwrap();
    let (blocked_first, blocked) = (erlang_b(first, load), erlang_b(first + second, load));
    let oracles = [
        oracle("answered by rank 1", 1.0 - blocked_first, answered_by(1, 0)),
        oracle("answered by rank 2", blocked_first - blocked, answered_by(0, 0)),
        oracle("blocked by both", blocked, of_type(0, abandonment)),
        oracle(
            "occupancy of rank 1",
            load * (1.0 - blocked_first) / f64::from(first),
            occupancy(1),
        ),
    ];
    hold(&model, 150, &oracles);
}

#[test]
fn pooled_groups_of_the_same_rank_are_one_group() {
    let queue = Queue { arrival_rate: 12.5 / HANDLING, mean_handling: HANDLING, agents: 12 };
    let exact = ImpatientQueue::new(queue, Exponential::new(60.0).unwrap()).unwrap();
    let horizon = steady(20.0 * HANDLING, 12_000.0 / queue.arrival_rate);
    let arrivals = Arrivals::constant(&horizon, queue.arrival_rate);
    let calls = CallType::new("calls", arrivals, exponential(HANDLING), Some(exponential(60.0)));
    let groups =
        [("a", 2), ("b", 7), ("c", 3)].map(|(name, agents)| group(name, agents, &horizon)).to_vec();
    let model = Model::new("same rank", horizon, vec![calls], groups, Routing::default()).unwrap();
    // The longest idle takes the call, so everyone is busy for the same share of the time.
    let oracles = [
        oracle("wait > 0", exact.waiting(), of_type(0, waited)),
        oracle("abandonment", exact.abandonment(), of_type(0, abandonment)),
        oracle("occupancy of 2", exact.occupancy(), occupancy(0)),
        oracle("occupancy of 7", exact.occupancy(), occupancy(1)),
        oracle("occupancy of 3", exact.occupancy(), occupancy(2)),
    ];
    hold(&model, 150, &oracles);
}

#[test]
fn one_type_overflows_to_a_group_that_ranks_another_first() {
    let design = Design {
        name: "N, rank then first come",
        loads: [2.6, 1.4],
        patience: [100.0, 45.0],
        agents: [2, 2],
        speeds: [1.0, 0.8],
        groups_for: [&[0, 1], &[1]],
        types_for: [&[0], &[1, 0]],
        rule: CallRule::RankThenFcfs,
        priorities: [9, 0],
    };
    hold_design(&design);
}

#[test]
fn one_type_overflows_to_a_group_and_goes_first_there_by_priority() {
    let design = Design {
        name: "N, priority",
        loads: [2.6, 1.4],
        patience: [100.0, 45.0],
        agents: [2, 2],
        speeds: [1.0, 1.25],
        groups_for: [&[0, 1], &[1]],
        types_for: [&[0], &[0, 1]],
        rule: CallRule::Priority,
        priorities: [1, 0],
    };
    hold_design(&design);
}

#[test]
fn two_groups_help_each_other_out() {
    let design = Design {
        name: "X, rank then first come",
        loads: [1.8, 2.4],
        patience: [60.0, 120.0],
        agents: [2, 3],
        speeds: [1.0, 0.7],
        groups_for: [&[0, 1], &[1, 0]],
        types_for: [&[0, 1], &[1, 0]],
        rule: CallRule::RankThenFcfs,
        priorities: [0, 0],
    };
    hold_design(&design);
}

#[test]
fn a_slow_group_of_the_second_rank_is_used_when_the_fast_one_is_busy() {
    let design = Design {
        name: "fast and slow",
        loads: [3.5, 0.4],
        patience: [80.0, 80.0],
        agents: [2, 3],
        speeds: [1.5, 0.5],
        groups_for: [&[0, 1], &[0, 1]],
        types_for: [&[0, 1], &[0, 1]],
        rule: CallRule::Priority,
        priorities: [3, 2],
    };
    hold_design(&design);
}

/// Two call types and two agent groups, memoryless: a state has so many busy in each group and so
/// many of each type waiting.
struct Design {
    name: &'static str,
    /// Erlangs at speed 1.
    loads: [f64; 2],
    /// Mean patience in seconds.
    patience: [f64; 2],
    agents: [u32; 2],
    speeds: [f64; 2],
    /// For each type the groups that serve it, the best rank first.
    groups_for: [&'static [usize]; 2],
    /// For each group the types in the order in which it serves those that wait.
    types_for: [&'static [usize]; 2],
    rule: CallRule,
    priorities: [i32; 2],
}

/// More calls of a type than this never wait.
const LONGEST_QUEUE: u32 = 35;

/// Busy agents of both groups, waiting calls of both types.
type State = ([u32; 2], [u32; 2]);

impl Design {
    fn rates(&self) -> [f64; 2] {
        self.loads.map(|load| load / HANDLING)
    }

    fn transitions(&self, (busy, waiting): State) -> Vec<(State, f64)> {
        let mut next = Vec::new();
        for (call_type, rate) in self.rates().into_iter().enumerate() {
            let (mut busy, mut waiting) = (busy, waiting);
            match self.groups_for[call_type].iter().find(|g| busy[**g] < self.agents[**g]) {
                Some(group) => busy[*group] += 1,
                None if waiting[call_type] < LONGEST_QUEUE => waiting[call_type] += 1,
                None => continue,
            }
            next.push(((busy, waiting), rate));
        }
        for group in 0..2 {
            let rate = f64::from(busy[group]) * self.speeds[group] / HANDLING;
            let (mut busy, mut waiting) = (busy, waiting);
            match self.types_for[group].iter().find(|t| waiting[**t] > 0) {
                Some(call_type) => waiting[*call_type] -= 1,
                None => busy[group] = busy[group].saturating_sub(1),
            }
            next.push(((busy, waiting), rate));
        }
        for call_type in 0..2 {
            let rate = f64::from(waiting[call_type]) / self.patience[call_type];
            let mut waiting = waiting;
            waiting[call_type] = waiting[call_type].saturating_sub(1);
            next.push(((busy, waiting), rate));
        }
        next
    }

    fn model(&self, horizon: &Horizon) -> Model {
        let types = (0..2).map(|index: usize| {
            let arrivals = Arrivals::constant(horizon, self.rates()[index]);
            let patience = Some(exponential(self.patience[index]));
            let name = ["alpha", "beta"][index];
            let priority = self.priorities[index];
            CallType { priority, ..CallType::new(name, arrivals, exponential(HANDLING), patience) }
        });
        let groups = (0..2).map(|group: usize| {
            let skills = self.types_for[group].iter().map(|call_type| {
                let place = self.groups_for[*call_type].iter().position(|each| *each == group);
                let rank = 1 + place.expect("a group that serves the type") as u32;
                let speed = self.speeds[group];
                Skill { rank, speed, ..Skill::first_choice(CallTypeId(*call_type as u32)) }
            });
            let name = ["one", "two"][group];
            AgentGroup::constant(name, self.agents[group], skills.collect(), horizon)
        });
        let routing =
            Routing { call_selection: vec![self.rule, CallRule::FirstCome], ..Routing::default() };
        Model::new(self.name, horizon.clone(), types.collect(), groups.collect(), routing).unwrap()
    }
}

fn hold_design(design: &Design) {
    let chain = equilibrium(([0, 0], [0, 0]), |state| design.transitions(state));
    let rate: f64 = design.rates().iter().sum();
    let horizon = steady(30.0 * HANDLING, 15_000.0 / rate);
    let model = design.model(&horizon);
    let mut oracles = Vec::new();
    for (id, name) in [(0, "alpha"), (1, "beta")] {
        let index = id as usize;
        let all_busy = expect(&chain, |(busy, _)| {
            let full = design.groups_for[index].iter().all(|g| busy[*g] == design.agents[*g]);
            f64::from(u8::from(full))
        });
        let queue = expect(&chain, |(_, waiting)| f64::from(waiting[index]));
        let wait = queue / design.rates()[index];
        let lost = wait / design.patience[index];
        oracles.push(oracle(format!("wait > 0, {name}"), all_busy, of_type(id, waited)));
        oracles.push(oracle(format!("queue of {name}"), queue, queue_mean(id, &horizon)));
        oracles.push(oracle(format!("mean wait of {name}, s"), wait, of_type(id, mean_wait)));
        oracles.push(oracle(format!("abandonment of {name}"), lost, of_type(id, abandonment)));
    }
    for (id, name) in [(0, "one"), (1, "two")] {
        let index = id as usize;
        let busy = expect(&chain, |(busy, _)| f64::from(busy[index]));
        let share = busy / f64::from(design.agents[index]);
        oracles.push(oracle(format!("occupancy of {name}"), share, occupancy(id)));
    }
    hold(&model, 150, &oracles);
}

/// A call type whose callers wait for ever.
fn plain(name: &str, horizon: &Horizon, rate: f64) -> CallType {
    CallType::new(name, Arrivals::constant(horizon, rate), exponential(HANDLING), None)
}

/// A group that serves all types alike, under the `priority` rule.
fn pooled(name: String, types: Vec<CallType>, agents: u32, horizon: &Horizon) -> Model {
    let skills = (0..types.len() as u32).map(|each| Skill::first_choice(CallTypeId(each)));
    let group = AgentGroup::constant("agents", agents, skills.collect(), horizon);
    Model::new(name, horizon.clone(), types, vec![group], Routing::default()).unwrap()
}

/// The share of the calls offered to a type that a group answers.
fn answered_by(group: u32, call_type: u32) -> impl Fn(&Observations) -> (f64, f64) {
    move |counted| {
        let answered = counted.all_agents(AgentGroupId(group)).answered as f64;
        (answered, counted.all_calls(CallTypeId(call_type)).offered as f64)
    }
}

#[test]
fn a_single_type_in_a_single_group_is_the_simplest_design() {
    // The chain and the formula say the same before either is held against a simulation.
    let queue = Queue { arrival_rate: 4.0 / HANDLING, mean_handling: HANDLING, agents: 4 };
    let exact = ImpatientQueue::new(queue, Exponential::new(70.0).unwrap()).unwrap();
    let design = Design {
        name: "one",
        loads: [4.0, 0.0],
        patience: [70.0, 70.0],
        agents: [4, 0],
        speeds: [1.0, 1.0],
        groups_for: [&[0], &[0]],
        types_for: [&[0, 1], &[]],
        rule: CallRule::FirstCome,
        priorities: [0, 0],
    };
    let chain = equilibrium(([0, 0], [0, 0]), |state| design.transitions(state));
    let queue_mean = expect(&chain, |(_, waiting)| f64::from(waiting[0]));
    assert!((queue_mean - exact.queue_mean()).abs() < 1e-9);
    let horizon = steady(20.0 * HANDLING, 10_000.0 / queue.arrival_rate);
    let arrivals = Arrivals::constant(&horizon, queue.arrival_rate);
    let calls = CallType::new("calls", arrivals, exponential(HANDLING), Some(exponential(70.0)));
    let model = one_queue("one type", horizon, calls, 4);
    hold(&model, 100, &[oracle("abandonment", exact.abandonment(), of_type(0, abandonment))]);
}

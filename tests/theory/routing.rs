//! Who is served first, and by whom: closed forms.

use callsim::model::{
    AgentGroup, AgentGroupId, Arrivals, CallRule, CallType, CallTypeId, Horizon, Model, Routing,
    Skill,
};
use callsim::observe::Observations;
use callsim::theory::{
    Exponential, ImpatientQueue, Queue, erlang_b, erlang_c, erlang_c_mean_wait, priority_mean_waits,
};

use crate::common::{constant, exponential};
use crate::{
    abandonment, asa, group, hold, occupancy, of_type, oracle, service_level, steady, waited,
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

//! Routes with steps, reserves and gates: Erlang's formulas with constant patience, and small
//! Markov chains.

use callsim::dist::Distribution;
use callsim::model::{
    AgentGroup, AgentGroupId, Arrivals, CallType, CallTypeId, Horizon, Model, Opening, OverDay,
    Patience, Route, Routing, Skill, Step, StepAction,
};
use callsim::theory::{Constant, ImpatientQueue, Queue};

use crate::chain::{equilibrium, expect};
use crate::common::{constant, exponential, secs};
use crate::{abandonment, asa, hold, of_type, oracle, queue_mean, share, steady, waited};

/// Seconds.
const HANDLING: f64 = 60.0;

#[test]
fn what_goes_over_after_a_time_is_what_loses_patience_then() {
    let queue = Queue { arrival_rate: 10.0 / HANDLING, mean_handling: HANDLING, agents: 10 };
    let exact = ImpatientQueue::new(queue, Constant::new(30.0).unwrap()).unwrap();
    let horizon = steady(20.0 * HANDLING, 20_000.0 / queue.arrival_rate);
    let mut first = calls("first", &horizon, queue.arrival_rate);
    // Patience goes on there, and ends at once.
    first.patience = patience(constant(30.0));
    let overflow = StepAction::Overflow { to: CallTypeId(1), keep_place: false };
    let first = routed(first, vec![step(0, open(0, 0, 0)), step(30, overflow)]);
    let second = CallType::new("second", Arrivals::none(), exponential(HANDLING), None);
    let model = model("overflow by route", &horizon, vec![first, second], &[queue.agents]);
    let oracles = [
        oracle("wait > 0", exact.waiting(), of_type(0, waited)),
        oracle("overflow", exact.abandonment(), share(0, |calls| calls.overflowed)),
        oracle("ASA, s", exact.asa(), of_type(0, asa)),
        oracle("lost there", 1.0, of_type(1, abandonment)),
    ];
    hold(&model, 150, &oracles);
}

#[test]
fn a_reserve_keeps_agents_for_those_who_cannot_wait() {
    // Guarded calls wait for as long as no more than the reserve is idle; others are lost at once.
    let (agents, reserve, rates) = (8u32, 2u32, [3.0, 2.5].map(|load| load / HANDLING));
    let horizon = steady(100.0 * HANDLING, 20_000.0 / rates[0]);
    let mut sure = calls("sure", &horizon, rates[0]);
    sure.patience = patience(constant(0.0));
    let guarded = routed(calls("guarded", &horizon, rates[1]), vec![step(0, open(0, reserve, 0))]);
    let model = model("reserve", &horizon, vec![sure, guarded], &[agents]);
    let chain = equilibrium((0u32, 0u32), |(busy, waiting)| {
        let mut next = vec![];
        if busy < agents {
            next.push(((busy + 1, waiting), rates[0]));
        }
        if busy < agents - reserve {
            next.push(((busy + 1, waiting), rates[1]));
        } else if waiting < 200 {
            next.push(((busy, waiting + 1), rates[1]));
        }
        let ends = f64::from(busy) / HANDLING;
        match busy {
            0 => {}
            // Whoever frees counts as idle.
            busy if busy <= agents - reserve && waiting > 0 => {
                next.push(((busy, waiting - 1), ends));
            }
            busy => next.push(((busy - 1, waiting), ends)),
        }
        next
    });
    let probability = |is_it: fn(u32, u32) -> bool| {
        expect(&chain, |(busy, _)| f64::from(u8::from(is_it(*busy, agents))))
    };
    let oracles = [
        oracle("sure lost", probability(|busy, agents| busy == agents), of_type(0, abandonment)),
        oracle("guarded wait", probability(|busy, agents| busy + 2 >= agents), of_type(1, waited)),
        oracle("guarded queue", expect(&chain, |(_, it)| f64::from(*it)), queue_mean(1, &horizon)),
    ];
    hold(&model, 150, &oracles);
}

#[test]
fn a_gate_opens_to_others_while_the_queue_is_long() {
    let (first, second, gate) = (4u32, 2u32, 3u32);
    const PATIENCE: f64 = 90.0;
    let rate = 5.0 / HANDLING;
    let horizon = steady(50.0 * HANDLING, 20_000.0 / rate);
    let mut calls = calls("calls", &horizon, rate);
    calls.patience = patience(exponential(PATIENCE));
    let calls = routed(calls, vec![step(0, open(0, 0, 0)), step(0, open(1, 0, gate))]);
    let model = model("gate", &horizon, vec![calls], &[first, second]);
    let chain = equilibrium((0u32, 0u32, 0u32), |(busy, helping, waiting)| {
        let mut next = vec![];
        if busy < first {
            next.push(((busy + 1, helping, waiting), rate));
        } else if waiting + 1 >= gate && helping < second {
            next.push(((busy, helping + 1, waiting), rate));
        } else if waiting < 200 {
            next.push(((busy, helping, waiting + 1), rate));
        }
        let ends = f64::from(busy) / HANDLING;
        match waiting {
            0 if busy > 0 => next.push(((busy - 1, helping, 0), ends)),
            0 => {}
            _ => next.push(((busy, helping, waiting - 1), ends)),
        }
        let ends = f64::from(helping) / HANDLING;
        if helping > 0 && waiting >= gate {
            next.push(((busy, helping, waiting - 1), ends));
        } else if helping > 0 {
            next.push(((busy, helping - 1, waiting), ends));
        }
        if waiting > 0 {
            next.push(((busy, helping, waiting - 1), f64::from(waiting) / PATIENCE));
        }
        next
    });
    let queue = expect(&chain, |(.., waiting)| f64::from(*waiting));
    let helped = expect(&chain, |(_, helping, _)| f64::from(*helping)) / HANDLING / rate;
    let by_second = |counted: &callsim::observe::Observations| {
        let answered = counted.all_agents(AgentGroupId(1)).answered as f64;
        (answered, counted.all_calls(CallTypeId(0)).offered as f64)
    };
    let oracles = [
        oracle("queue", queue, queue_mean(0, &horizon)),
        oracle("abandonment", queue / PATIENCE / rate, of_type(0, abandonment)),
        oracle("helped", helped, by_second),
    ];
    hold(&model, 150, &oracles);
}

fn calls(name: &str, horizon: &Horizon, rate: f64) -> CallType {
    CallType::new(name, Arrivals::constant(horizon, rate), exponential(HANDLING), None)
}

fn patience(drawn: Distribution) -> Patience {
    Patience::Drawn(OverDay::Same(drawn))
}

fn routed(mut calls: CallType, steps: Vec<Step>) -> CallType {
    calls.routing.route = Some(Route { steps });
    calls
}

/// A step after so many seconds.
pub(crate) fn step(after: u64, action: StepAction) -> Step {
    Step { after: secs(after), or_unstaffed: false, condition: None, action }
}

/// The agents of a group who have the skill.
pub(crate) fn open(group: u32, reserve: u32, min_queue: u32) -> StepAction {
    let groups = Some(vec![AgentGroupId(group)]);
    StepAction::Open(Opening { groups, reserve, min_queue, ..Opening::default() })
}

/// Groups of so many agents, who have the skill for all types.
fn model(name: &str, horizon: &Horizon, types: Vec<CallType>, agents: &[u32]) -> Model {
    let served = types.iter().zip(0..).filter(|(each, _)| each.name != "second");
    let skills: Vec<_> = served.map(|(_, id)| Skill::first_choice(CallTypeId(id))).collect();
    let groups = agents.iter().enumerate().map(|(number, agents)| {
        AgentGroup::constant(format!("group {number}"), *agents, skills.clone(), horizon)
    });
    let groups = groups.collect();
    Model::new(name, horizon.clone(), types, groups, Routing::default()).unwrap()
}

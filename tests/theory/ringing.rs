//! Calls that ring: until an agent picks up, the caller waits, and may hang up.

use callsim::dist::Distribution;
use callsim::model::{
    AgentGroup, AgentRule, AgentState, Arrivals, CallLife, CallType, Horizon, Model, Parts, Ring,
    Routing, TrunkGroup, TrunkGroupId,
};
use callsim::theory::pollaczek_khinchine;
use callsim::time::SimDuration;

use crate::chain::{equilibrium, expect};
use crate::common::{constant, exponential};
use crate::{
    abandonment, asa, group, hold, mean_wait, of_type, oracle, queue_mean, share, steady, time_in,
};

/// Seconds.
const HANDLING: f64 = 60.0;

#[test]
fn callers_may_hang_up_while_it_rings() {
    let (agents, load, patience, ring) = (4, 4.0, 70.0, 12.0);
    let rate = load / HANDLING;
    // States: calls that wait in the queue, that ring, that talk.
    let chain = equilibrium((0u32, 0u32, 0u32), |(queue, ringing, talking)| {
        let mut next = vec![];
        if ringing + talking < agents {
            next.push(((queue, ringing + 1, talking), rate));
        } else if queue < 60 {
            next.push(((queue + 1, ringing, talking), rate));
        }
        // An agent who frees hears the next call ring.
        let freed = |ringing: u32, talking: u32| {
            let waits = u32::from(queue > 0);
            (queue - waits, ringing + waits, talking)
        };
        if ringing > 0 {
            next.push(((queue, ringing - 1, talking + 1), f64::from(ringing) / ring));
            next.push((freed(ringing - 1, talking), f64::from(ringing) / patience));
        }
        if talking > 0 {
            next.push((freed(ringing, talking - 1), f64::from(talking) / HANDLING));
        }
        if queue > 0 {
            next.push(((queue - 1, ringing, talking), f64::from(queue) / patience));
        }
        next
    });
    let horizon = steady(20.0 * HANDLING, 10_000.0 / rate);
    let arrivals = Arrivals::constant(&horizon, rate);
    let calls =
        CallType::new("calls", arrivals, exponential(HANDLING), Some(exponential(patience)));
    let model = one_group("ringing", &horizon, calls, patient_ring(ring, agents, &horizon));
    let queue = expect(&chain, |(queue, ringing, _)| f64::from(queue + ringing));
    let ringing = expect(&chain, |(_, ringing, _)| f64::from(*ringing)) / f64::from(agents);
    let talking = expect(&chain, |(_, _, talking)| f64::from(*talking)) / f64::from(agents);
    let wait = queue / rate;
    let oracles = [
        oracle("mean wait, s", wait, of_type(0, mean_wait)),
        oracle("abandonment", wait / patience, of_type(0, abandonment)),
        oracle("queue", queue, queue_mean(0, &horizon)),
        oracle("time ringing", ringing, time_in(0, AgentState::Ringing)),
        oracle("time talking", talking, time_in(0, AgentState::Talking)),
    ];
    hold(&model, 150, &oracles);
}

#[test]
fn a_single_agent_who_does_not_always_pick_up_is_m_g_1() {
    for (name, no_answer) in [("constant ring", 0.0), ("constant ring, no answer", 0.25)] {
        let rings = PickUp { mean: 8.0, square: 64.0, fails: no_answer };
        hold_single_agent(name, constant(8.0), no_answer, &rings);
    }
}

#[test]
fn an_exponential_ring_is_cut_by_the_timeout() {
    let (mean, no_answer) = (14.0, 0.1);
    let beyond = (-TIMEOUT / mean).exp();
    let odds = beyond / (1.0 - beyond);
    let rings = PickUp {
        mean: mean - TIMEOUT * odds,
        square: 2.0 * mean * mean - (TIMEOUT * TIMEOUT + 2.0 * mean * TIMEOUT) * odds,
        fails: 1.0 - (1.0 - no_answer) * (1.0 - beyond),
    };
    hold_single_agent("exponential ring", exponential(mean), no_answer, &rings);
}

/// There is one line, so that each call finds all agents idle: of `k` phones the first is picked up
/// after 1 ÷ k of the mean, for the minimum of exponential times is exponential.
///
/// If one more phone joins after each `d`, the rate of being picked up is j r in the j-th stretch
/// of time. It rings longer than the first j − 1 of them with the probability exp(−r d j (j − 1) ÷ 2).
#[test]
fn a_lone_call_is_picked_up_by_the_first_of_all() {
    let ring = 12.0;
    for agents in [1, 2, 5] {
        hold_lone_call(&format!("ring all {agents}"), agents, None, ring / f64::from(agents));
    }
    let (agents, every) = (4, 5.0);
    let steps = (1..=agents).map(f64::from).map(|phones| {
        let reached = (-every / ring * phones * (phones - 1.0) / 2.0).exp();
        let is_last = phones == f64::from(agents);
        let picked_up = if is_last { 1.0 } else { -(-every / ring * phones).exp_m1() };
        reached * picked_up * ring / phones
    });
    hold_lone_call("ring progressively", agents, Some(every), steps.sum());
}

fn hold_lone_call(name: &str, agents: u32, every: Option<f64>, mean: f64) {
    let ring = 12.0;
    let work = mean + HANDLING;
    let rate = 0.5 / work;
    let horizon = steady(20.0 * work, 6000.0 / rate);
    let arrivals = Arrivals::constant(&horizon, rate);
    let calls = CallType::new("calls", arrivals, exponential(HANDLING), None);
    let model = one_group(name, &horizon, calls, patient_ring(ring, agents, &horizon));
    let every = every.map(SimDuration::from_secs_f64);
    let model = with_rule(&model, AgentRule::RingAll { every }, Some(1));
    let busy = rate * work / (1.0 + rate * work);
    let mut oracles = vec![
        oracle("mean ring, s", mean, of_type(0, asa)),
        oracle("blocked", busy, share(0, |calls| calls.blocked)),
        oracle(
            "time talking",
            busy * HANDLING / work / f64::from(agents),
            time_in(0, AgentState::Talking),
        ),
    ];
    if every.is_none() {
        let ringing = busy * mean / work;
        oracles.push(oracle("time ringing", ringing, time_in(0, AgentState::Ringing)));
    }
    hold(&model, 150, &oracles);
}

/// Calls that ring at all who are idle, in a queue with impatient callers.
///
/// States: at how many phones each call rings that rings (most first), how many agents are idle at
/// whom nothing rings, how many calls wait in the queue.
#[test]
fn calls_that_ring_at_all_idle_agents_are_a_markov_chain() {
    let (agents, load, patience, ring) = (4u8, 3.0, 70.0, 20.0);
    let rate = load / HANDLING;
    let talking = |(phones, idle, _): &([u8; 4], u8, u8)| agents - idle - phones.iter().sum::<u8>();
    let chain = equilibrium(([0u8; 4], agents, 0u8), |state| {
        let (phones, idle, queue) = state;
        let sorted = |mut phones: [u8; 4]| {
            phones.sort_by(|one, other| other.cmp(one));
            phones
        };
        // The first call that waits rings at all who are free at once; else they are idle.
        let freed = |mut phones: [u8; 4], count: u8| match queue {
            _ if count == 0 => (sorted(phones), idle, queue),
            0 => (sorted(phones), idle + count, 0),
            _ => {
                let empty = phones.iter().position(|phones| *phones == 0).unwrap();
                phones[empty] = count;
                (sorted(phones), idle, queue - 1)
            }
        };
        let mut next = vec![];
        if idle > 0 {
            let mut phones = phones;
            phones[3] += idle;
            next.push(((sorted(phones), 0, queue), rate));
        } else if queue < 60 {
            next.push(((phones, idle, queue + 1), rate));
        }
        for (place, count) in phones.iter().copied().enumerate().filter(|(_, count)| *count > 0) {
            let mut others = phones;
            others[place] = 0;
            next.push((freed(others, count - 1), f64::from(count) / ring));
            next.push((freed(others, count), 1.0 / patience));
        }
        if talking(&state) > 0 {
            next.push((freed(phones, 1), f64::from(talking(&state)) / HANDLING));
        }
        if queue > 0 {
            next.push(((phones, idle, queue - 1), f64::from(queue) / patience));
        }
        next
    });
    let horizon = steady(20.0 * HANDLING, 10_000.0 / rate);
    let arrivals = Arrivals::constant(&horizon, rate);
    let calls =
        CallType::new("calls", arrivals, exponential(HANDLING), Some(exponential(patience)));
    let group = patient_ring(ring, u32::from(agents), &horizon);
    let model = one_group("ring all", &horizon, calls, group);
    let model = with_rule(&model, AgentRule::RingAll { every: None }, None);
    let ringing_calls = |phones: &[u8; 4]| phones.iter().filter(|count| **count > 0).count() as f64;
    let queue = expect(&chain, |(phones, _, queue)| ringing_calls(phones) + f64::from(*queue));
    let of_all = |count: u8| f64::from(count) / f64::from(agents);
    let ringing = expect(&chain, |(phones, ..)| of_all(phones.iter().sum()));
    let talking = expect(&chain, |state| of_all(talking(state)));
    let wait = queue / rate;
    let oracles = [
        oracle("mean wait, s", wait, of_type(0, mean_wait)),
        oracle("abandonment", wait / patience, of_type(0, abandonment)),
        oracle("queue", queue, queue_mean(0, &horizon)),
        oracle("time ringing", ringing, time_in(0, AgentState::Ringing)),
        oracle("time talking", talking, time_in(0, AgentState::Talking)),
    ];
    hold(&model, 150, &oracles);
}

/// Seconds.
const TIMEOUT: f64 = 20.0;
/// Seconds.
const NOT_READY: f64 = 15.0;

/// How long it rings if the agent picks up, and the probability that it fails.
struct PickUp {
    mean: f64,
    square: f64,
    fails: f64,
}

/// Nobody else is there, so a call that is not picked up costs the agent a timeout and a time not
/// ready, over and over, as if they were a part of its work: an M/G/1 queue.
fn hold_single_agent(name: &str, time: Distribution, no_answer: f64, rings: &PickUp) {
    // The number of failures is geometric.
    let failures = rings.fails / (1.0 - rings.fails);
    let lost = TIMEOUT + NOT_READY;
    let before = failures * lost + rings.mean;
    let mean = before + HANDLING;
    let variance = failures * (1.0 + failures) * lost * lost + rings.square
        - rings.mean * rings.mean
        + HANDLING * HANDLING;
    let rate = 0.6 / mean;
    let wait = pollaczek_khinchine(rate, mean, variance.sqrt() / mean).unwrap();
    let horizon = steady(60.0 * mean, 12_000.0 / rate);
    let arrivals = Arrivals::constant(&horizon, rate);
    let calls = CallType::new("calls", arrivals, exponential(HANDLING), None);
    let timeout = SimDuration::from_secs_f64(TIMEOUT);
    let not_ready = SimDuration::from_secs_f64(NOT_READY);
    let ring = Ring { time, no_answer, timeout, not_ready };
    let group = AgentGroup { ring: Some(ring), ..group("agents", 1, &horizon) };
    let model = one_group(name, &horizon, calls, group);
    let ringing = rate * (rings.mean + failures * TIMEOUT);
    let not_ready = rate * failures * NOT_READY;
    let oracles = [
        oracle("ASA, s", wait + before, of_type(0, asa)),
        oracle("time talking", rate * HANDLING, time_in(0, AgentState::Talking)),
        oracle("time ringing", ringing, time_in(0, AgentState::Ringing)),
        oracle("time not ready", not_ready, time_in(0, AgentState::NotReady)),
    ];
    hold(&model, 150, &oracles);
}

/// Agents at whom it rings until they pick up, so many seconds on average.
fn patient_ring(mean: f64, agents: u32, horizon: &Horizon) -> AgentGroup {
    let ring = Ring {
        time: exponential(mean),
        no_answer: 0.0,
        timeout: SimDuration::from_secs(100_000),
        not_ready: SimDuration::ZERO,
    };
    AgentGroup { ring: Some(ring), ..group("agents", agents, horizon) }
}

/// The same centre, with other rules.
fn with_rule(model: &Model, rule: AgentRule, lines: Option<u32>) -> Model {
    let mut call_types = model.call_types().to_vec();
    let group = |lines| TrunkGroup { name: "lines".to_owned(), lines };
    if lines.is_some() {
        call_types[0].life = CallLife { trunks: Some(TrunkGroupId(0)), ..CallLife::default() };
    }
    Model::from_parts(Parts {
        trunk_groups: lines.map(group).into_iter().collect(),
        call_types,
        routing: Routing { agent_selection: vec![rule], ..Routing::default() },
        ..model.parts()
    })
    .unwrap()
}

fn one_group(name: &str, horizon: &Horizon, calls: CallType, group: AgentGroup) -> Model {
    Model::new(name, horizon.clone(), vec![calls], vec![group], Routing::default()).unwrap()
}

//! Calls that ring: until an agent picks up, the caller waits, and may hang up.

use callsim::dist::Distribution;
use callsim::model::{AgentGroup, AgentState, Arrivals, CallType, Model, Ring, Routing};
use callsim::theory::pollaczek_khinchine;
use callsim::time::SimDuration;

use crate::chain::{equilibrium, expect};
use crate::common::{constant, exponential};
use crate::{
    abandonment, asa, group, hold, mean_wait, of_type, oracle, queue_mean, steady, time_in,
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
    let ring = Ring {
        time: exponential(ring),
        no_answer: 0.0,
        timeout: SimDuration::from_secs(100_000),
        not_ready: SimDuration::ZERO,
    };
    let group = AgentGroup { ring: Some(ring), ..group("agents", agents, &horizon) };
    let model = one_group("ringing", &horizon, calls, group);
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

fn one_group(
    name: &str,
    horizon: &callsim::model::Horizon,
    calls: CallType,
    group: AgentGroup,
) -> Model {
    Model::new(name, horizon.clone(), vec![calls], vec![group], Routing::default()).unwrap()
}

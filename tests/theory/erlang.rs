//! Erlang's queues: exponential handling; who finds all agents busy is blocked, waits for ever, or
//! waits with exponential patience.

use callsim::model::{Arrivals, CallType};
use callsim::theory::{
    Exponential, ImpatientQueue, Queue, erlang_b, erlang_c, erlang_c_mean_wait,
    erlang_c_wait_exceeds,
};

use crate::common::{constant, exponential};
use crate::{
    abandonment, asa, hold, mean_wait, occupancy, of_type, one_queue, oracle, queue_mean,
    service_level, steady, waited,
};

/// Seconds.
const HANDLING: f64 = 60.0;
/// Seconds.
const PATIENCE: f64 = 90.0;

#[test]
fn callers_without_patience_are_blocked_as_erlang_b_says() {
    for (agents, load) in [(1, 0.5), (10, 8.0), (50, 50.0), (200, 220.0)] {
        let rate = load / HANDLING;
        let horizon = steady(20.0 * HANDLING, 8000.0 / rate);
        let arrivals = Arrivals::constant(&horizon, rate);
        let at_once = constant(0.0);
        let calls = CallType::new("calls", arrivals, exponential(HANDLING), Some(at_once));
        let model = one_queue(format!("Erlang B, {agents} agents"), horizon, calls, agents);
        let blocked = erlang_b(agents, load);
        let busy = load * (1.0 - blocked) / f64::from(agents);
        hold(
            &model,
            200,
            &[
                oracle("blocked", blocked, of_type(0, abandonment)),
                oracle("occupancy", busy, occupancy(0)),
                oracle("wait > 0", 0.0, of_type(0, waited)),
            ],
        );
    }
}

#[test]
fn callers_who_wait_for_ever_wait_as_erlang_c_says() {
    for (agents, load) in [(1, 0.6), (5, 3.5), (20, 17.0), (100, 92.0)] {
        let queue = queue(agents, load);
        // The system forgets at a rate of (√(nμ) − √λ)².
        let forgets = (queue.capacity().sqrt() - queue.arrival_rate.sqrt()).powi(-2);
        let horizon = steady(12.0 * forgets, (15_000.0 / queue.arrival_rate).max(60.0 * forgets));
        let arrivals = Arrivals::constant(&horizon, queue.arrival_rate);
        let calls = CallType::new("calls", arrivals, exponential(HANDLING), None);
        let name = format!("Erlang C, {agents} agents");
        let model = one_queue(name, horizon.clone(), calls, agents);
        let wait = erlang_c_mean_wait(queue).unwrap();
        let in_time = 1.0 - erlang_c_wait_exceeds(queue, 20.0).unwrap();
        hold(
            &model,
            200,
            &[
                oracle("wait > 0", erlang_c(agents, load), of_type(0, waited)),
                oracle("mean wait, s", wait, of_type(0, asa)),
                oracle("answered within 20 s", in_time, of_type(0, service_level)),
                oracle("queue", wait * queue.arrival_rate, queue_mean(0, &horizon)),
                oracle("occupancy", load / f64::from(agents), occupancy(0)),
            ],
        );
    }
}

#[test]
fn two_agents_with_impatient_callers_are_erlang_a_at_any_load() {
    hold_erlang_a(2, [1.0, 2.0, 4.0], 10_000.0);
}

#[test]
fn ten_agents_with_impatient_callers_are_erlang_a_at_any_load() {
    hold_erlang_a(10, [7.0, 10.0, 14.0], 10_000.0);
}

#[test]
fn fifty_agents_with_impatient_callers_are_erlang_a_at_any_load() {
    hold_erlang_a(50, [45.0, 50.0, 60.0], 12_000.0);
}

#[test]
fn two_hundred_agents_with_impatient_callers_are_erlang_a_at_any_load() {
    hold_erlang_a(200, [190.0, 200.0, 220.0], 20_000.0);
}

#[test]
fn five_hundred_agents_with_impatient_callers_are_erlang_a_at_any_load() {
    hold_erlang_a(500, [485.0, 500.0, 530.0], 30_000.0);
}

/// Light, critical and overloaded, with so many calls in a replication.
fn hold_erlang_a(agents: u32, loads: [f64; 3], calls: f64) {
    for load in loads {
        let queue = queue(agents, load);
        let exact = ImpatientQueue::new(queue, Exponential::new(PATIENCE).unwrap()).unwrap();
        // It forgets at the rate of handling or of patience.
        let horizon = steady(12.0 * PATIENCE, calls / queue.arrival_rate);
        let arrivals = Arrivals::constant(&horizon, queue.arrival_rate);
        let patience = Some(exponential(PATIENCE));
        let calls = CallType::new("calls", arrivals, exponential(HANDLING), patience);
        let name = format!("Erlang A, {agents} agents, {load} erlangs");
        let model = one_queue(name, horizon.clone(), calls, agents);
        let oracles = [
            oracle("wait > 0", exact.waiting(), of_type(0, waited)),
            oracle("abandonment", exact.abandonment(), of_type(0, abandonment)),
            oracle("ASA, s", exact.asa(), of_type(0, asa)),
            oracle("mean wait, s", exact.mean_wait(), of_type(0, mean_wait)),
            oracle("answered within 20 s", exact.answered_within(20.0), of_type(0, service_level)),
            oracle("queue", exact.queue_mean(), queue_mean(0, &horizon)),
            oracle("occupancy", exact.occupancy(), occupancy(0)),
        ];
        hold(&model, 200, &oracles);
    }
}

fn queue(agents: u32, load: f64) -> Queue {
    Queue { arrival_rate: load / HANDLING, mean_handling: HANDLING, agents }
}

//! Self-service before the queue: what it lets through is Poisson again.

use callsim::model::{Arrivals, CallType, CallTypeId, Ivr, TrunkGroupId};
use callsim::observe::CallCounts;
use callsim::theory::{Exponential, ImpatientQueue, Queue};

use crate::chain::{equilibrium, expect};
use crate::common::{constant, exponential};
use crate::desk::{PLENTY, own_groups, with_lines};
use crate::{asa, hold, of_type, oracle, queue_mean, rate, share, steady};

/// Seconds.
const HANDLING: f64 = 60.0;
/// Seconds.
const PATIENCE: f64 = 90.0;

#[test]
fn what_the_ivr_lets_through_is_erlang_a() {
    // The output of M/G/∞ is Poisson, so the distribution of the time in it does not matter.
    for (name, duration) in
        [("exponential IVR", exponential(80.0)), ("constant IVR", constant(45.0))]
    {
        let (agents, load, contained, hang_up) = (6, 10.0, 0.3, 0.15);
        let dialled = load / HANDLING;
        let horizon = steady(1500.0, 10_000.0 / dialled);
        let mut calls = calls("calls", dialled, &horizon);
        calls.life.ivr = Some(Ivr { duration, contained, hang_up, routes: vec![] });
        let model = crate::one_queue(name, horizon.clone(), calls, agents);
        let through = dialled * (1.0 - contained - hang_up);
        let exact = erlang_a(through, agents);
        let oracles = [
            oracle("contained", contained, share(0, |calls| calls.contained)),
            oracle("hung up in it", hang_up, share(0, |calls| calls.abandoned_in_ivr)),
            oracle("wait > 0", exact.waiting(), of_type(0, |c| (c.waited as f64, queued(c)))),
            oracle("ASA, s", exact.asa(), of_type(0, asa)),
            oracle(
                "abandonment",
                exact.abandonment(),
                of_type(0, |c| (c.abandoned as f64, queued(c))),
            ),
            oracle("queue", exact.queue_mean(), queue_mean(0, &horizon)),
            oracle("calls let through, 1/s", through, rate(0, &horizon, queued)),
        ];
        hold(&model, 150, &oracles);
    }
}

#[test]
fn the_ivr_sends_callers_to_other_queues_in_given_shares() {
    let (dialled, own, to_beta, to_gamma) = (0.12, 0.03, 0.25, 0.35);
    let (contained, hang_up) = (0.1, 0.05);
    let horizon = steady(1500.0, 80_000.0);
    let mut types = [("alpha", dialled), ("beta", own), ("gamma", 0.0)]
        .map(|(name, rate)| calls(name, rate, &horizon))
        .to_vec();
    types[0].life.ivr = Some(Ivr {
        duration: exponential(40.0),
        contained,
        hang_up,
        routes: vec![(CallTypeId(1), to_beta), (CallTypeId(2), to_gamma)],
    });
    let agents = [2, 4, 3];
    let through = [
        dialled * (1.0 - contained - hang_up - to_beta - to_gamma),
        own + dialled * to_beta,
        dialled * to_gamma,
    ];
    let model = with_lines("IVR routing", &horizon, PLENTY, types, own_groups(&agents, &horizon));
    let mut oracles = vec![];
    for (id, (rate_through, agents)) in (0..).zip(through.into_iter().zip(agents)) {
        let exact = erlang_a(rate_through, agents);
        oracles.push(oracle("calls, 1/s", rate_through, rate(id, &horizon, queued)));
        oracles.push(oracle("ASA, s", exact.asa(), of_type(id, asa)));
        oracles.push(oracle(
            "abandonment",
            exact.abandonment(),
            of_type(id, |c| (c.abandoned as f64, queued(c))),
        ));
    }
    hold(&model, 150, &oracles);
}

#[test]
fn the_ivr_holds_a_line() {
    let (agents, lines, dialled, ivr) = (3, 7, 5.0 / HANDLING, 40.0);
    let (contained, hang_up) = (0.2, 0.1);
    // States: callers in the IVR, callers who wait or talk.
    let chain = equilibrium((0u32, 0u32), |(inside, beyond)| {
        let mut next = vec![];
        if inside + beyond < lines {
            next.push(((inside + 1, beyond), dialled));
        }
        if inside > 0 {
            let ends = f64::from(inside) / ivr;
            next.push(((inside - 1, beyond), ends * (contained + hang_up)));
            next.push(((inside - 1, beyond + 1), ends * (1.0 - contained - hang_up)));
        }
        if beyond > 0 {
            let handled = f64::from(beyond.min(agents)) / HANDLING;
            let abandoned = f64::from(beyond.saturating_sub(agents)) / PATIENCE;
            next.push(((inside, beyond - 1), handled + abandoned));
        }
        next
    });
    let horizon = steady(1500.0, 10_000.0 / dialled);
    let mut calls = calls("calls", dialled, &horizon);
    calls.life.trunks = Some(TrunkGroupId(0));
    calls.life.ivr = Some(Ivr { duration: exponential(ivr), contained, hang_up, routes: vec![] });
    let groups = own_groups(&[agents], &horizon);
    let model = with_lines("IVR and lines", &horizon, lines, vec![calls], groups);
    let blocked = expect(&chain, |(inside, beyond)| f64::from(u8::from(inside + beyond == lines)));
    let inside = expect(&chain, |(inside, _)| f64::from(*inside));
    let queue = expect(&chain, |(_, beyond)| f64::from(beyond.saturating_sub(agents)));
    let through = inside / ivr * (1.0 - contained - hang_up);
    let oracles = [
        oracle("blocked", blocked, share(0, |calls| calls.blocked)),
        oracle("contained", contained * (1.0 - blocked), share(0, |calls| calls.contained)),
        oracle("queue", queue, queue_mean(0, &horizon)),
        oracle("calls let through, 1/s", through, rate(0, &horizon, queued)),
        oracle(
            "abandonment",
            queue / PATIENCE / through,
            of_type(0, |c| (c.abandoned as f64, queued(c))),
        ),
    ];
    hold(&model, 150, &oracles);
}

/// Calls that reached the queue or an agent.
fn queued(calls: &CallCounts) -> f64 {
    (calls.answered + calls.abandoned) as f64
}

fn calls(name: &str, rate: f64, horizon: &callsim::model::Horizon) -> CallType {
    let arrivals = Arrivals::constant(horizon, rate);
    CallType::new(name, arrivals, exponential(HANDLING), Some(exponential(PATIENCE)))
}

fn erlang_a(arrival_rate: f64, agents: u32) -> ImpatientQueue<Exponential> {
    let queue = Queue { arrival_rate, mean_handling: HANDLING, agents };
    ImpatientQueue::new(queue, Exponential::new(PATIENCE).unwrap()).unwrap()
}

//! Handling times and patience of any distribution.

use callsim::dist::Distribution;
use callsim::model::{Arrivals, CallType, Handling, OverDay};
use callsim::theory::{
    BySurvival, Constant, ImpatientQueue, Patience, Queue, erlang_b, pollaczek_khinchine,
};

use crate::common::{constant, exponential};
use crate::{
    abandonment, asa, hold, mean_wait, occupancy, of_type, one_queue, oracle, queue_mean,
    service_level, steady, waited,
};

/// Seconds.
const HANDLING: f64 = 60.0;

#[test]
fn one_agent_with_handling_of_any_distribution_is_pollaczek_and_khinchine() {
    let constant_talk = constant(HANDLING);
    let lognormal = Distribution::lognormal_from_mean_cv(HANDLING, 1.2).unwrap();
    let uniform = Distribution::uniform(0.0, 2.0 * HANDLING).unwrap();
    for (name, talk) in
        [("constant", constant_talk), ("lognormal", lognormal), ("uniform", uniform)]
    {
        hold_single_server(name, 0.7, talk, None);
    }
}

#[test]
fn talk_and_wrap_up_together_are_the_handling_of_a_single_agent() {
    let halves = (exponential(0.5 * HANDLING), exponential(0.5 * HANDLING));
    let unlike = (exponential(0.8 * HANDLING), exponential(0.2 * HANDLING));
    let constant_wrap_up = (exponential(0.6 * HANDLING), constant(0.4 * HANDLING));
    for (name, (talk, wrap_up)) in
        [("Erlang-2", halves), ("hypoexponential", unlike), ("shifted", constant_wrap_up)]
    {
        hold_single_server(name, 0.75, talk, Some(wrap_up));
    }
}

#[test]
fn time_on_hold_is_handling_too() {
    let (talk, on_hold) = (exponential(40.0), exponential(20.0));
    let (rate, mean) = (0.7 / HANDLING, HANDLING);
    let variance = talk.variance() + on_hold.variance();
    let horizon = steady(1500.0 * HANDLING, 30_000.0 / rate);
    let mut calls = CallType::new("calls", Arrivals::constant(&horizon, rate), talk, None);
    calls.life.hold = Some(OverDay::Same(on_hold));
    let model = one_queue("M/G/1, talk and hold", horizon, calls, 1);
    let wait = pollaczek_khinchine(rate, mean, variance.sqrt() / mean).unwrap();
    let oracles = [
        oracle("mean wait, s", wait, of_type(0, asa)),
        oracle("occupancy", rate * mean, occupancy(0)),
    ];
    hold(&model, 200, &oracles);
}

/// M/G/1 at an occupancy.
fn hold_single_server(name: &str, busy: f64, talk: Distribution, wrap_up: Option<Distribution>) {
    let parts = [Some(&talk), wrap_up.as_ref()];
    let variance = parts.into_iter().flatten().map(Distribution::variance).sum::<f64>();
    let rate = busy / HANDLING;
    let horizon = steady(1500.0 * HANDLING, 30_000.0 / rate);
    let handling = Handling {
        talk: OverDay::Same(talk.clone()),
        wrap_up: wrap_up.as_ref().map(|each| OverDay::Same(each.clone())),
    };
    let arrivals = Arrivals::constant(&horizon, rate);
    let calls = CallType { handling, ..CallType::new("calls", arrivals, talk, None) };
    let model = one_queue(format!("M/G/1, {name}"), horizon.clone(), calls, 1);
    let wait = pollaczek_khinchine(rate, HANDLING, variance.sqrt() / HANDLING).unwrap();
    let oracles = [
        oracle("wait > 0", busy, of_type(0, waited)),
        oracle("mean wait, s", wait, of_type(0, asa)),
        oracle("queue", wait * rate, queue_mean(0, &horizon)),
        oracle("occupancy", busy, occupancy(0)),
    ];
    hold(&model, 150, &oracles);
}

#[test]
fn blocking_does_not_depend_on_the_distribution_of_handling() {
    let wrapped = (Distribution::lognormal_from_mean_cv(45.0, 1.5).unwrap(), Some(constant(15.0)));
    let regular = (constant(60.0), None);
    let erratic = (Distribution::hyperexponential_from_mean_cv(60.0, 2.5).unwrap(), None);
    for (name, (talk, wrap_up)) in
        [("lognormal + wrap-up", wrapped), ("constant", regular), ("hyperexponential", erratic)]
    {
        let (agents, load) = (10, 10.0);
        let rate = load / HANDLING;
        let horizon = steady(100.0 * HANDLING, 10_000.0 / rate);
        let handling =
            Handling { talk: OverDay::Same(talk.clone()), wrap_up: wrap_up.map(OverDay::Same) };
        let arrivals = Arrivals::constant(&horizon, rate);
        let at_once = Some(constant(0.0));
        let calls = CallType { handling, ..CallType::new("calls", arrivals, talk, at_once) };
        let model = one_queue(format!("M/G/n/n, {name}"), horizon, calls, agents);
        let blocked = erlang_b(agents, load);
        let oracles = [
            oracle("blocked", blocked, of_type(0, abandonment)),
            oracle("occupancy", load * (1.0 - blocked) / f64::from(agents), occupancy(0)),
        ];
        hold(&model, 150, &oracles);
    }
}

#[test]
fn callers_hang_up_as_their_measured_patience_says() {
    let patience = [
        Distribution::weibull_from_mean_cv(90.0, 2.0).unwrap(),
        Distribution::weibull_from_mean_cv(90.0, 0.4).unwrap(),
        Distribution::lognormal_from_mean_cv(90.0, 1.0).unwrap(),
        Distribution::gamma_from_mean_cv(90.0, 0.7).unwrap(),
        Distribution::uniform(0.0, 180.0).unwrap(),
        Distribution::hyperexponential_from_mean_cv(90.0, 2.0).unwrap(),
        Distribution::log_logistic_from_median_p90(60.0, 240.0).unwrap(),
        Distribution::piecewise_hazard(vec![0.0, 10.0, 60.0], vec![0.02, 0.004, 0.015]).unwrap(),
    ];
    for patience in patience {
        let survival = |x: f64| 1.0 - patience.cdf(x);
        hold_impatient(patience.kind_name(), patience.clone(), BySurvival(survival));
    }
    hold_impatient("constant", constant(20.0), Constant::new(20.0).unwrap());
}

#[test]
fn callers_of_two_kinds_in_one_queue_are_a_mixture_of_their_patience() {
    let kinds = vec![(0.3, exponential(15.0)), (0.7, exponential(200.0))];
    let mixture = Distribution::mixture(kinds).unwrap();
    let survival = |x: f64| 0.3 * libm::exp(-x / 15.0) + 0.7 * libm::exp(-x / 200.0);
    hold_impatient("mixture", mixture, BySurvival(survival));
}

/// M/M/n+G, critically loaded.
fn hold_impatient(name: &str, patience: Distribution, formula: impl Patience) {
    let queue = Queue { arrival_rate: 20.5 / HANDLING, mean_handling: HANDLING, agents: 20 };
    let exact = ImpatientQueue::new(queue, formula).unwrap();
    let horizon = steady(40.0 * HANDLING, 12_000.0 / queue.arrival_rate);
    let arrivals = Arrivals::constant(&horizon, queue.arrival_rate);
    let calls = CallType::new("calls", arrivals, exponential(HANDLING), Some(patience));
    let model = one_queue(format!("M/M/n+G, {name}"), horizon.clone(), calls, queue.agents);
    let oracles = [
        oracle("wait > 0", exact.waiting(), of_type(0, waited)),
        oracle("abandonment", exact.abandonment(), of_type(0, abandonment)),
        oracle("ASA, s", exact.asa(), of_type(0, asa)),
        oracle("mean wait, s", exact.mean_wait(), of_type(0, mean_wait)),
        oracle("answered within 20 s", exact.answered_within(20.0), of_type(0, service_level)),
        oracle("queue", exact.queue_mean(), queue_mean(0, &horizon)),
    ];
    hold(&model, 150, &oracles);
}

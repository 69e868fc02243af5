//! Callers who give up and try again.

use callsim::model::{Arrivals, CallType, Redial};
use callsim::observe::CallCounts;

use crate::chain::{equilibrium, expect};
use crate::common::{constant, exponential};
use crate::{abandonment, hold, mean_wait, occupancy, of_type, one_queue, oracle, steady, waited};

/// Seconds.
const HANDLING: f64 = 60.0;

#[test]
fn with_nobody_there_the_attempts_are_a_geometric_series_that_is_cut() {
    let horizon = steady(20_000.0, 100_000.0);
    let mut calls = CallType::new(
        "calls",
        Arrivals::constant(&horizon, 0.05),
        exponential(HANDLING),
        Some(constant(0.0)),
    );
    let redial = Redial::always(0.6, exponential(200.0), 4);
    calls.redial = Some(redial);
    let model = one_queue("redials into the void", horizon, calls, 0);
    let exact = (1.0 - 0.6_f64.powi(4)) / (1.0 - 0.6);
    hold(&model, 150, &[oracle("attempts per caller", exact, of_type(0, attempts))]);
}

#[test]
fn a_single_agent_with_callers_who_try_until_they_are_answered_is_the_retrial_queue() {
    // M/M/1 with retrials: occupancy ρ, and ρ²(μ + ν)/((1 − ρ)ν) callers about to try again at a
    // rate ν each; G. I. Falin and J. G. C. Templeton, Retrial Queues (1997), section 1.2.
    let (busy, redial_delay) = (0.6, 40.0);
    let (mu, nu) = (1.0 / HANDLING, 1.0 / redial_delay);
    let rate = busy * mu;
    let horizon = steady(600.0 * HANDLING, 20_000.0 / rate);
    let mut calls = CallType::new(
        "calls",
        Arrivals::constant(&horizon, rate),
        exponential(HANDLING),
        Some(constant(0.0)),
    );
    let after = exponential(redial_delay);
    calls.redial = Some(Redial::always(1.0, after, 65_535));
    let model = one_queue("M/M/1 with redials", horizon, calls, 1);
    let about_to_redial = busy * busy * (mu + nu) / ((1.0 - busy) * nu);
    let attempts_per_caller = 1.0 + nu * about_to_redial / rate;
    let oracles = [
        oracle("attempts per caller", attempts_per_caller, of_type(0, attempts)),
        oracle("blocked", 1.0 - 1.0 / attempts_per_caller, of_type(0, abandonment)),
        oracle("occupancy", busy, occupancy(0)),
    ];
    hold(&model, 150, &oracles);
}

#[test]
fn some_of_those_who_abandon_come_back_as_their_markov_chain_says() {
    let (agents, load, patience, redial_delay, again) = (3, 3.0, 50.0, 120.0, 0.7);
    let rate = load / HANDLING;
    // States: calls in the system, callers about to try again.
    let chain = equilibrium((0u32, 0u32), |(calls, about)| {
        let handled = f64::from(calls.min(agents)) / HANDLING;
        let abandoned = f64::from(calls.saturating_sub(agents)) / patience;
        let mut next = vec![];
        if calls < 35 {
            next.push(((calls + 1, about), rate));
        }
        if calls < 35 && about > 0 {
            next.push(((calls + 1, about - 1), f64::from(about) / redial_delay));
        }
        if calls > 0 {
            next.push(((calls - 1, about), handled + (1.0 - again) * abandoned));
        }
        if calls > 0 && about < 45 {
            next.push(((calls - 1, about + 1), again * abandoned));
        }
        next
    });
    let horizon = steady(60.0 * HANDLING, 10_000.0 / rate);
    let arrivals = Arrivals::constant(&horizon, rate);
    let mut calls =
        CallType::new("calls", arrivals, exponential(HANDLING), Some(exponential(patience)));
    let after = exponential(redial_delay);
    calls.redial = Some(Redial::always(again, after, 65_535));
    let model = one_queue("Erlang A with redials", horizon, calls, agents);

    let enters = |about: u32| rate + f64::from(about) / redial_delay;
    let attempts_rate = expect(&chain, |(_, about)| enters(*about));
    let waits =
        expect(&chain, |(calls, about)| if *calls >= agents { enters(*about) } else { 0.0 });
    let queue = expect(&chain, |(calls, _)| f64::from(calls.saturating_sub(agents)));
    let busy = expect(&chain, |(calls, _)| f64::from(*calls.min(&agents)));
    let wait = queue / attempts_rate;
    let oracles = [
        oracle("attempts per caller", attempts_rate / rate, of_type(0, attempts)),
        oracle("wait > 0", waits / attempts_rate, of_type(0, waited)),
        oracle("mean wait, s", wait, of_type(0, mean_wait)),
        oracle("abandonment", wait / patience, of_type(0, abandonment)),
        oracle("occupancy", busy / f64::from(agents), occupancy(0)),
    ];
    hold(&model, 150, &oracles);
}

/// Attempts per caller.
fn attempts(calls: &CallCounts) -> (f64, f64) {
    (calls.offered as f64, calls.first_attempts as f64)
}

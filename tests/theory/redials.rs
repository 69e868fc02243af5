//! Callers who are not answered and try again.

use callsim::model::{Arrivals, Balking, BalkingThreshold, CallType, Redial, RedialCause};
use callsim::observe::CallCounts;

use crate::chain::{equilibrium, expect};
use crate::common::{constant, exponential};
use crate::desk::Desk;
use crate::{
    abandonment, hold, mean_wait, occupancy, of_type, one_queue, oracle, share, steady, waited,
};

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
    calls.redial = Some(Redial::always(1.0, after, 32_767));
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
    calls.redial = Some(Redial::always(again, after, 32_767));
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

#[test]
fn callers_who_hear_a_busy_tone_are_the_retrial_queue_with_many_servers() {
    // M/M/3/3 with retrials; G. I. Falin and J. G. C. Templeton, section 2.
    let (agents, load, redial_delay) = (3, 2.0, 90.0);
    let rate = load / HANDLING;
    // States: busy agents, callers about to try again.
    let chain = equilibrium((0u32, 0u32), |(busy, about)| {
        let mut next = vec![];
        if busy < agents {
            next.push(((busy + 1, about), rate));
            next.push(((busy + 1, about.saturating_sub(1)), f64::from(about) / redial_delay));
        } else if about < 150 {
            next.push(((busy, about + 1), rate));
        }
        if busy > 0 {
            next.push(((busy - 1, about), f64::from(busy) / HANDLING));
        }
        next
    });
    let attempts_rate = expect(&chain, |(_, about)| rate + f64::from(*about) / redial_delay);
    let horizon = steady(100.0 * HANDLING, 15_000.0 / rate);
    let desk = Desk { lines: agents, ..Desk::new(agents, load) };
    let mut calls = desk.call_type(&horizon);
    calls.redial = Some(Redial::always(1.0, exponential(redial_delay), 32_767));
    let model = desk.model("M/M/3/3 with redials", &horizon, calls);
    let oracles = [
        oracle("attempts per caller", attempts_rate / rate, of_type(0, attempts)),
        oracle("blocked", 1.0 - rate / attempts_rate, share(0, |calls| calls.blocked)),
        oracle(
            "redials",
            1.0 - rate / attempts_rate,
            share(0, |calls| calls.offered - calls.first_attempts),
        ),
        oracle("occupancy", load / f64::from(agents), occupancy(0)),
    ];
    hold(&model, 150, &oracles);
}

#[test]
fn whether_callers_try_again_depends_on_why_they_were_not_answered() {
    let (agents, lines, load, patience, redial_delay) = (3, 6, 4.0, 45.0, 100.0);
    let (blocked_again, balked_again, abandoned_again) = (0.9, 0.3, 0.5);
    let balks = 0.4;
    let rate = load / HANDLING;
    let desk = Desk { lines, patience, ..Desk::new(agents, load) };
    // States: callers on the line, callers about to try again.
    let attempt = |(on_line, about): (u32, u32)| {
        let waiting = on_line.saturating_sub(agents);
        let balks = if waiting > 0 { balks } else { 0.0 };
        let (enters, again) = if on_line == lines {
            (0.0, blocked_again)
        } else {
            (1.0 - balks, balks * balked_again)
        };
        let gone = 1.0 - enters - again;
        [((on_line + 1, about), enters), ((on_line, about + 1), again), ((on_line, about), gone)]
    };
    let chain = equilibrium((0u32, 0u32), |(on_line, about)| {
        let mut next = vec![];
        if about < 80 {
            next.extend(attempt((on_line, about)).map(|(state, share)| (state, rate * share)));
        }
        if about > 0 {
            let tries = f64::from(about) / redial_delay;
            next.extend(attempt((on_line, about - 1)).map(|(state, share)| (state, tries * share)));
        }
        if on_line > 0 {
            let handled = f64::from(on_line.min(agents)) / HANDLING;
            let abandoned = f64::from(on_line.saturating_sub(agents)) / patience;
            next.push(((on_line - 1, about), handled + (1.0 - abandoned_again) * abandoned));
            next.push(((on_line - 1, about + 1), abandoned_again * abandoned));
        }
        next.retain(|(state, _)| *state != (on_line, about));
        next
    });
    let attempts_at = |about: &u32| rate + f64::from(*about) / redial_delay;
    let attempts_rate = expect(&chain, |(_, about)| attempts_at(about));
    let per_attempt = |is: &dyn Fn(u32) -> f64| {
        expect(&chain, |(on_line, about)| attempts_at(about) * is(*on_line)) / attempts_rate
    };
    let blocked = per_attempt(&|on_line| f64::from(u8::from(on_line == lines)));
    let may_balk = per_attempt(&|on_line| f64::from(u8::from(on_line > agents && on_line < lines)));
    let queue = expect(&chain, |(on_line, _)| f64::from(on_line.saturating_sub(agents)));
    let horizon = steady(100.0 * HANDLING, 10_000.0 / rate);
    let mut calls = desk.call_type(&horizon);
    let from = BalkingThreshold::Queue(1);
    calls.life.admission.balking = vec![Balking { from, probability: balks }];
    let mut redial = Redial::always(0.0, exponential(redial_delay), 32_767);
    redial.probability[RedialCause::Blocked.index()] = blocked_again;
    redial.probability[RedialCause::Balked.index()] = balked_again;
    redial.probability[RedialCause::Abandoned.index()] = abandoned_again;
    calls.redial = Some(redial);
    let model = desk.model("redials by cause", &horizon, calls);
    let oracles = [
        oracle("attempts per caller", attempts_rate / rate, of_type(0, attempts)),
        oracle("blocked", blocked, share(0, |calls| calls.blocked)),
        oracle("balked", balks * may_balk, share(0, |calls| calls.balked)),
        oracle("abandonment", queue / patience / attempts_rate, of_type(0, abandonment)),
        oracle("mean wait, s", queue / attempts_rate, of_type(0, mean_wait)),
    ];
    hold(&model, 150, &oracles);
}

/// Attempts per caller.
fn attempts(calls: &CallCounts) -> (f64, f64) {
    (calls.offered as f64, calls.first_attempts as f64)
}

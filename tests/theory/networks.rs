//! Calls that follow on calls: transfers, tasks, calls for the same reason. Memoryless queues
//! without abandonment then are a Jackson network, each like an Erlang C queue on its own.

use callsim::model::{
    Arrivals, CallType, CallTypeId, Horizon, NextStep, NextStepKind, Repeat, Resolution,
    TrunkGroupId,
};
use callsim::observe::CallCounts;
use callsim::theory::{Queue, erlang_c, erlang_c_mean_wait, pollaczek_khinchine};
use callsim::time::SimDuration;

use crate::chain::{equilibrium, expect};
use crate::common::exponential;
use crate::desk::{PLENTY, own_groups, with_lines};
use crate::{
    Oracle, asa, hold, mean_wait, occupancy, of_type, oracle, queue_mean, rate, service_level,
    share, steady, waited,
};

/// Seconds.
const HANDLING: f64 = 60.0;

#[test]
fn callers_with_an_unsolved_issue_come_back_as_jacksons_network_says() {
    let (agents, first, solved, again) = (4, 2.0 / HANDLING, 0.6, 0.75);
    let horizon = steady(6000.0, 12_000.0 / first);
    let mut calls = calls("calls", first, &horizon);
    // The agents are better than the type says.
    let back = repeat(again, 500.0, 0);
    calls.life.resolution = Some(Resolution { probability: 0.2, repeat: Some(back) });
    let mut groups = own_groups(&[agents], &horizon);
    groups[0].skills[0].resolution = Some(solved);
    let model = with_lines("repeat calls", &horizon, PLENTY, vec![calls], groups);
    let unsolved = (1.0 - solved) * again;
    let mut oracles = erlang_c_oracles(0, first / (1.0 - unsolved), agents, &horizon);
    oracles.push(oracle("repeats", unsolved, share(0, |calls| calls.repeats)));
    oracles.push(oracle("solved", solved, share(0, |calls| calls.resolved)));
    let first_contacts = (1.0 - unsolved) * solved;
    let at_first = share(0, |calls| calls.first_contacts_resolved);
    oracles.push(oracle("solved at first contact", first_contacts, at_first));
    hold(&model, 150, &oracles);
}

#[test]
fn transfers_and_repeat_calls_are_jacksons_network() {
    let (dialled, transferred, solved, again) = ([0.03, 0.01], [0.3, 0.15], [0.7, 0.5], [0.8, 0.6]);
    let agents = [4, 3];
    let horizon = steady(6000.0, 300_000.0);
    let mut types =
        [0, 1].map(|id: usize| calls(["alpha", "beta"][id], dialled[id], &horizon)).to_vec();
    for id in 0..2 {
        types[id].life.next_steps = vec![cold(transferred[id], 1 - id as u32)];
        // Whatever it was about, people call the first type.
        types[id].life.resolution =
            Some(Resolution { probability: solved[id], repeat: Some(repeat(again[id], 400.0, 0)) });
    }
    let model = with_lines("transfers", &horizon, PLENTY, types, own_groups(&agents, &horizon));
    let mut rates = dialled;
    for _ in 0..200 {
        let back = |id: usize| rates[id] * (1.0 - transferred[id]) * (1.0 - solved[id]) * again[id];
        rates = [
            dialled[0] + rates[1] * transferred[1] + back(0) + back(1),
            dialled[1] + rates[0] * transferred[0],
        ];
    }
    let mut oracles = erlang_c_oracles(0, rates[0], agents[0], &horizon);
    oracles.extend(erlang_c_oracles(1, rates[1], agents[1], &horizon));
    for (id, from) in [(0, 1), (1, 0)] {
        let comes = rates[from] * transferred[from];
        oracles.push(oracle(
            "transferred in, 1/s",
            comes,
            rate(id, &horizon, |calls| calls.handed_in as f64),
        ));
    }
    hold(&model, 150, &oracles);
}

#[test]
fn a_call_that_is_transferred_to_its_own_queue_begins_anew() {
    let (agents, dialled, again) = (4, 2.0 / HANDLING, 0.35);
    let horizon = steady(3000.0, 12_000.0 / dialled);
    let mut calls = calls("calls", dialled, &horizon);
    calls.life.next_steps = vec![cold(again, 0)];
    let groups = own_groups(&[agents], &horizon);
    let model = with_lines("feedback", &horizon, PLENTY, vec![calls], groups);
    let mut oracles = erlang_c_oracles(0, dialled / (1.0 - again), agents, &horizon);
    oracles.push(oracle("handed in", again, share(0, |calls| calls.handed_in)));
    oracles.push(oracle("transferred", again, share(0, |calls| calls.transferred)));
    hold(&model, 150, &oracles);
}

#[test]
fn tasks_that_follow_on_calls_are_poisson_for_the_back_office() {
    let (dialled, share) = (0.08, 0.4);
    let agents = [6, 3];
    let horizon = steady(3000.0, 200_000.0);
    let mut types = vec![calls("calls", dialled, &horizon), calls("tasks", 0.0, &horizon)];
    let task = NextStep { probability: share, to: CallTypeId(1), kind: NextStepKind::Task };
    types[0].life.next_steps = vec![task];
    let model = with_lines("back office", &horizon, PLENTY, types, own_groups(&agents, &horizon));
    let mut oracles = erlang_c_oracles(0, dialled, agents[0], &horizon);
    oracles.extend(erlang_c_oracles(1, dialled * share, agents[1], &horizon));
    hold(&model, 150, &oracles);
}

#[test]
fn a_transferred_caller_stays_on_the_line_and_a_task_does_not() {
    let (lines, agents, dialled, share) = (5, [3, 2], 3.0 / HANDLING, 0.5);
    for (name, kind, holds) in
        [("transfers on the line", cold(share, 1).kind, 1), ("tasks", NextStepKind::Task, 0)]
    {
        // States: calls of the first type, calls or tasks of the second.
        let chain = equilibrium((0u32, 0u32), |(first, second)| {
            let mut next = vec![];
            if first + holds * second < lines {
                next.push(((first + 1, second), dialled));
            }
            if first > 0 {
                let ends = f64::from(first.min(agents[0])) / HANDLING;
                next.push(((first - 1, second), ends * (1.0 - share)));
                if second < 60 {
                    next.push(((first - 1, second + 1), ends * share));
                }
            }
            if second > 0 {
                next.push(((first, second - 1), f64::from(second.min(agents[1])) / HANDLING));
            }
            next
        });
        let horizon = steady(3000.0, 120_000.0);
        let mut types = vec![calls("first", dialled, &horizon), calls("second", 0.0, &horizon)];
        types[0].life.trunks = Some(TrunkGroupId(0));
        types[0].life.next_steps = vec![NextStep { probability: share, to: CallTypeId(1), kind }];
        let model = with_lines(name, &horizon, lines, types, own_groups(&agents, &horizon));
        let blocked =
            expect(&chain, |(first, second)| f64::from(u8::from(first + holds * second == lines)));
        let queue = |id: usize, calls: u32| f64::from(calls.saturating_sub(agents[id]));
        let first = expect(&chain, |(first, _)| queue(0, *first));
        let second = expect(&chain, |(_, second)| queue(1, *second));
        let enters = dialled * (1.0 - blocked);
        let oracles = [
            oracle("blocked", blocked, crate::share(0, |calls| calls.blocked)),
            oracle("ASA of the first, s", first / enters, of_type(0, asa)),
            oracle("ASA of the second, s", second / (enters * share), of_type(1, asa)),
        ];
        hold(&model, 150, &oracles);
    }
}

#[test]
fn an_agent_who_transfers_warmly_stays_until_the_colleague_answers() {
    let (agents, rates, shares) = ([3, 2], [2.0 / HANDLING, 0.6 / HANDLING], [0.4, 0.0]);
    let patience = 90.0;
    let talking = |first: u32, held: u32| first.min(agents[0] - held);
    // States: first calls that wait or talk; those that wait for a colleague, each with its agent;
    // busy colleagues; calls for them that others dialled and that wait behind.
    let chain = equilibrium((0u32, 0u32, 0u32, 0u32), |(first, held, busy, behind)| {
        let mut next = vec![];
        if first < 25 {
            next.push(((first + 1, held, busy, behind), rates[0]));
        }
        if busy < agents[1] {
            next.push(((first, held, busy + 1, behind), rates[1]));
        } else if behind < 25 {
            next.push(((first, held, busy, behind + 1), rates[1]));
        }
        let talking = talking(first, held);
        if talking > 0 {
            let ends = f64::from(talking) / HANDLING;
            next.push(((first - 1, held, busy, behind), ends * (1.0 - shares[0])));
            let transferred = if busy < agents[1] { (0, 1) } else { (1, 0) };
            let state = (first - 1, held + transferred.0, busy + transferred.1, behind);
            next.push((state, ends * shares[0]));
        }
        if first > talking {
            let hang_up = f64::from(first - talking) / patience;
            next.push(((first - 1, held, busy, behind), hang_up));
        }
        if busy > 0 {
            let state = match (held, behind) {
                (0, 0) => (first, 0, busy - 1, 0),
                (0, _) => (first, 0, busy, behind - 1),
                (_, _) => (first, held - 1, busy, behind),
            };
            next.push((state, f64::from(busy) / HANDLING));
        }
        next
    });
    let horizon = steady(3000.0, 150_000.0);
    let mut types = vec![calls("first", rates[0], &horizon), calls("second", rates[1], &horizon)];
    types[0].patience = CallType::new(
        "",
        Arrivals::constant(&horizon, 0.0),
        exponential(1.0),
        Some(exponential(patience)),
    )
    .patience;
    let consult = Some(SimDuration::ZERO);
    let kind = NextStepKind::Transfer { consult, head_of_queue: true };
    types[0].life.next_steps = vec![NextStep { probability: shares[0], to: CallTypeId(1), kind }];
    let model = with_lines("warm", &horizon, PLENTY, types, own_groups(&agents, &horizon));
    let queue = expect(&chain, |(first, held, _, _)| f64::from(first - talking(*first, *held)));
    let held = expect(&chain, |(_, held, _, _)| f64::from(*held));
    let behind = expect(&chain, |(_, _, _, behind)| f64::from(*behind));
    let busy = expect(&chain, |(first, held, _, _)| f64::from(talking(*first, *held) + held));
    let transferred =
        expect(&chain, |(first, held, _, _)| f64::from(talking(*first, *held)) / HANDLING)
            * shares[0];
    let second = held + behind;
    let oracles = [
        oracle("queue of the first", queue, queue_mean(0, &horizon)),
        oracle("mean wait of the first, s", queue / rates[0], of_type(0, mean_wait)),
        oracle("queue of the second", second, queue_mean(1, &horizon)),
        oracle("ASA of the second, s", second / (rates[1] + transferred), of_type(1, asa)),
        oracle("occupancy of the first", busy / f64::from(agents[0]), occupancy(0)),
        oracle("transferred, 1/s", transferred, rate(1, &horizon, |calls| calls.handed_in as f64)),
    ];
    hold(&model, 150, &oracles);
}

#[test]
fn a_consultation_is_time_of_both_agents() {
    // So many agents in front that none waits for another: M/M/∞, and what they pass on is
    // Poisson. Behind them is a single agent, whose work begins with the consultation: M/G/1.
    let (dialled, share, consult) = (0.04, 0.25, 30.0);
    let horizon = steady(6000.0, 400_000.0);
    let mut types = vec![calls("first", dialled, &horizon), calls("second", 0.0, &horizon)];
    let kind = NextStepKind::Transfer {
        consult: Some(SimDuration::from_secs_f64(consult)),
        head_of_queue: false,
    };
    types[0].life.next_steps = vec![NextStep { probability: share, to: CallTypeId(1), kind }];
    let agents = [60, 1];
    let model = with_lines("consultation", &horizon, PLENTY, types, own_groups(&agents, &horizon));
    let (mean, passed_on) = (consult + HANDLING, dialled * share);
    let wait = pollaczek_khinchine(passed_on, mean, HANDLING / mean).unwrap();
    let held = passed_on * (wait + consult);
    let oracles = [
        oracle("wait > 0 of the first", 0.0, of_type(0, waited)),
        oracle("ASA of the second, s", wait, of_type(1, asa)),
        oracle("wait > 0 of the second", passed_on * mean, of_type(1, waited)),
        oracle("occupancy of the second", passed_on * mean, occupancy(1)),
        oracle("busy in front", dialled * HANDLING + held, |counted| {
            let (handling, staffed) = occupancy(0)(counted);
            (handling, staffed / f64::from(agents[0]))
        }),
    ];
    hold(&model, 150, &oracles);
}

#[test]
fn who_goes_to_the_head_of_the_queue_has_priority_there() {
    let (dialled, share, agents) = ([0.08, 0.02], 0.3, [60, 3]);
    let horizon = steady(6000.0, 300_000.0);
    let mut types =
        vec![calls("first", dialled[0], &horizon), calls("second", dialled[1], &horizon)];
    let kind = NextStepKind::Transfer { consult: None, head_of_queue: true };
    types[0].life.next_steps = vec![NextStep { probability: share, to: CallTypeId(1), kind }];
    let name = "head of the queue";
    let model = with_lines(name, &horizon, PLENTY, types, own_groups(&agents, &horizon));
    let (ahead, goes) = (dialled[0] * share, f64::from(agents[1]) / HANDLING);
    let comes = ahead + dialled[1];
    // Who goes ahead waits for those who went ahead before; the others, for all in front of them
    // and all who go ahead meanwhile.
    let ahead_in_time = empties_within(20.0, ahead / goes, 0.0, goes);
    let others_in_time = empties_within(20.0, comes / goes, ahead, goes);
    let share_ahead = ahead / comes;
    let late = share_ahead * (1.0 - ahead_in_time) + (1.0 - share_ahead) * (1.0 - others_in_time);
    let in_time = 1.0 - erlang_c(agents[1], comes * HANDLING) * late;
    // The mean does not depend on the order.
    let mut oracles = erlang_c_oracles(1, comes, agents[1], &horizon);
    oracles.push(oracle("answered within 20 s", in_time, of_type(1, service_level)));
    hold(&model, 150, &oracles);
}

/// The probability that a queue is empty for the first time within `time`, callers coming and
/// going at these rates, if at first it is as long as a geometric number from 1 on, with such a
/// probability to be longer still.
///
/// By uniformisation; W. K. Grassmann, *Transient solutions in Markovian queueing systems* (1977).
fn empties_within(time: f64, longer: f64, comes: f64, goes: f64) -> f64 {
    let both = comes + goes;
    // Place 0 is an empty queue.
    let mut queue: Vec<f64> = (0..400)
        .map(|length| if length == 0 { 0.0 } else { (1.0 - longer) * longer.powi(length - 1) })
        .collect();
    let mut steps = (-both * time).exp();
    let mut empty = 0.0;
    for step in 1..300 {
        empty += steps * queue[0];
        steps *= both * time / f64::from(step);
        let before = queue.clone();
        queue[0] = before[0] + before[1] * goes / both;
        for length in 1..queue.len() - 1 {
            let from_below = if length > 1 { before[length - 1] * comes / both } else { 0.0 };
            queue[length] = from_below + before[length + 1] * goes / both;
        }
    }
    empty
}

#[test]
fn a_queue_that_nobody_joins_empties_as_exponential_times_do() {
    // From a geometric length it is exponential again.
    let empty = empties_within(20.0, 0.4, 0.0, 0.05);
    assert!((empty - (1.0 - (-0.6 * 0.05 * 20.0_f64).exp())).abs() < 1e-12);
}

/// What an Erlang C queue on its own says of a type and its group of the same number.
fn erlang_c_oracles(
    id: u32,
    arrivals: f64,
    agents: u32,
    horizon: &Horizon,
) -> Vec<Oracle<'static>> {
    let queue = Queue { arrival_rate: arrivals, mean_handling: HANDLING, agents };
    let load = arrivals * HANDLING;
    let wait = erlang_c_mean_wait(queue).unwrap();
    vec![
        oracle("answered, 1/s", arrivals, rate(id, horizon, answered)),
        oracle("wait > 0", erlang_c(agents, load), of_type(id, waited)),
        oracle("ASA, s", wait, of_type(id, asa)),
        oracle("queue", wait * arrivals, queue_mean(id, horizon)),
        oracle("occupancy", load / f64::from(agents), occupancy(id)),
    ]
}

fn answered(calls: &CallCounts) -> f64 {
    calls.answered as f64
}

/// A type whose callers wait for ever.
fn calls(name: &str, rate: f64, horizon: &Horizon) -> CallType {
    CallType::new(name, Arrivals::constant(horizon, rate), exponential(HANDLING), None)
}

fn cold(probability: f64, to: u32) -> NextStep {
    let kind = NextStepKind::Transfer { consult: None, head_of_queue: false };
    NextStep { probability, to: CallTypeId(to), kind }
}

fn repeat(probability: f64, after: f64, to: u32) -> Repeat {
    Repeat { probability, after: exponential(after), to: CallTypeId(to), max_visits: 15 }
}

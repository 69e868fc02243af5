//! What is decided at the queue's entry: capacity, balking, announcements, overflow.

use callsim::model::{
    Admission, Announcement, Arrivals, Balking, BalkingThreshold, CallType, CallTypeId, Capacity,
    WhenFull,
};
use callsim::time::SimDuration;

use crate::chain::{equilibrium, expect};
use crate::common::exponential;
use crate::desk::{Desk, PLENTY, own_groups, with_lines};
use crate::{
    abandonment, asa, hold, mean_wait, of_type, one_queue, oracle, queue_mean, share, steady,
    waited,
};

/// Seconds.
const HANDLING: f64 = 60.0;

#[test]
fn callers_balk_by_the_length_of_the_queue() {
    let desk = Desk {
        patience: 150.0,
        refuses: |queue| match queue {
            0 | 1 => 0.1,
            2..5 => 0.4,
            5.. => 0.9,
        },
        ..Desk::new(6, 7.0)
    };
    let horizon = steady(2000.0, 8000.0 / desk.rate);
    let mut calls = desk.call_type(&horizon);
    calls.life.admission.balking = vec![from_queue(0, 0.1), from_queue(2, 0.4), from_queue(5, 0.9)];
    let balked = desk.equilibrium().refused();
    let balked = oracle("balked", balked, share(0, |calls| calls.balked));
    desk.hold("balking by the queue", &horizon, calls, vec![balked]);
}

#[test]
fn callers_balk_by_the_estimated_wait() {
    // Three agents who handle for 60 s: the k-th in the queue is told 20·k s.
    let desk = Desk {
        talk: 40.0,
        wrap_up: 20.0,
        patience: 200.0,
        refuses: |queue| match queue {
            0 => 0.0,
            1..4 => 0.5,
            4.. => 1.0,
        },
        ..Desk::new(3, 3.5)
    };
    let horizon = steady(2000.0, 8000.0 / desk.rate);
    let mut calls = desk.call_type(&horizon);
    calls.life.admission.balking = vec![from_wait(30, 0.5), from_wait(90, 1.0)];
    let balked = desk.equilibrium().refused();
    let balked = oracle("balked", balked, share(0, |calls| calls.balked));
    desk.hold("balking by the wait", &horizon, calls, vec![balked]);
}

#[test]
fn a_full_queue_rejects() {
    for (agents, places, load) in [(3, 0, 2.0), (3, 2, 4.0), (12, 6, 13.0)] {
        let desk = Desk { lines: agents + places, ..Desk::new(agents, load) };
        let horizon = steady(2000.0, 8000.0 / desk.rate);
        let mut calls = desk.call_type(&horizon);
        calls.life.trunks = None;
        calls.life.admission.capacity =
            Some(Capacity { calls: places, when_full: WhenFull::Reject });
        let exact = desk.equilibrium();
        let name = format!("{agents} agents, {places} places");
        let model = one_queue(name, horizon.clone(), calls, agents);
        let oracles = [
            oracle("rejected", exact.blocked(), share(0, |calls| calls.rejected)),
            oracle("wait > 0", exact.waits(), of_type(0, waited)),
            oracle("queue", exact.queue(), queue_mean(0, &horizon)),
        ];
        hold(&model, 150, &oracles);
    }
}

#[test]
fn an_announcement_to_all_who_wait_changes_the_patience_of_all() {
    let desk = Desk { patience: 40.0, ..Desk::new(8, 9.0) };
    let horizon = steady(2000.0, 8000.0 / desk.rate);
    let mut calls = Desk { patience: 80.0, ..desk }.call_type(&horizon);
    calls.life.admission.announcement =
        Some(Announcement { from: SimDuration::ZERO, patience_factor: 0.5 });
    desk.hold("announcement to all", &horizon, calls, vec![]);
}

#[test]
fn those_who_hear_an_announcement_have_another_patience_than_those_before_them() {
    let (agents, rate, places) = (2, 3.5 / HANDLING, 7);
    let (patience, factor) = (120.0, 0.25);
    // States: calls with an agent; then a bit for each that waits, under a leading one: whether
    // it heard the announcement, the last in the lowest place.
    let length = |queue: u32| queue.ilog2();
    let heard = |queue: u32| queue.count_ones() - 1;
    let chain = equilibrium((0u32, 1u32), |(busy, queue)| {
        let mut next = vec![];
        if busy < agents {
            next.push(((busy + 1, queue), rate));
        } else if length(queue) < places {
            // The k-th is told 30·k s; from 70 s on it is announced.
            let hears = u32::from(length(queue) + 1 >= 3);
            next.push(((busy, 2 * queue + hears), rate));
        }
        let handled = f64::from(busy) / HANDLING;
        if length(queue) > 0 {
            next.push(((busy, without(queue, length(queue) - 1)), handled));
        } else if busy > 0 {
            next.push(((busy - 1, queue), handled));
        }
        for place in 0..length(queue) {
            let patience = if queue >> place & 1 == 1 { factor * patience } else { patience };
            next.push(((busy, without(queue, place)), 1.0 / patience));
        }
        next
    });
    let horizon = steady(2000.0, 10_000.0 / rate);
    let arrivals = Arrivals::constant(&horizon, rate);
    let mut calls =
        CallType::new("calls", arrivals, exponential(HANDLING), Some(exponential(patience)));
    calls.life.admission = Admission {
        capacity: Some(Capacity { calls: places, when_full: WhenFull::Reject }),
        announcement: Some(Announcement {
            from: SimDuration::from_secs(70),
            patience_factor: factor,
        }),
        ..Admission::default()
    };
    let model = one_queue("announcement to some", horizon.clone(), calls, agents);
    let full = expect(&chain, |(_, queue)| f64::from(u8::from(length(*queue) == places)));
    let queue = expect(&chain, |(_, queue)| f64::from(length(*queue)));
    let lost = expect(&chain, |(_, queue)| {
        let heard = f64::from(heard(*queue));
        (heard / factor + f64::from(length(*queue)) - heard) / patience
    });
    let oracles = [
        oracle("rejected", full, share(0, |calls| calls.rejected)),
        oracle("queue", queue, queue_mean(0, &horizon)),
        oracle("mean wait, s", queue / rate, of_type(0, mean_wait)),
        oracle("abandonment", lost / rate, of_type(0, abandonment)),
    ];
    hold(&model, 150, &oracles);
}

/// The queue without the bit at a place.
fn without(queue: u32, place: u32) -> u32 {
    let below = (1 << place) - 1;
    (queue >> 1 & !below) | (queue & below)
}

#[test]
fn what_finds_a_queue_full_is_a_call_or_a_message_for_another() {
    for (name, when_full) in [
        ("overflow to a queue", WhenFull::Overflow(CallTypeId(1))),
        ("voicemail", WhenFull::Voicemail(CallTypeId(1))),
    ] {
        let (agents, rates, places) = ([3, 3], [3.5 / HANDLING, 1.0 / HANDLING], 3);
        // States: calls of the first type; calls and messages of the second.
        let chain = equilibrium((0u32, 0u32), |(first, second)| {
            let full = first == agents[0] + places;
            let mut next = vec![];
            if !full {
                next.push(((first + 1, second), rates[0]));
            }
            if second < 80 {
                let overflow = if full { rates[0] } else { 0.0 };
                next.push(((first, second + 1), rates[1] + overflow));
            }
            if first > 0 {
                next.push(((first - 1, second), f64::from(first.min(agents[0])) / HANDLING));
            }
            if second > 0 {
                next.push(((first, second - 1), f64::from(second.min(agents[1])) / HANDLING));
            }
            next
        });
        let horizon = steady(3000.0, 100_000.0);
        let types = [0, 1].map(|index: usize| {
            let arrivals = Arrivals::constant(&horizon, rates[index]);
            CallType::new(["alpha", "beta"][index], arrivals, exponential(HANDLING), None)
        });
        let mut types = types.to_vec();
        types[0].life.admission.capacity = Some(Capacity { calls: places, when_full });
        let groups = own_groups(&agents, &horizon);
        let model = with_lines(name, &horizon, PLENTY, types, groups);
        let full = expect(&chain, |(first, _)| f64::from(u8::from(*first == agents[0] + places)));
        let queue = expect(&chain, |(_, second)| f64::from(second.saturating_sub(agents[1])));
        let first_queue = expect(&chain, |(first, _)| f64::from(first.saturating_sub(agents[0])));
        let second_rate = rates[1] + rates[0] * full;
        let oracles = [
            oracle("overflowed", full, share(0, |calls| calls.overflowed)),
            oracle("ASA of alpha, s", first_queue / rates[0] / (1.0 - full), of_type(0, asa)),
            oracle("queue of beta", queue, queue_mean(1, &horizon)),
            oracle("ASA of beta, s", queue / second_rate, of_type(1, asa)),
        ];
        hold(&model, 150, &oracles);
    }
}

fn from_queue(calls: u32, probability: f64) -> Balking {
    Balking { from: BalkingThreshold::Queue(calls), probability }
}

fn from_wait(seconds: u64, probability: f64) -> Balking {
    Balking { from: BalkingThreshold::Wait(SimDuration::from_secs(seconds)), probability }
}

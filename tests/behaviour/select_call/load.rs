//! Rules that ask how many calls wait.

use callsim::model::{AgentGroup, CallRule, CallType, CallTypeId, Ring, Skill};

use super::{Desk, promoted, short};
use crate::common::{constant, secs};
use crate::{calls, head_count};

#[test]
fn longest_queue_takes_the_first_call_of_the_type_of_which_most_wait() {
    let desk = Desk::new(vec![short("a", &[10.0, 40.0]), short("b", &[20.0, 30.0, 50.0])]);
    let taken = desk.takes(&[CallRule::LongestQueue]);
    // 2 and 3; 2 and 2; 1 and 2; 1 and 1.
    assert_eq!(taken, ["b 20", "a 10", "b 30", "a 40", "b 50"]);
    let taken = desk.takes(&[CallRule::LongestQueue, CallRule::LastCome]);
    assert_eq!(taken, ["b 50", "a 40", "b 30", "b 20", "a 10"]);
}

#[test]
fn the_queues_of_all_steps_of_a_type_count_together() {
    let a = promoted(short("a", &[20.0, 80.0]), 30, 0);
    let desk = Desk::new(vec![a, short("b", &[10.0])]);
    assert_eq!(desk.takes(&[CallRule::LongestQueue]), ["a 20", "b 10", "a 80"]);
}

#[test]
fn calls_that_ring_do_not_count() {
    let mut desk = Desk::new(vec![short("a", &[50.0, 60.0]), short("b", &[90.0, 91.0, 95.0])]);
    let skills = vec![Skill::first_choice(CallTypeId(1))];
    let staffing = head_count(&[(0.0, 2), (3600.0, 0)]);
    let ring = Ring { time: constant(50.0), no_answer: 0.0, timeout: secs(60), not_ready: secs(0) };
    let ring = Some(ring);
    desk.others = vec![AgentGroup { ring, ..AgentGroup::new("others", skills, staffing) }];
    // One of three is in the queue.
    assert_eq!(desk.takes_first(&[CallRule::LongestQueue]), "a 50");
    assert_eq!(desk.takes_first(&[CallRule::MaxWeight]), "a 50");
    assert_eq!(desk.takes_first(&[CallRule::QueueRatio]), "a 50");
}

#[test]
fn max_weight_takes_the_largest_weight_times_calls_times_service_rate() {
    let desk = |calls_of_b: usize, weight_of_b: f64| {
        let moments: Vec<f64> = (0..calls_of_b).map(|number| 20.0 + number as f64).collect();
        let mut b = calls("b", &moments, 40.0, None);
        b.routing.waiting_cost.rate = weight_of_b;
        Desk::new(vec![short("a", &[30.0]), b])
    };
    let rule = [CallRule::MaxWeight];
    // 1 ÷ 10 against 3 ÷ 40 and 5 ÷ 40.
    assert_eq!(desk(3, 1.0).takes_first(&rule), "a 30");
    assert_eq!(desk(5, 1.0).takes_first(&rule), "b 20");
    assert_eq!(desk(3, 2.0).takes_first(&rule), "b 20");
    assert_eq!(desk(5, 0.0).takes_first(&rule), "a 30");
    // 1 ÷ 10 and 4 ÷ 40.
    assert_eq!(desk(4, 1.0).takes_first(&rule), "b 20");
    let fast = desk(3, 1.0).skilled([|_| {}, |skill| skill.speed = 2.0]);
    assert_eq!(fast.takes_first(&rule), "b 20");
}

#[test]
fn queue_ratio_takes_the_type_that_exceeds_its_share_most() {
    let sharing = |mut calls: CallType, share: f64| {
        calls.routing.queue_share = share;
        calls
    };
    let desk = Desk::new(vec![
        sharing(short("a", &[30.0, 40.0]), 1.0),
        sharing(short("b", &[10.0, 20.0, 50.0]), 3.0),
    ]);
    let taken = desk.takes(&[CallRule::QueueRatio]);
    // 2 − 5/4 and 3 − 15/4; 1 − 1 and 3 − 3; 1 − 3/4 and 2 − 9/4; then only `b`.
    assert_eq!(taken, ["a 30", "b 10", "a 40", "b 20", "b 50"]);
    let chain = [CallRule::QueueRatio, CallRule::LastCome];
    assert_eq!(desk.takes(&chain)[..2], ["a 40", "b 50"]);
}

#[test]
fn without_shares_queue_ratio_takes_the_longest_queue() {
    let mut types = vec![short("a", &[10.0]), short("b", &[20.0, 30.0])];
    types.iter_mut().for_each(|calls| calls.routing.queue_share = 0.0);
    assert_eq!(Desk::new(types).takes(&[CallRule::QueueRatio]), ["b 20", "a 10", "b 30"]);
}

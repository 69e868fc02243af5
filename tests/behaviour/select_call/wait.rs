//! Rules that ask how long calls have waited.

use callsim::model::{
    AgentGroup, CallRule, CallType, CallTypeId, NextStep, NextStepKind, Skill, WaitingCost,
};

use super::{Desk, promoted, short};
use crate::common::secs;
use crate::{calls, head_count};

#[test]
fn aged_priority_grows_by_the_minute_up_to_a_cap() {
    let rule = [CallRule::AgedPriority];
    let desk = |moment: f64, cap: Option<f64>| {
        let mut a = short("a", &[moment]);
        a.routing.priority_cap = cap;
        let mut b = CallType { priority: 1, ..short("b", &[80.0]) };
        b.routing.priority_gain = 0.0;
        Desk::new(vec![a, b])
    };
    // 1.5 against 1.
    assert_eq!(desk(10.0, None).takes_first(&rule), "a 10");
    assert_eq!(desk(10.0, Some(1.2)).takes_first(&rule), "a 10");
    assert_eq!(desk(10.0, Some(0.9)).takes_first(&rule), "b 80");
    assert_eq!(desk(41.0, None).takes_first(&rule), "b 80");
    // 1 and 1.
    assert_eq!(desk(40.0, None).takes_first(&rule), "a 40");
    assert_eq!(desk(10.0, Some(1.0)).takes_first(&rule), "a 10");
    let tie = desk(40.0, None).skilled([|skill| skill.rank = 2]);
    assert_eq!(tie.takes_first(&[CallRule::AgedPriority, CallRule::Rank]), "b 80");
}

#[test]
fn a_priority_above_the_cap_is_kept() {
    let mut a = CallType { priority: 5, ..short("a", &[30.0]) };
    a.routing.priority_cap = Some(2.0);
    let b = CallType { priority: 3, ..short("b", &[10.0]) };
    // 5 against 3 + 1.5.
    assert_eq!(Desk::new(vec![a, b]).takes_first(&[CallRule::AgedPriority]), "a 30");
}

#[test]
fn aged_priority_starts_from_what_steps_have_added() {
    let a = promoted(short("a", &[10.0, 50.0]), 60, 3);
    let b = CallType { priority: 2, ..short("b", &[20.0, 21.0]) };
    let taken = Desk::new(vec![a, b]).takes(&[CallRule::AgedPriority]);
    // 3 + 1.5; then 2 + 1.5; then at 120 `a 50` has waited for 70 s and has 3 more.
    assert_eq!(taken, ["a 10", "b 20", "a 50", "b 21"]);
}

#[test]
fn longest_wait_goes_by_the_wait_of_first_calls() {
    let desk = Desk::new(vec![short("a", &[30.0, 40.0]), short("b", &[20.0, 50.0])]);
    assert_eq!(desk.takes(&[CallRule::LongestWait]), ["b 20", "a 30", "a 40", "b 50"]);
    let desk =
        Desk::new(vec![short("a", &[30.0]), short("b", &[30.0])]).skilled([|skill| skill.rank = 2]);
    assert_eq!(desk.takes_first(&[CallRule::LongestWait]), "a 30");
    assert_eq!(desk.takes_first(&[CallRule::LongestWait, CallRule::Rank]), "b 30");
}

#[test]
fn a_call_at_the_head_of_its_queue_is_first_there_however_long_it_has_waited() {
    // A colleague hands a call on to the head of the queue at 80.
    let mut x = calls("x", &[10.0], 70.0, None);
    let kind = NextStepKind::Transfer { consult: None, head_of_queue: true };
    x.life.next_steps = vec![NextStep { probability: 1.0, to: CallTypeId(0), kind }];
    let mut desk = Desk::new(vec![short("a", &[20.0]), short("b", &[50.0]), x]);
    let x_skill = desk.skills.remove(2);
    let staffing = head_count(&[(0.0, 1), (3600.0, 0)]);
    desk.others = vec![AgentGroup::new("colleague", vec![x_skill], staffing)];
    assert_eq!(desk.takes(&[CallRule::FirstCome]), ["a 80", "a 20", "b 50"]);
    assert_eq!(desk.takes(&[CallRule::LongestWait]), ["b 50", "a 80", "a 20"]);
}

#[test]
fn predicted_wait_adds_what_the_call_would_wait_for_the_next_agent() {
    let rule = [CallRule::PredictedWait];
    let desk =
        |moments: &[f64]| Desk::new(vec![short("a", &[10.0]), calls("b", moments, 100.0, None)]);
    // 90 + 10 against 40 + 100 and 0.1 + 100.
    assert_eq!(desk(&[60.0]).takes_first(&rule), "b 60");
    assert_eq!(desk(&[99.9]).takes_first(&rule), "b 99.9");
    let with_others = |agents: u32, moments: &[f64]| {
        let mut desk = desk(moments);
        let skills = vec![Skill::first_choice(CallTypeId(1))];
        let staffing = head_count(&[(1.5, agents), (3600.0, 0)]);
        desk.others = vec![AgentGroup::new("others", skills, staffing)];
        desk
    };
    // One more agent is busy with the first `b`: 90 + 10 against 60 + 100 ÷ 2.
    assert_eq!(with_others(1, &[2.0, 40.0]).takes_first(&rule), "b 40");
    // Two more: 90 + 10 against 60 + 100 ÷ 3.
    assert_eq!(with_others(2, &[2.0, 3.0, 40.0]).takes_first(&rule), "a 10");
}

#[test]
fn equal_predicted_waits_go_by_what_comes_next() {
    // 60 + 10 and 50 + 20.
    let desk = Desk::new(vec![short("a", &[40.0]), calls("b", &[50.0], 20.0, None)])
        .skilled([|skill| skill.rank = 2]);
    assert_eq!(desk.takes_first(&[CallRule::PredictedWait]), "a 40");
    assert_eq!(desk.takes_first(&[CallRule::PredictedWait, CallRule::Rank]), "b 50");
}

#[test]
fn earliest_deadline_is_that_of_entry_plus_acceptable_wait() {
    let desk = |within_a, within_b| {
        let types =
            vec![within(short("a", &[30.0]), within_a), within(short("b", &[50.0]), within_b)];
        Desk::new(types).skilled([|skill| skill.rank = 2])
    };
    let rule = [CallRule::EarliestDeadline];
    assert_eq!(desk(60, 39).takes_first(&rule), "b 50");
    assert_eq!(desk(60, 41).takes_first(&rule), "a 30");
    assert_eq!(desk(60, 40).takes_first(&rule), "a 30");
    let chain = [CallRule::EarliestDeadline, CallRule::Rank];
    assert_eq!(desk(60, 40).takes_first(&chain), "b 50");
}

#[test]
fn target_ratio_is_wait_over_acceptable_wait() {
    let desk = |within_a, moment, within_b| {
        let types =
            vec![within(short("a", &[10.0]), within_a), within(short("b", &[moment]), within_b)];
        Desk::new(types).skilled([|skill| skill.rank = 2])
    };
    let rule = [CallRule::TargetRatio];
    let chain = [CallRule::TargetRatio, CallRule::Rank];
    // 90 ÷ 60 against 40 ÷ 20, 29 ÷ 20, 30 ÷ 20.
    assert_eq!(desk(60, 60.0, 20).takes_first(&rule), "b 60");
    assert_eq!(desk(60, 71.0, 20).takes_first(&rule), "a 10");
    assert_eq!(desk(60, 70.0, 20).takes_first(&rule), "a 10");
    assert_eq!(desk(60, 70.0, 20).takes_first(&chain), "b 70");
    // Nobody is to wait at all: infinitely urgent, and all alike.
    assert_eq!(desk(60, 99.0, 0).takes_first(&rule), "b 99");
    assert_eq!(desk(0, 99.0, 0).takes_first(&rule), "a 10");
    assert_eq!(desk(0, 99.0, 0).takes_first(&chain), "b 99");
}

#[test]
fn generalised_c_mu_weighs_the_marginal_cost_by_the_service_rate() {
    let desk = |a: (f64, f64, f64), b: (f64, f64, f64)| {
        let calls = |name, (moment, rate, power): (f64, f64, f64), talk| {
            let mut calls = calls(name, &[moment], talk, None);
            calls.routing.waiting_cost = WaitingCost { rate, power };
            calls
        };
        Desk::new(vec![calls("a", a, 10.0), calls("b", b, 40.0)])
    };
    let rule = [CallRule::GeneralisedCMu];
    // A cost in proportion to the wait makes the wait mean nothing: 1 ÷ 10 against 1 ÷ 40.
    assert_eq!(desk((90.0, 1.0, 1.0), (20.0, 1.0, 1.0)).takes_first(&rule), "a 90");
    assert_eq!(desk((90.0, 1.0, 1.0), (20.0, 5.0, 1.0)).takes_first(&rule), "b 20");
    // 2 · 10 ÷ 10 against 2 · 80 ÷ 40; 2 · 30 ÷ 10 against the same.
    assert_eq!(desk((90.0, 1.0, 2.0), (20.0, 1.0, 2.0)).takes_first(&rule), "b 20");
    assert_eq!(desk((70.0, 1.0, 2.0), (20.0, 1.0, 2.0)).takes_first(&rule), "a 70");
    // 1 ÷ 10 and 4 ÷ 40.
    assert_eq!(desk((90.0, 1.0, 1.0), (20.0, 4.0, 1.0)).takes_first(&rule), "b 20");
    assert_eq!(desk((10.0, 1.0, 1.0), (20.0, 4.0, 1.0)).takes_first(&rule), "a 10");
    // Whoever is four times as fast at `b`: 1 ÷ 10 and 4 · 1.1 ÷ 40.
    let fast =
        desk((10.0, 1.0, 1.0), (20.0, 1.1, 1.0)).skilled([|_| {}, |skill| skill.speed = 4.0]);
    assert_eq!(fast.takes_first(&rule), "b 20");
    // What costs nothing comes last.
    assert_eq!(desk((10.0, 0.0, 1.0), (20.0, 0.001, 3.0)).takes_first(&rule), "b 20");
}

fn within(mut calls: CallType, seconds: u64) -> CallType {
    calls.objective.within = secs(seconds);
    calls
}

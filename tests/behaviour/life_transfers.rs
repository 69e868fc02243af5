//! What follows on a talk: transfers, tasks, calls for the same reason.

use callsim::model::{
    AtClose, Balking, BalkingThreshold, CallRule, CallType, CallTypeId, Capacity, CivilDate,
    Horizon, Model, NextStep, NextStepKind, OverDay, Repeat, Resolution, Staffing, WhenFull,
};

use crate::common::{constant, hours, one_day, secs};
use crate::{calls, centre, group, groups_of, head_count, tell, wrapped_up};

/// Seconds of a day.
const DAY: f64 = 86_400.0;

#[test]
fn a_cold_transfer_frees_the_first_agent_at_once() {
    let a = wrapped_up(then(calls("a", &[10.0], 100.0, None), cold(false)), 20.0);
    let told = tell(&two_groups(vec![a, calls("b", &[80.0], 50.0, None)]));
    assert_eq!(
        told.calls,
        ["a 10 answered 10 by one", "b 80 answered 80 by two", "b 110 answered 130 by two"]
    );
    assert_eq!(told.agents[0][1..], ["talking 10-110", "wrap_up 110-130", "available 130-3600"]);
    assert_eq!(told.agents[1][1..], ["talking 80-130", "talking 130-180", "available 180-3600"]);
}

#[test]
fn a_transfer_may_go_to_the_head_of_the_queue() {
    for (head_of_queue, order) in [
        (
            false,
            ["b 80 answered 80 by two", "b 90 answered 130 by two", "b 110 answered 180 by two"],
        ),
        (
            true,
            ["b 80 answered 80 by two", "b 110 answered 130 by two", "b 90 answered 180 by two"],
        ),
    ] {
        let a = then(calls("a", &[10.0], 100.0, None), cold(head_of_queue));
        let told = tell(&two_groups(vec![a, calls("b", &[80.0, 90.0], 50.0, None)]));
        assert_eq!(told.calls[1..], order);
    }
}

#[test]
fn of_two_that_go_to_the_head_the_first_is_before_the_second() {
    let a = then(calls("a", &[10.0, 20.0], 50.0, None), cold(true));
    let types = vec![a, calls("b", &[5.0], 200.0, None)];
    let groups =
        vec![group("one", &[(0, 1)], until_closing(2)), group("two", &[(1, 1)], until_closing(1))];
    let told = tell(&groups_of(day(), types, groups, FIRST_COME));
    assert_eq!(told.calls[3..], ["b 60 answered 205 by two", "b 70 answered 405 by two"]);
}

#[test]
fn a_caller_who_was_transferred_has_patience_anew() {
    let a = then(calls("a", &[10.0], 100.0, Some(5.0)), cold(false));
    let told = tell(&two_groups(vec![a, calls("b", &[100.0], 500.0, Some(70.0))]));
    assert_eq!(told.calls[2], "b 110 abandoned 180");
}

#[test]
fn a_warm_transfer_holds_the_first_agent_until_the_end_of_the_consultation() {
    let a = wrapped_up(then(calls("a", &[10.0], 100.0, None), warm(30)), 20.0);
    let told = tell(&two_groups(vec![a, calls("b", &[80.0], 50.0, None)]));
    assert_eq!(told.calls[2], "b 110 answered 130 by two");
    assert_eq!(told.agents[0][1..], ["talking 10-160", "wrap_up 160-180", "available 180-3600"]);
    // The colleague talks for 30 s with both and for 50 s with the caller.
    assert_eq!(told.agents[1][1..], ["talking 80-130", "talking 130-210", "available 210-3600"]);
}

#[test]
fn a_warm_transfer_to_an_idle_colleague_begins_at_once() {
    let a = then(calls("a", &[10.0], 100.0, None), warm(30));
    let told = tell(&two_groups(vec![a, calls("b", &[], 50.0, None)]));
    assert_eq!(told.calls[1], "b 110 answered 110 by two");
    assert_eq!(told.agents[0][1..], ["talking 10-140", "available 140-3600"]);
    assert_eq!(told.agents[1], ["available 0-110", "talking 110-190", "available 190-3600"]);
}

#[test]
fn a_caller_who_hangs_up_in_a_warm_transfer_frees_the_first_agent() {
    let a = wrapped_up(then(calls("a", &[10.0], 100.0, None), warm(30)), 20.0);
    let told = tell(&two_groups(vec![a, calls("b", &[80.0], 500.0, Some(40.0))]));
    assert_eq!(told.calls[2], "b 110 abandoned 150");
    assert_eq!(told.agents[0][1..], ["talking 10-150", "wrap_up 150-170", "available 170-3600"]);
}

#[test]
fn a_caller_who_leaves_a_message_in_a_warm_transfer_frees_the_first_agent() {
    let a = wrapped_up(then(calls("a", &[10.0], 100.0, None), warm(30)), 20.0);
    let mut b = calls("b", &[80.0], 50.0, None);
    b.life.admission.capacity =
        Some(Capacity { calls: 0, when_full: WhenFull::Voicemail(CallTypeId(1)) });
    let told = tell(&two_groups(vec![a, b]));
    assert_eq!(told.calls[2..], ["b 110 overflowed 110", "b 110 answered 130 by two"]);
    assert_eq!(told.agents[0][1..], ["talking 10-110", "wrap_up 110-130", "available 130-3600"]);
}

#[test]
fn who_stays_with_a_caller_after_closing_is_not_who_could_take_the_call() {
    let a = then(calls("a", &[3550.0], 100.0, None), warm(30));
    let told = tell(&centre(day(), vec![a, calls("b", &[], 50.0, None)], until_closing(1)));
    assert_eq!(told.calls, ["a 3550 answered 3550 by them", "b 3650 turned away 3650"]);
    assert_eq!(told.overtime, ["3600-3650"]);
}

#[test]
fn who_stayed_with_a_caller_who_is_turned_away_takes_none_of_the_next_to_be() {
    let a = then(calls("a", &[10.0], 100.0, None), warm(30));
    let b = calls("b", &[80.0, 200.0], 5000.0, None);
    let groups = vec![
        group("one", &[(0, 1), (1, 2)], until_closing(1)),
        group("two", &[(1, 1)], until_closing(1)),
    ];
    let clear = one_day(1, AtClose::ClearQueue);
    let told = tell(&groups_of(clear, vec![a, b], groups, FIRST_COME));
    assert_eq!(told.calls[2..], ["b 110 turned away 3600", "b 200 turned away 3600"]);
}

#[test]
fn a_task_follows_on_a_talk_without_a_caller_who_could_give_up() {
    let a = wrapped_up(then(calls("a", &[10.0], 100.0, None), NextStepKind::Task), 20.0);
    let told = tell(&two_groups(vec![a, calls("b", &[100.0], 50.0, Some(5.0))]));
    assert_eq!(told.calls[2], "b 110 answered 150 by two");
    assert_eq!(told.agents[0][1..3], ["talking 10-110", "wrap_up 110-130"]);
    assert_eq!(told.agents[1][1..], ["talking 100-150", "talking 150-200", "available 200-3600"]);
}

#[test]
fn a_task_may_wait_for_the_next_day_where_calls_are_served_or_turned_away() {
    for (at_close, outcome) in [
        (AtClose::CarryOver, "b 3650 answered 86400 by them"),
        (AtClose::ServeQueue, "b 3650 answered 3650 by them"),
        (AtClose::ClearQueue, "b 3650 turned away 3650"),
    ] {
        let a = then(calls("a", &[3500.0], 150.0, None), NextStepKind::Task);
        let mut b = calls("b", &[], 50.0, None);
        b.life.at_close = Some(at_close);
        let start = CivilDate::constant(2026, 3, 2);
        let open = AtClose::ServeQueue;
        let horizon = Horizon::days(start, 2, hours(0), hours(1), hours(1), open).unwrap();
        let staffing = head_count(&[(0.0, 1), (3600.0, 0), (DAY, 1), (DAY + 3600.0, 0)]);
        let told = tell(&centre(horizon, vec![a, b], staffing));
        assert_eq!(told.calls, ["a 3500 answered 3500 by them", outcome]);
    }
}

#[test]
fn who_is_transferred_and_does_not_want_to_wait_is_gone() {
    let a = then(calls("a", &[10.0], 100.0, None), warm(30));
    let mut b = calls("b", &[80.0], 500.0, None);
    let from = BalkingThreshold::Queue(0);
    b.life.admission.balking = vec![Balking { from, probability: 1.0 }];
    let told = tell(&two_groups(vec![a, b]));
    assert_eq!(told.calls[2], "b 110 balked 110");
    assert_eq!(told.agents[0][1..], ["talking 10-110", "available 110-3600"]);
}

#[test]
fn time_on_hold_is_a_part_of_the_talk() {
    let mut a = wrapped_up(calls("a", &[10.0], 100.0, None), 20.0);
    a.life.hold = Some(OverDay::Same(constant(15.0)));
    let told = tell(&two_groups(vec![a, calls("b", &[], 1.0, None)]));
    assert_eq!(told.agents[0][1..3], ["talking 10-125", "wrap_up 125-145"]);
}

#[test]
fn a_caller_whose_issue_is_not_solved_calls_again_up_to_a_number_of_times() {
    let repeat =
        Repeat { probability: 1.0, after: constant(500.0), to: CallTypeId(1), max_visits: 3 };
    let mut a = calls("a", &[10.0], 100.0, None);
    let mut b = calls("b", &[], 50.0, None);
    let unsolved = Some(Resolution { probability: 0.0, repeat: Some(repeat) });
    a.life.resolution = unsolved.clone();
    b.life.resolution = unsolved;
    let told = tell(&two_groups(vec![a.clone(), b.clone()]));
    assert_eq!(
        told.calls,
        ["a 10 answered 10 by one", "b 610 answered 610 by two", "b 1160 answered 1160 by two"]
    );
    // Agents of the second group solve everything.
    let staffing = || until_closing(1);
    let mut groups = vec![group("one", &[(0, 1)], staffing()), group("two", &[(1, 1)], staffing())];
    groups[1].skills[0].resolution = Some(1.0);
    let told = tell(&groups_of(day(), vec![a, b], groups, FIRST_COME));
    assert_eq!(told.calls, ["a 10 answered 10 by one", "b 610 answered 610 by two"]);
}

#[test]
fn who_would_call_again_when_the_lines_are_closed_calls_in_the_next_open_hours() {
    let horizon = Horizon::days(
        CivilDate::constant(2026, 3, 2),
        3,
        hours(9),
        hours(17),
        hours(1),
        AtClose::ServeQueue,
    )
    .unwrap();
    let nine = 9.0 * 3600.0;
    let staffing = Staffing::HeadCount(
        horizon
            .open_hours()
            .iter()
            .flat_map(|day| [(day.open, 1), (day.close, 0)])
            .map(|(at, agents)| callsim::model::HeadCount { at, agents })
            .collect(),
    );
    // Ten hours later it is seven in the evening; the lines open at nine on the next day.
    let repeat =
        Repeat { probability: 1.0, after: constant(36_000.0), to: CallTypeId(0), max_visits: 2 };
    let mut a = calls("a", &[nine], 100.0, None);
    a.life.resolution = Some(Resolution { probability: 0.0, repeat: Some(repeat) });
    let told = tell(&groups_of(
        horizon,
        vec![a],
        vec![group("them", &[(0, 1)], staffing)],
        CallRule::FirstCome,
    ));
    assert_eq!(told.calls.len(), 2, "{:?}", told.calls);
    let entered: f64 = told.calls[1].split(' ').nth(1).unwrap().parse().unwrap();
    assert!((DAY + nine..DAY + nine + 8.0 * 3600.0).contains(&entered), "{:?}", told.calls);
}

const FIRST_COME: CallRule = CallRule::FirstCome;

fn day() -> Horizon {
    one_day(1, AtClose::ServeQueue)
}

fn until_closing(agents: u32) -> Staffing {
    head_count(&[(0.0, agents), (3600.0, 0)])
}

/// An agent for each of two types.
fn two_groups(types: Vec<CallType>) -> Model {
    let staffing = || until_closing(1);
    let groups = vec![group("one", &[(0, 1)], staffing()), group("two", &[(1, 1)], staffing())];
    groups_of(day(), types, groups, FIRST_COME)
}

/// The talk is always followed by this, for the second type.
fn then(mut calls: CallType, kind: NextStepKind) -> CallType {
    calls.life.next_steps = vec![NextStep { probability: 1.0, to: CallTypeId(1), kind }];
    calls
}

fn cold(head_of_queue: bool) -> NextStepKind {
    NextStepKind::Transfer { consult: None, head_of_queue }
}

fn warm(consult: u64) -> NextStepKind {
    NextStepKind::Transfer { consult: Some(secs(consult)), head_of_queue: false }
}

//! Callers who are offered, as a step of their route, to be called back.

use callsim::model::{
    AgentGroup, AgentGroupId, AtClose, CallRule, CallType, CallTypeId, Capacity, Model, NextStep,
    NextStepKind, Opening, Patience, Redial, Route, Routing, Staffing, Step, StepAction,
    TrunkGroup, TrunkGroupId, WhenFull,
};
use callsim::rng::{Purpose, Source};

use crate::common::{constant, one_day, secs};
use crate::{SEED, calls, count, group, groups_of, head_count, tell};

#[test]
fn who_accepts_leaves_and_a_task_comes_to_the_other_queue() {
    let model = one_for_each(vec![
        routed(calls("a", &[10.0, 20.0], 100.0, Some(60.0)), vec![opens(0, 0), offers(30, 1, 1.0)]),
        calls("b", &[], 40.0, Some(1.0)),
    ]);
    assert_eq!(
        tell(&model).calls,
        ["a 10 answered 10 by one", "a 20 called back 50", "b 50 answered 50 by two"]
    );
    let counted = count(&model);
    let a = counted.all_calls(CallTypeId(0));
    assert_eq!((a.offered, a.callback_taken, a.outcomes()), (2, 1, 2));
    let b = counted.all_calls(CallTypeId(1));
    assert_eq!((b.offered, b.handed_in, b.outcomes()), (1, 1, 1));
}

#[test]
fn who_declines_waits_on_along_the_route() {
    let steps = vec![opens(0, 0), offers(30, 1, 0.0), opens(40, 1)];
    let a = routed(calls("a", &[10.0, 20.0], 100.0, Some(60.0)), steps);
    let told = tell(&both_for_the_first(vec![a, calls("b", &[], 40.0, None)]));
    assert_eq!(told.calls[1], "a 20 answered 60 by two");
}

#[test]
fn the_chance_to_accept_is_that_of_the_caller_alone() {
    // Each of a hundred callers draws once, whatever becomes of the others.
    let source = Source::new(SEED, 0, "a", Purpose::Callback);
    let first_attempt = 1u64 << 48;
    let accepts = |caller: u64| source.nth(caller | first_attempt).uniform() < 0.3;
    let expected = (0..100).filter(|caller| accepts(*caller)).count() as u64;
    let moments: Vec<f64> = (0..100).map(f64::from).collect();
    let a = routed(calls("a", &moments, 1.0, Some(500.0)), vec![opens(0, 0), offers(5, 1, 0.3)]);
    let groups = vec![group("one", &[(0, 1)], all_day(0)), group("two", &[(1, 1)], all_day(1))];
    let model = centre_of(vec![a, calls("b", &[], 1.0, None)], groups);
    assert_eq!(count(&model).all_calls(CallTypeId(0)).callback_taken, expected);
    assert!((20..40).contains(&expected));
}

#[test]
fn a_second_offer_is_a_question_of_its_own() {
    let moments: Vec<f64> = (0..200).map(f64::from).collect();
    let steps = vec![opens(0, 0), offers(5, 1, 0.5), offers(10, 1, 0.5)];
    let a = routed(calls("a", &moments, 1.0, Some(900.0)), steps);
    let groups = vec![group("one", &[(0, 1)], all_day(0)), group("two", &[(1, 1)], all_day(1))];
    let model = centre_of(vec![a, calls("b", &[], 1.0, None)], groups);
    // Three quarters, not a half.
    let taken = count(&model).all_calls(CallTypeId(0)).callback_taken;
    assert!((135..165).contains(&taken), "{taken}");
}

#[test]
fn the_task_may_keep_the_callers_place_in_the_line() {
    for (keep_place, next) in [(true, "b 60"), (false, "b 40")] {
        let offer = Step { action: callback(1, 1.0, keep_place), ..offers(40, 1, 1.0) };
        let a = routed(calls("a", &[20.0], 10.0, None), vec![opens(0, 0), offer]);
        let b = calls("b", &[5.0, 40.0], 100.0, None);
        let groups = vec![group("one", &[(0, 1)], all_day(0)), group("two", &[(1, 1)], all_day(1))];
        let told = tell(&centre_of(vec![a, b], groups));
        assert_eq!(told.calls[..2], ["b 5 answered 5 by two", "a 20 called back 60"]);
        assert_eq!(told.calls[2], format!("{next} answered 105 by two"));
    }
}

#[test]
fn the_task_may_wait_in_the_same_queue_and_is_not_offered_it_again() {
    let offer = Step { action: callback(0, 1.0, true), ..offers(30, 0, 1.0) };
    let steps = vec![opens(0, 0), offer, opens(70, 1)];
    let a = routed(calls("a", &[10.0, 20.0, 25.0], 100.0, Some(60.0)), steps);
    let told = tell(&both_for_the_first(vec![a, calls("b", &[], 40.0, None)]));
    assert_eq!(
        told.calls,
        [
            "a 10 answered 10 by one",
            "a 20 called back 50",
            "a 25 called back 55",
            // What it has waited so far counts for the route: not 120.
            "a 50 answered 90 by two",
            "a 55 answered 110 by one",
        ]
    );
}

#[test]
fn the_line_is_free_again_and_nobody_redials() {
    let mut a =
        routed(calls("a", &[10.0, 20.0], 1000.0, None), vec![opens(0, 0), offers(30, 1, 1.0)]);
    a.redial = Some(Redial { probability: [1.0; 6], after: constant(1.0), max_attempts: 9 });
    let late = calls("late", &[40.0, 60.0], 10.0, None);
    let types = vec![a, calls("b", &[], 40.0, None), late];
    let groups =
        vec![group("one", &[(0, 1)], all_day(1)), group("two", &[(1, 1), (2, 1)], all_day(1))];
    let mut parts = centre_of(types, groups).parts();
    parts.trunk_groups = vec![TrunkGroup { name: "lines".into(), lines: 2 }];
    for place in [0, 2] {
        parts.call_types[place].life.trunks = Some(TrunkGroupId(0));
    }
    let told = tell(&Model::from_parts(parts).unwrap());
    assert_eq!(
        told.calls,
        [
            "a 10 answered 10 by one",
            "late 40 blocked 40",
            "a 20 called back 50",
            "b 50 answered 50 by two",
            "late 60 answered 90 by two",
        ]
    );
}

#[test]
fn who_stayed_with_the_caller_goes_on() {
    let mut first = calls("first", &[10.0], 50.0, None);
    let kind = NextStepKind::Transfer { consult: Some(secs(5)), head_of_queue: false };
    first.life.next_steps = vec![NextStep { probability: 1.0, to: CallTypeId(1), kind }];
    let a = routed(calls("a", &[], 10.0, None), vec![opens(0, 1), offers(30, 2, 1.0)]);
    let types = vec![first, a, calls("b", &[], 10.0, None)];
    let groups =
        vec![group("one", &[(0, 1), (2, 1)], all_day(1)), group("two", &[(1, 1)], all_day(0))];
    let told = tell(&centre_of(types, groups));
    assert_eq!(
        told.calls,
        ["first 10 answered 10 by one", "a 60 called back 90", "b 90 answered 90 by one"]
    );
    assert_eq!(told.agents[0][..2], ["available 0-10", "talking 10-90"]);
}

#[test]
fn a_task_is_offered_nothing_and_goes_on() {
    let mut first = calls("first", &[10.0], 50.0, None);
    let kind = NextStepKind::Task;
    first.life.next_steps = vec![NextStep { probability: 1.0, to: CallTypeId(1), kind }];
    let a =
        routed(calls("a", &[], 10.0, None), vec![opens(0, 1), offers(30, 2, 1.0), opens(40, 0)]);
    let types = vec![first, a, calls("b", &[], 10.0, None)];
    let groups =
        vec![group("one", &[(0, 1), (1, 1)], all_day(1)), group("two", &[(2, 1)], all_day(1))];
    let told = tell(&centre_of(types, groups));
    assert_eq!(told.calls, ["first 10 answered 10 by one", "a 60 answered 100 by one"]);
}

#[test]
fn no_callback_is_offered_if_the_task_would_be_turned_away() {
    for (at_close, outcome) in [
        (AtClose::ClearQueue, "a 3590 answered 3790 by one"),
        (AtClose::ServeQueue, "a 3590 called back 3620"),
        (AtClose::CarryOver, "a 3590 called back 3620"),
    ] {
        let steps = vec![opens(0, 0), offers(30, 1, 1.0)];
        let mut a = routed(calls("a", &[3590.0, 3590.0], 200.0, None), steps);
        a.life.at_close = Some(AtClose::ServeQueue);
        let mut b = calls("b", &[], 10.0, None);
        b.life.at_close = Some(at_close);
        let told = tell(&one_for_each(vec![a, b]));
        assert_eq!(told.calls[1], outcome);
    }
}

#[test]
fn a_full_queue_takes_the_task_all_the_same() {
    let a = routed(calls("a", &[10.0, 20.0], 100.0, None), vec![opens(0, 0), offers(30, 1, 1.0)]);
    let mut b = calls("b", &[], 10.0, None);
    b.life.admission.capacity = Some(Capacity { calls: 0, when_full: WhenFull::Reject });
    assert_eq!(tell(&one_for_each(vec![a, b])).calls[2], "b 50 answered 50 by two");
}

#[test]
fn it_may_be_offered_at_once_but_not_to_who_is_answered() {
    let steps = vec![opens(0, 0), offers(0, 1, 1.0)];
    let mut a = routed(calls("a", &[10.0, 20.0], 100.0, None), steps);
    a.patience = Patience::Infinite;
    let told = tell(&one_for_each(vec![a, calls("b", &[], 40.0, None)]));
    assert_eq!(
        told.calls,
        ["a 10 answered 10 by one", "a 20 called back 20", "b 20 answered 20 by two"]
    );
}

#[test]
fn impossible_offers_are_refused() {
    for (to, accept) in [(0, 1.5), (0, f64::NAN), (0, -0.1), (7, 0.5)] {
        let a = routed(calls("a", &[10.0], 1.0, None), vec![offers(30, to, accept)]);
        let them = group("them", &[(0, 1)], all_day(1));
        assert!(Model::new("no", day(), vec![a], vec![them], Routing::default()).is_err());
    }
}

fn offers(after: u64, to: u32, accept: f64) -> Step {
    let action = callback(to, accept, false);
    Step { after: secs(after), or_unstaffed: false, condition: None, action }
}

fn callback(to: u32, accept: f64, keep_place: bool) -> StepAction {
    StepAction::OfferCallback { to: CallTypeId(to), accept, keep_place }
}

fn opens(after: u64, group: u32) -> Step {
    let opening = Opening { groups: Some(vec![AgentGroupId(group)]), ..Opening::default() };
    let action = StepAction::Open(opening);
    Step { after: secs(after), or_unstaffed: false, condition: None, action }
}

fn routed(mut calls: CallType, steps: Vec<Step>) -> CallType {
    calls.routing.route = Some(Route { steps });
    calls
}

/// An agent for each of two types.
fn one_for_each(types: Vec<CallType>) -> Model {
    let groups = vec![group("one", &[(0, 1)], all_day(1)), group("two", &[(1, 1)], all_day(1))];
    centre_of(types, groups)
}

/// Two agents of different groups who serve the first of two types.
fn both_for_the_first(types: Vec<CallType>) -> Model {
    let groups = ["one", "two"].map(|name| group(name, &[(0, 1)], all_day(1)));
    centre_of(types, groups.into())
}

fn centre_of(types: Vec<CallType>, groups: Vec<AgentGroup>) -> Model {
    groups_of(day(), types, groups, CallRule::FirstCome)
}

fn all_day(agents: u32) -> Staffing {
    head_count(&[(0.0, agents), (7200.0, 0)])
}

fn day() -> callsim::model::Horizon {
    one_day(1, AtClose::ServeQueue)
}

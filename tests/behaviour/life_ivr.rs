//! Self-service before the queue.

use callsim::model::{
    AtClose, CallType, CallTypeId, Horizon, Ivr, Model, Parts, Redial, Routing, TrunkGroup,
    TrunkGroupId,
};

use crate::common::{constant, one_day};
use crate::{calls, centre, group, head_count, tell};

#[test]
fn the_wait_begins_after_the_ivr() {
    let a = ivr(calls("a", &[10.0, 20.0], 100.0, Some(90.0)), 0.0, 0.0);
    // The second is in the queue from 50 on.
    assert_eq!(told(a), ["a 40 answered 40 by them", "a 50 answered 140 by them"]);
}

#[test]
fn who_is_contained_or_hangs_up_does_so_at_the_end_of_the_ivr() {
    let contained = ivr(calls("a", &[10.0], 100.0, None), 1.0, 0.0);
    assert_eq!(told(contained), ["a 40 contained 40"]);
    let mut hangs_up = ivr(calls("a", &[10.0], 100.0, None), 0.0, 1.0);
    hangs_up.redial = Some(Redial::always(1.0, constant(50.0), 2));
    assert_eq!(
        told(hangs_up),
        ["a 40 abandoned in the IVR 40", "a#2 120 abandoned in the IVR 120"]
    );
}

#[test]
fn the_ivr_may_send_a_call_to_another_queue_which_it_enters_without_another_ivr() {
    let mut a = ivr(calls("a", &[10.0], 100.0, None), 0.0, 0.0);
    a.life.ivr.as_mut().unwrap().routes = vec![(CallTypeId(1), 1.0)];
    let b = ivr(calls("b", &[20.0], 30.0, None), 1.0, 0.0);
    let staffing = head_count(&[(0.0, 1), (3600.0, 0)]);
    let told = tell(&centre(one_day(1, AtClose::ServeQueue), vec![a, b], staffing));
    assert_eq!(told.calls, ["b 40 answered 40 by them", "b 50 contained 50"]);
    assert_eq!(told.agents[0], ["available 0-40", "talking 40-70", "available 70-3600"]);
}

#[test]
fn a_line_is_held_in_the_ivr() {
    let mut a = ivr(calls("a", &[10.0, 39.999_999, 40.0], 100.0, None), 1.0, 0.0);
    a.life.trunks = Some(TrunkGroupId(0));
    let model = Model::from_parts(Parts {
        name: "situation".to_owned(),
        horizon: one_day(1, AtClose::ServeQueue),
        outages: vec![],
        floor_rules: vec![],
        trunk_groups: vec![TrunkGroup { name: "lines".to_owned(), lines: 1 }],
        call_types: vec![a],
        agent_groups: vec![group("them", &[(0, 1)], head_count(&[(0.0, 1), (3600.0, 0)]))],
        routing: Routing::default(),
    });
    let told = tell(&model.unwrap());
    assert_eq!(
        told.calls,
        ["a 39.999999 blocked 39.999999", "a 40 contained 40", "a 70 contained 70"]
    );
}

#[test]
fn who_is_in_the_ivr_at_closing_is_served_if_somebody_is_there() {
    let day = |at_close, moments: &[f64]| {
        let a = ivr(calls("a", moments, 100.0, None), 0.0, 0.0);
        tell(&agent_until_closing(one_day(1, at_close), a))
    };
    let told = day(AtClose::ServeQueue, &[3550.0, 3590.0]);
    assert_eq!(told.calls, ["a 3580 answered 3580 by them", "a 3620 answered 3680 by them"]);
    assert_eq!(told.overtime, ["3600-3780"]);
    // Nobody stays for those who are not in the queue yet.
    let told = day(AtClose::ServeQueue, &[3590.0]);
    assert_eq!(told.calls, ["a 3620 turned away 3620"]);
    assert_eq!(told.agents[0], ["available 0-3600"]);
    let told = day(AtClose::ClearQueue, &[3550.0, 3590.0]);
    assert_eq!(told.calls, ["a 3580 answered 3580 by them", "a 3620 turned away 3620"]);
}

fn agent_until_closing(horizon: Horizon, calls: CallType) -> Model {
    centre(horizon, vec![calls], head_count(&[(0.0, 1), (3600.0, 0)]))
}

fn told(calls: CallType) -> Vec<String> {
    tell(&agent_until_closing(one_day(1, AtClose::ServeQueue), calls)).calls
}

/// With half a minute of self-service before the queue.
fn ivr(mut calls: CallType, contained: f64, hang_up: f64) -> CallType {
    calls.life.ivr = Some(Ivr { duration: constant(30.0), contained, hang_up, routes: vec![] });
    calls
}

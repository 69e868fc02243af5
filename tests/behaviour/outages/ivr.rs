use callsim::model::{CallTypeId, Failure, InProgress, Ivr, IvrCalls, Model, NewCalls};

use super::{at, small, told};
use crate::calls;
use crate::common::constant;

fn with_ivr(moments: &[f64]) -> callsim::model::CallType {
    let mut a = calls("a", moments, 10.0, None);
    a.life.ivr =
        Some(Ivr { duration: constant(30.0), contained: 0.0, hang_up: 0.0, routes: vec![] });
    a
}

fn ivr(new_calls: IvrCalls, in_progress: IvrCalls) -> Failure {
    Failure::Ivr { call_types: vec![CallTypeId(0)], new_calls, in_progress }
}

/// A caller in the IVR at the beginning, and one who calls in the meantime.
fn two(new_calls: IvrCalls, in_progress: IvrCalls) -> Model {
    small(with_ivr(&[10.0, 50.0]), 1, vec![at("ivr", (20.0, 80.0), ivr(new_calls, in_progress))])
}

#[test]
fn callers_may_pass_by_an_ivr_that_is_down() {
    let told = told(&two(IvrCalls::Bypass, IvrCalls::Bypass));
    assert_eq!(told.calls, ["a 20 answered 20 by them", "a 50 answered 50 by them"]);
    assert_eq!(
        told.outages,
        ["ivr begins 20", "ivr: a 20 Bypassed 20", "ivr: a 50 Bypassed 50", "ivr ends 100"]
    );
}

#[test]
fn callers_may_be_cut_off_and_hear_a_busy_tone() {
    let told = told(&two(IvrCalls::Drop, IvrCalls::Drop));
    assert_eq!(told.calls, ["a 20 dropped 20", "a 50 blocked 50"]);
    assert_eq!(
        told.outages,
        ["ivr begins 20", "ivr: a 20 DroppedWaiting 20", "ivr: a 50 Blocked 50", "ivr ends 100"]
    );
}

#[test]
fn callers_may_stay_and_hear_what_was_left() {
    let told = told(&two(IvrCalls::Hold, IvrCalls::Hold));
    assert_eq!(told.calls, ["a 120 answered 120 by them", "a 130 answered 130 by them"]);
    assert_eq!(
        told.outages,
        ["ivr begins 20", "ivr: a 20 Frozen 20", "ivr: a 50 Held 50", "ivr ends 100"]
    );
}

#[test]
fn who_is_in_it_may_hear_it_to_the_end() {
    let told = told(&two(IvrCalls::Hold, IvrCalls::Keep));
    assert_eq!(told.calls, ["a 40 answered 40 by them", "a 130 answered 130 by them"]);
}

#[test]
fn callers_are_held_until_the_last_outage_is_over() {
    let outages = vec![
        at("ivr", (20.0, 80.0), ivr(IvrCalls::Hold, IvrCalls::Hold)),
        at("disk", (90.0, 60.0), ivr(IvrCalls::Drop, IvrCalls::Drop)),
    ];
    let told = told(&small(with_ivr(&[10.0]), 1, outages));
    assert_eq!(told.calls, ["a 170 answered 170 by them"]);
}

#[test]
fn callers_who_are_held_are_cut_off_when_the_switch_fails() {
    let failure = Failure::Platform {
        new_calls: NewCalls::Block,
        drops_waiting: true,
        in_progress: InProgress::Drop,
    };
    let outages = vec![
        at("ivr", (20.0, 80.0), ivr(IvrCalls::Hold, IvrCalls::Hold)),
        at("pbx", (60.0, 10.0), failure),
    ];
    let told = told(&small(with_ivr(&[10.0]), 1, outages));
    assert_eq!(told.calls, ["a 60 dropped 60"]);
}

#[test]
fn call_types_without_an_ivr_are_not_concerned() {
    let a = calls("a", &[30.0], 10.0, None);
    let told =
        told(&small(a, 1, vec![at("ivr", (20.0, 80.0), ivr(IvrCalls::Drop, IvrCalls::Drop))]));
    assert_eq!(told.calls, ["a 30 answered 30 by them"]);
}

use callsim::model::{CallType, Failure, InProgress, Ivr, Model, Redial, TrunkGroup, TrunkGroupId};

use super::{agents, at, broken, day, down, told};
use crate::common::constant;
use crate::{calls, centre, wrapped_up};

fn cable(share: f64, drops: bool) -> Failure {
    Failure::Trunks { groups: vec![TrunkGroupId(0)], share, drops }
}

/// Calls on so many lines, for so many agents.
fn on_lines(calls: CallType, lines: u32, count: u32) -> Model {
    let mut parts = centre(day(), vec![calls], agents(count)).parts();
    parts.call_types[0].life.trunks = Some(TrunkGroupId(0));
    parts.trunk_groups = vec![TrunkGroup { name: "main".into(), lines }];
    Model::from_parts(parts).unwrap()
}

#[test]
fn lines_fail_when_their_calls_end_unless_these_are_cut_off() {
    let model = on_lines(calls("a", &[10.0, 20.0, 30.0, 115.0, 121.0, 205.0], 100.0, None), 4, 9);
    let told = told(&broken(&model, vec![at("cable", (50.0, 150.0), cable(0.5, false))]));
    assert_eq!(
        told.calls,
        [
            "a 10 answered 10 by them",
            "a 20 answered 20 by them",
            "a 30 answered 30 by them",
            // Until 120 two of the calls from before go on.
            "a 115 blocked 115",
            "a 121 answered 121 by them",
            "a 205 answered 205 by them"
        ]
    );
    assert_eq!(told.outages, ["cable begins 50", "cable: a 115 Blocked 115", "cable ends 200"]);
}

#[test]
fn when_all_lines_fail_everybody_is_cut_off_wherever_they_are() {
    let mut a = wrapped_up(calls("a", &[10.0, 20.0, 30.0, 60.0, 210.0], 100.0, None), 50.0);
    a.life.ivr =
        Some(Ivr { duration: constant(25.0), contained: 0.0, hang_up: 0.0, routes: vec![] });
    let told =
        told(&broken(&on_lines(a, 4, 1), vec![at("cable", (50.0, 150.0), cable(1.0, true))]));
    assert_eq!(
        told.calls,
        [
            "a 35 answered 35 by them",
            "a 45 dropped 50",
            "a 50 dropped 50",
            "a 60 blocked 60",
            "a 235 answered 235 by them"
        ]
    );
    assert_eq!(
        told.outages,
        [
            "cable begins 50",
            "cable: a 45 DroppedWaiting 50",
            "cable: a 50 DroppedWaiting 50",
            "a 35 at 50, talk 100->15, wrap_up 50->0",
            "cable: a 35 DroppedTalking 50",
            "cable: a 60 Blocked 60",
            "cable ends 200"
        ]
    );
    assert_eq!(told.agents[0][1..3], ["talking 35-50", "available 50-235"]);
}

#[test]
fn the_lines_that_fail_are_a_random_share_of_all_busy_or_not() {
    // Two of four lines fail, of which two are busy: none, one or both with 1/6, 4/6, 1/6.
    let model = on_lines(calls("a", &[10.0, 20.0], 100.0, None), 4, 2);
    let mut counts = [0; 3];
    for number in 0..300 {
        let name = format!("cable {number}");
        let told = told(&broken(&model, vec![at(&name, (50.0, 20.0), cable(0.5, true))]));
        counts[told.outages.iter().filter(|it| it.contains("DroppedTalking")).count()] += 1;
    }
    // Within five standard deviations.
    assert!((18..=82).contains(&counts[0]) && (18..=82).contains(&counts[2]), "{counts:?}");
    assert!((159..=241).contains(&counts[1]), "{counts:?}");
}

#[test]
fn a_frozen_call_is_cut_off_when_its_line_fails() {
    let model = on_lines(wrapped_up(calls("a", &[10.0], 100.0, None), 50.0), 1, 1);
    let outages = vec![
        at("app", (50.0, 200.0), down(InProgress::Freeze)),
        at("cable", (100.0, 20.0), cable(1.0, true)),
    ];
    let told = told(&broken(&model, outages));
    assert_eq!(
        told.agents[0],
        ["available 0-10", "talking 10-50", "down 50-250", "available 250-3600"]
    );
    assert!(told.outages.contains(&"a 10 at 100, talk 100->90, wrap_up 50->0".to_owned()));
}

#[test]
fn a_caller_who_was_cut_off_finds_a_line_when_they_work_again() {
    let mut a = calls("a", &[10.0], 100.0, None);
    a.redial = Some(Redial::always(1.0, constant(10.0), 3));
    let told = told(&broken(&on_lines(a, 1, 1), vec![at("cable", (50.0, 15.0), cable(1.0, true))]));
    assert_eq!(
        told.calls,
        ["a 10 answered 10 by them", "a#2 60 blocked 60", "a#3 70 answered 70 by them"]
    );
}

#[test]
fn outages_of_the_same_lines_add_up_to_all_at_most() {
    let model = on_lines(calls("a", &[60.0, 120.0, 220.0], 10.0, None), 2, 2);
    let outages = vec![
        at("one", (50.0, 150.0), cable(0.5, false)),
        at("other", (100.0, 150.0), cable(0.5, true)),
    ];
    let told = told(&broken(&model, outages));
    assert_eq!(
        told.calls,
        ["a 60 answered 60 by them", "a 120 blocked 120", "a 220 answered 220 by them"]
    );
}

use callsim::model::{
    AgentGroupId, CallRule, CallTypeId, Failure, InProgress, NextStep, NextStepKind,
};

use super::{agents, at, broken, day, down, small, told};
use crate::common::secs;
use crate::{calls, group, groups_of, wrapped_up};

fn slow(factor: f64) -> Failure {
    Failure::Slow { groups: vec![AgentGroupId(0)], factor }
}

fn handled(moments: &[f64]) -> callsim::model::CallType {
    wrapped_up(calls("a", moments, 100.0, None), 50.0)
}

#[test]
fn what_is_left_of_calls_in_progress_is_stretched_and_calls_that_come_take_longer() {
    let outage = at("slow", (50.0, 1000.0), slow(2.0));
    let told = told(&small(handled(&[10.0, 300.0, 1100.0]), 1, vec![outage]));
    assert_eq!(
        told.agents[0],
        [
            "available 0-10",
            "talking 10-170",
            "wrap_up 170-270",
            "available 270-300",
            "talking 300-500",
            "wrap_up 500-600",
            "available 600-1100",
            "talking 1100-1200",
            "wrap_up 1200-1250",
            "available 1250-3600"
        ]
    );
    assert_eq!(
        told.outages,
        [
            "slow begins 50",
            "a 10 at 50, talk 100->160, wrap_up 50->100",
            "slow: a 10 Slowed 50",
            "slow: a 300 Slowed 300",
            "slow ends 1050"
        ]
    );
}

#[test]
fn handling_is_as_fast_as_before_when_it_is_over() {
    let told = told(&small(handled(&[10.0]), 1, vec![at("slow", (50.0, 40.0), slow(2.0))]));
    assert_eq!(told.agents[0][1..], ["talking 10-130", "wrap_up 130-180", "available 180-3600"]);
    assert_eq!(told.outages[3..], ["slow ends 90", "a 10 at 90, talk 160->120, wrap_up 100->50"]);
}

#[test]
fn factors_of_several_outages_multiply() {
    let outages =
        vec![at("one", (50.0, 1000.0), slow(2.0)), at("other", (60.0, 1000.0), slow(3.0))];
    let told = told(&small(handled(&[10.0]), 1, outages));
    assert_eq!(told.agents[0][1..], ["talking 10-390", "wrap_up 390-690", "available 690-3600"]);
}

#[test]
fn wrap_up_under_way_is_stretched_too() {
    let told = told(&small(handled(&[10.0]), 1, vec![at("slow", (120.0, 500.0), slow(0.5))]));
    assert_eq!(told.agents[0][1..], ["talking 10-110", "wrap_up 110-140", "available 140-3600"]);
    assert_eq!(told.outages[1], "a 10 at 120, wrap_up 50->30");
}

#[test]
fn a_frozen_call_goes_on_at_the_pace_of_that_moment() {
    let outages = vec![
        at("app", (50.0, 200.0), down(InProgress::Freeze)),
        at("slow", (100.0, 1000.0), slow(2.0)),
    ];
    let told = told(&small(handled(&[10.0]), 1, outages));
    assert_eq!(
        told.agents[0][1..],
        [
            "talking 10-50",
            "down 50-250",
            "talking 250-370",
            "wrap_up 370-470",
            "available 470-3600"
        ]
    );
    assert!(told.outages.contains(&"a 10 at 250, talk 100->360, wrap_up 50->100".to_owned()));
}

#[test]
fn a_consultation_takes_as_long_as_it_does() {
    let mut a = wrapped_up(calls("a", &[10.0], 100.0, None), 20.0);
    a.life.next_steps = vec![NextStep {
        to: CallTypeId(1),
        probability: 1.0,
        kind: NextStepKind::Transfer { consult: Some(secs(30)), head_of_queue: false },
    }];
    let groups = vec![group("one", &[(0, 1)], agents(1)), group("two", &[(1, 1)], agents(1))];
    let types = vec![a, calls("b", &[80.0], 50.0, None)];
    let model = groups_of(day(), types, groups, CallRule::FirstCome);
    for moment in [115.0, 140.0] {
        let told = told(&broken(&model, vec![at("slow", (moment, 500.0), slow(2.0))]));
        assert_eq!(
            told.agents[0][1..],
            ["talking 10-160", "wrap_up 160-200", "available 200-3600"],
            "{moment}"
        );
    }
}

//! Lines: held from dialling until the caller is gone.

use callsim::model::{
    AgentGroup, AtClose, CallType, CallTypeId, Model, NextStep, NextStepKind, Parts, Redial,
    RedialCause, Routing, TrunkGroup, TrunkGroupId,
};

use crate::common::{constant, one_day};
use crate::{calls, group, head_count, tell, wrapped_up};

#[test]
fn a_line_is_free_when_the_caller_hangs_up_not_when_the_wrap_up_ends() {
    let a = wrapped_up(calls("a", &[10.0, 109.999_999, 110.0, 115.0], 100.0, None), 50.0);
    let told = tell(&on_one_line(vec![a], agents(1, 1)));
    assert_eq!(
        told.calls,
        [
            "a 10 answered 10 by them",
            "a 109.999999 blocked 109.999999",
            "a 115 blocked 115",
            "a 110 answered 160 by them",
        ]
    );
}

#[test]
fn a_caller_who_waits_holds_a_line_until_giving_up() {
    // An arrival comes before the end of patience at the same moment.
    let a = calls("a", &[10.0, 40.0, 40.000_001], 100.0, Some(30.0));
    let told = tell(&on_one_line(vec![a], agents(1, 0)));
    assert_eq!(
        told.calls,
        ["a 40 blocked 40", "a 10 abandoned 40", "a 40.000001 abandoned 70.000001"]
    );
}

#[test]
fn call_types_share_the_lines_of_a_trunk_group() {
    let types = vec![
        calls("a", &[10.0], 100.0, None),
        calls("b", &[50.0, 110.0], 100.0, None),
        calls("c", &[60.0], 100.0, None),
    ];
    let mut model_types: Vec<CallType> = types.into_iter().map(on_the_line).collect();
    // The third has lines enough.
    model_types[2].life.trunks = None;
    let told = tell(&on_lines(1, model_types, agents(3, 3)));
    assert_eq!(
        told.calls,
        [
            "a 10 answered 10 by them",
            "b 50 blocked 50",
            "c 60 answered 60 by them",
            "b 110 answered 110 by them",
        ]
    );
}

#[test]
fn who_hears_a_busy_tone_may_try_again_and_others_may_not() {
    let mut a = calls("a", &[10.0, 50.0], 100.0, Some(5.0));
    let mut redial = Redial::always(0.0, constant(40.0), 3);
    redial.probability[RedialCause::Blocked.index()] = 1.0;
    a.redial = Some(redial);
    let told = tell(&on_one_line(vec![a.clone()], agents(1, 1)));
    // The second try comes at 90, the third at 130.
    assert_eq!(
        told.calls,
        [
            "a 10 answered 10 by them",
            "a 50 blocked 50",
            "a#2 90 blocked 90",
            "a#3 130 answered 130 by them",
        ]
    );
    let told = tell(&on_one_line(vec![a], agents(1, 0)));
    assert_eq!(told.calls, ["a 10 abandoned 15", "a 50 abandoned 55"]);
}

#[test]
fn who_tries_again_when_a_line_is_just_free_gets_it() {
    let mut a = calls("a", &[10.0, 50.0], 100.0, None);
    a.redial = Some(Redial::always(1.0, constant(60.0), 2));
    let told = tell(&on_one_line(vec![a], agents(1, 1)));
    assert_eq!(told.calls[2], "a#2 110 answered 110 by them");
}

#[test]
fn a_transfer_keeps_the_line_and_a_task_frees_it() {
    let transfer = NextStepKind::Transfer { consult: None, head_of_queue: false };
    for (kind, second) in
        [(transfer, "a 120 blocked 120"), (NextStepKind::Task, "a 120 answered 120 by them")]
    {
        let mut a = calls("a", &[10.0, 120.0], 100.0, None);
        a.life.next_steps = vec![NextStep { probability: 1.0, to: CallTypeId(1), kind }];
        let b = calls("b", &[], 50.0, None);
        let told = tell(&on_one_line(vec![a, b], agents(2, 2)));
        assert_eq!(told.calls[1], "b 110 answered 110 by them");
        assert_eq!(told.calls[2], second);
    }
}

/// All types on a single line, one day from midnight on.
fn on_one_line(types: Vec<CallType>, group: AgentGroup) -> Model {
    on_lines(1, types.into_iter().map(on_the_line).collect(), group)
}

fn on_lines(lines: u32, call_types: Vec<CallType>, group: AgentGroup) -> Model {
    Model::from_parts(Parts {
        name: "situation".to_owned(),
        horizon: one_day(1, AtClose::ServeQueue),
        outages: vec![],
        floor_rules: vec![],
        trunk_groups: vec![TrunkGroup { name: "lines".to_owned(), lines }],
        call_types,
        agent_groups: vec![group],
        routing: Routing::default(),
    })
    .unwrap()
}

fn on_the_line(mut calls: CallType) -> CallType {
    calls.life.trunks = Some(TrunkGroupId(0));
    calls
}

/// So many agents, `them`, for so many types.
fn agents(types: u32, agents: u32) -> AgentGroup {
    let skills: Vec<(u32, u32)> = (0..types).map(|each| (each, 1)).collect();
    group("them", &skills, head_count(&[(0.0, agents), (3600.0, 0)]))
}

use callsim::model::{
    AgentGroupId, AtClose, CallRule, CallType, CallTypeId, Failure, InProgress, Model, NextStep,
    NextStepKind, OverDay, Redial, RedialCause, Staffing,
};

use super::{agents, at, broken, day, down, small, told};
use crate::common::{constant, one_day, secs};
use crate::{calls, centre, group, groups_of, shift, wrapped_up};

/// A call of 100 s and a wrap-up of 50 s.
fn one_call() -> CallType {
    wrapped_up(calls("a", &[10.0], 100.0, None), 50.0)
}

fn hit_at(moment: f64, in_progress: InProgress) -> Model {
    small(one_call(), 1, vec![at("app", (moment, 200.0), down(in_progress))])
}

#[test]
fn a_call_that_is_kept_is_finished_with_its_wrap_up() {
    let told = told(&hit_at(50.0, InProgress::Keep));
    assert_eq!(
        told.agents[0],
        [
            "available 0-10",
            "talking 10-110",
            "wrap_up 110-160",
            "down 160-250",
            "available 250-3600"
        ]
    );
    assert_eq!(told.outages, ["app begins 50", "app ends 250"]);
}

#[test]
fn a_call_that_is_dropped_has_no_wrap_up() {
    let told = told(&hit_at(50.0, InProgress::Drop));
    assert_eq!(
        told.agents[0],
        ["available 0-10", "talking 10-50", "down 50-250", "available 250-3600"]
    );
    assert_eq!(
        told.outages,
        [
            "app begins 50",
            "a 10 at 50, talk 100->40, wrap_up 50->0",
            "app: a 10 DroppedTalking 50",
            "app ends 250"
        ]
    );
}

#[test]
fn a_call_that_is_frozen_goes_on_and_its_standstill_is_talk() {
    let told = told(&hit_at(50.0, InProgress::Freeze));
    assert_eq!(
        told.agents[0],
        [
            "available 0-10",
            "talking 10-50",
            "down 50-250",
            "talking 250-310",
            "wrap_up 310-360",
            "available 360-3600"
        ]
    );
    assert_eq!(
        told.outages,
        ["app begins 50", "app: a 10 Frozen 50", "app ends 250", "a 10 at 250, talk 100->300"]
    );
}

#[test]
fn a_call_that_is_put_back_goes_to_the_head_of_its_queue_with_patience_and_work_anew() {
    let a = calls("a", &[10.0, 20.0], 100.0, Some(300.0));
    let told = told(&small(a, 1, vec![at("app", (50.0, 200.0), down(InProgress::Requeue))]));
    assert_eq!(
        told.calls,
        ["a 10 answered 10 by them", "a 50 answered 250 by them", "a 20 abandoned 320"]
    );
    assert_eq!(
        told.outages,
        ["app begins 50", "a 10 at 50, talk 100->40", "app: a 10 Requeued 50", "app ends 250"]
    );
}

#[test]
fn wrap_up_is_finished_ended_or_kept() {
    for (in_progress, day) in [
        (InProgress::Keep, vec!["wrap_up 110-160", "down 160-320", "available 320-3600"]),
        (InProgress::Drop, vec!["wrap_up 110-120", "down 120-320", "available 320-3600"]),
        (InProgress::Requeue, vec!["wrap_up 110-120", "down 120-320", "available 320-3600"]),
        (
            InProgress::Freeze,
            vec!["wrap_up 110-120", "down 120-320", "wrap_up 320-360", "available 360-3600"],
        ),
    ] {
        let told = told(&hit_at(120.0, in_progress));
        assert_eq!(told.agents[0][2..], day, "{in_progress:?}");
        let retimed = told.outages.iter().any(|it| it == "a 10 at 120, wrap_up 50->10");
        assert_eq!(
            retimed,
            matches!(in_progress, InProgress::Drop | InProgress::Requeue),
            "{:?}",
            told.outages
        );
    }
}

#[test]
fn the_first_outage_that_hits_decides_what_becomes_of_the_call() {
    let outages = vec![
        at("drop", (60.0, 200.0), down(InProgress::Drop)),
        at("freeze", (50.0, 100.0), down(InProgress::Freeze)),
    ];
    let told = told(&small(one_call(), 1, outages));
    assert_eq!(
        told.agents[0],
        [
            "available 0-10",
            "talking 10-50",
            "down 50-260",
            "talking 260-320",
            "wrap_up 320-370",
            "available 370-3600"
        ]
    );
}

#[test]
fn a_caller_who_was_cut_off_may_call_again() {
    let mut a = one_call();
    let mut probability = [0.0; RedialCause::ALL.len()];
    probability[RedialCause::Dropped.index()] = 1.0;
    a.redial = Some(Redial { probability, after: constant(30.0), max_attempts: 2 });
    let told = told(&small(a, 1, vec![at("app", (50.0, 200.0), down(InProgress::Drop))]));
    assert_eq!(told.calls, ["a 10 answered 10 by them", "a#2 80 answered 250 by them"]);
}

#[test]
fn a_frozen_call_at_closing_keeps_its_agent_who_works_overtime() {
    let staffing = Staffing::Shifts(vec![shift(0, 1, (0.0, 3600.0), vec![])]);
    let model = centre(day(), vec![calls("a", &[3500.0], 200.0, None)], staffing);
    let told = told(&broken(&model, vec![at("app", (3550.0, 200.0), down(InProgress::Freeze))]));
    assert_eq!(
        told.agents[0],
        ["available 0-3500", "talking 3500-3550", "down 3550-3750", "talking 3750-3900"]
    );
    assert_eq!(told.overtime, ["3600-3900"]);
}

#[test]
fn a_task_goes_back_to_its_queue_rather_than_being_dropped() {
    let mut a = calls("a", &[10.0], 10.0, None);
    a.life.next_steps =
        vec![NextStep { to: CallTypeId(1), probability: 1.0, kind: NextStepKind::Task }];
    let types = vec![a, calls("b", &[], 100.0, None)];
    let model = centre(day(), types, agents(1));
    let told = told(&broken(&model, vec![at("app", (50.0, 200.0), down(InProgress::Drop))]));
    assert_eq!(
        told.calls,
        ["a 10 answered 10 by them", "b 20 answered 20 by them", "b 50 answered 250 by them"]
    );
}

#[test]
fn a_call_is_put_back_so_often_and_then_dropped() {
    let outages: Vec<_> = (0..17u32)
        .map(|number| {
            let from = 50.0 + 100.0 * f64::from(number);
            at(&format!("app{number:02}"), (from, 10.0), down(InProgress::Requeue))
        })
        .collect();
    let told = told(&small(calls("a", &[10.0], 3000.0, None), 1, outages));
    let requeued = told.outages.iter().filter(|it| it.contains("Requeued")).count();
    let dropped = told.outages.iter().filter(|it| it.contains("DroppedTalking")).count();
    assert_eq!((requeued, dropped, told.calls.len()), (15, 1, 16));
}

#[test]
fn hold_time_is_spread_over_the_talk() {
    let mut a = one_call();
    a.life.hold = Some(OverDay::Same(constant(20.0)));
    let told = told(&small(a, 1, vec![at("app", (70.0, 200.0), down(InProgress::Drop))]));
    assert_eq!(told.outages[1], "a 10 at 70, talk 120->60, hold 20->10, wrap_up 50->0");
}

#[test]
fn a_caller_who_waits_for_a_colleague_goes_on_waiting_alone() {
    let (types, groups) = warm();
    let model = groups_of(day(), types, groups, CallRule::FirstCome);
    for (in_progress, retimed, day) in [
        (
            InProgress::Drop,
            "a 10 at 120, wrap_up 20->0",
            vec!["down 120-320", "available 320-3600"],
        ),
        (InProgress::Freeze, "", vec!["down 120-320", "wrap_up 320-340", "available 340-3600"]),
    ] {
        let told = told(&broken(&model, vec![at("app", (120.0, 200.0), down(in_progress))]));
        assert_eq!(
            told.calls,
            ["a 10 answered 10 by one", "b 80 answered 80 by two", "b 110 answered 130 by two"]
        );
        assert_eq!(told.agents[0][1], "talking 10-120");
        assert_eq!(told.agents[0][2..], day);
        // The colleague has nobody to talk to but the caller.
        assert!(told.agents[1].contains(&"talking 130-180".to_owned()), "{:?}", told.agents[1]);
        assert_eq!(told.outages.contains(&retimed.to_owned()), !retimed.is_empty());
    }
}

#[test]
fn a_consultation_ends_for_the_one_who_goes_down() {
    let (types, groups) = warm();
    let model = groups_of(day(), types, groups, CallRule::FirstCome);
    let told = told(&broken(&model, vec![at("app", (140.0, 200.0), down(InProgress::Drop))]));
    assert_eq!(told.agents[0][1..], ["talking 10-140", "down 140-340", "available 340-3600"]);
    assert_eq!(told.agents[1][2..], ["talking 130-210", "available 210-3600"]);
    // 100 s of talk, 20 s of waiting, 30 s of consultation.
    assert_eq!(told.outages[1], "a 10 at 140, talk 150->130, wrap_up 20->0");
}

#[test]
fn a_call_that_comes_back_after_its_queue_was_cleared_is_turned_away() {
    let model = centre(
        one_day(1, AtClose::ClearQueue),
        vec![calls("a", &[3550.0], 200.0, None)],
        agents(1),
    );
    let told = told(&broken(&model, vec![at("app", (3610.0, 200.0), down(InProgress::Requeue))]));
    // Nothing breaks after the last closing.
    assert_eq!(told.calls, ["a 3550 answered 3550 by them"]);
    assert!(told.outages.is_empty());
}

/// Calls `a` are transferred from `one` to `two`, who serves `b`, with a consultation of 30 s.
fn warm() -> (Vec<CallType>, Vec<callsim::model::AgentGroup>) {
    let mut a = wrapped_up(calls("a", &[10.0], 100.0, None), 20.0);
    a.life.next_steps = vec![NextStep {
        to: CallTypeId(1),
        probability: 1.0,
        kind: NextStepKind::Transfer { consult: Some(secs(30)), head_of_queue: false },
    }];
    let groups = vec![group("one", &[(0, 1)], agents(1)), group("two", &[(1, 1)], agents(1))];
    (vec![a, calls("b", &[80.0], 50.0, None)], groups)
}

#[test]
fn agents_who_are_down_by_half_keep_the_calls_of_the_others() {
    let failure =
        Failure::Down { groups: vec![AgentGroupId(0)], share: 0.5, in_progress: InProgress::Drop };
    let a = calls("a", &[10.0, 10.0, 10.0, 10.0], 100.0, None);
    let told = told(&small(a, 4, vec![at("app", (50.0, 10.0), failure)]));
    let dropped = told.outages.iter().filter(|it| it.contains("DroppedTalking")).count();
    assert_eq!(dropped, 2);
}

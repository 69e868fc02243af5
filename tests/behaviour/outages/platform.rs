use callsim::model::{
    CallRule, CallTypeId, Failure, InProgress, Ivr, NewCalls, NextStep, NextStepKind, Redial, Ring,
};

use super::{agents, at, broken, day, small, told};
use crate::common::{constant, secs};
use crate::{calls, centre, group, groups_of, wrapped_up};

fn platform(new_calls: NewCalls, drops_waiting: bool, in_progress: InProgress) -> Failure {
    Failure::Platform { new_calls, drops_waiting, in_progress }
}

#[test]
fn callers_are_blocked_while_the_switch_is_down() {
    let a = calls("a", &[10.0, 50.0, 150.0, 200.0], 120.0, None);
    let failure = platform(NewCalls::Block, false, InProgress::Drop);
    let told = told(&small(a, 1, vec![at("pbx", (100.0, 100.0), failure)]));
    assert_eq!(
        told.calls,
        [
            "a 10 answered 10 by them",
            "a 150 blocked 150",
            "a 50 answered 200 by them",
            "a 200 answered 320 by them"
        ]
    );
    assert_eq!(
        told.outages,
        [
            "pbx begins 100",
            "a 10 at 100, talk 120->90",
            "pbx: a 10 DroppedTalking 100",
            "pbx: a 150 Blocked 150",
            "pbx ends 200"
        ]
    );
}

#[test]
fn those_who_wait_are_cut_off_in_the_order_of_entry_before_anybody_is_free() {
    let a = calls("a", &[10.0, 50.0, 60.0, 150.0], 120.0, None);
    let failure = platform(NewCalls::Hold, true, InProgress::Drop);
    let told = told(&small(a, 1, vec![at("pbx", (100.0, 100.0), failure)]));
    assert_eq!(
        told.calls,
        [
            "a 10 answered 10 by them",
            "a 50 dropped 100",
            "a 60 dropped 100",
            "a 150 answered 200 by them"
        ]
    );
    assert_eq!(
        told.outages,
        [
            "pbx begins 100",
            "pbx: a 50 DroppedWaiting 100",
            "pbx: a 60 DroppedWaiting 100",
            "a 10 at 100, talk 120->90",
            "pbx: a 10 DroppedTalking 100",
            "pbx: a 150 Held 150",
            "pbx ends 200"
        ]
    );
}

#[test]
fn calls_that_ring_are_cut_off_too_or_wait_until_the_switch_works() {
    for (drops, calls_told) in
        [(true, vec!["a 95 dropped 100"]), (false, vec!["a 95 answered 210 by them"])]
    {
        let mut them = group("them", &[(0, 1)], agents(2));
        them.ring = Some(Ring {
            time: constant(10.0),
            timeout: secs(60),
            no_answer: 0.0,
            not_ready: secs(5),
        });
        let types = vec![calls("a", &[95.0], 50.0, None)];
        let model = groups_of(day(), types, vec![them], CallRule::FirstCome);
        let failure = platform(NewCalls::Hold, drops, InProgress::Drop);
        let told = told(&broken(&model, vec![at("pbx", (100.0, 100.0), failure)]));
        assert_eq!(told.calls, calls_told);
        let down = |day: &&Vec<String>| day.contains(&"down 100-200".to_owned());
        assert_eq!(told.agents.iter().filter(down).count(), 2);
    }
}

#[test]
fn callers_in_the_ivr_are_cut_off_or_come_to_the_queue_and_wait() {
    for (drops, calls_told) in [
        (true, ["a 100 dropped 100", "a 150 blocked 150"]),
        (false, ["a 150 blocked 150", "a 120 answered 200 by them"]),
    ] {
        let mut a = calls("a", &[90.0, 150.0], 50.0, None);
        a.life.ivr =
            Some(Ivr { duration: constant(30.0), contained: 0.0, hang_up: 0.0, routes: vec![] });
        let failure = platform(NewCalls::Block, drops, InProgress::Drop);
        let told = told(&small(a, 1, vec![at("pbx", (100.0, 100.0), failure)]));
        assert_eq!(told.calls, calls_told);
    }
}

#[test]
fn callers_who_were_blocked_or_cut_off_come_back_after_recovery() {
    let mut a = calls("a", &[10.0, 50.0, 150.0], 80.0, None);
    a.redial = Some(Redial::always(1.0, constant(120.0), 2));
    let failure = platform(NewCalls::Block, true, InProgress::Drop);
    let told = told(&small(a, 1, vec![at("pbx", (80.0, 100.0), failure)]));
    assert_eq!(
        told.calls,
        [
            "a 10 answered 10 by them",
            "a 50 dropped 80",
            "a 150 blocked 150",
            "a#2 200 answered 200 by them",
            "a#2 200 answered 280 by them",
            "a#2 270 answered 360 by them"
        ]
    );
}

#[test]
fn tasks_stay_in_their_queue() {
    let mut a = calls("a", &[10.0, 11.0], 20.0, None);
    a.life.next_steps =
        vec![NextStep { to: CallTypeId(1), probability: 1.0, kind: NextStepKind::Task }];
    let types = vec![a, calls("b", &[], 100.0, None)];
    let model = centre(day(), types, agents(1));
    let failure = platform(NewCalls::Block, true, InProgress::Keep);
    let told = told(&broken(&model, vec![at("pbx", (40.0, 100.0), failure)]));
    assert_eq!(
        told.calls,
        [
            "a 10 answered 10 by them",
            "a 11 answered 30 by them",
            "b 30 answered 140 by them",
            "b 50 answered 240 by them"
        ]
    );
}

#[test]
fn who_stayed_with_a_caller_who_is_cut_off_goes_on() {
    let mut a = wrapped_up(calls("a", &[10.0], 100.0, None), 20.0);
    a.life.next_steps = vec![NextStep {
        to: CallTypeId(1),
        probability: 1.0,
        kind: NextStepKind::Transfer { consult: Some(secs(30)), head_of_queue: false },
    }];
    let groups = vec![group("one", &[(0, 1)], agents(1)), group("two", &[(1, 1)], agents(1))];
    let types = vec![a, calls("b", &[80.0], 50.0, None)];
    let model = groups_of(day(), types, groups, CallRule::FirstCome);
    for (in_progress, days) in [
        (
            InProgress::Keep,
            [vec!["wrap_up 120-140", "down 140-220"], vec!["talking 80-130", "down 130-220"]],
        ),
        (InProgress::Drop, [vec!["down 120-220"], vec!["talking 80-120", "down 120-220"]]),
    ] {
        let failure = platform(NewCalls::Block, true, in_progress);
        let told = told(&broken(&model, vec![at("pbx", (120.0, 100.0), failure)]));
        assert_eq!(told.calls[2], "b 110 dropped 120");
        assert_eq!(told.agents[0][1], "talking 10-120");
        for (agent, day) in days.iter().enumerate() {
            let from = 2 - agent;
            assert_eq!(told.agents[agent][from..told.agents[agent].len() - 1], *day);
        }
    }
}

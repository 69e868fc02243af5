//! Callers who call again want the agent who has served them.

use callsim::model::{
    AgentGroup, AgentRule, AtClose, CallRule, CallType, CallTypeId, LastAgent, Model, Repeat,
    Resolution, Ring, Routing, Staffing,
};
use callsim::time::SimDuration;

use crate::common::{constant, one_day, secs};
use crate::{calls, count, group, groups_of, head_count, tell};

#[test]
fn who_calls_again_gets_the_same_agent_before_all_rules() {
    for (wanted, talks) in [(true, [2, 0]), (false, [1, 1])] {
        let mut a = again(&[10.0], Some(300));
        if !wanted {
            a.routing.last_agent = None;
        }
        let them = group("them", &[(0, 1)], all_day(2));
        let model = groups_of(day(), vec![a], vec![them], CallRule::FirstCome);
        let told = tell(&model);
        let talks_of = |day: &Vec<String>| day.iter().filter(|it| it.contains("talking")).count();
        let mut found: Vec<_> = told.agents.iter().map(talks_of).collect();
        found.sort_unstable_by(|one, other| other.cmp(one));
        assert_eq!(found, talks);
        assert_eq!(count(&model).all_calls(CallTypeId(0)).by_last_agent, u64::from(wanted));
    }
}

#[test]
fn it_waits_for_a_busy_agent_alone_for_some_time() {
    for (wait, outcome) in [
        (300, "answered 650 by one"),
        // Stage ends come before the end of the wait.
        (40, "answered 650 by one"),
        (39, "answered 649 by two"),
        (0, "answered 610 by two"),
    ] {
        let model = one_busy(&[600.0], wait, None, all_day(1));
        let told = tell(&model);
        assert_eq!(told.calls.last(), Some(&format!("a 610 {outcome}")), "{:?}", told.calls);
        let by_one = u64::from(outcome.ends_with("one"));
        assert_eq!(count(&model).all_calls(CallTypeId(0)).by_last_agent, by_one);
    }
}

#[test]
fn it_comes_before_all_others_who_want_the_agent_who_frees() {
    let told = tell(&one_busy(&[600.0, 605.0], 300, None, all_day(1)));
    assert_eq!(told.calls[2..], ["a 610 answered 650 by one", "b 605 answered 750 by one"]);
}

#[test]
fn of_two_who_wait_for_the_same_agent_the_first_comes_first() {
    let a = again(&[10.0, 120.0], Some(2000));
    let b = calls("b", &[600.0], 500.0, None);
    let groups =
        vec![group("one", &[(0, 1), (1, 1)], all_day(1)), group("two", &[(0, 2)], all_day(1))];
    let told = tell(&groups_of(day(), vec![a, b], groups, CallRule::FirstCome));
    assert_eq!(told.calls[3..], ["a 610 answered 1100 by one", "a 720 answered 1200 by one"]);
}

#[test]
fn patience_runs_while_it_waits_for_one_agent_alone() {
    let told = tell(&one_busy(&[600.0], 300, Some(15.0), all_day(1)));
    assert_eq!(told.calls[2], "a 610 abandoned 625");
}

#[test]
fn when_the_agent_leaves_others_may_take_the_call() {
    let leaves = head_count(&[(0.0, 1), (620.0, 0)]);
    let told = tell(&one_busy(&[600.0], 300, None, leaves));
    assert_eq!(told.calls[2], "a 610 answered 650 by two");
    let has_left = head_count(&[(0.0, 1), (300.0, 0)]);
    let told = tell(&one_busy(&[], 300, None, has_left));
    assert_eq!(told.calls[1], "a 610 answered 610 by two");
}

#[test]
fn at_closing_the_agent_stays_for_it_or_it_is_sent_away() {
    for (at_close, outcome) in
        [(AtClose::ServeQueue, "answered 3650 by one"), (AtClose::ClearQueue, "turned away 3600")]
    {
        let a = again(&[2990.0], Some(300));
        let b = calls("b", &[3500.0], 150.0, None);
        let groups =
            vec![group("one", &[(0, 1), (1, 1)], all_day(1)), group("two", &[(0, 2)], all_day(1))];
        let told = tell(&groups_of(one_day(1, at_close), vec![a, b], groups, CallRule::FirstCome));
        assert_eq!(told.calls[2], format!("a 3590 {outcome}"));
    }
}

#[test]
fn what_waits_for_an_agent_alone_rings_there() {
    let mut model = one_busy(&[600.0], 300, None, all_day(1));
    let mut groups = model.agent_groups().to_vec();
    let time = constant(25.0);
    groups[0].ring = Some(Ring { time, no_answer: 0.0, timeout: secs(30), not_ready: secs(60) });
    model = crate::common::with_groups(&model, groups.clone());
    let told = tell(&model);
    // Picked up at 35, the first call ends at 135; the next one comes at 635, when `one` talks.
    assert_eq!(told.calls[2], "a 635 answered 700 by one");
}

#[test]
fn what_waits_for_an_agent_alone_comes_when_a_call_is_gone_that_rang_at_several() {
    let one = rings(group("one", &[(0, 1), (1, 1)], all_day(1)), 20);
    let two = rings(group("two", &[(1, 1)], all_day(1)), 10);
    let b = calls("b", &[625.0], 100.0, None);
    let told = tell(&at_all(None, vec![again(&[10.0], Some(300)), b], vec![one, two]));
    assert_eq!(told.calls[1..], ["b 625 answered 635 by two", "a 630 answered 655 by one"]);
}

#[test]
fn nobody_joins_when_it_rings_at_the_agent_whom_the_caller_wants() {
    let one = rings(group("one", &[(0, 1)], all_day(1)), 20);
    let late = head_count(&[(0.0, 0), (300.0, 1), (3600.0, 0)]);
    let two = rings(group("two", &[(0, 1)], late), 5);
    let every = Some(secs(3));
    let told = tell(&at_all(every, vec![again(&[10.0], Some(300))], vec![one, two]));
    assert_eq!(told.calls[1], "a 630 answered 650 by one");
}

fn rings(agents: AgentGroup, seconds: u64) -> AgentGroup {
    let time = constant(seconds as f64);
    let ring = Ring { time, no_answer: 0.0, timeout: secs(30), not_ready: secs(60) };
    AgentGroup { ring: Some(ring), ..agents }
}

/// Calls ring at all agents at once, or at one more after each `every`.
fn at_all(every: Option<SimDuration>, types: Vec<CallType>, groups: Vec<AgentGroup>) -> Model {
    let routing =
        Routing { agent_selection: vec![AgentRule::RingAll { every }], ..Routing::default() };
    Model::new("situation", day(), types, groups, routing).unwrap()
}

fn all_day(agents: u32) -> Staffing {
    head_count(&[(0.0, agents), (3600.0, 0)])
}

fn day() -> callsim::model::Horizon {
    one_day(1, AtClose::ServeQueue)
}

/// Calls of 100 s that solve nothing, so that each caller calls again 500 s after the first.
fn again(moments: &[f64], wait: Option<u64>) -> CallType {
    let mut a = calls("a", moments, 100.0, None);
    let to = CallTypeId(0);
    let repeat = Repeat { probability: 1.0, after: constant(500.0), to, max_visits: 2 };
    a.life.resolution = Some(Resolution { probability: 0.0, repeat: Some(repeat) });
    a.routing.last_agent = wait.map(|wait| LastAgent { wait: secs(wait) });
    a
}

/// A caller who is served by `one` from 10 on, and calls again at 610, when `one` has calls of the
/// second type, of 50 s each; `two` is idle.
fn one_busy(moments: &[f64], wait: u64, patience: Option<f64>, staffing: Staffing) -> Model {
    let mut a = again(&[10.0], Some(wait));
    a.patience = calls("", &[], 1.0, patience).patience;
    let b = calls("b", moments, 50.0, None);
    let groups =
        vec![group("one", &[(0, 1), (1, 1)], staffing), group("two", &[(0, 2)], all_day(1))];
    groups_of(day(), vec![a, b], groups, CallRule::FirstCome)
}

//! Who takes which call.

use callsim::model::{AtClose, CallRule, CallType, Horizon, Staffing};

use crate::common::one_day;
use crate::{calls, group, groups_of, head_count, pause, shift, tell};

#[test]
fn first_come_takes_the_oldest_call_whatever_its_type() {
    let told = queue_of_four(CallRule::FirstCome);
    assert_eq!(told, ["low 20", "high 30", "low 40", "high 50"]);
}

#[test]
fn priority_takes_the_oldest_of_the_highest() {
    let told = queue_of_four(CallRule::Priority);
    assert_eq!(told, ["high 30", "high 50", "low 20", "low 40"]);
}

#[test]
fn rank_then_fcfs_takes_the_oldest_of_the_best_rank() {
    // The group ranks first what has the lower priority.
    let told = queue_of_four(CallRule::RankThenFcfs);
    assert_eq!(told, ["low 20", "low 40", "high 30", "high 50"]);
}

/// The order in which a single agent takes four calls that wait, ranking `low` before `high`.
fn queue_of_four(rule: CallRule) -> Vec<String> {
    let high = CallType { priority: 5, ..calls("high", &[10.0, 30.0, 50.0], 100.0, None) };
    let low = CallType { priority: 1, ..calls("low", &[20.0, 40.0], 100.0, None) };
    let them = group("them", &[(0, 2), (1, 1)], all_day(1));
    let told = tell(&groups_of(open(), vec![high, low], vec![them], rule));
    let name = |call: &String| call.split(" answered").next().unwrap().to_owned();
    told.calls[1..].iter().map(name).collect()
}

#[test]
fn types_of_the_same_priority_share_a_queue() {
    let types = vec![
        CallType { priority: 2, ..calls("a", &[10.0, 40.0], 100.0, None) },
        CallType { priority: 2, ..calls("b", &[30.0, 50.0], 100.0, None) },
        CallType { priority: 1, ..calls("c", &[20.0], 100.0, None) },
    ];
    let them = group("them", &[(0, 1), (1, 3), (2, 1)], all_day(1));
    let told = tell(&groups_of(open(), types, vec![them], CallRule::Priority));
    let order: Vec<&str> = told.calls.iter().map(|call| &call[..4]).collect();
    assert_eq!(order, ["a 10", "b 30", "a 40", "b 50", "c 20"]);
}

#[test]
fn a_better_rank_comes_before_a_longer_idle_time() {
    let groups = vec![
        group("second", &[(0, 2)], all_day(2)),
        group("first", &[(0, 1)], head_count(&[(5.0, 1), (3600.0, 0)])),
    ];
    let types = vec![calls("a", &[10.0, 20.0, 30.0, 200.0], 100.0, None)];
    let told = tell(&groups_of(open(), types, groups, CallRule::FirstCome));
    assert_eq!(
        told.calls,
        [
            "a 10 answered 10 by first",
            "a 20 answered 20 by second",
            "a 30 answered 30 by second",
            "a 200 answered 200 by first",
        ]
    );
}

#[test]
fn of_groups_of_the_same_rank_the_longest_idle_agent_takes_the_call() {
    let groups = vec![
        group("late", &[(0, 1)], head_count(&[(2.0, 1), (3600.0, 0)])),
        group("early", &[(0, 1)], head_count(&[(1.0, 1), (3600.0, 0)])),
    ];
    let types = vec![calls("a", &[10.0, 20.0, 200.0, 205.0, 400.0], 100.0, None)];
    let told = tell(&groups_of(open(), types, groups, CallRule::FirstCome));
    let by: Vec<&str> = told.calls.iter().map(|call| call.rsplit(' ').next().unwrap()).collect();
    assert_eq!(by, ["early", "late", "early", "late", "early"]);
}

#[test]
fn a_break_does_not_set_back_the_clock_of_the_longest_idle() {
    // `breaker` ends a call at 110 and is back from the break at 300, `worker` ends one at 220.
    let breaks = Staffing::Shifts(vec![shift(0, 1, (1.0, 3600.0), vec![pause(150.0, 150.0)])]);
    let works = Staffing::Shifts(vec![shift(0, 1, (2.0, 3600.0), vec![])]);
    let groups = vec![group("worker", &[(0, 1)], works), group("breaker", &[(0, 1)], breaks)];
    let types = vec![calls("a", &[10.0, 120.0, 310.0, 320.0], 100.0, None)];
    let told = tell(&groups_of(open(), types, groups, CallRule::FirstCome));
    let by: Vec<&str> = told.calls.iter().map(|call| call.rsplit(' ').next().unwrap()).collect();
    assert_eq!(by, ["breaker", "worker", "breaker", "worker"]);
}

#[test]
fn within_a_group_who_is_back_from_a_break_has_kept_the_place() {
    // Agent 0 talks until 110, is away until 300; agent 1 talks until 220.
    let staffing = Staffing::Shifts(vec![
        shift(0, 1, (1.0, 3600.0), vec![pause(150.0, 150.0)]),
        shift(1, 1, (2.0, 3600.0), vec![]),
    ]);
    let types = vec![calls("a", &[10.0, 120.0, 310.0], 100.0, None)];
    let them = group("them", &[(0, 1)], staffing);
    let told = tell(&groups_of(open(), types, vec![them], CallRule::FirstCome));
    assert!(told.agents[0].contains(&"talking 310-410".into()));
}

#[test]
fn nobody_serves_a_call_without_the_skill() {
    let types = vec![calls("a", &[10.0], 100.0, Some(30.0)), calls("b", &[20.0], 100.0, None)];
    let them = group("them", &[(1, 1)], all_day(2));
    let told = tell(&groups_of(open(), types, vec![them], CallRule::FirstCome));
    assert_eq!(told.calls, ["b 20 answered 20 by them", "a 10 abandoned 40"]);
}

/// So many agents while the lines are open.
fn all_day(agents: u32) -> Staffing {
    head_count(&[(0.0, agents), (3600.0, 0)])
}

fn open() -> Horizon {
    one_day(1, AtClose::ServeQueue)
}

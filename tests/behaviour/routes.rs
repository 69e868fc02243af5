//! Eligibility that changes while the caller waits: steps, reserves, gates, overflow.

use callsim::engine::{Asking, Engine, Policy, Situation, WaitingCallId};
use callsim::model::{
    AgentGroup, AgentGroupId, AgentId, AtClose, CallRule, CallType, CallTypeId, Capacity, Horizon,
    Individual, Model, NextStep, NextStepKind, Opening, Parts, QueueId, Redial, Ring, Route,
    Routing, Skill, Staffing, Step, StepAction, TrunkGroup, TrunkGroupId, WhenFull,
};
use callsim::observe::Recorder;

use crate::common::{constant, one_day, secs};
use crate::{SEED, calls, count, group, groups_of, head_count, tell, told_with};

#[test]
fn a_step_opens_more_agents_at_its_very_moment() {
    let a = routed(calls("a", &[10.0, 20.0, 25.0], 100.0, None), vec![opens(0, 0), opens(30, 1)]);
    let told = tell(&one_and_two(vec![a]));
    assert_eq!(
        told.calls,
        ["a 10 answered 10 by one", "a 20 answered 50 by two", "a 25 answered 110 by one"]
    );
}

#[test]
fn one_step_comes_after_the_other() {
    let steps = vec![opens(0, 0), opens(30, 1), opens(45, 2)];
    let a = routed(calls("a", &[10.0, 20.0, 25.0, 26.0], 100.0, None), steps);
    let groups = ["one", "two", "three"].map(|name| group(name, &[(0, 1)], all_day(1)));
    let told = tell(&centre_of(vec![a], groups.into()));
    assert_eq!(
        told.calls[1..],
        ["a 20 answered 50 by two", "a 25 answered 70 by three", "a 26 answered 110 by one"]
    );
}

#[test]
fn nobody_serves_a_call_before_the_first_step() {
    let a = routed(calls("a", &[10.0], 100.0, None), vec![opens(30, 0)]);
    assert_eq!(tell(&one_and_two(vec![a])).calls, ["a 10 answered 40 by one"]);
}

#[test]
fn agents_of_an_earlier_step_are_preferred_unless_the_tier_is_the_same() {
    for (tier, by) in [(None, "one"), (Some(0), "two"), (Some(1), "one")] {
        let second = Step { action: open(Opening { tier, ..to(1) }), ..opens(0, 1) };
        let a = routed(calls("a", &[10.0], 100.0, None), vec![opens(0, 0), second]);
        let groups = vec![
            group("one", &[(0, 1)], head_count(&[(5.0, 1), (3600.0, 0)])),
            group("two", &[(0, 1)], all_day(1)),
        ];
        assert_eq!(tell(&centre_of(vec![a], groups)).calls, [format!("a 10 answered 10 by {by}")]);
    }
}

#[test]
fn a_step_may_close_what_was_open() {
    let only = Step { action: open(Opening { only: true, ..to(1) }), ..opens(30, 1) };
    let a = routed(calls("a", &[10.0, 20.0], 100.0, None), vec![opens(0, 0), only]);
    let groups = vec![
        group("one", &[(0, 1)], all_day(1)),
        group("two", &[(0, 1)], head_count(&[(200.0, 1), (3600.0, 0)])),
    ];
    let told = tell(&centre_of(vec![a], groups));
    assert_eq!(told.calls, ["a 10 answered 10 by one", "a 20 answered 200 by two"]);
}

#[test]
fn who_frees_at_the_moment_of_a_step_comes_before_it() {
    let a = routed(calls("a", &[10.0, 20.0], 40.0, None), vec![opens(0, 0), opens(30, 1)]);
    let told = tell(&one_and_two(vec![a]));
    assert_eq!(told.calls[1], "a 20 answered 50 by one");
}

#[test]
fn a_call_that_comes_at_the_moment_of_a_step_comes_after_it() {
    let a = routed(calls("a", &[10.0, 20.0], 100.0, None), vec![opens(0, 0), opens(30, 1)]);
    let b = calls("b", &[50.0], 100.0, None);
    let groups =
        vec![group("one", &[(0, 1)], all_day(1)), group("two", &[(0, 1), (1, 1)], all_day(1))];
    let told = tell(&centre_of(vec![a, b], groups));
    assert_eq!(told.calls[1..], ["a 20 answered 50 by two", "b 50 answered 150 by two"]);
}

#[test]
fn patience_that_ends_at_the_moment_of_a_step_ends_after_it() {
    let steps = || vec![opens(0, 0), opens(30, 1)];
    let a = routed(calls("a", &[10.0, 20.0], 100.0, Some(30.0)), steps());
    assert_eq!(tell(&one_and_two(vec![a])).calls[1], "a 20 answered 50 by two");
    let a = routed(calls("a", &[10.0, 20.0], 100.0, Some(29.999_999)), steps());
    assert_eq!(tell(&one_and_two(vec![a])).calls[1], "a 20 abandoned 49.999999");
}

#[test]
fn who_logs_in_at_the_moment_of_a_step_is_there_for_it() {
    let a = routed(calls("a", &[10.0, 20.0], 100.0, None), vec![opens(0, 0), opens(30, 1)]);
    let groups = vec![
        group("one", &[(0, 1)], all_day(1)),
        group("two", &[(0, 1)], head_count(&[(50.0, 1), (3600.0, 0)])),
    ];
    assert_eq!(tell(&centre_of(vec![a], groups)).calls[1], "a 20 answered 50 by two");
}

#[test]
fn a_reserve_is_kept_when_a_call_comes_and_when_an_agent_frees() {
    let b = routed(calls("b", &[10.0, 20.0], 100.0, None), vec![reserving(0, 0, 1)]);
    let a = calls("a", &[30.0], 100.0, None);
    let them = group("them", &[(0, 1), (1, 1)], all_day(2));
    let told = tell(&centre_of(vec![a, b], vec![them]));
    // At 110 one of two is idle, at 130 both would be.
    assert_eq!(
        told.calls,
        ["b 10 answered 10 by them", "a 30 answered 30 by them", "b 20 answered 130 by them"]
    );
}

#[test]
fn a_later_step_may_give_up_the_reserve() {
    let steps = vec![reserving(0, 0, 1), opens(50, 0)];
    let b = routed(calls("b", &[10.0, 20.0], 100.0, None), steps);
    let told = tell(&centre_of(vec![b], vec![group("them", &[(0, 1)], all_day(2))]));
    assert_eq!(told.calls[1], "b 20 answered 70 by them");
    // But none takes one that there was not.
    let steps = vec![opens(0, 0), reserving(50, 0, 1)];
    let b = routed(calls("b", &[10.0, 20.0, 30.0], 100.0, None), steps);
    let told = tell(&centre_of(vec![b], vec![group("them", &[(0, 1)], all_day(2))]));
    assert_eq!(told.calls[2], "b 30 answered 110 by them");
}

#[test]
fn an_agent_who_becomes_idle_fills_the_reserve_for_another_of_the_group() {
    let a = routed(calls("a", &[30.0], 100.0, None), vec![reserving(0, 0, 1)]);
    let b = calls("b", &[10.0], 100.0, None);
    let mut them = group("them", &[(0, 1)], all_day(2));
    let own = Some(vec![Skill::first_choice(CallTypeId(1))]);
    them.individuals = vec![Individual { skills: own, ..Individual::new(1, "Ann") }];
    let told = tell(&centre_of(vec![a, b], vec![them]));
    assert_eq!(told.calls, ["b 10 answered 10 by them", "a 30 answered 110 by them"]);
    assert!(told.agents[0].contains(&"talking 110-210".into()), "{:?}", told.agents);
}

#[test]
fn a_call_that_opens_a_gate_opens_it_for_those_who_came_before() {
    let a = calls("a", &[10.0, 20.0, 30.0, 40.0], 100.0, None);
    let told = tell(&one_and_two(vec![routed(a, vec![opens(0, 0), from_queue(0, 1, 2)])]));
    assert_eq!(
        told.calls,
        [
            "a 10 answered 10 by one",
            "a 20 answered 30 by two",
            "a 30 answered 110 by one",
            "a 40 answered 210 by one",
        ]
    );
}

#[test]
fn an_agent_who_frees_looks_at_the_gate_too() {
    // At 120 two calls wait for `two`, at 130 one does.
    let a = calls("a", &[10.0, 40.0, 50.0], 100.0, None);
    let a = routed(a, vec![from_queue(0, 0, 1), from_queue(0, 1, 2)]);
    let b = calls("b", &[20.0, 30.0], 100.0, None);
    let groups =
        vec![group("one", &[(0, 1)], all_day(1)), group("two", &[(1, 1), (0, 1)], all_day(2))];
    let told = tell(&centre_of(vec![a.clone(), b], groups));
    assert_eq!(told.calls[3..], ["a 40 answered 110 by one", "a 50 answered 210 by one"]);
    let b = calls("b", &[5.0, 30.0], 100.0, None);
    let groups =
        vec![group("one", &[(0, 1)], all_day(1)), group("two", &[(1, 1), (0, 1)], all_day(2))];
    let told = tell(&centre_of(vec![a, b], groups));
    assert_eq!(told.calls[3..], ["a 40 answered 105 by two", "a 50 answered 110 by one"]);
}

#[test]
fn a_call_that_rings_counts_for_a_gate() {
    let a = calls("a", &[10.0, 12.0], 100.0, None);
    let a = routed(a, vec![opens(0, 0), from_queue(0, 1, 2)]);
    let mut model = one_and_two(vec![a]);
    model = with_ring(&model, 0, ring(5.0, 0.0));
    let told = tell(&model);
    assert_eq!(told.calls, ["a 12 answered 12 by two", "a 10 answered 15 by one"]);
}

#[test]
fn where_nobody_is_there_the_next_step_comes_at_once() {
    let a = calls("a", &[150.0], 100.0, None);
    let a = routed(a, vec![opens(0, 0), unstaffed(opens(60, 1))]);
    let groups = vec![
        group("one", &[(0, 1)], head_count(&[(0.0, 1), (100.0, 0)])),
        group("two", &[(0, 1)], all_day(1)),
    ];
    assert_eq!(tell(&centre_of(vec![a], groups)).calls, ["a 150 answered 150 by two"]);
}

#[test]
fn the_next_step_comes_when_the_last_one_leaves() {
    let steps = || vec![opens(0, 0), unstaffed(opens(60, 1))];
    for (b_overflows, told_last) in [(false, "a 80 answered 120 by two"), (true, "b 80 overflowed")]
    {
        let a = routed(calls("a", &[20.0, 80.0], 100.0, None), steps());
        let groups = vec![
            group("one", &[(0, 1)], head_count(&[(0.0, 1), (50.0, 0)])),
            group("two", &[(0, 1)], all_day(1)),
        ];
        if b_overflows {
            // As an overflow, and to where nobody is either.
            let steps = vec![opens(0, 0), unstaffed(overflows(600, 0, false))];
            let b = routed(calls("b", &[20.0, 80.0], 100.0, Some(300.0)), steps);
            let empty = routed(calls("a", &[], 1.0, None), vec![opens(0, 1)]);
            let groups = vec![
                group("one", &[(1, 1)], head_count(&[(0.0, 1), (50.0, 0)])),
                group("two", &[(0, 1)], all_day(0)),
            ];
            let told = tell(&centre_of(vec![empty, b], groups));
            assert_eq!(told.calls[1..], [format!("{told_last} 120"), "a 120 abandoned 380".into()]);
        } else {
            assert_eq!(tell(&centre_of(vec![a], groups)).calls[1], told_last);
        }
    }
}

#[test]
fn calls_of_all_types_that_the_last_one_leaves_go_on_in_the_order_of_their_entry() {
    let steps = || vec![opens(0, 0), unstaffed(opens(600, 1))];
    let a = routed(calls("a", &[20.0, 40.0], 100.0, None), steps());
    let b = routed(calls("b", &[30.0], 100.0, None), steps());
    let both = &[(0, 1), (1, 1)];
    let groups = vec![
        group("one", both, head_count(&[(0.0, 1), (50.0, 0)])),
        group("two", both, all_day(1)),
    ];
    let told = tell(&centre_of(vec![a.clone(), b.clone()], groups.clone()));
    assert_eq!(told.calls[1..], ["b 30 answered 120 by two", "a 40 answered 220 by two"]);
    let told = tell(&centre_of(vec![b, a], groups));
    assert_eq!(told.calls[1..], ["b 30 answered 120 by two", "a 40 answered 220 by two"]);
}

#[test]
fn a_step_may_raise_the_priority() {
    // `a` waits in line behind `b`, which has the higher priority until a's step at 80.
    let rise = Opening { add_priority: 5, groups: None, ..to(0) };
    let rises = Step { action: open(rise), ..opens(60, 0) };
    let a = routed(calls("a", &[10.0, 20.0], 100.0, None), vec![opens(0, 0), rises]);
    let b = CallType { priority: 3, ..calls("b", &[15.0], 100.0, None) };
    let model = centre_of(vec![a, b], vec![group("one", &[(0, 1), (1, 1)], all_day(1))]);
    let priorities: Vec<i32> = model.queues().iter().map(|queue| queue.priority).collect();
    assert_eq!(priorities, [0, 3, 5]);
    let told = told_with(&model, &mut ByPriority);
    assert_eq!(told.calls[1..], ["a 20 answered 110 by one", "b 15 answered 210 by one"]);
}

#[test]
fn a_call_goes_over_to_another_type() {
    let a =
        routed(calls("a", &[10.0, 20.0], 100.0, None), vec![opens(0, 0), overflows(30, 1, false)]);
    let model = one_for_each(vec![a, calls("b", &[], 100.0, None)]);
    let told = tell(&model);
    assert_eq!(
        told.calls,
        ["a 10 answered 10 by one", "a 20 overflowed 50", "b 50 answered 50 by two"]
    );
    let counted = count(&model);
    let (a, b) = (counted.all_calls(CallTypeId(0)), counted.all_calls(CallTypeId(1)));
    assert_eq!((a.offered, a.answered, a.overflowed), (2, 1, 1));
    assert_eq!((b.offered, b.handed_in, b.first_attempts, b.answered), (1, 1, 0, 1));
    assert_eq!((a.wait_other, b.wait_answered), (30_000_000, 0));
    // The caller's first attempt has its outcome there.
    assert_eq!((a.first_outcomes, b.first_outcomes), (1, 1));
}

#[test]
fn it_stands_behind_those_who_wait_there_unless_it_keeps_its_place() {
    for (keep_place, order) in [(false, ["b 45", "b 50"]), (true, ["b 50", "b 45"])] {
        let steps = vec![opens(0, 0), overflows(30, 1, keep_place)];
        let a = routed(calls("a", &[10.0, 20.0], 1000.0, None), steps);
        let b = calls("b", &[40.0, 45.0], 100.0, None);
        let told = tell(&one_for_each(vec![a, b]));
        let expected: Vec<_> = [140, 240]
            .iter()
            .zip(order)
            .map(|(at, call)| format!("{call} answered {at} by two"))
            .collect();
        assert_eq!(told.calls[3..], expected);
    }
}

#[test]
fn with_its_place_it_keeps_what_it_has_waited_on_its_route() {
    for (keep_place, at) in [(false, 90), (true, 60)] {
        let steps = vec![overflows(30, 1, keep_place)];
        let a = routed(calls("a", &[20.0], 100.0, None), steps);
        let b = routed(calls("b", &[], 100.0, None), vec![opens(40, 1)]);
        let told = tell(&one_for_each(vec![a, b]));
        assert_eq!(told.calls[1], format!("b 50 answered {at} by two"));
    }
}

#[test]
fn patience_goes_on_and_who_gives_up_there_dials_the_first_number_again() {
    let steps = vec![opens(0, 0), overflows(30, 1, false)];
    let a = routed(calls("a", &[10.0, 20.0], 1000.0, Some(60.0)), steps);
    let b = CallType {
        redial: Some(Redial::always(1.0, constant(20.0), 2)),
        ..calls("b", &[40.0], 1000.0, Some(7.0))
    };
    let told = tell(&one_for_each(vec![a, b]));
    assert_eq!(
        told.calls[2..],
        [
            "a 20 overflowed 50",
            "b 50 abandoned 80",
            "a#2 100 overflowed 130",
            "b#2 130 abandoned 160",
        ]
    );
}

#[test]
fn the_line_is_held_until_the_caller_is_gone() {
    let a = routed(
        calls("a", &[10.0, 150.0, 265.0], 50.0, None),
        vec![opens(0, 0), overflows(30, 1, false)],
    );
    let b = calls("b", &[20.0], 120.0, None);
    let groups = vec![group("one", &[(0, 1)], all_day(0)), group("two", &[(1, 1)], all_day(1))];
    let mut parts = parts(&centre_of(vec![a, b], groups));
    parts.call_types[0].life.trunks = Some(TrunkGroupId(0));
    parts.trunk_groups = vec![TrunkGroup { name: "line".into(), lines: 1 }];
    let told = tell(&Model::from_parts(parts).unwrap());
    assert_eq!(
        told.calls,
        [
            "b 20 answered 20 by two",
            "a 10 overflowed 40",
            "b 40 answered 140 by two",
            "a 150 blocked 150",
            "a 265 overflowed 295",
            "b 295 answered 295 by two",
        ]
    );
}

#[test]
fn who_stays_with_a_caller_stays_on_the_way() {
    let mut a = calls("a", &[10.0], 100.0, None);
    let kind = NextStepKind::Transfer { consult: Some(secs(30)), head_of_queue: false };
    a.life.next_steps = vec![NextStep { probability: 1.0, to: CallTypeId(1), kind }];
    let b = routed(calls("b", &[50.0], 1000.0, None), vec![opens(0, 1), overflows(30, 2, false)]);
    let c = calls("c", &[], 50.0, None);
    let groups = ["one", "two", "three"].into_iter().zip(0..);
    let groups = groups.map(|(name, skill)| group(name, &[(skill, 1)], all_day(1))).collect();
    let told = tell(&centre_of(vec![a, b, c], groups));
    assert_eq!(told.calls[2..], ["b 110 overflowed 140", "c 140 answered 140 by three"]);
    assert_eq!(told.agents[0][1], "talking 10-170");
    assert_eq!(told.agents[2][1], "talking 140-220");
}

#[test]
fn who_stays_is_free_when_the_caller_gives_up_in_the_second_queue() {
    let mut a = calls("a", &[10.0], 100.0, None);
    let kind = NextStepKind::Transfer { consult: Some(secs(30)), head_of_queue: false };
    a.life.next_steps = vec![NextStep { probability: 1.0, to: CallTypeId(1), kind }];
    let b = routed(calls("b", &[], 50.0, Some(40.0)), vec![overflows(30, 2, true)]);
    let c = calls("c", &[], 50.0, None);
    let told = tell(&centre_of(vec![a, b, c], vec![group("one", &[(0, 1)], all_day(1))]));
    assert_eq!(told.calls[1..], ["b 110 overflowed 140", "c 140 abandoned 150"]);
    assert_eq!(told.agents[0][1..], ["talking 10-150", "available 150-3600"]);
}

#[test]
fn where_the_queue_is_full_the_call_stays_and_goes_on_along_its_route() {
    let steps = vec![opens(0, 0), overflows(30, 1, false), opens(40, 2)];
    let a = routed(calls("a", &[10.0, 20.0], 1000.0, None), steps);
    let mut b = calls("b", &[30.0, 35.0], 1000.0, None);
    b.life.admission.capacity = Some(Capacity { calls: 1, when_full: WhenFull::Reject });
    let groups = vec![
        group("one", &[(0, 1)], all_day(1)),
        group("two", &[(1, 1)], all_day(1)),
        group("three", &[(0, 1)], all_day(1)),
    ];
    let told = tell(&centre_of(vec![a, b], groups));
    assert_eq!(told.calls[2], "a 20 answered 60 by three");
}

#[test]
fn a_call_is_handed_on_fifteen_times_at_most() {
    let a = routed(calls("a", &[10.0], 1.0, Some(5.0)), vec![overflows(0, 1, false)]);
    let b = routed(calls("b", &[], 1.0, Some(7.0)), vec![overflows(0, 0, true)]);
    let told = tell(&one_for_each(vec![a, b]));
    assert_eq!(told.calls.len(), 16);
    assert_eq!(told.calls[..2], ["a 10 overflowed 10", "b 10 overflowed 10"]);
    // Its patience is that of the queue in which it begins to wait.
    assert_eq!(told.calls[15], "b 10 abandoned 17");
}

#[test]
fn a_call_may_go_over_at_once_and_begins_to_wait_there() {
    let a = routed(calls("a", &[10.0, 20.0], 50.0, Some(1.0)), vec![overflows(0, 1, true)]);
    let told = tell(&one_for_each(vec![a, calls("b", &[], 50.0, Some(100.0))]));
    assert_eq!(
        told.calls,
        [
            "a 10 overflowed 10",
            "b 10 answered 10 by two",
            "a 20 overflowed 20",
            "b 20 answered 60 by two",
        ]
    );
}

#[test]
fn what_has_rung_in_vain_finds_the_steps_that_came_meanwhile() {
    let a = routed(calls("a", &[10.0], 100.0, None), vec![opens(0, 0), opens(10, 1)]);
    let told = tell(&with_ring(&one_and_two(vec![a]), 0, ring(5.0, 1.0)));
    assert_eq!(told.calls, ["a 10 answered 30 by two"]);
    assert_eq!(told.agents[0][1..3], ["ringing 10-30", "not_ready 30-90"]);
}

#[test]
fn what_has_rung_in_vain_before_a_step_waits_for_it_once() {
    // Two timers for the same step: the one of before and the one of after the ring.
    let steps = vec![opens(0, 0), opens(50, 1), opens(60, 2)];
    let a = routed(calls("a", &[5.0, 10.0], 100.0, None), steps);
    let groups = ["one", "two", "three"].map(|name| group(name, &[(0, 1)], all_day(1)));
    let model = centre_of(vec![a], groups.into());
    let told = tell(&with_ring(&model, 0, Ring { not_ready: secs(1000), ..ring(5.0, 1.0) }));
    assert_eq!(told.calls, ["a 5 answered 55 by two", "a 10 answered 70 by three"]);
}

#[test]
fn what_waits_in_a_later_queue_is_cleared_or_served_at_closing() {
    for (at_close, outcome) in
        [(AtClose::ClearQueue, "turned away 3600"), (AtClose::ServeQueue, "answered 3700 by two")]
    {
        let a = routed(calls("a", &[3500.0], 50.0, None), vec![opens(0, 0), opens(30, 1)]);
        let b = calls("b", &[3400.0], 300.0, None);
        let groups =
            vec![group("one", &[(0, 1)], all_day(0)), group("two", &[(0, 1), (1, 1)], all_day(1))];
        let told = tell(&groups_of(one_day(1, at_close), vec![a, b], groups, CallRule::FirstCome));
        assert_eq!(told.calls[1], format!("a 3500 {outcome}"));
    }
}

#[test]
fn a_call_does_not_go_over_to_where_it_would_be_turned_away() {
    let mut a = routed(
        calls("a", &[3500.0, 3590.0], 200.0, None),
        vec![opens(0, 0), overflows(50, 1, false)],
    );
    a.life.at_close = Some(AtClose::ServeQueue);
    let mut b = calls("b", &[], 10.0, None);
    b.life.at_close = Some(AtClose::ClearQueue);
    let told = tell(&one_for_each(vec![a, b]));
    assert_eq!(told.calls[1], "a 3590 answered 3700 by one");
}

#[test]
fn tasks_have_routes_too() {
    let mut a = calls("a", &[10.0], 100.0, None);
    let kind = NextStepKind::Task;
    a.life.next_steps = vec![NextStep { probability: 1.0, to: CallTypeId(1), kind }];
    let b = routed(calls("b", &[], 50.0, Some(1.0)), vec![overflows(500, 2, false)]);
    let mut c = calls("c", &[600.0], 50.0, Some(1.0));
    c.life.admission.capacity = Some(Capacity { calls: 0, when_full: WhenFull::Reject });
    let groups = vec![group("one", &[(0, 1)], all_day(1)), group("two", &[(2, 1)], all_day(1))];
    let told = tell(&centre_of(vec![a, b, c], groups));
    assert_eq!(
        told.calls[1..],
        ["c 600 answered 600 by two", "b 110 overflowed 610", "c 610 answered 650 by two"]
    );
}

#[test]
fn a_call_type_with_a_route_may_be_dialled_by_callers_who_try_again() {
    let mut a =
        routed(calls("a", &[10.0], 100.0, Some(20.0)), vec![opens(0, 0), overflows(10, 1, true)]);
    a.redial = Some(Redial::always(1.0, constant(5.0), 2));
    let b = CallType { redial: a.redial.clone(), ..calls("b", &[], 100.0, None) };
    let groups = vec![group("one", &[(0, 1)], all_day(0)), group("two", &[(1, 1)], all_day(0))];
    let told = tell(&centre_of(vec![a, b], groups));
    assert_eq!(
        told.calls,
        ["a 10 overflowed 20", "b 20 abandoned 30", "a#2 35 overflowed 45", "b#2 45 abandoned 55"]
    );
}

#[test]
#[should_panic(expected = "who is not idle")]
fn a_policy_may_not_select_who_is_not_idle() {
    run_with(&mut Stubborn { agent: Some(AgentId(7)) });
}

#[test]
#[should_panic(expected = "who has no skill")]
fn a_policy_may_not_select_who_has_no_skill() {
    run_with(&mut Stubborn { agent: Some(AgentId(1)) });
}

#[test]
#[should_panic(expected = "a call that does not wait")]
fn a_policy_may_not_select_a_call_that_does_not_wait() {
    run_with(&mut Hoarder(None));
}

/// Always wants the same agent.
struct Stubborn {
    agent: Option<AgentId>,
}

impl Policy for Stubborn {
    fn select_agent(&mut self, _: &Situation<'_>, _: &Asking) -> Option<AgentId> {
        self.agent
    }
    fn select_call(&mut self, _: &Situation<'_>, _: AgentId) -> Option<WaitingCallId> {
        None
    }
}

/// Lets all wait, and then always wants the call that it saw first.
struct Hoarder(Option<WaitingCallId>);

impl Policy for Hoarder {
    fn select_agent(&mut self, situation: &Situation<'_>, _: &Asking) -> Option<AgentId> {
        (situation.now() < crate::moment(15.0)).then_some(AgentId(0))
    }
    fn select_call(&mut self, situation: &Situation<'_>, _: AgentId) -> Option<WaitingCallId> {
        self.0 = self.0.or(situation.first_in(QueueId(0)));
        self.0
    }
}

/// The first idle agent with the skill; the first call of the highest priority.
struct ByPriority;

impl Policy for ByPriority {
    fn select_agent(&mut self, situation: &Situation<'_>, asking: &Asking) -> Option<AgentId> {
        let tiers = &situation.model().queues()[asking.queue.index()].tiers;
        let is_idle = situation.idle_agents(AgentGroupId(0)) > 0 && !tiers.is_empty();
        is_idle.then_some(AgentId(0))
    }
    fn select_call(&mut self, situation: &Situation<'_>, _: AgentId) -> Option<WaitingCallId> {
        let queues = situation.model().queues();
        let firsts = (0..queues.len() as u32).filter_map(|id| situation.first_in(QueueId(id)));
        firsts.max_by_key(|call| queues[situation.asking(*call).queue.index()].priority)
    }
}

fn run_with<P: Policy>(policy: &mut P) {
    let types = vec![calls("a", &[10.0, 20.0, 30.0], 50.0, None), calls("b", &[], 1.0, None)];
    let model = one_for_each(types);
    Engine::new(&model).run_with_policy(SEED, 0, policy, &mut Recorder::new(&model));
}

fn all_day(agents: u32) -> Staffing {
    head_count(&[(0.0, agents), (3600.0, 0)])
}

fn centre_of(types: Vec<CallType>, groups: Vec<AgentGroup>) -> Model {
    groups_of(day(), types, groups, CallRule::FirstCome)
}

fn day() -> Horizon {
    one_day(1, AtClose::ServeQueue)
}

/// Two groups of an agent each, who serve the first type.
fn one_and_two(types: Vec<CallType>) -> Model {
    let groups = ["one", "two"].map(|name| group(name, &[(0, 1)], all_day(1)));
    centre_of(types, groups.into())
}

/// An agent for each of two types.
fn one_for_each(types: Vec<CallType>) -> Model {
    let groups = vec![group("one", &[(0, 1)], all_day(1)), group("two", &[(1, 1)], all_day(1))];
    centre_of(types, groups)
}

fn routed(mut calls: CallType, steps: Vec<Step>) -> CallType {
    calls.routing.route = Some(Route { steps });
    calls
}

/// The agents of a group.
fn to(group: u32) -> Opening {
    Opening { groups: Some(vec![AgentGroupId(group)]), ..Opening::default() }
}

fn open(opening: Opening) -> StepAction {
    StepAction::Open(opening)
}

fn opens(after: u64, group: u32) -> Step {
    Step { after: secs(after), or_unstaffed: false, condition: None, action: open(to(group)) }
}

fn reserving(after: u64, group: u32, reserve: u32) -> Step {
    Step { action: open(Opening { reserve, ..to(group) }), ..opens(after, group) }
}

fn from_queue(after: u64, group: u32, min_queue: u32) -> Step {
    Step { action: open(Opening { min_queue, ..to(group) }), ..opens(after, group) }
}

fn overflows(after: u64, to: u32, keep_place: bool) -> Step {
    let action = StepAction::Overflow { to: CallTypeId(to), keep_place };
    Step { after: secs(after), or_unstaffed: false, condition: None, action }
}

fn unstaffed(step: Step) -> Step {
    Step { or_unstaffed: true, ..step }
}

/// It rings for so many seconds, and is picked up or not; after 20 s not any more.
fn ring(seconds: f64, no_answer: f64) -> Ring {
    Ring { time: constant(seconds), no_answer, timeout: secs(20), not_ready: secs(60) }
}

fn with_ring(model: &Model, group: usize, ring: Ring) -> Model {
    let mut parts = parts(model);
    parts.agent_groups[group].ring = Some(ring);
    Model::from_parts(parts).unwrap()
}

fn parts(model: &Model) -> Parts {
    Parts {
        routing: Routing { call_selection: vec![CallRule::FirstCome], ..Routing::default() },
        ..model.parts()
    }
}

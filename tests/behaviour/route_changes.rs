//! Routes that are others while floor rules are in force.
//!
//! All rules look every second and act at once.

use callsim::expression::{Expression, Kind};
use callsim::model::{
    AgentGroup, AgentGroupId, AgentRule, AtClose, CallType, CallTypeId, Check, CountedSince,
    FloorAction, FloorRule, FloorRuleId, Horizon, Individual, LastAgent, LiveNames, LiveVocabulary,
    Model, ModelError, Opening, Parts, QueueId, Repeat, Resolution, Ring, Route, RouteChange,
    RouteChangeKind, Routing, Skill, Staffing, Step, StepAction,
};

use crate::common::{constant, one_day, secs};
use crate::{calls, group, head_count, tell};

use RouteChangeKind::{Dedicate, Delays, OfferCallback, Open, Overflow, Priority, Reserve};

/// What changes, of which types, and when.
type Change<'a> = (&'a str, &'a [u32], RouteChangeKind);

#[test]
fn a_priority_that_is_added_holds_for_those_who_wait_and_those_who_come() {
    let told = |when| {
        let types = vec![
            calls("a", &[20.0, 30.0], 100.0, None),
            calls("b", &[10.0, 40.0, 130.0], 100.0, None),
        ];
        let them = group("them", &[(0, 1), (1, 1)], all_day(1));
        tell(&changed(types, vec![them], &[(when, &[1], Priority(1))])).calls
    };
    assert_eq!(
        told("time_of_day >= 50"),
        [
            "b 10 answered 10 by them",
            "b 40 answered 110 by them",
            "b 130 answered 210 by them",
            "a 20 answered 310 by them",
            "a 30 answered 410 by them",
        ]
    );
    // Reset before anybody frees.
    let in_between = told("time_of_day >= 50 and time_of_day < 100");
    assert_eq!(in_between[1], "a 20 answered 110 by them");
    assert_eq!(in_between, told("time_of_day >= 5000"));
}

#[test]
fn groups_that_are_opened_take_those_who_wait_at_that_very_moment() {
    let a = routed(calls("a", &[10.0, 20.0, 150.0, 160.0, 170.0], 60.0, None), vec![opens(0, 0)]);
    let told = tell(&changed(
        vec![a],
        numbers(2),
        &[("time_of_day >= 30 and time_of_day < 200", &[0], opened(1))],
    ));
    assert_eq!(
        told.calls,
        [
            "a 10 answered 10 by one",
            "a 20 answered 30 by two",
            "a 150 answered 150 by one",
            // The route's own agents are preferred.
            "a 160 answered 160 by two",
            // Two frees at 220, too late.
            "a 170 answered 210 by one",
        ]
    );
}

#[test]
fn opened_groups_come_last_unless_they_have_a_tier() {
    for (tier, by) in [(None, "three"), (Some(5), "two"), (Some(0), "two")] {
        let steps = vec![
            opens(0, 0),
            Step { action: open(Opening { tier: Some(9), ..to(2) }), ..opens(0, 2) },
        ];
        let a = routed(calls("a", &[10.0, 20.0], 100.0, None), steps);
        let opened = Open { groups: vec![AgentGroupId(1)], tier };
        let told = tell(&changed(vec![a], numbers(3), &[("time_of_day >= 15", &[0], opened)]));
        assert_eq!(told.calls[1], format!("a 20 answered 20 by {by}"));
    }
}

#[test]
fn an_opened_group_need_not_wait_for_its_skill() {
    let mut groups = numbers(2);
    groups[1].skills[0].delay = secs(60);
    let model = |when| {
        let a = calls("a", &[10.0, 20.0], 100.0, None);
        changed(vec![a], groups.clone(), &[(when, &[0], opened(1))])
    };
    assert_eq!(tell(&model("time_of_day >= 40")).calls[1], "a 20 answered 40 by two");
    assert_eq!(tell(&model("time_of_day >= 90")).calls[1], "a 20 answered 80 by two");
}

#[test]
fn an_overflow_that_is_opened_is_due_at_once_for_those_who_have_waited_long() {
    let a = calls("a", &[10.0, 20.0, 90.0, 175.0], 1000.0, None);
    let b = calls("b", &[], 1.0, None);
    let groups = vec![group("one", &[(0, 1)], all_day(1)), group("two", &[(1, 1)], all_day(1))];
    let over = Overflow { to: CallTypeId(1), after: secs(30), keep_place: false };
    let when = "time_of_day >= 100 and time_of_day < 200";
    let told = tell(&changed(vec![a, b], groups, &[(when, &[0], over)]));
    assert_eq!(
        told.calls,
        [
            "a 10 answered 10 by one",
            "a 20 overflowed 100",
            "b 100 answered 100 by two",
            "a 90 overflowed 120",
            "b 120 answered 120 by two",
            // It would have been due at 205.
            "a 175 answered 1010 by one",
        ]
    );
}

#[test]
fn an_overflow_comes_once_and_again_when_its_rule_comes_into_force_again() {
    let a = calls("a", &[10.0, 20.0, 21.0], 1000.0, None);
    let mut b = calls("b", &[90.0, 91.0], 200.0, None);
    b.life.admission.capacity =
        Some(callsim::model::Capacity { calls: 1, when_full: callsim::model::WhenFull::Reject });
    let model = |when| {
        let groups = vec![group("one", &[(0, 1)], all_day(1)), group("two", &[(1, 1)], all_day(1))];
        let over = Overflow { to: CallTypeId(1), after: secs(30), keep_place: true };
        changed(vec![a.clone(), b.clone()], groups, &[(when, &[0], over)])
    };
    // The other queue is full from 91 to 290; from then on it has room, but the step has come.
    let once = tell(&model("time_of_day >= 100"));
    assert!(!once.calls.iter().any(|call| call.contains("overflowed")), "{:?}", once.calls);
    let again = tell(&model("time_of_day >= 100 and time_of_day < 200 or time_of_day >= 300"));
    assert_eq!(
        again.calls[2..5],
        ["b 91 answered 290 by two", "a 20 overflowed 300", "b 300 answered 490 by two"]
    );
}

#[test]
fn callbacks_are_offered_while_a_rule_is_in_force() {
    let told = |accept| {
        let a = calls("a", &[10.0, 20.0, 180.0], 1000.0, None);
        let b = calls("b", &[], 1.0, None);
        let groups = vec![group("one", &[(0, 1)], all_day(1)), group("two", &[(1, 1)], all_day(1))];
        let offer = OfferCallback { to: CallTypeId(1), after: secs(30), accept, keep_place: false };
        let when = "time_of_day >= 100 and time_of_day < 200";
        tell(&changed(vec![a, b], groups, &[(when, &[0], offer)])).calls
    };
    assert_eq!(told(1.0)[1..3], ["a 20 called back 100", "b 100 answered 100 by two"]);
    assert_eq!(told(1.0)[3], "a 180 answered 1010 by one");
    assert_eq!(told(0.0)[1..], ["a 20 answered 1010 by one", "a 180 answered 2010 by one"]);
}

#[test]
fn the_answer_to_an_offer_does_not_change_when_its_rule_comes_again() {
    let moments: Vec<f64> = (0..100).map(f64::from).collect();
    let taken = |when| {
        let a = routed(calls("a", &moments, 1.0, None), vec![opens(0, 0)]);
        let offer =
            OfferCallback { to: CallTypeId(1), after: secs(5), accept: 0.4, keep_place: false };
        let groups = vec![group("one", &[(0, 1)], all_day(0)), group("two", &[(1, 1)], all_day(1))];
        let types = vec![a, calls("b", &[], 1.0, None)];
        let told = tell(&changed(types, groups, &[(when, &[0], offer)])).calls;
        told.iter().filter(|call| call.contains("called back")).count()
    };
    let once = taken("time_of_day >= 200");
    assert!((25..55).contains(&once), "{once}");
    let flips = "time_of_day >= 200 and time_of_day < 300 or time_of_day >= 400";
    assert_eq!(taken(flips), once);
}

#[test]
fn a_reserve_is_kept_and_given_up_at_the_moment() {
    let a = calls("a", &[10.0, 120.0, 130.0], 100.0, None);
    let them = group("them", &[(0, 1)], all_day(2));
    let when = "time_of_day >= 50 and time_of_day < 200";
    let told = tell(&changed(vec![a], vec![them], &[(when, &[0], Reserve(1))]));
    assert_eq!(
        told.calls,
        ["a 10 answered 10 by them", "a 120 answered 120 by them", "a 130 answered 200 by them"]
    );
    // It takes the place of the route's own.
    let own = Step { action: open(Opening { reserve: 1, ..to(0) }), ..opens(0, 0) };
    let a = routed(calls("a", &[10.0, 20.0], 100.0, None), vec![own]);
    let them = group("them", &[(0, 1)], all_day(2));
    let told = tell(&changed(vec![a], vec![them], &[("time_of_day >= 50", &[0], Reserve(0))]));
    assert_eq!(told.calls[1], "a 20 answered 50 by them");
}

#[test]
fn delays_are_multiplied_and_what_is_due_by_that_comes_at_once() {
    let told = |factor, when| {
        let a = routed(calls("a", &[10.0, 60.0], 500.0, None), vec![opens(0, 0), opens(60, 1)]);
        tell(&changed(vec![a], numbers(2), &[(when, &[0], Delays(factor))])).calls[1].clone()
    };
    assert_eq!(told(0.5, "time_of_day >= 100"), "a 60 answered 100 by two");
    assert_eq!(told(0.75, "time_of_day >= 100"), "a 60 answered 105 by two");
    assert_eq!(told(0.0, "time_of_day >= 61"), "a 60 answered 61 by two");
    assert_eq!(told(2.0, "time_of_day >= 100"), "a 60 answered 180 by two");
    // Reset when the step would have come, and before.
    assert_eq!(told(2.0, "time_of_day >= 100 and time_of_day < 150"), "a 60 answered 150 by two");
    assert_eq!(told(2.0, "time_of_day >= 100 and time_of_day < 110"), "a 60 answered 120 by two");
    // Steps that have come stay taken.
    let a = routed(calls("a", &[10.0, 60.0], 500.0, None), vec![opens(0, 0), opens(60, 1)]);
    let two = group("two", &[(0, 1)], head_count(&[(140.0, 1), (7200.0, 0)]));
    let groups = vec![numbers(1).remove(0), two];
    let told = tell(&changed(vec![a], groups, &[("time_of_day >= 130", &[0], Delays(3.0))]));
    assert_eq!(told.calls[1], "a 60 answered 140 by two");
}

#[test]
fn delays_of_skills_are_multiplied_too() {
    let mut groups = numbers(2);
    groups[1].skills[0].delay = secs(60);
    let a = calls("a", &[10.0, 20.0], 100.0, None);
    let told = tell(&changed(vec![a], groups, &[("time_of_day >= 15", &[0], Delays(0.5))]));
    assert_eq!(told.calls[1], "a 20 answered 50 by two");
}

#[test]
fn a_dedicated_group_serves_nothing_else() {
    let types = vec![calls("a", &[110.0, 120.0], 20.0, None), calls("b", &[150.0], 20.0, None)];
    let them = group("them", &[(0, 1), (1, 1)], all_day(1));
    let when = "time_of_day >= 100 and time_of_day < 200";
    let told = tell(&changed(types, vec![them], &[(when, &[1], dedicated(0))]));
    assert_eq!(
        told.calls,
        ["b 150 answered 150 by them", "a 110 answered 200 by them", "a 120 answered 220 by them"]
    );
}

#[test]
fn of_two_dedications_of_a_group_the_later_rule_holds() {
    let types = vec![calls("a", &[110.0], 20.0, None), calls("b", &[110.0], 20.0, None)];
    let them = group("them", &[(0, 1), (1, 1)], all_day(1));
    let told = tell(&changed(
        types,
        vec![them],
        &[
            ("time_of_day >= 100 and time_of_day < 200", &[0], dedicated(0)),
            ("time_of_day >= 50 and time_of_day < 300", &[1], dedicated(0)),
        ],
    ));
    assert_eq!(told.calls, ["b 110 answered 110 by them", "a 110 answered 300 by them"]);
}

#[test]
fn a_later_rule_opens_again_what_was_dedicated() {
    let types = vec![calls("a", &[110.0], 20.0, None), calls("b", &[], 20.0, None)];
    let them = || vec![group("them", &[(0, 1), (1, 1)], all_day(1))];
    let dedicates: Change<'_> = ("time_of_day >= 100 and time_of_day < 300", &[1], dedicated(0));
    let opens: Change<'_> = ("time_of_day >= 200", &[0], opened(0));
    let told = tell(&changed(types.clone(), them(), &[dedicates.clone(), opens.clone()]));
    assert_eq!(told.calls, ["a 110 answered 200 by them"]);
    let told = tell(&changed(types, them(), &[opens, dedicates]));
    assert_eq!(told.calls, ["a 110 answered 300 by them"]);
}

#[test]
fn those_who_wait_ask_in_the_order_of_entry_over_all_types() {
    for (first, then) in [("a", "b"), ("b", "a")] {
        let moments = |name| if name == first { [10.0] } else { [11.0] };
        let types = ["a", "b"].map(|name| {
            let steps = vec![opens(0, 0)];
            routed(calls(name, &moments(name), 20.0, None), steps)
        });
        let groups = vec![
            group("one", &[(0, 1), (1, 1)], all_day(0)),
            group("two", &[(0, 1), (1, 1)], all_day(1)),
        ];
        let told =
            tell(&changed(types.into(), groups, &[("time_of_day >= 50", &[0, 1], opened(1))]));
        assert_eq!(told.calls[0], format!("{first} 10 answered 50 by two"));
        assert_eq!(told.calls[1], format!("{then} 11 answered 70 by two"));
    }
}

#[test]
fn rules_add_up_whichever_comes_first() {
    let told = |opening: &str, raises: &str, late: &str| {
        let steps = vec![opens(0, 0), opens(100, 2)];
        let a = routed(calls("a", &[10.0, 20.0, 30.0], 300.0, None), steps.clone());
        let b = routed(calls("b", &[15.0, 25.0], 300.0, None), steps);
        let groups = (0..3)
            .map(|number| group(["one", "two", "three"][number], &[(0, 1), (1, 1)], all_day(1)))
            .collect();
        let changes: [Change<'_>; 3] = [
            (opening, &[0, 1], opened(1)),
            (raises, &[1], Priority(5)),
            (late, &[0, 1], Delays(1.5)),
        ];
        tell(&changed(vec![a, b], groups, &changes)).calls
    };
    let one_way = told("time_of_day >= 50", "time_of_day >= 40", "time_of_day >= 45");
    assert_eq!(
        one_way,
        [
            "a 10 answered 10 by one",
            "b 15 answered 50 by two",
            "a 20 answered 170 by three",
            "b 25 answered 310 by one",
            "a 30 answered 350 by two",
        ]
    );
    assert_eq!(told("time_of_day >= 50", "time_of_day >= 45", "time_of_day >= 40"), one_way);
    // All of them at the same moment.
    let all = "time_of_day >= 50";
    assert_eq!(told(all, all, all), one_way);
}

#[test]
fn a_rule_that_comes_and_goes_leaves_no_trace() {
    let told = |when| {
        let steps = vec![opens(0, 0), opens(60, 1), overflows(90, 1)];
        let a = routed(calls("a", &[10.0, 20.0, 25.0, 100.0], 500.0, Some(300.0)), steps);
        let b = calls("b", &[], 50.0, None);
        let mut groups = numbers(2);
        groups.push(group("three", &[(1, 1)], all_day(1)));
        let changes: [Change<'_>; 2] = [(when, &[0], Delays(1.5)), (when, &[0], Priority(-3))];
        tell(&changed(vec![a, b], groups, &changes)).calls
    };
    let never = told("time_of_day >= 9999");
    let flickering =
        (21..60).step_by(2).map(|at| format!("time_of_day >= {at} and time_of_day < {}", at + 1));
    let flickering = flickering.collect::<Vec<_>>().join(" or ");
    assert_eq!(told(&flickering), never);
    assert_eq!(never[1..3], ["a 20 answered 80 by two", "a 25 overflowed 115"]);
}

#[test]
fn what_rings_is_left_alone_and_goes_on_along_the_changed_route() {
    for (when, outcome) in [
        ("time_of_day >= 15", "a 10 answered 30 by two"),
        ("time_of_day >= 15 and time_of_day < 25", "a 10 abandoned 70"),
    ] {
        let a = routed(calls("a", &[10.0], 100.0, Some(60.0)), vec![opens(0, 0)]);
        let mut groups = numbers(2);
        groups[0].ring = Some(ring(1.0));
        let told = tell(&changed(vec![a], groups, &[(when, &[0], opened(1))]));
        assert_eq!(told.calls, [outcome]);
        assert_eq!(told.agents[0][1], "ringing 10-30");
    }
}

#[test]
fn phones_that_ring_ring_on_and_others_join_along_the_changed_route() {
    // One more phone rings every five seconds; nobody picks up within twenty.
    let told = |change| {
        let steps = vec![opens(0, 0)];
        let types =
            vec![routed(calls("a", &[10.0], 100.0, Some(15.0)), steps), calls("b", &[], 1.0, None)];
        let mut groups = vec![
            group("one", &[(0, 1), (1, 1)], all_day(3)),
            group("two", &[(0, 1), (1, 1)], all_day(1)),
        ];
        groups.iter_mut().for_each(|group| group.ring = Some(ring(1.0)));
        let rule = AgentRule::RingAll { every: Some(secs(5)) };
        let routing = Routing { agent_selection: vec![rule], ..Routing::default() };
        let told = tell(&model(types, groups, &[("time_of_day >= 12", &[1], change)], routing));
        assert_eq!(told.calls, ["a 10 abandoned 25"]);
        let rings = told.agents.iter().flatten().filter(|each| each.starts_with("ringing"));
        let mut rings: Vec<String> = rings.cloned().collect();
        rings.sort();
        rings
    };
    assert_eq!(told(Priority(1)), ["ringing 10-25", "ringing 15-25", "ringing 20-25"]);
    // None of a group that is dedicated to something else joins any more.
    assert_eq!(told(dedicated(0)), ["ringing 10-25"]);
}

#[test]
fn who_waits_for_the_last_agent_alone_comes_to_the_route_as_it_is_then() {
    for (when, outcome) in [
        ("time_of_day >= 605", "a 610 answered 650 by three"),
        ("time_of_day >= 630", "a 610 answered 650 by three"),
        ("time_of_day >= 660", "a 610 answered 660 by three"),
        ("time_of_day >= 620 and time_of_day < 640", "a 610 answered 900 by one"),
    ] {
        let mut a = routed(calls("a", &[10.0], 100.0, None), vec![opens(0, 0)]);
        let repeat =
            Repeat { probability: 1.0, after: constant(500.0), to: CallTypeId(0), max_visits: 2 };
        a.life.resolution = Some(Resolution { probability: 0.0, repeat: Some(repeat) });
        a.routing.last_agent = Some(LastAgent { wait: secs(40) });
        let b = calls("b", &[600.0], 300.0, None);
        let groups = vec![
            group("one", &[(0, 1), (1, 1)], all_day(1)),
            group("two", &[(1, 2)], all_day(0)),
            group("three", &[(0, 1)], all_day(1)),
        ];
        let told = tell(&changed(vec![a, b], groups, &[(when, &[0], opened(2))]));
        assert_eq!(told.calls[2], outcome, "{when}");
    }
}

#[test]
fn a_step_for_want_of_agents_does_not_wait_for_what_a_rule_inserts() {
    let unstaffed = Step { or_unstaffed: true, ..opens(500, 1) };
    let a = routed(calls("a", &[10.0], 100.0, None), vec![opens(0, 0), unstaffed]);
    let types = vec![a, calls("b", &[], 1.0, None)];
    let groups = vec![
        group("one", &[(0, 1)], head_count(&[(0.0, 1), (5.0, 0)])),
        group("two", &[(0, 1)], all_day(1)),
    ];
    let over = Overflow { to: CallTypeId(1), after: secs(60), keep_place: false };
    let told = tell(&changed(types, groups, &[("time_of_day >= 1", &[0], over)]));
    assert_eq!(told.calls, ["a 10 answered 10 by two"]);
}

#[test]
fn dedication_leaves_a_route_unstaffed() {
    let unstaffed = Step { or_unstaffed: true, ..opens(500, 1) };
    let a = routed(calls("a", &[20.0], 100.0, None), vec![opens(0, 0), unstaffed]);
    let b = calls("b", &[10.0], 300.0, None);
    let groups =
        vec![group("one", &[(0, 1), (1, 1)], all_day(1)), group("two", &[(0, 1)], all_day(1))];
    let told = tell(&changed(vec![a, b], groups, &[("time_of_day >= 50", &[1], dedicated(0))]));
    assert_eq!(told.calls[1], "a 20 answered 50 by two");
}

#[test]
fn steps_stay_taken_when_rules_come_and_go() {
    // The step after 30 s is taken early at 20, and stays so when its wait is long again.
    let a = routed(calls("a", &[5.0, 10.0], 500.0, None), vec![opens(0, 0), opens(30, 1)]);
    let two = group("two", &[(0, 1)], head_count(&[(25.0, 1), (7200.0, 0)]));
    let groups = vec![numbers(1).remove(0), two];
    let when = "time_of_day >= 20 and time_of_day < 22";
    let told = tell(&changed(vec![a], groups, &[(when, &[0], Delays(0.1))]));
    assert_eq!(told.calls[1], "a 10 answered 25 by two");
}

#[test]
fn rules_that_count_and_ranks_by_rule_see_the_changed_route() {
    for rank_first in [true, false] {
        let fewest = AgentRule::FewestCalls(CountedSince::Daily);
        let routing = Routing { agent_selection: vec![fewest], rank_first, ..Routing::default() };
        let a = routed(calls("a", &[10.0, 20.0, 30.0, 40.0], 5.0, None), vec![opens(0, 0)]);
        let opened = Open { groups: vec![AgentGroupId(1)], tier: Some(0) };
        let changes: [Change<'_>; 1] = [("time_of_day >= 25 and time_of_day < 35", &[0], opened)];
        let told = tell(&model(vec![a], numbers(2), &changes, routing));
        let by: Vec<&str> =
            told.calls.iter().map(|call| call.rsplit(' ').next().unwrap()).collect();
        assert_eq!(by, ["one", "one", "two", "one"]);
    }
}

#[test]
fn a_group_is_opened_as_far_as_it_has_the_skill() {
    let a = routed(calls("a", &[10.0, 20.0], 100.0, None), vec![opens(0, 0)]);
    let types = vec![a, calls("b", &[], 1.0, None)];
    let mut two = group("two", &[(1, 1)], all_day(2));
    let own = Some(vec![Skill::first_choice(CallTypeId(0))]);
    two.individuals = vec![Individual { skills: own, ..Individual::new(1, "Ann") }];
    let groups = vec![group("one", &[(0, 1)], all_day(1)), two];
    let told = tell(&changed(types, groups, &[("time_of_day >= 30", &[0], opened(1))]));
    assert_eq!(told.calls[1], "a 20 answered 30 by two");
    assert!(told.agents[2].contains(&"talking 30-130".into()), "{:?}", told.agents);
}

#[test]
fn routes_have_queues_for_each_set_of_rules_that_makes_a_difference_to_them() {
    let types = || {
        let steps = vec![opens(0, 0), opens(30, 1)];
        vec![routed(calls("a", &[], 1.0, None), steps), calls("b", &[], 1.0, None)]
    };
    let groups =
        || vec![group("one", &[(0, 1)], all_day(1)), group("two", &[(0, 1), (1, 1)], all_day(1))];
    let without = changed(types(), groups(), &[]);
    assert_eq!(without.queues().len(), 3);
    assert!(without.queues().iter().all(|queue| queue.siblings.is_empty()));
    let model = changed(
        types(),
        groups(),
        &[
            ("time_of_day >= 1", &[0], Priority(3)),
            // It has no skill for b.
            ("time_of_day >= 2", &[1], opened(0)),
            ("time_of_day >= 3", &[1], dedicated(1)),
        ],
    );
    assert_eq!(model.rules_rerouting(CallTypeId(0)), [FloorRuleId(0), FloorRuleId(2)]);
    assert_eq!(model.rules_rerouting(CallTypeId(1)), []);
    assert_eq!(model.rerouted_by(FloorRuleId(0)), [CallTypeId(0)]);
    assert_eq!(model.rerouted_by(FloorRuleId(1)), []);
    assert_eq!(model.queues_of(CallTypeId(0)).len(), 2 * 4);
    assert_eq!(model.queues_of(CallTypeId(1)).len(), 1);
    let first = QueueId::first_of(CallTypeId(0));
    let route = |mask| &model.queues()[model.queue_under(first, mask).index()];
    assert_eq!([0, 1, 2, 3].map(|mask| route(mask).priority), [0, 3, 0, 3]);
    assert_eq!(
        [0, 1, 2, 3].map(|mask| model.profiles_under(CallTypeId(0), mask).len()),
        [2, 2, 1, 1]
    );
    assert!(!model.is_routed_by_standard());
}

#[test]
fn too_many_rules_for_a_route_are_refused_by_name() {
    let build = |rules: usize| {
        let types = vec![calls("a", &[], 1.0, None)];
        let changes: Vec<Change<'_>> =
            (0..rules).map(|_| ("time_of_day >= 1", &[0u32][..], Priority(1))).collect();
        try_model(types, numbers(1), &changes, Routing::default())
    };
    assert_eq!(build(10).unwrap().queues().len(), 1024);
    for rules in [11, 70] {
        let Err(ModelError::TooManyRoutes { call_type, rules: names }) = build(rules) else {
            panic!("a route for each of too many sets")
        };
        assert_eq!(call_type, "a");
        assert!(names.starts_with("`rule 0`, `rule 1`"), "{names}");
    }
}

#[test]
fn waits_beyond_reason_are_refused_under_rules_too() {
    let build = |kind| {
        let a = routed(calls("a", &[], 1.0, None), vec![opens(0, 0), opens(60, 0)]);
        let types = vec![a, calls("b", &[], 1.0, None)];
        try_model(types, numbers(1), &[("time_of_day >= 1", &[0], kind)], Routing::default())
    };
    assert!(build(Delays(1e6)).is_ok());
    assert!(build(Delays(1e300)).is_err());
    assert!(build(Delays(f64::NAN)).is_err());
    let over = |after| Overflow { to: CallTypeId(1), after: secs(after), keep_place: false };
    assert!(build(over(1000)).is_ok());
    assert!(build(over(1 << 40)).is_err());
}

fn opened(group: u32) -> RouteChangeKind {
    Open { groups: vec![AgentGroupId(group)], tier: None }
}

fn dedicated(group: u32) -> RouteChangeKind {
    Dedicate { groups: vec![AgentGroupId(group)] }
}

fn changed(types: Vec<CallType>, groups: Vec<AgentGroup>, changes: &[Change<'_>]) -> Model {
    model(types, groups, changes, Routing::default())
}

fn model(
    types: Vec<CallType>,
    groups: Vec<AgentGroup>,
    changes: &[Change<'_>],
    routing: Routing,
) -> Model {
    try_model(types, groups, changes, routing).unwrap()
}

/// A floor rule for each change.
fn try_model(
    call_types: Vec<CallType>,
    agent_groups: Vec<AgentGroup>,
    changes: &[Change<'_>],
    routing: Routing,
) -> Result<Model, ModelError> {
    let names: Vec<String> = (0..changes.len()).map(|number| format!("rule {number}")).collect();
    let words = LiveVocabulary::new(&LiveNames {
        call_types: &call_types.iter().map(|each| each.name.as_str()).collect::<Vec<_>>(),
        agent_groups: &agent_groups.iter().map(|each| each.name.as_str()).collect::<Vec<_>>(),
        trunk_groups: &[],
        outages: &[],
        floor_rules: &names.iter().map(String::as_str).collect::<Vec<_>>(),
    });
    let rule = |(name, (when, types, kind)): (&String, &Change<'_>)| FloorRule {
        name: name.clone(),
        check: Check::Every(secs(1)),
        when: Expression::parse(when, words.vocabulary(), Kind::Truth).unwrap(),
        hold_for: secs(0),
        until: None,
        until_for: secs(0),
        window: secs(300),
        response: constant(0.0),
        actions: vec![FloorAction::Route(RouteChange {
            call_types: types.iter().map(|id| CallTypeId(*id)).collect(),
            kind: kind.clone(),
        })],
    };
    Model::from_parts(Parts {
        name: "situation".into(),
        horizon: day(),
        outages: vec![],
        floor_rules: names.iter().zip(changes).map(rule).collect(),
        trunk_groups: vec![],
        call_types,
        agent_groups,
        routing,
    })
}

/// Groups of an agent each, who serve the first type.
fn numbers(count: usize) -> Vec<AgentGroup> {
    let names = ["one", "two", "three"].into_iter().take(count);
    names.map(|name| group(name, &[(0, 1)], all_day(1))).collect()
}

fn routed(mut calls: CallType, steps: Vec<Step>) -> CallType {
    calls.routing.route = Some(Route { steps });
    calls
}

fn to(group: u32) -> Opening {
    Opening { groups: Some(vec![AgentGroupId(group)]), ..Opening::default() }
}

fn open(opening: Opening) -> StepAction {
    StepAction::Open(opening)
}

fn opens(after: u64, group: u32) -> Step {
    Step { after: secs(after), or_unstaffed: false, condition: None, action: open(to(group)) }
}

fn overflows(after: u64, to: u32) -> Step {
    let action = StepAction::Overflow { to: CallTypeId(to), keep_place: false };
    Step { after: secs(after), or_unstaffed: false, condition: None, action }
}

/// It rings for twenty seconds, and is never picked up.
fn ring(no_answer: f64) -> Ring {
    Ring { time: constant(20.0), no_answer, timeout: secs(20), not_ready: secs(60) }
}

fn all_day(agents: u32) -> Staffing {
    head_count(&[(0.0, agents), (7200.0, 0)])
}

fn day() -> Horizon {
    one_day(1, AtClose::ServeQueue)
}

//! When a rule is triggered, comes into force, and is reset.

use callsim::model::{AgentGroup, AgentGroupId, CallType, FloorAction, Horizon, Model};

use super::{Rule, managed};
use crate::common::one_day;
use crate::{calls, group, head_count, tell};

fn an_hour() -> Horizon {
    one_day(1, Default::default())
}

/// One agent, and somebody else in reserve.
fn one_agent() -> AgentGroup {
    AgentGroup { reserve: 1, ..group("them", &[(0, 1)], head_count(&[(0.0, 1)])) }
}

/// Six calls, ten seconds apart, with work for a minute each.
fn a_queue() -> CallType {
    calls("a", &[100.0, 110.0, 120.0, 130.0, 140.0, 150.0], 60.0, None)
}

fn of_a_queue(rules: Vec<Rule<'_>>) -> Model {
    managed(an_hour(), vec![a_queue()], vec![one_agent()], rules)
}

#[test]
fn a_rule_on_change_sees_everything_at_the_moment_at_which_it_happens() {
    // Calls wait from 110 on, one more every 10 s; one is answered at 160, 220, …
    let told = tell(&of_a_queue(vec![Rule::when("busy", "waiting >= 3")]));
    assert_eq!(
        told.rules,
        ["busy triggered 130", "busy began 130", "busy ended 280"],
        "five wait at 150, four after 160, three after 220, two after 280"
    );
}

#[test]
fn a_rule_by_the_clock_sees_what_is_at_multiples_of_its_period() {
    let rule = Rule { every: Some(50.0), ..Rule::when("busy", "waiting >= 3") };
    let told = tell(&of_a_queue(vec![rule]));
    assert_eq!(told.rules, ["busy triggered 150", "busy began 150", "busy ended 300"]);
    // At the moment of a check the end of a talk comes first, and an arrival afterwards.
    let rule = Rule { every: Some(10.0), ..Rule::when("busy", "waiting >= 1") };
    let told = tell(&of_a_queue(vec![rule]));
    assert_eq!(told.rules, ["busy triggered 120", "busy began 120", "busy ended 400"]);
}

#[test]
fn a_condition_must_have_held_for_long_enough() {
    let busy = || Rule::when("busy", "waiting >= 4");
    // Four wait from 140 to 160 and again, after a call is taken, at 160 to 220.
    let told = tell(&of_a_queue(vec![Rule { hold_for: 30.5, ..busy() }]));
    assert_eq!(told.rules, ["busy triggered 170.5", "busy began 170.5", "busy ended 220"]);
    // From the first check at which it holds.
    let told = tell(&of_a_queue(vec![Rule { every: Some(25.0), hold_for: 30.5, ..busy() }]));
    assert_eq!(told.rules, ["busy triggered 200", "busy began 200", "busy ended 225"]);
    // Never for so long.
    assert!(tell(&of_a_queue(vec![Rule { hold_for: 80.5, ..busy() }])).rules.is_empty());
    let told = tell(&of_a_queue(vec![Rule { hold_for: 79.0, ..busy() }]));
    assert_eq!(told.rules, ["busy triggered 219", "busy began 219", "busy ended 220"]);
    // At the end of the hold an agent takes a call first.
    assert!(tell(&of_a_queue(vec![Rule { hold_for: 80.0, ..busy() }])).rules.is_empty());
}

#[test]
fn a_condition_that_fails_in_between_begins_anew() {
    // Two wait at 120–160 (then one), and again from 170 to 220.
    let queue = calls("a", &[100.0, 110.0, 120.0, 170.0], 60.0, None);
    let rule = Rule { hold_for: 45.0, ..Rule::when("busy", "waiting >= 2") };
    let told = tell(&managed(an_hour(), vec![queue], vec![one_agent()], vec![rule]));
    assert_eq!(told.rules, ["busy triggered 215", "busy began 215", "busy ended 220"]);
}

#[test]
fn a_rule_is_reset_by_its_own_condition_when_that_has_held_for_long_enough() {
    let rule = |until_for| Rule {
        until: Some("waiting <= 1"),
        until_for,
        ..Rule::when("busy", "waiting >= 3")
    };
    let told = tell(&of_a_queue(vec![rule(0.0)]));
    assert_eq!(told.rules.last().unwrap(), "busy ended 340");
    let told = tell(&of_a_queue(vec![rule(90.0)]));
    assert_eq!(told.rules.last().unwrap(), "busy ended 430");
    let told = tell(&of_a_queue(vec![Rule { every: Some(50.0), ..rule(90.0) }]));
    assert_eq!(told.rules.last().unwrap(), "busy ended 450", "it holds from the check at 350 on");
}

#[test]
fn the_actions_wait_for_the_response_and_a_reset_before_it_cancels_them() {
    let rule = |response| Rule { response, ..Rule::when("busy", "waiting >= 3") };
    let told = tell(&of_a_queue(vec![rule(20.0)]));
    assert_eq!(told.rules, ["busy triggered 130", "busy began 150", "busy ended 280"]);
    let told = tell(&of_a_queue(vec![rule(151.0)]));
    assert_eq!(told.rules, ["busy triggered 130"], "reset at 280");
}

#[test]
fn a_response_that_was_cancelled_is_none_for_the_next_trigger() {
    // Two wait from 120 to 160 and from 170 to 220.
    let queue = calls("a", &[100.0, 110.0, 120.0, 170.0], 60.0, None);
    let rule = Rule { response: 45.0, ..Rule::when("busy", "waiting >= 2") };
    let told = tell(&managed(an_hour(), vec![queue], vec![one_agent()], vec![rule]));
    assert_eq!(
        told.rules,
        ["busy triggered 120", "busy triggered 170", "busy began 215", "busy ended 220"]
    );
}

#[test]
fn a_rule_sees_what_those_before_it_have_done_at_the_same_moment() {
    let first = || Rule::when("first", "waiting >= 3");
    let second = || Rule::when("second", "rule('first')");
    let told = tell(&of_a_queue(vec![first(), second()]));
    assert_eq!(told.rules[1..4], ["first began 130", "second triggered 130", "second began 130"]);
    // The other way round it sees it when something happens next.
    let told = tell(&of_a_queue(vec![second(), first()]));
    assert_eq!(told.rules[1..4], ["first began 130", "second triggered 140", "second began 140"]);
}

#[test]
fn rules_of_different_periods_are_checked_in_the_order_of_the_scenario() {
    let every = |every, rule: Rule<'static>| Rule { every: Some(every), ..rule };
    let second = every(10.0, Rule::when("second", "rule('first')"));
    let first = every(150.0, Rule::when("first", "waiting >= 3"));
    let told = tell(&of_a_queue(vec![first, second]));
    assert_eq!(told.rules[2..4], ["second triggered 150", "second began 150"]);
}

#[test]
fn a_rule_that_undoes_its_own_condition_changes_once_in_each_direction_at_a_moment() {
    // Whenever nobody is idle somebody comes, and goes when something else happens.
    let actions = vec![FloorAction::AddAgents { group: AgentGroupId(0), agents: 1 }];
    let flips = Rule { actions, ..Rule::when("flips", "staff_idle == 0") };
    let queue = calls("a", &[100.0, 200.0, 200.0, 200.0, 200.0], 50.0, None);
    let told = tell(&managed(an_hour(), vec![queue], vec![one_agent()], vec![flips]));
    assert_eq!(
        told.rules,
        [
            // When the lines open nobody is there yet; then the agent comes.
            "flips triggered 0",
            "flips began 0",
            "flips ended 0",
            // The call is answered; the other agent comes, and goes when the talk ends.
            "flips triggered 100",
            "flips began 100",
            "flips ended 150",
            // The first of four calls; the other agent comes; both have two of them to take.
            "flips triggered 200",
            "flips began 200",
            "flips ended 300",
        ]
    );
    assert_eq!(told.calls.len(), 5);
}

#[test]
fn rules_that_flip_after_tiny_responses_do_not_stop_the_time() {
    // Each sets off the next one and ends the one before, a microsecond after the other.
    let flips =
        |name, when, until| Rule { until: Some(until), response: 1e-6, ..Rule::when(name, when) };
    let a = flips("a", "rule('c') or waiting > 0", "rule('b')");
    let b = flips("b", "rule('a')", "rule('c')");
    let c = flips("c", "rule('b')", "rule('a')");
    let queue = calls("a", &[1.5], 1.0, Some(0.1));
    let nobody = group("them", &[(0, 1)], head_count(&[(0.0, 0)]));
    let told = tell(&managed(an_hour(), vec![queue], vec![nobody], vec![a, b, c]));
    let triggers = told.rules.iter().filter(|told| told.starts_with("a triggered "));
    // A hundred times in the second of the call, and in that of the closing.
    assert_eq!(triggers.count(), 200);
    assert_eq!(told.calls, ["a 1.5 abandoned 1.6"]);
}

#[test]
fn two_rules_that_reset_each_other_come_to_an_end() {
    let one = || Rule::when("one", "waiting >= 1 and not rule('two')");
    let two = || Rule::when("two", "waiting >= 1 and not rule('one')");
    let told = tell(&of_a_queue(vec![one(), two()]));
    assert_eq!(told.rules, ["one triggered 110", "one began 110", "one ended 400"]);
    let not = || Rule::when("not", "not rule('not')");
    let told = tell(&of_a_queue(vec![not()]));
    // It changes whenever anything happens: when the lines open, when the agent comes, when calls do.
    assert_eq!(
        told.rules[..5],
        ["not triggered 0", "not began 0", "not ended 0", "not triggered 100", "not began 100"]
    );
    assert_eq!(told.rules[5], "not ended 110");
}

#[test]
fn checks_do_not_make_a_replication_longer() {
    let rule = || Rule { every: Some(7.0), ..Rule::when("never", "waiting >= 100") };
    let always = || vec![group("them", &[(0, 1)], head_count(&[(0.0, 1)]))];
    let one = || vec![calls("a", &[100.0], 60.0, None)];
    let day = |rules| tell(&managed(an_hour(), one(), always(), rules)).agents;
    assert_eq!(day(vec![]), day(vec![rule()]));
    // Nor do those who wait for ever.
    let in_vain = || vec![group("them", &[(0, 1)], head_count(&[(0.0, 0)]))];
    let day = |rules| tell(&managed(an_hour(), one(), in_vain(), rules)).calls;
    assert_eq!(day(vec![]), day(vec![rule()]));
    let length = || Horizon::length(crate::common::hours(1), Default::default(), None).unwrap();
    let calls = |rules| tell(&managed(length(), one(), in_vain(), rules)).calls;
    assert_eq!(calls(vec![]), calls(vec![rule()]));
}

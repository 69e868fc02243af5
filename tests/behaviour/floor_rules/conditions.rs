//! What each live measure is.

use callsim::model::{
    AgentGroup, AtClose, CallType, CallTypeId, CivilDate, ClockHours, Horizon, LastAgent, NextStep,
    NextStepKind, Opening, Repeat, Resolution, Ring, Route, Staffing, Step, StepAction, TrunkGroup,
    TrunkGroupId,
};

use super::{Rule, managed, managed_on_lines, seconds};
use crate::common::{constant, hours, one_day};
use crate::{calls, group, head_count, pause, shift, tell, wrapped_up};

const DAY: f64 = 86_400.0;

fn an_hour() -> Horizon {
    one_day(1, AtClose::ServeQueue)
}

/// When a condition begins and ceases to hold: looked at every second if `every`, else on change.
fn stretches(
    horizon: Horizon,
    types: Vec<CallType>,
    groups: Vec<AgentGroup>,
    (every, when): (Option<f64>, &str),
) -> Vec<String> {
    let rule = Rule { every, ..Rule::when("it", when) };
    let told = tell(&managed(horizon, types, groups, vec![rule]));
    let events = told.rules.iter().filter(|event| !event.contains("triggered"));
    events.map(|event| event.trim_start_matches("it ").to_owned()).collect()
}

/// On change, in an hour.
fn holds(types: &[CallType], groups: &[AgentGroup], when: &str) -> Vec<String> {
    stretches(an_hour(), types.to_vec(), groups.to_vec(), (None, when))
}

fn agents(count: u32) -> AgentGroup {
    group("them", &[(0, 1), (1, 1)], head_count(&[(0.0, count)]))
}

fn two_types() -> Vec<CallType> {
    vec![
        calls("a", &[100.0, 110.0, 120.0], 100.0, Some(150.0)),
        calls("b", &[130.0, 140.0], 100.0, Some(20.0)),
    ]
}

#[test]
fn the_time_of_day_begins_anew_at_midnight_but_not_in_a_plain_length() {
    let days = {
        let start = CivilDate::constant(2026, 3, 2);
        Horizon::days(start, 2, hours(0), hours(24), hours(1), AtClose::ServeQueue).unwrap()
    };
    let of = |horizon| {
        let types = vec![calls("a", &[], 1.0, None)];
        let condition = (Some(3600.0), "time_of_day >= 7200");
        let agents = group("them", &[(0, 1)], head_count(&[(0.0, 1)]));
        stretches(horizon, types, vec![agents], condition)
    };
    assert_eq!(of(days), ["began 7200", "ended 86400", "began 93600", "ended 172800"]);
    let length = Horizon::length(hours(48), hours(0), None).unwrap();
    assert_eq!(of(length), ["began 7200"]);
}

#[test]
fn calls_wait_until_they_are_answered_or_lost() {
    // a100 is answered; a110 and a120 wait, b130 until 150, b140 until 160; a110 is answered at 200,
    // a120 gives up at 270.
    let holds = |when| holds(&two_types(), &[agents(1)], when);
    assert_eq!(holds("waiting >= 3"), ["began 130", "ended 160"]);
    assert_eq!(holds("queue_length('a') >= 2"), ["began 120", "ended 200"]);
    assert_eq!(holds("queue_length('b') >= 1"), ["began 130", "ended 160"]);
}

#[test]
fn calls_that_ring_wait() {
    let ring = Ring {
        time: constant(30.0),
        no_answer: 0.0,
        timeout: seconds(60.0),
        not_ready: seconds(0.0),
    };
    let agents = [AgentGroup { ring: Some(ring), ..agents(1) }];
    let types = [calls("a", &[100.0], 100.0, None), calls("b", &[], 1.0, None)];
    assert_eq!(holds(&types, &agents, "waiting == 1"), ["began 100", "ended 130"]);
    // But not in a queue.
    assert!(holds(&types, &agents, "longest_wait > 0").is_empty());
    assert_eq!(holds(&types, &agents, "staff_busy == 1"), ["began 100", "ended 230"]);
}

#[test]
fn the_longest_wait_is_that_of_the_call_that_is_first_in_its_queue() {
    let at = |when| stretches(an_hour(), two_types(), vec![agents(1)], (Some(1.0), when));
    // a110 since 110, until 200; then a120, until 270.
    assert_eq!(at("longest_wait >= 85"), ["began 195", "ended 200", "began 205", "ended 271"]);
    assert_eq!(
        at("longest_wait_of('b') >= 15"),
        ["began 145", "ended 151", "began 155", "ended 161"]
    );
}

#[test]
fn whoever_keeps_the_place_in_line_keeps_the_wait() {
    let over = |keep_place| {
        let mut types = vec![calls("a", &[100.0], 10.0, None), calls("b", &[], 10.0, None)];
        let open = Step {
            after: seconds(0.0),
            or_unstaffed: false,
            condition: None,
            action: StepAction::Open(Opening::default()),
        };
        let action = StepAction::Overflow { to: CallTypeId(1), keep_place };
        let step = Step { after: seconds(50.0), action, ..open.clone() };
        types[0].routing.route = Some(Route { steps: vec![open, step] });
        stretches(an_hour(), types, vec![agents(0)], (Some(10.0), "longest_wait_of('b') >= 60"))
    };
    assert_eq!(over(true)[0], "began 160");
    assert_eq!(over(false)[0], "began 210");
}

#[test]
fn the_service_level_of_a_window_forgets_what_is_a_window_ago() {
    // a100 at once, a110 after 90 s, b130 and b140 abandoned, a120 abandoned at 270.
    let at = |when| stretches(an_hour(), two_types(), vec![agents(1)], (Some(1.0), when));
    assert_eq!(at("outcomes >= 3"), ["began 200", "ended 210"]);
    // In the window of 60 s: 100 (until 160), 150 (until 210), 160 (until 220), 200, 270.
    assert_eq!(at("outcomes >= 2"), ["began 151", "ended 160", "began 161", "ended 220"]);
    assert_eq!(
        at("service_level < 1"),
        // Without an outcome it is 1: from 260, when the one at 200 is a minute ago, to 270.
        ["began 151", "ended 260", "began 271", "ended 330"]
    );
    assert_eq!(at("abandonment > 0.6"), ["began 160", "ended 210", "began 271", "ended 330"]);
    assert_eq!(
        at("service_level_of('a') < 0.5"),
        ["began 200", "ended 260", "began 271", "ended 330"]
    );
    assert_eq!(at("outcomes_of('b') == 2"), ["began 161", "ended 210"]);
    assert_eq!(at("abandonment_of('b') == 1"), ["began 151", "ended 220"]);
}

#[test]
fn an_answer_after_exactly_the_acceptable_wait_is_in_time() {
    let late = |wait: f64| {
        let types = [calls("a", &[100.0, 200.0 - wait], 100.0, None), calls("b", &[], 1.0, None)];
        holds(&types, &[agents(1)], "service_level_today < 1")
    };
    assert!(late(20.0).is_empty());
    assert_eq!(late(20.000_001), ["began 200"]);
}

#[test]
fn todays_counts_begin_anew_at_midnight() {
    let open = ClockHours { open: hours(0), close: hours(1) };
    let days = || {
        let start = CivilDate::constant(2026, 3, 2);
        Horizon::calendar(start, &[Some(open); 2], hours(1), AtClose::ServeQueue).unwrap()
    };
    let types = || {
        vec![
            calls("a", &[100.0, 150.0, DAY + 200.0, DAY + 300.0], 10.0, Some(30.0)),
            calls("b", &[400.0, DAY + 400.0], 10.0, Some(30.0)),
        ]
    };
    let staff = group("them", &[(0, 1)], head_count(&[(0.0, 1)]));
    let at = |when| stretches(days(), types(), vec![staff.clone()], (Some(100.0), when));
    assert_eq!(at("outcomes_today >= 2"), ["began 200", "ended 86400", "began 86800"]);
    assert_eq!(at("outcomes_today_of('a') >= 2"), ["began 200", "ended 86400", "began 86800"]);
    assert_eq!(at("abandonment_today > 0.3"), ["began 500", "ended 86400", "began 86900"]);
    assert_eq!(at("service_level_today < 1"), ["began 500", "ended 86400", "began 86900"]);
    assert_eq!(at("service_level_today_of('b') < 1"), ["began 500", "ended 86400", "began 86900"]);
    assert_eq!(at("abandonment_today_of('a') > 0"), [""; 0]);
}

#[test]
fn tasks_and_calls_that_were_handed_on_have_outcomes_of_their_own() {
    let mut types =
        vec![calls("a", &[100.0], 10.0, None), wrapped_up(calls("b", &[], 10.0, None), 5.0)];
    types[0].life.next_steps =
        vec![NextStep { probability: 1.0, to: CallTypeId(1), kind: NextStepKind::Task }];
    assert_eq!(holds(&types, &[agents(1)], "outcomes_today == 2"), ["began 110"]);
    assert_eq!(holds(&types, &[agents(1)], "outcomes_today_of('b') == 1"), ["began 110"]);
}

#[test]
fn agents_are_counted_by_what_they_do() {
    let day = vec![shift(0, 2, (50.0, 400.0), vec![pause(300.0, 50.0)])];
    let groups = [
        group("them", &[(0, 1)], Staffing::Shifts(day)),
        group("us", &[(1, 1)], head_count(&[(0.0, 1)])),
    ];
    let types =
        [wrapped_up(calls("a", &[100.0], 100.0, None), 20.0), calls("b", &[150.0], 100.0, None)];
    let holds = |when| holds(&types, &groups, when);
    assert_eq!(holds("staff >= 3"), ["began 50", "ended 400"]);
    assert_eq!(holds("logged_in('us') == 1"), ["began 0"]);
    assert_eq!(
        holds("staff_idle <= 1 and staff == 3"),
        ["began 150", "ended 220", "began 300", "ended 350"]
    );
    assert_eq!(holds("idle('them') == 1"), ["began 100", "ended 220", "began 350", "ended 350"]);
    assert_eq!(holds("staff_busy == 2"), ["began 150", "ended 220"]);
    assert_eq!(holds("busy('us') == 1"), ["began 150", "ended 250"]);
    assert_eq!(holds("staff_away > 0"), ["began 300", "ended 350"]);
    assert_eq!(holds("away('them') == 2"), ["began 300", "ended 350"]);
    assert!(holds("staff_down > 0 or down('them') > 0").is_empty());
}

#[test]
fn busy_lines_are_those_of_a_trunk_group() {
    let lines = |name: &str| TrunkGroup { name: name.to_owned(), lines: 3 };
    let mut types = two_types();
    types[0].life.trunks = Some(TrunkGroupId(0));
    types[1].life.trunks = Some(TrunkGroupId(1));
    let rule = Rule::when("it", "busy_lines('one') >= 2 and busy_lines('two') >= 1");
    let groups = vec![agents(1)];
    let trunks = vec![lines("one"), lines("two")];
    let model = managed_on_lines(an_hour(), trunks, types, groups, vec![rule]);
    assert_eq!(tell(&model).rules[1..], ["it began 130", "it ended 160"]);
}

#[test]
fn a_call_that_waits_for_one_agent_alone_waits() {
    // The caller calls again at 150 for the agent, who talks with somebody else until 220.
    let mut types = vec![calls("a", &[100.0], 20.0, None), calls("b", &[130.0], 90.0, None)];
    let repeat =
        Repeat { probability: 1.0, after: constant(30.0), to: CallTypeId(0), max_visits: 2 };
    types[0].life.resolution = Some(Resolution { probability: 0.0, repeat: Some(repeat) });
    types[0].routing.last_agent = Some(LastAgent { wait: seconds(600.0) });
    let at = |when| stretches(an_hour(), types.clone(), vec![agents(1)], (Some(1.0), when));
    assert_eq!(at("longest_wait >= 20"), ["began 170", "ended 220"]);
    assert_eq!(at("longest_wait_of('a') >= 20"), ["began 170", "ended 220"]);
    assert!(at("longest_wait_of('b') > 0").is_empty());
}

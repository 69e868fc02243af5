//! Agents who are sent home.

use callsim::model::{
    Activity, AgentGroup, AgentGroupId, AtClose, FloorAction, Horizon, Model, Staffing,
};

use super::{Rule, managed};
use crate::common::{hours, one_day};
use crate::{calls, group, head_count, pause, shift, tell};

const THEM: AgentGroupId = AgentGroupId(0);
const DAY: f64 = 86_400.0;

fn send(agents: u32) -> Vec<FloorAction> {
    vec![FloorAction::SendHome { group: THEM, agents }]
}

/// So many are sent home at some times, looked at every ten seconds.
fn sends<'a>(when: &'a str, agents: u32) -> Rule<'a> {
    Rule { every: Some(10.0), actions: send(agents), ..Rule::when("less", when) }
}

fn centre(horizon: Horizon, moments: &[f64], staffing: Staffing, rules: Vec<Rule<'_>>) -> Model {
    let types = vec![calls("a", moments, 80.0, None)];
    managed(horizon, types, vec![group("them", &[(0, 1)], staffing)], rules)
}

fn an_hour() -> Horizon {
    one_day(1, AtClose::ServeQueue)
}

/// Two days without a night.
fn round_the_clock() -> Horizon {
    let start = callsim::model::CivilDate::constant(2026, 3, 2);
    Horizon::days(start, 2, hours(0), hours(24), hours(1), AtClose::ServeQueue).unwrap()
}

#[test]
fn a_head_count_is_lower_until_midnight() {
    let when = "time_of_day >= 100 and time_of_day < 200";
    let staffing = head_count(&[(0.0, 2), (500.0, 3), (2.0 * DAY, 0)]);
    let told = tell(&centre(round_the_clock(), &[], staffing, vec![sends(when, 1)]));
    assert_eq!(told.rules.len(), 6, "{:?}", told.rules);
    let mut stretches = told.agents.concat();
    stretches.sort();
    assert_eq!(
        stretches,
        [
            // Of two one goes at 100, of three two are there from 500 on, all from midnight on; then
            // whoever has been idle longest goes.
            "available 0-100",
            "available 0-86500",
            "available 500-172800",
            "available 86400-172800",
        ]
    );
}

#[test]
fn in_a_plain_length_they_are_gone_for_ever() {
    let horizon = Horizon::length(hours(48), hours(0), None).unwrap();
    let when = "time_of_day >= 100 and time_of_day < 200";
    let told = tell(&centre(horizon, &[], head_count(&[(0.0, 2)]), vec![sends(when, 1)]));
    assert_eq!(told.days(), [["available 0-100"], ["available 0-172800"]]);
}

#[test]
fn each_time_the_rule_comes_into_force_more_go() {
    let when = "time_of_day >= 100 and time_of_day < 200 or time_of_day >= 300";
    let staffing = head_count(&[(0.0, 3), (1000.0, 0)]);
    let told = tell(&centre(an_hour(), &[], staffing, vec![sends(when, 1)]));
    assert_eq!(told.days(), [["available 0-100"], ["available 0-1000"], ["available 0-300"]]);
    // No more than there are.
    let staffing = head_count(&[(0.0, 3), (1000.0, 0)]);
    let told = tell(&centre(an_hour(), &[], staffing, vec![sends(when, 9)]));
    assert_eq!(told.days(), [["available 0-100"]; 3]);
}

#[test]
fn who_is_to_go_home_when_free_keeps_nobody_from_a_break() {
    // One agent at most is away. The first call is that of the agent with the smaller lot, who is the
    // one to be sent home; the break of that agent would be before the other's.
    let types = vec![calls("a", &[900.0], 600.0, None), calls("b", &[910.0], 60.0, None)];
    for (one, other) in [(1000.0, 1010.0), (1010.0, 1000.0)] {
        let does = |due| Activity { max_away: Some(0.5), ..pause(due, 300.0) };
        let shifts = vec![
            shift(0, 1, (0.0, 3000.0), vec![does(one)]),
            shift(1, 1, (0.0, 3000.0), vec![does(other)]),
        ];
        let staff = group("them", &[(0, 1), (1, 1)], Staffing::Shifts(shifts));
        let rules = vec![sends("time_of_day >= 950", 1)];
        let told = tell(&managed(an_hour(), types.clone(), vec![staff], rules));
        let (gone, stays) = if told.agents[0].len() == 2 { (0, 1) } else { (1, 0) };
        assert_eq!(told.agents[gone], ["available 0-900", "talking 900-1500"]);
        let due = [one, other][stays];
        let pause = format!("break {due}-{}", due + 300.0);
        assert_eq!(told.agents[stays][3], pause);
    }
}

#[test]
fn who_is_busy_goes_when_free_and_not_in_overtime() {
    let when = "time_of_day >= 100 and time_of_day < 300";
    let staffing = head_count(&[(0.0, 2), (1000.0, 0)]);
    let told = tell(&centre(an_hour(), &[50.0, 60.0], staffing, vec![sends(when, 1)]));
    assert_eq!(
        told.days(),
        [
            vec!["available 0-50", "talking 50-130"],
            vec!["available 0-60", "talking 60-140", "available 140-1000"],
        ]
    );
    assert!(told.overtime.is_empty());
}

#[test]
fn agents_of_a_shift_leave_as_if_it_ended() {
    let staffing = || Staffing::Shifts(vec![shift(0, 3, (0.0, 1000.0), vec![])]);
    let when = "time_of_day >= 100 and time_of_day < 300";
    let day =
        |agents| tell(&centre(an_hour(), &[50.0, 60.0], staffing(), vec![sends(when, agents)]));
    let told = day(1);
    assert_eq!(told.days()[0], ["available 0-100"], "who is idle goes first");
    // Then of the busy ones the one with the smaller lot, when free.
    let told = day(2);
    let days = told.days();
    assert!(days.contains(&vec!["available 0-100".to_owned()]));
    let left = |day: &Vec<String>| !day.last().unwrap().ends_with("-1000");
    assert_eq!(days.iter().filter(|day| left(day)).count(), 2);
    assert!(told.overtime.is_empty());
    assert!(day(3).days().iter().all(left));
}

#[test]
fn who_was_sent_home_works_overtime_only_beyond_the_shift() {
    let staffing = Staffing::Shifts(vec![shift(0, 1, (0.0, 120.0), vec![])]);
    let when = "time_of_day >= 100 and time_of_day < 300";
    let told = tell(&centre(an_hour(), &[50.0], staffing, vec![sends(when, 1)]));
    assert_eq!(told.agents[0], ["available 0-50", "talking 50-130"]);
    assert_eq!(told.overtime, ["120-130"]);
}

#[test]
fn nobody_is_sent_home_from_a_break_and_nobody_sent_home_comes_back_on_that_day() {
    let when = "time_of_day >= 100 and time_of_day < 300";
    let on_a_break = Staffing::Shifts(vec![shift(0, 1, (0.0, 1000.0), vec![pause(90.0, 100.0)])]);
    let told = tell(&centre(an_hour(), &[], on_a_break, vec![sends(when, 1)]));
    assert_eq!(told.agents[0], ["available 0-90", "break 90-190", "available 190-1000"]);
    let split = Staffing::Shifts(vec![
        shift(0, 1, (0.0, 200.0), vec![]),
        shift(0, 1, (200.0, 300.0), vec![]),
        shift(0, 1, (400.0, 500.0), vec![]),
        shift(0, 1, (DAY + 400.0, DAY + 500.0), vec![]),
    ]);
    let told = tell(&centre(round_the_clock(), &[], split.clone(), vec![sends(when, 1)]));
    assert_eq!(told.agents[0], ["available 0-100", "available 86800-86900"]);
    // Also if still busy when the next shift begins.
    let told = tell(&centre(round_the_clock(), &[50.0], split.clone(), vec![sends(when, 1)]));
    assert_eq!(told.agents[0][..2], ["available 0-50", "talking 50-130"]);
    let late = tell(&centre(round_the_clock(), &[99.0, 179.0], split, vec![sends(when, 1)]));
    assert_eq!(late.agents[0][..2], ["available 0-99", "talking 99-179"]);
    assert_eq!(late.agents[0].len(), 4, "the second call waits for the next day");
}

#[test]
fn of_two_rules_that_contradict_each_other_both_count() {
    let agents = AgentGroup { reserve: 2, ..group("them", &[(0, 1)], head_count(&[(0.0, 2)])) };
    let when = "time_of_day >= 100 and time_of_day < 300";
    let more = vec![FloorAction::AddAgents { group: THEM, agents: 2 }];
    let more = || Rule { every: Some(10.0), actions: more.clone(), ..Rule::when("more", when) };
    let less = || sends(when, 2);
    for rules in [vec![more(), less()], vec![less(), more()]] {
        let types = vec![calls("a", &[], 80.0, None)];
        let horizon = one_day(1, AtClose::ServeQueue);
        let told = tell(&managed(horizon, types, vec![agents.clone()], rules));
        assert_eq!(
            told.agents,
            [
                ["available 0-100"],
                ["available 0-100"],
                ["available 100-300"],
                ["available 100-300"]
            ],
            "the staff is gone until midnight, the reserve until 300"
        );
    }
}

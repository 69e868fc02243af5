//! Agents of the reserve, who are added or called in.

use callsim::model::{
    AgentGroup, AgentGroupId, AtClose, FloorAction, Horizon, Model, ModelError, Ring, Staffing,
};

use super::{Rule, managed, seconds};
use crate::common::{constant, one_day};
use crate::{calls, group, head_count, shift, tell, wrapped_up};

const THEM: AgentGroupId = AgentGroupId(0);
const DAY: f64 = 86_400.0;

fn an_hour() -> Horizon {
    one_day(1, AtClose::ServeQueue)
}

fn add(agents: u32) -> Vec<FloorAction> {
    vec![FloorAction::AddAgents { group: THEM, agents }]
}

fn call_in(agents: u32, delay: f64, stay: f64) -> Vec<FloorAction> {
    let (delay, stay) = (constant(delay), seconds(stay));
    vec![FloorAction::CallIn { group: THEM, agents, delay, stay }]
}

fn with_reserve(reserve: u32, staffing: Staffing) -> AgentGroup {
    AgentGroup { reserve, ..group("them", &[(0, 1)], staffing) }
}

/// A rule by the clock, which is looked at every ten seconds.
fn between<'a>(name: &'a str, when: &'a str, actions: Vec<FloorAction>) -> Rule<'a> {
    Rule { every: Some(10.0), actions, ..Rule::when(name, when) }
}

fn centre(moments: &[f64], talk: f64, agents: AgentGroup, rules: Vec<Rule<'_>>) -> Model {
    managed(an_hour(), vec![calls("a", moments, talk, None)], vec![agents], rules)
}

/// One agent, and one more from 100 to `until`.
fn from_100_until(until: u32, moments: &[f64]) -> Model {
    let when = format!("time_of_day >= 100 and time_of_day < {until}");
    let agents = with_reserve(1, head_count(&[(0.0, 1), (3600.0, 0)]));
    centre(moments, 80.0, agents, vec![between("more", &when, add(1))])
}

#[test]
fn an_agent_is_added_while_the_rule_is_in_force() {
    let told = tell(&from_100_until(200, &[50.0, 60.0, 150.0, 300.0]));
    assert_eq!(told.rules, ["more triggered 100", "more began 100", "more ended 200"]);
    assert_eq!(told.agents[1], ["talking 100-180", "available 180-200"]);
    assert_eq!(told.calls[2..], ["a 150 answered 150 by them", "a 300 answered 300 by them"]);
}

#[test]
fn who_was_added_leaves_when_free_without_taking_another_call() {
    let told = tell(&from_100_until(170, &[50.0, 60.0, 120.0, 140.0]));
    assert_eq!(told.agents[1], ["talking 100-180"]);
    assert_eq!(told.calls[3], "a 140 answered 210 by them");
    assert!(told.overtime.is_empty());
}

#[test]
fn who_is_still_busy_when_the_rule_comes_into_force_again_stays() {
    let when = "time_of_day >= 100 and time_of_day < 150 or time_of_day >= 170";
    let agents = with_reserve(1, head_count(&[(0.0, 1), (3600.0, 0)]));
    let rules = vec![between("more", when, add(1))];
    let told = tell(&centre(&[50.0, 60.0], 80.0, agents, rules));
    assert_eq!(told.agents[1], ["talking 100-180", "available 180-3600"]);
}

#[test]
fn each_rule_has_agents_of_its_own() {
    let agents = with_reserve(3, head_count(&[(0.0, 0)]));
    let one = between("one", "time_of_day >= 100 and time_of_day < 300", add(1));
    let two = between("two", "time_of_day >= 200 and time_of_day < 400", add(2));
    let told = tell(&centre(&[], 80.0, agents, vec![one, two]));
    assert_eq!(told.agents, [["available 100-300"], ["available 200-400"], ["available 200-400"]]);
}

#[test]
fn head_counts_know_nothing_of_the_reserve() {
    // An idle agent of the reserve is no idle agent of whom the head-count could have one fewer.
    let agents = with_reserve(1, head_count(&[(0.0, 1), (150.0, 0), (300.0, 1), (400.0, 0)]));
    let when = "time_of_day >= 100 and time_of_day < 500";
    let told = tell(&centre(&[90.0], 80.0, agents, vec![between("more", when, add(1))]));
    assert_eq!(
        told.agents,
        [
            // The call comes to the only agent, who finishes it.
            vec!["available 0-90", "talking 90-170", "available 300-400"],
            vec!["available 100-500"],
        ]
    );
    assert_eq!(told.overtime, ["150-170"]);
}

#[test]
fn who_of_the_reserve_frees_first_is_not_the_one_who_has_to_leave() {
    let agents = with_reserve(1, head_count(&[(0.0, 1), (110.0, 0)]));
    let agents =
        AgentGroup { skills: group("", &[(0, 1), (1, 1)], head_count(&[])).skills, ..agents };
    let when = "time_of_day >= 100 and time_of_day < 200";
    let types = vec![calls("a", &[50.0], 100.0, None), calls("b", &[60.0], 20.0, None)];
    let rules = vec![between("more", when, add(1))];
    let told = tell(&managed(an_hour(), types, vec![agents], rules));
    assert_eq!(
        told.agents,
        [vec!["available 0-50", "talking 50-150"], vec!["talking 100-120", "available 120-200"],]
    );
}

#[test]
fn at_closing_who_was_added_goes_and_comes_again_when_the_lines_open() {
    let horizon = |at_close| {
        let start = callsim::model::CivilDate::constant(2026, 3, 2);
        let open = callsim::model::ClockHours { open: seconds(1000.0), close: seconds(3400.0) };
        Horizon::calendar(start, &[Some(open); 2], seconds(600.0), at_close).unwrap()
    };
    let day = |at_close, moments: &[f64]| {
        let agents = with_reserve(1, head_count(&[(0.0, 0)]));
        let when = "time_of_day >= 500 or rule('more')";
        let types = vec![calls("a", moments, 80.0, None)];
        let rules = vec![between("more", when, add(1))];
        tell(&managed(horizon(at_close), types, vec![agents], rules))
    };
    let told = day(AtClose::ServeQueue, &[]);
    assert_eq!(told.rules, ["more triggered 500", "more began 500"], "also at midnight");
    let both = ["available 1000-3400", "available 87400-89800"];
    assert_eq!(told.agents[0], both);
    // Those who wait are served first where agents stay for them.
    let moments = [3350.0, 3360.0];
    let told = day(AtClose::ServeQueue, &moments);
    let late = ["available 1000-3350", "talking 3350-3430", "talking 3430-3510", both[1]];
    assert_eq!(told.agents[0], late);
    assert!(told.overtime.is_empty());
    let told = day(AtClose::ClearQueue, &moments);
    assert_eq!(told.agents[0], ["available 1000-3350", "talking 3350-3430", both[1]]);
    let told = day(AtClose::CarryOver, &moments);
    let carried = ["talking 87400-87480", "available 87480-89800"];
    assert_eq!(told.agents[0][2..], carried);
}

#[test]
fn the_call_that_rings_at_somebody_who_leaves_is_offered_again() {
    let mut agents = with_reserve(1, head_count(&[(0.0, 1)]));
    agents.ring = Some(Ring {
        time: constant(30.0),
        no_answer: 0.0,
        timeout: seconds(60.0),
        not_ready: seconds(0.0),
    });
    let when = "time_of_day >= 100 and time_of_day < 200";
    let rules = vec![between("more", when, add(1))];
    let told = tell(&centre(&[50.0, 190.0], 140.0, agents, rules));
    assert_eq!(told.agents[1], ["available 100-190", "ringing 190-200"]);
    assert_eq!(told.calls[1], "a 190 answered 250 by them");
    assert_eq!(told.agents[0][3..5], ["ringing 220-250", "talking 250-390"]);
}

#[test]
fn the_reserve_works_beside_the_shifts_of_its_group_without_their_breaks() {
    let day = vec![shift(0, 1, (0.0, 3000.0), vec![crate::pause(1000.0, 500.0)])];
    let agents = || with_reserve(1, Staffing::Shifts(day.clone()));
    let when = "time_of_day >= 500 and time_of_day < 2000";
    let rules = || vec![between("more", when, add(1))];
    let told = tell(&centre(&[1100.0], 80.0, agents(), rules()));
    assert_eq!(
        told.agents,
        [
            vec!["available 0-1000", "break 1000-1500", "available 1500-3000"],
            vec!["available 500-1100", "talking 1100-1180", "available 1180-2000"],
        ]
    );
}

#[test]
fn who_is_called_in_comes_after_a_delay_and_stays_for_a_time() {
    let agents = || with_reserve(2, head_count(&[(0.0, 0)]));
    let when = "time_of_day >= 100 and time_of_day < 120";
    let rules = vec![between("in", when, call_in(2, 55.0, 100.0))];
    let told = tell(&centre(&[], 80.0, agents(), rules));
    assert_eq!(told.rules, ["in triggered 100", "in began 100", "in ended 120"]);
    assert_eq!(told.agents, [["available 155-255"], ["available 155-255"]]);
    // Whoever talks finishes the call, with its wrap-up.
    let types = vec![wrapped_up(calls("a", &[200.0], 80.0, None), 10.0)];
    let rules = vec![between("in", when, call_in(1, 55.0, 100.0))];
    let told = tell(&managed(an_hour(), types, vec![agents()], rules));
    assert_eq!(told.agents[0], ["available 155-200", "talking 200-280", "wrap_up 280-290"]);
}

#[test]
fn nobody_else_is_called_in_before_they_have_left() {
    let agents = with_reserve(1, head_count(&[(0.0, 0)]));
    // In force from 100, 120 (on the way), 200 (there) and 300 (gone).
    let when = "time_of_day >= 100 and time_of_day < 110 or time_of_day >= 120 and time_of_day < 130 \
                or time_of_day >= 200 and time_of_day < 210 or time_of_day >= 300";
    let rules = vec![between("in", when, call_in(1, 55.0, 100.0))];
    let told = tell(&centre(&[], 80.0, agents, rules));
    assert_eq!(told.rules.iter().filter(|event| event.contains("began")).count(), 4);
    assert_eq!(told.agents[0], ["available 155-255", "available 355-455"]);
}

#[test]
fn who_was_called_in_goes_at_closing_and_does_not_come_after_it() {
    let horizon = || {
        let start = callsim::model::CivilDate::constant(2026, 3, 2);
        let open = callsim::model::ClockHours { open: seconds(1000.0), close: seconds(3400.0) };
        Horizon::calendar(start, &[Some(open); 2], seconds(600.0), AtClose::ServeQueue).unwrap()
    };
    let day = |when, delay, stay| {
        let agents = with_reserve(1, head_count(&[(0.0, 0)]));
        let rules = vec![between("in", when, call_in(1, delay, stay))];
        tell(&managed(horizon(), vec![calls("a", &[], 80.0, None)], vec![agents], rules)).agents
    };
    let long = day("time_of_day >= 2000 and time_of_day < 2010", 100.0, 5000.0);
    assert_eq!(long[0], ["available 2100-3400", "available 88500-89800"]);
    let late = day("time_of_day >= 2000 and time_of_day < 2010", 1500.0, 5000.0);
    assert!(late[0].is_empty());
    let early = day("time_of_day >= 500 and time_of_day < 510", 100.0, 1000.0);
    assert_eq!(early[0], ["available 600-1600", "available 87000-88000"], "they wait for opening");
    let overnight = day("time_of_day >= 2000 and time_of_day < 2010", DAY - 500.0, 1000.0);
    assert_eq!(
        overnight[0],
        ["available 87900-88900"],
        "and on the second day they are called in vain"
    );
}

#[test]
fn a_reserve_must_cover_all_who_may_be_brought() {
    let built = |reserve| {
        let rules =
            vec![between("one", "true", add(2)), between("two", "true", call_in(1, 0.0, 10.0))];
        let agents = with_reserve(3, head_count(&[(0.0, 1)]));
        let model = centre(&[], 80.0, agents.clone(), rules);
        let groups = vec![AgentGroup { reserve, ..agents }];
        callsim::model::Model::from_parts(callsim::model::Parts {
            trunk_groups: vec![],
            agent_groups: groups,
            ..model.parts()
        })
    };
    assert!(built(3).is_ok());
    let Err(ModelError::OutOfRange { what, name, .. }) = built(2) else { panic!("too few") };
    assert_eq!((what, name.as_str()), ("reserve", "them"));
}

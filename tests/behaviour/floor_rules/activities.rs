//! Breaks and meetings that are postponed, and agents who are called back from them.

use callsim::model::{
    Activity, ActivityKind, AgentGroupId, AtClose, FloorAction, Model, Shift, Staffing,
};

use super::{Rule, managed};
use crate::common::one_day;
use crate::{calls, group, moment, pause, shift, tell};

const THEM: AgentGroupId = AgentGroupId(0);

fn postpone() -> Vec<FloorAction> {
    vec![FloorAction::Postpone { groups: vec![THEM], kinds: vec![ActivityKind::Break] }]
}

fn recall() -> Vec<FloorAction> {
    vec![FloorAction::Recall { groups: vec![THEM], kinds: vec![ActivityKind::Break] }]
}

fn between<'a>(name: &'a str, when: &'a str, actions: Vec<FloorAction>) -> Rule<'a> {
    Rule { every: Some(10.0), actions, ..Rule::when(name, when) }
}

/// One hour with these shifts and calls of 100 s.
fn day(moments: &[f64], shifts: Vec<Shift>, rules: Vec<Rule<'_>>) -> Model {
    let types = vec![calls("a", moments, 100.0, None)];
    let agents = group("them", &[(0, 1)], Staffing::Shifts(shifts));
    managed(one_day(1, AtClose::ServeQueue), types, vec![agents], rules)
}

/// One agent with a break of 300 s at 1000.
fn one(does: Vec<Activity>) -> Vec<Shift> {
    vec![shift(0, 1, (0.0, 3000.0), does)]
}

#[test]
fn a_break_that_is_postponed_begins_when_the_rule_is_reset() {
    let when = "time_of_day >= 900 and time_of_day < 1200";
    let rules = vec![between("busy", when, postpone())];
    let told = tell(&day(&[], one(vec![pause(1000.0, 300.0)]), rules));
    assert_eq!(told.agents[0], ["available 0-1200", "break 1200-1500", "available 1500-3000"]);
}

#[test]
fn a_break_that_has_begun_goes_on() {
    let when = "time_of_day >= 1010 and time_of_day < 1200";
    let rules = vec![between("busy", when, postpone())];
    let told = tell(&day(&[], one(vec![pause(1000.0, 300.0)]), rules));
    assert_eq!(told.agents[0], ["available 0-1000", "break 1000-1300", "available 1300-3000"]);
}

#[test]
fn who_was_to_go_when_free_does_not() {
    // Due at 1000, but on the line until 1080.
    let when = "time_of_day >= 1050 and time_of_day < 1200";
    let rules = vec![between("busy", when, postpone())];
    let told = tell(&day(&[980.0], one(vec![pause(1000.0, 300.0)]), rules));
    let talk = "talking 980-1080";
    let expected = ["available 0-980", talk, "available 1080-1200", "break 1200-1500"];
    assert_eq!(told.agents[0][..4], expected);
}

#[test]
fn other_activities_are_not_concerned() {
    let meeting = Activity { kind: ActivityKind::Meeting, ..pause(1100.0, 50.0) };
    let when = "time_of_day >= 900 and time_of_day < 1200";
    let rules = vec![between("busy", when, postpone())];
    let told = tell(&day(&[], one(vec![pause(1000.0, 300.0), meeting]), rules));
    let expected = ["available 0-1100", "meeting 1100-1150", "available 1150-1200"];
    assert_eq!(told.agents[0][..3], expected);
    assert_eq!(told.agents[0][3], "break 1200-1500");
}

#[test]
fn the_end_of_a_window_and_the_share_of_those_away_hold_after_the_rule() {
    // Three agents within a window of 90 s, one at a time; the rule holds beyond it.
    let window = Activity { until: moment(1090.0), max_away: Some(0.34), ..pause(1000.0, 300.0) };
    let shifts = || vec![shift(0, 3, (0.0, 3000.0), vec![window.clone()])];
    let when = "time_of_day >= 900 and time_of_day < 1200";
    let told = tell(&day(&[], shifts(), vec![between("busy", when, postpone())]));
    let breaks: Vec<&str> = told.agents.iter().map(|day| day[1].as_str()).collect();
    assert_eq!(breaks, ["break 1200-1500", "break 1500-1800", "break 1800-2100"]);
    let told = tell(&day(&[], shifts(), vec![]));
    let breaks: Vec<&str> = told.agents.iter().map(|day| day[1].as_str()).collect();
    assert_eq!(breaks, ["break 1000-1300", "break 1090-1390", "break 1090-1390"]);
}

#[test]
fn a_break_waits_for_the_last_rule_that_postpones_it() {
    let rules = || {
        vec![
            between("one", "time_of_day >= 900 and time_of_day < 1200", postpone()),
            between("two", "time_of_day >= 1100 and time_of_day < 1400", postpone()),
        ]
    };
    let told = tell(&day(&[], one(vec![pause(1000.0, 300.0)]), rules()));
    assert_eq!(told.agents[0][1], "break 1400-1700");
}

#[test]
fn a_break_that_is_postponed_beyond_the_shift_is_lost() {
    let rules = vec![between("busy", "time_of_day >= 900", postpone())];
    let told = tell(&day(&[], one(vec![pause(1000.0, 300.0)]), rules));
    assert_eq!(told.agents[0], ["available 0-3000"]);
}

#[test]
fn who_is_called_back_comes_at_once_and_takes_the_rest_later() {
    let when = "time_of_day >= 1100 and time_of_day < 1500";
    let rules = || vec![between("busy", when, recall())];
    let told = tell(&day(&[1090.0], one(vec![pause(1000.0, 300.0)]), rules()));
    assert_eq!(
        told.agents[0],
        [
            "available 0-1000",
            "break 1000-1100",
            "talking 1100-1200",
            "available 1200-1500",
            "break 1500-1700",
            "available 1700-3000",
        ]
    );
    // On the line when the rule is reset: as soon as free.
    let told = tell(&day(&[1450.0], one(vec![pause(1000.0, 300.0)]), rules()));
    assert_eq!(told.agents[0][3..5], ["talking 1450-1550", "break 1550-1750"]);
}

#[test]
fn who_is_called_back_twice_takes_what_is_left_in_the_end() {
    let when = "time_of_day >= 1100 and time_of_day < 1500 \
                or time_of_day >= 1550 and time_of_day < 2000";
    let rules = vec![between("busy", when, recall())];
    let told = tell(&day(&[], one(vec![pause(1000.0, 300.0)]), rules));
    assert_eq!(
        told.agents[0][1..],
        [
            "break 1000-1100",
            "available 1100-1500",
            "break 1500-1550",
            "available 1550-2000",
            "break 2000-2150",
            "available 2150-3000",
        ]
    );
}

#[test]
fn the_rest_is_lost_with_the_shift_and_with_a_fixed_end() {
    let rules = || vec![between("busy", "time_of_day >= 1100", recall())];
    let told = tell(&day(&[], one(vec![pause(1000.0, 300.0)]), rules()));
    assert_eq!(told.agents[0], ["available 0-1000", "break 1000-1100", "available 1100-3000"]);
    let fixed = || Activity { fixed_end: true, ..pause(1000.0, 300.0) };
    let until = |when| tell(&day(&[], one(vec![fixed()]), vec![between("busy", when, recall())]));
    let told = until("time_of_day >= 1100 and time_of_day < 1250");
    assert_eq!(told.agents[0][2..4], ["available 1100-1250", "break 1250-1300"]);
    let told = until("time_of_day >= 1100 and time_of_day < 1400");
    assert_eq!(told.agents[0][2..], ["available 1100-1400", "available 1400-3000"]);
}

#[test]
fn the_rest_is_lost_with_the_shift_in_which_the_break_began() {
    // The lines close at 3600. A call waits, so the agent stays on the break when the shift ends at
    // 3650, and the next one begins: without a break, or with one of its own.
    let stretches = |does: Vec<Activity>| {
        let first = shift(0, 1, (0.0, 3650.0), vec![pause(3500.0, 300.0)]);
        let second = shift(0, 1, (3650.0, 6000.0), does);
        let rules = vec![between("busy", "time_of_day >= 3700 and time_of_day < 3900", recall())];
        tell(&day(&[3550.0], vec![first, second], rules)).agents[0][1..].to_vec()
    };
    let before = ["break 3500-3700", "talking 3700-3800"];
    assert_eq!(stretches(vec![]), [&before[..], &["available 3800-6000"]].concat());
    let own = ["available 3800-5000", "break 5000-5300", "available 5300-6000"];
    assert_eq!(stretches(vec![pause(5000.0, 300.0)]), [&before[..], &own].concat());
}

#[test]
fn breaks_that_begin_while_agents_are_called_back_are_not_concerned() {
    let when = "time_of_day >= 900 and time_of_day < 1500";
    let rules = || vec![between("busy", when, recall())];
    let told = tell(&day(&[], one(vec![pause(1000.0, 300.0)]), rules()));
    assert_eq!(told.agents[0][1], "break 1000-1300");
    // Unless they are postponed, too.
    let both = [recall(), postpone()].concat();
    let told = tell(&day(&[], one(vec![pause(1000.0, 300.0)]), vec![between("busy", when, both)]));
    assert_eq!(told.agents[0][1], "break 1500-1800");
}

#[test]
fn whoever_was_held_back_by_those_who_are_called_back_goes() {
    // Agent 1 waits for agent 0, who is called back from a meal.
    let meal = Activity {
        kind: ActivityKind::Meal,
        until: moment(1020.0),
        max_away: Some(0.5),
        ..pause(1000.0, 600.0)
    };
    let rest = Activity { max_away: Some(0.5), ..pause(1050.0, 100.0) };
    let shifts =
        vec![shift(0, 1, (0.0, 3000.0), vec![meal]), shift(1, 1, (0.0, 3000.0), vec![rest])];
    let kinds = vec![ActivityKind::Meal];
    let actions = vec![FloorAction::Recall { groups: vec![THEM], kinds }];
    let when = "time_of_day >= 1100 and time_of_day < 1500";
    let told = tell(&day(&[], shifts, vec![between("busy", when, actions)]));
    assert_eq!(told.agents[0][1..4], ["meal 1000-1100", "available 1100-1500", "meal 1500-2000"]);
    assert_eq!(told.agents[1][1], "break 1100-1200");
}

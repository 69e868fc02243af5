//! What callers hear who have to wait while a rule is in force.

use callsim::model::{CallTypeId, FloorAction, Model};

use super::{Rule, managed};
use crate::common::one_day;
use crate::{calls, group, head_count, tell};

fn announcement(balking: f64, patience_factor: f64) -> FloorAction {
    FloorAction::Announce { call_types: vec![CallTypeId(0)], balking, patience_factor }
}

/// One agent, who talks from 100 to 400; then callers with patience for 40 s.
fn one_busy_agent(rules: Vec<Rule<'_>>) -> Model {
    let types = vec![
        calls("a", &[110.0, 200.0, 300.0], 300.0, Some(40.0)),
        calls("b", &[100.0, 205.0], 300.0, Some(40.0)),
    ];
    let agents = group("them", &[(0, 1), (1, 1)], head_count(&[(0.0, 1)]));
    managed(one_day(1, Default::default()), types, vec![agents], rules)
}

/// In force between two moments.
fn between<'a>(name: &'a str, when: &'a str, action: FloorAction) -> Rule<'a> {
    Rule { every: Some(1.0), actions: vec![action], ..Rule::when(name, when) }
}

#[test]
fn an_announcement_multiplies_the_patience_of_those_who_come_while_it_is_heard() {
    let when = "time_of_day >= 150 and time_of_day < 250";
    let told = tell(&one_busy_agent(vec![between("told", when, announcement(0.0, 0.5))]));
    assert_eq!(
        told.calls,
        [
            "b 100 answered 100 by them",
            "a 110 abandoned 150",
            "a 200 abandoned 220",
            "b 205 abandoned 245",
            "a 300 abandoned 340",
        ]
    );
}

#[test]
fn several_announcements_are_heard_together() {
    let when = "time_of_day >= 150 and time_of_day < 250";
    let later = "time_of_day >= 190 and time_of_day < 350";
    let rules = vec![
        between("one", when, announcement(0.0, 0.5)),
        between("two", later, announcement(0.0, 0.25)),
    ];
    let told = tell(&one_busy_agent(rules));
    assert_eq!(told.calls[2], "a 200 abandoned 205");
    assert_eq!(told.calls[4], "a 300 abandoned 310");
}

#[test]
fn whoever_hears_it_may_turn_away_at_once() {
    let when = "time_of_day >= 150 and time_of_day < 250";
    let told = tell(&one_busy_agent(vec![between("told", when, announcement(1.0, 1.0))]));
    assert_eq!(told.calls[2], "a 200 balked 200");
    assert_eq!(told.calls[3..], ["b 205 abandoned 245", "a 300 abandoned 340"]);
}

#[test]
fn whoever_finds_an_agent_hears_nothing() {
    let types = vec![calls("a", &[100.0], 300.0, Some(40.0))];
    let agents = group("them", &[(0, 1)], head_count(&[(0.0, 1)]));
    let always = Rule { actions: vec![announcement(1.0, 0.0)], ..Rule::when("told", "true") };
    let told = tell(&managed(one_day(1, Default::default()), types, vec![agents], vec![always]));
    assert_eq!(told.calls, ["a 100 answered 100 by them"]);
}

#[test]
fn the_chances_to_turn_away_are_those_of_independent_reasons() {
    use callsim::model::{Balking, BalkingThreshold};
    // 1 − 0.5 · 0.5 · 0.5, by the same draws as any other chance.
    let balked = |own: f64, announced: &[f64]| {
        let moments: Vec<f64> = (0..1000).map(|each| 100.0 + f64::from(each)).collect();
        let mut busy = calls("a", &moments, 3600.0, Some(0.5));
        let from = BalkingThreshold::Queue(0);
        busy.life.admission.balking = vec![Balking { from, probability: own }];
        let agents = group("them", &[(0, 1)], head_count(&[(0.0, 0)]));
        let rules = announced.iter().map(|balking| Rule {
            actions: vec![announcement(*balking, 1.0)],
            ..Rule::when(if *balking == 0.5 { "half" } else { "other" }, "time_of_day > 50")
        });
        let horizon = one_day(1, Default::default());
        let told = tell(&managed(horizon, vec![busy], vec![agents], rules.collect()));
        // On change a rule is in force only after the first call.
        let calls = &told.calls[1..];
        calls.iter().map(|call| call.contains("balked")).collect::<Vec<_>>()
    };
    assert_eq!(balked(0.75, &[]), balked(0.5, &[0.5]));
    let all = balked(0.9, &[]);
    assert_eq!(all, balked(0.8, &[0.5]));
    assert_eq!(balked(0.5, &[0.5, 0.6]), balked(0.9, &[]));
    let share = all.iter().filter(|balked| **balked).count();
    assert!((870..930).contains(&share), "{share} of 999");
}

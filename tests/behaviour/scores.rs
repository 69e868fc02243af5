//! Expressions that decide: filters and conditions of steps, and scores.

use callsim::expression::{Expression, Kind};
use callsim::model::{
    AgentGroup, AtClose, CallRouting, CallType, CallTypeId, Horizon, Individual, Model, ModelError,
    Opening, Route, Routing, Skill, Staffing, Step, StepAction, Vocabularies,
};
use callsim::time::SimDuration;

use crate::common::one_day;
use crate::{calls, group, head_count, tell};

#[test]
fn a_filter_lets_those_serve_for_whom_it_holds() {
    // Calls every ten seconds; each agent has time for one.
    let told = |filter: &str| {
        let words = words();
        let types = vec![routed(calls("a", &[10.0, 20.0], 1000.0, Some(50.0)), || {
            vec![Step { action: StepAction::Open(opening(&words, filter)), ..at_once() }]
        })];
        tell(&model(types, skilled_groups())).calls
    };
    assert_eq!(told("level >= 5"), ["a 10 answered 10 by masters", "a 20 abandoned 70"]);
    assert_eq!(told("group('juniors')"), ["a 10 answered 10 by juniors", "a 20 abandoned 70"]);
    assert_eq!(told("spanish > 0"), ["a 10 answered 10 by juniors", "a 20 abandoned 70"]);
    assert_eq!(told("rank + skills == 0"), ["a 10 abandoned 60", "a 20 abandoned 70"]);
}

#[test]
fn an_attribute_of_one_agent_is_told_from_those_of_the_group() {
    let words = words();
    let types = vec![routed(calls("a", &[10.0, 20.0], 1000.0, Some(50.0)), || {
        vec![Step { action: StepAction::Open(opening(&words, "spanish == 2")), ..at_once() }]
    })];
    let mut them = group("juniors", &[(0, 1)], all_day(3));
    let fluent = [("spanish".to_owned(), 2.0)].into();
    them.individuals = vec![Individual { attributes: Some(fluent), ..Individual::new(1, "Ana") }];
    let masters = group("masters", &[(0, 1)], all_day(1));
    let told = tell(&model(types, vec![them, masters]));
    assert_eq!(told.calls, ["a 10 answered 10 by juniors", "a 20 abandoned 70"]);
    assert!(told.agents[1].iter().any(|stretch| stretch.starts_with("talking 10-")));
}

#[test]
fn a_step_whose_condition_does_not_hold_is_left_out() {
    // The masters come after 20 s, but only to calls with another one behind them by then.
    let told = |condition: &str, moments: &[f64]| {
        let words = words();
        let types = vec![routed(calls("a", moments, 1000.0, Some(50.0)), || {
            let holds = Expression::parse(condition, words.condition(), Kind::Truth).unwrap();
            let juniors = StepAction::Open(opening(&words, "group('juniors')"));
            let masters = StepAction::Open(opening(&words, "group('masters')"));
            let after = SimDuration::from_secs(20);
            vec![
                Step { action: juniors, ..at_once() },
                Step { after, condition: Some(holds), action: masters, ..at_once() },
            ]
        })];
        tell(&model(types, skilled_groups())).calls
    };
    let moments = [10.0, 20.0, 30.0];
    let first = "a 10 answered 10 by juniors";
    let served = [first, "a 20 answered 40 by masters", "a 30 abandoned 80"];
    let left = [first, "a 20 abandoned 70", "a 30 abandoned 80"];
    for holds in [
        "queue > 1",
        "queue == 2 and queue_length('a') == 2 and waiting == 2",
        "wait == 20 and deadline == 0 and target == 20",
        "idle('masters') == 1 and busy('juniors') == 1 and logged_in('juniors') == 1",
        "time_of_day == 40 and attempt == 1 and priority == 1 and value == 1",
    ] {
        assert_eq!(told(holds, &moments), served, "{holds}");
        assert_eq!(
            told(&format!("not ({holds})"), &moments[..2]),
            if holds.contains("queue") {
                vec![first, "a 20 answered 40 by masters"]
            } else {
                vec![first, "a 20 abandoned 70"]
            }
        );
    }
    assert_eq!(told("queue > 2", &moments), left);
}

#[test]
fn a_condition_is_asked_once() {
    // When the step of the first call is due nobody waits behind it; that somebody comes later
    // changes nothing.
    let words = words();
    let types = vec![routed(calls("a", &[10.0, 20.0, 45.0], 1000.0, Some(50.0)), || {
        let holds = Expression::parse("queue > 1", words.condition(), Kind::Truth).unwrap();
        let masters = StepAction::Open(opening(&words, "group('masters')"));
        let juniors = StepAction::Open(opening(&words, "group('juniors')"));
        let after = SimDuration::from_secs(20);
        vec![
            Step { action: juniors, ..at_once() },
            Step { after, condition: Some(holds), action: masters, ..at_once() },
        ]
    })];
    let told = tell(&model(types, skilled_groups()));
    assert_eq!(
        told.calls,
        ["a 10 answered 10 by juniors", "a 20 abandoned 70", "a 45 abandoned 95"]
    );
}

#[test]
fn a_call_overflows_if_the_condition_holds_and_waits_on_otherwise() {
    let told = |condition: &str| {
        let words = Vocabularies::new(&["a", "b"], &["juniors"], &[]);
        let holds = Expression::parse(condition, words.condition(), Kind::Truth).unwrap();
        let a = routed(calls("a", &[10.0], 1000.0, Some(50.0)), || {
            let after = SimDuration::from_secs(20);
            let action = StepAction::Overflow { to: CallTypeId(1), keep_place: false };
            vec![
                Step { action: StepAction::Open(Opening::default()), ..at_once() },
                Step { after, condition: Some(holds), action, ..at_once() },
            ]
        });
        let b = calls("b", &[], 1000.0, None);
        let juniors = group("juniors", &[(1, 1)], all_day(1));
        tell(&model(vec![a, b], vec![juniors])).calls
    };
    assert_eq!(
        told("queue_length('b') == 0"),
        ["a 10 overflowed 30", "b 30 answered 30 by juniors"]
    );
    assert_eq!(told("idle('juniors') > 1"), ["a 10 abandoned 60"]);
}

#[test]
fn too_many_conditions_are_refused() {
    let route = |steps: u64| {
        let words = words();
        let types = vec![routed(calls("a", &[10.0], 1.0, None), || {
            let holds = Expression::parse("queue > 1", words.condition(), Kind::Truth).unwrap();
            let step = |number| Step {
                after: SimDuration::from_secs(number),
                condition: Some(holds.clone()),
                ..at_once()
            };
            (0..steps).map(step).collect()
        })];
        Model::new("many", open(), types, skilled_groups(), Routing::default())
    };
    // Of n conditional steps any may have been taken before each of the others is due.
    assert!(route(9).is_ok());
    let refused = route(10).unwrap_err();
    assert_eq!(refused, ModelError::TooManyQueues { call_type: "a".into() });
}

#[test]
fn expressions_over_something_else_are_refused() {
    let other = Vocabularies::new(&["other"], &["people"], &[]);
    let foreign = Expression::parse("busy('people') > 1", other.condition(), Kind::Truth).unwrap();
    let types = vec![routed(calls("a", &[10.0], 1.0, None), || {
        vec![Step { condition: Some(foreign), ..at_once() }]
    })];
    let refused = Model::new("foreign", open(), types, skilled_groups(), Routing::default());
    let (what, expression) = ("condition", "busy('people') > 1".to_owned());
    assert_eq!(refused.unwrap_err(), ModelError::ForeignExpression { what, expression });
    let mut groups = skilled_groups();
    groups[0].attributes.insert("wait".into(), 1.0);
    let types = vec![calls("a", &[10.0], 1.0, None)];
    let refused = Model::new("attribute", open(), types, groups, Routing::default());
    let (name, group) = ("wait".to_owned(), "juniors".to_owned());
    assert_eq!(refused.unwrap_err(), ModelError::BadAttribute { name, group });
}

/// What the expressions of a model with [`skilled_groups`] may speak of.
fn words() -> Vocabularies {
    Vocabularies::new(&["a"], &["juniors", "masters"], &["spanish"])
}

/// A junior who speaks Spanish, and a master.
fn skilled_groups() -> Vec<AgentGroup> {
    let skill = |level| Skill { level, ..Skill::first_choice(CallTypeId(0)) };
    let mut juniors = AgentGroup::new("juniors", vec![skill(1.0)], all_day(1));
    juniors.attributes.insert("spanish".into(), 1.0);
    vec![juniors, AgentGroup::new("masters", vec![skill(5.0)], all_day(1))]
}

fn routed(call_type: CallType, steps: impl FnOnce() -> Vec<Step>) -> CallType {
    let route = Some(Route { steps: steps() });
    CallType { routing: CallRouting { route, ..CallRouting::default() }, ..call_type }
}

fn at_once() -> Step {
    Step {
        after: SimDuration::ZERO,
        or_unstaffed: false,
        condition: None,
        action: StepAction::Open(Opening::default()),
    }
}

fn opening(words: &Vocabularies, filter: &str) -> Opening {
    let filter = Expression::parse(filter, words.pair(), Kind::Truth).unwrap();
    Opening { filter: Some(filter), ..Opening::default() }
}

fn model(types: Vec<CallType>, groups: Vec<AgentGroup>) -> Model {
    Model::new("situation", open(), types, groups, Routing::default()).unwrap()
}

/// So many agents while the lines are open.
fn all_day(agents: u32) -> Staffing {
    head_count(&[(0.0, agents), (3600.0, 0)])
}

fn open() -> Horizon {
    one_day(1, AtClose::ServeQueue)
}

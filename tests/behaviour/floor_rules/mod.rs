//! What the floor manager looks at, when, and what comes of it.

mod activities;
mod announcements;
mod checks;
mod conditions;
mod outages;
mod reserve;
mod sent_home;

use callsim::expression::{Expression, Kind};
use callsim::model::{
    AgentGroup, CallType, Check, FloorAction, FloorRule, Horizon, LiveNames, LiveVocabulary, Model,
    Outage, Parts, Routing, TrunkGroup,
};
use callsim::time::SimDuration;

use crate::common::constant;

/// A rule as a test writes it, in seconds.
struct Rule<'a> {
    name: &'a str,
    /// None is on change.
    every: Option<f64>,
    when: &'a str,
    hold_for: f64,
    until: Option<&'a str>,
    until_for: f64,
    window: f64,
    response: f64,
    actions: Vec<FloorAction>,
}

impl<'a> Rule<'a> {
    /// On change, without delay, and without an effect on anything.
    fn when(name: &'a str, when: &'a str) -> Self {
        let actions = vec![FloorAction::Postpone { groups: vec![], kinds: vec![] }];
        Rule {
            name,
            every: None,
            when,
            hold_for: 0.0,
            until: None,
            until_for: 0.0,
            window: 60.0,
            response: 0.0,
            actions,
        }
    }
}

fn seconds(seconds: f64) -> SimDuration {
    SimDuration::from_secs_f64(seconds)
}

fn names<T>(all: &[T], name: impl Fn(&T) -> &str) -> Vec<&str> {
    all.iter().map(name).collect()
}

/// A centre with a floor manager.
fn managed(
    horizon: Horizon,
    call_types: Vec<CallType>,
    agent_groups: Vec<AgentGroup>,
    rules: Vec<Rule<'_>>,
) -> Model {
    managed_on_lines(horizon, vec![], call_types, agent_groups, rules)
}

/// The same with lines.
fn managed_on_lines(
    horizon: Horizon,
    trunk_groups: Vec<TrunkGroup>,
    call_types: Vec<CallType>,
    agent_groups: Vec<AgentGroup>,
    rules: Vec<Rule<'_>>,
) -> Model {
    let parts = plain_parts(horizon, call_types, agent_groups);
    with_rules(Parts { trunk_groups, ..parts }, rules)
}

/// The same with outages.
fn managed_with_outages(
    horizon: Horizon,
    call_types: Vec<CallType>,
    agent_groups: Vec<AgentGroup>,
    outages: Vec<Outage>,
    rules: Vec<Rule<'_>>,
) -> Model {
    let parts = plain_parts(horizon, call_types, agent_groups);
    with_rules(Parts { outages, ..parts }, rules)
}

fn plain_parts(
    horizon: Horizon,
    call_types: Vec<CallType>,
    agent_groups: Vec<AgentGroup>,
) -> Parts {
    Parts {
        name: "managed".to_owned(),
        horizon,
        trunk_groups: vec![],
        call_types,
        agent_groups,
        routing: Routing::default(),
        outages: vec![],
        floor_rules: vec![],
    }
}

fn with_rules(parts: Parts, rules: Vec<Rule<'_>>) -> Model {
    let vocabulary = LiveVocabulary::new(&LiveNames {
        call_types: &names(&parts.call_types, |each| &each.name),
        agent_groups: &names(&parts.agent_groups, |each| &each.name),
        trunk_groups: &names(&parts.trunk_groups, |each| &each.name),
        outages: &names(&parts.outages, |each| &each.name),
        floor_rules: &names(&rules, |each| each.name),
    });
    let condition =
        |text: &str| Expression::parse(text, vocabulary.vocabulary(), Kind::Truth).unwrap();
    let rule = |rule: &Rule<'_>| FloorRule {
        name: rule.name.to_owned(),
        check: rule.every.map_or(Check::OnChange, |every| Check::Every(seconds(every))),
        when: condition(rule.when),
        hold_for: seconds(rule.hold_for),
        until: rule.until.map(condition),
        until_for: seconds(rule.until_for),
        window: seconds(rule.window),
        response: constant(rule.response),
        actions: rule.actions.clone(),
    };
    let floor_rules = rules.iter().map(rule).collect();
    Model::from_parts(Parts { floor_rules, ..parts }).unwrap()
}

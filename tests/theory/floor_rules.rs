//! Floor rules that come into force at one length of the queue and are reset at another.

use callsim::dist::Distribution;
use callsim::expression::{Expression, Kind};
use callsim::model::{
    AgentGroup, AgentGroupId, AgentState, Arrivals, CallType, CallTypeId, Check, FloorAction,
    FloorRule, Horizon, LiveNames, LiveVocabulary, Model, Parts, Route, RouteChange,
    RouteChangeKind, Routing,
};
use callsim::time::SimDuration;

use crate::chain::{equilibrium, expect};
use crate::common::{constant, exponential, secs};
use crate::routes::{open, step};
use crate::{
    Oracle, abandonment, group, hold, of_type, oracle, queue_mean, steady, time_in, waited,
};

const TALK: f64 = 60.0;
const PATIENCE: f64 = 90.0;
const LONGEST_QUEUE: u32 = 60;

/// A rule looked at whenever anything happens, without delays.
fn rule(when: &str, until: &str, response: Distribution, action: FloorAction) -> FloorRule {
    let names = LiveNames {
        call_types: &["calls"],
        agent_groups: &["agents", "helpers"],
        floor_rules: &["help"],
        ..LiveNames::default()
    };
    let words = LiveVocabulary::new(&names);
    let condition = |text| Expression::parse(text, words.vocabulary(), Kind::Truth).unwrap();
    FloorRule {
        name: "help".into(),
        check: Check::OnChange,
        when: condition(when),
        hold_for: SimDuration::ZERO,
        until: Some(condition(until)),
        until_for: SimDuration::ZERO,
        window: secs(900),
        response,
        actions: vec![action],
    }
}

fn model(
    name: &str,
    horizon: Horizon,
    load: f64,
    groups: Vec<AgentGroup>,
    route: Option<Route>,
    rule: FloorRule,
) -> Model {
    let arrivals = Arrivals::constant(&horizon, load / TALK);
    let patience = Some(exponential(PATIENCE));
    let mut calls = CallType::new("calls", arrivals, exponential(TALK), patience);
    calls.routing.route = route;
    Model::from_parts(Parts {
        name: name.into(),
        horizon,
        trunk_groups: vec![],
        call_types: vec![calls],
        agent_groups: groups,
        routing: Routing::default(),
        outages: vec![],
        floor_rules: vec![rule],
    })
    .unwrap()
}

/// Where the helper is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Helper {
    Away,
    /// Called, and not here yet.
    Called,
    Working,
    /// With a last call.
    Leaving,
    /// With a last call, but called again.
    LeavingCalled,
}

/// Three agents, and a fourth from four waiting calls on until nobody waits, who comes after a
/// memoryless response time, or at once.
fn threshold(name: &str, response: Option<f64>) {
    let (agents, from, load) = (3u32, 4u32, 3.0);
    let rate = load / TALK;
    // One more call waits, and the rule may be triggered.
    let grown = |busy: u32, waiting: u32, helper: Helper| match (helper, response) {
        _ if waiting < from => (busy, waiting, helper),
        // The helper takes the first of them.
        (Helper::Away, None) => (busy, waiting - 1, Helper::Working),
        (Helper::Away, Some(_)) => (busy, waiting, Helper::Called),
        // Whoever is about to leave stays.
        (Helper::Leaving, None) => (busy, waiting, Helper::Working),
        (Helper::Leaving, Some(_)) => (busy, waiting, Helper::LeavingCalled),
        _ => (busy, waiting, helper),
    };
    // Nobody waits any more: whoever is called stays away, whoever works finishes the call.
    let shrunk = |busy: u32, waiting: u32, helper: Helper| match (waiting, helper) {
        (0, Helper::Called) => (busy, 0, Helper::Away),
        (0, Helper::Working | Helper::LeavingCalled) => (busy, 0, Helper::Leaving),
        _ => (busy, waiting, helper),
    };
    let chain = equilibrium((0u32, 0u32, Helper::Away), |(busy, waiting, helper)| {
        let mut next = vec![];
        if busy < agents {
            next.push(((busy + 1, waiting, helper), rate));
        } else if waiting < LONGEST_QUEUE {
            next.push((grown(busy, waiting + 1, helper), rate));
        }
        if busy > 0 {
            let after = match waiting {
                0 => (busy - 1, 0, helper),
                _ => shrunk(busy, waiting - 1, helper),
            };
            next.push((after, f64::from(busy) / TALK));
        }
        match helper {
            Helper::Away | Helper::Called => {}
            Helper::Working => next.push((shrunk(busy, waiting - 1, helper), 1.0 / TALK)),
            // Calls may be waiting again by now, but the helper goes.
            Helper::Leaving => next.push(((busy, waiting, Helper::Away), 1.0 / TALK)),
            Helper::LeavingCalled => next.push(((busy, waiting, Helper::Called), 1.0 / TALK)),
        }
        if let Some(response) = response {
            match helper {
                Helper::Called => {
                    next.push((shrunk(busy, waiting - 1, Helper::Working), 1.0 / response));
                }
                Helper::LeavingCalled => {
                    next.push(((busy, waiting, Helper::Working), 1.0 / response));
                }
                Helper::Away | Helper::Working | Helper::Leaving => {}
            }
        }
        if waiting > 0 {
            let leave = f64::from(waiting) / PATIENCE;
            next.push((shrunk(busy, waiting - 1, helper), leave));
        }
        next
    });
    let queue = expect(&chain, |(_, waiting, _)| f64::from(*waiting));
    let waits = expect(&chain, |(busy, ..)| f64::from(u8::from(*busy == agents)));
    let helping = |helper: &Helper| !matches!(helper, Helper::Away | Helper::Called);
    let talking = expect(&chain, |(busy, _, helper)| f64::from(*busy + u32::from(helping(helper))));
    let staffed = f64::from(agents) + expect(&chain, |(.., it)| f64::from(u8::from(helping(it))));
    let horizon = steady(3600.0, 20_000.0 / rate);
    let mut them = group("agents", agents, &horizon);
    them.reserve = 1;
    let helpers = group("helpers", 0, &horizon);
    let add = FloorAction::AddAgents { group: AgentGroupId(0), agents: 1 };
    let response = response.map_or(constant(0.0), exponential);
    let help = rule("waiting >= 4", "waiting < 1", response, add);
    let model = model(name, horizon.clone(), load, vec![them, helpers], None, help);
    let mut oracles = of_queue(&horizon, rate, queue);
    oracles.push(oracle("wait > 0", waits, of_type(0, waited)));
    oracles.push(oracle("talking", talking / staffed, time_in(0, AgentState::Talking)));
    hold(&model, 150, &oracles);
}

fn of_queue(horizon: &Horizon, rate: f64, queue: f64) -> Vec<Oracle<'static>> {
    vec![
        oracle("queue", queue, queue_mean(0, horizon)),
        oracle("abandonment", queue / PATIENCE / rate, of_type(0, abandonment)),
    ]
}

#[test]
fn a_helper_comes_above_a_queue_length_and_goes_below_another() {
    threshold("threshold staffing", None);
}

#[test]
fn a_helper_who_takes_a_while_to_come_may_no_longer_be_needed() {
    threshold("threshold staffing, response", Some(45.0));
}

#[test]
fn helpers_are_open_from_a_queue_length_on_until_an_agent_is_idle() {
    let (agents, helpers, from, load) = (3u32, 2u32, 4u32, 3.6);
    let rate = load / TALK;
    // States: agents with a call, helpers with one, calls that wait, whether helpers are open.
    let chain = equilibrium((0u32, 0u32, 0u32, false), |(busy, helping, waiting, is_open)| {
        let mut next = vec![];
        // Once open, helpers take what waits, as far as they are idle.
        let opened = |waiting: u32| {
            let taken = waiting.min(helpers - helping);
            (busy, helping + taken, waiting - taken, true)
        };
        let arrived = match () {
            () if busy < agents => (busy + 1, helping, waiting, is_open),
            () if is_open && helping < helpers => (busy, helping + 1, waiting, is_open),
            () if !is_open && waiting + 1 >= from => opened(waiting + 1),
            () => (busy, helping, (waiting + 1).min(LONGEST_QUEUE), is_open),
        };
        next.push((arrived, rate));
        if busy > 0 {
            let after = match waiting {
                0 => (busy - 1, helping, 0, false),
                _ => (busy, helping, waiting - 1, is_open),
            };
            next.push((after, f64::from(busy) / TALK));
        }
        if helping > 0 {
            let after = match waiting {
                1.. if is_open => (busy, helping, waiting - 1, is_open),
                _ => (busy, helping - 1, waiting, is_open),
            };
            next.push((after, f64::from(helping) / TALK));
        }
        if waiting > 0 {
            let leave = f64::from(waiting) / PATIENCE;
            next.push(((busy, helping, waiting - 1, is_open), leave));
        }
        next
    });
    let queue = expect(&chain, |(_, _, waiting, _)| f64::from(*waiting));
    let talking = expect(&chain, |(_, helping, ..)| f64::from(*helping)) / f64::from(helpers);
    let horizon = steady(3600.0, 20_000.0 / rate);
    let groups = vec![group("agents", agents, &horizon), group("helpers", helpers, &horizon)];
    let change = RouteChange {
        call_types: vec![CallTypeId(0)],
        kind: RouteChangeKind::Open { groups: vec![AgentGroupId(1)], tier: None },
    };
    let (when, until) = ("waiting >= 4", "idle(\"agents\") > 0");
    let help = rule(when, until, constant(0.0), FloorAction::Route(change));
    let only_agents = Some(Route { steps: vec![step(0, open(0, 0, 0))] });
    let model = model("overflow opened", horizon.clone(), load, groups, only_agents, help);
    let mut oracles = of_queue(&horizon, rate, queue);
    oracles.push(oracle("helpers talking", talking, time_in(1, AgentState::Talking)));
    hold(&model, 150, &oracles);
}

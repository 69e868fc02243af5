//! What a scenario says of outages and of the floor manager is what the model holds.

use std::fs;

use callsim::dist::Distribution;
use callsim::expression::{Expression, Kind};
use callsim::model::{
    ActivityKind, AgentGroupId, CallTypeId, Check, Failure, FloorAction, FloorRule, Generator,
    InProgress, IvrCalls, Model, NewCalls, Outage, OutageTiming, OutageWindow, RouteChange,
    RouteChangeKind, SpareSeats, StepAction, TrunkGroupId, Ups,
};
use callsim::scenario::{Scenario, load, routing_in_force};
use callsim::time::{SimDuration, SimTime};

/// Every outage and every action.
const EVERYTHING: &str = include_str!("floor/centre.toml");

/// The same without outages and rules.
fn centre() -> &'static str {
    EVERYTHING.split("[[outage]]").next().unwrap()
}

fn read(text: &str) -> Scenario {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("centre.toml");
    fs::write(&path, text).unwrap();
    load(&path, &[]).unwrap_or_else(|problems| panic!("{text}\n{problems}"))
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

fn seconds(seconds: u64) -> SimDuration {
    SimDuration::from_secs(seconds)
}

fn exponential(mean: u64) -> Distribution {
    Distribution::exponential(mean as f64).unwrap()
}

fn always(seconds: u64) -> Distribution {
    Distribution::constant(seconds as f64).unwrap()
}

fn at(second: u64) -> OutageWindow {
    between(second, second)
}

fn between(from: u64, until: u64) -> OutageWindow {
    let at = |second: u64| SimTime::from_micros(second * 1_000_000);
    OutageWindow { from: at(from), until: at(until) }
}

/// On the open days: Friday, Saturday and Monday.
fn daily(second: u64) -> OutageTiming {
    let windows = [0, 1, 3].map(|day| at(day * DAY + second)).to_vec();
    OutageTiming::Planned { probability: 1.0, windows }
}

fn outage(name: &str, timing: OutageTiming, duration: u64, failure: Failure) -> Outage {
    let name = name.to_owned();
    let recovery_window = seconds(15 * MINUTE);
    Outage { name, timing, duration: always(duration), failure, recovery_window }
}

const NORTH: AgentGroupId = AgentGroupId(0);
const SOUTH: AgentGroupId = AgentGroupId(1);
const SUPERVISORS: AgentGroupId = AgentGroupId(2);
const SERVICE: CallTypeId = CallTypeId(0);
const SALES: CallTypeId = CallTypeId(1);
const CALLBACKS: CallTypeId = CallTypeId(2);

fn outages_of_lines_and_self_service() -> Vec<Outage> {
    let platform = |new_calls, drops_waiting, in_progress| Failure::Platform {
        new_calls,
        drops_waiting,
        in_progress,
    };
    let switch = platform(NewCalls::Block, true, InProgress::Drop);
    let mut each_day = daily(10 * HOUR + 30 * MINUTE);
    if let OutageTiming::Planned { probability, .. } = &mut each_day {
        *probability = 0.1;
    }
    let repair = exponential(12 * MINUTE);
    // The closed Sunday is named.
    let sunday = between(2 * DAY + 9 * HOUR, 2 * DAY + 17 * HOUR);
    let sunday = OutageTiming::Planned { probability: 1.0, windows: vec![sunday] };
    let over = platform(NewCalls::Hold, false, InProgress::Freeze);
    let random = OutageTiming::Random { between: exponential(10 * DAY) };
    let (main, second) = (TrunkGroupId(0), TrunkGroupId(1));
    let all_lines = Failure::Trunks { groups: vec![main, second], share: 1.0, drops: true };
    let half = Failure::Trunks { groups: vec![second], share: 0.5, drops: false };
    let ivr =
        |new_calls, in_progress| Failure::Ivr { call_types: vec![SERVICE], new_calls, in_progress };
    let (usual, later) =
        (ivr(IvrCalls::Bypass, IvrCalls::Drop), ivr(IvrCalls::Hold, IvrCalls::Keep));
    vec![
        Outage { duration: repair, ..outage("switch", each_day, 0, switch) },
        Outage {
            recovery_window: seconds(30 * MINUTE),
            ..outage("switch over", sunday, 5 * MINUTE, over)
        },
        outage("carrier", random, HOUR, all_lines),
        outage("half a carrier", daily(24 * HOUR), HOUR, half),
        outage("menu", daily(9 * HOUR), 10 * MINUTE, usual),
        outage("menu later", daily(9 * HOUR), 10 * MINUTE, later),
    ]
}

fn outages_of_agents() -> Vec<Outage> {
    let eleven = || daily(11 * HOUR);
    let every = |days: u64| OutageTiming::Random { between: exponential(days * DAY) };
    let down = |groups: &[AgentGroupId], share, in_progress| Failure::Down {
        groups: groups.to_vec(),
        share,
        in_progress,
    };
    let all = vec![NORTH, SOUTH, SUPERVISORS];
    let at_north = vec![NORTH, SUPERVISORS];
    let power = Failure::Power {
        groups: at_north.clone(),
        in_progress: InProgress::Requeue,
        ups: Some(Ups { lasts: seconds(10 * MINUTE), share: 1.0 }),
        generator: Some(Generator { start: always(30), success: 0.95, share: 0.6 }),
    };
    let night = Failure::Power {
        groups: vec![SOUTH],
        in_progress: InProgress::Drop,
        ups: None,
        generator: None,
    };
    let screens = Failure::Workstations {
        groups: all.clone(),
        in_progress: InProgress::Requeue,
        spare: Some(SpareSeats { seats: 5, moving: always(3 * MINUTE) }),
    };
    let old_screens =
        Failure::Workstations { groups: at_north, in_progress: InProgress::Drop, spare: None };
    let crm = down(&[NORTH, SUPERVISORS], 0.3, InProgress::Freeze);
    let evacuation = down(&[NORTH, SUPERVISORS], 1.0, InProgress::Drop);
    vec![
        outage("slow", eleven(), HOUR, Failure::Slow { groups: all, factor: 1.5 }),
        outage("crm", eleven(), HOUR, crm),
        outage("crm in the south", eleven(), HOUR, down(&[SOUTH], 1.0, InProgress::Keep)),
        outage("evacuation", daily(15 * HOUR), 45 * MINUTE, evacuation),
        outage("power", every(30), 2 * HOUR, power),
        outage("night", daily(0), 20 * MINUTE, night),
        outage("screens", every(60), 3 * HOUR, screens),
        outage("old screens", every(20), 3 * HOUR, old_screens),
    ]
}

fn condition(text: &str, model: &Model) -> Expression {
    Expression::parse(text, model.live_vocabulary().vocabulary(), Kind::Truth).unwrap()
}

fn rules(model: &Model) -> [FloorRule; 2] {
    let first = FloorRule {
        name: "supervisors".into(),
        check: Check::Every(seconds(30)),
        when: condition("waiting > 20 or service_level_of('service') < 0.7", model),
        hold_for: seconds(2 * MINUTE),
        until: Some(condition("waiting < 5", model)),
        until_for: seconds(5 * MINUTE),
        window: seconds(30 * MINUTE),
        response: always(3 * MINUTE),
        actions: vec![
            FloorAction::AddAgents { group: SUPERVISORS, agents: 4 },
            FloorAction::CallIn {
                group: SUPERVISORS,
                agents: 2,
                delay: Distribution::uniform(3600.0, 7200.0).unwrap(),
                stay: seconds(4 * HOUR),
            },
            FloorAction::SendHome { group: NORTH, agents: 1 },
        ],
    };
    let when = "outage('power') or rule('supervisors') and busy_lines('main') > 25";
    let second = FloorRule {
        name: "everything else".into(),
        check: Check::OnChange,
        when: condition(when, model),
        hold_for: SimDuration::ZERO,
        until: None,
        until_for: SimDuration::ZERO,
        window: seconds(15 * MINUTE),
        response: always(0),
        actions: every_other_action(),
    };
    [first, second]
}

fn every_other_action() -> Vec<FloorAction> {
    let route = |call_types: &[CallTypeId], kind| {
        FloorAction::Route(RouteChange { call_types: call_types.to_vec(), kind })
    };
    let announce = |call_types: &[CallTypeId], balking, patience_factor| FloorAction::Announce {
        call_types: call_types.to_vec(),
        balking,
        patience_factor,
    };
    let overflow = |after, keep_place| {
        let (to, after) = (SERVICE, seconds(after));
        route(&[SALES], RouteChangeKind::Overflow { to, after, keep_place })
    };
    let offer = |after, keep_place| {
        let (to, after, accept) = (CALLBACKS, seconds(after), 0.4);
        RouteChangeKind::OfferCallback { to, after, accept, keep_place }
    };
    let (all_groups, planned) = (vec![NORTH, SOUTH, SUPERVISORS], ActivityKind::PLANNED.to_vec());
    // In the order in which all kinds are told.
    let recalled = vec![ActivityKind::Meal, ActivityKind::Training];
    let groups = vec![SOUTH, SUPERVISORS];
    vec![
        FloorAction::Postpone { groups: all_groups, kinds: planned },
        FloorAction::Recall { groups: vec![NORTH], kinds: recalled },
        announce(&[SERVICE, SALES, CALLBACKS], 0.2, 0.8),
        announce(&[SALES], 0.1, 1.0),
        route(&[SALES], RouteChangeKind::Priority(-2)),
        route(&[SERVICE, SALES], RouteChangeKind::Open { groups, tier: Some(1) }),
        overflow(0, false),
        overflow(60, true),
        route(&[SERVICE, SALES], offer(0, true)),
        route(&[SALES], offer(120, false)),
        route(&[SERVICE], RouteChangeKind::Reserve(2)),
        route(&[SERVICE], RouteChangeKind::Delays(0.5)),
        route(&[SALES], RouteChangeKind::Dedicate { groups: vec![SOUTH] }),
    ]
}

#[test]
fn a_scenario_with_every_outage_and_every_action_is_the_model_built_in_code() {
    let scenario = read(EVERYTHING);
    assert!(scenario.warnings.is_empty(), "{}", scenario.warnings);
    let model = &scenario.model;
    let outages: Vec<Outage> =
        outages_of_lines_and_self_service().into_iter().chain(outages_of_agents()).collect();
    assert_eq!(model.outages().len(), outages.len());
    for (read, built) in model.outages().iter().zip(&outages) {
        assert_eq!(read, built);
    }
    let rules = rules(model);
    assert_eq!(model.floor_rules().len(), rules.len());
    for (read, built) in model.floor_rules().iter().zip(&rules) {
        assert_eq!(read, built);
    }
    let reserves: Vec<u32> = model.agent_groups().iter().map(|group| group.reserve).collect();
    assert_eq!(reserves, [0, 0, 6]);
}

#[test]
fn without_outages_and_rules_nobody_is_in_reserve() {
    let model = read(centre()).model;
    assert!(model.outages().is_empty() && model.floor_rules().is_empty());
    assert!(model.agent_groups().iter().all(|group| group.reserve == 0));
}

#[test]
fn in_a_plain_length_moments_are_times_since_the_start() {
    let length = r#"
format = 1
name = "length"
time = { length = "10h" }
[[call_type]]
name = "calls"
arrivals = { process = "poisson", per_hour = 100 }
handling = { talk = "4m" }
patience = "infinite"
service_level = { within = "20s", target = 0.8 }
[[agent_group]]
name = "agents"
agents = 5
skills = ["calls"]
[[outage]]
name = "at"
target = "platform"
at = "3h"
duration = "10m"
[[outage]]
name = "between"
target = "platform"
between = ["0s", "10h"]
duration = "10m"
"#;
    let model = read(length).model;
    let windows = model.outages().iter().map(|outage| match &outage.timing {
        OutageTiming::Planned { windows, .. } => windows.clone(),
        OutageTiming::Random { .. } => Vec::new(),
    });
    let windows: Vec<_> = windows.collect();
    assert_eq!(windows, [vec![at(3 * HOUR)], vec![between(0, 10 * HOUR)]]);
}

#[test]
fn a_step_may_offer_a_callback_and_the_routing_in_force_says_so() {
    let scenario = read(centre());
    let offers = |model: &Model| {
        let route = model.call_types()[SERVICE.index()].routing.route.clone().unwrap();
        route.steps.into_iter().map(|step| (step.after, step.action)).skip(1).collect::<Vec<_>>()
    };
    let offer =
        |accept, keep_place| StepAction::OfferCallback { to: CALLBACKS, accept, keep_place };
    let expected = [(seconds(60), offer(0.3, true)), (seconds(300), offer(0.6, false))];
    assert_eq!(offers(&scenario.model), expected);
    let model = &scenario.model;
    let told = routing_in_force(model.routing(), model.call_types(), model.agent_groups());
    let line = r#"{ after = "5m", callback = { to = "callbacks", accept = 0.6, keep_place = false }, if = "queue > 3" }"#;
    assert!(told.contains(line), "{told}");
    let redial = model.call_types()[0].redial.as_ref().unwrap();
    assert_eq!(redial.probability[callsim::model::RedialCause::Dropped.index()], 0.9);
}

/// A section of the manual, from its heading to the next one of its kind.
fn section(heading: &str) -> String {
    let manual = fs::read_to_string("docs/scenario-format.md").unwrap();
    let (_, rest) = manual.split_once(&format!("\n## {heading}\n")).unwrap();
    rest.split("\n## ").next().unwrap().to_owned()
}

#[test]
fn the_examples_of_the_manual_load_and_it_names_all_that_conditions_may_speak_of() {
    let sections = section("`[[outage]]`") + &section("`[[rule]]`");
    let examples =
        sections.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let examples: Vec<&str> = examples.collect();
    assert_eq!(examples.len(), 2);
    let model = read(&format!("{}{}", centre(), examples.concat())).model;
    assert_eq!((model.outages().len(), model.floor_rules().len()), (2, 1));
    for variable in model.live_vocabulary().vocabulary().variables() {
        let name = variable.name();
        let is_told = match variable.entity() {
            Some(_) => sections.contains(&format!("`{name}(\"")),
            None => sections.contains(&format!("`{name}`")),
        };
        assert!(is_told, "the manual does not name `{name}`");
    }
}

//! A small call centre for tests.

use super::{
    AgentGroup, AgentGroupId, Arrivals, AtClose, CallType, CallTypeId, Check, Failure, FloorAction,
    FloorRule, Horizon, InProgress, LiveNames, LiveVocabulary, Model, NewCalls, Outage,
    OutageTiming, Parts, Routing, ServiceLevelObjective, Skill,
};
use crate::dist::Distribution;
use crate::expression::{Expression, Kind};
use crate::time::SimDuration;

/// Two agents, from 8 to 10 on each of `days` days, and a call type for each of `targets`: 60
/// calls an hour in all, of about a minute, to be answered within 20 seconds.
pub(crate) fn help_desk(days: u32, targets: &[f64]) -> Model {
    let seconds = SimDuration::from_secs;
    let start = jiff::civil::date(2026, 3, 2);
    let (open, close) = (seconds(8 * 3600), seconds(10 * 3600));
    let horizon =
        Horizon::days(start, days, open, close, seconds(1800), AtClose::ServeQueue).unwrap();
    let exponential = |mean| Distribution::exponential(mean).unwrap();
    let rate = 60.0 / 3600.0 / targets.len() as f64;
    let call_type = |(index, target): (usize, &f64)| CallType {
        objective: ServiceLevelObjective::new(seconds(20), *target),
        ..CallType::new(
            format!("calls {index}"),
            Arrivals::constant(&horizon, rate),
            exponential(60.0),
            Some(exponential(90.0)),
        )
    };
    let call_types = targets.iter().enumerate().map(call_type).collect();
    let skills = (0..targets.len() as u32).map(|index| Skill::first_choice(CallTypeId(index)));
    let agents = AgentGroup::constant("agents", 2, skills.collect(), &horizon);
    Model::new("help-desk", horizon, call_types, vec![agents], Routing::default()).unwrap()
}

/// One day of the help desk, whose platform might fail, and with a rule for a long queue: neither
/// ever happens.
pub(crate) fn guarded_desk() -> Model {
    let desk = help_desk(1, &[0.8]);
    let constant = |seconds| Distribution::constant(seconds).unwrap();
    let outage = Outage {
        name: "power".to_owned(),
        timing: OutageTiming::Random { between: constant(1e9) },
        duration: constant(600.0),
        failure: Failure::Platform {
            new_calls: NewCalls::Block,
            drops_waiting: true,
            in_progress: InProgress::Drop,
        },
        recovery_window: SimDuration::from_secs(600),
    };
    let words = LiveVocabulary::new(&LiveNames {
        call_types: &["calls 0"],
        agent_groups: &["agents"],
        trunk_groups: &[],
        outages: &["power"],
        floor_rules: &["all hands"],
    });
    let when = Expression::parse("waiting > 1000000", words.vocabulary(), Kind::Truth).unwrap();
    let rule = FloorRule {
        name: "all hands".to_owned(),
        check: Check::OnChange,
        when,
        hold_for: SimDuration::ZERO,
        until: None,
        until_for: SimDuration::ZERO,
        window: SimDuration::from_secs(600),
        response: constant(0.0),
        actions: vec![FloorAction::SendHome { group: AgentGroupId(0), agents: 1 }],
    };
    Model::from_parts(Parts {
        name: "guarded-desk".to_owned(),
        horizon: desk.horizon().clone(),
        trunk_groups: Vec::new(),
        call_types: desk.call_types().to_vec(),
        agent_groups: desk.agent_groups().to_vec(),
        routing: desk.routing().clone(),
        outages: vec![outage],
        floor_rules: vec![rule],
    })
    .unwrap()
}

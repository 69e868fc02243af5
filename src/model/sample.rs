//! A small call centre for tests.

use super::{
    AgentGroup, Arrivals, AtClose, CallType, CallTypeId, CountedBy, Handling, HeadCount, Horizon,
    Model, OverDay, Patience, RateSegment, Routing, ServiceLevelObjective, ServiceLevelRule, Skill,
    Staffing,
};
use crate::dist::Distribution;
use crate::time::{SimDuration, SimTime};

/// Two agents, from 8 to 10 on each of `days` days, and a call type for each of `targets`: 60
/// calls an hour in all, of about a minute, to be answered within 20 seconds.
pub(crate) fn help_desk(days: u32, targets: &[f64]) -> Model {
    let hours = |n| SimDuration::from_secs(n * 3600);
    let at = |day, n| SimTime::ZERO + hours(24 * u64::from(day) + n);
    let half_hour = SimDuration::from_secs(1800);
    let start = jiff::civil::date(2026, 3, 2);
    let horizon =
        Horizon::days(start, days, hours(8), hours(10), half_hour, AtClose::ServeQueue).unwrap();
    let exponential = |seconds| OverDay::Same(Distribution::Exponential(seconds));
    let rate = 60.0 / 3600.0 / targets.len() as f64;
    let open = |day| RateSegment {
        start: at(day, 8),
        end: at(day, 10),
        rate_at_start: rate,
        rate_at_end: rate,
        day,
    };
    let call_type = |(index, target): (usize, &f64)| CallType {
        name: format!("calls {index}"),
        priority: 0,
        arrivals: Arrivals { segments: (0..days).map(open).collect(), busyness: None },
        handling: Handling { talk: exponential(60.0), wrap_up: Some(exponential(10.0)) },
        patience: Patience::Drawn(exponential(90.0)),
        objective: ServiceLevelObjective {
            within: SimDuration::from_secs(20),
            target: *target,
            rule: ServiceLevelRule::Offered,
            short_abandon: SimDuration::from_secs(5),
            by: CountedBy::Entry,
        },
        redial: None,
    };
    let skill = |index| Skill { call_type: CallTypeId(index), rank: 1, speed: 1.0 };
    let head_count =
        |day| [HeadCount { at: at(day, 8), agents: 2 }, HeadCount { at: at(day, 10), agents: 0 }];
    let agents = AgentGroup {
        name: "agents".into(),
        skills: (0..targets.len() as u32).map(skill).collect(),
        staffing: Staffing::HeadCount((0..days).flat_map(head_count).collect()),
    };
    let call_types = targets.iter().enumerate().map(call_type).collect();
    Model::new("help-desk", horizon, call_types, vec![agents], Routing::default()).unwrap()
}

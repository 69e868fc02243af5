//! A small call centre for tests.

use super::{
    AgentGroup, Arrivals, AtClose, CallType, CallTypeId, Horizon, Model, Routing,
    ServiceLevelObjective, Skill,
};
use crate::dist::Distribution;
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

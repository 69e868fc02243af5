//! NICE CXone.

use super::settings::{ACCELERATION, IDLE_SINCE_AVAILABLE, MAXIMUM, RINGS};
use super::{Expansion, Family, Preset, has, has_not, preset};
use crate::model::{AgentRule, BestLevel, CallRule, IdleSince};

pub(super) static FAMILY: Family = Family {
    name: "cxone",
    title: "NICE CXone",
    source: "help.incontact.com: ConfigureSkillPriority, Skills",
    reading: "The level of the skill is the proficiency, 1 being the best and 20 the least; the \
              priority of the call type is the initial priority; ranks are not asked.",
    quirks: &[
        has("The priority of a call is its initial one plus minutes × acceleration, up to the \
             maximum; `priority_gain` and `priority_cap` of a call type come before these."),
        has("Of equal priorities the older call is served."),
        has_not("A maximum below the initial priority: such a call type keeps its initial one."),
    ],
    presets: &[preset!(
        "cxone.acceleration",
        "The highest accelerated priority; the best proficiency, then the agent idle longest.",
        quirks: &[has("The bull's-eye widens by proficiency: a ring opens agents up to its \
                       level.")],
        parameters: &[&ACCELERATION, &MAXIMUM, &RINGS, &IDLE_SINCE_AVAILABLE],
        |settings, centre| {
            let since = settings.idle_since.unwrap_or(IdleSince::Available);
            let best = AgentRule::BestSkill(BestLevel::Lowest);
            Expansion {
                priority_gain: Some(settings.acceleration.unwrap_or(1.0)),
                priority_cap: settings.maximum,
                ..Expansion::whatever_rank(
                    &[best, AgentRule::LongestIdle(since)],
                    &[CallRule::AgedPriority, CallRule::FirstCome],
                )
            }
            .with_routes(centre.routes_by_ring(settings, BestLevel::Lowest))
        }
    )],
};

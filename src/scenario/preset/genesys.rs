//! Genesys Cloud.

use super::parameter::{Scoring, Settings};
use super::settings::{IDLE_SINCE_WRAP_UP_END, RINGS, SCORING};
use super::{Expansion, Family, Preset, has, has_not, preset};
use crate::model::{AgentRule, BestLevel, CallRule, IdleSince};

pub(super) static FAMILY: Family = Family {
    name: "genesys",
    title: "Genesys Cloud",
    source: "help.mypurecloud.com/articles: specify-routing-settings, \
             acd-evaluation-routing-methods, advanced-routing-overview; community.genesys.com",
    reading: "The level of the skill is the proficiency, 5 stars being the best; the priority of \
              the call type is counted in minutes; ranks are not asked.",
    quirks: &[
        has("The conversation score is the minutes in queue plus the priority, over all queues."),
        has("What idle time counts from is told differently by the maker and by users: the last \
             interaction (default) or the last alert, `idle_since = \"last-offer\"`."),
        has_not("Queues of both scoring methods side by side, those of the priority score first."),
        has_not(
            "Several skills for one interaction, and whether their stars are added or \
                 averaged.",
        ),
    ],
    presets: &[
        preset!(
            "genesys.standard",
            "All skills matching: of all agents with the skill the one idle longest.",
            quirks: &[], parameters: &[&SCORING, &IDLE_SINCE_WRAP_UP_END],
            |settings, _| queue(settings, &[])
        ),
        preset!(
            "genesys.best-available",
            "Best available skills: the highest proficiency, then the one idle longest.",
            quirks: &[has_not("Only the hundred agents idle longest are looked at.")],
            parameters: &[&SCORING, &IDLE_SINCE_WRAP_UP_END],
            |settings, _| queue(settings, &[AgentRule::BestSkill(BestLevel::Highest)])
        ),
        preset!(
            "genesys.bullseye",
            "Rings of agents, opened one after another; inside them the one idle longest.",
            quirks: &[
                has("Up to six rings there, up to 32 here; agents of inner rings stay."),
                has("A ring asks for a least proficiency; rings that drop whole skills are routes \
                     of your own."),
            ],
            parameters: &[&RINGS, &SCORING, &IDLE_SINCE_WRAP_UP_END],
            |settings, centre| {
                let routes = centre.routes_by_ring(settings, BestLevel::Highest);
                queue(settings, &[]).with_routes(routes)
            }
        ),
    ],
};

/// The rules among agents before idle time, and the chosen score.
fn queue(settings: &Settings, first: &[AgentRule]) -> Expansion {
    let since = settings.idle_since.unwrap_or(IdleSince::WrapUpEnd);
    let agents = [first, &[AgentRule::LongestIdle(since)]].concat();
    let score = match settings.scoring.unwrap_or_default() {
        Scoring::Conversation => CallRule::AgedPriority,
        Scoring::Priority => CallRule::Priority,
    };
    Expansion {
        priority_gain: Some(1.0),
        ..Expansion::whatever_rank(&agents, &[score, CallRule::FirstCome])
    }
}

//! Amazon Connect.

use super::settings::{ANYONE_AFTER, IDLE_SINCE_AVAILABLE, RINGS};
use super::{Expansion, Family, Preset, has, has_not, preset};
use crate::model::{AgentRule, BestLevel, CallRule, IdleSince};

pub(super) static FAMILY: Family = Family {
    name: "connect",
    title: "Amazon Connect",
    source: "docs.aws.amazon.com/connect/latest/adminguide: about-routing, \
             concepts-routing-profiles-priority, change-routing-priority, proficiency-routing",
    reading: "The rank of a skill is the priority of the queue in the routing profile, 1 being \
              first, its `delay` the delay there; its level is the proficiency, 5 being the best; \
              the priority of the call type is that of its contacts, higher first (Connect counts \
              the other way).",
    quirks: &[
        has("The priorities of a profile decide for its agents alone, never between agents: the \
             agent who has been available longest gets the contact."),
        has("A contact is hidden from agents with a delay until it is that old, and then as good \
             as all others."),
        has("Calls and outbound work end an agent's idle time, and so do breaks; `idle_since = \
             \"last-inbound\"` leaves outbound work and breaks out."),
        has_not("An age that is set by the contact flow (\"artificial age\")."),
    ],
    presets: &[
        preset!(
            "connect.profile",
            "The contact of the best priority in the agent's profile, then the oldest; the agent \
             who has been available longest.",
            quirks: &[], parameters: &[&IDLE_SINCE_AVAILABLE],
            |settings, _| {
                let since = settings.idle_since.unwrap_or(IdleSince::Available);
                Expansion::whatever_rank(
                    &[AgentRule::LongestIdle(since)],
                    &[CallRule::Rank, CallRule::Priority, CallRule::FirstCome],
                )
            }
        ),
        preset!(
            "connect.proficiency",
            "As connect.profile, with routing steps that ask for a proficiency and expire; after \
             the last one any agent of the queue.",
            quirks: &[
                has("A step takes the place of the one before: agents of that are asked only if \
                     they meet the new one as well."),
                has("Steps with other conditions are routes of your own, with `where` and `only`."),
                has_not("`delay` of skills: a call type with steps has a route, which says it all."),
            ],
            parameters: &[&RINGS, &ANYONE_AFTER, &IDLE_SINCE_AVAILABLE],
            |settings, centre| {
                let since = settings.idle_since.unwrap_or(IdleSince::Available);
                Expansion::whatever_rank(
                    &[AgentRule::LongestIdle(since)],
                    &[CallRule::Rank, CallRule::Priority, CallRule::FirstCome],
                )
                .with_routes(centre.routes_by_expiring_steps(settings, BestLevel::Highest))
            }
        ),
    ],
};

//! Asterisk's queues.

use super::parameter::Settings;
use super::settings::{PENALTY_MEMBERS_LIMIT, PENALTY_RULES};
use super::{Centre, Expansion, Family, Parameter, Preset, has, has_not, preset};
use crate::model::{AgentRule, CallRule, CircularFrom, CountedSince, IdleSince, Memory};

const PENALTIES: &[&Parameter] = &[&PENALTY_RULES, &PENALTY_MEMBERS_LIMIT];

pub(super) static FAMILY: Family = Family {
    name: "asterisk",
    title: "Asterisk, `app_queue`",
    source: "`apps/app_queue.c`, `queues.conf.sample` and `queuerules.conf.sample` of Asterisk",
    reading: "A call type is a queue, an agent who has the skill a member; the rank of the skill is \
              the penalty + 1; the login number is the place in the list of members.",
    quirks: &[
        has("The lowest penalty comes before every strategy."),
        has("Of members equal to the strategy, the one last in the list rings."),
        has("Priority comes strictly first, then first come; calls are served at the same time \
             (`autofill=yes`)."),
        has_not(
            "Which queue comes first is not defined in Asterisk for members of several; here \
                 it is priority, then first come over all queues, as with \
                 `force_longest_waiting_caller=prio`.",
        ),
        has_not(
            "`weight`, by which a queue withholds members from another one; let types differ \
                 by `priority`.",
        ),
        has_not("`autofill=no`, with which the first caller alone is served."),
        has_not(
            "Counts and clocks kept by queue: they are those of all queues, as with \
                 `shared_lastcall=yes`.",
        ),
    ],
    presets: &[
        preset!(
            "asterisk.ringall",
            "All idle members of the lowest penalty ring, and the first to pick up gets the call.",
            quirks: &[], parameters: PENALTIES,
            |settings, centre| queue(settings, centre, &[AgentRule::RingAll { every: None }])
        ),
        preset!(
            "asterisk.leastrecent",
            "The member whose last call ended longest ago.",
            quirks: &[
                has("A member who has had no call comes before all others (no call today)."),
                has_not("Of several such members the last in the list rings; here the one who has \
                         been logged in longest."),
            ],
            parameters: PENALTIES,
            |settings, centre| {
                let mut expansion = queue(settings, centre, &[
                    AgentRule::Score,
                    AgentRule::LongestIdle(IdleSince::HangUp),
                    AgentRule::LinearDescending,
                ]);
                expansion.routing.agent_score = Some(centre.agent_score("if(calls == 0, 1, 0)"));
                expansion
            }
        ),
        preset!(
            "asterisk.fewestcalls",
            "The member who has completed fewest calls.",
            quirks: &[has_not("Counters run until somebody resets them; here they begin again \
                               every day.")],
            parameters: PENALTIES,
            |settings, centre| queue(settings, centre, &[
                AgentRule::FewestCalls(CountedSince::Daily),
                AgentRule::LinearDescending,
            ])
        ),
        preset!(
            "asterisk.random",
            "Any member of the lowest penalty.",
            quirks: &[has_not("Chance draws from a thousand numbers, so that ties favour the end \
                               of the list a little.")],
            parameters: PENALTIES,
            |settings, centre| queue(settings, centre, &[AgentRule::Random])
        ),
        preset!(
            "asterisk.wrandom",
            "The smallest of whole numbers drawn from below (penalty + 1) × 1000.",
            quirks: &[has("Penalties have no other meaning but for penalty rules: that of 1 loses \
                           against 0 in three of four draws, not always.")],
            parameters: PENALTIES,
            |settings, centre| {
                let mut expansion = queue(settings, centre, &[AgentRule::PenaltyRandom]);
                expansion.routing.rank_first = false;
                expansion
            }
        ),
        preset!(
            "asterisk.rrmemory",
            "The next member after the one at whom the queue rang last.",
            quirks: &[has_not("The order of members is that of a hash table; here it is that of \
                               login numbers, as in rrordered.")],
            parameters: PENALTIES,
            |settings, centre| queue(settings, centre, &[circle(Memory::Queue)])
        ),
        preset!(
            "asterisk.rrordered",
            "The next member in the order of the list after the one at whom the queue rang last.",
            quirks: &[], parameters: PENALTIES,
            |settings, centre| queue(settings, centre, &[circle(Memory::Queue)])
        ),
        preset!(
            "asterisk.linear",
            "The first member of the list; without an answer, the next one for this call.",
            quirks: &[has("The place in the list is the call's own: every call begins at the top.")],
            parameters: PENALTIES,
            |settings, centre| queue(settings, centre, &[circle(Memory::Call)])
        ),
    ],
};

const fn circle(memory: Memory) -> AgentRule {
    AgentRule::Circular { memory, from: CircularFrom::Offered }
}

fn queue(settings: &Settings, centre: &Centre<'_>, strategy: &[AgentRule]) -> Expansion {
    Expansion::best_rank_first(strategy, &[CallRule::Priority, CallRule::FirstCome])
        .with_routes(centre.routes_by_penalty(settings))
}

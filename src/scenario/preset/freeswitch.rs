//! FreeSWITCH's call centre.

use super::parameter::Settings;
use super::settings::{
    EVERY, TIER_RULE_NO_AGENT_NO_WAIT, TIER_RULE_WAIT, TIER_RULE_WAIT_MULTIPLY, TIER_RULES_APPLY,
};
use super::{Centre, Expansion, Family, Parameter, Preset, has, has_not, preset};
use crate::model::{AgentRule, CallRule, CircularFrom, CountedSince, IdleSince, Memory};
use crate::time::SimDuration;

const TIERS: &[&Parameter] =
    &[&TIER_RULES_APPLY, &TIER_RULE_WAIT, &TIER_RULE_WAIT_MULTIPLY, &TIER_RULE_NO_AGENT_NO_WAIT];

const TIERS_AND_EVERY: &[&Parameter] = &[
    &EVERY,
    &TIER_RULES_APPLY,
    &TIER_RULE_WAIT,
    &TIER_RULE_WAIT_MULTIPLY,
    &TIER_RULE_NO_AGENT_NO_WAIT,
];

/// What a minute of wait adds to a score in seconds.
const POINTS_PER_MINUTE: f64 = 60.0;

pub(super) static FAMILY: Family = Family {
    name: "freeswitch",
    title: "FreeSWITCH, `mod_callcenter`",
    source: "`mod_callcenter.c` of FreeSWITCH",
    reading: "The rank of the skill is the level of the tier, the login number the position in \
              it; the priority of the call type is the base score of its calls, in seconds.",
    quirks: &[
        has("Calls of all queues are in one order: base score plus seconds waited."),
        has("Calls answered and talk time are zero again at every change into available, so that \
             who returns from a break is first under agent-with-fewest-calls and \
             agent-with-least-talk-time."),
        has("Under tier rules the first level waits as well (its number × the wait, or the flat \
             wait), unless levels without agents are skipped."),
        has("An agent on a break counts as logged in: the wait for such a level goes on."),
        has_not("`time-base-score=system`, by which time in the IVR counts as waited."),
        has_not("Callers who hang up keep their place for a while (`discard-abandoned-after`)."),
        has_not("The switch looks ten times a second; here it decides at once."),
    ],
    presets: &[
        preset!(
            "freeswitch.longest-idle-agent",
            "By level, then the agent whose last call ended longest ago, then by position.",
            quirks: &[has_not("The end of the last call is kept for ever, and an agent who never \
                               had one is first; here time begins at the login.")],
            parameters: TIERS,
            |settings, centre| queue(settings, centre, &[
                AgentRule::LongestIdle(IdleSince::HangUp),
                AgentRule::LinearAscending,
            ])
        ),
        preset!(
            "freeswitch.agent-with-least-talk-time",
            "By level, then the agent who has talked least since available, then by position.",
            quirks: &[], parameters: TIERS,
            |settings, centre| queue(settings, centre, &[
                AgentRule::LeastTalkTime(CountedSince::OnAvailable),
                AgentRule::LinearAscending,
            ])
        ),
        preset!(
            "freeswitch.agent-with-fewest-calls",
            "By level, then the agent with fewest calls since available, then by position.",
            quirks: &[], parameters: TIERS,
            |settings, centre| queue(settings, centre, &[
                AgentRule::FewestCalls(CountedSince::OnAvailable),
                AgentRule::LinearAscending,
            ])
        ),
        preset!(
            "freeswitch.sequentially-by-agent-order",
            "By level, then by position.",
            quirks: &[], parameters: TIERS,
            |settings, centre| queue(settings, centre, &[AgentRule::LinearAscending])
        ),
        preset!(
            "freeswitch.random",
            "By level, then anyone.",
            quirks: &[], parameters: TIERS,
            |settings, centre| queue(settings, centre, &[AgentRule::Random])
        ),
        preset!(
            "freeswitch.ring-all",
            "All idle agents of all levels ring, and the first to pick up gets the call.",
            quirks: &[has("Levels say only when agents begin to ring: with tier rules, those of an \
                           open level ring with those of the levels before.")],
            parameters: TIERS,
            |settings, centre| all_ring(settings, centre, None)
        ),
        preset!(
            "freeswitch.ring-progressively",
            "Agents ring one after another without the earlier ones falling silent.",
            quirks: &[has_not("Phones join by level and position; here those open join by lot.")],
            parameters: TIERS_AND_EVERY,
            |settings, centre| {
                let every = settings.every.unwrap_or(SimDuration::from_secs(10));
                all_ring(settings, centre, Some(every))
            }
        ),
        preset!(
            "freeswitch.top-down",
            "By position from the top; without an answer, the next one for this call.",
            quirks: &[has_not("The call goes on in the level of the agent it rang at last before \
                               lower levels; here the lowest level with an idle agent is first.")],
            parameters: TIERS,
            |settings, centre| queue(settings, centre, &[circle(Memory::Call)])
        ),
        preset!(
            "freeswitch.round-robin",
            "By position after the agent who was offered the queue's last call.",
            quirks: &[has_not("The rest of the last agent's level comes before lower levels; here \
                               the lowest level with an idle agent is first.")],
            parameters: TIERS,
            |settings, centre| queue(settings, centre, &[circle(Memory::Queue)])
        ),
    ],
};

const fn circle(memory: Memory) -> AgentRule {
    AgentRule::Circular { memory, from: CircularFrom::Offered }
}

fn queue(settings: &Settings, centre: &Centre<'_>, strategy: &[AgentRule]) -> Expansion {
    let score = &[CallRule::AgedPriority, CallRule::FirstCome];
    Expansion {
        priority_gain: Some(POINTS_PER_MINUTE),
        ..Expansion::best_rank_first(strategy, score)
    }
    .with_routes(centre.routes_by_tier(settings, None))
}

fn all_ring(settings: &Settings, centre: &Centre<'_>, every: Option<SimDuration>) -> Expansion {
    let mut expansion = queue(settings, centre, &[AgentRule::RingAll { every }]);
    expansion.routing.rank_first = false;
    expansion.with_routes(centre.routes_by_tier(settings, Some(0)))
}

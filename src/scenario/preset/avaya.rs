//! Avaya Communication Manager with Call Center Elite and Business Advocate.

use super::parameter::{CallHandling, Need, Settings};
use super::settings::{ACW_COUNTS, CALL_HANDLING, IDLE_SINCE_HANG_UP, NEED};
use super::{Expansion, Family, Parameter, Preset, has, has_not, preset};
use crate::model::{AgentRule, CallRule, IdleSince};

const MIA: &[&Parameter] = &[&CALL_HANDLING, &NEED, &IDLE_SINCE_HANG_UP];
const LOA: &[&Parameter] = &[&CALL_HANDLING, &NEED, &ACW_COUNTS];

pub(super) static FAMILY: Family = Family {
    name: "avaya",
    title: "Avaya Call Center Elite and Business Advocate",
    source: "documentation.avaya.com, Call Center Elite feature reference (UCD-MIA, call handling \
             preference); Business Advocate user guide, pp. 16–36 \
             (manualsdump.com/en/manuals/avaya-3.1/251498)",
    reading: "The rank is the skill level, 1 being the best; the share of a skill is its target \
              allocation; `service_level.within` is the service objective.",
    quirks: &[
        has("UCD ignores levels in the choice of an agent, EAD takes the best level first."),
        has("With greatest need levels are ignored in the choice of a call, with skill level the \
             agent's best level comes first; then priority, then the wait."),
        has_not(
            "Lists of idle agents for each skill: idle time is that over all skills, as with \
                 \"MIA across skills\".",
        ),
        has_not("Reserve levels and overload thresholds of Service Level Supervisor."),
    ],
    presets: &[
        preset!(
            "avaya.ucd-mia",
            "The most idle agent, whatever the level.",
            quirks: MIA_QUIRKS, parameters: MIA,
            |settings, _| Expansion::whatever_rank(&[most_idle(settings)], &calls(settings))
        ),
        preset!(
            "avaya.ead-mia",
            "The best level, then the most idle agent.",
            quirks: MIA_QUIRKS, parameters: MIA,
            |settings, _| Expansion::best_rank_first(&[most_idle(settings)], &calls(settings))
        ),
        preset!(
            "avaya.ucd-loa",
            "The least occupied agent, whatever the level.",
            quirks: LOA_QUIRKS, parameters: LOA,
            |settings, _| Expansion::whatever_rank(&least_occupied(settings), &calls(settings))
        ),
        preset!(
            "avaya.ead-loa",
            "The best level, then the least occupied agent.",
            quirks: LOA_QUIRKS, parameters: LOA,
            |settings, _| Expansion::best_rank_first(&least_occupied(settings), &calls(settings))
        ),
        preset!(
            "avaya.percent-allocation",
            "The most idle agent; who frees takes the skill that is furthest below its share.",
            quirks: &[
                has_not("Percent allocation distribution (PAD): shares decide between idle agents \
                         too."),
                has_not("Auto reserve, by which an agent over the share stays idle."),
            ],
            parameters: &[&IDLE_SINCE_HANG_UP],
            |settings, _| Expansion::whatever_rank(
                &[most_idle(settings)],
                &[CallRule::PercentAllocation, CallRule::Priority, CallRule::FirstCome],
            )
        ),
    ],
};

const MIA_QUIRKS: &[super::Quirk] = &[has(
    "Idle time runs on during after-call work (\"ACW agents considered idle\"), and in breaks; \
         `idle_since` \"wrap-up-end\" or \"available\" changes that.",
)];

const LOA_QUIRKS: &[super::Quirk] = &[
    has("Talk, hold and, if it counts, after-call work make up occupancy, of the time at work \
         today."),
    has_not("Ringing counts as occupied."),
    has_not("One page of the maker describes LOA as the longest idle since login."),
];

fn most_idle(settings: &Settings) -> AgentRule {
    AgentRule::LongestIdle(settings.idle_since.unwrap_or(IdleSince::HangUp))
}

fn least_occupied(settings: &Settings) -> [AgentRule; 2] {
    let wrap_up = settings.acw_counts.unwrap_or(true);
    [AgentRule::LeastOccupied { wrap_up }, AgentRule::LongestIdle(IdleSince::HangUp)]
}

fn calls(settings: &Settings) -> Vec<CallRule> {
    let mut rules = match settings.call_handling.unwrap_or_default() {
        CallHandling::GreatestNeed => vec![CallRule::Priority],
        CallHandling::SkillLevel => vec![CallRule::Rank, CallRule::Priority],
    };
    match settings.need.unwrap_or_default() {
        Need::CurrentWait => {}
        Need::PredictedWait => rules.push(CallRule::PredictedWait),
        Need::ServiceObjective => rules.push(CallRule::TargetRatio),
    }
    rules.push(CallRule::FirstCome);
    rules
}

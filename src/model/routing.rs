//! The rules of the switch, and the flat lists they compile to.

use super::profile::{Profile, ProfileId};
use super::{CallType, CallTypeId};

/// The rules of the switch: ordered lists, the next deciding ties of the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routing {
    /// Which idle agent takes a call that arrives, among those of the best rank.
    pub agent_selection: Vec<AgentRule>,
    /// Which waiting call an agent takes who frees.
    pub call_selection: Vec<CallRule>,
}

impl Default for Routing {
    /// The longest idle agent; priority, then first come.
    fn default() -> Self {
        Routing {
            agent_selection: vec![AgentRule::LongestIdle],
            call_selection: vec![CallRule::Priority, CallRule::FirstCome],
        }
    }
}

/// A rule that prefers one idle agent to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgentRule {
    /// The one whose last wrap-up ended first, or who logged in first without a call since.
    LongestIdle,
}

/// A rule that prefers one waiting call to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallRule {
    /// The one that entered its queue first.
    FirstCome,
    /// The one of the higher priority.
    Priority,
    /// The one that the agent ranks better, then the one that entered first.
    RankThenFcfs,
}

impl AgentRule {
    /// Every rule.
    pub const ALL: [AgentRule; 1] = [AgentRule::LongestIdle];

    /// The name in scenarios.
    pub const fn name(self) -> &'static str {
        match self {
            AgentRule::LongestIdle => "longest-idle",
        }
    }
}

impl CallRule {
    /// Every rule.
    pub const ALL: [CallRule; 3] =
        [CallRule::FirstCome, CallRule::Priority, CallRule::RankThenFcfs];

    /// The name in scenarios.
    pub const fn name(self) -> &'static str {
        match self {
            CallRule::FirstCome => "first-come",
            CallRule::Priority => "priority",
            CallRule::RankThenFcfs => "rank-then-fcfs",
        }
    }
}

/// The routing as the engine asks for it: nothing is compared that is the same for every call.
#[derive(Clone, Debug)]
pub(super) struct CompiledRouting {
    pub(super) profiles_for: Vec<Vec<Vec<ProfileId>>>,
    pub(super) call_types_for: Vec<Vec<Vec<CallTypeId>>>,
}

impl CompiledRouting {
    pub(super) fn new(call_types: &[CallType], profiles: &[Profile], routing: &Routing) -> Self {
        for rule in &routing.agent_selection {
            match rule {
                // The only rule there is, and what the idle lists of the engine are sorted by.
                AgentRule::LongestIdle => {}
            }
        }
        let mut ranked = vec![Vec::new(); call_types.len()];
        for (profile, each) in profiles.iter().enumerate() {
            for skill in &each.skills {
                ranked[skill.call_type.index()].push((skill.rank, ProfileId(profile as u32)));
            }
        }
        let profiles_for = ranked.into_iter().map(tiers).collect();
        let call_types_for = profiles
            .iter()
            .map(|profile| {
                let ranked = profile.skills.iter().map(|skill| {
                    let priority = call_types[skill.call_type.index()].priority;
                    (merit(&routing.call_selection, priority, skill.rank), skill.call_type)
                });
                tiers(ranked.collect())
            })
            .collect();
        CompiledRouting { profiles_for, call_types_for }
    }
}

/// What the rules before the first FCFS say of a call type for an agent, smaller being served first.
///
/// All of it is known when the model is compiled; what is left to compare is the time of entry.
fn merit(rules: &[CallRule], priority: i32, rank: u32) -> Vec<i64> {
    let mut merit = Vec::new();
    for rule in rules {
        match rule {
            CallRule::FirstCome => break,
            CallRule::Priority => merit.push(-i64::from(priority)),
            CallRule::RankThenFcfs => {
                merit.push(i64::from(rank));
                break;
            }
        }
    }
    merit
}

/// Groups what has equal keys, the smallest key first; within a tier the order of ids.
fn tiers<K: Ord, T: Copy + Ord>(mut keyed: Vec<(K, T)>) -> Vec<Vec<T>> {
    keyed.sort();
    keyed
        .chunk_by(|one, other| one.0 == other.0)
        .map(|tier| tier.iter().map(|(_, item)| *item).collect())
        .collect()
}

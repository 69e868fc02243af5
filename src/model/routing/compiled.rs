//! The routing as the engine asks for it: flat lists, by queue and by profile.
//!
//! A call that waits is in a queue of its type: in the first one as long as no step of the route
//! has come, then in another for each set of steps that were taken. So who may serve it is the
//! same for all calls of a queue, and a step moves a call from one queue to the next. Where floor
//! rules change the route of a type there is another set of queues for each set of rules that may be
//! in force.

use super::Routing;
use super::check::{check_attributes, check_expressions};
use super::eligible::{Eligible, EligibleBlock, blocks, eligible};
use super::filter::{Attributes, Filters};
use super::queues::Queues;
use super::rules::CallRule;
use super::score::Scores;
use super::vocabulary::Vocabularies;
use crate::expression::Expression;
use crate::model::profile::{Profile, ProfileId};
use crate::model::{AgentGroup, CallType, CallTypeId, FloorRule, FloorRuleId, ModelError};
use crate::time::SimDuration;

/// The index of a queue in [`Model::queues`](crate::model::Model::queues).
///
/// The first queue of each call type has the index of the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueueId(pub u32);

impl QueueId {
    /// The place in a slice that has an element for each queue.
    #[inline]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The queue that a call of a type comes to first.
    #[inline]
    pub const fn first_of(call_type: CallTypeId) -> Self {
        QueueId(call_type.0)
    }
}

/// What is the same for all calls of a queue.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueRoute {
    /// Their type.
    pub call_type: CallTypeId,
    /// Their priority.
    pub priority: i32,
    /// Who may serve them: tiers of targets, those to be preferred first.
    pub tiers: Vec<Vec<Target>>,
    /// What the route does to one that waits on.
    pub next: Option<Advance>,
    /// What a floor rule in force does to one that waits on, besides.
    pub inserted: Option<Advance>,
    /// Where one is that has come as far on the route while other floor rules are in force that
    /// change it: a queue for each [mask](crate::model::Model::rules_rerouting) of these. Empty if
    /// there are none.
    pub siblings: Vec<QueueId>,
}

impl QueueRoute {
    /// All that is ahead of one that waits on.
    #[inline]
    pub fn ahead(&self) -> impl Iterator<Item = &Advance> {
        self.next.iter().chain(&self.inserted)
    }
}

/// Agents who may serve the calls of a queue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// Who.
    pub profile: ProfileId,
    /// The place of the step that has opened them in the route; 32 if a floor rule has.
    pub step: u32,
    /// Only if more agents than this of the group are idle.
    pub reserve: u32,
    /// Only while at least so many calls of the type wait.
    pub min_queue: u32,
    /// The share of calls under `percent-split`.
    pub share: f64,
}

/// The next step of the calls in a queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Advance {
    /// How long a call has waited then.
    pub after: SimDuration,
    /// Whether it comes at once when nobody is logged in who may serve the queue.
    pub or_unstaffed: bool,
    /// What must hold then.
    pub condition: Option<Condition>,
    /// Where to.
    pub to: AdvanceTo,
}

/// What must hold for a step to come.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// What, over [`Vocabularies::condition`](super::Vocabularies::condition).
    pub holds: Expression,
    /// The queue of the same type where the call goes on if it does not hold.
    pub otherwise: QueueId,
}

/// Where a step leads.
#[derive(Clone, Debug, PartialEq)]
pub enum AdvanceTo {
    /// Another queue of the same type.
    Queue(QueueId),
    /// Another type.
    Overflow {
        /// Which one.
        to: CallTypeId,
        /// Whether the call keeps its place in the line of all calls.
        keep_place: bool,
        /// Where the call goes on that was handed on too often already.
        otherwise: QueueId,
    },
    /// Out of the call centre, if the caller accepts to be called back: a task comes to another
    /// type, or the same.
    Callback {
        /// Which one.
        to: CallTypeId,
        /// The chance that a caller accepts.
        accept: f64,
        /// Whether the task has the caller's place in the line of all calls.
        keep_place: bool,
        /// How many steps there are before this one that offer callbacks: each has a draw of its own.
        offer: u32,
        /// Where the call goes on whose caller declines, or that is a task already.
        otherwise: QueueId,
    },
}

/// More steps in a route than this are refused.
pub(crate) const MOST_STEPS: usize = 32;

/// Longer waits than a thousand years are refused, so that no sum with one leaves the clock.
pub(in crate::model) const LONGEST_WAIT: SimDuration = SimDuration::from_secs(1000 * 366 * 86_400);

/// The routing of a model.
#[derive(Clone, Debug)]
pub(in crate::model) struct CompiledRouting {
    /// By call type: tiers of those who may serve it some time.
    pub(in crate::model) profiles_for: Vec<Vec<Vec<ProfileId>>>,
    /// By profile: tiers of what it may serve some time, by what is known beforehand.
    pub(in crate::model) call_types_for: Vec<Vec<Vec<CallTypeId>>>,
    pub(in crate::model) queues: Vec<QueueRoute>,
    /// By call type.
    pub(in crate::model) queues_of: Vec<Vec<QueueId>>,
    /// By call type: the floor rules that change its route.
    pub(in crate::model) rules_rerouting: Vec<Vec<FloorRuleId>>,
    /// By floor rule: the call types whose routes it changes.
    pub(in crate::model) rerouted_by: Vec<Vec<CallTypeId>>,
    /// By call type, then mask: those who may serve it some time.
    pub(in crate::model) profiles_under: Vec<Vec<Vec<ProfileId>>>,
    /// By profile, in the order of queues.
    pub(in crate::model) eligible: Vec<Vec<Eligible>>,
    /// By profile: the same, 64 queues at a time.
    pub(in crate::model) eligible_blocks: Vec<Vec<EligibleBlock>>,
    /// By call type: the lengths of its queue at which more agents may serve it.
    pub(in crate::model) gates: Vec<Vec<u32>>,
    pub(in crate::model) vocabularies: Vocabularies,
    attributes: Attributes,
    pub(in crate::model) scores: Scores,
    /// By group: the queues that some of its agents may serve only if more than so many are idle.
    /// Empty where all are alike: then whoever becomes idle has looked at them already.
    pub(in crate::model) reserved: Vec<Vec<(u32, QueueId)>>,
    /// By profile: the queues it may serve that calls leave when nobody is there for them.
    pub(in crate::model) left_if_unstaffed: Vec<Vec<QueueId>>,
    pub(in crate::model) asks_for_last_agents: bool,
    pub(in crate::model) is_standard: bool,
}

impl CompiledRouting {
    pub(in crate::model) fn new(
        call_types: &[CallType],
        agent_groups: &[AgentGroup],
        profiles: &[Profile],
        routing: &Routing,
        floor_rules: &[FloorRule],
    ) -> Result<Self, ModelError> {
        check_attributes(agent_groups)?;
        let vocabularies = Vocabularies::of(call_types, agent_groups);
        check_expressions(routing, call_types, agent_groups, &vocabularies)?;
        let attributes = Attributes::new(agent_groups, profiles);
        let filters = Filters { vocabularies: &vocabularies, attributes: &attributes };
        let queues = Queues::new(call_types, profiles, filters, routing, floor_rules)?;
        let scores = Scores::new(routing, &vocabularies, agent_groups, profiles, &queues.all)?;
        let profiles_for: Vec<_> = queues.of.iter().map(|own| queues.who_may_serve(own)).collect();
        let call_types_for = (0..profiles.len() as u32)
            .map(|profile| {
                let skills = profiles[profile as usize].skills.iter().filter(|skill| {
                    let tiers: &Vec<Vec<ProfileId>> = &profiles_for[skill.call_type.index()];
                    tiers.iter().flatten().any(|each| each.0 == profile)
                });
                let ranked = skills.map(|skill| {
                    let priority = call_types[skill.call_type.index()].priority;
                    (merit(&routing.call_selection, priority, skill.rank), skill.call_type)
                });
                tiers(ranked.collect())
            })
            .collect();
        let mut gates = vec![Vec::new(); call_types.len()];
        let groups = profiles.iter().map(|each| each.group.index() + 1).max().unwrap_or(0);
        let mut reserved = vec![Vec::new(); groups];
        let mut left_if_unstaffed = vec![Vec::new(); profiles.len()];
        for (id, queue) in (0..).map(QueueId).zip(&queues.all) {
            for target in queue.tiers.iter().flatten() {
                let Target { profile, reserve, .. } = *target;
                let gates = &mut gates[queue.call_type.index()];
                if target.min_queue > 1 && !gates.contains(&target.min_queue) {
                    gates.push(target.min_queue);
                }
                let group = profiles[profile.index()].group;
                let differ = profiles.iter().filter(|each| each.group == group).count() > 1;
                let reserved = &mut reserved[group.index()];
                if differ && reserve > 0 && !reserved.contains(&(reserve, id)) {
                    reserved.push((reserve, id));
                }
                if queue.next.as_ref().is_some_and(|next| next.or_unstaffed) {
                    left_if_unstaffed[profile.index()].push(id);
                }
            }
        }
        let eligible = eligible(&queues.all, profiles);
        let asks_for_last_agents = call_types.iter().any(|each| each.routing.last_agent.is_some());
        let types = || (0..call_types.len() as u32).map(CallTypeId);
        let profiles_under = types().map(|id| queues.who_may_serve_under(id)).collect();
        let rules_rerouting = queues.rules_of;
        let rerouted_by = |rule: FloorRuleId| {
            types().filter(|id| rules_rerouting[id.index()].contains(&rule)).collect()
        };
        let rules = (0..floor_rules.len() as u16).map(FloorRuleId);
        let rerouted_by: Vec<Vec<CallTypeId>> = rules.map(rerouted_by).collect();
        let is_standard = routing.is_standard()
            && rerouted_by.iter().all(|types| types.is_empty())
            && !asks_for_last_agents
            && call_types.iter().all(|each| each.routing.route.is_none())
            && profiles.iter().flat_map(|each| &each.skills).all(|skill| skill.delay.is_zero());
        Ok(CompiledRouting {
            profiles_for,
            call_types_for,
            queues: queues.all,
            queues_of: queues.of,
            rules_rerouting,
            rerouted_by,
            profiles_under,
            eligible_blocks: eligible.iter().map(|each| blocks(each)).collect(),
            eligible,
            gates,
            scores,
            attributes,
            vocabularies,
            reserved,
            left_if_unstaffed,
            asks_for_last_agents,
            is_standard,
        })
    }

    /// What the attributes of a profile are, by number.
    pub(in crate::model) fn attributes_of(&self, profile: ProfileId) -> &[f64] {
        self.attributes.of(profile.index())
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
            CallRule::Rank => merit.push(i64::from(rank)),
            CallRule::RankThenFcfs => {
                merit.push(i64::from(rank));
                break;
            }
            // Other rules never ask for what is known beforehand.
            _ => {}
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

//! The routing as the engine asks for it: flat lists, by queue and by profile.
//!
//! A call that waits is in a queue of its type: in the first one as long as no step of the route
//! has come, then in another for each set of steps that were taken. So who may serve it is the
//! same for all calls of a queue, and a step moves a call from one queue to the next.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::Routing;
use super::check::{check_attributes, check_expressions};
use super::eligible::{Eligible, EligibleBlock, blocks, eligible};
use super::filter::{Attributes, Filters};
use super::route::{Opening, Route, Step, StepAction};
use super::rules::CallRule;
use super::score::Scores;
use super::vocabulary::Vocabularies;
use crate::expression::Expression;
use crate::model::profile::{Profile, ProfileId};
use crate::model::{AgentGroup, CallType, CallTypeId, ModelError};
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
    /// What happens to one that waits on.
    pub next: Option<Advance>,
}

/// Agents who may serve the calls of a queue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// Who.
    pub profile: ProfileId,
    /// The place of the step that has opened them in the route.
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
}

/// More steps in a route than this are refused.
pub(crate) const MOST_STEPS: usize = 32;

/// More queues of one call type than this are refused: each condition may double their number.
const MOST_QUEUES: usize = 1024;

/// Longer waits than a thousand years are refused, so that no sum with one leaves the clock.
pub(super) const LONGEST_WAIT: SimDuration = SimDuration::from_secs(1000 * 366 * 86_400);

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
    ) -> Result<Self, ModelError> {
        check_attributes(agent_groups)?;
        let vocabularies = Vocabularies::of(call_types, agent_groups);
        check_expressions(routing, call_types, agent_groups, &vocabularies)?;
        let attributes = Attributes::new(agent_groups, profiles);
        let filters = Filters { vocabularies: &vocabularies, attributes: &attributes };
        let queues = Queues::new(call_types, profiles, filters, routing)?;
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
        let is_standard = routing.is_standard()
            && !asks_for_last_agents
            && call_types.iter().all(|each| each.routing.route.is_none())
            && profiles.iter().flat_map(|each| &each.skills).all(|skill| skill.delay.is_zero());
        Ok(CompiledRouting {
            profiles_for,
            call_types_for,
            queues: queues.all,
            queues_of: queues.of,
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

/// The queues of all call types in the making.
struct Queues<'a> {
    profiles: &'a [Profile],
    filters: Filters<'a>,
    rank_first: bool,
    all: Vec<QueueRoute>,
    of: Vec<Vec<QueueId>>,
}

/// How far a call has come on its route: which steps were taken, and which is next.
type Progress = (u32, usize);

impl<'a> Queues<'a> {
    fn new(
        call_types: &[CallType],
        profiles: &'a [Profile],
        filters: Filters<'a>,
        routing: &Routing,
    ) -> Result<Self, ModelError> {
        let empty =
            |call_type| QueueRoute { call_type, priority: 0, tiers: Vec::new(), next: None };
        let ids = (0..call_types.len() as u32).map(CallTypeId);
        let mut queues = Queues {
            profiles,
            filters,
            rank_first: routing.rank_first,
            all: ids.clone().map(empty).collect(),
            of: ids.clone().map(|id| vec![QueueId::first_of(id)]).collect(),
        };
        for id in ids {
            let call_type = &call_types[id.index()];
            call_type.routing.check(&call_type.name)?;
            let route = match &call_type.routing.route {
                Some(route) => Cow::Borrowed(route),
                None => Cow::Owned(Route::by_delay(id, profiles)),
            };
            let groups = profiles.iter().map(|each| each.group.index() + 1).max().unwrap_or(0);
            route.check(&call_type.name, call_types.len(), groups)?;
            queues.add(id, call_type.priority, &route);
            if queues.of[id.index()].len() > MOST_QUEUES {
                return Err(ModelError::TooManyQueues { call_type: call_type.name.clone() });
            }
        }
        Ok(queues)
    }

    /// Makes the queues of a call type.
    fn add(&mut self, call_type: CallTypeId, priority: i32, route: &Route) {
        let start = route.settled((0, 0));
        let mut known = BTreeMap::from([(start, QueueId::first_of(call_type))]);
        let mut open = vec![start];
        while let Some(progress) = open.pop() {
            if known.len() > MOST_QUEUES {
                // Refused by who has asked for them.
                return;
            }
            let mut queue_at = |progress: Progress| {
                *known.entry(route.settled(progress)).or_insert_with_key(|settled| {
                    let id = QueueId(self.all.len() as u32);
                    self.all.push(QueueRoute {
                        call_type,
                        priority: 0,
                        tiers: Vec::new(),
                        next: None,
                    });
                    self.of[call_type.index()].push(id);
                    open.push(*settled);
                    id
                })
            };
            let (taken, next) = progress;
            let advance = route.steps.get(next).map(|step| {
                let condition = step.condition.as_ref().map(|holds| Condition {
                    holds: holds.clone(),
                    otherwise: queue_at((taken, next + 1)),
                });
                let to = match &step.action {
                    StepAction::Open(_) => {
                        AdvanceTo::Queue(queue_at((taken | 1 << next, next + 1)))
                    }
                    StepAction::OfferCallback { .. } => {
                        AdvanceTo::Queue(queue_at((taken, next + 1)))
                    }
                    StepAction::Overflow { to, keep_place } => AdvanceTo::Overflow {
                        to: *to,
                        keep_place: *keep_place,
                        otherwise: queue_at((taken, next + 1)),
                    },
                };
                Advance { after: step.after, or_unstaffed: step.or_unstaffed, condition, to }
            });
            let openings = || route.openings(taken);
            let queue = QueueRoute {
                call_type,
                priority: openings()
                    .fold(priority, |sum, (_, opening)| sum.saturating_add(opening.add_priority)),
                tiers: self.tiers(call_type, openings()),
                next: advance,
            };
            let id = known[&progress];
            self.all[id.index()] = queue;
        }
    }

    /// Whom some openings let serve a call type.
    fn tiers<'o>(
        &self,
        call_type: CallTypeId,
        openings: impl Iterator<Item = (u32, &'o Opening)>,
    ) -> Vec<Vec<Target>> {
        // By profile: the tier and the target of the best step.
        let mut best: BTreeMap<ProfileId, ((u32, u32), Target)> = BTreeMap::new();
        for (step, opening) in openings {
            if opening.only {
                best.clear();
            }
            for (profile, each) in (0..).map(ProfileId).zip(self.profiles) {
                let Some(skill) = each.skills.iter().find(|skill| skill.call_type == call_type)
                else {
                    continue;
                };
                if opening.delay.is_some_and(|delay| skill.delay != delay) {
                    continue;
                }
                if opening.groups.as_ref().is_some_and(|groups| !groups.contains(&each.group)) {
                    continue;
                }
                let passes = |filter| self.filters.pass(filter, profile.index(), each, skill);
                if !opening.filter.as_ref().is_none_or(passes) {
                    continue;
                }
                let rank = if self.rank_first { skill.rank.max(opening.least_rank) } else { 0 };
                let key = (opening.tier.unwrap_or(step), rank);
                let Opening { reserve, min_queue, share, .. } = *opening;
                let target = Target { profile, step, reserve, min_queue, share };
                let known = best.entry(profile).or_insert((key, target));
                // Who waits longer is never worse off.
                let reserve = reserve.min(known.1.reserve);
                let min_queue = min_queue.min(known.1.min_queue);
                if key < known.0 {
                    *known = (key, target);
                }
                (known.1.reserve, known.1.min_queue) = (reserve, min_queue);
            }
        }
        let mut ranked: Vec<_> = best.into_values().collect();
        ranked.sort_by_key(|(key, target)| (*key, target.profile));
        ranked
            .chunk_by(|one, other| one.0 == other.0)
            .map(|tier| tier.iter().map(|(_, target)| *target).collect())
            .collect()
    }

    /// All who may serve one of the queues, those of the earliest one first.
    fn who_may_serve(&self, queues: &[QueueId]) -> Vec<Vec<ProfileId>> {
        let mut seen = BTreeSet::new();
        let tiers = queues.iter().flat_map(|queue| &self.all[queue.index()].tiers);
        let fresh = tiers.map(|tier| {
            let profiles = tier.iter().map(|target| target.profile);
            profiles.filter(|profile| seen.insert(*profile)).collect::<Vec<_>>()
        });
        fresh.filter(|tier| !tier.is_empty()).collect()
    }
}

impl Route {
    /// The route of a call type that has none: everybody with the skill, after the delay of it.
    fn by_delay(call_type: CallTypeId, profiles: &[Profile]) -> Self {
        let skills = profiles.iter().flat_map(|profile| &profile.skills);
        let own = skills.filter(|skill| skill.call_type == call_type);
        let mut delays: BTreeSet<_> = own.map(|skill| skill.delay).collect();
        // Without anybody it is a route all the same.
        delays.insert(SimDuration::ZERO);
        let step = |delay: SimDuration| Step {
            after: delay,
            or_unstaffed: false,
            condition: None,
            // Who comes later is as good as who was there before.
            action: StepAction::Open(Opening {
                delay: Some(delay),
                tier: Some(0),
                ..Opening::default()
            }),
        };
        Route { steps: delays.into_iter().map(step).collect() }
    }

    /// Takes the steps that every call takes at once.
    fn settled(&self, (mut taken, mut next): Progress) -> Progress {
        let at_once = |step: &&Step| step.after.is_zero() && step.condition.is_none();
        while let Some(Step { action: StepAction::Open(_), .. }) =
            self.steps.get(next).filter(at_once)
        {
            taken |= 1 << next;
            next += 1;
        }
        (taken, next)
    }

    /// What was opened in the steps taken.
    fn openings(&self, taken: u32) -> impl Iterator<Item = (u32, &Opening)> {
        (0..).zip(&self.steps).filter_map(move |(place, step)| match &step.action {
            StepAction::Open(opening) if taken & 1 << place != 0 => Some((place, opening)),
            StepAction::Open(_)
            | StepAction::Overflow { .. }
            | StepAction::OfferCallback { .. } => None,
        })
    }

    fn check(&self, name: &str, call_types: usize, groups: usize) -> Result<(), ModelError> {
        let out_of_range = |complaint| {
            Err(ModelError::OutOfRange { what: "route", name: name.to_owned(), complaint })
        };
        if self.steps.is_empty() || self.steps.len() > MOST_STEPS {
            return out_of_range("must have from 1 to 32 steps");
        }
        if !self.steps.is_sorted_by_key(|step| step.after) {
            return out_of_range("must have its steps in the order of time");
        }
        if self.steps.iter().any(|step| step.after > LONGEST_WAIT) {
            return out_of_range("must have steps within a thousand years");
        }
        let is_good = |step: &Step| match &step.action {
            StepAction::Open(Opening { groups: named, share, .. }) => {
                let mut named = named.iter().flatten();
                share.is_finite() && *share >= 0.0 && named.all(|group| group.index() < groups)
            }
            StepAction::Overflow { to, .. } => to.index() < call_types,
            StepAction::OfferCallback { to, accept, .. } => {
                to.index() < call_types && (0.0..=1.0).contains(accept)
            }
        };
        if !self.steps.iter().all(is_good) {
            return out_of_range("must have shares, groups and call types that there are");
        }
        Ok(())
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

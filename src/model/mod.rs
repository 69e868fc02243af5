//! What is simulated: checked, with indices instead of names, immutable, shared by all threads.
//!
//! A [`Model`] comes from a scenario file or is built in code from [`CallType`]s, [`AgentGroup`]s
//! and a [`Horizon`]. [`Model::new`] checks what the engine relies on and compiles the routing
//! into flat lists.

mod arrivals;
mod call_type;
mod error;
mod floor_rule;
mod horizon;
mod life;
mod live;
mod logins;
mod outage;
mod people;
mod pool;
mod profile;
mod routing;
#[cfg(test)]
pub(crate) mod sample;
mod staffing;

pub(crate) use arrivals::state_at;
pub use arrivals::{
    Arrivals, BatchSize, Busyness, LARGEST_BATCH, MOST_SURGES, Modulation, ModulationError, Normal,
    Period, Process, RateSegment, Spread, Surge, SurgeEffect, SurgeWindow, TraceCall,
};
pub use call_type::{
    CallType, CountedBy, Handling, OverDay, Patience, Redial, RedialCause, ServiceLevelObjective,
    ServiceLevelRule,
};
pub use error::ModelError;
pub use floor_rule::{Check, FloorAction, FloorRule, FloorRuleId};
pub use horizon::{
    AtClose, CivilDate, ClockHours, Horizon, HorizonError, Interval, IntervalKind, OpenHours,
    Weekday,
};
pub use life::{
    Admission, Announcement, Balking, BalkingThreshold, CallLife, Capacity, Ivr, NextStep,
    NextStepKind, Repeat, Resolution, Ring, TrunkGroup, TrunkGroupId, WaitEstimator, WhenFull,
};
pub use live::{LiveNames, LiveVocabulary};
pub use outage::{
    Failure, Generator, InProgress, IvrCalls, NewCalls, Outage, OutageId, OutageTiming,
    OutageWindow, SpareSeats, Ups,
};
pub use people::{Adherence, Fatigue, Individual, Learning, People, Rest};
pub use profile::{Profile, ProfileId};
pub use routing::{
    Advance, AdvanceTo, AgentRule, BestLevel, CallRouting, CallRule, CircularFrom, Condition,
    CountedSince, Eligible, IdleSince, LastAgent, MOST_SCORING, MOST_SCORING_OF_A_CALL, Memory,
    Opening, PairWeight, QueueId, QueueRoute, Route, RouteChange, RouteChangeKind, Routing, Step,
    StepAction, Target, Vocabularies, WaitingCost,
};
pub use staffing::{
    Activity, ActivityKind, AgentGroup, AgentState, HeadCount, Shift, Skill, Staffing,
};

pub(crate) use life::{MOST_VISITS, ROUNDING};
pub(crate) use live::{AgentsDoing, LiveQuantity, ServiceQuantity, Span};
pub(crate) use routing::{
    AgentQuantity, AgentScore, CallQuantity, CallScore, EligibleBlock, FloorQuantity,
    GroupQuantity, LONGEST_SECONDS, MOST_STEPS, OwnScore, PairQuantity, Quantity, SPEEDS, Scores,
};

use crate::expression::Kind;
use crate::time::{MICROS_PER_DAY, SimTime};
use logins::LoginNumbers;
use profile::Profiles;
use routing::CompiledRouting;

/// The index of a call type in [`Model::call_types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallTypeId(pub u32);

/// The index of an agent group in [`Model::agent_groups`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentGroupId(pub u32);

/// An agent: those of the first group from 0 on, then those of the second, and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentId(pub u32);

impl CallTypeId {
    /// The place in a slice that has an element for each call type.
    #[inline]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl AgentGroupId {
    /// The place in a slice that has an element for each agent group.
    #[inline]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a [`Model`] is made of.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The scenario's name.
    pub name: String,
    /// How long is simulated, and its intervals.
    pub horizon: Horizon,
    /// The lines into the call centre.
    pub trunk_groups: Vec<TrunkGroup>,
    /// Why callers call.
    pub call_types: Vec<CallType>,
    /// Who answers.
    pub agent_groups: Vec<AgentGroup>,
    /// The rules of the switch.
    pub routing: Routing,
    /// What breaks.
    pub outages: Vec<Outage>,
    /// What the floor manager does, in the order of checks.
    pub floor_rules: Vec<FloorRule>,
}

/// How many there are of each kind, for checks of ids.
#[derive(Clone, Copy, Debug)]
struct Sizes {
    call_types: usize,
    agent_groups: usize,
    trunk_groups: usize,
}

/// A call centre that can be simulated.
#[derive(Clone, Debug)]
pub struct Model {
    name: String,
    trunk_groups: Vec<TrunkGroup>,
    horizon: Horizon,
    call_types: Vec<CallType>,
    agent_groups: Vec<AgentGroup>,
    routing: Routing,
    outages: Vec<Outage>,
    floor_rules: Vec<FloorRule>,
    live: LiveVocabulary,
    profiles: Profiles,
    logins: LoginNumbers,
    compiled: CompiledRouting,
    is_plain: bool,
    is_pool: bool,
}

/// More agents in all groups together than this are refused; the engine has 24 bits for them.
const MOST_AGENTS: u64 = 10_000_000;

const MOST_OUTAGES_OR_RULES: usize = 1000;

/// An event stands in 64 bits: above its moment, and below a number that tells whose it is and which of
/// two at the same moment comes first. This is how many bits the number takes where so many agents or
/// call types have an event: there are eight times as many numbers, so that they are rarely used up.
pub(crate) const fn bits_of_numbers(sources: usize) -> u32 {
    let bits = (8 * sources).next_power_of_two().ilog2();
    if bits < 12 { 12 } else { bits }
}

/// Events of so many sources must come before this moment.
pub(crate) const fn end_of_events(sources: usize) -> SimTime {
    SimTime::from_micros(u64::MAX >> bits_of_numbers(sources))
}

impl Model {
    /// A model without limits to its trunks.
    ///
    /// # Errors
    ///
    /// [`ModelError`] names the first part that the engine could not run with.
    pub fn new(
        name: impl Into<String>,
        horizon: Horizon,
        call_types: Vec<CallType>,
        agent_groups: Vec<AgentGroup>,
        routing: Routing,
    ) -> Result<Self, ModelError> {
        let name = name.into();
        Model::from_parts(Parts {
            name,
            horizon,
            trunk_groups: Vec::new(),
            call_types,
            agent_groups,
            routing,
            outages: Vec::new(),
            floor_rules: Vec::new(),
        })
    }

    /// Checks the parts and compiles the routing.
    ///
    /// # Errors
    ///
    /// [`ModelError`] names the first part that the engine could not run with.
    pub fn from_parts(parts: Parts) -> Result<Self, ModelError> {
        let Parts {
            name,
            horizon,
            trunk_groups,
            call_types,
            agent_groups,
            routing,
            outages,
            floor_rules,
        } = parts;
        if call_types.is_empty() {
            return Err(ModelError::Nothing("call type"));
        }
        if agent_groups.is_empty() {
            return Err(ModelError::Nothing("agent group"));
        }
        refuse_same_names("call type", call_types.iter().map(|each| each.name.as_str()))?;
        refuse_same_names("agent group", agent_groups.iter().map(|each| each.name.as_str()))?;
        refuse_same_names("trunk group", trunk_groups.iter().map(|each| each.name.as_str()))?;
        refuse_same_names("outage", outages.iter().map(|each| each.name.as_str()))?;
        refuse_same_names("floor rule", floor_rules.iter().map(|each| each.name.as_str()))?;
        if call_types.len().max(trunk_groups.len()) > usize::from(u16::MAX) {
            return Err(ModelError::TooManyCallTypes);
        }
        for call_type in &call_types {
            call_type.check(&horizon)?;
            call_type.life.check(&call_type.name, call_types.len(), trunk_groups.len())?;
        }
        for group in &agent_groups {
            group.check(call_types.len())?;
        }
        if agent_groups.iter().map(|each| u64::from(each.most_agents())).sum::<u64>() > MOST_AGENTS
        {
            return Err(ModelError::TooManyAgents);
        }
        let agents: usize = agent_groups.iter().map(|each| each.most_agents() as usize).sum();
        let end_of_events = end_of_events(agents.max(call_types.len()));
        if horizon.cut_off() >= end_of_events {
            let days = |moment: SimTime| moment.as_micros() / MICROS_PER_DAY;
            let (days, most) = (days(horizon.cut_off()), days(end_of_events));
            return Err(ModelError::TooLongForSoManyAgents { days, most });
        }
        if outages.len().max(floor_rules.len()) > MOST_OUTAGES_OR_RULES {
            return Err(ModelError::TooManyOutagesOrRules);
        }
        let sizes = Sizes {
            call_types: call_types.len(),
            agent_groups: agent_groups.len(),
            trunk_groups: trunk_groups.len(),
        };
        outages.iter().try_for_each(|outage| outage.check(&sizes))?;
        floor_rules.iter().try_for_each(|rule| rule.check(&sizes))?;
        floor_rule::check_reserves(&agent_groups, &floor_rules)?;
        let live =
            live_vocabulary(&call_types, &agent_groups, &trunk_groups, &outages, &floor_rules);
        floor_rules.iter().try_for_each(|rule| check_conditions(rule, &live))?;
        routing.check()?;
        let is_plain = call_types.iter().all(CallType::is_plain)
            && agent_groups.iter().all(AgentGroup::is_plain)
            && outages.is_empty()
            && floor_rules.is_empty();
        let profiles = Profiles::new(&agent_groups);
        let logins = LoginNumbers::new(&agent_groups);
        let compiled = CompiledRouting::new(
            &call_types,
            &agent_groups,
            &profiles.all,
            &routing,
            &floor_rules,
        )?;
        let is_plain = is_plain && compiled.is_standard;
        let is_pool = is_plain
            && pool::is_pool(&horizon, &trunk_groups, &call_types, &agent_groups, &compiled);
        Ok(Model {
            name,
            horizon,
            trunk_groups,
            call_types,
            agent_groups,
            routing,
            outages,
            floor_rules,
            live,
            profiles,
            logins,
            compiled,
            is_plain,
            is_pool,
        })
    }

    /// What the model was made of, to change something and make another one.
    pub fn parts(&self) -> Parts {
        Parts {
            name: self.name.clone(),
            horizon: self.horizon.clone(),
            trunk_groups: self.trunk_groups.clone(),
            call_types: self.call_types.clone(),
            agent_groups: self.agent_groups.clone(),
            routing: self.routing.clone(),
            outages: self.outages.clone(),
            floor_rules: self.floor_rules.clone(),
        }
    }

    /// The scenario's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How long is simulated, and its intervals.
    pub fn horizon(&self) -> &Horizon {
        &self.horizon
    }

    /// All trunk groups, in the order of the scenario.
    pub fn trunk_groups(&self) -> &[TrunkGroup] {
        &self.trunk_groups
    }

    /// All call types, in the order of the scenario.
    pub fn call_types(&self) -> &[CallType] {
        &self.call_types
    }

    /// All agent groups, in the order of the scenario.
    pub fn agent_groups(&self) -> &[AgentGroup] {
        &self.agent_groups
    }

    /// The rules of the switch.
    pub fn routing(&self) -> &Routing {
        &self.routing
    }

    /// What breaks, in the order of the scenario.
    pub fn outages(&self) -> &[Outage] {
        &self.outages
    }

    /// What the floor manager does, in the order of checks.
    pub fn floor_rules(&self) -> &[FloorRule] {
        &self.floor_rules
    }

    /// What the conditions of the floor rules may speak of.
    pub fn live_vocabulary(&self) -> &LiveVocabulary {
        &self.live
    }

    /// What the expressions of the routing may speak of.
    pub fn vocabularies(&self) -> &Vocabularies {
        &self.compiled.vocabularies
    }

    /// The scores that rules go by.
    pub(crate) fn scores(&self) -> &Scores {
        &self.compiled.scores
    }

    /// What the attributes of a profile are, by number.
    pub(crate) fn attributes_of(&self, profile: ProfileId) -> &[f64] {
        self.compiled.attributes_of(profile)
    }

    /// Whether nobody uses more than the plain life of a call: arrivals, a queue, talk, wrap-up.
    ///
    /// The engine has a faster loop for such models.
    #[inline]
    pub fn is_plain(&self) -> bool {
        self.is_plain
    }

    /// Whether it is plain, and its agents are one pool: all alike, all there from the start of a plain
    /// length on, serving every call type in the order in which calls come; and nobody calls again.
    ///
    /// The engine goes through the calls of such models one by one, without events.
    #[inline]
    pub fn is_pool(&self) -> bool {
        self.is_pool
    }

    /// What happens at closing to calls of a type that wait; a plain length never closes.
    pub fn at_close(&self, call_type: CallTypeId) -> Option<AtClose> {
        let at_close = self.horizon.at_close()?;
        Some(self.call_types[call_type.index()].life.at_close.unwrap_or(at_close))
    }

    /// All profiles: those of the agent groups, then those of individuals with skills or attributes of their
    /// own.
    pub fn profiles(&self) -> &[Profile] {
        &self.profiles.all
    }

    /// The profile of an agent, by number in the group.
    pub fn profile_of(&self, group: AgentGroupId, number: u32) -> ProfileId {
        self.profiles.of(group, number)
    }

    /// What the switch knows an agent by, given the number in the group.
    ///
    /// Agents who are given no login number are numbered on after the largest one given (from 1 if
    /// nobody is given one): groups in the order of their names, agents in that of their numbers.
    pub fn login_number(&self, group: AgentGroupId, number: u32) -> u64 {
        self.logins.of(group, &self.agent_groups[group.index()], number)
    }

    /// All queues: the first ones of the call types, then those to which the steps of their routes
    /// lead.
    pub fn queues(&self) -> &[QueueRoute] {
        &self.compiled.queues
    }

    /// The queues of a call type, the first one first.
    #[inline]
    pub fn queues_of(&self, call_type: CallTypeId) -> &[QueueId] {
        &self.compiled.queues_of[call_type.index()]
    }

    /// The floor rules that change the route of a call type, in the order of the scenario.
    ///
    /// A *mask* is a set of them: a number with a bit for each, that of the first one being 1.
    pub fn rules_rerouting(&self, call_type: CallTypeId) -> &[FloorRuleId] {
        &self.compiled.rules_rerouting[call_type.index()]
    }

    /// The call types whose routes a floor rule changes.
    pub fn rerouted_by(&self, rule: FloorRuleId) -> &[CallTypeId] {
        &self.compiled.rerouted_by[rule.index()]
    }

    /// Where a call is, given where it would be under another mask.
    #[inline]
    pub fn queue_under(&self, queue: QueueId, mask: u32) -> QueueId {
        let siblings = &self.queues()[queue.index()].siblings;
        siblings.get(mask as usize).copied().unwrap_or(queue)
    }

    /// The call types to which the route of a type hands calls over, or may under floor rules.
    pub(crate) fn overflows_of(&self, call_type: CallTypeId) -> impl Iterator<Item = CallTypeId> {
        let own = self.call_types[call_type.index()].routing.overflows();
        let by_rules = self.changes_of(call_type).filter_map(|kind| match kind {
            RouteChangeKind::Overflow { to, .. } => Some(*to),
            _ => None,
        });
        own.chain(by_rules)
    }

    /// The call types to which tasks come when callers of a type accept to be called back.
    pub(crate) fn callbacks_of(&self, call_type: CallTypeId) -> impl Iterator<Item = CallTypeId> {
        let own = self.call_types[call_type.index()].routing.callbacks();
        let by_rules = self.changes_of(call_type).filter_map(|kind| match kind {
            RouteChangeKind::OfferCallback { to, .. } => Some(*to),
            _ => None,
        });
        own.chain(by_rules)
    }

    /// What floor rules change of the route of a call type by its name.
    fn changes_of(&self, call_type: CallTypeId) -> impl Iterator<Item = &RouteChangeKind> {
        let changes = self.floor_rules.iter().flat_map(FloorRule::route_changes);
        let own = changes.filter(move |change| change.call_types.contains(&call_type));
        own.map(|change| &change.kind)
    }

    /// The queues that an agent of this profile may serve, in ascending order.
    #[inline]
    pub fn eligible(&self, profile: ProfileId) -> &[Eligible] {
        &self.compiled.eligible[profile.index()]
    }

    /// The same queues, 64 at a time.
    #[inline]
    pub(crate) fn eligible_blocks(&self, profile: ProfileId) -> &[EligibleBlock] {
        &self.compiled.eligible_blocks[profile.index()]
    }

    /// The lengths of the queue of this type at which more agents may serve it.
    #[inline]
    pub fn queue_gates(&self, call_type: CallTypeId) -> &[u32] {
        &self.compiled.gates[call_type.index()]
    }

    /// The queues that some agents of a group may serve only if more than so many of it are idle,
    /// where its agents are not all alike.
    #[inline]
    pub(crate) fn reserved_queues(&self, group: AgentGroupId) -> &[(u32, QueueId)] {
        &self.compiled.reserved[group.index()]
    }

    /// The queues that an agent of this profile may serve and that calls leave when nobody is
    /// logged in who may.
    pub(crate) fn queues_left_if_unstaffed(&self, profile: ProfileId) -> &[QueueId] {
        &self.compiled.left_if_unstaffed[profile.index()]
    }

    /// Whether callers of some type want the agent who has served them before.
    #[inline]
    pub fn asks_for_last_agents(&self) -> bool {
        self.compiled.asks_for_last_agents
    }

    /// Whether the routing is one for which the engine's own lists are in the right order: the
    /// longest idle agent of the best rank; calls by what is known of their types, then first come.
    #[inline]
    pub fn is_routed_by_standard(&self) -> bool {
        self.compiled.is_standard
    }

    /// Who may serve a call of this type at some time, whatever floor rules are in force: tiers of
    /// profiles, the best first.
    #[inline]
    pub fn profiles_for(&self, call_type: CallTypeId) -> &[Vec<ProfileId>] {
        &self.compiled.profiles_for[call_type.index()]
    }

    /// Who may serve a call of this type at some time while the rules of a mask are in force.
    #[inline]
    pub fn profiles_under(&self, call_type: CallTypeId, mask: u32) -> &[ProfileId] {
        &self.compiled.profiles_under[call_type.index()][mask as usize]
    }

    /// What an agent of this profile may serve: tiers of call types, those to be served first in
    /// front; within a tier the call that entered first is served first.
    #[inline]
    pub fn call_types_for(&self, profile: ProfileId) -> &[Vec<CallTypeId>] {
        &self.compiled.call_types_for[profile.index()]
    }
}

/// The vocabulary of these names.
fn live_vocabulary(
    call_types: &[CallType],
    agent_groups: &[AgentGroup],
    trunk_groups: &[TrunkGroup],
    outages: &[Outage],
    floor_rules: &[FloorRule],
) -> LiveVocabulary {
    fn names<T>(all: &[T], name: impl Fn(&T) -> &String) -> Vec<&str> {
        all.iter().map(|each| name(each).as_str()).collect()
    }
    LiveVocabulary::new(&LiveNames {
        call_types: &names(call_types, |each| &each.name),
        agent_groups: &names(agent_groups, |each| &each.name),
        trunk_groups: &names(trunk_groups, |each| &each.name),
        outages: &names(outages, |each| &each.name),
        floor_rules: &names(floor_rules, |each| &each.name),
    })
}

/// Refuses conditions that were made for something else.
fn check_conditions(rule: &FloorRule, live: &LiveVocabulary) -> Result<(), ModelError> {
    for condition in std::iter::once(&rule.when).chain(&rule.until) {
        if condition.kind() != Kind::Truth || !condition.is_over(live.vocabulary()) {
            let (what, expression) = ("condition", condition.to_string());
            return Err(ModelError::ForeignExpression { what, expression });
        }
    }
    Ok(())
}

fn refuse_same_names<'a>(
    kind: &'static str,
    names: impl Iterator<Item = &'a str>,
) -> Result<(), ModelError> {
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(ModelError::SameName { kind, name: name.to_owned() });
        }
    }
    Ok(())
}

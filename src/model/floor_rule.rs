//! What a floor manager does: conditions over live measures, and actions while they hold.

use super::{ActivityKind, AgentGroup, AgentGroupId, CallTypeId, ModelError, RouteChange, Sizes};
use crate::dist::Distribution;
use crate::expression::Expression;
use crate::time::SimDuration;

/// The index of a floor rule in [`Model::floor_rules`](super::Model::floor_rules).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FloorRuleId(pub u16);

impl FloorRuleId {
    /// The place in a slice that has an element for each floor rule.
    #[inline]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A rule by which the floor manager acts.
///
/// It is *triggered* when `when` has held at every check for `hold_for`, is *in force* from a
/// response time later, and is *reset* when `until` has held for `until_for`, whether it has come
/// into force by then or not. Rules are checked in the order of the scenario, at each moment first those
/// by the clock; each sees what those before it have done at the same moment, and changes at most once
/// at a moment in each direction.
#[derive(Clone, Debug, PartialEq)]
pub struct FloorRule {
    /// Its name; a part of the address of its draws.
    pub name: String,
    /// How often the manager looks.
    pub check: Check,
    /// What triggers it; over the [live measures](super::LiveVocabulary).
    pub when: Expression,
    /// For how long that must have held.
    pub hold_for: SimDuration,
    /// What resets it; `when` holding no longer if none.
    pub until: Option<Expression>,
    /// For how long that must have held.
    pub until_for: SimDuration,
    /// How long a stretch of time its windowed measures look back.
    pub window: SimDuration,
    /// How long it takes from the trigger until the actions take effect.
    pub response: Distribution,
    /// What is done while it is in force.
    pub actions: Vec<FloorAction>,
}

/// When a floor rule is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Whenever anything happens.
    OnChange,
    /// At all multiples of this since the start of the horizon, the first one after so long.
    Every(SimDuration),
}

/// What a floor manager does.
#[derive(Clone, Debug, PartialEq)]
pub enum FloorAction {
    /// Agents of a group's [reserve](super::AgentGroup::reserve) come when the rule comes into force
    /// and leave when it is reset, each as soon as free. While the lines are closed they are not there.
    AddAgents {
        /// Which group.
        group: AgentGroupId,
        /// How many.
        agents: u32,
    },
    /// Agents of a group's reserve are called in when the rule comes into force. They come after a
    /// delay, unless the lines have closed for the day, and stay for a time, whether the rule is reset or
    /// not, but not beyond closing. If it comes into force again before they have left, nobody else is
    /// called.
    CallIn {
        /// Which group.
        group: AgentGroupId,
        /// How many each time.
        agents: u32,
        /// How long it takes until they are there.
        delay: Distribution,
        /// How long they stay.
        stay: SimDuration,
    },
    /// So many agents of a group go home when the rule comes into force, idle ones first, then each
    /// busy one when free, and don't come back on the same day: a head-count is so much lower until
    /// midnight, agents of shifts who are there and not away leave as if their shift ended.
    SendHome {
        /// Which group.
        group: AgentGroupId,
        /// How many each time.
        agents: u32,
    },
    /// Planned activities that are due don't begin while the rule is in force.
    Postpone {
        /// Whose.
        groups: Vec<AgentGroupId>,
        /// Which ones.
        kinds: Vec<ActivityKind>,
    },
    /// Whoever is on such a planned activity when the rule comes into force comes back at once; the rest
    /// of it is taken when the rule is reset, if the shift still lasts.
    Recall {
        /// Who.
        groups: Vec<AgentGroupId>,
        /// From what.
        kinds: Vec<ActivityKind>,
    },
    /// Callers who have to wait hear an announcement while the rule is in force.
    Announce {
        /// Who.
        call_types: Vec<CallTypeId>,
        /// The chance that one turns away at once, `0..=1`, besides all other reasons to.
        balking: f64,
        /// What it multiplies the patience of the others by.
        patience_factor: f64,
    },
    /// Calls are routed in another way while the rule is in force.
    Route(RouteChange),
}

impl FloorRule {
    /// The route changes among its actions.
    pub fn route_changes(&self) -> impl Iterator<Item = &RouteChange> {
        self.actions.iter().filter_map(|action| match action {
            FloorAction::Route(change) => Some(change),
            FloorAction::AddAgents { .. }
            | FloorAction::CallIn { .. }
            | FloorAction::SendHome { .. }
            | FloorAction::Postpone { .. }
            | FloorAction::Recall { .. }
            | FloorAction::Announce { .. } => None,
        })
    }

    pub(super) fn check(&self, sizes: &Sizes) -> Result<(), ModelError> {
        let out_of_range = |what, complaint| {
            Err(ModelError::OutOfRange { what, name: self.name.clone(), complaint })
        };
        if self.check == Check::Every(SimDuration::ZERO) {
            return out_of_range("check_every", "must be longer than 0");
        }
        if self.window.is_zero() {
            return out_of_range("window", "must be longer than 0");
        }
        if self.actions.is_empty() {
            return out_of_range("floor rule", "must do something");
        }
        if !self.actions.iter().all(|action| action.is_possible(sizes)) {
            return out_of_range(
                "floor rule",
                "has an action with somebody or something impossible",
            );
        }
        Ok(())
    }
}

/// Refuses groups whose reserve is smaller than what all actions together may bring.
pub(super) fn check_reserves(
    agent_groups: &[AgentGroup],
    floor_rules: &[FloorRule],
) -> Result<(), ModelError> {
    let mut needed = vec![0_u64; agent_groups.len()];
    for action in floor_rules.iter().flat_map(|rule| &rule.actions) {
        if let Some((group, agents)) = action.of_reserve() {
            needed[group.index()] += u64::from(agents);
        }
    }
    let too_small =
        agent_groups.iter().zip(needed).find(|(group, needed)| u64::from(group.reserve) < *needed);
    too_small.map_or(Ok(()), |(group, _)| {
        let complaint = "must have an agent for each that a floor rule adds or calls in";
        Err(ModelError::OutOfRange { what: "reserve", name: group.name.clone(), complaint })
    })
}

impl FloorAction {
    /// Whom of a group's reserve it brings, and how many.
    pub(crate) fn of_reserve(&self) -> Option<(AgentGroupId, u32)> {
        match self {
            FloorAction::AddAgents { group, agents }
            | FloorAction::CallIn { group, agents, .. } => Some((*group, *agents)),
            FloorAction::SendHome { .. }
            | FloorAction::Postpone { .. }
            | FloorAction::Recall { .. }
            | FloorAction::Announce { .. }
            | FloorAction::Route(_) => None,
        }
    }

    fn is_possible(&self, sizes: &Sizes) -> bool {
        let is_type = |id: &CallTypeId| id.index() < sizes.call_types;
        let is_group = |id: &AgentGroupId| id.index() < sizes.agent_groups;
        match self {
            FloorAction::AddAgents { group, .. }
            | FloorAction::CallIn { group, .. }
            | FloorAction::SendHome { group, .. } => is_group(group),
            FloorAction::Postpone { groups, kinds } | FloorAction::Recall { groups, kinds } => {
                let is_planned = |kind| ActivityKind::PLANNED.contains(kind);
                groups.iter().all(is_group) && kinds.iter().all(is_planned)
            }
            FloorAction::Announce { call_types, balking, patience_factor } => {
                call_types.iter().all(is_type)
                    && (0.0..=1.0).contains(balking)
                    && patience_factor.is_finite()
                    && *patience_factor >= 0.0
            }
            FloorAction::Route(change) => change.is_possible(sizes),
        }
    }
}

//! How a floor rule changes the routes of call types.

use super::compiled::LONGEST_WAIT;
use crate::model::{AgentGroupId, CallTypeId, Sizes};
use crate::time::SimDuration;

/// A change of some call types' routes for as long as a floor rule is in force.
///
/// Calls that wait when it comes into force or is reset go on at the same point of the changed
/// route: steps that have come stay taken. Of several rules in force, changes add up in the order of
/// the scenario; where two set the same thing the later one holds. A step that a rule adds comes once
/// while the rule is in force, behind steps of the route that come after the same wait.
#[derive(Clone, Debug, PartialEq)]
pub struct RouteChange {
    /// Whose routes.
    pub call_types: Vec<CallTypeId>,
    /// What is changed.
    pub kind: RouteChangeKind,
}

/// What a floor rule changes of a route.
#[derive(Clone, Debug, PartialEq)]
pub enum RouteChangeKind {
    /// This is added to the priority of the calls.
    Priority(i32),
    /// These groups may serve the calls, too, as far as they have the skill, whatever its delay.
    Open {
        /// Who.
        groups: Vec<AgentGroupId>,
        /// The tier that they are in; after all others if none.
        tier: Option<u32>,
    },
    /// Calls go over to another type after a wait.
    Overflow {
        /// Which type.
        to: CallTypeId,
        /// After so long a wait.
        after: SimDuration,
        /// Whether a call keeps its place in the line of all calls.
        keep_place: bool,
    },
    /// Callers are offered after a wait to be called back: whoever accepts leaves, and a task comes
    /// to the queue of another type.
    OfferCallback {
        /// The type of the task.
        to: CallTypeId,
        /// After so long a wait.
        after: SimDuration,
        /// The chance that a caller accepts, `0..=1`.
        accept: f64,
        /// Whether the task has the caller's place in the line of all calls.
        keep_place: bool,
    },
    /// All who may serve the calls have this reserve, but for those whom a later rule opens.
    Reserve(u32),
    /// What the waits are multiplied by at which steps of the routes come; at least 0. Steps that
    /// rules add come when they say.
    Delays(f64),
    /// These groups serve none of their other call types, unless a later rule dedicates or opens
    /// them to one.
    Dedicate {
        /// Who.
        groups: Vec<AgentGroupId>,
    },
}

impl RouteChange {
    pub(in crate::model) fn is_possible(&self, sizes: &Sizes) -> bool {
        let is_type = |id: &CallTypeId| id.index() < sizes.call_types;
        let is_group = |id: &AgentGroupId| id.index() < sizes.agent_groups;
        self.call_types.iter().all(is_type)
            && match &self.kind {
                RouteChangeKind::Priority(_) | RouteChangeKind::Reserve(_) => true,
                RouteChangeKind::Open { groups, .. } | RouteChangeKind::Dedicate { groups } => {
                    groups.iter().all(is_group)
                }
                RouteChangeKind::Overflow { to, after, .. } => {
                    is_type(to) && *after <= LONGEST_WAIT
                }
                RouteChangeKind::OfferCallback { to, after, accept, .. } => {
                    is_type(to) && *after <= LONGEST_WAIT && (0.0..=1.0).contains(accept)
                }
                RouteChangeKind::Delays(factor) => factor.is_finite() && *factor >= 0.0,
            }
    }
}

//! What the expressions of the routing ask for, and its value as far as that is known beforehand.

use crate::model::profile::Profile;
use crate::model::{AgentGroupId, CallTypeId, Skill};

/// What a variable of an expression stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quantity {
    Call(CallQuantity),
    Pair(PairQuantity),
    Agent(AgentQuantity),
    Group(GroupQuantity),
    Floor(FloorQuantity),
    /// The mean handling time of the call's type.
    MeanHandling,
}

/// What is known of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallQuantity {
    Wait,
    Deadline,
    Attempt,
    Priority,
    Value,
    Target,
    /// The calls of its type that wait.
    Queue,
}

/// What is known beforehand of a call type and agents of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PairQuantity {
    Rank,
    Level,
    /// Of the skill.
    Speed,
    WaitWeight,
    IdleWeight,
    WeightConstant,
    Skills,
    InGroup(AgentGroupId),
    /// By its place in the order of names.
    Attribute(u32),
}

/// What is known of an agent who is idle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AgentQuantity {
    IdleTime,
    Calls,
    TalkTime,
    HandlingTime,
    Occupancy,
    /// Of the agent and the skill together.
    Speed,
    Cost,
    LoginNumber,
    Lot,
}

/// What is known of the agent's group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GroupQuantity {
    Idle,
    LoggedIn,
}

/// What is known of the call centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FloorQuantity {
    TimeOfDay,
    Waiting,
    QueueLength(CallTypeId),
    Idle(AgentGroupId),
    LoggedIn(AgentGroupId),
    Busy(AgentGroupId),
}

impl Quantity {
    /// Whether agents of the same profile may differ in it.
    pub(crate) fn is_of_agent(self) -> bool {
        matches!(self, Quantity::Agent(_))
    }

    /// Whether calls of the same queue may differ in it.
    pub(crate) fn differs_in_queue(self) -> bool {
        matches!(
            self,
            Quantity::Call(CallQuantity::Wait | CallQuantity::Deadline | CallQuantity::Attempt)
        )
    }
}

impl PairQuantity {
    /// Its value; `attributes` are those of the profile by number.
    pub(crate) fn value(self, profile: &Profile, skill: &Skill, attributes: &[f64]) -> f64 {
        match self {
            PairQuantity::Rank => f64::from(skill.rank),
            PairQuantity::Level => skill.level,
            PairQuantity::Speed => skill.speed,
            PairQuantity::WaitWeight => skill.weight.wait,
            PairQuantity::IdleWeight => skill.weight.idle,
            PairQuantity::WeightConstant => skill.weight.constant,
            PairQuantity::Skills => profile.skills.len() as f64,
            PairQuantity::InGroup(group) => f64::from(u8::from(profile.group == group)),
            PairQuantity::Attribute(place) => attributes[place as usize],
        }
    }
}

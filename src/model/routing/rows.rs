//! The variables of expressions that belong to no entity: names, meanings and ranges.

use super::quantity::{
    AgentQuantity, CallQuantity, FloorQuantity, GroupQuantity, PairQuantity, Quantity,
};

/// Levels, weights, values, wages and attributes.
pub(super) const AMOUNT: (f64, f64) = (-1e9, 1e9);
/// More seconds than in a hundred years.
pub(crate) const LONGEST_SECONDS: f64 = 1e10;
pub(super) const SECONDS: (f64, f64) = (0.0, LONGEST_SECONDS);
pub(in crate::model) const COUNT: (f64, f64) = (0.0, u32::MAX as f64);
pub(in crate::model) const SHARE: (f64, f64) = (0.0, 1.0);
/// What an agent draws beyond counts as the end.
pub(crate) const SPEEDS: (f64, f64) = (1e-6, 1e6);

/// A variable without an entity.
pub(super) struct Row<'a> {
    pub(super) name: &'a str,
    pub(super) quantity: Quantity,
    pub(super) range: (f64, f64),
    pub(super) description: &'a str,
}

/// What is known of a call.
pub(super) const CALL: [Row<'_>; 7] = [
    Row {
        name: "wait",
        quantity: Quantity::Call(CallQuantity::Wait),
        range: SECONDS,
        description: "seconds since the call came to its queue",
    },
    Row {
        name: "deadline",
        quantity: Quantity::Call(CallQuantity::Deadline),
        range: (-LONGEST_SECONDS, LONGEST_SECONDS),
        description: "seconds until the acceptable wait is over: target - wait",
    },
    Row {
        name: "attempt",
        quantity: Quantity::Call(CallQuantity::Attempt),
        range: COUNT,
        description: "the caller's attempts with this one; 0 for what an agent has handed on",
    },
    Row {
        name: "priority",
        quantity: Quantity::Call(CallQuantity::Priority),
        range: (i32::MIN as f64, i32::MAX as f64),
        description: "the priority of the type, with what the steps of its route add",
    },
    Row {
        name: "value",
        quantity: Quantity::Call(CallQuantity::Value),
        range: AMOUNT,
        description: "what a call of the type is worth",
    },
    Row {
        name: "target",
        quantity: Quantity::Call(CallQuantity::Target),
        range: SECONDS,
        description: "the acceptable wait of the type, in seconds",
    },
    Row {
        name: "queue",
        quantity: Quantity::Call(CallQuantity::Queue),
        range: COUNT,
        description: "calls of the type that wait or ring; one that only comes not yet",
    },
];

/// What is known of an agent who is idle, and of the group.
pub(super) const AGENT: [Row<'_>; 12] = [
    Row {
        name: "idle_time",
        quantity: Quantity::Agent(AgentQuantity::IdleTime),
        range: SECONDS,
        description: "seconds since the last wrap-up ended, or since the login",
    },
    Row {
        name: "calls",
        quantity: Quantity::Agent(AgentQuantity::Calls),
        range: COUNT,
        description: "calls answered since the first login of the day",
    },
    Row {
        name: "talk_time",
        quantity: Quantity::Agent(AgentQuantity::TalkTime),
        range: SECONDS,
        description: "seconds of talk since the first login of the day",
    },
    Row {
        name: "handling_time",
        quantity: Quantity::Agent(AgentQuantity::HandlingTime),
        range: SECONDS,
        description: "seconds of talk and wrap-up since the first login of the day",
    },
    Row {
        name: "occupancy",
        quantity: Quantity::Agent(AgentQuantity::Occupancy),
        range: SHARE,
        description: "the share of the time at work today spent with talk and wrap-up",
    },
    Row {
        name: "speed",
        quantity: Quantity::Agent(AgentQuantity::Speed),
        range: SPEEDS,
        description: "the speed of the skill times the agent's own",
    },
    Row {
        name: "cost",
        quantity: Quantity::Agent(AgentQuantity::Cost),
        range: (0.0, AMOUNT.1),
        description: "what a paid hour of the agent costs; 0 if unknown",
    },
    Row {
        name: "login_number",
        quantity: Quantity::Agent(AgentQuantity::LoginNumber),
        range: (0.0, 1e10),
        description: "what the switch knows the agent by",
    },
    Row {
        name: "lot",
        quantity: Quantity::Agent(AgentQuantity::Lot),
        range: SHARE,
        description: "a number that the agent draws once in a replication",
    },
    Row {
        name: "weight",
        quantity: Quantity::Pair(PairQuantity::IdleWeight),
        range: AMOUNT,
        description: "what a second of idle time counts for the call type and the agent",
    },
    Row {
        name: "group_idle",
        quantity: Quantity::Group(GroupQuantity::Idle),
        range: COUNT,
        description: "idle agents of the agent's group",
    },
    Row {
        name: "group_logged_in",
        quantity: Quantity::Group(GroupQuantity::LoggedIn),
        range: COUNT,
        description: "agents of the agent's group who are logged in",
    },
];

/// What is known of a call and of the skill for it.
pub(super) const CALL_AND_SKILL: [Row<'_>; 2] = [
    Row {
        name: "mean_handling",
        quantity: Quantity::MeanHandling,
        range: SECONDS,
        description: "the mean handling time of the type at this time of day, at speed 1",
    },
    Row {
        name: "weight",
        quantity: Quantity::Pair(PairQuantity::WaitWeight),
        range: AMOUNT,
        description: "what a second of waiting counts for the call type and the agent",
    },
];

/// The speed of a skill, whoever has it.
pub(super) const SKILL_SPEED: [Row<'_>; 1] = [Row {
    name: "speed",
    quantity: Quantity::Pair(PairQuantity::Speed),
    range: SPEEDS,
    description: "what the skill divides handling times by",
}];

/// What is known of a call type and agents beforehand.
pub(super) const PAIR: [Row<'_>; 4] = [
    Row {
        name: "rank",
        quantity: Quantity::Pair(PairQuantity::Rank),
        range: COUNT,
        description: "the rank of the skill; 1 is the first choice",
    },
    Row {
        name: "level",
        quantity: Quantity::Pair(PairQuantity::Level),
        range: AMOUNT,
        description: "the level of the skill",
    },
    Row {
        name: "weight_constant",
        quantity: Quantity::Pair(PairQuantity::WeightConstant),
        range: AMOUNT,
        description: "what the call type and the agents count from the start",
    },
    Row {
        name: "skills",
        quantity: Quantity::Pair(PairQuantity::Skills),
        range: COUNT,
        description: "how many call types the agents can serve",
    },
];

/// What is known of the call centre.
pub(super) const FLOOR: [Row<'_>; 2] = [
    Row {
        name: "time_of_day",
        quantity: Quantity::Floor(FloorQuantity::TimeOfDay),
        range: SECONDS,
        description: "seconds since midnight, or since the start of a plain length",
    },
    Row {
        name: "waiting",
        quantity: Quantity::Floor(FloorQuantity::Waiting),
        range: COUNT,
        description: "calls of all types that wait or ring; one that only comes not yet",
    },
];

//! What expressions ask for of a call and of the floor.

use super::{Asking, Situation};
use crate::expression::Expression;
use crate::model::{
    CallQuantity, FloorQuantity, GroupQuantity, LONGEST_SECONDS, PairQuantity, ProfileId, Quantity,
};
use crate::time::{MICROS_PER_DAY, SimDuration, SimTime};

/// What is known when a call asks for an agent.
#[derive(Clone, Copy)]
pub(in crate::engine) struct Facts<'a> {
    pub(in crate::engine) situation: &'a Situation<'a>,
    pub(in crate::engine) asking: &'a Asking,
}

impl Facts<'_> {
    /// Whether a condition of a step holds.
    pub(in crate::engine) fn hold(&self, condition: &Expression) -> bool {
        let quantities = self.situation.model.vocabularies().condition_quantities();
        condition.is_true(|variable| match quantities[variable] {
            Quantity::Call(quantity) => self.of_call(quantity),
            Quantity::Floor(quantity) => self.of_floor(quantity),
            Quantity::Pair(_)
            | Quantity::Agent(_)
            | Quantity::Group(_)
            | Quantity::MeanHandling => unreachable!("a condition asks for no agent"),
        })
    }

    pub(super) fn of_call(&self, quantity: CallQuantity) -> f64 {
        let Facts { situation, asking } = *self;
        let call_type = &situation.model.call_types()[asking.call_type.index()];
        let wait = || seconds(situation.wait(asking));
        let target = || seconds(call_type.objective.within);
        match quantity {
            CallQuantity::Wait => wait(),
            CallQuantity::Deadline => target() - wait(),
            CallQuantity::Attempt => f64::from(asking.attempt),
            CallQuantity::Priority => {
                f64::from(situation.model.queues()[asking.queue.index()].priority)
            }
            CallQuantity::Value => call_type.routing.value,
            CallQuantity::Target => target(),
            CallQuantity::Queue => self.of_floor(FloorQuantity::QueueLength(asking.call_type)),
        }
    }

    pub(super) fn of_floor(&self, quantity: FloorQuantity) -> f64 {
        let situation = self.situation;
        match quantity {
            FloorQuantity::TimeOfDay => time_of_day(situation),
            FloorQuantity::Waiting => f64::from(situation.waiting.len_with_ringing()),
            FloorQuantity::QueueLength(call_type) => f64::from(situation.queue_length(call_type)),
            FloorQuantity::Idle(group) => f64::from(situation.idle_agents(group)),
            FloorQuantity::LoggedIn(group) => {
                f64::from(situation.floor.groups[group.index()].logged_in)
            }
            FloorQuantity::Busy(group) => f64::from(situation.floor.groups[group.index()].busy),
        }
    }

    /// Of the type of the call and agents of a profile who have the skill for it.
    pub(super) fn of_pair(&self, quantity: PairQuantity, profile: ProfileId) -> f64 {
        let Facts { situation, asking } = *self;
        let described = &situation.model.profiles()[profile.index()];
        let mut skills = described.skills.iter();
        let skill = skills.find(|skill| skill.call_type == asking.call_type);
        let skill = skill.expect("who may serve a call has the skill");
        quantity.value(described, skill, situation.model.attributes_of(profile))
    }

    pub(super) fn of_group(&self, quantity: GroupQuantity, profile: ProfileId) -> f64 {
        let group = self.situation.model.profiles()[profile.index()].group;
        self.of_floor(match quantity {
            GroupQuantity::Idle => FloorQuantity::Idle(group),
            GroupQuantity::LoggedIn => FloorQuantity::LoggedIn(group),
        })
    }
}

/// A duration as expressions know it.
pub(super) fn seconds(duration: SimDuration) -> f64 {
    duration.as_secs_f64().min(LONGEST_SECONDS)
}

/// Seconds since midnight, or since the start of a plain length.
fn time_of_day(situation: &Situation<'_>) -> f64 {
    let since_start = situation.now.since(SimTime::ZERO);
    // A plain length never closes, and knows no days.
    if situation.model.horizon().at_close().is_none() {
        return seconds(since_start);
    }
    seconds(SimDuration::from_micros(since_start.as_micros() % MICROS_PER_DAY))
}

//! What a model must have for a measure to be worth a column.

use crate::model::{CallLife, CallType, CallTypeId, Model, NextStepKind};

/// What a measure tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// What every model has.
    Nothing,
    /// Limited lines.
    Trunks,
    /// An IVR.
    Ivr,
    /// Callers who may turn away.
    Balking,
    /// Limited queues.
    Capacity,
    /// Queues that calls come to from others.
    HandedOn,
    /// Transfers to another queue.
    Transfers,
    /// Tasks that are left to be done.
    Tasks,
    /// Hold time.
    Hold,
    /// Issues that are solved or not.
    Resolution,
    /// Calls for the same reason again.
    Repeats,
    /// Queues that calls leave for another one.
    Overflow,
    /// Callers who want the agent who has served them before.
    LastAgent,
}

impl Need {
    /// Whether a model has it.
    pub(super) fn is_met(self, model: &Model) -> bool {
        let any = |has: fn(&CallLife) -> bool| {
            model.call_types().iter().any(|call_type: &CallType| has(&call_type.life))
        };
        let types = || (0..model.call_types().len() as u32).map(CallTypeId);
        match self {
            Need::Nothing => true,
            Need::Trunks => any(|life| life.trunks.is_some()),
            Need::Ivr => any(|life| life.ivr.is_some()),
            Need::Balking => any(|life| !life.admission.balking.is_empty()),
            Need::Capacity => any(|life| life.admission.capacity.is_some()),
            Need::HandedOn => {
                Need::Overflow.is_met(model)
                    || any(|life| !life.next_steps.is_empty())
                    || types().any(|each| model.callbacks_of(each).next().is_some())
            }
            Need::Overflow => {
                Need::Capacity.is_met(model)
                    || types().any(|each| model.overflows_of(each).next().is_some())
            }
            Need::LastAgent => model.asks_for_last_agents(),
            Need::Transfers => {
                any(|life| life.next_steps.iter().any(|step| step.kind != NextStepKind::Task))
            }
            Need::Tasks => {
                any(|life| life.next_steps.iter().any(|step| step.kind == NextStepKind::Task))
            }
            Need::Hold => any(|life| life.hold.is_some()),
            Need::Resolution => any(|life| life.resolution.is_some()),
            Need::Repeats => any(|life| {
                life.resolution.as_ref().is_some_and(|resolution| resolution.repeat.is_some())
            }),
        }
    }
}

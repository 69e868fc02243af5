//! What a model must have for a measure to be worth a column.

use crate::engine::HitEffect;
use crate::model::{
    CallLife, CallType, Failure, FloorAction, InProgress, IvrCalls, Model, NewCalls, NextStepKind,
    RouteChangeKind,
};

/// What a measure tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// What every model has.
    Nothing,
    /// Limited lines, or outages in which callers hear a busy tone.
    Blocking,
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
    /// Outages that cut callers off before an agent has answered.
    Dropping,
    /// Outages that cut callers off in the talk.
    CuttingOff,
    /// Outages that cut callers off.
    DroppingAtAll,
    /// Callers who are offered to be called back.
    Callbacks,
}

impl Need {
    /// Whether a model has it.
    pub(super) fn is_met(self, model: &Model) -> bool {
        let any = |has: fn(&CallLife) -> bool| {
            model.call_types().iter().any(|call_type: &CallType| has(&call_type.life))
        };
        let breaks =
            |effect| model.outages().iter().any(|each| can_do_to_calls(&each.failure, effect));
        match self {
            Need::Nothing => true,
            Need::Blocking => any(|life| life.trunks.is_some()) || breaks(HitEffect::Blocked),
            Need::Ivr => any(|life| life.ivr.is_some()),
            Need::Balking => {
                let announces = |each: &FloorAction| matches!(each, FloorAction::Announce { .. });
                any(|life| !life.admission.balking.is_empty()) || any_action(model, announces)
            }
            Need::Capacity => any(|life| life.admission.capacity.is_some()),
            Need::HandedOn => {
                Need::Overflow.is_met(model)
                    || Need::Callbacks.is_met(model)
                    || breaks(HitEffect::Requeued)
                    || any(|life| !life.next_steps.is_empty())
            }
            Need::Overflow => {
                let leads_on = |each: &CallType| each.routing.overflows().next().is_some();
                Need::Capacity.is_met(model)
                    || model.call_types().iter().any(leads_on)
                    || changes_routes(model, |kind| {
                        matches!(kind, RouteChangeKind::Overflow { .. })
                    })
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
            Need::Dropping => breaks(HitEffect::DroppedWaiting),
            Need::CuttingOff => breaks(HitEffect::DroppedTalking),
            Need::DroppingAtAll => Need::Dropping.is_met(model) || Need::CuttingOff.is_met(model),
            // So far only floor rules offer it, and no step of a route.
            Need::Callbacks => {
                changes_routes(model, |kind| matches!(kind, RouteChangeKind::OfferCallback { .. }))
            }
        }
    }
}

/// Whether a floor rule has an action like this.
fn any_action(model: &Model, is_it: fn(&FloorAction) -> bool) -> bool {
    model.floor_rules().iter().flat_map(|rule| &rule.actions).any(is_it)
}

/// Whether a floor rule changes routes like this.
fn changes_routes(model: &Model, is_it: fn(&RouteChangeKind) -> bool) -> bool {
    let mut changes = model.floor_rules().iter().flat_map(|rule| rule.route_changes());
    changes.any(|change| is_it(&change.kind))
}

/// Whether a failure can do this to a call.
pub(super) fn can_do_to_calls(failure: &Failure, effect: HitEffect) -> bool {
    let to_new = |fate: NewCalls| matches!(failure, Failure::Platform { new_calls, .. } if *new_calls == fate);
    let in_ivr = |fate: IvrCalls| match failure {
        Failure::Ivr { new_calls, in_progress, .. } => *new_calls == fate || *in_progress == fate,
        _ => false,
    };
    let in_hand = |fate: InProgress| fate_in_hand(failure) == Some(fate);
    match effect {
        HitEffect::Blocked => {
            to_new(NewCalls::Block)
                || in_ivr(IvrCalls::Drop)
                || matches!(failure, Failure::Trunks { .. })
        }
        HitEffect::Held => to_new(NewCalls::Hold) || in_ivr(IvrCalls::Hold),
        HitEffect::Bypassed => in_ivr(IvrCalls::Bypass),
        HitEffect::DroppedWaiting => {
            in_ivr(IvrCalls::Drop)
                || matches!(
                    failure,
                    Failure::Platform { drops_waiting: true, .. }
                        | Failure::Trunks { drops: true, .. }
                )
        }
        HitEffect::DroppedTalking => {
            in_hand(InProgress::Drop) || matches!(failure, Failure::Trunks { drops: true, .. })
        }
        HitEffect::Frozen => in_hand(InProgress::Freeze) || in_ivr(IvrCalls::Hold),
        HitEffect::Requeued => in_hand(InProgress::Requeue),
        HitEffect::Slowed => matches!(failure, Failure::Slow { .. }),
    }
}

/// What becomes of a call that an agent has in hand who goes down.
fn fate_in_hand(failure: &Failure) -> Option<InProgress> {
    match failure {
        Failure::Platform { in_progress, .. }
        | Failure::Down { in_progress, .. }
        | Failure::Power { in_progress, .. }
        | Failure::Workstations { in_progress, .. } => Some(*in_progress),
        Failure::Trunks { .. } | Failure::Ivr { .. } | Failure::Slow { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CallTypeId;

    fn effects(failure: &Failure) -> Vec<HitEffect> {
        HitEffect::ALL.into_iter().filter(|effect| can_do_to_calls(failure, *effect)).collect()
    }

    #[test]
    fn an_outage_tells_only_of_what_it_can_do_to_calls() {
        let mut platform = Failure::Platform {
            new_calls: NewCalls::Hold,
            drops_waiting: false,
            in_progress: InProgress::Keep,
        };
        assert_eq!(effects(&platform), [HitEffect::Held]);
        platform = Failure::Platform {
            new_calls: NewCalls::Block,
            drops_waiting: true,
            in_progress: InProgress::Drop,
        };
        let expected = [HitEffect::Blocked, HitEffect::DroppedWaiting, HitEffect::DroppedTalking];
        assert_eq!(effects(&platform), expected);
        let ivr = Failure::Ivr {
            call_types: vec![CallTypeId(0)],
            new_calls: IvrCalls::Bypass,
            in_progress: IvrCalls::Hold,
        };
        assert_eq!(effects(&ivr), [HitEffect::Held, HitEffect::Bypassed, HitEffect::Frozen]);
        let slow = Failure::Slow { groups: Vec::new(), factor: 2.0 };
        assert_eq!(effects(&slow), [HitEffect::Slowed]);
    }
}

//! What callers hear who have to wait while a rule is in force.

use crate::engine::replication::Engine;
use crate::model::{CallTypeId, FloorAction, FloorRuleId};

/// All that callers of a type are told at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Announced {
    /// The chance that a caller does not turn away for any of it.
    stays: f64,
    patience_factor: f64,
}

impl Announced {
    pub(super) const NOTHING: Announced = Announced { stays: 1.0, patience_factor: 1.0 };

    fn with(self, balking: f64, patience_factor: f64) -> Self {
        Announced {
            stays: self.stays * (1.0 - balking),
            patience_factor: self.patience_factor * patience_factor,
        }
    }
}

impl Engine<'_> {
    /// Rules with announcements for these types have come into force or were reset.
    pub(super) fn announce(&mut self, call_types: &[CallTypeId]) {
        for call_type in call_types {
            self.rules_mut().announced[call_type.index()] = self.told_to(*call_type);
        }
    }

    /// What the rules in force say to callers of a type, in the order of the scenario.
    fn told_to(&self, call_type: CallTypeId) -> Announced {
        let rules = self.model.floor_rules().iter().zip(0..);
        let in_force = rules.filter(|(_, id)| self.is_rule_in_force(FloorRuleId(*id)));
        in_force.flat_map(|(rule, _)| &rule.actions).fold(Announced::NOTHING, |told, action| {
            match action {
                FloorAction::Announce { call_types, balking, patience_factor }
                    if call_types.contains(&call_type) =>
                {
                    told.with(*balking, *patience_factor)
                }
                FloorAction::Announce { .. }
                | FloorAction::AddAgents { .. }
                | FloorAction::CallIn { .. }
                | FloorAction::SendHome { .. }
                | FloorAction::Postpone { .. }
                | FloorAction::Recall { .. }
                | FloorAction::Route(_) => told,
            }
        })
    }

    /// The chance that a caller turns away, who does so with some chance anyway.
    pub(in crate::engine) fn balking_with_announcements(
        &self,
        call_type: CallTypeId,
        anyway: f64,
    ) -> f64 {
        match self.announced(call_type) {
            Announced { stays, .. } if stays < 1.0 => 1.0 - (1.0 - anyway) * stays,
            _ => anyway,
        }
    }

    /// What announcements multiply the patience of callers by.
    pub(in crate::engine) fn announced_patience(&self, call_type: CallTypeId) -> f64 {
        self.announced(call_type).patience_factor
    }

    fn announced(&self, call_type: CallTypeId) -> Announced {
        let rules = self.floor_rules.as_ref();
        rules.map_or(Announced::NOTHING, |rules| rules.announced[call_type.index()])
    }
}

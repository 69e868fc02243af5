//! What is done when a rule comes into force, and undone when it is reset.
//!
//! The actions of a rule go in their order, but routes change before all others when it comes into
//! force and after them when it is reset: so agents who come take calls along the new routes, and
//! none of those who leave takes one more along the old ones.

use crate::engine::replication::Engine;
use crate::engine::watch::Watch;
use crate::model::{FloorAction, FloorRule, FloorRuleId};
use crate::time::SimTime;

impl<'m> Engine<'m> {
    /// A rule comes into force.
    pub(super) fn act<W: Watch>(&mut self, now: SimTime, id: FloorRuleId, observer: &mut W) {
        let rule = self.floor_rule(id);
        if rule.route_changes().next().is_some() {
            self.change_routes(now, id, true, observer);
        }
        for (action, place) in rule.actions.iter().zip(0..) {
            match action {
                FloorAction::AddAgents { .. } => self.add_agents(now, id, place, observer),
                FloorAction::CallIn { .. } => self.call_in_agents(now, id, place),
                FloorAction::SendHome { group, agents } => {
                    self.send_home(now, *group, *agents, observer);
                }
                FloorAction::Postpone { groups, kinds } => {
                    self.postpone(now, groups, kinds, observer);
                }
                FloorAction::Recall { groups, kinds } => self.recall(now, groups, kinds, observer),
                FloorAction::Announce { call_types, .. } => self.announce(call_types),
                FloorAction::Route(_) => {}
            }
        }
    }

    /// A rule that was in force is reset.
    pub(super) fn undo_actions<W: Watch>(
        &mut self,
        now: SimTime,
        id: FloorRuleId,
        observer: &mut W,
    ) {
        let rule = self.floor_rule(id);
        for (action, place) in rule.actions.iter().zip(0..) {
            match action {
                FloorAction::AddAgents { .. } => self.withdraw_agents(now, id, place, observer),
                FloorAction::Postpone { groups, kinds } => {
                    self.stop_postponing(now, groups, kinds, observer);
                }
                FloorAction::Recall { groups, kinds } => {
                    self.stop_recalling(now, groups, kinds, observer);
                }
                FloorAction::Announce { call_types, .. } => self.announce(call_types),
                // Who was called in or sent home is, whether the rule is in force or not.
                FloorAction::CallIn { .. }
                | FloorAction::SendHome { .. }
                | FloorAction::Route(_) => {}
            }
        }
        if rule.route_changes().next().is_some() {
            self.change_routes(now, id, false, observer);
        }
    }

    pub(super) fn floor_rule(&self, id: FloorRuleId) -> &'m FloorRule {
        &self.model.floor_rules()[id.index()]
    }
}

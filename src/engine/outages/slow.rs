//! Handling that is slow: what is left of calls in progress is stretched, and calls answered while it
//! lasts take longer from the start.

use super::super::life::Desk;
use super::super::observer::HitEffect;
use super::super::replication::Engine;
use super::super::watch::Watch;
use super::Outages;
use super::told::{changed, scaled};
use crate::model::{AgentGroupId, AgentState, Failure, Model, OutageId};
use crate::time::SimTime;

impl Outages {
    /// What multiplies the handling of calls that agents of a group answer now.
    #[inline]
    pub(in crate::engine) fn slowness_of(&self, group: AgentGroupId) -> f64 {
        self.slowness.get(group.index()).copied().unwrap_or(1.0)
    }

    /// The product of the factors in force for a group: always multiplied in the order of the names,
    /// so that it is exactly what it was when one is over.
    fn product(&self, model: &Model, group: AgentGroupId) -> f64 {
        let in_force = self.by_name.iter().filter(|id| self.is_in_force(**id));
        let factor = |id: &OutageId| match &model.outages()[id.index()].failure {
            Failure::Slow { groups, factor } if groups.contains(&group) => *factor,
            Failure::Slow { .. }
            | Failure::Platform { .. }
            | Failure::Trunks { .. }
            | Failure::Ivr { .. }
            | Failure::Down { .. }
            | Failure::Power { .. }
            | Failure::Workstations { .. } => 1.0,
        };
        in_force.map(factor).product()
    }
}

impl Engine<'_> {
    /// The agents of an outage are slow from now on, or no longer.
    pub(super) fn change_pace<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        observer: &mut W,
    ) {
        for place in 0..self.outages.state(outage).crew.groups().count() {
            let group = self.outages.state(outage).crew.groups().nth(place);
            let group = group.expect("a group of the outage");
            self.outages.slowness[group.index()] = self.outages.product(self.model, group);
            for agent in self.agents_of_group(group) {
                let changed = self.change_pace_of(now, agent, observer);
                if changed && self.outages.is_in_force(outage) {
                    self.report_hit_in_hand(now, agent, outage, HitEffect::Slowed, observer);
                }
            }
        }
    }

    /// Tells of a call that an agent takes who is slow now.
    pub(super) fn report_if_slow<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) {
        let group = self.floor.group_of(agent);
        if self.outages.slowness_of(group) == 1.0 {
            return;
        }
        let slows = |failure: &Failure| matches!(failure, Failure::Slow { groups, factor } if groups.contains(&group) && *factor != 1.0);
        if let Some(outage) = self.outages.first_in_force(self.model, slows) {
            self.report_hit_in_hand(now, agent, outage, HitEffect::Slowed, observer);
        }
    }

    /// What is left of an agent's call takes as long as the factor of the agent's group says now.
    /// Returns whether that is another time. A frozen call is asked when it goes on.
    fn change_pace_of<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) -> bool {
        let state = self.floor.doing(agent);
        if !matches!(state, Some(AgentState::Talking | AgentState::WrapUp)) {
            return false;
        }
        let ratio = self.take_ratio(agent);
        if ratio == 1.0 {
            return false;
        }
        let call = *self.outages.in_hand(agent);
        let rest = self.rest_of_stage(now, agent);
        let after = scaled(rest, ratio);
        if state == Some(AgentState::WrapUp) {
            self.calendar.schedule_stage_end(agent, now + after);
            let wrap_up = changed(call.wrap_up, rest, after);
            self.retime(now, agent, (call.talk, call.hold, wrap_up), observer);
            return true;
        }
        let wrap_up = self.scale_wrap_up(agent, ratio);
        // A consultation takes as long as it does: somebody else takes part in it.
        if !matches!(self.desks[agent as usize], Desk::Talking { .. }) {
            self.retime(now, agent, (call.talk, call.hold, wrap_up), observer);
            return true;
        }
        self.calendar.schedule_stage_end(agent, now + after);
        let talk = changed(call.talk, rest, after);
        self.retime(now, agent, (talk, call.hold_in(talk), wrap_up), observer);
        true
    }
}

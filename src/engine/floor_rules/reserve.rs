//! Agents of the reserve: added for as long as a rule is in force, or called in for some hours.
//!
//! Each action has agents of its own, so it is always known who leaves when: of the reserve of a
//! group the first action of the scenario has the first ones, and so on. Whoever is added is there
//! only while the lines are open; whoever is called in goes at closing at the latest. All leave as
//! soon as they are free, and after closing when nobody waits any more for whom agents stay. That is
//! no overtime: nobody has planned when they go.

use super::FloorRuleEvent;
use crate::engine::replication::Engine;
use crate::engine::watch::Watch;
use crate::model::{AgentGroupId, FloorAction, FloorRuleId, Model};
use crate::time::{MICROS_PER_DAY, SimTime};

/// Those whom an action brings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Party {
    rule: FloorRuleId,
    /// The place of the action among those of the rule.
    action: u32,
    group: AgentGroupId,
    /// The first of them in the group's reserve.
    first: u32,
    agents: u32,
    /// Whether they are to be there whenever the lines are open.
    is_added: bool,
    /// How often they were called in.
    calls: u32,
    is_on_the_way: bool,
}

impl Party {
    pub(super) fn clear(&mut self) {
        (self.is_added, self.calls, self.is_on_the_way) = (false, 0, false);
    }
}

/// Those whom the actions of a model bring.
pub(super) fn parties(model: &Model) -> Vec<Party> {
    let mut next = vec![0; model.agent_groups().len()];
    let mut parties = Vec::new();
    for (rule, id) in model.floor_rules().iter().zip(0..) {
        for (action, place) in rule.actions.iter().zip(0..) {
            let Some((group, agents)) = action.of_reserve() else { continue };
            parties.push(Party {
                rule: FloorRuleId(id),
                action: place,
                group,
                first: next[group.index()],
                agents,
                is_added: false,
                calls: 0,
                is_on_the_way: false,
            });
            next[group.index()] += agents;
        }
    }
    parties
}

impl Engine<'_> {
    /// Agents are added by an action of a rule that comes into force.
    pub(super) fn add_agents<W: Watch>(
        &mut self,
        now: SimTime,
        rule: FloorRuleId,
        action: u32,
        observer: &mut W,
    ) {
        let party = self.party_of(rule, action);
        self.rules_mut().parties[party].is_added = true;
        if self.rules_mut().is_open {
            self.let_party_in(now, party, observer);
        }
    }

    /// The rule is reset that has added them.
    pub(super) fn withdraw_agents<W: Watch>(
        &mut self,
        now: SimTime,
        rule: FloorRuleId,
        action: u32,
        observer: &mut W,
    ) {
        let party = self.party_of(rule, action);
        self.rules_mut().parties[party].is_added = false;
        self.send_party_home(now, party, observer);
    }

    /// Agents are called in by an action of a rule that comes into force, unless those called in
    /// before have not left yet.
    pub(super) fn call_in_agents(&mut self, now: SimTime, rule: FloorRuleId, action: u32) {
        let place = self.party_of(rule, action);
        let party = self.rules_mut().parties[place];
        let is_anybody_here = self.members(place).any(|agent| self.floor.doing(agent).is_some());
        if party.is_on_the_way || is_anybody_here {
            return;
        }
        let FloorAction::CallIn { delay, .. } = &self.floor_rule(rule).actions[action as usize]
        else {
            unreachable!("an action that calls in")
        };
        let rules = self.rules_mut();
        let address = u64::from(action) << 32 | u64::from(party.calls);
        let delay = delay.sample(&mut rules.call_ins[rule.index()].nth(address));
        let party = &mut rules.parties[place];
        party.is_on_the_way = true;
        party.calls += 1;
        let call = party.calls;
        self.expect_of_rules(now + delay, FloorRuleEvent::Come { party: place as u32, call });
    }

    /// Those who were called in are there; in vain on a day on which the lines are not open any more.
    /// Returns whether anybody has come.
    pub(super) fn party_comes<W: Watch>(
        &mut self,
        now: SimTime,
        party: u32,
        call: u32,
        observer: &mut W,
    ) -> bool {
        let place = party as usize;
        let Party { rule, action, .. } = self.rules_mut().parties[place];
        self.rules_mut().parties[place].is_on_the_way = false;
        let FloorAction::CallIn { stay, .. } = &self.floor_rule(rule).actions[action as usize]
        else {
            unreachable!("an action that calls in")
        };
        if !self.are_lines_open_later_today(now) {
            return false;
        }
        self.expect_of_rules(now + *stay, FloorRuleEvent::Go { party, call });
        self.let_party_in(now, place, observer);
        true
    }

    /// Those who were called in have stayed for long enough, unless they have left at closing and were
    /// called again. Returns whether they were there.
    pub(super) fn party_may_go<W: Watch>(
        &mut self,
        now: SimTime,
        party: u32,
        call: u32,
        observer: &mut W,
    ) -> bool {
        let is_meant = self.rules_mut().parties[party as usize].calls == call;
        is_meant && self.send_party_home(now, party as usize, observer)
    }

    /// The lines open: those who are added to the staff come, too.
    pub(in crate::engine) fn open_for_reserve<W: Watch>(&mut self, now: SimTime, observer: &mut W) {
        let Some(rules) = &mut self.floor_rules else { return };
        if std::mem::replace(&mut rules.is_open, true) {
            return;
        }
        for place in 0..rules.parties.len() {
            if self.rules_mut().parties[place].is_added {
                self.let_party_in(now, place, observer);
            }
        }
    }

    /// The lines close: everybody of the reserve goes.
    pub(in crate::engine) fn close_for_reserve<W: Watch>(
        &mut self,
        now: SimTime,
        observer: &mut W,
    ) {
        let Some(rules) = &mut self.floor_rules else { return };
        rules.is_open = false;
        for place in 0..rules.parties.len() {
            self.send_party_home(now, place, observer);
        }
    }

    /// Whoever of a party is not there comes, and whoever was to leave stays.
    fn let_party_in<W: Watch>(&mut self, now: SimTime, place: usize, observer: &mut W) {
        for agent in self.members(place) {
            self.floor.change_duties(agent, |duties| duties.leave_since = None);
            if self.floor.doing(agent).is_none() {
                self.floor.newcomers.push(agent);
            }
        }
        self.log_in_newcomers(now, observer);
    }

    /// Everybody of a party leaves, who is busy when free. Returns whether anybody was there.
    fn send_party_home<W: Watch>(&mut self, now: SimTime, place: usize, observer: &mut W) -> bool {
        let mut was_anybody_here = false;
        for agent in self.members(place) {
            was_anybody_here |= self.floor.doing(agent).is_some();
            self.leave(now, agent, SimTime::NEVER, observer);
        }
        was_anybody_here
    }

    /// The agents of a party among all agents.
    fn members(&self, place: usize) -> std::ops::Range<u32> {
        let rules = self.floor_rules.as_ref().expect("a model with floor rules");
        let Party { group, first, agents, .. } = rules.parties[place];
        let start = self.floor.reserve_of(group).start + first;
        start..start + agents
    }

    /// The party of an action.
    fn party_of(&mut self, rule: FloorRuleId, action: u32) -> usize {
        let parties = &self.rules_mut().parties;
        let place = parties.binary_search_by_key(&(rule, action), |each| (each.rule, each.action));
        place.expect("an action that brings agents")
    }

    fn are_lines_open_later_today(&mut self, now: SimTime) -> bool {
        let day = now.as_micros() / MICROS_PER_DAY;
        let next = self.model.horizon().next_opening(now);
        self.rules_mut().is_open || next.is_some_and(|hours| u64::from(hours.day) == day)
    }
}

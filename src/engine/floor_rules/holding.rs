//! Activities that are postponed or broken off while a rule is in force.
//!
//! Whoever is due for one that is postponed is held back like somebody for whom too many are away,
//! also beyond the end of a window, and goes when no rule holds it back any more, as far as others
//! who are away let it. Who is called back takes what was left of the activity in the same way, as
//! if it were due when the last such rule is reset; with a fixed end, until that end. Rests are
//! never postponed: nobody plans them.

use crate::engine::floor::HeldBack;
use crate::engine::replication::Engine;
use crate::engine::watch::Watch;
use crate::model::{ActivityKind, AgentGroupId, AgentState, Model};
use crate::time::{SimDuration, SimTime};

/// What is held back, and what is left of activities that were broken off.
#[derive(Clone, Debug)]
pub(super) struct Holding {
    /// By group.
    groups: Vec<Held>,
    left: Vec<Left>,
}

/// How many rules in force hold back activities of a group.
#[derive(Clone, Copy, Debug, Default)]
struct Held {
    postponed: ByKind,
    recalled: ByKind,
}

/// A number of rules for each kind of activity.
type ByKind = [u16; ActivityKind::ALL.len()];

/// What is left of an activity of an agent, by its place in the shift's list.
#[derive(Clone, Copy, Debug)]
struct Left {
    agent: u32,
    activity: u32,
    duration: SimDuration,
}

impl Holding {
    pub(super) fn new(model: &Model) -> Self {
        Holding { groups: vec![Held::default(); model.agent_groups().len()], left: Vec::new() }
    }

    pub(super) fn clear(&mut self) {
        self.groups.fill(Held::default());
        self.left.clear();
    }
}

impl Engine<'_> {
    /// A rule comes into force by which activities don't begin.
    pub(super) fn postpone<W: Watch>(
        &mut self,
        now: SimTime,
        groups: &[AgentGroupId],
        kinds: &[ActivityKind],
        observer: &mut W,
    ) {
        for group in groups {
            let held = &mut self.rules_mut().holding.groups[group.index()];
            kinds.iter().for_each(|kind| held.postponed[*kind as usize] += 1);
            self.hold_back_granted(*group, kinds);
            self.let_held_back_go(now, *group, observer);
        }
    }

    /// Such a rule is reset.
    pub(super) fn stop_postponing<W: Watch>(
        &mut self,
        now: SimTime,
        groups: &[AgentGroupId],
        kinds: &[ActivityKind],
        observer: &mut W,
    ) {
        self.hold_no_longer(now, groups, kinds, |held| &mut held.postponed, observer);
    }

    /// A rule comes into force by which agents come back from activities.
    pub(super) fn recall<W: Watch>(
        &mut self,
        now: SimTime,
        groups: &[AgentGroupId],
        kinds: &[ActivityKind],
        observer: &mut W,
    ) {
        for group in groups {
            let held = &mut self.rules_mut().holding.groups[group.index()];
            kinds.iter().for_each(|kind| held.recalled[*kind as usize] += 1);
            for agent in self.floor.staff_of(*group) {
                if let Some(AgentState::Away(kind)) = self.floor.doing(agent)
                    && kinds.contains(&kind)
                {
                    self.call_back(now, agent, observer);
                }
            }
            self.let_held_back_go(now, *group, observer);
        }
    }

    /// Such a rule is reset.
    pub(super) fn stop_recalling<W: Watch>(
        &mut self,
        now: SimTime,
        groups: &[AgentGroupId],
        kinds: &[ActivityKind],
        observer: &mut W,
    ) {
        self.hold_no_longer(now, groups, kinds, |held| &mut held.recalled, observer);
    }

    /// One rule less holds activities back in one way.
    fn hold_no_longer<W: Watch>(
        &mut self,
        now: SimTime,
        groups: &[AgentGroupId],
        kinds: &[ActivityKind],
        way: fn(&mut Held) -> &mut ByKind,
        observer: &mut W,
    ) {
        for group in groups {
            let rules = way(&mut self.rules_mut().holding.groups[group.index()]);
            kinds.iter().for_each(|kind| rules[*kind as usize] -= 1);
            self.let_held_back_go(now, *group, observer);
        }
    }

    /// Whether a rule postpones activities of a kind.
    pub(in crate::engine) fn is_postponed(&self, group: AgentGroupId, kind: ActivityKind) -> bool {
        let rules = self.floor_rules.as_ref();
        rules.is_some_and(|rules| rules.holding.groups[group.index()].postponed[kind as usize] > 0)
    }

    /// Whether a rule keeps somebody from an activity who is held back.
    pub(in crate::engine) fn is_kept(&self, group: AgentGroupId, held_back: &HeldBack) -> bool {
        let Some(rules) = &self.floor_rules else { return false };
        let activities = &self.shift(group, held_back.shift).activities;
        let kind = activities[held_back.activity as usize].kind as usize;
        let held = &rules.holding.groups[group.index()];
        held.postponed[kind] > 0 || held_back.is_recalled && held.recalled[kind] > 0
    }

    /// How long an activity lasts of which an agent has taken a part before; none if not.
    pub(in crate::engine) fn take_what_is_left(
        &mut self,
        agent: u32,
        activity: u32,
    ) -> Option<SimDuration> {
        let left = &mut self.floor_rules.as_mut()?.holding.left;
        let is_it = |each: &Left| each.agent == agent && each.activity == activity;
        let place = left.iter().position(is_it)?;
        Some(left.remove(place).duration)
    }

    /// Nothing is left of an agent's activities.
    pub(in crate::engine) fn forget_what_is_left(&mut self, agent: u32) {
        if let Some(rules) = &mut self.floor_rules {
            rules.holding.left.retain(|each| each.agent != agent);
        }
    }

    /// Holds agents back who were to go on activities as soon as they are free; they are before all
    /// others then, by number.
    fn hold_back_granted(&mut self, group: AgentGroupId, kinds: &[ActivityKind]) {
        for agent in self.floor.staff_of(group).rev() {
            let duties = *self.floor.duties(agent);
            for activity in (0..u32::BITS).rev().filter(|bit| duties.granted & 1 << bit != 0) {
                let kind = self.shift(group, duties.shift).activities[activity as usize].kind;
                if !kinds.contains(&kind) {
                    continue;
                }
                self.floor.change_duties(agent, |duties| duties.granted &= !(1 << activity));
                let is_recalled = false;
                let held_back = HeldBack { agent, activity, shift: duties.shift, is_recalled };
                let group = &mut self.floor.groups[group.index()];
                group.away -= 1;
                group.held_back.push_front(held_back);
            }
        }
    }

    /// An agent comes back from a planned activity at once, and takes the rest of it later, unless
    /// the shift is over.
    fn call_back<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) {
        let group = self.floor.group_of(agent);
        let duties = *self.floor.duties(agent);
        self.no_longer_away(agent);
        self.floor.change_duties(agent, |duties| duties.token += 1);
        if let Some(activity) = duties.activity
            && duties.leave_since.is_none()
        {
            let shift = duties.shift;
            if !self.shift(group, shift).activities[activity as usize].fixed_end {
                let duration = duties.away_until - now;
                self.rules_mut().holding.left.push(Left { agent, activity, duration });
            }
            let held_back = HeldBack { agent, activity, shift, is_recalled: true };
            self.floor.groups[group.index()].held_back.push_back(held_back);
        }
        self.expect_rest(now, agent);
        self.free(now, agent, observer);
    }
}

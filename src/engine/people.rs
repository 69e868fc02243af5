//! Agents coming, going, and being away.

use super::calendar::Arising;
use super::floor::{Duties, HeldBack};
use super::observer::Observer;
use super::replication::Engine;
use super::watch::Watch;
use crate::model::{Activity, AgentGroupId, AgentState, Shift, Staffing};
use crate::time::SimTime;

impl Engine<'_> {
    /// So many agents of a group are to be there from now on.
    ///
    /// When that is fewer than now, idle ones log out first, then each busy one when its call and
    /// wrap-up end; when it is more, those about to leave stay before anybody logs in.
    pub(super) fn change_head_count<W: Watch>(
        &mut self,
        now: SimTime,
        group: AgentGroupId,
        agents: u32,
        observer: &mut W,
    ) {
        let staying = |engine: &Self| {
            let group = &engine.floor.groups[group.index()];
            group.logged_in - group.excess.len() as u32
        };
        while staying(self) < agents
            && let Some(since) = self.floor.groups[group.index()].excess.pop_back()
        {
            // Until now there was one more at work than planned.
            observer.overtime(group, since, now);
        }
        if let Some(missing) = agents.checked_sub(staying(self)) {
            let offline = &mut self.floor.groups[group.index()].offline;
            let newcomers = offline.len() - missing as usize..;
            self.floor.newcomers.extend(offline.drain(newcomers));
            self.log_in_newcomers(now, observer);
        }
        while staying(self) > agents {
            match self.floor.first_idle(group) {
                Some(agent) => self.log_out(now, agent, observer),
                None => self.floor.groups[group.index()].excess.push_back(now),
            }
        }
    }

    pub(super) fn start_shift<W: Watch>(
        &mut self,
        now: SimTime,
        group: AgentGroupId,
        shift: u32,
        observer: &mut W,
    ) {
        for agent in self.agents_of(group, self.shift(group, shift)) {
            // Whoever still works off the last shift just goes on.
            let leave_since = self.floor.change_duties(agent, |duties| {
                duties.shift = shift;
                duties.leave_since.take()
            });
            if let Some(since) = leave_since
                && since < now
            {
                observer.overtime(group, since, now);
            }
            if self.floor.doing(agent).is_none() {
                self.floor.newcomers.push(agent);
            }
        }
        self.log_in_newcomers(now, observer);
    }

    pub(super) fn end_shift<W: Watch>(
        &mut self,
        now: SimTime,
        group: AgentGroupId,
        shift: u32,
        observer: &mut W,
    ) {
        for agent in self.agents_of(group, self.shift(group, shift)) {
            if self.floor.duties(agent).shift != shift {
                continue;
            }
            match self.floor.doing(agent) {
                None => {}
                Some(AgentState::Talking | AgentState::WrapUp) => {
                    self.leave_when_free(now, agent, observer);
                }
                // A shift takes no call after its end but those that agents stay for.
                Some(AgentState::Ringing) if self.rings_for_a_call_to_stay_for(agent) => {
                    self.leave_when_free(now, agent, observer);
                }
                Some(AgentState::Ringing) => {
                    self.withdraw_ringing(now, agent, observer);
                    self.log_out(now, agent, observer);
                }
                // Back from the break there is still work.
                Some(AgentState::Away(_)) if self.call_to_stay_for(agent).is_some() => {
                    self.leave_when_free(now, agent, observer);
                }
                Some(AgentState::Away(_)) => {
                    self.floor.groups[group.index()].away -= 1;
                    self.log_out(now, agent, observer);
                }
                Some(AgentState::Available | AgentState::NotReady) => {
                    self.log_out(now, agent, observer);
                }
            }
        }
    }

    /// Agents of a shift, by their number in it, are due for an activity.
    pub(super) fn activity_due<W: Watch>(
        &mut self,
        now: SimTime,
        group: AgentGroupId,
        shift: u32,
        activity: u32,
        numbers: std::ops::Range<u32>,
        observer: &mut W,
    ) {
        let first = self.agents_of(group, self.shift(group, shift)).start;
        for agent in numbers.map(|number| first + number) {
            let present = self.floor.doing(agent).is_some();
            if !present || self.floor.duties(agent).shift != shift {
                continue;
            }
            if self.may_go(group, self.activity(group, shift, activity)) {
                self.let_go(now, agent, activity, observer);
            } else {
                let held_back = HeldBack { agent, activity, shift };
                self.floor.groups[group.index()].held_back.push_back(held_back);
            }
        }
    }

    /// The window of an activity ends: whoever was held back goes now.
    pub(super) fn end_window<W: Watch>(
        &mut self,
        now: SimTime,
        group: AgentGroupId,
        shift: u32,
        activity: u32,
        observer: &mut W,
    ) {
        let is_due = |each: &HeldBack| each.shift == shift && each.activity == activity;
        while let Some(place) = self.floor.groups[group.index()].held_back.iter().position(is_due) {
            let held_back = self.floor.groups[group.index()].held_back.remove(place);
            let agent = held_back.expect("the place that was found").agent;
            self.let_go(now, agent, activity, observer);
        }
    }

    /// An agent comes back from an activity, unless it was cut short.
    pub(super) fn end_activity<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        token: u32,
        observer: &mut W,
    ) {
        if self.floor.duties(agent).token != token {
            return;
        }
        let group = self.floor.group_of(agent);
        self.floor.groups[group.index()].away -= 1;
        self.floor.change_duties(agent, |duties| duties.token += 1);
        self.free(now, agent, observer);
        self.let_held_back_go(now, group, observer);
    }

    /// Does what an agent has to do before the next call. Returns whether there was anything.
    pub(super) fn attend_to_duties<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        observer: &mut W,
    ) -> bool {
        let group = self.floor.group_of(agent);
        let leave_since = self.floor.duties(agent).leave_since;
        let excess_since = self.floor.groups[group.index()].excess.front().copied();
        if let Some(since) = leave_since.or(excess_since) {
            if let Some(call) = self.call_to_stay_for(agent) {
                self.serve_waiting(now, agent, call, observer);
                return true;
            }
            if leave_since.is_none() {
                self.floor.groups[group.index()].excess.pop_front();
            }
            observer.overtime(group, since, now);
            self.log_out(now, agent, observer);
            return true;
        }
        let (mut goes, mut makes_room) = (false, false);
        while !goes && let Some(activity) = self.next_granted(agent) {
            goes = self.start_activity(now, agent, activity, observer);
            makes_room |= !goes;
        }
        if makes_room {
            // An activity that has passed is left out, and whoever was held back by it may go.
            if !goes {
                self.free(now, agent, observer);
            }
            self.let_held_back_go(now, group, observer);
        }
        goes || makes_room
    }

    /// Logs in those who come at the same moment, in random order: that of their ties.
    fn log_in_newcomers<W: Watch>(&mut self, now: SimTime, observer: &mut W) {
        let mut newcomers = std::mem::take(&mut self.floor.newcomers);
        newcomers.sort_unstable_by_key(|agent| self.floor.tie(*agent));
        for agent in newcomers.drain(..) {
            self.log_in(now, agent, observer);
        }
        self.floor.newcomers = newcomers;
    }

    fn log_in<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) {
        let group = self.floor.group_of(agent);
        self.floor.groups[group.index()].logged_in += 1;
        self.floor.agents[agent as usize].idle_clock = now;
        self.free(now, agent, observer);
    }

    /// The shift is over, but the agent is busy. What has not begun of its activities is dropped.
    fn leave_when_free<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) {
        self.floor.change_duties(agent, |duties| duties.leave_since = Some(now));
        self.drop_activities(agent);
        self.let_held_back_go(now, self.floor.group_of(agent), observer);
    }

    /// Forgets the activities that an agent was to begin.
    fn drop_activities(&mut self, agent: u32) {
        let granted = self.floor.change_duties(agent, |duties| std::mem::take(&mut duties.granted));
        let group = self.floor.group_of(agent).index();
        self.floor.groups[group].away -= granted.count_ones();
        self.floor.groups[group].held_back.retain(|each| each.agent != agent);
    }

    fn log_out<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) {
        self.calendar.stages.cancel(agent);
        self.floor.begin(now, agent, None, observer);
        self.floor.change_duties(agent, |duties| {
            duties.leave_since = None;
            // The end of an activity that is cut short here will be recognised.
            duties.token += 1;
        });
        self.drop_activities(agent);
        let group_id = self.floor.group_of(agent);
        let group = &mut self.floor.groups[group_id.index()];
        group.logged_in -= 1;
        if matches!(self.model.agent_groups()[group_id.index()].staffing, Staffing::HeadCount(_)) {
            group.offline.push(agent);
        }
        self.let_held_back_go(now, group_id, observer);
    }

    /// Whether another agent of the group may be away for this activity.
    fn may_go(&self, group: AgentGroupId, activity: &Activity) -> bool {
        let group = &self.floor.groups[group.index()];
        activity.max_away.is_none_or(|share| {
            // At least one may go, or a small group would never eat.
            let limit = (share * f64::from(group.logged_in)).max(1.0);
            f64::from(group.away + 1) <= limit
        })
    }

    /// An agent may go on an activity: at once if idle, else when free.
    fn let_go<W: Watch>(&mut self, now: SimTime, agent: u32, activity: u32, observer: &mut W) {
        let group = self.floor.group_of(agent);
        self.floor.groups[group.index()].away += 1;
        self.floor.change_duties(agent, |duties| duties.granted |= 1 << activity);
        if self.floor.doing(agent) == Some(AgentState::Available) {
            self.attend_to_duties(now, agent, observer);
        }
    }

    fn let_held_back_go<W: Watch>(&mut self, now: SimTime, group: AgentGroupId, observer: &mut W) {
        while let Some(next) = self.floor.groups[group.index()].held_back.front().copied() {
            if !self.may_go(group, self.activity(group, next.shift, next.activity)) {
                return;
            }
            self.floor.groups[group.index()].held_back.pop_front();
            self.let_go(now, next.agent, next.activity, observer);
        }
    }

    /// The activity that the agent goes on next, in the order of the shift's list.
    fn next_granted(&mut self, agent: u32) -> Option<u32> {
        self.floor.change_duties(agent, |duties| {
            let activity = (duties.granted != 0).then(|| duties.granted.trailing_zeros())?;
            duties.granted &= duties.granted - 1;
            Some(activity)
        })
    }

    /// Begins an activity. Returns whether there was time left for it.
    fn start_activity<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        activity: u32,
        observer: &mut W,
    ) -> bool {
        let group = self.floor.group_of(agent);
        let Duties { shift, token, .. } = *self.floor.duties(agent);
        let plan = self.activity(group, shift, activity);
        let (kind, paid) = (plan.kind, plan.paid);
        let end = if plan.fixed_end {
            self.due(group, shift, agent, activity) + plan.duration
        } else {
            now + plan.duration
        };
        if end <= now {
            self.floor.groups[group.index()].away -= 1;
            return false;
        }
        self.calendar.stages.cancel(agent);
        self.floor.begin(now, agent, Some(AgentState::Away(kind)), observer);
        if !paid {
            self.floor.mark_unpaid(agent);
        }
        self.calendar.schedule_arising(end, Arising::ActivityEnd { agent, token });
        true
    }

    /// When the agent was due for an activity of the shift.
    fn due(&self, group: AgentGroupId, shift: u32, agent: u32, activity: u32) -> SimTime {
        let plan = self.shift(group, shift);
        let number = agent - self.agents_of(group, plan).start;
        plan.activities[activity as usize].due(number, plan.agents)
    }

    fn shift(&self, group: AgentGroupId, shift: u32) -> &Shift {
        match &self.model.agent_groups()[group.index()].staffing {
            Staffing::Shifts(shifts) => &shifts[shift as usize],
            Staffing::HeadCount(_) => unreachable!("a group with head-counts has no shifts"),
        }
    }

    fn activity(&self, group: AgentGroupId, shift: u32, activity: u32) -> &Activity {
        &self.shift(group, shift).activities[activity as usize]
    }

    /// The agents of a shift among all agents.
    fn agents_of(&self, group: AgentGroupId, shift: &Shift) -> std::ops::Range<u32> {
        let first = self.floor.groups[group.index()].first_agent + shift.first_agent;
        first..first + shift.agents
    }
}

//! Agents coming, going, and being away.

use super::calendar::Arising;
use super::floor::HeldBack;
use super::observer::Observer;
use super::replication::Engine;
use super::watch::Watch;
use crate::model::{Activity, ActivityKind, AgentGroupId, AgentState, Shift, Staffing};
use crate::time::{SimDuration, SimTime};

/// What an agent is away for, and until when.
pub(super) struct Away {
    pub(super) kind: ActivityKind,
    pub(super) paid: bool,
    pub(super) end: SimTime,
}

impl<'m> Engine<'m> {
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
        let agents = if W::WHOLE { self.present(now, group, agents) } else { agents };
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
            self.choose_newcomers::<W>(now, group, missing as usize);
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
            self.come_to(now, agent, shift, observer);
        }
        self.log_in_newcomers(now, observer);
    }

    /// The agent comes to a shift, and is among the newcomers unless still at work.
    pub(super) fn come_to<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        shift: u32,
        observer: &mut W,
    ) {
        // Whoever still works off the last shift just goes on.
        let leave_since = self.floor.change_duties(agent, |duties| {
            duties.shift = shift;
            duties.leave_since.take()
        });
        if let Some(since) = leave_since {
            self.report_overtime(since, now, agent, observer);
        }
        if self.floor.doing(agent).is_none() {
            self.floor.newcomers.push(agent);
            return;
        }
        // Activities are known by their place in a shift's list: none of the last one's may be
        // taken for one of this one's.
        self.drop_activities(agent);
        self.let_held_back_go(now, self.floor.group_of(agent), observer);
    }

    pub(super) fn end_shift<W: Watch>(
        &mut self,
        now: SimTime,
        group: AgentGroupId,
        shift: u32,
        observer: &mut W,
    ) {
        for agent in self.agents_of(group, self.shift(group, shift)) {
            self.leave_shift(now, agent, shift, observer);
        }
    }

    /// The agent's shift ends: whoever is free goes home, others as soon as they are.
    pub(super) fn leave_shift<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        shift: u32,
        observer: &mut W,
    ) {
        if self.floor.duties(agent).shift != shift {
            return;
        }
        let planned_end = self.shift(self.floor.group_of(agent), shift).end;
        match self.floor.doing(agent) {
            None => {}
            Some(AgentState::Talking | AgentState::WrapUp) => {
                self.leave_when_free(now, agent, planned_end, observer);
            }
            // A shift takes no call after its end but those that agents stay for.
            Some(AgentState::Ringing) if self.rings_for_a_call_to_stay_for(agent) => {
                self.leave_when_free(now, agent, planned_end, observer);
            }
            Some(AgentState::Ringing) => {
                self.withdraw_ringing(now, agent, observer);
                if self.call_to_stay_for(agent).is_some() {
                    self.leave_when_free(now, agent, planned_end, observer);
                    self.free(now, agent, observer);
                } else {
                    self.go_home(now, agent, planned_end, observer);
                }
            }
            // Back from the break, or ready again, there is still work.
            Some(AgentState::Away(_) | AgentState::NotReady)
                if self.call_to_stay_for(agent).is_some() =>
            {
                self.leave_when_free(now, agent, planned_end, observer);
            }
            Some(AgentState::Away(_)) => {
                self.no_longer_away(agent);
                self.go_home(now, agent, planned_end, observer);
            }
            Some(AgentState::Available | AgentState::NotReady) => {
                self.go_home(now, agent, planned_end, observer);
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
            self.be_due(now, agent, shift, activity, observer);
        }
    }

    /// An agent is due for an activity.
    pub(super) fn be_due<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        shift: u32,
        activity: u32,
        observer: &mut W,
    ) {
        let present = self.floor.doing(agent).is_some();
        if !present || self.floor.duties(agent).shift != shift {
            return;
        }
        let group = self.floor.group_of(agent);
        let plan = self.activity(group, shift, activity);
        // Somebody who comes late may be due when nobody is held back any more.
        let has_window_ended = plan.from < plan.until && plan.until <= now;
        if has_window_ended || self.may_go(group, plan) {
            self.let_go(now, agent, activity, observer);
        } else {
            let held_back = HeldBack { agent, activity, shift };
            self.floor.groups[group.index()].held_back.push_back(held_back);
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
        self.no_longer_away(agent);
        self.floor.change_duties(agent, |duties| duties.token += 1);
        if W::WHOLE {
            self.expect_rest(now, agent);
        }
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
            self.go_home(now, agent, since, observer);
            return true;
        }
        let (mut goes, mut makes_room) = (false, false);
        while !goes && let Some(activity) = self.next_granted(agent) {
            goes = self.start_activity(now, agent, activity, observer);
            makes_room |= !goes;
        }
        goes = goes || W::WHOLE && self.start_rest(now, agent, observer);
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
    pub(super) fn log_in_newcomers<W: Watch>(&mut self, now: SimTime, observer: &mut W) {
        let mut newcomers = std::mem::take(&mut self.floor.newcomers);
        newcomers.sort_unstable_by_key(|agent| self.floor.tie(*agent));
        for agent in newcomers.drain(..) {
            self.log_in(now, agent, observer);
        }
        self.floor.newcomers = newcomers;
    }

    fn log_in<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) {
        self.floor.count_in(agent, true);
        self.floor.agents[agent as usize].idle_clock = now;
        if W::WHOLE {
            self.floor.persons.logs_in(now, agent);
            self.expect_rest(now, agent);
        }
        self.free(now, agent, observer);
    }

    /// The shift is over, but the agent is busy. What has not begun of its activities is dropped.
    fn leave_when_free<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        planned_end: SimTime,
        observer: &mut W,
    ) {
        self.floor.change_duties(agent, |duties| duties.leave_since = Some(planned_end));
        self.drop_activities(agent);
        self.let_held_back_go(now, self.floor.group_of(agent), observer);
    }

    /// Forgets the activities that an agent was to begin.
    fn drop_activities(&mut self, agent: u32) {
        let granted = self.floor.change_duties(agent, |duties| {
            duties.rest = SimDuration::ZERO;
            std::mem::take(&mut duties.granted)
        });
        let group = self.floor.group_of(agent).index();
        self.floor.groups[group].away -= granted.count_ones();
        self.floor.groups[group].held_back.retain(|each| each.agent != agent);
    }

    /// The agent leaves, whose work was planned to end at a moment.
    fn go_home<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        planned_end: SimTime,
        observer: &mut W,
    ) {
        self.report_overtime(planned_end, now, agent, observer);
        self.log_out(now, agent, observer);
    }

    /// The replication ends: whoever should have left before has worked overtime until now.
    pub(super) fn report_late_agents<W: Watch>(&self, now: SimTime, observer: &mut W) {
        for agent in 0..self.floor.agents.len() as u32 {
            if let Some(planned_end) = self.floor.duties(agent).leave_since {
                self.report_overtime(planned_end, now, agent, observer);
            }
        }
        for (index, group) in self.floor.groups.iter().enumerate() {
            for since in &group.excess {
                observer.overtime(AgentGroupId(index as u32), *since, now);
            }
        }
    }

    fn report_overtime<W: Watch>(
        &self,
        planned_end: SimTime,
        now: SimTime,
        agent: u32,
        observer: &mut W,
    ) {
        if planned_end < now {
            observer.overtime(self.floor.group_of(agent), planned_end, now);
        }
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
        self.floor.count_in(agent, false);
        let group = self.floor.group_of(agent);
        if matches!(self.model.agent_groups()[group.index()].staffing, Staffing::HeadCount(_)) {
            self.floor.groups[group.index()].offline.push(agent);
        }
        self.let_held_back_go(now, group, observer);
    }

    /// The agent, who was away, is no longer, or not for long.
    fn no_longer_away(&mut self, agent: u32) {
        // A rest asks nobody, and takes nobody's place.
        if self.floor.doing(agent) != Some(AgentState::Away(ActivityKind::Rest)) {
            let group = self.floor.group_of(agent);
            self.floor.groups[group.index()].away -= 1;
        }
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
        // Whoever is let go too late makes room for the next one: in this loop, for a call inside
        // the call for each of thousands would overflow the stack.
        if std::mem::replace(&mut self.floor.groups[group.index()].lets_go, true) {
            return;
        }
        while let Some(next) = self.floor.groups[group.index()].held_back.front().copied()
            && self.may_go(group, self.activity(group, next.shift, next.activity))
        {
            self.floor.groups[group.index()].held_back.pop_front();
            self.let_go(now, next.agent, next.activity, observer);
        }
        self.floor.groups[group.index()].lets_go = false;
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
        let shift = self.floor.duties(agent).shift;
        let plan = self.activity(group, shift, activity);
        let (kind, paid) = (plan.kind, plan.paid);
        let end = if plan.fixed_end {
            self.due(group, shift, agent, activity) + plan.duration
        } else {
            now + plan.duration
        };
        let end = if W::WHOLE { self.real_end(agent, shift, activity, end) } else { end };
        if end <= now {
            self.floor.groups[group.index()].away -= 1;
            return false;
        }
        self.go_away(now, agent, Away { kind, paid, end }, observer);
        true
    }

    /// The agent is away from now on.
    pub(super) fn go_away<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        Away { kind, paid, end }: Away,
        observer: &mut W,
    ) {
        // Whoever wanted to rest does so now, whatever the break is called.
        let token = self.floor.change_duties(agent, |duties| {
            duties.rest = SimDuration::ZERO;
            duties.token
        });
        self.calendar.stages.cancel(agent);
        self.floor.begin(now, agent, Some(AgentState::Away(kind)), observer);
        if !paid {
            self.floor.mark_unpaid(agent);
        }
        self.calendar.schedule_arising(end, Arising::ActivityEnd { agent, token });
    }

    /// When the agent was due for an activity of the shift.
    pub(super) fn due(
        &self,
        group: AgentGroupId,
        shift: u32,
        agent: u32,
        activity: u32,
    ) -> SimTime {
        let plan = self.shift(group, shift);
        let number = agent - self.agents_of(group, plan).start;
        plan.activities[activity as usize].due(number, plan.agents)
    }

    pub(super) fn shift(&self, group: AgentGroupId, shift: u32) -> &'m Shift {
        match &self.model.agent_groups()[group.index()].staffing {
            Staffing::Shifts(shifts) => &shifts[shift as usize],
            Staffing::HeadCount(_) => unreachable!("a group with head-counts has no shifts"),
        }
    }

    fn activity(&self, group: AgentGroupId, shift: u32, activity: u32) -> &'m Activity {
        &self.shift(group, shift).activities[activity as usize]
    }

    /// The agents of a shift among all agents.
    pub(super) fn agents_of(&self, group: AgentGroupId, shift: &Shift) -> std::ops::Range<u32> {
        let first = self.floor.groups[group.index()].first_agent + shift.first_agent;
        first..first + shift.agents
    }
}

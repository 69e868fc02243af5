//! Agents coming and going.

use super::floor::Duties;
use super::observer::Observer;
use super::replication::Engine;
use super::watch::Watch;
use crate::model::{AgentGroupId, AgentState, Shift, Staffing};
use crate::time::SimTime;

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
        let agents = if W::WHOLE { self.plan_head_count(now, group, agents) } else { agents };
        self.have_agents(now, group, agents, now, observer);
    }

    /// So many agents of a group are there from now on, the reserve left out; whoever has to leave
    /// does so in overtime from a moment on.
    pub(super) fn have_agents<W: Watch>(
        &mut self,
        now: SimTime,
        group: AgentGroupId,
        agents: u32,
        planned_end: SimTime,
        observer: &mut W,
    ) {
        let staying = |engine: &Self| {
            let group = &engine.floor.groups[group.index()];
            group.logged_in - group.of_reserve - group.excess.len() as u32
        };
        while staying(self) < agents
            && let Some(since) = self.floor.groups[group.index()].excess.pop_back()
        {
            // Until now there was one more at work than planned.
            if since != SimTime::NEVER {
                observer.overtime(group, since, now);
            }
        }
        if let Some(missing) = agents.checked_sub(staying(self)) {
            self.choose_newcomers::<W>(now, group, missing as usize);
            self.log_in_newcomers(now, observer);
        }
        while staying(self) > agents {
            match self.floor.first_idle(group).or_else(|| self.first_down(group)) {
                Some(agent) => self.log_out(now, agent, observer),
                None => self.floor.groups[group.index()].excess.push_back(planned_end),
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
        if W::WHOLE && self.is_sent_home(agent, shift) {
            return;
        }
        // Whoever still works off the last shift just goes on.
        let leave_since = self.floor.change_duties(agent, |duties| {
            duties.shift = shift;
            duties.activity = None;
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
        self.leave(now, agent, planned_end, observer);
    }

    /// The agent leaves, at once or when free; after a moment that is overtime.
    pub(super) fn leave<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        planned_end: SimTime,
        observer: &mut W,
    ) {
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
                if self.call_to_stay_for(now, agent, observer).is_some() {
                    self.leave_when_free(now, agent, planned_end, observer);
                    self.free(now, agent, observer);
                } else {
                    self.go_home(now, agent, planned_end, observer);
                }
            }
            // Back from the break, or ready again, there is still work.
            Some(AgentState::Away(_) | AgentState::NotReady)
                if !self.floor.duties(agent).is_stopped
                    && self.call_to_stay_for(now, agent, observer).is_some() =>
            {
                self.leave_when_free(now, agent, planned_end, observer);
            }
            Some(AgentState::Away(_)) => {
                self.no_longer_away(agent);
                self.go_home(now, agent, planned_end, observer);
            }
            Some(AgentState::Down) if self.outages.is_frozen(agent) => {
                self.leave_when_free(now, agent, planned_end, observer);
            }
            Some(AgentState::Available | AgentState::NotReady | AgentState::Down) => {
                self.go_home(now, agent, planned_end, observer);
            }
        }
    }

    /// Does what an agent has to do before the next call. Returns whether there was anything.
    pub(super) fn attend_to_duties<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        observer: &mut W,
    ) -> bool {
        let group = self.floor.group_of(agent);
        let Duties { leave_since, is_stopped, .. } = *self.floor.duties(agent);
        let excess_since = self.floor.groups[group.index()].excess.front().copied();
        let excess_since = excess_since.filter(|_| !W::WHOLE || !self.floor.is_of_reserve(agent));
        if let Some(since) = leave_since.or(excess_since) {
            if !is_stopped && let Some(call) = self.call_to_stay_for(now, agent, observer) {
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
        if !goes && !makes_room && is_stopped {
            self.be_down(now, agent, observer);
            return true;
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
            self.find_seats(now, agent);
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
            for since in group.excess.iter().filter(|since| **since != SimTime::NEVER) {
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
        if W::WHOLE {
            self.leave_seats(now, agent);
        }
        let group = self.floor.group_of(agent);
        let staffing = &self.model.agent_groups()[group.index()].staffing;
        if matches!(staffing, Staffing::HeadCount(_)) && !self.floor.is_of_reserve(agent) {
            self.floor.groups[group.index()].offline.push(agent);
        }
        self.let_held_back_go(now, group, observer);
        if W::WHOLE {
            self.wait_for_others(now, agent, observer);
            self.leave_unstaffed(now, agent, observer);
        }
    }

    pub(super) fn shift(&self, group: AgentGroupId, shift: u32) -> &'m Shift {
        match &self.model.agent_groups()[group.index()].staffing {
            Staffing::Shifts(shifts) => &shifts[shift as usize],
            Staffing::HeadCount(_) => unreachable!("a group with head-counts has no shifts"),
        }
    }

    /// The agents of a shift among all agents.
    pub(super) fn agents_of(&self, group: AgentGroupId, shift: &Shift) -> std::ops::Range<u32> {
        let first = self.floor.groups[group.index()].first_agent + shift.first_agent;
        first..first + shift.agents
    }
}

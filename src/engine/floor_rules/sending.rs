//! Agents who are sent home.
//!
//! Of a group with head-counts so many fewer are to be there until midnight, for ever in a plain
//! length. Of a group with shifts those who are there leave as if their shift ended, and come to no
//! other that starts on the same day. Nobody of the reserve is sent home.

use super::FloorRuleEvent;
use crate::engine::replication::Engine;
use crate::engine::watch::Watch;
use crate::model::{AgentGroupId, AgentState, FloorAction, Model, Staffing};
use crate::time::{MICROS_PER_DAY, SimTime};

/// Who was sent home.
#[derive(Clone, Debug)]
pub(super) struct Sending {
    /// By group with head-counts: how many agents are planned now, and how many of them were sent
    /// home on which day.
    planned: Vec<u32>,
    sent: Vec<(u64, u32)>,
    /// By agent: the day of the shift from which the agent was sent home, counted from 1; empty where
    /// nobody can be.
    days: Vec<u32>,
}

impl Sending {
    pub(super) fn new(model: &Model) -> Self {
        let groups = model.agent_groups();
        let agents: u32 = groups.iter().map(|group| group.most_agents()).sum();
        let mut actions = model.floor_rules().iter().flat_map(|rule| &rule.actions);
        let sends = actions.any(|action| matches!(action, FloorAction::SendHome { .. }));
        Sending {
            planned: vec![0; groups.len()],
            sent: vec![(0, 0); groups.len()],
            days: vec![0; if sends { agents as usize } else { 0 }],
        }
    }

    pub(super) fn clear(&mut self) {
        self.planned.fill(0);
        self.sent.fill((0, 0));
        self.days.fill(0);
    }
}

impl Engine<'_> {
    /// Agents of a group go home.
    pub(super) fn send_home<W: Watch>(
        &mut self,
        now: SimTime,
        group: AgentGroupId,
        agents: u32,
        observer: &mut W,
    ) {
        match self.model.agent_groups()[group.index()].staffing {
            Staffing::HeadCount(_) => self.lower_head_count(now, group, agents, observer),
            Staffing::Shifts(_) => {
                for _ in 0..agents {
                    let Some(agent) = self.next_to_send_home(group) else { return };
                    self.send_agent_home(now, agent, observer);
                }
            }
        }
    }

    /// How many agents are to be there of a group for which so many are planned from now on.
    pub(in crate::engine) fn plan_head_count(
        &mut self,
        now: SimTime,
        group: AgentGroupId,
        planned: u32,
    ) -> u32 {
        let day = self.day_of_sending(now);
        let target = self.present(now, group, planned);
        let Some(rules) = &mut self.floor_rules else { return target };
        rules.sending.planned[group.index()] = planned;
        let (sent_on, sent) = rules.sending.sent[group.index()];
        if sent_on == day { target.saturating_sub(sent) } else { target }
    }

    /// Whether an agent does not come to a shift because of being sent home on the same day.
    pub(in crate::engine) fn is_sent_home(&self, agent: u32, shift: u32) -> bool {
        let Some(rules) = &self.floor_rules else { return false };
        let Some(day) = rules.sending.days.get(agent as usize) else { return false };
        *day != 0 && *day == self.day_of_shift(agent, shift)
    }

    /// Midnight: all who are planned come again. Returns whether anybody does.
    pub(super) fn stop_sending_home<W: Watch>(&mut self, now: SimTime, observer: &mut W) -> bool {
        let logins = self.floor.logins;
        for place in 0..self.model.agent_groups().len() {
            let sending = &mut self.rules_mut().sending;
            let (_, sent) = std::mem::take(&mut sending.sent[place]);
            let planned = sending.planned[place];
            if sent > 0 {
                self.change_head_count(now, AgentGroupId(place as u32), planned, observer);
            }
        }
        self.floor.logins != logins
    }

    fn lower_head_count<W: Watch>(
        &mut self,
        now: SimTime,
        group: AgentGroupId,
        agents: u32,
        observer: &mut W,
    ) {
        let day = self.day_of_sending(now);
        let has_midnights = self.model.horizon().start_date().is_some();
        let sending = &mut self.rules_mut().sending;
        let is_first = sending.sent.iter().all(|(sent_on, sent)| *sent_on != day || *sent == 0);
        let (sent_on, sent) = &mut sending.sent[group.index()];
        *sent = if *sent_on == day { sent.saturating_add(agents) } else { agents };
        *sent_on = day;
        let planned = sending.planned[group.index()];
        if has_midnights && is_first {
            let midnight = SimTime::from_micros((day + 1) * MICROS_PER_DAY);
            self.expect_of_rules(midnight, FloorRuleEvent::Midnight);
        }
        let target = self.plan_head_count(now, group, planned);
        self.have_agents(now, group, target, SimTime::NEVER, observer);
    }

    /// The day until whose end agents are sent home.
    fn day_of_sending(&self, now: SimTime) -> u64 {
        let has_midnights = self.model.horizon().start_date().is_some();
        if has_midnights { now.as_micros() / MICROS_PER_DAY } else { 0 }
    }

    /// The agent of a group with shifts who goes home next: who has been idle longest, else who has
    /// the smallest lot of those who are there and not away, nor about to leave.
    fn next_to_send_home(&self, group: AgentGroupId) -> Option<u32> {
        self.floor.first_idle(group).or_else(|| {
            let may_be_sent = |agent: &u32| {
                let is_here = match self.floor.doing(*agent) {
                    None | Some(AgentState::Away(_)) => false,
                    Some(
                        AgentState::Available
                        | AgentState::Ringing
                        | AgentState::Talking
                        | AgentState::WrapUp
                        | AgentState::NotReady
                        | AgentState::Down,
                    ) => true,
                };
                let rules = self.floor_rules.as_ref().expect("a model with floor rules");
                let shift = self.floor.duties(*agent).shift;
                let is_sent = rules.sending.days[*agent as usize];
                is_here
                    && self.floor.duties(*agent).leave_since.is_none()
                    && is_sent != self.day_of_shift(*agent, shift)
            };
            let staff = self.floor.staff_of(group).filter(may_be_sent);
            staff.min_by_key(|agent| (self.floor.tie(*agent), *agent))
        })
    }

    fn send_agent_home<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) {
        let group = self.floor.group_of(agent);
        let shift = self.floor.duties(agent).shift;
        let day = self.day_of_shift(agent, shift);
        self.rules_mut().sending.days[agent as usize] = day;
        // Overtime is what they work beyond the end of their shift, as ever.
        let planned_end = self.shift(group, shift).end;
        self.leave(now, agent, planned_end, observer);
    }

    /// The day on which a shift of an agent starts, counted from 1.
    fn day_of_shift(&self, agent: u32, shift: u32) -> u32 {
        let start = self.shift(self.floor.group_of(agent), shift).start;
        1 + (start.as_micros() / MICROS_PER_DAY) as u32
    }
}

//! Who comes, when they really come, and when they need a rest.

use super::activities::Away;
use super::calendar::Arising;
use super::person::{Moment, Working};
use super::replication::Engine;
use super::watch::Watch;
use crate::model::{ActivityKind, AgentGroupId, AgentState, People};
use crate::time::SimTime;

/// Something that happens to one agent, at a moment of the agent's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Personal {
    /// The agent comes to a shift.
    ShiftStart { agent: u32, shift: u32 },
    /// The agent's shift ends.
    ShiftEnd { agent: u32, shift: u32 },
    /// The agent is due for an activity of a shift.
    ActivityDue { agent: u32, shift: u32, activity: u32 },
    /// The agent wants to rest.
    RestDue { agent: u32 },
}

impl<'m> Engine<'m> {
    pub(super) fn happen_to_agent<W: Watch>(
        &mut self,
        now: SimTime,
        what: Personal,
        observer: &mut W,
    ) {
        match what {
            Personal::ShiftStart { agent, shift } => {
                self.come_to(now, agent, shift, observer);
                self.log_in_newcomers(now, observer);
            }
            Personal::ShiftEnd { agent, shift } => self.leave_shift(now, agent, shift, observer),
            Personal::ActivityDue { agent, shift, activity } => {
                self.be_due(now, agent, shift, activity, observer);
            }
            Personal::RestDue { agent } => self.want_rest(now, agent, observer),
        }
    }

    /// Nobody comes to the shift before now; each agent has a day of their own.
    pub(super) fn shift_nears<W: Watch>(
        &mut self,
        now: SimTime,
        group: AgentGroupId,
        shift: u32,
        observer: &mut W,
    ) {
        for agent in self.agents_of(group, self.shift(group, shift)) {
            if self.plan_day(now, agent, shift) {
                self.come_to(now, agent, shift, observer);
            }
        }
        self.log_in_newcomers(now, observer);
    }

    /// Schedules what an agent does at moments of the agent's own, and returns whether the agent
    /// comes now.
    ///
    /// Nobody comes who is absent, or so late that it would be time to go.
    fn plan_day(&mut self, now: SimTime, agent: u32, shift: u32) -> bool {
        let working = self.working(agent, shift);
        let persons = &self.floor.persons;
        if persons.is_absent(working.people, working.group, working.number, working.plan.start) {
            return false;
        }
        let start = persons.around(working.plan.start, Moment::Start, &working);
        let start = start + persons.lateness(&working);
        let end = persons.around(working.plan.end, Moment::End, &working);
        if end <= start {
            return false;
        }
        let comes_now = start <= now;
        if !comes_now {
            self.expect(start, Personal::ShiftStart { agent, shift });
        }
        self.expect(end, Personal::ShiftEnd { agent, shift });
        for activity in 0..working.plan.activities.len() as u32 {
            let planned = self.due(working.group, shift, agent, activity);
            let due = self.floor.persons.around(planned, Moment::ActivityStart(activity), &working);
            // What has begun when the agent comes late is joined then.
            let due = due.max(start);
            if due < end {
                self.expect(due, Personal::ActivityDue { agent, shift, activity });
            }
        }
        comes_now
    }

    /// When an activity of a shift really ends that would end at a moment.
    pub(super) fn real_end(&self, agent: u32, shift: u32, activity: u32, end: SimTime) -> SimTime {
        let working = self.working(agent, shift);
        self.floor.persons.around(end, Moment::ActivityEnd(activity), &working)
    }

    /// How many of a head-count are there on the day of a moment.
    ///
    /// A head-count of `planned` is the agents numbered below that: so the same people are absent
    /// when it falls and rises again within a day.
    pub(super) fn present(&self, now: SimTime, group: AgentGroupId, planned: u32) -> u32 {
        let people = self.people(group);
        if people.absence == 0.0 {
            return planned;
        }
        let persons = &self.floor.persons;
        let here = (0..planned).filter(|number| !persons.is_absent(people, group, *number, now));
        here.count() as u32
    }

    /// Chooses the newcomers who are to fill up a head-count.
    pub(super) fn choose_newcomers<W: Watch>(
        &mut self,
        now: SimTime,
        group: AgentGroupId,
        missing: usize,
    ) {
        let absence = self.people(group).absence;
        let first = self.floor.groups[group.index()].first_agent;
        if !W::WHOLE || absence == 0.0 {
            let offline = &mut self.floor.groups[group.index()].offline;
            let newcomers = offline.len() - missing..;
            self.floor.newcomers.extend(offline.drain(newcomers));
            return;
        }
        let mut offline = std::mem::take(&mut self.floor.groups[group.index()].offline);
        let mut place = offline.len();
        while self.floor.newcomers.len() < missing {
            place -= 1;
            let number = offline[place] - first;
            if !self.floor.persons.is_absent(self.people(group), group, number, now) {
                self.floor.newcomers.push(offline.remove(place));
            }
        }
        self.floor.groups[group.index()].offline = offline;
    }

    /// Looks forward to the next rest of an agent who is at work from now on.
    pub(super) fn expect_rest(&mut self, now: SimTime, agent: u32) {
        let group = self.floor.group_of(agent);
        let people = self.people(group);
        let number = agent - self.floor.groups[group.index()].first_agent;
        if let Some(next) = self.floor.persons.expect_rest(now, people, agent, group, number) {
            self.expect(next, Personal::RestDue { agent });
        }
    }

    /// Begins the rest that the agent wants, if any. Returns whether there was one.
    pub(super) fn start_rest<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        observer: &mut W,
    ) -> bool {
        let duration = self.floor.duties(agent).rest;
        let Some(rest) = &self.people(self.floor.group_of(agent)).rest else { return false };
        if duration.is_zero() {
            return false;
        }
        let (kind, paid, end) = (ActivityKind::Rest, rest.paid, now + duration);
        self.go_away(now, agent, Away { kind, paid, end }, observer);
        true
    }

    /// What the agent's speed is now, 1 being that of the skill.
    pub(super) fn speed_of(&self, now: SimTime, agent: u32) -> f64 {
        self.floor.persons.speed(self.people(self.floor.group_of(agent)), agent, now)
    }

    fn want_rest<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) {
        let state = match self.floor.doing(agent) {
            // Who is away rests already; on the way back the next moment is looked for.
            None | Some(AgentState::Away(_)) => return,
            Some(state) => state,
        };
        let group = self.floor.group_of(agent);
        let number = agent - self.floor.groups[group.index()].first_agent;
        let persons = &self.floor.persons;
        let Some(duration) = persons.rest_duration(now, self.people(group), agent, group, number)
        else {
            return;
        };
        self.expect_rest(now, agent);
        self.floor.change_duties(agent, |duties| {
            if duties.rest.is_zero() {
                duties.rest = duration;
            }
        });
        if state == AgentState::Available || self.is_down_without_call(agent) {
            self.attend_to_duties(now, agent, observer);
        }
    }

    fn expect(&mut self, when: SimTime, what: Personal) {
        self.calendar.schedule_arising(when, Arising::Personal(what));
    }

    fn working(&self, agent: u32, shift: u32) -> Working<'m> {
        let group = self.floor.group_of(agent);
        let (people, plan) = (self.people(group), self.shift(group, shift));
        let number = agent - self.floor.groups[group.index()].first_agent;
        Working { people, group, number, plan, shift }
    }

    fn people(&self, group: AgentGroupId) -> &'m People {
        &self.model.agent_groups()[group.index()].people
    }
}

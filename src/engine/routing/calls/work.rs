//! What each agent has done so far, for rules that divide the agents' work.

use super::shares;
use crate::engine::observer::Answered;
use crate::model::{AgentGroupId, AgentId, CallTypeId, Model, ProfileId, Skill};
use crate::time::{MICROS_PER_DAY, SimDuration, SimTime};

/// How long each agent has handled calls of each type since the first login of the day.
#[derive(Clone, Debug)]
pub(super) struct WorkToday {
    agents: Vec<Agent>,
    /// By agent, then skill.
    done: Vec<Done>,
    /// By profile: the part of each skill of all work.
    shares: Vec<Vec<f64>>,
}

#[derive(Clone, Copy, Debug)]
struct Agent {
    profile: ProfileId,
    /// Of the first skill in the list of what was done.
    first: usize,
    /// The day of the last login.
    day: u64,
}

#[derive(Clone, Copy, Debug)]
struct Done {
    call_type: CallTypeId,
    /// Talk and wrap-up, known as soon as a call is answered.
    handling: SimDuration,
}

/// What one agent has done today.
#[derive(Clone, Copy, Debug)]
pub(super) struct Work<'a> {
    shares: &'a [f64],
    done: &'a [Done],
    /// Of all types together, in microseconds.
    all: u64,
}

impl WorkToday {
    pub(super) fn new(model: &Model) -> Self {
        let (mut agents, mut done) = (Vec::new(), Vec::new());
        for (group, each) in (0..).map(AgentGroupId).zip(model.agent_groups()) {
            for number in 0..each.most_agents() {
                let profile = model.profile_of(group, number);
                agents.push(Agent { profile, first: done.len(), day: 0 });
                let skills = model.profiles()[profile.index()].skills.iter();
                done.extend(
                    skills.map(|skill| Done {
                        call_type: skill.call_type,
                        handling: SimDuration::ZERO,
                    }),
                );
            }
        }
        let of_profile = |skills: &[Skill]| shares(skills.iter().map(|skill| skill.share));
        let shares = model.profiles().iter().map(|each| of_profile(&each.skills)).collect();
        WorkToday { agents, done, shares }
    }

    pub(super) fn restart(&mut self) {
        self.agents.iter_mut().for_each(|agent| agent.day = 0);
        self.done.iter_mut().for_each(|done| done.handling = SimDuration::ZERO);
    }

    /// The agent comes to work, perhaps not for the first time today.
    pub(super) fn logs_in(&mut self, now: SimTime, agent: AgentId) {
        let today = now.as_micros() / MICROS_PER_DAY;
        if self.agents[agent.0 as usize].day != today {
            self.agents[agent.0 as usize].day = today;
            let own = self.range(agent);
            self.done[own].iter_mut().for_each(|done| done.handling = SimDuration::ZERO);
        }
    }

    pub(super) fn call_answered(&mut self, answered: &Answered) {
        let own = self.range(answered.agent);
        let own = &mut self.done[own];
        // Skills are in the order of call types.
        if let Ok(place) = own.binary_search_by_key(&answered.call_type, |done| done.call_type) {
            own[place].handling += answered.talk + answered.wrap_up;
        }
    }

    pub(super) fn of(&self, agent: AgentId) -> Work<'_> {
        let done = &self.done[self.range(agent)];
        let shares = &self.shares[self.agents[agent.0 as usize].profile.index()];
        Work { shares, done, all: done.iter().map(|done| done.handling.as_micros()).sum() }
    }

    fn range(&self, agent: AgentId) -> std::ops::Range<usize> {
        let Agent { profile, first, .. } = self.agents[agent.0 as usize];
        first..first + self.shares[profile.index()].len()
    }
}

impl Work<'_> {
    /// How much the share of a skill of what the agent has done is below what it is to be.
    pub(super) fn missing(&self, skill: u32) -> f64 {
        let share = self.shares[skill as usize];
        if self.all == 0 {
            return share;
        }
        share - self.done[skill as usize].handling.as_micros() as f64 / self.all as f64
    }
}

/// Of which type each agent answered a call last.
#[derive(Clone, Debug)]
pub(super) struct LastServed {
    /// By call type: its place in the order of names.
    places: Vec<u32>,
    /// By agent: the place of the type, or that of the last one if there was no call yet.
    last: Vec<u32>,
}

impl LastServed {
    pub(super) fn new(model: &Model) -> Self {
        let types = model.call_types();
        let mut by_name: Vec<usize> = (0..types.len()).collect();
        by_name.sort_by_key(|place| &types[*place].name);
        let mut places = vec![0; types.len()];
        for (place, call_type) in (0..).zip(by_name) {
            places[call_type] = place;
        }
        let agents = model.agent_groups().iter().map(|group| group.most_agents() as usize).sum();
        let mut last_served = LastServed { places, last: vec![0; agents] };
        last_served.restart();
        last_served
    }

    pub(super) fn restart(&mut self) {
        self.last.fill(self.places.len() as u32 - 1);
    }

    pub(super) fn call_answered(&mut self, answered: &Answered) {
        self.last[answered.agent.0 as usize] = self.places[answered.call_type.index()];
    }

    /// How many types are between the agent's last one and another, going round.
    pub(super) fn steps_to(&self, agent: AgentId, call_type: CallTypeId) -> u32 {
        let count = self.places.len() as u32;
        (self.places[call_type.index()] + count - 1 - self.last[agent.0 as usize]) % count
    }
}

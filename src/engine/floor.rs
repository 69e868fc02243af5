//! The agents: what each is doing, and who of a group has been idle longest.

use std::collections::VecDeque;

use super::observer::{Observer, Stretch};
use super::wheel::NONE;
use crate::model::{AgentGroupId, AgentId, AgentState, CallTypeId, Model};
use crate::rng::{Purpose, Source};
use crate::time::{SimDuration, SimTime};

/// What an agent is doing; none is offline.
pub(crate) type Doing = Option<AgentState>;

/// An agent.
#[derive(Clone, Debug)]
pub(crate) struct Agent {
    pub(crate) group: AgentGroupId,
    doing: Doing,
    since: SimTime,
    /// The wrap-up that the current call will need.
    pub(crate) wrap_up: SimDuration,
    /// End of the last wrap-up, or the login if there was no call since: the clock of `longest-idle`.
    pub(crate) idle_clock: SimTime,
    /// A random number that decides between equal idle clocks.
    tie: u64,
    previous: u32,
    next: u32,
    /// What the agent has to do before the next call.
    pub(crate) duties: Duties,
}

/// What an agent has to do when free; usually nothing.
#[derive(Clone, Debug)]
pub(crate) struct Duties {
    /// Planned activities, as indices into the shift's list, that may begin now.
    pub(crate) granted: u32,
    /// The shift is over since then.
    pub(crate) leave_since: Option<SimTime>,
    /// The shift, as an index into the group's list.
    pub(crate) shift: u32,
    /// Counts activities, so that the end of one that was cut short is recognised.
    pub(crate) token: u32,
    /// Whether what the agent is doing is paid.
    pub(crate) paid: bool,
}

impl Duties {
    /// Nothing to do but calls.
    pub(crate) const NONE: Duties =
        Duties { granted: 0, leave_since: None, shift: 0, token: 0, paid: true };

    /// Whether the agent may take the next call without further ado.
    #[inline]
    fn is_free(&self) -> bool {
        self.granted == 0 && self.leave_since.is_none()
    }
}

/// What changes for a group as a whole.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// Its first agent among all agents.
    pub(crate) first_agent: u32,
    agents: u32,
    first_idle: u32,
    last_idle: u32,
    /// Agents logged in.
    pub(crate) logged_in: u32,
    /// Agents away, or granted to be as soon as they are free.
    pub(crate) away: u32,
    /// For each agent who is to leave by head-count, since when.
    pub(crate) excess: VecDeque<SimTime>,
    /// Agents who may log in by head-count, the next one last.
    pub(crate) offline: Vec<u32>,
    /// Agents who are due to go but for whom the share away is used up, in order.
    pub(crate) held_back: VecDeque<HeldBack>,
}

/// An agent who would be on an activity if not so many were away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HeldBack {
    pub(crate) agent: u32,
    pub(crate) activity: u32,
    pub(crate) shift: u32,
}

/// All agents of all groups.
#[derive(Clone, Debug)]
pub(crate) struct Floor {
    pub(crate) agents: Vec<Agent>,
    pub(crate) groups: Vec<Group>,
}

impl Floor {
    pub(crate) fn new(model: &Model) -> Self {
        let mut agents = Vec::new();
        let mut groups = Vec::new();
        for (index, group) in model.agent_groups().iter().enumerate() {
            let first_agent = agents.len() as u32;
            let count = group.most_agents();
            let agent = Agent {
                group: AgentGroupId(index as u32),
                doing: None,
                since: SimTime::ZERO,
                wrap_up: SimDuration::ZERO,
                idle_clock: SimTime::ZERO,
                tie: 0,
                previous: NONE,
                next: NONE,
                duties: Duties::NONE,
            };
            agents.resize(agents.len() + count as usize, agent);
            groups.push(Group {
                first_agent,
                agents: count,
                first_idle: NONE,
                last_idle: NONE,
                logged_in: 0,
                away: 0,
                excess: VecDeque::new(),
                offline: Vec::with_capacity(count as usize),
                held_back: VecDeque::new(),
            });
        }
        Floor { agents, groups }
    }

    /// Sends everyone home and draws who comes first among equals.
    pub(crate) fn clear(&mut self, model: &Model, seed: u64, replication: u64) {
        for (group, description) in self.groups.iter_mut().zip(model.agent_groups()) {
            let ties = Source::new(seed, replication, &description.name, Purpose::AgentTie);
            for number in 0..group.agents {
                let agent = &mut self.agents[(group.first_agent + number) as usize];
                *agent = Agent {
                    group: agent.group,
                    doing: None,
                    since: SimTime::ZERO,
                    wrap_up: SimDuration::ZERO,
                    idle_clock: SimTime::ZERO,
                    tie: ties.nth(u64::from(number)).next_u64(),
                    previous: NONE,
                    next: NONE,
                    duties: Duties::NONE,
                };
            }
            group.first_idle = NONE;
            group.last_idle = NONE;
            group.logged_in = 0;
            group.away = 0;
            group.excess.clear();
            group.held_back.clear();
            group.offline.clear();
            group.offline.extend((group.first_agent..group.first_agent + group.agents).rev());
        }
    }

    /// Whether the agent, being free, may take a call without further ado.
    #[inline]
    pub(crate) fn is_free_for_calls(&self, agent: u32) -> bool {
        let agent = &self.agents[agent as usize];
        agent.duties.is_free() && self.groups[agent.group.index()].excess.is_empty()
    }

    #[inline]
    pub(crate) fn doing(&self, agent: u32) -> Doing {
        self.agents[agent as usize].doing
    }

    #[inline]
    pub(crate) fn group_of(&self, agent: u32) -> AgentGroupId {
        self.agents[agent as usize].group
    }

    /// The longest idle agent of the best tier that has an idle one.
    #[inline]
    pub(crate) fn longest_idle(&self, model: &Model, call_type: CallTypeId) -> Option<u32> {
        for tier in model.groups_for(call_type) {
            let mut best = NONE;
            for group in tier {
                let first = self.groups[group.index()].first_idle;
                if first != NONE && (best == NONE || self.is_idle_longer(first, best)) {
                    best = first;
                }
            }
            if best != NONE {
                return Some(best);
            }
        }
        None
    }

    /// The idle agent of a group who has been idle longest.
    pub(crate) fn first_idle(&self, group: AgentGroupId) -> Option<u32> {
        let first = self.groups[group.index()].first_idle;
        (first != NONE).then_some(first)
    }

    /// Ends what the agent was doing and begins something else.
    #[inline]
    pub(crate) fn begin<O: Observer>(
        &mut self,
        now: SimTime,
        agent: u32,
        doing: Doing,
        observer: &mut O,
    ) {
        self.report_stretch(now, agent, observer);
        if self.agents[agent as usize].doing == Some(AgentState::Available) {
            self.leave_idle_list(agent);
        }
        self.agents[agent as usize].doing = doing;
        self.agents[agent as usize].since = now;
        if doing == Some(AgentState::Available) {
            self.join_idle_list(agent);
        }
    }

    /// Tells the observer how long the agent has been doing what they are doing.
    #[inline]
    pub(crate) fn report_stretch<O: Observer>(&self, now: SimTime, agent: u32, observer: &mut O) {
        let id = AgentId(agent);
        let agent = &self.agents[agent as usize];
        if let Some(state) = agent.doing {
            observer.agent_spent(&Stretch {
                agent: id,
                group: agent.group,
                state,
                from: agent.since,
                until: now,
                paid: agent.duties.paid,
            });
        }
    }

    #[inline]
    fn is_idle_longer(&self, one: u32, other: u32) -> bool {
        let (one, other) = (&self.agents[one as usize], &self.agents[other as usize]);
        (one.idle_clock, one.tie) < (other.idle_clock, other.tie)
    }

    /// Enters the list at the place of the agent's idle clock: nearly always the end, but for one
    /// who comes back from a break the front.
    #[inline]
    fn join_idle_list(&mut self, agent: u32) {
        let group = self.agents[agent as usize].group.index();
        let last = self.groups[group].last_idle;
        if last == NONE || self.is_idle_longer(last, agent) {
            self.link_idle(group, agent, last, NONE);
            return;
        }
        let mut next = self.groups[group].first_idle;
        while self.is_idle_longer(next, agent) {
            next = self.agents[next as usize].next;
        }
        let previous = self.agents[next as usize].previous;
        self.link_idle(group, agent, previous, next);
    }

    #[inline]
    fn link_idle(&mut self, group: usize, agent: u32, previous: u32, next: u32) {
        self.agents[agent as usize].previous = previous;
        self.agents[agent as usize].next = next;
        match previous {
            NONE => self.groups[group].first_idle = agent,
            previous => self.agents[previous as usize].next = agent,
        }
        match next {
            NONE => self.groups[group].last_idle = agent,
            next => self.agents[next as usize].previous = agent,
        }
    }

    #[inline]
    fn leave_idle_list(&mut self, agent: u32) {
        let Agent { group, previous, next, .. } = self.agents[agent as usize];
        match previous {
            NONE => self.groups[group.index()].first_idle = next,
            previous => self.agents[previous as usize].next = next,
        }
        match next {
            NONE => self.groups[group.index()].last_idle = previous,
            next => self.agents[next as usize].previous = previous,
        }
    }
}

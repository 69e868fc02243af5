//! The agents: what each is doing, and who of those alike has been idle longest.

use std::collections::VecDeque;

use super::observer::{Observer, Stretch};
use super::person::Persons;
use super::routing::{AgentView, Policy};
use super::story::{AgentStep, tell_of_agent};
use super::tiers::{Present, Tiers};
use super::watch::Watch;
use super::wheel::NONE;
use crate::model::{AgentGroupId, AgentId, AgentState, CallTypeId, Model, ProfileId, Skill};
use crate::rng::{Purpose, Source};
use crate::time::{SimDuration, SimTime};

/// What an agent is doing; none is offline.
pub(crate) type Doing = Option<AgentState>;

/// What every event of an agent touches; forty bytes, so that many fit the cache.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Agent {
    since: SimTime,
    /// The wrap-up that the current call will need.
    pub(crate) wrap_up: SimDuration,
    /// End of the last wrap-up, or the login if there was no call since: the clock of `longest-idle`.
    pub(crate) idle_clock: SimTime,
    group: AgentGroupId,
    previous: u32,
    next: u32,
    doing: Doing,
    /// Whether something in [`Duties`] comes before the next call.
    is_wanted: bool,
    /// Whether what the agent is doing is paid.
    is_paid: bool,
}

/// What an agent has to do besides calls; touched rarely.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Duties {
    /// Planned activities that may begin as soon as the agent is free: a bit each, by their place
    /// in the shift's list.
    pub(crate) granted: u32,
    /// The shift is over since then.
    pub(crate) leave_since: Option<SimTime>,
    /// The shift, by its place in the group's list.
    pub(crate) shift: u32,
    /// The planned activity that the agent has begun last, by its place in the shift's list; none if
    /// that was another shift's. And when the agent is to come back from it, or from a rest.
    pub(crate) activity: Option<u32>,
    pub(crate) away_until: SimTime,
    /// An unplanned break that begins as soon as the agent is free; zero if none does.
    pub(crate) rest: SimDuration,
    /// Counts activities, so that the end of one that was cut short is recognised.
    pub(crate) token: u32,
    /// An outage stops the agent, who is to go down.
    pub(crate) is_stopped: bool,
}

/// What changes for a group as a whole.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// Its first agent among all agents.
    pub(crate) first_agent: u32,
    agents: u32,
    /// The first agent of its reserve among all agents; the reserve comes after all others.
    first_of_reserve: u32,
    /// The profiles of its individuals; its own has the index of the group.
    own_profiles: std::ops::Range<u32>,
    /// Agents logged in.
    pub(crate) logged_in: u32,
    /// Those of them who are of the reserve.
    pub(crate) of_reserve: u32,
    /// Idle agents; counted by the whole loop only.
    pub(crate) idle: u32,
    /// Agents at whom a call rings, who talk, or who do after-call work; counted by the whole loop
    /// only.
    pub(crate) busy: u32,
    /// Agents who are on activities, rests included, and those who are down; counted by the whole
    /// loop only.
    pub(crate) on_activities: u32,
    pub(crate) down: u32,
    /// Agents away on planned activities, or granted to be as soon as they are free.
    pub(crate) away: u32,
    /// For each agent who is to leave by head-count, since when; `NEVER` for one who is sent home
    /// before it was planned.
    pub(crate) excess: VecDeque<SimTime>,
    /// Agents who may log in by head-count, the next one last.
    pub(crate) offline: Vec<u32>,
    /// Agents who are due to go but for whom the share away is used up, in order.
    pub(crate) held_back: VecDeque<HeldBack>,
    /// Whether those held back are being let go right now.
    pub(crate) lets_go: bool,
}

/// An agent who would be on an activity if not so many were away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HeldBack {
    pub(crate) agent: u32,
    pub(crate) activity: u32,
    pub(crate) shift: u32,
    /// Whether the agent was on it before, and was called back.
    pub(crate) is_recalled: bool,
}

/// The agents of a profile; the idle ones are linked in the order of their idle clocks.
#[derive(Clone, Copy, Debug)]
struct Alike {
    first: u32,
    last: u32,
    logged_in: u32,
}

/// All agents of all groups.
#[derive(Clone, Debug)]
pub(crate) struct Floor {
    pub(crate) agents: Vec<Agent>,
    duties: Vec<Duties>,
    /// The profile of each agent; empty where all have that of their group.
    profiles: Vec<ProfileId>,
    /// By profile.
    alike: Vec<Alike>,
    /// The profiles that have an idle agent.
    idle: Present,
    /// By call type who may serve it under the standard rules.
    servers: Tiers,
    /// Random numbers that order agents of equal idle clock: those of a group who log in together,
    /// and the first ones of several groups.
    ties: Vec<u64>,
    pub(crate) persons: Persons,
    /// Agents about to log in; empty between events.
    pub(crate) newcomers: Vec<u32>,
    pub(crate) groups: Vec<Group>,
    /// How often somebody has logged in or out.
    pub(crate) logins: u64,
}

impl Floor {
    pub(crate) fn new(model: &Model) -> Self {
        let mut agents = Vec::new();
        let mut groups = Vec::new();
        let mut next_profile = model.agent_groups().len() as u32;
        for (index, group) in model.agent_groups().iter().enumerate() {
            let first_agent = agents.len() as u32;
            let count = group.most_agents();
            let agent = Agent::offline(AgentGroupId(index as u32));
            agents.resize(agents.len() + count as usize, agent);
            let group_id = AgentGroupId(index as u32);
            let others = &model.profiles()[next_profile as usize..];
            let count_own = others.iter().take_while(|each| each.group == group_id).count() as u32;
            let own_profiles = next_profile..next_profile + count_own;
            next_profile = own_profiles.end;
            groups.push(Group {
                first_agent,
                agents: count,
                first_of_reserve: first_agent + group.staffing.most_agents(),
                own_profiles,
                logged_in: 0,
                of_reserve: 0,
                idle: 0,
                busy: 0,
                on_activities: 0,
                down: 0,
                away: 0,
                excess: VecDeque::new(),
                offline: Vec::with_capacity(count as usize),
                held_back: VecDeque::new(),
                lets_go: false,
            });
        }
        let (duties, ties) = (vec![Duties::default(); agents.len()], vec![0; agents.len()]);
        Floor {
            newcomers: Vec::with_capacity(agents.len()),
            persons: Persons::new(model, agents.len()),
            agents,
            duties,
            profiles: own_profiles(model),
            alike: vec![Alike::EMPTY; model.profiles().len()],
            idle: Present::none_of(model.profiles().len()),
            servers: Tiers::new((0..model.call_types().len() as u32).map(|call_type| {
                let tiers = model.profiles_for(CallTypeId(call_type)).iter();
                tiers.map(|tier| tier.iter().map(|profile| profile.0).collect())
            })),
            ties,
            groups,
            logins: 0,
        }
    }

    /// Sends everyone home and draws who comes first among equals.
    pub(crate) fn clear(&mut self, model: &Model, seed: u64, replication: u64) {
        self.alike.fill(Alike::EMPTY);
        self.idle.clear();
        self.logins = 0;
        self.persons.clear(model, seed, replication);
        for (group, description) in self.groups.iter_mut().zip(model.agent_groups()) {
            let ties = Source::new(seed, replication, &description.name, Purpose::AgentTie);
            for number in 0..group.agents {
                let agent = (group.first_agent + number) as usize;
                self.agents[agent] = Agent::offline(self.agents[agent].group);
                self.duties[agent] = Duties::default();
                self.ties[agent] = ties.nth(u64::from(number)).next_u64();
            }
            group.logged_in = 0;
            group.of_reserve = 0;
            group.idle = 0;
            group.busy = 0;
            group.on_activities = 0;
            group.down = 0;
            group.away = 0;
            group.excess.clear();
            group.held_back.clear();
            group.offline.clear();
            group.offline.extend((group.first_agent..group.first_of_reserve).rev());
        }
    }

    /// Whether the agent, being free, may take a call without further ado.
    #[inline]
    pub(crate) fn is_free_for_calls(&self, agent: u32) -> bool {
        let agent = &self.agents[agent as usize];
        !agent.is_wanted && self.groups[agent.group.index()].excess.is_empty()
    }

    /// A random number that orders agents who log in at the same moment.
    pub(crate) fn tie(&self, agent: u32) -> u64 {
        self.ties[agent as usize]
    }

    /// Since when an agent has been doing the same.
    pub(crate) fn since(&self, agent: u32) -> SimTime {
        self.agents[agent as usize].since
    }

    /// What an agent has to do besides calls.
    pub(crate) fn duties(&self, agent: u32) -> &Duties {
        &self.duties[agent as usize]
    }

    /// Changes what an agent has to do besides calls.
    pub(crate) fn change_duties<T>(
        &mut self,
        agent: u32,
        change: impl FnOnce(&mut Duties) -> T,
    ) -> T {
        let duties = &mut self.duties[agent as usize];
        let answer = change(duties);
        self.agents[agent as usize].is_wanted = duties.granted != 0
            || duties.leave_since.is_some()
            || !duties.rest.is_zero()
            || duties.is_stopped;
        answer
    }

    #[inline]
    pub(crate) fn doing(&self, agent: u32) -> Doing {
        self.agents[agent as usize].doing
    }

    /// Since when the agent is doing what they are doing.
    pub(crate) fn doing_since(&self, agent: u32) -> SimTime {
        self.agents[agent as usize].since
    }

    /// What an agent can do for calls of a type that the agent serves.
    pub(crate) fn skill<'m>(
        &self,
        model: &'m Model,
        agent: u32,
        call_type: CallTypeId,
    ) -> &'m Skill {
        let skills = &model.profiles()[self.profile(agent).index()].skills;
        skills.iter().find(|skill| skill.call_type == call_type).expect("a skill of the agent")
    }

    #[inline]
    pub(crate) fn group_of(&self, agent: u32) -> AgentGroupId {
        self.agents[agent as usize].group
    }

    /// What the agent can do.
    #[inline]
    pub(crate) fn profile_of<W: Watch>(&self, agent: u32) -> ProfileId {
        if W::WHOLE { self.profile(agent) } else { ProfileId(self.group_of(agent).0) }
    }

    /// All agents of a group but those of its reserve.
    pub(crate) fn staff_of(&self, group: AgentGroupId) -> std::ops::Range<u32> {
        let group = &self.groups[group.index()];
        group.first_agent..group.first_of_reserve
    }

    /// The agents of a group's reserve.
    pub(crate) fn reserve_of(&self, group: AgentGroupId) -> std::ops::Range<u32> {
        let group = &self.groups[group.index()];
        group.first_of_reserve..group.first_agent + group.agents
    }

    /// Whether an agent is one of those who come only when a floor rule calls.
    pub(crate) fn is_of_reserve(&self, agent: u32) -> bool {
        agent >= self.groups[self.group_of(agent).index()].first_of_reserve
    }

    /// Counts the agent among those logged in from now on, or no longer.
    pub(crate) fn count_in(&mut self, agent: u32, is_here: bool) {
        let group = self.group_of(agent).index();
        let profile = self.profile(agent).index();
        self.logins += 1;
        let change = |count: &mut u32| *count = if is_here { *count + 1 } else { *count - 1 };
        change(&mut self.alike[profile].logged_in);
        change(&mut self.groups[group].logged_in);
        if self.is_of_reserve(agent) {
            change(&mut self.groups[group].of_reserve);
        }
    }

    /// How many agents of a profile are logged in.
    pub(crate) fn logged_in(&self, profile: ProfileId) -> u32 {
        self.alike[profile.index()].logged_in
    }

    /// What the agent can do, asked where nothing is known of the model.
    #[inline]
    pub(crate) fn profile(&self, agent: u32) -> ProfileId {
        let of_group = ProfileId(self.group_of(agent).0);
        self.profiles.get(agent as usize).copied().unwrap_or(of_group)
    }

    /// The longest idle agent of the best tier that has an idle one.
    #[inline(always)]
    pub(crate) fn longest_idle(&self, call_type: CallTypeId) -> Option<u32> {
        let first = |profile: u32| self.alike[profile as usize].first;
        let is_better = |one, other| self.is_idle_longer(one, other);
        let best = self.servers.best(call_type.index(), &self.idle, first, is_better);
        (best != NONE).then_some(best)
    }

    /// The agent of a profile who has been idle longest.
    #[inline]
    pub(crate) fn first_idle_alike(&self, profile: ProfileId) -> Option<u32> {
        let first = self.alike[profile.index()].first;
        (first != NONE).then_some(first)
    }

    /// The idle agents of a profile, who has been idle longest first.
    pub(crate) fn all_idle_alike(&self, profile: ProfileId) -> impl Iterator<Item = u32> {
        let next = |agent: &u32| Some(self.agents[*agent as usize].next);
        let existing = |agent: u32| (agent != NONE).then_some(agent);
        std::iter::successors(existing(self.alike[profile.index()].first), move |agent| {
            next(agent).and_then(existing)
        })
    }

    pub(crate) fn is_idle(&self, agent: u32) -> bool {
        self.doing(agent) == Some(AgentState::Available)
    }

    /// The idle agent of a group who has been idle longest, the reserve left out.
    pub(crate) fn first_idle(&self, group: AgentGroupId) -> Option<u32> {
        let own = self.groups[group.index()].own_profiles.clone();
        let lists = std::iter::once(group.0).chain(own).map(ProfileId);
        let idle = lists
            .filter_map(|list| self.all_idle_alike(list).find(|agent| !self.is_of_reserve(*agent)));
        idle.reduce(|best, each| if self.is_idle_longer(each, best) { each } else { best })
    }

    /// Ends what the agent was doing and begins something else.
    #[inline]
    pub(crate) fn begin<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        doing: Doing,
        observer: &mut W,
    ) {
        self.report_stretch(now, agent, observer);
        let before = self.agents[agent as usize].doing;
        if before == Some(AgentState::Available) {
            self.leave_idle_list(self.profile_of::<W>(agent), agent);
        }
        if W::WHOLE {
            self.persons.begins(now, agent, self.group_of(agent), doing);
        }
        let entry = &mut self.agents[agent as usize];
        entry.doing = doing;
        entry.since = now;
        entry.is_paid = true;
        if doing == Some(AgentState::Available) {
            self.join_idle_list(self.profile_of::<W>(agent), agent);
        }
        if W::WHOLE {
            let group = &mut self.groups[self.agents[agent as usize].group.index()];
            group.idle += u32::from(doing == Some(AgentState::Available));
            group.idle -= u32::from(before == Some(AgentState::Available));
            group.busy += u32::from(is_busy(doing));
            group.busy -= u32::from(is_busy(before));
            group.on_activities += u32::from(is_away(doing));
            group.on_activities -= u32::from(is_away(before));
            group.down += u32::from(doing == Some(AgentState::Down));
            group.down -= u32::from(before == Some(AgentState::Down));
            let view = AgentView { floor: self, agent };
            observer.policy().agent_begins(now, &view, before, doing);
        }
        tell_of_agent(now, agent, observer, || AgentStep::Began(doing));
    }

    /// Marks what the agent has just begun as unpaid.
    pub(crate) fn mark_unpaid(&mut self, agent: u32) {
        self.agents[agent as usize].is_paid = false;
    }

    /// Tells the observer how long the agent has been doing what they are doing.
    #[inline]
    pub(crate) fn report_stretch<W: Watch>(&self, now: SimTime, agent: u32, observer: &mut W) {
        let id = AgentId(agent);
        let agent = &self.agents[agent as usize];
        if let Some(state) = agent.doing {
            observer.agent_spent(&Stretch {
                agent: id,
                group: agent.group,
                state,
                from: agent.since,
                until: now,
                paid: agent.is_paid,
            });
        }
    }

    #[inline]
    fn is_idle_longer(&self, one: u32, other: u32) -> bool {
        let clock = |agent: u32| self.agents[agent as usize].idle_clock;
        let tie = |agent: u32| self.ties[agent as usize];
        clock(one) < clock(other) || clock(one) == clock(other) && tie(one) < tie(other)
    }

    /// Enters the list at the place of the agent's idle clock, among those with the same one at that
    /// of the agent's lot.
    ///
    /// That is nearly always the end; who comes back from a break passes those who have handled
    /// calls in the meantime.
    ///
    /// In line the lists would keep the rest of what happens to an agent from being so.
    #[inline(never)]
    fn join_idle_list(&mut self, profile: ProfileId, agent: u32) {
        let list = profile.index();
        let mut previous = self.alike[list].last;
        let mut next = NONE;
        while previous != NONE && self.is_idle_longer(agent, previous) {
            next = previous;
            previous = self.agents[previous as usize].previous;
        }
        self.link_idle(list, agent, previous, next);
        self.idle.insert(list);
    }

    #[inline]
    fn link_idle(&mut self, list: usize, agent: u32, previous: u32, next: u32) {
        self.agents[agent as usize].previous = previous;
        self.agents[agent as usize].next = next;
        match previous {
            NONE => self.alike[list].first = agent,
            previous => self.agents[previous as usize].next = agent,
        }
        match next {
            NONE => self.alike[list].last = agent,
            next => self.agents[next as usize].previous = agent,
        }
    }

    #[inline(never)]
    fn leave_idle_list(&mut self, profile: ProfileId, agent: u32) {
        let list = profile.index();
        let Agent { previous, next, .. } = self.agents[agent as usize];
        match previous {
            NONE => self.alike[list].first = next,
            previous => self.agents[previous as usize].next = next,
        }
        match next {
            NONE => self.alike[list].last = previous,
            next => self.agents[next as usize].previous = previous,
        }
        if self.alike[list].first == NONE {
            self.idle.remove(list);
        }
    }
}

impl Alike {
    const EMPTY: Alike = Alike { first: NONE, last: NONE, logged_in: 0 };
}

/// Whether an agent has to do with a call.
fn is_busy(doing: Doing) -> bool {
    matches!(doing, Some(AgentState::Ringing | AgentState::Talking | AgentState::WrapUp))
}

fn is_away(doing: Doing) -> bool {
    matches!(doing, Some(AgentState::Away(_)))
}

/// The profile of each agent, unless all have that of their group.
fn own_profiles(model: &Model) -> Vec<ProfileId> {
    let groups = model.agent_groups();
    if model.profiles().len() == groups.len() {
        return Vec::new();
    }
    let ids = (0..groups.len() as u32).map(AgentGroupId);
    let agents = groups.iter().zip(ids).flat_map(|(group, id)| {
        (0..group.most_agents()).map(move |number| model.profile_of(id, number))
    });
    agents.collect()
}

impl Agent {
    fn offline(group: AgentGroupId) -> Self {
        Agent {
            since: SimTime::ZERO,
            wrap_up: SimDuration::ZERO,
            idle_clock: SimTime::ZERO,
            group,
            previous: NONE,
            next: NONE,
            doing: None,
            is_wanted: false,
            is_paid: true,
        }
    }
}

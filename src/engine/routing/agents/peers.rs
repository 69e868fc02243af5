//! The idle agents, profile by profile in the order of their login numbers: who of them is best.

use super::chain::{Known, OwnKey};
use crate::engine::contest::{Best, Contest, Tournament, Verdict};
use crate::engine::floor::Floor;
use crate::engine::routing::{AgentView, Situation};
use crate::model::{AgentGroup, AgentGroupId, Model, ProfileId};
use crate::time::SimTime;

/// The agents of all profiles.
#[derive(Clone, Debug)]
pub(super) struct Peers {
    /// Profile by profile, in the order of login numbers.
    agents: Vec<u32>,
    /// By profile: its first agent among these.
    first: Vec<usize>,
    /// By agent: the slot in the tournament of the agent's profile.
    slots: Vec<u32>,
    /// By agent: the place in the order of all login numbers.
    places: Vec<u32>,
    tournaments: Vec<Tournament>,
}

/// The contest between the agents of a profile.
struct Match<'a> {
    agents: &'a [u32],
    keys: &'a [OwnKey],
    known: Known<'a>,
}

impl Contest for Match<'_> {
    #[inline]
    fn compare(&self, now: SimTime, one: u32, other: u32) -> Verdict {
        let (one, other) = (self.agents[one as usize], self.agents[other as usize]);
        let tie = Verdict::lasting(std::cmp::Ordering::Equal);
        self.keys.iter().fold(tie, |verdict, key| {
            verdict.then_with(|| self.known.compare(now, *key, one, other))
        })
    }
}

/// The idle agents of a profile that has some, as they compare by some keys at a moment.
pub(super) struct Rivals<'a> {
    pub(super) now: SimTime,
    agents: &'a [u32],
    places: &'a [u32],
    tournament: &'a mut Tournament,
    contest: Match<'a>,
}

impl Peers {
    pub(super) fn new(model: &Model) -> Self {
        let by_login = in_login_order(model);
        let mut agents_of = vec![Vec::new(); model.profiles().len()];
        let mut slots = vec![0; by_login.len()];
        let mut places = vec![0; by_login.len()];
        for (place, (agent, profile)) in (0..).zip(by_login) {
            let own: &mut Vec<u32> = &mut agents_of[profile.index()];
            slots[agent as usize] = own.len() as u32;
            places[agent as usize] = place;
            own.push(agent);
        }
        let lengths = agents_of.iter().map(Vec::len);
        let first = lengths.scan(0, |next, length| {
            *next += length;
            Some(*next - length)
        });
        Peers {
            first: first.collect(),
            tournaments: agents_of.iter().map(|own| Tournament::new(own.len() as u32)).collect(),
            agents: agents_of.concat(),
            slots,
            places,
        }
    }

    pub(super) fn clear(&mut self) {
        self.tournaments.iter_mut().for_each(Tournament::clear);
    }

    /// An agent becomes idle. Returns whether nobody of the profile was.
    pub(super) fn enter(&mut self, profile: ProfileId, agent: u32) -> bool {
        let tournament = &mut self.tournaments[profile.index()];
        tournament.enter(self.slots[agent as usize]);
        tournament.len() == 1
    }

    /// An agent is idle no longer. Returns whether nobody of the profile is now.
    pub(super) fn leave(&mut self, profile: ProfileId, agent: u32) -> bool {
        let tournament = &mut self.tournaments[profile.index()];
        tournament.leave(self.slots[agent as usize]);
        tournament.is_empty()
    }

    /// The place of an agent in the order of all login numbers.
    pub(super) fn place(&self, agent: u32) -> u32 {
        self.places[agent as usize]
    }

    pub(super) fn rivals<'a>(
        &'a mut self,
        now: SimTime,
        profile: ProfileId,
        keys: &'a [OwnKey],
        known: Known<'a>,
    ) -> Rivals<'a> {
        let first = self.first[profile.index()];
        let end = self.first.get(profile.index() + 1).copied().unwrap_or(self.agents.len());
        let agents = &self.agents[first..end];
        Rivals {
            now,
            agents,
            places: &self.places,
            tournament: &mut self.tournaments[profile.index()],
            contest: Match { agents, keys, known },
        }
    }
}

impl Rivals<'_> {
    /// Of the best the one with the smallest login number, and how many are best.
    pub(super) fn best(&mut self) -> (u32, u32) {
        let best = self.tournament.best(self.now, &self.contest);
        let Best { slot, ties } = best.expect("a profile with idle agents");
        (self.agents[slot as usize], ties)
    }

    /// Of the best the one with so many of them before in the order of login numbers.
    pub(super) fn nth_best(&mut self, k: u32) -> u32 {
        let slot = self.tournament.nth_best(self.now, k, &self.contest);
        self.agents[slot.expect("so many are best") as usize]
    }

    /// Of the best the one with the largest login number.
    pub(super) fn last_best(&mut self) -> u32 {
        let slot = self.tournament.last_best(self.now, &self.contest);
        self.agents[slot.expect("somebody is best") as usize]
    }

    /// Of the best the first one behind a place in the order of all login numbers.
    pub(super) fn best_behind(&mut self, place: u32) -> Option<u32> {
        let is_up_to = |agent: &u32| self.places[*agent as usize] <= place;
        let behind = self.agents.partition_point(is_up_to) as u32;
        let overall = self.tournament.best(self.now, &self.contest)?;
        let first = self.tournament.best_from(self.now, behind, &self.contest)?;
        let verdict = self.contest.compare(self.now, first.slot, overall.slot);
        verdict.order.is_eq().then(|| self.agents[first.slot as usize])
    }
}

/// All agents with their profiles, in the order of their login numbers; who share one, in the order
/// of the names of their groups and of their numbers there.
fn in_login_order(model: &Model) -> Vec<(u32, ProfileId)> {
    let groups = (0..).map(AgentGroupId).zip(model.agent_groups());
    let agents = groups.flat_map(|(id, group)| {
        (0..group.most_agents()).map(move |number| {
            let key = (model.login_number(id, number), group.name.as_str(), number);
            (key, model.profile_of(id, number))
        })
    });
    let mut keyed: Vec<_> = (0..).zip(agents).collect();
    keyed.sort_unstable_by_key(|(_, (key, _))| *key);
    keyed.into_iter().map(|(agent, (_, profile))| (agent, profile)).collect()
}

/// The idle agents of groups as wholes, by how long they have been idle; empty unless a rule asks.
#[derive(Clone, Debug)]
pub(super) struct GroupClocks {
    groups: Vec<Tournament>,
}

/// The contest between the agents of a group, of whom this is the first.
struct Clock<'a> {
    floor: &'a Floor,
    first_agent: u32,
}

impl Clock<'_> {
    fn of(&self, slot: u32) -> SimTime {
        self.floor.agents[(self.first_agent + slot) as usize].idle_clock
    }
}

impl Contest for Clock<'_> {
    fn compare(&self, _now: SimTime, one: u32, other: u32) -> Verdict {
        Verdict::lasting(self.of(one).cmp(&self.of(other)))
    }
}

impl GroupClocks {
    pub(super) fn of(groups: &[AgentGroup]) -> Self {
        let tournament = |group: &AgentGroup| Tournament::new(group.most_agents());
        GroupClocks { groups: groups.iter().map(tournament).collect() }
    }

    pub(super) fn clear(&mut self) {
        self.groups.iter_mut().for_each(Tournament::clear);
    }

    pub(super) fn enter(&mut self, agent: &AgentView<'_>) {
        if let Some(idle) = self.groups.get_mut(agent.group().index()) {
            idle.enter(agent.number());
        }
    }

    pub(super) fn leave(&mut self, agent: &AgentView<'_>) {
        if let Some(idle) = self.groups.get_mut(agent.group().index()) {
            idle.leave(agent.number());
        }
    }

    /// Since when the agent of a profile's group has been idle who has been so longest; if none is
    /// idle, this moment.
    pub(super) fn longest(&mut self, situation: &Situation<'_>, profile: ProfileId) -> SimTime {
        let Situation { now, model, floor, .. } = *situation;
        let group = model.profiles()[profile.index()].group;
        let Some(idle) = self.groups.get_mut(group.index()) else { return SimTime::ZERO };
        let clock = Clock { floor, first_agent: floor.groups[group.index()].first_agent };
        idle.best(now, &clock).map_or(now, |best| clock.of(best.slot))
    }
}

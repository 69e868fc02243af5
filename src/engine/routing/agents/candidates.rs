//! The best idle agents of different profiles, compared by the whole chain of rules.

use std::cmp::Ordering;

use super::chain::{Chain, Key, Known, PairKey};
use super::split::{Split, Total};
use super::tiers::Entry;
use crate::engine::routing::{Asking, Situation};
use crate::model::{AgentGroup, AgentGroupId, BestLevel, Profile, Skill, Target};
use crate::time::{MICROS_PER_SECOND, SimTime};

/// The best idle agents of a profile.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) entry: Entry,
    /// Of the best the one with the smallest login number.
    pub(super) agent: u32,
    /// How many are best, this one among them.
    pub(super) ties: u32,
    /// Since when the agent of the group has been idle who has been so longest, if a rule asks.
    pub(super) group_clock: SimTime,
}

/// What the candidates of a tier are compared by.
pub(super) struct Comparison<'a> {
    pub(super) chain: &'a Chain,
    pub(super) known: Known<'a>,
    pub(super) situation: &'a Situation<'a>,
    pub(super) asking: &'a Asking,
    pub(super) targets: &'a [Target],
    /// The counts of the steps, and those of this tier together; if a rule asks.
    pub(super) split: Option<(&'a Split, Total)>,
    pub(super) idleness: Idleness,
}

/// The idle agents of all groups together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Idleness {
    pub(super) agents: u32,
    /// The sum of the shares of the groups.
    pub(super) shares: f64,
}

impl Idleness {
    /// Nobody idle.
    pub(super) fn of(groups: &[AgentGroup]) -> Self {
        // In the order of names, for the sum of more than two depends on it.
        let mut by_name: Vec<_> = groups.iter().collect();
        by_name.sort_by_key(|group| &group.name);
        Idleness { agents: 0, shares: by_name.iter().map(|group| group.idle_share).sum() }
    }
}

impl Comparison<'_> {
    /// Whether the call may go to agents of a profile of the tier now.
    pub(super) fn is_open(&self, entry: Entry) -> bool {
        self.situation.is_open_to(&self.targets[entry.target as usize], self.asking)
    }

    /// `Less` if the first is better.
    pub(super) fn compare(&self, one: &Candidate, other: &Candidate) -> Ordering {
        self.compare_by(&self.chain.keys, one, other)
    }

    /// Whether no rule decides between two, who perhaps are not the best of their profiles.
    pub(super) fn leaves_open(&self, one: &Candidate, other: &Candidate) -> bool {
        self.compare_by(self.chain.keys_of_rules(), one, other).is_eq()
    }

    fn compare_by(&self, keys: &[Key], one: &Candidate, other: &Candidate) -> Ordering {
        let orders = keys.iter().map(|key| match key {
            Key::Pair(key) => self.compare_pairs(*key, one, other),
            Key::Own(key) => {
                self.known.compare(self.situation.now, *key, one.agent, other.agent).order
            }
            Key::Speed => self.speed(other).total_cmp(&self.speed(one)),
            Key::Score => {
                let scoring = self.known.scoring.as_ref();
                let scoring = scoring.expect("a score where a rule goes by it");
                scoring.whole(other.agent).total_cmp(&scoring.whole(one.agent))
            }
        });
        orders.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }

    fn compare_pairs(&self, key: PairKey, one: &Candidate, other: &Candidate) -> Ordering {
        let larger =
            |value: fn(&Self, &Candidate) -> f64| value(self, other).total_cmp(&value(self, one));
        let level = |candidate| self.skill(candidate).level;
        let skills = |candidate| self.profile(candidate).skills.len();
        let idle = |candidate| self.situation.idle_agents(self.group(candidate));
        match key {
            PairKey::Rank => self.skill(one).rank.cmp(&self.skill(other).rank),
            PairKey::Level(BestLevel::Highest) => level(other).total_cmp(&level(one)),
            PairKey::Level(BestLevel::Lowest) => level(one).total_cmp(&level(other)),
            PairKey::FewestSkills => skills(one).cmp(&skills(other)),
            PairKey::MostSkills => skills(other).cmp(&skills(one)),
            PairKey::IdlenessRatio => larger(Self::surplus),
            PairKey::GroupClock => one.group_clock.cmp(&other.group_clock),
            PairKey::MostIdle => idle(other).cmp(&idle(one)),
            PairKey::Split => larger(Self::shortfall),
            PairKey::Weight => larger(Self::weight),
        }
    }

    fn profile(&self, candidate: &Candidate) -> &Profile {
        &self.situation.model.profiles()[candidate.entry.profile.index()]
    }

    fn skill(&self, candidate: &Candidate) -> &Skill {
        &self.profile(candidate).skills[candidate.entry.skill as usize]
    }

    fn group(&self, candidate: &Candidate) -> AgentGroupId {
        self.profile(candidate).group
    }

    fn speed(&self, candidate: &Candidate) -> f64 {
        self.skill(candidate).speed * self.known.floor.persons.own_speed(candidate.agent)
    }

    /// By how many the idle agents of the group exceed its share, times the sum of all shares.
    fn surplus(&self, candidate: &Candidate) -> f64 {
        let group = self.group(candidate);
        let share = self.situation.model.agent_groups()[group.index()].idle_share;
        let idle = f64::from(self.situation.idle_agents(group));
        idle * self.idleness.shares - share * f64::from(self.idleness.agents)
    }

    fn shortfall(&self, candidate: &Candidate) -> f64 {
        let Some((split, total)) = self.split else { return 0.0 };
        let target = &self.targets[candidate.entry.target as usize];
        split.shortfall(total, self.asking.call_type, target)
    }

    fn weight(&self, candidate: &Candidate) -> f64 {
        let weight = self.skill(candidate).weight;
        let longest = self.situation.longest_idle(candidate.entry.profile);
        let since = longest.map_or(self.situation.now, |agent| agent.idle_since());
        let idle = self.situation.now.since(since).as_micros() as f64 / MICROS_PER_SECOND as f64;
        weight.idle * idle + weight.constant
    }
}

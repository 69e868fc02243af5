//! The rules of a scenario as keys, the next deciding ties of the one before.

use super::diary::{Diary, Page};
use super::score::Scoring;
use crate::engine::contest::{Verdict, compare_shares};
use crate::engine::floor::Floor;
use crate::model::{
    AgentGroup, AgentRule, BestLevel, CircularFrom, CountedSince, IdleSince, Memory, Routing,
};
use crate::time::SimTime;

/// What agents are compared by, and what decides when they are all equal.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    /// In the order of the rules.
    pub(super) keys: Vec<Key>,
    /// Those of them by which agents of the same profile differ.
    pub(super) own: Vec<OwnKey>,
    pub(super) decision: Decision,
}

/// What agents are compared by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Key {
    /// The same for all agents of a profile.
    Pair(PairKey),
    Own(OwnKey),
    /// The speed of the skill times the agent's own.
    Speed,
    /// The score; between agents of a profile, its part that they differ in.
    Score,
}

/// What is the same for all agents of a profile, given the call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum PairKey {
    Rank,
    Level(BestLevel),
    FewestSkills,
    MostSkills,
    IdlenessRatio,
    GroupClock,
    MostIdle,
    Split,
    Weight,
}

/// What agents of the same profile may differ by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum OwnKey {
    Clock(IdleSince),
    FewestCalls(CountedSince),
    MostCalls(CountedSince),
    TalkTime(CountedSince),
    Occupancy { wrap_up: bool },
    MeanHandling,
    Wage,
    Speed,
    Score,
    Lot,
}

/// Who takes the call of those who are equal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Decision {
    SmallestLogin,
    LargestLogin,
    Circle(Memory, CircularFrom),
    Random,
    WeightedRandom,
    PenaltyRandom,
}

impl Chain {
    pub(super) fn new(routing: &Routing) -> Self {
        let mut keys = Vec::new();
        let mut decision = None;
        for rule in &routing.agent_selection {
            match Link::of(*rule) {
                Link::Key(key) => keys.push(key),
                Link::Decision(it) => {
                    decision = Some(it);
                    break;
                }
                Link::End => break,
            }
        }
        let decision = decision.unwrap_or_else(|| {
            if routing.agent_selection.last().is_some_and(|last| last.counts_work()) {
                return Decision::LargestLogin;
            }
            keys.push(Key::Own(OwnKey::Lot));
            Decision::SmallestLogin
        });
        let own = keys.iter().filter_map(|key| key.own()).collect();
        Chain { keys, own, decision }
    }

    /// Without the lots that come after the rules.
    pub(super) fn keys_of_rules(&self) -> &[Key] {
        self.keys.strip_suffix(&[Key::Own(OwnKey::Lot)]).unwrap_or(&self.keys)
    }

    pub(super) fn has(&self, key: PairKey) -> bool {
        self.keys.contains(&Key::Pair(key))
    }

    pub(super) fn has_wages(&self) -> bool {
        self.own.contains(&OwnKey::Wage)
    }

    /// Whether any rule asks what agents have done.
    pub(super) fn needs_diary(&self) -> bool {
        self.own.iter().any(|key| match key {
            // The floor has the clock that nearly everybody asks for.
            OwnKey::Clock(clock) => *clock != IdleSince::WrapUpEnd,
            OwnKey::FewestCalls(_)
            | OwnKey::MostCalls(_)
            | OwnKey::TalkTime(_)
            | OwnKey::Occupancy { .. }
            | OwnKey::MeanHandling
            | OwnKey::Score => true,
            OwnKey::Wage | OwnKey::Speed | OwnKey::Lot => false,
        })
    }
}

/// What a rule adds to a chain.
enum Link {
    Key(Key),
    Decision(Decision),
    /// All who are left, in the order of their lots.
    End,
}

impl Link {
    fn of(rule: AgentRule) -> Self {
        let pair = |key| Link::Key(Key::Pair(key));
        let own = |key| Link::Key(Key::Own(key));
        match rule {
            AgentRule::Rank => pair(PairKey::Rank),
            AgentRule::LongestIdle(clock) => own(OwnKey::Clock(clock)),
            AgentRule::FewestCalls(since) => own(OwnKey::FewestCalls(since)),
            AgentRule::MostCalls(since) => own(OwnKey::MostCalls(since)),
            AgentRule::LeastTalkTime(since) => own(OwnKey::TalkTime(since)),
            AgentRule::LeastOccupied { wrap_up } => own(OwnKey::Occupancy { wrap_up }),
            AgentRule::ShortestHandling => own(OwnKey::MeanHandling),
            AgentRule::BestSkill(best) => pair(PairKey::Level(best)),
            AgentRule::LeastSkilled => pair(PairKey::FewestSkills),
            AgentRule::MostSkilled => pair(PairKey::MostSkills),
            AgentRule::LowestCost => own(OwnKey::Wage),
            AgentRule::Fastest => Link::Key(Key::Speed),
            AgentRule::IdlenessRatio => pair(PairKey::IdlenessRatio),
            AgentRule::LongestIdleGroup => pair(PairKey::GroupClock),
            AgentRule::MostIdleAgents => pair(PairKey::MostIdle),
            AgentRule::PercentSplit => pair(PairKey::Split),
            AgentRule::Weight => pair(PairKey::Weight),
            AgentRule::LinearAscending => Link::Decision(Decision::SmallestLogin),
            AgentRule::LinearDescending => Link::Decision(Decision::LargestLogin),
            AgentRule::Circular { memory, from } => Link::Decision(Decision::Circle(memory, from)),
            AgentRule::Random => Link::Decision(Decision::Random),
            AgentRule::WeightedRandom => Link::Decision(Decision::WeightedRandom),
            AgentRule::PenaltyRandom => Link::Decision(Decision::PenaltyRandom),
            AgentRule::Score => Link::Key(Key::Score),
            AgentRule::RingAll { .. } => Link::End,
        }
    }
}

impl Key {
    /// What agents of the same profile differ by.
    fn own(self) -> Option<OwnKey> {
        match self {
            Key::Pair(_) => None,
            Key::Own(key) => Some(key),
            Key::Speed => Some(OwnKey::Speed),
            Key::Score => Some(OwnKey::Score),
        }
    }
}

/// What is known of agents one by one.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) floor: &'a Floor,
    pub(super) diary: &'a Diary,
    /// By agent; empty unless a rule asks.
    pub(super) wages: &'a [f64],
    /// What a score goes by, if a rule asks.
    pub(super) scoring: Option<Scoring<'a>>,
}

impl Known<'_> {
    /// What a clock of an idle agent counts from.
    #[inline]
    fn idle_since(&self, agent: u32, clock: IdleSince) -> SimTime {
        let page = |what: fn(&Page) -> SimTime| what(self.diary.page(agent));
        match clock {
            IdleSince::WrapUpEnd => self.floor.agents[agent as usize].idle_clock,
            IdleSince::HangUp => page(|page| page.hang_up),
            IdleSince::Available => page(|page| page.available),
            IdleSince::LastOffer => page(|page| page.last_offer),
            IdleSince::LastInbound => page(|page| page.last_inbound),
            IdleSince::Login => page(|page| page.login),
        }
    }

    /// How one idle agent does against another; their phones may ring.
    #[inline]
    pub(super) fn compare(&self, now: SimTime, key: OwnKey, one: u32, other: u32) -> Verdict {
        let Known { floor, diary, wages, scoring } = self;
        let order = match key {
            OwnKey::Clock(clock) => self.idle_since(one, clock).cmp(&self.idle_since(other, clock)),
            OwnKey::FewestCalls(since) => {
                diary.work(one, since).calls.cmp(&diary.work(other, since).calls)
            }
            OwnKey::MostCalls(since) => {
                diary.work(other, since).calls.cmp(&diary.work(one, since).calls)
            }
            OwnKey::TalkTime(since) => {
                diary.work(one, since).talk.cmp(&diary.work(other, since).talk)
            }
            OwnKey::Occupancy { wrap_up } => {
                let share = |agent| diary.occupancy(agent, wrap_up);
                return compare_shares(now, share(one), share(other));
            }
            OwnKey::MeanHandling => {
                let today = |agent| diary.work(agent, CountedSince::Daily);
                today(one).compare_means(today(other))
            }
            OwnKey::Score => {
                let scoring = scoring.as_ref().expect("a score where a rule goes by it");
                return scoring.compare_alike(one, other);
            }
            OwnKey::Wage => wages[one as usize].total_cmp(&wages[other as usize]),
            OwnKey::Speed => {
                let speed = |agent| floor.persons.own_speed(agent);
                speed(other).total_cmp(&speed(one))
            }
            OwnKey::Lot => floor.tie(one).cmp(&floor.tie(other)),
        };
        Verdict::lasting(order)
    }
}

/// What an hour of each agent costs, unknown wages being higher than all others.
pub(super) fn wages(groups: &[AgentGroup]) -> Vec<f64> {
    let of_group = |group: &'_ AgentGroup| -> Vec<f64> {
        let wage = |agent| group.wage_of(agent).unwrap_or(f64::INFINITY);
        (0..group.most_agents()).map(wage).collect()
    };
    groups.iter().flat_map(of_group).collect()
}

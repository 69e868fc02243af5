//! The score of agents as a key: between those who are alike, and between all.

use super::diary::Diary;
use crate::engine::contest::{Line, Verdict, compare_lines};
use crate::engine::routing::facts::{Facts, seconds};
use crate::engine::routing::{Asking, Situation};
use crate::expression::{Expression, FINEST};
use crate::model::{
    AgentId, AgentQuantity, AgentScore, CountedSince, OwnScore, PairQuantity, Quantity, SPEEDS,
};
use crate::time::SimTime;

/// What a score goes by when a call asks for an agent.
#[derive(Clone, Copy)]
pub(super) struct Scoring<'a> {
    score: &'a AgentScore,
    situation: Situation<'a>,
    asking: Asking,
    diary: &'a Diary,
}

impl<'a> Scoring<'a> {
    /// None if no rule goes by a score.
    pub(super) fn of(situation: &Situation<'a>, asking: &Asking, diary: &'a Diary) -> Option<Self> {
        let score = situation.model.scores().agent.as_ref()?;
        Some(Scoring { score, situation: *situation, asking: *asking, diary })
    }

    /// The score of an idle agent.
    pub(super) fn whole(&self, agent: u32) -> f64 {
        self.value(&self.score.whole, agent)
    }

    /// How one idle agent of a profile does against another.
    pub(super) fn compare_alike(&self, one: u32, other: u32) -> Verdict {
        let higher = |one: f64, other: f64| other.total_cmp(&one);
        match &self.score.own {
            OwnScore::Same => Verdict::lasting(std::cmp::Ordering::Equal),
            OwnScore::Standing { constant, slope } => {
                // Of the two zeros one.
                let start = |agent| slope * self.idle_since(agent).as_secs_f64();
                let key = |agent| self.value(constant, agent) - start(agent) + 0.0;
                Verdict::lasting(higher(key(one), key(other)))
            }
            OwnScore::Line { constant, slope } => {
                let line = |agent| Line {
                    constant: self.value(constant, agent),
                    slope: self.value(slope, agent),
                    since: self.idle_since(agent),
                };
                compare_lines(self.situation.now, line(one), line(other))
            }
            OwnScore::Whole => {
                let order = higher(self.whole(one), self.whole(other));
                // The next call may be another.
                Verdict { order, until: SimTime::ZERO }
            }
        }
    }

    fn value(&self, expression: &Expression, agent: u32) -> f64 {
        let facts = Facts { situation: &self.situation, asking: &self.asking };
        let quantities = self.situation.model.vocabularies().agent_quantities();
        let profile = self.situation.floor.profile(agent);
        expression.evaluate(|variable| match quantities[variable] {
            Quantity::Call(quantity) => facts.of_call(quantity),
            Quantity::Pair(quantity) => facts.of_pair(quantity, profile),
            Quantity::Agent(quantity) => self.of_agent(quantity, agent, &facts),
            Quantity::Group(quantity) => facts.of_group(quantity, profile),
            Quantity::Floor(quantity) => facts.of_floor(quantity),
            Quantity::MeanHandling => unreachable!("only scores of calls ask for it"),
        })
    }

    fn of_agent(&self, quantity: AgentQuantity, agent: u32, facts: &Facts<'_>) -> f64 {
        let Scoring { situation, diary, .. } = self;
        let work = || diary.work(agent, CountedSince::Daily);
        let view = situation.agent(AgentId(agent));
        match quantity {
            AgentQuantity::IdleTime => seconds(situation.now.since(self.idle_since(agent))),
            AgentQuantity::Calls => f64::from(work().calls),
            AgentQuantity::TalkTime => seconds(work().talk),
            AgentQuantity::HandlingTime => seconds(work().talk + work().wrap_up),
            AgentQuantity::Occupancy => {
                let share = diary.occupancy(agent, true).at(situation.now);
                if share < FINEST { 0.0 } else { share }
            }
            AgentQuantity::Speed => {
                let skill = facts.of_pair(PairQuantity::Speed, view.profile());
                (skill * situation.floor.persons.own_speed(agent)).clamp(SPEEDS.0, SPEEDS.1)
            }
            AgentQuantity::Cost => situation.wage(view.id()).unwrap_or(0.0),
            AgentQuantity::LoginNumber => situation.login_number(view.id()) as f64,
            // So many bits that none but zero is too near to it.
            AgentQuantity::Lot => (view.lot() >> 32) as f64 / (1_u64 << 32) as f64,
        }
    }

    fn idle_since(&self, agent: u32) -> SimTime {
        self.situation.floor.agents[agent as usize].idle_clock
    }
}

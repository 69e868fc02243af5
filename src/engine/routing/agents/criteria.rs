//! What agents are compared by: the rules, and what is remembered for them.

use super::candidates::{Comparison, Idleness};
use super::chain::{self, Chain, Known, PairKey};
use super::diary::Diary;
use super::score::Scoring;
use super::split::Split;
use crate::engine::routing::{Asking, Situation};
use crate::model::Model;

/// The rules, and what is remembered of agents one by one and of steps.
#[derive(Clone, Debug)]
pub(super) struct Criteria {
    pub(super) chain: Chain,
    pub(super) diary: Diary,
    /// By agent; empty unless a rule asks.
    wages: Vec<f64>,
    pub(super) idleness: Idleness,
    pub(super) split: Option<Split>,
}

impl Criteria {
    pub(super) fn new(model: &Model) -> Self {
        let chain = Chain::new(model.routing());
        let groups = model.agent_groups();
        let agents = groups.iter().map(|group| group.most_agents() as usize).sum();
        Criteria {
            diary: Diary::new(if chain.needs_diary() { agents } else { 0 }),
            wages: if chain.has_wages() { chain::wages(groups) } else { Vec::new() },
            idleness: Idleness::of(groups),
            split: chain.has(PairKey::Split).then(|| Split::new(model)),
            chain,
        }
    }

    pub(super) fn clear(&mut self) {
        self.diary.clear();
        self.idleness.agents = 0;
        if let Some(split) = &mut self.split {
            split.clear();
        }
    }

    /// What is known of agents when a call asks.
    pub(super) fn known<'a>(&'a self, situation: &Situation<'a>, asking: &Asking) -> Known<'a> {
        let Criteria { diary, wages, .. } = self;
        let scoring = Scoring::of(situation, asking, diary);
        Known { floor: situation.floor, diary, wages, scoring }
    }

    /// How agents of a tier compare when a call asks.
    pub(super) fn comparison<'a>(
        &'a self,
        situation: &'a Situation<'a>,
        asking: &'a Asking,
        tier: usize,
    ) -> Comparison<'a> {
        let total = |split: &Split| split.total(asking.queue, asking.call_type, tier);
        Comparison {
            chain: &self.chain,
            known: self.known(situation, asking),
            situation,
            asking,
            targets: &situation.model.queues()[asking.queue.index()].tiers[tier],
            split: self.split.as_ref().map(|split| (split, total(split))),
            idleness: self.idleness,
        }
    }
}

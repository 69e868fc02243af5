//! Who takes the call of those whom no key tells apart.

use super::AgentSelection;
use super::candidates::Candidate;
use super::chain::Decision;
use super::lottery::{below, smallest_of};
use super::tiers::Entry;
use crate::engine::routing::{Asking, Situation};
use crate::model::Skill;
use crate::rng::Draws;

impl AgentSelection {
    /// One of those who are tied, if there are any.
    pub(super) fn decide(&mut self, situation: &Situation<'_>, asking: &Asking) -> Option<u32> {
        if self.tied.is_empty() {
            return None;
        }
        match self.criteria.chain.decision {
            Decision::SmallestLogin => self.smallest_login(),
            Decision::LargestLogin => self.largest_login(situation, asking),
            Decision::Circle(..) => self.next_in_circle(situation, asking),
            Decision::Random => {
                let draws = &mut self.lottery.draws(asking);
                self.draw_any(situation, asking, draws)
            }
            Decision::WeightedRandom => {
                let draws = &mut self.lottery.draws(asking);
                self.draw_by_weight(situation, asking, draws)
            }
            Decision::PenaltyRandom => {
                let draws = &mut self.lottery.draws(asking);
                self.draw_by_penalty(situation, asking, draws)
            }
        }
    }

    fn smallest_login(&self) -> Option<u32> {
        let agents = self.tied.iter().map(|candidate| candidate.agent);
        agents.min_by_key(|agent| self.peers.place(*agent))
    }

    fn largest_login(&mut self, situation: &Situation<'_>, asking: &Asking) -> Option<u32> {
        let mut largest = None;
        for place in 0..self.tied.len() {
            let agent = self.rivals(situation, asking, self.tied[place].entry.profile).last_best();
            largest = largest.max(Some((self.peers.place(agent), agent)));
        }
        largest.map(|(_, agent)| agent)
    }

    /// The smallest login number behind that of the last agent, or the smallest of all.
    fn next_in_circle(&mut self, situation: &Situation<'_>, asking: &Asking) -> Option<u32> {
        let last = self.circle.as_ref().and_then(|circle| circle.last(asking));
        let Some(last) = last else { return self.smallest_login() };
        let last = self.peers.place(last.0);
        let mut next: Option<(u32, u32)> = None;
        for place in 0..self.tied.len() {
            let rivals = &mut self.rivals(situation, asking, self.tied[place].entry.profile);
            if let Some(agent) = rivals.best_behind(last) {
                let found = (self.peers.place(agent), agent);
                next = Some(next.map_or(found, |known| known.min(found)));
            }
        }
        next.map(|(_, agent)| agent).or_else(|| self.smallest_login())
    }

    /// Each of the tied with the same chance.
    fn draw_any(
        &mut self,
        situation: &Situation<'_>,
        asking: &Asking,
        draws: &mut Draws,
    ) -> Option<u32> {
        let mut number = below(self.tied.iter().map(|candidate| candidate.ties).sum(), draws);
        let candidate = *self.tied.iter().find(|candidate| {
            let is_here = number < candidate.ties;
            if !is_here {
                number -= candidate.ties;
            }
            is_here
        })?;
        Some(self.rivals(situation, asking, candidate.entry.profile).nth_best(number))
    }

    /// Each with a chance proportional to the weight of the pair of call type and profile.
    fn draw_by_weight(
        &mut self,
        situation: &Situation<'_>,
        asking: &Asking,
        draws: &mut Draws,
    ) -> Option<u32> {
        let weigh = |candidate: &Candidate| {
            f64::from(candidate.ties) * skill(situation, candidate).weight.idle.max(0.0)
        };
        let total: f64 = self.tied.iter().map(weigh).sum();
        if total == 0.0 {
            return self.draw_any(situation, asking, draws);
        }
        let mut left = draws.uniform() * total;
        let heavy = || self.tied.iter().filter(|candidate| weigh(candidate) > 0.0);
        let drawn = heavy().find(|candidate| {
            left -= weigh(candidate);
            left < 0.0
        });
        // Rounding may leave nothing for the last one.
        let candidate = *drawn.or_else(|| heavy().next_back())?;
        let number = below(candidate.ties, draws);
        Some(self.rivals(situation, asking, candidate.entry.profile).nth_best(number))
    }

    /// The smallest of uniform numbers below rank × 1000, one for each.
    ///
    /// Whole numbers of which equal ones are as good as each other are the same as numbers with
    /// fractions that are compared wholly.
    fn draw_by_penalty(
        &mut self,
        situation: &Situation<'_>,
        asking: &Asking,
        draws: &mut Draws,
    ) -> Option<u32> {
        let mut smallest: Option<(f64, Candidate)> = None;
        for candidate in &self.tied {
            let rank = skill(situation, candidate).rank.max(1);
            let number = f64::from(rank) * smallest_of(candidate.ties, draws);
            if smallest.is_none_or(|(known, _)| number < known) {
                smallest = Some((number, *candidate));
            }
        }
        let (_, candidate) = smallest?;
        let number = below(candidate.ties, draws);
        Some(self.rivals(situation, asking, candidate.entry.profile).nth_best(number))
    }
}

fn skill<'a>(situation: &Situation<'a>, candidate: &Candidate) -> &'a Skill {
    let Entry { profile, skill, .. } = candidate.entry;
    &situation.model.profiles()[profile.index()].skills[skill as usize]
}

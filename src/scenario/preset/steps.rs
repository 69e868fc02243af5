//! Routes that presets give to call types without one of their own.

use std::collections::BTreeSet;

use super::Centre;
use super::parameter::Settings;
use crate::expression::{Expression, Kind};
use crate::model::{
    AgentGroup, AgentGroupId, BestLevel, CallTypeId, Opening, Route, Skill, Step, StepAction,
};
use crate::time::SimDuration;

/// From when on agents may serve a call whose level is good enough; none means all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ring {
    pub(super) after: SimDuration,
    pub(super) level: Option<f64>,
}

/// What changes of the penalties that count, once a call has waited.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct PenaltyRule {
    pub(super) after: SimDuration,
    pub(super) min: Option<u32>,
    pub(super) max: Option<u32>,
    pub(super) raise: Option<u32>,
}

impl Centre<'_> {
    /// Asterisk's penalty rules, and queues that are too small for penalties.
    pub(super) fn routes_by_penalty(&self, settings: &Settings) -> Vec<Option<Route>> {
        self.routes(|call_type| {
            if settings.penalty_members_limit.is_some_and(|most| self.members(call_type) <= most) {
                let least_rank = self.ranks(call_type).last().copied().unwrap_or(1);
                return vec![open(SimDuration::ZERO, Opening { least_rank, ..Opening::default() })];
            }
            self.penalty_steps(&settings.penalty_rules)
        })
    }

    fn penalty_steps(&self, rules: &[PenaltyRule]) -> Vec<Step> {
        let mut steps = Vec::new();
        if rules.first().is_some_and(|rule| !rule.after.is_zero()) {
            steps.push(open(SimDuration::ZERO, Opening::default()));
        }
        let mut window = PenaltyRule::default();
        for rule in rules {
            // What a rule doesn't say stays as it was.
            window.min = rule.min.or(window.min);
            window.max = rule.max.or(window.max);
            window.raise = rule.raise.or(window.raise);
            let opening = Opening {
                filter: window.condition().map(|text| self.filter(&text)),
                least_rank: window.raise.map_or(0, |penalty| penalty + 1),
                only: !steps.is_empty(),
                tier: Some(0),
                ..Opening::default()
            };
            steps.push(open(rule.after, opening));
        }
        steps
    }

    /// FreeSWITCH's tier rules: each level of agents from a wait on.
    pub(super) fn routes_by_tier(
        &self,
        settings: &Settings,
        tier: Option<u32>,
    ) -> Vec<Option<Route>> {
        let is_told = settings.tier_rule_wait.is_some()
            || settings.tier_rule_wait_multiply.is_some()
            || settings.tier_rule_no_agent_no_wait.is_some();
        if !settings.tier_rules_apply.unwrap_or(is_told) {
            return Vec::new();
        }
        let wait = settings.tier_rule_wait.unwrap_or(SimDuration::ZERO);
        let multiplies = settings.tier_rule_wait_multiply.unwrap_or(false);
        let skips_unstaffed = settings.tier_rule_no_agent_no_wait.unwrap_or(true);
        self.routes(|call_type| {
            let ranks = self.ranks(call_type);
            let step = |(place, rank): (usize, u32)| {
                let factor = if multiplies { u64::from(rank) } else { 1 };
                let is_at_once = place == 0 && skips_unstaffed;
                let after = SimDuration::from_micros(wait.as_micros().saturating_mul(factor));
                let filter = Some(self.filter(&format!("rank == {rank}")));
                Step {
                    or_unstaffed: skips_unstaffed && !is_at_once,
                    ..open(
                        if is_at_once { SimDuration::ZERO } else { after },
                        Opening { filter, tier, ..Opening::default() },
                    )
                }
            };
            ranks.into_iter().enumerate().map(step).collect()
        })
    }

    /// Rings that widen: whoever may serve a call goes on to.
    pub(super) fn routes_by_ring(
        &self,
        settings: &Settings,
        best: BestLevel,
    ) -> Vec<Option<Route>> {
        self.routes(|_| {
            let ring = |ring: &Ring| {
                let filter = ring.level.map(|level| self.filter(&at_least(level, best)));
                open(ring.after, Opening { filter, ..Opening::default() })
            };
            settings.rings.iter().map(ring).collect()
        })
    }

    /// Steps of which each takes the place of the one before.
    pub(super) fn routes_by_expiring_steps(
        &self,
        settings: &Settings,
        best: BestLevel,
    ) -> Vec<Option<Route>> {
        let anyone = settings.anyone_after.map(|after| Ring { after, level: None });
        let rings = [settings.rings.clone(), anyone.into_iter().collect()].concat();
        self.routes(|_| {
            let step = |(place, ring): (usize, &Ring)| {
                let filter = ring.level.map(|level| self.filter(&at_least(level, best)));
                open(ring.after, Opening { filter, only: place > 0, ..Opening::default() })
            };
            rings.iter().enumerate().map(step).collect()
        })
    }

    /// A reserve in groups that also serve a type of a higher priority.
    pub(super) fn routes_with_reserve(&self, reserve: u32) -> Vec<Option<Route>> {
        self.routes(|call_type| {
            let priority = |id: CallTypeId| self.call_types[id.index()].priority;
            let serves_higher = |group: &AgentGroup| {
                skills_of(group).any(|skill| priority(skill.call_type) > priority(call_type))
            };
            let ids = (0..).map(AgentGroupId).zip(self.agent_groups);
            let own = ids.filter(|(_, group)| skills_of(group).any(|it| it.call_type == call_type));
            let (generalists, specialists): (Vec<_>, Vec<_>) =
                own.partition(|(_, group)| serves_higher(group));
            if generalists.is_empty() {
                return Vec::new();
            }
            let step = |groups: Vec<(AgentGroupId, &AgentGroup)>, reserve| {
                let groups = Some(groups.into_iter().map(|(id, _)| id).collect());
                // Of equal rank, nobody is preferred for having no reserve to keep.
                let opening = Opening { groups, reserve, tier: Some(0), ..Opening::default() };
                open(SimDuration::ZERO, opening)
            };
            let mut steps = Vec::new();
            if !specialists.is_empty() {
                steps.push(step(specialists, 0));
            }
            steps.push(step(generalists, reserve));
            steps
        })
    }

    /// Agents of rank 1, and all others after a delay.
    pub(super) fn routes_local_first(&self, delay: SimDuration) -> Vec<Option<Route>> {
        if delay.is_zero() {
            return Vec::new();
        }
        self.routes(|_| {
            let local = Some(self.filter("rank == 1"));
            vec![
                open(SimDuration::ZERO, Opening { filter: local, ..Opening::default() }),
                open(delay, Opening::default()),
            ]
        })
    }

    /// The routes of the steps of each call type; a type without steps has no route.
    fn routes(&self, steps_of: impl Fn(CallTypeId) -> Vec<Step>) -> Vec<Option<Route>> {
        let ids = (0..self.call_types.len() as u32).map(CallTypeId);
        let route = |id| {
            let steps = steps_of(id);
            (!steps.is_empty()).then_some(Route { steps })
        };
        ids.map(route).collect()
    }

    fn filter(&self, text: &str) -> Expression {
        Expression::parse(text, self.words.pair(), Kind::Truth).expect("ranks and levels are known")
    }

    /// A score of agents.
    pub(super) fn agent_score(&self, text: &str) -> Expression {
        Expression::parse(text, self.words.agent_score(), Kind::Number).expect("calls are counted")
    }

    /// The ranks of those who may serve a call type, in order.
    fn ranks(&self, call_type: CallTypeId) -> Vec<u32> {
        let skills = self.agent_groups.iter().flat_map(skills_of);
        let own = skills.filter(|skill| skill.call_type == call_type);
        BTreeSet::from_iter(own.map(|skill| skill.rank)).into_iter().collect()
    }

    /// How many agents have the skill for a call type, logged in or not.
    fn members(&self, call_type: CallTypeId) -> u64 {
        let serves = |skills: &[Skill]| skills.iter().any(|skill| skill.call_type == call_type);
        let of_group = |group: &AgentGroup| {
            let own = group.individuals.iter().filter_map(|each| each.skills.as_deref());
            let known = own.clone().count() as u64;
            let alike = u64::from(group.most_agents()).saturating_sub(known);
            let alike = if serves(&group.skills) { alike } else { 0 };
            alike + own.filter(|skills| serves(skills)).count() as u64
        };
        self.agent_groups.iter().map(of_group).sum()
    }
}

impl PenaltyRule {
    /// Whose rank is in the window, if there is one; the rank is the penalty + 1.
    ///
    /// A penalty is raised before it is looked at.
    fn condition(&self) -> Option<String> {
        let rank = match self.raise {
            Some(penalty) => format!("max(rank, {})", penalty + 1),
            None => "rank".to_owned(),
        };
        let least = self.min.map(|penalty| format!("{rank} >= {}", penalty + 1));
        let most = self.max.map(|penalty| format!("{rank} <= {}", penalty + 1));
        let parts: Vec<String> = least.into_iter().chain(most).collect();
        (!parts.is_empty()).then(|| parts.join(" and "))
    }
}

fn open(after: SimDuration, opening: Opening) -> Step {
    let action = StepAction::Open(opening);
    Step { after, or_unstaffed: false, condition: None, action }
}

/// A level as good as another or better.
fn at_least(level: f64, best: BestLevel) -> String {
    match best {
        BestLevel::Highest => format!("level >= {level}"),
        BestLevel::Lowest => format!("level <= {level}"),
    }
}

/// The skills of a group and of those of its agents who have others.
fn skills_of(group: &AgentGroup) -> impl Iterator<Item = &Skill> {
    let own = group.individuals.iter().filter_map(|each| each.skills.as_ref());
    group.skills.iter().chain(own.flatten())
}

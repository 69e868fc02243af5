//! At whom a call rings at once.

use super::{Asking, RingAll, Situation};
use crate::model::{AgentId, AgentRule, Routing, Target};

/// How calls ring at several agents, if a rule says so.
pub(super) fn ring_all(routing: &Routing) -> Option<RingAll> {
    routing.agent_selection.iter().find_map(|rule| match rule {
        AgentRule::RingAll { every } => Some(RingAll { every: *every }),
        _ => None,
    })
}

/// Adds the other idle agents of the tier of the one selected; if a rule asks for the rank, only
/// those of the same rank.
pub(super) fn add_as_good(
    situation: &Situation<'_>,
    asking: &Asking,
    selected: AgentId,
    others: &mut Vec<AgentId>,
) {
    let (model, floor) = (situation.model, situation.floor);
    let own = floor.profile(selected.0);
    let rules = &model.routing().agent_selection;
    let ranks_count = rules.contains(&AgentRule::Rank);
    let rank = |target: &Target| {
        let skills = &model.profiles()[target.profile.index()].skills;
        let skill = skills.iter().find(|skill| skill.call_type == asking.call_type);
        skill.filter(|_| ranks_count).map(|skill| skill.rank)
    };
    let mut tiers = model.queues()[asking.queue.index()].tiers.iter();
    let found = tiers.find_map(|tier| {
        let target = tier.iter().find(|target| target.profile == own)?;
        Some((tier, rank(target)))
    });
    let Some((tier, own_rank)) = found else { return };
    let as_good = tier
        .iter()
        .filter(|target| rank(target) == own_rank && situation.is_open_to(target, asking))
        .flat_map(|target| floor.all_idle_alike(target.profile));
    others.extend(as_good.map(AgentId).filter(|agent| *agent != selected));
}

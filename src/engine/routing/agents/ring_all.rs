//! At whom a call rings at once.

use super::AgentSelection;
use super::candidates::Candidate;
use super::tiers::Entry;
use crate::engine::routing::{Asking, RingAll, Situation};
use crate::model::{AgentId, AgentRule, Routing};

/// How calls ring at several agents, if a rule says so.
pub(in crate::engine::routing) fn ring_all(routing: &Routing) -> Option<RingAll> {
    routing.agent_selection.iter().find_map(|rule| match rule {
        AgentRule::RingAll { every } => Some(RingAll { every: *every }),
        _ => None,
    })
}

impl AgentSelection {
    /// Adds the other idle agents of the tier of the one selected between whom and that one the
    /// rules don't decide.
    ///
    /// They are compared with the one selected, not with the best of those idle now: when one more
    /// phone is to join, that may be somebody who has become idle too late to join.
    pub(in crate::engine::routing) fn add_as_good(
        &mut self,
        situation: &Situation<'_>,
        asking: &Asking,
        selected: AgentId,
        others: &mut Vec<AgentId>,
    ) {
        let AgentSelection { criteria, tiers, group_clocks, .. } = self;
        let own = situation.agent(selected).profile();
        let Some((tier, entry)) = tiers.find(asking.queue, own) else { return };
        let comparison = criteria.comparison(situation, asking, tier);
        let mut clock = |entry: Entry| group_clocks.longest(situation, entry.profile);
        let group_clock = clock(entry);
        let selected = Candidate { entry, agent: selected.0, ties: 1, group_clock };
        for entry in tiers.idle(asking.queue, tier) {
            if !comparison.is_open(entry) {
                continue;
            }
            let group_clock = clock(entry);
            let idle = situation.floor.all_idle_alike(entry.profile);
            let alone = idle.map(|agent| Candidate { entry, agent, ties: 1, group_clock });
            let as_good = alone.filter(|other| {
                other.agent != selected.agent && comparison.leaves_open(other, &selected)
            });
            others.extend(as_good.map(|other| AgentId(other.agent)));
        }
    }
}

//! Whether all agents are one pool that serves all calls in the order in which they come.

use super::routing::CompiledRouting;
use super::{AgentGroup, CallType, Horizon, Staffing, TrunkGroup};
use crate::time::SimTime;

/// Whether a plain model is a pool: one group of agents who are all alike and all there from the start of
/// a plain length on, and who serve all call types in the order of queue entry; and no caller calls again.
///
/// Then what becomes of a call depends on the calls before it alone, and the engine needs no events.
pub(super) fn is_pool(
    horizon: &Horizon,
    trunk_groups: &[TrunkGroup],
    call_types: &[CallType],
    agent_groups: &[AgentGroup],
    compiled: &CompiledRouting,
) -> bool {
    let [group] = agent_groups else { return false };
    horizon.counted_until().is_some()
        && trunk_groups.is_empty()
        && call_types.iter().all(|each| each.redial.is_none())
        && is_always_there(group)
        && serves_all_alike(call_types, compiled)
}

/// Whether all agents of a group come at the start, and never leave. Nobody may be known by name: who
/// of those alike takes a call is not followed.
fn is_always_there(group: &AgentGroup) -> bool {
    let Staffing::HeadCount(changes) = &group.staffing else { return false };
    let [all] = changes.as_slice() else { return false };
    all.at == SimTime::ZERO && all.agents > 0 && group.reserve == 0 && group.individuals.is_empty()
}

/// Whether the agents of the only profile may serve every call type, none of them before another.
fn serves_all_alike(call_types: &[CallType], compiled: &CompiledRouting) -> bool {
    match compiled.call_types_for.as_slice() {
        [tiers] => matches!(tiers.as_slice(), [all] if all.len() == call_types.len()),
        _ => false,
    }
}

//! What only call types, trunk groups and agent groups together can show.

use std::collections::BTreeSet;

use super::{Compiler, Names, agent_group};
use crate::model::{CallType, CallTypeId, Failure, FloorRule, IvrCalls, Outage, RouteChangeKind};
use crate::scenario::leaf::Name;
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::{At, Field, List};
use crate::scenario::written::{ScenarioTable, SkillField};

impl Compiler<'_> {
    /// Reports call types that no group has a skill for, unless the skills themselves are faulty.
    ///
    /// A call type whose IVR keeps all calls, or sends them elsewhere, needs nobody, unless calls
    /// come to its queue `by_others`. `compiled` is none if some call type is faulty.
    pub(super) fn somebody_serves_each(
        &mut self,
        written: &ScenarioTable,
        names: &Names,
        compiled: Option<&[CallType]>,
        by_others: &BTreeSet<CallTypeId>,
    ) {
        let (Some(types), Some(groups)) = (written.call_type.given(), written.agent_group.given())
        else {
            return;
        };
        let Some(served) = agent_group::served(groups, names, &self.imports) else { return };
        for (index, table) in types.items.iter().enumerate() {
            let Some(table) = table else { continue };
            let Some(name) = table.name.given() else { continue };
            let is_first = names.index_of(&name.value.0) == Some(index);
            let needs_agents = match compiled {
                Some(call_types) => has_queue(index, call_types, by_others),
                None => table.ivr.is_absent(),
            };
            if is_first && needs_agents && !served.contains(&index) {
                let kind = ProblemKind::NobodyServes { name: name.value.0.clone() };
                self.problems.report(name.place, kind);
            }
        }
    }

    /// Reports lines that no call type uses.
    pub(super) fn somebody_dials_each(&mut self, written: &ScenarioTable) {
        let (Some(trunks), Some(types)) =
            (written.trunk_group.given(), written.call_type.given().and_then(|list| list.all()))
        else {
            return;
        };
        if types.iter().any(|table| matches!(table.trunk_group, Field::Faulty)) {
            return;
        }
        let used: Vec<_> =
            types.iter().filter_map(|table| Some(&table.trunk_group.given()?.value)).collect();
        for name in trunks.iter().filter_map(|table| table.name.given()) {
            if !used.contains(&&name.value) {
                let kind = ProblemKind::NobodyDials { name: name.value.0.clone() };
                self.problems.report(name.place, kind);
            }
        }
    }

    /// Reports a skill's `resolution` where the call type has none: nobody would ask for it.
    pub(super) fn resolution_is_asked(&mut self, written: &ScenarioTable, names: &Names) {
        let (Some(types), Some(groups)) = (written.call_type.given(), written.agent_group.given())
        else {
            return;
        };
        let skills = groups.iter().filter_map(|group| group.skills.given()?.list());
        for skill in skills.flat_map(List::iter) {
            let SkillField::Table(skill) = skill else { continue };
            let (Some(at), Some(name)) = (skill.resolution.given(), skill.call_type.given()) else {
                continue;
            };
            let index = names.index_of(&name.value.0);
            let Some(Some(table)) = index.map(|index| &types.items[index]) else { continue };
            if table.resolution.is_absent() {
                let kind = ProblemKind::NobodyAsks { call_type: name.value.0.clone() };
                self.problems.report(at.place, kind);
            }
        }
    }

    /// Reports full queues that send calls round in a circle. Messages always find room.
    pub(super) fn overflow_ends_somewhere(&mut self, written: &ScenarioTable, names: &Names) {
        let Some(types) = written.call_type.given() else { return };
        let next: Vec<Option<(usize, &At<Name>)>> = types
            .items
            .iter()
            .map(|table| {
                let name = table.as_ref()?.queue.given()?.overflow.given()?;
                let index = names.index_of(&name.value.0)?;
                Some((index, name))
            })
            .collect();
        for (start, first) in next.iter().enumerate() {
            let Some((_, name)) = first else { continue };
            // Whoever is not back after as many steps as there are queues never comes back; a circle
            // is reported for its first call type.
            let path = std::iter::successors(*first, |(index, _)| next[*index]).take(next.len());
            if path.map(|(index, _)| index).find(|index| *index <= start) == Some(start) {
                self.problems.report(name.place, ProblemKind::OverflowInACircle);
            }
        }
    }
}

/// Whether calls may enter a call type's queue, from its IVR or from other queues.
fn has_queue(index: usize, call_types: &[CallType], by_others: &BTreeSet<CallTypeId>) -> bool {
    if by_others.contains(&CallTypeId(index as u32)) {
        return true;
    }
    let goes_on = call_types[index].life.ivr.as_ref().is_none_or(|ivr| ivr.goes_on() > 0.0);
    goes_on || call_types.iter().any(|each| each.life.next_queues().any(|to| to.index() == index))
}

/// The call types to whose queues calls come by routes, outages and floor rules.
pub(super) fn entered(
    call_types: &[CallType],
    outages: &[Outage],
    rules: &[FloorRule],
) -> BTreeSet<CallTypeId> {
    let mut entered = BTreeSet::new();
    for CallType { routing, .. } in call_types {
        entered.extend(routing.overflows().chain(routing.callbacks()));
    }
    for outage in outages {
        if let Failure::Ivr { call_types, new_calls, in_progress } = &outage.failure
            && [new_calls, in_progress].contains(&&IvrCalls::Bypass)
        {
            entered.extend(call_types);
        }
    }
    for change in rules.iter().flat_map(FloorRule::route_changes) {
        if let RouteChangeKind::Overflow { to, .. } | RouteChangeKind::OfferCallback { to, .. } =
            change.kind
        {
            entered.insert(to);
        }
    }
    entered
}

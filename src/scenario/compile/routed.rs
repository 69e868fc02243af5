//! What of the routing only rules, call types and agent groups together can show.

use super::{Compiler, Names};
use crate::model::{AgentGroup, AgentRule, CallTypeId};
use crate::scenario::leaf::{Name, NotNegative};
use crate::scenario::misrouting::Misrouting;
use crate::scenario::problem::{ProblemKind, Problems};
use crate::scenario::read::{At, Field, List};
use crate::scenario::source::Place;
use crate::scenario::written::{
    CallTypeTable, GroupsField, RoutingTable, Rules, ScenarioTable, StepTable,
};
use crate::time::SimDuration;

/// Reports relative shares of which all are said to be zero, at the last one.
pub(super) fn not_all_zero<'a>(
    of: &'static str,
    shares: impl Iterator<Item = &'a Field<At<NotNegative>>>,
    problems: &mut Problems,
) {
    let mut last = None;
    for share in shares {
        match share {
            Field::Given(at) if at.value.0 == 0.0 => last = Some(at.place),
            Field::Given(_) | Field::Absent | Field::Faulty => return,
        }
    }
    if let Some(place) = last {
        problems.report(place, ProblemKind::Misrouted(Misrouting::NoShares { of }));
    }
}

impl Compiler<'_> {
    /// Reports what call types and agent groups can't do for each other. `groups` is none if one
    /// of them is faulty.
    pub(super) fn routing_fits(
        &mut self,
        written: &ScenarioTable,
        names: &Names,
        groups: Option<&[AgentGroup]>,
    ) {
        let queues = written.call_type.items().map(|table| &table.queue_share);
        not_all_zero("the call types", queues, self.problems);
        let idle = written.agent_group.items().map(|table| &table.idle_share);
        not_all_zero("the agent groups", idle, self.problems);
        self.overflow_waits_somewhere(written, names);
        if let Some(groups) = groups {
            self.steps_open_agents(written, groups);
            self.all_can_ring(written, groups);
        }
    }

    /// Reports groups in the steps of routes of which nobody has the skill.
    fn steps_open_agents(&mut self, written: &ScenarioTable, groups: &[AgentGroup]) {
        let tables = written.call_type.given().into_iter().flat_map(|list| &list.items);
        for (id, table) in (0..).map(CallTypeId).zip(tables) {
            let Some(table) = table else { continue };
            let Some(own) = table.name.given() else { continue };
            for name in steps(table).filter_map(named_groups).flat_map(List::iter) {
                let group = groups.iter().find(|group| group.name == name.value.0);
                if group.is_some_and(|group| !somebody_serves(group, id)) {
                    let (group, call_type) = (name.value.0.clone(), own.value.0.clone());
                    let fault = Misrouting::CannotServe { group, call_type };
                    self.problems.report(name.place, ProblemKind::Misrouted(fault));
                }
            }
        }
    }

    /// Reports groups without phones where all phones are to ring.
    fn all_can_ring(&mut self, written: &ScenarioTable, groups: &[AgentGroup]) {
        let Some(place) = written.routing.given().and_then(where_all_ring) else { return };
        for group in groups.iter().filter(|group| group.ring.is_none()) {
            let fault = Misrouting::NoPhones { group: group.name.clone() };
            self.problems.report(place, ProblemKind::Misrouted(fault));
        }
    }

    /// Reports routes that hand calls on at once, and round in a circle.
    fn overflow_waits_somewhere(&mut self, written: &ScenarioTable, names: &Names) {
        let Some(types) = written.call_type.given() else { return };
        let next: Vec<Option<(usize, &At<Name>)>> = types
            .items
            .iter()
            .map(|table| {
                let name = steps(table.as_ref()?).find_map(overflow_at_once)?;
                Some((names.index_of(&name.value.0)?, name))
            })
            .collect();
        for (start, first) in next.iter().enumerate() {
            // That of a type to itself is told already.
            let Some((_, name)) = first.filter(|(to, _)| *to != start) else { continue };
            // Whoever is not back after as many steps as there are queues never comes back; a
            // circle is reported for its first call type.
            let path = std::iter::successors(*first, |(index, _)| next[*index]).take(next.len());
            if path.map(|(index, _)| index).find(|index| *index <= start) == Some(start) {
                let kind = ProblemKind::Misrouted(Misrouting::OverflowAtOnce);
                self.problems.report(name.place, kind);
            }
        }
    }
}

fn steps(table: &CallTypeTable) -> impl Iterator<Item = &StepTable> {
    table.route.items()
}

/// Where the routing says that all phones ring, if it does.
fn where_all_ring(table: &RoutingTable) -> Option<Place> {
    match &table.agent_selection {
        Field::Given(Rules(list)) => list
            .iter()
            .find(|each| matches!(each.rule, AgentRule::RingAll { .. }))
            .map(|each| each.place),
        Field::Absent => {
            table.preset.given().filter(|preset| preset.rings_at_all()).map(|each| each.place)
        }
        Field::Faulty => None,
    }
}

fn named_groups(step: &StepTable) -> Option<&List<At<Name>>> {
    match step.groups.given()? {
        GroupsField::All => None,
        GroupsField::Named(list) => Some(list),
    }
}

fn overflow_at_once(step: &StepTable) -> Option<&At<Name>> {
    let after = step.after.or(SimDuration::ZERO, |at| at.value)?;
    step.overflow.given().filter(|_| after == SimDuration::ZERO)
}

pub(super) fn somebody_serves(group: &AgentGroup, call_type: CallTypeId) -> bool {
    let own = group.individuals.iter().filter_map(|each| each.skills.as_ref()).flatten();
    group.skills.iter().chain(own).any(|skill| skill.call_type == call_type)
}

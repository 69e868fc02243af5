//! `[[agent_group]]` to an agent group.

use std::collections::{BTreeMap, BTreeSet};

use super::call_type::optional;
use super::{Compiler, Names, people, ring, shifts};
use crate::model::{AgentGroup, CallTypeId, HeadCount, Skill, Staffing};
use crate::scenario::leaf::{Agents, Name, Positive};
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::{At, Field, List};
use crate::scenario::source::Place;
use crate::scenario::written::{AgentGroupTable, AgentsField, SkillField};
use crate::time::SimTime;

/// An agent group, if all of it is good.
pub(super) fn agent_group(
    compiler: &mut Compiler<'_>,
    table: &AgentGroupTable,
    call_types: &Names,
) -> Option<AgentGroup> {
    let skills =
        table.skills.given().and_then(|list| skills(compiler, list, &table.speed, call_types));
    let staffing = match (table.agents.given(), table.shift.given()) {
        (Some(agents), None) => head_count(compiler, agents),
        (None, Some(list)) => shifts::shifts(compiler, table, list),
        (Some(_), Some(_)) | (None, None) => None,
    };
    let ring = optional(&table.ring, |table| ring::ring(compiler, table));
    let people = people::people(compiler, table);
    if let Some(staffing) = &staffing {
        people::needs_shifts(compiler, table, staffing);
    }
    let most_agents = staffing.as_ref().map(Staffing::most_agents);
    let individuals = people::individuals(compiler, table, call_types, most_agents);
    let wage = table.wage.or(None, |at| Some(at.value.0))?;
    let name = table.name.given()?.value.0.clone();
    let group = AgentGroup::new(name, skills?, staffing?);
    let (people, individuals) = (people?, individuals?);
    Some(AgentGroup { ring: ring?, people, individuals, wage, ..group })
}

/// The indices of the call types that some group serves; none if that can't be known.
pub(super) fn served(
    groups: &List<AgentGroupTable>,
    call_types: &Names,
) -> Option<BTreeSet<usize>> {
    let mut served = BTreeSet::new();
    for group in groups.all()? {
        let skills = group.skills.given()?.all()?;
        if skills.is_empty() {
            return None;
        }
        // An individual may serve what nobody else does.
        let individuals = group.individual.given().map_or(Some(Vec::new()), List::all)?;
        let own = individuals.iter().filter_map(|agent| agent.skills.given());
        let own = own.map(List::all).collect::<Option<Vec<_>>>()?;
        for skill in skills.into_iter().chain(own.concat()) {
            let name = &skill_name(skill)?.value.0;
            // An unknown name is a problem already, and may be this call type misspelt.
            served.insert(call_types.index_of(name)?);
        }
    }
    Some(served)
}

fn skill_name(skill: &SkillField) -> Option<&At<Name>> {
    match skill {
        SkillField::Name(name) => Some(name),
        SkillField::Table(table) => table.call_type.given(),
    }
}

/// What an agent can serve whose group has such a speed.
pub(super) fn skills(
    compiler: &mut Compiler<'_>,
    list: &List<SkillField>,
    group_speed: &Field<At<Positive>>,
    call_types: &Names,
) -> Option<Vec<Skill>> {
    if list.items.is_empty() {
        let remedy = "name the call types that the group serves".into();
        compiler.problems.report(list.place, ProblemKind::EmptyList { remedy });
    }
    let mut seen: BTreeMap<&str, Place> = BTreeMap::new();
    for name in list.iter().filter_map(skill_name) {
        let first = *seen.entry(&name.value.0).or_insert(name.place);
        if first != name.place {
            let kind = ProblemKind::NamedTwice { name: name.value.0.clone() };
            compiler.problems.report_with(name.place, first, kind);
        }
    }
    let group_speed = group_speed.or(1.0, |at| at.value.0);
    let skills: Vec<Option<Skill>> = list
        .iter()
        .map(|skill| {
            let call_type = call_type_id(compiler, skill_name(skill)?, call_types);
            let (rank, speed, resolution) = match skill {
                SkillField::Name(_) => (1, 1.0, None),
                SkillField::Table(table) => {
                    let rank = table.rank.or(1, |at| at.value.0 as u32);
                    let resolution = table.resolution.or(None, |at| Some(at.value.0));
                    (rank?, table.speed.or(1.0, |at| at.value.0)?, resolution?)
                }
            };
            Some(Skill { call_type: call_type?, rank, speed: speed * group_speed?, resolution })
        })
        .collect();
    skills.into_iter().collect()
}

fn call_type_id(
    compiler: &mut Compiler<'_>,
    name: &At<Name>,
    call_types: &Names,
) -> Option<CallTypeId> {
    let index = compiler.place_of("call type", name, call_types)?;
    Some(CallTypeId(index as u32))
}

fn head_count(compiler: &mut Compiler<'_>, agents: &AgentsField) -> Option<Staffing> {
    match agents {
        AgentsField::Constant(at) => {
            let (agents, horizon) = (at.value.0 as u32, compiler.horizon?);
            Some(AgentGroup::constant("", agents, Vec::new(), horizon).staffing)
        }
        AgentsField::OverDay(table) => {
            let mut changes = Vec::new();
            let counts = compiler.for_each_open_interval(table.per_interval.given()?)?;
            for (interval, agents) in counts {
                change(&mut changes, interval.start, agents.value);
                change(&mut changes, interval.end, Agents::NONE);
            }
            Some(Staffing::HeadCount(changes))
        }
    }
}

/// From `at` on, so many agents; a later word on the same moment counts, and what changes nothing
/// is left out.
fn change(changes: &mut Vec<HeadCount>, at: SimTime, agents: Agents) {
    if changes.last().is_some_and(|last| last.at == at) {
        changes.pop();
    }
    let agents = agents.0 as u32;
    if changes.last().map_or(0, |last| last.agents) != agents {
        changes.push(HeadCount { at, agents });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::leaf::Whole;

    #[test]
    fn a_head_count_changes_only_where_it_does_and_never_twice_at_once() {
        let mut changes = Vec::new();
        let at = |hour| SimTime::from_micros(hour);
        for (start, end, agents) in [(8, 9, 3), (9, 10, 3), (10, 11, 0), (11, 12, 2)] {
            change(&mut changes, at(start), Whole(agents));
            change(&mut changes, at(end), Agents::NONE);
        }
        let counts: Vec<_> = changes.iter().map(|it| (it.at.as_micros(), it.agents)).collect();
        assert_eq!(counts, [(8, 3), (10, 0), (11, 2), (12, 0)]);
    }
}

//! `[[agent_group]]` to an agent group.

use std::collections::{BTreeMap, BTreeSet};

use super::call_type::optional;
use super::import::Imports;
use super::intervals::open_intervals;
use super::routed::not_all_zero;
use super::{Compiler, Names, individuals, people, ring, shifts};
use crate::model::{
    AgentGroup, CallTypeId, HeadCount, Interval, PairWeight, Skill, Staffing, Vocabularies,
};
use crate::scenario::leaf::{Name, Positive};
use crate::scenario::misrouting::Misrouting;
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::{At, Field, List};
use crate::scenario::source::Place;
use crate::scenario::written::{
    AgentGroupTable, AgentsField, AgentsTable, Attributes, FromStaffing, SkillField, SkillsField,
    WeightField,
};
use crate::time::SimTime;

/// An agent group, if all of it is good.
pub(super) fn agent_group(
    compiler: &mut Compiler<'_>,
    table: &AgentGroupTable,
    call_types: &Names,
) -> Option<AgentGroup> {
    let skills = group_skills(compiler, table, call_types);
    let staffing = match (table.agents.given(), table.shift.given()) {
        (Some(agents), None) => head_count(compiler, table, agents),
        (None, Some(list)) => shifts::shifts(compiler, table, list),
        (Some(_), Some(_)) | (None, None) => None,
    };
    let ring = optional(&table.ring, |table| ring::ring(compiler, table));
    let people = people::people(compiler, table);
    if let Some(staffing) = &staffing {
        people::needs_shifts(compiler, table, staffing);
    }
    let individuals = individuals::individuals(compiler, table, call_types, staffing.as_ref());
    if let (Some(individuals), Some(staffing)) = (&individuals, &staffing) {
        individuals::report_without_skills(compiler, table, individuals, staffing);
    }
    let attributes = optional(&table.attributes, |given| attributes(compiler, given));
    let wage = table.wage.or(None, |at| Some(at.value.0))?;
    let idle_share = table.idle_share.or(1.0, |at| at.value.0)?;
    let name = table.name.given()?.value.0.clone();
    let group = AgentGroup::new(name, skills?, staffing?);
    let (people, individuals) = (people?, individuals?);
    let attributes = attributes?.unwrap_or_default();
    Some(AgentGroup { ring: ring?, people, individuals, wage, idle_share, attributes, ..group })
}

/// The indices of the call types that some group serves; none if that can't be known.
pub(super) fn served(
    groups: &List<AgentGroupTable>,
    call_types: &Names,
    imports: &Imports,
) -> Option<BTreeSet<usize>> {
    let mut served = BTreeSet::new();
    for group in groups.all()? {
        let skills = match group.skills.given()? {
            SkillsField::List(list) if list.items.is_empty() => return None,
            SkillsField::List(list) => list.all()?,
            SkillsField::Imported(_) => {
                let imported = imports.skills.given()?.of.get(&group.name.given()?.value.0)?;
                served.extend(imported.call_types().map(CallTypeId::index));
                Vec::new()
            }
        };
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

fn group_skills(
    compiler: &mut Compiler<'_>,
    table: &AgentGroupTable,
    call_types: &Names,
) -> Option<Vec<Skill>> {
    match table.skills.given()? {
        SkillsField::List(list) => skills(compiler, list, &table.speed, call_types),
        SkillsField::Imported(place) => {
            let imported = compiler.imported("skills", *place, |imports| &imports.skills)?;
            let skills = imported.of.get(&table.name.given()?.value.0)?.of_group();
            let speed = table.speed.or(1.0, |at| at.value.0)?;
            Some(skills.iter().map(|skill| skill.sped_up(speed)).collect())
        }
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
    let tables = list.iter().filter_map(|skill| match skill {
        SkillField::Name(_) => None,
        SkillField::Table(table) => Some(&table.share),
    });
    if list.iter().all(|skill| matches!(skill, SkillField::Table(_))) {
        not_all_zero("the skills", tables, compiler.problems);
    }
    let group_speed = group_speed.or(1.0, |at| at.value.0);
    let skills: Vec<Option<Skill>> = list
        .iter()
        .map(|field| {
            let call_type = call_type_id(compiler, skill_name(field)?, call_types);
            Some(skill(field, call_type?)?.sped_up(group_speed?))
        })
        .collect();
    skills.into_iter().collect()
}

/// A skill of an agent whose group has speed 1.
fn skill(field: &SkillField, call_type: CallTypeId) -> Option<Skill> {
    let usual = Skill::first_choice(call_type);
    let SkillField::Table(table) = field else { return Some(usual) };
    Some(Skill {
        call_type,
        rank: table.rank.or(usual.rank, |at| at.value.0 as u32)?,
        speed: table.speed.or(usual.speed, |at| at.value.0)?,
        resolution: table.resolution.or(usual.resolution, |at| Some(at.value.0))?,
        level: table.level.or(usual.level, |at| at.value.0)?,
        weight: table.weight.or(Some(usual.weight), weight)??,
        delay: table.delay.or(usual.delay, |at| at.value)?,
        share: table.share.or(usual.share, |at| at.value.0)?,
    })
}

fn weight(field: &WeightField) -> Option<PairWeight> {
    let usual = PairWeight::default();
    match field {
        WeightField::Alone(at) => Some(PairWeight { wait: at.value.0, idle: at.value.0, ..usual }),
        WeightField::Table(table) => Some(PairWeight {
            wait: table.wait.or(usual.wait, |at| at.value.0)?,
            idle: table.idle.or(usual.idle, |at| at.value.0)?,
            constant: table.constant.or(usual.constant, |at| at.value.0)?,
        }),
    }
}

/// Attributes by their names, which must be names that an expression can hold.
pub(super) fn attributes(
    compiler: &mut Compiler<'_>,
    given: &Attributes,
) -> Option<BTreeMap<String, f64>> {
    let mut is_good = true;
    for (name, at) in &given.0 {
        if !Vocabularies::can_be_attribute(name) {
            let kind = ProblemKind::Misrouted(Misrouting::BadAttribute { name: name.clone() });
            compiler.problems.report(at.place, kind);
            is_good = false;
        }
    }
    is_good.then(|| given.0.iter().map(|(name, at)| (name.clone(), at.value.0)).collect())
}

fn call_type_id(
    compiler: &mut Compiler<'_>,
    name: &At<Name>,
    call_types: &Names,
) -> Option<CallTypeId> {
    let index = compiler.place_of("call type", name, call_types)?;
    Some(CallTypeId(index as u32))
}

fn head_count(
    compiler: &mut Compiler<'_>,
    group: &AgentGroupTable,
    agents: &AgentsField,
) -> Option<Staffing> {
    match agents {
        AgentsField::Constant(at) => {
            let (agents, horizon) = (at.value.0 as u32, compiler.horizon?);
            Some(AgentGroup::constant("", agents, Vec::new(), horizon).staffing)
        }
        AgentsField::OverDay(table) if is_rostered(group) => {
            let place = table.import.given()?.place;
            let roster = compiler.imported("roster", place, |imports| &imports.roster)?;
            let rostered = roster.get(&group.name.given()?.value.0)?;
            Some(Staffing::Shifts(rostered.shifts.clone()))
        }
        AgentsField::OverDay(table) => {
            let mut changes = Vec::new();
            for (interval, agents) in over_day(compiler, group, table)? {
                change(&mut changes, interval.start, agents);
                change(&mut changes, interval.end, 0);
            }
            Some(Staffing::HeadCount(changes))
        }
    }
}

/// Whether a group's agents are those of the roster.
pub(super) fn is_rostered(group: &AgentGroupTable) -> bool {
    let Some(AgentsField::OverDay(table)) = group.agents.given() else { return false };
    table.import.given().is_some_and(|at| at.value.0 == FromStaffing::Roster)
}

/// The agents in each open interval.
fn over_day(
    compiler: &mut Compiler<'_>,
    group: &AgentGroupTable,
    table: &AgentsTable,
) -> Option<Vec<(Interval, u32)>> {
    if let Some(list) = table.per_interval.given() {
        let counts = compiler.for_each_open_interval(list)?;
        return Some(counts.into_iter().map(|(each, at)| (each, at.value.0 as u32)).collect());
    }
    let place = table.import.given()?.place;
    let imported = compiler.imported("headcount", place, |imports| &imports.headcount)?;
    let counts = imported.get(&group.name.given()?.value.0)?.clone();
    Some(open_intervals(compiler.horizon?).into_iter().zip(counts).collect())
}

/// From `at` on, so many agents; a later word on the same moment counts, and what changes nothing
/// is left out.
fn change(changes: &mut Vec<HeadCount>, at: SimTime, agents: u32) {
    if changes.last().is_some_and(|last| last.at == at) {
        changes.pop();
    }
    if changes.last().map_or(0, |last| last.agents) != agents {
        changes.push(HeadCount { at, agents });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_count_changes_only_where_it_does_and_never_twice_at_once() {
        let mut changes = Vec::new();
        let at = |hour| SimTime::from_micros(hour);
        for (start, end, agents) in [(8, 9, 3), (9, 10, 3), (10, 11, 0), (11, 12, 2)] {
            change(&mut changes, at(start), agents);
            change(&mut changes, at(end), 0);
        }
        let counts: Vec<_> = changes.iter().map(|it| (it.at.as_micros(), it.agents)).collect();
        assert_eq!(counts, [(8, 3), (10, 0), (11, 2), (12, 0)]);
    }
}

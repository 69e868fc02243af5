//! Those of a group who are known by name: from `[[agent_group.individual]]`, from a roster, and
//! from a file of skills. What a table says counts for more than what a file does.

use std::collections::{BTreeMap, BTreeSet};

use super::agent_group::{attributes, is_rostered, skills};
use super::call_type::optional;
use super::import::Imports;
use super::who::{names, names_agents};
use super::{Compiler, Names};
use crate::model::{Individual, Skill, Staffing};
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::Field;
use crate::scenario::source::Place;
use crate::scenario::written::{AgentGroupTable, IndividualTable, SkillsField};

/// Those who are known by name, in order of their numbers: whom the roster names, or else the
/// first agents of the group, in the order of the tables.
pub(super) fn individuals(
    compiler: &mut Compiler<'_>,
    group: &AgentGroupTable,
    call_types: &Names,
    staffing: Option<&Staffing>,
) -> Option<Vec<Individual>> {
    report_same_names(compiler, group);
    report_too_many(compiler, group, staffing);
    let named = from_roster(&compiler.imports, group);
    let known = named.as_ref().map_or_else(|| names(group), |named| names_of(named.as_deref()));
    let mut is_good = known.each.iter().all(Option::is_some);
    let named = named.flatten().map(<[_]>::to_vec);
    let first = known.each.iter().zip(0..);
    let mut all = named.unwrap_or_else(|| {
        first
            .map(|(name, number)| Individual::new(number, name.clone().unwrap_or_default()))
            .collect()
    });
    take_skills(compiler, group, &mut all);
    let tables = group.individual.if_any()?.map_or(&[][..], |list| &list.items);
    for (place, table) in tables.iter().enumerate() {
        let Some(table) = table else { return None };
        let number = match is_rostered(group) {
            true => table.name.given().and_then(|at| compiler.place_of("agent", at, &known)),
            false => Some(place),
        };
        let base = number.and_then(|number| all.get(number)).cloned();
        let base = base.unwrap_or_else(|| Individual::new(0, ""));
        let told = individual(compiler, group, table, base, call_types);
        match (number.and_then(|number| all.get_mut(number)), told) {
            (Some(individual), Some(told)) => *individual = told,
            (None, _) | (_, None) => is_good = false,
        }
    }
    if group.shift.given().is_some_and(|list| list.iter().any(names_agents)) {
        // Whoever works on no day of the horizon is none of its agents.
        let there: BTreeSet<u32> = match staffing? {
            Staffing::Shifts(shifts) => shifts.iter().map(|shift| shift.first_agent).collect(),
            Staffing::HeadCount(_) => BTreeSet::new(),
        };
        all.retain(|each| there.contains(&each.agent));
    }
    is_good.then_some(all)
}

/// The names of a group's individuals, as far as anything is known by now.
pub(super) fn known_names(imports: &Imports, group: &AgentGroupTable) -> Names {
    match from_roster(imports, group) {
        Some(named) => names_of(named),
        None => names(group),
    }
}

/// Those whom the roster names, if the group takes its agents from it; some nothing if that is
/// faulty.
fn from_roster<'a>(
    imports: &'a Imports,
    group: &AgentGroupTable,
) -> Option<Option<&'a [Individual]>> {
    is_rostered(group).then(|| {
        let of = imports.roster.given()?.get(&group.name.given()?.value.0)?;
        Some(of.individuals.as_slice())
    })
}

fn names_of(individuals: Option<&[Individual]>) -> Names {
    individuals.map_or_else(Names::unknown, |individuals| {
        Names::of(individuals.iter().map(|each| Some(each.name.clone())))
    })
}

/// Gives individuals the skills that the imported file says.
fn take_skills(compiler: &Compiler<'_>, group: &AgentGroupTable, individuals: &mut [Individual]) {
    let (Some(SkillsField::Imported(_)), Some(name)) = (group.skills.given(), group.name.given())
    else {
        return;
    };
    let imported = compiler.imports.skills.given().and_then(|file| file.of.get(&name.value.0));
    let (Some(imported), Some(speed)) = (imported, group.speed.or(1.0, |at| at.value.0)) else {
        return;
    };
    for each in individuals {
        let own = imported.of_agents.get(&each.name);
        each.skills = own.map(|own| own.iter().map(|it| it.sped_up(speed)).collect());
    }
}

/// Reports agents without skills: the file has none for them, nor any for the whole group.
pub(super) fn report_without_skills(
    compiler: &mut Compiler<'_>,
    group: &AgentGroupTable,
    individuals: &[Individual],
    staffing: &Staffing,
) {
    let Some(SkillsField::Imported(place)) = group.skills.given() else { return };
    let (Some(file), Some(name)) = (compiler.imports.skills.given(), group.name.given()) else {
        return;
    };
    if file.of.get(&name.value.0).is_none_or(|imported| !imported.own.is_empty()) {
        return;
    }
    let path = file.path.clone();
    let mut report = |kind, name: &str| {
        let (path, name) = (path.clone(), name.to_owned());
        let kind = ProblemKind::NoRows { path, kind, name, nearest: None, other_day: None };
        compiler.problems.report(*place, kind);
    };
    individuals
        .iter()
        .filter(|each| each.skills.is_none())
        .for_each(|each| report("agent", &each.name));
    if individuals.len() < staffing.most_agents() as usize {
        report("agent group", &name.value.0);
    }
}

fn report_same_names(compiler: &mut Compiler<'_>, group: &AgentGroupTable) {
    let tables = group.individual.given().into_iter().flat_map(|list| list.iter());
    let mut seen: BTreeMap<&str, Place> = BTreeMap::new();
    for name in tables.filter_map(|agent| agent.name.given()) {
        if let Some(first) = seen.get(name.value.0.as_str()) {
            let kind = ProblemKind::SameName { kind: "agent", name: name.value.0.clone() };
            compiler.problems.report_with(name.place, *first, kind);
        }
        seen.entry(&name.value.0).or_insert(name.place);
    }
}

/// Reports more names than agents, where the first agents are those with names.
fn report_too_many(
    compiler: &mut Compiler<'_>,
    group: &AgentGroupTable,
    staffing: Option<&Staffing>,
) {
    let says_who = |group: &AgentGroupTable| {
        is_rostered(group) || group.shift.given().is_some_and(|it| it.iter().any(names_agents))
    };
    let (Some(list), Some(staffing)) = (group.individual.given(), staffing) else { return };
    let (named, agents) = (list.items.len(), staffing.most_agents() as usize);
    if agents < named && !says_who(group) {
        compiler.problems.report(list.place, ProblemKind::TooManyNamed { named, agents });
    }
}

/// An individual with what the table says in place of what is known from files.
fn individual(
    compiler: &mut Compiler<'_>,
    group: &AgentGroupTable,
    table: &IndividualTable,
    known: Individual,
    call_types: &Names,
) -> Option<Individual> {
    let own: Option<Option<Vec<Skill>>> = match &table.skills {
        Field::Absent => Some(known.skills),
        Field::Faulty => None,
        Field::Given(list) => skills(compiler, list, &group.speed, call_types).map(Some),
    };
    let attributes = optional(&table.attributes, |given| attributes(compiler, given));
    Some(Individual {
        agent: known.agent,
        name: table.name.given()?.value.0.clone(),
        skills: own?,
        speed: table.speed.or(known.speed, |at| at.value.0)?,
        tenure: table.tenure.or(known.tenure, |at| Some(at.value))?,
        wage: table.wage.or(known.wage, |at| Some(at.value.0))?,
        login_number: table.login_number.or(known.login_number, |at| Some(at.value.0 as u32))?,
        quality_class: table
            .quality_class
            .or(known.quality_class, |at| Some(at.value.0.clone()))?,
        attributes: attributes?,
    })
}

//! `[import]`: what the scenario takes from files, ready to be asked for by name.
//!
//! A file may say more than the scenario needs: rows for other days, or for call types that get
//! their calls in another way. Each such row is listed. What the scenario needs and the file
//! doesn't say is a problem.

mod file;
mod forecast;
mod handling;
mod headcount;
mod person;
mod roster;
mod skills;

pub(super) use forecast::Forecast;
pub(super) use handling::handling;
use roster::Rostered;
use skills::{Groups, ImportedSkills};

use std::collections::BTreeMap;

use super::individuals::known_names;
use super::{Compiler, Names};
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::{Field, List};
use crate::scenario::source::Place;
use crate::scenario::written::{
    AgentGroupTable, AgentsField, ArrivalsField, CallTypeTable, FromStaffing, HandlingField,
    ImportTable, ScenarioTable, SkillsField,
};

/// What the files say, by the names of the scenario. Nothing stands there for whom a file is
/// faulty; the problems are reported.
pub(super) struct Imports {
    pub(super) forecast: Field<Forecast>,
    /// The agents in each open interval.
    pub(super) headcount: Field<BTreeMap<String, Vec<u32>>>,
    /// Who works when, by group.
    pub(super) roster: Field<BTreeMap<String, Rostered>>,
    pub(super) skills: Field<ImportedSkills>,
}

impl Default for Imports {
    /// No files.
    fn default() -> Self {
        let (forecast, headcount) = (Field::Absent, Field::Absent);
        Imports { forecast, headcount, roster: Field::Absent, skills: Field::Absent }
    }
}

/// Reads every file of `[import]`.
pub(super) fn read_imports(
    compiler: &mut Compiler<'_>,
    written: &ScenarioTable,
    call_types: &Names,
    groups: &Names,
) {
    let table = match &written.import {
        Field::Absent => return,
        Field::Faulty => {
            let (forecast, headcount) = (Field::Faulty, Field::Faulty);
            let (roster, skills) = (Field::Faulty, Field::Faulty);
            compiler.imports = Imports { forecast, headcount, roster, skills };
            return;
        }
        Field::Given(table) => table,
    };
    let wanted = wanted(written);
    report_not_used(compiler, table, &wanted);
    compiler.imports = Imports {
        forecast: each(&table.forecast, |file| {
            forecast::forecast(compiler, &file.0, call_types, &wanted.forecast)
        }),
        headcount: each(&table.headcount, |file| {
            headcount::headcount(compiler, &file.0, groups, &wanted.headcount)
        }),
        roster: each(&table.roster, |file| {
            roster::roster(compiler, &file.0, groups, &wanted.roster)
        }),
        skills: Field::Absent,
    };
    // Skills may be of agents whom the roster names.
    let tables = written.agent_group.given().map_or(&[][..], |list| &list.items);
    let agents: Vec<Names> = tables
        .iter()
        .map(|group| match group {
            Some(group) => known_names(&compiler.imports, group),
            None => Names::unknown(),
        })
        .collect();
    let groups = Groups { names: groups, wanted: &wanted.skills, agents: &agents };
    compiler.imports.skills =
        each(&table.skills, |file| skills::skills(compiler, &file.0, &groups, call_types));
}

fn each<T, U>(field: &Field<T>, read: impl FnOnce(&T) -> Option<U>) -> Field<U> {
    match field {
        Field::Absent => Field::Absent,
        Field::Faulty => Field::Faulty,
        Field::Given(file) => Field::of(read(file)),
    }
}

/// For each call type or group by index, whether it takes something from a file.
struct Wanted {
    forecast: Vec<bool>,
    headcount: Vec<bool>,
    roster: Vec<bool>,
    skills: Vec<bool>,
}

fn wanted(written: &ScenarioTable) -> Wanted {
    let from_forecast = |table: &CallTypeTable| {
        let arrivals = table.arrivals.given().is_some_and(ArrivalsField::is_imported);
        let handling = matches!(table.handling.given(), Some(HandlingField::Imported(_)));
        arrivals || handling
    };
    let from = |table: &AgentGroupTable, file: FromStaffing| {
        let Some(AgentsField::OverDay(agents)) = table.agents.given() else { return false };
        agents.import.given().is_some_and(|at| at.value.0 == file)
    };
    let from_skills =
        |table: &AgentGroupTable| matches!(table.skills.given(), Some(SkillsField::Imported(_)));
    Wanted {
        forecast: of_each(&written.call_type, from_forecast),
        headcount: of_each(&written.agent_group, |it| from(it, FromStaffing::Headcount)),
        roster: of_each(&written.agent_group, |it| from(it, FromStaffing::Roster)),
        skills: of_each(&written.agent_group, from_skills),
    }
}

fn of_each<T>(tables: &Field<List<T>>, claim: impl Fn(&T) -> bool) -> Vec<bool> {
    let items = tables.given().map_or(&[][..], |list| &list.items);
    items.iter().map(|table| table.as_ref().is_some_and(&claim)).collect()
}

/// A file that nothing is taken from is most likely meant to be used.
fn report_not_used(compiler: &mut Compiler<'_>, table: &ImportTable, wanted: &Wanted) {
    let mut check = |what, place: Option<Place>, wanted: &[bool], remedy| {
        if let Some(place) = place
            && !wanted.contains(&true)
        {
            compiler.problems.report(place, ProblemKind::ImportNotUsed { what, remedy });
        }
    };
    let forecast = table.forecast.given().map(|file| file.0.place);
    check(
        "forecast",
        forecast,
        &wanted.forecast,
        "write `arrivals = { process = \"poisson\", import = \"forecast\" }` in a call type",
    );
    let headcount = table.headcount.given().map(|file| file.0.place);
    check(
        "headcount",
        headcount,
        &wanted.headcount,
        "write `agents = { import = \"headcount\" }` in an agent group",
    );
    let roster = table.roster.given().map(|file| file.0.place);
    check(
        "roster",
        roster,
        &wanted.roster,
        "write `agents = { import = \"roster\" }` in an agent group",
    );
    let skills = table.skills.given().map(|file| file.0.place);
    check(
        "skills",
        skills,
        &wanted.skills,
        "write `skills = { import = \"skills\" }` in an agent group",
    );
}

impl Compiler<'_> {
    /// What a file of `[import]` says, if it is there and good; a problem at `place` if no such
    /// file is named.
    pub(super) fn imported<T>(
        &mut self,
        what: &'static str,
        place: Place,
        field: impl Fn(&Imports) -> &Field<T>,
    ) -> Option<&T> {
        if field(&self.imports).is_absent() {
            self.problems.report(place, ProblemKind::NothingImported { what });
        }
        field(&self.imports).given()
    }
}

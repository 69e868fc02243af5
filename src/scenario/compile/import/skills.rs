//! Imported skills: what each group can serve, and those of its agents who differ from it.

use std::collections::{BTreeMap, BTreeSet};

use super::file::{About, Column, Entities, Entity, File};
use crate::model::{CallTypeId, Skill};
use crate::scenario::compile::{Compiler, Names};
use crate::scenario::csv::Cell;
use crate::scenario::problem::{ProblemKind, nearest};
use crate::scenario::read::Field;
use crate::scenario::unused::UnusedReason;
use crate::scenario::written::SkillsFile;

/// What a file of skills says.
pub(in crate::scenario::compile) struct ImportedSkills {
    /// How problems call the file.
    pub(in crate::scenario::compile) path: String,
    /// By the name of the group.
    pub(in crate::scenario::compile) of: BTreeMap<String, GroupSkills>,
}

/// The skills of a group, in the order of the file and without the speed of the group.
#[derive(Default)]
pub(in crate::scenario::compile) struct GroupSkills {
    /// Those of all its agents who have none of their own.
    pub(in crate::scenario::compile) own: Vec<Skill>,
    /// Those of single agents, by name.
    pub(in crate::scenario::compile) of_agents: BTreeMap<String, Vec<Skill>>,
}

impl GroupSkills {
    /// The skills of the group; if each of its agents has their own, whatever one of them can do.
    pub(in crate::scenario::compile) fn of_group(&self) -> Vec<Skill> {
        if !self.own.is_empty() {
            return self.own.clone();
        }
        let mut ranks: BTreeMap<CallTypeId, u32> = BTreeMap::new();
        for skill in self.of_agents.values().flatten() {
            let rank = ranks.entry(skill.call_type).or_insert(skill.rank);
            *rank = skill.rank.min(*rank);
        }
        let skill = |(call_type, rank)| Skill { rank, ..Skill::first_choice(call_type) };
        ranks.into_iter().map(skill).collect()
    }

    /// Every call type that one of them serves.
    pub(in crate::scenario::compile) fn call_types(&self) -> impl Iterator<Item = CallTypeId> {
        self.own.iter().chain(self.of_agents.values().flatten()).map(|skill| skill.call_type)
    }

    fn is_empty(&self) -> bool {
        self.own.is_empty() && self.of_agents.is_empty()
    }
}

/// Agent groups, and who is known by name in each of them.
pub(super) struct Groups<'a> {
    pub(super) names: &'a Names,
    /// Whether each takes its skills from the file.
    pub(super) wanted: &'a [bool],
    /// The agents of each.
    pub(super) agents: &'a [Names],
}

/// Reads the skills of each group, in the order of the file.
pub(super) fn skills(
    compiler: &mut Compiler<'_>,
    table: &SkillsFile,
    groups: &Groups<'_>,
    call_types: &Names,
) -> Option<ImportedSkills> {
    let SkillsFile { csv, names, unused, .. } = table;
    let about = About { csv, names, time_zone: &Field::Absent, unused };
    let file = File::open(compiler, &about)?;
    file.check_aliases("agent group or call type", &[groups.names, call_types], compiler);
    let columns = Columns::find(compiler, table, &file)?;
    let mut of_groups = Entities::new("agent group", groups.names, groups.wanted);
    let every_type = vec![true; call_types.each.len()];
    let mut of_types = Entities::new("call type", call_types, &every_type);
    let mut found: Vec<GroupSkills> =
        groups.names.each.iter().map(|_| GroupSkills::default()).collect();
    let mut is_whole = vec![true; groups.names.each.len()];
    let mut whom = Whom { groups, unknown: BTreeSet::new(), is_faulty: false };
    for cells in &file.sheet.rows {
        let Some((group, agent)) = whom.find(compiler, &file, &columns, &mut of_groups, cells)
        else {
            continue;
        };
        let call_type = match of_types.find(&file, cells, &columns.call_type, compiler) {
            Entity::Wanted(index) => CallTypeId(index as u32),
            Entity::Unused => continue,
            Entity::Faulty => {
                is_whole[group] = false;
                continue;
            }
        };
        let Some(skill) = columns.skill(compiler, &file, cells, call_type) else {
            is_whole[group] = false;
            continue;
        };
        let skills = match agent {
            Some(agent) => found[group].of_agents.entry(agent.text.clone()).or_default(),
            None => &mut found[group].own,
        };
        if skills.iter().any(|skill| skill.call_type == call_type) {
            let other = &cells[columns.call_type.number];
            let one = agent.or_else(|| cells.get(columns.group.as_ref()?.number));
            let one = one.map_or("", |cell| &cell.text);
            let what = format!("`{one}` and `{}`", other.text);
            compiler.problems.report(other.place, ProblemKind::SecondRow { what });
            continue;
        }
        skills.push(skill);
    }
    let mut of = BTreeMap::new();
    for (index, name) in of_groups.wanted() {
        let is_whole = is_whole[index] && !whom.is_faulty;
        if found[index].is_empty() && is_whole {
            of_groups.report_no_rows(&file, name, compiler);
        } else if is_whole {
            of.insert(name.to_owned(), std::mem::take(&mut found[index]));
        }
    }
    Some(ImportedSkills { path: file.sheet.path().to_owned(), of })
}

/// Finds out whom rows are about.
struct Whom<'a> {
    groups: &'a Groups<'a>,
    /// The names of agents in the file that nobody has.
    unknown: BTreeSet<String>,
    /// Whether it could not be found out of every row, so that more may lack skills than do.
    is_faulty: bool,
}

impl Whom<'_> {
    /// The group of a row, and the agent if it is about one; none if it is faulty or not used.
    fn find<'c>(
        &mut self,
        compiler: &mut Compiler<'_>,
        file: &File,
        columns: &Columns,
        of_groups: &mut Entities<'_>,
        cells: &'c [Cell],
    ) -> Option<(usize, Option<&'c Cell>)> {
        let text = |column: &Option<Column>| {
            let cell = file.sheet.cell(cells, column.as_ref()?.number)?;
            Some(cell).filter(|cell| !cell.text.is_empty())
        };
        let (group, agent) = (columns.group.as_ref(), text(&columns.agent));
        let (Some(agent), None) = (agent, text(&columns.group)) else {
            let column = group.or(columns.agent.as_ref())?;
            let Entity::Wanted(group) = of_groups.find(file, cells, column, compiler) else {
                return None;
            };
            let Some(agent) = agent else { return Some((group, None)) };
            if self.groups.agents[group].index_of(&agent.text).is_none() {
                self.report_unknown(compiler, file, &self.groups.agents[group..=group], agent);
                return None;
            }
            return Some((group, Some(agent)));
        };
        let is_in = |names: &Names| names.index_of(&agent.text).is_some();
        let mut theirs = (0..self.groups.agents.len()).filter(|it| is_in(&self.groups.agents[*it]));
        let (first, second) = (theirs.next(), theirs.next());
        let Some(group) = first else {
            self.report_unknown(compiler, file, self.groups.agents, agent);
            return None;
        };
        if second.is_some() {
            let (text, column) = (agent.text.clone(), columns.agent.as_ref()?.name.clone());
            let complaint = "is the name of agents in more than one group";
            let remedy = "say which in a column `group`";
            let kind = ProblemKind::BadField { text, column, complaint, remedy };
            compiler.problems.report(agent.place, kind);
            self.is_faulty = true;
            return None;
        }
        match of_groups.one(file, agent.place, group, compiler) {
            Entity::Wanted(group) => Some((group, Some(agent))),
            Entity::Unused | Entity::Faulty => None,
        }
    }

    fn report_unknown(
        &mut self,
        compiler: &mut Compiler<'_>,
        file: &File,
        among: &[Names],
        agent: &Cell,
    ) {
        let (kind, name) = ("agent", agent.text.clone());
        let is_first = self.unknown.insert(name.clone());
        if file.lists_unused {
            let reason = UnusedReason::UnknownName { kind, name };
            file.pass_over(agent.place, reason, compiler);
            return;
        }
        self.is_faulty = true;
        // One with a faulty name may be the one that is meant.
        let known = among.iter().flat_map(|names| names.each.iter().cloned());
        let Some(known) = known.collect::<Option<Vec<String>>>() else { return };
        if is_first {
            let nearest = nearest(&name, known.iter().map(String::as_str));
            let kind = ProblemKind::UnknownName { kind, name, nearest, known };
            compiler.problems.report(agent.place, kind);
        }
    }
}

struct Columns {
    /// One of these two is there.
    group: Option<Column>,
    agent: Option<Column>,
    call_type: Column,
    rank: Option<Column>,
    /// The column that says how fast, and whether it says how much longer instead.
    pace: Option<(Column, bool)>,
    resolution: Option<Column>,
    level: Option<Column>,
}

impl Columns {
    fn find(compiler: &mut Compiler<'_>, table: &SkillsFile, file: &File) -> Option<Columns> {
        let given = table.columns.if_any()?;
        let agent = file.optional_column(given.map(|it| &it.agent), "agent", compiler);
        let group = given.map(|it| &it.group);
        let group = match &agent {
            Some(None) => file.column(group, "group", compiler).map(Some),
            Some(Some(_)) | None => file.optional_column(group, "group", compiler),
        };
        let call_type = file.column(given.map(|it| &it.call_type), "call_type", compiler);
        let mut may = |field, usual| file.optional_column(field, usual, compiler);
        let rank = may(given.map(|it| &it.rank), "rank");
        let speed = may(given.map(|it| &it.speed), "speed");
        let aht_factor = may(given.map(|it| &it.aht_factor), "aht_factor");
        let resolution = may(given.map(|it| &it.resolution), "resolution");
        let level = may(given.map(|it| &it.level), "level");
        let pace = match (speed?, aht_factor?) {
            (Some(speed), Some(_) | None) => Some((speed, false)),
            (None, Some(factor)) => Some((factor, true)),
            (None, None) => None,
        };
        let (group, agent, call_type) = (group?, agent?, call_type?);
        let (rank, resolution, level) = (rank?, resolution?, level?);
        Some(Columns { group, agent, call_type, rank, pace, resolution, level })
    }

    fn skill(
        &self,
        compiler: &mut Compiler<'_>,
        file: &File,
        cells: &[Cell],
        call_type: CallTypeId,
    ) -> Option<Skill> {
        const MOST: f64 = 1_000_000.0;
        let mut number = |column: &Column, is_good: fn(f64) -> bool, complaint, remedy| {
            file.number_that(cells, column, is_good, [complaint, remedy], compiler)
        };
        let rank = self.rank.as_ref().map_or(Some(1.0), |column| {
            let is_rank = |number: f64| (1.0..=MOST).contains(&number) && number.fract() == 0.0;
            number(column, is_rank, "is no rank", "1 is the first choice, 2 the second")
        });
        let pace = self.pace.as_ref().map_or(Some(1.0), |(column, is_factor)| {
            let is_pace = |number: f64| (1e-6..=MOST).contains(&number);
            let remedy = "1 is as fast as the call type says; take the row out for no skill";
            let pace = number(column, is_pace, "is no speed", remedy)?;
            Some(if *is_factor { 1.0 / pace } else { pace })
        });
        let is_said = |column: &&Column| {
            file.sheet.cell(cells, column.number).is_some_and(|cell| !cell.text.is_empty())
        };
        let resolution = self.resolution.as_ref().filter(is_said).map_or(Some(None), |column| {
            let is_share = |number: f64| number <= 1.0;
            number(column, is_share, "is no share", "write 85 % as 0.85").map(Some)
        });
        let level = self.level.as_ref().filter(is_said).map_or(Some(1.0), |column| {
            let is_level = |number: f64| number <= MOST;
            number(column, is_level, "is no level", "write a number up to a million")
        });
        Some(Skill {
            level: level?,
            rank: rank? as u32,
            speed: pace?,
            resolution: resolution?,
            ..Skill::first_choice(call_type)
        })
    }
}

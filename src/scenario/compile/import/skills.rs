//! Imported skills: what each group can serve.

use std::collections::BTreeMap;

use super::file::{About, Column, Entities, Entity, File};
use crate::model::{CallTypeId, Skill};
use crate::scenario::compile::{Compiler, Names};
use crate::scenario::csv::Cell;
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::Field;
use crate::scenario::written::SkillsFile;

/// Reads the skills of each group, in the order of the file.
pub(super) fn skills(
    compiler: &mut Compiler<'_>,
    table: &SkillsFile,
    groups: &Names,
    wanted: &[bool],
    call_types: &Names,
) -> Option<BTreeMap<String, Vec<Skill>>> {
    let SkillsFile { csv, names, unused, .. } = table;
    let about = About { csv, names, time_zone: &Field::Absent, unused };
    let file = File::open(compiler, &about)?;
    file.check_aliases("agent group or call type", &[groups, call_types], compiler);
    let columns = Columns::find(compiler, table, &file)?;
    let mut of_groups = Entities::new("agent group", groups, wanted);
    let every_type = vec![true; call_types.each.len()];
    let mut of_types = Entities::new("call type", call_types, &every_type);
    let mut found: Vec<Vec<Skill>> = vec![Vec::new(); groups.each.len()];
    let mut is_whole = vec![true; groups.each.len()];
    for cells in &file.sheet.rows {
        let Entity::Wanted(group) = of_groups.find(&file, cells, &columns.group, compiler) else {
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
        let Some((rank, speed)) = columns.rank_and_speed(compiler, &file, cells) else {
            is_whole[group] = false;
            continue;
        };
        if found[group].iter().any(|skill| skill.call_type == call_type) {
            let (one, other) = (columns.group.number, columns.call_type.number);
            let what = format!("`{}` and `{}`", cells[one].text, cells[other].text);
            compiler.problems.report(cells[other].place, ProblemKind::SecondRow { what });
            continue;
        }
        found[group].push(Skill { rank, speed, ..Skill::first_choice(call_type) });
    }
    let mut of = BTreeMap::new();
    for (index, name) in of_groups.wanted() {
        if found[index].is_empty() && is_whole[index] {
            of_groups.report_no_rows(&file, name, compiler);
        } else if is_whole[index] {
            of.insert(name.to_owned(), std::mem::take(&mut found[index]));
        }
    }
    Some(of)
}

struct Columns {
    group: Column,
    call_type: Column,
    rank: Option<Column>,
    /// The column that says how fast, and whether it says how much longer instead.
    pace: Option<(Column, bool)>,
}

impl Columns {
    fn find(compiler: &mut Compiler<'_>, table: &SkillsFile, file: &File) -> Option<Columns> {
        let given = table.columns.if_any()?;
        let group = file.column(given.map(|it| &it.group), "group", compiler);
        let call_type = file.column(given.map(|it| &it.call_type), "call_type", compiler);
        let mut may = |field, usual| file.optional_column(field, usual, compiler);
        let rank = may(given.map(|it| &it.rank), "rank");
        let speed = may(given.map(|it| &it.speed), "speed");
        let aht_factor = may(given.map(|it| &it.aht_factor), "aht_factor");
        let pace = match (speed?, aht_factor?) {
            (Some(speed), Some(_) | None) => Some((speed, false)),
            (None, Some(factor)) => Some((factor, true)),
            (None, None) => None,
        };
        Some(Columns { group: group?, call_type: call_type?, rank: rank?, pace })
    }

    fn rank_and_speed(
        &self,
        compiler: &mut Compiler<'_>,
        file: &File,
        cells: &[Cell],
    ) -> Option<(u32, f64)> {
        const MOST: f64 = 1_000_000.0;
        let mut number = |column: &Column, is_good: fn(f64) -> bool, complaint, remedy| {
            let number = file.number(cells, column, compiler)?;
            if is_good(number) {
                return Some(number);
            }
            let cell = file.sheet.cell(cells, column.number)?;
            let (text, column) = (cell.text.clone(), column.name.clone());
            let kind = ProblemKind::BadField { text, column, complaint, remedy };
            compiler.problems.report(cell.place, kind);
            None
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
        Some((rank? as u32, pace?))
    }
}

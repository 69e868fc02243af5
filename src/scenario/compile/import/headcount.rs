//! Imported head-counts: how many agents of each group in each interval.

use std::collections::BTreeMap;

use super::file::{About, Column, Entities, Entity, File};
use crate::model::AgentGroup;
use crate::scenario::compile::forecast::{WhileClosed, missing};
use crate::scenario::compile::grid::{Grid, Slot};
use crate::scenario::compile::starts::Starts;
use crate::scenario::compile::{Compiler, Names};
use crate::scenario::csv::Cell;
use crate::scenario::problem::ProblemKind;
use crate::scenario::unused::UnusedReason;
use crate::scenario::written::HeadcountFile;

/// Reads the head-counts: the agents in each open interval, by group.
pub(super) fn headcount(
    compiler: &mut Compiler<'_>,
    table: &HeadcountFile,
    groups: &Names,
    wanted: &[bool],
) -> Option<BTreeMap<String, Vec<u32>>> {
    let HeadcountFile { csv, names, time_zone, unused, .. } = table;
    let file = File::open(compiler, &About { csv, names, time_zone, unused })?;
    file.check_aliases("agent group", &[groups], compiler);
    let given = table.columns.if_any()?;
    let mut must = |field, usual| file.column(field, usual, compiler);
    let group = must(given.map(|it| &it.group), "group");
    let start = must(given.map(|it| &it.start), "start");
    let agents = must(given.map(|it| &it.agents), "agents");
    let horizon = compiler.horizon_of_days("a file of head-counts", file.place)?;
    let (group, start, agents, grid) = (group?, start?, agents?, Grid::new(horizon)?);
    let centre = compiler.zone.clone();
    let clocks = file.clocks(centre.as_ref());
    let starts = Starts::read(&file.sheet, start.number, &grid, clocks, compiler.problems);
    let mut entities = Entities::new("agent group", groups, wanted);
    let mut found = vec![vec![None; grid.rows(starts.is_dated)]; groups.each.len()];
    let mut unplaced = vec![0; groups.each.len()];
    let mut while_closed = WhileClosed::default();
    for (row, slot) in starts.slots.iter().enumerate() {
        let cells = &file.sheet.rows[row];
        let Entity::Wanted(index) = entities.find(&file, cells, &group, compiler) else { continue };
        let Some(cell) = file.sheet.cell(cells, start.number) else { continue };
        if let Some(Slot::OtherDay(date)) = slot {
            file.pass_over(cell.place, UnusedReason::OtherDay(*date), compiler);
            continue;
        }
        let count = count(compiler, &file, &agents, cells);
        match (slot, count) {
            (Some(Slot::Interval(interval)), Some(count)) => {
                let found = &mut found[index][*interval];
                if found.is_some() {
                    let what = format!("`{}` at `{}`", cells[group.number].text, cell.text);
                    compiler.problems.report(cell.place, ProblemKind::SecondRow { what });
                }
                *found = Some((row, count));
            }
            (Some(Slot::Closed), Some(count)) if file.lists_unused && count > 0 => {
                file.pass_over(cell.place, UnusedReason::Closed, compiler);
            }
            (Some(Slot::Closed), Some(0)) => {}
            (Some(Slot::Closed), Some(count)) => {
                while_closed.add(cell.place, f64::from(count));
                unplaced[index] += 1;
            }
            (Some(_) | None, _) => unplaced[index] += 1,
        }
    }
    let path = file.sheet.path().to_owned();
    if let Some((place, kind)) = while_closed.problem(&path, "agents") {
        compiler.problems.report(place, kind);
    }
    let row_of_each = grid.row_of_each(starts.is_dated);
    let mut counts = BTreeMap::new();
    for (index, name) in entities.wanted() {
        let found = &found[index];
        if found.iter().all(Option::is_none) && unplaced[index] == 0 {
            entities.report_no_rows(&file, name, compiler);
            continue;
        }
        let rows: Vec<Option<usize>> = found.iter().map(|it| it.map(|(row, _)| row)).collect();
        let in_words = |row| grid.in_words(row, starts.is_dated);
        if let Some((place, missing)) = missing(&file.sheet, &rows, unplaced[index], in_words) {
            let (path, kind, name) = (path.clone(), entities.kind, name.to_owned());
            let kind = ProblemKind::MissingRowsOf { path, kind, name, missing };
            compiler.problems.report(place, kind);
        }
        let Some(each) = found.iter().copied().collect::<Option<Vec<_>>>() else { continue };
        counts.insert(name.to_owned(), row_of_each.iter().map(|row| each[*row].1).collect());
    }
    Some(counts)
}

/// A whole number of agents.
fn count(compiler: &mut Compiler<'_>, file: &File, column: &Column, cells: &[Cell]) -> Option<u32> {
    let number = file.number(cells, column, compiler)?;
    let (complaint, remedy) = if number > f64::from(AgentGroup::MOST_AGENTS) {
        ("is more than a million agents", "split the group, or check the number")
    } else if number.fract() != 0.0 {
        ("is no whole number of agents", "round it: half an agent answers no call")
    } else {
        return Some(number as u32);
    };
    let cell = file.sheet.cell(cells, column.number)?;
    let (text, column) = (cell.text.clone(), column.name.clone());
    compiler.problems.report(cell.place, ProblemKind::BadField { text, column, complaint, remedy });
    None
}

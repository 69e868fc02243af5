//! The imported forecast: how many calls in each interval, and how long they take.

use std::collections::BTreeMap;

use super::file::{About, Column, Entities, Entity, File};
use crate::scenario::compile::forecast::{WhileClosed, missing};
use crate::scenario::compile::grid::{Grid, Slot};
use crate::scenario::compile::starts::Starts;
use crate::scenario::compile::{Compiler, Names};
use crate::scenario::csv::Cell;
use crate::scenario::problem::ProblemKind;
use crate::scenario::source::Place;
use crate::scenario::unused::UnusedReason;
use crate::scenario::written::ForecastFile;

/// What a forecast says of each call type that asks for it.
pub(in crate::scenario::compile) struct Forecast {
    /// How problems call the file.
    pub(super) path: String,
    /// Whether the mean handling times have the wrap-up in them; none if the file has no times.
    pub(super) has_wrap_up_within: Option<bool>,
    pub(super) of: BTreeMap<String, OfType>,
}

/// What a forecast says of a call type.
pub(super) struct OfType {
    /// The calls expected in each open interval.
    calls: Vec<f64>,
    /// How long they take in each open interval; nothing if the file doesn't say.
    pub(super) work: Vec<Work>,
}

/// Mean times in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Work {
    /// Handling or talk, as the file has it.
    pub(super) mean: f64,
    /// Wrap-up, if the file has it.
    pub(super) wrap_up: Option<f64>,
}

impl Forecast {
    /// The calls expected in each open interval; none if that is faulty.
    pub(in crate::scenario::compile) fn calls(&self, call_type: &str) -> Option<&[f64]> {
        self.of.get(call_type).map(|of_type| of_type.calls.as_slice())
    }
}

/// Reads the forecast.
pub(super) fn forecast(
    compiler: &mut Compiler<'_>,
    table: &ForecastFile,
    call_types: &Names,
    wanted: &[bool],
) -> Option<Forecast> {
    let ForecastFile { csv, names, time_zone, unused, .. } = table;
    let file = File::open(compiler, &About { csv, names, time_zone, unused })?;
    file.check_aliases("call type", &[call_types], compiler);
    let columns = Columns::find(compiler, table, &file);
    let horizon = compiler.horizon_of_days("a forecast", file.place)?;
    let (columns, grid) = (columns?, Grid::new(horizon)?);
    let centre = compiler.zone.clone();
    let clocks = file.clocks(centre.as_ref());
    let start = columns.start.number;
    let starts = Starts::read(&file.sheet, start, &grid, clocks, compiler.problems);
    let entities = Entities::new("call type", call_types, wanted);
    let mut rows = Rows {
        found: vec![vec![None; grid.rows(starts.is_dated)]; call_types.each.len()],
        unplaced: vec![0; call_types.each.len()],
        while_closed: WhileClosed::default(),
        entities,
    };
    for (row, slot) in starts.slots.iter().enumerate() {
        rows.take(compiler, &file, &columns, row, *slot);
    }
    rows.finish(compiler, &file, &columns, &grid, starts.is_dated)
}

/// The columns of a forecast.
struct Columns {
    call_type: Column,
    start: Column,
    volume: Column,
    /// The column with times, and whether these have the wrap-up in them.
    times: Option<(Column, bool)>,
    wrap_up: Option<Column>,
}

impl Columns {
    fn find(compiler: &mut Compiler<'_>, table: &ForecastFile, file: &File) -> Option<Columns> {
        let given = table.columns.if_any()?;
        let mut must = |field, usual| file.column(field, usual, compiler);
        let call_type = must(given.map(|it| &it.call_type), "call_type");
        let start = must(given.map(|it| &it.start), "start");
        let volume = must(given.map(|it| &it.volume), "volume");
        let mut may = |field, usual| file.optional_column(field, usual, compiler);
        let aht = may(given.map(|it| &it.aht), "aht");
        let talk = may(given.map(|it| &it.talk), "talk");
        let wrap_up = may(given.map(|it| &it.wrap_up), "wrap_up");
        let times = match (aht?, talk?) {
            (Some(aht), Some(_) | None) => Some((aht, true)),
            (None, Some(talk)) => Some((talk, false)),
            (None, None) => None,
        };
        let (call_type, start, volume) = (call_type?, start?, volume?);
        Some(Columns { call_type, start, volume, times, wrap_up: wrap_up? })
    }
}

/// What a row says.
#[derive(Clone, Copy)]
struct Said {
    row: usize,
    calls: f64,
    /// None where nobody calls and nothing is said.
    work: Option<Work>,
}

struct Rows<'a> {
    /// By call type and interval.
    found: Vec<Vec<Option<Said>>>,
    /// Rows of each call type that are not among them because something is wrong with them.
    unplaced: Vec<usize>,
    while_closed: WhileClosed,
    entities: Entities<'a>,
}

impl Rows<'_> {
    fn take(
        &mut self,
        compiler: &mut Compiler<'_>,
        file: &File,
        columns: &Columns,
        row: usize,
        slot: Option<Slot>,
    ) {
        let cells = &file.sheet.rows[row];
        let Entity::Wanted(call_type) =
            self.entities.find(file, cells, &columns.call_type, compiler)
        else {
            return;
        };
        let Some(start) = file.sheet.cell(cells, columns.start.number) else { return };
        match slot {
            Some(Slot::OtherDay(date)) => {
                file.pass_over(start.place, UnusedReason::OtherDay(date), compiler);
            }
            Some(Slot::Closed) => {
                let place = start.place;
                self.unplaced[call_type] += self.take_closed(compiler, file, columns, cells, place);
            }
            Some(Slot::Interval(interval)) => {
                let Some(said) = said(compiler, file, columns, row) else {
                    self.unplaced[call_type] += 1;
                    return;
                };
                let found = &mut self.found[call_type][interval];
                if found.is_some() {
                    let name = &cells[columns.call_type.number].text;
                    let what = format!("`{name}` at `{}`", start.text);
                    compiler.problems.report(start.place, ProblemKind::SecondRow { what });
                }
                *found = Some(said);
            }
            Some(Slot::Within) | None => self.unplaced[call_type] += 1,
        }
    }

    /// How many rows are refused: one if somebody calls while the lines are closed.
    fn take_closed(
        &mut self,
        compiler: &mut Compiler<'_>,
        file: &File,
        columns: &Columns,
        cells: &[Cell],
        place: Place,
    ) -> usize {
        let calls = file.number(cells, &columns.volume, compiler);
        if calls == Some(0.0) {
            return 0;
        }
        if file.lists_unused {
            file.pass_over(place, UnusedReason::Closed, compiler);
            return 0;
        }
        self.while_closed.add(place, calls.unwrap_or(0.0));
        1
    }

    fn finish(
        self,
        compiler: &mut Compiler<'_>,
        file: &File,
        columns: &Columns,
        grid: &Grid<'_>,
        is_dated: bool,
    ) -> Option<Forecast> {
        let path = file.sheet.path();
        if let Some((place, kind)) = self.while_closed.problem(path, "calls") {
            compiler.problems.report(place, kind);
        }
        let row_of_each = grid.row_of_each(is_dated);
        let mut of = BTreeMap::new();
        for (index, name) in self.entities.wanted() {
            let found = &self.found[index];
            if found.iter().all(Option::is_none) && self.unplaced[index] == 0 {
                self.entities.report_no_rows(file, name, compiler);
                continue;
            }
            let rows: Vec<Option<usize>> =
                found.iter().map(|said| said.map(|said| said.row)).collect();
            let in_words = |row| grid.in_words(row, is_dated);
            if let Some((place, missing)) =
                missing(&file.sheet, &rows, self.unplaced[index], in_words)
            {
                let (path, kind) = (path.to_owned(), self.entities.kind);
                let name = name.to_owned();
                let kind = ProblemKind::MissingRowsOf { path, kind, name, missing };
                compiler.problems.report(place, kind);
            }
            let Some(said) = found.iter().copied().collect::<Option<Vec<Said>>>() else { continue };
            let each: Vec<Said> = row_of_each.iter().map(|row| said[*row]).collect();
            let work = without_gaps(each.iter().map(|said| said.work).collect());
            if let (Some((times, _)), true) = (&columns.times, work.is_empty()) {
                report_no_times(compiler, file, times, each[0].row);
                continue;
            }
            let calls = each.iter().map(|said| said.calls).collect();
            of.insert(name.to_owned(), OfType { calls, work });
        }
        let has_wrap_up_within = columns.times.as_ref().map(|(_, within)| *within);
        Some(Forecast { path: path.to_owned(), has_wrap_up_within, of })
    }
}

/// Where nobody calls and no time is given, that of the interval before, or of the first that has
/// one: somebody may call again.
fn without_gaps(given: Vec<Option<Work>>) -> Vec<Work> {
    let Some(mut last) = given.iter().flatten().next().copied() else { return Vec::new() };
    let filled = given.into_iter().map(|each| {
        last = each.unwrap_or(last);
        last
    });
    filled.collect()
}

/// What a row says, if all of it is good.
fn said(compiler: &mut Compiler<'_>, file: &File, columns: &Columns, row: usize) -> Option<Said> {
    let cells = &file.sheet.rows[row];
    let calls = file.number(cells, &columns.volume, compiler);
    let Some((times, has_wrap_up_within)) = &columns.times else {
        return Some(Said { row, calls: calls?, work: None });
    };
    let is_silent = calls == Some(0.0) && cells[times.number].text.trim_matches('0').is_empty();
    if is_silent {
        return Some(Said { row, calls: 0.0, work: None });
    }
    let mean = seconds(compiler, file, times, cells);
    let wrap_up = match &columns.wrap_up {
        Some(column) => seconds(compiler, file, column, cells).map(Some),
        None => Some(None),
    };
    let (mean, wrap_up) = (mean?, wrap_up?);
    if mean == 0.0 {
        report_no_times(compiler, file, times, row);
        return None;
    }
    if let (Some(column), Some(wrap_up)) = (&columns.wrap_up, wrap_up)
        && *has_wrap_up_within
        && wrap_up >= mean
    {
        let complaint = "leaves nothing of the handling time for talk";
        let remedy = "`aht` has the wrap-up in it; talk time alone stands in a column `talk`";
        report(compiler, column, &cells[column.number], complaint, remedy);
        return None;
    }
    Some(Said { row, calls: calls?, work: Some(Work { mean, wrap_up }) })
}

/// A mean time, at most a day.
fn seconds(
    compiler: &mut Compiler<'_>,
    file: &File,
    column: &Column,
    cells: &[Cell],
) -> Option<f64> {
    const A_DAY: f64 = 24.0 * 3600.0;
    let cell = file.sheet.cell(cells, column.number)?;
    match file.sheet.seconds(cell, &column.name) {
        Ok(seconds) if seconds > A_DAY => {
            let complaint = "is longer than a day";
            let remedy = "times are in seconds, or have their unit; divide milliseconds by 1000";
            report(compiler, column, cell, complaint, remedy);
            None
        }
        Ok(seconds) => Some(seconds),
        Err(kind) => {
            compiler.problems.report(cell.place, kind);
            None
        }
    }
}

fn report_no_times(compiler: &mut Compiler<'_>, file: &File, times: &Column, row: usize) {
    let Some(cell) = file.sheet.cell(&file.sheet.rows[row], times.number) else { return };
    let complaint = "is no time that calls could take";
    report(compiler, times, cell, complaint, "give the mean time in seconds, as in `240`");
}

fn report(
    compiler: &mut Compiler<'_>,
    column: &Column,
    cell: &Cell,
    complaint: &'static str,
    remedy: &'static str,
) {
    let (text, column) = (cell.text.clone(), column.name.clone());
    let kind = ProblemKind::BadField { text, column, complaint, remedy };
    compiler.problems.report(cell.place, kind);
}

//! A forecast: a CSV file with the calls expected in each interval.

use super::Compiler;
use super::grid::{Grid, Slot};
use super::starts::{Clocks, Starts, no_such_interval};
use crate::model::Interval;
use crate::scenario::csv::Sheet;
use crate::scenario::leaf::Text;
use crate::scenario::problem::{ProblemKind, Problems};
use crate::scenario::read::At;
use crate::scenario::source::Place;

/// The column with the start of each interval.
const START: &str = "start";

/// The calls expected in each open interval of the horizon.
pub(super) fn forecast(
    compiler: &mut Compiler<'_>,
    csv: &At<Text>,
    column: &At<Text>,
) -> Option<Vec<(Interval, f64)>> {
    let sheet = compiler.sheet(csv)?.clone();
    let start = sheet.column(START, None, compiler.problems);
    let calls = sheet.column(&column.value.0, Some(column.place), compiler.problems);
    let horizon = compiler.horizon_of_days("a forecast", csv.place)?;
    let grid = Grid::new(horizon)?;
    let expected: Vec<Option<f64>> = sheet
        .rows
        .iter()
        .map(|row| {
            let cell = sheet.cell(row, calls?)?;
            let number = sheet.number(cell, &column.value.0);
            number.map_err(|kind| compiler.problems.report(cell.place, kind)).ok()
        })
        .collect();
    let start = start?;
    let zone = compiler.zone.clone();
    let clocks = Clocks { centre: zone.as_ref(), file: None };
    let starts = Starts::read(&sheet, start, &grid, clocks, compiler.problems);
    let rows = Rows { sheet: &sheet, grid: &grid, start, starts: &starts };
    let rows = rows.in_order(&expected, compiler.problems);
    let (rows, expected) = (rows?, expected.into_iter().collect::<Option<Vec<f64>>>()?);
    let row_of_each = grid.row_of_each(starts.is_dated);
    let calls = row_of_each.into_iter().map(|row| expected[rows[row]]);
    Some(grid.open().iter().copied().zip(calls).collect())
}

/// The rows of a forecast against the intervals that they should be for.
struct Rows<'a> {
    sheet: &'a Sheet,
    grid: &'a Grid<'a>,
    /// The number of the column with the starts.
    start: usize,
    starts: &'a Starts,
}

impl Rows<'_> {
    /// For each interval of a day, or of all days if the rows have dates, the number of its row.
    fn in_order(&self, calls: &[Option<f64>], problems: &mut Problems) -> Option<Vec<usize>> {
        let mut found: Vec<Option<usize>> = vec![None; self.grid.rows(self.starts.is_dated)];
        let mut last = None;
        let mut unplaced = 0;
        let mut closed = WhileClosed::default();
        for (row, slot) in self.starts.slots.iter().enumerate() {
            let cells = &self.sheet.rows[row];
            let cell = self.sheet.cell(cells, self.start);
            let index = match (slot, cell) {
                (Some(Slot::Interval(index)), Some(_)) => *index,
                (Some(Slot::Closed), Some(cell)) => {
                    closed.add(cell.place, calls[row].unwrap_or(0.0));
                    continue;
                }
                (Some(Slot::OtherDay(_)), Some(cell)) => {
                    let kind = no_such_interval(cell, self.grid, self.starts.is_dated);
                    problems.report(cell.place, kind);
                    unplaced += 1;
                    continue;
                }
                (Some(Slot::Within) | None, _) | (_, None) => {
                    unplaced += 1;
                    continue;
                }
            };
            let cell = &cells[self.start];
            let text = cell.text.clone();
            if found[index].is_some() {
                problems.report(cell.place, ProblemKind::RepeatedRow { text });
            } else {
                if last.is_some_and(|last| index < last) {
                    problems.report(cell.place, ProblemKind::UnorderedRow { text });
                }
                found[index] = Some(row);
                last = Some(index);
            }
        }
        let path = self.sheet.path();
        if let Some((place, kind)) = closed.problem(path, "calls") {
            problems.report(place, kind);
        }
        let in_words = |index| self.grid.in_words(index, self.starts.is_dated);
        if let Some((place, missing)) = missing(self.sheet, &found, unplaced, in_words) {
            let path = path.to_owned();
            problems.report(place, ProblemKind::MissingRows { path, missing });
        }
        found.into_iter().collect()
    }
}

/// Which intervals have no row and where the first of these should be, unless as many rows could
/// not be placed: then those are the ones.
pub(super) fn missing(
    sheet: &Sheet,
    found: &[Option<usize>],
    unplaced: usize,
    in_words: impl Fn(usize) -> String,
) -> Option<(Place, Vec<String>)> {
    let missing: Vec<usize> = (0..found.len()).filter(|index| found[*index].is_none()).collect();
    if missing.len() <= unplaced {
        return None;
    }
    let row_after = missing.first().and_then(|first| found[*first..].iter().flatten().next());
    let place = sheet.place_of_row(row_after.copied().unwrap_or(usize::MAX));
    Some((place, missing.into_iter().map(in_words).collect()))
}

/// What stands in rows for times at which the lines are closed. Nothing is what they should have.
#[derive(Default)]
pub(super) struct WhileClosed {
    first: Option<Place>,
    rows: usize,
    total: f64,
}

impl WhileClosed {
    pub(super) fn add(&mut self, place: Place, number: f64) {
        if number > 0.0 {
            self.first = self.first.or(Some(place));
            self.rows += 1;
            self.total += number;
        }
    }

    /// One problem for all of them.
    pub(super) fn problem(self, path: &str, what: &'static str) -> Option<(Place, ProblemKind)> {
        let (path, rows) = (path.to_owned(), self.rows);
        // Sums of decimal fractions have digits that nobody wrote.
        let total = (self.total * 1000.0).round() / 1000.0;
        Some((self.first?, ProblemKind::RowsWhileClosed { path, rows, total, what }))
    }
}

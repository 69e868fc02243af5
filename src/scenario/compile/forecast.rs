//! A forecast: a CSV file with the calls expected in each interval.

use super::Compiler;
use super::intervals::{WidestDay, midnight, open_intervals};
use crate::model::{Horizon, Interval};
use crate::scenario::csv::Sheet;
use crate::scenario::leaf::{ClockTime, Text, date_from_text};
use crate::scenario::problem::{ProblemKind, Problems};
use crate::scenario::read::At;
use crate::time::{MICROS_PER_DAY, SimTime};

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
    let open = open_intervals(horizon);
    let day = WidestDay::of(horizon, &open);
    let rows = start.and_then(|start| {
        let rows = Rows { sheet: &sheet, horizon, open: &open, day: &day, start };
        rows.of_each(compiler.problems)
    });
    let column_name = &column.value.0;
    let expected: Vec<Option<f64>> = sheet
        .rows
        .iter()
        .map(|row| {
            let cell = sheet.cell(row, calls?)?;
            let number = sheet.number(cell, column_name);
            number.map_err(|kind| compiler.problems.report(cell.place, kind)).ok()
        })
        .collect();
    let (rows, expected) = (rows?, expected.into_iter().collect::<Option<Vec<f64>>>()?);
    Some(open.into_iter().zip(rows).map(|(each, row)| (each, expected[row])).collect())
}

/// The rows of a forecast against the intervals that they should be for.
struct Rows<'a> {
    sheet: &'a Sheet,
    horizon: &'a Horizon,
    open: &'a [Interval],
    /// What rows without dates are for.
    day: &'a WidestDay,
    /// The number of the column with the starts.
    start: usize,
}

/// What stands in a row as its start.
#[derive(Clone, Copy)]
struct Start {
    is_dated: bool,
    /// On the clock of the horizon, or of its first day; none if before it.
    time: Option<SimTime>,
}

impl Rows<'_> {
    /// For each open interval of the horizon, the number of its row.
    fn of_each(&self, problems: &mut Problems) -> Option<Vec<usize>> {
        let starts: Vec<Option<Start>> =
            (0..self.sheet.rows.len()).map(|row| self.start_of(row, problems)).collect();
        let is_dated = starts.iter().flatten().next().is_some_and(|start| start.is_dated);
        let a_day = self.a_day();
        let wanted = if is_dated { self.open } else { a_day.as_slice() };
        let mut found: Vec<Option<usize>> = vec![None; wanted.len()];
        let mut last = None;
        let mut unplaced = 0;
        for (row, start) in starts.iter().enumerate() {
            let Some(index) =
                start.and_then(|start| self.index(row, start, is_dated, wanted, problems))
            else {
                unplaced += 1;
                continue;
            };
            let cell = &self.sheet.rows[row][self.start];
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
        self.report_missing(&found, wanted, unplaced, is_dated, problems);
        let rows: Vec<usize> = found.into_iter().collect::<Option<_>>()?;
        Some(match is_dated {
            true => rows,
            false => self.open.iter().map(|each| rows[self.day.place_of(each)]).collect(),
        })
    }

    /// The intervals from the earliest opening to the latest closing, as if on the first day.
    fn a_day(&self) -> Vec<Interval> {
        let WidestDay { open, interval, count, .. } = *self.day;
        let first = midnight(0) + open;
        let starts = std::iter::successors(Some(first), |start| Some(*start + interval));
        let slice = |start| Interval { start, end: start + interval, day: 0, ..self.open[0] };
        starts.take(count).map(slice).collect()
    }

    fn start_of(&self, row: usize, problems: &mut Problems) -> Option<Start> {
        let cell = self.sheet.cell(&self.sheet.rows[row], self.start)?;
        let start = self.parse(&cell.text);
        if start.is_none() {
            problems.report(cell.place, ProblemKind::BadStart { text: cell.text.clone() });
        }
        start
    }

    /// `08:30`, or `2026-03-02 08:30` with a space or a `T`.
    fn parse(&self, text: &str) -> Option<Start> {
        let Some((date, time)) = text.split_once([' ', 'T']) else {
            let time = ClockTime::from_text(text)?.0;
            return Some(Start { is_dated: false, time: Some(SimTime::ZERO + time) });
        };
        let time = ClockTime::from_text(time.trim())?.0;
        let day = (date_from_text(date)? - self.horizon.start_date()?).get_days();
        let midnight =
            u64::try_from(day).ok().map(|day| SimTime::from_micros(day * MICROS_PER_DAY));
        Some(Start { is_dated: true, time: midnight.map(|midnight| midnight + time) })
    }

    /// The number of the interval that a row is for.
    fn index(
        &self,
        row: usize,
        start: Start,
        is_dated: bool,
        wanted: &[Interval],
        problems: &mut Problems,
    ) -> Option<usize> {
        let cell = &self.sheet.rows[row][self.start];
        if start.is_dated != is_dated {
            problems.report(cell.place, ProblemKind::MixedStarts { dated: start.is_dated });
            return None;
        }
        let index =
            start.time.and_then(|time| wanted.binary_search_by_key(&time, |each| each.start).ok());
        if index.is_none() {
            let text = cell.text.clone();
            let remedy = self.intervals_in_words(wanted, is_dated);
            problems.report(cell.place, ProblemKind::NoSuchInterval { text, remedy });
        }
        index
    }

    /// Says which intervals have no row, unless as many rows could not be placed: then those are
    /// the ones.
    fn report_missing(
        &self,
        found: &[Option<usize>],
        wanted: &[Interval],
        unplaced: usize,
        is_dated: bool,
        problems: &mut Problems,
    ) {
        let missing: Vec<usize> =
            (0..found.len()).filter(|index| found[*index].is_none()).collect();
        if missing.len() <= unplaced {
            return;
        }
        let row_after = missing.first().and_then(|first| found[*first..].iter().flatten().next());
        let place = self.sheet.place_of_row(row_after.copied().unwrap_or(usize::MAX));
        let missing =
            missing.iter().map(|index| self.in_words(&wanted[*index], is_dated)).collect();
        let path = self.sheet.path().to_owned();
        problems.report(place, ProblemKind::MissingRows { path, missing });
    }

    fn in_words(&self, interval: &Interval, is_dated: bool) -> String {
        let micros = interval.start.as_micros() % MICROS_PER_DAY;
        let time = ClockTime(crate::time::SimDuration::from_micros(micros));
        match self.horizon.date_of(interval.day) {
            Some(date) if is_dated => format!("{date} {time}"),
            Some(_) | None => time.to_string(),
        }
    }

    /// Which rows there should be.
    fn intervals_in_words(&self, wanted: &[Interval], is_dated: bool) -> String {
        let [first, .., last] = wanted else {
            return format!("the only one starts at {}", self.in_words(&wanted[0], is_dated));
        };
        let length = first.end - first.start;
        let (first, last) = (self.in_words(first, is_dated), self.in_words(last, is_dated));
        format!("while the lines are open, one starts every {length} from {first} to {last}")
    }
}

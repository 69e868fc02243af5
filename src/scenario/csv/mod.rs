//! CSV files with the place of every field, as the programs of many countries write them.
//!
//! One record stands on one line. Fields are separated by commas, semicolons or tabs, whichever
//! the header line uses most or a line `sep=;` names, and may be quoted. Rows and columns without
//! anything in them are passed over: spreadsheets leave them behind. The names of columns are
//! compared without case.

mod fields;
mod moment;
mod number;

pub(crate) use moment::Moment;

use fields::{cells, is_separator_line, lines, separator};

use super::problem::{ProblemKind, Problems, nearest};
use super::source::{Place, SourceId};
use crate::time::SimDuration;

/// A field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) place: Place,
}

/// A file: its header and the rows under it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sheet {
    path: String,
    header: Vec<Cell>,
    /// The whole header line.
    top: Place,
    /// Whether numbers have a comma before their fraction.
    has_decimal_commas: bool,
    /// Rows with too few or too many fields are among them; their problem is reported.
    pub(crate) rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// Reads a CSV text; `path` is how problems call it.
    pub(crate) fn read(source: SourceId, path: &str, problems: &mut Problems) -> Option<Sheet> {
        let text = problems.sources.get(source).text.clone();
        let mut lines = lines(&text).filter(|(_, line)| !line.trim().is_empty()).peekable();
        let named = lines.next_if(|(_, line)| is_separator_line(line).is_some());
        let named = named.and_then(|(_, line)| is_separator_line(line));
        let Some((start, first)) = lines.next() else {
            let beginning = Place::new(source, 0..0);
            problems.report(beginning, ProblemKind::EmptyCsv { path: path.to_owned() });
            return None;
        };
        let separator = named.unwrap_or_else(|| separator(first));
        let top = Place::new(source, start..start + first.len());
        let mut header = cells(source, start, first, separator, problems);
        while header.len() > 1 && header.last().is_some_and(|cell| cell.text.is_empty()) {
            header.pop();
        }
        let mut rows = Vec::new();
        for (start, line) in lines {
            let before = problems.len();
            let mut cells = cells(source, start, line, separator, problems);
            if cells.len() > 1 && cells.iter().all(|cell| cell.text.is_empty()) {
                continue;
            }
            while cells.len() > header.len() && cells.last().is_some_and(|it| it.text.is_empty()) {
                cells.pop();
            }
            if cells.len() != header.len() && problems.len() == before {
                let (found, expected) = (cells.len(), header.len());
                let place = Place::new(source, start..start + line.len());
                problems.report(place, ProblemKind::RaggedRow { found, expected });
            }
            rows.push(cells);
        }
        let has_decimal_commas = separator != ','
            && rows.iter().flatten().any(|cell| number::has_decimal_comma(&cell.text, separator));
        Some(Sheet { path: path.to_owned(), header, top, has_decimal_commas, rows })
    }

    /// The number of a column; a problem at `place`, or at the header, if there is none or more
    /// than one.
    pub(crate) fn column(
        &self,
        name: &str,
        place: Option<Place>,
        problems: &mut Problems,
    ) -> Option<usize> {
        let mut found = self.named(name);
        match (found.next(), found.next()) {
            (Some((number, _)), None) => return Some(number),
            (Some((_, first)), Some((_, second))) => {
                let kind =
                    ProblemKind::SameColumn { path: self.path.clone(), column: first.text.clone() };
                problems.report_with(second.place, first.place, kind);
            }
            (None, _) => {
                let (place, kind) = self.missing(name, place.unwrap_or(self.top), false);
                problems.report(place, kind);
            }
        }
        None
    }

    /// Whether there is a column of this name.
    pub(crate) fn has_column(&self, name: &str) -> bool {
        self.named(name).next().is_some()
    }

    fn named(&self, name: &str) -> impl Iterator<Item = (usize, &Cell)> {
        let plain = |name: &str| name.trim().to_lowercase();
        let name = plain(name);
        self.header.iter().enumerate().filter(move |(_, cell)| plain(&cell.text) == name)
    }

    /// That a column which `columns` can call otherwise is not there under its usual name.
    pub(crate) fn without(&self, usual: &str) -> (Place, ProblemKind) {
        self.missing(usual, self.top, true)
    }

    fn missing(&self, name: &str, place: Place, is_usual: bool) -> (Place, ProblemKind) {
        let (path, column) = (self.path.clone(), name.to_owned());
        if self.header.iter().any(looks_like_data) {
            return (self.top, ProblemKind::NoHeader { path, column });
        }
        let known: Vec<String> = self.header.iter().map(|cell| cell.text.clone()).collect();
        let nearest = nearest(name, known.iter().map(String::as_str));
        (place, ProblemKind::NoColumn { path, column, is_usual, nearest, known })
    }

    /// The field of a row in a column; none, with its problem reported, if the row has another
    /// number of fields than the header.
    pub(crate) fn cell<'a>(&self, row: &'a [Cell], column: usize) -> Option<&'a Cell> {
        if row.len() == self.header.len() { row.get(column) } else { None }
    }

    /// A number that is zero or more; `column` is told if it is none.
    pub(crate) fn number(&self, cell: &Cell, column: &str) -> Result<f64, ProblemKind> {
        number::number(&cell.text, column, self.has_decimal_commas)
    }

    /// A length of time: a plain number of seconds, a duration with its unit, or `0:04:05`.
    ///
    /// What has one colon could be minutes and seconds as well as hours and minutes.
    pub(crate) fn seconds(&self, cell: &Cell, column: &str) -> Result<f64, ProblemKind> {
        let text = &cell.text;
        if let Ok(duration) = text.parse::<SimDuration>() {
            return Ok(duration.as_secs_f64());
        }
        match text.matches(':').count() {
            0 => self.number(cell, column),
            colons => {
                let time = moment::time_of_day(text).filter(|_| colons == 2);
                let (text, column) = (text.clone(), column.to_owned());
                let unclear = ProblemKind::UnclearLength { text, column };
                time.map(SimDuration::as_secs_f64).ok_or(unclear)
            }
        }
    }

    /// Where to point at what is not there: a row, or else the header.
    pub(crate) fn place_of_row(&self, row: usize) -> Place {
        let row = self.rows.get(row).or(self.rows.last());
        row.and_then(|cells| cells.first()).map_or(self.top, |cell| cell.place)
    }

    /// How problems call the file.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }
}

/// Whether a field of the first line is none of the names that should be there.
fn looks_like_data(cell: &Cell) -> bool {
    Moment::parse(&cell.text).is_some() || number::number(&cell.text, "", false).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet_of(text: &str) -> (Sheet, Problems) {
        let mut problems = Problems::default();
        let source = problems.sources.add("x.csv", text);
        (Sheet::read(source, "x.csv", &mut problems).unwrap(), problems)
    }

    fn texts(sheet: &Sheet) -> Vec<Vec<&str>> {
        let texts = |row: &'_ Vec<Cell>| row.iter().map(|cell| cell.text.clone()).collect();
        let rows: Vec<Vec<String>> = sheet.rows.iter().map(texts).collect();
        assert_eq!(rows.len(), sheet.rows.len());
        sheet.rows.iter().map(|row| row.iter().map(|cell| cell.text.as_str()).collect()).collect()
    }

    #[test]
    fn every_field_has_its_text_and_its_place() {
        let (sheet, problems) = sheet_of("start,calls\r\n08:00, 12 \r\n\r\n\"08:30\",\"1,5\"\n");
        assert!(problems.is_empty());
        assert_eq!(texts(&sheet), [["08:00", "12"], ["08:30", "1,5"]]);
        let places = sheet.rows.iter().flatten().map(|cell| (cell.place.start, cell.place.end));
        assert_eq!(places.collect::<Vec<_>>(), [(13, 18), (20, 22), (27, 34), (35, 40)]);
    }

    #[test]
    fn semicolons_and_doubled_quotes_are_understood() {
        let (sheet, problems) = sheet_of("start;calls\n\"a\"\"b;\";2\n");
        assert!(problems.is_empty());
        assert_eq!(texts(&sheet), [["a\"b;", "2"]]);
    }

    #[test]
    fn a_length_of_time_with_colons_is_read_if_it_is_clear_which_are_minutes() {
        let (sheet, _) = sheet_of("aht\n0:04:05\n00:04:05.5\n4:05\n0:04:65\n245\n4m5s\n");
        let read = |row: &Vec<Cell>| sheet.seconds(&row[0], "aht").ok();
        let read: Vec<_> = sheet.rows.iter().map(read).collect();
        assert_eq!(read, [Some(245.0), Some(245.5), None, None, Some(245.0), Some(245.0)]);
    }

    #[test]
    fn a_quote_without_end_and_a_row_too_short_are_problems() {
        assert_eq!(sheet_of("a,b\n\"1,2\n").1.len(), 1);
        assert_eq!(sheet_of("a,b\n1\n\"\n").1.len(), 2);
    }

    #[test]
    fn what_spreadsheets_leave_behind_is_passed_over() {
        let (sheet, mut problems) =
            sheet_of("sep=;\r\nStart; Calls, all ;;\r\n8:00;1;;\r\n;;;\r\n8:30;2\r\n;\r\n");
        assert!(problems.is_empty(), "{problems}");
        assert_eq!(texts(&sheet), [["8:00", "1"], ["8:30", "2"]]);
        assert_eq!(sheet.column("start", None, &mut problems), Some(0));
        assert_eq!(sheet.column("calls, ALL", None, &mut problems), Some(1));
        assert!(!sheet.has_column(""));
    }

    #[test]
    fn a_name_that_two_columns_share_is_a_problem_once_it_is_asked_for() {
        let (sheet, mut problems) = sheet_of("start,calls,Total,Calls,total\n");
        assert!(problems.is_empty());
        assert_eq!(sheet.column("start", None, &mut problems), Some(0));
        assert_eq!(sheet.column("calls", None, &mut problems), None);
        assert_eq!(problems.len(), 1);
    }

    #[test]
    fn data_in_place_of_the_header_is_recognised() {
        for first in ["08:00,12", "service,2026-03-02 08:00", "7", "service,20260302 08:00,1"] {
            let (sheet, mut problems) = sheet_of(first);
            sheet.column("start", None, &mut problems);
            let drawn = problems.render(false);
            assert!(drawn.contains("looks like data"), "{drawn}");
        }
        let (sheet, mut problems) = sheet_of("start,2025,2026\n");
        assert_eq!(sheet.column("2026", None, &mut problems), Some(2));
    }
}

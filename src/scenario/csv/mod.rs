//! CSV files with the place of every field.
//!
//! One record stands on one line. Fields are separated by commas, semicolons or tabs, whichever
//! the header line uses, and may be quoted.

mod moment;

pub(crate) use moment::Moment;

use super::problem::{ProblemKind, Problems, nearest};
use super::source::{Place, SourceId};

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
    /// Rows with too few or too many fields are among them; their problem is reported.
    pub(crate) rows: Vec<Vec<Cell>>,
}

impl Cell {
    /// A number that is zero or more; `column` is told if it is none.
    pub(crate) fn number(&self, column: &str) -> Result<f64, ProblemKind> {
        let (text, column) = (self.text.clone(), column.to_owned());
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() && number >= 0.0 => Ok(number),
            Ok(number) if number < 0.0 => Err(ProblemKind::Negative { text, column }),
            Ok(_) | Err(_) => Err(ProblemKind::NotANumber { text, column }),
        }
    }
}

impl Sheet {
    /// Reads a CSV text; `path` is how problems call it.
    pub(crate) fn read(source: SourceId, path: &str, problems: &mut Problems) -> Option<Sheet> {
        let text = problems.sources.get(source).text.clone();
        let mut lines = lines(&text).filter(|(_, line)| !line.trim().is_empty());
        let Some((start, first)) = lines.next() else {
            let beginning = Place::new(source, 0..0);
            problems.report(beginning, ProblemKind::EmptyCsv { path: path.to_owned() });
            return None;
        };
        let separator = separator(first);
        let top = Place::new(source, start..start + first.len());
        let header = cells(source, start, first, separator, problems);
        let rows = lines
            .map(|(start, line)| {
                let before = problems.len();
                let cells = cells(source, start, line, separator, problems);
                if cells.len() != header.len() && problems.len() == before {
                    let (found, expected) = (cells.len(), header.len());
                    let place = Place::new(source, start..start + line.len());
                    problems.report(place, ProblemKind::RaggedRow { found, expected });
                }
                cells
            })
            .collect();
        Some(Sheet { path: path.to_owned(), header, top, rows })
    }

    /// The number of a column; a problem at `place`, or at the header, if there is none.
    pub(crate) fn column(
        &self,
        name: &str,
        place: Option<Place>,
        problems: &mut Problems,
    ) -> Option<usize> {
        let found = self.header.iter().position(|cell| cell.text == name);
        if found.is_none() {
            let known: Vec<String> = self.header.iter().map(|cell| cell.text.clone()).collect();
            let kind = ProblemKind::NoColumn {
                path: self.path.clone(),
                column: name.to_owned(),
                nearest: nearest(name, known.iter().map(String::as_str)),
                known,
            };
            problems.report(place.unwrap_or(self.top), kind);
        }
        found
    }

    /// The field of a row in a column; none, with its problem reported, if the row has another
    /// number of fields than the header.
    pub(crate) fn cell<'a>(&self, row: &'a [Cell], column: usize) -> Option<&'a Cell> {
        if row.len() == self.header.len() { row.get(column) } else { None }
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

/// Each line with the byte at which it begins, without its end.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let at = start;
        start += line.len();
        (at, line.trim_end_matches(['\n', '\r']))
    })
}

/// Spreadsheets of many countries separate by semicolons.
fn separator(header: &str) -> char {
    [',', ';', '\t'].into_iter().find(|sign| header.contains(*sign)).unwrap_or(',')
}

fn cells(
    source: SourceId,
    start: usize,
    line: &str,
    separator: char,
    problems: &mut Problems,
) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut at = 0;
    loop {
        let rest = &line[at..];
        let indent = rest.len() - rest.trim_start_matches(' ').len();
        let quoted = rest[indent..].strip_prefix('"').map(|inner| inner.len());
        let length = match quoted {
            Some(inner) => {
                let opening = at + indent;
                let close = closing_quote(&line[line.len() - inner..]);
                if close.is_none() {
                    let place = Place::new(source, start + opening..start + line.len());
                    problems.report(place, ProblemKind::UnclosedQuote);
                }
                let inside = close.unwrap_or(inner);
                let after = (opening + 1 + inside).min(line.len());
                line[after..].find(separator).map_or(rest.len(), |found| after + found - at)
            }
            None => rest.find(separator).unwrap_or(rest.len()),
        };
        cells.push(cell(source, start + at, &rest[..length]));
        if length == rest.len() {
            return cells;
        }
        at += length + separator.len_utf8();
    }
}

/// Where the first quote is that is not doubled.
fn closing_quote(text: &str) -> Option<usize> {
    let mut signs = text.char_indices().peekable();
    while let Some((at, sign)) = signs.next() {
        if sign == '"' && signs.next_if(|(_, next)| *next == '"').is_none() {
            return Some(at);
        }
    }
    None
}

/// A field without the spaces and quotes around it.
fn cell(source: SourceId, start: usize, raw: &str) -> Cell {
    let trimmed = raw.trim();
    let start = start + (raw.len() - raw.trim_start().len());
    let place = Place::new(source, start..start + trimmed.len());
    let inner = trimmed.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let text = inner.map_or(trimmed.to_owned(), |inner| inner.replace("\"\"", "\""));
    Cell { text, place }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> (Vec<Vec<String>>, Vec<(usize, usize)>, Problems) {
        let mut problems = Problems::default();
        let source = problems.sources.add("x.csv", text);
        let sheet = Sheet::read(source, "x.csv", &mut problems).unwrap();
        let texts = |row: &Vec<Cell>| row.iter().map(|cell| cell.text.clone()).collect();
        let places = sheet.rows.iter().flatten().map(|cell| (cell.place.start, cell.place.end));
        (sheet.rows.iter().map(texts).collect(), places.collect(), problems)
    }

    #[test]
    fn every_field_has_its_text_and_its_place() {
        let (rows, places, problems) =
            sheet("start,calls\r\n08:00, 12 \r\n\r\n\"08:30\",\"1,5\"\n");
        assert!(problems.is_empty());
        assert_eq!(rows, [["08:00", "12"], ["08:30", "1,5"]]);
        assert_eq!(places, [(13, 18), (20, 22), (27, 34), (35, 40)]);
    }

    #[test]
    fn semicolons_and_doubled_quotes_are_understood() {
        let (rows, _, problems) = sheet("start;calls\n\"a\"\"b;\";2\n");
        assert!(problems.is_empty());
        assert_eq!(rows, [["a\"b;", "2"]]);
    }

    #[test]
    fn a_quote_without_end_and_a_row_too_short_are_problems() {
        assert_eq!(sheet("a,b\n\"1,2\n").2.len(), 1);
        assert_eq!(sheet("a,b\n1\n\"\n").2.len(), 2);
    }
}

//! Rows of tables in files, written so that equal results are equal bytes.

use std::borrow::Cow;
use std::io::{self, Write};

use jiff::civil::{Date, DateTime};

use super::columnar::ParquetFile;

/// A column: its name, and what is in its cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Heading<'a> {
    pub(super) name: &'a str,
    pub(super) kind: Kind,
}

/// What is in the cells of a column, each of which may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words or names.
    Text,
    /// Whole numbers.
    Count,
    /// Numbers.
    Number,
    /// Dates.
    Date,
    /// Dates with a time of day, by the clock of the call centre.
    Moment,
}

/// A column of words or names.
pub(super) const fn text(name: &str) -> Heading<'_> {
    Heading { name, kind: Kind::Text }
}

/// A column of whole numbers.
pub(super) const fn count(name: &str) -> Heading<'_> {
    Heading { name, kind: Kind::Count }
}

/// A column of numbers.
pub(super) const fn number(name: &str) -> Heading<'_> {
    Heading { name, kind: Kind::Number }
}

/// A column of dates.
pub(super) const fn date(name: &str) -> Heading<'_> {
    Heading { name, kind: Kind::Date }
}

/// A column of dates with a time of day.
pub(super) const fn moment(name: &str) -> Heading<'_> {
    Heading { name, kind: Kind::Moment }
}

/// One cell.
pub(super) enum Cell<'a> {
    /// A word of ours.
    Word(&'a str),
    /// A name from a scenario, which may hold anything.
    Name(&'a str),
    /// A name made from names from a scenario.
    Named(String),
    /// Words made for this cell.
    Text(String),
    /// Whether something is so: `yes` or `no`, in JSON `true` or `false`.
    Truth(bool),
    /// A whole number.
    Count(u64),
    /// A number; empty if there is none.
    Number(Option<f64>),
    /// A number as somebody has written it.
    Written(&'a str),
    /// A number of fewer digits; empty if there is none.
    Short(Option<f32>),
    /// A date; empty if there is none.
    Date(Option<Date>),
    /// A date with a time of day; empty if there is none.
    Moment(Option<DateTime>),
}

/// The rows of a file, under the names of its columns.
pub(super) struct Sheet<'a> {
    /// The columns.
    pub(super) header: Vec<Heading<'static>>,
    /// The rows; they are made while they are written.
    pub(super) rows: Box<dyn Iterator<Item = Vec<Cell<'a>>> + 'a>,
}

impl<'a> Sheet<'a> {
    /// Rows under these columns.
    pub(super) fn new(
        header: impl Into<Vec<Heading<'static>>>,
        rows: impl Iterator<Item = Vec<Cell<'a>>> + 'a,
    ) -> Self {
        Sheet { header: header.into(), rows: Box::new(rows) }
    }

    /// Writes the rows as CSV.
    pub(super) fn write_csv(self, to: impl Write) -> io::Result<()> {
        let rows = Rows::new(to, &self.header)?;
        self.write_rows(rows)
    }

    /// Writes the rows to a file that has been begun with the same columns.
    pub(super) fn write_rows(self, mut to: Rows<impl Write>) -> io::Result<()> {
        for cells in self.rows {
            to.row(cells)?;
        }
        to.finish()
    }

    /// Writes the rows as a JSON list with an object per row, one on a line.
    pub(super) fn write_json(self, mut to: impl Write) -> io::Result<()> {
        to.write_all(b"[")?;
        let mut separator = "\n";
        for cells in self.rows {
            to.write_all(separator.as_bytes())?;
            separator = ",\n";
            let pairs: Vec<_> = (self.header.iter().zip(cells))
                .map(|(key, cell)| format!("\"{}\": {}", key.name, cell.json()))
                .collect();
            write!(to, "  {{{}}}", pairs.join(", "))?;
        }
        to.write_all(b"\n]")
    }
}

impl Sheet<'_> {
    /// Writes the rows as JSON lines, an object each, without the cells that are empty.
    pub(super) fn write_json_lines(self, mut to: impl Write) -> io::Result<()> {
        for cells in self.rows {
            let filled = self.header.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
            let pairs: Vec<_> =
                filled.map(|(key, cell)| format!("\"{}\": {}", key.name, cell.json())).collect();
            writeln!(to, "{{{}}}", pairs.join(", "))?;
        }
        Ok(())
    }
}

/// A CSV file that is being written, perhaps with a Parquet file beside it.
pub(super) struct Rows<W: Write> {
    csv: csv::Writer<W>,
    kinds: Vec<Kind>,
    beside: Option<ParquetFile>,
}

impl<W: Write> Rows<W> {
    /// Begins a file with the names of its columns.
    pub(super) fn new(to: W, header: &[Heading]) -> io::Result<Self> {
        let mut csv = csv::Writer::from_writer(to);
        // A column may be called as somebody has written it.
        let names = header.iter().map(|heading| defused(heading.name).into_owned());
        csv.write_record(names).map_err(as_io)?;
        let kinds = header.iter().map(|heading| heading.kind).collect();
        Ok(Rows { csv, kinds, beside: None })
    }

    /// The same file, with one beside it that gets the same rows.
    pub(super) fn with_beside(self, beside: Option<ParquetFile>) -> Self {
        Rows { beside, ..self }
    }

    /// Writes a row.
    pub(super) fn row<'a>(&mut self, cells: impl IntoIterator<Item = Cell<'a>>) -> io::Result<()> {
        let mut kinds = self.kinds.iter();
        for cell in cells {
            let kind = kinds.next();
            debug_assert!(cell.is_empty() || Some(&cell.kind()) == kind, "as its column is");
            if let Some(beside) = &mut self.beside {
                beside.take(&cell);
            }
            self.csv.write_field(cell.text().as_bytes()).map_err(as_io)?;
        }
        if let Some(beside) = &mut self.beside {
            beside.end_row()?;
        }
        self.csv.write_record(None::<&[u8]>).map_err(as_io)
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> io::Result<()> {
        if let Some(beside) = self.beside {
            beside.finish()?;
        }
        self.csv.flush()
    }
}

/// Writes a row as a CSV file has it.
pub(super) fn write_csv_row<'a>(
    cells: impl IntoIterator<Item = Cell<'a>>,
    to: impl Write,
) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(to);
    for cell in cells {
        csv.write_field(cell.text().as_bytes()).map_err(as_io)?;
    }
    csv.write_record(None::<&[u8]>).map_err(as_io)?;
    csv.flush()
}

/// The digits of a number.
fn digits(number: f64) -> String {
    let mut digits = Vec::new();
    put_number(number, &mut digits);
    String::from_utf8(digits).expect("digits, a sign and a point")
}

/// Appends the shortest digits that give the same number back, never an exponent.
pub(super) fn put_number(number: f64, to: &mut Vec<u8>) {
    // Adding zero takes the sign from a zero.
    let number = number + 0.0;
    let is_whole = |number: f64| number as i64 as f64 == number;
    let may_tie = || is_whole(number * FINEST_TIE) && !is_whole(number);
    if PLAIN.contains(&number.abs()) && !may_tie() {
        let mut buffer = zmij::Buffer::new();
        let digits = buffer.format_finite(number);
        to.extend_from_slice(digits.strip_suffix(".0").unwrap_or(digits).as_bytes());
    } else {
        write!(to, "{number}").expect("a vector takes everything");
    }
}

/// Numbers that the quicker way writes without an exponent, too.
const PLAIN: std::ops::Range<f64> = 1e-5..(1u64 << 38) as f64;

/// Two shortest numbers may be equally near, and nobody says which is taken. Then the number itself
/// has one digit more than they, so 18 at most, and as 5²⁶ has 19, it is a multiple of 2⁻²⁵.
const FINEST_TIE: f64 = (1u64 << 25) as f64;

/// An error that still tells its kind: a reader who stopped listening is no failure.
fn as_io(error: csv::Error) -> io::Error {
    let kind = match error.kind() {
        csv::ErrorKind::Io(error) => error.kind(),
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, error)
}

impl<'a> Cell<'a> {
    fn kind(&self) -> Kind {
        match self {
            Cell::Word(_) | Cell::Name(_) | Cell::Named(_) | Cell::Text(_) | Cell::Truth(_) => {
                Kind::Text
            }
            Cell::Count(_) => Kind::Count,
            Cell::Number(_) | Cell::Written(_) | Cell::Short(_) => Kind::Number,
            Cell::Date(_) => Kind::Date,
            Cell::Moment(_) => Kind::Moment,
        }
    }

    fn text(self) -> Cow<'a, str> {
        match self {
            Cell::Word(word) => word.into(),
            Cell::Name(name) => defused(name),
            Cell::Named(name) => defused(&name).into_owned().into(),
            Cell::Written(text) => text.into(),
            Cell::Text(text) => text.into(),
            Cell::Truth(is_so) => yes_or_no(is_so).into(),
            Cell::Count(count) => count.to_string().into(),
            Cell::Number(number) => number.map_or_else(String::new, digits).into(),
            Cell::Short(number) => {
                number.map_or_else(String::new, |number| (number + 0.0).to_string()).into()
            }
            Cell::Date(date) => date.map_or_else(String::new, |date| date.to_string()).into(),
            // One form in all rows, which spreadsheets take for a date as well.
            Cell::Moment(moment) => moment
                .map_or_else(String::new, |moment| format!("{} {}", moment.date(), moment.time()))
                .into(),
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Cell::Word(text) | Cell::Name(text) => text.is_empty(),
            Cell::Named(text) | Cell::Text(text) => text.is_empty(),
            Cell::Number(number) => number.is_none(),
            Cell::Short(number) => number.is_none(),
            Cell::Date(date) => date.is_none(),
            Cell::Moment(moment) => moment.is_none(),
            Cell::Truth(_) | Cell::Count(_) | Cell::Written(_) => false,
        }
    }

    fn json(self) -> String {
        match self {
            Cell::Text(text) | Cell::Named(text) => serde_json::Value::from(text).to_string(),
            Cell::Word(text) | Cell::Name(text) => serde_json::Value::from(text).to_string(),
            Cell::Truth(is_so) => is_so.to_string(),
            Cell::Number(None) | Cell::Short(None) | Cell::Date(None) | Cell::Moment(None) => {
                "null".to_owned()
            }
            Cell::Date(Some(_)) | Cell::Moment(Some(_)) => {
                serde_json::Value::from(self.text()).to_string()
            }
            Cell::Count(_) | Cell::Written(_) | Cell::Number(Some(_)) | Cell::Short(Some(_)) => {
                self.text().into_owned()
            }
        }
    }
}

/// Whether something is so, in a word.
pub(super) fn yes_or_no(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "no" }
}

/// A name that no spreadsheet takes for a formula.
///
/// What has such a `'` already gets one more, so that no two names become one.
pub(super) fn defused(name: &str) -> Cow<'_, str> {
    match name.trim_start_matches('\'').starts_with(FORMULA) {
        true => format!("'{name}").into(),
        false => name.into(),
    }
}

/// What formulas begin with; the last four are those of keyboards for wide letters.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Source};

    fn written(cells: Vec<Cell>) -> String {
        let mut text = Vec::new();
        let header = ["a", "b"].into_iter().zip(&cells);
        let header: Vec<_> =
            header.map(|(name, cell)| Heading { name, kind: cell.kind() }).collect();
        let mut rows = Rows::new(&mut text, &header).unwrap();
        rows.row(cells).unwrap();
        rows.finish().unwrap();
        String::from_utf8(text).unwrap().lines().nth(1).unwrap().to_owned()
    }

    /// Whoever read it has gone away.
    struct Gone;

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_who_has_gone_away_is_told_from_a_failure() {
        let long = "x".repeat(10_000);
        let mut rows = Rows::new(Gone, &[text("a")]).unwrap();
        let error = rows.row([Cell::Name(&long)]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }

    #[test]
    fn numbers_are_the_shortest_that_read_back_the_same() {
        assert_eq!(written(vec![Cell::Number(Some(0.1)), Cell::Short(Some(0.81))]), "0.1,0.81");
        assert_eq!(
            written(vec![Cell::Number(Some(1e-7)), Cell::Number(Some(-0.0))]),
            "0.0000001,0"
        );
        assert_eq!(written(vec![Cell::Number(None), Cell::Count(7)]), ",7");
    }

    #[test]
    fn the_quicker_way_writes_what_the_standard_library_does() {
        let draws = Source::new(1, 0, "numbers", Purpose::Arrival);
        let mut all =
            vec![0.0, 1.0, 1e-5, 0.9e-5, 0.000_123, 123.0, 0.1 + 0.2, 1e15, 1e22, 5e-324, f64::MAX];
        // Of every size, and such as are told: counts, shares, means in seconds.
        for index in 0..100_000 {
            let mut draws = draws.nth(index);
            all.push(f64::from_bits(draws.next_u64()));
            let [count, of] = [1e4, 1e5].map(|n| (n * draws.uniform()).round() + 1.0);
            all.extend([count, count / of, count / 1e6, count * 1e3 / of, -count / 8.0]);
            // Short in binary digits: among these are ties.
            let places = 1u64 << (draws.next_u64() % 40);
            all.push((draws.next_u64() >> (draws.next_u64() % 64)) as f64 / places as f64);
        }
        for number in all.into_iter().filter(|number| number.is_finite()) {
            assert_eq!(digits(number), (number + 0.0).to_string());
        }
    }

    #[test]
    fn what_is_so_or_not_is_a_truth_value_in_json() {
        assert_eq!(written(vec![Cell::Truth(true), Cell::Truth(false)]), "yes,no");
        assert_eq!([true, false].map(|is_so| Cell::Truth(is_so).json()), ["true", "false"]);
    }

    #[test]
    fn a_list_without_rows_is_a_list() {
        for (rows, json) in [(0, "[\n]"), (2, "[\n  {\"a\": 1},\n  {\"a\": 1}\n]")] {
            let rows = (0..rows).map(|_| vec![Cell::Count(1)]);
            let mut written = Vec::new();
            Sheet::new([count("a")], rows).write_json(&mut written).unwrap();
            assert_eq!(String::from_utf8(written).unwrap(), json);
        }
    }

    #[test]
    fn a_name_can_neither_break_the_row_nor_become_a_formula() {
        let cells = vec![Cell::Name("=1+1"), Cell::Name("sales, \"north\"")];
        assert_eq!(written(cells), "'=1+1,\"sales, \"\"north\"\"\"");
        let harmful = ["+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "'=1"];
        for name in harmful {
            assert_eq!(defused(name), format!("'{name}"));
        }
        for name in ["sales", "'tis", "a=b", "north-1"] {
            assert_eq!(defused(name), name);
        }
    }

    #[test]
    fn a_moment_is_written_in_one_form_and_midnight_is_of_the_day_that_begins() {
        let at = |hour, second| jiff::civil::date(2026, 3, 2).at(hour, 0, second, 0);
        let cells = vec![Cell::Moment(Some(at(0, 0))), Cell::Moment(Some(at(10, 5)))];
        assert_eq!(written(cells), "2026-03-02 00:00:00,2026-03-02 10:00:05");
        let date = jiff::civil::date(2026, 3, 2);
        assert_eq!(written(vec![Cell::Date(Some(date)), Cell::Date(None)]), "2026-03-02,");
    }
}

//! Rows of CSV and JSON files, written so that equal results are equal bytes.

use std::borrow::Cow;
use std::io::{self, Write};

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
    /// A number of fewer digits; empty if there is none.
    Short(Option<f32>),
}

/// The rows of a file, under the names of its columns.
pub(super) struct Sheet<'a> {
    /// The names of the columns.
    pub(super) header: &'static [&'static str],
    /// The rows; they are made while they are written.
    pub(super) rows: Box<dyn Iterator<Item = Vec<Cell<'a>>> + 'a>,
}

impl Sheet<'_> {
    /// Writes the rows as CSV.
    pub(super) fn write_csv(self, to: impl Write) -> io::Result<()> {
        let mut rows = Rows::new(to, self.header)?;
        for cells in self.rows {
            rows.row(cells)?;
        }
        rows.finish()
    }

    /// Writes the rows as a JSON list with an object per row, one on a line.
    pub(super) fn write_json(self, mut to: impl Write) -> io::Result<()> {
        to.write_all(b"[")?;
        let mut separator = "\n";
        for cells in self.rows {
            to.write_all(separator.as_bytes())?;
            separator = ",\n";
            let pairs: Vec<_> = (self.header.iter().zip(cells))
                .map(|(key, cell)| format!("\"{key}\": {}", cell.json()))
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
                filled.map(|(key, cell)| format!("\"{key}\": {}", cell.json())).collect();
            writeln!(to, "{{{}}}", pairs.join(", "))?;
        }
        Ok(())
    }
}

/// A CSV file that is being written.
pub(super) struct Rows<W: Write> {
    csv: csv::Writer<W>,
}

impl<W: Write> Rows<W> {
    /// Begins a file with the names of its columns.
    pub(super) fn new(to: W, header: &[&str]) -> io::Result<Self> {
        let mut csv = csv::Writer::from_writer(to);
        csv.write_record(header).map_err(as_io)?;
        Ok(Rows { csv })
    }

    /// Writes a row.
    pub(super) fn row<'a>(&mut self, cells: impl IntoIterator<Item = Cell<'a>>) -> io::Result<()> {
        for cell in cells {
            self.csv.write_field(cell.text().as_bytes()).map_err(as_io)?;
        }
        self.csv.write_record(None::<&[u8]>).map_err(as_io)
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.csv.flush()
    }
}

/// An error that still tells its kind: a reader who stopped listening is no failure.
fn as_io(error: csv::Error) -> io::Error {
    let kind = match error.kind() {
        csv::ErrorKind::Io(error) => error.kind(),
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, error)
}

impl<'a> Cell<'a> {
    fn text(self) -> Cow<'a, str> {
        match self {
            Cell::Word(word) => word.into(),
            Cell::Name(name) => defused(name),
            Cell::Named(name) => defused(&name).into_owned().into(),
            Cell::Text(text) => text.into(),
            Cell::Truth(is_so) => if is_so { "yes" } else { "no" }.into(),
            Cell::Count(count) => count.to_string().into(),
            // The shortest digits that give the same number back, never an exponent; adding zero
            // takes the sign from a zero.
            Cell::Number(number) => {
                number.map_or_else(String::new, |number| (number + 0.0).to_string()).into()
            }
            Cell::Short(number) => {
                number.map_or_else(String::new, |number| (number + 0.0).to_string()).into()
            }
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Cell::Word(text) | Cell::Name(text) => text.is_empty(),
            Cell::Named(text) | Cell::Text(text) => text.is_empty(),
            Cell::Number(number) => number.is_none(),
            Cell::Short(number) => number.is_none(),
            Cell::Count(_) => false,
        }
    }

    fn json(self) -> String {
        match self {
            Cell::Text(text) | Cell::Named(text) => serde_json::Value::from(text).to_string(),
            Cell::Word(text) | Cell::Name(text) => serde_json::Value::from(text).to_string(),
            Cell::Truth(is_so) => is_so.to_string(),
            Cell::Number(None) | Cell::Short(None) => "null".to_owned(),
            Cell::Count(_) | Cell::Number(Some(_)) | Cell::Short(Some(_)) => {
                self.text().into_owned()
            }
        }
    }
}

/// A name that no spreadsheet takes for a formula.
pub(super) fn defused(name: &str) -> Cow<'_, str> {
    match name.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{name}").into(),
        false => name.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(cells: Vec<Cell>) -> String {
        let mut text = Vec::new();
        let mut rows = Rows::new(&mut text, &["a", "b"]).unwrap();
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
        let mut rows = Rows::new(Gone, &["a"]).unwrap();
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
    fn what_is_so_or_not_is_a_truth_value_in_json() {
        assert_eq!(written(vec![Cell::Truth(true), Cell::Truth(false)]), "yes,no");
        assert_eq!([true, false].map(|is_so| Cell::Truth(is_so).json()), ["true", "false"]);
    }

    #[test]
    fn a_list_without_rows_is_a_list() {
        for (rows, json) in [(0, "[\n]"), (2, "[\n  {\"a\": 1},\n  {\"a\": 1}\n]")] {
            let rows = Box::new((0..rows).map(|_| vec![Cell::Count(1)]));
            let mut text = Vec::new();
            Sheet { header: &["a"], rows }.write_json(&mut text).unwrap();
            assert_eq!(String::from_utf8(text).unwrap(), json);
        }
    }

    #[test]
    fn a_name_can_neither_break_the_row_nor_become_a_formula() {
        let cells = vec![Cell::Name("=1+1"), Cell::Name("sales, \"north\"")];
        assert_eq!(written(cells), "'=1+1,\"sales, \"\"north\"\"\"");
    }
}

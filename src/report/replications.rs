//! The file with a row for each replication, scope and measure: the longest of all.

use std::io::{self, Write};

use super::ResultsFolder;
use super::cells::{Cell, Heading, count, number, put_number, text, write_csv_row};
use super::columnar::ParquetFile;
use super::files::whose;
use super::folder::DigestedFile;
use crate::experiment::Sink;
use crate::model::Model;
use crate::observe::{Catalogue, Column, Ratio};

/// The columns.
const HEADER: [Heading<'static>; 5] =
    [count("replication"), text("scope"), text("name"), text("measure"), number("value")];

/// Writes `replications`, a row for each replication, scope and measure, while replications
/// come. What a replication has no value for has no row.
pub struct ReplicationRows<'m> {
    model: &'m Model,
    csv: DigestedFile,
    beside: Option<ParquetFile>,
    /// What stands in a row of each column between replication and value, with both commas: it is
    /// the same in every replication.
    middles: Vec<Vec<u8>>,
    /// The rows of a replication.
    rows: Vec<u8>,
}

impl<'m> ReplicationRows<'m> {
    /// Begins the file.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn new(model: &'m Model, folder: &ResultsFolder) -> io::Result<Self> {
        let mut rows = Vec::new();
        write_csv_row(HEADER.map(|heading| Cell::Word(heading.name)), &mut rows)?;
        let catalogue = Catalogue::new(model);
        let middles = catalogue.columns().iter().map(|column| middle(column, model));
        let middles = middles.collect::<io::Result<_>>()?;
        let (mut csv, beside) = folder.files_of_table("replications", &HEADER)?;
        csv.write_all(&rows)?;
        Ok(ReplicationRows { model, csv, beside, middles, rows })
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn finish(self) -> io::Result<()> {
        self.csv.finish()?;
        self.beside.map_or(Ok(()), ParquetFile::finish)
    }

    fn take_beside(
        &mut self,
        replication: u64,
        columns: &[Column],
        values: &[Ratio],
    ) -> io::Result<()> {
        let Some(beside) = &mut self.beside else { return Ok(()) };
        for (column, value) in columns.iter().zip(values) {
            let Some(value) = value.value() else { continue };
            let [scope, name] = whose(column.scope, self.model);
            let measure = Cell::Word(column.measure.name);
            let value = Cell::Number(Some(value));
            let cells = [Cell::Count(replication), scope, name, measure, value];
            cells.iter().for_each(|cell| beside.take(cell));
            beside.end_row()?;
        }
        Ok(())
    }
}

impl Sink for ReplicationRows<'_> {
    fn take(&mut self, replication: u64, columns: &[Column], values: &[Ratio]) -> io::Result<()> {
        let ReplicationRows { csv, middles, rows, .. } = self;
        debug_assert_eq!(columns.len(), middles.len(), "the columns of the model");
        rows.clear();
        write!(rows, "{replication}")?;
        let length = rows.len();
        // Every row begins as the first, which is taken from them once all are there.
        for (middle, value) in middles.iter().zip(values) {
            let Some(value) = value.value() else { continue };
            rows.extend_from_within(..length);
            rows.extend_from_slice(middle);
            put_number(value, rows);
            rows.push(b'\n');
        }
        csv.write_all(&rows[length..])?;
        self.take_beside(replication, columns, values)
    }
}

/// What stands between replication and value in a row of this column.
fn middle(column: &Column, model: &Model) -> io::Result<Vec<u8>> {
    let [scope, name] = whose(column.scope, model);
    let mut row = Vec::new();
    // Empty cells before and after give it its commas.
    let ends = || Cell::Word("");
    write_csv_row([ends(), scope, name, Cell::Word(column.measure.name), ends()], &mut row)?;
    row.pop();
    Ok(row)
}

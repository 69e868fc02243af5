//! The replications of an experiment on disk: memory doesn't grow with their number, and what is
//! complete can be taken up again or put together with what other machines have done.
//!
//! ```text
//! header, then blocks of: how many replications │ values │ days │ bands │ totals │ checksum
//! ```
//!
//! Values, days and bands are written column by column, see [`spool`](super::spool); all numbers are
//! little-endian. Each block stands for itself, so a file that ends in the middle of one is whole up
//! to there. A checksum depends on the header and the place, so that no block can be in the wrong
//! file or order.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::bands;
use super::batch::{Row, Sink};
use super::days::DayByDay;
use super::plan::Plan;
use super::spool::{Block, Cell, Spool};
use super::stored::{Stored, StoredError, next_number, write_header};
use super::sum::Summed;
use crate::model::Model;
use crate::observe::{Catalogue, Observations, Ratio};

/// The replications that are complete, and a file that holds them.
pub struct Journal {
    file: File,
    /// The checksum of the header.
    header: u64,
    shape: Shape,
    /// The number of the first replication.
    first: u64,
    /// How many are complete, from the first on.
    complete: u64,
    blocks: Vec<Block>,
    /// Where the next block goes.
    end: u64,
    /// Everything counted.
    totals: Observations,
}

/// How much a model has to be kept of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// Numbers for the measures of a replication: a numerator and a denominator each.
    pub(super) values: u64,
    /// Numbers for the days of a replication.
    pub(super) days: u64,
    /// Numbers for the intervals of a replication.
    pub(super) bands: u64,
    /// Bytes for the totals of a block.
    pub(super) totals: u64,
}

/// The bytes of a number of replications.
const NUMBER: u64 = 8;

/// How many bytes go to the file at a time.
const BUFFER: usize = 1 << 16;

impl Shape {
    fn new(catalogue: &Catalogue) -> io::Result<Self> {
        let mut totals = Vec::new();
        Observations::new(catalogue.model()).write(&mut totals)?;
        Ok(Shape {
            values: 2 * catalogue.columns().len() as u64,
            days: DayByDay::new(catalogue.model()).columns() as u64,
            bands: bands::columns(catalogue.model()) as u64,
            totals: totals.len() as u64,
        })
    }

    /// The bytes of a block of so many replications but for its checksum; none if no file is that
    /// long.
    fn bytes(&self, rows: u64) -> Option<u64> {
        rows.checked_mul(self.row())?.checked_add(NUMBER + self.totals)
    }

    fn row(&self) -> u64 {
        (self.values + self.days) * f64::BYTES as u64 + self.bands * f32::BYTES as u64
    }
}

impl Journal {
    /// A journal in a file that goes away with it, however the program ends.
    ///
    /// # Errors
    ///
    /// Those of creating files.
    pub fn temporary(folder: &Path, model: &Model, first: u64) -> io::Result<Self> {
        let shape = Shape::new(&Catalogue::new(model))?;
        Ok(Journal {
            file: tempfile::tempfile_in(folder)?,
            header: 0,
            shape,
            first,
            complete: 0,
            blocks: Vec::new(),
            end: 0,
            totals: Observations::new(model),
        })
    }

    /// A journal of a plan in a new file, which stays.
    ///
    /// # Errors
    ///
    /// Those of creating files.
    pub fn create(path: &Path, model: &Model, plan: &Plan) -> io::Result<Self> {
        let shape = Shape::new(&Catalogue::new(model))?;
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(path)?;
        let header = write_header(BufWriter::new(&file), plan, shape)?;
        Ok(Journal {
            header,
            shape,
            first: plan.own().start,
            complete: 0,
            blocks: Vec::new(),
            end: (&file).stream_position()?,
            totals: Observations::new(model),
            file,
        })
    }

    /// How many replications are complete, from the first on.
    pub fn complete(&self) -> u64 {
        self.complete
    }

    /// Everything counted.
    pub(super) fn totals(&self) -> &Observations {
        &self.totals
    }

    /// For each measure its numerator and its denominator.
    pub(super) fn values(&self) -> Spool<'_, f64> {
        Spool::new(&self.file, &self.blocks, 0)
    }

    /// What [`bands`] keeps for each interval.
    pub(super) fn bands(&self) -> Spool<'_, f32> {
        let before = (self.shape.values + self.shape.days) as usize;
        Spool::new(&self.file, &self.blocks, before * f64::BYTES)
    }

    /// What [`DayByDay`] keeps for each day.
    pub(super) fn days(&self) -> Spool<'_, f64> {
        Spool::new(&self.file, &self.blocks, self.shape.values as usize * f64::BYTES)
    }

    /// Appends replications and what was counted in them.
    pub(super) fn append(&mut self, rows: &[&Row], counted: &Observations) -> io::Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut to = self.writer()?;
        to.write_all(&(rows.len() as u64).to_le_bytes())?;
        write_columns(&mut to, rows, self.shape.values, Row::value)?;
        write_columns(&mut to, rows, self.shape.days, |row, column| row.days[column])?;
        write_columns(&mut to, rows, self.shape.bands, |row, column| row.bands[column])?;
        counted.write(&mut to)?;
        end(to)?;
        self.grow(rows.len() as u64, counted)
    }

    /// Takes in what was stored for the same model, as if it had been run here.
    ///
    /// # Errors
    ///
    /// [`StoredError`]. What comes before the fault has been taken in; those of `sink` are among
    /// them.
    pub fn take_in(
        &mut self,
        model: &Model,
        stored: Stored,
        sink: &mut dyn Sink,
    ) -> Result<(), StoredError> {
        if stored.shape != self.shape {
            return Err(stored.of_another_build());
        }
        let catalogue = Catalogue::new(model);
        let Stored { path, plan, header, mut file, .. } = stored;
        let own = plan.own();
        let mut before = 0;
        loop {
            let rows = match self.take_in_block(model, &mut file, (header, before)) {
                Ok(0) => return Ok(()),
                Ok(rows) if before + rows <= own.end - own.start => rows,
                Ok(_) => return Err(StoredError::Damaged { path }),
                Err(fault) => {
                    // Half a block is of no use to whoever reads the file next.
                    self.file.set_len(self.end)?;
                    return Err(StoredError::of(fault, path));
                }
            };
            before += rows;
            self.show_last_block(&catalogue, sink)?;
        }
    }

    /// Copies a block; gives the number of its replications, 0 at the end of the file.
    fn take_in_block(
        &mut self,
        model: &Model,
        file: &mut BufReader<File>,
        keys: (u64, u64),
    ) -> io::Result<u64> {
        let Some(rows) = next_number(file)? else { return Ok(0) };
        let wrong = || io::Error::from(io::ErrorKind::InvalidData);
        let bytes = self.shape.bytes(rows).filter(|_| rows > 0).ok_or_else(wrong)?;
        let number = rows.to_le_bytes();
        let mut from = Summed::new(Read::chain(&number[..], &mut *file), keys);
        let mut to = self.writer()?;
        let copied = io::copy(&mut Read::take(&mut from, bytes), &mut to)?;
        let sum = from.sum();
        if copied < bytes || next_number(file)? != Some(sum) {
            return Err(wrong());
        }
        end(to)?;
        let totals = self.end + bytes - self.shape.totals;
        (&self.file).seek(SeekFrom::Start(totals))?;
        let counted = Observations::read(model, &mut BufReader::new(&self.file))?;
        self.grow(rows, &counted)?;
        Ok(rows)
    }

    /// Shows the replications of the last block to a sink.
    fn show_last_block(&self, catalogue: &Catalogue, sink: &mut dyn Sink) -> io::Result<()> {
        let Some(last) = self.blocks.last() else { return Ok(()) };
        let values = Spool::<f64>::new(&self.file, std::slice::from_ref(last), 0);
        let columns = values.strip(0..self.shape.values as usize)?;
        let first = self.first + self.complete - last.rows as u64;
        let mut ratios = Vec::new();
        for row in 0..last.rows {
            ratios.clear();
            let ratio =
                |pair: &[Vec<f64>]| Ratio { numerator: pair[0][row], denominator: pair[1][row] };
            ratios.extend(columns.chunks(2).map(ratio));
            sink.take(first + row as u64, catalogue.columns(), &ratios)?;
        }
        Ok(())
    }

    /// Writes to the end of the file.
    fn writer(&self) -> io::Result<BufWriter<Summed<&File>>> {
        (&self.file).seek(SeekFrom::Start(self.end))?;
        // Many numbers are summed up at a time.
        let to = Summed::new(&self.file, (self.header, self.complete));
        Ok(BufWriter::with_capacity(BUFFER, to))
    }

    /// Counts a block that has been written.
    fn grow(&mut self, rows: u64, counted: &Observations) -> io::Result<()> {
        self.blocks.push(Block { rows: rows as usize, at: self.end + NUMBER });
        self.totals.merge(counted);
        self.complete += rows;
        self.end = (&self.file).seek(SeekFrom::End(0))?;
        Ok(())
    }
}

/// Ends a block with the sum of what was written.
fn end(to: BufWriter<Summed<&File>>) -> io::Result<u64> {
    to.into_inner().map_err(io::IntoInnerError::into_error)?.end()
}

/// Writes numbers of replications, column by column.
fn write_columns<T: Cell>(
    to: &mut impl Write,
    rows: &[&Row],
    columns: u64,
    of: impl Fn(&Row, usize) -> T,
) -> io::Result<()> {
    let mut bytes = Vec::new();
    for column in 0..columns as usize {
        bytes.clear();
        rows.iter().for_each(|row| of(row, column).put(&mut bytes));
        to.write_all(&bytes)?;
    }
    Ok(())
}

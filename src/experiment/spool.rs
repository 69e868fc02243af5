//! A table with a row per replication, kept on disk, so that memory doesn't grow with the number
//! of replications.
//!
//! Rows come in blocks while replications are run. A block is written column by column, so that
//! at the end a few columns at a time, a *strip*, can be read back whole.

use std::fs::File;
use std::io;
use std::marker::PhantomData;
use std::ops::Range;

use rayon::prelude::*;

use crate::observe::Ratio;

/// Strips are as wide as fits into this many bytes, and at least one column wide.
const STRIP_BYTES: usize = 1 << 20;

/// Strips are read at once that together have no more bytes than this, and at least one.
const AT_ONCE_BYTES: usize = 1 << 25;

/// A number that the table can hold.
pub(super) trait Cell: Copy + Default + Send + Sync {
    /// Its size in bytes.
    const BYTES: usize;
    /// Appends its bytes.
    fn put(self, bytes: &mut Vec<u8>);
    /// Reads it from exactly [`BYTES`](Self::BYTES) bytes.
    fn read(bytes: &[u8]) -> Self;
}

impl Cell for f64 {
    const BYTES: usize = 8;
    fn put(self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.to_le_bytes());
    }
    fn read(bytes: &[u8]) -> Self {
        f64::from_le_bytes(bytes.try_into().expect("eight bytes"))
    }
}

impl Cell for f32 {
    const BYTES: usize = 4;
    fn put(self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.to_le_bytes());
    }
    fn read(bytes: &[u8]) -> Self {
        f32::from_le_bytes(bytes.try_into().expect("four bytes"))
    }
}

/// Some rows that were written together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    /// How many.
    pub(super) rows: usize,
    /// Where they begin in the file.
    pub(super) at: u64,
}

/// One of the tables of a file.
pub(super) struct Spool<'f, T> {
    file: &'f File,
    blocks: &'f [Block],
    /// How many bytes of a row belong to tables in front of this one.
    before: usize,
    _cell: PhantomData<T>,
}

impl<'f, T: Cell> Spool<'f, T> {
    /// The table whose columns follow `before` bytes of each row.
    pub(super) fn new(file: &'f File, blocks: &'f [Block], before: usize) -> Self {
        Spool { file, blocks, before, _cell: PhantomData }
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.blocks.iter().map(|block| block.rows).sum()
    }

    /// How many columns fit into a strip, the same for any number of blocks; a multiple of
    /// `together`, the number of columns that must not be torn apart.
    pub(super) fn strip_width(&self, together: usize) -> usize {
        let fitting = STRIP_BYTES / (T::BYTES * self.rows().max(1));
        (fitting / together).max(1) * together
    }

    /// Reads some columns whole, one after the other, each with a value for every row.
    pub(super) fn strip(&self, columns: Range<usize>) -> io::Result<Vec<Vec<T>>> {
        let mut strip = vec![Vec::with_capacity(self.rows()); columns.len()];
        let mut bytes = Vec::new();
        for Block { rows, at } in self.blocks {
            let start = (self.before + columns.start * T::BYTES) * rows;
            bytes.resize(columns.len() * rows * T::BYTES, 0);
            read_at(self.file, &mut bytes, at + start as u64)?;
            for (column, bytes) in strip.iter_mut().zip(bytes.chunks(rows * T::BYTES)) {
                column.extend(bytes.chunks_exact(T::BYTES).map(T::read));
            }
        }
        Ok(strip)
    }

    /// Reads so many columns whole, strip by strip on all threads, and gives what `of` makes of each
    /// strip, in their order. `together` columns are never torn apart; `of` is given the number of the
    /// first one.
    pub(super) fn map_strips<R: Send>(
        &self,
        columns: usize,
        together: usize,
        of: impl Fn(usize, Vec<Vec<T>>) -> R + Sync,
    ) -> io::Result<Vec<R>> {
        let width = self.strip_width(together);
        let starts: Vec<_> = (0..columns).step_by(width).collect();
        // With very many replications a single column is long: then not every thread has its own.
        let at_once = (AT_ONCE_BYTES / (width * T::BYTES * self.rows().max(1))).max(1);
        let mut all = Vec::with_capacity(starts.len());
        for starts in starts.chunks(at_once) {
            let of_strip =
                |&start: &usize| Ok(of(start, self.strip(start..columns.min(start + width))?));
            let some: io::Result<Vec<R>> = starts.par_iter().map(of_strip).collect();
            all.extend(some?);
        }
        Ok(all)
    }
}

/// Reads bytes that begin at a place of a file.
#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

/// Reads bytes that begin at a place of a file, one thread at a time: all move the same cursor.
#[cfg(not(unix))]
fn read_at(mut file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    use std::io::{Read, Seek, SeekFrom};
    use std::sync::{Mutex, PoisonError};
    static CURSOR: Mutex<()> = Mutex::new(());
    let _cursor = CURSOR.lock().unwrap_or_else(PoisonError::into_inner);
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(bytes)
}

impl Spool<'_, f64> {
    /// How many columns of ratios fit into a strip.
    pub(super) fn ratios_in_a_strip(&self) -> usize {
        self.strip_width(2) / 2
    }

    /// Reads some columns of ratios whole: in the table, each is one of numerators and one of
    /// denominators.
    pub(super) fn ratios(&self, columns: Range<usize>) -> io::Result<Vec<Vec<Ratio>>> {
        Ok(ratios(self.strip(2 * columns.start..2 * columns.end)?).collect())
    }
}

/// The ratios of columns of numerators, each with one of denominators behind it. Of a long table two
/// copies of a column are much, so they go as soon as they are ratios.
pub(super) fn ratios(strip: Vec<Vec<f64>>) -> impl Iterator<Item = Vec<Ratio>> {
    let mut columns = strip.into_iter();
    std::iter::from_fn(move || {
        let (numerators, denominators) = (columns.next()?, columns.next()?);
        let ratio = |(numerator, denominator)| Ratio { numerator, denominator };
        Some(numerators.into_iter().zip(denominators).map(ratio).collect())
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// A file with two tables, of one column of `f32` and three of `f64`.
    fn file(rows: &[[f64; 3]], block: usize) -> (File, Vec<Block>) {
        let mut file = tempfile::tempfile().unwrap();
        let (mut blocks, mut bytes) = (Vec::new(), b"header".to_vec());
        for rows in rows.chunks(block) {
            blocks.push(Block { rows: rows.len(), at: bytes.len() as u64 });
            rows.iter().for_each(|_| 0.0f32.put(&mut bytes));
            (0..3).for_each(|column| rows.iter().for_each(|row| row[column].put(&mut bytes)));
        }
        file.write_all(&bytes).unwrap();
        (file, blocks)
    }

    #[test]
    fn columns_come_back_whole_however_rows_were_cut_into_blocks() {
        let rows: Vec<[f64; 3]> =
            (0..10).map(|row| [0.0, 100.0, 200.0].map(|c| c + row as f64)).collect();
        for block in [1, 3, 10] {
            let (file, blocks) = file(&rows, block);
            let strip = Spool::<f64>::new(&file, &blocks, f32::BYTES).strip(1..3).unwrap();
            assert_eq!(strip[0], rows.iter().map(|row| row[1]).collect::<Vec<_>>());
            assert_eq!(strip[1], rows.iter().map(|row| row[2]).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_strip_never_tears_apart_what_belongs_together() {
        let file = tempfile::tempfile().unwrap();
        let width = |blocks: &[Block]| Spool::<f32>::new(&file, blocks, 0).strip_width(2);
        assert_eq!(width(&[]) % 2, 0);
        assert_eq!(width(&[Block { rows: 200_000, at: 0 }]), 2);
    }
}

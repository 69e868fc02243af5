//! A table with a row per replication, kept on disk, so that memory doesn't grow with the number
//! of replications.
//!
//! Rows come in blocks while replications are run. A block is written column by column, so that
//! at the end a few columns at a time, a *strip*, can be read back whole.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::marker::PhantomData;
use std::ops::Range;

use crate::observe::Ratio;

/// Strips are as wide as fits into this many bytes, and at least one column wide.
const STRIP_BYTES: usize = 1 << 17;

/// A number that the table can hold.
pub(super) trait Cell: Copy + Default {
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
    bytes: Vec<u8>,
    _cell: PhantomData<T>,
}

impl<'f, T: Cell> Spool<'f, T> {
    /// The table whose columns follow `before` bytes of each row.
    pub(super) fn new(file: &'f File, blocks: &'f [Block], before: usize) -> Self {
        Spool { file, blocks, before, bytes: Vec::new(), _cell: PhantomData }
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
    pub(super) fn strip(&mut self, columns: Range<usize>) -> io::Result<Vec<Vec<T>>> {
        let mut strip = vec![Vec::with_capacity(self.rows()); columns.len()];
        for Block { rows, at } in self.blocks {
            let start = (self.before + columns.start * T::BYTES) * rows;
            self.file.seek(SeekFrom::Start(at + start as u64))?;
            self.bytes.resize(columns.len() * rows * T::BYTES, 0);
            self.file.read_exact(&mut self.bytes)?;
            for (column, bytes) in strip.iter_mut().zip(self.bytes.chunks(rows * T::BYTES)) {
                column.extend(bytes.chunks(T::BYTES).map(T::read));
            }
        }
        Ok(strip)
    }
}

impl Spool<'_, f64> {
    /// How many columns of ratios fit into a strip.
    pub(super) fn ratios_in_a_strip(&self) -> usize {
        self.strip_width(2) / 2
    }

    /// Reads some columns of ratios whole: in the table, each is one of numerators and one of
    /// denominators.
    pub(super) fn ratios(&mut self, columns: Range<usize>) -> io::Result<Vec<Vec<Ratio>>> {
        let strip = self.strip(2 * columns.start..2 * columns.end)?;
        let ratio = |(&numerator, &denominator): (&f64, &f64)| Ratio { numerator, denominator };
        let ratios = |pair: &[Vec<f64>]| pair[0].iter().zip(&pair[1]).map(ratio).collect();
        Ok(strip.chunks(2).map(ratios).collect())
    }
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

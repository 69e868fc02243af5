//! A table with a row per replication, kept on disk, so that memory doesn't grow with the number
//! of replications.
//!
//! Rows come in blocks while replications are run. A block is written column by column, so that
//! at the end a few columns at a time, a *strip*, can be read back whole.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;

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

/// The table: an unlinked temporary file that goes away with it, however the program ends.
pub(super) struct Spool<T> {
    file: File,
    columns: usize,
    /// How many rows each block has; the blocks follow one another.
    blocks: Vec<usize>,
    bytes: Vec<u8>,
    _cell: std::marker::PhantomData<T>,
}

impl<T: Cell> Spool<T> {
    /// An empty table in a folder with room for it.
    pub(super) fn new(folder: &Path, columns: usize) -> io::Result<Self> {
        let file = tempfile::tempfile_in(folder)?;
        Ok(Spool {
            file,
            columns,
            blocks: Vec::new(),
            bytes: Vec::new(),
            _cell: std::marker::PhantomData,
        })
    }

    /// Appends rows, each with a value for every column.
    pub(super) fn append<'a>(
        &mut self,
        rows: impl ExactSizeIterator<Item = &'a [T]> + Clone,
    ) -> io::Result<()>
    where
        T: 'a,
    {
        if rows.len() == 0 {
            return Ok(());
        }
        for column in 0..self.columns {
            self.bytes.clear();
            rows.clone().for_each(|row| row[column].put(&mut self.bytes));
            self.file.write_all(&self.bytes)?;
        }
        self.blocks.push(rows.len());
        Ok(())
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.blocks.iter().sum()
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
        let mut before = 0;
        for rows in &self.blocks {
            let start = (before * self.columns + columns.start * rows) * T::BYTES;
            self.file.seek(SeekFrom::Start(start as u64))?;
            self.bytes.resize(columns.len() * rows * T::BYTES, 0);
            self.file.read_exact(&mut self.bytes)?;
            for (column, bytes) in strip.iter_mut().zip(self.bytes.chunks(rows * T::BYTES)) {
                column.extend(bytes.chunks(T::BYTES).map(T::read));
            }
            before += rows;
        }
        Ok(strip)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_back_whole_however_rows_were_cut_into_blocks() {
        let rows: Vec<[f64; 3]> =
            (0..10).map(|row| [0.0, 100.0, 200.0].map(|c| c + row as f64)).collect();
        for block in [1, 3, 10] {
            let mut spool = Spool::<f64>::new(&std::env::temp_dir(), 3).unwrap();
            for rows in rows.chunks(block) {
                spool.append(rows.iter().map(|row| row.as_slice())).unwrap();
            }
            let strip = spool.strip(1..3).unwrap();
            assert_eq!(strip[0], rows.iter().map(|row| row[1]).collect::<Vec<_>>());
            assert_eq!(strip[1], rows.iter().map(|row| row[2]).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_strip_never_tears_apart_what_belongs_together() {
        let mut spool = Spool::<f32>::new(&std::env::temp_dir(), 2).unwrap();
        assert_eq!(spool.strip_width(2) % 2, 0);
        let rows = vec![[0.0f32; 2]; 200_000];
        spool.append(rows.iter().map(|row| row.as_slice())).unwrap();
        assert_eq!(spool.strip_width(2), 2);
    }
}

//! What stands for Parquet files in a program that was built without them.

use std::fs::File;
use std::io::{self, BufWriter};

use super::cells::{Cell, Heading};

/// A Parquet file: there is none.
pub(super) enum ParquetFile {}

impl ParquetFile {
    /// Refuses to begin a file.
    pub(super) fn new(_: BufWriter<File>, _: &[Heading]) -> io::Result<Self> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "this callsim was built without Parquet"))
    }

    pub(super) fn take(&mut self, _: &Cell) {
        match *self {}
    }

    pub(super) fn end_row(&mut self) -> io::Result<()> {
        match *self {}
    }

    pub(super) fn finish(self) -> io::Result<()> {
        match self {}
    }
}

//! `--parquet`: tables with types, for programs built with them.

use clap::Args;

use super::BadUsage;

/// Whether tables are written as Parquet, too.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct ParquetArgs {
    /// Write every table as Parquet as well, beside its CSV file (if callsim was built with
    /// `--features parquet`)
    #[arg(long)]
    parquet: bool,
}

impl ParquetArgs {
    /// Whether it is asked for.
    ///
    /// # Errors
    ///
    /// If it is, and can't be had.
    pub(super) fn is_wanted(self) -> Result<bool, BadUsage> {
        match self.parquet && !cfg!(feature = "parquet") {
            false => Ok(self.parquet),
            true => Err(BadUsage(
                "this callsim was built without Parquet; build it with `--features parquet`, or \
                 leave out `--parquet` and read the CSV files"
                    .to_owned(),
            )),
        }
    }
}

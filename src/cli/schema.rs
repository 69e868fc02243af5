//! `callsim schema`: the JSON Schema of scenarios.

use std::io::{self, Write};

use super::Outcome;
use crate::scenario;

/// Prints the schema.
///
/// # Errors
///
/// If standard output can't be written.
pub fn run() -> anyhow::Result<Outcome> {
    let mut out = io::stdout().lock();
    writeln!(out, "{:#}", scenario::schema())?;
    out.flush()?;
    Ok(Outcome::Done)
}

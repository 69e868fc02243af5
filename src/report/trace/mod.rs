//! The log of a replication: sentences for people, rows for programs.

mod calls;
mod moments;
mod people;
mod rows;
mod sentences;
mod story;

use std::io::{self, Write};

use super::gate_words::amount;
use crate::observe::Unit;
use crate::observe::trace::{Log, Wanted};

/// How a log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Lines to read.
    Text,
    /// A row for each entry.
    Csv,
    /// A JSON object for each entry, one on a line.
    JsonLines,
    /// A row for each call.
    Calls,
}

/// The value of a measure in one replication, with its unit.
pub fn one_value(unit: Unit, value: f64) -> String {
    match unit {
        // How many there were is a whole number.
        Unit::Calls | Unit::Lines | Unit::Times if value.fract() == 0.0 => value.to_string(),
        _ => amount(value, unit),
    }
}

/// Writes what is wanted of a log, at most `limit` lines or rows of it. Returns how many there
/// would be.
///
/// # Errors
///
/// Those of writing.
pub fn write_log(
    log: &Log,
    wanted: &Wanted,
    format: LogFormat,
    limit: usize,
    mut to: impl Write,
) -> io::Result<usize> {
    if format == LogFormat::Calls {
        let mut records = wanted.calls(log);
        let all = records.len();
        records.truncate(limit);
        calls::sheet(log, &records).write_csv(to)?;
        return Ok(all);
    }
    let mut entries = wanted.entries(log);
    if format == LogFormat::Text {
        return story::write(log, entries, wanted, limit, &mut to);
    }
    let all = entries.len();
    entries.truncate(limit);
    let sheet = rows::sheet(log, &entries);
    match format {
        LogFormat::Csv => sheet.write_csv(to)?,
        LogFormat::JsonLines | LogFormat::Text | LogFormat::Calls => sheet.write_json_lines(to)?,
    }
    Ok(all)
}

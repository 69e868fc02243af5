//! Results to a folder, and results to a terminal or a pipe.

use std::io::{self, Write};

use super::cells::Sheet;
use super::html::result_page;
use super::manifest::{Provenance, ThisRun, manifest};
use super::page::Page;
use super::precision::Said;
use super::table::draw;
use super::{ResultsFolder, files, reduction, week};
use crate::experiment::Results;
use crate::model::Model;

/// How results are written where a person or a program reads them at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A page of tables; in colour if wanted.
    Table {
        /// Whether it may hold escape sequences.
        color: bool,
    },
    /// The summary as JSON.
    Json,
    /// The summary as CSV.
    Csv,
    /// The page of tables in Markdown.
    Markdown,
}

/// Writes every file of a folder of results but `replications`, which was written while the
/// replications were run.
///
/// # Errors
///
/// Those of writing.
pub fn write_files(
    folder: &ResultsFolder,
    results: &Results,
    model: &Model,
    provenance: &Provenance,
    this_run: &ThisRun,
) -> io::Result<()> {
    let sheets: [(&str, Sheet); 6] = [
        ("summary", files::summary(results, model)),
        ("service_level", files::service_level(results, model)),
        ("intervals", files::intervals(results, model)),
        ("states", files::states(results, model)),
        ("agents", files::agents(results, model)),
        ("waits", files::waits(results, model)),
    ];
    sheets.into_iter().try_for_each(|(name, sheet)| folder.write(name, sheet))?;
    if !results.days.is_empty() {
        folder.write("days", week::days(results, model))?;
    }
    if !results.in_force.is_empty() {
        folder.write("in_force", files::in_force(results, model))?;
    }
    if let Some(used) = &results.reduction {
        folder.write("reduction", reduction::gains(results, used, model))?;
    }
    let mut summary = folder.file("summary.json")?;
    write_summary_json(results, model, &provenance.overrides, &mut summary)?;
    summary.flush()?;
    let mut page = folder.file("report.html")?;
    page.write_all(result_page(results, model, provenance).as_bytes())?;
    page.flush()?;
    let mut to = folder.file("manifest.json")?;
    let files = folder.digests()?;
    to.write_all(manifest(results, model, provenance, this_run, &files).as_bytes())?;
    to.flush()
}

/// Writes the results in a format, with the values that were set on the command line.
///
/// # Errors
///
/// Those of writing.
pub fn write_results(
    results: &Results,
    model: &Model,
    overrides: &[String],
    format: Format,
    mut to: impl Write,
) -> io::Result<()> {
    match format {
        Format::Table { color } => draw(&Page::new(results, model, overrides).lines(), color, to),
        Format::Json => write_summary_json(results, model, overrides, to),
        Format::Csv => files::summary(results, model).write_csv(to),
        Format::Markdown => {
            let page = Page::new(results, model, overrides);
            to.write_all(page.markdown(model.name()).as_bytes())
        }
    }
}

fn write_summary_json(
    results: &Results,
    model: &Model,
    overrides: &[String],
    mut to: impl Write,
) -> io::Result<()> {
    let name = serde_json::Value::from(model.name());
    write!(to, "{{\n\"scenario\": {name},\n\"seed\": {},\n", results.seed)?;
    if !overrides.is_empty() {
        writeln!(to, "\"overrides\": {},", serde_json::Value::from(overrides))?;
    }
    write!(
        to,
        "\"replications\": {},\n\"partial\": {},\n",
        results.replications,
        results.is_partial()
    )?;
    writeln!(to, "\"confidence\": {},", results.confidence)?;
    if let Some(stopping) = &results.stopping {
        writeln!(to, "\"precision\": {},", serde_json::to_string(&Said::whole(stopping))?)?;
    }
    if let Some(used) = &results.reduction {
        let names = serde_json::Value::from(used.reduction.names());
        writeln!(to, "\"reduce\": {names},\n\"groups\": {},", used.groups)?;
    }
    to.write_all(b"\"measures\": ")?;
    files::summary(results, model).write_json(&mut to)?;
    to.write_all(b"\n}\n")
}

//! What a sweep found: a page, tables, a picture.

mod answer;
mod axis;
mod canvas;
mod html_page;
mod label;
mod map;
mod page;
mod picture;

use std::io::{self, Write};

use serde_json::{Value, json};

use super::ResultsFolder;
use super::cells::{Cell, Rows};
use super::files::{bounded, whose};
use super::html::Origin;
use super::render::Format;
use super::table::draw;
use crate::experiment::{Level, MeasureEstimate, Sweep, SweptPoint};
use crate::model::Model;

/// Writes `sweep.csv`, a row for each point, scope and measure, while points come.
pub struct SweepRows<W: Write>(Rows<W>);

impl<W: Write> SweepRows<W> {
    /// Begins the file, with a column for each factor.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn new(factors: &[String], to: W) -> io::Result<Self> {
        let mut header = vec!["point"];
        header.extend(factors.iter().map(String::as_str));
        header.extend(OF_ESTIMATES);
        Ok(SweepRows(Rows::new(to, &header)?))
    }

    /// Writes every measure of a point.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn point(
        &mut self,
        number: u64,
        levels: &[Level],
        estimates: &[MeasureEstimate],
        model: &Model,
    ) -> io::Result<()> {
        for estimate in estimates {
            let quantiles = estimate.quantiles.map(|each| Cell::Number(each.map(|it| it.value)));
            let [mean, ci_low, ci_high] = bounded(estimate.mean);
            let mut cells = vec![Cell::Count(number)];
            cells.extend(levels.iter().map(cell));
            cells.extend(whose(estimate.scope, model));
            cells.push(Cell::Word(estimate.measure.name));
            cells.push(Cell::Word(estimate.measure.unit.name()));
            cells.extend([mean, Cell::Number(estimate.std_dev), ci_low, ci_high]);
            cells.extend(bounded(estimate.ratio_of_means));
            cells.extend(quantiles);
            cells.push(Cell::Count(estimate.replications));
            self.0.row(cells)?;
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn finish(self) -> io::Result<()> {
        self.0.finish()
    }
}

const OF_ESTIMATES: [&str; 15] = [
    "scope",
    "name",
    "measure",
    "unit",
    "mean",
    "std_dev",
    "ci_low",
    "ci_high",
    "ratio_of_means",
    "ratio_of_means_low",
    "ratio_of_means_high",
    "p05",
    "p50",
    "p95",
    "replications",
];

/// A level in a table: a number as it is written, or a text that no spreadsheet takes for a formula.
fn cell(level: &Level) -> Cell<'_> {
    match level.number() {
        Some(_) => Cell::Text(level.shown().to_owned()),
        None => Cell::Name(level.shown()),
    }
}

/// Writes every file of a sweep but `sweep.csv`, which was written while points were simulated.
///
/// # Errors
///
/// Those of writing.
pub fn write_sweep_files(folder: &ResultsFolder, sweep: &Sweep, origin: &Origin) -> io::Result<()> {
    write_wide(sweep, folder.file("sweep_wide.csv")?)?;
    let mut file = folder.file("sweep.json")?;
    write_json(sweep, &mut file)?;
    file.flush()?;
    let mut file = folder.file("sweep.svg")?;
    file.write_all(picture::picture(sweep)?.as_bytes())?;
    file.flush()?;
    let mut file = folder.file("report.html")?;
    file.write_all(html_page::html_page(sweep, origin)?.as_bytes())?;
    file.flush()
}

/// Writes a sweep in a format: a page, or the chosen measures of every point.
///
/// # Errors
///
/// Those of writing.
pub fn write_sweep(sweep: &Sweep, format: Format, mut to: impl Write) -> io::Result<()> {
    match format {
        Format::Table { color } => draw(&page::page(sweep).lines(), color, to),
        Format::Markdown => to.write_all(page::page(sweep).markdown(&sweep.scenario).as_bytes()),
        Format::Json => write_json(sweep, to),
        Format::Csv => write_wide(sweep, to),
    }
}

/// `sweep_wide`: a row for each point.
fn write_wide(sweep: &Sweep, to: impl Write) -> io::Result<()> {
    let mut header = vec!["point".to_owned()];
    header.extend(sweep.factors.iter().cloned());
    for measure in &sweep.measures {
        let path = &measure.path;
        header.extend([path.clone(), format!("{path}_low"), format!("{path}_high")]);
    }
    let header: Vec<_> = header.iter().map(String::as_str).collect();
    let mut rows = Rows::new(to, &header)?;
    for (number, point) in (1..).zip(&sweep.points) {
        let mut cells = vec![Cell::Count(number)];
        cells.extend(point.levels.iter().map(cell));
        cells.extend(point.estimates.iter().flat_map(|each| bounded(*each)));
        rows.row(cells)?;
    }
    rows.finish()
}

/// `sweep.json`: what was done, then a point on a line.
fn write_json(sweep: &Sweep, mut to: impl Write) -> io::Result<()> {
    let measures = sweep.measures.iter().map(|each| {
        json!({ "path": each.path, "measure": each.measure.name, "unit": each.measure.unit.name() })
    });
    let head = [
        ("scenario", json!(sweep.scenario)),
        ("seed", json!(sweep.seed)),
        ("replications", json!(sweep.replications)),
        ("confidence", json!(sweep.confidence)),
        ("overrides", json!(sweep.overrides)),
        ("design", json!(sweep.design)),
        ("factors", json!(sweep.factors)),
        ("measures", measures.collect()),
        ("requested", json!(sweep.requested)),
        ("partial", json!(sweep.is_partial())),
    ];
    to.write_all(b"{\n")?;
    head.iter().try_for_each(|(key, value)| writeln!(to, "\"{key}\": {value},"))?;
    to.write_all(b"\"points\": [")?;
    for (number, point) in (1..).zip(&sweep.points) {
        let separator = if number == 1 { "" } else { "," };
        write!(to, "{separator}\n  {}", point_json(sweep, number, point))?;
    }
    to.write_all(b"\n]\n}\n")
}

fn point_json(sweep: &Sweep, number: u64, point: &SweptPoint) -> Value {
    let level = |level: &Level| {
        let number = level.number().filter(|(_, unit)| unit.is_empty());
        // A number stays as it is written, if JSON has it.
        number
            .and_then(|_| serde_json::from_str(level.shown()).ok())
            .unwrap_or_else(|| Value::from(level.shown()))
    };
    let levels = sweep.factors.iter().cloned().zip(point.levels.iter().map(level));
    let estimates = sweep.measures.iter().zip(&point.estimates).map(|(measure, estimate)| {
        let estimate =
            estimate.map(|it| json!({ "value": it.value, "low": it.low, "high": it.high }));
        (measure.path.clone(), json!(estimate))
    });
    json!({
        "point": number,
        "levels": levels.collect::<serde_json::Map<_, _>>(),
        "measures": estimates.collect::<serde_json::Map<_, _>>(),
    })
}

#[cfg(test)]
mod sample;

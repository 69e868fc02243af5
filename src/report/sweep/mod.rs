//! What a sweep found: a page, tables, a picture.

mod answer;
mod axis;
mod canvas;
mod html_page;
mod label;
mod map;
mod page;
mod picture;

use std::fs::File;
use std::io::{self, BufWriter, Write};

use serde_json::{Value, json};

use super::ResultsFolder;
use super::cells::{Cell, Heading, Kind, Rows, count, number, text};
use super::files::{bounded, whose};
use super::html::Origin;
use super::render::Format;
use super::table::draw;
use crate::experiment::{Level, MeasureEstimate, Sweep, SweptPoint};
use crate::model::Model;

/// Writes `sweep.csv`, a row for each point, scope and measure, while points come.
pub struct SweepRows {
    kinds: Vec<Kind>,
    rows: Rows<BufWriter<File>>,
}

impl SweepRows {
    /// Begins the file, with a column for each factor; `levels` are those of all points to come.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn new(
        factors: &[String],
        levels: impl Iterator<Item = Vec<Level>>,
        folder: &ResultsFolder,
    ) -> io::Result<Self> {
        let kinds = kinds(factors.len(), levels);
        let mut header = vec![count("point")];
        header.extend(headings(factors, &kinds));
        header.extend(OF_ESTIMATES);
        let rows = folder.rows("sweep", &header)?;
        Ok(SweepRows { kinds, rows })
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
            cells.extend(cells_of(levels, &self.kinds));
            cells.extend(whose(estimate.scope, model));
            cells.push(Cell::Word(estimate.measure.name));
            cells.push(Cell::Word(estimate.measure.unit.name()));
            cells.extend([mean, Cell::Number(estimate.std_dev), ci_low, ci_high]);
            cells.extend(bounded(estimate.ratio_of_means));
            cells.extend(quantiles);
            cells.push(Cell::Count(estimate.replications));
            self.rows.row(cells)?;
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn finish(self) -> io::Result<()> {
        self.rows.finish()
    }
}

const OF_ESTIMATES: [Heading<'static>; 15] = [
    text("scope"),
    text("name"),
    text("measure"),
    text("unit"),
    number("mean"),
    number("std_dev"),
    number("ci_low"),
    number("ci_high"),
    number("ratio_of_means"),
    number("ratio_of_means_low"),
    number("ratio_of_means_high"),
    number("p05"),
    number("p50"),
    number("p95"),
    count("replications"),
];

/// What is in the columns of the factors: numbers if all levels are.
fn kinds(factors: usize, points: impl Iterator<Item = Vec<Level>>) -> Vec<Kind> {
    let mut kinds = vec![Kind::Number; factors];
    for levels in points {
        for (kind, level) in kinds.iter_mut().zip(&levels) {
            if !is_plain_number(level) {
                *kind = Kind::Text;
            }
        }
    }
    kinds
}

/// Whether a level is a number without a unit.
fn is_plain_number(level: &Level) -> bool {
    level.number().is_some_and(|(_, unit)| unit.is_empty())
}

/// The columns of the factors.
fn headings<'a>(
    factors: &'a [String],
    kinds: &'a [Kind],
) -> impl Iterator<Item = Heading<'a>> + use<'a> {
    factors.iter().zip(kinds).map(|(name, kind)| Heading { name, kind: *kind })
}

/// The levels of a point, as they are written; a text is none that a spreadsheet takes for a formula.
fn cells_of<'a>(
    levels: &'a [Level],
    kinds: &'a [Kind],
) -> impl Iterator<Item = Cell<'a>> + use<'a> {
    levels.iter().zip(kinds).map(|(level, kind)| match (is_plain_number(level), kind) {
        (true, Kind::Number) => Cell::Written(level.shown()),
        _ if level.number().is_some() => Cell::Text(level.shown().to_owned()),
        _ => Cell::Name(level.shown()),
    })
}

/// Writes every file of a sweep but `sweep.csv`, which was written while points were simulated.
///
/// # Errors
///
/// Those of writing.
pub fn write_sweep_files(folder: &ResultsFolder, sweep: &Sweep, origin: &Origin) -> io::Result<()> {
    write_wide(sweep, |header| folder.rows("sweep_wide", header))?;
    let mut file = folder.file("sweep.json")?;
    write_json(sweep, &mut file)?;
    file.flush()?;
    let mut file = folder.file("sweep.svg")?;
    file.write_all(picture::picture(sweep).as_bytes())?;
    file.flush()?;
    let mut file = folder.file("report.html")?;
    file.write_all(html_page::html_page(sweep, origin).as_bytes())?;
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
        Format::Csv => write_wide(sweep, |header| Rows::new(to, header)),
    }
}

/// `sweep_wide`: a row for each point.
fn write_wide<W: Write>(
    sweep: &Sweep,
    begin: impl FnOnce(&[Heading]) -> io::Result<Rows<W>>,
) -> io::Result<()> {
    let kinds = kinds(sweep.factors.len(), sweep.points.iter().map(|each| each.levels.clone()));
    let mut header = vec![count("point")];
    header.extend(headings(&sweep.factors, &kinds));
    let of_measure = |path: &String| [path.clone(), format!("{path}_low"), format!("{path}_high")];
    let names: Vec<_> = sweep.measures.iter().flat_map(|each| of_measure(&each.path)).collect();
    header.extend(names.iter().map(|name| number(name)));
    let mut rows = begin(&header)?;
    for (number, point) in (1..).zip(&sweep.points) {
        let mut cells = vec![Cell::Count(number)];
        cells.extend(cells_of(&point.levels, &kinds));
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

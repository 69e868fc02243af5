//! What a comparison leaves in files.

use std::io::{self, Write};

use serde_json::json;

use super::cells::{Cell, Heading, Sheet, count, number, text};
use super::comparison_page::page;
use super::differing::Differing;
use super::files::{SUMMARY, summary_row};
use super::html::{Origin, comparison_page};
use super::table::draw;
use super::{Format, ResultsFolder};
use crate::experiment::{
    Comparison, DifferenceRow, Differences, MeasureEstimate, RunError, Shared,
};
use crate::model::Model;
use crate::observe::Better;

/// A comparison, and what it found.
#[derive(Clone, Copy)]
pub struct Compared<'a> {
    /// The scenarios and their replications.
    pub comparison: &'a Comparison<'a>,
    /// What each scenario is called; no two are called alike.
    pub labels: &'a [String],
    /// How they differ.
    pub differences: &'a Differences,
    /// What each tells alone.
    pub estimates: &'a [Vec<MeasureEstimate>],
    /// What each says otherwise than the baseline.
    pub differing: &'a [Vec<Differing>],
    /// The values that were set in all of them, as `path=value`.
    pub overrides: &'a [String],
}

impl Compared<'_> {
    /// What the baseline is called.
    pub(super) fn baseline(&self) -> &str {
        &self.labels[self.comparison.baseline()]
    }

    /// The scenarios that are held against the baseline.
    pub(super) fn others(&self) -> impl Iterator<Item = usize> + use<> {
        let baseline = self.comparison.baseline();
        (0..self.labels.len()).filter(move |scenario| *scenario != baseline)
    }

    /// The measure of a row.
    pub(super) fn shared(&self, row: &DifferenceRow) -> &Shared<'_> {
        &self.comparison.measures()[row.measure]
    }

    /// What a scenario tells alone of a measure.
    pub(super) fn estimate(&self, measure: usize, scenario: usize) -> Option<&MeasureEstimate> {
        let column = self.comparison.measures()[measure].columns[scenario]?;
        Some(&self.estimates[scenario][column])
    }
}

/// Writes every file of a comparison but the manifest.
///
/// # Errors
///
/// Those of writing.
pub fn write_comparison_files(
    folder: &ResultsFolder,
    compared: &Compared,
    origin: &Origin,
) -> io::Result<()> {
    folder.write("differences", differences(compared))?;
    folder.write("best", best(compared))?;
    scenarios(compared, folder)?;
    replications(compared, folder)?;
    let mut json = folder.file("differences.json")?;
    write_json(compared, &mut json)?;
    json.flush()?;
    let mut page = folder.file("report.html")?;
    page.write_all(comparison_page(compared, origin)?.as_bytes())?;
    page.flush()
}

/// Writes what a comparison found in a format.
///
/// # Errors
///
/// Those of writing.
pub fn write_comparison(compared: &Compared, format: Format, mut to: impl Write) -> io::Result<()> {
    match format {
        Format::Table { color } => draw(&page(compared).lines(), color, to),
        Format::Json => write_json(compared, to),
        Format::Csv => differences(compared).write_csv(to),
        Format::Markdown => {
            let title = format!("{} compared", compared.baseline());
            to.write_all(page(compared).markdown(&title).as_bytes())
        }
    }
}

/// `differences`: a row for each measure, scenario and way to sum up.
fn differences<'a>(compared: &'a Compared) -> Sheet<'a> {
    let rows = compared.differences.rows.iter().map(|row| difference_row(compared, row));
    Sheet::new(DIFFERENCES, rows)
}

const DIFFERENCES: [Heading<'static>; 21] = [
    text("scenario"),
    text("baseline"),
    text("scope"),
    text("name"),
    text("measure"),
    text("unit"),
    text("better"),
    text("estimator"),
    count("pairs"),
    count("alone"),
    number("baseline_estimate"),
    number("estimate"),
    number("difference"),
    number("ci_low"),
    number("ci_high"),
    number("p_value"),
    number("simultaneous_low"),
    number("simultaneous_high"),
    number("p_holm"),
    number("correlation"),
    number("variance_saved"),
];

fn difference_row<'a>(compared: &'a Compared, row: &'a DifferenceRow) -> Vec<Cell<'a>> {
    let shared = compared.shared(row);
    let ends = |interval: Option<[f64; 2]>| {
        [0, 1].map(|end| Cell::Number(interval.map(|interval| interval[end])))
    };
    let [ci_low, ci_high] = ends(row.interval);
    let [low, high] = ends(row.together.map(|together| together.interval));
    vec![
        Cell::Name(&compared.labels[row.scenario]),
        Cell::Name(compared.baseline()),
        Cell::Word(shared.kind),
        Cell::Name(shared.name),
        Cell::Word(shared.measure.name),
        Cell::Word(shared.measure.unit.name()),
        Cell::Word(row.better.map_or("", Better::name)),
        Cell::Word(row.summary.name()),
        Cell::Count(row.pairs),
        Cell::Count(row.alone),
        Cell::Number(row.baseline_estimate),
        Cell::Number(row.estimate),
        Cell::Number(row.value),
        ci_low,
        ci_high,
        Cell::Number(row.p_value),
        low,
        high,
        Cell::Number(row.together.map(|together| together.p_holm)),
        Cell::Number(row.correlation),
        Cell::Number(row.variance_saved),
    ]
}

/// `best`: how each scenario stands to the best of the others.
fn best<'a>(compared: &'a Compared) -> Sheet<'a> {
    let found = compared.differences;
    let rows = found.compared.iter().zip(&found.best).map(|(scenario, with_best)| {
        vec![
            Cell::Text(compared.comparison.path(found.best_measure)),
            Cell::Name(&compared.labels[*scenario]),
            Cell::Number(with_best.lead.into()),
            Cell::Number(with_best.low.into()),
            Cell::Number(with_best.high.into()),
            Cell::Truth(with_best.may_be_best),
        ]
    });
    Sheet::new(BEST, rows)
}

const BEST: [Heading<'static>; 6] = [
    text("measure"),
    text("scenario"),
    number("lead"),
    number("lead_low"),
    number("lead_high"),
    text("may_be_best"),
];

/// `scenarios`: the summary of each scenario.
fn scenarios(compared: &Compared, folder: &ResultsFolder) -> io::Result<()> {
    let header = [[text("scenario")].as_slice(), &SUMMARY].concat();
    let mut rows = folder.rows("scenarios", &header)?;
    let models = compared.comparison.catalogues().map(|catalogue| catalogue.model());
    for ((label, model), estimates) in compared.labels.iter().zip(models).zip(compared.estimates) {
        let model: &Model = model;
        for estimate in estimates {
            let label = std::iter::once(Cell::Name(label));
            rows.row(label.chain(summary_row(estimate, model)))?;
        }
    }
    rows.finish()
}

/// `replications`: each value that is in a pair, measure by measure.
fn replications(compared: &Compared, folder: &ResultsFolder) -> io::Result<()> {
    let comparison = compared.comparison;
    let header = [
        text("scenario"),
        text("scope"),
        text("name"),
        text("measure"),
        count("replication"),
        number("value"),
    ];
    let mut rows = folder.rows("replications", &header)?;
    for (number, shared) in comparison.measures().iter().enumerate() {
        for (scenario, label) in compared.labels.iter().enumerate() {
            let values = comparison.values(number, scenario).map_err(as_io)?.unwrap_or_default();
            let first = comparison.settings().replications.start;
            for (replication, value) in (first..).zip(values) {
                let Some(value) = value.value() else { continue };
                rows.row([
                    Cell::Name(label),
                    Cell::Word(shared.kind),
                    Cell::Name(shared.name),
                    Cell::Word(shared.measure.name),
                    Cell::Count(replication),
                    Cell::Number(Some(value)),
                ])?;
            }
        }
    }
    rows.finish()
}

pub(super) fn as_io(error: RunError) -> io::Error {
    match error {
        RunError::Io(error) => error,
        other => io::Error::other(other),
    }
}

fn write_json(compared: &Compared, mut to: impl Write) -> io::Result<()> {
    let (comparison, found) = (compared.comparison, compared.differences);
    let settings = comparison.settings();
    let facts = [
        ("scenarios", json!(compared.labels)),
        ("baseline", json!(compared.baseline())),
        ("seed", json!(settings.seed)),
        ("overrides", json!(compared.overrides)),
        ("replications", json!(comparison.replications())),
        ("partial", json!(comparison.is_partial())),
        ("confidence", json!(settings.confidence)),
        ("simultaneous_claims", json!(found.claims)),
        ("best_measure", json!(comparison.path(found.best_measure))),
    ];
    to.write_all(b"{\n")?;
    for (key, value) in facts {
        writeln!(to, "\"{key}\": {value},")?;
    }
    for (key, sheet) in [
        ("best", best(compared)),
        ("differing", differing(compared)),
        ("not_in_all", not_in_all(compared)),
        ("differences", differences(compared)),
    ] {
        write!(to, "\"{key}\": ")?;
        sheet.write_json(&mut to)?;
        to.write_all(if key == "differences" { b"\n}\n" } else { b",\n" })?;
    }
    Ok(())
}

/// What each scenario says otherwise than the baseline.
fn differing<'a>(compared: &'a Compared) -> Sheet<'a> {
    let side = |side: &Option<String>| Cell::Text(side.clone().unwrap_or_default());
    let rows = compared.labels.iter().zip(compared.differing).flat_map(move |(label, rows)| {
        let row = move |each: &'a Differing| {
            vec![Cell::Name(label), Cell::Name(&each.path), side(&each.before), side(&each.after)]
        };
        rows.iter().map(row)
    });
    Sheet::new([text("scenario"), text("path"), text("baseline_value"), text("value")], rows)
}

/// The measures that some scenarios have not.
fn not_in_all<'a>(compared: &'a Compared) -> Sheet<'a> {
    let measures = compared.comparison.measures().iter();
    let some = measures.filter(|each| each.columns.iter().any(Option::is_none));
    let rows = some.map(|each| {
        let having = compared.labels.iter().zip(&each.columns);
        let having = having.filter(|(_, column)| column.is_some()).map(|(label, _)| label.as_str());
        vec![
            Cell::Word(each.kind),
            Cell::Name(each.name),
            Cell::Word(each.measure.name),
            Cell::Text(having.collect::<Vec<_>>().join(", ")),
        ]
    });
    Sheet::new([text("scope"), text("name"), text("measure"), text("scenarios")], rows)
}

//! Which of several scenarios is the best: a page, and files.

use std::io::{self, Write};

use serde_json::json;

use super::cells::{Cell, Sheet, count, number, text};
use super::files::bounded;
use super::html::{Origin, cut, selection_page};
use super::labels::{number_label, percent_label};
use super::number::{Shown, with_half_width};
use super::page::Page;
use super::section::Section;
use super::table::{Table, draw};
use super::{Format, ResultsFolder};
use crate::experiment::{Bounded, ByBudget, ByIndifference, Fate, Ranked, Selection};
use crate::observe::{Better, Form, Measure, Unit};

/// A selection, and what it was made from.
#[derive(Clone, Debug)]
pub struct Selected<'a> {
    /// What was selected.
    pub selection: &'a Selection,
    /// What each candidate is called; no two are called alike.
    pub labels: &'a [String],
    /// The measure that decides, as it was asked for.
    pub path: &'a str,
    /// The measure that decides.
    pub measure: &'static Measure,
    /// How it was decided.
    pub by: By<'a>,
    /// The seed of all candidates.
    pub seed: u64,
    /// The values that were set in all candidates, as `path=value`.
    pub overrides: &'a [String],
}

/// How it was decided.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// Until the best is known.
    Indifference(&'a ByIndifference),
    /// By so many replications.
    Budget(&'a ByBudget),
}

/// Writes every file of a selection but the manifest.
///
/// # Errors
///
/// Those of writing.
pub fn write_selection_files(
    folder: &ResultsFolder,
    selected: &Selected,
    origin: &Origin,
) -> io::Result<()> {
    folder.write("selection", sheet(selected))?;
    let mut json = folder.file("selection.json")?;
    write_json(selected, &mut json)?;
    json.flush()?;
    let mut page = folder.file("report.html")?;
    page.write_all(selection_page(selected, origin).as_bytes())?;
    page.flush()
}

/// Writes what was selected in a format.
///
/// # Errors
///
/// Those of writing.
pub fn write_selection(selected: &Selected, format: Format, mut to: impl Write) -> io::Result<()> {
    match format {
        Format::Table { color } => draw(&page(selected).lines(), color, to),
        Format::Json => write_json(selected, to),
        Format::Csv => sheet(selected).write_csv(to),
        Format::Markdown => {
            let title = format!("The best by {}", selected.path);
            to.write_all(page(selected).markdown(&title).as_bytes())
        }
    }
}

/// `selection`: a row for each candidate.
fn sheet<'a>(selected: &'a Selected) -> Sheet<'a> {
    let rows = selected.selection.ranked.iter().zip(selected.labels);
    let rows = rows.map(|(ranked, label)| row(selected, ranked, label));
    let header = [
        text("variant"),
        text("measure"),
        text("unit"),
        number("mean"),
        number("std_dev"),
        number("ci_low"),
        number("ci_high"),
        number("behind"),
        number("behind_low"),
        number("behind_high"),
        count("replications"),
        text("outcome"),
        text("dropped_for"),
    ];
    Sheet::new(header, rows)
}

fn row<'a>(selected: &'a Selected, ranked: &Ranked, label: &'a str) -> Vec<Cell<'a>> {
    let [mean, low, high] = bounded(Some(ranked.mean));
    let [behind, behind_low, behind_high] = bounded(ranked.behind);
    let (outcome, by) = match ranked.fate {
        Fate::Best => ("best", ""),
        Fate::Dropped { by } => ("dropped", selected.labels[by].as_str()),
        Fate::NotBest => ("not_best", ""),
    };
    vec![
        Cell::Name(label),
        Cell::Name(selected.path),
        Cell::Word(selected.measure.unit.name()),
        mean,
        Cell::Number(Some(ranked.std_dev)),
        low,
        high,
        behind,
        behind_low,
        behind_high,
        Cell::Count(ranked.replications),
        Cell::Word(outcome),
        Cell::Name(by),
    ]
}

fn write_json(selected: &Selected, mut to: impl Write) -> io::Result<()> {
    let selection = selected.selection;
    let mut of_all = vec![
        ("measure", json!(selected.path)),
        ("better", json!(selected.better().name())),
        ("best", json!(selected.labels[selection.best])),
        ("probability_correct", json!(selection.probability)),
    ];
    of_all.extend(match selected.by {
        By::Indifference(by) => vec![
            ("procedure", json!("kn")),
            ("decided", json!(selection.probability.is_some())),
            ("indifference", json!(by.indifference)),
            ("confidence", json!(by.probability)),
            ("first_stage", json!(by.first_stage)),
            ("at_most", json!(by.at_most)),
        ],
        By::Budget(by) => vec![
            ("procedure", json!("ocba")),
            ("budget", json!(by.budget)),
            ("confidence", json!(by.confidence)),
            ("first_stage", json!(by.first_stage)),
        ],
    });
    of_all.extend([
        ("seed", json!(selected.seed)),
        ("overrides", json!(selected.overrides)),
        ("replications", json!(selection.replications())),
        ("replications_without_dropping", json!(selection.replications_without_dropping())),
    ]);
    to.write_all(b"{\n")?;
    for (key, value) in of_all {
        writeln!(to, "\"{key}\": {value},")?;
    }
    to.write_all(b"\"variants\": ")?;
    sheet(selected).write_json(&mut to)?;
    to.write_all(b"\n}\n")
}

impl Selected<'_> {
    fn better(&self) -> Better {
        match self.by {
            By::Indifference(by) => by.better,
            By::Budget(by) => by.better,
        }
    }

    /// How its values are shown, and their unit.
    pub(super) fn shown(&self) -> (Shown, &'static str) {
        let unit = match self.measure.unit {
            Unit::Share => " %",
            Unit::Seconds => " s",
            Unit::Hours => " h",
            Unit::PerHour => " per hour",
            Unit::Calls | Unit::Lines | Unit::Times | Unit::Money => "",
        };
        (Shown::of(self.measure.unit), unit)
    }

    /// As it was written, in the unit of the measure: 0.01 is a percentage point of a share.
    fn indifference(&self, by: &ByIndifference) -> String {
        match self.measure.unit {
            Unit::Seconds | Unit::Hours | Unit::PerHour => {
                format!("{}{}", by.indifference, self.shown().1)
            }
            Unit::Share | Unit::Calls | Unit::Lines | Unit::Times | Unit::Money => {
                by.indifference.to_string()
            }
        }
    }

    /// A value as it is shown; nothing where there is none.
    pub(super) fn number(&self, value: Option<Bounded>) -> String {
        value.map_or(String::new(), |value| with_half_width(Some(value), self.shown().0))
    }

    fn with_unit(&self, mean: Bounded) -> String {
        let (shown, unit) = self.shown();
        with_half_width(Some(mean), shown) + unit
    }
}

/// The page.
pub(super) fn page(selected: &Selected) -> Page {
    Page::of(headlines(selected), vec![Section::new("", table(selected))], notes(selected))
}

fn headlines(selected: &Selected) -> Vec<String> {
    let selection = selected.selection;
    let best = &selected.labels[selection.best];
    let mean = selected.with_unit(selection.ranked[selection.best].mean);
    let of = format!("{}: {mean}", selected.path);
    match (selected.by, selection.probability) {
        (By::Indifference(by), Some(probability)) => vec![
            format!("{best} is the best, {of}"),
            format!(
                "with probability {} or more none is better by {} or more",
                percent_label(probability),
                selected.indifference(by)
            ),
        ],
        (By::Indifference(by), None) => vec![
            format!("{best} is the best so far, {of}"),
            format!("NOT DECIDED: {} replications of one are the most allowed", by.at_most),
        ],
        (By::Budget(_), probability) => vec![
            format!("{best} is the best, {of}"),
            format!(
                "this is right with probability {}, as far as the replications tell",
                about(probability.unwrap_or(0.0))
            ),
        ],
    }
}

/// The same as sentences.
pub(super) fn sentences(selected: &Selected) -> Vec<String> {
    let selection = selected.selection;
    let best = &selected.labels[selection.best];
    let mean = selected.with_unit(selection.ranked[selection.best].mean);
    let so_far = match (selected.by, selection.probability) {
        (By::Indifference(_), None) => " so far",
        (By::Indifference(_), Some(_)) | (By::Budget(_), _) => "",
    };
    let how_sure = match (selected.by, selection.probability) {
        (By::Indifference(by), Some(probability)) => format!(
            "With probability {} or more, none is better by {} or more.",
            percent_label(probability),
            match (selected.measure.unit, number_label(100.0 * by.indifference).as_str()) {
                (Unit::Share, "1") => "1 percentage point".to_owned(),
                (Unit::Share, points) => format!("{points} percentage points"),
                (_, _) => selected.indifference(by),
            }
        ),
        (By::Indifference(by), None) => {
            format!("NOT DECIDED: {} replications of one are the most allowed.", by.at_most)
        }
        (By::Budget(_), probability) => format!(
            "This is right with probability {}, as far as the replications tell.",
            about(probability.unwrap_or(0.0))
        ),
    };
    vec![format!("By {}, {best} is the best{so_far}: {mean}.", selected.path), how_sure]
}

/// A probability that is no guarantee, in percent.
fn about(probability: f64) -> String {
    let percent = 100.0 * probability;
    match percent {
        sure if sure > 99.9 => "above 99.9 %".to_owned(),
        percent => format!("about {percent:.1} %"),
    }
}

/// Why one was dropped is told with no more letters of the better one's name.
const LONGEST_BETTER: usize = 24;

fn table(selected: &Selected) -> Table {
    let unit = selected.shown().1.trim();
    let title = match unit {
        "" => selected.path.to_owned(),
        unit => format!("{}\n{unit}", selected.path),
    };
    let header = ["variant", &title, "behind\nthe best", "replications", "outcome"];
    let mut table = Table::new(1, header).ending_with_text();
    for (ranked, label) in selected.selection.ranked.iter().zip(selected.labels) {
        let mean = selected.number(Some(ranked.mean));
        let outcome = match (ranked.fate, selected.by) {
            (Fate::Best, _) => "best".to_owned(),
            (Fate::Dropped { by }, _) => {
                format!("dropped: {} is better", cut(&selected.labels[by], LONGEST_BETTER))
            }
            (Fate::NotBest, By::Indifference(_)) => "not dropped".to_owned(),
            (Fate::NotBest, By::Budget(_)) => String::new(),
        };
        let behind = selected.number(ranked.behind);
        let cells = vec![label.clone(), mean, behind, ranked.replications.to_string(), outcome];
        match ranked.fate {
            Fate::Best => table.marked_row(cells),
            Fate::Dropped { .. } | Fate::NotBest => table.row(cells),
        }
    }
    table
}

fn notes(selected: &Selected) -> Vec<String> {
    let mut notes = match selected.by {
        By::Indifference(by) => vec![
            format!(
                "Procedure KN, first stage {}; differences below {} count as none.",
                by.first_stage,
                selected.indifference(by)
            ),
            saving(selected.selection),
        ],
        By::Budget(by) => vec![format!(
            "{} replications distributed by OCBA, first stage {}.",
            by.budget, by.first_stage
        )],
    };
    notes.push(format!("The same callers in every variant, seed {}.", selected.seed));
    let confidence = match selected.by {
        By::Indifference(by) => by.probability,
        By::Budget(by) => by.confidence,
    };
    let ratio = match selected.measure.form {
        Form::Ratio => ", of the mean of the replications' values",
        Form::Plain | Form::Days => "",
    };
    notes.push(format!("± at {} confidence{ratio}.", percent_label(confidence)));
    notes.push("Behind the best: in the replications that both have.".to_owned());
    notes.extend(selected.overrides.iter().map(|each| format!("Not as in the scenarios: {each}")));
    notes
}

/// What it was worth to drop some early.
fn saving(selection: &Selection) -> String {
    let (spent, whole) = (selection.replications(), selection.replications_without_dropping());
    match 100 * (whole - spent) / whole {
        0 => format!("{spent} replications were compared."),
        saved => format!(
            "{spent} replications were compared, {saved} % fewer than all variants to the end ({whole})."
        ),
    }
}

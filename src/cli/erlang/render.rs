//! The answer of `callsim erlang` as table, JSON, CSV or Markdown.

use std::io::Write;

use comfy_table::{CellAlignment, Table, TableStyle, presets};
use serde_json::{Map, Value, json};

use super::{Answer, OutputFormat, Question};
use crate::theory::{Formula, Performance};
use crate::time::SimDuration;

/// Writes the answer in a format.
pub(super) fn write(
    question: &Question,
    answer: &Answer,
    format: OutputFormat,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let columns: Vec<&Column> =
        COLUMNS.iter().filter(|column| column.is_known(question.formula)).collect();
    // To the eye, the load is said once, above the table.
    let visible = columns.iter().copied().filter(|column| column.name != "load");
    match format {
        OutputFormat::Table => {
            let table = table(question, answer, visible.collect(), presets::NOTHING);
            writeln!(out, "{}\n\n{}", headline(question, answer).join("\n"), table.trim_fmt())?;
        }
        OutputFormat::Markdown => {
            let table = table(question, answer, visible.collect(), presets::ASCII_MARKDOWN);
            writeln!(out, "{}\n\n{}", headline(question, answer).join("\n\n"), table.trim_fmt())?;
        }
        OutputFormat::Csv => write_csv(question, answer, &columns, out)?,
        OutputFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &object(question, answer, &columns))?;
            writeln!(out)?;
        }
    }
    Ok(())
}

/// A measure: its name in files and to the eye, its unit, and where it stands.
struct Column {
    name: &'static str,
    title: &'static str,
    unit: Unit,
    value: fn(&Performance) -> Option<f64>,
}

/// How a number is shown.
#[derive(Clone, Copy)]
enum Unit {
    Agents,
    Erlangs,
    Share,
    Seconds,
}

/// Every measure, in the order shown.
const COLUMNS: [Column; 8] = [
    Column {
        name: "agents",
        title: "agents",
        unit: Unit::Agents,
        value: |row| Some(f64::from(row.agents)),
    },
    Column { name: "load", title: "load", unit: Unit::Erlangs, value: |row| Some(row.load) },
    Column {
        name: "occupancy",
        title: "occupancy",
        unit: Unit::Share,
        value: |row| Some(row.occupancy),
    },
    Column { name: "blocked_share", title: "blocked", unit: Unit::Share, value: |row| row.blocked },
    Column { name: "waited", title: "waited", unit: Unit::Share, value: |row| row.waiting },
    Column {
        name: "service_level_offered",
        title: "service level",
        unit: Unit::Share,
        value: |row| row.service_level,
    },
    Column { name: "asa", title: "ASA", unit: Unit::Seconds, value: |row| row.asa },
    Column {
        name: "abandonment",
        title: "abandoned",
        unit: Unit::Share,
        value: |row| row.abandonment,
    },
];

impl Column {
    /// Whether the formula knows the measure.
    fn is_known(&self, formula: Formula) -> bool {
        match self.name {
            "blocked_share" => formula == Formula::B,
            "waited" | "service_level_offered" | "asa" => formula != Formula::B,
            "abandonment" => matches!(formula, Formula::A { .. }),
            _ => true,
        }
    }

    /// The number as people read it.
    fn show(&self, row: &Performance) -> String {
        let Some(value) = (self.value)(row) else {
            return "–".into();
        };
        match self.unit {
            Unit::Agents => format!("{value}"),
            Unit::Erlangs => format!("{value:.2}"),
            Unit::Share => format!("{:.2} %", 100.0 * value),
            Unit::Seconds => format!("{value:.1} s"),
        }
    }

    /// The number as it stands in files: in full, and whole if it counts.
    fn json(&self, row: &Performance) -> Value {
        match (self.value)(row) {
            None => Value::Null,
            Some(value) => match self.unit {
                Unit::Agents => json!(row.agents),
                Unit::Erlangs | Unit::Share | Unit::Seconds => json!(value),
            },
        }
    }
}

/// What is asked and what it takes, in lines of words.
fn headline(question: &Question, answer: &Answer) -> Vec<String> {
    let queue = &question.queue;
    let (letter, fate) = match question.formula {
        Formula::B => ("B", "blocked if nobody is idle".into()),
        Formula::C => ("C", "nobody abandons".into()),
        Formula::A { mean_patience } => ("A", format!("patience {}", duration(mean_patience))),
    };
    let mut lines = vec![format!(
        "Erlang {letter}: {} calls/h, handling {}, {fate}: {:.2} erlangs",
        rounded(queue.arrival_rate * 3600.0),
        duration(queue.mean_handling),
        queue.load(),
    )];
    if question.formula != Formula::B {
        let within = duration(question.within);
        lines.push(format!("service level: answered within {within} ÷ offered"));
    }
    if let Some(needed) = answer.needed {
        let bounds = bounds(question).join(" and ");
        lines.push(format!("agents needed: {needed}, for {bounds}"));
    }
    lines
}

/// The bounds of the goal, in words.
fn bounds(question: &Question) -> Vec<String> {
    let Some(goal) = question.goal else {
        return Vec::new();
    };
    let percent = |value: f64| format!("{} %", rounded(100.0 * value));
    [
        goal.service_level.map(|share| format!("service level ≥ {}", percent(share))),
        goal.asa.map(|seconds| format!("ASA ≤ {}", duration(seconds))),
        goal.abandonment.map(|share| format!("abandoned ≤ {}", percent(share))),
        goal.waiting.map(|share| format!("waited ≤ {}", percent(share))),
        goal.blocked.map(|share| format!("blocked ≤ {}", percent(share))),
        goal.occupancy.map(|share| format!("occupancy ≤ {}", percent(share))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A number to six digits, without the noise of units converted forth and back.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

fn duration(seconds: f64) -> SimDuration {
    SimDuration::from_secs_f64(seconds)
}

/// The rows as a table.
fn table(question: &Question, answer: &Answer, columns: Vec<&Column>, style: TableStyle) -> Table {
    let mut table = Table::new();
    table.load_style(style);
    let goal = question.goal.is_some().then_some("goal");
    table.set_header(columns.iter().map(|column| column.title).chain(goal));
    for row in &answer.rows {
        let mut cells: Vec<String> = columns.iter().map(|column| column.show(row)).collect();
        if let Some(goal) = &question.goal {
            cells.push(if goal.is_kept_by(row) { "met" } else { "missed" }.into());
        }
        table.add_row(cells);
    }
    table.column_iter_mut().for_each(|column| column.set_cell_alignment(CellAlignment::Right));
    table
}

/// A header and a row per number of agents.
fn write_csv(
    question: &Question,
    answer: &Answer,
    columns: &[&Column],
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let goal = question.goal.is_some().then_some("goal_met");
    csv.write_record(columns.iter().map(|column| column.name).chain(goal))?;
    for row in &answer.rows {
        let text = |column: &&Column| match (column.value)(row) {
            Some(value) => value.to_string(),
            None => String::new(),
        };
        let met = question.goal.map(|goal| goal.is_kept_by(row).to_string());
        csv.write_record(columns.iter().map(text).chain(met))?;
    }
    csv.flush()?;
    Ok(())
}

/// Question and answer as one object.
fn object(question: &Question, answer: &Answer, columns: &[&Column]) -> Value {
    let (formula, mean_patience) = match question.formula {
        Formula::B => ("erlang-b", None),
        Formula::C => ("erlang-c", None),
        Formula::A { mean_patience } => ("erlang-a", Some(mean_patience)),
    };
    let rows = answer.rows.iter().map(|row| {
        let measures = columns.iter().map(|column| (column.name.to_owned(), column.json(row)));
        let met = question.goal.map(|goal| ("goal_met".to_owned(), json!(goal.is_kept_by(row))));
        Value::Object(measures.chain(met).collect::<Map<_, _>>())
    });
    json!({
        "formula": formula,
        "calls_per_hour": question.queue.arrival_rate * 3600.0,
        "aht": question.queue.mean_handling,
        "patience": mean_patience,
        "within": (question.formula != Formula::B).then_some(question.within),
        "agents_needed": answer.needed,
        "rows": rows.collect::<Vec<_>>(),
    })
}

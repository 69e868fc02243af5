//! Chapter 3: where the numbers come from.

use serde_json::Value;

use super::super::differing::{name_of, step};
use super::super::manifest::Source;
use super::super::table::short;
use super::Study;
use super::item::Item;
use crate::model::{Model, Patience, Process};

/// The items of the chapter.
pub(super) fn items(study: Study) -> Vec<Item> {
    vec![sources(study), preparation(study), parameters(study), assumptions(study.model)]
}

fn sources(study: Study) -> Item {
    let file = |source: &Source| format!("{}, SHA-256 {}", source.file, source.sha256);
    let files = study.provenance.sources.iter().map(file);
    Item::new("3.1", "Data sources")
        .says("The scenario was read from these files:")
        .lists(files)
        .asks("where the numbers in them come from, of which time they are, and why these were taken.")
}

fn preparation(study: Study) -> Item {
    let unused = study.provenance.sources.iter().filter(|source| source.rows_not_used > 0);
    let unused =
        unused.map(|source| format!("{}: {} rows are not used", source.file, source.rows_not_used));
    let is_trace = study
        .model
        .call_types()
        .iter()
        .any(|each| matches!(each.arrivals.process, Process::Trace(_)));
    let trace = match is_trace {
        true => "Calls of a trace are replayed as they are in the file.",
        false => "",
    };
    Item::new("3.2", "Pre-processing")
        .says(
            "The program changes no number but where the scenario says so: rates are multiplied by their scale and by \
             the factors of weekdays, dates and surges. It fits no distribution.",
        )
        .says(trace)
        .lists(unused)
        .asks("how raw data became the numbers of the scenario: cleaning, sampling, fitting, and how good the fit is.")
}

fn parameters(study: Study) -> Item {
    let mut rows = Vec::new();
    collect(String::new(), &study.provenance.document, &mut rows);
    Item::new("3.3", "Input parameters")
        .says(
            "Every value of the scenario as it was run, by its path as --set names it. What is not here has the default \
             of docs/scenario-format.md. Durations carry their unit.",
        )
        .tabulates(["parameter", "value"], rows)
}

/// What names the scenario and is told elsewhere.
const NAMING: [&str; 3] = ["format", "name", "description"];

/// A longer value is cut; the manifest has all of it.
const LONGEST: usize = 400;

/// The values below a path, in the order of their document.
fn collect(path: String, value: &Value, rows: &mut Vec<[String; 2]>) {
    match value {
        Value::Object(table) => {
            let kept = table.iter().filter(|(key, _)| !NAMING.contains(&key.as_str()));
            kept.for_each(|(key, value)| collect(step(&path, key), value, rows));
        }
        Value::Array(list) if list.iter().any(|each| each.is_object() || each.is_array()) => {
            let names: Vec<_> = list.iter().map(name_of).collect();
            for (number, (element, name)) in list.iter().zip(&names).enumerate() {
                // A name that two of them have tells neither.
                let name =
                    name.clone().filter(|_| names.iter().filter(|it| *it == name).count() == 1);
                let name = name.unwrap_or_else(|| (number + 1).to_string());
                collect(step(&path, &name), element, rows);
            }
        }
        Value::Array(list) => {
            let all: Vec<_> = list.iter().map(told).collect();
            let text = all.join(", ");
            let cut = short(&text, LONGEST);
            let note = match cut.len() == text.len() {
                true => String::new(),
                false => format!(" ({} values, all of them in manifest.json)", all.len()),
            };
            rows.push([path, cut + &note]);
        }
        single => rows.push([path, short(&told(single), LONGEST)]),
    }
}

fn told(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn assumptions(model: &Model) -> Item {
    let types = model.call_types();
    let groups = model.agent_groups();
    let is_machine =
        groups.iter().all(|group| !group.has_persons() && group.individuals.is_empty());
    let is_patient = types.iter().any(|each| each.patience == Patience::Infinite);
    let has_redial = types.iter().any(|each| each.redial.is_some());
    let is_certain = types.iter().all(|each| {
        let arrivals = &each.arrivals;
        arrivals.process == Process::Poisson
            && arrivals.busyness.is_none()
            && arrivals.surges.is_empty()
    });
    let always = [
        "Patience is drawn anew for each attempt and in each queue, work once for a caller in each queue, but for \
         what a trace brings. Both are independent of each other and of the waits.",
        "Handling times do not depend on how long a caller has waited or how many others wait.",
        "Logging in and changing from one call type to another take no time.",
    ];
    let here = [
        (is_machine, "Agents of a group are alike, never absent, never late and never tired."),
        (
            is_certain,
            "The forecast is certain: calls are Poisson with the rates given, on every day the same.",
        ),
        (is_patient, "Callers of some types never hang up, see 2.5.4."),
        (!has_redial, "Who gets no answer does not call again."),
        (model.trunk_groups().is_empty(), "There are always enough lines."),
        (model.outages().is_empty(), "Nothing breaks."),
    ];
    let here = here.into_iter().filter_map(|(is_so, text)| is_so.then_some(text));
    let made = always.into_iter().chain(here).map(str::to_owned);
    Item::new("3.4", "Assumptions")
        .lists(made)
        .asks("assumptions that the author made beyond these, and what was left out of the model on purpose.")
}

//! What factors and measures are called where there is little room.

use super::super::number::{Shown, probability, with_half_width};
use crate::experiment::{Bounded, Level, Sweep, SweptMeasure};
use crate::observe::Unit;

/// The factors by the last parts of their paths, as many as tell them apart: `sales.agents`.
pub(super) fn factor_labels(paths: &[String]) -> Vec<String> {
    (1..=MOST_PARTS)
        .map(|parts| paths.iter().map(|path| last_parts(path, parts)).collect::<Vec<_>>())
        .find(|labels| {
            let differ = (1..labels.len()).all(|index| !labels[..index].contains(&labels[index]));
            // `1.agents` alone does not tell what is the first.
            differ && !labels.iter().any(|it| it.starts_with(|sign: char| sign.is_ascii_digit()))
        })
        .unwrap_or_else(|| paths.to_vec())
}

/// No path has more parts that matter.
const MOST_PARTS: usize = 8;

fn last_parts(path: &str, parts: usize) -> String {
    // A dot in quotes is none.
    if path.contains(['"', '\'']) {
        return path.to_owned();
    }
    path.rmatch_indices('.').nth(parts - 1).map_or(path, |(at, _)| &path[at + 1..]).to_owned()
}

/// The levels of a point: `agents = 27, scale = 1.1`.
pub(super) fn levels_label(labels: &[String], levels: &[Level]) -> String {
    let texts: Vec<_> = labels
        .iter()
        .zip(levels)
        .map(|(label, level)| format!("{label} = {}", level.shown()))
        .collect();
    texts.join(", ")
}

/// The name of a measure in words, with its unit: `service level %`.
pub(super) fn measure_label(measure: &SweptMeasure) -> String {
    let name = measure.measure.name.replace('_', " ");
    let name = match name.as_str() {
        "asa" | "aht" => name.to_uppercase(),
        _ => name,
    };
    let unit = match measure.measure.unit {
        // A probability has its sign with each number.
        Unit::Share if measure.measure.name == PROBABILITY => "",
        Unit::Share => " %",
        Unit::Seconds => " s",
        Unit::Hours => " h",
        Unit::PerHour => " per h",
        Unit::Calls | Unit::Lines | Unit::Times | Unit::Money => "",
    };
    name + unit
}

const PROBABILITY: &str = "probability_met";

/// The value of a measure with its interval.
pub(super) fn estimate_label(
    sweep: &Sweep,
    measure: &SweptMeasure,
    estimate: Option<Bounded>,
) -> String {
    match estimate {
        Some(estimate) if measure.measure.name == PROBABILITY => {
            probability(estimate, sweep.replications)
        }
        estimate => with_half_width(estimate, shown(measure)),
    }
}

/// In what the numbers of a measure are shown.
pub(super) fn shown(measure: &SweptMeasure) -> Shown {
    Shown::of(measure.measure.unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_are_called_by_as_little_as_tells_them_apart() {
        let labels = |paths: &[&str]| {
            factor_labels(&paths.iter().map(|&path| path.to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(labels(&["agent_group.sales.agents"]), ["agents"]);
        assert_eq!(
            labels(&["agent_group.sales.agents", "agent_group.cards.agents", "name"]),
            ["sales.agents", "cards.agents", "name"]
        );
        assert_eq!(labels(&["agent_group.'a.b'.agents"]), ["agent_group.'a.b'.agents"]);
    }
}

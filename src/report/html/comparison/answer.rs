//! The answer of a comparison, in sentences.

use super::words::{decider, unit_words, whose_measure};
use crate::experiment::DifferenceRow;
use crate::observe::Unit;
use crate::report::comparison::Compared;
use crate::report::comparison_page::{factor, interrupted, listed, size, verdict};
use crate::report::number::{NONE, alone};

/// First which is the best, if there are several; then how far each is from the baseline.
pub(super) fn sentences(compared: &Compared) -> Vec<String> {
    let measure = compared.differences.best_measure;
    let sentence = |scenario: usize| match compared.differences.row(measure, scenario) {
        Some(row) => sentence(compared, row),
        None => {
            let label = &compared.labels[scenario];
            format!("{label} has no {} to compare.", decider(compared))
        }
    };
    let mut lines: Vec<_> = best_of_all(compared).into_iter().collect();
    lines.extend(compared.others().map(sentence));
    lines.extend(interrupted(compared).map(|it| format!("{it}.")));
    lines
}

/// Which scenarios may be the best; nothing if there are but two.
fn best_of_all(compared: &Compared) -> Option<String> {
    let found = compared.differences;
    if found.compared.len() <= 2 {
        return None;
    }
    let those = |may_be_best: bool| {
        let both = found.compared.iter().zip(&found.best);
        let those = both.filter(|(_, each)| each.may_be_best == may_be_best);
        those.map(|(scenario, _)| compared.labels[*scenario].as_str()).collect::<Vec<_>>()
    };
    let by = decider(compared);
    Some(match (those(true).as_slice(), those(false).as_slice()) {
        ([], _) => return None,
        ([best], _) => format!("By {by}, {best} is surely the best."),
        (_, []) => format!("By {by}, any of them may be the best."),
        (may, not) => {
            format!("By {by}, the best is one of {}; not {}.", listed(may), listed(not))
        }
    })
}

/// `one-more answers 2.1 ± 0.3 percentage points more of the calls in time than today …`.
fn sentence(compared: &Compared, row: &DifferenceRow) -> String {
    let (label, baseline) = (&compared.labels[row.scenario], compared.baseline());
    let shared = compared.shared(row);
    let words = whose_measure(shared);
    let Some(value) = row.value else {
        return format!("{label} can’t be compared with {baseline}: there is no {words}.");
    };
    let from_to = from_to(compared, row);
    if value == 0.0 && row.interval.is_some_and(|interval| interval == [0.0; 2]) {
        return format!("{label} is like {baseline} in every replication ({words} {from_to}).");
    }
    let size = format!("{}{}", size(row, shared), points(shared.measure.unit));
    let is_more = value > 0.0;
    let sure = verdict(compared, row);
    if shared.measure.name.starts_with("service_level") {
        let more = if is_more { "more" } else { "fewer" };
        let whose = if shared.is_of_all { String::new() } else { format!("{} ", shared.name) };
        return format!(
            "{label} answers {size} {more} of the {whose}calls in time than {baseline} \
             ({from_to}): {sure}."
        );
    }
    let more = if is_more { "higher" } else { "lower" };
    format!("With {label}, {words} is {size} {more} than with {baseline} ({from_to}): {sure}.")
}

/// `82.4 → 85.8 %`.
fn from_to(compared: &Compared, row: &DifferenceRow) -> String {
    let shared = compared.shared(row);
    let [from, to] = [row.baseline_estimate, row.estimate]
        .map(|each| each.map_or(NONE.to_owned(), |each| alone(factor(shared) * each)));
    let unit = match shared.measure.unit {
        Unit::Share => " %".to_owned(),
        Unit::Money => String::new(),
        unit => format!(" {}", unit.name()),
    };
    format!("{from} → {to}{unit}")
}

/// The unit of a difference.
fn points(unit: Unit) -> String {
    match unit {
        Unit::Money => String::new(),
        unit => format!(" {}", unit_words(unit)),
    }
}

//! The page of a comparison: is it better, by how much, how sure are we.

use std::collections::BTreeSet;

use super::comparison::Compared;
use super::labels::percent_label;
use super::number::{NONE, Shown, alone, with_half_width};
use super::page::{FEW, FEW_REPLICATIONS, Page};
use super::section::Section;
use super::table::{Table, short};
use crate::experiment::{Bounded, DifferenceRow, Estimator, Shared, Summary};
use crate::observe::{Better, Unit};

/// Scenarios that stand beside the baseline in one table.
const SIDE_BY_SIDE: usize = 3;

/// Lines of a column's title are broken where they would be longer than this.
const TITLE: usize = 15;

/// Values of a scenario that differ are listed up to this number.
const MOST_VALUES: usize = 8;

/// Names of a list before the rest is counted.
const MOST_NAMES: usize = 6;

/// The page.
pub(super) fn page(compared: &Compared) -> Page {
    let others: Vec<usize> = compared.others().collect();
    let mut sections: Vec<Section> =
        others.chunks(SIDE_BY_SIDE).map(|some| main_measures(compared, some)).collect();
    sections.push(best(compared));
    sections.push(saved(compared, |measure| compared.comparison.path(measure)));
    sections.push(values(compared));
    sections.push(not_in_all(compared));
    sections.retain(|section| !section.table.is_empty());
    Page::of(headlines(compared), sections, notes(compared))
}

fn headlines(compared: &Compared) -> Vec<String> {
    let measure = compared.differences.best_measure;
    let sentence = |scenario: usize| match compared.differences.row(measure, scenario) {
        Some(row) => sentence(compared, row),
        None => {
            let (label, path) = (&compared.labels[scenario], compared.comparison.path(measure));
            format!("{label} has no {path} to compare")
        }
    };
    let mut lines: Vec<_> = compared.others().map(sentence).collect();
    if compared.differences.compared.len() > 2 {
        lines.extend(best_of_all(compared));
    }
    lines.extend(interrupted(compared));
    lines
}

/// That not all was simulated, if so.
pub(super) fn interrupted(compared: &Compared) -> Option<String> {
    let [complete, requested] =
        [compared.comparison.replications(), compared.comparison.requested()];
    compared.comparison.is_partial().then(|| {
        format!(
            "INTERRUPTED: {complete} of {requested} replications of every scenario are complete"
        )
    })
}

/// The answer: `one-more answers 2.1 ± 0.3 points more of the calls in time than today …`.
fn sentence(compared: &Compared, row: &DifferenceRow) -> String {
    let (label, baseline) = (&compared.labels[row.scenario], compared.baseline());
    let path = compared.comparison.path(row.measure);
    let shared = compared.shared(row);
    let Some(value) = row.value else {
        return format!("{label} can't be compared with {baseline}: {path} has no value");
    };
    let from_to = [row.baseline_estimate, row.estimate]
        .map(|each| each.map_or(NONE.to_owned(), |each| alone(factor(shared) * each)));
    let from_to = format!("{path}: {} → {}{}", from_to[0], from_to[1], unit(shared, " %"));
    if value == 0.0 && row.interval.is_some_and(|interval| interval == [0.0; 2]) {
        return format!("{label} is like {baseline} in every replication ({from_to})");
    }
    let size = size(row, shared) + &unit(shared, " points");
    let is_more = value > 0.0;
    let answers = match shared.measure.name.starts_with("service_level") {
        true => {
            let more = if is_more { "more" } else { "fewer" };
            let whose = if shared.is_of_all { String::new() } else { format!("{} ", shared.name) };
            format!("{label} answers {size} {more} of the {whose}calls in time than {baseline}")
        }
        false => {
            let more = if is_more { "higher" } else { "lower" };
            format!("{label} has {path} {size} {more} than {baseline}")
        }
    };
    format!("{answers} ({from_to}): {}", verdict(compared, row))
}

/// How sure we are.
pub(super) fn verdict(compared: &Compared, row: &DifferenceRow) -> String {
    let word = match row.is_better() {
        Some(true) => "better",
        Some(false) => "worse",
        None => "different",
    };
    let claims = compared.differences.claims;
    match (row.is_surely_different(), row.differs_alone()) {
        (true, _) => format!("surely {word}"),
        (false, true) => {
            format!("{word} if looked at alone, not sure among {claims} differences at once")
        }
        (false, false) => "not sure that they differ at all".to_owned(),
    }
}

/// Which scenarios may be the best.
fn best_of_all(compared: &Compared) -> Option<String> {
    let found = compared.differences;
    let path = compared.comparison.path(found.best_measure);
    let those = |may_be_best: bool| {
        let both = found.compared.iter().zip(&found.best);
        let those = both.filter(|(_, each)| each.may_be_best == may_be_best);
        those.map(|(scenario, _)| compared.labels[*scenario].as_str()).collect::<Vec<_>>()
    };
    let (may, not) = (those(true), those(false));
    Some(match (may.as_slice(), not.as_slice()) {
        ([], _) => return None,
        ([best], _) => format!("the best by {path} is surely {best}"),
        (_, []) => format!("any of them may be the best by {path}"),
        (may, not) => format!("the best by {path} is one of {}; not {}", listed(may), listed(not)),
    })
}

pub(super) fn listed(names: &[&str]) -> String {
    match names.len() {
        many if many > MOST_NAMES => {
            format!("{} and {} more", names[..MOST_NAMES].join(", "), many - MOST_NAMES)
        }
        _ => names.join(", "),
    }
}

/// The measures of the page that some of these scenarios share with the baseline.
pub(super) fn shown(compared: &Compared, scenarios: &[usize]) -> Vec<usize> {
    let rows = compared.differences.rows.iter();
    let mut measures: Vec<usize> = rows
        .filter(|row| scenarios.contains(&row.scenario) && is_of_page(compared, row))
        .map(|row| row.measure)
        .collect();
    measures.dedup();
    measures
}

/// Whether a row is told together with others. Of one replication nothing is, and the measure that was
/// asked for stands alone.
fn is_of_page(compared: &Compared, row: &DifferenceRow) -> bool {
    row.is_shown() || row.measure == compared.differences.best_measure
}

fn main_measures(compared: &Compared, scenarios: &[usize]) -> Section {
    let mut table = with_titles(compared, scenarios);
    for measure in shown(compared, scenarios) {
        let shared = &compared.comparison.measures()[measure];
        let mut cells = name_cells(shared);
        cells.push(baseline_cell(compared, measure));
        cells.extend(scenarios.iter().map(|scenario| {
            let row = compared.differences.row(measure, *scenario);
            row.map_or(NONE.to_owned(), |row| difference_cell(row, shared))
        }));
        table.row(cells);
    }
    Section::new("Differences to the baseline", table)
}

fn with_titles(compared: &Compared, scenarios: &[usize]) -> Table {
    let labels = scenarios.iter().map(|scenario| compared.labels[*scenario].as_str());
    let titles = std::iter::once(compared.baseline()).chain(labels).map(broken);
    Table::new(2, ["of", "measure"].map(str::to_owned).into_iter().chain(titles))
}

fn name_cells(shared: &Shared) -> Vec<String> {
    let unit = match shared.measure.unit {
        Unit::Share => " %".to_owned(),
        unit => match unit.name() {
            "money" => String::new(),
            name => format!(" {name}"),
        },
    };
    vec![shared.name.to_owned(), format!("{}{unit}", shared.measure.name)]
}

fn baseline_cell(compared: &Compared, measure: usize) -> String {
    let shared = &compared.comparison.measures()[measure];
    let Some(estimate) = compared.estimate(measure, compared.comparison.baseline()) else {
        return NONE.to_owned();
    };
    let proportion = estimate.mean.filter(|_| estimate.estimator == Estimator::Proportion);
    if let Some(Bounded { value, low: Some(low), high: Some(high) }) = proportion {
        return format!("{} {}", days(value, shared), range([low, high], shared));
    }
    with_half_width(estimate.ratio_of_means.or(estimate.mean), shown_as(shared))
}

/// `+2.1 ± 0.3 ▲`, `-12.0 (-15 to -8) ▼`, or `same`.
fn difference_cell(row: &DifferenceRow, shared: &Shared) -> String {
    let Some(value) = row.value else { return NONE.to_owned() };
    if value == 0.0 && row.interval.is_none_or(|interval| interval == [0.0; 2]) {
        return "same".to_owned();
    }
    let mark = match (row.is_surely_different(), row.is_better()) {
        (false, _) => " ·",
        (true, Some(true)) => " ▲",
        (true, Some(false)) => " ▼",
        (true, None) => " ≠",
    };
    let sign = match value {
        0.0 => "",
        more if more > 0.0 => "+",
        _ => "-",
    };
    match (row.summary, row.interval) {
        (Summary::Proportion, Some(interval)) => {
            format!("{sign}{} {}{mark}", days(value, shared), range(interval, shared))
        }
        _ => format!("{sign}{}{mark}", size(row, shared)),
    }
}

/// A share of days in percent, without its sign.
fn days(value: f64, shared: &Shared) -> String {
    format!("{:.1}", (factor(shared) * value).abs())
}

/// Bounds that need not lie evenly: `(8 to 15)`.
fn range(interval: [f64; 2], shared: &Shared) -> String {
    let [low, high] = interval.map(|bound| factor(shared) * bound);
    // A bound that is close to zero is not shown as zero.
    let decimals = usize::from(low.abs().min(high.abs()) < 1.0);
    format!("({low:.decimals$} to {high:.decimals$})")
}

/// How large a difference is, without its sign: `2.1 ± 0.3`; of shares of days `12 (8 to 15)`.
pub(super) fn size(row: &DifferenceRow, shared: &Shared) -> String {
    let value = row.value.unwrap_or(0.0);
    let shown = shown_as(shared);
    let Some([low, high]) = row.interval else { return alone((factor(shared) * value).abs()) };
    let [low, high] = if value < 0.0 { [-high, -low] } else { [low, high] };
    if row.summary == Summary::Proportion {
        return format!("{} {}", days(value, shared), range([low, high], shared));
    }
    if low == high {
        return alone((factor(shared) * value).abs());
    }
    with_half_width(Some(Bounded { value: value.abs(), low: Some(low), high: Some(high) }), shown)
}

pub(super) fn shown_as(shared: &Shared) -> Shown {
    Shown::of(shared.measure.unit)
}

pub(super) fn factor(shared: &Shared) -> f64 {
    shown_as(shared).factor()
}

/// What follows a number of this measure; a share is told in `percent`.
fn unit(shared: &Shared, percent: &str) -> String {
    match shared.measure.unit {
        Unit::Share => percent.to_owned(),
        Unit::Money => String::new(),
        unit => format!(" {}", unit.name()),
    }
}

/// How each scenario stands to the best of the others.
pub(super) fn best(compared: &Compared) -> Section {
    let found = compared.differences;
    let shared = &compared.comparison.measures()[found.best_measure];
    let mut table = Table::new(
        1,
        ["scenario", "ahead of the best\nof the others", "at least", "at most", "may be\nthe best"],
    );
    if found.compared.len() > 2 {
        for (scenario, each) in found.compared.iter().zip(&found.best) {
            let [lead, low, high] = [each.lead, each.low, each.high];
            let number = |number: f64| format!("{:.*}", 2, factor(shared) * number + 0.0);
            table.row(vec![
                compared.labels[*scenario].clone(),
                number(lead),
                number(low),
                number(high),
                if each.may_be_best { "yes" } else { "no" }.to_owned(),
            ]);
        }
    }
    let path = compared.comparison.path(found.best_measure);
    let less = if shared.measure.better() == Some(Better::Lower) { ", less is better" } else { "" };
    let unit = match shared.measure.unit {
        Unit::Share => " in points".to_owned(),
        Unit::Money => String::new(),
        unit => format!(" in {}", unit.name()),
    };
    Section::new(format!("With the best: {path}{unit}{less}"), table)
}

/// What common random numbers were worth, by the measures of all calls, which have names of a page.
pub(super) fn saved(compared: &Compared, name: impl Fn(usize) -> String) -> Section {
    let found = compared.differences;
    let is_told = |measure: &usize| {
        let shared = &compared.comparison.measures()[*measure];
        shared.is_of_all && shared.measure.better().is_some() || *measure == found.best_measure
    };
    let others: Vec<usize> = compared.others().collect();
    let measures: Vec<usize> = shown(compared, &others).into_iter().filter(is_told).collect();
    let titles = measures.iter().map(|measure| broken(&name(*measure)));
    let mut table = Table::new(1, std::iter::once("scenario".to_owned()).chain(titles));
    for scenario in others {
        let times = |measure: &usize| {
            let saved = found.row(*measure, scenario).and_then(|row| row.variance_saved);
            saved.map_or(NONE.to_owned(), |saved| format!("{}×", alone(saved)))
        };
        let times: Vec<String> = measures.iter().map(times).collect();
        if times.iter().any(|each| each != NONE) {
            table.row([vec![compared.labels[scenario].clone()], times].concat());
        }
    }
    Section::new(
        "How many times the replications it would take with other callers for each scenario",
        table,
    )
}

/// A longer value is cut, for there to be room for its path; `differences.json` has more of it.
const LONGEST_VALUE: usize = 20;

/// What the scenarios say otherwise than the baseline.
fn values(compared: &Compared) -> Section {
    let mut table = Table::new(2, ["scenario", "value", "baseline", "here"]).ending_with_text();
    let text = |side: &Option<String>| {
        side.as_ref().map_or(NONE.to_owned(), |value| short(value, LONGEST_VALUE))
    };
    for scenario in compared.others() {
        let (label, all) = (&compared.labels[scenario], &compared.differing[scenario]);
        for each in all.iter().take(MOST_VALUES) {
            table.row(vec![
                label.clone(),
                each.path.clone(),
                text(&each.before),
                text(&each.after),
            ]);
        }
        let more = all.len().saturating_sub(MOST_VALUES);
        let rest = match (all.len(), more) {
            (0, _) => "nothing".to_owned(),
            (_, 0) => continue,
            _ => format!("and {more} more, see differences.json"),
        };
        table.row(vec![label.clone(), rest, String::new(), String::new()]);
    }
    Section::new("What differs (–: not said)", table)
}

/// Whose measures some scenarios have not.
pub(super) fn not_in_all(compared: &Compared) -> Section {
    let mut table = Table::new(2, ["not in all", "name", "measures", "in"]).ending_with_text();
    let mut rows: Vec<([&str; 2], String, u64)> = Vec::new();
    for each in compared.comparison.measures() {
        if each.columns.iter().all(Option::is_some) {
            continue;
        }
        let having = compared.labels.iter().zip(&each.columns);
        let having: Vec<_> = having
            .filter(|(_, column)| column.is_some())
            .map(|(label, _)| label.as_str())
            .collect();
        let having = listed(&having);
        let whose = [each.kind, each.name];
        match rows.iter_mut().find(|row| (row.0, &row.1) == (whose, &having)) {
            Some(row) => row.2 += 1,
            None => rows.push((whose, having, 1)),
        }
    }
    for ([kind, name], having, measures) in rows {
        table.row(vec![kind.replace('_', " "), name.to_owned(), measures.to_string(), having]);
    }
    Section::new("What only some of them have, and so is not compared", table)
}

pub(super) fn notes(compared: &Compared) -> Vec<String> {
    let comparison = compared.comparison;
    let (complete, settings) = (comparison.replications(), comparison.settings());
    let confidence = percent_label(settings.confidence);
    let mut notes = vec![format!(
        "{complete} replications of each, seed {}, the same callers in all; baseline {}.",
        settings.seed,
        compared.baseline()
    )];
    notes
        .push(format!("± and ranges in brackets: {confidence} confidence, each difference alone."));
    if compared.differences.claims > 0 {
        notes.push(format!(
            "Surely ▲ better, ▼ worse, ≠ different; · not sure: of {} differences at once, {confidence} \
             confidence.",
            compared.differences.claims
        ));
    }
    notes.extend(alone_in_some(compared));
    let hidden = call_types_in_files(compared);
    if hidden > 0 {
        notes.push(format!("{hidden} call types more are in the files."));
    }
    notes.extend(compared.overrides.iter().map(|each| format!("In all of them: {each}")));
    if complete < FEW {
        notes.push(FEW_REPLICATIONS.to_owned());
    }
    notes
}

/// How many call types the table has no room for. That all calls are those of the only type is no lack.
fn call_types_in_files(compared: &Compared) -> usize {
    let rows = compared.differences.rows.iter().filter(|row| row.is_shown());
    let shown = rows.map(|row| compared.shared(row)).filter(|shared| shared.kind == "call_type");
    let shown: BTreeSet<_> = shown.map(|shared| shared.name).collect();
    match (compared.comparison.call_types().len(), shown.len()) {
        (_, 0) => 0,
        (all, shown) => all - shown,
    }
}

/// Which of the differences shown leave replications out.
fn alone_in_some(compared: &Compared) -> Vec<String> {
    let rows = compared.differences.rows.iter();
    let rows = rows.filter(|row| row.is_shown() && row.alone > 0);
    let note = |row: &DifferenceRow| {
        let (label, path) = (&compared.labels[row.scenario], compared.comparison.path(row.measure));
        let counts = match row.summary {
            Summary::RatioOfMeans => "in the sums they count",
            Summary::Mean | Summary::MeanOfRatios | Summary::Proportion => "they don't count",
        };
        format!(
            "{path}: in {} replications only one of {} and {label} has a value; {counts}.",
            row.alone,
            compared.baseline()
        )
    };
    rows.take(MOST_NAMES).map(note).collect()
}

/// A label in lines that are not too long, broken where a part of it ends.
fn broken(label: &str) -> String {
    let mut lines = vec![String::new()];
    for part in label.split_inclusive(['.', ' ', '-', ';', '_']) {
        let line = lines.last().expect("there is a line");
        if !line.is_empty() && line.chars().count() + part.chars().count() > TITLE {
            lines.push(String::new());
        }
        lines.last_mut().expect("there is a line").push_str(part);
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_labels_are_broken_where_a_part_ends() {
        assert_eq!(broken("one-more"), "one-more");
        assert_eq!(
            broken("agent_group.service-team.shift.1.agents=7"),
            "agent_group.\nservice-team.\nshift.1.\nagents=7"
        );
    }

    #[test]
    fn a_long_list_of_names_is_counted() {
        assert_eq!(listed(&["a", "b"]), "a, b");
        assert_eq!(listed(&["a"; 9]), "a, a, a, a, a, a and 3 more");
    }
}

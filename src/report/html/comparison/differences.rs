//! The chapter on the differences to the baseline: pictures, and all of them in a table.

use maud::html;

use super::super::Chapter;
use super::super::blocks::{figure, sections, table};
use super::super::words::{around, cut, signed_bounded, signed_ends};
use super::words::{LONGEST, unit_words, whose_measure};
use crate::experiment::{Bounded, DifferenceRow, MeasureEstimate, Shared};
use crate::observe::Unit;
use crate::report::chart::{Across, Chart, Hue, Layer, Mark, Up};
use crate::report::comparison::Compared;
use crate::report::comparison_page::{factor, not_in_all, shown, shown_as};
use crate::report::labels::percent_label;
use crate::report::number::{NONE, with_half_width};
use crate::report::table::Table;

/// Scenarios that can be told apart in one picture.
const MOST_SERIES: usize = 6;

/// How far the scenarios are above the baseline or below it: a picture a unit, and all in a table.
pub(super) fn chapter(compared: &Compared) -> Chapter {
    let others: Vec<usize> = compared.others().collect();
    let measures = shown(compared, &others);
    let mut figures = Vec::new();
    for kind in kinds(compared, &measures) {
        let is_its = |it: &usize| Kind::of(&compared.comparison.measures()[*it]) == kind;
        let its: Vec<usize> = measures.iter().copied().filter(is_its).collect();
        for some in others.chunks(MOST_SERIES) {
            let number = figures.len() + 1;
            figures.push(figure(&differences_chart(compared, (number, kind), (&its, some))));
        }
    }
    let only_some = not_in_all(compared);
    let only_some = if only_some.table.is_empty() { Vec::new() } else { vec![only_some] };
    let body = html! {
        p { (how_sure(compared)) }
        @for figure in &figures { (figure) }
        h3 { "All of them, alone and at once" }
        (table(&differences_table(compared, &measures)))
        (sections(&only_some))
    };
    let title = format!("Differences to {}", compared.baseline());
    Chapter { id: "differences", title, body }
}

/// How intervals are to be read.
fn how_sure(compared: &Compared) -> String {
    let confidence = percent_label(compared.comparison.settings().confidence);
    match compared.differences.claims {
        0 | 1 => format!("Bars are intervals at {confidence} confidence."),
        claims => format!(
            "Bars hold for all {claims} differences at once, with {confidence} confidence: where one \
             does not reach the line of no difference, there surely is one."
        ),
    }
}

/// Measures that have an axis in common: those of a unit, but shares of days are no shares of calls.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Kind {
    unit: Unit,
    is_of_days: bool,
}

impl Kind {
    fn of(shared: &Shared) -> Self {
        let is_of_days = shared.measure.name == "probability_met";
        Kind { unit: shared.measure.unit, is_of_days }
    }

    /// In what the differences are told.
    fn title(self) -> String {
        match self {
            Kind { is_of_days: true, .. } => "Differences in percentage points of days".to_owned(),
            Kind { unit: Unit::Share, .. } => "Differences in percentage points".to_owned(),
            Kind { unit, .. } => format!("Differences in {}", unit_words(unit)),
        }
    }
}

fn kinds(compared: &Compared, measures: &[usize]) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for kind in measures.iter().map(|it| Kind::of(&compared.comparison.measures()[*it])) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

/// The differences of some measures in some scenarios.
fn differences_chart(
    compared: &Compared,
    (number, kind): (usize, Kind),
    (measures, scenarios): (&[usize], &[usize]),
) -> Chart {
    let shared = |measure: &usize| &compared.comparison.measures()[*measure];
    let value = |measure: usize, scenario: usize| {
        difference(compared, compared.differences.row(measure, scenario)?)
    };
    let label = |scenario: usize| cut(&compared.labels[scenario], LONGEST);
    let layer = |scenario: &usize| Layer::Estimates {
        name: label(*scenario),
        hue: Hue::Series(*scenario),
        values: measures.iter().map(|measure| value(*measure, *scenario)).collect(),
    };
    let titles = scenarios.iter().map(|scenario| label(*scenario));
    let mut table = Table::new(1, std::iter::once("difference of".to_owned()).chain(titles));
    for measure in measures {
        let cell = |scenario: &usize| match compared.differences.row(*measure, *scenario) {
            Some(row) => together_cell(row, shared(measure)),
            None => NONE.to_owned(),
        };
        let name = std::iter::once(whose_measure(shared(measure)));
        table.row(name.chain(scenarios.iter().map(cell)).collect());
    }
    let all = measures.iter().flat_map(|measure| scenarios.iter().map(|it| value(*measure, *it)));
    let least = around(all.flatten(), &[0.0]);
    let than = cut(compared.baseline(), LONGEST);
    Chart {
        id: format!("differences-{number}"),
        title: kind.title(),
        caption: String::new(),
        across: Across::Names {
            label: "measure".to_owned(),
            names: measures.iter().map(|measure| whose_measure(shared(measure))).collect(),
            lying: true,
        },
        up: Up { label: format!("more than in {than}, {}", unit_words(kind.unit)), least },
        layers: scenarios.iter().map(layer).collect(),
        marks: vec![Mark::Value { at: 0.0, label: "no difference".to_owned() }],
        table,
    }
}

/// `▲ +3.3 (+2.9 to +3.8)`, with the interval that holds together with all others.
fn together_cell(row: &DifferenceRow, shared: &Shared) -> String {
    let ends = row.together.map(|together| together.interval).or(row.interval);
    let value = signed_bounded(row.value, ends, shown_as(shared));
    match ends {
        Some(_) => format!("{}{value} ({})", sign(row), signed_ends(ends, shown_as(shared))),
        None => value,
    }
}

/// A difference with the interval that holds together with all others, if it is among them.
fn difference(compared: &Compared, row: &DifferenceRow) -> Option<Bounded> {
    let factor = factor(compared.shared(row));
    let ends = row.together.map(|together| together.interval).or(row.interval);
    let ends = ends.map(|ends| ends.map(|end| factor * end));
    let [low, high] = [0, 1].map(|end| ends.map(|ends| ends[end]));
    Some(Bounded { value: factor * row.value?, low, high })
}

/// Every difference with its intervals, alone and together.
fn differences_table(compared: &Compared, measures: &[usize]) -> Table {
    let confidence = percent_label(compared.comparison.settings().confidence);
    let claims = compared.differences.claims;
    let header = [
        "measure",
        "scenario",
        &format!("{} →\nhere", cut(compared.baseline(), LONGEST)),
        "difference",
        &format!("{confidence},\nalone"),
        &format!("{confidence},\nall {claims} at once"),
        "so it is",
    ];
    let mut table = Table::new(2, header).ending_with_text();
    for measure in measures {
        let rows = compared.others().filter_map(|it| compared.differences.row(*measure, it));
        for row in rows {
            table.row(difference_cells(compared, row));
        }
    }
    table
}

fn difference_cells(compared: &Compared, row: &DifferenceRow) -> Vec<String> {
    let shared = compared.shared(row);
    let shown = shown_as(shared);
    let [baseline, here] = [compared.comparison.baseline(), row.scenario].map(|scenario| {
        let estimate = compared.estimate(row.measure, scenario).and_then(MeasureEstimate::best);
        with_half_width(estimate.map(|it| Bounded { low: None, high: None, ..it }), shown)
    });
    let unit = match shared.measure.unit {
        Unit::Share => "%",
        Unit::Money => "",
        unit => unit.name(),
    };
    let measure = format!("{}, {unit}", whose_measure(shared));
    let label = compared.labels[row.scenario].clone();
    let together = row.together.map(|together| together.interval);
    let mut cells = vec![measure.trim_end_matches(", ").to_owned(), label];
    cells.push(format!("{baseline} → {here}"));
    cells.push(signed_bounded(row.value, row.interval, shown));
    cells.extend([row.interval, together].map(|ends| signed_ends(ends, shown)));
    cells.push(format!("{}{}", sign(row), verdict(row)));
    cells
}

/// How sure the difference is, and of what.
fn verdict(row: &DifferenceRow) -> &'static str {
    match (row.is_surely_different(), row.differs_alone(), row.is_better()) {
        (true, _, Some(true)) => "surely better",
        (true, _, Some(false)) => "surely worse",
        (true, _, None) => "surely different",
        (false, true, Some(true)) => "better, if alone",
        (false, true, Some(false)) => "worse, if alone",
        (false, true, None) => "different, if alone",
        (false, false, _) if row.value == Some(0.0) => "the same",
        (false, false, _) => "not sure",
    }
}

/// A sign where it is sure, for those who look for one.
fn sign(row: &DifferenceRow) -> &'static str {
    match (row.is_surely_different(), row.is_better()) {
        (true, Some(true)) => "▲ ",
        (true, Some(false)) => "▼ ",
        (true, None) => "≠ ",
        (false, _) => "",
    }
}

//! The chapter on what each scenario tells alone.

use maud::html;

use super::super::Chapter;
use super::super::blocks::{figure, table};
use super::super::words::{around, cut, first_upper, within_percent};
use super::words::{LONGEST, whose_measure};
use crate::experiment::{Bounded, MeasureEstimate, Shared};
use crate::model::Model;
use crate::report::chart::{Across, Chart, Hue, Layer, Mark, Up};
use crate::report::comparison::Compared;
use crate::report::comparison_page::{factor, shown_as};
use crate::report::labels::percent_label;
use crate::report::number::{NONE, probability, with_half_width};
use crate::report::table::Table;

/// What each scenario tells alone, side by side.
pub(super) fn chapter(compared: &Compared) -> Chapter {
    let mut figures = Vec::new();
    for name in ["service_level", "probability_met"] {
        figures.extend(alone_chart(compared, name).map(|chart| figure(&chart)));
    }
    let body = html! {
        p { "Each by itself, with its own interval. To compare two, read their difference above: it is \
             told with the same callers in both, and so much more sharply." }
        @for figure in &figures { (figure) }
        (table(&alone_table(compared)))
    };
    Chapter { id: "alone", title: "Each scenario by itself".to_owned(), body }
}

fn alone_chart(compared: &Compared, name: &str) -> Option<Chart> {
    let is_it = |shared: &Shared| shared.is_of_all && shared.measure.name == name;
    let measure = compared.comparison.measures().iter().position(is_it)?;
    let shared = &compared.comparison.measures()[measure];
    let value = |scenario: usize| {
        let it = compared.estimate(measure, scenario)?.best()?;
        let factor = factor(shared);
        let [low, high] = [it.low, it.high].map(|end| end.map(|end| factor * end));
        Some(Bounded { value: factor * it.value, low, high })
    };
    let baseline = compared.comparison.baseline();
    let target = target(compared, name);
    let marks = target.map(|at| Mark::Value { at, label: "target".to_owned() });
    let values = (0..compared.labels.len()).filter_map(value);
    let least = within_percent(around(values, target.as_slice()));
    let layer = |is_baseline: bool| Layer::Estimates {
        name: if is_baseline { "baseline" } else { "compared with it" }.to_owned(),
        hue: if is_baseline { Hue::Quiet } else { Hue::Series(0) },
        values: (0..compared.labels.len())
            .map(|it| if (it == baseline) == is_baseline { value(it) } else { None })
            .collect(),
    };
    let words = match name {
        "probability_met" => "Chance of meeting every objective on a day".to_owned(),
        _ => first_upper(&whose_measure(shared)),
    };
    let mut table = Table::new(1, ["scenario".to_owned(), format!("{words}, %")]);
    for (scenario, label) in compared.labels.iter().enumerate() {
        table.row(vec![label.clone(), alone_cell(compared, measure, scenario)]);
    }
    let confidence = percent_label(compared.comparison.settings().confidence);
    Some(Chart {
        id: format!("alone-{}", name.replace('_', "-")),
        caption: format!("Bars: {confidence} confidence."),
        across: Across::Names {
            label: "scenario".to_owned(),
            names: compared.labels.iter().map(|label| cut(label, LONGEST)).collect(),
            lying: true,
        },
        up: Up { label: format!("{}, %", words.to_lowercase()), least },
        title: words,
        layers: vec![layer(true), layer(false)],
        marks: marks.into_iter().collect(),
        table,
    })
}

/// The service level in percent that all scenarios promise to their only call type.
fn target(compared: &Compared, name: &str) -> Option<f64> {
    if name != "service_level" {
        return None;
    }
    let target = |model: &Model| match model.call_types() {
        [only] => Some(only.objective.target),
        _ => None,
    };
    let mut targets = compared.comparison.catalogues().map(|catalogue| target(catalogue.model()));
    let first = targets.next()??;
    targets.all(|other| other == Some(first)).then_some(100.0 * first)
}

/// Measures that stand side by side, and their titles.
const OF_A_SCENARIO: [(&str, &str); 6] = [
    ("service_level", "service level, %"),
    ("probability_met", "objective met"),
    ("asa", "mean wait\n(ASA), s"),
    ("abandonment", "abandoned, %"),
    ("occupancy", "occupancy, %"),
    ("wage_cost", "wages"),
];

fn alone_table(compared: &Compared) -> Table {
    let comparison = compared.comparison;
    let mut whose: Vec<(&str, &str)> = vec![];
    for shared in comparison.measures().iter().filter(|it| it.is_of_all || it.kind == "call_type") {
        let its = (shared.kind, shared.name);
        if !whose.contains(&its) {
            whose.push(its);
        }
    }
    let is_all = |its: &(&str, &str)| {
        comparison.measures().iter().any(|it| it.is_of_all && (it.kind, it.name) == *its)
    };
    // All calls are those of the only type.
    if whose.len() == 2 {
        whose.retain(is_all);
    }
    let find = |(kind, name): (&str, &str), measure: &str| {
        let is_it = |it: &Shared| it.kind == kind && it.name == name && it.measure.name == measure;
        comparison.measures().iter().position(is_it)
    };
    let told: Vec<_> = OF_A_SCENARIO
        .into_iter()
        .filter(|(name, _)| whose.iter().any(|its| find(*its, name).is_some()))
        .collect();
    let titles = ["of", "scenario"].into_iter().chain(told.iter().map(|(_, title)| *title));
    let mut table = Table::new(2, titles);
    for its in whose {
        for (scenario, label) in compared.labels.iter().enumerate() {
            let cell = |(name, _): &(&str, &str)| {
                find(its, name).map_or(NONE.to_owned(), |it| alone_cell(compared, it, scenario))
            };
            let cells: Vec<_> = told.iter().map(cell).collect();
            table.row([vec![its.1.to_owned(), label.clone()], cells].concat());
        }
    }
    table
}

fn alone_cell(compared: &Compared, measure: usize, scenario: usize) -> String {
    let shared = &compared.comparison.measures()[measure];
    let estimate = compared.estimate(measure, scenario);
    match (shared.measure.name, estimate.and_then(MeasureEstimate::best)) {
        ("probability_met", Some(met)) => probability(met, compared.comparison.replications()),
        (_, estimate) => with_half_width(estimate, shown_as(shared)),
    }
}

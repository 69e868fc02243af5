//! The chapter with every measure of everybody.

use maud::html;

use super::super::Chapter;
use super::super::blocks::table;
use super::subject::{Subject, shown};
use crate::observe::Unit;
use crate::report::number::{NONE, Shown, alone, with_half_width};
use crate::report::table::Table;

pub(super) fn chapter(subject: Subject) -> Chapter {
    let header = ["of", "name", "measure", "value", "5–95 %", "unit", "meaning"];
    let mut measures = Table::new(3, header).ending_with_text();
    for estimate in &subject.results.measures {
        let measure = estimate.measure;
        let scale = Shown::of(measure.unit);
        let [low, _, high] = estimate.quantiles;
        let word = |value: f64| alone(scale.factor() * value);
        let range = low.zip(high).filter(|_| !subject.is_single());
        let range = range.map(|(low, high)| format!("{}–{}", word(low.value), word(high.value)));
        measures.row(vec![
            estimate.scope.kind().replace('_', " "),
            estimate.scope.name(subject.model).to_owned(),
            measure.name.to_owned(),
            with_half_width(shown(estimate), scale),
            range.unwrap_or_else(|| NONE.to_owned()),
            if measure.unit == Unit::Share { "%" } else { measure.unit.name() }.to_owned(),
            measure.meaning.to_owned(),
        ]);
    }
    let runs = subject.runs();
    let body = html! {
        p {
            "Ratios are the ratio of means, which a report over many " (runs) " shows. Between the two \
             ends of 5–95 % lie all but the lowest and the highest 5 % of the " (runs) ". More digits, \
             and the mean of ratios, are in " code { "summary.csv" } "."
        }
        details { summary { "All " (subject.results.measures.len()) " measures" } (table(&measures)) }
    };
    Chapter { id: "measures", title: "All measures".to_owned(), body }
}

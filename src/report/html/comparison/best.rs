//! The chapter on which of several scenarios may be the best.

use super::super::Chapter;
use super::super::blocks::figure;
use super::super::words::{around, cut};
use super::words::{LONGEST, decider, unit_words};
use crate::experiment::Bounded;
use crate::observe::Better;
use crate::report::chart::{Across, Chart, Hue, Layer, Mark, Up};
use crate::report::comparison::Compared;
use crate::report::comparison_page::{best, factor};
use crate::report::labels::percent_label;
use crate::stats::WithBest;

/// Which scenarios may be the best, if there are more than two.
pub(super) fn chapter(compared: &Compared) -> Option<Chapter> {
    let found = compared.differences;
    let section = best(compared);
    if section.table.is_empty() {
        return None;
    }
    let shared = &compared.comparison.measures()[found.best_measure];
    let factor = factor(shared);
    let label = |scenario: &usize| cut(&compared.labels[*scenario], LONGEST);
    let lead = |each: &WithBest| {
        let [low, high] = [each.low, each.high].map(|end| Some(factor * end));
        Bounded { value: factor * each.lead, low, high }
    };
    let least = around(found.best.iter().map(lead), &[0.0]);
    let layer = |may_be_best: bool| Layer::Estimates {
        name: if may_be_best { "may be the best" } else { "surely not the best" }.to_owned(),
        hue: if may_be_best { Hue::Good } else { Hue::Quiet },
        values: found
            .best
            .iter()
            .map(|each| (each.may_be_best == may_be_best).then(|| lead(each)))
            .collect(),
    };
    let confidence = percent_label(compared.comparison.settings().confidence);
    let unit = unit_words(shared.measure.unit);
    let less = match shared.measure.better() {
        Some(Better::Lower) => " (less is better)",
        Some(Better::Higher) | None => "",
    };
    let chart = Chart {
        id: "best".to_owned(),
        title: format!("How far ahead in {}", decider(compared)),
        caption: format!(
            "How far each is ahead of the best of the others{less}. One that does not reach beyond \
             zero is surely not the best; all of it holds at once, with {confidence} confidence."
        ),
        across: Across::Names {
            label: "scenario".to_owned(),
            names: found.compared.iter().map(label).collect(),
            lying: true,
        },
        up: Up { label: format!("ahead of the best of the others, {unit}"), least },
        layers: vec![layer(true), layer(false)],
        marks: vec![Mark::Value { at: 0.0, label: "as good as the best".to_owned() }],
        table: section.table,
    };
    let title = "Which may be the best".to_owned();
    Some(Chapter { id: "best-of-all", title, body: figure(&chart) })
}

//! The chapter on the service level under every rule.

use maud::html;

use super::super::Chapter;
use super::parts::{AT_ONCE, figures_and_more};
use super::subject::{Subject, in_percent, percent};
use crate::experiment::Bounded;
use crate::model::ServiceLevelRule;
use crate::observe::{Measure, Scope};
use crate::report::chart::{Across, Chart, Hue, Layer, Mark, Up};
use crate::report::labels::percent_label;
use crate::report::number::{Shown, with_half_width};
use crate::report::table::Table;

/// Nothing without calls.
pub(super) fn chapter(subject: Subject) -> Option<Chapter> {
    let charts: Vec<_> =
        subject.scopes().into_iter().filter_map(|scope| chart(subject, scope)).collect();
    if charts.is_empty() {
        return None;
    }
    let figures = figures_and_more(&charts, AT_ONCE.min(2), "The other call types");
    let body = html! {
        p {
            "The same calls, counted in the seven ways that are in use. Before two service levels are \
             compared, look whether they are counted alike. T is the acceptable wait; of all calls, \
             each call type has its own."
        }
        (figures)
    };
    Some(Chapter { id: "rules", title: "One service level, seven rules".to_owned(), body })
}

fn chart(subject: Subject, scope: Scope) -> Option<Chart> {
    let chosen = chosen(subject, scope);
    let name = |rule: ServiceLevelRule| format!("service_level_{}", rule.name().replace('-', "_"));
    let known = ServiceLevelRule::ALL.into_iter().filter_map(|rule| {
        let level = subject.shown(scope, &name(rule))?;
        Some((rule, level))
    });
    let known: Vec<_> = known.collect();
    if known.is_empty() {
        return None;
    }
    let mut table = Table::new(1, ["rule", "service level %", "meaning"]).ending_with_text();
    for (rule, level) in &known {
        let meaning = Measure::named(&name(*rule)).map_or("", |measure| measure.meaning);
        let cells = vec![
            rule.name().to_owned(),
            with_half_width(Some(*level), Shown::Percent),
            meaning.to_owned(),
        ];
        if chosen == Some(*rule) {
            table.marked_row(cells);
        } else {
            table.row(cells);
        }
    }
    let values = |is_wanted: &dyn Fn(ServiceLevelRule) -> bool| -> Vec<Option<Bounded>> {
        known.iter().map(|(rule, level)| is_wanted(*rule).then(|| in_percent(*level))).collect()
    };
    let layer = |name: &str, hue, values| Layer::Estimates { name: name.to_owned(), hue, values };
    let is_chosen = |rule| chosen == Some(rule);
    let others = layer("other rules", Hue::Quiet, values(&|rule| !is_chosen(rule)));
    let layers = match chosen {
        Some(_) => vec![others, layer("the objective's rule", Hue::Series(0), values(&is_chosen))],
        None => vec![layer("service level", Hue::Series(0), values(&|_| true))],
    };
    let distribution = subject.results.service_levels.iter().find(|each| each.scope == scope);
    let target = distribution.and_then(|each| each.target).filter(|_| chosen.is_some());
    let target = target
        .map(|at| Mark::Value { at: percent(at), label: format!("target {}", percent_label(at)) });
    Some(Chart {
        id: format!("rules-{}", subject.id(scope)),
        title: subject.title("Service level under every rule", scope),
        caption:
            "The further apart the marks, the more depends on what is done with calls that were \
                  abandoned."
                .to_owned(),
        across: Across::Names {
            label: "rule".to_owned(),
            names: known.iter().map(|(rule, _)| rule.name().to_owned()).collect(),
            lying: true,
        },
        up: Up { label: "service level, %".to_owned(), least: lowest(&known) },
        layers,
        marks: target.into_iter().collect(),
        table,
    })
}

/// Rules differ by little: the axis begins at a round percent below the lowest.
fn lowest(known: &[(ServiceLevelRule, Bounded)]) -> [f64; 2] {
    let lowest = known.iter().map(|(_, level)| percent(level.low.unwrap_or(level.value)));
    let lowest = lowest.fold(100.0, f64::min);
    [(10.0 * (lowest / 10.0).floor()).clamp(0.0, 90.0), 100.0]
}

/// The rule that the objective names; of several call types the one that all have.
fn chosen(subject: Subject, scope: Scope) -> Option<ServiceLevelRule> {
    let types = subject.model.call_types();
    let rule = |index: usize| types[index].objective.rule;
    match scope {
        Scope::CallType(id) => Some(rule(id.index())),
        _ => (1..types.len()).all(|index| rule(index) == rule(0)).then(|| rule(0)),
    }
}

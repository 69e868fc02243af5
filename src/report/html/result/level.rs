//! The chapter on how the service level is distributed over days.

use maud::html;

use super::super::Chapter;
use super::super::blocks::captioned;
use super::parts::{AT_ONCE, figures_and_more};
use super::subject::{Subject, percent};
use super::timeline::series;
use crate::experiment::{Bin, ServiceLevelDistribution};
use crate::observe::Scope;
use crate::report::chart::{Across, Chart, Hue, Layer, Mark, Up};
use crate::report::labels::percent_label;
use crate::report::table::Table;

/// Ranges beside the axis are this many percent apart.
const APART: usize = 10;

/// Nothing of one replication, or without calls.
pub(super) fn chapter(subject: Subject) -> Option<Chapter> {
    if subject.is_single() {
        return None;
    }
    let of = |scope| subject.results.service_levels.iter().find(move |it| it.scope == scope);
    let known = subject.scopes().into_iter().filter_map(of);
    let known: Vec<_> = known.filter(|it| it.bins.iter().any(|bin| bin.count > 0)).collect();
    if known.is_empty() {
        return None;
    }
    let charts: Vec<_> = known.iter().map(|it| histogram(subject, it)).collect();
    let figures = figures_and_more(&charts, AT_ONCE, "The other call types");
    let caption =
        format!("Service level, in percent, that so many {} do not exceed", subject.runs());
    let body = html! { (figures) (captioned(&quantiles(subject, &known), &caption)) };
    Some(Chapter { id: "level", title: "How the service level varies".to_owned(), body })
}

/// How many days have which service level; those below the target stand out.
fn histogram(subject: Subject, of: &ServiceLevelDistribution) -> Chart {
    let bins = shown(of);
    let runs = subject.runs();
    let mut table = Table::new(
        1,
        ["service level %".to_owned(), runs.to_owned(), "below the target".to_owned()],
    );
    for bin in bins {
        table.row(vec![
            format!("{:.0}–{:.0}", percent(bin.from), percent(bin.to)),
            bin.count.to_string(),
            of.target.map_or("–".to_owned(), |_| bin.missed.to_string()),
        ]);
    }
    let values = |count: fn(&Bin) -> u64| bins.iter().map(|bin| Some(count(bin) as f64)).collect();
    let layer = match of.target {
        Some(_) => Layer::Stack(vec![
            series("target missed", Hue::Bad, values(|bin| bin.missed)),
            series("target met", Hue::Good, values(|bin| bin.count - bin.missed)),
        ]),
        None => Layer::Bars(series(runs, Hue::Series(0), values(|bin| bin.count))),
    };
    let target = of
        .target
        .map(|at| Mark::Place { at: percent(at), label: format!("target {}", percent_label(at)) });
    let is_of_days = subject.model.horizon().day_count() > 1;
    let caption = match (of.target, of.scope) {
        (Some(_), Scope::CallType(_)) if is_of_days => {
            "A replication is all its days together. Whether the objective is met is told day by day; \
             see there."
                .to_owned()
        }
        (Some(_), Scope::All) => format!(
            "Each of the {runs} has one service level of all calls together. The objective asks for \
             more: that every call type reaches its own target."
        ),
        (Some(_), _) => format!(
            "Left of the target are the {runs} on which it is missed. A wide spread means that no \
             plan can be sure of any one of them."
        ),
        (None, _) => format!(
            "Each of the {runs} has one service level of all calls together, each call type by its \
             own rule. There is no one target for all."
        ),
    };
    let tick = |at: usize| (at as f64, at.to_string());
    let ends = |bin: &Bin| [percent(bin.from), percent(bin.to)];
    Chart {
        id: format!("level-{}", subject.id(of.scope)),
        title: subject.title(&format!("Service level of the {runs}"), of.scope),
        caption,
        across: Across::Ranges {
            label: "service level, %".to_owned(),
            ranges: bins.iter().map(ends).collect(),
            ticks: ticks(bins).map(tick).collect(),
        },
        up: Up { label: runs.to_owned(), least: [0.0, 1.0] },
        layers: vec![layer],
        marks: target.into_iter().collect(),
        table,
    }
}

/// The bins from the first to the last that is not empty, and to the target.
fn shown(of: &ServiceLevelDistribution) -> &[Bin] {
    let is_shown = |bin: &Bin| {
        bin.count > 0 || of.target.is_some_and(|target| bin.from <= target && target <= bin.to)
    };
    let first = of.bins.iter().position(is_shown).unwrap_or(0);
    let last = of.bins.iter().rposition(is_shown).unwrap_or(0);
    // One more on each side, so that a single one does not fill the picture.
    &of.bins[first.saturating_sub(1)..(last + 2).min(of.bins.len())]
}

/// Percents beside the axis; closer together if these are few.
fn ticks(bins: &[Bin]) -> impl Iterator<Item = usize> {
    let end = |share: Option<f64>| share.map_or(0, |share| percent(share).round() as usize);
    let (first, last) = (end(bins.first().map(|bin| bin.from)), end(bins.last().map(|bin| bin.to)));
    let apart = match last - first {
        few if few <= 24 => 2,
        some if some <= 50 => 5,
        _ => APART,
    };
    (first.next_multiple_of(apart)..=last).step_by(apart)
}

fn quantiles(subject: Subject, known: &[&ServiceLevelDistribution]) -> Table {
    let shares = known.first().map_or(&[][..], |first| &first.quantiles);
    let header = shares.iter().map(|(share, _)| percent_label(*share));
    let mut table = Table::new(1, ["calls".to_owned()].into_iter().chain(header));
    for each in known {
        let levels = each.quantiles.iter().map(|(_, level)| format!("{:.1}", percent(level.value)));
        let name = match each.scope {
            Scope::All => subject.name(each.scope),
            scope => scope.name(subject.model).to_owned(),
        };
        table.row([name].into_iter().chain(levels).collect());
    }
    table
}

//! The chapter on outages and floor rules.

use maud::html;

use super::super::Chapter;
use super::super::blocks::sections;
use super::parts::figures;
use super::subject::{Subject, percent};
use super::timeline::{Timeline, series};
use crate::observe::{Scope, floor_rule_ids, outage_ids};
use crate::report::chart::{Chart, Hue, Layer, Up};
use crate::report::disturbance::{floor_rules, outages, phases};
use crate::report::number::NONE;
use crate::report::table::Table;

/// A picture shows no more than so many at once; the tables have them all.
const MOST: usize = 6;

/// Nothing without outages and floor rules.
pub(super) fn chapter(subject: Subject) -> Option<Chapter> {
    let Subject { results, model, .. } = subject;
    let tables = [outages(results, model), phases(results, model), floor_rules(results, model)];
    let tables: Vec<_> = tables.into_iter().flatten().collect();
    if tables.is_empty() {
        return None;
    }
    let timeline = Timeline::new(subject);
    let all_outages = outage_ids(model).map(Scope::Outage).collect::<Vec<_>>();
    let all_rules = floor_rule_ids(model).map(Scope::FloorRule).collect::<Vec<_>>();
    let charts: Vec<_> = timeline
        .iter()
        .flat_map(|timeline| {
            let words = ["outages", "When outages are in force"];
            let outages = in_force(subject, timeline, &all_outages, words);
            let words = ["floor-rules", "When floor rules are in force"];
            outages.into_iter().chain(in_force(subject, timeline, &all_rules, words))
        })
        .collect();
    let body = html! {
        (figures(&charts))
        (sections(&tables))
        @if !model.outages().is_empty() {
            p {
                "Normal again is the queue, or the service level, that stays so for a whole window. \
                 Calls of the phase after outages came when none was in force and service had not yet \
                 recovered from one."
            }
        }
    };
    let title = match (model.outages().is_empty(), model.floor_rules().is_empty()) {
        (false, true) => "Outages",
        (true, _) => "Floor rules",
        (false, false) => "Outages and floor rules",
    };
    Some(Chapter { id: "disturbances", title: title.to_owned(), body })
}

/// For which share of each interval something is in force; nothing if it never is.
fn in_force(
    subject: Subject,
    timeline: &Timeline,
    all: &[Scope],
    [id, title]: [&str; 2],
) -> Option<Chart> {
    let known = all.iter().map(|scope| {
        let rows = subject.results.in_force.iter().filter(|row| row.scope == *scope);
        let shares = rows.map(|row| (row.interval, percent(row.share))).collect();
        (subject.name(*scope), timeline.values(&shares))
    });
    let happens =
        |(_, values): &(String, Vec<Option<f64>>)| values.iter().flatten().any(|it| *it > 0.0);
    let known: Vec<_> = known.filter(happens).take(MOST).collect();
    if known.is_empty() {
        return None;
    }
    // A single line has no legend.
    let title = match known.as_slice() {
        [(name, _)] => format!("When {name} is in force"),
        _ => title.to_owned(),
    };
    let header = known.iter().map(|(name, _)| name.clone());
    let mut table = Table::new(1, ["from".to_owned()].into_iter().chain(header));
    for (place, label) in timeline.labels.iter().enumerate() {
        let cells = known.iter().map(|(_, values)| {
            values[place].map_or(NONE.to_owned(), |share| format!("{share:.1}"))
        });
        table.row([label.clone()].into_iter().chain(cells).collect());
    }
    let layers = known
        .into_iter()
        .enumerate()
        .map(|(number, (name, values))| Layer::Steps(series(&name, Hue::Series(number), values)));
    Some(Chart {
        id: format!("in-force-{id}"),
        title,
        caption:
            "The share of the time of each interval, over all replications: at 100 % it is in \
                  force then every time, and all the time."
                .to_owned(),
        across: timeline.across.clone(),
        up: Up { label: "in force, % of the time".to_owned(), least: [0.0, 10.0] },
        layers: layers.collect(),
        marks: Vec::new(),
        table,
    })
}

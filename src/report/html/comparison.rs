//! The page of a comparison.

use std::collections::BTreeSet;
use std::io;

use maud::{Markup, html};

use super::super::chart::{Across, Chart, Hue, Layer, Mark, Series, Up};
use super::super::comparison::{Compared, as_io};
use super::super::comparison_page::{
    SIDE_BY_SIDE, best, factor, main_measures, name_cells, not_in_all, notes, page, saved, shown,
    shown_as,
};
use super::super::labels::percent_label;
use super::super::number::{NONE, probability, with_half_width};
use super::super::table::{Table, short};
use super::blocks::{figure, sections, table};
use super::words::{bounds, measure_words, signed_bounded, signed_ends};
use super::{Chapter, Document, Origin};
use crate::experiment::{Bounded, DifferenceRow, MeasureEstimate, Shared, Spread};
use crate::observe::Unit;

/// Of more differences than these in one unit, a picture shows those of all calls and agents alone.
const MOST_PLACES: usize = 40;

/// So many scenarios at most have a picture of how their differences are spread.
const MOST_SPREADS: usize = 6;

/// Values that differ are listed up to this number.
const MOST_VALUES: usize = 200;

/// Names beside a picture have no more letters.
const LONGEST: usize = 40;

/// The page of a comparison.
///
/// # Errors
///
/// Those of drawing, and of reading the replications.
pub(in crate::report) fn comparison_page(
    compared: &Compared,
    origin: &Origin,
) -> io::Result<String> {
    let mut chapters = vec![what_differs(compared), differences(compared)?];
    chapters.extend(with_the_best(compared)?);
    chapters.push(each_alone(compared)?);
    chapters.extend(pairs(compared)?);
    chapters.extend(same_callers(compared));
    chapters.push(origin.chapter(&notes(compared)));
    let document = Document {
        title: format!("{} compared", compared.baseline()),
        description: origin.description(),
        answer: page(compared).headlines().to_vec(),
        chapters,
    };
    Ok(document.render())
}

/// What the scenarios say otherwise than the baseline.
fn what_differs(compared: &Compared) -> Chapter {
    let baseline = format!("in {}", short(compared.baseline(), LONGEST));
    let mut values = Table::new(2, ["scenario", "value", &baseline, "here"]).ending_with_text();
    let text = |side: &Option<String>| side.clone().unwrap_or_else(|| NONE.to_owned());
    for scenario in compared.others() {
        let (label, all) = (&compared.labels[scenario], &compared.differing[scenario]);
        let row =
            |path: String, before: String, after: String| vec![label.clone(), path, before, after];
        for each in all.iter().take(MOST_VALUES) {
            values.row(row(each.path.clone(), text(&each.before), text(&each.after)));
        }
        match (all.len(), all.len().saturating_sub(MOST_VALUES)) {
            (0, _) => values.row(row("nothing".to_owned(), String::new(), String::new())),
            (_, 0) => {}
            (_, more) => {
                let rest = format!("and {more} more, see differences.json");
                values.row(row(rest, String::new(), String::new()));
            }
        }
    }
    let body = html! {
        p { "Everything else is the same in all of them, the callers included. “–”: not said." }
        (table(&values))
    };
    Chapter { id: "differs", title: "What differs".to_owned(), body }
}

/// How far the scenarios are above the baseline or below it, a picture a unit.
fn differences(compared: &Compared) -> io::Result<Chapter> {
    let mut rows: Vec<&DifferenceRow> = Vec::new();
    for measure in shown(compared, &compared.others().collect::<Vec<_>>()) {
        let found = compared.others().filter_map(|it| compared.differences.row(measure, it));
        rows.extend(found.filter(|row| row.value.is_some()));
    }
    let mut units: Vec<Unit> = Vec::new();
    for row in &rows {
        let unit = compared.shared(row).measure.unit;
        if !units.contains(&unit) {
            units.push(unit);
        }
    }
    let mut figures = Vec::new();
    for unit in units {
        let of_unit: Vec<_> =
            rows.iter().copied().filter(|row| compared.shared(row).measure.unit == unit).collect();
        figures.push(figure(&differences_chart(compared, unit, &of_unit))?);
    }
    let others: Vec<usize> = compared.others().collect();
    let mut tables: Vec<_> =
        others.chunks(SIDE_BY_SIDE).map(|some| main_measures(compared, some)).collect();
    tables.push(not_in_all(compared));
    tables.retain(|section| !section.table.is_empty());
    let title = format!("Differences to {}", compared.baseline());
    let body = html! {
        @for figure in &figures { (figure) }
        @if figures.is_empty() { p { "No measure has a value in both." } }
        (sections(&tables))
        p { "▲ surely better, ▼ surely worse, ≠ surely different, · not sure." }
    };
    Ok(Chapter { id: "differences", title, body })
}

fn differences_chart(compared: &Compared, unit: Unit, rows: &[&DifferenceRow]) -> Chart {
    let of_all = || rows.iter().copied().filter(|row| compared.shared(row).is_of_all);
    let drawn: Vec<_> = match rows.len() > MOST_PLACES {
        true => of_all().take(MOST_PLACES).collect(),
        false => rows.to_vec(),
    };
    let several = compared.labels.len() > 2;
    let name = |row: &&DifferenceRow| {
        let of = whose_measure(compared.shared(row));
        match several {
            true => format!("{of}: {}", short(&compared.labels[row.scenario], LONGEST)),
            false => of,
        }
    };
    let layers = compared.others().map(|scenario| Layer::Estimates {
        name: short(&compared.labels[scenario], LONGEST),
        hue: Hue::Series(scenario),
        values: drawn
            .iter()
            .map(|row| (row.scenario == scenario).then(|| difference(compared, row)).flatten())
            .collect(),
    });
    let confidence = percent_label(compared.comparison.settings().confidence);
    let claims = compared.differences.claims;
    let intervals = match claims {
        0 | 1 => format!("Bars: {confidence} confidence."),
        _ => format!(
            "Bars hold for all {claims} differences of this page at once, with {confidence} \
             confidence: where one does not reach the line of no difference, there surely is one."
        ),
    };
    let left_out = match rows.len() - drawn.len() {
        0 => String::new(),
        more => format!(" {more} differences more are in differences.csv."),
    };
    Chart {
        id: format!("differences-{}", unit.name().replace('_', "-")),
        title: format!("Differences in {}", unit_words(unit)),
        caption: intervals + &left_out,
        across: Across::Names {
            label: "measure".to_owned(),
            names: drawn.iter().map(name).collect(),
            lying: true,
        },
        up: Up {
            label: format!(
                "difference to {}, {}",
                short(compared.baseline(), LONGEST),
                unit_words(unit)
            ),
            least: [0.0, 0.0],
        },
        layers: layers.collect(),
        marks: vec![Mark::Value { at: 0.0, label: "no difference".to_owned() }],
        table: differences_table(compared, &drawn),
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

fn differences_table(compared: &Compared, rows: &[&DifferenceRow]) -> Table {
    let confidence = percent_label(compared.comparison.settings().confidence);
    let claims = compared.differences.claims;
    let header = [
        "of",
        "measure",
        "scenario",
        &format!("in {}", short(compared.baseline(), LONGEST)),
        "here",
        "difference",
        &format!("{confidence}, alone"),
        &format!("{confidence}, all {claims} at once"),
        "so it is",
    ];
    let mut table = Table::new(3, header).ending_with_text();
    for row in rows {
        let shared = compared.shared(row);
        let shown = shown_as(shared);
        let alone = signed_bounded(row.value, row.interval, shown);
        let together = row.together.map(|together| together.interval);
        let [baseline, here] = [compared.comparison.baseline(), row.scenario].map(|scenario| {
            let estimate = compared.estimate(row.measure, scenario);
            with_half_width(estimate.and_then(MeasureEstimate::best), shown)
        });
        let mut cells = name_cells(shared);
        cells.extend([compared.labels[row.scenario].clone(), baseline, here, alone]);
        cells.extend([row.interval, together].map(|ends| signed_ends(ends, shown)));
        cells.push(verdict(row).to_owned());
        match row.is_surely_different() {
            true => table.marked_row(cells),
            false => table.row(cells),
        }
    }
    table
}

/// How sure the difference is, with a sign that stands for it.
fn verdict(row: &DifferenceRow) -> &'static str {
    match (row.is_surely_different(), row.differs_alone(), row.is_better()) {
        (true, _, Some(true)) => "▲ surely better",
        (true, _, Some(false)) => "▼ surely worse",
        (true, _, None) => "≠ surely different",
        (false, true, Some(true)) => "better, if looked at alone",
        (false, true, Some(false)) => "worse, if looked at alone",
        (false, true, None) => "different, if looked at alone",
        (false, false, _) if row.value == Some(0.0) => "the same",
        (false, false, _) => "not sure",
    }
}

/// Which scenarios may be the best, if there are more than two.
fn with_the_best(compared: &Compared) -> io::Result<Option<Chapter>> {
    let found = compared.differences;
    let section = best(compared);
    if section.table.is_empty() {
        return Ok(None);
    }
    let shared = &compared.comparison.measures()[found.best_measure];
    let factor = factor(shared);
    let label = |scenario: &usize| short(&compared.labels[*scenario], LONGEST);
    let layer = |may_be_best: bool| Layer::Estimates {
        name: if may_be_best { "may be the best" } else { "surely not the best" }.to_owned(),
        hue: if may_be_best { Hue::Good } else { Hue::Quiet },
        values: found
            .best
            .iter()
            .map(|each| {
                let ends = [each.low, each.high].map(|end| Some(factor * end));
                let [low, high] = ends;
                let its = Bounded { value: factor * each.lead, low, high };
                (each.may_be_best == may_be_best).then_some(its)
            })
            .collect(),
    };
    let confidence = percent_label(compared.comparison.settings().confidence);
    let unit = unit_words(shared.measure.unit);
    let chart = Chart {
        id: "best".to_owned(),
        title: section.title.clone(),
        caption: format!(
            "How far each is ahead of the best of the others. One that does not reach beyond zero is \
             surely not the best; all of it holds at once, with {confidence} confidence."
        ),
        across: Across::Names {
            label: "scenario".to_owned(),
            names: found.compared.iter().map(label).collect(),
            lying: true,
        },
        up: Up { label: format!("ahead of the best of the others, {unit}"), least: [0.0, 0.0] },
        layers: vec![layer(true), layer(false)],
        marks: vec![Mark::Value { at: 0.0, label: "as good as the best".to_owned() }],
        table: section.table,
    };
    let title = "Which may be the best".to_owned();
    Ok(Some(Chapter { id: "best-of-all", title, body: figure(&chart)? }))
}

/// What each scenario tells alone, side by side.
fn each_alone(compared: &Compared) -> io::Result<Chapter> {
    let mut figures = Vec::new();
    for name in ["service_level", "probability_met"] {
        figures.extend(alone_chart(compared, name).map(|chart| figure(&chart)).transpose()?);
    }
    let body = html! {
        p { "Each by itself, with its own interval. To compare two, read their difference above: it is \
             told with the same callers in both, and so much more sharply." }
        @for figure in &figures { (figure) }
        (table(&alone_table(compared)))
    };
    Ok(Chapter { id: "alone", title: "Each scenario by itself".to_owned(), body })
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
    // Where there is no value of the baseline, all of the axis is as good as any part of it.
    let least = value(baseline).map_or(100.0, |it| it.value);
    let layer = |is_baseline: bool| Layer::Estimates {
        name: if is_baseline { "baseline" } else { "compared with it" }.to_owned(),
        hue: if is_baseline { Hue::Quiet } else { Hue::Series(0) },
        values: (0..compared.labels.len())
            .map(|it| if (it == baseline) == is_baseline { value(it) } else { None })
            .collect(),
    };
    let words = match name {
        "probability_met" => "Chance of meeting every objective on a day".to_owned(),
        _ => whose_measure(shared),
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
            names: compared.labels.iter().map(|label| short(label, LONGEST)).collect(),
            lying: true,
        },
        up: Up { label: format!("{}, %", words.to_lowercase()), least: [least, least] },
        title: words,
        layers: vec![layer(true), layer(false)],
        marks: target(compared, name).into_iter().collect(),
        table,
    })
}

/// The service level that all promise to their only call type.
fn target(compared: &Compared, name: &str) -> Option<Mark> {
    if name != "service_level" {
        return None;
    }
    let mut promised = BTreeSet::new();
    for catalogue in compared.comparison.catalogues() {
        let [only] = catalogue.model().call_types() else { return None };
        promised.insert(percent_label(only.objective.target));
    }
    let first = compared.comparison.catalogues().next()?;
    let at = 100.0 * first.model().call_types().first()?.objective.target;
    (promised.len() == 1).then(|| Mark::Value { at, label: "target".to_owned() })
}

/// Measures that stand side by side, and their titles.
const OF_A_SCENARIO: [(&str, &str); 6] = [
    ("service_level", "service level, %"),
    ("probability_met", "objective met"),
    ("asa", "ASA, s"),
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

/// How the differences in the measure that decides are spread over replications.
fn pairs(compared: &Compared) -> io::Result<Option<Chapter>> {
    let measure = compared.differences.best_measure;
    let mut figures = Vec::new();
    for scenario in compared.others().take(MOST_SPREADS) {
        let spread = compared.comparison.spread(measure, scenario).map_err(as_io)?;
        if let Some(spread) = spread {
            figures.push(figure(&spread_chart(compared, scenario, &spread))?);
        }
    }
    if figures.is_empty() {
        return Ok(None);
    }
    let body = html! {
        p { "The difference in each replication: what one and the same day would have been with the \
             other scenario." }
        @for figure in &figures { (figure) }
    };
    Ok(Some(Chapter { id: "pairs", title: "Day by day".to_owned(), body }))
}

fn spread_chart(compared: &Compared, scenario: usize, spread: &Spread) -> Chart {
    let measure = compared.differences.best_measure;
    let shared = &compared.comparison.measures()[measure];
    let (label, baseline) = (&compared.labels[scenario], compared.baseline());
    let [label, baseline] = [label.as_str(), baseline].map(|name| short(name, LONGEST));
    let path = compared.comparison.path(measure);
    let factor = factor(shared);
    let ranges: Vec<_> = spread.ranges.iter().map(|ends| ends.map(|end| factor * end)).collect();
    let unit = unit_words(shared.measure.unit);
    let mut table = Table::new(1, [format!("difference, {unit}"), "replications".to_owned()]);
    for (ends, count) in ranges.iter().zip(&spread.counts) {
        table.row(vec![bounds(*ends), count.to_string()]);
    }
    let values = spread.counts.iter().map(|count| Some(*count as f64)).collect();
    let hue = Hue::Series(scenario);
    Chart {
        id: format!("pairs-{scenario}"),
        title: format!("{label}: {path} less that of {baseline}"),
        caption: format!(
            "Of {} replications, {label} has more in {}, less in {}, and as much in {}.",
            spread.pairs,
            spread.above,
            spread.below,
            spread.pairs - spread.above - spread.below
        ),
        across: Across::Ranges {
            label: format!("difference in a replication, {unit}"),
            ticks: edges(&ranges),
            ranges,
        },
        up: Up { label: "replications".to_owned(), least: [0.0, 1.0] },
        layers: vec![Layer::Bars(Series { name: "replications".to_owned(), hue, values })],
        marks: vec![Mark::Place { at: 0.0, label: "no difference".to_owned() }],
        table,
    }
}

/// So many ends of ranges are written beside an axis.
const MOST_EDGES: usize = 9;

/// What is written where: some of the ends, zero among them if it is one.
fn edges(ranges: &[[f64; 2]]) -> Vec<(f64, String)> {
    let Some([first, second]) = ranges.first() else { return Vec::new() };
    let decimals = super::words::decimals_of_step(second - first);
    let mut ends: Vec<f64> = ranges.iter().map(|[from, _]| *from).collect();
    ends.extend(ranges.last().map(|[_, to]| *to));
    let every = ends.len().div_ceil(MOST_EDGES);
    let zero = ends.iter().position(|end| *end == 0.0).unwrap_or(0);
    let is_written = |place: &usize| place.abs_diff(zero).is_multiple_of(every);
    let written = (0..ends.len()).filter(is_written);
    written.map(|place| (ends[place], super::words::signed(ends[place], decimals))).collect()
}

/// What the same callers were worth.
fn same_callers(compared: &Compared) -> Option<Chapter> {
    let section = saved(compared);
    let body: Markup = html! {
        p { (section.title) ":" }
        (table(&section.table))
    };
    let title = "What the same callers saved".to_owned();
    (!section.table.is_empty()).then_some(Chapter { id: "same-callers", title, body })
}

/// A measure in words, and whose it is unless it is of all.
fn whose_measure(shared: &Shared) -> String {
    let words = measure_words(shared.measure.name);
    match shared.is_of_all {
        true => words,
        false => format!("{words} of {}", short(shared.name, LONGEST)),
    }
}

/// In what differences are told.
fn unit_words(unit: Unit) -> &'static str {
    match unit {
        Unit::Share => "percentage points",
        Unit::Money => "money",
        unit => unit.name(),
    }
}

//! The page of a comparison.

use std::io;

use maud::{Markup, html};

use super::super::chart::{Across, Chart, Hue, Layer, Mark, Series, Up};
use super::super::comparison::{Compared, as_io};
use super::super::comparison_page::{
    best, factor, not_in_all, notes, page, saved, shown, shown_as,
};
use super::super::labels::percent_label;
use super::super::number::{NONE, probability, with_half_width};
use super::super::table::{Table, short};
use super::blocks::{figure, sections, table};
use super::words::{around, bounds, first_upper, measure_words, signed_bounded, signed_ends};
use super::{Chapter, Document, Origin};
use crate::experiment::{Bounded, DifferenceRow, MeasureEstimate, Shared, Spread};
use crate::model::Model;
use crate::observe::Unit;
use crate::stats::WithBest;

/// Scenarios that can be told apart in one picture.
const MOST_SERIES: usize = 6;

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

/// How far the scenarios are above the baseline or below it: a picture a unit, and all in a table.
fn differences(compared: &Compared) -> io::Result<Chapter> {
    let others: Vec<usize> = compared.others().collect();
    let measures = shown(compared, &others);
    let mut figures = Vec::new();
    for kind in kinds(compared, &measures) {
        let is_its = |it: &usize| Kind::of(&compared.comparison.measures()[*it]) == kind;
        let its: Vec<usize> = measures.iter().copied().filter(is_its).collect();
        for some in others.chunks(MOST_SERIES) {
            let number = figures.len() + 1;
            figures.push(figure(&differences_chart(compared, (number, kind), (&its, some)))?);
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
    Ok(Chapter { id: "differences", title, body })
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
    let label = |scenario: usize| short(&compared.labels[scenario], LONGEST);
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
    let than = short(compared.baseline(), LONGEST);
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
        &format!("{} →\nhere", short(compared.baseline(), LONGEST)),
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
        up: Up { label: format!("ahead of the best of the others, {unit}"), least },
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
    let target = target(compared, name);
    let marks = target.map(|at| Mark::Value { at, label: "target".to_owned() });
    let least = around((0..compared.labels.len()).filter_map(value), target.as_slice());
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
            names: compared.labels.iter().map(|label| short(label, LONGEST)).collect(),
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
        Unit::Seconds => "seconds",
        Unit::Hours => "hours",
        Unit::PerHour => "calls per hour",
        Unit::Calls | Unit::Lines | Unit::Times => unit.name(),
    }
}

//! The chapter on how the differences are spread over replications.

use std::io;

use maud::html;

use super::super::Chapter;
use super::super::blocks::figure;
use super::super::words::{bounds, cut, decimals_of_step, first_upper, signed};
use super::words::{LONGEST, decider, unit_words};
use crate::experiment::Spread;
use crate::report::chart::{Across, Chart, Hue, Layer, Mark, Series, Up};
use crate::report::comparison::{Compared, as_io};
use crate::report::comparison_page::factor;
use crate::report::table::Table;

/// So many scenarios at most have a picture of how their differences are spread.
const MOST_SPREADS: usize = 6;

/// How the differences in the measure that decides are spread over replications.
pub(super) fn chapter(compared: &Compared) -> io::Result<Option<Chapter>> {
    let measure = compared.differences.best_measure;
    let mut figures = Vec::new();
    for scenario in compared.others().take(MOST_SPREADS) {
        let spread = compared.comparison.spread(measure, scenario).map_err(as_io)?;
        if let Some(spread) = spread {
            figures.push(figure(&spread_chart(compared, scenario, &spread)));
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
    let [label, baseline] = [label.as_str(), baseline].map(|name| cut(name, LONGEST));
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
        title: format!("{}: {label} less {baseline}", first_upper(&decider(compared))),
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
    let decimals = decimals_of_step(second - first);
    let mut ends: Vec<f64> = ranges.iter().map(|[from, _]| *from).collect();
    ends.extend(ranges.last().map(|[_, to]| *to));
    let every = ends.len().div_ceil(MOST_EDGES);
    let zero = ends.iter().position(|end| *end == 0.0).unwrap_or(0);
    let is_written = |place: &usize| place.abs_diff(zero).is_multiple_of(every);
    let written = (0..ends.len()).filter(is_written);
    written.map(|place| (ends[place], signed(ends[place], decimals))).collect()
}

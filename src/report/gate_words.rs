//! Gates in words: what is demanded, and what was seen.

use super::labels::percent_label;
use super::number::{NONE, Shown};
use crate::expectation::{Comparison, Demand, Expectation, Statistic};
use crate::experiment::{Bounded, GateLook};
use crate::observe::{Better, Catalogue, Unit};
use crate::stats::Estimate;

/// What an expectation says: `service_level.sales ≥ 80 %`. The measure has a name of its page.
pub(super) fn said(
    expectation: &Expectation,
    catalogue: &Catalogue,
    name: impl Fn(&str) -> String,
) -> String {
    let column = catalogue.column_of(expectation.scope, expectation.measure.name);
    let path = column.map_or_else(String::new, |column| name(&catalogue.path(column)));
    let of = match expectation.statistic {
        // The usual one goes without saying.
        statistic if statistic == Statistic::usual(expectation.measure) => path,
        Statistic::Mean => format!("mean of {path}"),
        Statistic::RatioOfMeans => format!("ratio of means of {path}"),
        Statistic::Quantile(share) => format!("{} quantile of {path}", percent_label(share)),
        Statistic::WorstInterval => format!("{path} in the worst interval"),
    };
    match expectation.demand {
        Demand::AtLeast(_) | Demand::AtMost(_) => format!("{of} {}", demanded(expectation)),
        Demand::Against { comparison, margin } => {
            let sense = comparison.name().replace('-', " ");
            let margin = match margin {
                0.0 => String::new(),
                margin => format!(" by {}", difference(margin, expectation.measure.unit)),
            };
            format!("{of} {sense}{margin}")
        }
    }
}

/// What the estimate has to be: `≥ 80 %`, or of a comparison `± 2 s`.
pub(super) fn demanded(expectation: &Expectation) -> String {
    let unit = expectation.measure.unit;
    match expectation.demand {
        Demand::AtLeast(bound) => format!("≥ {}", bounding(bound, unit)),
        Demand::AtMost(bound) => format!("≤ {}", bounding(bound, unit)),
        Demand::Against { comparison: Comparison::Equivalent, margin } => {
            format!("± {}", difference(margin, unit))
        }
        Demand::Against { margin, .. } => {
            let sign = match (margin, expectation.measure.better()) {
                (0.0, Some(Better::Higher)) => "≥ ",
                (0.0, _) => "≤ ",
                (_, Some(Better::Higher)) => "≥ −",
                (_, _) => "≤ +",
            };
            format!("{sign}{}", difference(margin, unit))
        }
    }
}

/// The estimate and its interval: `80.3 %`, `79.8 to 80.8`.
pub(super) fn estimated(expectation: &Expectation, look: &GateLook) -> [String; 2] {
    let Some(Bounded { value, low, high }) = look.estimate else {
        return [NONE.to_owned(), NONE.to_owned()];
    };
    let unit = expectation.measure.unit;
    let factor = Shown::of(unit).factor();
    let half_width = low.zip(high).map(|(low, high)| 0.5 * (high - low) * factor);
    let decimals = match half_width {
        // One digit more than is sure: the bound may lie close by.
        Some(half_width) if half_width > 0.0 => {
            (Estimate { value, half_width }.decimals() + 1).min(MOST_DECIMALS)
        }
        Some(_) | None => 2,
    };
    let is_difference = matches!(expectation.demand, Demand::Against { .. });
    let number = |value: f64| {
        // Adding zero takes the sign from a zero.
        let text = format!("{:.decimals$}", value * factor + 0.0);
        let is_zero = text.trim_start_matches('-').chars().all(|letter| "0.".contains(letter));
        match text.strip_prefix('-') {
            Some(size) if is_zero => size.to_owned(),
            Some(size) => format!("−{size}"),
            None if is_difference && !is_zero => format!("+{text}"),
            None => text,
        }
    };
    let end = |end: Option<f64>| end.map_or(NONE.to_owned(), number);
    let sign = match unit {
        Unit::Share if is_difference => " points",
        unit => sign(unit),
    };
    [format!("{}{sign}", number(value)), format!("{} to {}", end(low), end(high))]
}

/// More decimals than this tell a person nothing.
const MOST_DECIMALS: usize = 4;

/// A value of a measure with its unit: `80.3 %`.
pub(super) fn amount(value: f64, unit: Unit) -> String {
    let value = value * Shown::of(unit).factor();
    let decimals = if value.abs() >= 1000.0 { 1 } else { 2 };
    format!("{value:.decimals$}{}", sign(unit))
}

/// A bound as it was written, with its unit.
fn bounding(bound: f64, unit: Unit) -> String {
    match unit {
        Unit::Share => percent_label(bound),
        _ => format!("{bound}{}", sign(unit)),
    }
}

/// So much more or less.
fn difference(margin: f64, unit: Unit) -> String {
    match unit {
        Unit::Share => format!("{} points", percent_label(margin).trim_end_matches(" %")),
        _ => format!("{margin}{}", sign(unit)),
    }
}

fn sign(unit: Unit) -> &'static str {
    match unit {
        Unit::Share => " %",
        Unit::Seconds => " s",
        Unit::Hours => " h",
        Unit::PerHour => " /h",
        Unit::Calls | Unit::Lines | Unit::Times | Unit::Money => "",
    }
}

/// The name of a statistic in files, and which quantile.
pub(super) fn statistic_name(statistic: Statistic) -> (&'static str, Option<f64>) {
    match statistic {
        Statistic::Mean => ("mean", None),
        Statistic::RatioOfMeans => ("ratio-of-means", None),
        Statistic::Quantile(share) => ("quantile", Some(share)),
        Statistic::WorstInterval => ("worst-interval", None),
    }
}

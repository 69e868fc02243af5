//! Numbers for people: value ± half-width, the digits ending where the half-width begins.

use crate::experiment::{Band, Bounded};
use crate::observe::Unit;
use crate::stats::Estimate;

/// What stands where there is no number.
pub(super) const NONE: &str = "–";

/// In what a number is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// As it is.
    Plain,
    /// A share as percent, without the sign.
    Percent,
    /// Hours in minutes.
    HoursAsMinutes,
    /// Seconds in minutes.
    SecondsAsMinutes,
}

impl Shown {
    /// In what the numbers of a measure are shown.
    pub(super) fn of(unit: Unit) -> Self {
        match unit {
            Unit::Share => Shown::Percent,
            Unit::Calls
            | Unit::Seconds
            | Unit::Hours
            | Unit::PerHour
            | Unit::Lines
            | Unit::Times
            | Unit::Money => Shown::Plain,
        }
    }

    pub(super) fn factor(self) -> f64 {
        match self {
            Shown::Plain => 1.0,
            Shown::Percent => 100.0,
            Shown::HoursAsMinutes => 60.0,
            Shown::SecondsAsMinutes => 1.0 / 60.0,
        }
    }
}

/// A number with its half-width: `83.1 ± 0.4`.
pub(super) fn with_half_width(estimate: Option<Bounded>, shown: Shown) -> String {
    let Some(Bounded { value, low, high }) = estimate else { return NONE.to_owned() };
    let value = shown.factor() * value;
    let (Some(low), Some(high)) = (low, high) else { return alone(value) };
    let half_width = shown.factor() * 0.5 * (high - low);
    let estimate = Estimate { value, half_width };
    let decimals = match half_width == 0.0 {
        true => decimals_of(value),
        false => estimate.decimals().min(MOST_DECIMALS),
    };
    format!("{estimate:.decimals$}")
}

/// More decimals than this tell a person nothing.
const MOST_DECIMALS: usize = 3;

/// A share in percent with its bounds: `71 % (68–74 %)`.
///
/// The bounds of a probability need not lie evenly about it, so they are shown, not a half-width.
/// All of a page have the same decimals: as many as the number of replications is worth. 100 % is
/// every time, and 0 % is never: what is close to them is not rounded to them.
pub(super) fn probability(estimate: Bounded, replications: u64) -> String {
    let (decimals, least) = if replications < 10_000 { (0, 1.0) } else { (1, 0.1) };
    let percent = |share: f64| {
        let percent = Shown::Percent.factor() * share;
        let is_sure = share == 0.0 || share == 1.0;
        let percent = if is_sure { percent } else { percent.clamp(least, 100.0 - least) };
        format!("{percent:.decimals$}")
    };
    let value = percent(estimate.value);
    match estimate.low.zip(estimate.high) {
        Some((low, high)) => format!("{value} % ({}–{} %)", percent(low), percent(high)),
        None => format!("{value} %"),
    }
}

/// A number without bounds: three digits or so.
pub(super) fn alone(value: f64) -> String {
    format!("{value:.*}", decimals_of(value))
}

/// A number above zero with three digits that say something: `0.00482`.
pub(super) fn three_digits(value: f64) -> String {
    let shown = |decimals: usize| format!("{value:.decimals$}");
    let is_enough = |text: &String| {
        let digits = text.chars().filter(char::is_ascii_digit).skip_while(|digit| *digit == '0');
        digits.count() >= 3
    };
    (0..12).map(shown).find(is_enough).unwrap_or_else(|| value.to_string())
}

/// A share in percent as somebody has written it, without the sign.
pub(super) fn percent_number(share: f64) -> String {
    // Ten decimals hide that 0.07 times 100 is not 7 exactly.
    let text = format!("{:.10}", Shown::Percent.factor() * share);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The mean of a band, with one decimal, so that those of a column stand under each other.
pub(super) fn middle(band: Band) -> String {
    band.mean.map_or(NONE.to_owned(), |mean| format!("{mean:.1}"))
}

/// A share in percent: the mean, and the range from 5 to 95 % of the replications.
pub(super) fn percent_band(band: Band) -> [String; 2] {
    let ends = [band.p05, band.p95].map(|end| end.map(f64::from));
    [band.mean.map_or(NONE.to_owned(), whole_percent), range(ends)]
}

/// A share in whole percents, without the sign.
pub(super) fn whole_percent(share: f64) -> String {
    format!("{:.0}", Shown::Percent.factor() * share)
}

/// From one share to another, in whole percents.
pub(super) fn range([low, high]: [Option<f64>; 2]) -> String {
    let ends = low.zip(high);
    let range = ends.map(|(low, high)| format!("{}–{}", whole_percent(low), whole_percent(high)));
    range.unwrap_or(NONE.to_owned())
}

fn decimals_of(value: f64) -> usize {
    match value.abs() {
        size if size >= 100.0 || value == 0.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_say_something_however_small_the_number() {
        let shown = [0.004_821, 12.34, 1234.5, 0.000_099_96, 0.0].map(three_digits);
        assert_eq!(shown, ["0.00482", "12.3", "1234", "0.000100", "0"]);
        assert_eq!([0.07, 0.01, 0.005, 1.0].map(percent_number), ["7", "1", "0.5", "100"]);
    }

    fn about(value: f64, half_width: f64) -> Option<Bounded> {
        Some(Bounded { value, low: Some(value - half_width), high: Some(value + half_width) })
    }

    #[test]
    fn digits_end_where_the_half_width_begins() {
        assert_eq!(with_half_width(about(0.83123, 0.0042), Shown::Percent), "83.1 ± 0.4");
        assert_eq!(with_half_width(about(1042.3, 6.2), Shown::Plain), "1042 ± 6");
        assert_eq!(with_half_width(about(672.0, 0.0), Shown::Plain), "672 ± 0");
        let alone = Some(Bounded { value: 14.23, low: None, high: None });
        assert_eq!(with_half_width(alone, Shown::Plain), "14.2");
        assert_eq!(with_half_width(None, Shown::Plain), NONE);
    }

    #[test]
    fn a_probability_shows_its_bounds() {
        let met = Bounded { value: 0.712, low: Some(0.683), high: Some(0.739) };
        assert_eq!(probability(met, 400), "71 % (68–74 %)");
        assert_eq!(probability(met, 20_000), "71.2 % (68.3–73.9 %)");
        let always = Bounded { value: 1.0, low: Some(0.9962), high: Some(1.0) };
        assert_eq!(probability(always, 1000), "100 % (99–100 %)");
    }
}

//! Words and numbers of pages.

use super::super::number::{NONE, Shown};
use super::super::table::short;
use crate::experiment::Bounded;
use crate::stats::Estimate;

/// A measure in words: `service level`.
pub(in crate::report) fn measure_words(name: &str) -> String {
    match name {
        "asa" => "mean wait (ASA)".to_owned(),
        "aht" => "mean handling time (AHT)".to_owned(),
        "probability_met" => "chance of meeting the objective".to_owned(),
        "queue_mean" => "mean queue".to_owned(),
        "wait_mean" => "mean wait of all".to_owned(),
        name => name.replace('_', " "),
    }
}

/// A measure and whose it is, in words: `service level of sales` for `service_level.sales`.
pub(super) fn path_words(path: &str) -> String {
    let Some((name, whose)) = path.split_once('.') else { return measure_words(path) };
    let tables = ["call_type.", "agent_group."];
    let whose = tables.iter().find_map(|table| whose.strip_prefix(table)).unwrap_or(whose);
    format!("{} of {whose}", measure_words(name))
}

/// A name cut in its middle, as names often differ in how they end.
pub(in crate::report) fn cut(name: &str, longest: usize) -> String {
    let letters = name.chars().count();
    if letters <= longest {
        return short(name, longest);
    }
    let begins: String = name.chars().take(longest / 2).collect();
    let ends: String = name.chars().skip(letters - (longest - 1 - longest / 2)).collect();
    short(&format!("{begins}…{ends}"), longest)
}

/// An axis that shows no shares that cannot be.
pub(in crate::report) fn within_percent(ends: [f64; 2]) -> [f64; 2] {
    ends.map(|end| end.clamp(0.0, 100.0))
}

/// What scenarios are called on a page: a variant without the word for the table in which its value
/// stands, as long as no two are called alike.
pub(super) fn names(labels: &[String]) -> Vec<String> {
    let names: Vec<_> = labels.iter().map(|label| without_tables(label)).collect();
    let differ = (1..names.len()).all(|index| !names[..index].contains(&names[index]));
    if differ { names } else { labels.to_vec() }
}

/// `sales.agents=7` for `agent_group.sales.agents=7`.
fn without_tables(label: &str) -> String {
    match label.contains('=') {
        true => label.replace("agent_group.", "").replace("call_type.", ""),
        false => label.to_owned(),
    }
}

/// A text that begins a line.
pub(in crate::report) fn first_upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// What an axis has to show to hold some estimates and numbers, with some room about them.
pub(in crate::report) fn around(
    estimates: impl IntoIterator<Item = Bounded>,
    numbers: &[f64],
) -> [f64; 2] {
    let ends = |it: Bounded| [Some(it.value), it.low, it.high].into_iter().flatten();
    let all = estimates.into_iter().flat_map(ends).chain(numbers.iter().copied());
    let wider = |ends: Option<[f64; 2]>, each: f64| {
        Some(ends.map_or([each; 2], |[low, high]| [low.min(each), high.max(each)]))
    };
    let Some([low, high]) = all.filter(|it| it.is_finite()).fold(None, wider) else {
        return [0.0, 1.0];
    };
    let room = ROOM * if high > low { high - low } else { high.abs().max(1.0) };
    [low - room, high + room]
}

/// The room about them as a share of the axis.
const ROOM: f64 = 0.06;

/// A number with its sign, and a true minus: `+6.9`, `−0.3`, `0`.
pub(super) fn signed(value: f64, decimals: usize) -> String {
    let size = format!("{:.decimals$}", value.abs());
    let is_zero = size.chars().all(|letter| "0.".contains(letter));
    match value < 0.0 {
        _ if is_zero => size,
        true => format!("−{size}"),
        false => format!("+{size}"),
    }
}

/// A difference, its digits ending where its interval begins.
pub(super) fn signed_bounded(
    value: Option<f64>,
    interval: Option<[f64; 2]>,
    shown: Shown,
) -> String {
    let Some(value) = value else { return NONE.to_owned() };
    let decimals = interval.map_or(2, |interval| decimals(interval, shown));
    signed(shown.factor() * value, decimals)
}

/// The ends of an interval of a difference: `+6.7 to +7.1`.
pub(super) fn signed_ends(interval: Option<[f64; 2]>, shown: Shown) -> String {
    let Some(interval) = interval else { return NONE.to_owned() };
    let decimals = decimals(interval, shown);
    let [low, high] = interval.map(|end| signed(shown.factor() * end, decimals));
    format!("{low} to {high}")
}

/// More decimals than this tell a person nothing.
const MOST_DECIMALS: usize = 3;

/// The decimals that an interval leaves to its middle.
fn decimals([low, high]: [f64; 2], shown: Shown) -> usize {
    let [value, half_width] = [0.5 * (low + high), 0.5 * (high - low)];
    let [value, half_width] = [value, half_width].map(|it| shown.factor() * it);
    match half_width > 0.0 {
        true => Estimate { value, half_width }.decimals().min(MOST_DECIMALS),
        false => 0,
    }
}

/// The ends of a range of differences: `−2 to 0`.
pub(super) fn bounds([from, to]: [f64; 2]) -> String {
    let decimals = decimals_of_step(to - from);
    format!("{} to {}", signed(from, decimals), signed(to, decimals))
}

/// The decimals of multiples of a round step.
pub(super) fn decimals_of_step(step: f64) -> usize {
    let is_shown = |decimals: &usize| {
        let text = format!("{step:.decimals$}");
        text.parse::<f64>().is_ok_and(|shown| (shown - step).abs() < 0.01 * step)
    };
    (0..12).find(is_shown).unwrap_or(12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_have_signs_and_the_digits_that_their_intervals_leave() {
        let shown = |value, ends| {
            let text = signed_bounded(Some(value), Some(ends), Shown::Percent);
            (text, signed_ends(Some(ends), Shown::Percent))
        };
        assert_eq!(shown(0.069, [0.067, 0.071]), ("+6.9".into(), "+6.7 to +7.1".into()));
        assert_eq!(shown(-0.069, [-0.071, -0.067]), ("−6.9".into(), "−7.1 to −6.7".into()));
        assert_eq!(shown(0.0, [0.0, 0.0]), ("0".into(), "0 to 0".into()));
        assert_eq!(signed_ends(None, Shown::Plain), NONE);
    }

    #[test]
    fn an_axis_holds_estimates_with_their_intervals() {
        let one = Bounded { value: 80.0, low: Some(75.0), high: None };
        assert_eq!(around([one], &[100.0]), [73.5, 101.5]);
        assert_eq!(around([], &[f64::NAN]), [0.0, 1.0]);
        assert_eq!(around([], &[50.0]), [47.0, 53.0]);
    }

    #[test]
    fn measures_are_told_in_words_and_long_names_keep_their_ends() {
        assert_eq!(path_words("service_level.sales"), "service level of sales");
        assert_eq!(path_words("occupancy.agent_group.a.b"), "occupancy of a.b");
        assert_eq!(path_words("asa"), "mean wait (ASA)");
        assert_eq!(cut("sales.shift.1.agents=7", 12), "sales.…nts=7");
        assert_eq!(cut("sales", 12), "sales");
    }

    #[test]
    fn variants_are_called_as_short_as_tells_them_apart() {
        let names =
            |labels: &[&str]| names(&labels.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
        assert_eq!(names(&["today", "agent_group.sales.agents=7"]), ["today", "sales.agents=7"]);
        let alike = ["agent_group.sales.share=7", "call_type.sales.share=7"];
        assert_eq!(names(&alike), alike);
    }

    #[test]
    fn multiples_of_a_round_step_have_as_many_decimals_as_it() {
        assert_eq!([20.0, 1.0, 0.5, 0.02].map(decimals_of_step), [0, 0, 1, 2]);
        assert_eq!(bounds([-0.5, 0.0]), "−0.5 to 0.0");
    }
}

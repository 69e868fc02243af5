//! The page of a sweep in HTML: the answer, pictures, every point.

use maud::{Markup, html};

use super::super::chart::{Across, Chart, Hue, Layer, Mark, Series, Up};
use super::super::html::{
    Chapter, Document, Origin, around, cut, figure, first_upper, measure_words, table,
    within_percent,
};
use super::super::labels::percent_label;
use super::super::number::{NONE, with_half_width};
use super::super::table::{Table, short};
use super::answer::{Answer, common_objective};
use super::axis::{distinct, numbers};
use super::label::{estimate_label, factor_labels, levels_label, shown};
use super::map::map;
use super::page::{self, notes, rows};
use crate::experiment::{Bounded, Level, Sweep};
use crate::model::ServiceLevelObjective;
use crate::observe::Unit;

/// Measures that have a picture; the table has all of them.
const MOST_PICTURES: usize = 8;

/// Factors of a cloud of points that have a picture.
const MOST_CLOUDS: usize = 6;

/// Lines that can be told apart in one picture.
const MOST_LINES: usize = 6;

/// Of more points than these the page shows the best, or some of them.
const MOST_POINTS: usize = 500;

/// Names in a picture have no more letters.
const LONGEST: usize = 40;

/// The page.
pub(super) fn html_page(sweep: &Sweep, origin: &Origin) -> String {
    let answer = Answer::of(sweep);
    let (shown, which) = rows(sweep, MOST_POINTS, answer.point);
    let points = page::table(sweep, &shown, sweep.measures.len(), &answer);
    let point = answer.point.map(|_| "The marked row is the point of the answer.");
    let body = html! {
        @for text in which.iter().map(String::as_str).chain(point) { p { (text) } }
        (table(&points))
    };
    let document = Document {
        title: format!("{}, swept", sweep.scenario),
        description: origin.description(),
        answer: answer.in_sentences(sweep),
        chapters: vec![
            Chapter {
                id: "pictures",
                title: "What the values do".to_owned(),
                body: pictures(sweep),
            },
            Chapter { id: "points", title: "Every point".to_owned(), body },
            origin.chapter(&notes(sweep, &answer)),
        ],
    };
    document.render()
}

/// Lines along a factor, a map of two, or a cloud of points for each of more.
fn pictures(sweep: &Sweep) -> Markup {
    let measures = 0..sweep.measures.len().min(MOST_PICTURES);
    let figures = match ways(sweep) {
        Ways::Along { along, beside } => measures
            .map(|measure| figure(&lines(sweep, measure, along, beside)))
            .collect::<Vec<_>>(),
        Ways::Map { across, up } => {
            measures.map(|measure| map(sweep, measure, across, up)).collect()
        }
        Ways::Clouds => (0..sweep.factors.len().min(MOST_CLOUDS))
            .filter(|_| !sweep.measures.is_empty())
            .map(|factor| figure(&cloud(sweep, factor)))
            .collect::<Vec<_>>(),
    };
    html! { @for figure in &figures { (figure) } }
}

/// How the points of a sweep are shown.
enum Ways {
    /// Along a factor, with a line for each level of another, if there is one.
    Along { along: usize, beside: Option<usize> },
    /// Two factors, and a colour for the value.
    Map { across: usize, up: usize },
    /// Each factor alone, whatever the others are.
    Clouds,
}

fn ways(sweep: &Sweep) -> Ways {
    let count = |factor| distinct(&levels(sweep, factor)).len();
    let are_numbers = |factor| numbers(&levels(sweep, factor)).is_some();
    if sweep.factors.len() == 1 {
        return Ways::Along { along: 0, beside: None };
    }
    if sweep.factors.len() != 2 || sweep.design != "full" {
        return Ways::Clouds;
    }
    // Along runs a factor of numbers; of two of them the one with more levels.
    let first_is_along = match (are_numbers(0), are_numbers(1)) {
        (true, false) => true,
        (false, true) => false,
        (true, true) | (false, false) => count(0) >= count(1),
    };
    let (along, beside) = if first_is_along { (0, 1) } else { (1, 0) };
    match count(beside) <= MOST_LINES {
        true => Ways::Along { along, beside: Some(beside) },
        false => Ways::Map { across: along, up: beside },
    }
}

/// The levels of a factor, point by point.
pub(super) fn levels(sweep: &Sweep, factor: usize) -> Vec<&Level> {
    sweep.points.iter().map(|point| &point.levels[factor]).collect()
}

/// A measure along a factor.
fn lines(sweep: &Sweep, measure: usize, along: usize, beside: Option<usize>) -> Chart {
    let places = distinct(&levels(sweep, along));
    let series = beside.map(|factor| distinct(&levels(sweep, factor)));
    let count = series.as_ref().map_or(1, Vec::len);
    let is_its = |point: usize, place: &Level, number: usize| {
        let levels = &sweep.points[point].levels;
        let is_beside = match (beside, &series) {
            (Some(factor), Some(series)) => levels[factor] == *series[number],
            _ => true,
        };
        levels[along] == *place && is_beside
    };
    let point = |place: &Level, number: usize| {
        (0..sweep.points.len()).find(|point| is_its(*point, place, number))
    };
    let labels = factor_labels(&sweep.factors);
    let name = |number: usize| match (beside, &series) {
        (Some(factor), Some(series)) => {
            cut(&format!("{} = {}", labels[factor], series[number].shown()), LONGEST)
        }
        _ => title(sweep, measure),
    };
    let mut layers = Vec::new();
    for number in 0..count {
        let values = places.iter().map(|place| value(sweep, point(place, number)?, measure));
        layers.extend(line(name(number), Hue::Series(number), values.collect(), count > 1));
    }
    let titles = (0..count).map(|number| match &series {
        Some(_) => name(number),
        None => title(sweep, measure),
    });
    let mut table = Table::new(1, std::iter::once(labels[along].clone()).chain(titles));
    for place in &places {
        let cell = |number: usize| match point(place, number) {
            Some(point) => {
                let estimate = sweep.points[point].estimates[measure];
                estimate_label(sweep, &sweep.measures[measure], estimate)
            }
            None => NONE.to_owned(),
        };
        table.row(std::iter::once(place.shown().to_owned()).chain((0..count).map(cell)).collect());
    }
    Chart {
        id: format!("measure-{}", measure + 1),
        title: first_upper(&title(sweep, measure)),
        caption: format!(
            "{}: {} confidence.",
            if count > 1 { "Bands" } else { "Bars" },
            percent_label(sweep.confidence)
        ),
        across: across(&sweep.factors[along], &places),
        up: up(sweep, measure),
        layers,
        marks: target(sweep, measure).into_iter().collect(),
        table,
    }
}

/// The layers of a line: several have bands, as their bars would hide each other.
fn line(
    name: String,
    hue: Hue,
    values: Vec<Option<Bounded>>,
    is_one_of_several: bool,
) -> Vec<Layer> {
    let middles = values.iter().map(|it| it.map(|it| it.value)).collect();
    let ends = |it: &Option<Bounded>| it.and_then(|it| Some([it.low?, it.high?]));
    let series = Series { name, hue, values: middles };
    match is_one_of_several {
        true => vec![
            // What a line is called goes for its band as well.
            Layer::Band { name: String::new(), hue, ends: values.iter().map(ends).collect() },
            Layer::Line(series),
        ],
        false => vec![Layer::Line(series), Layer::Estimates { name: String::new(), hue, values }],
    }
}

/// The first measure along a factor, whatever the others are.
fn cloud(sweep: &Sweep, factor: usize) -> Chart {
    let all = levels(sweep, factor);
    let found = numbers(&all);
    let mut order: Vec<usize> = (0..all.len()).collect();
    match &found {
        Some(numbers) => order.sort_by(|a, b| numbers[*a].total_cmp(&numbers[*b])),
        None => {
            let distinct = distinct(&all);
            order.sort_by_key(|point| distinct.iter().position(|level| *level == all[*point]));
        }
    }
    let labels = factor_labels(&sweep.factors);
    let mut table = Table::new(2, ["point".to_owned(), "values".to_owned(), title(sweep, 0)]);
    for point in &order {
        let levels = levels_label(&labels, &sweep.points[*point].levels);
        let estimate = sweep.points[*point].estimates[0];
        let number = (point + 1).to_string();
        table.row(vec![number, levels, estimate_label(sweep, &sweep.measures[0], estimate)]);
    }
    let sorted: Vec<_> = order.iter().map(|point| all[*point]).collect();
    let values = order.iter().map(|point| value(sweep, *point, 0)).collect();
    Chart {
        id: format!("factor-{}", factor + 1),
        title: first_upper(&format!("{} by {}", title(sweep, 0), short(&labels[factor], LONGEST))),
        caption: format!(
            "Every point, whatever its other values are; bars: {} confidence.",
            percent_label(sweep.confidence)
        ),
        across: across(&sweep.factors[factor], &sorted),
        up: up(sweep, 0),
        layers: vec![Layer::Estimates { name: "point".to_owned(), hue: Hue::Series(0), values }],
        marks: target(sweep, 0).into_iter().collect(),
        table,
    }
}

/// Levels as places: numbers if they are some of one unit, or else names.
fn across(factor: &str, places: &[&Level]) -> Across {
    let factor = short(factor, 2 * LONGEST);
    match numbers(places) {
        Some(numbers) => {
            let unit = places.first().and_then(|level| level.number()).map_or("", |(_, unit)| unit);
            let label = if unit.is_empty() { factor } else { format!("{factor}, {unit}") };
            Across::Numbers { label, numbers }
        }
        None => Across::Names {
            label: factor,
            names: places.iter().map(|level| cut(level.shown(), LONGEST)).collect(),
            lying: true,
        },
    }
}

fn up(sweep: &Sweep, measure: usize) -> Up {
    let values = (0..sweep.points.len()).filter_map(|point| value(sweep, point, measure));
    let target = target_of(sweep, measure).map(|objective| 100.0 * objective.target);
    let least = around(values, target.as_slice());
    let is_share = sweep.measures[measure].measure.unit == Unit::Share;
    let least = if is_share { within_percent(least) } else { least };
    Up { label: title(sweep, measure), least }
}

/// A measure in words, whose it is, and its unit.
pub(super) fn title(sweep: &Sweep, measure: usize) -> String {
    let measure = &sweep.measures[measure];
    let words = measure_words(measure.measure.name);
    let unit = match measure.measure.unit {
        Unit::Share if measure.measure.name == "probability_met" => ", % of days",
        Unit::Share => ", %",
        Unit::Seconds => ", s",
        Unit::Hours => ", h",
        Unit::PerHour => " per hour",
        Unit::Calls | Unit::Lines | Unit::Times | Unit::Money => "",
    };
    match &measure.whose {
        Some(whose) => format!("{words} of {}{unit}", short(whose, LONGEST)),
        None => words + unit,
    }
}

/// An estimate as it is shown, in percent if it is a share.
pub(super) fn value(sweep: &Sweep, point: usize, measure: usize) -> Option<Bounded> {
    let factor = shown(&sweep.measures[measure]).factor();
    let it = sweep.points[point].estimates[measure]?;
    let [low, high] = [it.low, it.high].map(|end| end.map(|end| factor * end));
    Some(Bounded { value: factor * it.value, low, high })
}

/// The objective whose target stands in the picture of a measure: that of its call type, or of the only
/// one, if it is the same at all points.
pub(super) fn target_of(sweep: &Sweep, measure: usize) -> Option<ServiceLevelObjective> {
    let measure = &sweep.measures[measure];
    if measure.measure.name != "service_level" {
        return None;
    }
    let call_type = match (&measure.whose, sweep.call_types.len()) {
        (None, 1) => 0,
        (None, _) => return None,
        (Some(whose), _) => sweep.call_types.iter().position(|name| name == whose)?,
    };
    common_objective(sweep, call_type)
}

fn target(sweep: &Sweep, measure: usize) -> Option<Mark> {
    let objective = target_of(sweep, measure)?;
    let label = format!("target {}", percent_label(objective.target));
    Some(Mark::Value { at: 100.0 * objective.target, label })
}

/// The estimate of a point without its interval, but with the digits that it leaves.
pub(super) fn middle(sweep: &Sweep, point: usize, measure: usize) -> String {
    let estimate = sweep.points[point].estimates[measure];
    let whole = with_half_width(estimate, shown(&sweep.measures[measure]));
    whole.split(" ±").next().unwrap_or(NONE).to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{sweep, sweep_of_two};
    use super::*;

    fn page(sweep: &Sweep) -> String {
        let origin = Origin { command: "callsim sweep a.toml".to_owned(), scenarios: Vec::new() };
        html_page(sweep, &origin)
    }

    #[test]
    fn the_page_has_the_answer_the_target_and_every_point() {
        let sweep = sweep(&[("25", 0.771), ("26", 0.791), ("27", 0.809)]);
        let page = page(&sweep);
        assert!(
            page.contains("For calls, 80 % within 20\u{A0}s (offered) is met from agents = 27 on"),
            "{page}"
        );
        assert!(page.contains("77.1 ± 0.4") && page.contains("callsim sweep a.toml"), "{page}");
        let chart = lines(&sweep, 0, 0, None);
        assert_eq!(chart.marks.len(), 1);
        let Across::Numbers { numbers, .. } = chart.across else { panic!("numbers") };
        assert_eq!(numbers, [25.0, 26.0, 27.0]);
    }

    #[test]
    fn names_of_two_factors_are_nothing_but_text() {
        for (first, second) in [(3, 4), (10, 10)] {
            let page = page(&sweep_of_two(first, second));
            assert!(page.contains("&lt;b&gt;") && !page.contains("<b>"), "{page}");
        }
    }
}

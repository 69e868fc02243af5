//! Two factors as a map: a table whose cells are the darker, the higher the value.

use maud::{Markup, html};

use super::super::chart::ends;
use super::super::html::first_upper;
use super::super::number::NONE;
use super::super::table::short;
use super::answer::is_met;
use super::axis::distinct;
use super::html_page::{levels, middle, target_of, title, value};
use super::label::{estimate_label, factor_labels};
use crate::experiment::{Level, Sweep};

/// Names beside it have no more letters.
const LONGEST: usize = 30;

/// The number of the darkest of the shades that `style.css` has; the lightest is 0.
const SHADES: f64 = 10.0;

/// A measure at every point of two factors.
pub(super) fn map(sweep: &Sweep, measure: usize, across: usize, up: usize) -> Markup {
    let labels = factor_labels(&sweep.factors);
    let [columns, rows] = [across, up].map(|factor| distinct(&levels(sweep, factor)));
    let values = (0..sweep.points.len()).filter_map(|point| value(sweep, point, measure));
    let [low, high] = ends(values.map(|it| it.value));
    let shade = |value: f64| {
        let share = if high > low { (value - low) / (high - low) } else { 0.5 };
        format!("heat{}", (SHADES * share.clamp(0.0, 1.0)).round())
    };
    let point = |column: &Level, row: &Level| {
        let is_it = |levels: &[Level]| levels[across] == *column && levels[up] == *row;
        sweep.points.iter().position(|point| is_it(&point.levels))
    };
    let cell = |column: &Level, row: &Level| match point(column, row) {
        None => html! { td { (NONE) } },
        Some(point) => {
            let mark = if reaches(sweep, point, measure) { "✓ " } else { "" };
            let class = value(sweep, point, measure).map(|it| shade(it.value));
            let estimate = sweep.points[point].estimates[measure];
            let whole = estimate_label(sweep, &sweep.measures[measure], estimate);
            html! { td class=[class] title=(whole) { (mark) (middle(sweep, point, measure)) } }
        }
    };
    let is_marked = (0..sweep.points.len()).any(|point| reaches(sweep, point, measure));
    html! {
        figure.picture id=(format!("measure-{}", measure + 1)) {
            figcaption {
                h3 { (first_upper(&title(sweep, measure))) }
                p {
                    "The stronger the colour, the higher; the intervals are below, with every point."
                    @if is_marked { " ✓: the whole interval reaches the target." }
                }
            }
            div.scroll {
                table.map {
                    thead {
                        tr {
                            th scope="col" {
                                (short(&labels[up], LONGEST)) " ↓ " (short(&labels[across], LONGEST)) " →"
                            }
                            @for column in &columns {
                                th scope="col" { (short(column.shown(), LONGEST)) }
                            }
                        }
                    }
                    tbody {
                        @for row in rows.iter().rev() {
                            tr {
                                th scope="row" { (short(row.shown(), LONGEST)) }
                                @for column in &columns { (cell(column, row)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whether the whole interval of a service level reaches its target at a point.
fn reaches(sweep: &Sweep, point: usize, measure: usize) -> bool {
    let estimate = sweep.points[point].estimates[measure];
    let promise = target_of(sweep, measure).zip(estimate);
    promise.is_some_and(is_met)
}

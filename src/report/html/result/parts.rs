//! What chapters are put together from.

use maud::{Markup, html};

use super::super::blocks::figure;
use crate::report::chart::Chart;

/// So many call types or agent groups have their pictures at once; those of the others are folded.
pub(super) const AT_ONCE: usize = 3;

/// Some pictures, one below the other.
pub(super) fn figures(charts: &[Chart]) -> Markup {
    let figures = charts.iter().map(figure).collect::<Vec<_>>();
    html! { @for figure in figures { (figure) } }
}

/// Some pictures, and some that are folded behind a line.
pub(super) fn figures_and_more(charts: &[Chart], at_once: usize, rest: &str) -> Markup {
    let (first, more) = charts.split_at(at_once.min(charts.len()));
    let (first, more_figures) = (figures(first), figures(more));
    html! {
        (first)
        @if !more.is_empty() { details { summary { (rest) } (more_figures) } }
    }
}

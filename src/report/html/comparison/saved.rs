//! The chapter on what the same callers were worth.

use maud::{Markup, html};

use super::super::Chapter;
use super::super::blocks::table;
use super::words::whose_measure;
use crate::report::comparison::Compared;
use crate::report::comparison_page::saved;

/// What the same callers were worth.
pub(super) fn chapter(compared: &Compared) -> Option<Chapter> {
    let words = |measure: usize| whose_measure(&compared.comparison.measures()[measure]);
    let section = saved(compared, words);
    let body: Markup = html! {
        p { (section.title) ":" }
        (table(&section.table))
    };
    let title = "What the same callers saved".to_owned();
    (!section.table.is_empty()).then_some(Chapter { id: "same-callers", title, body })
}

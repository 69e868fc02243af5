//! The chapter on what the reduction of variance was worth.

use maud::html;

use super::super::Chapter;
use super::super::blocks::sections;
use super::subject::Subject;
use crate::report::reduction;

/// Nothing if the variance was not reduced.
pub(super) fn chapter(subject: Subject) -> Option<Chapter> {
    let used = subject.results.reduction.as_ref()?;
    let table = reduction::section(subject.results, subject.model)?;
    let body = html! {
        p { (reduction::note(used, subject.model)) }
        (sections(&[table]))
    };
    Some(Chapter { id: "reduction", title: "Reduced variance".to_owned(), body })
}

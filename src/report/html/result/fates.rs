//! The chapter on calls that are neither simply answered nor abandoned, and on the lines.

use super::super::Chapter;
use super::super::blocks::sections;
use super::subject::Subject;
use crate::report::fate::{fates, trunks};

/// Nothing if calls are answered or abandoned, and lines are not counted.
pub(super) fn chapter(subject: Subject) -> Option<Chapter> {
    let tables = [fates(subject.results, subject.model), trunks(subject.results, subject.model)];
    let tables: Vec<_> = tables.into_iter().flatten().collect();
    let title = match subject.model.trunk_groups().is_empty() {
        true => "What becomes of calls",
        false => "What becomes of calls, and the lines",
    };
    (!tables.is_empty()).then(|| Chapter {
        id: "fates",
        title: title.to_owned(),
        body: sections(&tables),
    })
}

//! The page of a single result: the answer, then chapters that say more.
//!
//! A chapter is a file. It says itself whether it has something to say.

mod agents;
mod answer;
mod day;
mod disturbances;
mod fates;
mod figures;
mod level;
mod measures;
mod origin;
mod parts;
mod reduction;
mod rules;
mod subject;
#[cfg(test)]
mod tests;
mod timeline;
mod waits;

use super::super::manifest::Provenance;
use super::{Chapter, Document};
use crate::experiment::Results;
use crate::model::Model;
use subject::Subject;

/// The page of some results.
pub(in crate::report) fn result_page(
    results: &Results,
    model: &Model,
    provenance: &Provenance,
) -> String {
    document(Subject { results, model, provenance }).render()
}

fn document(subject: Subject) -> Document {
    Document {
        title: subject.model.name().to_owned(),
        description: subject.provenance.description.clone(),
        answer: answer::answer(subject),
        chapters: chapters(subject),
    }
}

fn chapters(subject: Subject) -> Vec<Chapter> {
    let chapters = [
        Some(figures::chapter(subject)),
        level::chapter(subject),
        day::chapter(subject),
        waits::chapter(subject),
        agents::chapter(subject),
        disturbances::chapter(subject),
        fates::chapter(subject),
        rules::chapter(subject),
        reduction::chapter(subject),
        Some(measures::chapter(subject)),
        Some(origin::chapter(subject)),
    ];
    chapters.into_iter().flatten().collect()
}

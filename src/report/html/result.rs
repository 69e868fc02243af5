//! The page of a single result.

use std::io;

use super::super::manifest::Provenance;
use super::super::page::Page;
use super::blocks::sections;
use super::{Chapter, Document};
use crate::experiment::Results;
use crate::model::Model;

/// The page of some results.
///
/// # Errors
///
/// Those of drawing.
pub(in crate::report) fn result_page(
    results: &Results,
    model: &Model,
    provenance: &Provenance,
) -> io::Result<String> {
    let page = Page::new(results, model, &provenance.overrides);
    let measures = Chapter {
        id: "tables",
        title: "As on the terminal".to_owned(),
        body: sections(page.sections()),
    };
    let document = Document {
        title: model.name().to_owned(),
        description: None,
        answer: page.headlines().to_vec(),
        chapters: vec![measures],
    };
    Ok(document.render())
}

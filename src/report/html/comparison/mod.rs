//! The page of a comparison.
//!
//! `answer` are its sentences; every other file is a chapter, but for `words`.

mod alone;
mod answer;
mod best;
mod differences;
mod differs;
mod pairs;
mod saved;
mod words;

use std::io;

use super::words::names;
use super::{Document, Origin};
use crate::report::comparison::Compared;
use crate::report::comparison_page::notes;

/// The page of a comparison.
///
/// # Errors
///
/// Those of drawing, and of reading the replications.
pub(in crate::report) fn comparison_page(
    compared: &Compared,
    origin: &Origin,
) -> io::Result<String> {
    let notes = notes(compared);
    let names = names(compared.labels);
    let compared = &Compared { labels: &names, ..*compared };
    let mut chapters = vec![differs::chapter(compared), differences::chapter(compared)];
    chapters.extend(best::chapter(compared));
    chapters.push(alone::chapter(compared));
    chapters.extend(pairs::chapter(compared)?);
    chapters.extend(saved::chapter(compared));
    chapters.push(origin.chapter(&notes));
    let document = Document {
        title: format!("{} compared", compared.baseline()),
        description: origin.description(),
        answer: answer::sentences(compared),
        chapters,
    };
    Ok(document.render())
}

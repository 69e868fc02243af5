//! Everything that is wrong with a scenario, each with its place and what to do about it.

mod kind;
mod remedy;
mod render;

pub(crate) use crate::nearest::nearest;
pub use kind::ProblemKind;

use std::collections::BTreeSet;
use std::fmt;
use std::mem::{Discriminant, discriminant};

use super::source::{Place, SourceId, Sources};

/// One thing wrong with a scenario, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What is wrong, with the words for it.
    pub kind: ProblemKind,
    /// The bytes that are to blame; none if there is no text at all.
    pub place: Option<Place>,
    /// Another place that belongs to it, such as the first of two equal names.
    pub related: Option<Place>,
}

/// A place as people name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location<'a> {
    /// The path of the file, or `--set 2`.
    pub path: &'a str,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

/// Everything that is wrong with a scenario, in the order of its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Problems {
    pub(crate) sources: Sources,
    found: Vec<Problem>,
}

impl Problems {
    /// Nothing wrong yet with what these texts say.
    pub(super) fn with(sources: Sources) -> Self {
        Problems { sources, found: Vec::new() }
    }

    /// Each problem, in the order of the text.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.found.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All problems as text, in the manner of `rustc`: message, file, line and column, the line
    /// itself with carets under what is wrong, and help.
    ///
    /// With `color`, the text carries ANSI escape codes.
    pub fn render(&self, color: bool) -> String {
        render::render(&self.found, &self.sources, color)
    }

    /// Where a place is, for a reader.
    pub fn locate(&self, place: Place) -> Location<'_> {
        let source = self.sources.get(place.source);
        let line = source.line_at(place.start);
        let before = source.text.get(source.start_of_line(line)..place.start).unwrap_or_default();
        Location { path: &source.name, line: line + 1, column: before.chars().count() + 1 }
    }

    pub(crate) fn report(&mut self, place: Place, kind: ProblemKind) {
        self.found.push(Problem { kind, place: Some(place), related: None });
    }

    pub(crate) fn report_with(&mut self, place: Place, related: Place, kind: ProblemKind) {
        self.found.push(Problem { kind, place: Some(place), related: Some(related) });
    }

    pub(crate) fn report_without_place(&mut self, kind: ProblemKind) {
        self.found.push(Problem { kind, place: None, related: None });
    }

    /// Puts the problems in the order of the text, each once, without those that may only follow
    /// from a syntax error: what the parser lost or misunderstood there.
    pub(crate) fn settle(&mut self) {
        let in_scenario = |it: &&Problem| it.place.is_some_and(|place| place.source.0 == 0);
        let syntax: Vec<Problem> = self
            .found
            .iter()
            .filter(|it| it.kind.is_syntax())
            .filter(in_scenario)
            .cloned()
            .collect();
        if !syntax.is_empty() {
            let lines: BTreeSet<_> = syntax.iter().map(|it| self.line_of(it)).collect();
            let swallowed = syntax.iter().filter(|it| it.kind.swallows()).map(|it| it.place).min();
            let mut kept = std::mem::take(&mut self.found);
            kept.retain(|it| {
                let follows = it.kind.may_come_from_lost_text()
                    || lines.contains(&self.line_of(it))
                    || (in_scenario(&it) && swallowed.is_some_and(|from| it.place >= from));
                it.kind.is_syntax() || !follows
            });
            self.found = kept;
        }
        self.found.sort_by_key(|problem| problem.place);
        self.found.dedup();
        self.join_alike();
    }

    /// Shows the first three of many rows with the same fault, and counts the others: one wrong
    /// column is not a hundred problems.
    fn join_alike(&mut self) {
        const SHOWN: usize = 3;
        let mut alike: Vec<Alike> = Vec::new();
        for (index, problem) in self.found.iter().enumerate() {
            let Some(place) = problem.place else { continue };
            let source = self.sources.get(place.source);
            if !source.is_file || place.source.0 == 0 {
                continue;
            }
            let fault = (place.source, discriminant(&problem.kind));
            let column = problem.kind.column();
            match alike.iter_mut().find(|each| each.fault == fault && each.column == column) {
                Some(each) => each.indices.push(index),
                None => alike.push(Alike { fault, column, indices: vec![index] }),
            }
        }
        let many: Vec<Vec<usize>> = alike
            .into_iter()
            .map(|each| each.indices)
            .filter(|indices| indices.len() > SHOWN + 1)
            .collect();
        let mut dropped = vec![false; self.found.len()];
        for indices in many {
            let first = &mut self.found[indices[SHOWN]];
            let path = first.place.map(|place| self.sources.get(place.source).name.clone());
            let (path, count) = (path.unwrap_or_default(), indices.len() - SHOWN);
            first.kind = ProblemKind::MoreRows { path, count };
            first.related = None;
            indices[SHOWN + 1..].iter().for_each(|index| dropped[*index] = true);
        }
        let mut dropped = dropped.into_iter();
        self.found.retain(|_| !dropped.next().unwrap_or(false));
    }

    /// The text and the line in it where a problem begins.
    fn line_of(&self, problem: &Problem) -> Option<(usize, usize)> {
        let place = problem.place?;
        Some((place.source.0, self.sources.get(place.source).line_at(place.start)))
    }
}

/// Problems of one CSV file with the same fault, by their number.
struct Alike<'a> {
    fault: (SourceId, Discriminant<ProblemKind>),
    column: Option<&'a str>,
    indices: Vec<usize>,
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Problems {}

//! Draws problems in the manner of `rustc`.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, normalize_untrusted_str};

use super::Problem;
use crate::scenario::source::{Place, Sources};

/// More problems than this are counted instead of shown: a file that is no scenario at all should
/// not fill the terminal for minutes.
const MOST_SHOWN: usize = 200;

pub(super) fn render(problems: &[Problem], sources: &Sources, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let shown = &problems[..problems.len().min(MOST_SHOWN)];
    let mut drawn: Vec<String> =
        shown.iter().map(|problem| renderer.render(&[draw(problem, sources)])).collect();
    if problems.len() > MOST_SHOWN {
        let rest = format!("and {} more problems", problems.len() - MOST_SHOWN);
        let level = level(&problems[MOST_SHOWN]);
        drawn.push(renderer.render(&[Group::with_title(level.primary_title(rest))]));
    }
    drawn.iter().map(|each| format!("{each}\n")).collect::<Vec<_>>().join("\n")
}

fn level(problem: &Problem) -> Level<'static> {
    if problem.kind.is_warning() { Level::WARNING } else { Level::ERROR }
}

fn draw<'a>(problem: &'a Problem, sources: &'a Sources) -> Group<'a> {
    let mut group =
        Group::with_title(level(problem).primary_title(harmless(&problem.kind.to_string())));
    if let Some(place) = problem.place {
        let related = problem.related.filter(|other| other.source == place.source);
        group = group.element(snippet(place, related.zip(problem.kind.related()), sources));
    }
    match problem.kind.remedy() {
        Some(remedy) => group.element(Level::HELP.message(harmless(&remedy))),
        None => group,
    }
}

/// A text from a file without what would steer a terminal or break the line.
fn harmless(text: &str) -> String {
    normalize_untrusted_str(&text.replace('\n', "\\n"))
}

/// The lines from one place to the other, or the one line, with carets.
///
/// Only these lines are given to the renderer, which otherwise goes through the whole text.
fn snippet<'a>(
    place: Place,
    related: Option<(Place, &'static str)>,
    sources: &'a Sources,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let source = sources.get(place.source);
    let text = source.text.as_str();
    let mark = on_one_line(text, place.start..place.end);
    let other = related.map(|(other, label)| (on_one_line(text, other.start..other.end), label));
    let ends = other.iter().map(|(range, _)| range).chain([&mark]);
    let first = start_of_line(text, ends.clone().map(|range| range.start).min().unwrap_or(0));
    let last = end_of_line(text, ends.map(|range| range.end).max().unwrap_or(0));
    let shift = |range: Range<usize>| range.start - first..range.end - first;
    let line = 1 + source.line_at(first);
    let snippet = Snippet::source(&text[first..last])
        .line_start(line)
        .path(source.name.as_str())
        .annotation(AnnotationKind::Primary.span(shift(mark)));
    match other {
        Some((other, label)) => {
            snippet.annotation(AnnotationKind::Context.span(shift(other)).label(label))
        }
        None => snippet,
    }
}

/// The part of a range that is on its first line, on whole characters.
fn on_one_line(text: &str, range: Range<usize>) -> Range<usize> {
    let whole = |at: &usize| text.is_char_boundary(*at);
    let start = (0..=range.start.min(text.len())).rev().find(whole).unwrap_or(0);
    let end = (range.end.max(start)..text.len()).find(whole).unwrap_or(text.len());
    start..end.min(end_of_line(text, start))
}

fn start_of_line(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

fn end_of_line(text: &str, at: usize) -> usize {
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    if text[at..end].ends_with('\r') { end - 1 } else { end }
}

//! Blocks of the console: commands, and what is told of what they print.
//!
//! Lines `…` stand for any number of lines. `UPDATE_GOLDEN=1` renews what is told: the first lines
//! and the last ones are as many as before, and those between begin where a line is most like the
//! one that was told. Read the diff.

use std::path::Path;
use std::{env, fs};

const ANYTHING: &str = "…\n";

/// A command of a document, and what the document tells of its output.
pub(super) struct Told {
    /// As it is written, on one line or on several that end in `\`.
    written: String,
    /// As it is run.
    pub(super) command: String,
    /// What it prints.
    pub(super) expected: String,
}

/// The commands of a block, each with the lines printed below it.
pub(super) fn commands(block: &str) -> Vec<Told> {
    let mut commands: Vec<Told> = Vec::new();
    let mut lines = block.lines();
    while let Some(line) = lines.next() {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(_), _) => {
                let mut written = line.to_owned();
                while written.ends_with('\\') {
                    written = format!("{written}\n{}", lines.next().expect("a command goes on"));
                }
                let command = written["$ ".len()..].replace("\\\n", "");
                commands.push(Told { written, command, expected: String::new() });
            }
            (None, Some(told)) => told.expected += &format!("{line}\n"),
            (None, None) => panic!("a console block begins with a command: {line}"),
        }
    }
    commands
}

impl Told {
    /// Whether it is told rightly what the command prints; or else, it is if it should be renewed.
    pub(super) fn is_true(&self, printed: &str, document: &Path) -> bool {
        let is_true = matches(printed, &self.expected);
        if !is_true && env::var_os("UPDATE_GOLDEN").is_some() {
            self.renew(printed, document);
            return true;
        }
        is_true
    }

    fn renew(&self, printed: &str, document: &Path) {
        let text = fs::read_to_string(document).unwrap();
        let old = format!("{}\n{}", self.written, self.expected);
        let new = format!("{}\n{}", self.written, renewed(printed, &self.expected));
        fs::write(document, text.replacen(&old, &new, 1)).unwrap();
    }
}

/// Whether `printed` is `expected`, in which lines `…` stand for any lines.
pub(super) fn matches(printed: &str, expected: &str) -> bool {
    let mut parts = expected.split(ANYTHING);
    let first = parts.next().expect("a split has a first part");
    let Some(mut rest) = printed.strip_prefix(first) else { return expected.is_empty() };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty() || expected.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(place) = rest.find(part) else { return false };
        rest = &rest[place + part.len()..];
    }
    true
}

/// As much of `printed` as `expected` told of what was printed before.
fn renewed(printed: &str, expected: &str) -> String {
    let lines: Vec<&str> = printed.lines().collect();
    let parts: Vec<Vec<&str>> =
        expected.split(ANYTHING).map(|part| part.lines().collect()).collect();
    let last = parts.len() - 1;
    let mut text = String::new();
    let mut at = 0;
    for (number, part) in parts.iter().enumerate() {
        let (begin, end) = match number {
            0 if last == 0 => (0, lines.len()),
            0 => (0, part.len()),
            _ if number == last => (lines.len().saturating_sub(part.len()), lines.len()),
            _ => {
                let begin = most_like(part[0], &lines[at..]) + at;
                (begin, begin + part.len())
            }
        };
        // What can't be left out any more isn't.
        if number > 0 && begin > at {
            text += ANYTHING;
        }
        let (begin, end) = (begin.max(at), end.min(lines.len()));
        lines[begin..end].iter().for_each(|line| text += &format!("{line}\n"));
        at = end;
    }
    text
}

/// The first of the lines that has most words in common with `line`.
fn most_like(line: &str, lines: &[&str]) -> usize {
    let words: Vec<&str> = line.split_whitespace().collect();
    let likeness = |it: &str| words.iter().filter(|word| it.contains(**word)).count();
    let best = lines.iter().map(|it| likeness(it)).max().unwrap_or(0);
    lines.iter().position(|it| likeness(it) == best).unwrap_or(0)
}

#[test]
fn what_is_told_is_renewed_as_far_as_it_was_told() {
    let printed = "a 1\nb 2\nc 3\nd 4\ne 5\n";
    assert_eq!(renewed(printed, "a 9\n"), printed);
    assert_eq!(renewed(printed, "a 9\n…\n"), "a 1\n…\n");
    assert_eq!(renewed(printed, "a 9\n…\nc 9\n…\ne 9\n"), "a 1\n…\nc 3\n…\ne 5\n");
    assert_eq!(renewed(printed, "a 9\nb 9\n…\nc 9\nd 9\n…\n"), "a 1\nb 2\nc 3\nd 4\n…\n");
}

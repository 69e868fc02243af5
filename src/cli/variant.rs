//! What the scenarios of a comparison are called, and variants that are told on the command line.

use std::path::{Path, PathBuf};

use super::BadUsage;
use crate::scenario::Scenario;

/// The label of a variant and the values that it sets: `one-more: a.b=1; a.c=2`. Without a label it is
/// called as it is written.
///
/// # Errors
///
/// If it sets nothing.
pub(super) fn changes(text: &str) -> Result<(Option<String>, Vec<String>), BadUsage> {
    let (label, rest) = match first_outside_quotes(text, &[':', '=']) {
        Some(at) if text[at..].starts_with(':') => (text[..at].trim(), &text[at + 1..]),
        _ => (text.trim(), text),
    };
    let values: Vec<String> = split(rest).map(|each| each.trim().to_owned()).collect();
    let values: Vec<String> = values.into_iter().filter(|each| !each.is_empty()).collect();
    if label.is_empty() || values.is_empty() {
        return Err(BadUsage(format!(
            "the variant `{text}` changes nothing; write 'LABEL: PATH=VALUE; PATH=VALUE' or \
             PATH=VALUE"
        )));
    }
    Ok((Some(label.to_owned()), values))
}

/// The parts of a text between semicolons.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = first_outside_quotes(text, &[';']) else {
            rest = None;
            return Some(text);
        };
        rest = Some(&text[end + 1..]);
        Some(&text[..end])
    })
}

/// Where one of these signs first stands outside of double quotes.
fn first_outside_quotes(text: &str, signs: &[char]) -> Option<usize> {
    let mut is_quoted = false;
    text.char_indices().find_map(|(at, letter)| {
        is_quoted ^= letter == '"';
        (!is_quoted && signs.contains(&letter)).then_some(at)
    })
}

/// What scenarios from files are called: by their names if no two have the same, else by their files,
/// else by the way to them.
///
/// # Errors
///
/// If the same file is given twice.
pub(super) fn labels_of_files(
    scenarios: &[Scenario],
    paths: &[PathBuf],
) -> Result<Vec<String>, BadUsage> {
    let names = || scenarios.iter().map(|scenario| scenario.name.clone()).collect();
    let stem = |path: &PathBuf| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let files = || paths.iter().map(stem).collect();
    let whole = || paths.iter().map(|path| path.display().to_string()).collect();
    let ways: [&dyn Fn() -> Vec<String>; 3] = [&names, &files, &whole];
    if let Some(labels) = ways.iter().map(|way| way()).find(|labels| first_twin(labels).is_none()) {
        return Ok(labels);
    }
    let twin: Vec<String> = whole();
    let twin = first_twin(&twin).unwrap_or(Path::new("")).display().to_string();
    Err(BadUsage(format!("`{twin}` is given twice; a scenario does not differ from itself")))
}

fn first_twin(labels: &[String]) -> Option<&Path> {
    let is_twin = |(at, label): &(usize, &String)| labels[..*at].contains(label);
    labels.iter().enumerate().find(is_twin).map(|(_, label)| Path::new(label))
}

/// An error if something else is called so.
pub(super) fn refuse_twice<'a>(
    label: &str,
    mut others: impl Iterator<Item = &'a str>,
) -> Result<(), BadUsage> {
    match others.any(|other| other == label) {
        false => Ok(()),
        true => Err(BadUsage(format!(
            "two variants are called `{label}`; give each a label of its own: 'LABEL: PATH=VALUE'"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variant_has_a_label_or_is_called_as_it_is_written() {
        let said = |text: &str| {
            let (label, values) = changes(text).unwrap();
            (label.unwrap(), values)
        };
        let values = |values: &[&str]| values.iter().map(|&it| it.to_owned()).collect::<Vec<_>>();
        assert_eq!(said("a.b=1"), ("a.b=1".to_owned(), values(&["a.b=1"])));
        assert_eq!(
            said(" late : time.open=\"08:30\"; x=\"a;b\" "),
            ("late".to_owned(), values(&["time.open=\"08:30\"", "x=\"a;b\""]))
        );
        assert_eq!(said("time.open=08:30").1, ["time.open=08:30"]);
        for nothing in ["", " ", "late:", ": a=1", "late: ;"] {
            assert!(changes(nothing).is_err(), "{nothing}");
        }
    }
}

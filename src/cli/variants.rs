//! The scenarios of an experiment: several files, or one file with other values; and what they are
//! called.

use std::path::{Path, PathBuf};

use clap::Args;

use super::experiment::Variant;
use super::simulation::{SimulationArgs, is_of_run};
use super::terminal::Terminal;
use super::{BadUsage, first_twin};
use crate::report::Again;
use crate::scenario::{self, Scenario};

/// Which scenarios.
#[derive(Args, Clone, Debug)]
pub(super) struct VariantArgs {
    /// Scenario files
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    /// The one scenario after these changes, as with --set, beside it as it is; several are separated
    /// by `;`, and a label may stand before them: 'one-more: agent_group.sales.agents=12' (may be
    /// given again)
    #[arg(long = "variant", value_name = "PATH=VALUE")]
    variants: Vec<String>,
}

impl VariantArgs {
    /// All scenarios, each with its label and the values that were set; none if one of them has a
    /// problem, which has been shown. `missing` is what there is not if there is but one.
    ///
    /// # Errors
    ///
    /// If there are fewer than two, or two are called alike.
    pub(super) fn load(
        &self,
        missing: &str,
        args: &SimulationArgs,
        terminal: &Terminal,
    ) -> Result<Option<Vec<Variant>>, BadUsage> {
        match (self.scenarios.as_slice(), self.variants.as_slice()) {
            ([_], []) => Err(BadUsage(format!(
                "there is nothing {missing}: give another scenario, or --variant PATH=VALUE"
            ))),
            ([file], variants) => load_variants(file, variants, args, terminal),
            (files, []) => load_files(files, args, terminal),
            _ => Err(BadUsage(
                "--variant changes one scenario: give one file, or no variants".to_owned(),
            )),
        }
    }
}

impl VariantArgs {
    /// A command that does something with the same scenarios.
    pub(super) fn again(&self, verb: &str) -> Again {
        Again::new(verb, &self.scenarios).with_each("--variant", &self.variants)
    }
}

fn load_files(
    files: &[PathBuf],
    args: &SimulationArgs,
    terminal: &Terminal,
) -> Result<Option<Vec<Variant>>, BadUsage> {
    let Some(scenarios) = args.load(files, terminal) else { return Ok(None) };
    let labels = labels_of_files(&scenarios, files)?;
    let variants = scenarios.into_iter().zip(labels).map(|(scenario, label)| Variant {
        label,
        scenario,
        overrides: args.overrides.clone(),
    });
    Ok(Some(variants.collect()))
}

fn load_variants(
    file: &Path,
    variants: &[String],
    args: &SimulationArgs,
    terminal: &Terminal,
) -> Result<Option<Vec<Variant>>, BadUsage> {
    let changes = variants.iter().map(|text| changes(text));
    let changes = changes.collect::<Result<Vec<_>, _>>()?;
    let mut loaded: Vec<Variant> = Vec::new();
    for (label, own) in std::iter::once((None, Vec::new())).chain(changes) {
        let overrides = [args.overrides.clone(), own].concat();
        match scenario::load(file, &overrides) {
            Ok(scenario) => {
                let label = label.unwrap_or_else(|| scenario.name.clone());
                refuse_twice(&label, loaded.iter().map(|it| it.label.as_str()))?;
                loaded.push(Variant { label, scenario, overrides });
            }
            Err(problems) => {
                terminal.show_problems(&problems);
                return Ok(None);
            }
        }
    }
    Ok(Some(loaded))
}

/// Says what is doubtful, once for all variants of one file.
pub(super) fn show_warnings(variants: &[Variant], terminal: &Terminal) {
    let mut shown = Vec::new();
    for Variant { scenario, .. } in variants {
        let warnings = scenario.warnings.render(false);
        if !shown.contains(&warnings) {
            terminal.show_problems(&scenario.warnings);
            shown.push(warnings);
        }
    }
}

/// The label of a variant and the values that it sets: `one-more: a.b=1; a.c=2`. Without a label it is
/// called as it is written.
///
/// # Errors
///
/// If it sets nothing, or what is the same for all.
fn changes(text: &str) -> Result<(Option<String>, Vec<String>), BadUsage> {
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
    if let Some(of_run) = values.iter().find(|each| is_of_run(each)) {
        return Err(BadUsage(format!(
            "`{of_run}` of the variant `{text}` is the same for all variants; see --replications, \
             --seed and --confidence"
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
fn labels_of_files(scenarios: &[Scenario], paths: &[PathBuf]) -> Result<Vec<String>, BadUsage> {
    let names = || scenarios.iter().map(|scenario| scenario.name.clone()).collect();
    let stem = |path: &PathBuf| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let files = || paths.iter().map(stem).collect();
    let whole = || paths.iter().map(|path| path.display().to_string()).collect();
    let ways: [&dyn Fn() -> Vec<String>; 3] = [&names, &files, &whole];
    let mut twin = String::new();
    for way in ways {
        let labels = way();
        match first_twin(&labels) {
            None => return Ok(labels),
            Some(label) => twin = label.clone(),
        }
    }
    Err(BadUsage(format!("`{twin}` is given twice; a scenario does not differ from itself")))
}

/// An error if something else is called so.
fn refuse_twice<'a>(
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

//! The scenarios of an experiment: several files, or one file with other values.

use std::path::{Path, PathBuf};

use clap::Args;

use super::BadUsage;
use super::experiment::Variant;
use super::simulation::SimulationArgs;
use super::terminal::Terminal;
use super::variant::{changes, labels_of_files, refuse_twice};
use crate::scenario;

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
    /// problem, which has been shown.
    ///
    /// # Errors
    ///
    /// If there are fewer than two, or two are called alike.
    pub(super) fn load(
        &self,
        args: &SimulationArgs,
        terminal: &Terminal,
    ) -> Result<Option<Vec<Variant>>, BadUsage> {
        match (self.scenarios.as_slice(), self.variants.as_slice()) {
            ([_], []) => Err(BadUsage(
                "there is nothing to choose from: give another scenario, or --variant PATH=VALUE"
                    .to_owned(),
            )),
            ([file], variants) => load_variants(file, variants, args, terminal),
            (files, []) => load_files(files, args, terminal),
            _ => Err(BadUsage(
                "--variant changes one scenario: give one file, or no variants".to_owned(),
            )),
        }
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

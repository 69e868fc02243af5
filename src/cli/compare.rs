//! `callsim compare`: is B better than A, by how much, how sure are we.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::experiment::{Done, Experiment, Variant};
use super::folder_name::comparison_name;
use super::output::{OutputArgs, cannot_write, show};
use super::parquet::ParquetArgs;
use super::simulation::SimulationArgs;
use super::terminal::{Bar, Interruption, Terminal};
use super::variants::{VariantArgs, show_warnings};
use super::{BadUsage, Outcome};
use crate::experiment::{Comparison, Resources};
use crate::observe::Catalogue;
use crate::report::{
    self, Again, Compared, Differing, ResultsFolder, differing, write_comparison,
    write_comparison_files,
};
use crate::scenario::{RunSettings, Scenario};

/// Compare scenarios: the same callers in all of them, replication by replication.
#[derive(Args, Clone, Debug)]
#[command(mut_arg("scenarios", |arg| arg.help(
    "Scenario files; the first is the baseline, unless --baseline names another")))]
#[command(mut_arg("variants", |arg| arg.help(
    "Compare the one scenario with itself after these changes, as with --set; several are separated \
     by `;`, and a label may stand before them: 'one-more: agent_group.sales.agents=12' (may be \
     given again)")))]
#[command(mut_arg("out", |arg| arg.help(
    "Where the results go [default: results/compare/BASELINE-vs-OTHER…]")))]
pub struct CompareArgs {
    #[command(flatten)]
    variants: VariantArgs,
    /// The scenario with which the others are compared, by its label
    #[arg(long, value_name = "LABEL")]
    baseline: Option<String>,
    /// The measure that decides which scenario is the best: service_level.sales, asa.sales,
    /// abandonment
    #[arg(long, value_name = "MEASURE", default_value = "service_level")]
    measure: String,
    #[command(flatten)]
    simulation: SimulationArgs,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    parquet: ParquetArgs,
}

/// Simulates all scenarios with the same callers and tells their differences.
///
/// # Errors
///
/// If we were called wrongly, or results can't be written.
pub fn run(args: &CompareArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let with_parquet = args.parquet.is_wanted()?;
    let Some(variants) = args.variants.load("to compare with", &args.simulation, terminal)? else {
        return Ok(Outcome::BadInput);
    };
    let job = Job::new(args, terminal, &variants)?;
    ResultsFolder::check(&job.target)?;
    job.announce();
    let interruption = Interruption::new(args.output.quiet)?;
    let experiment = Experiment::begin("compare", &job.target, &args.simulation, &interruption)?;
    let experiment = experiment.with_parquet(with_parquet);
    let settings = experiment.settings(job.run.replications, job.run.seed, job.run.confidence);
    let models: Vec<_> = variants.iter().map(|variant| &variant.scenario.model).collect();
    let mut comparison = Comparison::new(&models, job.baseline, &settings, experiment.threads())?;
    let all = job.run.replications.saturating_mul(models.len() as u64);
    let bar = Bar::new("compare", all, args.output.quiet);
    comparison.run(&bar, interruption.flag()).with_context(|| cannot_write(&job.target))?;
    bar.finish();
    if comparison.replications() == 0 {
        return Ok(args
            .output
            .nothing_written(terminal, "before a replication of all was complete"));
    }
    let differences = comparison.differences(comparison.find(&args.measure)?)?;
    let compared = Compared {
        comparison: &comparison,
        labels: &job.labels,
        differences: &differences,
        estimates: &comparison.estimates()?,
        differing: &job.differing(),
        overrides: &args.simulation.overrides,
    };
    let (settings, again) = (job.settings(&comparison), job.again());
    let done = Done { variants: &variants, settings: &settings, again: &again };
    experiment.finish(&done, |folder, origin| write_comparison_files(folder, &compared, origin))?;
    let format = args.output.format(terminal);
    show(|out| write_comparison(&compared, format, out))?;
    Ok(job.conclude(&comparison))
}

/// A comparison that can be run.
struct Job<'a> {
    args: &'a CompareArgs,
    terminal: &'a Terminal,
    variants: &'a [Variant],
    labels: Vec<String>,
    baseline: usize,
    run: RunSettings,
    target: PathBuf,
}

impl<'a> Job<'a> {
    fn new(
        args: &'a CompareArgs,
        terminal: &'a Terminal,
        variants: &'a [Variant],
    ) -> anyhow::Result<Self> {
        let labels: Vec<String> = variants.iter().map(|variant| variant.label.clone()).collect();
        let baseline = match &args.baseline {
            None => 0,
            Some(wanted) => labels.iter().position(|label| label == wanted).ok_or_else(|| {
                BadUsage(format!(
                    "no scenario is called `{wanted}`; --baseline is one of `{}`",
                    labels.join("`, `")
                ))
            })?,
        };
        let run = args.simulation.settings(variants[0].scenario.run);
        let target = args.output.out.clone().unwrap_or_else(|| {
            let others = labels.iter().enumerate().filter(|(number, _)| *number != baseline);
            let ordered = std::iter::once(&labels[baseline]).chain(others.map(|(_, label)| label));
            let ordered: Vec<&str> = ordered.map(String::as_str).collect();
            Path::new("results/compare").join(comparison_name(&ordered, &args.simulation.overrides))
        });
        let job = Job { args, terminal, variants, labels, baseline, run, target };
        job.check_measure()?;
        Ok(job)
    }

    /// The measure by which the best is told is one of the baseline, and more or less of it is better.
    fn check_measure(&self) -> Result<(), BadUsage> {
        let catalogue = Catalogue::new(&self.scenario(self.baseline).model);
        let column = catalogue.find(&self.args.measure).map_err(|it| BadUsage(it.to_string()))?;
        let measure = catalogue.columns()[column].measure;
        match measure.better() {
            Some(_) => Ok(()),
            None => Err(BadUsage(format!(
                "nobody can say whether more or less `{}` is better; --measure is one that tells, \
                 as service_level, asa or abandonment (all differences are in differences.csv)",
                measure.name
            ))),
        }
    }

    fn scenario(&self, number: usize) -> &'a Scenario {
        &self.variants[number].scenario
    }

    /// What may surprise is said before it is run.
    fn announce(&self) {
        if !self.args.output.quiet {
            show_warnings(self.variants, self.terminal);
        }
        self.announce_other_settings();
        for variant in self.variants {
            let (model, threads) = (&variant.scenario.model, self.args.simulation.threads());
            let resources = Resources::of(model, self.run.replications, threads);
            if let Some(effort) = report::effort(&resources) {
                self.remark(&format!("{}: {effort}", variant.label));
            }
        }
    }

    /// All scenarios are run alike, whatever they say.
    fn announce_other_settings(&self) {
        let RunSettings { replications, seed, .. } = self.run;
        for variant in self.variants {
            let said = &variant.scenario.run;
            let other_count =
                self.args.simulation.replications.is_none() && said.replications != replications;
            let other_seed = self.args.simulation.seed.is_none() && said.seed != seed;
            if other_count || other_seed {
                self.remark(&format!(
                    "{} says {} replications and seed {}; all are run as {} says, {replications} \
                     replications with seed {seed}",
                    variant.label, said.replications, said.seed, self.labels[0]
                ));
            }
        }
    }

    /// What each scenario says otherwise than the baseline, also in the files that it imports.
    fn differing(&self) -> Vec<Vec<Differing>> {
        let baseline = self.scenario(self.baseline);
        let of = |variant: &Variant| {
            let mut found = differing(&baseline.document, &variant.scenario.document);
            found.extend(other_files(baseline, &variant.scenario));
            found
        };
        self.variants.iter().map(of).collect()
    }

    fn settings(&self, comparison: &Comparison) -> serde_json::Value {
        serde_json::json!({
            "labels": self.labels,
            "baseline": self.labels[self.baseline],
            "measure": self.args.measure,
            "seed": self.run.seed,
            "first_replication": 0,
            "replications": comparison.replications(),
            "requested": comparison.requested(),
            "partial": comparison.is_partial(),
            "confidence": self.run.confidence,
        })
    }

    /// The command that compares the same again.
    fn again(&self) -> Again {
        let (args, RunSettings { replications, seed, confidence }) = (self.args, self.run);
        args.variants
            .again("compare")
            .with_each("--baseline", &args.baseline)
            .with("--measure", &args.measure)
            .with_each("--set", &args.simulation.overrides)
            .with_run(replications, seed, confidence)
    }

    fn conclude(&self, comparison: &Comparison) -> Outcome {
        if comparison.is_partial() {
            self.remark(&format!(
                "interrupted: {} of {} replications of every scenario are complete",
                comparison.replications(),
                comparison.requested()
            ));
        }
        self.args.output.say_where(self.terminal, &self.target);
        if comparison.is_partial() { Outcome::Interrupted } else { Outcome::Done }
    }

    fn remark(&self, text: &str) {
        self.args.output.remark(self.terminal, text);
    }
}

/// Imported files of the same name with other contents: the scenarios name them alike.
fn other_files(one: &Scenario, other: &Scenario) -> Vec<Differing> {
    let imported = |scenario: &Scenario| {
        let files = scenario.sources.iter().skip(1);
        files.map(|file| (file.file_name(), file.sha256.clone())).collect::<Vec<_>>()
    };
    let (ours, theirs) = (imported(one), imported(other));
    let is_other = |(name, digest): &&(String, String)| {
        ours.iter().any(|our| our.0 == *name)
            && !ours.iter().any(|our| our == &(name.clone(), digest.clone()))
    };
    let file = |(name, _): &(String, String)| Differing {
        path: name.clone(),
        before: Some("a file".to_owned()),
        after: Some("a file of that name with other contents".to_owned()),
    };
    theirs.iter().filter(is_other).map(file).collect()
}

//! `callsim select`: the best of several scenarios.

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args, ValueEnum};
use serde_json::json;

use super::experiment::{Done, Experiment, Variant};
use super::folder_name::comparison_name;
use super::output::{OutputArgs, show};
use super::precision::{Size, size_of};
use super::simulation::{SimulationArgs, replications};
use super::terminal::{Bar, Interruption, Terminal};
use super::variants::{VariantArgs, show_warnings};
use super::{BadUsage, Outcome};
use crate::experiment::{
    ByBudget, ByIndifference, Candidate, Sample, Selection, SelectionError, select_by_budget,
    select_by_indifference,
};
use crate::observe::{Better, Catalogue, Measure};
use crate::report::{Again, By, ResultsFolder, Selected, write_selection, write_selection_files};
use crate::scenario::RunSettings;

/// Select the best of several scenarios: as surely as wanted, or as a number of replications allows.
///
/// With --indifference, scenarios are left out as soon as they cannot be the best any more; with
/// --budget, replications go where they tell most.
#[derive(Args, Clone, Debug)]
#[command(mut_arg("out", |arg| arg.help(
    "Where the results go [default: results/select/ONE-vs-OTHER…]")))]
#[command(mut_arg("replications", |arg| arg.help(
    "The first stage: how many replications of each scenario before any is left out [default: 50], \
     or before the rest of the budget is distributed [default: 20]")))]
#[command(group(ArgGroup::new("rule").required(true).args(["indifference", "budget"])))]
pub struct SelectArgs {
    #[command(flatten)]
    variants: VariantArgs,
    /// The measure that decides, such as service_level, asa.sales or occupancy.agent_group.sales
    #[arg(long, value_name = "MEASURE")]
    measure: String,
    /// The smallest difference that matters, in the unit of the measure: 0.01, 2s. With the
    /// probability of --confidence, no scenario is better than the selected one by as much
    #[arg(long, value_name = "DELTA", value_parser = size_of)]
    indifference: Option<Size>,
    /// So many replications of all scenarios together, however sure one is then
    #[arg(long, value_name = "N", value_parser = replications, allow_negative_numbers = true)]
    budget: Option<u64>,
    /// With --indifference, no more replications of one scenario than this [default: 100000]
    #[arg(long, value_name = "N", value_parser = replications, conflicts_with = "budget",
          allow_negative_numbers = true)]
    at_most: Option<u64>,
    /// Which values are the better ones: needed where that does not go without saying
    #[arg(long, value_name = "WHICH")]
    prefer: Option<Preference>,
    #[command(flatten)]
    simulation: SimulationArgs,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum Preference {
    /// More is better
    Higher,
    /// Less is better
    Lower,
}

/// The first stage with an indifference; that of the paper's examples is 10 to 20, and a larger one
/// narrows the region in which two scenarios go on.
const FIRST_STAGE: u64 = 50;

/// The first stage with a budget, most of which is to be left for what it tells.
const FIRST_STAGE_OF_A_BUDGET: u64 = 20;

/// Below this a first stage tells too little of a variance.
const LEAST_FIRST_STAGE: u64 = 10;

/// The most replications of one scenario if nobody says how many.
const AT_MOST: u64 = 100_000;

/// What decides.
enum Rule {
    Indifference(ByIndifference),
    Budget(ByBudget),
}

/// Selects the best, unless there is a problem with one of the scenarios.
///
/// # Errors
///
/// If results can't be written.
pub fn run(args: &SelectArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let overrides = &args.simulation.overrides;
    let Some(variants) = args.variants.load("to choose from", &args.simulation, terminal)? else {
        return Ok(Outcome::BadInput);
    };
    let columns = columns(&args.measure, &variants)?;
    let (path, measure) = the_measure(&variants[0], columns[0]);
    let RunSettings { seed, confidence, .. } = args.simulation.settings(variants[0].scenario.run);
    let rule = args.rule(variants.len() as u64, confidence, (&path, measure))?;
    let target = target(args, &variants);
    ResultsFolder::check(&target)?;
    if !args.output.quiet {
        show_warnings(&variants, terminal);
    }
    let interruption = Interruption::new(args.output.quiet)?;
    let experiment = Experiment::begin("select", &target, &args.simulation, &interruption)?;
    let mut candidates = Vec::new();
    for (variant, &column) in variants.iter().zip(&columns) {
        let settings = experiment.settings(0, seed, confidence);
        let sample = Sample::new(&variant.scenario.model, &settings, experiment.threads())?;
        candidates.push(Candidate { sample, column });
    }
    let selection = select(&rule, &mut candidates, args.output.quiet, &interruption);
    let selection = selection.map_err(|error| explained(error, &variants, &path))?;
    drop(candidates);
    let Some(selection) = selection else {
        return Ok(args.output.nothing_written(terminal, "before the best was selected"));
    };
    let labels: Vec<_> = variants.iter().map(|variant| variant.label.clone()).collect();
    let selected = Selected {
        selection: &selection,
        labels: &labels,
        path: &path,
        measure,
        by: rule.by(),
        seed,
        overrides,
    };
    let settings = rule.settings(&path, seed);
    let again = args.again(&rule, seed);
    let done = Done { variants: &variants, settings: &settings, again: &again };
    experiment.finish(&done, |folder, origin| write_selection_files(folder, &selected, origin))?;
    show(|out| write_selection(&selected, args.output.format(terminal), out))?;
    announce(args, terminal, &selection, &target);
    Ok(Outcome::Done)
}

/// The column of the measure in each scenario.
fn columns(measure: &str, variants: &[Variant]) -> Result<Vec<usize>, BadUsage> {
    let column = |variant: &Variant| {
        let found = Catalogue::new(&variant.scenario.model).find(measure);
        found.map_err(|error| BadUsage(format!("`--measure` in {}: {error}", variant.label)))
    };
    variants.iter().map(column).collect()
}

fn the_measure(variant: &Variant, column: usize) -> (String, &'static Measure) {
    let catalogue = Catalogue::new(&variant.scenario.model);
    (catalogue.path(column), catalogue.columns()[column].measure)
}

fn target(args: &SelectArgs, variants: &[Variant]) -> PathBuf {
    let labels: Vec<_> = variants.iter().map(|variant| variant.label.as_str()).collect();
    let name = || comparison_name(&labels, &args.simulation.overrides);
    let default = || Path::new("results").join("select").join(name());
    args.output.out.clone().unwrap_or_else(default)
}

fn announce(args: &SelectArgs, terminal: &Terminal, selection: &Selection, target: &Path) {
    if selection.probability.is_none() {
        let text = "warning: the best was not decided with the probability asked for; allow more \
                    replications with `--at-most`, or a larger `--indifference`";
        args.output.remark(terminal, text);
    }
    args.output.say_where(terminal, target);
}

fn select(
    rule: &Rule,
    candidates: &mut [Candidate],
    is_quiet: bool,
    interruption: &Interruption,
) -> Result<Option<Selection>, SelectionError> {
    let count = candidates.len();
    let interrupted = interruption.flag();
    match rule {
        Rule::Indifference(by) => {
            let bar = Bar::new("select", by.first_stage * count as u64, is_quiet);
            let selection =
                select_by_indifference(candidates, by, (&bar, interrupted), &mut |all, left| {
                    bar.aim(all, format!("select ({left} of {count} left)"));
                });
            bar.finish();
            selection
        }
        Rule::Budget(by) => {
            let bar = Bar::new("select", by.budget, is_quiet);
            let selection = select_by_budget(candidates, by, (&bar, interrupted));
            bar.finish();
            selection
        }
    }
}

/// What can be done about a measure without a value.
fn explained(error: SelectionError, variants: &[Variant], path: &str) -> anyhow::Error {
    match error {
        SelectionError::NoValue { candidate, replication } => BadUsage(format!(
            "replication {replication} of {} has no value of `{path}`, so it cannot be compared; select \
             by a measure that has a value in every replication",
            variants[candidate].label
        ))
        .into(),
        SelectionError::Run(error) => error.into(),
    }
}

impl SelectArgs {
    fn rule(
        &self,
        candidates: u64,
        confidence: f64,
        (path, measure): (&str, &Measure),
    ) -> Result<Rule, BadUsage> {
        let better = self.better(path, measure)?;
        let first_stage = self.first_stage()?;
        if let Some(budget) = self.budget {
            let least = candidates.saturating_mul(first_stage);
            if budget < least {
                return Err(BadUsage(format!(
                    "the first stage of {first_stage} replications of each of {candidates} scenarios is \
                     more than {budget}; write `--budget {least}` or more, or fewer with `-n`"
                )));
            }
            return Ok(Rule::Budget(ByBudget { better, confidence, first_stage, budget }));
        }
        let size = self.indifference.unwrap_or(Size::Number(0.0));
        let indifference = size.absolute(measure.unit, path);
        let indifference =
            indifference.map_err(|text| BadUsage(format!("`--indifference`: {text}")))?;
        if confidence * candidates as f64 <= 1.0 {
            return Err(BadUsage(format!(
                "one of {candidates} is guessed with probability 1/{candidates}; write a `--confidence` \
                 above that, such as 0.95"
            )));
        }
        let at_most = self.at_most.unwrap_or(AT_MOST);
        if first_stage > at_most {
            return Err(BadUsage(format!(
                "the first stage of {first_stage} replications is more than the {at_most} that may be \
                 run; write `--at-most {first_stage}` or more, or fewer with `-n`"
            )));
        }
        let probability = confidence;
        let by = ByIndifference { better, probability, indifference, first_stage, at_most };
        Ok(Rule::Indifference(by))
    }

    /// The command that selects from the same again.
    fn again(&self, rule: &Rule, seed: u64) -> Again {
        let prefer = self.prefer.and_then(|it| it.to_possible_value());
        let again = self.variants.again("select").with("--measure", &self.measure);
        let again = again.with_each("--prefer", prefer.as_ref().map(|it| it.get_name()));
        let again = again.with_each("--set", &self.simulation.overrides);
        let (again, first_stage, confidence) = match rule {
            Rule::Indifference(by) => {
                let again = again.with("--indifference", by.indifference);
                (again.with("--at-most", by.at_most), by.first_stage, by.probability)
            }
            Rule::Budget(by) => (again.with("--budget", by.budget), by.first_stage, by.confidence),
        };
        again.with_run(first_stage, seed, confidence)
    }

    fn first_stage(&self) -> Result<u64, BadUsage> {
        let usual = if self.budget.is_some() { FIRST_STAGE_OF_A_BUDGET } else { FIRST_STAGE };
        match self.simulation.replications.unwrap_or(usual) {
            few if few < LEAST_FIRST_STAGE => Err(BadUsage(format!(
                "`-n` is the first stage of each scenario, and {few} replications tell too little; \
                 write `-n {LEAST_FIRST_STAGE}` or more, or leave it out for {usual}"
            ))),
            enough => Ok(enough),
        }
    }

    fn better(&self, path: &str, measure: &Measure) -> Result<Better, BadUsage> {
        match (self.prefer, measure.better()) {
            (Some(Preference::Higher), _) => Ok(Better::Higher),
            (Some(Preference::Lower), _) => Ok(Better::Lower),
            (None, Some(better)) => Ok(better),
            (None, None) => Err(BadUsage(format!(
                "whether more or less of `{path}` is better does not go without saying; write `--prefer \
                 higher` or `--prefer lower`"
            ))),
        }
    }
}

impl Rule {
    fn by(&self) -> By<'_> {
        match self {
            Rule::Indifference(by) => By::Indifference(by),
            Rule::Budget(by) => By::Budget(by),
        }
    }

    /// What the manifest says of it.
    fn settings(&self, path: &str, seed: u64) -> serde_json::Value {
        match self {
            Rule::Indifference(by) => json!({
                "procedure": "kn",
                "measure": path,
                "better": by.better.name(),
                "indifference": by.indifference,
                "confidence": by.probability,
                "first_stage": by.first_stage,
                "at_most": by.at_most,
                "seed": seed,
            }),
            Rule::Budget(by) => json!({
                "procedure": "ocba",
                "measure": path,
                "better": by.better.name(),
                "budget": by.budget,
                "confidence": by.confidence,
                "first_stage": by.first_stage,
                "seed": seed,
            }),
        }
    }
}

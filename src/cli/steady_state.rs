//! `callsim steady-state`: one long run, and what it tells of the long run.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::experiment::{Done, Experiment, Variant};
use super::output::{OutputArgs, default_folder, show};
use super::simulation::SimulationArgs;
use super::terminal::{Interruption, Terminal};
use super::{BadUsage, Outcome};
use crate::experiment::{LongRun, NoSteadyState, Shard, SteadyState, check_stationary};
use crate::model::Model;
use crate::observe::Catalogue;
use crate::report::{Again, LongRunReport};
use crate::scenario::{RunSettings, Scenario};
use crate::time::{SimDuration, SimTime};

/// Simulate one long run: what a scenario without days is in the long run.
#[derive(Args, Clone, Debug)]
#[command(
    mut_arg("replications", |it| it.hide(true)),
    mut_arg("out", |it| it.help("Where the results go [default: results/NAME-steady-state]"))
)]
pub struct SteadyStateArgs {
    /// Scenario file, with a plain `time.length`
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// Into how many batches the run is cut after the warm-up
    #[arg(long, value_name = "K", default_value_t = BATCHES,
          value_parser = clap::value_parser!(u16).range(10..=500))]
    batches: u16,
    /// The measure that tells when the warm-up is over and whether the run is long enough
    #[arg(long, value_name = "MEASURE", default_value = "queue_mean")]
    measure: String,
    /// Find the warm-up by MSER-5 also if the scenario says `time.warm_up`
    #[arg(long)]
    mser_5: bool,
    #[command(flatten)]
    simulation: SimulationArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// More batches tell hardly more of how sure the mean is, and make each shorter (Schmeiser 1982).
const BATCHES: u16 = 30;

/// Simulates the scenario once, for as long as it says.
///
/// # Errors
///
/// If the scenario has no steady state, or results can't be written.
pub fn run(args: &SteadyStateArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    if args.simulation.replications.is_some() {
        let text = "a steady state comes from one long run; for a longer one write \
                    `--set time.length=…` instead of `--replications`";
        return Err(BadUsage(text.to_owned()).into());
    }
    let paths = std::slice::from_ref(&args.scenario);
    let Some(mut scenarios) = args.simulation.load(paths, terminal) else {
        return Ok(Outcome::BadInput);
    };
    let scenario = scenarios.remove(0);
    let refused = |error: NoSteadyState| BadUsage(complaint(&error, &scenario.name));
    check_stationary(&scenario.model).map_err(|error| refused(error.into()))?;
    let long_run = long_run(args, &scenario)?;
    let overrides = &args.simulation.overrides;
    let target = args.output.out.clone().unwrap_or_else(|| {
        default_folder(&format!("{}-steady-state", scenario.name), overrides, Shard::WHOLE)
    });
    if !args.output.quiet {
        terminal.show_problems(&scenario.warnings);
    }
    let interruption = Interruption::new(args.output.quiet)?;
    let experiment = Experiment::begin("steady-state", &target, &args.simulation, &interruption)?;
    let found = SteadyState::simulate(&scenario.model, &long_run).map_err(refused)?;
    let model = scenario.model.clone();
    let report = LongRunReport { found: &found, long_run: &long_run, model: &model, overrides };
    let settings = settings(args, &report);
    let label = scenario.name.clone();
    let variant = Variant { label, scenario, overrides: overrides.clone() };
    let (variants, again) = ([variant], again(args, &long_run));
    let done = Done { variants: &variants, settings: &settings, again: &again };
    experiment.finish(&done, |folder, origin| report.write_files(folder, origin))?;
    show(|out| report.write(args.output.format(terminal), out))?;
    args.output.say_where(terminal, &target);
    Ok(Outcome::Done)
}

fn long_run(args: &SteadyStateArgs, scenario: &Scenario) -> Result<LongRun, BadUsage> {
    let guide = Catalogue::new(&scenario.model).find(&args.measure);
    let RunSettings { seed, confidence, .. } = args.simulation.settings(scenario.run);
    Ok(LongRun {
        seed,
        confidence,
        batches: args.batches.into(),
        guide: guide.map_err(|error| BadUsage(error.to_string()))?,
        warm_up: given_warm_up(&scenario.model).filter(|_| !args.mser_5),
    })
}

/// What the scenario says of its warm-up; none if nothing.
fn given_warm_up(model: &Model) -> Option<SimDuration> {
    let warm_up = model.horizon().counted_from().since(SimTime::ZERO);
    (!warm_up.is_zero()).then_some(warm_up)
}

/// Why there is no answer, and what to do.
fn complaint(error: &NoSteadyState, name: &str) -> String {
    match error {
        NoSteadyState::NotStationary(_) => format!(
            "`{name}` {error}\n  = help: `callsim run` simulates it as it is, in many replications"
        ),
        NoSteadyState::Guide => {
            format!("{error}\n  = help: name another one with `--measure`, such as `queue_mean`")
        }
        NoSteadyState::TooShort { .. } => {
            format!(
                "{error}\n  = help: run longer, with `--set time.length=…`, or warm up for less"
            )
        }
        NoSteadyState::Horizon(_) | NoSteadyState::Model(_) => format!("`{name}`: {error}"),
    }
}

/// The command that finds the same again.
fn again(args: &SteadyStateArgs, long_run: &LongRun) -> Again {
    Again::new("steady-state", std::slice::from_ref(&args.scenario))
        .with("--batches", args.batches)
        .with("--measure", &args.measure)
        .with_flag("--mser-5", args.mser_5)
        .with_each("--set", &args.simulation.overrides)
        .with("--seed", long_run.seed)
        .with("--confidence", long_run.confidence)
}

/// What, with the scenario, is needed to do it again, and what it led to.
fn settings(args: &SteadyStateArgs, report: &LongRunReport) -> serde_json::Value {
    let LongRunReport { found, long_run, .. } = report;
    json!({
        "seed": long_run.seed,
        "replication": 0,
        "confidence": long_run.confidence,
        "batches": long_run.batches,
        "measure": args.measure,
        "warm_up_by": report.warm_up_by(),
        "left_out": found.left_out.as_secs_f64(),
        "used": found.used.as_secs_f64(),
        "observations": found.observations,
        "interval": found.interval.as_secs_f64(),
    })
}

//! `callsim validate`: every problem of a scenario, or what will be simulated.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::terminal::Terminal;
use crate::experiment::{Outlook, Resources};
use crate::model::Model;
use crate::report::write_outlook;
use crate::scenario::{self, Scenario};

/// Check scenarios; show every problem, or what will be simulated.
#[derive(Args, Clone, Debug)]
pub struct ValidateArgs {
    /// Scenario files
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    /// Set a value of the scenario (may be given again), such as agent_group.NAME.agents=12,
    /// agent_group.NAME.shift.1.agents=7 (shifts are counted from 1),
    /// call_type.NAME.service_level.within=30s or call_type.NAME.arrivals.scale=1.1
    #[arg(long = "set", value_name = "PATH=VALUE")]
    overrides: Vec<String>,
    /// Show problems and warnings only
    #[arg(short, long)]
    quiet: bool,
}

/// Checks every scenario.
///
/// # Errors
///
/// If standard output can't be written.
pub fn run(args: &ValidateArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::Done;
    let mut good = Vec::new();
    for path in &args.scenarios {
        match scenario::load(path, &args.overrides) {
            Ok(scenario) => {
                terminal.show_problems(&scenario.warnings);
                good.push(scenario);
            }
            Err(problems) => {
                terminal.show_problems(&problems);
                outcome = Outcome::BadInput;
            }
        }
    }
    if !args.quiet {
        show(&good, terminal)?;
    }
    Ok(outcome)
}

fn show(scenarios: &[Scenario], terminal: &Terminal) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    for (index, scenario) in scenarios.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        let model = &scenario.model;
        let outlook = Outlook::new(model);
        let resources = Resources::of(model, scenario.run.replications, threads);
        write_outlook(&outlook, &resources, model, terminal.color_out, &mut out)?;
        if scenario.says_routing() {
            writeln!(out, "\nThe routing in force, as a scenario says it:\n")?;
            out.write_all(routing_of(model).as_bytes())?;
        }
        let unused = scenario::unused_by_reason(&scenario.unused_rows);
        if !unused.is_empty() {
            writeln!(out, "\nRows that are not used:")?;
        }
        unused.iter().try_for_each(|rows| writeln!(out, "  {rows}"))?;
    }
    out.flush()
}

fn routing_of(model: &Model) -> String {
    scenario::routing_in_force(model.routing(), model.call_types(), model.agent_groups())
}

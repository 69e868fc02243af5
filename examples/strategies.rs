//! Many routing strategies on the same centre and the same callers, in one table: what
//! `docs/routing.md` shows.
//!
//! `cargo run --release --example strategies` runs every line of `scenarios/strategies.csv`: a name
//! and settings as for `callsim run --set`, separated by semicolons. Add your own.

#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use callsim::experiment::{Results, Settings, run};
use callsim::model::{AgentGroupId, CallTypeId};
use callsim::observe::Scope;
use callsim::scenario;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    println!("{}", compare(200)?);
    Ok(())
}

/// The table of all strategies, each with so many replications, as Markdown.
pub(crate) fn compare(replications: u64) -> Outcome<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let file = folder.join("strategies.toml");
    let plain = load(&file, &[])?.model;
    let mut table = String::from("| strategy |");
    for call_type in plain.call_types() {
        let within = call_type.objective.within.as_secs_f64();
        write!(table, " {} ≤ {within} s |", call_type.name)?;
    }
    let columns = plain.call_types().len() + 4;
    writeln!(table, " abandoned | mean wait | busiest team | idlest team |")?;
    writeln!(table, "| --- |{}", " --- |".repeat(columns))?;
    for line in csv::Reader::from_path(folder.join("strategies.csv"))?.records() {
        let line = line?;
        let (name, settings) = (&line[0], &line[1]);
        let sets = settings.split(';').map(str::trim).filter(|set| !set.is_empty());
        let sets: Vec<_> = sets.map(str::to_owned).collect();
        let scenario = load(&file, &sets)?;
        let settings = Settings {
            replications: 0..replications,
            seed: scenario.run.seed,
            confidence: 0.95,
            threads: 0,
            spool_folder: std::env::temp_dir(),
        };
        let model = &scenario.model;
        let results = run(model, &settings, &(), &AtomicBool::new(false), &mut ())?;
        write!(table, "| {name} |")?;
        for call_type in (0..model.call_types().len() as u32).map(CallTypeId) {
            write!(
                table,
                " {} |",
                percent(value(&results, Scope::CallType(call_type), "service_level"))
            )?;
        }
        let groups = (0..model.agent_groups().len() as u32).map(AgentGroupId);
        let occupancies = groups.map(|id| value(&results, Scope::AgentGroup(id), "occupancy"));
        let occupancies: Vec<_> = occupancies.collect();
        writeln!(
            table,
            " {} | {:.1} s | {} | {} |",
            percent(value(&results, Scope::All, "abandonment")),
            value(&results, Scope::All, "wait_mean"),
            percent(occupancies.iter().copied().fold(f64::MIN, f64::max)),
            percent(occupancies.iter().copied().fold(f64::MAX, f64::min)),
        )?;
    }
    Ok(table)
}

fn load(file: &Path, sets: &[String]) -> Outcome<scenario::Scenario> {
    scenario::load(file, sets).map_err(|problems| problems.render(false).into())
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn value(results: &Results, scope: Scope, measure: &str) -> f64 {
    let estimate = results.measure(scope, measure).expect("a measure that there is");
    let mean = || estimate.mean.as_ref().expect("replications").value;
    estimate.ratio_of_means.as_ref().map_or_else(mean, |ratio| ratio.value)
}

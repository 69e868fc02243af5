//! `callsim run`: the main job.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime};

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::folder_name::folder_name;
use super::terminal::{Bar, Interruption, Terminal};
use super::{BadUsage, Outcome};
use crate::experiment::{self, Resources, Results, RunError, Settings};
use crate::report::{
    self, Format, Provenance, ReplicationRows, ResultsFolder, Source, ThisRun, write_files,
    write_results,
};
use crate::scenario::{self, LARGEST_SEED, MOST_REPLICATIONS, Scenario};

/// Simulate scenarios: a table on standard output, everything in results/NAME.
#[derive(Args, Clone, Debug)]
pub struct RunArgs {
    /// Scenario files
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    /// How many replications, instead of what the scenario says
    #[arg(short = 'n', long, value_name = "N", value_parser = replications,
          allow_negative_numbers = true)]
    replications: Option<u64>,
    /// Run this replication alone, counted from 0
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(..u64::MAX),
          conflicts_with = "replications", allow_negative_numbers = true)]
    replication: Option<u64>,
    /// The seed, instead of what the scenario says
    #[arg(long, value_name = "S", value_parser = seed, allow_negative_numbers = true)]
    seed: Option<u64>,
    /// How many threads, at most 1024; all cores without it. Results don't depend on it
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=MOST_THREADS))]
    threads: Option<u16>,
    /// Set a value of the scenario (may be given again), such as agent_group.NAME.agents=12,
    /// agent_group.NAME.shift.1.agents=7 (shifts are counted from 1),
    /// call_type.NAME.service_level.within=30s or call_type.NAME.arrivals.scale=1.1
    #[arg(long = "set", value_name = "PATH=VALUE")]
    overrides: Vec<String>,
    /// The coverage of confidence intervals: 0.95
    #[arg(long, value_name = "C", value_parser = confidence)]
    confidence: Option<f64>,
    /// Where the results go: this folder for one scenario, folders in it for several [default:
    /// results/NAME, and results/NAME+PATH=VALUE with --set]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// What is written to standard output
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: FormatChoice,
    /// No progress and no remarks on standard error
    #[arg(short, long)]
    quiet: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum FormatChoice {
    /// A page of tables
    Table,
    /// The summary as JSON
    Json,
    /// The summary as CSV
    Csv,
    /// A page of tables in Markdown
    Markdown,
}

/// More threads than this are refused: a slip of the finger, or more than a system gives.
const MOST_THREADS: i64 = 1024;

fn replications(text: &str) -> Result<u64, String> {
    whole_number(text, 1, MOST_REPLICATIONS)
}

fn seed(text: &str) -> Result<u64, String> {
    whole_number(text, 0, LARGEST_SEED)
}

fn whole_number(text: &str, least: u64, most: u64) -> Result<u64, String> {
    let number = text.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("expected a whole number from {least} to {most}"))
}

fn confidence(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().map_err(|_| "expected a number such as 0.95".to_owned())?;
    match number {
        good if 0.0 < good && good < 1.0 => Ok(good),
        percent if 1.0 < percent && percent < 100.0 => Err(format!(
            "must lie between 0 and 1; did you mean {}?",
            // Ten decimals hide that 0.999 is not 99.9 / 100 exactly.
            format!("{:.10}", percent / 100.0).trim_end_matches('0')
        )),
        _ => Err("must lie between 0 and 1, as 0.95 for 95 %".to_owned()),
    }
}

/// Simulates every scenario, unless there is a problem with one of them.
///
/// # Errors
///
/// If results can't be written.
pub fn run(args: &RunArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let Some(scenarios) = load(args, terminal) else { return Ok(Outcome::BadInput) };
    if !args.quiet {
        scenarios.iter().for_each(|scenario| terminal.show_problems(&scenario.warnings));
    }
    let targets = targets(args, &scenarios)?;
    targets.iter().try_for_each(|target| ResultsFolder::check(target))?;
    let interruption = Interruption::new(args.quiet)?;
    let is_list = args.format == FormatChoice::Json && scenarios.len() > 1;
    if is_list {
        unless_hung_up(writeln!(io::stdout(), "["))?;
    }
    let mut outcome = Outcome::Done;
    for (index, (scenario, target)) in scenarios.iter().zip(&targets).enumerate() {
        if index > 0 && matches!(args.format, FormatChoice::Table | FormatChoice::Markdown) {
            unless_hung_up(writeln!(io::stdout()))?;
        }
        let before = if is_list && index > 0 { ",\n" } else { "" };
        outcome = Job { args, terminal, scenario, target, before }.run(&interruption)?;
        if outcome == Outcome::Interrupted {
            break;
        }
    }
    if is_list {
        unless_hung_up(writeln!(io::stdout(), "]"))?;
    }
    Ok(outcome)
}

/// Whoever reads our output may stop listening: the files hold it all, and the next scenario is
/// still to be simulated.
fn unless_hung_up(shown: io::Result<()>) -> io::Result<()> {
    match shown {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        shown => shown,
    }
}

/// All scenarios; none if one of them has a problem, which has been shown.
fn load(args: &RunArgs, terminal: &Terminal) -> Option<Vec<Scenario>> {
    let loaded: Vec<_> = args
        .scenarios
        .iter()
        .filter_map(|path| match scenario::load(path, &args.overrides) {
            Ok(scenario) => Some(scenario),
            Err(problems) => {
                terminal.show_problems(&problems);
                None
            }
        })
        .collect();
    (loaded.len() == args.scenarios.len()).then_some(loaded)
}

/// Where the results of each scenario go.
fn targets(args: &RunArgs, scenarios: &[Scenario]) -> Result<Vec<PathBuf>, BadUsage> {
    let mut taken = BTreeSet::new();
    let target = |scenario: &Scenario| {
        let target = match &args.out {
            Some(out) if scenarios.len() == 1 => out.clone(),
            Some(out) => out.join(folder_name(&scenario.name, &[])),
            None => Path::new("results").join(folder_name(&scenario.name, &args.overrides)),
        };
        match taken.insert(target.clone()) {
            true => Ok(target),
            false => Err(BadUsage(format!(
                "two scenarios would write their results to `{}`",
                target.display()
            ))),
        }
    };
    scenarios.iter().map(target).collect()
}

/// One scenario and where its results go.
struct Job<'a> {
    args: &'a RunArgs,
    terminal: &'a Terminal,
    scenario: &'a Scenario,
    target: &'a Path,
    /// What separates its results from those shown before.
    before: &'static str,
}

impl Job<'_> {
    fn run(&self, interruption: &Interruption) -> anyhow::Result<Outcome> {
        let model = &self.scenario.model;
        let folder = ResultsFolder::new(self.target)?;
        let settings = self.settings(&folder);
        interruption.would_leave(folder.spool_folder());
        self.announce_effort(&settings);
        let clock = Clock::start();
        let results = self.simulate(&folder, &settings, interruption)?;
        if results.replications == 0 {
            self.remark("interrupted before a replication was complete; nothing was written");
            return Ok(Outcome::Interrupted);
        }
        let this_run = clock.stop(settings.threads);
        write_files(&folder, &results, model, &self.provenance(), &this_run)
            .with_context(|| self.cannot_write())?;
        folder.finish()?;
        unless_hung_up(self.show(&results))?;
        let (complete, requested) = (results.replications, results.requested);
        if results.is_partial() {
            self.remark(&format!(
                "interrupted: {complete} of {requested} replications are complete"
            ));
        }
        self.remark(&format!("results are in {}", self.target.display()));
        Ok(if results.is_partial() { Outcome::Interrupted } else { Outcome::Done })
    }

    fn settings(&self, folder: &ResultsFolder) -> Settings {
        let (args, said) = (self.args, &self.scenario.run);
        let replications = match args.replication {
            Some(alone) => alone..alone + 1,
            None => 0..args.replications.unwrap_or(said.replications),
        };
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Settings {
            replications,
            seed: args.seed.unwrap_or(said.seed),
            confidence: args.confidence.unwrap_or(said.confidence),
            threads: args.threads.map_or(cores, usize::from),
            spool_folder: folder.spool_folder().to_owned(),
        }
    }

    /// What will take long or much is said before it begins.
    fn announce_effort(&self, settings: &Settings) {
        let model = &self.scenario.model;
        let resources = Resources::of(model, settings.count(), settings.threads);
        if let Some(effort) = report::effort(&resources) {
            self.remark(&format!("{}: {effort}", self.scenario.name));
        }
    }

    fn simulate(
        &self,
        folder: &ResultsFolder,
        settings: &Settings,
        interruption: &Interruption,
    ) -> anyhow::Result<Results> {
        let model = &self.scenario.model;
        let bar = Bar::new(&self.scenario.name, settings.count(), self.args.quiet);
        let simulate = || -> Result<Results, RunError> {
            let mut rows = ReplicationRows::new(model, folder.file("replications.csv")?)?;
            let results = experiment::run(model, settings, &bar, interruption.flag(), &mut rows)?;
            rows.finish()?;
            Ok(results)
        };
        let results = simulate();
        bar.finish();
        match results {
            Err(RunError::Io(error)) => Err(error).with_context(|| self.cannot_write()),
            results => Ok(results?),
        }
    }

    fn show(&self, results: &Results) -> io::Result<()> {
        let format = match self.args.format {
            FormatChoice::Table => Format::Table { color: self.terminal.color_out },
            FormatChoice::Json => Format::Json,
            FormatChoice::Csv => Format::Csv,
            FormatChoice::Markdown => Format::Markdown,
        };
        let mut out = io::BufWriter::new(io::stdout().lock());
        out.write_all(self.before.as_bytes())?;
        write_results(results, &self.scenario.model, &self.args.overrides, format, &mut out)?;
        out.flush()
    }

    fn provenance(&self) -> Provenance {
        let source = |file: &scenario::SourceFile| Source {
            // The folder is no part of the scenario, and differs from machine to machine.
            file: Path::new(&file.path)
                .file_name()
                .map_or_else(|| file.path.clone(), |name| name.to_string_lossy().into_owned()),
            sha256: file.sha256.clone(),
        };
        Provenance {
            description: self.scenario.description.clone(),
            document: self.scenario.document.clone(),
            overrides: self.args.overrides.clone(),
            sources: self.scenario.sources.iter().map(source).collect(),
        }
    }

    fn cannot_write(&self) -> String {
        format!("cannot write results to `{}`", self.target.display())
    }

    fn remark(&self, text: &str) {
        if !self.args.quiet {
            self.terminal.say(text);
        }
    }
}

/// Measures how long a run takes, for the manifest alone.
struct Clock {
    began: Instant,
    started: SystemTime,
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "the manifest says when it was, no result does")]
    fn start() -> Self {
        Clock { began: Instant::now(), started: SystemTime::now() }
    }

    fn stop(&self, threads: usize) -> ThisRun {
        let started = self.started.duration_since(SystemTime::UNIX_EPOCH);
        ThisRun {
            started: started.map_or(0, |since| since.as_secs()),
            seconds: self.began.elapsed().as_secs_f64(),
            threads,
            system: std::env::consts::OS,
            processor: std::env::consts::ARCH,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_confidence_of_95_is_a_mistake() {
        assert_eq!(confidence("0.9"), Ok(0.9));
        for wrong in ["1", "0", "NaN", "inf", "-95", "high"] {
            assert!(confidence(wrong).is_err(), "{wrong}");
        }
        for (percent, share) in [("95", "0.95"), ("99.9", "0.999"), ("90.0", "0.9")] {
            let complaint = confidence(percent).unwrap_err();
            assert!(complaint.ends_with(&format!("did you mean {share}?")), "{complaint}");
        }
    }
}

//! `callsim verify`: whether results still are, to the last bit, those that were accepted.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use super::folder_name::folder_name;
use super::output::{provenance, show};
use super::simulation::SimulationArgs;
use super::terminal::{Interruption, Terminal};
use super::{BadUsage, Outcome, first_twin};
use crate::experiment::{Shard, Threads, fingerprints};
use crate::report::{Accepted, Changes, FolderError, NotAccepted, contents_digest, shell_command};
use crate::scenario::Scenario;

/// Check that scenarios give, to the last bit, the results that were accepted.
#[derive(Args, Clone, Debug)]
#[command(mut_arg("confidence", |it| it.hide(true)))]
pub struct VerifyArgs {
    /// Scenario files
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    /// Accept the results of now: write them to the files to compare with
    #[arg(long)]
    accept: bool,
    /// Where the accepted results are [default: the folder `verified` beside each scenario]
    #[arg(long, value_name = "DIR")]
    digests: Option<PathBuf>,
    #[command(flatten)]
    simulation: SimulationArgs,
    /// What is written to standard output
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: FormatChoice,
    /// No remarks on standard error
    #[arg(short, long)]
    quiet: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum FormatChoice {
    /// Lines to read
    Table,
    /// A list with an object for each scenario
    Json,
}

/// Replications that are accepted if nobody says how many: enough to meet every part of a scenario,
/// few enough to be looked at.
const REPLICATIONS: u64 = 4;

/// Verifies every scenario, also when one of them differs.
///
/// # Errors
///
/// If a file can't be written, or the command line asks for what there is not.
pub fn run(args: &VerifyArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    if args.simulation.confidence.is_some() {
        let text = "exact results have no confidence intervals; leave `--confidence` out";
        return Err(BadUsage(text.to_owned()).into());
    }
    let Some(scenarios) = args.simulation.load(&args.scenarios, terminal) else {
        return Ok(Outcome::BadInput);
    };
    let paths = paths(args, &scenarios)?;
    let threads = Threads::new(args.simulation.threads())?;
    let interruption = Interruption::new(args.quiet)?;
    let mut verdicts = Vec::new();
    for (scenario, path) in scenarios.iter().zip(&paths) {
        let Some(now) = results(args, scenario, path, &threads, &interruption) else {
            say(args, terminal, "interrupted; nothing is said of the rest");
            break;
        };
        let verdict = Verdict::of(args, path, now)?;
        if args.format == FormatChoice::Table {
            show(|out| verdict.write(out))?;
        }
        verdicts.push(verdict);
    }
    if args.format == FormatChoice::Json {
        let list: Vec<_> = verdicts.iter().map(Verdict::json).collect();
        show(|out| writeln!(out, "{:#}", serde_json::Value::from(list)))?;
    }
    if verdicts.len() < scenarios.len() {
        return Ok(Outcome::Interrupted);
    }
    say_remedy(args, terminal, &verdicts);
    Ok(verdicts.iter().map(Verdict::outcome).max().unwrap_or(Outcome::Done))
}

/// The file of each scenario.
fn paths(args: &VerifyArgs, scenarios: &[Scenario]) -> Result<Vec<PathBuf>, BadUsage> {
    let path = |(scenario, file): (&Scenario, &PathBuf)| {
        let beside = || file.parent().unwrap_or(Path::new("")).join("verified");
        let folder = args.digests.clone().unwrap_or_else(beside);
        let name = folder_name(&scenario.name, &args.simulation.overrides);
        folder.join(format!("{name}.txt"))
    };
    let paths: Vec<_> = scenarios.iter().zip(&args.scenarios).map(path).collect();
    match first_twin(&paths) {
        None => Ok(paths),
        Some(twin) => Err(BadUsage(format!(
            "two scenarios would have their accepted results in `{}`; give them other names",
            twin.display()
        ))),
    }
}

/// The results of now; none if somebody interrupts.
fn results(
    args: &VerifyArgs,
    scenario: &Scenario,
    path: &Path,
    threads: &Threads,
    interruption: &Interruption,
) -> Option<Now> {
    let accepted = Accepted::read(path);
    let known = accepted.as_ref().ok();
    let given = &args.simulation;
    let replications = given.replications.or(known.map(Accepted::replications));
    // What is accepted anew has the seed that the scenario says now.
    let seed = given.seed.or(known.filter(|_| !args.accept).map(|known| known.seed));
    let seed = seed.unwrap_or(scenario.run.seed);
    let replications = replications.unwrap_or(REPLICATIONS);
    let model = &scenario.model;
    let taken = fingerprints(model, seed, replications, threads, interruption.flag())?;
    let csv_files: Vec<_> =
        scenario.sources.iter().skip(1).map(|file| (file.file_name(), &*file.text)).collect();
    let contents = contents_digest(&scenario.document, &csv_files);
    let provenance = provenance(scenario, &given.overrides, Shard::WHOLE);
    let results = Accepted::new(model, &provenance, contents, seed, &taken);
    Some(Now { accepted, results })
}

/// What was accepted, and what there is.
struct Now {
    accepted: Result<Accepted, NotAccepted>,
    results: Accepted,
}

/// What is said of a scenario.
struct Verdict {
    path: PathBuf,
    is_written: bool,
    /// What has changed; why nothing can be compared.
    changes: Result<Changes, NotAccepted>,
    results: Accepted,
    accepts: bool,
}

impl Verdict {
    /// Compares, or accepts.
    fn of(args: &VerifyArgs, path: &Path, now: Now) -> anyhow::Result<Self> {
        let Now { accepted, results } = now;
        let changes = accepted.map(|accepted| Changes::between(&accepted, &results));
        let is_same = changes.as_ref().is_ok_and(Changes::are_none);
        let is_written = args.accept && !is_same;
        if is_written {
            let failed = |source| FolderError::Io { folder: path.to_owned(), source };
            results.write(path).map_err(failed)?;
        }
        let (path, accepts) = (path.to_owned(), args.accept);
        Ok(Verdict { path, is_written, changes, results, accepts })
    }

    fn outcome(&self) -> Outcome {
        match &self.changes {
            _ if self.accepts => Outcome::Done,
            Err(_) => Outcome::NoBaseline,
            Ok(changes) if changes.are_none() => Outcome::Done,
            Ok(changes) if changes.of_other_make() => Outcome::NoBaseline,
            Ok(_) => Outcome::Differs,
        }
    }

    /// One word for programs.
    fn status(&self) -> &'static str {
        match (&self.changes, self.outcome()) {
            (Err(_), _) if self.is_written => "written",
            (Ok(_), _) if self.is_written => "changed",
            (Err(NotAccepted::Missing), _) => "missing",
            (Err(_), _) => "unusable",
            (Ok(_), Outcome::NoBaseline) => "incomparable",
            (Ok(_), Outcome::Differs) => "different",
            (Ok(_), _) => "same",
        }
    }

    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        let Accepted { scenario, measures, .. } = &self.results;
        let (replications, measures) = (self.results.replications(), measures.len());
        let path = self.path.display();
        let headline = match (self.status(), &self.changes) {
            ("same", _) => format!("same: {measures} measures of {replications} replications"),
            ("written", _) => format!("accepted; wrote {path}"),
            ("changed", _) => format!("accepted what has changed; wrote {path}"),
            ("missing", _) => format!("MISSING: there is no {path}"),
            (_, Err(fault)) => format!("UNUSABLE: {path}: {fault}"),
            ("incomparable", _) => format!("INCOMPARABLE: {path} was made otherwise"),
            _ => format!("DIFFERENT from {path}"),
        };
        writeln!(to, "{scenario}: {headline}")?;
        let changes = self.changes.as_ref().ok();
        let sentences = changes.map(|changes| changes.sentences(&self.results));
        sentences.into_iter().flatten().try_for_each(|sentence| writeln!(to, "  {sentence}"))
    }

    fn json(&self) -> serde_json::Value {
        let changes = self.changes.as_ref().ok().filter(|changes| !changes.are_none());
        json!({
            "scenario": self.results.scenario,
            "overrides": self.results.overrides,
            "file": self.path.display().to_string(),
            "status": self.status(),
            "reason": self.changes.as_ref().err().map(ToString::to_string),
            "version": self.results.version,
            "seed": self.results.seed,
            "replications": self.results.replications(),
            "measures": self.results.measures.len(),
            "changes": changes,
        })
    }
}

fn say(args: &VerifyArgs, terminal: &Terminal, text: &str) {
    if !args.quiet {
        terminal.say(text);
    }
}

/// How what has changed is accepted.
fn say_remedy(args: &VerifyArgs, terminal: &Terminal, verdicts: &[Verdict]) {
    let files = verdicts.iter().zip(&args.scenarios);
    let files: Vec<_> = files
        .filter(|(verdict, _)| verdict.outcome() != Outcome::Done)
        .map(|(_, file)| file.display().to_string())
        .collect();
    if files.is_empty() {
        return;
    }
    let SimulationArgs { replications, seed, overrides, .. } = &args.simulation;
    let set = overrides.iter().flat_map(|each| ["--set".to_owned(), each.clone()]);
    let count = replications.iter().flat_map(|count| ["-n".to_owned(), count.to_string()]);
    let seed = seed.iter().flat_map(|seed| ["--seed".to_owned(), seed.to_string()]);
    let folder = args.digests.iter();
    let folder = folder.flat_map(|it| ["--digests".to_owned(), it.display().to_string()]);
    let options = files.into_iter().chain(set).chain(count).chain(seed).chain(folder);
    let verb = ["callsim", "verify"].map(str::to_owned).into_iter();
    let words: Vec<_> = verb.chain(options).chain(["--accept".to_owned()]).collect();
    let command = shell_command(words.iter().map(String::as_str));
    let text = "if the results are meant to be as they are now, accept them and commit the files";
    say(args, terminal, &format!("{text}:\n  {command}"));
}

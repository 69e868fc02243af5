//! `callsim merge`: shards to the results of one run.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use clap::Args;

use super::output::{Clock, OutputArgs, cannot_write, cores, default_folder, provenance};
use super::parquet::ParquetArgs;
use super::simulation::confidence;
use super::terminal::{Interruption, Terminal};
use super::{BadUsage, Outcome, refused};
use crate::experiment::{self, Journal, Plan, Reduction, Results, Settings, Shard, Stored};
use crate::report::{ReplicationRows, ResultsFolder, write_files};
use crate::scenario::{Archive, Scenario};

/// Put the results of shards together: the same files as those of one run.
#[derive(Args, Clone, Debug)]
pub struct MergeArgs {
    /// The folders of all shards, in any order
    #[arg(required = true, value_name = "DIR")]
    shards: Vec<PathBuf>,
    /// The coverage of confidence intervals, instead of that of the shards
    #[arg(long, value_name = "C", value_parser = confidence)]
    confidence: Option<f64>,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    parquet: ParquetArgs,
}

/// A shard that was run.
struct Part<'a> {
    folder: &'a Path,
    stored: Stored,
}

/// More missing shards than these are counted, not named.
const MOST_NAMED: usize = 10;

/// Puts shards together.
///
/// # Errors
///
/// If they don't belong together, some are missing or damaged, or results can't be written.
pub fn run(args: &MergeArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let with_parquet = args.parquet.is_wanted()?;
    let mut parts = args.shards.iter().map(|folder| open(folder)).collect::<Result<Vec<_>, _>>()?;
    // Results of replications are taken in by their numbers.
    parts.sort_by_key(|part| part.stored.plan().shard);
    let plan = whole(&parts)?;
    let confidence = args.confidence.map_or_else(|| common_confidence(&parts), Ok)?;
    let archive = Archive::from_text(&plan.scenario);
    let archive = archive.ok_or_else(|| {
        BadUsage(format!("`{}` holds no scenario of callsim", parts[0].folder.display()))
    })?;
    let scenario = match archive.load() {
        Ok(scenario) => scenario,
        Err(problems) => {
            terminal.show_problems(&problems);
            return Ok(Outcome::BadInput);
        }
    };
    let target = args.output.out.clone();
    let target =
        target.unwrap_or_else(|| default_folder(&scenario.name, &archive.overrides, Shard::WHOLE));
    if args.shards.iter().any(|shard| is_same(shard, &target)) {
        let target = target.display();
        let text = format!("`{target}` is a shard itself; name another folder with `--out`");
        return Err(BadUsage(text).into());
    }
    let plan = Plan { reduction: common_reduction(&plan, &parts), ..plan };
    let merge = Merge { terminal, output: &args.output, with_parquet, scenario, archive, target };
    merge.run(&plan, confidence, parts)
}

fn open(folder: &Path) -> anyhow::Result<Part<'_>> {
    let Some(path) = ResultsFolder::stored_in(folder) else {
        let name = folder.display();
        return Err(BadUsage(match folder.is_dir() {
            true => format!(
                "`{name}` holds no `replications.bin`; only what `run --shard` has written can be \
                 merged"
            ),
            false => format!("there is no folder `{name}`"),
        })
        .into());
    };
    let stored = Stored::open(&path).map_err(|error| refused(error, REMEDY))?;
    Ok(Part { folder, stored })
}

/// What to do about a shard that can't be merged.
const REMEDY: &str = "run this shard again";

/// The plan of all parts, if they are all parts of one plan, each once.
fn whole(parts: &[Part]) -> Result<Plan, BadUsage> {
    let first = &parts[0];
    let plan = first.stored.plan();
    for part in &parts[1..] {
        let [one, other] = [first, part].map(|part| part.folder.display());
        let found = part.stored.plan();
        if let Some(difference) = plan.differs_from(found) {
            return Err(BadUsage(format!(
                "`{other}` does not belong to `{one}`: it holds {difference}"
            )));
        }
        if plan.shard.count() != found.shard.count() {
            return Err(BadUsage(format!(
                "`{other}` does not belong to `{one}`: it is shard {}, the other {}",
                found.shard, plan.shard
            )));
        }
    }
    for pair in parts.windows(2) {
        let [one, other] = [&pair[0], &pair[1]].map(|part| part.folder.display());
        let shard = pair[0].stored.plan().shard;
        if shard == pair[1].stored.plan().shard {
            return Err(BadUsage(format!("`{one}` and `{other}` are both shard {shard}")));
        }
    }
    match missing(parts, plan.shard.count()) {
        None => Ok(Plan { shard: Shard::WHOLE, ..plan.clone() }),
        Some(missing) => Err(BadUsage(missing)),
    }
}

/// Which shards are missing, in words.
fn missing(parts: &[Part], count: u64) -> Option<String> {
    let there: Vec<u64> = parts.iter().map(|part| part.stored.plan().shard.number()).collect();
    let is_missing = |number: &u64| there.binary_search(number).is_err();
    let named = (1..=count).filter(is_missing).take(MOST_NAMED);
    let named: Vec<_> = named.map(|number| format!("{number}/{count}")).collect();
    let more = count - there.len() as u64 - named.len() as u64;
    match named.as_slice() {
        [] => None,
        [one] => Some(format!("shard {one} is missing")),
        several if more == 0 => Some(format!("shards {} are missing", several.join(", "))),
        several => Some(format!("shards {} and {more} more are missing", several.join(", "))),
    }
}

/// The confidence that all parts were run with.
fn common_confidence(parts: &[Part]) -> Result<f64, BadUsage> {
    let confidence = parts[0].stored.plan().confidence;
    match parts.iter().find(|part| part.stored.plan().confidence != confidence) {
        None => Ok(confidence),
        Some(other) => Err(BadUsage(format!(
            "`{}` was run with confidence {confidence}, `{}` with {}; choose one with \
             `--confidence`",
            parts[0].folder.display(),
            other.folder.display(),
            other.stored.plan().confidence
        ))),
    }
}

/// How the variance is reduced: with controls only if all parts were to be.
fn common_reduction(plan: &Plan, parts: &[Part]) -> Reduction {
    let controls = parts.iter().all(|part| part.stored.plan().reduction.controls);
    Reduction { controls, ..plan.reduction }
}

/// Whether two paths lead to one folder.
fn is_same(one: &Path, other: &Path) -> bool {
    one.canonicalize().ok().zip(other.canonicalize().ok()).is_some_and(|(one, other)| one == other)
}

/// Shards that belong together, on their way to results.
struct Merge<'a> {
    terminal: &'a Terminal,
    output: &'a OutputArgs,
    with_parquet: bool,
    scenario: Scenario,
    archive: Archive,
    target: PathBuf,
}

impl Merge<'_> {
    fn run(&self, plan: &Plan, confidence: f64, parts: Vec<Part>) -> anyhow::Result<Outcome> {
        let model = &self.scenario.model;
        let folder = ResultsFolder::new(&self.target)?.with_parquet(self.with_parquet);
        let settings = Settings {
            replications: plan.own(),
            seed: plan.seed,
            confidence,
            threads: cores(),
            spool_folder: folder.spool_folder().to_owned(),
        };
        let interruption = Interruption::new(self.output.quiet)?;
        interruption.would_leave(folder.spool_folder());
        let clock = Clock::start();
        let running = (&settings, plan.reduction);
        let Some(results) = self.results(&folder, running, parts, interruption.flag())? else {
            return Ok(self.output.nothing_written(self.terminal, "before all shards were merged"));
        };
        let this_run = clock.stop(settings.threads);
        let provenance = provenance(&self.scenario, &self.archive.overrides, Shard::WHOLE);
        write_files(&folder, &results, model, &provenance, &this_run)
            .with_context(|| cannot_write(&self.target))?;
        folder.finish()?;
        self.output.show(&results, model, &self.archive.overrides, self.terminal)?;
        self.output.say_where(self.terminal, &self.target);
        Ok(Outcome::Done)
    }

    /// The results of all shards together; none if somebody interrupts us.
    fn results(
        &self,
        folder: &ResultsFolder,
        (settings, reduction): (&Settings, Reduction),
        parts: Vec<Part>,
        interrupted: &AtomicBool,
    ) -> anyhow::Result<Option<Results>> {
        let model = &self.scenario.model;
        let cannot_write = || cannot_write(&self.target);
        let mut rows = ReplicationRows::new(model, folder).with_context(cannot_write)?;
        let first = settings.replications.start;
        let mut journal =
            Journal::temporary(&settings.spool_folder, model, first).with_context(cannot_write)?;
        for Part { folder, stored } in parts {
            if interrupted.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let (own, before) = (stored.plan().own(), journal.complete());
            let shard = stored.plan().shard;
            journal.take_in(model, stored, &mut rows).map_err(|error| refused(error, REMEDY))?;
            let (complete, all) = (journal.complete() - before, own.end - own.start);
            if complete < all {
                let options = match shard {
                    Shard::WHOLE => "--resume".to_owned(),
                    shard => format!("--shard {shard} --resume"),
                };
                let text = format!(
                    "`{}` is not complete: {complete} of {all} replications; continue it with \
                     `{options}`",
                    folder.display()
                );
                return Err(BadUsage(text).into());
            }
        }
        let watch: experiment::Watch = (&(), interrupted, &mut rows);
        let results = experiment::continue_reduced(model, settings, reduction, journal, watch)?;
        rows.finish().with_context(cannot_write)?;
        Ok(Some(results))
    }
}

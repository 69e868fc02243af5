//! `callsim run`: the main job.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use anyhow::Context;
use clap::Args;

use super::one_by_one::{Shown, one_by_one};
use super::output::{Clock, OutputArgs, cannot_write, default_folder, provenance};
use super::parquet::ParquetArgs;
use super::precision::PrecisionArgs;
use super::reduce::{Reduce, reduction};
use super::resume::{Earlier, REMEDY};
use super::shard::ShardChoice;
use super::simulation::SimulationArgs;
use super::terminal::{Bar, Interruption, Terminal};
use super::worth::worth;
use super::{BadUsage, Outcome};
use crate::experiment::{
    self, Journal, Plan, Resources, Results, RunError, Sample, Settings, Shard, Threads, Until,
    Watch,
};
use crate::report::{self, Provenance, ReplicationRows, ResultsFolder, write_files, write_stress};
use crate::scenario::{Archive, RunSettings, Scenario};
use crate::stats::Next;

/// Simulate scenarios: a table on standard output, everything in results/NAME.
#[derive(Args, Clone, Debug)]
pub struct RunArgs {
    /// Scenario files
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    /// Run this replication alone, counted from 0
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(..u64::MAX),
          conflicts_with = "replications", allow_negative_numbers = true)]
    replication: Option<u64>,
    #[command(flatten)]
    simulation: SimulationArgs,
    #[command(flatten)]
    precision: PrecisionArgs,
    /// Run one part of the replications, such as 3/8; `callsim merge` puts the parts together. `auto`
    /// takes both numbers, `auto/8` the first, from the array of a Slurm, Kubernetes or AWS Batch job
    #[arg(long, value_name = "I/N", conflicts_with = "replication")]
    shard: Option<ShardChoice>,
    /// Narrower intervals from as many replications; `quasi,control` and `antithetic,control` go
    /// together
    #[arg(long, value_name = "HOW", value_delimiter = ',', conflicts_with = "replication")]
    reduce: Vec<Reduce>,
    /// Continue an interrupted run where it ended; begin where there is none
    #[arg(long)]
    resume: bool,
    /// Write stress.md too: the record of the study by the checklist STRESS-DES, as far as the
    /// scenario and the run tell it
    #[arg(long)]
    stress: bool,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    parquet: ParquetArgs,
}

/// Simulates every scenario, unless there is a problem with one of them.
///
/// # Errors
///
/// If results can't be written.
pub fn run(args: &RunArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    args.refuse_parts_of_a_precise_run()?;
    let with_parquet = args.parquet.is_wanted()?;
    let shard = args.shard.map(ShardChoice::shard).transpose()?.unwrap_or(Shard::WHOLE);
    let Some(scenarios) = args.simulation.load(&args.scenarios, terminal) else {
        return Ok(Outcome::BadInput);
    };
    let targets = args.output.targets(&scenarios, |scenario| {
        default_folder(&scenario.name, &args.simulation.overrides, shard)
    })?;
    let jobs = scenarios.iter().zip(&targets).map(|(scenario, target)| {
        ResultsFolder::check(target)?;
        Job::new(args, terminal, scenario, target, (shard, with_parquet))
    });
    let jobs = jobs.collect::<anyhow::Result<Vec<_>>>()?;
    if !args.output.quiet {
        scenarios.iter().for_each(|scenario| terminal.show_problems(&scenario.warnings));
    }
    let interruption = Interruption::new(args.output.quiet)?;
    one_by_one(jobs, scenarios.len(), &args.output, |job, shown| job.run(&interruption, shown))
}

impl RunArgs {
    /// How many replications a precision takes is known from all of them together.
    fn refuse_parts_of_a_precise_run(&self) -> Result<(), BadUsage> {
        if !self.precision.is_asked() {
            return Ok(());
        }
        let refused = |option: &str, remedy: &str| {
            Err(BadUsage(format!("`--precision` cannot be had of {option}; {remedy}")))
        };
        if !self.reduce.is_empty() {
            return refused(
                "replications whose variance is reduced",
                "leave out `--reduce`, or give their number with `-n`",
            );
        }
        match (self.shard, self.replication) {
            (Some(_), _) => refused(
                "a shard, which does not know how precise all of them are",
                "run the shards with `-n`, merge them, and see how precise the results are",
            ),
            (_, Some(_)) => refused("one replication", "leave out `--replication`"),
            (None, None) => Ok(()),
        }
    }
}

/// One scenario and where its results go.
struct Job<'a> {
    args: &'a RunArgs,
    terminal: &'a Terminal,
    scenario: &'a Scenario,
    target: &'a Path,
    plan: Plan,
    with_parquet: bool,
    /// What ends the replications before the plan does.
    until: Option<Until>,
    earlier: Earlier,
}

impl<'a> Job<'a> {
    fn new(
        args: &'a RunArgs,
        terminal: &'a Terminal,
        scenario: &'a Scenario,
        target: &'a Path,
        (shard, with_parquet): (Shard, bool),
    ) -> anyhow::Result<Self> {
        let until = args.precision.until(&scenario.model, args.simulation.replications)?;
        let RunSettings { replications: wanted, seed, confidence } =
            args.simulation.settings(scenario.run);
        let reduction = reduction(&args.reduce, scenario, wanted)?;
        let plan = Plan {
            scenario: Archive::new(scenario, &args.simulation.overrides).to_text(),
            seed,
            replications: match (args.replication, &until) {
                (Some(alone), _) => alone..alone + 1,
                (None, Some(until)) => 0..until.stages.at_most,
                (None, None) => 0..reduction.whole_groups(wanted),
            },
            shard,
            confidence,
            reduction,
        };
        let earlier = Earlier::default();
        let mut job = Job { args, terminal, scenario, target, plan, with_parquet, until, earlier };
        if args.resume {
            let plan = (&job.plan, job.until.as_ref());
            job.earlier = Earlier::find(target, plan, &scenario.model, &job.provenance())?;
            job.refuse_a_record_of_old_results()?;
        }
        Ok(job)
    }

    /// A record is written from results as they come; none can be had of those that are complete.
    fn refuse_a_record_of_old_results(&self) -> Result<(), BadUsage> {
        let has_record = || ResultsFolder::has_record(self.target);
        if !self.args.stress || !self.earlier.is_complete() || has_record() {
            return Ok(());
        }
        let target = self.target.display();
        Err(BadUsage(format!(
            "`{target}` is complete and has no stress.md; leave out `--resume` to run again"
        )))
    }

    fn run(self, interruption: &Interruption, shown: &mut Shown) -> anyhow::Result<Outcome> {
        if self.earlier.is_complete() && self.has_tables() {
            shown.separate()?;
            self.args.output.show_again(self.target)?;
            self.remark(&format!("results in {} are complete already", self.target.display()));
            return Ok(Outcome::Done);
        }
        let model = &self.scenario.model;
        let folder = ResultsFolder::new(self.target)?.with_parquet(self.with_parquet);
        let settings = self.settings(&folder);
        interruption.would_leave(folder.spool_folder());
        self.announce_effort(&settings);
        self.announce_unused_rows();
        self.announce_whole_groups();
        let clock = Clock::start();
        let results = self.simulate(&folder, &settings, interruption.flag())?;
        let (complete, requested) = (results.replications, results.requested);
        if results.is_partial() && complete == 0 {
            let output = &self.args.output;
            return Ok(output.nothing_written(self.terminal, "before a replication was complete"));
        }
        let this_run = clock.stop(settings.threads);
        if self.args.stress {
            write_stress(&folder, &results, model, &self.provenance())
                .with_context(|| cannot_write(self.target))?;
        }
        write_files(&folder, &results, model, &self.provenance(), &this_run)
            .with_context(|| cannot_write(self.target))?;
        if !results.is_partial() && self.args.shard.is_none() {
            // Everything is there; nobody has to continue or merge it.
            fs::remove_file(folder.stored())?;
        }
        let worth = self.worth(&settings, &results)?;
        folder.finish()?;
        self.earlier.remove();
        shown.separate()?;
        if complete > 0 || !self.args.output.is_page() {
            self.args.output.show(
                &results,
                model,
                &self.args.simulation.overrides,
                self.terminal,
            )?;
        }
        if results.is_partial() {
            self.remark(&format!(
                "interrupted: {complete} of {requested} replications are complete; \
                 `--resume` continues"
            ));
        }
        self.announce_missed_precision(&results);
        if let Some(worth) = worth {
            self.remark(&format!("{}: {worth}", self.scenario.name));
        }
        self.args.output.say_where(self.terminal, self.target);
        Ok(if results.is_partial() { Outcome::Interrupted } else { Outcome::Done })
    }

    /// Whether complete results have the tables that are wanted.
    fn has_tables(&self) -> bool {
        !self.with_parquet || ResultsFolder::has_parquet(self.target)
    }

    fn settings(&self, folder: &ResultsFolder) -> Settings {
        Settings {
            replications: self.plan.own(),
            seed: self.plan.seed,
            confidence: self.plan.confidence,
            threads: self.args.simulation.threads(),
            spool_folder: folder.spool_folder().to_owned(),
        }
    }

    /// What will take long or much is said before it begins.
    fn announce_effort(&self, settings: &Settings) {
        let model = &self.scenario.model;
        let resources = Resources::of(model, self.first_stage(settings), settings.threads);
        if let Some(effort) = report::effort(&resources) {
            self.remark(&format!("{}: {effort}", self.scenario.name));
        }
    }

    /// How many replications are run in any case.
    fn first_stage(&self, settings: &Settings) -> u64 {
        self.until.as_ref().map_or(settings.count(), |until| until.stages.first)
    }

    /// Results that are not what was asked for are no failure, but they are not that.
    fn announce_missed_precision(&self, results: &Results) {
        let missed = results.stopping.as_ref().is_some_and(|stopping| !stopping.is_met());
        if missed && !results.is_partial() {
            self.remark(&format!(
                "warning: {}: {} replications do not reach the precision asked for; allow more with \
                 `--at-most`, or ask for less",
                self.scenario.name, results.replications
            ));
        }
    }

    /// What reduced variance is worth if time counts; nothing of parts, or if nobody listens.
    fn worth(&self, settings: &Settings, results: &Results) -> Result<Option<String>, RunError> {
        let reduction = self.plan.reduction;
        let is_part = results.is_partial() || self.args.shard.is_some();
        if self.args.output.quiet || is_part || !reduction.is_any() {
            return Ok(None);
        }
        worth(&self.scenario.model, settings, reduction, results).map(Some)
    }

    /// What a file says and nobody used may have been meant to be used.
    fn announce_unused_rows(&self) {
        for file in &self.scenario.sources {
            let text = match self.scenario.rows_not_used(file) {
                0 => continue,
                1 => format!("a row of {} is not used, see `callsim validate`", file.path),
                rows => {
                    format!("{rows} rows of {} are not used, see `callsim validate`", file.path)
                }
            };
            self.remark(&format!("{}: {text}", self.scenario.name));
        }
    }

    /// More replications than were asked for are said.
    fn announce_whole_groups(&self) {
        let wanted = self.args.simulation.settings(self.scenario.run).replications;
        let (all, size) = (self.plan.replications.end, self.plan.reduction.grouping.size());
        if self.args.replication.is_none() && size > 1 && all > wanted {
            self.remark(&format!(
                "{}: {all} replications instead of {wanted}: whole groups of {size}",
                self.scenario.name
            ));
        }
    }

    fn simulate(
        &self,
        folder: &ResultsFolder,
        settings: &Settings,
        interrupted: &AtomicBool,
    ) -> anyhow::Result<Results> {
        let model = &self.scenario.model;
        let cannot_write = || cannot_write(self.target);
        let mut rows = ReplicationRows::new(model, folder).with_context(cannot_write)?;
        let mut journal =
            Journal::create(&folder.stored(), model, &self.plan).with_context(cannot_write)?;
        self.earlier.continue_in(&mut journal, model, &mut rows)?;
        if journal.complete() > 0 {
            let complete = journal.complete();
            let of_all = match self.until {
                Some(_) => String::new(),
                None => format!(" of {}", settings.count()),
            };
            self.remark(&format!("{complete}{of_all} replications were complete already"));
        }
        let first_stage = self.first_stage(settings).max(journal.complete());
        let bar = Bar::new(&self.scenario.name, first_stage, self.args.output.quiet);
        bar.skip(journal.complete());
        let watch: Watch = (&bar, interrupted, &mut rows);
        let reduction = self.plan.reduction;
        let results = match &self.until {
            None => experiment::continue_reduced(model, settings, reduction, journal, watch),
            Some(until) => self.simulate_until(until, settings, (journal, &bar), watch),
        };
        bar.finish();
        let results = match results {
            Err(RunError::Io(error)) => Err(error).with_context(cannot_write)?,
            Err(error @ RunError::MoreThanNeeded { .. }) => {
                let target = self.target.display();
                let text = format!("`{target}` cannot be continued: {error}; {REMEDY}");
                Err(BadUsage(text))?
            }
            results => results?,
        };
        rows.finish().with_context(cannot_write)?;
        Ok(results)
    }

    fn simulate_until(
        &self,
        until: &Until,
        settings: &Settings,
        (journal, bar): (Journal, &Bar),
        watch: Watch,
    ) -> Result<Results, RunError> {
        let threads = Threads::new(settings.threads)?;
        let mut sample = Sample::continuing(&self.scenario.model, settings, journal, &threads);
        experiment::grow_until(&mut sample, until, watch, &mut |look| {
            if let Next::GrowTo(more) = look.next {
                bar.aim(more, report::progress(&self.scenario.name, until, look));
            }
        })
    }

    fn provenance(&self) -> Provenance {
        provenance(self.scenario, &self.args.simulation.overrides, self.plan.shard)
    }

    fn remark(&self, text: &str) {
        self.args.output.remark(self.terminal, text);
    }
}

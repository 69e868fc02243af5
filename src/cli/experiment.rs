//! What the verbs share that compare scenarios: a folder of results in the making, the threads, and
//! what is said of how it was made.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::output::{Clock, cannot_write, provenance};
use super::simulation::SimulationArgs;
use super::terminal::Interruption;
use crate::experiment::{Settings, Shard, Threads};
use crate::report::{Again, Origin, Provenance, ResultsFolder, experiment_manifest};
use crate::scenario::Scenario;

/// An experiment with several scenarios, from its begin to its folder of results.
pub(super) struct Experiment {
    /// The verb.
    kind: &'static str,
    target: PathBuf,
    folder: ResultsFolder,
    clock: Clock,
    threads: (usize, Threads),
}

/// A scenario of an experiment, and the values that were set in it.
pub(super) struct Variant {
    /// What it is called beside the others; no two are called alike.
    pub(super) label: String,
    /// What is simulated.
    pub(super) scenario: Scenario,
    /// The values that were set, as `PATH=VALUE`.
    pub(super) overrides: Vec<String>,
}

/// What was done, for whoever wants to do it again.
pub(super) struct Done<'a> {
    /// The scenarios.
    pub(super) variants: &'a [Variant],
    /// What, with them, is needed to do it again, for the manifest.
    pub(super) settings: &'a serde_json::Value,
    /// The command that does it again, for the page.
    pub(super) again: &'a Again,
}

impl Experiment {
    /// Begins a folder of results that will be at `target`.
    ///
    /// # Errors
    ///
    /// If something else is there, or the system gives us no folder or threads.
    pub(super) fn begin(
        kind: &'static str,
        target: &Path,
        args: &SimulationArgs,
        interruption: &Interruption,
    ) -> anyhow::Result<Self> {
        let folder = ResultsFolder::new(target)?;
        interruption.would_leave(folder.spool_folder());
        let threads = (args.threads(), Threads::new(args.threads())?);
        Ok(Experiment { kind, target: target.to_owned(), folder, clock: Clock::start(), threads })
    }

    /// The threads that work.
    pub(super) fn threads(&self) -> &Threads {
        &self.threads.1
    }

    /// The folder, for a table that is written while replications are run.
    pub(super) fn folder(&self) -> &ResultsFolder {
        &self.folder
    }

    /// The same experiment, with every table as a Parquet file, too, if that is wanted.
    pub(super) fn with_parquet(self, is_wanted: bool) -> Self {
        Experiment { folder: self.folder.with_parquet(is_wanted), ..self }
    }

    /// Settings for samples whose first replication is number 0.
    pub(super) fn settings(&self, replications: u64, seed: u64, confidence: f64) -> Settings {
        Settings {
            replications: 0..replications,
            seed,
            confidence,
            threads: self.threads.0,
            spool_folder: self.folder.spool_folder().to_owned(),
        }
    }

    /// Writes the files and the manifest, and puts the folder in its place.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub(super) fn finish(
        self,
        done: &Done,
        write: impl FnOnce(&ResultsFolder, &Origin) -> std::io::Result<()>,
    ) -> anyhow::Result<()> {
        use std::io::Write;
        let this_run = self.clock.stop(self.threads.0);
        let variants = done.variants;
        let provenances = variants
            .iter()
            .map(|variant| provenance(&variant.scenario, &variant.overrides, Shard::WHOLE));
        let provenances: Vec<Provenance> = provenances.collect();
        let models = variants.iter().map(|variant| &variant.scenario.model);
        let scenarios: Vec<_> = models.zip(&provenances).collect();
        let labels = variants.iter().map(|variant| variant.label.as_str());
        let origin =
            Origin { command: done.again.command(), scenarios: labels.zip(&provenances).collect() };
        let written = write(&self.folder, &origin).and_then(|()| {
            let files = self.folder.digests()?;
            let settings = done.settings;
            let manifest = experiment_manifest(self.kind, settings, &scenarios, &this_run, &files);
            let mut file = self.folder.file("manifest.json")?;
            file.write_all(manifest.as_bytes())?;
            file.flush()
        });
        written.with_context(|| cannot_write(&self.target))?;
        Ok(self.folder.finish()?)
    }
}

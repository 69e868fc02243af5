//! What a check compares with: a scenario, or the results of an earlier run.

use std::path::{Path, PathBuf};

use super::folder_name::folder_name;
use super::terminal::Terminal;
use super::{BadBaseline, BadUsage};
use crate::expectation::{Demand, Expectation};
use crate::experiment::{Baseline, GateError, RunError, Sample, Settings, Threads};
use crate::observe::{Catalogue, Column};
use crate::report::{KeptRun, KeptRunError};
use crate::scenario::{self, Scenario};

/// A baseline as it was found.
pub(super) struct BaselineSource {
    path: PathBuf,
    kind: Kind,
}

enum Kind {
    Scenario(Box<Scenario>),
    Results(KeptRun),
}

/// A baseline, about to be compared with.
pub(super) struct Compared<'b> {
    source: &'b BaselineSource,
    /// What results have kept, for each column of the scenario that is checked.
    kept: Vec<Option<Vec<Option<f64>>>>,
}

impl BaselineSource {
    /// What is meant by `--baseline` for one of the scenarios: the file or the results themselves, or
    /// what has their name in a folder of such.
    ///
    /// # Errors
    ///
    /// [`BadBaseline`], with what to do about it.
    pub(super) fn find(
        at: &Path,
        path: &Path,
        of: &Scenario,
        terminal: &Terminal,
    ) -> anyhow::Result<Self> {
        let file = at.join(path.file_name().unwrap_or_default());
        let results = at.join(folder_name(&of.name, &[]));
        let found = match at {
            at if at.is_file() || !at.exists() || KeptRun::is_claimed_by(at) => at,
            _ if file.is_file() => &file,
            _ if results.is_dir() => &results,
            at => {
                let (at, file, results) = (at.display(), file.display(), results.display());
                return refuse(format!(
                    "`{at}` is no baseline: there is no `manifest.json` in it, as results have, nor \
                     is there `{file}` or `{results}`; make it again with `callsim run`"
                ));
            }
        };
        let kind = match found.is_file() {
            true => Kind::Scenario(Box::new(load(found, terminal)?)),
            false => Kind::Results(KeptRun::open(found).or_else(refuse_run)?),
        };
        let source = BaselineSource { path: found.to_owned(), kind };
        let name = source.scenario_name();
        if name != of.name {
            return refuse(format!(
                "`{}` is no baseline of `{}`: its scenario is called `{name}`; compare scenarios of \
                 one name, or use `callsim compare`",
                found.display(),
                of.name
            ));
        }
        Ok(source)
    }

    fn scenario_name(&self) -> &str {
        match &self.kind {
            Kind::Scenario(scenario) => &scenario.name,
            Kind::Results(run) => &run.scenario,
        }
    }

    /// How many replications there can be at most: those of the baseline, if it has been run.
    ///
    /// # Errors
    ///
    /// [`BadBaseline`] if the baseline has another seed, or fewer than the first look needs.
    pub(super) fn at_most(&self, (seed, first): (u64, u64), wanted: u64) -> anyhow::Result<u64> {
        let Kind::Results(run) = &self.kind else { return Ok(wanted) };
        let path = self.path.display();
        if run.seed != seed {
            return refuse(format!(
                "`{path}` was run from seed {}, this is seed {seed}: its callers are others; run it \
                 again with `--seed {seed}`, or check with `--seed {}`",
                run.seed, run.seed
            ));
        }
        if run.replications < first {
            return refuse(format!(
                "`{path}` has {} replications, the first look needs {first}; run it again with \
                 `-n {first}`, or check with `-n {}`",
                run.replications, run.replications
            ));
        }
        Ok(wanted.min(run.replications))
    }

    /// That every call type of the baseline is one of the scenario: where all are compared, none may
    /// get lost.
    ///
    /// # Errors
    ///
    /// [`BadBaseline`] if there is another.
    pub(super) fn has_no_more_call_types(&self, catalogue: &Catalogue) -> anyhow::Result<()> {
        let there: Vec<&str> = match &self.kind {
            Kind::Scenario(scenario) => {
                scenario.model.call_types().iter().map(|it| it.name.as_str()).collect()
            }
            Kind::Results(run) => run.call_types.iter().map(String::as_str).collect(),
        };
        let is_here =
            |name: &&str| catalogue.model().call_types().iter().any(|it| it.name == *name);
        match there.into_iter().find(|name| !is_here(name)) {
            None => Ok(()),
            Some(lost) => refuse(format!(
                "`{}` has a call type `{lost}`, which the scenario has not; say what to compare with \
                 `--not-worse` or its like",
                self.path.display()
            )),
        }
    }

    /// The baseline with what the expectations need of it.
    ///
    /// # Errors
    ///
    /// [`BadBaseline`] if it lacks something.
    pub(super) fn compared(
        &self,
        expectations: &[Expectation],
        catalogue: &Catalogue,
    ) -> anyhow::Result<Compared<'_>> {
        let mut kept = vec![None; catalogue.columns().len()];
        let is_compared = |each: &&Expectation| matches!(each.demand, Demand::Against { .. });
        for expectation in expectations.iter().filter(is_compared) {
            let Expectation { scope, measure, .. } = *expectation;
            let column = Column { scope, measure };
            let place = catalogue.place_of(column, catalogue);
            let place = place.ok_or_else(|| lacking(expectation, catalogue, &self.path))?;
            let is_there = match &self.kind {
                Kind::Scenario(scenario) => {
                    Catalogue::new(&scenario.model).place_of(column, catalogue).is_some()
                }
                Kind::Results(run) => {
                    let values = run.values(&[column], catalogue.model());
                    kept[place] = values.or_else(refuse_run)?.remove(0);
                    kept[place].is_some()
                }
            };
            if !is_there {
                return Err(lacking(expectation, catalogue, &self.path));
            }
        }
        Ok(Compared { source: self, kept })
    }
}

impl<'b> Compared<'b> {
    /// What it is called: its path.
    pub(super) fn name(&self) -> String {
        self.source.path.display().to_string()
    }

    /// The scenario, if that is simulated.
    pub(super) fn scenario(&self) -> Option<&'b Scenario> {
        match &self.source.kind {
            Kind::Scenario(scenario) => Some(scenario),
            Kind::Results(_) => None,
        }
    }

    /// Whether it is simulated alongside.
    pub(super) fn is_simulated(&self) -> bool {
        self.scenario().is_some()
    }

    /// The digest of what was read.
    pub(super) fn digest(&self) -> Option<&str> {
        match &self.source.kind {
            Kind::Scenario(scenario) => scenario.sources.first().map(|it| it.sha256.as_str()),
            Kind::Results(run) => Some(&run.digest),
        }
    }

    /// The replications to compare with.
    ///
    /// # Errors
    ///
    /// Those of creating temporary files.
    pub(super) fn baseline(
        &mut self,
        settings: &Settings,
        threads: &Threads,
    ) -> Result<Baseline<'b>, RunError> {
        match &self.source.kind {
            Kind::Scenario(scenario) => {
                let sample = Sample::new(&scenario.model, settings, threads)?;
                Ok(Baseline::Sample(Box::new(sample)))
            }
            Kind::Results(_) => Ok(Baseline::Kept(std::mem::take(&mut self.kept))),
        }
    }
}

fn load(path: &Path, terminal: &Terminal) -> anyhow::Result<Scenario> {
    scenario::load(path, &[]).or_else(|problems| {
        terminal.show_problems(&problems);
        refuse(format!("`{}` cannot be compared with: it has problems", path.display()))
    })
}

/// The complaint about results that can't be compared with, with what to do about it.
fn refuse_run<T>(error: KeptRunError) -> anyhow::Result<T> {
    let remedy = match &error {
        KeptRunError::Missing(_) => {
            "make it with `callsim run -o`, or name a scenario file, as `git show main:FILE` gives it"
        }
        KeptRunError::OtherCallers { .. } => {
            "run it again without `--reduce`, or name a scenario file"
        }
        KeptRunError::Incomplete { .. } => "run it to the end, or merge its shards",
        KeptRunError::NotOurs(_)
        | KeptRunError::OtherVersion { .. }
        | KeptRunError::FileMissing { .. }
        | KeptRunError::Changed { .. }
        | KeptRunError::Unreadable { .. } => {
            "make it again with this version of `callsim run`, or name a scenario file"
        }
    };
    refuse(format!("{error}; {remedy}"))
}

fn refuse<T>(text: String) -> anyhow::Result<T> {
    Err(BadBaseline(text).into())
}

fn lacking(expectation: &Expectation, catalogue: &Catalogue, path: &Path) -> anyhow::Error {
    let scope = expectation.scope;
    let whose = format!("{} `{}`", scope.kind().replace('_', " "), scope.name(catalogue.model()));
    let measure = expectation.measure.name;
    BadBaseline(format!(
        "`{}` has no `{measure}` of {whose}; compare what both have, with `--not-worse` or its like",
        path.display()
    ))
    .into()
}

/// The complaint about an expectation that can't be checked.
pub(super) fn cannot_check(
    expectation: &Expectation,
    catalogue: &Catalogue,
    error: GateError,
) -> anyhow::Error {
    let measure = expectation.measure.name;
    let whose = expectation.scope.name(catalogue.model());
    BadUsage(format!("`{measure}` of `{whose}` cannot be checked: {error}")).into()
}

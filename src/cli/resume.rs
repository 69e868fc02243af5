//! `--resume`: what an earlier run has left that need not be run again.

use std::fs;
use std::path::{Path, PathBuf};

use super::{BadUsage, refused};
use crate::experiment::{Journal, Plan, Sink, Stored, StoredError, Until};
use crate::model::Model;
use crate::report::{Extent, Provenance, ResultsFolder, holds_results, reduced_by};

/// What an earlier run of the same plan has left.
#[derive(Default)]
pub(super) struct Earlier {
    is_complete: bool,
    /// The most complete of its files, and whether it may end in the middle of a block.
    best: Option<(PathBuf, bool)>,
    /// Folders in the making whose run was killed.
    left_behind: Vec<PathBuf>,
}

/// What to do about results that can't be continued.
pub(super) const REMEDY: &str = "leave out `--resume` to begin anew";

/// `without --reduce`, or `of --reduce quasi,control`.
fn reduced(ways: &[&str]) -> String {
    match ways {
        [] => "without `--reduce`".to_owned(),
        ways => format!("of `--reduce {}`", ways.join(",")),
    }
}

/// What to do about results whose variance was reduced otherwise, or something else.
fn remedy(found: &[&str], wanted: &[&str]) -> String {
    match found {
        same if same == wanted => REMEDY.to_owned(),
        [] => format!("leave out `--reduce` as before, or {REMEDY}"),
        ways => format!("say `--reduce {}` as before, or {REMEDY}", ways.join(",")),
    }
}

impl Earlier {
    /// What can be continued at `target`, of replications that end with the plan or earlier.
    ///
    /// # Errors
    ///
    /// If there are results of something else.
    pub(super) fn find(
        target: &Path,
        (plan, until): (&Plan, Option<&Until>),
        model: &Model,
        provenance: &Provenance,
    ) -> anyhow::Result<Self> {
        let mut earlier = Earlier::default();
        let mut candidates = Vec::new();
        if let Some(path) = ResultsFolder::stored_in(target) {
            let stored = Stored::open(&path).map_err(|error| refused(error, REMEDY))?;
            if let Some(difference) = plan.cannot_continue(stored.plan()) {
                let target = target.display();
                let found = stored.plan().reduction.names();
                let remedy = remedy(&found, &plan.reduction.names());
                let text =
                    format!("`{target}` cannot be continued: it holds {difference}; {remedy}");
                return Err(BadUsage(text).into());
            }
            candidates.push((path, false));
        } else if target.join("manifest.json").exists() {
            let extent = Extent {
                first_replication: plan.replications.start,
                replications: plan.replications.end - plan.replications.start,
                requested: plan.replications.end - plan.replications.start,
                seed: plan.seed,
                confidence: plan.confidence,
                until: until.cloned(),
                reduction: plan.reduction,
            };
            if !holds_results(target, &extent, model, provenance) {
                let found = reduced_by(target);
                let found: Vec<_> = found.iter().map(String::as_str).collect();
                let wanted = plan.reduction.names();
                if found != wanted {
                    let (target, remedy) = (target.display(), remedy(&found, &wanted));
                    let text = format!(
                        "`{target}` cannot be continued: it holds results {}; {remedy}",
                        reduced(&found)
                    );
                    return Err(BadUsage(text).into());
                }
                let target = target.display();
                let text = format!(
                    "`{target}` cannot be continued: it holds no `replications.bin`, and its results \
                     differ in scenario, seed, replications, precision, confidence or version; \
                     {REMEDY}"
                );
                return Err(BadUsage(text).into());
            }
            earlier.is_complete = true;
            return Ok(earlier);
        }
        for folder in ResultsFolder::left_behind(target) {
            let Some(path) = ResultsFolder::stored_in(&folder) else { continue };
            // What is not ours to continue is somebody else's business.
            let Ok(stored) = Stored::open(&path) else { continue };
            if plan.cannot_continue(stored.plan()).is_none() {
                candidates.push((path, true));
                earlier.left_behind.push(folder);
            }
        }
        // All begin with the same header and the same replications.
        let length = |path: &Path| fs::metadata(path).map_or(0, |data| data.len());
        earlier.best = candidates.into_iter().max_by_key(|(path, _)| length(path));
        Ok(earlier)
    }

    /// Whether there is nothing left to do.
    pub(super) fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Takes in the replications that are complete.
    ///
    /// # Errors
    ///
    /// If they are damaged, or can't be written again.
    pub(super) fn continue_in(
        &self,
        journal: &mut Journal,
        model: &Model,
        sink: &mut dyn Sink,
    ) -> anyhow::Result<()> {
        let Some((path, may_be_cut)) = &self.best else { return Ok(()) };
        let taken = Stored::open(path).and_then(|stored| journal.take_in(model, stored, sink));
        match taken {
            Err(StoredError::Damaged { .. }) if *may_be_cut => Ok(()),
            taken => taken.map_err(|error| refused(error, REMEDY)),
        }
    }

    /// Removes what was left behind, now that it is part of the results.
    pub(super) fn remove(&self) {
        for folder in &self.left_behind {
            // It is in nobody's way.
            let _ = fs::remove_dir_all(folder);
        }
    }
}

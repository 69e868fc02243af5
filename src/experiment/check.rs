//! Gates: may this change be merged? As many replications as it takes to tell.

use std::sync::atomic::AtomicBool;

use super::batch::Progress;
use super::gate::{GateLook, Subject, look};
use super::run::RunError;
use super::sample::Sample;
use crate::expectation::{Comparison, Demand, Expectation, Severity, Statistic};
use crate::observe::Column;
use crate::stats::{Demanded, Verdict, decide, looks, two_sided};

/// How long is looked, and how sure verdicts have to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CheckSettings {
    /// After how many replications is looked first.
    pub first: u64,
    /// More replications than this are never run.
    pub at_most: u64,
    /// How sure a verdict has to be where the expectation doesn't say.
    pub confidence: f64,
    /// How many checks are made together and share the probability that any of them fails wrongly.
    pub together: usize,
}

/// What results are compared with.
pub enum Baseline<'m> {
    /// Replications of another model from the same seed.
    Sample(Box<Sample<'m>>),
    /// The values that somebody has kept of replications from the same seed, for each column of the
    /// model that is checked; none of a column that the baseline has not.
    Kept(Vec<Option<Vec<Option<f64>>>>),
}

/// Why an expectation can't be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GateError {
    /// It asks for a comparison, and there is nothing to compare with.
    #[error("there is no baseline to compare with")]
    NoBaseline,
    /// The baseline has no such measure.
    #[error("the baseline has no such measure")]
    NotInBaseline,
    /// The model has no such measure, or nothing is kept of it by intervals.
    #[error("the scenario has no such measure")]
    NotMeasured,
    /// Neither more nor less of it is worse.
    #[error("neither more nor less of it is worse")]
    NeitherWorse,
    /// Replications are compared by their means.
    #[error("replications are compared with a baseline by their means")]
    NoMean,
}

/// What came out for one expectation.
#[derive(Clone, Debug)]
pub struct GateResult {
    /// Whether it holds.
    pub verdict: Verdict,
    /// After how many replications that was told; the last look if it never was.
    pub replications: u64,
    /// What was seen then.
    pub look: GateLook,
    /// The coverage of the interval that is shown, on both sides together, so that it holds at all
    /// looks at once.
    pub coverage: f64,
    /// Whether it passes because the cap is reached and harm is not proven.
    pub by_default: bool,
}

/// What came out of a check.
#[derive(Clone, Debug)]
pub struct CheckResults {
    /// For each expectation, in their order.
    pub gates: Vec<GateResult>,
    /// The numbers of replications after which was to be looked.
    pub looks: Vec<u64>,
    /// After how many replications was looked last.
    pub replications: u64,
    /// Whether somebody interrupted before all gates were decided or the cap was reached.
    pub interrupted: bool,
}

/// Expectations of one model, about to be checked.
pub struct Check<'a, 'm> {
    expectations: &'a [Expectation],
    columns: Vec<usize>,
    /// The columns of the baseline, if it is a sample.
    baseline_columns: Vec<Option<usize>>,
    sample: Sample<'m>,
    baseline: Option<Baseline<'m>>,
    settings: CheckSettings,
}

impl<'a, 'm> Check<'a, 'm> {
    /// Expectations of the model of `sample`, which need not have a replication yet.
    ///
    /// # Errors
    ///
    /// [`GateError`], with the number of the expectation.
    pub fn new(
        expectations: &'a [Expectation],
        sample: Sample<'m>,
        baseline: Option<Baseline<'m>>,
        settings: CheckSettings,
    ) -> Result<Self, (usize, GateError)> {
        let mut check = Check {
            expectations,
            columns: Vec::new(),
            baseline_columns: Vec::new(),
            sample,
            baseline,
            settings,
        };
        for (number, expectation) in expectations.iter().enumerate() {
            let columns = check.columns_of(expectation).map_err(|error| (number, error))?;
            check.columns.push(columns.0);
            check.baseline_columns.push(columns.1);
        }
        Ok(check)
    }

    /// The columns that an expectation is about, in the model and in the baseline.
    fn columns_of(&self, expectation: &Expectation) -> Result<(usize, Option<usize>), GateError> {
        let catalogue = self.sample.catalogue();
        let meant = Column { scope: expectation.scope, measure: expectation.measure };
        let column = catalogue.place_of(meant, catalogue).ok_or(GateError::NotMeasured)?;
        let is_by_mean = matches!(expectation.statistic, Statistic::Mean | Statistic::RatioOfMeans);
        let Demand::Against { comparison, .. } = expectation.demand else {
            let is_measured = expectation.statistic != Statistic::WorstInterval
                || self.sample.has_intervals(expectation.scope, expectation.measure.name);
            return if is_measured { Ok((column, None)) } else { Err(GateError::NotMeasured) };
        };
        if !is_by_mean {
            return Err(GateError::NoMean);
        }
        if comparison != Comparison::Equivalent && expectation.better().is_none() {
            return Err(GateError::NeitherWorse);
        }
        match self.baseline.as_ref().ok_or(GateError::NoBaseline)? {
            Baseline::Sample(sample) => {
                let place = sample.catalogue().place_of(meant, catalogue);
                place.map(|place| (column, Some(place))).ok_or(GateError::NotInBaseline)
            }
            Baseline::Kept(kept) if kept[column].is_some() => Ok((column, None)),
            Baseline::Kept(_) => Err(GateError::NotInBaseline),
        }
    }

    /// Runs replications and looks, until each expectation is decided, the cap is reached or somebody
    /// interrupts; none if that was before the first look.
    ///
    /// What is looked at, and when, does not depend on the number of threads.
    ///
    /// # Errors
    ///
    /// [`RunError::Io`].
    pub fn run(
        &mut self,
        progress: &dyn Progress,
        interrupted: &AtomicBool,
    ) -> Result<Option<CheckResults>, RunError> {
        let looks = looks(self.settings.first, self.settings.at_most);
        let mut gates: Option<Vec<GateResult>> = None;
        for (index, &replications) in looks.iter().enumerate() {
            if !self.grow_to(replications, progress, interrupted)? {
                // To look where nobody meant to would take more of the level than there is.
                return Ok(gates.map(|gates| {
                    let replications = looks[index - 1];
                    CheckResults { gates, replications, interrupted: true, looks }
                }));
            }
            let is_last = index + 1 == looks.len();
            let seen = self.look(looks.len(), replications, is_last)?;
            let merged = match gates {
                None => seen,
                Some(before) => before.into_iter().zip(seen).map(latest).collect(),
            };
            if is_last || merged.iter().all(|gate| gate.verdict != Verdict::Undecided) {
                let results =
                    CheckResults { gates: merged, looks, replications, interrupted: false };
                return Ok(Some(results));
            }
            gates = Some(merged);
        }
        unreachable!("the last look ends the check")
    }

    /// Whether there are so many replications now, also of the baseline.
    fn grow_to(
        &mut self,
        replications: u64,
        progress: &dyn Progress,
        interrupted: &AtomicBool,
    ) -> Result<bool, RunError> {
        let mut samples = vec![&mut self.sample];
        if let Some(Baseline::Sample(sample)) = &mut self.baseline {
            samples.push(sample);
        }
        for sample in samples {
            if !sample.reach(replications, (progress, interrupted, &mut ()))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What all gates say after so many replications.
    fn look(
        &self,
        looks: usize,
        replications: u64,
        is_last: bool,
    ) -> Result<Vec<GateResult>, RunError> {
        let (mut seen, mut demanded): (Vec<(GateLook, f64)>, _) = (Vec::new(), Vec::new());
        for (number, expectation) in self.expectations.iter().enumerate() {
            let confidence = expectation.confidence.unwrap_or(self.settings.confidence);
            // Each look takes an equal share of the level: Bonferroni over the looks.
            let level = (1.0 - confidence) / looks as f64;
            let coverage = two_sided(level);
            let look = look(&self.subject(number, replications)?, coverage)?;
            demanded.push(Demanded {
                evidence: look.evidence,
                pass_level: level,
                fail_level: level / self.settings.together.max(1) as f64,
            });
            seen.push((look, coverage));
        }
        let verdicts = decide(&demanded);
        let gate = |(((look, coverage), verdict), expectation): (
            ((GateLook, f64), Verdict),
            &Expectation,
        )| {
            let by_default = verdict == Verdict::Undecided
                && is_last
                && look.estimate.is_some()
                && is_about_harm(expectation);
            let verdict = if by_default { Verdict::Pass } else { verdict };
            GateResult { verdict, replications, look, coverage, by_default }
        };
        Ok(seen.into_iter().zip(verdicts).zip(self.expectations).map(gate).collect())
    }

    fn subject(&self, number: usize, replications: u64) -> Result<Subject<'_, 'm>, RunError> {
        let new = self.sample.values(self.columns[number])?;
        let (mut old, mut kept) = (None, None);
        if let Demand::Against { .. } = self.expectations[number].demand {
            match (&self.baseline, self.baseline_columns[number]) {
                (Some(Baseline::Sample(sample)), Some(column)) => {
                    old = Some(sample.values(column)?);
                }
                (Some(Baseline::Kept(columns)), _) => {
                    let column = columns[self.columns[number]].as_deref();
                    kept =
                        column.map(|values| &values[..(replications as usize).min(values.len())]);
                }
                (Some(Baseline::Sample(_)) | None, _) => {}
            }
        }
        let expectation = &self.expectations[number];
        Ok(Subject { expectation, sample: &self.sample, new, old, kept })
    }
}

/// A verdict stays; where there was none, the new look counts.
fn latest((before, now): (GateResult, GateResult)) -> GateResult {
    match before.verdict {
        Verdict::Pass | Verdict::Fail => before,
        Verdict::Undecided => now,
    }
}

/// Whether it fails only if harm is proven.
fn is_about_harm(expectation: &Expectation) -> bool {
    matches!(expectation.demand, Demand::Against { comparison: Comparison::NotWorse, .. })
}

impl CheckResults {
    /// The verdict on the whole: what is only warned of doesn't count.
    pub fn verdict(&self, expectations: &[Expectation]) -> Verdict {
        let counting = self.gates.iter().zip(expectations);
        let counting = counting.filter(|(_, it)| it.severity == Severity::Fail);
        let verdicts: Vec<_> = counting.map(|(gate, _)| gate.verdict).collect();
        if verdicts.contains(&Verdict::Fail) {
            Verdict::Fail
        } else if verdicts.contains(&Verdict::Undecided) {
            Verdict::Undecided
        } else {
            Verdict::Pass
        }
    }
}

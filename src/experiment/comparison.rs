//! Several scenarios under common random numbers, replication by replication.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use super::batch::{Progress, Settings, block_size};
use super::differences::{Differences, Sides};
use super::estimates::Values;
use super::results::MeasureEstimate;
use super::run::RunError;
use super::sample::{Sample, Threads};
use crate::model::Model;
use crate::observe::{Catalogue, Column, Measure, NoSuchMeasure, Ratio, Scope};

/// Scenarios that face the same callers.
///
/// Replication *k* of each of them draws the same random numbers for the same thing, so that what
/// differs between them is what they do, and little of it chance.
///
/// # Example
///
/// ```
/// use std::path::Path;
/// use std::sync::atomic::AtomicBool;
///
/// use callsim::experiment::{Comparison, Settings, Threads};
/// use callsim::scenario;
///
/// let file = Path::new("scenarios/erlang-a.toml");
/// let today = scenario::load(file, &[])?;
/// let one_more = scenario::load(file, &["agent_group.agents.agents=51".to_owned()])?;
/// let spool_folder = std::env::temp_dir();
/// let settings =
///     Settings { replications: 0..10, seed: 1, confidence: 0.95, threads: 1, spool_folder };
/// let models = [&today.model, &one_more.model];
/// let mut comparison = Comparison::new(&models, 0, &settings, &Threads::new(1)?)?;
/// comparison.run(&(), &AtomicBool::new(false))?;
/// let found = comparison.differences(comparison.find("service_level")?)?;
/// let level = found.row(found.best_measure, 1).expect("a difference to the baseline");
/// assert!(level.interval.unwrap()[0] > 0.0, "one more agent is surely better");
/// assert!(found.best[1].may_be_best && !found.best[0].may_be_best);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Comparison<'m> {
    pub(super) samples: Vec<Sample<'m>>,
    pub(super) baseline: usize,
    pub(super) settings: Settings,
    pub(super) measures: Vec<Shared<'m>>,
}

/// A measure of somebody that one scenario or several have.
#[derive(Clone, Debug)]
pub struct Shared<'m> {
    /// The kind of scope, as files name it.
    pub kind: &'static str,
    /// Whose measure.
    pub name: &'m str,
    /// Whether it is of the whole centre.
    pub is_of_all: bool,
    /// Which measure.
    pub measure: &'static Measure,
    /// Its column in each scenario that has it.
    pub columns: Vec<Option<usize>>,
}

impl<'m> Comparison<'m> {
    /// No replication yet. The scenarios are told from each other by their place; one is the
    /// baseline.
    ///
    /// # Errors
    ///
    /// [`RunError::Io`], of creating temporary files.
    ///
    /// # Panics
    ///
    /// Unless the confidence lies between 0 and 1 and the baseline is one of the scenarios.
    pub fn new(
        models: &[&'m Model],
        baseline: usize,
        settings: &Settings,
        threads: &Threads,
    ) -> Result<Self, RunError> {
        assert!(baseline < models.len(), "the baseline is one of the scenarios");
        let samples = models.iter().map(|model| Sample::new(model, settings, threads));
        let samples = samples.collect::<Result<Vec<_>, _>>()?;
        let measures = shared(&samples, baseline);
        Ok(Comparison { samples, baseline, settings: settings.clone(), measures })
    }

    /// Runs the replications of the settings, or as many as somebody lets us: all scenarios take turns,
    /// so that whenever we are interrupted most replications have their pair.
    ///
    /// # Errors
    ///
    /// [`RunError::Io`], of the temporary files.
    pub fn run(
        &mut self,
        progress: &dyn Progress,
        interrupted: &AtomicBool,
    ) -> Result<(), RunError> {
        let wanted = self.settings.count();
        let turn = block_size(self.settings.threads);
        let mut goal = self.replications();
        while goal < wanted && !interrupted.load(Ordering::Relaxed) {
            goal = (goal + turn).min(wanted);
            for sample in &mut self.samples {
                sample.grow_to(goal, (progress, interrupted, &mut ()))?;
            }
        }
        Ok(())
    }

    /// How many replications all scenarios have.
    pub fn replications(&self) -> u64 {
        self.samples.iter().map(Sample::replications).min().unwrap_or(0)
    }

    /// How many replications were asked for.
    pub fn requested(&self) -> u64 {
        self.settings.count()
    }

    /// Whether somebody has interrupted us.
    pub fn is_partial(&self) -> bool {
        self.replications() < self.requested()
    }

    /// How the replications were run.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The number of the baseline among the scenarios.
    pub fn baseline(&self) -> usize {
        self.baseline
    }

    /// The measures of each scenario.
    pub fn catalogues(&self) -> impl ExactSizeIterator<Item = &Catalogue<'m>> {
        self.samples.iter().map(Sample::catalogue)
    }

    /// Every measure that a scenario has, in the order of the baseline; after them those it has not.
    pub fn measures(&self) -> &[Shared<'m>] {
        &self.measures
    }

    /// The names of all call types, those of the baseline first.
    pub fn call_types(&self) -> Vec<&'m str> {
        let mut names = Vec::new();
        let of_types = self.measures.iter().filter(|each| each.kind == "call_type");
        of_types.for_each(|each| {
            if !names.contains(&each.name) {
                names.push(each.name);
            }
        });
        names
    }

    /// The number among [`measures`](Self::measures) of what is meant by `service_level.sales`.
    ///
    /// # Errors
    ///
    /// [`NoSuchMeasure`], if the baseline has none of that name.
    pub fn find(&self, text: &str) -> Result<usize, NoSuchMeasure> {
        let column = self.samples[self.baseline].catalogue().find(text)?;
        let is_it = |shared: &Shared| shared.columns[self.baseline] == Some(column);
        Ok(self.measures.iter().position(is_it).expect("the baseline's measures are there"))
    }

    /// What [`find`](Self::find) takes for one of the measures.
    pub fn path(&self, measure: usize) -> String {
        let shared = &self.measures[measure];
        match shared.columns[self.baseline] {
            Some(column) => self.samples[self.baseline].catalogue().path(column),
            None => format!("{}.{}.{}", shared.measure.name, shared.kind, shared.name),
        }
    }

    /// The values of a measure in one scenario, in the replications that all scenarios have; none if
    /// it has no such measure.
    ///
    /// # Errors
    ///
    /// [`RunError::Io`], of reading the temporary file.
    pub fn values(&self, measure: usize, scenario: usize) -> Result<Option<Vec<Ratio>>, RunError> {
        let Some(column) = self.measures[measure].columns[scenario] else { return Ok(None) };
        let mut values = self.samples[scenario].values(column)?;
        values.truncate(self.replications() as usize);
        Ok(Some(values))
    }

    /// What each scenario tells alone, in the order of its own measures, of the replications that all
    /// have.
    ///
    /// # Errors
    ///
    /// [`RunError::Io`], of reading the temporary files.
    pub fn estimates(&self) -> Result<Vec<Vec<MeasureEstimate>>, RunError> {
        let complete = self.replications() as usize;
        let confidence = self.settings.confidence;
        let of_sample = |sample: &Sample| {
            let mut estimates = Vec::new();
            sample.for_each_measure(|_, column, ratios| {
                let values =
                    Values { column, ratios: &ratios[..complete], confidence, basis: None };
                estimates.push(values.estimate());
            })?;
            Ok(estimates)
        };
        self.samples.iter().map(of_sample).collect()
    }

    /// Everything that is told by pairs. `best` is the measure by which it is told which scenario is
    /// the best.
    ///
    /// # Errors
    ///
    /// [`RunError::Io`], of reading the temporary files.
    pub fn differences(&self, best: usize) -> Result<Differences, RunError> {
        Differences::new(self, best)
    }

    /// The two sides of a difference, for the measures of both.
    pub(super) fn sides(
        &self,
        measure: usize,
        first: usize,
        second: usize,
    ) -> Result<Option<Sides>, RunError> {
        let form = self.measures[measure].measure.form;
        let sides = (self.values(measure, first)?, self.values(measure, second)?);
        Ok(match sides {
            (Some(first), Some(second)) => Some(Sides { form, first, second }),
            _ => None,
        })
    }
}

/// What a measure is told by in another scenario: whose it is, and its name.
type Key<'m> = (&'static str, &'m str, &'static str);

fn key<'m>(column: &Column, model: &'m Model) -> Key<'m> {
    (column.scope.kind(), column.scope.name(model), column.measure.name)
}

/// The measures of all samples, each once; those of the baseline first.
fn shared<'m>(samples: &[Sample<'m>], baseline: usize) -> Vec<Shared<'m>> {
    let mut numbers: BTreeMap<Key, usize> = BTreeMap::new();
    let mut measures: Vec<Shared> = Vec::new();
    let others = (0..samples.len()).filter(|number| *number != baseline);
    for sample in std::iter::once(baseline).chain(others) {
        let catalogue = samples[sample].catalogue();
        let model: &'m Model = catalogue.model();
        for (number, column) in catalogue.columns().iter().enumerate() {
            let place = *numbers.entry(key(column, model)).or_insert_with(|| {
                measures.push(Shared {
                    kind: column.scope.kind(),
                    name: column.scope.name(model),
                    is_of_all: column.scope == Scope::All,
                    measure: column.measure,
                    columns: vec![None; samples.len()],
                });
                measures.len() - 1
            });
            measures[place].columns[sample] = Some(number);
        }
    }
    measures
}

#[cfg(test)]
mod tests {
    use super::super::differences::DifferenceRow;
    use super::*;
    use crate::model::sample::help_desk;

    fn settings(replications: u64) -> Settings {
        let spool_folder = std::env::temp_dir();
        let replications = 0..replications;
        Settings { replications, seed: 7, confidence: 0.95, threads: 2, spool_folder }
    }

    fn compared<'m>(models: &[&'m Model], baseline: usize, replications: u64) -> Comparison<'m> {
        let threads = Threads::new(2).unwrap();
        let mut comparison =
            Comparison::new(models, baseline, &settings(replications), &threads).unwrap();
        comparison.run(&(), &AtomicBool::new(false)).unwrap();
        comparison
    }

    #[test]
    fn a_scenario_does_not_differ_from_itself() {
        let model = help_desk(1, &[0.8]);
        let comparison = compared(&[&model, &model], 0, 70);
        let found = comparison.differences(comparison.find("service_level").unwrap()).unwrap();
        let is_zero = |row: &&DifferenceRow| row.value == Some(0.0);
        assert!(found.rows.iter().filter(|row| row.pairs > 1).all(|row| is_zero(&row)));
        assert!(found.best.iter().all(|each| each.may_be_best));
        assert!(found.rows.iter().all(|row| !row.is_surely_different()));
    }

    #[test]
    fn measures_are_matched_by_name_and_those_of_one_alone_are_told() {
        let (one, two) = (help_desk(1, &[0.8]), help_desk(1, &[0.8, 0.9]));
        let comparison = compared(&[&two, &one], 0, 5);
        let name = &two.call_types()[1].name;
        let alone = comparison.measures().iter().filter(|each| each.columns[1].is_none());
        assert!(alone.clone().count() > 0 && alone.clone().all(|each| each.name == name));
        let found = comparison.differences(0).unwrap();
        assert!(
            found.rows.iter().all(|row| {
                comparison.measures()[row.measure].columns.iter().all(Option::is_some)
            })
        );
    }

    #[test]
    fn interrupted_before_anything_there_is_nothing_to_tell() {
        let model = help_desk(1, &[0.8]);
        let threads = Threads::new(1).unwrap();
        let mut comparison =
            Comparison::new(&[&model, &model], 0, &settings(10), &threads).unwrap();
        comparison.run(&(), &AtomicBool::new(true)).unwrap();
        assert!(comparison.is_partial() && comparison.replications() == 0);
        let found = comparison.differences(0).unwrap();
        assert!(found.rows.iter().all(|row| row.value.is_none() && row.interval.is_none()));
    }
}

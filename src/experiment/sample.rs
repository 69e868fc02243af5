//! Replications that can become more: what every experiment is made of.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::bands;
use super::batch::{Batch, RunsReplications, Settings, Watch};
use super::estimates::Values;
use super::journal::Journal;
use super::reduction::Reduction;
use super::replicator::{ByPolicy, ByRules, Decider};
use super::results::{Bounded, MeasureEstimate, Results};
use super::run::RunError;
use super::summary;
use crate::engine::Policy;
use crate::model::Model;
use crate::observe::{Catalogue, Column, Ratio, Scope};

/// Threads that run the replications of one sample after the other.
#[derive(Clone, Debug)]
pub struct Threads(Arc<rayon::ThreadPool>);

impl Threads {
    /// So many threads; 0 for one per core.
    ///
    /// # Errors
    ///
    /// [`RunError::Threads`].
    pub fn new(threads: usize) -> Result<Self, RunError> {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let threads = if threads == 0 { cores() } else { threads };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool =
            pool.map_err(|error| RunError::Threads { threads, reason: error.to_string() })?;
        Ok(Threads(Arc::new(pool)))
    }

    /// What they work in.
    pub(super) fn pool(&self) -> &rayon::ThreadPool {
        &self.0
    }
}

/// Replications of one model from one seed, more of them whenever they are wanted.
///
/// Replication *k* is the same whatever else is run and in whatever steps: samples of several models
/// with the same seed have the same callers, replication by replication, so their differences are
/// paired.
///
/// # Example
///
/// ```
/// use std::path::Path;
/// use std::sync::atomic::AtomicBool;
///
/// use callsim::experiment::{Sample, Settings, Threads};
/// use callsim::scenario;
///
/// let one_more = ["agent_group.agents.agents=51".to_owned()];
/// let file = Path::new("scenarios/erlang-a.toml");
/// let scenarios = [scenario::load(file, &[])?, scenario::load(file, &one_more)?];
/// let spool_folder = std::env::temp_dir();
/// let settings =
///     Settings { replications: 0..2, seed: 1, confidence: 0.95, threads: 1, spool_folder };
/// let (threads, never) = (Threads::new(1)?, AtomicBool::new(false));
/// let mut levels = Vec::new();
/// for scenario in &scenarios {
///     let mut sample = Sample::new(&scenario.model, &settings, &threads)?;
///     sample.grow_to(2, (&(), &never, &mut ()))?;
///     levels.push(sample.values(sample.catalogue().find("service_level")?)?);
/// }
/// assert!(levels[0][1].value() < levels[1][1].value());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Sample<'m> {
    catalogue: Catalogue<'m>,
    settings: Settings,
    reduction: Reduction,
    batch: Box<dyn RunsReplications + 'm>,
    journal: Journal,
    threads: Threads,
    /// How many replications were asked for last.
    wanted: u64,
}

impl<'m> Sample<'m> {
    /// No replication yet; they will be kept in a temporary file in the spool folder.
    ///
    /// The settings' replications tell the number of the first one, and no more: how many there are
    /// is up to [`grow_to`](Self::grow_to).
    ///
    /// # Errors
    ///
    /// [`RunError::Io`], of creating files.
    ///
    /// # Panics
    ///
    /// Unless the confidence lies between 0 and 1.
    pub fn new(model: &'m Model, settings: &Settings, threads: &Threads) -> Result<Self, RunError> {
        let first = settings.replications.start;
        let journal = Journal::temporary(&settings.spool_folder, model, first)?;
        Ok(Self::continuing(model, settings, journal, threads))
    }

    /// The replications that a journal has.
    ///
    /// # Panics
    ///
    /// Unless the confidence lies between 0 and 1.
    pub fn continuing(
        model: &'m Model,
        settings: &Settings,
        journal: Journal,
        threads: &Threads,
    ) -> Self {
        Sample::with(ByRules, model, settings, journal, threads)
    }

    /// Those of a policy that decides in place of the rules of the model, see
    /// [`run_with_policy`](super::run_with_policy).
    ///
    /// # Panics
    ///
    /// Unless the confidence lies between 0 and 1.
    pub fn with_policy<P: Policy + Clone + Send + 'm>(
        model: &'m Model,
        policy: P,
        settings: &Settings,
        journal: Journal,
        threads: &Threads,
    ) -> Self {
        Sample::with(ByPolicy(policy), model, settings, journal, threads)
    }

    fn with<D: Decider + 'm>(
        decider: D,
        model: &'m Model,
        settings: &Settings,
        journal: Journal,
        threads: &Threads,
    ) -> Self {
        assert!(
            0.0 < settings.confidence && settings.confidence < 1.0,
            "a confidence lies between 0 and 1"
        );
        Sample {
            catalogue: Catalogue::new(model),
            settings: settings.clone(),
            reduction: Reduction::default(),
            batch: Box::new(Batch::new(model, decider, threads.0.current_num_threads())),
            wanted: journal.complete(),
            journal,
            threads: threads.clone(),
        }
    }

    /// The same with a smaller variance; the replications that are there must have been run so.
    ///
    /// Of replications that hang together in groups only whole groups are estimated from: there
    /// should be as many as a multiple of the group's [size](crate::engine::Grouping::size).
    #[must_use]
    pub fn reduced(mut self, reduction: Reduction) -> Self {
        self.reduction = reduction;
        self.batch.group(reduction.grouping);
        self
    }

    /// Runs replications until there are so many, or somebody interrupts. Those that are there stay.
    ///
    /// # Errors
    ///
    /// [`RunError::Io`]; errors of the sink are among them.
    pub fn grow_to(&mut self, replications: u64, watch: Watch) -> Result<(), RunError> {
        self.wanted = replications;
        let first = self.settings.replications.start;
        let wanted = first..first.saturating_add(replications);
        let Sample { catalogue, settings, batch, journal, threads, .. } = self;
        Ok(batch.run(catalogue, (settings.seed, wanted), &threads.0, journal, watch)?)
    }

    /// Whether there are so many replications now; there are unless somebody interrupts.
    ///
    /// # Errors
    ///
    /// Those of [`grow_to`](Self::grow_to).
    pub fn reach(
        &mut self,
        replications: u64,
        (progress, interrupted, sink): Watch,
    ) -> Result<bool, RunError> {
        self.grow_to(replications, (progress, interrupted, sink))?;
        let is_reached = self.replications() >= replications;
        debug_assert!(
            is_reached || interrupted.load(Ordering::Relaxed),
            "nothing else ends it early"
        );
        Ok(is_reached)
    }

    /// The measures, and how they are found by name.
    pub fn catalogue(&self) -> &Catalogue<'m> {
        &self.catalogue
    }

    /// How many replications are complete.
    pub fn replications(&self) -> u64 {
        self.journal.complete()
    }

    /// The values of one measure, by its number among the catalogue's columns, in the order of the
    /// replications.
    ///
    /// # Errors
    ///
    /// [`RunError::Io`], of reading the temporary file.
    ///
    /// # Panics
    ///
    /// Unless there is such a column.
    pub fn values(&self, column: usize) -> Result<Vec<Ratio>, RunError> {
        assert!(column < self.catalogue.columns().len(), "there is no column {column}");
        Ok(self.journal.values().ratios(column..column + 1)?.remove(0))
    }

    /// What a page shows of one measure, from its first so many replications; none without values.
    ///
    /// # Errors
    ///
    /// [`RunError::Io`], of reading the temporary file.
    ///
    /// # Panics
    ///
    /// Unless there is such a column and there are so many replications.
    pub fn shown(&self, column: usize, replications: u64) -> Result<Option<Bounded>, RunError> {
        let ratios = &self.values(column)?[..replications as usize];
        let column = self.catalogue.columns()[column];
        Ok(Values { column, ratios, confidence: self.settings.confidence, basis: None }.shown())
    }

    /// Whether a measure of somebody is kept interval by interval.
    pub fn has_intervals(&self, scope: Scope, measure: &str) -> bool {
        bands::columns_of(self.catalogue.model(), scope, measure).is_some()
    }

    /// The values of a measure of somebody in one interval of the model, in the order of the
    /// replications and in single precision; none if nothing is kept of it, see
    /// [`MEASURES_OF_INTERVALS`](crate::expectation::MEASURES_OF_INTERVALS).
    ///
    /// # Errors
    ///
    /// [`RunError::Io`], of reading the temporary file.
    ///
    /// # Panics
    ///
    /// Unless there is such an interval.
    pub fn values_in_interval(
        &self,
        scope: Scope,
        measure: &str,
        interval: usize,
    ) -> Result<Option<Vec<Option<f32>>>, RunError> {
        let Some(columns) = bands::columns_of(self.catalogue.model(), scope, measure) else {
            return Ok(None);
        };
        let column = columns[interval];
        let values = self.journal.bands().strip(column..column + 1)?.remove(0);
        Ok(Some(values.into_iter().map(|value| Some(value).filter(|it| !it.is_nan())).collect()))
    }

    /// The values of every measure, a few measures at a time: `of` is given each column with its
    /// number and its values in the order of the replications.
    ///
    /// # Errors
    ///
    /// [`RunError::Io`], of reading the temporary file.
    pub fn for_each_measure(
        &self,
        mut of: impl FnMut(usize, Column, &[Ratio]),
    ) -> Result<(), RunError> {
        let spool = self.journal.values();
        let width = spool.ratios_in_a_strip();
        let mut first = 0;
        for columns in self.catalogue.columns().chunks(width) {
            let strip = spool.ratios(first..first + columns.len())?;
            for ((number, column), ratios) in (first..).zip(columns).zip(&strip) {
                of(number, *column, ratios);
            }
            first += columns.len();
        }
        Ok(())
    }

    /// Every measure over all replications, in the order of the catalogue's columns: a part of
    /// [`results`](Self::results), in less time.
    ///
    /// # Errors
    ///
    /// [`RunError::Io`], of reading the temporary file.
    pub fn estimates(&self) -> Result<Vec<MeasureEstimate>, RunError> {
        let Sample { catalogue, settings, journal, .. } = self;
        let measures = || summary::measures(catalogue, settings, None, journal.values());
        Ok(self.threads.0.install(measures)?.0)
    }

    /// Everything that the replications tell together. They are partial if fewer are complete than
    /// were asked for last.
    ///
    /// # Errors
    ///
    /// [`RunError::Io`], of reading the temporary file.
    pub fn results(&self) -> Result<Results, RunError> {
        let first = self.settings.replications.start;
        let settings =
            Settings { replications: first..first + self.wanted, ..self.settings.clone() };
        let Sample { catalogue, reduction, journal, .. } = self;
        let summarise = || summary::summarise(catalogue, &settings, reduction, journal);
        Ok(self.threads.0.install(summarise)?)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::experiment::run;
    use crate::model::sample::help_desk;

    fn settings(replications: u64) -> Settings {
        let spool_folder = std::env::temp_dir();
        Settings {
            replications: 0..replications,
            seed: 7,
            confidence: 0.95,
            threads: 2,
            spool_folder,
        }
    }

    #[test]
    fn replications_run_in_steps_are_those_of_one_batch() {
        let (model, never) = (help_desk(2, &[0.8]), AtomicBool::new(false));
        let at_once = run(&model, &settings(150), &(), &never, &mut ()).unwrap();
        let mut sample = Sample::new(&model, &settings(0), &Threads::new(2).unwrap()).unwrap();
        for replications in [1, 70, 60, 150] {
            sample.grow_to(replications, (&(), &never, &mut ())).unwrap();
        }
        assert_eq!(format!("{:?}", sample.results().unwrap()), format!("{at_once:?}"));
        let estimates = sample.estimates().unwrap();
        assert_eq!(format!("{estimates:?}"), format!("{:?}", at_once.measures));
    }

    #[test]
    fn the_values_of_an_interval_add_up_to_those_of_the_day() {
        use crate::expectation::MEASURES_OF_INTERVALS;
        let (model, never) = (help_desk(1, &[0.8, 0.6]), AtomicBool::new(false));
        let mut sample = Sample::new(&model, &settings(0), &Threads::new(1).unwrap()).unwrap();
        sample.grow_to(70, (&(), &never, &mut ())).unwrap();
        let mut scopes: Vec<_> = sample.catalogue().columns().iter().map(|it| it.scope).collect();
        scopes.dedup();
        let intervals = 0..model.horizon().intervals().len();
        for scope in scopes {
            for name in MEASURES_OF_INTERVALS {
                let all = intervals
                    .clone()
                    .map(|interval| sample.values_in_interval(scope, name, interval).unwrap());
                let all: Option<Vec<_>> = all.collect();
                let column = sample.catalogue().column_of(scope, name);
                let is_count = ["offered", "answered", "abandoned"].contains(&name);
                // The calls that a group answers are not kept by interval.
                if scope.kind() == "agent_group" && is_count {
                    assert!(all.is_none());
                    continue;
                }
                assert_eq!(all.is_some(), column.is_some(), "{scope:?} {name}");
                let (Some(all), Some(column)) = (all, column) else { continue };
                if !is_count {
                    continue;
                }
                let day = sample.values(column).unwrap();
                for (replication, day) in day.iter().enumerate() {
                    let sum: f32 = all.iter().filter_map(|values| values[replication]).sum();
                    assert_eq!(Some(f64::from(sum)), day.value(), "{scope:?} {name}");
                }
            }
        }
    }

    #[test]
    fn the_values_of_a_measure_are_those_of_the_replications() {
        let (model, never) = (help_desk(1, &[0.8]), AtomicBool::new(false));
        let mut sample = Sample::new(&model, &settings(0), &Threads::new(1).unwrap()).unwrap();
        sample.grow_to(100, (&(), &never, &mut ())).unwrap();
        let mut measures = 0;
        sample
            .for_each_measure(|number, column, values| {
                assert_eq!(number, measures);
                assert_eq!(column.measure.name, sample.catalogue().columns()[number].measure.name);
                assert_eq!(values, sample.values(number).unwrap());
                measures += 1;
            })
            .unwrap();
        assert_eq!(measures, sample.catalogue().columns().len());
    }
}

//! Many replications on all cores, taken in strictly in the order of their numbers.

use std::io;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::bands;
use super::days::DayByDay;
use super::journal::Journal;
use super::replicator::{Decider, Replicator};
use crate::engine::Grouping;
use crate::model::Model;
use crate::observe::{Catalogue, Column, Observations, Ratio};

/// What is to be run.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The numbers of the replications, from 0; a single one can be run alone.
    pub replications: Range<u64>,
    /// The seed.
    pub seed: u64,
    /// The coverage of all intervals: `0.95`, not `95`.
    pub confidence: f64,
    /// How many threads work; 0 for one per core. The results don't depend on it.
    pub threads: usize,
    /// A folder for temporary files; a few kilobytes per replication.
    pub spool_folder: PathBuf,
}

impl Settings {
    /// How many replications are to be run.
    pub fn count(&self) -> u64 {
        self.replications.end.saturating_sub(self.replications.start)
    }
}

/// Someone who wants to know how far the work is.
pub trait Progress: Sync {
    /// One more replication is complete.
    fn replication_done(&self);
}

/// Nobody wants to know.
impl Progress for () {
    fn replication_done(&self) {}
}

/// Someone who wants the values of each replication.
pub trait Sink {
    /// Takes the values of one replication, one for each of `columns`. Replications come in the
    /// order of their numbers, without gaps.
    ///
    /// # Errors
    ///
    /// Those of writing; they end the experiment.
    fn take(&mut self, replication: u64, columns: &[Column], values: &[Ratio]) -> io::Result<()>;
}

/// Nobody wants them.
impl Sink for () {
    fn take(&mut self, _: u64, _: &[Column], _: &[Ratio]) -> io::Result<()> {
        Ok(())
    }
}

/// One worker's means, used for one replication after the other.
#[derive(Clone)]
struct Worker<'m, D> {
    replicator: Replicator<'m, D>,
    totals: Observations,
}

/// What is kept of a replication until its block is written.
#[derive(Default)]
pub(super) struct Row {
    ratios: Vec<Ratio>,
    pub(super) values: Vec<f64>,
    pub(super) bands: Vec<f32>,
    pub(super) days: Vec<f64>,
}

/// Replications for each thread between two moments at which all wait for the last one.
const BLOCK_PER_THREAD: u64 = 32;

/// The smallest block: below it, the columns in the temporary file would be short.
const SMALLEST_BLOCK: u64 = 64;

/// Who watches a batch, who may end it early, and who wants its values.
pub type Watch<'a> = (&'a dyn Progress, &'a AtomicBool, &'a mut dyn Sink);

/// The means to run replications of one model, used for one after the other.
pub(super) struct Batch<'m, D> {
    days: DayByDay<'m>,
    workers: Vec<Mutex<Worker<'m, D>>>,
    /// What is kept of a block.
    rows: Vec<Mutex<Row>>,
    /// What is counted in a block.
    counted: Observations,
    /// How many replications are a group, which is run as a whole or not at all.
    group: u64,
}

/// Whoever runs replications: the means for them, whatever decides in the calls.
pub(super) trait RunsReplications {
    /// Runs the replications of a seed that the journal has not, or as many of them as are started
    /// before somebody interrupts.
    fn run(
        &mut self,
        catalogue: &Catalogue,
        replications: (u64, Range<u64>),
        pool: &rayon::ThreadPool,
        journal: &mut Journal,
        watch: Watch,
    ) -> io::Result<()>;

    /// From now on replications hang together in groups.
    fn group(&mut self, grouping: Grouping);
}

impl<'m, D: Decider> Batch<'m, D> {
    /// The means for so many threads.
    pub(super) fn new(model: &'m Model, decider: D, threads: usize) -> Self {
        Batch {
            days: DayByDay::new(model),
            workers: workers(model, decider, threads),
            rows: Vec::new(),
            counted: Observations::new(model),
            group: 1,
        }
    }
}

impl<D: Decider> RunsReplications for Batch<'_, D> {
    fn run(
        &mut self,
        catalogue: &Catalogue,
        (seed, replications): (u64, Range<u64>),
        pool: &rayon::ThreadPool,
        journal: &mut Journal,
        watch: Watch,
    ) -> io::Result<()> {
        let (progress, interrupted, sink) = watch;
        let Batch { days, workers, rows, counted, group } = self;
        let group = *group;
        let may_stop = |at: u64| at.is_multiple_of(group) && interrupted.load(Ordering::Relaxed);
        let block = block_size(workers.len());
        while replications.start + journal.complete() < replications.end
            && !may_stop(replications.start + journal.complete())
        {
            let first = replications.start + journal.complete();
            let size = block.min(replications.end - first);
            // No more than one block is kept, and a few replications take no more than they need.
            if rows.len() < size as usize {
                rows.resize_with(size as usize, Mutex::default);
            }
            let next = AtomicU64::new(0);
            let (workers, rows) = (&*workers, &*rows);
            pool.broadcast(|context| {
                let mut worker = lock(&workers[context.index()]);
                // Numbers are given out in order and what is begun is finished, so whatever
                // interrupts us leaves no gap.
                let give_out =
                    |index| (index < size && !may_stop(first + index)).then_some(index + 1);
                while let Ok(index) =
                    next.fetch_update(Ordering::Relaxed, Ordering::Relaxed, give_out)
                {
                    let mut row = lock(&rows[index as usize]);
                    worker.work(catalogue, days, (seed, first + index), &mut row);
                    progress.replication_done();
                }
            });
            let complete = next.into_inner().min(size);
            let rows: Vec<_> = rows[..complete as usize].iter().map(lock).collect();
            for (replication, row) in (first..).zip(&rows) {
                sink.take(replication, catalogue.columns(), &row.ratios)?;
            }
            counted.clear();
            // Integers: the order in which workers are added up doesn't matter.
            workers.iter().for_each(|worker| lock(worker).hand_over(counted));
            journal.append(&rows.iter().map(|row| &**row).collect::<Vec<_>>(), counted)?;
        }
        Ok(())
    }

    fn group(&mut self, grouping: Grouping) {
        self.group = grouping.size();
        self.workers.iter().for_each(|worker| lock(worker).replicator.group(grouping));
    }
}

/// How many replications are kept in memory before they are written.
pub(super) fn block_size(threads: usize) -> u64 {
    (BLOCK_PER_THREAD * threads as u64).max(SMALLEST_BLOCK)
}

impl<D: Decider> Worker<'_, D> {
    fn work(
        &mut self,
        catalogue: &Catalogue,
        days: &DayByDay,
        (seed, replication): (u64, u64),
        row: &mut Row,
    ) {
        let observations = self.replicator.replicate(seed, replication);
        self.totals.merge(observations);
        catalogue.evaluate(observations, &mut row.ratios);
        row.values.clear();
        row.values.extend(row.ratios.iter().flat_map(|each| [each.numerator, each.denominator]));
        bands::evaluate(catalogue.model(), observations, &mut row.bands);
        days.evaluate(observations, &mut row.days);
    }

    /// Adds what it has counted to `counted` and forgets it.
    fn hand_over(&mut self, counted: &mut Observations) {
        counted.merge(&self.totals);
        self.totals.clear();
    }
}

fn workers<D: Decider>(model: &Model, decider: D, threads: usize) -> Vec<Mutex<Worker<'_, D>>> {
    let replicator = Replicator::new(model, decider);
    let first = Worker { replicator, totals: Observations::new(model) };
    // Clones share what is the same for all of them.
    vec![first; threads].into_iter().map(Mutex::new).collect()
}

/// Locks what no other thread wants. A panic elsewhere ends the experiment anyway.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

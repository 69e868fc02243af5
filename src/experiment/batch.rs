//! Many replications on all cores, taken in strictly in the order of their numbers.

use std::io;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::bands;
use super::days::DayByDay;
use super::journal::Journal;
use super::replicator::{Decider, Replicator};
use crate::engine::Grouping;
use crate::model::Model;
use crate::observe::{Catalogue, Column, Observations, Ratio, Sums};

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

/// Someone who wants the values of each replication; whichever thread has them brings them.
pub trait Sink: Send {
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
    sums: Sums<'m>,
}

/// What is kept of a replication until its block is written.
#[derive(Default)]
pub(super) struct Row {
    ratios: Vec<Ratio>,
    pub(super) bands: Vec<f32>,
    pub(super) days: Vec<f64>,
}

impl Row {
    /// For each measure its numerator, then its denominator.
    pub(super) fn value(&self, column: usize) -> f64 {
        let Ratio { numerator, denominator } = self.ratios[column / 2];
        if column.is_multiple_of(2) { numerator } else { denominator }
    }
}

/// Replications of a block for each thread.
const BLOCK_PER_THREAD: u64 = 32;

/// The smallest block: below it, the columns in the temporary file would be short.
const SMALLEST_BLOCK: u64 = 64;

/// Blocks in memory: while one is written, the replications of the next are run.
pub(super) const BLOCKS: usize = 2;

/// Who watches a batch, who may end it early, and who wants its values.
pub type Watch<'a> = (&'a dyn Progress, &'a AtomicBool, &'a mut dyn Sink);

/// The means to run replications of one model, used for one after the other.
pub(super) struct Batch<'m, D> {
    days: DayByDay<'m>,
    workers: Vec<Mutex<Worker<'m, D>>>,
    /// The blocks in progress, each in the place of its number modulo their count.
    blocks: [Block; BLOCKS],
    /// What is counted in a block.
    counted: Observations,
    /// How many replications are a group, which is run as a whole or not at all.
    group: u64,
}

/// Replications that are written together.
struct Block {
    rows: Vec<Mutex<Row>>,
    /// How many of them are complete.
    complete: AtomicU64,
    /// What each worker has counted in them.
    totals: Vec<Mutex<Observations>>,
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
            blocks: std::array::from_fn(|_| Block::new(model, threads)),
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
        let Batch { days, workers, blocks, counted, group } = self;
        let first = replications.start + journal.complete();
        let count = replications.end.saturating_sub(first);
        let size = block_size(workers.len());
        // Two blocks are kept, and a few replications take no more than they need.
        blocks.iter_mut().for_each(|block| block.begin(size.min(count)));
        let (group, workers, blocks) = (*group, &*workers, &*blocks);
        let writer = Mutex::new(Writer { catalogue, journal, sink, counted, fault: None });
        let (turns, given_out) = (Turns::default(), AtomicU64::new(0));
        let is_failing = AtomicBool::new(false);
        let may_stop = |at: u64| {
            at.is_multiple_of(group) && interrupted.load(Ordering::Relaxed)
                || is_failing.load(Ordering::Relaxed)
        };
        let write = |number: u64, rows: u64| {
            let block = &blocks[number as usize % BLOCKS];
            turns.take(number, || {
                let mut writer = lock(&writer);
                writer.write(first + number * size, block, rows);
                is_failing.fetch_or(writer.fault.is_some(), Ordering::Relaxed);
            });
        };
        pool.broadcast(|context| {
            let mut worker = lock(&workers[context.index()]);
            let _alarm = Alarm(&turns);
            // Numbers are given out in order and what is begun is finished, so whatever interrupts
            // us leaves no gap.
            let give_out = |index| (index < count && !may_stop(first + index)).then_some(index + 1);
            while let Ok(index) =
                given_out.fetch_update(Ordering::Relaxed, Ordering::Relaxed, give_out)
            {
                let (number, place) = (index / size, index % size);
                turns.wait_for_room(number);
                let block = &blocks[number as usize % BLOCKS];
                worker.work(
                    catalogue,
                    days,
                    (seed, first + index),
                    (block, place, context.index()),
                );
                progress.replication_done();
                let complete = block.complete.fetch_add(1, Ordering::AcqRel) + 1;
                let rows = size.min(count - number * size);
                // Whoever completes a block writes it while the others go on with the next.
                if complete == rows {
                    write(number, rows);
                }
            }
        });
        // What was begun before somebody interrupted may be a part of a block.
        let (all, written) = (given_out.into_inner(), size * turns.taken());
        if written < all {
            write(written / size, all - written);
        }
        let writer = writer.into_inner().unwrap_or_else(PoisonError::into_inner);
        writer.fault.map_or(Ok(()), Err)
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

impl Block {
    fn new(model: &Model, threads: usize) -> Self {
        let totals = || Mutex::new(Observations::new(model));
        let totals = std::iter::repeat_with(totals).take(threads).collect();
        Block { rows: Vec::new(), complete: AtomicU64::new(0), totals }
    }

    /// Makes room for so many replications, none of which is complete.
    fn begin(&mut self, rows: u64) {
        if self.rows.len() < rows as usize {
            self.rows.resize_with(rows as usize, Mutex::default);
        }
        self.complete = AtomicU64::new(0);
    }
}

/// Whose turn it is to write: blocks are written in the order of their numbers.
#[derive(Default)]
struct Turns {
    /// How many blocks were written.
    taken: Mutex<u64>,
    changed: Condvar,
}

impl Turns {
    /// The turn after all others, which nobody takes.
    const NEVER: u64 = u64::MAX;

    fn taken(&self) -> u64 {
        *lock(&self.taken)
    }

    /// Waits until a block's predecessor in its place was written.
    fn wait_for_room(&self, number: u64) {
        self.wait_while(|taken| number >= taken.saturating_add(BLOCKS as u64));
    }

    /// Waits until all blocks before this one were written, and writes it.
    fn take(&self, number: u64, write: impl FnOnce()) {
        if self.wait_while(|taken| taken < number) != Self::NEVER {
            write();
            self.pass(number + 1);
        }
    }

    fn wait_while(&self, is_early: impl Fn(u64) -> bool) -> u64 {
        let taken = self.changed.wait_while(lock(&self.taken), |taken| is_early(*taken));
        *taken.unwrap_or_else(PoisonError::into_inner)
    }

    fn pass(&self, taken: u64) {
        *lock(&self.taken) = taken;
        self.changed.notify_all();
    }
}

/// Dropped in a panic it ends all waiting: a block that is never complete has no turn.
struct Alarm<'t>(&'t Turns);

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.pass(Turns::NEVER);
        }
    }
}

/// Where complete blocks go.
struct Writer<'a> {
    catalogue: &'a Catalogue<'a>,
    journal: &'a mut Journal,
    sink: &'a mut dyn Sink,
    counted: &'a mut Observations,
    /// What went wrong; after it nothing is written.
    fault: Option<io::Error>,
}

impl Writer<'_> {
    /// Writes the first replications of a block, of which the first has this number, and gives the
    /// block free.
    fn write(&mut self, first: u64, block: &Block, rows: u64) {
        if self.fault.is_none() {
            self.fault = self.try_to_write(first, block, rows).err();
        }
        block.complete.store(0, Ordering::Relaxed);
    }

    fn try_to_write(&mut self, first: u64, block: &Block, rows: u64) -> io::Result<()> {
        let rows: Vec<_> = block.rows[..rows as usize].iter().map(lock).collect();
        for (replication, row) in (first..).zip(&rows) {
            self.sink.take(replication, self.catalogue.columns(), &row.ratios)?;
        }
        self.counted.clear();
        // Integers: the order in which workers are added up doesn't matter.
        for totals in &block.totals {
            let mut totals = lock(totals);
            self.counted.merge(&totals);
            totals.clear();
        }
        self.journal.append(&rows.iter().map(|row| &**row).collect::<Vec<_>>(), self.counted)
    }
}

impl<D: Decider> Worker<'_, D> {
    /// Runs a replication and keeps it in its place of a block; `worker` is the number of this one.
    fn work(
        &mut self,
        catalogue: &Catalogue,
        days: &DayByDay,
        (seed, replication): (u64, u64),
        (block, place, worker): (&Block, u64, usize),
    ) {
        let observations = self.replicator.replicate(seed, replication);
        lock(&block.totals[worker]).merge(observations);
        self.sums.add_up(observations);
        let mut row = lock(&block.rows[place as usize]);
        let Row { ratios, bands, days: of_days } = &mut *row;
        catalogue.evaluate_sums(observations, &self.sums, ratios);
        bands::evaluate(catalogue.model(), observations, bands);
        days.evaluate(&self.sums, of_days);
    }
}

fn workers<D: Decider>(model: &Model, decider: D, threads: usize) -> Vec<Mutex<Worker<'_, D>>> {
    let first = Worker { replicator: Replicator::new(model, decider), sums: Sums::new(model) };
    // Clones share what is the same for all of them.
    vec![first; threads].into_iter().map(Mutex::new).collect()
}

/// Locks what no other thread wants for long. A panic elsewhere ends the experiment anyway.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

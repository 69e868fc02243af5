//! One long replication and what it tells of the long run.

use std::ops::Range;

use super::outlook::Outlook;
use super::replicator::{ByRules, Replicator};
use super::stationary::{NotStationary, check_stationary};
use crate::model::{Horizon, HorizonError, Model, ModelError};
use crate::observe::{Catalogue, Column, Observations, Ratio};
use crate::stats::{BatchMeans, LagOne, Truncation, batch_means, mann_kendall, mser_5};
use crate::time::{SimDuration, SimTime};

/// How the long run is looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct LongRun {
    /// The seed; the replication is that of number 0.
    pub seed: u64,
    /// The coverage of intervals: `0.95`, not `95`.
    pub confidence: f64,
    /// How many batches.
    pub batches: usize,
    /// The column, among those of the [`Catalogue`], that tells when the warm-up is over, and whether
    /// there is a steady state.
    pub guide: usize,
    /// What is left out of the beginning; none to ask MSER-5.
    pub warm_up: Option<SimDuration>,
}

/// What one long replication tells.
#[derive(Clone, Debug)]
pub struct SteadyState {
    /// How long an observation is.
    pub interval: SimDuration,
    /// How many observations there are, the warm-up included.
    pub observations: usize,
    /// How the warm-up was found.
    pub warm_up_by: WarmUpBy,
    /// What was left out of the beginning: the warm-up, and as many observations after it as the
    /// batches leave over.
    pub left_out: SimDuration,
    /// How long all batches are together.
    pub used: SimDuration,
    /// How many batches there are.
    pub batches: usize,
    /// The measures, in the order of the catalogue.
    pub measures: Vec<LongRunMeasure>,
    /// Which of them is the guide.
    pub guide: usize,
    /// How the quarters of batches depend on each other in the guide, if more than by chance.
    pub correlated_quarters: Option<LagOne>,
    /// The load over the agents of the call types and agent groups that have most of it, as if nobody
    /// hung up; none without agents.
    pub load_per_agent: Option<f64>,
    /// The guide from the beginning to the end: what was left out in pieces, then each batch.
    pub course: Vec<Stretch>,
    /// How the guide grows from the first half of the batches to the second, if it does.
    pub growth: Option<[f64; 2]>,
}

/// A stretch of a long run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// When it begins, since the beginning of the run.
    pub from: SimDuration,
    /// When it ends.
    pub to: SimDuration,
    /// Whether it belongs to no batch.
    pub is_left_out: bool,
    /// The value of the guide, if it has one there.
    pub value: Option<f64>,
}

/// How the end of the warm-up was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WarmUpBy {
    /// It was given.
    Given,
    /// By MSER-5 on the guide.
    Mser5 {
        /// Whether the rule wanted to leave out more than half.
        is_too_short: bool,
    },
}

/// A measure in the long run.
#[derive(Clone, Copy, Debug)]
pub struct LongRunMeasure {
    /// Whose measure, and which.
    pub column: Column,
    /// Its number among the columns of the catalogue.
    pub number: usize,
    /// The ratio of the sums with its interval, and how batches depend on each other; none without
    /// observations.
    pub value: Option<BatchMeans>,
}

impl LongRunMeasure {
    /// How its batches depend on each other, if more than by chance.
    pub fn correlated(&self) -> Option<LagOne> {
        self.value.and_then(|value| value.correlation).filter(LagOne::is_significant)
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoSteadyState {
    /// Nothing settles.
    #[error("has no steady state: {0}")]
    NotStationary(#[from] NotStationary),
    /// Intervals don't tell the guide.
    #[error("intervals don't tell that measure, so it can't tell when the warm-up is over")]
    Guide,
    /// What is left after the warm-up is too short.
    #[error("the time after the warm-up is too short to be cut into {batches} batches")]
    TooShort {
        /// How many.
        batches: usize,
    },
    /// The horizon can't be cut.
    #[error(transparent)]
    Horizon(#[from] HorizonError),
    /// The model can't be cut.
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// Into so many observations the time is cut: enough to tell where the warm-up ends, and so that
/// hardly anything is left over when they are put into batches.
const OBSERVATIONS: u64 = 3000;

/// No more cells of counts than this are kept, for the sake of memory; a cell is up to a kilobyte.
const MOST_CELLS: u64 = 300_000;

/// Never fewer observations than this.
const FEWEST_OBSERVATIONS: u64 = 600;

/// What is left out of the beginning is told in no more pieces.
const MOST_PIECES: usize = 6;

/// A guide that grows so surely, in standard deviations of a series without a trend, is said to grow.
/// Batches that are correlated grow by chance more often than others.
const SURE_GROWTH: f64 = 3.09;

impl SteadyState {
    /// Simulates replication 0 for the whole length of the model, cuts it into short observations,
    /// leaves the warm-up out and makes batches of the rest.
    ///
    /// The callers are those of replication 0 of any other experiment with the seed.
    ///
    /// # Errors
    ///
    /// [`NoSteadyState`].
    ///
    /// # Panics
    ///
    /// Unless the confidence lies between 0 and 1 and the guide is a column of the catalogue.
    ///
    /// # Example
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use callsim::experiment::{LongRun, SteadyState};
    /// use callsim::observe::Catalogue;
    ///
    /// let file = Path::new("scenarios/erlang-a.toml");
    /// let model = callsim::scenario::load(file, &[])?.model;
    /// let guide = Catalogue::new(&model).find("queue_mean")?;
    /// let long_run =
    ///     LongRun { seed: 1, confidence: 0.95, batches: 30, guide, warm_up: None };
    /// let found = SteadyState::simulate(&model, &long_run)?;
    /// let queue = found.measures[found.guide].value.unwrap();
    /// assert!(queue.estimate.half_width < 0.1 * queue.estimate.value);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn simulate(model: &Model, long_run: &LongRun) -> Result<Self, NoSteadyState> {
        check_stationary(model)?;
        let pools = Outlook::new(model).pools;
        let load_per_agent = pools.iter().filter_map(|pool| pool.occupancy).reduce(f64::max);
        let interval = observation(model);
        let model = cut(model, interval)?;
        let catalogue = Catalogue::new(&model);
        let columns = catalogue.columns_over_time();
        let place = columns.iter().position(|column| *column == long_run.guide);
        let guide = place.ok_or(NoSteadyState::Guide)?;
        let mut replicator = Replicator::new(&model, ByRules);
        let observations = replicator.replicate(long_run.seed, 0);
        let run = Run { catalogue: &catalogue, observations, whole: whole(&model, interval) };
        let (warm_up, warm_up_by) = match long_run.warm_up {
            Some(given) => (up_to(given, interval), WarmUpBy::Given),
            None => {
                let Truncation { leave_out, is_too_short } = mser_5(&run.series(long_run.guide));
                (leave_out, WarmUpBy::Mser5 { is_too_short })
            }
        };
        let batches = run.batches(warm_up, long_run.batches)?;
        let values: Vec<_> = batches.iter().map(|batch| run.values(batch, &columns)).collect();
        // Where even quarters of batches are independent, batches are: with four times as many of
        // them, the test sees what it would overlook in batches.
        let quarters = run.batches(warm_up, 4 * long_run.batches).unwrap_or_default();
        let quarters: Vec<_> =
            quarters.iter().map(|each| run.values(each, &[long_run.guide])).collect();
        let correlated_quarters = batch_means(&pairs(&quarters, 0), long_run.confidence)
            .ok()
            .and_then(|quarters| quarters.correlation)
            .filter(LagOne::is_significant);
        let measures = columns.iter().enumerate().map(|(place, &number)| LongRunMeasure {
            column: catalogue.columns()[number],
            number,
            value: batch_means(&pairs(&values, place), long_run.confidence).ok(),
        });
        Ok(SteadyState {
            interval,
            observations: run.whole,
            warm_up_by,
            left_out: times(interval, batches[0].start),
            used: times(interval, run.whole - batches[0].start),
            batches: batches.len(),
            measures: measures.collect(),
            guide,
            correlated_quarters,
            load_per_agent,
            course: run.course(&batches, (long_run.guide, interval)),
            growth: growth(&pairs(&values, guide)),
        })
    }
}

impl SteadyState {
    /// Whether the batches of the guide are too short for its interval to be trusted: they, or
    /// quarters of them, depend on each other more than by chance.
    pub fn is_correlated(&self) -> bool {
        self.correlated_quarters.is_some() || self.measures[self.guide].correlated().is_some()
    }
}

/// One replication, cut into observations.
struct Run<'a> {
    catalogue: &'a Catalogue<'a>,
    observations: &'a Observations,
    /// How many observations are as long as the others: all, perhaps but the last.
    whole: usize,
}

impl Run<'_> {
    /// A measure, observation by observation. Of an observation without a value, such as the mean wait
    /// of no calls, it is that of the one before.
    fn series(&self, column: usize) -> Vec<f64> {
        let mut last = 0.0;
        let value = |place: usize| {
            let value = self.values(&(place..place + 1), &[column])[0].value();
            last = value.unwrap_or(last);
            last
        };
        (0..self.whole).map(value).collect()
    }

    /// A measure from the beginning to the end: what comes before the batches in pieces, then they.
    fn course(
        &self,
        batches: &[Range<usize>],
        (column, interval): (usize, SimDuration),
    ) -> Vec<Stretch> {
        let first = batches.first().map_or(self.whole, |batch| batch.start);
        let size = first.div_ceil(MOST_PIECES).max(1);
        let pieces = (0..first).step_by(size).map(|from| from..(from + size).min(first));
        let stretch = |observations: Range<usize>| Stretch {
            from: times(interval, observations.start),
            to: times(interval, observations.end),
            is_left_out: observations.start < first,
            value: self.values(&observations, &[column])[0].value(),
        };
        pieces.chain(batches.iter().cloned()).map(stretch).collect()
    }

    fn values(&self, intervals: &Range<usize>, columns: &[usize]) -> Vec<Ratio> {
        self.catalogue.evaluate_over(self.observations, intervals.clone(), columns)
    }

    /// Batches of as many observations each, up to the end; what is left over is left out after the
    /// warm-up.
    fn batches(&self, warm_up: usize, batches: usize) -> Result<Vec<Range<usize>>, NoSteadyState> {
        let size = self.whole.saturating_sub(warm_up) / batches;
        if size == 0 {
            return Err(NoSteadyState::TooShort { batches });
        }
        let first = self.whole - size * batches;
        Ok((0..batches).map(|batch| first + size * batch..first + size * (batch + 1)).collect())
    }
}

/// How long an observation of a model is.
fn observation(model: &Model) -> SimDuration {
    let cells = model.call_types().len() + model.agent_groups().len() + model.trunk_groups().len();
    let observations = (MOST_CELLS / cells as u64).clamp(FEWEST_OBSERVATIONS, OBSERVATIONS);
    let length = length(model).as_micros() / observations;
    SimDuration::from_micros(length.max(1))
}

fn length(model: &Model) -> SimDuration {
    let end = model.horizon().counted_until().expect("a model with a plain length");
    end.since(SimTime::ZERO)
}

/// The same model, counted from its first moment on, interval by interval.
fn cut(model: &Model, interval: SimDuration) -> Result<Model, NoSteadyState> {
    let horizon = Horizon::length(length(model), SimDuration::ZERO, Some(interval))?;
    let mut parts = model.parts();
    parts.horizon = horizon;
    Ok(Model::from_parts(parts)?)
}

/// How many intervals fit into the whole length.
fn whole(model: &Model, interval: SimDuration) -> usize {
    (length(model).as_micros() / interval.as_micros()) as usize
}

/// How many intervals cover a length.
fn up_to(length: SimDuration, interval: SimDuration) -> usize {
    length.as_micros().div_ceil(interval.as_micros()) as usize
}

fn times(interval: SimDuration, count: usize) -> SimDuration {
    SimDuration::from_micros(interval.as_micros() * count as u64)
}

/// The sums of a measure in each batch.
fn pairs(batches: &[Vec<Ratio>], place: usize) -> Vec<(f64, f64)> {
    batches.iter().map(|values| values[place].parts()).collect()
}

/// The means of the first and the second half, if batches surely grow.
fn growth(pairs: &[(f64, f64)]) -> Option<[f64; 2]> {
    let value = |pairs: &[(f64, f64)]| {
        let sum = pairs.iter().fold((0.0, 0.0), |sum, each| (sum.0 + each.0, sum.1 + each.1));
        (sum.1 != 0.0).then(|| sum.0 / sum.1)
    };
    let values: Vec<f64> = pairs.iter().filter_map(|pair| value(&[*pair])).collect();
    let (first, second) = pairs.split_at(pairs.len() / 2);
    let halves = value(first).zip(value(second))?;
    (mann_kendall(&values) > SURE_GROWTH).then_some([halves.0, halves.1])
}

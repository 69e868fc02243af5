//! The best of several models: as sure as wanted, or as sure as a budget allows.
//!
//! Replication k has the same callers in every model, so models are compared under common random
//! numbers as far as each has come. What a model has simulated beyond what is compared changes
//! nothing.

use std::sync::atomic::AtomicBool;

use super::batch::{Progress, Watch};
use super::results::Bounded;
use super::run::RunError;
use super::sample::Sample;
use crate::observe::Better;
use crate::stats::{self, KimNelson, Moments};

/// A model that may be the best.
pub struct Candidate<'m> {
    /// Its replications; those it has already count.
    pub sample: Sample<'m>,
    /// The measure that decides, by its number among the catalogue's columns.
    pub column: usize,
}

/// Until one is surely the best, or no worse than the best by the indifference.
#[derive(Clone, Debug, PartialEq)]
pub struct ByIndifference {
    /// Which of two values is the better one.
    pub better: Better,
    /// How likely the selection is to be right.
    pub probability: f64,
    /// A smaller difference is of no interest, in the unit of the measure.
    pub indifference: f64,
    /// The replications of each model before any is left out.
    pub first_stage: u64,
    /// The most replications of one model.
    pub at_most: u64,
}

/// So many replications of all models together.
#[derive(Clone, Debug, PartialEq)]
pub struct ByBudget {
    /// Which of two values is the better one.
    pub better: Better,
    /// The coverage of intervals.
    pub confidence: f64,
    /// The replications of each model before the rest is distributed.
    pub first_stage: u64,
    /// All replications of all models.
    pub budget: u64,
}

/// Which model is the best, and how that was found out.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// The number of the model that was selected.
    pub best: usize,
    /// How likely this is right: as guaranteed, or as it seems; none if the guarantee was given up.
    pub probability: Option<f64>,
    /// Each model, in the given order.
    pub ranked: Vec<Ranked>,
}

/// What a selection tells of one model.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// How many of its replications were looked at.
    pub replications: u64,
    /// The mean of their values.
    pub mean: Bounded,
    /// Their standard deviation.
    pub std_dev: f64,
    /// By how much it is worse than the best in the replications that both have; none of the best.
    pub behind: Option<Bounded>,
    /// What became of it.
    pub fate: Fate,
}

/// What a selection does with a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is the best.
    Best,
    /// It was left out because another was clearly better.
    Dropped {
        /// The number of that other.
        by: usize,
    },
    /// It was there to the end.
    NotBest,
}

/// Why nothing was selected.
#[derive(Debug, thiserror::Error)]
pub enum SelectionError {
    /// A replication has no value of the measure.
    #[error("replication {replication} has no value")]
    NoValue {
        /// The number of the model.
        candidate: usize,
        /// The number of the replication.
        replication: u64,
    },
    /// The replications could not be run.
    #[error(transparent)]
    Run(#[from] RunError),
}

/// What makes a model grow: somebody who watches, and somebody who may interrupt.
type Watched<'a> = (&'a dyn Progress, &'a AtomicBool);

/// The replications that are simulated before they are looked at one by one: some, so that all threads
/// are at work, and a share of those there are.
fn ahead(stage: u64) -> u64 {
    stage + (stage / 4).max(64)
}

/// Selects by the procedure of Kim and Nelson, [`KimNelson`]: after each replication of all models that
/// are still in, those are left out that cannot be the best any more.
///
/// None if somebody interrupts. Whenever more replications are to be run, `heard` is told how many of
/// all models there will be, and how many models are left.
///
/// # Errors
///
/// [`SelectionError`].
///
/// # Panics
///
/// As [`KimNelson::new`].
pub fn select_by_indifference(
    candidates: &mut [Candidate],
    by: &ByIndifference,
    watched: Watched,
    heard: &mut dyn FnMut(u64, usize),
) -> Result<Option<Selection>, SelectionError> {
    let all: Vec<_> = (0..candidates.len()).collect();
    let mut values = vec![Vec::new(); candidates.len()];
    if !extend(candidates, &mut values, (&all, by.first_stage), by.better, watched)? {
        return Ok(None);
    }
    let first: Vec<Vec<f64>> =
        values.iter().map(|values| values[..by.first_stage as usize].to_vec()).collect();
    let kn = KimNelson::new(&first, by.probability, by.indifference);
    // Values that are there are finite, and there are as many as were asked for.
    let mut kn = kn.expect("finite values of a first stage");
    let mut there = by.first_stage;
    while !kn.is_decided() && kn.stage() < by.at_most {
        if kn.stage() == there {
            there = ahead(there).min(by.at_most);
            heard(to_be_run(&values, kn.survivors(), there), kn.survivors().len());
            if !extend(candidates, &mut values, (kn.survivors(), there), by.better, watched)? {
                return Ok(None);
            }
        }
        let next = kn.stage() as usize;
        kn.observe(|candidate| values[candidate][next]);
    }
    Ok(Some(selected(&kn, &values, by)))
}

/// How many replications of all models there are when the survivors have so many.
fn to_be_run(values: &[Vec<f64>], survivors: &[usize], size: u64) -> u64 {
    let dropped = values.iter().enumerate().filter(|(number, _)| !survivors.contains(number));
    let dropped: u64 = dropped.map(|(_, values)| values.len() as u64).sum();
    dropped + size * survivors.len() as u64
}

/// What the procedure has found out.
fn selected(kn: &KimNelson, values: &[Vec<f64>], by: &ByIndifference) -> Selection {
    let (best, all) = (kn.best(), values);
    let ranked = values.iter().enumerate().map(|(candidate, values)| {
        let dropped = kn.dropped().iter().find(|dropped| dropped.system == candidate);
        let (count, fate) = match dropped {
            Some(dropped) => (dropped.after, Fate::Dropped { by: dropped.by }),
            None if candidate == best => (kn.stage(), Fate::Best),
            None => (kn.stage(), Fate::NotBest),
        };
        let of_best = (candidate != best).then_some(&all[best][..]);
        ranked((&values[..count as usize], of_best), (by.better, by.probability), fate)
    });
    let probability = kn.is_decided().then_some(by.probability);
    Selection { best, probability, ranked: ranked.collect() }
}

/// Distributes a budget by [`stats::ocba`], in some twenty rounds, and selects the best.
///
/// As the callers are the same, each model is held against the best so far in the replications that
/// both have: what counts as its mean and standard deviation are those of the paired differences. The
/// best has as many replications as the model that has most.
///
/// None if somebody interrupts.
///
/// # Errors
///
/// [`SelectionError`].
///
/// # Panics
///
/// Unless the budget is enough for a first stage of two replications of each of two models.
pub fn select_by_budget(
    candidates: &mut [Candidate],
    by: &ByBudget,
    watched: Watched,
) -> Result<Option<Selection>, SelectionError> {
    let count = candidates.len() as u64;
    assert!(count >= 2 && by.first_stage >= 2, "two replications of two models");
    assert!(count.saturating_mul(by.first_stage) <= by.budget, "a budget for a first stage");
    let mut values = vec![Vec::new(); candidates.len()];
    let mut sizes = vec![by.first_stage; candidates.len()];
    let round = (by.budget / ROUNDS).max(count);
    let mut best = None;
    loop {
        for (candidate, &size) in sizes.iter().enumerate() {
            if !extend(candidates, &mut values, (&[candidate], size), by.better, watched)? {
                return Ok(None);
            }
        }
        let spent: u64 = sizes.iter().sum();
        let now = best_so_far(&values, best);
        if spent == by.budget {
            return Ok(Some(likely(&values, now, by)));
        }
        distribute(round.min(by.budget - spent), now, &values, &mut sizes);
        best = Some(now);
    }
}

/// In how many rounds a budget is spent.
const ROUNDS: u64 = 20;

/// The candidate that is behind no other in the replications that both have; first of all that with
/// the best mean.
fn best_so_far(values: &[Vec<f64>], before: Option<usize>) -> usize {
    let by_mean = || {
        let moments = values.iter().map(|values| stats::moments(values).expect("finite values"));
        stats::largest(&moments.collect::<Vec<_>>())
    };
    let mut best = before.unwrap_or_else(by_mean);
    for _ in values {
        let against = against(best, values);
        let other = stats::largest(&against);
        if against[other].mean <= 0.0 {
            break;
        }
        best = other;
    }
    best
}

/// By how much each candidate is better than the best, in the replications that both have.
fn against(best: usize, values: &[Vec<f64>]) -> Vec<Moments> {
    let paired = values.iter().map(|values_of_one| {
        let pairs = values_of_one.iter().zip(&values[best]);
        let differences: Vec<_> = pairs.map(|(one, best)| one - best).collect();
        stats::moments(&differences).expect("finite values")
    });
    paired.collect()
}

/// Adds so many replications to the sizes: to the others where they tell most, and to the best what it
/// takes for pairs.
fn distribute(more: u64, best: usize, values: &[Vec<f64>], sizes: &mut [u64]) {
    let against = against(best, values);
    let grown = |others: u64| -> Vec<u64> {
        let more = stats::ocba(&against, others);
        let mut grown: Vec<_> = sizes.iter().zip(more).map(|(size, more)| size + more).collect();
        grown[best] = grown.iter().copied().max().unwrap_or(0);
        grown
    };
    let have: u64 = sizes.iter().sum();
    let fits = |grown: &[u64]| grown.iter().sum::<u64>() <= have + more;
    let (mut enough, mut too_many) = (0, more + 1);
    while too_many - enough > 1 {
        let middle = enough + (too_many - enough) / 2;
        if fits(&grown(middle)) { enough = middle } else { too_many = middle }
    }
    let grown = Some(grown(enough)).filter(|grown| fits(grown));
    if let Some(grown) = grown {
        sizes.copy_from_slice(&grown);
    }
    // What is left over is too little for a pair, or for what the best lacks.
    sizes[best] += have + more - sizes.iter().sum::<u64>();
}

/// What a budget has shown.
fn likely(values: &[Vec<f64>], best: usize, by: &ByBudget) -> Selection {
    let probability = Some(stats::probably_correct(&against(best, values)));
    let ranked = values.iter().enumerate().map(|(candidate, values_of_one)| {
        let is_best = candidate == best;
        let of_best = (!is_best).then_some(&values[best][..]);
        let fate = if is_best { Fate::Best } else { Fate::NotBest };
        ranked((values_of_one, of_best), (by.better, by.confidence), fate)
    });
    Selection { best, probability, ranked: ranked.collect() }
}

/// Runs replications of some candidates up to a number; `values` holds them, the larger the better.
/// False if somebody interrupts.
fn extend(
    candidates: &mut [Candidate],
    values: &mut [Vec<f64>],
    (which, size): (&[usize], u64),
    better: Better,
    (progress, interrupted): Watched,
) -> Result<bool, SelectionError> {
    for &number in which {
        if values[number].len() as u64 >= size {
            continue;
        }
        let Candidate { sample, column } = &mut candidates[number];
        let watch: Watch = (progress, interrupted, &mut ());
        if !sample.reach(size, watch)? {
            return Ok(false);
        }
        let known = values[number].len();
        for (replication, ratio) in (0..size).zip(sample.values(*column)?).skip(known) {
            let value = ratio.value().filter(|value| value.is_finite());
            let no_value = SelectionError::NoValue { candidate: number, replication };
            values[number].push(directed(value.ok_or(no_value)?, better));
        }
    }
    Ok(true)
}

/// A value as larger is better, and back.
fn directed(value: f64, better: Better) -> f64 {
    match better {
        Better::Higher => value,
        Better::Lower => -value,
    }
}

/// What is said of a candidate, beside the best.
fn ranked(
    (values, of_best): (&[f64], Option<&[f64]>),
    (better, confidence): (Better, f64),
    fate: Fate,
) -> Ranked {
    let behind = of_best.map(|of_best| {
        let differences: Vec<_> =
            of_best.iter().zip(values).map(|(best, value)| best - value).collect();
        stats::mean_interval(&differences, confidence).expect("two finite values").into()
    });
    let estimate = stats::mean_interval(values, confidence).expect("two finite values");
    let moments = stats::moments(values).expect("finite values");
    let value = directed(estimate.value, better);
    let (low, high) = (value - estimate.half_width, value + estimate.half_width);
    Ranked {
        replications: values.len() as u64,
        mean: Bounded { value, low: Some(low), high: Some(high) },
        std_dev: moments.std_dev.expect("two values"),
        behind,
        fate,
    }
}

impl Selection {
    /// The replications that were looked at, of all models.
    pub fn replications(&self) -> u64 {
        self.ranked.iter().map(|ranked| ranked.replications).sum()
    }

    /// The replications of all models if each had run as long as the longest.
    pub fn replications_without_dropping(&self) -> u64 {
        let longest = self.ranked.iter().map(|ranked| ranked.replications).max();
        longest.unwrap_or(0) * self.ranked.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Settings, Threads};
    use crate::model::Model;
    use crate::model::sample::help_desk;

    fn candidates(models: &[Model], threads: usize) -> Vec<Candidate<'_>> {
        let spool_folder = std::env::temp_dir();
        let settings =
            Settings { replications: 0..0, seed: 3, confidence: 0.95, threads, spool_folder };
        let threads = Threads::new(threads).unwrap();
        let candidate = |model| {
            let sample = Sample::new(model, &settings, &threads).unwrap();
            let column = sample.catalogue().find("offered").unwrap();
            Candidate { sample, column }
        };
        models.iter().map(candidate).collect()
    }

    /// Desks of one, two and three days, which differ in their calls.
    fn models() -> Vec<Model> {
        (1..4).map(|days| help_desk(days, &[0.8])).collect()
    }

    #[test]
    fn a_selection_does_not_depend_on_how_many_threads_run_ahead() {
        let (models, never) = (models(), AtomicBool::new(false));
        for better in [Better::Higher, Better::Lower] {
            let by = ByIndifference {
                better,
                probability: 0.95,
                indifference: 0.1,
                first_stage: 20,
                at_most: 500,
            };
            let select = |threads| {
                let mut candidates = candidates(&models, threads);
                select_by_indifference(&mut candidates, &by, (&(), &never), &mut |_, _| ())
                    .unwrap()
                    .unwrap()
            };
            let one = select(1);
            assert_eq!(one, select(3));
            assert_eq!(one.best, if better == Better::Higher { 2 } else { 0 });
            assert!(one.replications() <= one.replications_without_dropping());
        }
    }

    #[test]
    fn a_budget_is_spent_to_the_last_replication() {
        let (models, never) = (models(), AtomicBool::new(false));
        let by =
            ByBudget { better: Better::Higher, confidence: 0.95, first_stage: 20, budget: 199 };
        let selection = select_by_budget(&mut candidates(&models, 2), &by, (&(), &never));
        let selection = selection.unwrap().unwrap();
        assert_eq!((selection.best, selection.replications()), (2, 199));
        assert!(selection.probability.unwrap() > 0.99);
    }

    #[test]
    fn whoever_interrupts_gets_no_selection() {
        let (models, now) = (models(), AtomicBool::new(true));
        let by =
            ByBudget { better: Better::Higher, confidence: 0.95, first_stage: 20, budget: 199 };
        let selection = select_by_budget(&mut candidates(&models, 2), &by, (&(), &now));
        assert!(selection.unwrap().is_none());
    }
}

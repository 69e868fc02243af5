//! One replication written down.

use super::batch::{Settings, Watch};
use super::journal::Journal;
use super::run::RunError;
use super::sample::{Sample, Threads};
use crate::engine::Engine;
use crate::model::Model;
use crate::observe::trace::{Log, Tracer, With};
use crate::observe::{Better, Catalogue, Observations, Ratio, Recorder};

/// A replication with its log.
#[derive(Clone, Debug)]
pub struct Traced<'m> {
    /// What happened.
    pub log: Log<'m>,
    /// What was counted of it.
    pub observations: Observations,
    /// The value of every measure, in the order of the catalogue.
    pub values: Vec<Ratio>,
}

/// Simulates one replication, counts and writes down what happens.
///
/// It is the one of the same number in every experiment with this seed, unless the experiment
/// reduces variance: counting and writing watch the same simulation.
pub fn trace<'m>(model: &'m Model, seed: u64, replication: u64) -> Traced<'m> {
    let (mut recorder, mut tracer) = (Recorder::new(model), Tracer::new(model));
    Engine::new(model).run(seed, replication, &mut With(&mut recorder, &mut tracer));
    let observations = recorder.observations().clone();
    let mut values = Vec::new();
    Catalogue::new(model).evaluate(&observations, &mut values);
    Traced { log: tracer.finish(), observations, values }
}

/// Which end of the values of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extremity {
    /// The one that nobody wants.
    Worst,
    /// The one that everybody wants.
    Best,
}

/// The replication with the worst or best value of a measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extreme {
    /// Its number.
    pub replication: u64,
    /// The value.
    pub value: f64,
    /// Of how many replications.
    pub of: u64,
}

/// Simulates replications and finds the one with the worst or best value of a measure; of several
/// the first. None if no replication has a value, or somebody has interrupted before one was
/// complete.
///
/// # Errors
///
/// [`RunError`].
pub fn most_extreme(
    model: &Model,
    settings: &Settings,
    (column, better, extremity): (usize, Better, Extremity),
    watch: Watch,
) -> Result<Option<Extreme>, RunError> {
    let journal = Journal::temporary(&settings.spool_folder, model, settings.replications.start)?;
    let threads = Threads::new(settings.threads)?;
    let mut sample = Sample::continuing(model, settings, journal, &threads);
    sample.grow_to(settings.count(), watch)?;
    let highest = (better == Better::Higher) == (extremity == Extremity::Best);
    let values = sample.values(column)?;
    let of = values.len() as u64;
    let known = (settings.replications.start..).zip(&values);
    let known = known.filter_map(|(replication, value)| Some((replication, value.value()?)));
    let is_further = |one: f64, other: f64| if highest { one > other } else { one < other };
    let found = known.reduce(|best, each| if is_further(each.1, best.1) { each } else { best });
    Ok(found.map(|(replication, value)| Extreme { replication, value, of }))
}

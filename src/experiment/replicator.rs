//! One replication after the other, in the same memory.

use crate::engine::{Engine, Grouping, Policy};
use crate::model::Model;
use crate::observe::{Observations, Recorder};

/// Who decides in a replication.
pub(super) trait Decider: Clone + Send {
    /// Simulates one replication.
    fn replicate(
        &mut self,
        engine: &mut Engine<'_>,
        address: (u64, u64),
        recorder: &mut Recorder<'_>,
    );
}

/// The rules of the model.
#[derive(Clone, Copy, Debug)]
pub(super) struct ByRules;

/// A policy in place of the rules.
#[derive(Clone, Copy, Debug)]
pub(super) struct ByPolicy<P>(pub(super) P);

impl Decider for ByRules {
    fn replicate(
        &mut self,
        engine: &mut Engine<'_>,
        (seed, replication): (u64, u64),
        recorder: &mut Recorder<'_>,
    ) {
        engine.run(seed, replication, recorder);
    }
}

impl<P: Policy + Clone + Send> Decider for ByPolicy<P> {
    fn replicate(
        &mut self,
        engine: &mut Engine<'_>,
        (seed, replication): (u64, u64),
        recorder: &mut Recorder<'_>,
    ) {
        engine.run_with_policy(seed, replication, &mut self.0, recorder);
    }
}

/// Simulates replications of a model and counts what happens in each.
#[derive(Clone)]
pub(super) struct Replicator<'m, D> {
    engine: Engine<'m>,
    recorder: Recorder<'m>,
    decider: D,
}

impl<'m, D: Decider> Replicator<'m, D> {
    /// The memory for replications of `model`.
    pub(super) fn new(model: &'m Model, decider: D) -> Self {
        Replicator { engine: Engine::new(model), recorder: Recorder::new(model), decider }
    }

    /// From now on replications hang together in groups.
    pub(super) fn group(&mut self, grouping: Grouping) {
        self.engine.group(grouping);
    }

    /// Simulates one replication.
    pub(super) fn replicate(&mut self, seed: u64, replication: u64) -> &Observations {
        self.recorder.restart();
        self.decider.replicate(&mut self.engine, (seed, replication), &mut self.recorder);
        let observations = self.recorder.observations();
        debug_assert!(observations.are_conserved(), "every call has one outcome");
        observations
    }
}

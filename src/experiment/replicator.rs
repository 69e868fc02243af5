//! One replication after the other, in the same memory.

use crate::engine::Engine;
use crate::model::Model;
use crate::observe::{Observations, Recorder};

/// Simulates replications of a model and counts what happens in each.
#[derive(Clone)]
pub(super) struct Replicator<'m> {
    engine: Engine<'m>,
    recorder: Recorder<'m>,
}

impl<'m> Replicator<'m> {
    /// The memory for replications of `model`.
    pub(super) fn new(model: &'m Model) -> Self {
        Replicator { engine: Engine::new(model), recorder: Recorder::new(model) }
    }

    /// Simulates one replication.
    pub(super) fn replicate(&mut self, seed: u64, replication: u64) -> &Observations {
        self.recorder.restart();
        self.engine.run(seed, replication, &mut self.recorder);
        let observations = self.recorder.observations();
        debug_assert!(observations.are_conserved(), "every call has one outcome");
        observations
    }
}

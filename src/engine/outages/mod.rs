//! What breaks: when, whom it hits, and what becomes of calls and agents.
//!
//! Only the whole loop comes here; see `watch.rs`.

use super::replication::Engine;
use super::watch::Watch;
use crate::time::SimTime;

/// Something about an outage that is going to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum OutageEvent {}

impl Engine<'_> {
    /// Forgets what has broken, and schedules the first failures of a replication.
    pub(super) fn restart_outages(&mut self, _seed: u64, _replication: u64) {}

    /// Something about an outage is due. Returns whether it has changed anything.
    pub(super) fn change_of_outage<W: Watch>(
        &mut self,
        _now: SimTime,
        event: OutageEvent,
        _observer: &mut W,
    ) -> bool {
        match event {}
    }
}

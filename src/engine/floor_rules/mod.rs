//! What the floor manager does: conditions that are looked at, and actions while they hold.
//!
//! Only the whole loop comes here; see `watch.rs`.

use super::replication::Engine;
use super::watch::Watch;
use crate::time::SimTime;

/// Something about a floor rule that is going to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FloorRuleEvent {}

impl Engine<'_> {
    /// Forgets which rules were in force, and schedules the first checks of a replication.
    pub(super) fn restart_floor_rules(&mut self, _seed: u64, _replication: u64) {}

    /// Something about a floor rule is due. Returns whether it has changed anything.
    pub(super) fn change_of_floor_rule<W: Watch>(
        &mut self,
        _now: SimTime,
        event: FloorRuleEvent,
        _observer: &mut W,
    ) -> bool {
        match event {}
    }

    /// Something has happened: the rules are looked at that are to be whenever anything does.
    #[inline]
    pub(super) fn look_at_floor_rules<W: Watch>(&mut self, _now: SimTime, _observer: &mut W) {}
}

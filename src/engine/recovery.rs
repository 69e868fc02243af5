//! When service is normal again after an outage: the queue no longer than before it, the service
//! level of the last minutes back at its target.
//!
//! Only the whole loop comes here; see `watch.rs`.

use super::observer::Observer;
use super::replication::Engine;
use super::watch::Watch;
use crate::model::OutageId;
use crate::time::SimTime;

impl Engine<'_> {
    /// An outage begins: told before anything that it does.
    pub(super) fn outage_begins<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        observer: &mut W,
    ) {
        observer.outage_began(now, outage);
    }

    /// An outage is over: told before whatever it has stopped goes on.
    pub(super) fn outage_ends<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        observer: &mut W,
    ) {
        observer.outage_ended(now, outage);
    }
}

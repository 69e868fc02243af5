//! The lines into the call centre.

use super::observer::Observer;
use super::watch::Watch;
use crate::model::{Model, TrunkGroupId};
use crate::time::SimTime;

/// How many lines of each trunk group are busy.
#[derive(Clone, Debug)]
pub(super) struct Trunks {
    busy: Vec<u32>,
}

impl Trunks {
    pub(super) fn new(model: &Model) -> Self {
        Trunks { busy: vec![0; model.trunk_groups().len()] }
    }

    pub(super) fn clear(&mut self) {
        self.busy.fill(0);
    }

    /// Takes a line of a group, unless all are busy.
    pub(super) fn seize<W: Watch>(
        &mut self,
        now: SimTime,
        group: TrunkGroupId,
        lines: u32,
        observer: &mut W,
    ) -> bool {
        let busy = &mut self.busy[group.index()];
        if *busy >= lines {
            return false;
        }
        *busy += 1;
        observer.trunks_changed(now, group, *busy);
        true
    }

    /// Gives a line back.
    pub(super) fn release<W: Watch>(
        &mut self,
        now: SimTime,
        group: TrunkGroupId,
        observer: &mut W,
    ) {
        let busy = &mut self.busy[group.index()];
        *busy -= 1;
        observer.trunks_changed(now, group, *busy);
    }

    /// How many lines of a group are busy.
    pub(super) fn busy(&self, group: TrunkGroupId) -> u32 {
        self.busy[group.index()]
    }

    /// Tells once more how many lines are busy, so that the time until now is known.
    pub(super) fn report<W: Watch>(&self, now: SimTime, observer: &mut W) {
        for (group, busy) in self.busy.iter().enumerate() {
            observer.trunks_changed(now, TrunkGroupId(group as u16), *busy);
        }
    }
}

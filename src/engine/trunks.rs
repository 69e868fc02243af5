//! The lines into the call centre.

use super::observer::Observer;
use super::watch::Watch;
use crate::model::{Model, TrunkGroupId};
use crate::time::SimTime;

/// How many lines of each trunk group are busy, and how many don't work.
#[derive(Clone, Debug)]
pub(super) struct Trunks {
    busy: Vec<u32>,
    failed: Vec<u32>,
}

impl Trunks {
    pub(super) fn new(model: &Model) -> Self {
        let groups = model.trunk_groups().len();
        Trunks { busy: vec![0; groups], failed: vec![0; groups] }
    }

    pub(super) fn clear(&mut self) {
        self.busy.fill(0);
        self.failed.fill(0);
    }

    /// How many lines of a group are busy: as long as calls on lines that fail go on, perhaps more
    /// than work.
    pub(super) fn busy(&self, group: TrunkGroupId) -> u32 {
        self.busy[group.index()]
    }

    /// How many of the lines of a group work.
    pub(super) fn working(&self, group: TrunkGroupId, lines: u32) -> u32 {
        lines - self.failed[group.index()]
    }

    /// So many lines of a group don't work from now on, at most all.
    pub(super) fn fail(&mut self, group: TrunkGroupId, lines: u32) {
        self.failed[group.index()] = lines;
    }

    /// Takes a line of a group, unless all that work are busy.
    pub(super) fn seize<W: Watch>(
        &mut self,
        now: SimTime,
        group: TrunkGroupId,
        lines: u32,
        observer: &mut W,
    ) -> bool {
        let working = self.working(group, lines);
        let busy = &mut self.busy[group.index()];
        if *busy >= working {
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

    /// Tells once more how many lines are busy, so that the time until now is known.
    pub(super) fn report<W: Watch>(&self, now: SimTime, observer: &mut W) {
        for (group, busy) in self.busy.iter().enumerate() {
            observer.trunks_changed(now, TrunkGroupId(group as u16), *busy);
        }
    }
}

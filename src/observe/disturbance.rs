//! What is counted of outages and floor rules, and of calls by whether there is an outage.

use super::CallCounts;
use super::counter::{Counter, counters};
use crate::engine::{HitEffect, Recovery};
use crate::model::{Model, Outage};

/// A part of the time, by what outages do to service as a whole.
///
/// Single workstations that fail now and then make no phases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// An outage is in force.
    During,
    /// None is, and service has not yet recovered from one, in some respect.
    After,
    /// Service is as if there were none.
    Outside,
}

counters! {
    /// What one outage did, and what came after it. Times are in microseconds.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct OutageCounts {
        /// How often it began.
        pub occurrences: sum u64,
        /// The time within the opening hours or the plain length that it was in force.
        pub in_force: sum u128,
        /// What it did to calls, by [`HitEffect::index`].
        pub hits: sum [u64; HitEffect::ALL.len()],
        /// In what respect service recovered from it, by [`Recovery::index`].
        pub recoveries: sum [RecoveryCounts; Recovery::ALL.len()],
    }
}

counters! {
    /// How service recovered from an outage in one respect. Times are in microseconds.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct RecoveryCounts {
        /// After how many occurrences it did.
        pub recovered: sum u64,
        /// The sum of the times from the end of the outage on.
        pub time: sum u128,
        /// The longest of them.
        pub longest: max u64,
    }
}

counters! {
    /// What one floor rule did. Times are in microseconds.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct RuleCounts {
        /// How often it was triggered.
        pub triggered: sum u64,
        /// How often it came into force.
        pub activations: sum u64,
        /// The time within the opening hours or the plain length that it was in force.
        pub in_force: sum u128,
        /// Calls of all types that were offered while it was.
        pub offered: sum u64,
    }
}

counters! {
    /// What happened in one phase.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct PhaseCounts {
        /// How long it lasted, in microseconds of the opening hours or the plain length.
        pub time: sum u128,
        /// The calls of all types that entered in it, counted with their outcome. Of them it is told
        /// how they ended, after which wait, and which were cut off: nothing else.
        pub calls: sum CallCounts,
    }
}

impl Phase {
    /// All of them.
    pub const ALL: [Phase; 3] = [Phase::During, Phase::After, Phase::Outside];

    /// Those of a model: all, or none where no outage makes phases.
    pub fn of_model(model: &Model) -> &'static [Phase] {
        match model.outages().iter().any(Outage::has_recovery) {
            true => &Phase::ALL,
            false => &[],
        }
    }

    /// Its place in [`ALL`](Self::ALL).
    #[inline]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Phase::During => "during outages",
            Phase::After => "after outages",
            Phase::Outside => "outside outages",
        }
    }
}

impl OutageCounts {
    /// How service recovered in one respect.
    pub fn recovery(&self, of: Recovery) -> &RecoveryCounts {
        &self.recoveries[of.index()]
    }

    /// After how many occurrences service did not recover in this respect before the outage came
    /// again or the replication ended.
    pub fn unrecovered(&self, of: Recovery) -> u64 {
        self.occurrences.saturating_sub(self.recovery(of).recovered)
    }

    /// What it did to calls, everything together: a call that is hit twice counts twice.
    pub fn all_hits(&self) -> u64 {
        self.hits.iter().sum()
    }
}

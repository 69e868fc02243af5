//! Who is best of those present, as time goes on: what a match is, and the tournament that knows.

mod lines;
mod shares;
#[cfg(test)]
mod tests;
mod tournament;

pub(super) use lines::{Line, compare_lines};
pub(super) use shares::{Share, compare_shares};
pub(super) use tournament::{Best, Tournament};

use crate::time::SimTime;
use std::cmp::Ordering;

/// An order of the slots.
///
/// At each moment it must be a total preorder of those present: transitive, and with ties that
/// are transitive too.
pub(crate) trait Contest {
    /// How `one` does against `other` at `now`; both are present.
    ///
    /// What they are compared by must not change while they are present, other than by the time
    /// that verdicts have foreseen.
    fn compare(&self, now: SimTime, one: u32, other: u32) -> Verdict;
}

/// The outcome of a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// `Less` if the first is better, `Equal` if they are tied.
    pub(crate) order: Ordering,
    /// The outcome is the same at each moment before this, as long as both are present. If this is
    /// not after the moment of the match, each query plays it anew.
    pub(crate) until: SimTime,
}

impl Verdict {
    /// An outcome that time does not change.
    pub(crate) fn lasting(order: Ordering) -> Self {
        Verdict { order, until: SimTime::NEVER }
    }

    /// This outcome, or if it is a tie, that of the `next` rule.
    pub(crate) fn then_with(self, next: impl FnOnce() -> Verdict) -> Self {
        if self.order.is_ne() {
            return self;
        }
        let next = next();
        Verdict { order: next.order, until: self.until.min(next.until) }
    }
}

//! Erlang A and nothing else, written by hand three times: what the engine is measured against.
//!
//! | loop | is written | counts |
//! |---|---|---|
//! | [`general`] | in an afternoon: one heap for all events | a handful of sums |
//! | [`specialised`] | by somebody who wants this model to be as fast as it can be | what the engine counts by default |
//! | [`recursion`] | without events: in order of arrival an agent's next free moment tells all | a handful of sums |
//!
//! Machines differ, and a busy one differs from minute to minute, but the ratio to a loop that is
//! run in turn with the engine stays.

mod buckets;
mod general;
mod random;
mod recursion;
mod specialised;
mod statistics;
mod tournament;

pub(crate) use general::general;
pub(crate) use recursion::recursion;
pub(crate) use specialised::specialised;

/// M/M/n+M in equilibrium.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ErlangA {
    pub(crate) agents: u32,
    pub(crate) calls_per_minute: f64,
    /// In minutes.
    pub(crate) mean_talk: f64,
    /// In minutes.
    pub(crate) mean_patience: f64,
}

/// What a loop has counted; returned so that no work can be left out. Times in microseconds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) offered: u64,
    pub(crate) answered_within: u64,
    pub(crate) abandoned: u64,
    pub(crate) wait_answered: u64,
    pub(crate) talk: u64,
}

const MINUTE: f64 = 60e6;

/// The acceptable wait.
const WITHIN: u64 = 20_000_000;

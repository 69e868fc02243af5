//! Calls as they once came.

use crate::time::{SimDuration, SimTime};

/// A call of a trace.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TraceCall {
    /// When it enters.
    pub at: SimTime,
    /// Its talk time in seconds; none if it is drawn.
    pub talk: Option<f64>,
    /// Its after-call work in seconds; none if it is drawn.
    pub wrap_up: Option<f64>,
    /// The patience of its first attempt; none if it is drawn.
    pub patience: Option<SimDuration>,
}

impl TraceCall {
    /// A call of which only the moment is known.
    pub fn new(at: SimTime) -> Self {
        TraceCall { at, talk: None, wrap_up: None, patience: None }
    }

    pub(super) fn brings_any(&self) -> bool {
        self.talk.is_some() || self.wrap_up.is_some() || self.patience.is_some()
    }
}

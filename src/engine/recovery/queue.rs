//! How many calls have waited on average over the last minutes.

use std::collections::VecDeque;

use crate::time::{SimDuration, SimTime};

/// The length of the queue over the last so many minutes.
///
/// What is too long ago is forgotten as time goes on, so a look costs what has changed since the last
/// one.
#[derive(Clone, Debug)]
pub(super) struct QueueHistory {
    window: SimDuration,
    /// The changes of the last minutes, and the last one before them.
    changes: VecDeque<Change>,
}

/// So many calls wait from a moment on.
#[derive(Clone, Copy, Debug)]
struct Change {
    at: SimTime,
    calls: u32,
    /// The time that all calls together have waited until then.
    waited: u128,
}

/// The time that all calls together have waited in a stretch of time, in microseconds, and its length.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Waited {
    time: u128,
    stretch: u128,
}

impl QueueHistory {
    pub(super) fn new(window: SimDuration) -> Self {
        QueueHistory { window, changes: VecDeque::new() }
    }

    pub(super) fn window(&self) -> SimDuration {
        self.window
    }

    pub(super) fn clear(&mut self) {
        self.changes.clear();
    }

    /// So many calls wait from now on.
    pub(super) fn note(&mut self, now: SimTime, calls: u32) {
        if self.changes.back().map_or(0, |last| last.calls) == calls {
            return;
        }
        let waited = self.waited_until(now);
        self.changes.push_back(Change { at: now, calls, waited });
        self.forget(now);
    }

    /// How long calls have waited within the window that ends now; it begins with the horizon if that
    /// is later.
    pub(super) fn recent(&mut self, now: SimTime) -> Waited {
        self.forget(now);
        let stretch = self.window.min(now.since(SimTime::ZERO));
        let start = SimTime::from_micros(now.as_micros() - stretch.as_micros());
        let before = self.changes.front().map_or(0, |first| first.waited_by(start));
        Waited { time: self.waited_until(now) - before, stretch: u128::from(stretch.as_micros()) }
    }

    fn waited_until(&self, now: SimTime) -> u128 {
        self.changes.back().map_or(0, |last| last.waited_by(now))
    }

    /// Keeps one change from before the window: it says how many waited when it began.
    fn forget(&mut self, now: SimTime) {
        while self.changes.get(1).is_some_and(|next| next.at + self.window <= now) {
            self.changes.pop_front();
        }
    }
}

impl Change {
    /// The time that all calls together have waited until a moment before the next change.
    fn waited_by(&self, moment: SimTime) -> u128 {
        self.waited + u128::from(self.calls) * u128::from(moment.since(self.at).as_micros())
    }
}

impl Waited {
    /// Whether the queue was no longer on average than in another stretch, or shorter than half a
    /// call.
    pub(super) fn is_no_longer_than(&self, other: &Waited) -> bool {
        2 * self.time <= self.stretch || self.time * other.stretch <= other.time * self.stretch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SimTime {
        SimTime::ZERO + SimDuration::from_secs(seconds)
    }

    #[test]
    fn what_was_before_the_window_is_forgotten_but_for_the_length_at_its_start() {
        let mut history = QueueHistory::new(SimDuration::from_secs(100));
        let mut call_seconds = |moment| {
            for (time, calls) in [(20, 3), (50, 3), (60, 1), (130, 0), (150, 2)] {
                if time <= moment {
                    history.note(at(time), calls);
                }
            }
            let waited = history.recent(at(moment));
            history.clear();
            (waited.time / 1_000_000, waited.stretch / 1_000_000)
        };
        assert_eq!(call_seconds(10), (0, 10));
        // 40 seconds of three calls, then one.
        assert_eq!(call_seconds(100), (120 + 40, 100));
        assert_eq!(call_seconds(140), (20 * 3 + 70, 100));
        assert_eq!(call_seconds(240), (90 * 2, 100));
        assert_eq!(call_seconds(300), (200, 100));
    }

    #[test]
    fn queues_are_compared_by_their_means_and_half_a_call_is_none() {
        let waited = |time, stretch| Waited { time, stretch };
        assert!(waited(30, 10).is_no_longer_than(&waited(6, 2)));
        assert!(!waited(31, 10).is_no_longer_than(&waited(6, 2)));
        assert!(waited(5, 10).is_no_longer_than(&waited(0, 10)));
        assert!(!waited(6, 10).is_no_longer_than(&waited(0, 10)));
    }
}

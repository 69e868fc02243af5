//! How long calls of some types waited, all replications together.

use std::collections::BTreeMap;

use super::results::{Results, WaitRow};
use crate::model::CallTypeId;

/// The waits of some call types together.
///
/// They come from a histogram. Inside one of its ranges, which are at most 3 % wide, waits are
/// taken to be spread evenly.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// In rising order; the first one is of those that did not wait.
    ranges: Vec<WaitRange>,
    calls: u64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct WaitRange {
    from: f64,
    to: f64,
    answered: u64,
    abandoned: u64,
}

/// Of all answered and abandoned calls, the shares that ended in one way and in the other.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct WaitShares {
    /// Those that an agent took.
    pub answered: f64,
    /// Those whose caller hung up.
    pub abandoned: f64,
}

impl Results {
    /// How long the answered and abandoned calls of some types waited, all together.
    pub fn waiting(&self, types: &[CallTypeId]) -> Waiting {
        // Times of one sign are ordered as their bits are.
        let mut ranges: BTreeMap<[u64; 2], WaitRange> = BTreeMap::new();
        for row in self.waits.iter().filter(|row| types.contains(&row.call_type)) {
            let WaitRow { from, to, answered, abandoned, .. } = *row;
            let to = to.unwrap_or(from);
            let empty = WaitRange { from, to, answered: 0, abandoned: 0 };
            let range = ranges.entry([from.to_bits(), to.to_bits()]).or_insert(empty);
            range.answered += answered;
            range.abandoned += abandoned;
        }
        let ranges: Vec<_> = ranges.into_values().collect();
        let calls = ranges.iter().map(WaitRange::calls).sum();
        Waiting { ranges, calls }
    }
}

impl Waiting {
    /// How many calls these are.
    pub fn calls(&self) -> u64 {
        self.calls
    }

    /// The share that did not wait at all; none without calls.
    pub fn at_once(&self) -> Option<f64> {
        let at_once = self.ranges.iter().filter(|range| range.to == 0.0).map(WaitRange::calls);
        (self.calls > 0).then(|| at_once.sum::<u64>() as f64 / self.calls as f64)
    }

    /// The wait, in seconds, that a share of the calls does not exceed; none without calls.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let mut wanted = share * self.calls as f64;
        for range in self.ranges.iter().filter(|range| range.calls() > 0) {
            let calls = range.calls() as f64;
            if wanted <= calls {
                return Some(range.from + (range.to - range.from) * (wanted / calls).max(0.0));
            }
            wanted -= calls;
        }
        self.ranges.iter().rfind(|range| range.calls() > 0).map(|range| range.to)
    }

    /// The shares of those that waited, and longer than `from` and no longer than `to` seconds.
    pub fn between(&self, from: f64, to: f64) -> WaitShares {
        let mut shares = WaitShares::default();
        for range in self.ranges.iter().filter(|range| range.to > 0.0) {
            let part = range.part(from, to) / self.calls.max(1) as f64;
            shares.answered += part * range.answered as f64;
            shares.abandoned += part * range.abandoned as f64;
        }
        shares
    }
}

impl WaitRange {
    fn calls(&self) -> u64 {
        self.answered + self.abandoned
    }

    /// How much of it lies between two waits.
    fn part(&self, from: f64, to: f64) -> f64 {
        if self.to > self.from {
            let inside = self.to.min(to) - self.from.max(from);
            return (inside / (self.to - self.from)).clamp(0.0, 1.0);
        }
        if from < self.from && self.from <= to { 1.0 } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(call_type: u32, from: f64, to: f64, answered: u64, abandoned: u64) -> WaitRow {
        let call_type = CallTypeId(call_type);
        WaitRow { call_type, from, to: Some(to), answered, abandoned }
    }

    fn waiting(types: &[u32]) -> Waiting {
        let mut results = crate::experiment::results::nothing();
        results.waits = vec![
            row(0, 0.0, 0.0, 50, 0),
            row(0, 10.0, 20.0, 30, 10),
            row(1, 0.0, 0.0, 0, 0),
            row(1, 10.0, 20.0, 0, 10),
        ];
        results.waiting(&types.iter().copied().map(CallTypeId).collect::<Vec<_>>())
    }

    #[test]
    fn waits_of_types_are_counted_together() {
        let waiting = waiting(&[0, 1]);
        assert_eq!(waiting.calls(), 100);
        assert_eq!(waiting.at_once(), Some(0.5));
        assert_eq!(waiting.quantile(0.4), Some(0.0));
        assert_eq!(waiting.quantile(0.75), Some(15.0));
        assert_eq!(waiting.quantile(1.0), Some(20.0));
        let half = waiting.between(15.0, 100.0);
        assert_eq!((half.answered, half.abandoned), (0.15, 0.1));
        let all = waiting.between(0.0, 100.0);
        assert_eq!((all.answered, all.abandoned), (0.3, 0.2));
    }

    #[test]
    fn without_calls_there_is_no_wait() {
        let nobody = waiting(&[7]);
        assert_eq!((nobody.calls(), nobody.at_once(), nobody.quantile(0.5)), (0, None, None));
        assert_eq!(waiting(&[1]).at_once(), Some(0.0));
    }
}

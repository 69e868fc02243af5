//! A histogram of waits with logarithmic buckets: integers, so that merging is exact.

use super::counter::{Counter, counters};
use crate::time::SimDuration;

/// Bits of a wait below the leading one that choose its bucket: 32 buckets per doubling, so a
/// bucket is at most 1/32 (3 %) wide, seen from its lower edge.
const SUB_BITS: u32 = 5;

/// Waits are counted in units of 2¹¹ µs ≈ 2 ms; below 32 units the buckets are one unit wide.
const UNIT_BITS: u32 = 11;

/// The last bucket begins at 2⁵² µs, 143 years: longer than the longest horizon. It takes
/// everything longer.
const BUCKETS: usize = (52 - UNIT_BITS as usize - SUB_BITS as usize + 1) * (1 << SUB_BITS) + 1;

counters! {
    /// How many waits fell into each bucket.
    ///
    /// A wait of exactly zero is counted apart: in a good call centre it is the most frequent one.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct WaitHistogram {
        zero: sum u64,
        buckets: sum Vec<u64>,
    }
}

/// A bucket with its edges in microseconds, `from ≤ wait < to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Lower edge, inclusive.
    pub from: u64,
    /// Upper edge, exclusive; `u64::MAX` for the last bucket.
    pub to: u64,
    /// How many waits.
    pub count: u64,
}

impl WaitHistogram {
    /// An empty histogram.
    pub fn new() -> Self {
        WaitHistogram { zero: 0, buckets: vec![0; BUCKETS] }
    }

    /// Counts a wait.
    #[inline]
    pub fn record(&mut self, wait: SimDuration) {
        if wait.is_zero() {
            self.zero += 1;
        } else {
            self.buckets[bucket_of(wait.as_micros())] += 1;
        }
    }

    /// How many waits of exactly zero.
    pub fn zeros(&self) -> u64 {
        self.zero
    }

    /// How many waits in all.
    pub fn count(&self) -> u64 {
        self.zero + self.buckets.iter().sum::<u64>()
    }

    /// The buckets for waits above zero, shortest first, empty ones included.
    pub fn buckets(&self) -> impl Iterator<Item = Bucket> + '_ {
        self.buckets.iter().enumerate().map(|(index, count)| Bucket {
            from: lower_edge(index),
            to: if index + 1 == BUCKETS { u64::MAX } else { lower_edge(index + 1) },
            count: *count,
        })
    }
}

impl Default for WaitHistogram {
    fn default() -> Self {
        Self::new()
    }
}

/// The bucket of a wait of `micros` microseconds.
#[inline]
fn bucket_of(micros: u64) -> usize {
    let units = micros >> UNIT_BITS;
    // Below 2^SUB_BITS units the leading bit is taken as that of 2^SUB_BITS: linear buckets.
    let octave = (units >> SUB_BITS).checked_ilog2().map_or(0, |log| log + 1);
    let shift = octave.saturating_sub(1);
    let bucket = ((octave.saturating_sub(1)) << SUB_BITS) as u64 + (units >> shift);
    (bucket as usize).min(BUCKETS - 1)
}

/// The shortest wait of a bucket, in microseconds.
fn lower_edge(bucket: usize) -> u64 {
    let (octave, sub) = (bucket >> SUB_BITS, (bucket & ((1 << SUB_BITS) - 1)) as u64);
    let units = match octave {
        0 => sub,
        _ => ((1 << SUB_BITS) + sub) << (octave - 1),
    };
    units << UNIT_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wait_falls_into_the_bucket_whose_edges_enclose_it() {
        let mut micros = 1u64;
        while micros < 1 << 51 {
            for wait in [micros, micros + 1, micros * 3 / 2] {
                let bucket = bucket_of(wait);
                assert!(lower_edge(bucket) <= wait, "{wait}");
                assert!(wait < lower_edge(bucket + 1), "{wait} in {bucket}");
            }
            micros = micros * 5 / 4 + 1;
        }
        assert_eq!(bucket_of(u64::MAX), BUCKETS - 1);
    }

    #[test]
    fn a_bucket_is_at_most_one_thirty_second_wide() {
        for bucket in 32..BUCKETS - 1 {
            let (from, to) = (lower_edge(bucket), lower_edge(bucket + 1));
            assert!(32 * (to - from) <= from, "{from} to {to}");
        }
    }
}

//! A histogram of waits with logarithmic buckets: integers, so that merging is exact.

use std::io::{self, Read, Write};

use super::counter::{Counter, counters};
use crate::time::SimDuration;

/// Bits of a wait below the leading one that choose its bucket: 32 buckets per doubling, so a
/// bucket is at most 1/32 (3 %) wide, seen from its lower edge.
const SUB_BITS: u32 = 5;

/// Waits are counted in units of 2¹¹ µs ≈ 2 ms; below 32 units the buckets are one unit wide.
const UNIT_BITS: u32 = 11;

/// How many buckets a doubling has.
const PER_DOUBLING: usize = 1 << SUB_BITS;

/// The last bucket begins at 2⁵² µs, 143 years: longer than the longest horizon. It takes
/// everything longer.
const BUCKETS: usize = (52 - UNIT_BITS as usize - SUB_BITS as usize + 1) * PER_DOUBLING + 1;

counters! {
    /// How many waits fell into each bucket.
    ///
    /// A wait of exactly zero is counted apart: in a good call centre it is the most frequent one.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct WaitHistogram {
        zero: sum u64,
        buckets: sum Buckets,
    }
}

/// The counts of the buckets up to the doubling of the longest wait; all after them are zero.
///
/// Waits of minutes fill a third of the buckets that waits of years would take, and whoever forgets,
/// adds up or reads a histogram passes over no more than were used.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Buckets(Vec<u64>);

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
        WaitHistogram { zero: 0, buckets: Buckets(Vec::with_capacity(BUCKETS)) }
    }

    /// Counts a wait.
    #[inline]
    pub fn record(&mut self, wait: SimDuration) {
        if wait.is_zero() {
            self.zero += 1;
        } else {
            self.buckets.count(bucket_of(wait.as_micros()));
        }
    }

    /// How many waits of exactly zero.
    pub fn zeros(&self) -> u64 {
        self.zero
    }

    /// How many waits in all.
    pub fn count(&self) -> u64 {
        self.zero + self.buckets.0.iter().sum::<u64>()
    }

    /// The buckets for waits above zero, shortest first, empty ones included.
    pub fn buckets(&self) -> impl Iterator<Item = Bucket> + '_ {
        (0..BUCKETS).map(|index| self.bucket(index))
    }

    fn bucket(&self, index: usize) -> Bucket {
        Bucket {
            from: lower_edge(index),
            to: if index + 1 == BUCKETS { u64::MAX } else { lower_edge(index + 1) },
            count: self.buckets.0.get(index).copied().unwrap_or(0),
        }
    }

    /// The first bucket for waits above zero up to which there are so many waits, and how many come
    /// before it; none if there are fewer in all.
    pub(super) fn bucket_at(&self, rank: f64) -> Option<(u64, Bucket)> {
        let mut below = self.zero;
        for (first, doubling) in
            (0..).step_by(PER_DOUBLING).zip(self.buckets.0.chunks(PER_DOUBLING))
        {
            let after = below + doubling.iter().sum::<u64>();
            if rank > after as f64 {
                below = after;
                continue;
            }
            for (index, count) in (first..).zip(doubling) {
                if rank <= (below + count) as f64 {
                    return Some((below, self.bucket(index)));
                }
                below += count;
            }
        }
        None
    }
}

impl Buckets {
    #[inline]
    fn count(&mut self, bucket: usize) {
        match self.0.get_mut(bucket) {
            Some(count) => *count += 1,
            None => self.count_longest(bucket),
        }
    }

    #[cold]
    fn count_longest(&mut self, bucket: usize) {
        self.reach((bucket / PER_DOUBLING + 1) * PER_DOUBLING);
        self.0[bucket] += 1;
    }

    /// Makes room for so many buckets at least.
    fn reach(&mut self, buckets: usize) {
        if self.0.len() < buckets {
            self.0.resize(buckets.min(BUCKETS), 0);
        }
    }
}

impl Counter for Buckets {
    fn add(&mut self, other: &Self) {
        self.reach(other.0.len());
        self.0.iter_mut().zip(&other.0).for_each(|(mine, its)| *mine += its);
    }

    fn forget(&mut self) {
        self.0.clear();
    }

    fn store(&self, to: &mut dyn Write) -> io::Result<()> {
        self.0.iter().try_for_each(|count| count.store(to))?;
        to.write_all(&[0; BUCKETS * size_of::<u64>()][self.0.len() * size_of::<u64>()..])
    }

    fn restore(&mut self, from: &mut dyn Read) -> io::Result<()> {
        self.0.resize(BUCKETS, 0);
        self.0.iter_mut().try_for_each(|count| count.restore(from))?;
        let used = self.0.iter().rposition(|count| *count > 0).map_or(0, |last| last + 1);
        self.0.truncate(used.next_multiple_of(PER_DOUBLING));
        Ok(())
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
    fn what_was_stored_is_the_same_again_and_as_long_whatever_was_counted() {
        let mut lengths = Vec::new();
        for longest in [0, 1, 60_000_000, 1 << 60] {
            let mut waits = WaitHistogram::new();
            waits.record(SimDuration::from_micros(longest));
            waits.record(SimDuration::from_micros(longest / 1000));
            let mut bytes = Vec::new();
            waits.store(&mut bytes).unwrap();
            let mut again = WaitHistogram::new();
            again.restore(&mut bytes.as_slice()).unwrap();
            assert_eq!(again, waits);
            lengths.push(bytes.len());
            // Whoever has counted longer waits before has forgotten them.
            let mut used = WaitHistogram::new();
            used.record(SimDuration::from_micros(u64::MAX));
            used.forget();
            used.merge(&waits);
            assert_eq!(used, waits);
        }
        assert_eq!(lengths, [8 * (BUCKETS + 1); 4]);
    }

    #[test]
    fn a_bucket_is_at_most_one_thirty_second_wide() {
        for bucket in 32..BUCKETS - 1 {
            let (from, to) = (lower_edge(bucket), lower_edge(bucket + 1));
            assert!(32 * (to - from) <= from, "{from} to {to}");
        }
    }
}

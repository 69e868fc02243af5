//! The ends of patience of calls that wait: a bucket queue that leaves calls in it which are gone.
//!
//! Most callers are answered before, so what an entry costs is to be put into a bucket and to be
//! thrown out with it. Only those of a bucket who still wait when it is opened are put in order.

/// How long a bucket is, in bits of microseconds: an eighth of a second.
const WIDTH_BITS: u32 = 17;

/// A lap of 18 minutes. An entry for a later lap stays in its bucket.
const BUCKETS: u64 = 8192;

/// A call that waits, with the end of its patience.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    end: u64,
    number: u64,
}

/// Ends of patience, by bucket and the bucket that is open.
#[derive(Debug)]
pub(crate) struct Buckets {
    buckets: Vec<Vec<Entry>>,
    /// Which buckets hold anything.
    occupied: Vec<u64>,
    /// The bucket whose entries are among `due`, counted from the beginning of time.
    open: u64,
    /// Entries of buckets up to the open one, the last one first.
    due: Vec<Entry>,
    /// Nobody's patience ends before.
    bound: u64,
}

impl Buckets {
    pub(crate) fn new() -> Self {
        Buckets {
            buckets: vec![Vec::new(); BUCKETS as usize],
            occupied: vec![0; BUCKETS as usize / 64],
            open: 0,
            due: Vec::new(),
            bound: u64::MAX,
        }
    }

    /// Nobody's patience ends before.
    #[inline]
    pub(crate) fn bound(&self) -> u64 {
        self.bound
    }

    #[inline]
    pub(crate) fn insert(&mut self, end: u64, number: u64) {
        let bucket = end >> WIDTH_BITS;
        if bucket <= self.open {
            self.insert_due(Entry { end, number });
            return;
        }
        let place = (bucket % BUCKETS) as usize;
        self.buckets[place].push(Entry { end, number });
        self.occupied[place / 64] |= 1 << (place % 64);
        self.bound = self.bound.min(bucket << WIDTH_BITS);
    }

    #[cold]
    fn insert_due(&mut self, entry: Entry) {
        let place = self.due.partition_point(|other| *other > entry);
        self.due.insert(place, entry);
        self.bound = self.bound.min(entry.end);
    }

    /// The next call whose patience ends before `limit`, and when; whether a call waits is asked of
    /// whoever calls, who also promises to insert nothing before `limit` any more if there is none.
    #[inline(never)]
    pub(crate) fn pop_before(
        &mut self,
        limit: u64,
        still_waits: impl Fn(u64) -> bool,
    ) -> Option<(u64, u64)> {
        while self.bound < limit {
            match self.due.pop() {
                None => self.open_bucket(&still_waits),
                Some(Entry { end, number }) => {
                    self.bound =
                        self.due.last().map_or_else(|| self.next_bucket(), |next| next.end);
                    if still_waits(number) {
                        return Some((end, number));
                    }
                }
            }
        }
        None
    }

    /// Opens the bucket that begins at the bound.
    fn open_bucket(&mut self, still_waits: impl Fn(u64) -> bool) {
        self.open = self.bound >> WIDTH_BITS;
        let (open, due) = (self.open, &mut self.due);
        let place = (open % BUCKETS) as usize;
        let bucket = &mut self.buckets[place];
        bucket.retain(|entry| {
            let is_later = entry.end >> WIDTH_BITS > open;
            if !is_later && still_waits(entry.number) {
                due.push(*entry);
            }
            is_later
        });
        if bucket.is_empty() {
            self.occupied[place / 64] &= !(1 << (place % 64));
        }
        due.sort_unstable_by(|one, other| other.cmp(one));
        self.bound = self.due.last().map_or_else(|| self.next_bucket(), |next| next.end);
    }

    /// When the first bucket begins after the open one that holds anything.
    fn next_bucket(&self) -> u64 {
        let first = self.open + 1;
        let place = (first % BUCKETS) as usize;
        let words = self.occupied.len();
        let here = self.occupied[place / 64] >> (place % 64);
        if here != 0 {
            return (first + u64::from(here.trailing_zeros())) << WIDTH_BITS;
        }
        for further in 1..=words {
            let word = self.occupied[(place / 64 + further) % words];
            if word != 0 {
                let to_word = 64 * further as u64 - (place % 64) as u64;
                return (first + to_word + u64::from(word.trailing_zeros())) << WIDTH_BITS;
            }
        }
        u64::MAX
    }
}

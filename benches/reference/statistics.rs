//! What the engine counts by default of one call type and one agent group, written out by hand.

use super::{Counts, WITHIN};

/// An hour, in microseconds.
const INTERVAL: u64 = 3_600_000_000;

/// What is counted in one interval: calls by their entry, time by the clock.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    offered: u64,
    answered: u64,
    answered_within: u64,
    abandoned: u64,
    abandoned_within: u64,
    waited: u64,
    wait_answered: u64,
    wait_abandoned: u64,
    wait_max: u64,
    talk: u64,
    queue_time: u64,
    queue_max: u64,
    talking: u64,
    available: u64,
}

/// The state of the centre that time is integrated over.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct State {
    pub(crate) talking: u32,
    pub(crate) available: u32,
    pub(crate) queue: u32,
}

/// Everything counted.
#[derive(Debug)]
pub(crate) struct Statistics {
    /// The intervals that are over.
    over: Vec<Cell>,
    current: Cell,
    start: u64,
    /// Up to when time is integrated.
    clock: u64,
    waits_answered: Histogram,
    waits_abandoned: Histogram,
}

impl Statistics {
    pub(crate) fn new() -> Self {
        Statistics {
            over: Vec::new(),
            current: Cell::default(),
            start: 0,
            clock: 0,
            waits_answered: Histogram::new(),
            waits_abandoned: Histogram::new(),
        }
    }

    /// Time goes on to `now` in a state that began when it was told last.
    #[inline]
    pub(crate) fn advance(&mut self, now: u64, state: State) {
        while now >= self.start + INTERVAL {
            self.end_interval(state);
        }
        self.integrate(now, state);
    }

    #[inline]
    fn integrate(&mut self, now: u64, State { talking, available, queue }: State) {
        let elapsed = now - self.clock;
        self.clock = now;
        let cell = &mut self.current;
        cell.talking += u64::from(talking) * elapsed;
        cell.available += u64::from(available) * elapsed;
        cell.queue_time += u64::from(queue) * elapsed;
        cell.queue_max = cell.queue_max.max(u64::from(queue));
    }

    #[cold]
    fn end_interval(&mut self, state: State) {
        self.start += INTERVAL;
        self.integrate(self.start, state);
        self.over.push(std::mem::take(&mut self.current));
    }

    #[inline]
    pub(crate) fn offered(&mut self) {
        self.current.offered += 1;
    }

    #[inline]
    pub(crate) fn answered(&mut self, wait: u64, talk: u64) {
        let cell = self.cell_of_entry(wait);
        cell.answered += 1;
        cell.answered_within += u64::from(wait <= WITHIN);
        cell.waited += u64::from(wait > 0);
        cell.wait_answered += wait;
        cell.wait_max = cell.wait_max.max(wait);
        cell.talk += talk;
        self.waits_answered.record(wait);
    }

    #[inline]
    pub(crate) fn abandoned(&mut self, wait: u64) {
        let cell = self.cell_of_entry(wait);
        cell.abandoned += 1;
        cell.abandoned_within += u64::from(wait <= WITHIN);
        cell.waited += 1;
        cell.wait_abandoned += wait;
        cell.wait_max = cell.wait_max.max(wait);
        self.waits_abandoned.record(wait);
    }

    /// The interval in which a call has entered whose wait ends now.
    #[inline]
    fn cell_of_entry(&mut self, wait: u64) -> &mut Cell {
        let entered = self.clock - wait;
        if entered >= self.start {
            &mut self.current
        } else {
            &mut self.over[(entered / INTERVAL) as usize]
        }
    }

    /// The sums over all intervals, if all of it agrees.
    pub(crate) fn sum(&self) -> Counts {
        let mut sum = Counts::default();
        let mut all = Cell::default();
        for cell in self.over.iter().chain([&self.current]) {
            sum.offered += cell.offered;
            sum.answered_within += cell.answered_within;
            sum.abandoned += cell.abandoned;
            sum.wait_answered += cell.wait_answered;
            sum.talk += cell.talk;
            all.answered += cell.answered;
            all.waited += cell.waited;
            all.abandoned_within += cell.abandoned_within;
            all.wait_abandoned += cell.wait_abandoned;
            all.queue_time += cell.queue_time;
            all.talking += cell.talking;
            all.available += cell.available;
            all.wait_max = all.wait_max.max(cell.wait_max);
            all.queue_max = all.queue_max.max(cell.queue_max);
        }
        assert_eq!(self.waits_answered.count(), all.answered);
        assert_eq!(self.waits_abandoned.count(), sum.abandoned);
        assert!(all.abandoned_within <= sum.abandoned && all.waited <= sum.offered);
        // Little's law, exactly but for the calls that still wait.
        assert!(all.queue_time >= sum.wait_answered + all.wait_abandoned);
        assert!(all.wait_max > 0 && all.queue_max > 0);
        assert!(all.talking > all.available);
        sum
    }
}

/// Waits in logarithmic buckets, 32 to a doubling, from 2 ms on.
#[derive(Debug)]
struct Histogram {
    zero: u64,
    buckets: Box<[u64; Histogram::BUCKETS]>,
}

impl Histogram {
    const SUB_BITS: u32 = 5;
    const UNIT_BITS: u32 = 11;
    const BUCKETS: usize = 2048;

    fn new() -> Self {
        Histogram { zero: 0, buckets: Box::new([0; Histogram::BUCKETS]) }
    }

    #[inline]
    fn record(&mut self, wait: u64) {
        if wait == 0 {
            self.zero += 1;
            return;
        }
        // Below 32 units all buckets are one unit wide.
        let units = (wait >> Histogram::UNIT_BITS) + (1 << Histogram::SUB_BITS);
        let shift = units.ilog2() - Histogram::SUB_BITS;
        let bucket = u64::from(shift << Histogram::SUB_BITS) + (units >> shift);
        self.buckets[bucket as usize & (Histogram::BUCKETS - 1)] += 1;
    }

    fn count(&self) -> u64 {
        self.zero + self.buckets.iter().sum::<u64>()
    }
}

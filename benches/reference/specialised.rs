//! As fast as it can be, by hand, with the statistics that the engine has by default: a place for
//! the one next arrival, a winner tree of the ends of talks, a bucket queue for patience.
//!
//! What makes it faster than an engine for every model: nothing is asked that is known when it is
//! compiled, random numbers come one after the other from one generator, so that no replication can
//! be compared call by call with another, and time by state is that of all agents together.

use super::buckets::Buckets;
use super::random::Random;
use super::statistics::{State, Statistics};
use super::tournament::{NEVER, Tournament, agent, key, moment};
use super::{Counts, ErlangA, MINUTE};

/// Simulates so many arrivals.
///
/// # Panics
///
/// For more than 2048 agents, or if the queue grows beyond [`LONGEST_QUEUE`].
pub(crate) fn specialised(model: ErlangA, calls: u64) -> Counts {
    match model.agents {
        ..=64 => Centre::<64, 128>::new(model).simulate(calls),
        65..=2048 => Centre::<2048, 4096>::new(model).simulate(calls),
        agents => panic!("{agents} agents are not written out by hand"),
    }
}

const LONGEST_QUEUE: usize = 4096;

/// When a call entered that is no longer there.
const GONE: u64 = u64::MAX;

/// `AGENTS` is a power of two, `NODES` twice that.
struct Centre<const AGENTS: usize, const NODES: usize> {
    random: Random,
    gap_mean: f64,
    talk_mean: f64,
    patience_mean: f64,
    now: u64,
    next_arrival: u64,
    talk_ends: Tournament<NODES>,
    patience_ends: Buckets,
    /// Who is idle, the longest idle first: a ring.
    idle: Box<[u32; AGENTS]>,
    idle_first: usize,
    /// When calls have entered that wait, the longest waiting first: a ring, by the number of the
    /// call.
    queue: Box<[u64; LONGEST_QUEUE]>,
    queue_first: u64,
    queue_end: u64,
    state: State,
    statistics: Statistics,
}

impl<const AGENTS: usize, const NODES: usize> Centre<AGENTS, NODES> {
    fn new(model: ErlangA) -> Self {
        let mut random = Random::new();
        let gap_mean = MINUTE / model.calls_per_minute;
        let mut idle = Box::new([0; AGENTS]);
        (0..model.agents).for_each(|agent| idle[agent as usize] = agent);
        Centre {
            next_arrival: random.exponential(gap_mean),
            random,
            gap_mean,
            talk_mean: MINUTE * model.mean_talk,
            patience_mean: MINUTE * model.mean_patience,
            now: 0,
            talk_ends: Tournament::new(),
            patience_ends: Buckets::new(),
            idle,
            idle_first: 0,
            queue: Box::new([GONE; LONGEST_QUEUE]),
            queue_first: 0,
            queue_end: 0,
            state: State { talking: 0, available: model.agents, queue: 0 },
            statistics: Statistics::new(),
        }
    }

    fn simulate(mut self, calls: u64) -> Counts {
        let mut arrived = 0;
        while arrived < calls {
            let talk_end = self.talk_ends.earliest();
            let next = self.next_arrival.min(moment(talk_end));
            if self.patience_ends.bound() < next && self.abandon(next) {
                continue;
            }
            self.advance(next);
            if moment(talk_end) <= self.next_arrival {
                self.end_talk(agent(talk_end));
            } else {
                arrived += 1;
                self.arrive();
            }
        }
        self.statistics.sum()
    }

    #[inline]
    fn advance(&mut self, now: u64) {
        self.now = now;
        self.statistics.advance(now, self.state);
    }

    #[inline]
    fn arrive(&mut self) {
        self.next_arrival = self.now + self.random.exponential(self.gap_mean);
        self.statistics.offered();
        if self.state.available == 0 {
            self.wait();
            return;
        }
        let agent = self.idle[self.idle_first & (AGENTS - 1)];
        self.idle_first += 1;
        self.state.available -= 1;
        self.state.talking += 1;
        self.answer(agent, 0);
    }

    #[inline]
    fn wait(&mut self) {
        let number = self.queue_end;
        assert!(number - self.queue_first < LONGEST_QUEUE as u64, "the queue is written for less");
        self.queue[number as usize & (LONGEST_QUEUE - 1)] = self.now;
        self.queue_end += 1;
        self.state.queue += 1;
        let patience = self.random.exponential(self.patience_mean);
        self.patience_ends.insert(self.now + patience, number);
    }

    #[inline]
    fn answer(&mut self, agent: u32, wait: u64) {
        let talk = self.random.exponential(self.talk_mean);
        self.talk_ends.replace(agent, key(self.now + talk, agent));
        self.statistics.answered(wait, talk);
    }

    #[inline]
    fn end_talk(&mut self, agent: u32) {
        while self.queue_first < self.queue_end {
            let entered = self.queue[self.queue_first as usize & (LONGEST_QUEUE - 1)];
            self.queue_first += 1;
            if entered != GONE {
                self.state.queue -= 1;
                self.answer(agent, self.now - entered);
                return;
            }
        }
        let last = self.idle_first + self.state.available as usize;
        self.idle[last & (AGENTS - 1)] = agent;
        self.state.available += 1;
        self.state.talking -= 1;
        self.talk_ends.replace(agent, NEVER);
    }

    /// Lets the next caller go whose patience ends before `limit`. Returns whether there was one.
    #[inline(never)]
    fn abandon(&mut self, limit: u64) -> bool {
        let (first, queue) = (self.queue_first, &self.queue);
        let still_waits =
            |number: u64| number >= first && queue[number as usize & (LONGEST_QUEUE - 1)] != GONE;
        let Some((end, number)) = self.patience_ends.pop_before(limit, still_waits) else {
            return false;
        };
        self.advance(end);
        let entered =
            std::mem::replace(&mut self.queue[number as usize & (LONGEST_QUEUE - 1)], GONE);
        self.state.queue -= 1;
        self.statistics.abandoned(end - entered);
        true
    }
}

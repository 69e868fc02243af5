//! Agents who are one pool: call after call, without events.
//!
//! If agents are alike, always there and serve all calls in the order of entry, what becomes of a call
//! is known when it enters. Each agent has a moment from which on they are free of the calls before.
//! The earliest of them is when the call would be answered, its offered wait; it is, unless the
//! caller's patience ends before, and then the agent is free again when its talk and wrap-up are over.
//! Who of those alike takes a call makes no difference: the longest idle is the one who was free first.
//!
//! This gives what the loop over events gives, to the last microsecond: an agent who is free at the
//! moment of an entry, or of the end of patience, is free in time, as ends of stages come first.
//!
//! # Source
//!
//! J. Kiefer and J. Wolfowitz, *On the theory of queues with many servers*, Trans. AMS 78 (1955), for
//! the recursion; F. Baccelli, P. Boyer and G. Hébuterne, *Single-server queues with impatient
//! customers*, Adv. Appl. Prob. 16 (1984), for the offered wait under impatience.

mod ending;
mod free_times;
mod queue;

use super::call::{Caller, Work};
use super::observer::{AgentTurn, LossCause, Observer, WholeCall, WholeOutcome};
use super::replication::Engine;
use super::watch::Plain;
use crate::model::{AgentGroupId, CallTypeId, Model, Patience};
use crate::time::{SimDuration, SimTime};

use ending::{Ending, LateCall};
use free_times::FreeTimes;
use queue::PoolQueue;

/// The only group.
const GROUP: AgentGroupId = AgentGroupId(0);

/// The agents of a pool, and what of its calls may matter later.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    free: FreeTimes,
    /// By call type.
    queues: Vec<PoolQueue>,
    /// The turns that last beyond the time that is counted.
    late_turns: Vec<AgentTurn>,
    /// Calls that come after that time and wait to its very end.
    late_calls: Vec<LateCall>,
    ending: Ending,
}

/// A call that has just entered.
#[derive(Clone, Copy)]
struct Entry {
    entered: SimTime,
    caller: Caller,
    work: Work,
}

impl Pool {
    /// The agents of a model, if they are one pool.
    pub(super) fn of(model: &Model) -> Option<Box<Self>> {
        model.is_pool().then(|| {
            Box::new(Pool {
                free: FreeTimes::new(model.agent_groups()[0].most_agents()),
                queues: vec![PoolQueue::EMPTY; model.call_types().len()],
                late_turns: Vec::new(),
                late_calls: Vec::new(),
                ending: Ending::default(),
            })
        })
    }

    fn restart(&mut self) {
        self.free.clear();
        self.queues.iter_mut().for_each(PoolQueue::clear);
        self.late_turns.clear();
        self.late_calls.clear();
        self.ending = Ending::default();
    }
}

impl Engine<'_> {
    /// Simulates one replication of a pool. Returns whether the observer was told all of it; if not,
    /// how it ends depends on the order of events at one moment, which is known to the loop alone.
    pub(super) fn run_as_pool<O: Observer>(
        &mut self,
        pool: &mut Pool,
        seed: u64,
        replication: u64,
        observer: &mut O,
    ) -> bool {
        pool.restart();
        self.calendar.clear();
        self.sources.restart(seed, replication);
        self.restart_arrivals::<Plain<'_, O>>(seed, replication);
        if self.model.call_types().len() == 1 {
            self.run_entries::<O, false>(pool, observer)
        } else {
            self.run_entries::<O, true>(pool, observer)
        }
    }

    /// Goes through all calls, of several types or of one.
    #[inline(never)]
    fn run_entries<O: Observer, const SEVERAL: bool>(
        &mut self,
        pool: &mut Pool,
        observer: &mut O,
    ) -> bool {
        while let Some(entry) = self.next_entry::<O, SEVERAL>(self.counted_until) {
            let free = pool.free.earliest();
            if free <= entry.entered {
                self.answer_of_pool(pool, &entry, (free, entry.entered), 0, observer);
            } else {
                self.let_wait(pool, &entry, free, observer);
            }
        }
        self.end_pool::<O, SEVERAL>(pool, observer)
    }

    /// When the next call enters.
    #[inline(always)]
    fn next_entry_time<const SEVERAL: bool>(&self) -> SimTime {
        if SEVERAL { self.calendar.arrivals.earliest_time() } else { self.coming[0].next_time() }
    }

    /// The next call, if it comes before `limit`.
    #[inline(always)]
    fn next_entry<O: Observer, const SEVERAL: bool>(&mut self, limit: SimTime) -> Option<Entry> {
        let entered = self.next_entry_time::<SEVERAL>();
        if entered >= limit {
            return None;
        }
        let (caller, work) = if SEVERAL {
            let call_type = CallTypeId(self.calendar.arrivals.earliest_slot());
            self.next_caller::<Plain<'_, O>>(call_type)
        } else {
            self.take_caller::<Plain<'_, O>>(CallTypeId(0))
        };
        Some(Entry { entered, caller, work })
    }

    /// A call finds nobody free until some moment.
    #[inline(always)]
    fn let_wait<O: Observer>(
        &mut self,
        pool: &mut Pool,
        entry: &Entry,
        free: SimTime,
        observer: &mut O,
    ) {
        let Entry { entered, caller, .. } = *entry;
        let call_type = caller.call_type();
        let cut_off = self.model.horizon().cut_off();
        let patience = self.patience_below(free.min(cut_off) - entered, entry);
        let queue = &mut pool.queues[call_type.index()];
        let queue_length = queue.length_at(entered) + 1;
        let (until, cause) = if let Some(patience) = patience {
            let until = entered + patience;
            queue.will_be_left(until);
            pool.ending.note_abandonment(until);
            (until, LossCause::Abandoned)
        } else if free < cut_off {
            queue.will_be_served(free);
            return self.answer_of_pool(pool, entry, (free, free), queue_length, observer);
        } else {
            queue.will_be_served(SimTime::NEVER);
            pool.ending.is_cut_off = true;
            (cut_off, LossCause::StillWaiting)
        };
        let outcome = WholeOutcome::Lost(cause);
        observer.whole_call(&WholeCall {
            call_type,
            group: GROUP,
            entered,
            queue_length,
            until,
            outcome,
        });
    }

    /// The caller's patience, if it is below the wait.
    #[inline(always)]
    fn patience_below(&self, wait: SimDuration, entry: &Entry) -> Option<SimDuration> {
        let Entry { entered, caller, .. } = *entry;
        match &self.model.call_types()[caller.call_type().index()].patience {
            Patience::Infinite => None,
            Patience::Drawn(over_day) => {
                let source = self.sources.of_type(caller.call_type()).patience;
                let distribution = over_day.at(self.model.horizon(), entered);
                distribution.sample_below(wait, &mut source.nth(caller.address()))
            }
        }
    }

    /// The agent who is free earliest takes a call; `free` and `start` are since when, and when.
    #[inline(always)]
    fn answer_of_pool<O: Observer>(
        &mut self,
        pool: &mut Pool,
        entry: &Entry,
        (free, start): (SimTime, SimTime),
        queue_length: u32,
        observer: &mut O,
    ) {
        let Entry { entered, caller, work } = *entry;
        let call_type = caller.call_type();
        let slowness = self.slowness[call_type.index()];
        let talk = SimDuration::from_secs_f64(work.talk * slowness);
        let wrap_up = SimDuration::from_secs_f64(work.wrap_up * slowness);
        let hang_up = start + talk;
        let until = hang_up + wrap_up;
        pool.free.put_off_earliest(until);
        let outcome = WholeOutcome::Answered { talk, wrap_up };
        observer.whole_call(&WholeCall {
            call_type,
            group: GROUP,
            entered,
            queue_length,
            until: start,
            outcome,
        });
        let turn = AgentTurn { group: GROUP, from: free, talk: start, wrap_up: hang_up, until };
        if until < self.counted_until {
            observer.agent_turn(&turn);
        } else {
            if start >= self.counted_until {
                pool.ending.note_answer(start);
            }
            pool.late_turns.push(turn);
        }
    }
}

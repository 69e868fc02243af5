//! What is going to happen, by class of event.
//!
//! | class | structure | why |
//! |---|---|---|
//! | stage ends | a slot per agent | an agent has at most one ahead |
//! | ends of the IVR | a heap | asked only where there is one |
//! | environment, known beforehand | the [timetable](super::timetable), a cursor | the same in every replication |
//! | environment, arising | a heap | few |
//! | arrivals | a slot per call type | one pending arrival per stream |
//! | redials | a heap | few |
//! | ends of patience | a [timing wheel](super::wheel) | most are cancelled, in constant time |

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::attendance::Personal;
use super::call::Caller;
use super::event_key::EventKey;
use super::floor_rules::FloorRuleEvent;
use super::outages::OutageEvent;
use super::ring_all::Joining;
use super::slots::Slots;
use crate::time::SimTime;

/// A change of the environment that was not known before the replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Arising {
    /// An agent's activity is over, unless the agent left it before: then the token differs.
    ActivityEnd { agent: u32, token: u32 },
    /// Something that is an agent's own.
    Personal(Personal),
    /// A step on the route of the call that is at a place among the waiting, if it still has this
    /// order.
    Step { call: u32, order: u64 },
    /// One more phone joins those at which a call rings, if it still does.
    Joining(Joining),
    /// Something breaks, or is repaired.
    Outage(OutageEvent),
    /// The floor manager looks, or what was decided takes effect.
    FloorRule(FloorRuleEvent),
}

/// Where the order of scheduling begins: below it are the places of those who go ahead.
const HEAD_ROOM: u64 = 1 << 39;

/// Everything ahead but the timetable and the ends of patience.
#[derive(Clone, Debug)]
pub(crate) struct Calendar {
    scheduled: u64,
    pub(crate) stages: Slots,
    pub(crate) arrivals: Slots,
    arising: Agenda<Arising>,
    redials: Agenda<Caller>,
    ivr: Agenda<Caller>,
}

impl Calendar {
    pub(crate) fn new(agents: usize, call_types: usize) -> Self {
        Calendar {
            scheduled: HEAD_ROOM,
            stages: Slots::new(agents),
            arrivals: Slots::new(call_types),
            arising: Agenda::new(),
            redials: Agenda::new(),
            ivr: Agenda::new(),
        }
    }

    pub(crate) fn clear(&mut self) {
        self.scheduled = HEAD_ROOM;
        self.stages.clear();
        self.arrivals.clear();
        self.arising.clear();
        self.redials.clear();
        self.ivr.clear();
    }

    /// The next place in the order of scheduling.
    #[inline]
    pub(crate) fn next_order(&mut self) -> u64 {
        self.scheduled += 1;
        self.scheduled
    }

    /// The next place in an order of its own, before all of [`next_order`](Self::next_order).
    pub(crate) fn next_order_ahead(&mut self) -> u64 {
        self.next_order() - HEAD_ROOM
    }

    #[inline(always)]
    pub(crate) fn schedule_stage_end(&mut self, agent: u32, time: SimTime) {
        let order = self.next_order();
        self.stages.schedule(agent, time, order);
    }

    /// The next arrival of a type, or that there is none, at [`SimTime::NEVER`].
    #[inline(always)]
    pub(crate) fn schedule_arrival(&mut self, call_type: u32, time: SimTime) {
        let order = self.next_order();
        self.arrivals.schedule(call_type, time, order);
    }

    pub(crate) fn schedule_arising(&mut self, time: SimTime, what: Arising) {
        let key = EventKey::new(time, self.next_order());
        self.arising.push(key, what);
    }

    pub(crate) fn schedule_redial(&mut self, time: SimTime, who: Caller) {
        let key = EventKey::new(time, self.next_order());
        self.redials.push(key, who);
    }

    /// The end of a caller's stay in the IVR.
    pub(crate) fn schedule_ivr_end(&mut self, time: SimTime, who: Caller) {
        let key = EventKey::new(time, self.next_order());
        self.ivr.push(key, who);
    }

    /// The next end of a stay in the IVR, to be compared with the next stage end.
    #[inline]
    pub(crate) fn next_ivr_end(&self) -> EventKey {
        self.ivr.next
    }

    pub(crate) fn pop_ivr_end(&mut self) -> Option<Caller> {
        self.ivr.pop()
    }

    /// Takes some callers out of the IVR, with the ends of their stays, in the order of these.
    pub(crate) fn take_ivr_ends(
        &mut self,
        is_it: impl Fn(&Caller) -> bool,
    ) -> Vec<(SimTime, Caller)> {
        let mut taken = self.ivr.take(is_it);
        taken.sort_unstable();
        taken.into_iter().map(|(key, caller)| (key.time(), caller)).collect()
    }

    /// Who is in the IVR, in an order that means nothing.
    pub(crate) fn callers_in_ivr(&self) -> impl Iterator<Item = Caller> {
        self.ivr.heap.iter().map(|Reverse((_, caller))| *caller)
    }

    #[inline]
    pub(crate) fn next_arising(&self) -> SimTime {
        self.arising.next.time()
    }

    /// Whether anything is going to arise but outages and floor rules. Looks at everything that is.
    pub(crate) fn is_more_than_rules_arising(&self) -> bool {
        let is_more = |what: &Arising| match what {
            Arising::Outage(_) | Arising::FloorRule(_) => false,
            Arising::ActivityEnd { .. }
            | Arising::Personal(_)
            | Arising::Step { .. }
            | Arising::Joining(_) => true,
        };
        self.arising.heap.iter().any(|Reverse((_, what))| is_more(what))
    }

    pub(crate) fn pop_arising(&mut self) -> Option<Arising> {
        self.arising.pop()
    }

    /// The next redial's place in time, to be compared with the next arrival's.
    #[inline]
    pub(crate) fn next_redial(&self) -> EventKey {
        self.redials.next
    }

    pub(crate) fn pop_redial(&mut self) -> Option<Caller> {
        self.redials.pop()
    }
}

/// A heap of rare events that knows the next one without a look into it.
#[derive(Clone, Debug)]
struct Agenda<T> {
    heap: BinaryHeap<Reverse<(EventKey, T)>>,
    next: EventKey,
}

impl<T: Ord> Agenda<T> {
    fn new() -> Self {
        Agenda { heap: BinaryHeap::new(), next: EventKey::NEVER }
    }

    fn clear(&mut self) {
        self.heap.clear();
        self.next = EventKey::NEVER;
    }

    fn push(&mut self, key: EventKey, what: T) {
        self.heap.push(Reverse((key, what)));
        self.next = self.next.min(key);
    }

    fn pop(&mut self) -> Option<T> {
        let Reverse((_, what)) = self.heap.pop()?;
        self.look_ahead();
        Some(what)
    }

    /// Takes out some of what is ahead, in any order.
    fn take(&mut self, is_it: impl Fn(&T) -> bool) -> Vec<(EventKey, T)>
    where
        T: Copy,
    {
        let mut taken = Vec::new();
        self.heap.retain(|Reverse((key, what))| {
            let stays = !is_it(what);
            if !stays {
                taken.push((*key, *what));
            }
            stays
        });
        self.look_ahead();
        taken
    }

    fn look_ahead(&mut self) {
        self.next = self.heap.peek().map_or(EventKey::NEVER, |Reverse((key, _))| *key);
    }
}

//! As one would write it in an afternoon: one heap for all events, and a handful of sums.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::{Counts, ErlangA, MINUTE, WITHIN};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    TalkEnd,
    Arrival,
    PatienceEnd(u64),
}

/// Simulates so many arrivals.
pub(crate) fn general(model: ErlangA, calls: u64) -> Counts {
    let ErlangA { agents, calls_per_minute: per_minute, mean_talk, mean_patience } = model;
    let mut random = Random(1);
    let mut counts = Counts::default();
    let mut calendar = BinaryHeap::new();
    // Calls that wait, with their number and entry; one that has abandoned stays until its turn.
    let mut queue: VecDeque<(u64, u64, bool)> = VecDeque::new();
    let mut busy = 0;
    let mut waiting = 0;
    calendar.push(Reverse((random.exponential(MINUTE / per_minute), Event::Arrival)));
    while counts.offered < calls {
        let Some(Reverse((now, event))) = calendar.pop() else { break };
        match event {
            Event::Arrival => {
                let next = now + random.exponential(MINUTE / per_minute);
                calendar.push(Reverse((next, Event::Arrival)));
                if busy < agents {
                    busy += 1;
                    counts.answered_within += 1;
                    let talk = random.exponential(MINUTE * mean_talk);
                    counts.talk += talk;
                    calendar.push(Reverse((now + talk, Event::TalkEnd)));
                } else {
                    queue.push_back((counts.offered, now, true));
                    waiting += 1;
                    let patience = random.exponential(MINUTE * mean_patience);
                    calendar.push(Reverse((now + patience, Event::PatienceEnd(counts.offered))));
                }
                counts.offered += 1;
            }
            Event::PatienceEnd(number) => {
                let place = queue.binary_search_by_key(&number, |(number, _, _)| *number);
                if let Ok(place) = place
                    && queue[place].2
                {
                    queue[place].2 = false;
                    waiting -= 1;
                    counts.abandoned += 1;
                }
            }
            Event::TalkEnd => {
                busy -= 1;
                while let Some((_, entered, still_waits)) = queue.pop_front() {
                    if still_waits {
                        waiting -= 1;
                        busy += 1;
                        counts.wait_answered += now - entered;
                        counts.answered_within += u64::from(now - entered <= WITHIN);
                        let talk = random.exponential(MINUTE * mean_talk);
                        counts.talk += talk;
                        calendar.push(Reverse((now + talk, Event::TalkEnd)));
                        break;
                    }
                }
            }
        }
    }
    assert!(waiting <= queue.len());
    counts
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn exponential(&mut self, mean: f64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let uniform = (((z ^ (z >> 31)) >> 12) as f64 + 0.5) / (1u64 << 52) as f64;
        (-uniform.ln() * mean) as u64
    }
}

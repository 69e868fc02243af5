//! The ends of patience: a hierarchical timing wheel in which cancelling costs as little as adding.
//!
//! Most callers are answered before their patience ends, so most of these events are cancelled.
//! A heap would carry them along as void; here they are linked into one of 64 slots on one of
//! eleven levels and simply unlinked. Level *l* has slots of 64^*l* µs; a slot is spread over
//! finer ones only when the clock is about to enter it.
//!
//! # Source
//!
//! G. Varghese and A. Lauck, *Hashed and Hierarchical Timing Wheels*, SOSP 1987.

/// No link.
pub(crate) const NONE: u32 = u32::MAX;

const DIGIT_BITS: u32 = 6;
const SLOTS: usize = 1 << DIGIT_BITS;
const LEVELS: usize = 64_usize.div_ceil(DIGIT_BITS as usize);

/// The part of an entry that the wheel needs; entries live in somebody else's slice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    /// When it fires, in microseconds.
    pub(crate) time: u64,
    previous: u32,
    next: u32,
    /// Level and slot, or `UNLINKED`.
    place: u16,
}

const UNLINKED: u16 = u16::MAX;

impl Link {
    /// In no wheel.
    pub(crate) const UNLINKED: Link =
        Link { time: u64::MAX, previous: NONE, next: NONE, place: UNLINKED };
}

/// What can be in a wheel.
pub(crate) trait Linked {
    fn link(&self) -> &Link;
    fn link_mut(&mut self) -> &mut Link;
    /// Decides which of several entries of the same time fires first: the smaller.
    fn order(&self) -> u64;
}

/// The wheel: heads of lists, and which of them are not empty.
#[derive(Clone, Debug)]
pub(crate) struct Wheel {
    /// No entry fires before this; every entry agrees with it in all digits above its level's.
    now: u64,
    /// Nothing fires before this. May be too early after a cancellation, never too late.
    bound: u64,
    heads: Vec<u32>,
    occupied: [u64; LEVELS],
}

impl Wheel {
    pub(crate) fn new() -> Self {
        Wheel { now: 0, bound: u64::MAX, heads: vec![NONE; LEVELS * SLOTS], occupied: [0; LEVELS] }
    }

    pub(crate) fn clear(&mut self) {
        *self = Wheel {
            heads: std::mem::take(&mut self.heads),
            ..Wheel { now: 0, bound: u64::MAX, heads: Vec::new(), occupied: [0; LEVELS] }
        };
        self.heads.fill(NONE);
    }

    /// Nothing fires before this.
    #[inline]
    pub(crate) fn bound(&self) -> u64 {
        self.bound
    }

    /// Links the entry at `index`, to fire at `time`, which must not lie in the past.
    #[inline]
    pub(crate) fn insert<T: Linked>(&mut self, entries: &mut [T], index: u32, time: u64) {
        debug_assert!(time >= self.now, "patience ends in the future");
        let level = level_of(time, self.now);
        let shift = level as u32 * DIGIT_BITS;
        let slot = (time >> shift) as usize & (SLOTS - 1);
        let place = level * SLOTS + slot;
        let head = self.heads[place];
        *entries[index as usize].link_mut() =
            Link { time, previous: NONE, next: head, place: place as u16 };
        if head != NONE {
            entries[head as usize].link_mut().previous = index;
        }
        self.heads[place] = index;
        self.occupied[level] |= 1 << slot;
        self.bound = self.bound.min((time >> shift) << shift);
    }

    /// Unlinks the entry at `index`, if it is linked.
    #[inline]
    pub(crate) fn cancel<T: Linked>(&mut self, entries: &mut [T], index: u32) {
        let Link { previous, next, place, .. } = *entries[index as usize].link();
        if place == UNLINKED {
            return;
        }
        if next != NONE {
            entries[next as usize].link_mut().previous = previous;
        }
        if previous != NONE {
            entries[previous as usize].link_mut().next = next;
        } else {
            self.heads[place as usize] = next;
            if next == NONE {
                let (level, slot) = (place as usize / SLOTS, place as usize % SLOTS);
                self.occupied[level] &= !(1 << slot);
            }
        }
        entries[index as usize].link_mut().place = UNLINKED;
    }

    /// Takes out the earliest entry that fires before `limit`.
    ///
    /// The caller promises that nothing will be inserted before `limit` from then on if there is
    /// none, and before the entry's time if there is one.
    pub(crate) fn pop_before<T: Linked>(&mut self, entries: &mut [T], limit: u64) -> Option<u32> {
        loop {
            let Some(level) = self.occupied.iter().position(|slots| *slots != 0) else {
                self.bound = u64::MAX;
                return None;
            };
            let slot = self.occupied[level].trailing_zeros() as usize;
            let shift = level as u32 * DIGIT_BITS;
            let above = self.now.checked_shr(shift + DIGIT_BITS).unwrap_or(0);
            let start =
                above.checked_shl(shift + DIGIT_BITS).unwrap_or(0) | ((slot as u64) << shift);
            self.bound = start;
            if start >= limit {
                return None;
            }
            // At the finest level a slot is one microsecond.
            self.now = start;
            if level == 0 {
                let first = self.first_in_order(entries, slot);
                self.cancel(entries, first);
                return Some(first);
            }
            self.spread(entries, level * SLOTS + slot);
        }
    }

    /// Moves every entry of a slot to finer levels.
    fn spread<T: Linked>(&mut self, entries: &mut [T], place: usize) {
        let mut index = std::mem::replace(&mut self.heads[place], NONE);
        self.occupied[place / SLOTS] &= !(1 << (place % SLOTS));
        while index != NONE {
            let Link { time, next, .. } = *entries[index as usize].link();
            self.insert(entries, index, time);
            index = next;
        }
    }

    fn first_in_order<T: Linked>(&self, entries: &[T], slot: usize) -> u32 {
        let (mut first, mut index) = (self.heads[slot], self.heads[slot]);
        while index != NONE {
            if entries[index as usize].order() < entries[first as usize].order() {
                first = index;
            }
            index = entries[index as usize].link().next;
        }
        first
    }
}

/// The level of the highest digit in which `time` differs from `now`.
#[inline]
fn level_of(time: u64, now: u64) -> usize {
    ((time ^ now) | 1).ilog2() as usize / DIGIT_BITS as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{Strategy, any, prop, proptest};

    struct Entry {
        link: Link,
        order: u64,
    }

    impl Linked for Entry {
        fn link(&self) -> &Link {
            &self.link
        }
        fn link_mut(&mut self) -> &mut Link {
            &mut self.link
        }
        fn order(&self) -> u64 {
            self.order
        }
    }

    #[derive(Clone, Debug)]
    enum Act {
        Insert(u64),
        Cancel(usize),
        Advance(u64),
    }

    fn acts() -> impl Strategy<Value = Vec<Act>> {
        let delay = (0u32..45, any::<u64>()).prop_map(|(bits, x)| x & ((1 << bits) - 1));
        let act = (0..3, delay, any::<usize>()).prop_map(|(which, delay, at)| match which {
            0 => Act::Insert(delay),
            1 => Act::Cancel(at),
            _ => Act::Advance(delay >> 2),
        });
        prop::collection::vec(act, 1..200)
    }

    proptest! {
        #[test]
        fn entries_fire_in_order_of_time_then_of_insertion(acts in acts()) {
            let mut wheel = Wheel::new();
            let mut entries: Vec<Entry> = Vec::new();
            let mut expected: Vec<(u64, u32)> = Vec::new();
            let mut now = 0u64;
            for act in acts {
                match act {
                    Act::Insert(delay) => {
                        let index = entries.len() as u32;
                        entries.push(Entry { link: Link::UNLINKED, order: u64::from(index) });
                        wheel.insert(&mut entries, index, now + delay);
                        expected.push((now + delay, index));
                    }
                    Act::Cancel(at) => {
                        if !expected.is_empty() {
                            let (_, index) = expected.swap_remove(at % expected.len());
                            wheel.cancel(&mut entries, index);
                        }
                    }
                    Act::Advance(delay) => {
                        now += delay;
                        expected.sort_unstable();
                        let due = expected.partition_point(|(time, _)| *time < now);
                        for (time, index) in expected.drain(..due) {
                            assert!(wheel.bound() <= time);
                            assert_eq!(wheel.pop_before(&mut entries, now), Some(index));
                        }
                        assert_eq!(wheel.pop_before(&mut entries, now), None);
                    }
                }
            }
        }
    }
}

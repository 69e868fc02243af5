//! The ends of patience: a hierarchical timing wheel in which cancelling costs nothing.
//!
//! Most callers are answered before their patience ends, so most of these events are cancelled.
//! An entry is put into one of 64 slots on one of eleven levels. Level *l* has slots of 64^*l* µs; a
//! slot is spread over finer ones only when the clock is about to enter it, and by then most of its
//! entries are void and simply dropped. Whose entry is void is known by the calls: each names its
//! own.
//!
//! # Source
//!
//! G. Varghese and A. Lauck, *Hashed and Hierarchical Timing Wheels*, SOSP 1987.

/// No link.
pub(crate) const NONE: u32 = u32::MAX;

const DIGIT_BITS: u32 = 6;
const SLOTS: usize = 1 << DIGIT_BITS;
const LEVELS: usize = 64_usize.div_ceil(DIGIT_BITS as usize);

/// So many void entries are carried along before somebody looks for them.
const VOID_AT_LEAST: usize = 1024;

/// Who waits for entries, by place.
pub(crate) trait Waiters {
    /// The entry of the one at a place; [`NONE`] if nobody is there or waits for none.
    fn entry(&self, place: u32) -> u32;
    /// Decides which of several entries of the same time fires first: the smaller.
    fn order(&self, place: u32) -> u64;
}

/// When whose patience ends.
#[derive(Clone, Copy, Debug)]
struct Entry {
    time: u64,
    /// The place of who waits for it.
    place: u32,
    /// The next one of the same slot, or of the free ones.
    next: u32,
}

/// The wheel: heads of lists, and which of them are not empty.
#[derive(Clone, Debug)]
pub(crate) struct Wheel {
    /// No entry fires before this; every entry agrees with it in all digits above its level's.
    now: u64,
    /// Nothing fires before this. May be too early, never too late.
    bound: u64,
    entries: Vec<Entry>,
    /// The first entry that is free again.
    free: u32,
    /// Entries in slots, and those of them that are void.
    linked: usize,
    void: usize,
    heads: Vec<u32>,
    /// A bit for each slot that has entries.
    occupied: [u64; LEVELS],
    /// A bit for each level that has entries.
    levels: u32,
}

impl Wheel {
    pub(crate) fn new() -> Self {
        Wheel {
            now: 0,
            bound: u64::MAX,
            entries: Vec::new(),
            free: NONE,
            linked: 0,
            void: 0,
            heads: vec![NONE; LEVELS * SLOTS],
            occupied: [0; LEVELS],
            levels: 0,
        }
    }

    pub(crate) fn clear(&mut self) {
        self.now = 0;
        self.bound = u64::MAX;
        self.entries.clear();
        self.free = NONE;
        (self.linked, self.void) = (0, 0);
        self.heads.fill(NONE);
        self.occupied = [0; LEVELS];
        self.levels = 0;
    }

    /// Nothing fires before this.
    #[inline]
    pub(crate) fn bound(&self) -> u64 {
        self.bound
    }

    /// When an entry fires.
    pub(crate) fn time(&self, entry: u32) -> u64 {
        self.entries[entry as usize].time
    }

    /// An entry that fires for who is at `place` at `time`, which must not lie in the past.
    #[inline(always)]
    pub(crate) fn insert(&mut self, place: u32, time: u64) -> u32 {
        debug_assert!(time >= self.now, "patience ends in the future");
        if self.free == NONE {
            self.make_room(place, time);
        }
        let entry = self.free;
        let it = &mut self.entries[entry as usize];
        self.free = it.next;
        (it.time, it.place) = (time, place);
        self.linked += 1;
        self.link(entry, time);
        entry
    }

    /// Makes room for one more entry. Where many are void it is time that somebody asks for the next
    /// one, and finds that out.
    #[inline(never)]
    fn make_room(&mut self, place: u32, time: u64) {
        self.free = self.entries.len() as u32;
        self.entries.push(Entry { time, place, next: NONE });
        if self.is_mostly_void() {
            self.bound = 0;
        }
    }

    fn is_mostly_void(&self) -> bool {
        self.void > VOID_AT_LEAST.max(self.linked / 2)
    }

    /// Makes an entry void, if there is one; its [waiter](Waiters) has forgotten it.
    #[inline(always)]
    pub(crate) fn cancel(&mut self, entry: u32) {
        self.void += usize::from(entry != NONE);
    }

    #[inline(always)]
    fn link(&mut self, entry: u32, time: u64) {
        let level = level_of(time, self.now);
        let shift = level as u32 * DIGIT_BITS;
        let slot = (time >> shift) as usize & (SLOTS - 1);
        self.put_first(entry, level, slot);
        self.bound = self.bound.min((time >> shift) << shift);
    }

    #[inline(always)]
    fn put_first(&mut self, entry: u32, level: usize, slot: usize) {
        let head = &mut self.heads[level * SLOTS + slot];
        self.entries[entry as usize].next = *head;
        *head = entry;
        self.occupied[level] |= 1 << slot;
        self.levels |= 1 << level;
    }

    /// Takes out the earliest entry that fires before `limit`, and gives its time and place.
    ///
    /// The caller promises that nothing will be inserted before `limit` from then on if there is
    /// none, and before the entry's time if there is one.
    pub(crate) fn pop_before(&mut self, waiters: &impl Waiters, limit: u64) -> Option<(u64, u32)> {
        if self.is_mostly_void() {
            self.drop_all_void(waiters);
        }
        loop {
            if self.levels == 0 {
                self.bound = u64::MAX;
                return None;
            }
            let level = self.levels.trailing_zeros() as usize;
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
            if level > 0 {
                self.spread(waiters, level, slot);
            } else if let Some(place) = self.take_first_in_order(waiters, slot) {
                return Some((start, place));
            }
        }
    }

    /// Moves every entry of a slot to finer levels.
    fn spread(&mut self, waiters: &impl Waiters, level: usize, slot: usize) {
        let mut entry = self.take_slot(level, slot);
        while entry != NONE {
            let Entry { time, place, next } = self.entries[entry as usize];
            if waiters.entry(place) == entry {
                self.link(entry, time);
            } else {
                self.drop_void(entry);
            }
            entry = next;
        }
    }

    /// Of the entries of a slot of the finest level takes out the one that fires first, if any of them
    /// does.
    fn take_first_in_order(&mut self, waiters: &impl Waiters, slot: usize) -> Option<u32> {
        let mut entry = self.take_slot(0, slot);
        let mut first = None;
        while entry != NONE {
            let Entry { time, place, next } = self.entries[entry as usize];
            if waiters.entry(place) != entry {
                self.drop_void(entry);
            } else {
                let this = (waiters.order(place), place, entry);
                let later = first.map(|other| this.max(other));
                first = Some(first.map_or(this, |other| this.min(other)));
                if let Some((_, _, later)) = later {
                    self.link(later, time);
                }
            }
            entry = next;
        }
        let (_, place, entry) = first?;
        self.give_back(entry);
        Some(place)
    }

    fn take_slot(&mut self, level: usize, slot: usize) -> u32 {
        self.occupied[level] &= !(1 << slot);
        if self.occupied[level] == 0 {
            self.levels &= !(1 << level);
        }
        std::mem::replace(&mut self.heads[level * SLOTS + slot], NONE)
    }

    fn drop_void(&mut self, entry: u32) {
        self.void -= 1;
        self.give_back(entry);
    }

    fn give_back(&mut self, entry: u32) {
        self.linked -= 1;
        self.entries[entry as usize].next = self.free;
        self.free = entry;
    }

    /// Drops all void entries, so that there are never many more entries than calls that wait.
    #[cold]
    fn drop_all_void(&mut self, waiters: &impl Waiters) {
        for place in 0..LEVELS * SLOTS {
            let (level, slot) = (place / SLOTS, place % SLOTS);
            let mut entry = self.take_slot(level, slot);
            while entry != NONE {
                let Entry { place: of, next, .. } = self.entries[entry as usize];
                if waiters.entry(of) == entry {
                    self.put_first(entry, level, slot);
                } else {
                    self.drop_void(entry);
                }
                entry = next;
            }
        }
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

    /// By place the entry that fires for it; whoever comes first has the lower place.
    struct Waiting(Vec<u32>);

    impl Waiters for Waiting {
        fn entry(&self, place: u32) -> u32 {
            self.0[place as usize]
        }
        fn order(&self, place: u32) -> u64 {
            u64::from(place)
        }
    }

    #[derive(Clone, Debug)]
    enum Act {
        Insert(u64),
        Cancel(usize),
        Advance(u64),
    }

    fn acts(most: usize) -> impl Strategy<Value = Vec<Act>> {
        let delay = (0u32..45, any::<u64>()).prop_map(|(bits, x)| x & ((1 << bits) - 1));
        let act = (0..3, delay, any::<usize>()).prop_map(|(which, delay, at)| match which {
            0 => Act::Insert(delay),
            1 => Act::Cancel(at),
            _ => Act::Advance(delay >> 2),
        });
        prop::collection::vec(act, 1..most)
    }

    proptest! {
        #[test]
        fn entries_fire_in_order_of_time_then_of_insertion(acts in acts(200)) {
            let mut wheel = Wheel::new();
            let mut waiting = Waiting(Vec::new());
            let mut expected: Vec<(u64, u32)> = Vec::new();
            let mut now = 0u64;
            for act in acts {
                match act {
                    Act::Insert(delay) => {
                        let place = waiting.0.len() as u32;
                        let entry = wheel.insert(place, now + delay);
                        assert_eq!(wheel.time(entry), now + delay);
                        waiting.0.push(entry);
                        expected.push((now + delay, place));
                    }
                    Act::Cancel(at) => {
                        if !expected.is_empty() {
                            let (_, place) = expected.swap_remove(at % expected.len());
                            let entry = std::mem::replace(&mut waiting.0[place as usize], NONE);
                            wheel.cancel(entry);
                        }
                    }
                    Act::Advance(delay) => {
                        now += delay;
                        expected.sort_unstable();
                        let due = expected.partition_point(|(time, _)| *time < now);
                        for fired in expected.drain(..due) {
                            assert!(wheel.bound() <= fired.0);
                            assert_eq!(wheel.pop_before(&waiting, now), Some(fired));
                            waiting.0[fired.1 as usize] = NONE;
                        }
                        assert_eq!(wheel.pop_before(&waiting, now), None);
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_void_takes_no_more_room_than_what_is_not() {
        let mut wheel = Wheel::new();
        let mut waiting = Waiting(vec![NONE; 3]);
        for now in 0..100_000 {
            let place = now % 3;
            wheel.cancel(waiting.0[place]);
            waiting.0[place] = wheel.insert(place as u32, (1 << 40) + now as u64);
            if wheel.bound() < now as u64 {
                assert_eq!(wheel.pop_before(&waiting, now as u64), None);
            }
        }
        assert!(wheel.entries.len() < 2 * VOID_AT_LEAST, "{}", wheel.entries.len());
        let last: Vec<_> = std::iter::from_fn(|| wheel.pop_before(&waiting, u64::MAX)).collect();
        assert_eq!(
            last,
            [(1 << 40) + 99_997, (1 << 40) + 99_998, (1 << 40) + 99_999]
                .map(|time| (time, (time % (1 << 40)) as u32 % 3))
        );
    }
}

//! From when on each agent of a pool is free: a winner tree, four at a time.
//!
//! A tournament like that of the [calendar](crate::engine::calendar), without an order of ties: of
//! agents who are free at the same moment anyone will do. It is always the winner who is replaced, and
//! that makes matches of four as cheap as those of two: counted from just above the winner, modulo 2⁶⁴,
//! its own old entry in each match is the largest number, so nothing need be taken out of a match, and
//! no match waits for the one before.

use crate::time::SimTime;

/// How many take part in a match.
const WIDTH: usize = 4;

/// From when on each agent is free of the calls so far.
#[derive(Clone, Debug)]
pub(super) struct FreeTimes {
    /// A time above the number of an agent: the earliest of all.
    winner: u64,
    /// A complete tree in heap order, the last level being the agents: those of match m meet in the
    /// entry m − 1 of all matches, counted from the first one's first entry.
    matches: Vec<[u64; WIDTH]>,
    /// The first match of the last level.
    first_leaf: usize,
    agents: u32,
    /// How many bits of an entry are the number.
    number_bits: u32,
}

impl FreeTimes {
    pub(super) fn new(agents: u32) -> Self {
        let (mut first_leaf, mut leaves) = (0, 1);
        while leaves * WIDTH < agents as usize {
            first_leaf += leaves;
            leaves *= WIDTH;
        }
        FreeTimes {
            winner: 0,
            matches: vec![[0; WIDTH]; first_leaf + leaves],
            first_leaf,
            agents,
            number_bits: (leaves * WIDTH).ilog2(),
        }
    }

    /// All are free from the start on.
    pub(super) fn clear(&mut self) {
        let leaves = self.matches.len() - self.first_leaf;
        for number in 0..leaves * WIDTH {
            let is_agent = number < self.agents as usize;
            let time = if is_agent { SimTime::ZERO } else { SimTime::NEVER };
            self.matches[self.first_leaf + number / WIDTH][number % WIDTH] =
                self.packed(time, number);
        }
        for each in (1..self.matches.len()).rev() {
            let winner = self.matches[each].into_iter().fold(u64::MAX, u64::min);
            self.matches[(each - 1) / WIDTH][(each - 1) % WIDTH] = winner;
        }
        self.winner = self.matches[0].into_iter().fold(u64::MAX, u64::min);
    }

    /// When somebody is free.
    #[inline(always)]
    pub(super) fn earliest(&self) -> SimTime {
        self.time_of(self.winner)
    }

    /// The agent who is free earliest will be at another time, not before. Times beyond the range are its
    /// end, which no horizon reaches.
    #[inline(always)]
    pub(super) fn put_off_earliest(&mut self, time: SimTime) {
        let number = self.winner as usize & ((1 << self.number_bits) - 1);
        let entry = self.packed(time, number);
        if entry == self.winner {
            return;
        }
        let origin = self.winner.wrapping_add(1);
        let mut winner = entry.wrapping_sub(origin);
        let matches = self.matches.as_mut_slice();
        let (mut each, mut place) = (self.first_leaf + number / WIDTH, number % WIDTH);
        loop {
            let of_four = &mut matches[each];
            let [a, b, c, d] = of_four.map(|entry| entry.wrapping_sub(origin));
            of_four[place] = winner.wrapping_add(origin);
            winner = winner.min(a.min(b).min(c.min(d)));
            if each == 0 {
                break;
            }
            (each, place) = ((each - 1) / WIDTH, (each - 1) % WIDTH);
        }
        self.winner = winner.wrapping_add(origin);
    }

    /// From when on each of the agents is free.
    pub(super) fn all(&self) -> impl Iterator<Item = SimTime> {
        let entries = self.matches[self.first_leaf..].as_flattened();
        entries[..self.agents as usize].iter().map(|each| self.time_of(*each))
    }

    #[inline(always)]
    fn packed(&self, time: SimTime, number: usize) -> u64 {
        let last = u64::MAX >> self.number_bits;
        time.as_micros().min(last) << self.number_bits | number as u64
    }

    #[inline(always)]
    fn time_of(&self, packed: u64) -> SimTime {
        SimTime::from_micros(packed >> self.number_bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_of_all_is_put_off_each_time() {
        for agents in [1, 2, 3, 4, 5, 16, 17, 50, 64, 65, 1000] {
            let mut free = FreeTimes::new(agents);
            free.clear();
            let mut all = vec![0; agents as usize];
            for step in 0..1000u64 {
                all.sort_unstable();
                assert_eq!(free.earliest().as_micros(), all[0]);
                all[0] += (step * 7919 % 1009).saturating_sub(100);
                free.put_off_earliest(SimTime::from_micros(all[0]));
            }
            let mut times: Vec<_> = free.all().map(SimTime::as_micros).collect();
            times.sort_unstable();
            all.sort_unstable();
            assert_eq!(times, all);
        }
    }

    #[test]
    fn nobody_is_free_before_the_end_of_the_range() {
        let mut free = FreeTimes::new(5);
        free.clear();
        for _ in 0..5 {
            assert_eq!(free.earliest(), SimTime::ZERO);
            free.put_off_earliest(SimTime::NEVER);
        }
        assert_eq!(free.earliest().as_micros(), u64::MAX >> 4);
        free.put_off_earliest(SimTime::NEVER);
        assert_eq!(free.earliest().as_micros(), u64::MAX >> 4);
    }
}

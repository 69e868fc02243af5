//! From when on each agent of a pool is free: a winner tree.
//!
//! The same tournament as that of the [calendar](crate::engine::calendar), without an order of ties: of agents who
//! are free at the same moment anyone will do.

use crate::time::SimTime;

/// From when on each agent is free of the calls so far.
#[derive(Clone, Debug)]
pub(super) struct FreeTimes {
    /// A complete binary tree in heap order: the winner at 1, the agents in the upper half; each a
    /// time above the number of an agent.
    nodes: Vec<u64>,
    agents: u32,
    /// How many bits of a node are the number.
    number_bits: u32,
}

impl FreeTimes {
    pub(super) fn new(agents: u32) -> Self {
        let leaves = agents.next_power_of_two();
        let nodes = vec![0; 2 * leaves as usize];
        FreeTimes { nodes, agents, number_bits: leaves.ilog2() }
    }

    /// All are free from the start on.
    pub(super) fn clear(&mut self) {
        let leaves = self.nodes.len() / 2;
        for number in 0..leaves {
            let is_agent = number < self.agents as usize;
            let time = if is_agent { SimTime::ZERO } else { SimTime::NEVER };
            self.nodes[leaves + number] = self.packed(time, number);
        }
        for node in (1..leaves).rev() {
            self.nodes[node] = self.nodes[2 * node].min(self.nodes[2 * node + 1]);
        }
    }

    /// When somebody is free.
    #[inline(always)]
    pub(super) fn earliest(&self) -> SimTime {
        self.time_of(self.nodes[1])
    }

    /// The agent who is free earliest will be at another time. Times beyond the range are its end, which
    /// no horizon reaches.
    #[inline(always)]
    pub(super) fn put_off_earliest(&mut self, time: SimTime) {
        let leaves = self.nodes.len() / 2;
        let number = self.nodes[1] as usize & (leaves - 1);
        let mut winner = self.packed(time, number);
        let mut node = leaves + number;
        let nodes = self.nodes.as_mut_slice();
        nodes[node] = winner;
        while node > 1 {
            winner = winner.min(nodes[node ^ 1]);
            node /= 2;
            nodes[node] = winner;
        }
    }

    /// From when on each of the agents is free.
    pub(super) fn all(&self) -> impl ExactSizeIterator<Item = SimTime> {
        let agents = &self.nodes[self.nodes.len() / 2..][..self.agents as usize];
        agents.iter().map(|each| self.time_of(*each))
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
        for agents in [1, 2, 3, 50, 64] {
            let mut free = FreeTimes::new(agents);
            free.clear();
            let mut all = vec![0; agents as usize];
            for step in 0..1000u64 {
                all.sort_unstable();
                assert_eq!(free.earliest().as_micros(), all[0]);
                all[0] += step * 7919 % 1009;
                free.put_off_earliest(SimTime::from_micros(all[0]));
            }
            let mut times: Vec<_> = free.all().map(SimTime::as_micros).collect();
            times.sort_unstable();
            all.sort_unstable();
            assert_eq!(times, all);
        }
    }
}

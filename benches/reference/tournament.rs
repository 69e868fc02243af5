//! The earliest of one moment for each agent: a winner tree of a size known to the compiler.

use std::hint::select_unpredictable;

/// The low bits of a key are the agent, the others the moment.
const AGENT_BITS: u32 = 16;

/// A moment of an agent. Keys are compared as they are: of equal moments the lower number is first.
pub(crate) const fn key(moment: u64, agent: u32) -> u64 {
    moment << AGENT_BITS | agent as u64
}

/// The moment of a key.
pub(crate) const fn moment(key: u64) -> u64 {
    key >> AGENT_BITS
}

/// The agent of a key.
pub(crate) const fn agent(key: u64) -> u32 {
    key as u32 & ((1 << AGENT_BITS) - 1)
}

/// The key of an agent that is ahead of nothing.
pub(crate) const NEVER: u64 = u64::MAX;

/// A complete binary tree in heap order: the earliest at 1, agents in the upper half. `NODES` is a
/// power of two, twice as large as there may be agents.
#[derive(Debug)]
pub(crate) struct Tournament<const NODES: usize> {
    nodes: Box<[u64; NODES]>,
}

impl<const NODES: usize> Tournament<NODES> {
    /// Nothing is ahead of anybody.
    pub(crate) fn new() -> Self {
        assert!(NODES.is_power_of_two());
        Tournament { nodes: Box::new([NEVER; NODES]) }
    }

    #[inline]
    pub(crate) fn earliest(&self) -> u64 {
        self.nodes[1]
    }

    /// Puts `key` in place of what was ahead of the agent.
    #[inline]
    pub(crate) fn replace(&mut self, agent: u32, key: u64) {
        let mut node = NODES / 2 + agent as usize;
        let mut winner = key;
        for _ in 0..NODES.ilog2() - 1 {
            // Masked, so that no bound has to be checked.
            self.nodes[node & (NODES - 1)] = winner;
            let other = self.nodes[(node ^ 1) & (NODES - 1)];
            // Who is earlier is a matter of chance: without the hint there would be a branch.
            winner = select_unpredictable(other < winner, other, winner);
            node /= 2;
        }
        self.nodes[1] = winner;
    }
}

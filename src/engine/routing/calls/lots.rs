//! What agents draw who take any call.

use crate::engine::routing::AgentView;
use crate::model::Model;
use crate::rng::{Purpose, Source};

/// An agent's number has so many bits in the address of a draw, the count of choices the rest.
const NUMBER_BITS: u32 = 20;

/// The draws of each agent: choices of others don't change them.
#[derive(Clone, Debug)]
pub(super) struct Lots {
    /// By agent group.
    sources: Vec<Source>,
    /// By agent: how often a call was drawn.
    choices: Vec<u64>,
}

impl Lots {
    pub(super) fn new(model: &Model) -> Self {
        let groups = model.agent_groups();
        let agents = groups.iter().map(|group| group.most_agents() as usize).sum();
        Lots { sources: vec![Source::default(); groups.len()], choices: vec![0; agents] }
    }

    pub(super) fn restart(&mut self, model: &Model, seed: u64, replication: u64) {
        self.choices.fill(0);
        for (source, group) in self.sources.iter_mut().zip(model.agent_groups()) {
            *source = Source::new(seed, replication, &group.name, Purpose::CallChoice);
        }
    }

    /// A number from 0 on below `count`, each with the same chance; none if there is none.
    ///
    /// The chances differ by less than count · 2⁻⁶⁴.
    pub(super) fn draw(&mut self, agent: &AgentView<'_>, count: u32) -> Option<u32> {
        if count == 0 {
            return None;
        }
        let choices = &mut self.choices[agent.id().0 as usize];
        let address = u64::from(agent.number()) | *choices << NUMBER_BITS;
        *choices += 1;
        let bits = self.sources[agent.group().index()].nth(address).next_u64();
        Some(((u128::from(bits) * u128::from(count)) >> 64) as u32)
    }
}

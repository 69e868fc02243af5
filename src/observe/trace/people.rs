//! Who the agents are.

use crate::model::{AgentGroupId, AgentId, Model, ProfileId};

/// All agents of a model, with their groups.
#[derive(Clone, Debug)]
pub struct Roll<'m> {
    model: &'m Model,
    /// By group: its first agent; and the number of all agents.
    firsts: Vec<u32>,
}

impl<'m> Roll<'m> {
    /// The agents of a model.
    pub fn new(model: &'m Model) -> Self {
        let mut next = 0;
        let mut firsts = vec![0];
        for group in model.agent_groups() {
            next += group.most_agents();
            firsts.push(next);
        }
        Roll { model, firsts }
    }

    /// How many agents there are.
    pub fn len(&self) -> u32 {
        self.firsts.last().copied().unwrap_or(0)
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The group of an agent, and the number in it, from 0.
    pub fn place_of(&self, agent: AgentId) -> (AgentGroupId, u32) {
        let group = self.firsts.partition_point(|first| *first <= agent.0) - 1;
        (AgentGroupId(group as u32), agent.0 - self.firsts[group])
    }

    /// The agent with a number in a group, from 0; none if there are not so many.
    pub fn agent(&self, group: AgentGroupId, number: u32) -> Option<AgentId> {
        let agent = self.firsts[group.index()].checked_add(number)?;
        (agent < self.firsts[group.index() + 1]).then_some(AgentId(agent))
    }

    /// What the agent can do.
    pub fn profile(&self, agent: AgentId) -> ProfileId {
        let (group, number) = self.place_of(agent);
        self.model.profile_of(group, number)
    }

    /// What an agent is called: the name of one who has one, else a number from 1, in the group.
    pub fn name(&self, agent: AgentId) -> String {
        let (group, number) = self.place_of(agent);
        let group = &self.model.agent_groups()[group.index()];
        let individual = group.individuals.iter().find(|each| each.agent == number);
        match individual {
            Some(each) => format!("{}/{}", group.name, each.name),
            None => format!("{}/{}", group.name, number + 1),
        }
    }

    /// The agents who may be meant by `GROUP/NUMBER`, `GROUP/NAME` or `NAME`.
    pub fn find(&self, text: &str) -> Vec<AgentId> {
        let all = (0..self.len()).map(AgentId);
        let is_meant = |agent: &AgentId| {
            let (group, number) = self.place_of(*agent);
            let group = &self.model.agent_groups()[group.index()];
            let individual = group.individuals.iter().find(|each| each.agent == number);
            let is_called = |name: &str| individual.is_some_and(|each| each.name == name);
            is_called(text)
                || text
                    .strip_prefix(group.name.as_str())
                    .and_then(|rest| rest.strip_prefix('/'))
                    .is_some_and(|own| is_called(own) || own.parse() == Ok(number + 1))
        };
        all.filter(is_meant).collect()
    }
}

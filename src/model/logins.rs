//! Login numbers: what the switch knows agents by, and lists them in the order of.

use super::{AgentGroup, AgentGroupId};

/// The login numbers of all agents.
#[derive(Clone, Debug)]
pub(super) struct LoginNumbers {
    /// By group.
    groups: Vec<Numbers>,
}

#[derive(Clone, Debug)]
struct Numbers {
    /// The first number of those who were given none.
    first: u64,
    /// Who was given one, in order.
    given: Vec<u32>,
}

impl LoginNumbers {
    /// Numbers those who have none on after the largest one given, group by group in the order of
    /// names, so that the order of groups in a scenario says nothing.
    pub(super) fn new(groups: &[AgentGroup]) -> Self {
        let given = groups.iter().flat_map(|group| &group.individuals);
        let largest = given.filter_map(|each| each.login_number).max().unwrap_or(0);
        let mut by_name: Vec<usize> = (0..groups.len()).collect();
        by_name.sort_by_key(|group| &groups[*group].name);
        let mut next = u64::from(largest) + 1;
        let mut numbers: Vec<Numbers> = groups.iter().map(Numbers::given).collect();
        for group in by_name {
            let given = numbers[group].given.len() as u64;
            numbers[group].first = next;
            next += u64::from(groups[group].most_agents()) - given;
        }
        LoginNumbers { groups: numbers }
    }

    /// The login number of an agent of a group.
    pub(super) fn of(&self, id: AgentGroupId, group: &AgentGroup, agent: u32) -> u64 {
        let given = group.individual(agent).and_then(|each| each.login_number);
        given.map_or_else(|| self.groups[id.index()].of(agent), u64::from)
    }
}

impl Numbers {
    fn given(group: &AgentGroup) -> Self {
        let with = group.individuals.iter().filter(|each| each.login_number.is_some());
        Numbers { first: 0, given: with.map(|each| each.agent).collect() }
    }

    /// The number of an agent who was given none.
    fn of(&self, agent: u32) -> u64 {
        let given_before = self.given.partition_point(|given| *given < agent);
        self.first + u64::from(agent) - given_before as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{HeadCount, Individual, Staffing};
    use crate::time::SimTime;

    #[test]
    fn who_has_no_number_comes_after_all_who_have_one() {
        let group = |name: &str, agents, given: &[(u32, u32)]| {
            let staffing = Staffing::HeadCount(vec![HeadCount { at: SimTime::ZERO, agents }]);
            let individual = |&(agent, number): &(u32, u32)| Individual {
                login_number: Some(number),
                ..Individual::new(agent, agent.to_string())
            };
            let individuals = given.iter().map(individual).collect();
            AgentGroup { individuals, ..AgentGroup::new(name, Vec::new(), staffing) }
        };
        let groups = [group("b", 3, &[]), group("a", 3, &[(1, 70), (2, 5)]), group("c", 1, &[])];
        let numbers = LoginNumbers::new(&groups);
        let of = |id: u32| -> Vec<u64> {
            let group = &groups[id as usize];
            let agents = 0..group.most_agents();
            agents.map(|agent| numbers.of(AgentGroupId(id), group, agent)).collect()
        };
        assert_eq!([of(1), of(0), of(2)], [vec![71, 70, 5], vec![72, 73, 74], vec![75]]);
    }
}

//! Who is alike to the routing: the agents of a group who have the same skills.
//!
//! Most groups have one profile. Individuals with skills of their own have others, so that the
//! routing looks at as many lists of agents as there are sets of skills, not at every agent.

use super::{AgentGroup, AgentGroupId, Skill};

/// The index of a profile in [`Model::profiles`](super::Model::profiles).
///
/// The profile of a group's agents without skills of their own has the index of the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfileId(pub u32);

/// Agents of one group who have the same skills.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Their group.
    pub group: AgentGroupId,
    /// What they can serve.
    pub skills: Vec<Skill>,
}

impl ProfileId {
    /// The place in a slice that has an element for each profile.
    #[inline]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The profiles of all groups, and who has which.
#[derive(Clone, Debug)]
pub(super) struct Profiles {
    /// Those of the groups first, then those of individuals, group by group.
    pub(super) all: Vec<Profile>,
    /// The profiles of individuals with skills of their own, by group, in order of their numbers.
    own: Vec<Vec<(u32, ProfileId)>>,
}

impl Profiles {
    pub(super) fn new(groups: &[AgentGroup]) -> Self {
        let ids = (0..groups.len() as u32).map(AgentGroupId);
        let mut all: Vec<Profile> = groups
            .iter()
            .zip(ids.clone())
            .map(|(each, group)| Profile { group, skills: by_call_type(&each.skills) })
            .collect();
        let own = groups.iter().zip(ids).map(|(each, group)| {
            let first = all.len();
            let with_skills = each.individuals.iter().filter_map(|individual| {
                let skills = by_call_type(individual.skills.as_ref()?);
                if all[group.index()].skills == skills {
                    return None;
                }
                let known = all[first..].iter().position(|profile| profile.skills == skills);
                let place = known.map_or(all.len(), |place| first + place);
                if place == all.len() {
                    all.push(Profile { group, skills });
                }
                Some((individual.agent, ProfileId(place as u32)))
            });
            with_skills.collect()
        });
        let own = own.collect();
        Profiles { all, own }
    }

    /// The profile of an agent of a group.
    pub(super) fn of(&self, group: AgentGroupId, number: u32) -> ProfileId {
        let own = &self.own[group.index()];
        match own.binary_search_by_key(&number, |(agent, _)| *agent) {
            Ok(place) => own[place].1,
            Err(_) => ProfileId(group.0),
        }
    }
}

/// The same skills in an order that does not depend on how they were written.
fn by_call_type(skills: &[Skill]) -> Vec<Skill> {
    let mut skills = skills.to_vec();
    skills.sort_by_key(|skill| skill.call_type);
    skills
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CallTypeId, HeadCount, Individual, Staffing};
    use crate::time::SimTime;

    #[test]
    fn agents_with_the_same_skills_share_a_profile_with_their_group_first() {
        let (one, two) = (Skill::first_choice(CallTypeId(0)), Skill::first_choice(CallTypeId(1)));
        let five = Staffing::HeadCount(vec![HeadCount { at: SimTime::ZERO, agents: 5 }]);
        let mut group = AgentGroup::new("a", vec![one, two], five);
        let with = |agent, skills: &[Skill]| Individual {
            skills: Some(skills.to_vec()),
            ..Individual::new(agent, agent.to_string())
        };
        group.individuals =
            vec![with(0, &[two]), with(1, &[two, one]), Individual::new(2, "2"), with(4, &[two])];
        let profiles = Profiles::new(&[group.clone(), group]);
        let of = |group| [0, 1, 2, 3, 4].map(|agent| profiles.of(AgentGroupId(group), agent).0);
        assert_eq!(of(0), [2, 0, 0, 0, 2]);
        assert_eq!(of(1), [3, 1, 1, 1, 3]);
    }
}

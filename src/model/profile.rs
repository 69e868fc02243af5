//! Who is alike to the routing: the agents of a group who have the same skills and attributes.
//!
//! Most groups have one profile. Individuals with skills or attributes of their own have others, so
//! that the routing looks at as many lists of agents as there are sets of them, not at every agent.

use std::collections::BTreeMap;

use super::{AgentGroup, AgentGroupId, Individual, Skill};

/// The index of a profile in [`Model::profiles`](super::Model::profiles).
///
/// The profile of a group's agents without skills or attributes of their own has the
/// index of the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfileId(pub u32);

/// Agents of one group who have the same skills and attributes.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Their group.
    pub group: AgentGroupId,
    /// What they can serve.
    pub skills: Vec<Skill>,
    /// What may be asked about them besides their skills, by name.
    pub attributes: BTreeMap<String, f64>,
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
    /// The profiles of individuals with skills or attributes of their own, by group, in order of their numbers.
    own: Vec<Vec<(u32, ProfileId)>>,
}

impl Profiles {
    pub(super) fn new(groups: &[AgentGroup]) -> Self {
        let ids = (0..groups.len() as u32).map(AgentGroupId);
        let mut all: Vec<Profile> =
            groups.iter().zip(ids.clone()).map(|(each, id)| Profile::of_group(each, id)).collect();
        let own = groups.iter().zip(ids).map(|(each, group)| {
            let first = all.len();
            let with_own = each.individuals.iter().filter_map(|individual| {
                let profile = Profile::of_individual(individual, &all[group.index()])?;
                let known = all[first..].iter().position(|known| *known == profile);
                let place = known.map_or(all.len(), |place| first + place);
                if place == all.len() {
                    all.push(profile);
                }
                Some((individual.agent, ProfileId(place as u32)))
            });
            with_own.collect()
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

impl Profile {
    fn of_group(group: &AgentGroup, id: AgentGroupId) -> Self {
        let (skills, attributes) = (by_call_type(&group.skills), group.attributes.clone());
        Profile { group: id, skills, attributes }
    }

    /// That of one of a group's agents, if it differs from the group's.
    fn of_individual(individual: &Individual, group: &Profile) -> Option<Self> {
        let mut profile = group.clone();
        if let Some(skills) = &individual.skills {
            profile.skills = by_call_type(skills);
        }
        profile.attributes.extend(individual.attributes.clone().unwrap_or_default());
        (profile != *group).then_some(profile)
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

    #[test]
    fn what_is_said_of_an_individual_comes_before_what_is_said_of_the_group() {
        let five = Staffing::HeadCount(vec![HeadCount { at: SimTime::ZERO, agents: 5 }]);
        let mut group = AgentGroup::new("a", vec![Skill::first_choice(CallTypeId(0))], five);
        let attributes = |pairs: &[(&str, f64)]| {
            pairs.iter().map(|(name, number)| ((*name).to_owned(), *number)).collect()
        };
        group.attributes = attributes(&[("gold", 1.0), ("spanish", 3.0)]);
        let with = |agent, pairs| Individual {
            attributes: Some(attributes(pairs)),
            ..Individual::new(agent, agent.to_string())
        };
        group.individuals = vec![with(0, &[("spanish", 7.0)]), with(1, &[("spanish", 3.0)])];
        let profiles = Profiles::new(&[group]);
        assert_eq!([0, 1, 2].map(|agent| profiles.of(AgentGroupId(0), agent).0), [1, 0, 0]);
        assert_eq!(profiles.all[1].attributes, attributes(&[("gold", 1.0), ("spanish", 7.0)]));
    }
}

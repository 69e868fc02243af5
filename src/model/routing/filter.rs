//! Which agents pass a filter: decided when the model is made, for all who are alike at once.

use super::vocabulary::{Vocabularies, attribute_names};
use crate::expression::Expression;
use crate::model::profile::Profile;
use crate::model::{AgentGroup, Skill};

/// What the attributes of each profile are, by number.
#[derive(Clone, Debug)]
pub(super) struct Attributes(Vec<Vec<f64>>);

impl Attributes {
    pub(super) fn new(agent_groups: &[AgentGroup], profiles: &[Profile]) -> Self {
        let names = attribute_names(agent_groups);
        let number = |profile: &Profile, name: &str| profile.attributes.get(name).copied();
        let all = |profile| names.iter().map(|name| number(profile, name).unwrap_or(0.0)).collect();
        Attributes(profiles.iter().map(all).collect())
    }

    pub(super) fn of(&self, profile: usize) -> &[f64] {
        &self.0[profile]
    }
}

/// Decides filters.
pub(super) struct Filters<'a> {
    pub(super) vocabularies: &'a Vocabularies,
    pub(super) attributes: &'a Attributes,
}

impl Filters<'_> {
    /// Whether agents of a profile with a skill pass.
    pub(super) fn pass(
        &self,
        filter: &Expression,
        place: usize,
        profile: &Profile,
        skill: &Skill,
    ) -> bool {
        self.vocabularies.pass(filter, profile, skill, self.attributes.of(place))
    }
}

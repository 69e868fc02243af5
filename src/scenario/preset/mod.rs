//! What switches and papers call their rules, expanded to the normal form.
//!
//! A preset is no code of its own in the simulation: it is a name for rules, routes and defaults
//! that a scenario could also write down, and `validate` prints them. Each says which quirks of the
//! original it has and which not.

mod asterisk;
mod avaya;
mod cisco;
mod connect;
mod cxone;
mod field;
mod freeswitch;
mod genesys;
mod paper;
mod parameter;
mod settings;
mod steps;
mod twilio;

pub use parameter::Parameter;

pub(crate) use field::{PresetField, presets_instead_of};

use parameter::Settings;

use crate::model::{
    AgentGroup, AgentRule, CallRule, CallType, Route, Routing, Vocabularies, WaitingCost,
};

/// The presets of a switch, or of the literature.
#[derive(Debug)]
pub struct Family {
    /// What their names begin with.
    pub name: &'static str,
    /// Whose rules they are.
    pub title: &'static str,
    /// Where the rules are described.
    pub source: &'static str,
    /// How a scenario's words stand for the original's.
    pub reading: &'static str,
    /// What all of them have of the original and what not.
    pub quirks: &'static [Quirk],
    /// One by one.
    pub presets: &'static [Preset],
}

/// A name for rules, routes and defaults.
#[derive(Debug)]
pub struct Preset {
    /// Its name in scenarios, as `asterisk.rrmemory`.
    pub name: &'static str,
    /// What problems call a table of it.
    called: &'static str,
    /// What it means, in one line.
    pub about: &'static str,
    /// What it has of the original and what not, besides those of its family.
    pub quirks: &'static [Quirk],
    /// What can be told of it.
    pub parameters: &'static [&'static Parameter],
    expand: fn(&Settings, &Centre<'_>) -> Expansion,
}

/// Something that the original does, and users may miss or wonder about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quirk {
    /// Whether the preset does so too.
    pub is_there: bool,
    /// What it is.
    pub says: &'static str,
}

/// Whose calls are routed to whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Centre<'a> {
    pub(crate) call_types: &'a [CallType],
    pub(crate) agent_groups: &'a [AgentGroup],
    /// What expressions may speak of.
    pub(crate) words: &'a Vocabularies,
}

/// What a preset stands for, where the scenario itself says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Expansion {
    pub(crate) routing: Routing,
    /// By call type; empty if no type has a route by it.
    pub(crate) routes: Vec<Option<Route>>,
    pub(crate) priority_gain: Option<f64>,
    pub(crate) priority_cap: Option<f64>,
    pub(crate) waiting_cost: Option<WaitingCost>,
}

/// Every preset, by family.
pub static PRESET_FAMILIES: [&Family; 9] = [
    &asterisk::FAMILY,
    &freeswitch::FAMILY,
    &avaya::FAMILY,
    &cisco::FAMILY,
    &connect::FAMILY,
    &genesys::FAMILY,
    &cxone::FAMILY,
    &twilio::FAMILY,
    &paper::FAMILY,
];

/// All presets.
fn presets() -> impl Iterator<Item = &'static Preset> + Clone {
    PRESET_FAMILIES.iter().flat_map(|family| family.presets)
}

impl Expansion {
    /// Rules among agents of the best rank, and rules among calls.
    fn best_rank_first(agents: &[AgentRule], calls: &[CallRule]) -> Self {
        let routing = Routing {
            agent_selection: agents.to_vec(),
            call_selection: calls.to_vec(),
            ..Routing::default()
        };
        Expansion { routing, ..Expansion::default() }
    }

    /// Rules among agents of whatever rank, and rules among calls.
    fn whatever_rank(agents: &[AgentRule], calls: &[CallRule]) -> Self {
        let mut expansion = Self::best_rank_first(agents, calls);
        expansion.routing.rank_first = false;
        expansion
    }

    /// With these routes for call types that have none.
    fn with_routes(self, routes: Vec<Option<Route>>) -> Self {
        Expansion { routes, ..self }
    }
}

/// A quirk that a preset has.
const fn has(says: &'static str) -> Quirk {
    Quirk { is_there: true, says }
}

/// A quirk that a preset has not.
const fn has_not(says: &'static str) -> Quirk {
    Quirk { is_there: false, says }
}

/// A row of a family's table.
macro_rules! preset {
    (
        $name:literal, $about:literal, quirks: $quirks:expr, parameters: $parameters:expr,
        $expand:expr
    ) => {
        Preset {
            name: $name,
            called: concat!("the preset `", $name, "`"),
            about: $about,
            quirks: $quirks,
            parameters: $parameters,
            expand: $expand,
        }
    };
}
use preset;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn presets_are_called_by_their_family_and_their_own_name() {
        let mut known = BTreeSet::new();
        for family in PRESET_FAMILIES {
            for preset in family.presets {
                assert!(preset.name.starts_with(&format!("{}.", family.name)), "{}", preset.name);
                assert!(known.insert(preset.name), "{}", preset.name);
                let names = BTreeSet::from_iter(preset.parameters.iter().map(|each| each.name));
                assert_eq!(names.len(), preset.parameters.len(), "{}", preset.name);
            }
        }
    }
}

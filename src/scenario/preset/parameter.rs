//! What can be told of presets.

use std::fmt;

use schemars::{Schema, SchemaGenerator};

use super::steps::{PenaltyRule, Ring};
use crate::model::IdleSince;
use crate::scenario::problem::Problems;
use crate::scenario::table::TableReader;
use crate::time::SimDuration;

/// Something that can be told of a preset.
pub struct Parameter {
    /// Its key.
    pub name: &'static str,
    /// What it says, and what holds if it is left out.
    pub about: &'static str,
    /// Another one without which it means nothing.
    pub(super) needs: Option<&'static str>,
    /// Reads it and puts it into the settings; none if it is faulty.
    pub(super) read: fn(&mut TableReader<'_>, &mut Settings, &mut Problems) -> Option<()>,
    pub(super) schema: fn(&mut SchemaGenerator) -> Schema,
}

impl fmt::Debug for Parameter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}

/// What is told of a preset: all parameters of all presets, none where nothing is said.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Settings {
    pub(super) penalty_rules: Vec<PenaltyRule>,
    pub(super) penalty_members_limit: Option<u64>,
    pub(super) every: Option<SimDuration>,
    pub(super) tier_rules_apply: Option<bool>,
    pub(super) tier_rule_wait: Option<SimDuration>,
    pub(super) tier_rule_wait_multiply: Option<bool>,
    pub(super) tier_rule_no_agent_no_wait: Option<bool>,
    pub(super) call_handling: Option<CallHandling>,
    pub(super) need: Option<Need>,
    pub(super) acw_counts: Option<bool>,
    pub(super) idle_since: Option<IdleSince>,
    pub(super) order: Option<SkillOrder>,
    pub(super) scoring: Option<Scoring>,
    pub(super) rings: Vec<Ring>,
    pub(super) anyone_after: Option<SimDuration>,
    pub(super) acceleration: Option<f64>,
    pub(super) maximum: Option<f64>,
    pub(super) reserve: Option<u32>,
    pub(super) overflow_delay: Option<SimDuration>,
    pub(super) power: Option<f64>,
}

/// Avaya's call handling preference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum CallHandling {
    #[default]
    GreatestNeed,
    SkillLevel,
}

/// What makes a call needy among those of the same priority.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Need {
    #[default]
    CurrentWait,
    PredictedWait,
    ServiceObjective,
}

/// Who is preferred inside a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum SkillOrder {
    #[default]
    LongestAvailable,
    MostSkilled,
    LeastSkilled,
}

/// What ranks waiting conversations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Scoring {
    #[default]
    Conversation,
    Priority,
}

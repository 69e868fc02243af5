//! `[[expect]]`: what results are expected to be, for `callsim check`.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::expectation::{Comparison, Severity};
use crate::observe::Phase;
use crate::scenario::leaf::{Amount, Between, Name, OneOf, Text, Word};
use crate::scenario::node::{Node, Value};
use crate::scenario::problem::Problems;
use crate::scenario::read::{At, Leaf, Read};
use crate::scenario::table::as_written;

as_written! {
    /// One thing that is expected of the results; `callsim check` tells whether it holds.
    struct ExpectTable, called "an expectation", example "`[[expect]]`" {
        /// What it is called (default: what it says).
        optional name: At<Text>,
        /// The measure, by its name in result files, such as "service_level" or "asa".
        required measure: At<Text>,
        /// Whose: this call type (default: the whole centre).
        optional call_type: At<Name>,
        /// Whose: this agent group.
        optional agent_group: At<Name>,
        /// Whose: this trunk group.
        optional trunk_group: At<Name>,
        /// Whose: this outage.
        optional outage: At<Name>,
        /// Whose: this floor rule.
        optional rule: At<Name>,
        /// Whose: the calls of this phase.
        optional phase: At<OneOf<Phase>>,
        /// What is asked of the values in the replications: their "mean"; their "ratio-of-means", the
        /// default for ratios, as on the page; their mean in the "worst-interval"; or a quantile, as in
        /// { quantile = 0.05 }.
        optional statistic: StatisticField,
        /// It is to be this much or more; for times a duration.
        optional at_least: At<Amount>,
        /// It is to be this much or less; for times a duration.
        optional at_most: At<Amount>,
        /// How it is to compare with the baseline of `callsim check --baseline`: "not-worse" fails if it
        /// is surely worse by more than `margin`, "non-inferior" passes if it is surely not, and
        /// "equivalent" if it surely differs by no more, for better or worse.
        optional baseline: At<OneOf<Comparison>>,
        /// By how much it may differ from the baseline, in the unit of the measure; for times a duration
        /// (default: not at all).
        optional margin: At<Amount>,
        /// How sure the verdict has to be, between 0 and 1 (default: that of `[run]`).
        optional confidence: At<Between>,
        /// What follows if it does not hold: the check fails ("fail", the default), or it is said and no
        /// more ("warn").
        optional severity: At<OneOf<Severity>>,
    }
    exactly one of [at_least, at_most, baseline]
    at most one of [call_type, agent_group, trunk_group, outage, rule, phase]
    needs [margin => baseline]
}

as_written! {
    /// The value that a share of the replications does not exceed.
    struct QuantileTable, called "`statistic`", example "`{ quantile = 0.05 }`" {
        /// The share, between 0 and 1.
        required quantile: At<Between>,
    }
}

/// What is asked of the values of a measure: a word, or a quantile.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum StatisticField {
    Word(At<OneOf<StatisticWord>>),
    Quantile(QuantileTable),
}

/// A statistic without parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StatisticWord {
    Mean,
    RatioOfMeans,
    WorstInterval,
}

impl Read for StatisticField {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        match &node.value {
            Value::Table(_) => QuantileTable::read(node, problems).map(StatisticField::Quantile),
            Value::Text(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime
            | Value::List(_) => At::read(node, problems).map(StatisticField::Word),
        }
    }

    fn how_to_add(key: &str) -> String {
        At::<OneOf<StatisticWord>>::how_to_add(key)
    }
}

impl JsonSchema for StatisticField {
    fn schema_name() -> Cow<'static, str> {
        "Statistic".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<QuantileTable>();
        json_schema!({ "anyOf": [OneOf::<StatisticWord>::schema(), table] })
    }
}

impl Word for StatisticWord {
    const WHAT: &'static str = "statistic";
    const EXAMPLE: &'static str = "\"mean\"";
    const ALL: &'static [Self] =
        &[StatisticWord::Mean, StatisticWord::RatioOfMeans, StatisticWord::WorstInterval];

    fn word(self) -> &'static str {
        match self {
            StatisticWord::Mean => "mean",
            StatisticWord::RatioOfMeans => "ratio-of-means",
            StatisticWord::WorstInterval => "worst-interval",
        }
    }

    fn meant_by(other: &str) -> Option<Self> {
        (other == "average").then_some(StatisticWord::Mean)
    }
}

impl Word for Comparison {
    const WHAT: &'static str = "comparison with the baseline";
    const EXAMPLE: &'static str = "\"not-worse\"";
    const ALL: &'static [Self] = &Comparison::ALL;

    fn word(self) -> &'static str {
        self.name()
    }
}

impl Word for Severity {
    const WHAT: &'static str = "severity";
    const EXAMPLE: &'static str = "\"fail\"";
    const ALL: &'static [Self] = &Severity::ALL;

    fn word(self) -> &'static str {
        self.name()
    }
}

impl Word for Phase {
    const WHAT: &'static str = "phase";
    const EXAMPLE: &'static str = "\"during outages\"";
    const ALL: &'static [Self] = &Phase::ALL;

    fn word(self) -> &'static str {
        self.name()
    }

    fn meant_by(other: &str) -> Option<Self> {
        Phase::ALL.into_iter().find(|phase| phase.name().split(' ').next() == Some(other))
    }
}

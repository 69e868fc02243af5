//! `surges`: what happens at times.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::model::CivilDate;
use crate::scenario::leaf::{ClockTime, LongerThanZero, NotNegative, Share};
use crate::scenario::node::Node;
use crate::scenario::problem::Problems;
use crate::scenario::read::{At, Read};
use crate::scenario::table::as_written;

/// A factor in a window, or calls besides all others.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SurgeField {
    Factor(FactorSurgeTable),
    Calls(CallsSurgeTable),
}

as_written! {
    /// A factor on the rate in a window of every day, or of one date.
    struct FactorSurgeTable, called "a surge", example "`{ from = \"10:00\", until = \"12:00\", factor = 3 }`" {
        /// When it begins.
        required from: At<ClockTime>,
        /// When it is over.
        required until: At<ClockTime>,
        /// What the rate is multiplied by.
        required factor: At<NotNegative>,
        /// The only date on which it happens (default: every day).
        optional date: At<CivilDate>,
        /// The chance that it happens, for each day (default 1).
        optional probability: At<Share>,
    }
}

as_written! {
    /// Calls besides all others, as after a mailing, on every day or on one date.
    struct CallsSurgeTable, called "a surge", example "`{ at = \"10:30\", calls = 200, over = \"1h\" }`" {
        /// When what causes them happens.
        required at: At<ClockTime>,
        /// How many people are moved to call, in the mean of a Poisson distribution.
        required calls: At<NotNegative>,
        /// They call at any time of this long.
        optional over: At<LongerThanZero>,
        /// They call after an exponentially distributed time with this mean.
        optional mean_delay: At<LongerThanZero>,
        /// The only date on which it happens (default: every day).
        optional date: At<CivilDate>,
        /// The chance that it happens, for each day (default 1).
        optional probability: At<Share>,
    }
    exactly one of [over, mean_delay]
}

impl Read for SurgeField {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        if node.at("calls").is_some() || node.at("at").is_some() {
            return CallsSurgeTable::read(node, problems).map(SurgeField::Calls);
        }
        FactorSurgeTable::read(node, problems).map(SurgeField::Factor)
    }

    fn how_to_add(key: &str) -> String {
        FactorSurgeTable::how_to_add(key)
    }
}

impl JsonSchema for SurgeField {
    fn schema_name() -> Cow<'static, str> {
        "Surge".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let factor = generator.subschema_for::<FactorSurgeTable>();
        let calls = generator.subschema_for::<CallsSurgeTable>();
        json_schema!({ "anyOf": [factor, calls] })
    }
}

//! Distributions that may change over the day.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::DistributionField;
use crate::scenario::node::Node;
use crate::scenario::problem::Problems;
use crate::scenario::read::{List, Read};
use crate::scenario::source::Place;
use crate::scenario::table::as_written;

as_written! {
    /// Distributions that change over the day, by the time at which a call enters the queue.
    struct OverDayTable, called "a list over the day", example "`{ per_hour = [\"3m\", \"4m\"] }`" {
        /// One distribution for each interval of a day, or of all days.
        optional per_interval: List<DistributionField>,
        /// One distribution for each hour after opening.
        optional per_hour: List<DistributionField>,
    }
    exactly one of [per_interval, per_hour]
}

/// A distribution, the same at all times or changing over the day.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum OverDayField {
    Same(DistributionField),
    Changing(OverDayTable),
}

impl OverDayField {
    /// Where it stands.
    pub(crate) fn place(&self) -> Place {
        match self {
            OverDayField::Same(DistributionField::Constant(at)) => at.place,
            OverDayField::Same(DistributionField::Family(table)) => table.place,
            OverDayField::Changing(table) => table.place,
        }
    }
}

impl Read for OverDayField {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        let changes = node.at("per_interval").or_else(|| node.at("per_hour")).is_some();
        if changes && node.at("dist").is_none() {
            return OverDayTable::read(node, problems).map(OverDayField::Changing);
        }
        DistributionField::read(node, problems).map(OverDayField::Same)
    }

    fn how_to_add(key: &str) -> String {
        DistributionField::how_to_add(key)
    }
}

impl JsonSchema for OverDayField {
    fn schema_name() -> Cow<'static, str> {
        "DistributionOverDay".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let same = generator.subschema_for::<DistributionField>();
        let changing = generator.subschema_for::<OverDayTable>();
        json_schema!({ "anyOf": [same, changing] })
    }
}

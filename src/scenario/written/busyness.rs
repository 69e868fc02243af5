//! `busyness`: random factors, and how those of several call types go together.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::model::Period;
use crate::scenario::leaf::{Correlation, Name, OneOf, Positive, Share, Word};
use crate::scenario::node::{Node, Value};
use crate::scenario::problem::Problems;
use crate::scenario::read::{At, List, Read};
use crate::scenario::table::as_written;

as_written! {
    /// A random factor for all calls of a day, or of an interval. Its mean is 1, so that the forecast
    /// stays what is expected.
    struct BusynessTable, called "`busyness`", example "`{ dist = \"gamma\", cv = 0.1 }`" {
        /// The family of its distribution.
        required dist: At<OneOf<BusynessFamily>>,
        /// Its coefficient of variation: 0.1 makes a day typically 10 % busier or quieter.
        required cv: At<Positive>,
        /// For how long a factor holds: a "day" (default) or an "interval".
        optional per: At<OneOf<Period>>,
        /// How much an interval resembles the one before, from 0 to 1 (default 0): the correlation
        /// of the normals from which the factors of a day are made.
        optional autocorrelation: At<Share>,
    }
    needs [autocorrelation => per]
}

/// How busyness goes together.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum CorrelationField {
    Same(SameCorrelationTable),
    Matrix(CorrelationMatrixTable),
}

as_written! {
    /// The same correlation of busyness between all call types.
    struct SameCorrelationTable, called "`[busyness]`", example "`[busyness]` with `correlation = 0.6`" {
        /// The correlation, from 0 to 1, of the normals from which the factors are made.
        required correlation: At<Share>,
        /// The call types that are correlated (default: all that have `busyness`).
        optional call_types: List<At<Name>>,
    }
}

as_written! {
    /// A correlation of busyness for each pair of call types.
    struct CorrelationMatrixTable, called "`[busyness]`", example "`[busyness]` with `correlation = 0.6`" {
        /// The correlations, from -1 to 1, of the normals from which the factors are made: for each
        /// of the call types a list with one for each.
        required correlation: List<List<At<Correlation>>>,
        /// The call types of the rows and columns.
        required call_types: List<At<Name>>,
    }
}

impl Read for CorrelationField {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        let correlation = node.at("correlation").map(|node| &node.value);
        if let Some(Value::List(_)) = correlation {
            return CorrelationMatrixTable::read(node, problems).map(CorrelationField::Matrix);
        }
        SameCorrelationTable::read(node, problems).map(CorrelationField::Same)
    }

    fn how_to_add(key: &str) -> String {
        SameCorrelationTable::how_to_add(key)
    }
}

impl JsonSchema for CorrelationField {
    fn schema_name() -> Cow<'static, str> {
        "BusynessCorrelation".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let same = generator.subschema_for::<SameCorrelationTable>();
        let matrix = generator.subschema_for::<CorrelationMatrixTable>();
        json_schema!({ "anyOf": [same, matrix] })
    }
}

/// The families that a busyness factor may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BusynessFamily {
    Gamma,
    Lognormal,
}

impl Word for BusynessFamily {
    const WHAT: &'static str = "distribution of busyness";
    const EXAMPLE: &'static str = "\"gamma\"";
    const ALL: &'static [Self] = &[BusynessFamily::Gamma, BusynessFamily::Lognormal];

    fn word(self) -> &'static str {
        match self {
            BusynessFamily::Gamma => "gamma",
            BusynessFamily::Lognormal => "lognormal",
        }
    }
}

impl Word for Period {
    const WHAT: &'static str = "period of busyness";
    const EXAMPLE: &'static str = "\"interval\"";
    const ALL: &'static [Self] = &[Period::Day, Period::Interval];

    fn word(self) -> &'static str {
        match self {
            Period::Day => "day",
            Period::Interval => "interval",
        }
    }
}

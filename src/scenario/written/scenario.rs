//! The whole file.

use super::{
    AgentGroupTable, CallTypeTable, CorrelationField, ExpectTable, FloorRuleTable, ImportTable,
    OutageField, RoutingTable, TimeTable, TrunkGroupTable,
};
use crate::scenario::leaf::{Between, Name, Text, Whole};
use crate::scenario::node::Node;
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::{At, Leaf, List};
use crate::scenario::table::as_written;
use crate::scenario::{LARGEST_SEED, MOST_REPLICATIONS};

as_written! {
    /// A call centre, how long it is simulated, and how often.
    struct ScenarioTable, called "the scenario", example "`{ … }`" {
        /// The version of the scenario format: 1.
        required format: At<Format>,
        /// What the scenario is called; results are stored under it.
        required name: At<Name>,
        /// What it is about: the question that it answers.
        optional description: At<Text>,
        /// How long is simulated: days with opening hours, or a plain length.
        required time: TimeTable,
        /// How often, and with which random numbers.
        optional run: RunTable,
        /// CSV files with forecasts, staffing and skills.
        optional import: ImportTable,
        /// Lines into the call centre, one table `[[trunk_group]]` for each group (default: there are
        /// always enough).
        optional trunk_group: List<TrunkGroupTable>,
        /// The reasons to call, one table `[[call_type]]` for each.
        required call_type: List<CallTypeTable>,
        /// How the busyness of several call types goes together (default: not at all).
        optional busyness: CorrelationField,
        /// The teams, one table `[[agent_group]]` for each.
        required agent_group: List<AgentGroupTable>,
        /// The rules of the switch.
        optional routing: RoutingTable,
        /// What breaks, one table `[[outage]]` for each.
        optional outage: List<OutageField>,
        /// What the floor manager does, one table `[[rule]]` for each, in the order of checks.
        optional rule: List<FloorRuleTable>,
        /// What the results are expected to be, one table `[[expect]]` for each; `callsim check` tells
        /// whether it holds.
        optional expect: List<ExpectTable>,
    }
}

as_written! {
    /// How many replications are simulated, and how their results are stated.
    struct RunTable, called "`[run]`", example "`[run]`" {
        /// How many replications are simulated (default 1000).
        optional replications: At<Whole<1, { MOST_REPLICATIONS as i64 }>>,
        /// The seed of all random numbers (default 1).
        optional seed: At<Whole<0, { LARGEST_SEED as i64 }>>,
        /// The coverage of confidence intervals, between 0 and 1 (default 0.95).
        optional confidence: At<Between>,
    }
}

/// The version of the format.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Format;

impl Leaf for Format {
    const EXAMPLE: &'static str = "1";

    fn parse(node: &Node) -> Result<Self, ProblemKind> {
        let whole = Whole::<0, { i64::MAX }>::parse(node).map_err(|kind| match kind {
            ProblemKind::WrongType { expected, found, .. } => {
                ProblemKind::WrongType { expected, found, remedy: "write `format = 1`".into() }
            }
            kind => kind,
        });
        match whole? {
            Whole(1) => Ok(Format),
            Whole(found) => Err(ProblemKind::OtherFormat { found: found as u64 }),
        }
    }

    fn schema() -> schemars::Schema {
        schemars::json_schema!({ "const": 1 })
    }
}

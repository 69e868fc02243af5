//! What may happen to a call besides waiting, talk and wrap-up: trunks, the IVR, the queue's entry,
//! what follows on the talk, and calls for the same reason.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::DistributionField;
use crate::model::WaitEstimator;
use crate::scenario::leaf::{Flag, LongerThanZero, Name, NotNegative, OneOf, Share, Whole, Word};
use crate::scenario::node::{Node, Value};
use crate::scenario::problem::Problems;
use crate::scenario::read::{At, Leaf, List, OneOrMore, Read};
use crate::scenario::table::as_written;
use crate::time::SimDuration;

as_written! {
    /// Lines into the call centre, for the call types that name it.
    struct TrunkGroupTable, called "`[[trunk_group]]`", example "`[[trunk_group]]`" {
        /// What it is called.
        required name: At<Name>,
        /// How many calls it carries at once. A call has a line from dialling until the caller is
        /// gone; who finds none is blocked.
        required lines: At<Whole<1, 1_000_000>>,
    }
}

as_written! {
    /// Self-service before the queue.
    struct IvrTable, called "`ivr`", example "`{ duration = \"45s\", contained = 0.3 }`" {
        /// How long a caller spends in it, whatever comes after.
        required duration: DistributionField,
        /// The share of callers who need nothing more (default 0).
        optional contained: At<Share>,
        /// The share of callers who hang up in it (default 0).
        optional hang_up: At<Share>,
        /// Where others go that don't want the call type that they dialled; the rest enters its
        /// queue.
        optional routes: List<DestinationTable>,
    }
}

as_written! {
    /// A call type where some calls go.
    struct DestinationTable, called "a destination", example "`{ to = \"cards\", probability = 0.4 }`" {
        /// The call type whose queue comes next.
        required to: At<Name>,
        /// How probable it is.
        required probability: At<Share>,
    }
}

as_written! {
    /// What is decided when a call finds no idle agent.
    struct QueueTable, called "`queue`", example "`{ capacity = 40 }`" {
        /// How many calls may wait; the next one is rejected, or goes where `overflow` or
        /// `voicemail` says (default: no limit).
        optional capacity: At<Whole<0, 1_000_000>>,
        /// The call type whose queue a call enters that finds this one full.
        optional overflow: At<Name>,
        /// The call type whose agents hear the messages of callers who find the queue full.
        optional voicemail: At<Name>,
        /// When callers turn away at once: a table, or a list of tables of which the last one whose
        /// threshold is reached decides.
        optional balking: OneOrMore<BalkingTable>,
        /// An announcement of the wait that changes how long callers are willing to wait.
        optional announcement: AnnouncementTable,
        /// How the wait is estimated for balking and announcement (default "queue-position": place
        /// in the queue × mean handling time ÷ agents logged in; "last-answered": the wait of the
        /// call answered last).
        optional estimator: At<OneOf<WaitEstimator>>,
    }
    at most one of [overflow, voicemail]
    needs [overflow => capacity, voicemail => capacity]
}

as_written! {
    /// Turning away at once. Without a threshold: any caller who would have to wait may.
    struct BalkingTable, called "`balking`", example "`{ queue = 10, probability = 0.5 }`" {
        /// So many calls of the type wait already.
        optional queue: At<Whole<0, 1_000_000>>,
        /// The estimated wait is at least this.
        optional wait: At<SimDuration>,
        /// The share of callers who turn away.
        required probability: At<Share>,
    }
    at most one of [queue, wait]
}

as_written! {
    /// An announcement of the estimated wait.
    struct AnnouncementTable, called "`announcement`", example "`{ from = \"1m\", patience_factor = 0.8 }`" {
        /// It is played if the estimate is at least this (default "0s").
        optional from: At<SimDuration>,
        /// What multiplies the patience of callers who hear it.
        required patience_factor: At<NotNegative>,
    }
}

as_written! {
    /// Passing a caller on to another queue when the talk ends.
    struct TransferTable, called "a transfer", example "`{ to = \"second-level\", probability = 0.1 }`" {
        /// The call type whose queue comes next.
        required to: At<Name>,
        /// How probable it is.
        required probability: At<Share>,
        /// Makes it a warm transfer: the first agent stays with the caller until a colleague
        /// answers, and then for this long, with both at work (default: a cold one, the first agent
        /// is free at once).
        optional consult: At<SimDuration>,
        /// Whether the call goes before all that wait there (default false; of an escalation true).
        optional head_of_queue: At<Flag>,
    }
}

as_written! {
    /// Whether the last talk solves the caller's issue, and what callers do if it does not.
    struct ResolutionTable, called "`resolution`", example "`{ probability = 0.8 }`" {
        /// The share of issues that are solved; a skill may have its own.
        required probability: At<Share>,
        /// Calling again for the same reason (default: nobody does).
        optional repeat: RepeatTable,
    }
}

as_written! {
    /// Calling again for the same reason, which was not solved.
    struct RepeatTable, called "`repeat`", example "`{ probability = 0.9, after = \"1h\" }`" {
        /// The share of callers with an unsolved issue who call again.
        required probability: At<Share>,
        /// How long after the talk; who finds the lines closed calls in the next open hours.
        required after: DistributionField,
        /// The call type that they dial (default: the one that did not solve it).
        optional call_type: At<Name>,
        /// How many calls a caller makes for one reason in all, the first one included (default 10).
        optional max_calls: At<Whole<1, 15>>,
    }
}

as_written! {
    /// How calls ring at the agents of a group.
    struct RingTable, called "`ring`", example "`{ time = \"4s\" }`" {
        /// How long it rings until an agent picks up.
        required time: DistributionField,
        /// The share of calls that an agent does not pick up at all (default 0).
        optional no_answer: At<Share>,
        /// After so long a call that nobody has picked up goes back to the head of its queue
        /// (default "20s").
        optional timeout: At<LongerThanZero>,
        /// For how long an agent who did not pick up gets no calls (default "1m").
        optional not_ready: At<SimDuration>,
    }
}

/// Whether the issue is solved: a share, or a table that says what follows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ResolutionField {
    Share(At<Share>),
    Table(Box<ResolutionTable>),
}

impl Read for ResolutionField {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        match &node.value {
            Value::Table(_) => {
                let table = ResolutionTable::read(node, problems);
                table.map(|table| ResolutionField::Table(Box::new(table)))
            }
            Value::Text(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime
            | Value::List(_) => At::read(node, problems).map(ResolutionField::Share),
        }
    }

    fn how_to_add(key: &str) -> String {
        At::<Share>::how_to_add(key)
    }
}

impl JsonSchema for ResolutionField {
    fn schema_name() -> Cow<'static, str> {
        "Resolution".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<ResolutionTable>();
        json_schema!({ "anyOf": [Share::schema(), table] })
    }
}

impl Word for WaitEstimator {
    const WHAT: &'static str = "way to estimate the wait";
    const EXAMPLE: &'static str = "\"queue-position\"";
    const ALL: &'static [Self] = &[WaitEstimator::QueuePosition, WaitEstimator::LastAnswered];

    fn word(self) -> &'static str {
        match self {
            WaitEstimator::QueuePosition => "queue-position",
            WaitEstimator::LastAnswered => "last-answered",
        }
    }
}

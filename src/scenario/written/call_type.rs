//! `[[call_type]]`: a reason to call.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::import::FromForecast;
use super::{
    ArrivalsField, BusynessTable, DestinationTable, DistributionField, IvrTable, LastAgentField,
    OverDayField, QueueTable, ResolutionField, StepTable, TransferTable, WaitingCostField,
};
use crate::model::{AtClose, CountedBy, ServiceLevelRule};
use crate::scenario::leaf::{Name, NotNegative, Number, OneOf, Share, Whole, Word};
use crate::scenario::node::Node;
use crate::scenario::problem::Problems;
use crate::scenario::read::{At, List, OneOrMore, Read};
use crate::scenario::table::as_written;
use crate::time::SimDuration;

as_written! {
    /// A reason to call, with everything that its callers share.
    struct CallTypeTable, called "`[[call_type]]`", example "`[[call_type]]` for each reason to call" {
        /// What it is called.
        required name: At<Name>,
        /// Higher is served first under the rule "priority" (default 1).
        optional priority: At<Whole<-1_000_000, 1_000_000>>,
        /// When calls come.
        required arrivals: ArrivalsField,
        /// A random factor for all calls of a day or an interval, with mean 1 (default: every day
        /// is as forecast).
        optional busyness: BusynessTable,
        /// The work that a call brings.
        required handling: HandlingField,
        /// How long callers wait before they hang up: a duration, a distribution, or "infinite".
        required patience: PatienceField,
        /// What is promised to callers.
        required service_level: ServiceLevelTable,
        /// Whether those who got no answer call again (default: they don't).
        optional redial: RedialTable,
        /// The lines that callers dial in on: the name of a `[[trunk_group]]` (default: there are
        /// always enough).
        optional trunk_group: At<Name>,
        /// What callers hear before the queue (default: nothing).
        optional ivr: IvrTable,
        /// What is decided when a call would have to wait: capacity, balking, announcement.
        optional queue: QueueTable,
        /// Callers who are passed on to another queue when the talk ends: a table, or a list.
        optional transfer: OneOrMore<TransferTable>,
        /// Callers who are passed on to a second tier, where they go first: a table, or a list.
        optional escalation: OneOrMore<TransferTable>,
        /// Work without the caller that follows on the talk: a table, or a list.
        optional back_office: OneOrMore<DestinationTable>,
        /// Whether the last talk solves the caller's issue: a share, or a table that says who calls
        /// again (default: this is not asked).
        optional resolution: ResolutionField,
        /// What happens at closing to calls of this type that wait (default: what `[time]` says).
        optional at_close: At<OneOf<AtClose>>,
        /// Who may serve its calls when: a list of steps (default: all that have the skill, at
        /// once).
        optional route: List<StepTable>,
        /// What a minute of waiting adds to the priority, under the rule "aged-priority" (default
        /// 1).
        optional priority_gain: At<NotNegative>,
        /// What the priority does not grow beyond (default: no limit).
        optional priority_cap: At<Number>,
        /// The share of all waiting calls that is to be of this type, under the rule
        /// "queue-ratio", relative to the sum over types (default 1).
        optional queue_share: At<NotNegative>,
        /// What waiting costs, under the rules "generalised-c-mu" and "max-weight": a rate, or a
        /// table of a rate and a power (default 1).
        optional waiting_cost: WaitingCostField,
        /// What a call is worth (default 1).
        optional value: At<Number>,
        /// How long a caller who calls again waits for the agent who served the call before
        /// (default: not at all).
        optional last_agent: LastAgentField,
    }
}

as_written! {
    /// The work that a call brings to an agent of speed 1.
    struct HandlingTable, called "`handling`", example "`{ talk = { dist = \"lognormal\", mean = \"4m\", cv = 0.8 } }`" {
        /// The time with the caller on the line.
        required talk: OverDayField,
        /// Time in the talk that the caller spends on hold (default: none).
        optional hold: OverDayField,
        /// After-call work (default: none).
        optional wrap_up: OverDayField,
    }
}

as_written! {
    /// The work that a call brings, as long as the imported forecast says.
    struct ImportedHandlingTable, called "`handling`", example "`{ import = \"forecast\" }`" {
        /// "forecast": its means for each interval come from the imported forecast.
        required import: At<OneOf<FromForecast>>,
        /// The shape of talk times; their mean is replaced (default: exponential).
        optional talk: OverDayField,
        /// The shape of after-call work; its mean is replaced (default: exponential if the forecast
        /// has wrap-up, otherwise none).
        optional wrap_up: OverDayField,
    }
}

as_written! {
    /// What is promised to callers, and how it is counted.
    struct ServiceLevelTable, called "`service_level`", example "`{ within = \"20s\", target = 0.8 }`" {
        /// The acceptable wait; a call answered after exactly this is in time.
        required within: At<SimDuration>,
        /// The share of calls to be answered in time, from 0 to 1.
        required target: At<Share>,
        /// How abandoned calls count (default "offered").
        optional rule: At<OneOf<ServiceLevelRule>>,
        /// Abandonments after less than this are short (default "0s": none is).
        optional short_abandon: At<SimDuration>,
        /// Which interval a call belongs to: that of its queue "entry" (default), of its "answer"
        /// or abandonment, or of its "end".
        optional by: At<OneOf<CountedBy>>,
    }
}

as_written! {
    /// Calling again after an attempt without an answer.
    struct RedialTable, called "`redial`", example "`{ probability = 0.3, after = \"5m\" }`" {
        /// The chance that a caller tries again, from 0 to 1, where the reason has no key of its own.
        required probability: At<Share>,
        /// How long after the attempt has ended.
        required after: DistributionField,
        /// How often one caller tries in all, the first call included (default 10).
        optional max_attempts: At<Whole<1, 32_767>>,
        /// The chance after hanging up in the queue.
        optional abandoned: At<Share>,
        /// The chance after a busy tone: all lines of the trunk group were taken.
        optional blocked: At<Share>,
        /// The chance after turning away from the queue at once.
        optional balked: At<Share>,
        /// The chance after finding the queue full.
        optional rejected: At<Share>,
        /// The chance after hanging up in the IVR.
        optional abandoned_in_ivr: At<Share>,
        /// The chance after being cut off by an outage.
        optional dropped: At<Share>,
    }
}

/// The work that a call brings: written here, or as long as a forecast says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum HandlingField {
    Written(HandlingTable),
    Imported(ImportedHandlingTable),
}

impl Read for HandlingField {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        match node.at("import") {
            Some(_) => ImportedHandlingTable::read(node, problems).map(HandlingField::Imported),
            None => HandlingTable::read(node, problems).map(HandlingField::Written),
        }
    }

    fn how_to_add(key: &str) -> String {
        HandlingTable::how_to_add(key)
    }
}

impl JsonSchema for HandlingField {
    fn schema_name() -> Cow<'static, str> {
        "Handling".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let written = generator.subschema_for::<HandlingTable>();
        let imported = generator.subschema_for::<ImportedHandlingTable>();
        json_schema!({ "anyOf": [written, imported] })
    }
}

/// How long callers wait.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PatienceField {
    /// Nobody hangs up.
    Infinite,
    /// Drawn for each attempt.
    Drawn(OverDayField),
}

const INFINITE: &str = "infinite";

impl Read for PatienceField {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        match node.text() {
            Some(INFINITE) => Some(PatienceField::Infinite),
            Some(_) | None => OverDayField::read(node, problems).map(PatienceField::Drawn),
        }
    }

    fn how_to_add(key: &str) -> String {
        format!(
            "add `{key} = {{ dist = \"exponential\", mean = \"2m\" }}`, or `{key} = \"infinite\"`"
        )
    }
}

impl JsonSchema for PatienceField {
    fn schema_name() -> Cow<'static, str> {
        "Patience".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let drawn = generator.subschema_for::<OverDayField>();
        json_schema!({ "anyOf": [{ "const": INFINITE }, drawn] })
    }
}

impl Word for ServiceLevelRule {
    const WHAT: &'static str = "service-level rule";
    const EXAMPLE: &'static str = "\"offered\"";
    const ALL: &'static [Self] = &ServiceLevelRule::ALL;

    fn word(self) -> &'static str {
        self.name()
    }
}

impl Word for CountedBy {
    const WHAT: &'static str = "way to count";
    const EXAMPLE: &'static str = "\"entry\"";
    const ALL: &'static [Self] = &[CountedBy::Entry, CountedBy::Answer, CountedBy::End];

    fn word(self) -> &'static str {
        match self {
            CountedBy::Entry => "entry",
            CountedBy::Answer => "answer",
            CountedBy::End => "end",
        }
    }
}

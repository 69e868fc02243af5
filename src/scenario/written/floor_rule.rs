//! `[[rule]]`: what the floor manager does, one table for each kind of action.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::DistributionField;
use crate::model::ActivityKind;
use crate::scenario::leaf::{
    Agents, Flag, Formula, LongerThanZero, Name, NotNegative, OneOf, Share, Whole, Word, WordOf,
};
use crate::scenario::node::{Node, Value};
use crate::scenario::problem::Problems;
use crate::scenario::read::{At, Field, List, Read};
use crate::scenario::source::Place;
use crate::scenario::table::{Keys, as_written, read_of_no_kind};
use crate::time::SimDuration;

as_written! {
    /// A rule by which the floor manager acts.
    struct FloorRuleTable, called "`[[rule]]`", example "`[[rule]]`" {
        /// What it is called.
        required name: At<Name>,
        /// How often the manager looks (default: whenever anything happens).
        optional check_every: At<LongerThanZero>,
        /// What triggers it: a condition over what the manager sees.
        required when: At<Formula>,
        /// For how long that must have held (default 0s).
        optional r#for: At<SimDuration>,
        /// What resets it (default: that `when` holds no longer).
        optional until: At<Formula>,
        /// For how long that must have held (default 0s).
        optional until_for: At<SimDuration>,
        /// How far measures of service look back (default "15m").
        optional window: At<LongerThanZero>,
        /// How long it takes from the trigger until the actions take effect: a duration or a
        /// distribution (default 0s).
        optional response: DistributionField,
        /// What is done, one table `[[rule.action]]` for each.
        required action: List<ActionField>,
    }
}

/// What a floor manager does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ActionField {
    AddAgents(AddAgentsTable),
    CallIn(CallInTable),
    SendHome(SendHomeTable),
    Postpone(PostponeTable),
    Recall(RecallTable),
    Announce(AnnounceTable),
    Priority(PriorityTable),
    Open(OpenTable),
    Overflow(OverflowTable),
    OfferCallback(OfferCallbackTable),
    Reserve(ReserveTable),
    Delays(DelaysTable),
    Dedicate(DedicateTable),
}

/// The kinds of action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    AddAgents,
    CallIn,
    SendHome,
    Postpone,
    Recall,
    Announce,
    Priority,
    Open,
    Overflow,
    OfferCallback,
    Reserve,
    Delays,
    Dedicate,
}

/// The table of an action: its word and its own keys.
macro_rules! action_table {
    (
        $(#[doc = $about:literal])+
        struct $Table:ident, deed $deed:ident, called $called:literal, { $($own:tt)* }
    ) => {
        as_written! {
            $(#[doc = $about])+
            struct $Table, called $called, example "`[[rule.action]]` that says what to `do`" {
                /// What is done.
                required r#do: At<WordOf<Deed, { Deed::$deed as usize }>>,
                $($own)*
            }
        }
    };
}

action_table! {
    /// Agents who are not there otherwise come while the rule is in force.
    struct AddAgentsTable, deed AddAgents, called "the action `add-agents`", {
        /// The group that they belong to.
        required agent_group: At<Name>,
        /// How many.
        required agents: At<Agents>,
    }
}

action_table! {
    /// Agents who are not there otherwise are called in, and stay for a time.
    struct CallInTable, deed CallIn, called "the action `call-in`", {
        /// The group that they belong to.
        required agent_group: At<Name>,
        /// How many.
        required agents: At<Agents>,
        /// How long it takes until they are there: a duration or a distribution.
        required delay: DistributionField,
        /// How long they stay, whether the rule is reset or not.
        required stay: At<LongerThanZero>,
    }
}

action_table! {
    /// Agents go home for the rest of the day.
    struct SendHomeTable, deed SendHome, called "the action `send-home`", {
        /// Their group.
        required agent_group: At<Name>,
        /// How many.
        required agents: At<Agents>,
    }
}

action_table! {
    /// Activities that are due don't begin.
    struct PostponeTable, deed Postpone, called "the action `postpone`", {
        /// Whose (default: of all agent groups).
        optional agent_groups: List<At<Name>>,
        /// Which ones (default: every planned kind).
        optional activities: List<At<OneOf<ActivityKind>>>,
    }
}

action_table! {
    /// Whoever is on an activity comes back at once.
    struct RecallTable, deed Recall, called "the action `recall`", {
        /// Who (default: agents of all groups).
        optional agent_groups: List<At<Name>>,
        /// From what (default: every planned kind).
        optional activities: List<At<OneOf<ActivityKind>>>,
    }
}

action_table! {
    /// Callers who have to wait hear an announcement.
    struct AnnounceTable, deed Announce, called "the action `announce`", {
        /// Who (default: callers of all types).
        optional call_types: List<At<Name>>,
        /// The chance that one turns away at once (default 0).
        optional balking: At<Share>,
        /// What it multiplies the patience of the others by (default 1).
        optional patience_factor: At<NotNegative>,
    }
}

action_table! {
    /// Calls have another priority.
    struct PriorityTable, deed Priority, called "the action `priority`", {
        /// Whose.
        required call_types: List<At<Name>>,
        /// What is added.
        required add: At<Whole<-1_000_000, 1_000_000>>,
    }
}

action_table! {
    /// More groups may serve calls.
    struct OpenTable, deed Open, called "the action `open`", {
        /// Whose calls.
        required call_types: List<At<Name>>,
        /// Who may serve them, too.
        required agent_groups: List<At<Name>>,
        /// The tier that they are in (default: after all others).
        optional tier: At<Whole<0, 1_000_000>>,
    }
}

action_table! {
    /// Calls go over to another type.
    struct OverflowTable, deed Overflow, called "the action `overflow`", {
        /// Whose calls.
        required call_types: List<At<Name>>,
        /// The call type whose queue they go over to.
        required to: At<Name>,
        /// After so long a wait (default 0s).
        optional after: At<SimDuration>,
        /// Whether a call keeps its place in the line of all calls, and what it has waited so far
        /// (default false).
        optional keep_place: At<Flag>,
    }
}

action_table! {
    /// Callers are offered to be called back.
    struct OfferCallbackTable, deed OfferCallback, called "the action `offer-callback`", {
        /// Who.
        required call_types: List<At<Name>>,
        /// The call type of the task to call back.
        required to: At<Name>,
        /// The chance that a caller accepts.
        required accept: At<Share>,
        /// After so long a wait (default 0s).
        optional after: At<SimDuration>,
        /// Whether the task has the caller's place in the line of all calls (default true).
        optional keep_place: At<Flag>,
    }
}

action_table! {
    /// All steps of routes have another reserve.
    struct ReserveTable, deed Reserve, called "the action `reserve`", {
        /// Whose routes.
        required call_types: List<At<Name>>,
        /// More agents than this of a group must be idle.
        required reserve: At<Agents>,
    }
}

action_table! {
    /// Steps of routes come sooner or later.
    struct DelaysTable, deed Delays, called "the action `delays`", {
        /// Whose routes.
        required call_types: List<At<Name>>,
        /// What the waits are multiplied by at which steps come.
        required factor: At<NotNegative>,
    }
}

action_table! {
    /// Groups serve some of their call types alone.
    struct DedicateTable, deed Dedicate, called "the action `dedicate`", {
        /// Who.
        required agent_groups: List<At<Name>>,
        /// The call types that they go on to serve.
        required call_types: List<At<Name>>,
    }
}

/// The keys of all actions.
const KINDS: [&[&str]; 13] = [
    AddAgentsTable::FIELDS,
    CallInTable::FIELDS,
    SendHomeTable::FIELDS,
    PostponeTable::FIELDS,
    RecallTable::FIELDS,
    AnnounceTable::FIELDS,
    PriorityTable::FIELDS,
    OpenTable::FIELDS,
    OverflowTable::FIELDS,
    OfferCallbackTable::FIELDS,
    ReserveTable::FIELDS,
    DelaysTable::FIELDS,
    DedicateTable::FIELDS,
];

impl ActionField {
    /// Where it says what is done.
    pub(crate) fn place(&self) -> Place {
        fn place<T>(word: &Field<At<T>>) -> Option<Place> {
            word.given().map(|at| at.place)
        }
        let (table, word) = match self {
            ActionField::AddAgents(table) => (table.place, place(&table.r#do)),
            ActionField::CallIn(table) => (table.place, place(&table.r#do)),
            ActionField::SendHome(table) => (table.place, place(&table.r#do)),
            ActionField::Postpone(table) => (table.place, place(&table.r#do)),
            ActionField::Recall(table) => (table.place, place(&table.r#do)),
            ActionField::Announce(table) => (table.place, place(&table.r#do)),
            ActionField::Priority(table) => (table.place, place(&table.r#do)),
            ActionField::Open(table) => (table.place, place(&table.r#do)),
            ActionField::Overflow(table) => (table.place, place(&table.r#do)),
            ActionField::OfferCallback(table) => (table.place, place(&table.r#do)),
            ActionField::Reserve(table) => (table.place, place(&table.r#do)),
            ActionField::Delays(table) => (table.place, place(&table.r#do)),
            ActionField::Dedicate(table) => (table.place, place(&table.r#do)),
        };
        word.unwrap_or(table)
    }

    /// How many agents it brings who are not there otherwise, if it brings any.
    pub(crate) fn brings(&self) -> Option<&At<Agents>> {
        if let ActionField::AddAgents(AddAgentsTable { agents, .. })
        | ActionField::CallIn(CallInTable { agents, .. }) = self
        {
            return agents.given();
        }
        None
    }
}

impl Read for ActionField {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        let word = node.at("do").and_then(Node::text);
        let Some(deed) = Deed::ALL.iter().find(|deed| Some(deed.word()) == word) else {
            let names = ("`[[rule.action]]`", "`{ do = \"add-agents\", … }`");
            read_of_no_kind::<At<OneOf<Deed>>>(node, names, "do", &KINDS, problems);
            return None;
        };
        Some(match deed {
            Deed::AddAgents => ActionField::AddAgents(Read::read(node, problems)?),
            Deed::CallIn => ActionField::CallIn(Read::read(node, problems)?),
            Deed::SendHome => ActionField::SendHome(Read::read(node, problems)?),
            Deed::Postpone => ActionField::Postpone(Read::read(node, problems)?),
            Deed::Recall => ActionField::Recall(Read::read(node, problems)?),
            Deed::Announce => ActionField::Announce(Read::read(node, problems)?),
            Deed::Priority => ActionField::Priority(Read::read(node, problems)?),
            Deed::Open => ActionField::Open(Read::read(node, problems)?),
            Deed::Overflow => ActionField::Overflow(Read::read(node, problems)?),
            Deed::OfferCallback => ActionField::OfferCallback(Read::read(node, problems)?),
            Deed::Reserve => ActionField::Reserve(Read::read(node, problems)?),
            Deed::Delays => ActionField::Delays(Read::read(node, problems)?),
            Deed::Dedicate => ActionField::Dedicate(Read::read(node, problems)?),
        })
    }

    fn how_to_add(key: &str) -> String {
        AddAgentsTable::how_to_add(key)
    }

    fn how_to_list(alone: &Value) -> String {
        AddAgentsTable::how_to_list(alone)
    }
}

impl JsonSchema for ActionField {
    fn schema_name() -> Cow<'static, str> {
        "Action".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let tables = [
            generator.subschema_for::<AddAgentsTable>(),
            generator.subschema_for::<CallInTable>(),
            generator.subschema_for::<SendHomeTable>(),
            generator.subschema_for::<PostponeTable>(),
            generator.subschema_for::<RecallTable>(),
            generator.subschema_for::<AnnounceTable>(),
            generator.subschema_for::<PriorityTable>(),
            generator.subschema_for::<OpenTable>(),
            generator.subschema_for::<OverflowTable>(),
            generator.subschema_for::<OfferCallbackTable>(),
            generator.subschema_for::<ReserveTable>(),
            generator.subschema_for::<DelaysTable>(),
            generator.subschema_for::<DedicateTable>(),
        ];
        json_schema!({ "anyOf": tables })
    }
}

impl Word for Deed {
    const WHAT: &'static str = "action";
    const EXAMPLE: &'static str = "\"add-agents\"";
    const ALL: &'static [Self] = &[
        Deed::AddAgents,
        Deed::CallIn,
        Deed::SendHome,
        Deed::Postpone,
        Deed::Recall,
        Deed::Announce,
        Deed::Priority,
        Deed::Open,
        Deed::Overflow,
        Deed::OfferCallback,
        Deed::Reserve,
        Deed::Delays,
        Deed::Dedicate,
    ];

    fn word(self) -> &'static str {
        match self {
            Deed::AddAgents => "add-agents",
            Deed::CallIn => "call-in",
            Deed::SendHome => "send-home",
            Deed::Postpone => "postpone",
            Deed::Recall => "recall",
            Deed::Announce => "announce",
            Deed::Priority => "priority",
            Deed::Open => "open",
            Deed::Overflow => "overflow",
            Deed::OfferCallback => "offer-callback",
            Deed::Reserve => "reserve",
            Deed::Delays => "delays",
            Deed::Dedicate => "dedicate",
        }
    }

    fn meant_by(other: &str) -> Option<Self> {
        match other.to_lowercase().as_str() {
            "callback" => Some(Deed::OfferCallback),
            "announcement" => Some(Deed::Announce),
            _ => None,
        }
    }
}

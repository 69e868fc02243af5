//! `[[outage]]`: what breaks, one table for each kind of target.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::DistributionField;
use crate::model::{CivilDate, InProgress, IvrCalls, NewCalls};
use crate::scenario::leaf::{
    LongerThanZero, Moment, Name, OneOf, Positive, Share, Whole, Word, WordOf,
};
use crate::scenario::node::{Node, Value};
use crate::scenario::problem::{ProblemKind, Problems};
use crate::scenario::read::{At, Field, Leaf, List, Read};
use crate::scenario::table::{Keys, as_written, read_of_no_kind};

/// Something that breaks and is repaired.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum OutageField {
    Platform(PlatformTable),
    Trunks(TrunksTable),
    Ivr(IvrOutageTable),
    /// An application that is slow.
    Slow(SlowTable),
    /// An application that does not work at all.
    Application(ApplicationTable),
    Site(SiteTable),
    Power(PowerTable),
    Workstation(WorkstationTable),
}

/// What breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Platform,
    Trunks,
    Ivr,
    Application,
    Site,
    Power,
    Workstation,
}

/// What every outage says.
pub(crate) struct OutageFrame<'t> {
    pub(crate) name: &'t Field<At<Name>>,
    pub(crate) at: &'t Field<At<Moment>>,
    pub(crate) between: &'t Field<MomentWindow>,
    pub(crate) date: &'t Field<At<CivilDate>>,
    pub(crate) probability: &'t Field<At<Share>>,
    pub(crate) mtbf: &'t Field<DistributionField>,
    pub(crate) duration: &'t Field<DistributionField>,
    pub(crate) recovery_window: &'t Field<At<LongerThanZero>>,
}

/// The table of a target: when it fails, and its own keys.
macro_rules! outage_table {
    (
        $(#[doc = $about:literal])+
        struct $Table:ident, target $target:ident, called $called:literal, { $($own:tt)* }
        $( at most one of [$($rival:ident),+] )?
    ) => {
        as_written! {
            $(#[doc = $about])+
            struct $Table, called $called, example "`[[outage]]`" {
                /// What it is called.
                required name: At<Name>,
                /// What breaks.
                required target: At<WordOf<Target, { Target::$target as usize }>>,
                /// When it begins: a time of each open day; for a plain length, how long after the
                /// start.
                optional at: At<Moment>,
                /// It begins at a random moment of this window, a pair of such times.
                optional between: MomentWindow,
                /// The only date on which it happens, which may be a closed day (default: every open
                /// day).
                optional date: At<CivilDate>,
                /// The chance that it happens, for each day (default 1).
                optional probability: At<Share>,
                /// It happens again and again: the time from the start, or from the end of one, to
                /// the next.
                optional mtbf: DistributionField,
                /// How long it lasts.
                required duration: DistributionField,
                $($own)*
                /// For how long queue and service level must stay normal for service to have recovered
                /// (default "15m").
                optional recovery_window: At<LongerThanZero>,
            }
            exactly one of [at, between, mtbf]
            $( at most one of [$($rival),+] )?
            needs [date => at or between, probability => at or between]
        }

        impl $Table {
            fn frame(&self) -> OutageFrame<'_> {
                OutageFrame {
                    name: &self.name,
                    at: &self.at,
                    between: &self.between,
                    date: &self.date,
                    probability: &self.probability,
                    mtbf: &self.mtbf,
                    duration: &self.duration,
                    recovery_window: &self.recovery_window,
                }
            }
        }
    };
}

outage_table! {
    /// The switch or the network: nobody gets calls, and all agents are down.
    struct PlatformTable, target Platform, called "an outage of the platform", {
        /// What becomes of those who call while it lasts: "block" (default), a busy tone, or
        /// "hold", they come to their queue and wait.
        optional new_calls: At<OneOf<NewCalls>>,
        /// What becomes of those who wait when it begins: "drop" (default) or "keep".
        optional waiting: At<OneOf<KeepOrDrop>>,
        /// What becomes of calls in progress: "drop" (default), "keep", "freeze" or "requeue".
        optional in_progress: At<OneOf<InProgress>>,
    }
}

outage_table! {
    /// Lines of trunk groups.
    struct TrunksTable, target Trunks, called "an outage of trunks", {
        /// Whose lines (default: those of all trunk groups).
        optional trunk_groups: List<At<Name>>,
        /// The share of each group's lines that fails (default 1).
        optional share: At<Share>,
        /// What becomes of calls on them: "drop" (default), or "keep", and a line fails when its
        /// call ends.
        optional in_progress: At<OneOf<KeepOrDrop>>,
    }
}

outage_table! {
    /// The self-service of call types.
    struct IvrOutageTable, target Ivr, called "an outage of the IVR", {
        /// Whose callers (default: all call types with an IVR).
        optional call_types: List<At<Name>>,
        /// What becomes of those who call while it lasts: "bypass" (default), they go to the queue
        /// at once, "drop", a busy tone, or "hold", they wait until it works again.
        optional new_calls: At<OneOf<NewIvrCalls>>,
        /// What becomes of those who are in it: "drop" (default), "bypass", "hold", or "keep", they
        /// hear it to the end.
        optional in_progress: At<OneOf<IvrCalls>>,
    }
}

outage_table! {
    /// The system that agents work with is slow.
    struct SlowTable, target Application, called "an outage that slows the application", {
        /// What it multiplies handling times by.
        required slow_by: At<Positive>,
        /// Whose (default: all agent groups).
        optional agent_groups: List<At<Name>>,
        /// The groups that sit there, in place of `agent_groups`.
        optional site: At<Name>,
    }
    at most one of [agent_groups, site]
}

outage_table! {
    /// The system that agents work with does not work at all, and they are down.
    struct ApplicationTable, target Application, called "an outage of the application", {
        /// Whose (default: all agent groups).
        optional agent_groups: List<At<Name>>,
        /// The groups that sit there, in place of `agent_groups`.
        optional site: At<Name>,
        /// The share of their agents who are down (default 1).
        optional share: At<Share>,
        /// What becomes of their calls: "freeze" (default), "keep", "drop" or "requeue".
        optional in_progress: At<OneOf<InProgress>>,
    }
    at most one of [agent_groups, site]
}

outage_table! {
    /// Agents of a site are down.
    struct SiteTable, target Site, called "an outage of a site", {
        /// The site: what agent groups say in `site`.
        required site: At<Name>,
        /// The share of its agents who are down (default 1).
        optional share: At<Share>,
        /// What becomes of their calls: "drop" (default), "keep", "freeze" or "requeue".
        optional in_progress: At<OneOf<InProgress>>,
    }
}

outage_table! {
    /// The power of a site: seats are down but those that are carried.
    struct PowerTable, target Power, called "an outage of power", {
        /// The site: what agent groups say in `site`.
        required site: At<Name>,
        /// What becomes of the calls of agents who go down: "drop" (default), "keep", "freeze" or
        /// "requeue".
        optional in_progress: At<OneOf<InProgress>>,
        /// Batteries (default: none).
        optional ups: UpsTable,
        /// An emergency generator (default: none).
        optional generator: GeneratorTable,
    }
}

as_written! {
    /// Single workstations, each by itself.
    struct WorkstationTable, called "an outage of workstations", example "`[[outage]]`" {
        /// What it is called.
        required name: At<Name>,
        /// What breaks.
        required target: At<WordOf<Target, { Target::Workstation as usize }>>,
        /// The time between failures of each workstation: from the start, or from the end of one,
        /// to the next.
        required mtbf: DistributionField,
        /// How long each failure lasts.
        required duration: DistributionField,
        /// Whose (default: all agent groups).
        optional agent_groups: List<At<Name>>,
        /// The groups that sit there, in place of `agent_groups`.
        optional site: At<Name>,
        /// What becomes of the agent's call: "requeue" (default), "keep", "drop" or "freeze".
        optional in_progress: At<OneOf<InProgress>>,
        /// Seats to which agents move (default: none).
        optional spare: SpareTable,
    }
    at most one of [agent_groups, site]
}

as_written! {
    /// Batteries that carry seats from the beginning on, for a while.
    struct UpsTable, called "`ups`", example "`{ lasts = \"10m\" }`" {
        /// How long they last.
        required lasts: At<LongerThanZero>,
        /// The share of seats that they carry (default 1).
        optional share: At<Share>,
    }
}

as_written! {
    /// A generator that carries seats until the power is back.
    struct GeneratorTable, called "`generator`", example "`{ start = \"30s\" }`" {
        /// How long it takes to start: a duration or a distribution.
        required start: DistributionField,
        /// The chance that it starts at all (default 1).
        optional success: At<Share>,
        /// The share of seats that it carries (default 1).
        optional share: At<Share>,
    }
}

as_written! {
    /// Seats for agents whose workstation does not work.
    struct SpareTable, called "`spare`", example "`{ seats = 5, moving = \"3m\" }`" {
        /// How many there are.
        required seats: At<Whole<1, 1_000_000>>,
        /// How long it takes to move to one: a duration or a distribution.
        required moving: DistributionField,
    }
}

impl OutageField {
    /// What every outage says.
    pub(crate) fn frame(&self) -> OutageFrame<'_> {
        match self {
            OutageField::Platform(table) => table.frame(),
            OutageField::Trunks(table) => table.frame(),
            OutageField::Ivr(table) => table.frame(),
            OutageField::Slow(table) => table.frame(),
            OutageField::Application(table) => table.frame(),
            OutageField::Site(table) => table.frame(),
            OutageField::Power(table) => table.frame(),
            OutageField::Workstation(table) => table.frame(),
        }
    }
}

impl WorkstationTable {
    fn frame(&self) -> OutageFrame<'_> {
        OutageFrame {
            name: &self.name,
            at: &Field::Absent,
            between: &Field::Absent,
            date: &Field::Absent,
            probability: &Field::Absent,
            mtbf: &self.mtbf,
            duration: &self.duration,
            recovery_window: &Field::Absent,
        }
    }
}

/// The keys of the outages of all targets.
const KINDS: [&[&str]; 8] = [
    PlatformTable::FIELDS,
    TrunksTable::FIELDS,
    IvrOutageTable::FIELDS,
    SlowTable::FIELDS,
    ApplicationTable::FIELDS,
    SiteTable::FIELDS,
    PowerTable::FIELDS,
    WorkstationTable::FIELDS,
];

impl Read for OutageField {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        let word = node.at("target").and_then(Node::text);
        let Some(target) = Target::ALL.iter().find(|target| Some(target.word()) == word) else {
            let names = ("`[[outage]]`", "`[[outage]]`");
            read_of_no_kind::<At<OneOf<Target>>>(node, names, "target", &KINDS, problems);
            return None;
        };
        Some(match target {
            Target::Platform => OutageField::Platform(Read::read(node, problems)?),
            Target::Trunks => OutageField::Trunks(Read::read(node, problems)?),
            Target::Ivr => OutageField::Ivr(Read::read(node, problems)?),
            Target::Application if node.at("slow_by").is_some() => {
                OutageField::Slow(Read::read(node, problems)?)
            }
            Target::Application => OutageField::Application(Read::read(node, problems)?),
            Target::Site => OutageField::Site(Read::read(node, problems)?),
            Target::Power => OutageField::Power(Read::read(node, problems)?),
            Target::Workstation => OutageField::Workstation(Read::read(node, problems)?),
        })
    }

    fn how_to_add(key: &str) -> String {
        PlatformTable::how_to_add(key)
    }

    fn how_to_list(alone: &Value) -> String {
        PlatformTable::how_to_list(alone)
    }
}

impl JsonSchema for OutageField {
    fn schema_name() -> Cow<'static, str> {
        "Outage".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let tables = [
            generator.subschema_for::<PlatformTable>(),
            generator.subschema_for::<TrunksTable>(),
            generator.subschema_for::<IvrOutageTable>(),
            generator.subschema_for::<SlowTable>(),
            generator.subschema_for::<ApplicationTable>(),
            generator.subschema_for::<SiteTable>(),
            generator.subschema_for::<PowerTable>(),
            generator.subschema_for::<WorkstationTable>(),
        ];
        json_schema!({ "anyOf": tables })
    }
}

impl Word for Target {
    const WHAT: &'static str = "target of an outage";
    const EXAMPLE: &'static str = "\"platform\"";
    const ALL: &'static [Self] = &[
        Target::Platform,
        Target::Trunks,
        Target::Ivr,
        Target::Application,
        Target::Site,
        Target::Power,
        Target::Workstation,
    ];

    fn word(self) -> &'static str {
        match self {
            Target::Platform => "platform",
            Target::Trunks => "trunks",
            Target::Ivr => "ivr",
            Target::Application => "application",
            Target::Site => "site",
            Target::Power => "power",
            Target::Workstation => "workstation",
        }
    }

    fn meant_by(other: &str) -> Option<Self> {
        match other.to_lowercase().as_str() {
            "acd" | "pbx" | "switch" | "network" => Some(Target::Platform),
            "lines" | "trunk" | "trunk_group" => Some(Target::Trunks),
            "crm" | "app" | "software" | "system" => Some(Target::Application),
            "electricity" | "blackout" => Some(Target::Power),
            "pc" | "computer" | "workstations" | "seat" => Some(Target::Workstation),
            _ => None,
        }
    }
}

impl Word for NewCalls {
    const WHAT: &'static str = "fate of new calls";
    const EXAMPLE: &'static str = "\"block\"";
    const ALL: &'static [Self] = &[NewCalls::Block, NewCalls::Hold];

    fn word(self) -> &'static str {
        match self {
            NewCalls::Block => "block",
            NewCalls::Hold => "hold",
        }
    }
}

impl Word for InProgress {
    const WHAT: &'static str = "fate of calls in progress";
    const EXAMPLE: &'static str = "\"drop\"";
    const ALL: &'static [Self] =
        &[InProgress::Keep, InProgress::Drop, InProgress::Freeze, InProgress::Requeue];

    fn word(self) -> &'static str {
        match self {
            InProgress::Keep => "keep",
            InProgress::Drop => "drop",
            InProgress::Freeze => "freeze",
            InProgress::Requeue => "requeue",
        }
    }
}

impl Word for IvrCalls {
    const WHAT: &'static str = "fate of calls in the IVR";
    const EXAMPLE: &'static str = "\"bypass\"";
    const ALL: &'static [Self] =
        &[IvrCalls::Bypass, IvrCalls::Drop, IvrCalls::Hold, IvrCalls::Keep];

    fn word(self) -> &'static str {
        match self {
            IvrCalls::Bypass => "bypass",
            IvrCalls::Drop => "drop",
            IvrCalls::Hold => "hold",
            IvrCalls::Keep => "keep",
        }
    }
}

/// What becomes of those who call while the IVR is down: nobody is in it who could be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NewIvrCalls(pub(crate) IvrCalls);

impl Word for NewIvrCalls {
    const WHAT: &'static str = "fate of new calls";
    const EXAMPLE: &'static str = "\"bypass\"";
    const ALL: &'static [Self] =
        &[NewIvrCalls(IvrCalls::Bypass), NewIvrCalls(IvrCalls::Drop), NewIvrCalls(IvrCalls::Hold)];

    fn word(self) -> &'static str {
        self.0.word()
    }
}

/// What becomes of calls on which an outage comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeepOrDrop {
    Keep,
    Drop,
}

impl Word for KeepOrDrop {
    const WHAT: &'static str = "fate of calls";
    const EXAMPLE: &'static str = "\"drop\"";
    const ALL: &'static [Self] = &[KeepOrDrop::Keep, KeepOrDrop::Drop];

    fn word(self) -> &'static str {
        match self {
            KeepOrDrop::Keep => "keep",
            KeepOrDrop::Drop => "drop",
        }
    }
}

/// From when to when something may begin.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MomentWindow {
    pub(crate) from: At<Moment>,
    pub(crate) until: At<Moment>,
}

impl Read for MomentWindow {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        let times = List::<At<Moment>>::read(node, problems)?;
        let in_order = |from: &At<Moment>, until: &At<Moment>| match (from.value, until.value) {
            (Moment::Clock(from), Moment::Clock(until)) => from < until,
            (Moment::After(from), Moment::After(until)) => from < until,
            (Moment::Clock(_), Moment::After(_)) | (Moment::After(_), Moment::Clock(_)) => false,
        };
        match times.all()?.as_slice() {
            [from, until] if in_order(from, until) => {
                Some(MomentWindow { from: **from, until: **until })
            }
            _ => {
                problems.report(times.place, ProblemKind::BadWindow);
                None
            }
        }
    }

    fn how_to_add(key: &str) -> String {
        format!("add `{key} = [\"09:00\", \"17:00\"]`")
    }
}

impl JsonSchema for MomentWindow {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "MomentWindow".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let moment = Moment::schema();
        json_schema!({ "type": "array", "items": moment, "minItems": 2, "maxItems": 2 })
    }
}

//! `[[agent_group]]`: a team, what it can do and when it is there.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::import::FromStaffing;
use super::{
    AdherenceTable, Attributes, DistributionField, FatigueTable, IndividualTable, LearningTable,
    RestTable, RingTable, SkillsField,
};
use crate::model::ActivityKind;
use crate::scenario::leaf::{
    Agents, ClockTime, Flag, LongerThanZero, Name, NotNegative, OneOf, Positive, Share,
    ShareOfAgents, Word,
};
use crate::scenario::node::{Node, Value};
use crate::scenario::problem::{ProblemKind, Problems};
use crate::scenario::read::{At, Leaf, List, Read};
use crate::scenario::source::Place;
use crate::scenario::table::as_written;
use crate::scenario::written::Weekdays;
use crate::time::SimDuration;

as_written! {
    /// A team of agents with the same skills.
    struct AgentGroupTable, called "`[[agent_group]]`", example "`[[agent_group]]` for each team" {
        /// What it is called.
        required name: At<Name>,
        /// The call types that it serves, as names or as tables with a rank and a speed; or
        /// `{ import = "skills" }`.
        required skills: SkillsField,
        /// Where its agents sit; an outage of the site is one of all groups there.
        optional site: At<Name>,
        /// How fast its agents work: divides handling times (default 1).
        optional speed: At<Positive>,
        /// How calls ring at its agents (default: they are on the line at once).
        optional ring: RingTable,
        /// How many agents there are: a number, or a list with one number for each interval, or
        /// `{ import = "headcount" }` or `{ import = "roster" }`.
        optional agents: AgentsField,
        /// Who works when, one table `[[agent_group.shift]]` for each shift.
        optional shift: List<ShiftTable>,
        /// Who is who, one table `[[agent_group.individual]]` for each agent known by name.
        optional individual: List<IndividualTable>,
        /// What a paid hour costs.
        optional wage: At<NotNegative>,
        /// The chance that an agent is absent on a day (default 0).
        optional absence: At<Share>,
        /// How long after the start of a shift an agent comes (default 0s).
        optional lateness: DistributionField,
        /// How exactly shifts and breaks are kept.
        optional adherence: AdherenceTable,
        /// How much agents differ in speed: the coefficient of variation of a lognormal speed of
        /// mean 1, drawn for each agent (default: not at all).
        optional speed_cv: At<Positive>,
        /// How speed falls with work.
        optional fatigue: FatigueTable,
        /// How speed grows with tenure.
        optional learning: LearningTable,
        /// Short breaks that nobody plans.
        optional rest: RestTable,
        /// The share of all idle agents who are to be of this group, under the rule
        /// "idleness-ratio", relative to the sum over groups (default 1).
        optional idle_share: At<NotNegative>,
        /// What may be asked about its agents besides their skills: names, each with a number.
        optional attributes: Attributes,
    }
    exactly one of [agents, shift]
}

as_written! {
    /// Head-counts over the day.
    struct AgentsTable, called "`agents`", example "`{ per_interval = [4, 6, 8] }`" {
        /// How many agents there are in each interval: one number for each interval of a day, or of
        /// all days.
        optional per_interval: List<At<Agents>>,
        /// "headcount": the numbers come from the imported head-counts. "roster": who works when
        /// comes from the imported roster.
        optional import: At<OneOf<FromStaffing>>,
    }
    exactly one of [per_interval, import]
}

as_written! {
    /// A stretch of work of some agents, the same on every day on which it takes place.
    struct ShiftTable, called "`[[agent_group.shift]]`", example "`[[agent_group.shift]]`" {
        /// How many agents work it.
        optional agents: At<Agents>,
        /// Who works it: names of `[[agent_group.individual]]`.
        optional who: List<At<Name>>,
        /// When they log in; may be before opening.
        required start: At<ClockTime>,
        /// When they log out, or as soon after it as their call and its wrap-up end. Over several
        /// days a shift may end on the day after: "22:00" to "06:00".
        required end: At<ClockTime>,
        /// The weekdays on which it starts, as in ["monday", "friday"], or "weekdays" and "weekend"
        /// (default every day). On days on which the lines stay closed it does not take place.
        optional days: List<At<OneOf<Weekdays>>>,
        /// Whether it takes place on closed days as well (default false).
        optional on_closed_days: At<Flag>,
        /// What they do besides calls.
        optional breaks: List<BreakTable>,
    }
    exactly one of [agents, who]
}

as_written! {
    /// A planned activity besides calls. It starts when the current call and its wrap-up end.
    struct BreakTable, called "a break", example "`{ kind = \"break\", at = \"10:00\", duration = \"15m\" }`" {
        /// What it is.
        required kind: At<OneOf<ActivityKind>>,
        /// When it starts, by the clock.
        optional at: At<ClockTime>,
        /// When it starts, counted from the start of the shift.
        optional after: At<SimDuration>,
        /// From when to when it may start: agents go one after the other.
        optional window: Window,
        /// How long it lasts.
        required duration: At<LongerThanZero>,
        /// The largest share of the group's agents at work that may be away at once.
        optional max_away: At<ShareOfAgents>,
        /// Whether it ends at the planned time even when it started late (default false).
        optional fixed_end: At<Flag>,
        /// Whether it is paid (default true, for a meal false).
        optional paid: At<Flag>,
    }
    exactly one of [at, after, window]
}

/// How many agents: a number, or a table over the day.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum AgentsField {
    Constant(At<Agents>),
    OverDay(AgentsTable),
}

impl Read for AgentsField {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        match &node.value {
            Value::Table(_) => AgentsTable::read(node, problems).map(AgentsField::OverDay),
            Value::List(_) => {
                let remedy = "write it as `{ per_interval = […] }`".into();
                let (expected, found) = ("a number of agents or a table", "a list");
                problems.report(node.place, ProblemKind::WrongType { expected, found, remedy });
                None
            }
            Value::Text(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime => At::read(node, problems).map(AgentsField::Constant),
        }
    }

    fn how_to_add(key: &str) -> String {
        format!("add `{key} = 10`")
    }
}

impl JsonSchema for AgentsField {
    fn schema_name() -> Cow<'static, str> {
        "Agents".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<AgentsTable>();
        json_schema!({ "anyOf": [Agents::schema(), table] })
    }
}

/// From when to when: a pair of clock times.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Window {
    pub(crate) place: Place,
    pub(crate) from: ClockTime,
    pub(crate) until: ClockTime,
}

impl Read for Window {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        let times = List::<At<ClockTime>>::read(node, problems)?;
        let place = times.place;
        match times.all()?.as_slice() {
            [from, until] if from.value < until.value => {
                Some(Window { place, from: from.value, until: until.value })
            }
            _ => {
                problems.report(place, ProblemKind::BadWindow);
                None
            }
        }
    }

    fn how_to_add(key: &str) -> String {
        format!("add `{key} = [\"11:30\", \"13:30\"]`")
    }
}

impl JsonSchema for Window {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Window".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let time = ClockTime::schema();
        json_schema!({ "type": "array", "items": time, "minItems": 2, "maxItems": 2 })
    }
}

impl Word for ActivityKind {
    const WHAT: &'static str = "kind of break";
    const EXAMPLE: &'static str = "\"break\"";
    const ALL: &'static [Self] = &ActivityKind::PLANNED;

    fn word(self) -> &'static str {
        self.name()
    }

    fn meant_by(other: &str) -> Option<Self> {
        match other.to_lowercase().as_str() {
            "lunch" | "dinner" | "breakfast" | "supper" => Some(ActivityKind::Meal),
            "pause" | "rest" | "coffee" | "tea" => Some(ActivityKind::Break),
            "huddle" | "briefing" => Some(ActivityKind::Meeting),
            _ => None,
        }
    }
}

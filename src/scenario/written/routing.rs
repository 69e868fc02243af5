//! `[routing]`: the rules of the switch; and what a call type says of its routing.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::Rules;
use crate::model::{AgentRule, CallRule};
use crate::scenario::leaf::{
    Agents, Flag, Formula, Name, NotNegative, OneOf, Power, Share, Whole, Word,
};
use crate::scenario::node::{Node, Value};
use crate::scenario::preset::PresetField;
use crate::scenario::problem::Problems;
use crate::scenario::read::{At, Leaf, List, Read};
use crate::scenario::source::Place;
use crate::scenario::table::as_written;
use crate::time::SimDuration;

as_written! {
    /// The rules of the switch. Each is a word, or a table of the word as `rule` and its
    /// parameters, or a list of both; the next rule decides ties of the one before.
    struct RoutingTable, called "`[routing]`", example "`[routing]`" {
        /// What a switch or a paper calls its rules. Whatever else is said of the routing comes
        /// before it.
        optional preset: PresetField,
        /// Which idle agent takes a call that arrives (default "longest-idle").
        optional agent_selection: Rules<AgentRule>,
        /// Which waiting call an agent takes who frees (default ["priority", "first-come"]).
        optional call_selection: Rules<CallRule>,
        /// When the ranks of skills count in the choice of an agent: "first", before all rules
        /// (default), or "by-rule", where the rule "rank" says so.
        optional ranks: At<OneOf<Ranks>>,
        /// What the rule "score" of `agent_selection` goes by: a number, and the agent of the
        /// highest is preferred.
        optional agent_score: At<Formula>,
        /// What the rule "score" of `call_selection` goes by: a number, and the call of the highest
        /// is preferred.
        optional call_score: At<Formula>,
    }
}

as_written! {
    /// What happens when a call has waited for some time.
    struct StepTable, called "a step of `route`", example "`{ after = \"20s\", groups = [\"juniors\"] }`" {
        /// How long it has waited then (default 0s).
        optional after: At<SimDuration>,
        /// Who may serve it from now on: the names of agent groups, or "all" that have the skill.
        optional groups: GroupsField,
        /// Only those of them for whom it holds.
        optional r#where: At<Formula>,
        /// Whether the step comes at all: asked when it is due.
        optional r#if: At<Formula>,
        /// The call type whose queue it goes over to.
        optional overflow: At<Name>,
        /// The caller is offered to be called back.
        optional callback: CallbackTable,
        /// Whether it keeps its place in the line of all calls, and what it has waited so far
        /// (default false).
        optional keep_place: At<Flag>,
        /// Whether the step comes at once when nobody is logged in whom the steps before have
        /// opened (default false).
        optional or_unstaffed: At<Flag>,
        /// Ranks better than this one count as this one (default 0).
        optional least_rank: At<Whole<0, 1_000_000>>,
        /// Only those whose skill has this `delay` (default: whatever it is).
        optional delay: At<SimDuration>,
        /// Whether those whom earlier steps have opened may not serve it any more (default false).
        optional only: At<Flag>,
        /// Agents of a lower tier are preferred (default: the place of the step in the route, from
        /// 0).
        optional tier: At<Whole<0, 1_000_000>>,
        /// Only if more agents than this of the group are idle (default 0).
        optional reserve: At<Agents>,
        /// Only while at least so many calls of the type wait, this one included (default 0).
        optional min_queue: At<Whole<0, 1_000_000>>,
        /// What the step adds to the call's priority (default 0).
        optional add_priority: At<Whole<-1_000_000, 1_000_000>>,
        /// The share of calls under the rule "percent-split", relative to the sum over steps
        /// (default 1).
        optional share: At<NotNegative>,
    }
    exactly one of [groups, overflow, callback]
    needs [
        keep_place => overflow, r#where => groups, least_rank => groups, delay => groups, only => groups, tier => groups, reserve => groups,
        min_queue => groups, add_priority => groups, share => groups,
    ]
}

as_written! {
    /// An offer to be called back: whoever accepts leaves, and a task comes to the queue of another
    /// type.
    struct CallbackTable, called "`callback`", example "`{ to = \"callbacks\", accept = 0.4 }`" {
        /// The call type of the task.
        required to: At<Name>,
        /// The chance that a caller accepts.
        required accept: At<Share>,
        /// Whether the task has the caller's place in the line of all calls, and what the caller has
        /// waited so far (default true).
        optional keep_place: At<Flag>,
    }
}

as_written! {
    /// What waiting costs: after w seconds, rate × w to the power.
    struct WaitingCostTable, called "`waiting_cost`", example "`{ rate = 2.0, power = 2.0 }`" {
        /// What the first second costs.
        required rate: At<NotNegative>,
        /// 1 for a cost in proportion to the wait (default); up to 10 if long waits are worse.
        optional power: At<Power>,
    }
}

as_written! {
    /// A preference for the agent who has served the caller before.
    struct LastAgentTable, called "`last_agent`", example "`{ wait = \"30s\" }`" {
        /// How long the caller waits for that agent alone, who must be logged in.
        required wait: At<SimDuration>,
    }
}

/// When the ranks of skills count in the choice of an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ranks {
    First,
    ByRule,
}

impl Word for Ranks {
    const WHAT: &'static str = "use of ranks";
    const EXAMPLE: &'static str = "\"first\"";
    const ALL: &'static [Self] = &[Ranks::First, Ranks::ByRule];

    fn word(self) -> &'static str {
        match self {
            Ranks::First => "first",
            Ranks::ByRule => "by-rule",
        }
    }
}

/// Whom a step opens.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum GroupsField {
    /// Everybody who has the skill.
    All,
    Named(List<At<Name>>),
}

/// The word for everybody who has the skill; no group can have this name.
pub(crate) const ALL_GROUPS: &str = "all";

impl Read for GroupsField {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        if let Value::List(_) = node.value {
            return List::read(node, problems).map(GroupsField::Named);
        }
        if node.text() == Some(ALL_GROUPS) {
            return Some(GroupsField::All);
        }
        let name = At::read(node, problems)?;
        Some(GroupsField::Named(List { place: node.place, items: vec![Some(name)] }))
    }

    fn how_to_add(key: &str) -> String {
        format!("add `{key} = [\"…\"]`, or `{key} = \"{ALL_GROUPS}\"`")
    }
}

impl JsonSchema for GroupsField {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Groups".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let name = Name::schema();
        json_schema!({ "anyOf": [name, { "type": "array", "items": name }] })
    }
}

/// A value by itself, or a table of it and more.
macro_rules! alone_or_table {
    ($(#[doc = $doc:literal])+ $Field:ident: $Leaf:ty, $Table:ident, $name:literal) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq)]
        pub(crate) enum $Field {
            Alone(At<$Leaf>),
            Table($Table),
        }

        impl Read for $Field {
            fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
                match &node.value {
                    Value::Table(_) => $Table::read(node, problems).map($Field::Table),
                    Value::Text(_)
                    | Value::Integer(_)
                    | Value::Float(_)
                    | Value::Boolean(_)
                    | Value::Datetime
                    | Value::List(_) => At::read(node, problems).map($Field::Alone),
                }
            }

            fn how_to_add(key: &str) -> String {
                At::<$Leaf>::how_to_add(key)
            }
        }

        impl JsonSchema for $Field {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let table = generator.subschema_for::<$Table>();
                json_schema!({ "anyOf": [<$Leaf as Leaf>::schema(), table] })
            }
        }
    };
}
pub(super) use alone_or_table;

alone_or_table! {
    /// What waiting costs: a rate, or a table.
    WaitingCostField: NotNegative, WaitingCostTable, "WaitingCost"
}

alone_or_table! {
    /// The agent who has served the caller before: how long the caller waits, or a table.
    LastAgentField: SimDuration, LastAgentTable, "LastAgent"
}

impl LastAgentField {
    /// Where it stands.
    pub(crate) fn place(&self) -> Place {
        match self {
            LastAgentField::Alone(at) => at.place,
            LastAgentField::Table(table) => table.place,
        }
    }
}

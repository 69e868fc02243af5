//! What an agent can do: skills, and whatever else may be asked.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::import::{Dictionary, FromSkills};
use super::routing::alone_or_table;
use crate::scenario::leaf::{Name, NotNegative, Number, OneOf, Positive, Share, Whole};
use crate::scenario::node::{Node, Value};
use crate::scenario::problem::Problems;
use crate::scenario::read::{At, Leaf, List, Read};
use crate::scenario::source::Place;
use crate::scenario::table::as_written;
use crate::time::SimDuration;

/// What may be asked about agents besides their skills, by name.
pub(crate) type Attributes = Dictionary<Number>;

as_written! {
    /// The ability to serve a call type.
    struct SkillTable, called "a skill", example "`{ call_type = \"sales\", rank = 1 }`" {
        /// The call type.
        required call_type: At<Name>,
        /// 1 is the first choice (default 1).
        optional rank: At<Whole<1, 1_000_000>>,
        /// How fast this work goes: divides handling times, together with the group's speed
        /// (default 1).
        optional speed: At<Positive>,
        /// The share of callers' issues that these agents solve (default: the call type's).
        optional resolution: At<Share>,
        /// How good these agents are at it, on a scale of your own, for rules that ask for it
        /// (default 1).
        optional level: At<Number>,
        /// How dear the pair of call type and agents is to rules that weigh: a number for each
        /// second of wait or idle time, or a table (default 1).
        optional weight: WeightField,
        /// How long a call must have waited before these agents may serve it; where the call type
        /// has a `route`, that says so alone (default 0s).
        optional delay: At<SimDuration>,
        /// The share of the agent's work that is to be of this type, under the rule
        /// "percent-allocation", relative to the sum over skills (default 1).
        optional share: At<NotNegative>,
    }
}

as_written! {
    /// How dear a pair of call type and agents is to rules that weigh.
    struct WeightTable, called "`weight`", example "`{ wait = 2.0, idle = 1.0, constant = 10.0 }`" {
        /// What a second of the call's wait counts (default 1).
        optional wait: At<NotNegative>,
        /// What a second of the longest idle agent's idle time counts (default 1).
        optional idle: At<NotNegative>,
        /// What the pair counts from the start (default 0).
        optional constant: At<Number>,
    }
}

as_written! {
    /// Skills from a file.
    struct ImportedSkillsTable, called "`skills`", example "`{ import = \"skills\" }`" {
        /// "skills": they come from the imported skills.
        required import: At<OneOf<FromSkills>>,
    }
}

alone_or_table! {
    /// A weight: a number for each second of wait or idle time, or a table.
    WeightField: NotNegative, WeightTable, "Weight"
}

/// What a group can serve: a list, or what a file says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SkillsField {
    List(List<SkillField>),
    Imported(Place),
}

impl SkillsField {
    /// The skills that are written here.
    pub(crate) fn list(&self) -> Option<&List<SkillField>> {
        match self {
            SkillsField::List(list) => Some(list),
            SkillsField::Imported(_) => None,
        }
    }
}

impl Read for SkillsField {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        if let Value::Table(_) = node.value {
            let table = ImportedSkillsTable::read(node, problems)?;
            return table.import.given().map(|at| SkillsField::Imported(at.place));
        }
        List::read(node, problems).map(SkillsField::List)
    }

    fn how_to_add(key: &str) -> String {
        List::<SkillField>::how_to_add(key)
    }
}

impl JsonSchema for SkillsField {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Skills".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let list = generator.subschema_for::<List<SkillField>>();
        let imported = generator.subschema_for::<ImportedSkillsTable>();
        json_schema!({ "anyOf": [list, imported] })
    }
}

/// A skill: the name of a call type, or a table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SkillField {
    Name(At<Name>),
    Table(Box<SkillTable>),
}

impl Read for SkillField {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        match &node.value {
            Value::Table(_) => {
                let table = SkillTable::read(node, problems);
                table.map(|table| SkillField::Table(Box::new(table)))
            }
            Value::Text(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime
            | Value::List(_) => At::read(node, problems).map(SkillField::Name),
        }
    }

    fn how_to_add(key: &str) -> String {
        format!("add `{key} = \"sales\"`")
    }
}

impl JsonSchema for SkillField {
    fn schema_name() -> Cow<'static, str> {
        "Skill".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<SkillTable>();
        json_schema!({ "anyOf": [Name::schema(), table] })
    }
}

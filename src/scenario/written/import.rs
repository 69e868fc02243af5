//! `[import]`: files with what is otherwise written in the scenario.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::model::ActivityKind;
use crate::scenario::leaf::{Name, OneOf, Text, Word};
use crate::scenario::node::{Entry, Node, Table, Value};
use crate::scenario::problem::{ProblemKind, Problems};
use crate::scenario::read::{At, Leaf, Read};
use crate::scenario::table::as_written;

as_written! {
    /// CSV files with forecasts, staffing and skills. Each is a path relative to the scenario, or a
    /// table with more to say about the file.
    struct ImportTable, called "`[import]`", example "`[import]`" {
        /// The calls expected in each interval, and how long they take: one row for each interval
        /// of each call type.
        optional forecast: FileField<ForecastFile>,
        /// How many agents there are in each interval: one row for each interval of each group.
        optional headcount: FileField<HeadcountFile>,
        /// Who works when: one row for each shift or activity of each agent.
        optional roster: FileField<RosterFile>,
        /// What groups or single agents can serve: one row for each of them and call type.
        optional skills: FileField<SkillsFile>,
    }
}

as_written! {
    /// A file with the calls expected.
    struct ForecastFile, called "`[import.forecast]`", example "`\"forecast.csv\"`" {
        /// The path of the file.
        required csv: At<Text>,
        /// What its columns are called, where that differs.
        optional columns: ForecastColumns,
        /// Names in the file, each with the call type that it stands for.
        optional names: Aliases,
        /// The zone of its times, if it is not that of the centre in `[time]`.
        optional time_zone: At<Text>,
        /// What is done with rows for unknown call types or with calls while the lines are closed:
        /// "refuse" (default) or "report".
        optional unused: At<OneOf<Unused>>,
    }
}

as_written! {
    /// The columns of a forecast.
    struct ForecastColumns, called "`columns`", example "`{ volume = \"calls\" }`" {
        /// The call type (default "call_type").
        optional call_type: At<Text>,
        /// The start of the interval (default "start").
        optional start: At<Text>,
        /// The calls expected in it (default "volume").
        optional volume: At<Text>,
        /// The mean handling time, wrap-up included, in seconds or with a unit (default "aht").
        optional aht: At<Text>,
        /// The mean talk time, in place of the handling time (default "talk").
        optional talk: At<Text>,
        /// The mean wrap-up (default "wrap_up").
        optional wrap_up: At<Text>,
    }
}

as_written! {
    /// A file with head-counts.
    struct HeadcountFile, called "`[import.headcount]`", example "`\"headcount.csv\"`" {
        /// The path of the file.
        required csv: At<Text>,
        /// What its columns are called, where that differs.
        optional columns: HeadcountColumns,
        /// Names in the file, each with the agent group that it stands for.
        optional names: Aliases,
        /// The zone of its times, if it is not that of the centre in `[time]`.
        optional time_zone: At<Text>,
        /// What is done with rows for unknown groups or with agents while the lines are closed:
        /// "refuse" (default) or "report".
        optional unused: At<OneOf<Unused>>,
    }
}

as_written! {
    /// The columns of head-counts.
    struct HeadcountColumns, called "`columns`", example "`{ agents = \"fte\" }`" {
        /// The agent group (default "group").
        optional group: At<Text>,
        /// The start of the interval (default "start").
        optional start: At<Text>,
        /// How many agents there are in it (default "agents").
        optional agents: At<Text>,
    }
}

as_written! {
    /// A file with shifts.
    struct RosterFile, called "`[import.roster]`", example "`\"roster.csv\"`" {
        /// The path of the file.
        required csv: At<Text>,
        /// What its columns are called, where that differs.
        optional columns: RosterColumns,
        /// Names in the file, each with the agent group that it stands for.
        optional names: Aliases,
        /// Words in the file, each with "shift" or the activity that it stands for.
        optional activities: ActivityWords,
        /// The zone of its times, if it is not that of the centre in `[time]`.
        optional time_zone: At<Text>,
        /// What is done with rows for unknown groups: "refuse" (default) or "report".
        optional unused: At<OneOf<Unused>>,
    }
}

as_written! {
    /// The columns of a roster.
    struct RosterColumns, called "`columns`", example "`{ agent = \"name\" }`" {
        /// The agent's name (default "agent").
        optional agent: At<Text>,
        /// The agent group (default "group").
        optional group: At<Text>,
        /// When it starts (default "start").
        optional start: At<Text>,
        /// When it ends (default "end").
        optional end: At<Text>,
        /// What it is (default "activity"; without this column, every row is a shift).
        optional activity: At<Text>,
        /// What a paid hour of the agent costs (default "wage").
        optional wage: At<Text>,
        /// What the switch knows the agent by (default "login_number").
        optional login_number: At<Text>,
        /// How fast the agent works (default "speed").
        optional speed: At<Text>,
        /// How long the agent has been here, with a unit (default "tenure").
        optional tenure: At<Text>,
        /// A word for the quality of the agent's work (default "quality_class").
        optional quality_class: At<Text>,
    }
}

as_written! {
    /// A file with skills.
    struct SkillsFile, called "`[import.skills]`", example "`\"skills.csv\"`" {
        /// The path of the file.
        required csv: At<Text>,
        /// What its columns are called, where that differs.
        optional columns: SkillsColumns,
        /// Names in the file, each with the call type or agent group that it stands for.
        optional names: Aliases,
        /// What is done with rows for unknown groups or call types: "refuse" (default) or "report".
        optional unused: At<OneOf<Unused>>,
    }
}

as_written! {
    /// The columns of skills.
    struct SkillsColumns, called "`columns`", example "`{ rank = \"level\" }`" {
        /// The agent group (default "group").
        optional group: At<Text>,
        /// One of its agents, whose skills these are in place of the group's (default "agent").
        optional agent: At<Text>,
        /// The call type that it serves (default "call_type").
        optional call_type: At<Text>,
        /// 1 for the first choice (default "rank"; 1 without this column).
        optional rank: At<Text>,
        /// What handling times are divided by (default "speed"; 1 without this column).
        optional speed: At<Text>,
        /// What handling times are multiplied by, in place of the speed (default "aht_factor").
        optional aht_factor: At<Text>,
        /// The share of callers' issues that are solved (default "resolution"; the call type's
        /// where it is empty).
        optional resolution: At<Text>,
        /// How good they are at it, for rules that ask for it (default "level"; 1 where it is
        /// empty).
        optional level: At<Text>,
    }
}

/// A file: its path, or a table with more to say about it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FileField<T>(pub(crate) T);

impl<T: Read> Read for FileField<T> {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        match &node.value {
            Value::Text(_) => {
                let entry = Entry { key: node.place, node: node.clone() };
                let table = Table::from([("csv".to_owned(), entry)]);
                let table = Node { place: node.place, value: Value::Table(table) };
                T::read(&table, problems).map(FileField)
            }
            Value::Table(_) => T::read(node, problems).map(FileField),
            Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime
            | Value::List(_) => {
                let (expected, found) = ("the path of a file, or a table with it", node.kind());
                let remedy = "write it as `\"file.csv\"` or `{ csv = \"file.csv\" }`".into();
                problems.report(node.place, ProblemKind::WrongType { expected, found, remedy });
                None
            }
        }
    }

    fn how_to_add(key: &str) -> String {
        format!("add `{key} = \"{key}.csv\"`")
    }
}

impl<T: Read> JsonSchema for FileField<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "file".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [Text::schema(), table] })
    }
}

/// What a file calls something, each with what it stands for in the scenario.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dictionary<T>(pub(crate) Vec<(String, At<T>)>);

/// Names in a file, each with the name in the scenario.
pub(crate) type Aliases = Dictionary<Name>;

/// Words in a file, each with what a row is.
pub(crate) type ActivityWords = Dictionary<OneOf<RosterRow>>;

impl<T: Leaf> Read for Dictionary<T> {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        let Value::Table(table) = &node.value else {
            let remedy = format!("write it as `{{ \"…\" = {} }}`", T::EXAMPLE);
            let (expected, found) = ("a table", node.kind());
            problems.report(node.place, ProblemKind::WrongType { expected, found, remedy });
            return None;
        };
        let pairs: Vec<Option<_>> = table
            .iter()
            .map(|(in_file, entry)| Some((in_file.clone(), At::read(&entry.node, problems)?)))
            .collect();
        pairs.into_iter().collect::<Option<_>>().map(Dictionary)
    }

    fn how_to_add(key: &str) -> String {
        format!("add `{key} = {{ \"…\" = {} }}`", T::EXAMPLE)
    }
}

impl<T: Leaf> JsonSchema for Dictionary<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "dictionary".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": T::schema() })
    }
}

/// What is done with rows that can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unused {
    /// They are problems.
    Refuse,
    /// They are passed over and listed.
    Report,
}

impl Word for Unused {
    const WHAT: &'static str = "way to treat unused rows";
    const EXAMPLE: &'static str = "\"refuse\"";
    const ALL: &'static [Self] = &[Unused::Refuse, Unused::Report];

    fn word(self) -> &'static str {
        match self {
            Unused::Refuse => "refuse",
            Unused::Report => "report",
        }
    }
}

/// Which imported file something comes from, where only one can have it.
macro_rules! imported_from {
    ($(#[doc = $about:literal])+ $Type:ident, $variant:ident, $word:literal) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $Type {
            $variant,
        }

        impl Word for $Type {
            const WHAT: &'static str = "import";
            const EXAMPLE: &'static str = concat!("\"", $word, "\"");
            const ALL: &'static [Self] = &[$Type::$variant];

            fn word(self) -> &'static str {
                $word
            }
        }
    };
}

imported_from!(
    /// Calls and handling times come from the forecast.
    FromForecast, Forecast, "forecast"
);
imported_from!(
    /// Skills come from the file of skills.
    FromSkills, Skills, "skills"
);

/// Which file says how many agents there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FromStaffing {
    /// That of head-counts.
    Headcount,
    /// That of shifts.
    Roster,
}

impl Word for FromStaffing {
    const WHAT: &'static str = "import";
    const EXAMPLE: &'static str = "\"headcount\"";
    const ALL: &'static [Self] = &[FromStaffing::Headcount, FromStaffing::Roster];

    fn word(self) -> &'static str {
        match self {
            FromStaffing::Headcount => "headcount",
            FromStaffing::Roster => "roster",
        }
    }
}

/// What a row of a roster is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RosterRow {
    /// A stretch of work.
    Shift,
    /// Something besides calls.
    Activity(ActivityKind),
}

impl RosterRow {
    /// What it is besides calls, if it is that.
    pub(crate) fn activity(self) -> Option<ActivityKind> {
        match self {
            RosterRow::Shift => None,
            RosterRow::Activity(kind) => Some(kind),
        }
    }
}

impl Word for RosterRow {
    const WHAT: &'static str = "activity";
    const EXAMPLE: &'static str = "\"meal\"";
    const ALL: &'static [Self] = &[
        RosterRow::Shift,
        RosterRow::Activity(ActivityKind::Break),
        RosterRow::Activity(ActivityKind::Meal),
        RosterRow::Activity(ActivityKind::Meeting),
        RosterRow::Activity(ActivityKind::Training),
        RosterRow::Activity(ActivityKind::Coaching),
    ];

    fn word(self) -> &'static str {
        match self {
            RosterRow::Shift => "shift",
            RosterRow::Activity(kind) => kind.name(),
        }
    }
}

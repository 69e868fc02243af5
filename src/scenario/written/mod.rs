//! The scenario as written: one declaration for each table of the format.

mod agent_group;
mod arrivals;
mod busyness;
mod call_type;
mod distribution;
mod expect;
mod family;
mod floor_rule;
mod import;
mod life;
mod outage;
mod over_day;
mod people;
mod routing;
mod rule;
mod rules;
mod scenario;
mod skill;
mod surge;
mod time;

pub(crate) use agent_group::{AgentGroupTable, AgentsField, AgentsTable, BreakTable, ShiftTable};
pub(crate) use arrivals::{
    Adjustments, ArrivalsField, BatchTable, CountsTable, ModulatedTable, PointTable, TraceTable,
    Volume, WeekdayTable,
};
pub(crate) use busyness::{
    BusynessFamily, BusynessTable, CorrelationField, CorrelationMatrixTable, SameCorrelationTable,
};
pub(crate) use call_type::{
    CallTypeTable, HandlingField, HandlingTable, ImportedHandlingTable, PatienceField, RedialTable,
    ServiceLevelTable,
};
pub(crate) use distribution::{DistributionField, FamilyTable, Parameter, Parameters};
pub(crate) use expect::{ExpectTable, StatisticField, StatisticWord};
pub(crate) use floor_rule::{
    ActionField, AnnounceTable, CallInTable, FloorRuleTable, OfferCallbackTable, OverflowTable,
};
pub(crate) use import::{
    Aliases, ForecastFile, FromStaffing, HeadcountFile, ImportTable, RosterFile, RosterRow,
    SkillsFile, Unused,
};
pub(crate) use life::{
    AnnouncementTable, BalkingTable, DestinationTable, IvrTable, QueueTable, RepeatTable,
    ResolutionField, RingTable, TransferTable, TrunkGroupTable,
};
pub(crate) use outage::{
    GeneratorTable, KeepOrDrop, OutageField, OutageFrame, PowerTable, SpareTable, UpsTable,
};
pub(crate) use over_day::{OverDayField, OverDayTable};
pub(crate) use people::{AdherenceTable, FatigueTable, IndividualTable, LearningTable, RestTable};
pub(crate) use routing::{
    ALL_GROUPS, CallbackTable, GroupsField, LastAgentField, Ranks, RoutingTable, StepTable,
    WaitingCostField,
};
pub(crate) use rule::{Rule, RuleField, Rules};
pub(crate) use scenario::{RunTable, ScenarioTable};
pub(crate) use skill::{Attributes, SkillField, SkillsField, WeightField};
pub(crate) use surge::{CallsSurgeTable, FactorSurgeTable, SurgeField};
pub(crate) use time::{DayHours, TimeTable, Weekdays};

//! `arrivals`: when calls come.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::import::FromForecast;
use super::{DistributionField, SurgeField};
use crate::model::CivilDate;
use crate::scenario::leaf::{
    ClockTime, LongerThanZero, NotNegative, OneOf, OneOrMore, Positive, Text, Whole, Word, WordOf,
};
use crate::scenario::node::Node;
use crate::scenario::problem::Problems;
use crate::scenario::read::{At, Field, List, Read};
use crate::scenario::source::Place;
use crate::scenario::table::as_written;

/// When calls come: one table for each process.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ArrivalsField {
    Poisson(PoissonTable),
    Counts(CountsTable),
    Renewal(RenewalTable),
    Modulated(ModulatedTable),
    Trace(TraceTable),
    None(NobodyTable),
}

/// How calls come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Process {
    Poisson,
    Counts,
    Renewal,
    Mmpp,
    Trace,
    None,
}

impl Word for Process {
    const WHAT: &'static str = "arrival process";
    const EXAMPLE: &'static str = "\"poisson\"";
    const ALL: &'static [Self] = &[
        Process::Poisson,
        Process::Counts,
        Process::Renewal,
        Process::Mmpp,
        Process::Trace,
        Process::None,
    ];

    fn word(self) -> &'static str {
        match self {
            Process::Poisson => "poisson",
            Process::Counts => "counts",
            Process::Renewal => "renewal",
            Process::Mmpp => "mmpp",
            Process::Trace => "trace",
            Process::None => "none",
        }
    }
}

/// What stands in the table of every process with a rate.
pub(crate) struct Adjustments<'t> {
    pub(crate) scale: &'t Field<At<NotNegative>>,
    pub(crate) weekday: &'t Field<WeekdayTable>,
    pub(crate) days: &'t Field<List<DayFactorTable>>,
    pub(crate) batch: &'t Field<BatchTable>,
    pub(crate) surges: &'t Field<List<SurgeField>>,
}

/// The ways to say how many calls are expected.
pub(crate) struct Volume<'t> {
    pub(crate) per_minute: &'t Field<At<NotNegative>>,
    pub(crate) per_hour: &'t Field<At<NotNegative>>,
    pub(crate) per_day: &'t Field<At<NotNegative>>,
    pub(crate) per_interval: &'t Field<List<At<NotNegative>>>,
    pub(crate) piecewise_linear: &'t Field<List<PointTable>>,
    pub(crate) csv: &'t Field<At<Text>>,
    pub(crate) column: &'t Field<At<Text>>,
    pub(crate) import: &'t Field<At<OneOf<FromForecast>>>,
}

/// The table of a process: its own keys, then those of every process with a rate. With volumes, one
/// of the ways to give them stands in front.
macro_rules! process_table {
    (
        $(#[doc = $about:literal])+
        struct $Table:ident, process $process:ident, with volumes { $($own:tt)* }
    ) => {
        process_table! {
            $(#[doc = $about])+
            struct $Table, process $process, {
                /// A constant rate: calls per minute.
                optional per_minute: At<NotNegative>,
                /// A constant rate: calls per hour.
                optional per_hour: At<NotNegative>,
                /// A constant rate: calls per day, spread evenly over the opening hours.
                optional per_day: At<NotNegative>,
                /// The calls expected in each interval: one number for each interval of a day, or
                /// of all days.
                optional per_interval: List<At<NotNegative>>,
                /// Points between which the rate goes along a straight line; before the first and
                /// after the last it stays the same.
                optional piecewise_linear: List<PointTable>,
                /// A CSV file with a row for each interval: its `start` and the calls expected in
                /// it.
                optional csv: At<Text>,
                /// The column of the CSV file with the calls expected.
                optional column: At<Text>,
                /// "forecast": the calls expected come from the imported forecast.
                optional import: At<OneOf<FromForecast>>,
                $($own)*
            }
            exactly one of [per_minute, per_hour, per_day, per_interval, piecewise_linear, csv, import]
            needs [csv => column, column => csv]
        }

        impl $Table {
            pub(crate) fn volume(&self) -> Volume<'_> {
                Volume {
                    per_minute: &self.per_minute,
                    per_hour: &self.per_hour,
                    per_day: &self.per_day,
                    per_interval: &self.per_interval,
                    piecewise_linear: &self.piecewise_linear,
                    csv: &self.csv,
                    column: &self.column,
                    import: &self.import,
                }
            }
        }
    };
    (
        $(#[doc = $about:literal])+
        struct $Table:ident, process $process:ident, { $($own:tt)* }
        $($rules:tt)*
    ) => {
        as_written! {
            $(#[doc = $about])+
            struct $Table, called "`arrivals`", example "`{ process = \"poisson\", per_hour = 60 }`" {
                /// How calls come: "poisson", "counts", "renewal", "mmpp", "trace" or "none".
                required process: At<WordOf<Process, { Process::$process as usize }>>,
                $($own)*
                /// Multiplies all of it (default 1).
                optional scale: At<NotNegative>,
                /// Factors by weekday (default 1).
                optional weekday: WeekdayTable,
                /// Factors of single dates, on top of that of the weekday.
                optional days: List<DayFactorTable>,
                /// How many come together (default: each call by itself).
                optional batch: BatchTable,
                /// What happens at times: a factor for a while, or calls besides all others.
                optional surges: List<SurgeField>,
            }
            $($rules)*
        }

        impl $Table {
            pub(crate) fn adjustments(&self) -> Adjustments<'_> {
                Adjustments {
                    scale: &self.scale,
                    weekday: &self.weekday,
                    days: &self.days,
                    batch: &self.batch,
                    surges: &self.surges,
                }
            }
        }
    };
}

process_table! {
    /// Calls that come one by one, independently of each other.
    struct PoissonTable, process Poisson, with volumes {}
}

process_table! {
    /// As many calls in each interval as given, at independent moments.
    struct CountsTable, process Counts, with volumes {
        /// Makes the count of an interval negative binomial, with the variance m + dispersion·m²
        /// for a mean of m (default: the count is what is given).
        optional dispersion: At<Positive>,
    }
}

process_table! {
    /// Calls with independent times between each other, begun anew at each opening.
    struct RenewalTable, process Renewal, {
        /// The time from one call to the next.
        required between: DistributionField,
    }
}

process_table! {
    /// Poisson arrivals at a rate that jumps between states at random times.
    struct ModulatedTable, process Mmpp, {
        /// The states.
        required states: List<StateTable>,
        /// For each state, how likely each state is to be the next, as weights (default: one state
        /// after the other, and the first after the last).
        optional transitions: List<List<At<NotNegative>>>,
    }
}

as_written! {
    /// The calls of a file, the same in every replication.
    struct TraceTable, called "`arrivals`", example "`{ process = \"trace\", csv = \"calls.csv\" }`" {
        /// How calls come: "poisson", "counts", "renewal", "mmpp", "trace" or "none".
        required process: At<WordOf<Process, { Process::Trace as usize }>>,
        /// A CSV file with a row for each call, in order of time.
        required csv: At<Text>,
        /// The column with the moment at which each call comes (default "at").
        optional at: At<Text>,
        /// The column with talk times; those of empty fields are drawn, as are all without a column.
        optional talk: At<Text>,
        /// The column with after-call work.
        optional wrap_up: At<Text>,
        /// The column with the patience of the first attempt.
        optional patience: At<Text>,
        /// Calls that come at times besides all others.
        optional surges: List<SurgeField>,
    }
}

as_written! {
    /// Nobody calls but at surges: for calls that are passed on.
    struct NobodyTable, called "`arrivals`", example "`{ process = \"none\" }`" {
        /// How calls come: "poisson", "counts", "renewal", "mmpp", "trace" or "none".
        required process: At<WordOf<Process, { Process::None as usize }>>,
        /// Calls that come at times.
        optional surges: List<SurgeField>,
    }
}

as_written! {
    /// The rate of arrivals at a time of day.
    struct PointTable, called "a point", example "`{ at = \"08:00\", per_hour = 30 }`" {
        /// The time of day.
        required at: At<ClockTime>,
        /// Calls per hour at this time.
        required per_hour: At<NotNegative>,
    }
}

as_written! {
    /// A state of a modulated rate.
    struct StateTable, called "a state", example "`{ per_hour = 60, mean = \"20m\" }`" {
        /// Calls per hour while it lasts.
        required per_hour: At<NotNegative>,
        /// How long it lasts in the mean; the time is exponentially distributed.
        required mean: At<LongerThanZero>,
    }
}

as_written! {
    /// Factors by weekday. A single day comes before the group that it is in.
    struct WeekdayTable, called "`weekday`", example "`{ monday = 1.2, weekend = 0.5 }`" {
        /// Monday to Friday.
        optional weekdays: At<NotNegative>,
        /// Saturday and Sunday.
        optional weekend: At<NotNegative>,
        /// Monday.
        optional monday: At<NotNegative>,
        /// Tuesday.
        optional tuesday: At<NotNegative>,
        /// Wednesday.
        optional wednesday: At<NotNegative>,
        /// Thursday.
        optional thursday: At<NotNegative>,
        /// Friday.
        optional friday: At<NotNegative>,
        /// Saturday.
        optional saturday: At<NotNegative>,
        /// Sunday.
        optional sunday: At<NotNegative>,
    }
}

as_written! {
    /// A factor for one date.
    struct DayFactorTable, called "a day", example "`{ date = \"2026-12-24\", factor = 0.4 }`" {
        /// The date.
        required date: At<CivilDate>,
        /// What the rate is multiplied by.
        required factor: At<NotNegative>,
    }
}

as_written! {
    /// How many calls come together: always as many, geometrically many, or one of several sizes.
    struct BatchTable, called "`batch`", example "`{ size = 2 }`" {
        /// Always so many.
        optional size: At<Whole<1, 1_000_000>>,
        /// The mean of a geometric distribution from 1 on.
        optional mean: At<OneOrMore>,
        /// The sizes to choose from.
        optional values: List<At<Whole<1, 1_000_000>>>,
        /// How often each of the values is chosen; the sum need not be 1.
        optional weights: List<At<NotNegative>>,
    }
    exactly one of [size, mean, values]
    needs [values => weights, weights => values]
}

impl ArrivalsField {
    /// Where the table stands.
    pub(crate) fn place(&self) -> Place {
        match self {
            ArrivalsField::Poisson(table) => table.place,
            ArrivalsField::Counts(table) => table.place,
            ArrivalsField::Renewal(table) => table.place,
            ArrivalsField::Modulated(table) => table.place,
            ArrivalsField::Trace(table) => table.place,
            ArrivalsField::None(table) => table.place,
        }
    }

    /// Whether the calls expected come from the imported forecast.
    pub(crate) fn is_imported(&self) -> bool {
        match self {
            ArrivalsField::Poisson(table) => !table.import.is_absent(),
            ArrivalsField::Counts(table) => !table.import.is_absent(),
            ArrivalsField::Renewal(_)
            | ArrivalsField::Modulated(_)
            | ArrivalsField::Trace(_)
            | ArrivalsField::None(_) => false,
        }
    }
}

impl Read for ArrivalsField {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        let word = node.at("process").and_then(Node::text);
        let process = Process::ALL.iter().find(|process| Some(process.word()) == word);
        Some(match process.copied().unwrap_or(Process::Poisson) {
            Process::Poisson => ArrivalsField::Poisson(Read::read(node, problems)?),
            Process::Counts => ArrivalsField::Counts(Read::read(node, problems)?),
            Process::Renewal => ArrivalsField::Renewal(Read::read(node, problems)?),
            Process::Mmpp => ArrivalsField::Modulated(Read::read(node, problems)?),
            Process::Trace => ArrivalsField::Trace(Read::read(node, problems)?),
            Process::None => ArrivalsField::None(Read::read(node, problems)?),
        })
    }

    fn how_to_add(key: &str) -> String {
        PoissonTable::how_to_add(key)
    }
}

impl JsonSchema for ArrivalsField {
    fn schema_name() -> Cow<'static, str> {
        "Arrivals".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let tables = [
            generator.subschema_for::<PoissonTable>(),
            generator.subschema_for::<CountsTable>(),
            generator.subschema_for::<RenewalTable>(),
            generator.subschema_for::<ModulatedTable>(),
            generator.subschema_for::<TraceTable>(),
            generator.subschema_for::<NobodyTable>(),
        ];
        json_schema!({ "anyOf": tables })
    }
}

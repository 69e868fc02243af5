//! `arrivals` and `busyness`: when calls come.

use super::import::FromForecast;
use crate::scenario::leaf::{ClockTime, NotNegative, OneOf, Positive, Text, Word};
use crate::scenario::read::{At, List};
use crate::scenario::table::as_written;

as_written! {
    /// When calls come.
    struct ArrivalsTable, called "`arrivals`", example "`{ process = \"poisson\", per_hour = 60 }`" {
        /// How they come: "poisson", one by one and independently of each other.
        required process: At<OneOf<Process>>,
        /// A constant rate: calls per minute.
        optional per_minute: At<NotNegative>,
        /// A constant rate: calls per hour.
        optional per_hour: At<NotNegative>,
        /// A constant rate: calls per day, spread evenly over the opening hours.
        optional per_day: At<NotNegative>,
        /// The calls expected in each interval: one number for each interval of a day, or of all
        /// days.
        optional per_interval: List<At<NotNegative>>,
        /// Points between which the rate goes along a straight line; before the first and after
        /// the last it stays the same.
        optional piecewise_linear: List<PointTable>,
        /// A CSV file with a row for each interval: its `start` and the calls expected in it.
        optional csv: At<Text>,
        /// The column of the CSV file with the calls expected.
        optional column: At<Text>,
        /// "forecast": the calls expected come from the imported forecast.
        optional import: At<OneOf<FromForecast>>,
        /// Multiplies all of it (default 1).
        optional scale: At<NotNegative>,
    }
    exactly one of [per_minute, per_hour, per_day, per_interval, piecewise_linear, csv, import]
    needs [csv => column, column => csv]
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
    /// A random factor for all calls of a day. Its mean is 1, so that the forecast stays what is
    /// expected.
    struct BusynessTable, called "`busyness`", example "`{ dist = \"gamma\", cv = 0.1 }`" {
        /// The family of its distribution.
        required dist: At<OneOf<BusynessFamily>>,
        /// Its coefficient of variation: 0.1 makes a day typically 10 % busier or quieter.
        required cv: At<Positive>,
    }
}

/// How calls come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Process {
    /// One by one, independently of each other.
    Poisson,
}

impl Word for Process {
    const WHAT: &'static str = "arrival process";
    const EXAMPLE: &'static str = "\"poisson\"";
    const ALL: &'static [Self] = &[Process::Poisson];

    fn word(self) -> &'static str {
        match self {
            Process::Poisson => "poisson",
        }
    }
}

/// The families that a busyness factor may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BusynessFamily {
    Gamma,
    Lognormal,
}

impl Word for BusynessFamily {
    const WHAT: &'static str = "distribution of busyness";
    const EXAMPLE: &'static str = "\"gamma\"";
    const ALL: &'static [Self] = &[BusynessFamily::Gamma, BusynessFamily::Lognormal];

    fn word(self) -> &'static str {
        match self {
            BusynessFamily::Gamma => "gamma",
            BusynessFamily::Lognormal => "lognormal",
        }
    }
}

//! What results are expected to be: the gates that a scenario sets, as data.
//!
//! A scenario says them (`[[expect]]`), `callsim check` decides whether they hold.

use crate::observe::{Better, Form, Measure, Scope};

/// One thing that is expected of the results of a scenario.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// What it is called; if nothing, by what it says.
    pub name: Option<String>,
    /// Whose measure.
    pub scope: Scope,
    /// Which measure.
    pub measure: &'static Measure,
    /// What is asked of its values.
    pub statistic: Statistic,
    /// What that has to be.
    pub demand: Demand,
    /// How sure a verdict has to be, `0.95`; if nothing is said, as sure as the intervals of the run.
    pub confidence: Option<f64>,
    /// What follows if it does not hold.
    pub severity: Severity,
}

/// What is asked of the values that a measure has in the replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Statistic {
    /// Their mean; of `probability_met` the share of days.
    Mean,
    /// The sum of numerators over the sum of denominators: busy replications count for more.
    RatioOfMeans,
    /// The value that this share of the replications does not exceed, between 0 and 1.
    Quantile(f64),
    /// The mean in the open interval in which it is worst.
    WorstInterval,
}

/// What a statistic has to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Demand {
    /// This much or more.
    AtLeast(f64),
    /// This much or less.
    AtMost(f64),
    /// As it is in the baseline, replication by replication, give or take.
    Against {
        /// In which sense.
        comparison: Comparison,
        /// Give or take so much, in the unit of the measure; zero or more.
        margin: f64,
    },
}

/// How results compare with a baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// It is for the change to be proven harmful: fails if the result is surely worse by more than the
    /// margin, and passes at the end if it is not.
    NotWorse,
    /// It is for the change to be proven harmless: passes if the result is surely not worse by more
    /// than the margin.
    NonInferior,
    /// Passes if the result surely differs by no more than the margin, for better or worse.
    Equivalent,
}

/// What follows if an expectation does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The check fails.
    Fail,
    /// It is said, and no more.
    Warn,
}

/// The measures that are counted interval by interval.
pub const MEASURES_OF_INTERVALS: [&str; 7] =
    ["offered", "answered", "abandoned", "service_level", "asa", "queue_mean", "occupancy"];

impl Statistic {
    /// What is asked of a measure if nobody says: what the page shows.
    pub fn usual(measure: &Measure) -> Self {
        match measure.form {
            Form::Ratio => Statistic::RatioOfMeans,
            Form::Plain | Form::Days => Statistic::Mean,
        }
    }

    /// Whether there can be a worst interval.
    pub fn has_intervals(measure: &Measure) -> bool {
        MEASURES_OF_INTERVALS.contains(&measure.name)
    }
}

impl Comparison {
    /// All of them.
    pub const ALL: [Comparison; 3] =
        [Comparison::NotWorse, Comparison::NonInferior, Comparison::Equivalent];

    /// The name in scenarios and files.
    pub const fn name(self) -> &'static str {
        match self {
            Comparison::NotWorse => "not-worse",
            Comparison::NonInferior => "non-inferior",
            Comparison::Equivalent => "equivalent",
        }
    }
}

impl Severity {
    /// All of them.
    pub const ALL: [Severity; 2] = [Severity::Fail, Severity::Warn];

    /// The name in scenarios and files.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Fail => "fail",
            Severity::Warn => "warn",
        }
    }
}

impl Expectation {
    /// Which of two values is the better one, as the demand sees it: where at least so much is asked
    /// for, the higher one. None if that is a matter of what it costs.
    pub fn better(&self) -> Option<Better> {
        match self.demand {
            Demand::AtLeast(_) => Some(Better::Higher),
            Demand::AtMost(_) => Some(Better::Lower),
            Demand::Against { .. } => self.measure.better(),
        }
    }
}

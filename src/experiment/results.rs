//! What an experiment found.

use std::collections::BTreeMap;

use super::bands::IntervalRow;
use super::days::DayRow;
use super::reduction::{Gain, ReductionUsed};
use super::sequential::Stopping;
use crate::model::{AgentGroupId, AgentState, CallTypeId};
use crate::observe::{Measure, Scope};
use crate::stats;

/// Everything that an experiment found.
#[derive(Clone, Debug)]
pub struct Results {
    /// The number of the first replication.
    pub first_replication: u64,
    /// How many replications are complete, from the first on.
    pub replications: u64,
    /// How many were asked for; more than are complete if the experiment was interrupted.
    pub requested: u64,
    /// The seed.
    pub seed: u64,
    /// The coverage of all intervals, `0.95` for 95 %.
    pub confidence: f64,
    /// What made the replications end, if that was how precise they are.
    pub stopping: Option<Stopping>,
    /// How their variance was reduced; none if it was not.
    pub reduction: Option<ReductionUsed>,
    /// Every measure of everybody.
    pub measures: Vec<MeasureEstimate>,
    /// How the service level is distributed over replications, for all calls and each call type.
    pub service_levels: Vec<ServiceLevelDistribution>,
    /// The open days of the horizon, then its weekdays; nothing for a horizon of one day.
    pub days: Vec<DayRow>,
    /// The horizon interval by interval, without closed hours in which nothing happened.
    pub intervals: Vec<IntervalRow>,
    /// What outages and floor rules were in force in those intervals.
    pub in_force: Vec<InForceRow>,
    /// What agents do in those intervals.
    pub states: Vec<IntervalStateRow>,
    /// How agents spend their time.
    pub agents: Vec<StateRow>,
    /// What those do who are known by name.
    pub individuals: Vec<IndividualRow>,
    /// How long calls wait.
    pub waits: Vec<WaitRow>,
}

/// A number with the bounds of its confidence interval, each as far as there is one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounded {
    /// The number.
    pub value: f64,
    /// The lower bound.
    pub low: Option<f64>,
    /// The upper bound.
    pub high: Option<f64>,
}

impl Bounded {
    /// A number of which no bounds are known.
    pub(super) fn alone(value: f64) -> Self {
        Bounded { value, low: None, high: None }
    }

    /// A share that can be one, with such bounds.
    pub(super) fn within_zero_and_one(self) -> Self {
        let [low, high] = [self.low, self.high].map(|bound| bound.map(|it| it.clamp(0.0, 1.0)));
        Bounded { value: self.value.clamp(0.0, 1.0), low, high }
    }
}

impl From<stats::Estimate> for Bounded {
    fn from(estimate: stats::Estimate) -> Self {
        let (low, high) = (estimate.low(), estimate.high());
        Bounded { value: estimate.value, low: Some(low), high: Some(high) }
    }
}

impl From<stats::Proportion> for Bounded {
    fn from(share: stats::Proportion) -> Self {
        Bounded { value: share.value, low: Some(share.low), high: Some(share.high) }
    }
}

impl From<stats::Quantile> for Bounded {
    fn from(quantile: stats::Quantile) -> Self {
        Bounded { value: quantile.value, low: quantile.low, high: quantile.high }
    }
}

/// A measure over all replications.
#[derive(Clone, Debug)]
pub struct MeasureEstimate {
    /// Whose measure.
    pub scope: Scope,
    /// Which measure.
    pub measure: &'static Measure,
    /// How many replications have a value.
    pub replications: u64,
    /// What `mean` is.
    pub estimator: Estimator,
    /// The mean of the replications' values; none without values.
    pub mean: Option<Bounded>,
    /// The standard deviation of the replications' values; none below two.
    pub std_dev: Option<f64>,
    /// For a ratio, the ratio of the sums over all replications: busy ones count for more.
    pub ratio_of_means: Option<Bounded>,
    /// The values that 5, 50 and 95 % of the replications do not exceed.
    pub quantiles: [Option<Bounded>; 3],
    /// The smallest value.
    pub min: Option<f64>,
    /// The largest value.
    pub max: Option<f64>,
    /// What the reduction of variance is worth; none without it.
    pub gain: Option<Gain>,
}

/// How the mean over replications is estimated, and with it the interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Estimator {
    /// The mean, with Student's *t*.
    Mean,
    /// The mean of each replication's ratio, with Student's *t*.
    MeanOfRatios,
    /// A share of replications, with Wilson's interval.
    Proportion,
}

/// How the service level is distributed over replications.
#[derive(Clone, Debug)]
pub struct ServiceLevelDistribution {
    /// Whose calls.
    pub scope: Scope,
    /// Shares of the replications, and the service level that they do not exceed.
    pub quantiles: Vec<(f64, Bounded)>,
    /// The target of these calls; none if they have several.
    pub target: Option<f64>,
    /// How many replications have a service level in each bin.
    pub bins: Vec<Bin>,
    /// The share of days on which the objective is met.
    pub probability_met: Option<Bounded>,
}

/// A range of service levels, `from ≤ level < to`; 1 is in the last bin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// How many replications.
    pub count: u64,
    /// How many of these are below the target; zero if there is no one target.
    pub missed: u64,
}

/// For how much of an interval something was in force, over all replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InForceRow {
    /// Which of the model's intervals, one with an end.
    pub interval: usize,
    /// Which outage or floor rule.
    pub scope: Scope,
    /// The share of the time.
    pub share: f64,
}

/// How many agents of a group are in one state in one interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IntervalStateRow {
    /// Which of the model's intervals, one with an end.
    pub interval: usize,
    /// Whose agents.
    pub group: AgentGroupId,
    /// In which state.
    pub state: AgentState,
    /// How many, as the mean over the interval and over all replications.
    pub agents: f64,
}

/// The time of an agent group, or of one agent, in one state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StateRow {
    /// Whose time.
    pub group: AgentGroupId,
    /// In which state.
    pub state: AgentState,
    /// Hours per replication.
    pub hours: f64,
    /// The share of the time logged in; none if nobody was.
    pub share: Option<f64>,
}

/// What an agent who is known by name does.
#[derive(Clone, Debug, PartialEq)]
pub struct IndividualRow {
    /// The name.
    pub name: String,
    /// Calls answered per replication.
    pub calls: f64,
    /// The share of the time ready for calls that is spent handling them; none if there is no
    /// such time.
    pub occupancy: Option<f64>,
    /// The agent's time in each state.
    pub states: Vec<StateRow>,
}

/// Waits between two moments, `from ≤ wait < to`, over all replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WaitRow {
    /// Whose waits.
    pub call_type: CallTypeId,
    /// The shortest, in seconds; zero in a row of its own for those that did not wait.
    pub from: f64,
    /// The end, in seconds; none for the longest waits.
    pub to: Option<f64>,
    /// How many of them ended with an agent.
    pub answered: u64,
    /// How many of them ended with the caller hanging up.
    pub abandoned: u64,
}

impl Results {
    /// Whether fewer replications are complete than were asked for.
    pub fn is_partial(&self) -> bool {
        self.replications < self.requested
    }

    /// A measure by its name in files; none if nobody of that scope has it.
    pub fn measure(&self, scope: Scope, name: &str) -> Option<&MeasureEstimate> {
        self.measures.iter().find(|each| each.scope == scope && each.measure.name == name)
    }

    /// How many agents of all groups together are in a state, interval by interval.
    pub fn agents_in(&self, state: AgentState) -> BTreeMap<usize, f64> {
        let mut agents = BTreeMap::new();
        for row in self.states.iter().filter(|row| row.state == state) {
            *agents.entry(row.interval).or_insert(0.0) += row.agents;
        }
        agents
    }
}

impl Estimator {
    /// The name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Estimator::Mean => "mean",
            Estimator::MeanOfRatios => "mean_of_ratios",
            Estimator::Proportion => "proportion",
        }
    }

    /// The name of its interval in files.
    pub const fn interval(self) -> &'static str {
        match self {
            Estimator::Mean | Estimator::MeanOfRatios => "t",
            Estimator::Proportion => "wilson",
        }
    }
}

/// Results without anything in them, for tests.
#[cfg(test)]
pub(super) fn nothing() -> Results {
    Results {
        first_replication: 0,
        replications: 0,
        requested: 0,
        seed: 0,
        confidence: 0.95,
        stopping: None,
        reduction: None,
        measures: Vec::new(),
        service_levels: Vec::new(),
        days: Vec::new(),
        intervals: Vec::new(),
        in_force: Vec::new(),
        states: Vec::new(),
        agents: Vec::new(),
        individuals: Vec::new(),
        waits: Vec::new(),
    }
}

//! What a sweep found: for each point of its design the measures that were chosen.

use super::factor::Level;
use super::results::{Bounded, MeasureEstimate};
use crate::model::{Model, ServiceLevelObjective};
use crate::observe::{Catalogue, Measure, Scope, call_type_ids};

/// What a sweep found.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// The name of the scenario.
    pub scenario: String,
    /// The design: `full`, `lhs:20`, or the name of a file.
    pub design: String,
    /// The values that were set alike in all points, as `PATH=VALUE`.
    pub overrides: Vec<String>,
    /// The paths of the factors.
    pub factors: Vec<String>,
    /// The measures that were chosen.
    pub measures: Vec<SweptMeasure>,
    /// The call types whose objectives are looked at.
    pub call_types: Vec<String>,
    /// The points that are complete, from the first on.
    pub points: Vec<SweptPoint>,
    /// How many points there were to be.
    pub requested: u64,
    /// How many replications each point has.
    pub replications: u64,
    /// The seed of all points.
    pub seed: u64,
    /// The coverage of all intervals.
    pub confidence: f64,
}

/// A measure that was chosen.
#[derive(Clone, Debug)]
pub struct SweptMeasure {
    /// As the command line takes it: `service_level.sales`.
    pub path: String,
    /// The measure.
    pub measure: &'static Measure,
    /// Whose it is; none if it is that of the whole centre.
    pub whose: Option<String>,
}

/// A point of the design.
#[derive(Clone, Debug)]
pub struct SweptPoint {
    /// The level of each factor.
    pub levels: Vec<Level>,
    /// The chosen measures: of a ratio the ratio of means, of others the mean; none without values.
    pub estimates: Vec<Option<Bounded>>,
    /// The objective of each call type that is looked at, and the service level that there is; none
    /// without calls.
    pub objectives: Vec<Option<(ServiceLevelObjective, Bounded)>>,
}

impl Sweep {
    /// Whether somebody interrupted it.
    pub fn is_partial(&self) -> bool {
        (self.points.len() as u64) < self.requested
    }
}

impl SweptPoint {
    /// What is kept of a point of a sweep: of all measures those that were chosen.
    pub fn new(
        sweep: &Sweep,
        levels: Vec<Level>,
        estimates: &[MeasureEstimate],
        model: &Model,
    ) -> Self {
        let catalogue = Catalogue::new(model);
        let chosen = sweep.measures.iter().map(|measure| {
            let column = catalogue.find(&measure.path).ok()?;
            estimates[column].best()
        });
        let estimates_of = |scope, name| {
            let is_it = |each: &&MeasureEstimate| each.scope == scope && each.measure.name == name;
            estimates.iter().find(is_it)
        };
        let objectives = sweep.call_types.iter().map(|name| {
            let named = |id: &_| Scope::CallType(*id).name(model) == name;
            let id = call_type_ids(model).find(named)?;
            let level = estimates_of(Scope::CallType(id), "service_level")?;
            Some((model.call_types()[id.index()].objective, level.best()?))
        });
        SweptPoint { levels, estimates: chosen.collect(), objectives: objectives.collect() }
    }
}

impl MeasureEstimate {
    /// The one number that stands for a measure: of a ratio the ratio of means, which busy days
    /// count for more in, of others the mean.
    pub fn best(&self) -> Option<Bounded> {
        self.ratio_of_means.or(self.mean)
    }
}

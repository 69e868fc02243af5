//! Floor rules that come into force more often than a person would act.

use super::results::Results;
use crate::model::{FloorRuleId, Horizon, Model};
use crate::observe::{Scope, floor_rule_ids};
use crate::time::MICROS_PER_DAY;

/// More often a day than this nobody calls colleagues in, or opens and closes routes.
const OFTEN: f64 = 50.0;

/// The floor rules that come into force more than fifty times a day on average, and how often: on
/// an open day, or in 24 hours of a plain length. In less than a day that is fifty times, too.
pub fn hectic_rules(results: &Results, model: &Model) -> impl Iterator<Item = (FloorRuleId, f64)> {
    let days = days(model.horizon()).max(1.0);
    floor_rule_ids(model).filter_map(move |id| {
        let activations = results.measure(Scope::FloorRule(id), "activations")?.mean?.value;
        let a_day = activations / days;
        (a_day > OFTEN).then_some((id, a_day))
    })
}

/// How many days are counted.
fn days(horizon: &Horizon) -> f64 {
    match horizon.counted_until() {
        Some(end) => (end - horizon.counted_from()).as_micros() as f64 / MICROS_PER_DAY as f64,
        None => horizon.open_hours().len() as f64,
    }
}

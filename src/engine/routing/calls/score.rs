//! The score of calls.

use super::Asked;
use crate::engine::admission::MeanHandling;
use crate::engine::routing::WaitingCallId;
use crate::engine::routing::facts::Facts;
use crate::expression::FINEST;
use crate::model::{CallScore, LONGEST_SECONDS, Model, Quantity};

/// Whether a rule goes by a score that asks for mean handling times.
pub(super) fn asks_means(model: &Model) -> bool {
    let quantities = model.vocabularies().call_quantities();
    let is_mean = |variable: usize| quantities[variable] == Quantity::MeanHandling;
    model.scores().call.as_ref().is_some_and(|score| score.whole.variables().any(is_mean))
}

impl Asked<'_> {
    /// The score of a waiting call for the agent who asks.
    pub(super) fn score(
        &self,
        score: &CallScore,
        means: &MeanHandling,
        call: WaitingCallId,
    ) -> f64 {
        let situation = self.situation;
        let asking = situation.asking(call);
        let facts = Facts { situation, asking: &asking };
        let quantities = situation.model.vocabularies().call_quantities();
        let profile = situation.agent(self.agent).profile();
        let mean_handling = || {
            let horizon = situation.model.horizon();
            let mean = means.at(horizon, situation.now, asking.call_type).min(LONGEST_SECONDS);
            if mean < FINEST { 0.0 } else { mean }
        };
        score.whole.evaluate(|variable| match quantities[variable] {
            Quantity::Call(quantity) => facts.of_call(quantity),
            Quantity::Pair(quantity) => facts.of_pair(quantity, profile),
            Quantity::Floor(quantity) => facts.of_floor(quantity),
            Quantity::MeanHandling => mean_handling(),
            Quantity::Agent(_) | Quantity::Group(_) => {
                unreachable!("a score of calls asks for nothing else of the agent")
            }
        })
    }
}

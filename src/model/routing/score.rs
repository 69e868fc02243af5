//! Scores as the engine asks for them, and how much work they make.

use std::collections::BTreeSet;

use super::quantity::{AgentQuantity, CallQuantity, PairQuantity, Quantity};
use super::vocabulary::Vocabularies;
use super::{AgentRule, CallRule, QueueRoute, Routing};
use crate::expression::Expression;
use crate::model::profile::Profile;
use crate::model::{AgentGroup, ModelError};

/// More than this for a decision is refused: operations times agents who may be looked at.
pub const MOST_SCORING: usize = 200_000;

/// A call score that is calculated for every call that waits may take so many operations: then a
/// queue of two thousand calls costs no more than [`MOST_SCORING`].
pub const MOST_SCORING_OF_A_CALL: usize = MOST_SCORING / 2_000;

/// The score of agents.
#[derive(Clone, Debug)]
pub(crate) struct AgentScore {
    /// Between agents who are not alike.
    pub(crate) whole: Expression,
    /// Between agents of a profile.
    pub(crate) own: OwnScore,
}

/// What orders the idle agents of a profile as the score does, whoever calls; see [`MOST_SCORING`].
#[derive(Clone, Debug)]
pub(crate) enum OwnScore {
    /// Nothing: the score is the same for all of them.
    Same,
    /// `constant - slope * t` for who is idle since `t`: it stands still.
    Standing {
        /// What the agent has done.
        constant: Expression,
        slope: f64,
    },
    /// `constant + slope * idle_time`: a straight line.
    Line { constant: Expression, slope: Expression },
    /// Nothing less than the score, which may change whenever it is asked for.
    Whole,
}

/// The score of calls.
#[derive(Clone, Debug)]
pub(crate) struct CallScore {
    pub(crate) whole: Expression,
    /// Whether calls that have come to a queue earlier have no lower score there, so that the first
    /// calls of queues are all that is to be compared.
    pub(crate) is_led_by_firsts: bool,
}

/// Both scores, as far as rules ask for them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scores {
    pub(crate) agent: Option<AgentScore>,
    pub(crate) call: Option<CallScore>,
}

impl Scores {
    pub(super) fn new(
        routing: &Routing,
        vocabularies: &Vocabularies,
        agent_groups: &[AgentGroup],
        profiles: &[Profile],
        queues: &[QueueRoute],
    ) -> Result<Self, ModelError> {
        let needed = |expression: &Option<Expression>, selection| {
            expression.clone().ok_or(ModelError::NoScore { selection })
        };
        let mut scores = Scores::default();
        if routing.agent_selection.contains(&AgentRule::Score) {
            let whole = needed(&routing.agent_score, "agent selection")?;
            let score = AgentScore::new(whole, vocabularies.agent_quantities());
            score.check(agent_groups, profiles, queues)?;
            scores.agent = Some(score);
        }
        if routing.call_selection.contains(&CallRule::Score) {
            let whole = needed(&routing.call_score, "call selection")?;
            let score = CallScore::new(whole, vocabularies.call_quantities());
            score.check()?;
            scores.call = Some(score);
        }
        Ok(scores)
    }
}

impl AgentScore {
    fn new(whole: Expression, quantities: &[Quantity]) -> Self {
        let own = OwnScore::of(without_the_call(whole.clone(), quantities), quantities);
        AgentScore { whole, own }
    }

    /// Refuses what would take too long.
    fn check(
        &self,
        agent_groups: &[AgentGroup],
        profiles: &[Profile],
        queues: &[QueueRoute],
    ) -> Result<(), ModelError> {
        if !matches!(self.own, OwnScore::Whole) {
            return Ok(());
        }
        let agents_for = |queue: &QueueRoute| {
            let targets = queue.tiers.iter().flatten();
            let groups: BTreeSet<_> =
                targets.map(|each| profiles[each.profile.index()].group).collect();
            let agents = groups.iter().map(|id| agent_groups[id.index()].most_agents() as usize);
            agents.sum::<usize>()
        };
        let agents = queues.iter().map(agents_for).max().unwrap_or(0);
        let operations = self.whole.operations();
        if agents * operations > MOST_SCORING {
            return Err(ModelError::SlowScore { operations, agents });
        }
        Ok(())
    }
}

impl OwnScore {
    fn of(score: Expression, quantities: &[Quantity]) -> Self {
        let uses_only = |part: &Expression, is_among: fn(Quantity) -> bool| {
            part.uses_only(|variable| is_among(quantities[variable]))
        };
        if !score.variables().any(|variable| quantities[variable].is_of_agent()) {
            return OwnScore::Same;
        }
        if uses_only(&score, is_standing) {
            return OwnScore::Standing { constant: score, slope: 0.0 };
        }
        let idle_time = Quantity::Agent(AgentQuantity::IdleTime);
        let variable = quantities.iter().position(|quantity| *quantity == idle_time);
        match variable.and_then(|variable| score.affine_in(variable)) {
            Some([constant, slope])
                if uses_only(&constant, is_standing) && slope.variables().next().is_none() =>
            {
                OwnScore::Standing { constant, slope: slope.evaluate(|_| 0.0) }
            }
            Some([constant, slope])
                if uses_only(&constant, is_standing) && uses_only(&slope, is_standing) =>
            {
                OwnScore::Line { constant, slope }
            }
            Some(_) | None => OwnScore::Whole,
        }
    }
}

/// A score without the terms that are the same for all agents of a profile.
fn without_the_call(mut score: Expression, quantities: &[Quantity]) -> Expression {
    let is_of_agent =
        |part: &Expression| part.variables().any(|variable| quantities[variable].is_of_agent());
    let others: Vec<usize> =
        score.variables().filter(|variable| !is_standing(quantities[*variable])).collect();
    for variable in others {
        if quantities[variable].is_of_agent() {
            continue;
        }
        if let Some([rest, slope]) = score.affine_in(variable)
            && !is_of_agent(&slope)
        {
            score = rest;
        }
    }
    score
}

/// Whether it stands still while an agent is idle, whoever calls.
fn is_standing(quantity: Quantity) -> bool {
    match quantity {
        Quantity::Agent(
            AgentQuantity::Calls
            | AgentQuantity::TalkTime
            | AgentQuantity::HandlingTime
            | AgentQuantity::Cost
            | AgentQuantity::LoginNumber
            | AgentQuantity::Lot,
        )
        | Quantity::Pair(
            PairQuantity::Skills | PairQuantity::InGroup(_) | PairQuantity::Attribute(_),
        ) => true,
        Quantity::Agent(
            AgentQuantity::IdleTime | AgentQuantity::Occupancy | AgentQuantity::Speed,
        )
        | Quantity::Pair(
            PairQuantity::Rank
            | PairQuantity::Level
            | PairQuantity::Speed
            | PairQuantity::WaitWeight
            | PairQuantity::IdleWeight
            | PairQuantity::WeightConstant,
        )
        | Quantity::Call(_)
        | Quantity::Group(_)
        | Quantity::Floor(_)
        | Quantity::MeanHandling => false,
    }
}

impl CallScore {
    /// Refuses what would take too long where many calls wait.
    fn check(&self) -> Result<(), ModelError> {
        let operations = self.whole.operations();
        if self.is_led_by_firsts || operations <= MOST_SCORING_OF_A_CALL {
            return Ok(());
        }
        Err(ModelError::SlowCallScore { operations })
    }

    fn new(whole: Expression, quantities: &[Quantity]) -> Self {
        let favours_firsts = |variable: usize| match quantities[variable] {
            Quantity::Call(CallQuantity::Wait) => whole.is_nondecreasing_in(variable),
            Quantity::Call(CallQuantity::Deadline) => whole.is_nonincreasing_in(variable),
            quantity => !quantity.differs_in_queue(),
        };
        let is_led_by_firsts = whole.variables().all(favours_firsts);
        CallScore { whole, is_led_by_firsts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::Kind;

    fn words() -> Vocabularies {
        Vocabularies::new(&["a", "b"], &["g"], &["spanish"])
    }

    fn own(text: &str) -> OwnScore {
        let words = words();
        let score = Expression::parse(text, words.agent_score(), Kind::Number).unwrap();
        AgentScore::new(score, words.agent_quantities()).own
    }

    #[test]
    fn a_score_that_stands_still_is_told_from_one_that_drifts() {
        assert!(matches!(own("100 - rank + spanish"), OwnScore::Same));
        for text in [
            "-calls",
            "0.4 * talk_time + 60 * calls - 3 * level * wait",
            "if(group(\"g\"), calls, -calls) * spanish",
            "queue_length('a') - calls",
        ] {
            assert!(matches!(own(text), OwnScore::Standing { slope: 0.0, .. }), "{text}");
        }
        assert!(matches!(own("2 * idle_time - calls"), OwnScore::Standing { slope: 2.0, .. }));
        assert!(matches!(own("idle_time * cost - 9 * rank"), OwnScore::Line { .. }));
        for text in ["-occupancy", "level * idle_time", "calls * wait", "idle_time ^ 2", "speed"] {
            assert!(matches!(own(text), OwnScore::Whole), "{text}");
        }
    }

    #[test]
    fn calls_are_led_by_the_first_ones_if_waiting_never_lowers_the_score() {
        let words = words();
        let is_led = |text| {
            let score = Expression::parse(text, words.call_score(), Kind::Number).unwrap();
            CallScore::new(score, words.call_quantities()).is_led_by_firsts
        };
        for text in ["wait", "-deadline", "wait / max(target, 1) - deadline", "priority + queue"] {
            assert!(is_led(text), "{text}");
        }
        for text in ["-wait", "deadline", "attempt", "wait * level", "wait * (100 - wait)"] {
            assert!(!is_led(text), "{text}");
        }
    }
}

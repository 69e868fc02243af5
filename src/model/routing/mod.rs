//! The rules of the switch: who may serve a call when, which idle agent a call gets, and which
//! waiting call an agent takes.

mod change;
mod changed;
mod check;
mod compiled;
mod eligible;
mod filter;
mod quantity;
mod queues;
mod route;
mod rows;
mod rules;
mod score;
mod vocabulary;

pub use change::{RouteChange, RouteChangeKind};
pub use compiled::{Advance, AdvanceTo, Condition, QueueId, QueueRoute, Target};
pub use eligible::Eligible;
pub use route::{CallRouting, LastAgent, Opening, Route, Step, StepAction, WaitingCost};
pub use rules::{
    AgentRule, BestLevel, CallRule, CircularFrom, CountedSince, IdleSince, Memory, PairWeight,
};

pub use score::{MOST_SCORING, MOST_SCORING_OF_A_CALL};
pub use vocabulary::Vocabularies;

pub(super) use compiled::CompiledRouting;
pub(crate) use compiled::MOST_STEPS;
pub(crate) use eligible::EligibleBlock;
pub(crate) use quantity::{
    AgentQuantity, CallQuantity, FloorQuantity, GroupQuantity, PairQuantity, Quantity,
};
pub(in crate::model) use rows::{COUNT, SHARE};
pub(crate) use rows::{LONGEST_SECONDS, SPEEDS};
pub(crate) use score::{AgentScore, CallScore, OwnScore, Scores};

use super::ModelError;
use crate::expression::Expression;

/// The rules of the switch: ordered lists, the next deciding ties of the one before.
///
/// Where the last rule of a list leaves a tie, agents go by a lot that each draws once in a
/// replication, or by the larger login number if the last rule
/// [counts work](AgentRule::counts_work); calls by the order in which they came to their queues.
#[derive(Clone, Debug, PartialEq)]
pub struct Routing {
    /// Which idle agent takes a call that arrives.
    pub agent_selection: Vec<AgentRule>,
    /// Which waiting call an agent takes who frees.
    pub call_selection: Vec<CallRule>,
    /// Whether agents whose skill has a better rank come before all rules, among those whom the
    /// same step of the call's route has opened; if not, the rank counts where a rule says so.
    pub rank_first: bool,
    /// What [`AgentRule::Score`] goes by, over [`Vocabularies::agent_score`]: the agent with the
    /// highest one is preferred.
    pub agent_score: Option<Expression>,
    /// What [`CallRule::Score`] goes by, over [`Vocabularies::call_score`]: the call with the
    /// highest one is preferred.
    pub call_score: Option<Expression>,
}

impl Default for Routing {
    /// The longest idle agent; priority, then first come.
    fn default() -> Self {
        Routing {
            agent_selection: vec![AgentRule::LongestIdle(IdleSince::WrapUpEnd)],
            call_selection: vec![CallRule::Priority, CallRule::FirstCome],
            rank_first: true,
            agent_score: None,
            call_score: None,
        }
    }
}

impl Routing {
    /// Refuses rules that are never asked, but for a last `first-come`: all rules of call selection
    /// end so.
    pub(super) fn check(&self) -> Result<(), ModelError> {
        let useless = self.agent_selection.windows(2).find(|pair| pair[0].always_decides());
        if let Some([last, useless]) = useless {
            return Err(ModelError::UselessRule { rule: useless.name(), after: last.name() });
        }
        let mut rules = self.call_selection.iter();
        let Some(last) = rules.find(|rule| rule.always_decides()) else { return Ok(()) };
        match rules.as_slice() {
            [] | [CallRule::FirstCome] => Ok(()),
            [useless, ..] => {
                Err(ModelError::UselessRule { rule: useless.name(), after: last.name() })
            }
        }
    }

    /// Whether the engine may keep lists that are in the order of the rules by themselves: the
    /// longest idle agent, and calls by what is known of their types beforehand, then first come.
    pub(super) fn is_standard(&self) -> bool {
        self.rank_first
            && self.agent_selection == Routing::default().agent_selection
            && self.call_selection.iter().all(|rule| rule.is_known_beforehand())
    }
}

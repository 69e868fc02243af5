//! Who may serve a call, and from when on.

use super::compiled::LONGEST_WAIT;
use crate::expression::Expression;
use crate::model::{AgentGroupId, CallTypeId, ModelError};
use crate::time::SimDuration;

/// What the switch knows of the calls of a type.
#[derive(Clone, Debug, PartialEq)]
pub struct CallRouting {
    /// Who may serve them when; none means all agents with the skill at once.
    pub route: Option<Route>,
    /// What a minute of waiting adds to the priority under `aged-priority`; parts of a minute add
    /// their parts.
    pub priority_gain: f64,
    /// What the priority does not grow beyond. A call whose priority is higher from the start keeps
    /// that.
    pub priority_cap: Option<f64>,
    /// The share of all calls in queues that is to be of this type under `queue-ratio`, from 0 on;
    /// shares are relative to their sum over all types.
    pub queue_share: f64,
    /// What waiting costs under `generalised-c-mu`; its rate is the weight of `max-weight`.
    pub waiting_cost: WaitingCost,
    /// What a call is worth; a variable of scores.
    pub value: f64,
    /// Whether a caller who calls again waits for the agent who served the call before.
    pub last_agent: Option<LastAgent>,
}

impl Default for CallRouting {
    fn default() -> Self {
        CallRouting {
            route: None,
            priority_gain: 1.0,
            priority_cap: None,
            queue_share: 1.0,
            waiting_cost: WaitingCost { rate: 1.0, power: 1.0 },
            value: 1.0,
            last_agent: None,
        }
    }
}

impl CallRouting {
    pub(super) fn check(&self, name: &str) -> Result<(), ModelError> {
        let out_of_range = |what, complaint| {
            Err(ModelError::OutOfRange { what, name: name.to_owned(), complaint })
        };
        if !self.priority_gain.is_finite() || !self.priority_cap.iter().all(|cap| cap.is_finite()) {
            return out_of_range("priority", "must have a finite gain and cap");
        }
        if !is_weight(self.queue_share) {
            return out_of_range("share of the queue", "must be finite and not below 0");
        }
        let WaitingCost { rate, power } = self.waiting_cost;
        if !is_weight(rate) {
            return out_of_range("rate of the waiting cost", "must be finite and not below 0");
        }
        if !(1.0..=MOST_POWER).contains(&power) {
            return out_of_range("power of the waiting cost", "must lie between 1 and 10");
        }
        if self.last_agent.is_some_and(|last| last.wait > LONGEST_WAIT) {
            return out_of_range("last agent", "must be waited for within a thousand years");
        }
        Ok(())
    }

    /// The call types to which steps of the route hand calls over.
    pub(crate) fn overflows(&self) -> impl Iterator<Item = CallTypeId> {
        let steps = self.route.iter().flat_map(|route| &route.steps);
        steps.filter_map(|step| match step.action {
            StepAction::Open(_) | StepAction::OfferCallback { .. } => None,
            StepAction::Overflow { to, .. } => Some(to),
        })
    }

    /// The call types to which tasks come when callers accept what steps of the route offer.
    pub(crate) fn callbacks(&self) -> impl Iterator<Item = CallTypeId> {
        let steps = self.route.iter().flat_map(|route| &route.steps);
        steps.filter_map(|step| match step.action {
            StepAction::Open(_) | StepAction::Overflow { .. } => None,
            StepAction::OfferCallback { to, .. } => Some(to),
        })
    }
}

/// More would leave the range of doubles for waits that can happen.
const MOST_POWER: f64 = 10.0;

fn is_weight(number: f64) -> bool {
    number.is_finite() && number >= 0.0
}

/// The cost of a wait of w seconds: `C(w) = rate · w^power`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WaitingCost {
    /// What the first second costs, from 0 on.
    pub rate: f64,
    /// 1 for a cost in proportion to the wait; up to 10 if long waits are worse than that.
    pub power: f64,
}

/// A preference for the agent who has served the caller before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastAgent {
    /// How long the caller waits for that agent alone, as long as the agent is logged in.
    pub wait: SimDuration,
}

/// The steps in which a call that waits finds more agents.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// In the order of their `after`.
    pub steps: Vec<Step>,
}

/// What happens when a call has waited for some time.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// How long it has waited then.
    pub after: SimDuration,
    /// Whether the step comes at once when nobody is logged in whom the steps before have opened.
    pub or_unstaffed: bool,
    /// Asked once, when the step is due: if it does not hold, the step is left out. Over
    /// [`Vocabularies::condition`](super::Vocabularies::condition).
    pub condition: Option<Expression>,
    /// What happens.
    pub action: StepAction,
}

/// What happens in a step.
#[expect(clippy::large_enum_variant, reason = "there are few steps, and most of them open")]
#[derive(Clone, Debug, PartialEq)]
pub enum StepAction {
    /// More agents may serve the call.
    Open(Opening),
    /// The call goes over to the queue of another type.
    Overflow {
        /// Which type.
        to: CallTypeId,
        /// Whether it keeps its place in the line of all calls, and what it has waited so far.
        keep_place: bool,
    },
    /// The caller is offered to be called back: whoever accepts leaves, and a task comes to the queue
    /// of another type, or the same. Whoever declines, is a task already or was handed on too often
    /// goes on along the route.
    OfferCallback {
        /// The type of the task.
        to: CallTypeId,
        /// The chance that a caller accepts, `0..=1`.
        accept: f64,
        /// Whether the task has the caller's place in the line of all calls, and what the caller
        /// has waited so far.
        keep_place: bool,
    },
}

/// Agents who may serve a call from now on.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// Their groups; none means all that have the skill.
    pub groups: Option<Vec<AgentGroupId>>,
    /// Only those for whom it holds, over [`Vocabularies::pair`](super::Vocabularies::pair).
    pub filter: Option<Expression>,
    /// Ranks better than this one count as this one.
    pub least_rank: u32,
    /// Only those whose skill has this delay; none means whatever it is.
    pub delay: Option<SimDuration>,
    /// Whether those whom earlier steps have opened may not serve it any more.
    pub only: bool,
    /// Agents of an earlier step are preferred, unless steps have the same tier. None means the
    /// place of the step in the route.
    pub tier: Option<u32>,
    /// Only if more agents than this of the group are idle. For agents whom several steps have
    /// opened the smallest reserve holds.
    pub reserve: u32,
    /// Only while at least so many calls of the type wait, this one and those that ring included.
    /// For agents whom several steps have opened the smallest number holds.
    pub min_queue: u32,
    /// What the step adds to the call's priority.
    pub add_priority: i32,
    /// The share of calls under `percent-split`, relative to the sum over steps.
    pub share: f64,
}

impl Default for Opening {
    /// Everybody who has the skill.
    fn default() -> Self {
        Opening {
            groups: None,
            filter: None,
            least_rank: 0,
            delay: None,
            only: false,
            tier: None,
            reserve: 0,
            min_queue: 0,
            add_priority: 0,
            share: 1.0,
        }
    }
}

//! What can be wrong with the routing of a scenario beyond its keys and names.

use super::leaf::Formula;
use super::preset::presets_instead_of;
use super::read::Leaf;
use crate::expression::Fault;
use crate::model::MOST_STEPS;
use crate::time::SimDuration;

/// A fault of the routing.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Misrouting {
    /// A text that is the name of no preset.
    #[error("unknown preset `{name}`")]
    UnknownPreset {
        /// The text.
        name: String,
        /// The preset that is likely meant.
        nearest: Option<String>,
    },
    /// A preset would give a route more steps than a queue can tell apart.
    #[error(
        "this preset would give `{call_type}` a route of {steps} steps, the most is {MOST_STEPS}"
    )]
    TooManyPresetSteps {
        /// Whose route.
        call_type: String,
        /// How many.
        steps: usize,
    },
    /// A rule behind one that leaves no ties.
    #[error("`{behind}` always decides, so `{rule}` is never asked")]
    NeverAsked {
        /// The rule.
        rule: &'static str,
        /// The one before it.
        behind: &'static str,
    },
    /// All phones are to ring, but some agents have none.
    #[error("with `ring-all` phones ring, but agent group `{group}` has no `ring`")]
    NoPhones {
        /// The group.
        group: String,
    },
    /// A step that comes before the one above it.
    #[error("this step is earlier than the one before it")]
    StepOutOfOrder,
    /// More steps than a queue can tell apart.
    #[error("a route of {steps} steps, the most is {MOST_STEPS}")]
    TooManySteps {
        /// How many.
        steps: usize,
    },
    /// A step opens agents of whom none has the skill.
    #[error("no agent of `{group}` can serve call type `{call_type}`")]
    CannotServe {
        /// The group.
        group: String,
        /// The call type.
        call_type: String,
    },
    /// A call type overflows to itself.
    #[error("calls of `{call_type}` would overflow to their own queue")]
    OverflowToItself {
        /// The call type.
        call_type: String,
    },
    /// Callers of a type are offered to be called back by a task of the same type.
    #[error("callers of `{call_type}` would be called back from their own queue")]
    CallbackToItself {
        /// The call type.
        call_type: String,
    },
    /// Call types that hand calls on to each other at once.
    #[error("calls would go round in a circle of queues without waiting in any")]
    OverflowAtOnce,
    /// Relative shares of which none is above zero.
    #[error("all of these shares are zero")]
    NoShares {
        /// Who has them.
        of: &'static str,
    },
    /// A limit that the priority exceeds from the start.
    #[error("the priority is {priority} from the start, which is more than this")]
    CapBelowPriority {
        /// The priority.
        priority: i32,
    },
    /// A text that can't be a variable.
    #[error("`{}` cannot be the name of an attribute", name.escape_debug())]
    BadAttribute {
        /// The text.
        name: String,
    },
    /// A fault in the text of an expression.
    #[error("{}", fault.message)]
    BadExpression {
        /// What is wrong, and what to do.
        fault: Fault,
    },
    /// The rule `score` without what it goes by.
    #[error("the rule `score` needs `{key}`, which says what it goes by")]
    NoScore {
        /// Where that would stand.
        key: &'static str,
    },
    /// A score by which no rule goes.
    #[error("no rule of `{selection}` goes by this score")]
    UnaskedScore {
        /// The list of rules.
        selection: &'static str,
    },
}

impl Misrouting {
    /// What to do about it.
    pub fn remedy(&self) -> String {
        match self {
            Misrouting::UnknownPreset { nearest: Some(nearest), .. } => {
                format!("did you mean `{nearest}`?")
            }
            Misrouting::UnknownPreset { name, nearest: None } => presets_instead_of(name),
            Misrouting::TooManyPresetSteps { .. } => {
                "let agents share levels, or write the route of the call type".into()
            }
            Misrouting::NeverAsked { rule, behind } => {
                format!("take `{rule}` out, or put it before `{behind}`")
            }
            Misrouting::NoPhones { .. } => "add `ring = { time = \"4s\" }` to the group".into(),
            Misrouting::StepOutOfOrder => "order the steps by their `after`".into(),
            Misrouting::TooManySteps { .. } => {
                "make one step of those that come close together".into()
            }
            Misrouting::CannotServe { call_type, .. } => {
                format!("add `\"{call_type}\"` to its `skills`, or take it out here")
            }
            Misrouting::OverflowToItself { .. } => "name another call type".into(),
            Misrouting::CallbackToItself { .. } => {
                "name the call type of the tasks to call back, which has `process = \"none\"`"
                    .into()
            }
            Misrouting::OverflowAtOnce => {
                let later = SimDuration::from_secs(60);
                format!("let one of these steps come later, as in `after = \"{later}\"`")
            }
            Misrouting::NoShares { of } => format!("give one of {of} a share above zero"),
            Misrouting::CapBelowPriority { .. } => "raise the cap, or leave it out".into(),
            Misrouting::BadAttribute { .. } => {
                "write small letters, digits and `_`, and no word that expressions know".into()
            }
            Misrouting::BadExpression { fault } => fault.remedy.clone(),
            Misrouting::NoScore { key } => {
                let example = Formula::example_for(key);
                format!("add `{key} = {example}` to `[routing]`")
            }
            Misrouting::UnaskedScore { selection } => {
                format!("add `\"score\"` to `{selection}`, or take the score out")
            }
        }
    }

    /// What the other place that belongs to it is called.
    pub(super) fn related(&self) -> Option<&'static str> {
        match self {
            Misrouting::NeverAsked { .. } => Some("this one decides"),
            Misrouting::StepOutOfOrder => Some("the one before it"),
            Misrouting::CapBelowPriority { .. } => Some("the priority"),
            Misrouting::UnknownPreset { .. }
            | Misrouting::TooManyPresetSteps { .. }
            | Misrouting::NoPhones { .. }
            | Misrouting::TooManySteps { .. }
            | Misrouting::CannotServe { .. }
            | Misrouting::OverflowToItself { .. }
            | Misrouting::CallbackToItself { .. }
            | Misrouting::OverflowAtOnce
            | Misrouting::NoShares { .. }
            | Misrouting::BadAttribute { .. }
            | Misrouting::BadExpression { .. }
            | Misrouting::NoScore { .. }
            | Misrouting::UnaskedScore { .. } => None,
        }
    }
}

//! Why a model is refused.

use super::MOST_SCORING_OF_A_CALL;

/// Why parts don't make a model.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ModelError {
    /// There is nothing to simulate.
    #[error("a model needs at least one {0}")]
    Nothing(&'static str),
    /// Two entities of a kind share a name; they would share random numbers.
    #[error("two {kind}s are named `{name}`")]
    SameName {
        /// What they are.
        kind: &'static str,
        /// The name they share.
        name: String,
    },
    /// A skill names a call type that is not there, or twice the same.
    #[error(
        "agent group `{group}`: skill {skill} is for a call type that is not there or named twice"
    )]
    BadSkill {
        /// The group's name.
        group: String,
        /// The place of the skill in its list.
        skill: usize,
    },
    /// More call types than the number of one can name.
    #[error("there are more than 65,535 call types or trunk groups")]
    TooManyCallTypes,
    /// More outages or floor rules than the engine has room for.
    #[error("there are more than 1,000 outages or floor rules")]
    TooManyOutagesOrRules,
    /// More agents in all than an event can name.
    #[error("there are more than ten million agents")]
    TooManyAgents,
    /// An event names its moment and its agent in 64 bits, and there are too many of both.
    #[error(
        "with so many agents the clock may run for {most} days at most, and here it may run for \
         {days}: to twice a plain length, or to a week after the last closing"
    )]
    TooLongForSoManyAgents {
        /// How many days it may run.
        days: u64,
        /// How many days there is room for.
        most: u64,
    },
    /// An attribute has a name by which no expression can ask for it.
    #[error(
        "attribute `{name}` of agent group `{group}`: the name must be in snake_case and stand for \
         nothing else"
    )]
    BadAttribute {
        /// The name.
        name: String,
        /// Who has it.
        group: String,
    },
    /// An expression was made over another vocabulary than that of its place.
    #[error("the {what} `{expression}` speaks of something else than a {what} can")]
    ForeignExpression {
        /// What it is to be.
        what: &'static str,
        /// Its text.
        expression: String,
    },
    /// The rule `score` has nothing to go by.
    #[error("{selection} goes by a score, but there is none")]
    NoScore {
        /// Where the rule stands.
        selection: &'static str,
    },
    /// A score that would have to be calculated too often.
    #[error(
        "the agent score may take {operations} operations for each of {agents} agents, whenever a \
         call comes; let the agent's part be a term of its own that knows nothing of the call"
    )]
    SlowScore {
        /// Its operations.
        operations: usize,
        /// How many agents may have to be looked at.
        agents: usize,
    },
    /// A score of calls would take too long where many wait; see [`MOST_SCORING_OF_A_CALL`].
    #[error(
        "the call score takes {operations} operations for each call that waits, since it may fall \
         while a call waits or asks for what differs in a queue; {MOST_SCORING_OF_A_CALL} are allowed"
    )]
    SlowCallScore {
        /// Its operations.
        operations: usize,
    },
    /// The conditions of a route have too many outcomes.
    #[error("the route of `{call_type}` needs more than 1,024 queues")]
    TooManyQueues {
        /// Whose route.
        call_type: String,
    },
    /// Floor rules change a route in too many ways.
    #[error(
        "the route of `{call_type}` needs more than 1,024 queues, since each set of the floor rules \
         {rules} may be in force"
    )]
    TooManyRoutes {
        /// Whose route.
        call_type: String,
        /// The names of the rules, one after the other.
        rules: String,
    },
    /// A rule of selection would never be asked.
    #[error("`{rule}` is never asked: `{after}` before it leaves no ties")]
    UselessRule {
        /// Which one.
        rule: &'static str,
        /// The rule before it that always decides.
        after: &'static str,
    },
    /// A number is outside what it can be.
    #[error("{what} of `{name}` {complaint}")]
    OutOfRange {
        /// Which number.
        what: &'static str,
        /// Whose it is.
        name: String,
        /// What is wrong with it.
        complaint: &'static str,
    },
}

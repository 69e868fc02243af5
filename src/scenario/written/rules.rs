//! The rules that choose agents and calls, and what can be told of each: one row a rule.

use super::rule::{Rule, RuleKey, RuleKind};
use crate::model::{AgentRule, BestLevel, CallRule, CircularFrom, CountedSince, IdleSince, Memory};
use crate::scenario::leaf::{Flag, LongerThanZero, OneOf, Word};

/// A key that puts a value into a rule.
macro_rules! key {
    ($name:literal: $Type:ty, $about:literal, $put:expr) => {
        RuleKey {
            name: $name,
            read: |table, rule, problems| {
                let put: fn(_, &$Type) -> _ = $put;
                let field = table.optional::<crate::scenario::read::At<$Type>>($name, problems);
                field.or(rule, |at| put(rule, &at.value))
            },
            schema: <$Type as crate::scenario::read::Leaf>::schema,
            about: $about,
        }
    };
}

/// A rule by its word.
macro_rules! rule {
    ($word:literal, $usual:expr, $about:literal $(, $key:expr)*) => {
        RuleKind {
            word: $word,
            called: concat!("the rule `", $word, "`"),
            about: $about,
            usual: $usual,
            keys: &[$($key),*],
        }
    };
}

impl Rule for AgentRule {
    const WHAT: &'static str = "rule of agent selection";
    const EXAMPLE: &'static str = "\"longest-idle\"";
    const KINDS: &'static [RuleKind<Self>] = AGENT_RULES;

    fn meant_by(other: &str) -> Option<&'static str> {
        match other {
            "linear" | "top-down" | "ordered" => Some("linear-ascending"),
            "longest-available" | "ucd-mia" | "most-idle" | "leastrecent" => Some("longest-idle"),
            "ringall" | "simultaneous" => Some("ring-all"),
            "rrmemory" => Some("round-robin"),
            _ => None,
        }
    }
}

impl Rule for CallRule {
    const WHAT: &'static str = "rule of call selection";
    const EXAMPLE: &'static str = "\"first-come\"";
    const KINDS: &'static [RuleKind<Self>] = CALL_RULES;

    fn meant_by(other: &str) -> Option<&'static str> {
        match other {
            "fifo" | "fcfs" | "first-in-first-out" => Some("first-come"),
            "lifo" | "lcfs" => Some("last-come"),
            _ => None,
        }
    }
}

const RESET: RuleKey<AgentRule> = key!(
    "reset": OneOf<CountedSince>,
    "When counting begins again: \"daily\", at the first login of a day (default), or \
     \"on-available\", at each login and on the return from each break.",
    |rule, reset| match rule {
        AgentRule::FewestCalls(_) => AgentRule::FewestCalls(reset.0),
        AgentRule::MostCalls(_) => AgentRule::MostCalls(reset.0),
        AgentRule::LeastTalkTime(_) => AgentRule::LeastTalkTime(reset.0),
        other => other,
    }
);

const BEST_OF_AGENTS: RuleKey<AgentRule> = key!(
    "best": OneOf<BestLevel>,
    "Which level is the best: the \"highest\" (default) or the \"lowest\".",
    |_, best| AgentRule::BestSkill(best.0)
);

const BEST_OF_CALLS: RuleKey<CallRule> = key!(
    "best": OneOf<BestLevel>,
    "Which level is the best: the \"highest\" (default) or the \"lowest\".",
    |_, best| CallRule::BestSkill(best.0)
);

const USUAL_CIRCLE: AgentRule =
    AgentRule::Circular { memory: Memory::Queue, from: CircularFrom::Offered };

const AGENT_RULES: &[RuleKind<AgentRule>] = &[
    rule!(
        "longest-idle",
        AgentRule::LongestIdle(IdleSince::WrapUpEnd),
        "Who has been idle longest.",
        key!(
            "since": OneOf<IdleSince>,
            "What idle time counts from (default \"wrap-up-end\").",
            |_, since| AgentRule::LongestIdle(since.0)
        )
    ),
    rule!("rank", AgentRule::Rank, "Whose skill has the better rank."),
    rule!(
        "fewest-calls",
        AgentRule::FewestCalls(CountedSince::Daily),
        "Who has answered fewest calls.",
        RESET
    ),
    rule!(
        "most-calls",
        AgentRule::MostCalls(CountedSince::Daily),
        "Who has answered most calls.",
        RESET
    ),
    rule!(
        "least-talk-time",
        AgentRule::LeastTalkTime(CountedSince::Daily),
        "Who has talked least.",
        RESET
    ),
    rule!(
        "least-occupied",
        AgentRule::LeastOccupied { wrap_up: true },
        "Who has spent the smallest share of the time at work handling calls.",
        key!(
            "wrap_up": Flag,
            "Whether after-call work counts as handling (default true).",
            |_, wrap_up| AgentRule::LeastOccupied { wrap_up: wrap_up.0 }
        )
    ),
    rule!(
        "shortest-handling",
        AgentRule::ShortestHandling,
        "Whose calls have been shortest on average."
    ),
    rule!(
        "best-skill",
        AgentRule::BestSkill(BestLevel::Highest),
        "Who has the best level in the call's skill.",
        BEST_OF_AGENTS
    ),
    rule!("least-skilled", AgentRule::LeastSkilled, "Who has fewest skills."),
    rule!("most-skilled", AgentRule::MostSkilled, "Who has most skills."),
    rule!("lowest-cost", AgentRule::LowestCost, "Who has the lowest wage."),
    rule!("fastest", AgentRule::Fastest, "Who works fastest at such calls."),
    rule!(
        "idleness-ratio",
        AgentRule::IdlenessRatio,
        "Whose group exceeds its share of all idle agents most."
    ),
    rule!(
        "longest-idle-group",
        AgentRule::LongestIdleGroup,
        "The group whose longest idle agent has been idle longest."
    ),
    rule!("most-idle-agents", AgentRule::MostIdleAgents, "The group with most idle agents."),
    rule!(
        "percent-split",
        AgentRule::PercentSplit,
        "The step of the route whose calls fall short of its share most."
    ),
    rule!("weight", AgentRule::Weight, "The largest weight × idle time + constant of the skill."),
    rule!("score", AgentRule::Score, "The highest `agent_score`."),
    rule!("linear-ascending", AgentRule::LinearAscending, "The smallest login number."),
    rule!("linear-descending", AgentRule::LinearDescending, "The largest login number."),
    rule!("round-robin", USUAL_CIRCLE, "The next login number after that of the last one offered."),
    rule!(
        "circular",
        USUAL_CIRCLE,
        "The next login number after that of the last one.",
        key!(
            "memory": OneOf<Memory>,
            "Whose last one: that of the \"queue\" of the call type (default), of the whole \
             \"switch\", or of the \"call\".",
            |rule, memory| match rule {
                AgentRule::Circular { from, .. } => AgentRule::Circular { memory: memory.0, from },
                other => other,
            }
        ),
        key!(
            "from": OneOf<CircularFrom>,
            "The last one who was \"offered\" a call (default), or who \"answered\" one.",
            |rule, from| match rule {
                AgentRule::Circular { memory, .. } => AgentRule::Circular { memory, from: from.0 },
                other => other,
            }
        )
    ),
    rule!("random", AgentRule::Random, "Anyone, each with the same chance."),
    rule!(
        "weighted-random",
        AgentRule::WeightedRandom,
        "Anyone, with chances proportional to the weights of the skills."
    ),
    rule!(
        "penalty-random",
        AgentRule::PenaltyRandom,
        "The smallest whole number drawn from below rank × 1000."
    ),
    rule!(
        "ring-all",
        AgentRule::RingAll { every: None },
        "All of them ring, and the first to pick up gets the call.",
        key!(
            "every": LongerThanZero,
            "The time between one agent's phone and the next one's (default: all at once).",
            |_, every| AgentRule::RingAll { every: Some(every.0) }
        )
    ),
];

const CALL_RULES: &[RuleKind<CallRule>] = &[
    rule!("first-come", CallRule::FirstCome, "What entered its queue first."),
    rule!("last-come", CallRule::LastCome, "What entered its queue last."),
    rule!("random", CallRule::Random, "Any call, each with the same chance."),
    rule!("priority", CallRule::Priority, "The higher priority."),
    rule!(
        "aged-priority",
        CallRule::AgedPriority,
        "The larger of priority plus gain × wait, no more than the cap."
    ),
    rule!("rank", CallRule::Rank, "The call whose skill the agent ranks better."),
    rule!(
        "rank-then-fcfs",
        CallRule::RankThenFcfs,
        "The call whose skill the agent ranks better, then what entered first."
    ),
    rule!(
        "best-skill",
        CallRule::BestSkill(BestLevel::Highest),
        "The call in whose skill the agent has the best level.",
        BEST_OF_CALLS
    ),
    rule!("longest-queue", CallRule::LongestQueue, "The type of which most calls wait."),
    rule!("longest-wait", CallRule::LongestWait, "What has waited longest."),
    rule!(
        "predicted-wait",
        CallRule::PredictedWait,
        "The longest wait that it would come to if this agent did not take it."
    ),
    rule!(
        "earliest-deadline",
        CallRule::EarliestDeadline,
        "The earliest moment of queue entry plus acceptable wait."
    ),
    rule!("target-ratio", CallRule::TargetRatio, "The largest wait ÷ acceptable wait."),
    rule!(
        "generalised-c-mu",
        CallRule::GeneralisedCMu,
        "The largest marginal cost of waiting × service rate."
    ),
    rule!(
        "max-weight",
        CallRule::MaxWeight,
        "The largest cost of waiting × calls that wait × service rate."
    ),
    rule!(
        "queue-ratio",
        CallRule::QueueRatio,
        "The type that exceeds its share of all calls that wait most."
    ),
    rule!(
        "weighted-wait",
        CallRule::WeightedWait,
        "The largest weight × wait + constant of the skill."
    ),
    rule!(
        "shortest-expected",
        CallRule::ShortestExpected,
        "The shortest mean handling time with this agent."
    ),
    rule!(
        "percent-allocation",
        CallRule::PercentAllocation,
        "The type of whose share of the agent's work most is missing."
    ),
    rule!("round-robin", CallRule::RoundRobin, "The type after that which the agent served last."),
    rule!("score", CallRule::Score, "The highest `call_score`."),
];

/// The words for the values of a parameter.
macro_rules! words {
    ($Type:ident, $what:literal, $example:literal, [$($word:literal => $value:ident),+ $(,)?]) => {
        impl Word for $Type {
            const WHAT: &'static str = $what;
            const EXAMPLE: &'static str = $example;
            const ALL: &'static [Self] = &[$($Type::$value),+];

            fn word(self) -> &'static str {
                match self {
                    $($Type::$value => $word,)+
                }
            }
        }
    };
}

words!(IdleSince, "beginning of idle time", "\"wrap-up-end\"", [
    "wrap-up-end" => WrapUpEnd,
    "hang-up" => HangUp,
    "available" => Available,
    "last-offer" => LastOffer,
    "last-inbound" => LastInbound,
    "login" => Login,
]);

words!(CountedSince, "time of a reset", "\"daily\"", [
    "daily" => Daily,
    "on-available" => OnAvailable,
]);

words!(BestLevel, "best level", "\"highest\"", [
    "highest" => Highest,
    "lowest" => Lowest,
]);

words!(Memory, "memory", "\"queue\"", [
    "queue" => Queue,
    "switch" => Switch,
    "call" => Call,
]);

words!(CircularFrom, "last one", "\"offered\"", [
    "offered" => Offered,
    "answered" => Answered,
]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_of_the_model_has_its_word_and_its_usual_parameters() {
        for rule in AgentRule::ALL {
            let kind = AGENT_RULES.iter().find(|kind| kind.word == rule.name());
            assert_eq!(
                kind.map(|kind| std::mem::discriminant(&kind.usual)),
                Some(std::mem::discriminant(&rule))
            );
        }
        for rule in CallRule::ALL {
            let kind = CALL_RULES.iter().find(|kind| kind.word == rule.name());
            assert_eq!(kind.map(|kind| kind.usual), Some(rule));
        }
    }
}

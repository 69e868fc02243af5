//! The rules that choose: between idle agents, and between waiting calls.

/// A rule that prefers one idle agent to another.
///
/// Rules are asked in their order; each sees the agents between whom those before it don't decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgentRule {
    /// The better rank of the skill first.
    Rank,
    /// The earliest of a clock that runs while an agent is idle.
    LongestIdle(IdleSince),
    /// The one who has answered fewest calls.
    FewestCalls(CountedSince),
    /// The one who has answered most calls.
    MostCalls(CountedSince),
    /// The one who has talked least.
    LeastTalkTime(CountedSince),
    /// The smallest share of the time at work today, breaks left out, spent handling calls; a share
    /// of nothing is 0. With `wrap_up` after-call work counts as handling.
    LeastOccupied {
        /// Whether after-call work counts.
        wrap_up: bool,
    },
    /// The smallest mean handling time of the calls answered today; who has had none comes first.
    ShortestHandling,
    /// The best level in the call's skill.
    BestSkill(BestLevel),
    /// The fewest skills.
    LeastSkilled,
    /// The most skills.
    MostSkilled,
    /// The lowest wage; unknown ones last.
    LowestCost,
    /// The highest speed in the call's skill, together with the agent's own.
    Fastest,
    /// The group whose idle agents exceed its share of all idle ones most (QIR; Gurvich & Whitt
    /// 2009): the largest I_g − s_g ∑I.
    IdlenessRatio,
    /// The group whose longest idle agent has been idle longest.
    LongestIdleGroup,
    /// The group with the most idle agents.
    MostIdleAgents,
    /// Between targets with shares: whose calls so far fall short of its share most.
    PercentSplit,
    /// The largest weight of the pair of call type and agents times the time that its longest idle
    /// agent has been idle, plus the constant (Chan, Koole & L'Ecuyer 2014).
    Weight,
    /// The highest score.
    Score,
    /// The smallest login number.
    LinearAscending,
    /// The largest login number.
    LinearDescending,
    /// The next login number after that of the last one.
    Circular {
        /// Whose last one.
        memory: Memory,
        /// What the last one did.
        from: CircularFrom,
    },
    /// Anyone, each with the same chance.
    Random,
    /// Anyone, with chances proportional to the weights of the agents' skills.
    WeightedRandom,
    /// The smallest whole number drawn from below rank × 1000 (Asterisk's `wrandom`).
    PenaltyRandom,
    /// All of them ring, and the first to pick up gets the call; a new one joins them after each
    /// `every`, or all ring at once. It ends the list: rules behind it are never asked.
    RingAll {
        /// The time between one agent's phone and the next one's; none means all at once.
        every: Option<crate::time::SimDuration>,
    },
}

/// What the clock of `longest-idle` counts from: real switches differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum IdleSince {
    /// The end of the last wrap-up, or the login if there was no call since.
    #[default]
    WrapUpEnd,
    /// The end of the last talk, or the login.
    HangUp,
    /// The last change into available from anything but a call and its wrap-up: the login, or the
    /// return from a break; the end of the last wrap-up if later.
    Available,
    /// The last moment at which a call was offered, picked up or not, or the login.
    LastOffer,
    /// The end of the last call with a caller (tasks don't count), wrap-up included, or the login.
    LastInbound,
    /// The login: who has been here longest.
    Login,
}

/// When counters of an agent's work begin again at nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CountedSince {
    /// At the first login of a day.
    #[default]
    Daily,
    /// Whenever the agent becomes available other than after a call: at each login, and on the
    /// return from each break.
    OnAvailable,
}

/// Which end of the scale of levels is the best.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BestLevel {
    /// More is better.
    #[default]
    Highest,
    /// 1 is the best.
    Lowest,
}

/// Whose last agent a circle goes on from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Memory {
    /// That of the call type.
    #[default]
    Queue,
    /// That of all call types.
    Switch,
    /// That of the call: it starts at the first agent, and goes on from whom it rang at last.
    Call,
}

/// What the last agent did, after whom a circle goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CircularFrom {
    /// Was offered a call.
    #[default]
    Offered,
    /// Answered one.
    Answered,
}

/// A rule that prefers one waiting call to another.
///
/// Rules compare the first calls of queues, one for each call type and step of its route; inside a
/// queue the call that came first is first (but for `last-come`, `random` and scores).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallRule {
    /// The one that entered its queue first.
    FirstCome,
    /// The one that entered its queue last.
    LastCome,
    /// Anyone, each call with the same chance.
    Random,
    /// The one of the higher priority.
    Priority,
    /// The larger of priority plus gain × wait, no more than the cap of the call type.
    AgedPriority,
    /// The one whose skill the agent ranks better.
    Rank,
    /// The one that the agent ranks better, then the one that entered first.
    RankThenFcfs,
    /// The one in whose skill the agent has the better level.
    BestSkill(BestLevel),
    /// The one of the type of which most calls wait.
    LongestQueue,
    /// The one that has waited longest, wherever it stands in line.
    LongestWait,
    /// The longest wait that the call would reach if this agent did not take it: so far, and the
    /// mean handling time over the agents logged in who serve the type.
    PredictedWait,
    /// The earliest moment of queue entry plus acceptable wait.
    EarliestDeadline,
    /// The largest wait ÷ acceptable wait.
    TargetRatio,
    /// The largest marginal cost of waiting × service rate (van Mieghem 1995).
    GeneralisedCMu,
    /// The largest weight × calls waiting × service rate (MaxWeight).
    MaxWeight,
    /// The type whose queue exceeds its share of all calls that wait most (QIR; Gurvich & Whitt
    /// 2009): the largest Q_k − p_k ∑Q.
    QueueRatio,
    /// The largest weight of the pair of call type and agents times the wait, plus the constant.
    WeightedWait,
    /// The shortest mean handling time with this agent.
    ShortestExpected,
    /// The type of whose share of the agent's work most is missing.
    PercentAllocation,
    /// The type after that which the agent served last, in order of names.
    RoundRobin,
    /// The highest score.
    Score,
}

impl AgentRule {
    /// Every rule, with what is usual where it can be told more.
    pub const ALL: [AgentRule; 26] = [
        AgentRule::Rank,
        AgentRule::LongestIdle(IdleSince::WrapUpEnd),
        AgentRule::FewestCalls(CountedSince::Daily),
        AgentRule::MostCalls(CountedSince::Daily),
        AgentRule::LeastTalkTime(CountedSince::Daily),
        AgentRule::LeastOccupied { wrap_up: true },
        AgentRule::ShortestHandling,
        AgentRule::BestSkill(BestLevel::Highest),
        AgentRule::LeastSkilled,
        AgentRule::MostSkilled,
        AgentRule::LowestCost,
        AgentRule::Fastest,
        AgentRule::IdlenessRatio,
        AgentRule::LongestIdleGroup,
        AgentRule::MostIdleAgents,
        AgentRule::PercentSplit,
        AgentRule::Weight,
        AgentRule::Score,
        AgentRule::LinearAscending,
        AgentRule::LinearDescending,
        AgentRule::Circular { memory: Memory::Queue, from: CircularFrom::Offered },
        AgentRule::Random,
        AgentRule::WeightedRandom,
        AgentRule::PenaltyRandom,
        AgentRule::RingAll { every: None },
        AgentRule::Circular { memory: Memory::Switch, from: CircularFrom::Answered },
    ];

    /// The name in scenarios.
    pub const fn name(self) -> &'static str {
        match self {
            AgentRule::Rank => "rank",
            AgentRule::LongestIdle(_) => "longest-idle",
            AgentRule::FewestCalls(_) => "fewest-calls",
            AgentRule::MostCalls(_) => "most-calls",
            AgentRule::LeastTalkTime(_) => "least-talk-time",
            AgentRule::LeastOccupied { .. } => "least-occupied",
            AgentRule::ShortestHandling => "shortest-handling",
            AgentRule::BestSkill(_) => "best-skill",
            AgentRule::LeastSkilled => "least-skilled",
            AgentRule::MostSkilled => "most-skilled",
            AgentRule::LowestCost => "lowest-cost",
            AgentRule::Fastest => "fastest",
            AgentRule::IdlenessRatio => "idleness-ratio",
            AgentRule::LongestIdleGroup => "longest-idle-group",
            AgentRule::MostIdleAgents => "most-idle-agents",
            AgentRule::PercentSplit => "percent-split",
            AgentRule::Weight => "weight",
            AgentRule::Score => "score",
            AgentRule::LinearAscending => "linear-ascending",
            AgentRule::LinearDescending => "linear-descending",
            AgentRule::Circular { memory: Memory::Queue, from: CircularFrom::Offered } => {
                "round-robin"
            }
            AgentRule::Circular { .. } => "circular",
            AgentRule::Random => "random",
            AgentRule::WeightedRandom => "weighted-random",
            AgentRule::PenaltyRandom => "penalty-random",
            AgentRule::RingAll { .. } => "ring-all",
        }
    }
}

impl CallRule {
    /// Every rule, with what is usual where it can be told more.
    pub const ALL: [CallRule; 21] = [
        CallRule::FirstCome,
        CallRule::LastCome,
        CallRule::Random,
        CallRule::Priority,
        CallRule::AgedPriority,
        CallRule::Rank,
        CallRule::RankThenFcfs,
        CallRule::BestSkill(BestLevel::Highest),
        CallRule::LongestQueue,
        CallRule::LongestWait,
        CallRule::PredictedWait,
        CallRule::EarliestDeadline,
        CallRule::TargetRatio,
        CallRule::GeneralisedCMu,
        CallRule::MaxWeight,
        CallRule::QueueRatio,
        CallRule::WeightedWait,
        CallRule::ShortestExpected,
        CallRule::PercentAllocation,
        CallRule::RoundRobin,
        CallRule::Score,
    ];

    /// The name in scenarios.
    pub const fn name(self) -> &'static str {
        match self {
            CallRule::FirstCome => "first-come",
            CallRule::LastCome => "last-come",
            CallRule::Random => "random",
            CallRule::Priority => "priority",
            CallRule::AgedPriority => "aged-priority",
            CallRule::Rank => "rank",
            CallRule::RankThenFcfs => "rank-then-fcfs",
            CallRule::BestSkill(_) => "best-skill",
            CallRule::LongestQueue => "longest-queue",
            CallRule::LongestWait => "longest-wait",
            CallRule::PredictedWait => "predicted-wait",
            CallRule::EarliestDeadline => "earliest-deadline",
            CallRule::TargetRatio => "target-ratio",
            CallRule::GeneralisedCMu => "generalised-c-mu",
            CallRule::MaxWeight => "max-weight",
            CallRule::QueueRatio => "queue-ratio",
            CallRule::WeightedWait => "weighted-wait",
            CallRule::ShortestExpected => "shortest-expected",
            CallRule::PercentAllocation => "percent-allocation",
            CallRule::RoundRobin => "round-robin",
            CallRule::Score => "score",
        }
    }

    /// Whether what the rule prefers is known when the model is made, or is the order of entry.
    pub(super) fn is_known_beforehand(self) -> bool {
        matches!(
            self,
            CallRule::FirstCome | CallRule::Priority | CallRule::Rank | CallRule::RankThenFcfs
        )
    }
}

/// How dear a pair of call type and agents is to the rules that weigh.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairWeight {
    /// What a second of the call's wait counts.
    pub wait: f64,
    /// What a second of the longest idle agent's idle time counts.
    pub idle: f64,
    /// What the pair counts from the start.
    pub constant: f64,
}

impl Default for PairWeight {
    /// Each second counts 1.
    fn default() -> Self {
        PairWeight { wait: 1.0, idle: 1.0, constant: 0.0 }
    }
}

//! The rules that choose: between idle agents, and between waiting calls.

/// A rule that prefers one idle agent to another.
///
/// Rules are asked in their order; each sees the agents between whom those before it don't decide.
/// All that an agent has done counts calls and tasks alike. Groups are compared by all their idle
/// agents, also those who have no skill for the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgentRule {
    /// The better rank of the skill first.
    Rank,
    /// The earliest of a clock.
    LongestIdle(IdleSince),
    /// The one who has answered fewest calls.
    FewestCalls(CountedSince),
    /// The one who has answered most calls.
    MostCalls(CountedSince),
    /// The one who has talked least, hold time and consultations included.
    LeastTalkTime(CountedSince),
    /// The smallest share of the time at work spent handling calls, since the first login of the
    /// day. At work is who is logged in and not away; a share of no time is 0, and so is that of an
    /// agent who has just come. With `wrap_up` after-call work counts as handling.
    LeastOccupied {
        /// Whether after-call work counts.
        wrap_up: bool,
    },
    /// The smallest mean handling time of the calls answered since the first login of the day; who
    /// has had none comes first.
    ShortestHandling,
    /// The best level in the call's skill.
    BestSkill(BestLevel),
    /// The fewest skills: call types that the agent has a skill for.
    LeastSkilled,
    /// The most skills.
    MostSkilled,
    /// The lowest wage; unknown ones last.
    LowestCost,
    /// The highest speed: that of the skill times the agent's own, known or drawn once in a
    /// replication. How tired or experienced agents are makes no difference: the switch knows
    /// them as they are in general.
    Fastest,
    /// The group whose idle agents exceed its share of all idle ones most (QIR; Gurvich & Whitt
    /// 2009): the largest I_g − s_g ∑I, with I_g the idle agents of a group, ∑I those of all groups
    /// of the model and s_g the group's part of the sum of all idle shares.
    IdlenessRatio,
    /// The group whose longest idle agent has been idle longest, by the clock `wrap-up-end`.
    LongestIdleGroup,
    /// The group with the most idle agents.
    MostIdleAgents,
    /// Between targets with shares: the step of the route whose calls fall short of its share most.
    ///
    /// That is the largest s (n + 1) − c, with c the calls of the type that agents of the step have
    /// answered in this replication, n the sum of these over the steps of the tier, and s the
    /// step's part of the sum of their shares. Agents whom several steps open count for the first.
    PercentSplit,
    /// The largest idle weight of the pair of call type and agents (those of a group who have the
    /// same skills) times the seconds that the longest idle one of them has been idle by the clock
    /// `wrap-up-end`, plus the constant (Chan, Koole & L'Ecuyer 2014).
    Weight,
    /// The highest [`agent_score`](super::Routing::agent_score).
    ///
    /// The agents of a profile are compared by what is left of the score when the terms that are
    /// the same for all of them are taken out; those of different profiles by all of it.
    Score,
    /// The smallest login number.
    LinearAscending,
    /// The largest login number.
    LinearDescending,
    /// The next login number after that of the last one, and after the largest the smallest; the
    /// smallest if there is no last one.
    Circular {
        /// Whose last one.
        memory: Memory,
        /// What the last one did.
        from: CircularFrom,
    },
    /// Anyone, each with the same chance.
    Random,
    /// Anyone, with chances proportional to the idle weights of the pairs of call type and agents.
    /// Who weighs nothing is never taken unless that is all of them; then the chances are equal.
    WeightedRandom,
    /// Each draws a whole number from below rank × 1000, and the smallest is taken (Asterisk's
    /// `wrandom`, where rank is penalty + 1); between equal ones, anyone with the same chance.
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
    /// The end of the last talk, or the login if later.
    HangUp,
    /// The moment from which on the agent has been available without a break: the end of the last
    /// wrap-up, the return from a break, the end of not being ready or of a ring in vain, the
    /// login.
    Available,
    /// The last moment at which a call was offered, picked up or not, or the login if later.
    LastOffer,
    /// The end of the last call with a caller (tasks don't count), wrap-up included, or the login
    /// if later.
    LastInbound,
    /// The login: who has been here longest.
    Login,
}

/// When counters of an agent's work begin again at nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CountedSince {
    /// At the first login of a day, by the clock: days are 24 hours from the start of the horizon,
    /// which is midnight unless the horizon is a plain length. Who works through the night goes on
    /// counting.
    #[default]
    Daily,
    /// Whenever the agent logs in or returns from being away. Not after a ring in vain: the switch
    /// then spares the agent, who has not gone.
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
    /// That of the call: it starts at the first agent, and goes on from whom it rang at last. What
    /// the last agent did makes no difference then.
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
/// Rules compare the first calls of the queues that the agent may serve, one queue for each call
/// type and step of its route; each sees those between which the rules before it don't decide, and
/// if all leave a tie, the call that entered first is taken. Inside a queue the call that entered
/// first is first; one that rang in vain keeps its place, and one that was put at the head is first
/// there, however long it has waited.
///
/// `last-come` and `random` look at all calls of the queues that the rules before them leave: all
/// calls of a queue are alike to a rule that asks for something of the queue, its type or the agent.
/// A rule that asks for the wait or the moment of entry tells them apart, though: after one of
/// those only the first call of each queue is left (`aged-priority`, `longest-wait`,
/// `predicted-wait`, `earliest-deadline`, `target-ratio`, `generalised-c-mu`, `weighted-wait`).
///
/// A call that rings at an agent is in no queue: it can't be taken, and rules that count calls
/// leave it out. The wait of a call counts from when it came to its queue; if it went over from
/// another type and kept its place, from when it came to the queue of the first one. Service rates
/// are those of the agent's skill at this time of day: its speed ÷ the mean handling time of the
/// type. What makes the agent faster or slower at everything changes no comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallRule {
    /// The one that entered its queue first.
    FirstCome,
    /// The one that entered its queue last.
    LastCome,
    /// Any, each call with the same chance.
    Random,
    /// The one of the higher priority: that of its type, with what the steps of its route add.
    Priority,
    /// The largest priority + gain × minutes waited, no more than the cap of the call type, but
    /// never less than the priority.
    AgedPriority,
    /// The one whose skill the agent ranks better.
    Rank,
    /// The one that the agent ranks better, then the one that entered first.
    RankThenFcfs,
    /// The one in whose skill the agent has the better level.
    BestSkill(BestLevel),
    /// The one of the type of which most calls are in queues, whoever may serve those.
    LongestQueue,
    /// The one that has waited longest. That is the one that entered first, unless calls are put at
    /// the head of queues.
    LongestWait,
    /// The longest wait that the call would reach if this agent did not take it: its wait so far +
    /// the mean handling time of the type at this time of day, at speed 1 ÷ the number of agents
    /// logged in, busy or not, who serve the type in some step.
    PredictedWait,
    /// The earliest moment of queue entry + acceptable wait: the most urgent or longest overdue.
    EarliestDeadline,
    /// The largest wait ÷ acceptable wait. An acceptable wait of 0 makes it infinite.
    TargetRatio,
    /// The largest marginal cost of waiting × service rate, C′(w) · μ with C(w) = rate · w^power (van
    /// Mieghem 1995). A power of 1 makes it the c-μ rule, for which the wait means nothing.
    GeneralisedCMu,
    /// The largest rate of the waiting cost × calls of the type in queues × service rate (MaxWeight;
    /// Stolyar 2004).
    MaxWeight,
    /// The type whose queues exceed its share of all calls in queues most (QIR; Gurvich & Whitt
    /// 2009): the largest Q_k − p_k ∑Q, with p_k the type's share of the shares of all types. If all
    /// are 0, p_k is 0.
    QueueRatio,
    /// The largest weight of the pair of call type and agents times the wait in seconds, plus the
    /// constant (the delay-weight rule of Chan, Koole & L'Ecuyer 2014).
    WeightedWait,
    /// The shortest mean handling time of the type with this agent, at this time of day.
    ShortestExpected,
    /// The type of whose share of the agent's work most is missing: the largest s_k − t_k ÷ ∑t, with
    /// s_k its share of the shares of all skills of the agent, and t_k the handling of its calls that
    /// the agent has answered since the first login of the day (as long as there is none, the
    /// largest s_k).
    PercentAllocation,
    /// The type after that of which this agent answered a call last, in order of names, and round
    /// again; an agent who has answered none begins with the first. Each agent goes round alone, as
    /// the order of a switch is that in the agent's own list of skills.
    RoundRobin,
    /// The highest [`call_score`](super::Routing::call_score): of the first calls of queues, unless
    /// it may fall as a call waits or asks for the attempt; then of all calls in them.
    Score,
}

impl AgentRule {
    /// Whether the rule leaves no ties, so that none can follow it.
    pub const fn always_decides(self) -> bool {
        matches!(
            self,
            AgentRule::LinearAscending
                | AgentRule::LinearDescending
                | AgentRule::Circular { .. }
                | AgentRule::Random
                | AgentRule::WeightedRandom
                | AgentRule::PenaltyRandom
                | AgentRule::RingAll { .. }
        )
    }

    /// Whether the rule looks at how much an agent has worked: where it is the last one, the larger
    /// login number decides its ties.
    pub const fn counts_work(self) -> bool {
        matches!(
            self,
            AgentRule::FewestCalls(_)
                | AgentRule::MostCalls(_)
                | AgentRule::LeastTalkTime(_)
                | AgentRule::LeastOccupied { .. }
                | AgentRule::ShortestHandling
        )
    }

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

    /// Whether no two calls are alike to the rule, so that none after it is ever asked.
    pub const fn always_decides(self) -> bool {
        matches!(
            self,
            CallRule::FirstCome | CallRule::LastCome | CallRule::Random | CallRule::RankThenFcfs
        )
    }

    /// Whether the rule tells calls of a queue apart by how long they have waited.
    pub(crate) fn is_by_wait(self) -> bool {
        match self {
            CallRule::AgedPriority
            | CallRule::LongestWait
            | CallRule::PredictedWait
            | CallRule::EarliestDeadline
            | CallRule::TargetRatio
            | CallRule::GeneralisedCMu
            | CallRule::WeightedWait
            | CallRule::Score => true,
            CallRule::FirstCome
            | CallRule::LastCome
            | CallRule::Random
            | CallRule::Priority
            | CallRule::Rank
            | CallRule::RankThenFcfs
            | CallRule::BestSkill(_)
            | CallRule::LongestQueue
            | CallRule::MaxWeight
            | CallRule::QueueRatio
            | CallRule::ShortestExpected
            | CallRule::PercentAllocation
            | CallRule::RoundRobin => false,
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

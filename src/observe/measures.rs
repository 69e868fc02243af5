//! The performance measures: what can be asked of one replication.
//!
//! Every measure is a name, a unit and a way to compute a [`Ratio`] from counts. A new one is one
//! line here; estimates, files and tables know only the list.

use super::need::Need;
use super::ratio::seconds;
use super::{AgentCounts, CallCounts, OutageCounts, Ratio, RuleCounts, TrunkCounts};
use crate::engine::{HitEffect, Recovery};
use crate::model::{ActivityKind, AgentState, ServiceLevelRule};

/// A performance measure.
#[derive(Debug)]
pub struct Measure {
    /// The name in files.
    pub name: &'static str,
    /// What it is, in a few words: for tables and the manual. T is the acceptable wait.
    pub meaning: &'static str,
    /// What its values are.
    pub unit: Unit,
    /// Whether it is one sum over another, so that busy replications can count for more.
    pub form: Form,
    pub(super) source: Source,
    pub(super) need: Need,
}

/// What the values of a measure are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Calls per replication, or waiting at a time.
    Calls,
    /// A share, 0 to 1.
    Share,
    /// Seconds.
    Seconds,
    /// Hours per replication.
    Hours,
    /// Calls per hour.
    PerHour,
    /// Lines of a trunk group.
    Lines,
    /// How often something happens in a replication.
    Times,
    /// Whatever wages are told in.
    Money,
}

/// Which of two values of a measure anybody would want.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// The higher one: a service level.
    Higher,
    /// The lower one: a wait.
    Lower,
}

impl Better {
    /// The name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Better::Higher => "higher",
            Better::Lower => "lower",
        }
    }
}

/// How the value of a replication comes about, and so how replications are averaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One number; its mean over replications is the only one.
    Plain,
    /// A numerator over a denominator; the mean of ratios differs from the ratio of means.
    Ratio,
    /// Days of which something is true, out of all days.
    Days,
}

/// Where a measure is read.
#[derive(Debug)]
pub(super) enum Source {
    /// A number of calls.
    Count(fn(&CallCounts) -> u64),
    /// A number of calls, out of another.
    ShareOfCalls(fn(&CallCounts) -> (u64, u64)),
    /// Anything else that calls tell.
    Calls(fn(&CallCounts) -> Ratio),
    /// The service level by this rule.
    ServiceLevel(ServiceLevelRule),
    /// The service level by each call type's own rule.
    ChosenServiceLevel,
    /// Days on which the objective is met, out of days with calls.
    DaysMet,
    /// The wait that this share of the calls does not exceed.
    WaitQuantile(f64),
    /// The time-average of the queue over the open intervals.
    QueueMean,
    /// A sum of the agents' time.
    Time(fn(&AgentCounts) -> u128),
    /// Anything else that agents tell.
    Agents(fn(&AgentCounts) -> Ratio),
    /// Time in one state.
    TimeIn(AgentState),
    /// What paid hours cost.
    WageCost,
    /// What a trunk group tells of the open intervals, of so many seconds in all.
    Trunks(fn(&TrunkCounts, f64) -> f64),
    /// What any outage tells.
    Outage(fn(&OutageCounts) -> f64),
    /// How often an outage does this to a call; only of one that can.
    Hits(HitEffect),
    /// What an outage tells that service recovers from as a whole.
    Recovery(fn(&OutageCounts) -> Ratio),
    /// What a floor rule tells.
    Rule(fn(&RuleCounts) -> f64),
    /// How long a phase lasts.
    PhaseTime,
}

/// The measures of call types, and of all calls together.
pub(super) const OF_CALLS: &[Measure] = &[
    count(
        "offered",
        "attempts that entered the queue or ended before it, and what was handed on to \
         the queue",
        |calls| calls.offered,
    ),
    count("first_attempts", "of the offered, first attempts of a caller", |calls| {
        calls.first_attempts
    }),
    count("answered", "calls that an agent took", |calls| calls.answered),
    count("abandoned", "calls whose caller hung up in the queue", |calls| calls.abandoned),
    count(
        "blocked",
        "attempts that heard a busy tone: all lines were busy, or an outage let nobody in",
        |calls| calls.blocked,
    )
    .if_any(Need::Blocking),
    count("contained", "calls for which the IVR was enough", |calls| calls.contained)
        .if_any(Need::Ivr),
    count("abandoned_in_ivr", "calls whose caller hung up in the IVR", |calls| {
        calls.abandoned_in_ivr
    })
    .if_any(Need::Ivr),
    count("balked", "calls whose caller did not want to wait at all", |calls| calls.balked)
        .if_any(Need::Balking),
    count("rejected", "calls that found the queue full", |calls| calls.rejected)
        .if_any(Need::Capacity),
    count(
        "overflowed",
        "calls that went on to another queue, or left a message: theirs was full, or a \
         step of their route led there",
        |calls| calls.overflowed,
    )
    .if_any(Need::Overflow),
    count("turned_away", "calls sent away at closing", |calls| calls.turned_away),
    count(
        "dropped",
        "calls that an outage cut off before an agent had answered, in the IVR or in the \
         queue",
        |calls| calls.dropped,
    )
    .if_any(Need::Dropping),
    count("cut_off", "of the answered, those that an outage cut off in the talk", |calls| {
        calls.cut_off
    })
    .if_any(Need::CuttingOff),
    count(
        "callback_taken",
        "calls whose caller accepted to be called back; the task that is left is one of \
         those handed in",
        |calls| calls.callback_taken,
    )
    .if_any(Need::Callbacks),
    count("still_waiting", "calls that never had an outcome; normally none", |calls| {
        calls.still_waiting
    }),
    count("redials", "offered − first attempts − handed in", redials),
    count("repeats", "first attempts of a call for the same reason as an earlier one", |calls| {
        calls.repeats
    })
    .if_any(Need::Repeats),
    count(
        "by_last_agent",
        "of the answered, repeat calls by the agent who had served the caller before, for \
         call types that ask for that agent",
        |calls| calls.by_last_agent,
    )
    .if_any(Need::LastAgent),
    count(
        "handed_in",
        "calls and tasks that came from another queue: transfers, overflow, messages, \
         back-office work",
        |calls| calls.handed_in,
    )
    .if_any(Need::HandedOn),
    count("transferred", "answered calls that were transferred on", |calls| calls.transferred)
        .if_any(Need::Transfers),
    count("tasks", "answered calls that left work for another queue", |calls| calls.tasks)
        .if_any(Need::Tasks),
    count("resolved", "talks that solved the caller's issue", |calls| calls.resolved)
        .if_any(Need::Resolution),
    ratio(
        "service_level",
        "by the rule that the objective names; of all, each call type by its own rule and \
         acceptable wait T",
        Unit::Share,
        Source::ChosenServiceLevel,
    ),
    by_rule(
        "service_level_offered",
        "answered within T ÷ (answered + abandoned)",
        ServiceLevelRule::Offered,
    ),
    by_rule("service_level_answered", "answered within T ÷ answered", ServiceLevelRule::Answered),
    by_rule(
        "service_level_lenient",
        "(answered within T + abandoned within T) ÷ (answered + abandoned)",
        ServiceLevelRule::Lenient,
    ),
    by_rule(
        "service_level_ignoring",
        "answered within T ÷ (answered + abandoned later than T)",
        ServiceLevelRule::Ignoring,
    ),
    by_rule(
        "service_level_net",
        "answered within T ÷ (answered + abandoned − short abandons)",
        ServiceLevelRule::Net,
    ),
    by_rule(
        "service_level_short_credit",
        "(answered within T + short abandons) ÷ (answered + abandoned)",
        ServiceLevelRule::ShortCredit,
    ),
    by_rule(
        "service_level_callers",
        "first attempts answered within T ÷ first attempts",
        ServiceLevelRule::Callers,
    ),
    Measure {
        name: "probability_met",
        meaning: "share of days on which the objective is met",
        unit: Unit::Share,
        form: Form::Days,
        source: Source::DaysMet,
        need: Need::Nothing,
    },
    of_calls("asa", "mean wait of the answered", Unit::Seconds, |calls| {
        Ratio::of_time_per(calls.wait_answered, calls.answered)
    }),
    of_calls(
        "wait_mean",
        "mean wait of all calls, whatever their outcome",
        Unit::Seconds,
        |calls| {
            let waits = calls.wait_answered + calls.wait_abandoned + calls.wait_other;
            Ratio::of_time_per(waits, outcomes(calls))
        },
    ),
    of_calls("wait_abandoned", "mean wait of the abandoned", Unit::Seconds, |calls| {
        Ratio::of_time_per(calls.wait_abandoned, calls.abandoned)
    }),
    plain(
        "wait_p50",
        "the wait that 50 % of the answered and abandoned calls do not exceed, within 3 %",
        Unit::Seconds,
        Source::WaitQuantile(0.50),
    ),
    plain(
        "wait_p90",
        "the wait that 90 % of the answered and abandoned calls do not exceed, within 3 %",
        Unit::Seconds,
        Source::WaitQuantile(0.90),
    ),
    plain(
        "wait_p95",
        "the wait that 95 % of the answered and abandoned calls do not exceed, within 3 %",
        Unit::Seconds,
        Source::WaitQuantile(0.95),
    ),
    plain(
        "wait_p99",
        "the wait that 99 % of the answered and abandoned calls do not exceed, within 3 %",
        Unit::Seconds,
        Source::WaitQuantile(0.99),
    ),
    plain(
        "wait_max",
        "the longest wait",
        Unit::Seconds,
        Source::Calls(|calls| match outcomes(calls) {
            0 => Ratio::NONE,
            _ => Ratio::plain(seconds(calls.wait_max.into())),
        }),
    ),
    of_calls("waited", "share of calls that had to wait at all", Unit::Share, |calls| {
        Ratio::of_counts(calls.waited, outcomes(calls))
    }),
    of_calls("abandonment", "abandoned ÷ offered", Unit::Share, |calls| {
        Ratio::of_counts(calls.abandoned, calls.offered)
    }),
    of_calls(
        "abandonment_net",
        "(abandoned − short abandons) ÷ (offered − short abandons)",
        Unit::Share,
        |calls| {
            let short = calls.short_abandons;
            Ratio::of_counts(calls.abandoned - short, calls.offered - short)
        },
    ),
    share("blocked_share", "blocked ÷ offered", |calls| (calls.blocked, calls.offered))
        .if_any(Need::Blocking),
    share(
        "contained_share",
        "contained ÷ attempts that heard the IVR, those that it routed elsewhere included",
        |calls| (calls.contained, calls.heard_ivr),
    )
    .if_any(Need::Ivr),
    share(
        "ivr_abandonment",
        "hung up in the IVR ÷ attempts that heard the IVR, those that it routed elsewhere \
         included",
        |calls| (calls.abandoned_in_ivr, calls.heard_ivr),
    )
    .if_any(Need::Ivr),
    share("balked_share", "balked ÷ offered", |calls| (calls.balked, calls.offered))
        .if_any(Need::Balking),
    share("rejected_share", "rejected ÷ offered", |calls| (calls.rejected, calls.offered))
        .if_any(Need::Capacity),
    share("overflow_share", "overflowed ÷ offered", |calls| (calls.overflowed, calls.offered))
        .if_any(Need::Overflow),
    share("dropped_share", "(dropped + cut off) ÷ offered", |calls| {
        (calls.dropped + calls.cut_off, calls.offered)
    })
    .if_any(Need::DroppingAtAll),
    share("callback_share", "callback taken ÷ offered", |calls| {
        (calls.callback_taken, calls.offered)
    })
    .if_any(Need::Callbacks),
    share("redial_share", "redials ÷ offered", |calls| (redials(calls), calls.offered)),
    share("repeat_share", "repeats ÷ first attempts", |calls| {
        (calls.repeats, calls.first_attempts)
    })
    .if_any(Need::Repeats),
    share("transfer_share", "transferred ÷ answered", |calls| (calls.transferred, calls.answered))
        .if_any(Need::Transfers),
    share(
        "first_contact_resolution",
        "issues solved ÷ issues judged after a caller's first call",
        |calls| (calls.first_contacts_resolved, calls.first_contacts),
    )
    .if_any(Need::Resolution),
    share("resolution", "issues solved ÷ issues judged", |calls| {
        (calls.resolved, calls.concluded)
    })
    .if_any(Need::Resolution),
    plain(
        "queue_mean",
        "time-average of the calls waiting, over the opening hours or the plain length",
        Unit::Calls,
        Source::QueueMean,
    ),
    plain(
        "queue_max",
        "the longest queue; of all, the longest of any one call type",
        Unit::Calls,
        Source::Calls(|calls| Ratio::plain(calls.queue_max as f64)),
    ),
    of_calls(
        "aht",
        "mean handling time of the answered: talk, with hold and consultation, and wrap-up",
        Unit::Seconds,
        |calls| Ratio::of_time_per(calls.talk + calls.wrap_up, calls.answered),
    ),
    of_calls(
        "talk_mean",
        "mean time in talk of the answered, without hold",
        Unit::Seconds,
        |calls| Ratio::of_time_per(calls.talk - calls.hold, calls.answered),
    ),
    of_calls("hold_mean", "mean time on hold of the answered", Unit::Seconds, |calls| {
        Ratio::of_time_per(calls.hold, calls.answered)
    })
    .if_any(Need::Hold),
    of_calls("wrap_up_mean", "mean wrap-up after the answered", Unit::Seconds, |calls| {
        Ratio::of_time_per(calls.wrap_up, calls.answered)
    }),
];

/// The measures of agent groups, and of all agents together.
pub(super) const OF_AGENTS: &[Measure] = &[
    hours("staffed_hours", "time logged in, breaks and overtime included", |agents| {
        agents.staffed()
    }),
    hours("paid_hours", "staffed hours without unpaid activities", paid),
    plain(
        "wage_cost",
        "what the paid hours cost, each at the wage of whoever works it; only where all \
         wages are known",
        Unit::Money,
        Source::WageCost,
    ),
    of_agents("occupancy", "handling ÷ (handling + available)", Unit::Share, occupancy),
    of_agents("utilisation", "handling ÷ paid hours", Unit::Share, |agents| {
        Ratio::of_times(agents.handling(), paid(agents))
    }),
    of_agents(
        "effective_time_share",
        "(talking + available) ÷ (staffed hours − meals − breaks − rests)",
        Unit::Share,
        |agents| {
            let off = time(agents, AgentState::Away(ActivityKind::Break))
                + time(agents, AgentState::Away(ActivityKind::Meal))
                + time(agents, AgentState::Away(ActivityKind::Rest));
            let effective = time(agents, AgentState::Talking) + time(agents, AgentState::Available);
            Ratio::of_times(effective, agents.staffed() - off)
        },
    ),
    hours("overtime_hours", "time at work after the planned end", |agents| agents.overtime),
    of_agents("calls_per_agent_hour", "answered ÷ staffed hours", Unit::PerHour, |agents| Ratio {
        numerator: agents.answered as f64,
        denominator: in_hours(agents.staffed()),
    }),
    // Of all agents this is the number of calls answered, which the calls already tell.
    plain(
        ANSWERED,
        "calls taken by the group's agents",
        Unit::Calls,
        Source::Agents(|agents| Ratio::plain(agents.answered as f64)),
    ),
    time_in("time_available", "hours ready for a call that does not come", AgentState::Available),
    time_in("time_talking", "hours talking, with hold and consultation", AgentState::Talking),
    time_in("time_wrap_up", "hours finishing calls after the talk", AgentState::WrapUp),
    time_in(
        "time_ringing",
        "hours in which a call rings and is not yet taken",
        AgentState::Ringing,
    ),
    time_in("time_not_ready", "hours not ready, after letting a call ring", AgentState::NotReady),
    time_in("time_break", "hours of planned breaks", AgentState::Away(ActivityKind::Break)),
    time_in("time_meal", "hours of meals", AgentState::Away(ActivityKind::Meal)),
    time_in("time_meeting", "hours of meetings", AgentState::Away(ActivityKind::Meeting)),
    time_in("time_training", "hours of training", AgentState::Away(ActivityKind::Training)),
    time_in("time_coaching", "hours of coaching", AgentState::Away(ActivityKind::Coaching)),
    time_in(
        "time_rest",
        "hours of unplanned breaks, where a group has them",
        AgentState::Away(ActivityKind::Rest),
    ),
    time_in(
        "time_down",
        "hours in which agents could not work because of an outage",
        AgentState::Down,
    ),
];

/// The measures of trunk groups.
pub(super) const OF_TRUNKS: &[Measure] = &[
    of_trunks(
        "lines_busy",
        "time-average of the busy lines, over the opening hours or the plain length",
        Unit::Lines,
        |lines, watched| seconds(lines.busy) / watched,
    ),
    of_trunks("lines_busy_max", "the most lines busy at once", Unit::Lines, |lines, _| {
        lines.busy_max as f64
    }),
    of_trunks(
        "all_lines_busy",
        "share of the opening hours or the plain length in which all lines were busy",
        Unit::Share,
        |lines, watched| seconds(lines.all_busy) / watched,
    ),
];

/// The measures of outages.
pub(super) const OF_OUTAGES: &[Measure] = &[
    of_outages(
        "occurrences",
        "how often it began, at any hour; of workstations, a first one failed while all \
         others worked",
        Unit::Times,
        |outage| outage.occurrences as f64,
    ),
    of_outages(
        "hours_in_force",
        "hours of the opening hours or the plain length in which it was in force",
        Unit::Hours,
        |outage| in_hours(outage.in_force),
    ),
    of_outages(
        "calls_affected",
        "what it did to calls, all of the following together: a call that is hit twice \
         counts twice",
        Unit::Calls,
        |outage| outage.all_hits() as f64,
    ),
    hits("calls_blocked", "callers who heard a busy tone", HitEffect::Blocked),
    hits("calls_held", "calls that came while nobody could take them, and waited", HitEffect::Held),
    hits("calls_bypassed", "calls that passed by the IVR", HitEffect::Bypassed),
    hits("calls_dropped", "calls cut off before an agent had answered", HitEffect::DroppedWaiting),
    hits("calls_cut_off", "calls cut off in the talk", HitEffect::DroppedTalking),
    hits("calls_frozen", "calls that stood still", HitEffect::Frozen),
    hits(
        "calls_requeued",
        "calls that went back to their queue from an agent",
        HitEffect::Requeued,
    ),
    hits("calls_slowed", "calls whose handling took longer or shorter", HitEffect::Slowed),
    mean_recovery(
        "time_to_recover_queue",
        "from the end of the outage until the queue was normal again for a whole window, \
         mean of the times when it was",
        |outage| mean_time(outage, Recovery::Queue),
    ),
    longest_recovery(
        "time_to_recover_queue_max",
        "the longest time until the queue was normal again",
        |outage| longest(outage, Recovery::Queue),
    ),
    recovered(
        "recovered_queue_share",
        "share of its occurrences after which the queue was normal again",
        |outage| recovered_share(outage, Recovery::Queue),
    ),
    unrecovered(
        "unrecovered_queue",
        "occurrences after which the queue was not: it began again before, or the day was \
         over",
        |outage| not_recovered(outage, Recovery::Queue),
    ),
    mean_recovery(
        "time_to_recover_service",
        "from the end of the outage until the service level was at its target again for a \
         whole window, mean of the times when it was",
        |outage| mean_time(outage, Recovery::ServiceLevel),
    ),
    longest_recovery(
        "time_to_recover_service_max",
        "the longest time until the service level was at its target again",
        |outage| longest(outage, Recovery::ServiceLevel),
    ),
    recovered(
        "recovered_service_share",
        "share of its occurrences after which the service level was at its target again",
        |outage| recovered_share(outage, Recovery::ServiceLevel),
    ),
    unrecovered(
        "unrecovered_service",
        "occurrences after which the service level was not: it began again before, or the \
         day was over",
        |outage| not_recovered(outage, Recovery::ServiceLevel),
    ),
];

/// The measures of floor rules.
pub(super) const OF_RULES: &[Measure] = &[
    of_rules("triggers", "how often its condition held for long enough", Unit::Times, |rule| {
        rule.triggered as f64
    }),
    of_rules(
        "activations",
        "how often it came into force, which a reset within the response time prevents",
        Unit::Times,
        |rule| rule.activations as f64,
    ),
    of_rules(
        "hours_in_force",
        "hours of the opening hours or the plain length in which it was in force",
        Unit::Hours,
        |rule| in_hours(rule.in_force),
    ),
    of_rules(
        "calls_offered",
        "calls of all types that were offered while it was in force",
        Unit::Calls,
        |rule| rule.offered as f64,
    ),
];

/// The measures of phases, before those of calls that phases have as well.
pub(super) const OF_PHASES: &[Measure] = &[plain(
    "hours",
    "hours of the opening hours or the plain length in the phase",
    Unit::Hours,
    Source::PhaseTime,
)];

/// The measures of calls that phases have as well, by name. A service level by each call type's own
/// rule is not among them: of all types together there is no such rule.
const OF_CALLS_IN_PHASES: [&str; 14] = [
    "offered",
    "answered",
    "abandoned",
    "blocked",
    "balked",
    "rejected",
    "dropped",
    "cut_off",
    "callback_taken",
    "service_level_offered",
    "asa",
    "abandonment",
    "blocked_share",
    "dropped_share",
];

/// Measures of which more is better, whatever comes after these words.
const HIGHER_IS_BETTER: [&str; 7] = [
    "service_level",
    "probability_met",
    "resolved",
    "resolution",
    "first_contact_resolution",
    "contained",
    "recovered",
];

/// Measures of which less is better, whatever comes after these words.
const LOWER_IS_BETTER: [&str; 20] = [
    "abandoned",
    "abandonment",
    "all_lines_busy",
    "asa",
    "balked",
    "blocked",
    "calls_affected",
    "cut_off",
    "dropped",
    "ivr_abandonment",
    "overtime_hours",
    "queue",
    "rejected",
    "still_waiting",
    "time_to_recover",
    "turned_away",
    "unrecovered",
    "wage_cost",
    "wait_",
    "waited",
];

/// The one name that calls and agents share.
pub(super) const ANSWERED: &str = "answered";

impl Measure {
    /// All measures by whose they are, with the kind of scope as files name it. Those of `all` are
    /// those of call types and of agent groups; a phase also has [some](Self::is_of_phases) of calls.
    pub const BY_SCOPE: [(&'static str, &'static [Measure]); 6] = [
        ("call_type", OF_CALLS),
        ("agent_group", OF_AGENTS),
        ("trunk_group", OF_TRUNKS),
        ("outage", OF_OUTAGES),
        ("rule", OF_RULES),
        ("phase", OF_PHASES),
    ];

    /// The measure of this name in files; none if there is no such.
    pub fn named(name: &str) -> Option<&'static Measure> {
        all().find(|measure| measure.name == name)
    }

    /// Which of two values anybody would want; none if that is a matter of what it costs, as with the
    /// occupancy of agents.
    pub fn better(&self) -> Option<Better> {
        let begins = |words: &[&str]| words.iter().any(|word| self.name.starts_with(word));
        match self.name {
            _ if begins(&HIGHER_IS_BETTER) => Some(Better::Higher),
            _ if begins(&LOWER_IS_BETTER) => Some(Better::Lower),
            _ => None,
        }
    }

    /// Whether it is a measure of calls that phases have as well.
    pub fn is_of_phases(&self) -> bool {
        OF_CALLS_IN_PHASES.contains(&self.name)
    }

    /// The same measure, left out where the model lacks something.
    const fn if_any(self, need: Need) -> Self {
        Measure { need, ..self }
    }
}

impl Unit {
    /// The name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Unit::Calls => "calls",
            Unit::Share => "share",
            Unit::Seconds => "s",
            Unit::Hours => "h",
            Unit::PerHour => "1/h",
            Unit::Lines => "lines",
            Unit::Times => "times",
            Unit::Money => "money",
        }
    }
}

/// All measures; where several have the same name that of calls comes first.
fn all() -> impl Iterator<Item = &'static Measure> {
    let lists = [OF_CALLS, OF_AGENTS, OF_TRUNKS, OF_OUTAGES, OF_RULES, OF_PHASES];
    lists.into_iter().flatten()
}

/// The mean time that service took to recover where it did.
fn mean_time(outage: &OutageCounts, of: Recovery) -> Ratio {
    let recovery = outage.recovery(of);
    Ratio::of_time_per(recovery.time, recovery.recovered)
}

fn longest(outage: &OutageCounts, of: Recovery) -> Ratio {
    let recovery = outage.recovery(of);
    match recovery.recovered {
        0 => Ratio::NONE,
        _ => Ratio::plain(seconds(recovery.longest.into())),
    }
}

fn recovered_share(outage: &OutageCounts, of: Recovery) -> Ratio {
    Ratio::of_counts(outage.recovery(of).recovered, outage.occurrences)
}

fn not_recovered(outage: &OutageCounts, of: Recovery) -> Ratio {
    Ratio::plain(outage.unrecovered(of) as f64)
}

/// The share of the time ready for calls that agents spend handling them.
pub fn occupancy(agents: &AgentCounts) -> Ratio {
    let handling = agents.handling();
    Ratio::of_times(handling, handling + time(agents, AgentState::Available))
}

/// Calls with an outcome, the lack of one included.
fn outcomes(calls: &CallCounts) -> u64 {
    calls.answered
        + calls.abandoned
        + calls.turned_away
        + calls.dropped
        + calls.callback_taken
        + calls.still_waiting
}

fn redials(calls: &CallCounts) -> u64 {
    calls.offered - calls.first_attempts - calls.handed_in
}

pub(super) fn time(agents: &AgentCounts, state: AgentState) -> u128 {
    agents.time[state.index()]
}

pub(super) fn paid(agents: &AgentCounts) -> u128 {
    agents.staffed() - agents.unpaid
}

pub(super) fn in_hours(micros: u128) -> f64 {
    seconds(micros) / 3600.0
}

const fn plain(name: &'static str, meaning: &'static str, unit: Unit, source: Source) -> Measure {
    Measure { name, meaning, unit, form: Form::Plain, source, need: Need::Nothing }
}

const fn ratio(name: &'static str, meaning: &'static str, unit: Unit, source: Source) -> Measure {
    Measure { name, meaning, unit, form: Form::Ratio, source, need: Need::Nothing }
}

const fn of_calls(
    name: &'static str,
    meaning: &'static str,
    unit: Unit,
    of: fn(&CallCounts) -> Ratio,
) -> Measure {
    ratio(name, meaning, unit, Source::Calls(of))
}

const fn share(
    name: &'static str,
    meaning: &'static str,
    of: fn(&CallCounts) -> (u64, u64),
) -> Measure {
    ratio(name, meaning, Unit::Share, Source::ShareOfCalls(of))
}

const fn of_agents(
    name: &'static str,
    meaning: &'static str,
    unit: Unit,
    of: fn(&AgentCounts) -> Ratio,
) -> Measure {
    ratio(name, meaning, unit, Source::Agents(of))
}

const fn of_trunks(
    name: &'static str,
    meaning: &'static str,
    unit: Unit,
    of: fn(&TrunkCounts, f64) -> f64,
) -> Measure {
    plain(name, meaning, unit, Source::Trunks(of))
}

const fn of_outages(
    name: &'static str,
    meaning: &'static str,
    unit: Unit,
    of: fn(&OutageCounts) -> f64,
) -> Measure {
    plain(name, meaning, unit, Source::Outage(of))
}

const fn hits(name: &'static str, meaning: &'static str, effect: HitEffect) -> Measure {
    plain(name, meaning, Unit::Calls, Source::Hits(effect))
}

const fn mean_recovery(
    name: &'static str,
    meaning: &'static str,
    of: fn(&OutageCounts) -> Ratio,
) -> Measure {
    ratio(name, meaning, Unit::Seconds, Source::Recovery(of))
}

const fn longest_recovery(
    name: &'static str,
    meaning: &'static str,
    of: fn(&OutageCounts) -> Ratio,
) -> Measure {
    plain(name, meaning, Unit::Seconds, Source::Recovery(of))
}

const fn recovered(
    name: &'static str,
    meaning: &'static str,
    of: fn(&OutageCounts) -> Ratio,
) -> Measure {
    ratio(name, meaning, Unit::Share, Source::Recovery(of))
}

const fn unrecovered(
    name: &'static str,
    meaning: &'static str,
    of: fn(&OutageCounts) -> Ratio,
) -> Measure {
    plain(name, meaning, Unit::Times, Source::Recovery(of))
}

const fn of_rules(
    name: &'static str,
    meaning: &'static str,
    unit: Unit,
    of: fn(&RuleCounts) -> f64,
) -> Measure {
    plain(name, meaning, unit, Source::Rule(of))
}

const fn by_rule(name: &'static str, meaning: &'static str, rule: ServiceLevelRule) -> Measure {
    ratio(name, meaning, Unit::Share, Source::ServiceLevel(rule))
}

const fn time_in(name: &'static str, meaning: &'static str, state: AgentState) -> Measure {
    plain(name, meaning, Unit::Hours, Source::TimeIn(state))
}

const fn count(name: &'static str, meaning: &'static str, of: fn(&CallCounts) -> u64) -> Measure {
    plain(name, meaning, Unit::Calls, Source::Count(of))
}

const fn hours(name: &'static str, meaning: &'static str, of: fn(&AgentCounts) -> u128) -> Measure {
    plain(name, meaning, Unit::Hours, Source::Time(of))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manual_says_what_every_measure_is() {
        let manual = include_str!("../../docs/results.md");
        for measure in all() {
            let name = format!("`{}`", measure.name);
            let is_row = |line: &&str| line.starts_with('|') && line.contains(&name);
            assert!(manual.lines().any(|line| is_row(&line)), "{name}");
        }
    }

    #[test]
    fn every_measure_says_what_it_is_in_a_few_words() {
        for Measure { name, meaning, .. } in all() {
            assert!((10..=130).contains(&meaning.chars().count()), "{name}: {meaning}");
            assert!(!meaning.ends_with('.') && !meaning.contains(['|', '`', '\n']), "{name}");
        }
    }

    #[test]
    fn what_is_better_is_known_of_measures_that_there_are() {
        for word in HIGHER_IS_BETTER.iter().chain(&LOWER_IS_BETTER) {
            assert!(all().any(|measure| measure.name.starts_with(word)), "{word}");
        }
        let better = |name| Measure::named(name).unwrap().better();
        assert_eq!(better("service_level_net"), Some(Better::Higher));
        assert_eq!(better("abandonment_net"), Some(Better::Lower));
        assert_eq!(better("contained_share"), Some(Better::Higher));
        assert_eq!(better("occupancy"), None);
    }

    #[test]
    fn what_phases_take_from_calls_is_there() {
        let is_there = |name: &str| OF_CALLS.iter().any(|measure| measure.name == name);
        assert!(OF_CALLS_IN_PHASES.iter().all(|name| is_there(name)));
    }

    #[test]
    fn measures_are_named_after_the_rules_and_states_they_report() {
        for measure in OF_CALLS.iter().chain(OF_AGENTS) {
            match measure.source {
                Source::ServiceLevel(rule) => {
                    let rule = rule.name().replace('-', "_");
                    assert_eq!(measure.name, format!("service_level_{rule}"));
                }
                Source::TimeIn(state) => assert_eq!(measure.name, format!("time_{}", state.name())),
                _ => {}
            }
        }
        let states = OF_AGENTS.iter().filter(|each| matches!(each.source, Source::TimeIn(_)));
        assert_eq!(states.count(), AgentState::COUNT);
    }

    #[test]
    fn idle_time_lowers_occupancy_and_breaks_do_not() {
        let mut agents = AgentCounts::default();
        agents.time[AgentState::Talking.index()] = 50;
        agents.time[AgentState::WrapUp.index()] = 10;
        agents.time[AgentState::Available.index()] = 20;
        agents.time[AgentState::Away(ActivityKind::Break).index()] = 20;
        assert_eq!(occupancy(&agents).value(), Some(0.75));
        assert_eq!(paid(&agents), 100);
    }
}

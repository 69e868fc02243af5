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
    count("offered", |calls| calls.offered),
    count("first_attempts", |calls| calls.first_attempts),
    count("answered", |calls| calls.answered),
    count("abandoned", |calls| calls.abandoned),
    count("blocked", |calls| calls.blocked).if_any(Need::Blocking),
    count("contained", |calls| calls.contained).if_any(Need::Ivr),
    count("abandoned_in_ivr", |calls| calls.abandoned_in_ivr).if_any(Need::Ivr),
    count("balked", |calls| calls.balked).if_any(Need::Balking),
    count("rejected", |calls| calls.rejected).if_any(Need::Capacity),
    count("overflowed", |calls| calls.overflowed).if_any(Need::Overflow),
    count("turned_away", |calls| calls.turned_away),
    count("dropped", |calls| calls.dropped).if_any(Need::Dropping),
    count("cut_off", |calls| calls.cut_off).if_any(Need::CuttingOff),
    count("callback_taken", |calls| calls.callback_taken).if_any(Need::Callbacks),
    count("still_waiting", |calls| calls.still_waiting),
    count("redials", redials),
    count("repeats", |calls| calls.repeats).if_any(Need::Repeats),
    count("by_last_agent", |calls| calls.by_last_agent).if_any(Need::LastAgent),
    count("handed_in", |calls| calls.handed_in).if_any(Need::HandedOn),
    count("transferred", |calls| calls.transferred).if_any(Need::Transfers),
    count("tasks", |calls| calls.tasks).if_any(Need::Tasks),
    count("resolved", |calls| calls.resolved).if_any(Need::Resolution),
    ratio("service_level", Unit::Share, Source::ChosenServiceLevel),
    by_rule("service_level_offered", ServiceLevelRule::Offered),
    by_rule("service_level_answered", ServiceLevelRule::Answered),
    by_rule("service_level_lenient", ServiceLevelRule::Lenient),
    by_rule("service_level_ignoring", ServiceLevelRule::Ignoring),
    by_rule("service_level_net", ServiceLevelRule::Net),
    by_rule("service_level_short_credit", ServiceLevelRule::ShortCredit),
    by_rule("service_level_callers", ServiceLevelRule::Callers),
    Measure {
        name: "probability_met",
        unit: Unit::Share,
        form: Form::Days,
        source: Source::DaysMet,
        need: Need::Nothing,
    },
    of_calls("asa", Unit::Seconds, |calls| Ratio::of_time_per(calls.wait_answered, calls.answered)),
    of_calls("wait_mean", Unit::Seconds, |calls| {
        let waits = calls.wait_answered + calls.wait_abandoned + calls.wait_other;
        Ratio::of_time_per(waits, outcomes(calls))
    }),
    of_calls("wait_abandoned", Unit::Seconds, |calls| {
        Ratio::of_time_per(calls.wait_abandoned, calls.abandoned)
    }),
    plain("wait_p50", Unit::Seconds, Source::WaitQuantile(0.50)),
    plain("wait_p90", Unit::Seconds, Source::WaitQuantile(0.90)),
    plain("wait_p95", Unit::Seconds, Source::WaitQuantile(0.95)),
    plain("wait_p99", Unit::Seconds, Source::WaitQuantile(0.99)),
    plain(
        "wait_max",
        Unit::Seconds,
        Source::Calls(|calls| match outcomes(calls) {
            0 => Ratio::NONE,
            _ => Ratio::plain(seconds(calls.wait_max.into())),
        }),
    ),
    of_calls("waited", Unit::Share, |calls| Ratio::of_counts(calls.waited, outcomes(calls))),
    of_calls("abandonment", Unit::Share, |calls| Ratio::of_counts(calls.abandoned, calls.offered)),
    of_calls("abandonment_net", Unit::Share, |calls| {
        let short = calls.short_abandons;
        Ratio::of_counts(calls.abandoned - short, calls.offered - short)
    }),
    share("blocked_share", |calls| (calls.blocked, calls.offered)).if_any(Need::Blocking),
    share("contained_share", |calls| (calls.contained, calls.heard_ivr)).if_any(Need::Ivr),
    share("ivr_abandonment", |calls| (calls.abandoned_in_ivr, calls.heard_ivr)).if_any(Need::Ivr),
    share("balked_share", |calls| (calls.balked, calls.offered)).if_any(Need::Balking),
    share("rejected_share", |calls| (calls.rejected, calls.offered)).if_any(Need::Capacity),
    share("overflow_share", |calls| (calls.overflowed, calls.offered)).if_any(Need::Overflow),
    share("dropped_share", |calls| (calls.dropped + calls.cut_off, calls.offered))
        .if_any(Need::DroppingAtAll),
    share("callback_share", |calls| (calls.callback_taken, calls.offered)).if_any(Need::Callbacks),
    share("redial_share", |calls| (redials(calls), calls.offered)),
    share("repeat_share", |calls| (calls.repeats, calls.first_attempts)).if_any(Need::Repeats),
    share("transfer_share", |calls| (calls.transferred, calls.answered)).if_any(Need::Transfers),
    share("first_contact_resolution", |calls| {
        (calls.first_contacts_resolved, calls.first_contacts)
    })
    .if_any(Need::Resolution),
    share("resolution", |calls| (calls.resolved, calls.concluded)).if_any(Need::Resolution),
    plain("queue_mean", Unit::Calls, Source::QueueMean),
    plain("queue_max", Unit::Calls, Source::Calls(|calls| Ratio::plain(calls.queue_max as f64))),
    of_calls("aht", Unit::Seconds, |calls| {
        Ratio::of_time_per(calls.talk + calls.wrap_up, calls.answered)
    }),
    of_calls("talk_mean", Unit::Seconds, |calls| {
        Ratio::of_time_per(calls.talk - calls.hold, calls.answered)
    }),
    of_calls("hold_mean", Unit::Seconds, |calls| Ratio::of_time_per(calls.hold, calls.answered))
        .if_any(Need::Hold),
    of_calls("wrap_up_mean", Unit::Seconds, |calls| {
        Ratio::of_time_per(calls.wrap_up, calls.answered)
    }),
];

/// The measures of agent groups, and of all agents together.
pub(super) const OF_AGENTS: &[Measure] = &[
    hours("staffed_hours", |agents| agents.staffed()),
    hours("paid_hours", paid),
    plain("wage_cost", Unit::Money, Source::WageCost),
    of_agents("occupancy", Unit::Share, occupancy),
    of_agents("utilisation", Unit::Share, |agents| Ratio::of_times(handling(agents), paid(agents))),
    of_agents("effective_time_share", Unit::Share, |agents| {
        let off = time(agents, AgentState::Away(ActivityKind::Break))
            + time(agents, AgentState::Away(ActivityKind::Meal))
            + time(agents, AgentState::Away(ActivityKind::Rest));
        let effective = time(agents, AgentState::Talking) + time(agents, AgentState::Available);
        Ratio::of_times(effective, agents.staffed() - off)
    }),
    hours("overtime_hours", |agents| agents.overtime),
    of_agents("calls_per_agent_hour", Unit::PerHour, |agents| Ratio {
        numerator: agents.answered as f64,
        denominator: in_hours(agents.staffed()),
    }),
    // Of all agents this is the number of calls answered, which the calls already tell.
    plain(ANSWERED, Unit::Calls, Source::Agents(|agents| Ratio::plain(agents.answered as f64))),
    time_in("time_available", AgentState::Available),
    time_in("time_talking", AgentState::Talking),
    time_in("time_wrap_up", AgentState::WrapUp),
    time_in("time_ringing", AgentState::Ringing),
    time_in("time_not_ready", AgentState::NotReady),
    time_in("time_break", AgentState::Away(ActivityKind::Break)),
    time_in("time_meal", AgentState::Away(ActivityKind::Meal)),
    time_in("time_meeting", AgentState::Away(ActivityKind::Meeting)),
    time_in("time_training", AgentState::Away(ActivityKind::Training)),
    time_in("time_coaching", AgentState::Away(ActivityKind::Coaching)),
    time_in("time_rest", AgentState::Away(ActivityKind::Rest)),
    time_in("time_down", AgentState::Down),
];

/// The measures of trunk groups.
pub(super) const OF_TRUNKS: &[Measure] = &[
    of_trunks("lines_busy", Unit::Lines, |lines, watched| seconds(lines.busy) / watched),
    of_trunks("lines_busy_max", Unit::Lines, |lines, _| lines.busy_max as f64),
    of_trunks("all_lines_busy", Unit::Share, |lines, watched| seconds(lines.all_busy) / watched),
];

/// The measures of outages.
pub(super) const OF_OUTAGES: &[Measure] = &[
    of_outages("occurrences", Unit::Times, |outage| outage.occurrences as f64),
    of_outages("hours_in_force", Unit::Hours, |outage| in_hours(outage.in_force)),
    of_outages("calls_affected", Unit::Calls, |outage| outage.all_hits() as f64),
    hits("calls_blocked", HitEffect::Blocked),
    hits("calls_held", HitEffect::Held),
    hits("calls_bypassed", HitEffect::Bypassed),
    hits("calls_dropped", HitEffect::DroppedWaiting),
    hits("calls_cut_off", HitEffect::DroppedTalking),
    hits("calls_frozen", HitEffect::Frozen),
    hits("calls_requeued", HitEffect::Requeued),
    hits("calls_slowed", HitEffect::Slowed),
    mean_recovery("time_to_recover_queue", |outage| mean_time(outage, Recovery::Queue)),
    longest_recovery("time_to_recover_queue_max", |outage| longest(outage, Recovery::Queue)),
    recovered("recovered_queue_share", |outage| recovered_share(outage, Recovery::Queue)),
    unrecovered("unrecovered_queue", |outage| not_recovered(outage, Recovery::Queue)),
    mean_recovery("time_to_recover_service", |outage| mean_time(outage, Recovery::ServiceLevel)),
    longest_recovery("time_to_recover_service_max", |outage| {
        longest(outage, Recovery::ServiceLevel)
    }),
    recovered("recovered_service_share", |outage| recovered_share(outage, Recovery::ServiceLevel)),
    unrecovered("unrecovered_service", |outage| not_recovered(outage, Recovery::ServiceLevel)),
];

/// The measures of floor rules.
pub(super) const OF_RULES: &[Measure] = &[
    of_rules("triggers", Unit::Times, |rule| rule.triggered as f64),
    of_rules("activations", Unit::Times, |rule| rule.activations as f64),
    of_rules("hours_in_force", Unit::Hours, |rule| in_hours(rule.in_force)),
    of_rules("calls_offered", Unit::Calls, |rule| rule.offered as f64),
];

/// The measures of phases, before those of calls that phases have as well.
pub(super) const OF_PHASES: &[Measure] = &[plain("hours", Unit::Hours, Source::PhaseTime)];

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
    pub(super) fn is_of_phases(&self) -> bool {
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
    let handling = handling(agents);
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

fn handling(agents: &AgentCounts) -> u128 {
    time(agents, AgentState::Talking) + time(agents, AgentState::WrapUp)
}

pub(super) fn paid(agents: &AgentCounts) -> u128 {
    agents.staffed() - agents.unpaid
}

pub(super) fn in_hours(micros: u128) -> f64 {
    seconds(micros) / 3600.0
}

const fn plain(name: &'static str, unit: Unit, source: Source) -> Measure {
    Measure { name, unit, form: Form::Plain, source, need: Need::Nothing }
}

const fn ratio(name: &'static str, unit: Unit, source: Source) -> Measure {
    Measure { name, unit, form: Form::Ratio, source, need: Need::Nothing }
}

const fn of_calls(name: &'static str, unit: Unit, of: fn(&CallCounts) -> Ratio) -> Measure {
    ratio(name, unit, Source::Calls(of))
}

const fn share(name: &'static str, of: fn(&CallCounts) -> (u64, u64)) -> Measure {
    ratio(name, Unit::Share, Source::ShareOfCalls(of))
}

const fn of_agents(name: &'static str, unit: Unit, of: fn(&AgentCounts) -> Ratio) -> Measure {
    ratio(name, unit, Source::Agents(of))
}

const fn of_trunks(name: &'static str, unit: Unit, of: fn(&TrunkCounts, f64) -> f64) -> Measure {
    plain(name, unit, Source::Trunks(of))
}

const fn of_outages(name: &'static str, unit: Unit, of: fn(&OutageCounts) -> f64) -> Measure {
    plain(name, unit, Source::Outage(of))
}

const fn hits(name: &'static str, effect: HitEffect) -> Measure {
    plain(name, Unit::Calls, Source::Hits(effect))
}

const fn mean_recovery(name: &'static str, of: fn(&OutageCounts) -> Ratio) -> Measure {
    ratio(name, Unit::Seconds, Source::Recovery(of))
}

const fn longest_recovery(name: &'static str, of: fn(&OutageCounts) -> Ratio) -> Measure {
    plain(name, Unit::Seconds, Source::Recovery(of))
}

const fn recovered(name: &'static str, of: fn(&OutageCounts) -> Ratio) -> Measure {
    ratio(name, Unit::Share, Source::Recovery(of))
}

const fn unrecovered(name: &'static str, of: fn(&OutageCounts) -> Ratio) -> Measure {
    plain(name, Unit::Times, Source::Recovery(of))
}

const fn of_rules(name: &'static str, unit: Unit, of: fn(&RuleCounts) -> f64) -> Measure {
    plain(name, unit, Source::Rule(of))
}

const fn by_rule(name: &'static str, rule: ServiceLevelRule) -> Measure {
    ratio(name, Unit::Share, Source::ServiceLevel(rule))
}

const fn time_in(name: &'static str, state: AgentState) -> Measure {
    plain(name, Unit::Hours, Source::TimeIn(state))
}

const fn count(name: &'static str, of: fn(&CallCounts) -> u64) -> Measure {
    plain(name, Unit::Calls, Source::Count(of))
}

const fn hours(name: &'static str, of: fn(&AgentCounts) -> u128) -> Measure {
    plain(name, Unit::Hours, Source::Time(of))
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

//! The performance measures: what can be asked of one replication.
//!
//! Every measure is a name, a unit and a way to compute a [`Ratio`] from counts. A new one is one
//! line here; estimates, files and tables know only the list.

use super::need::Need;
use super::ratio::seconds;
use super::{AgentCounts, CallCounts, Ratio, TrunkCounts};
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
    /// Whatever wages are told in.
    Money,
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
}

/// The measures of call types, and of all calls together.
pub(super) const OF_CALLS: &[Measure] = &[
    count("offered", |calls| calls.offered),
    count("first_attempts", |calls| calls.first_attempts),
    count("answered", |calls| calls.answered),
    count("abandoned", |calls| calls.abandoned),
    count("blocked", |calls| calls.blocked).if_any(Need::Trunks),
    count("contained", |calls| calls.contained).if_any(Need::Ivr),
    count("abandoned_in_ivr", |calls| calls.abandoned_in_ivr).if_any(Need::Ivr),
    count("balked", |calls| calls.balked).if_any(Need::Balking),
    count("rejected", |calls| calls.rejected).if_any(Need::Capacity),
    count("overflowed", |calls| calls.overflowed).if_any(Need::Overflow),
    count("turned_away", |calls| calls.turned_away),
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
    share("blocked_share", |calls| (calls.blocked, calls.offered)).if_any(Need::Trunks),
    share("contained_share", |calls| (calls.contained, calls.heard_ivr)).if_any(Need::Ivr),
    share("ivr_abandonment", |calls| (calls.abandoned_in_ivr, calls.heard_ivr)).if_any(Need::Ivr),
    share("balked_share", |calls| (calls.balked, calls.offered)).if_any(Need::Balking),
    share("rejected_share", |calls| (calls.rejected, calls.offered)).if_any(Need::Capacity),
    share("overflow_share", |calls| (calls.overflowed, calls.offered)).if_any(Need::Overflow),
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

/// The one name that calls and agents share.
pub(super) const ANSWERED: &str = "answered";

impl Measure {
    /// The measure of this name in files; none if there is no such.
    pub fn named(name: &str) -> Option<&'static Measure> {
        OF_CALLS.iter().chain(OF_AGENTS).chain(OF_TRUNKS).find(|measure| measure.name == name)
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
            Unit::Money => "money",
        }
    }
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
        for measure in OF_CALLS.iter().chain(OF_AGENTS).chain(OF_TRUNKS) {
            let name = format!("`{}`", measure.name);
            let is_row = |line: &&str| line.starts_with('|') && line.contains(&name);
            assert!(manual.lines().any(|line| is_row(&line)), "{name}");
        }
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

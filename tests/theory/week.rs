//! Weeks whose days differ: each day is as if it were alone.

use callsim::model::{
    AgentGroup, AgentGroupId, AgentState, Arrivals, AtClose, CallType, CallTypeId, CivilDate,
    ClockHours, HeadCount, Horizon, Interval, IntervalKind, Model, RateSegment, Routing, Skill,
    Staffing,
};
use callsim::observe::{CallCounts, Observations};
use callsim::theory::{StaffedInterval, time_varying_means};

use crate::common::{exponential, hours};
use crate::{Oracle, hold, oracle};

/// Seconds.
const HANDLING: f64 = 300.0;
const PATIENCE: f64 = 120.0;
const HOUR: f64 = 3600.0;

/// What holds at each hour of any day, from eight o'clock on: calls, agents.
const PLAN: [(f64, u32); 4] = [(60.0, 4), (110.0, 8), (140.0, 10), (50.0, 3)];

#[test]
fn every_day_of_a_week_is_that_of_the_kolmogorov_equations_for_it_alone() {
    let open = |open, close| Some(ClockHours { open: hours(open), close: hours(close) });
    // The third day equals the first, though a closed one lies between; the last is short.
    let days = [open(8, 12), None, open(8, 12), open(9, 11)];
    let start = CivilDate::constant(2026, 4, 2);
    let horizon = Horizon::calendar(start, &days, hours(1), AtClose::ServeQueue).unwrap();
    let mut oracles = Vec::new();
    for hours in horizon.open_hours() {
        let is_its = |each: &(usize, &Interval)| {
            each.1.day == hours.day && each.1.kind == IntervalKind::Open
        };
        let its: Vec<_> = horizon.intervals().iter().enumerate().filter(is_its).collect();
        let day: Vec<_> = its.iter().map(|(_, each)| staffed(each)).collect();
        let exact = time_varying_means(&day, HANDLING, PATIENCE).unwrap();
        for ((index, _), means) in its.into_iter().zip(exact) {
            oracles.extend([
                of_calls("calls", index, means.arrivals, |each| each.offered as f64),
                of_calls("waits", index, means.waits, |each| each.waited as f64),
                of_calls("queue", index, means.queue_mean, |each| {
                    each.queue_time as f64 / (1e6 * HOUR)
                }),
                oracle(format!("busy in {index}"), means.busy_mean, move |counted| {
                    let agents = &counted.agents(AgentGroupId(0))[index];
                    (agents.time[AgentState::Talking.index()] as f64, 1e6 * HOUR)
                }),
            ]);
        }
    }
    hold(&model(horizon), 3000, &oracles);
}

fn of_calls(what: &str, index: usize, exact: f64, of: fn(&CallCounts) -> f64) -> Oracle<'static> {
    let measure = move |counted: &Observations| (of(&counted.calls(CallTypeId(0))[index]), 1.0);
    oracle(format!("{what} in {index}"), exact, measure)
}

/// An open hour, by the clock.
fn staffed(hour: &Interval) -> StaffedInterval {
    let (calls, agents) = PLAN[(hour.start.as_secs_f64() / HOUR) as usize % 24 - 8];
    let rate = calls / HOUR;
    StaffedInterval { seconds: HOUR, rate_at_start: rate, rate_at_end: rate, agents }
}

fn model(horizon: Horizon) -> Model {
    let (mut segments, mut changes) = (Vec::new(), Vec::new());
    for hour in horizon.intervals() {
        if hour.kind == IntervalKind::Open {
            let StaffedInterval { rate_at_start, rate_at_end, agents, .. } = staffed(hour);
            let Interval { start, end, day, .. } = *hour;
            segments.push(RateSegment { start, end, rate_at_start, rate_at_end, day, interval: 0 });
            changes.push(HeadCount { at: start, agents });
        } else if hour.kind == IntervalKind::AfterClosing {
            changes.push(HeadCount { at: hour.start, agents: 0 });
        }
    }
    let arrivals = Arrivals::poisson(segments);
    let calls =
        CallType::new("calls", arrivals, exponential(HANDLING), Some(exponential(PATIENCE)));
    let skills = vec![Skill::first_choice(CallTypeId(0))];
    let group = AgentGroup::new("agents", skills, Staffing::HeadCount(changes));
    Model::new("week", horizon, vec![calls], vec![group], Routing::default()).unwrap()
}

//! Days whose arrivals and staffing change, interval by interval.

use callsim::dist::Distribution;
use callsim::model::{
    AgentGroup, AgentGroupId, AgentState, Arrivals, AtClose, Busyness, CallType, CallTypeId,
    CivilDate, CountedBy, HeadCount, Horizon, Model, OverDay, RateSegment, Routing, Skill,
    Staffing,
};
use callsim::observe::{CallCounts, Observations};
use callsim::theory::{IntervalMeans, StaffedInterval, time_varying_means};

use crate::common::{constant, exponential, hours};
use crate::{Oracle, hold, one_queue, oracle};

/// Seconds.
const HANDLING: f64 = 300.0;
/// Seconds.
const HOUR: f64 = 3600.0;

#[test]
fn a_day_of_constant_hours_is_that_of_the_kolmogorov_equations() {
    let plan = [(30.0, 5), (90.0, 8), (110.0, 8), (60.0, 9), (80.0, 3), (70.0, 8), (50.0, 4)];
    hold_day("hours", plan.map(|(calls, agents)| (calls, calls, agents)), Some(120.0));
}

#[test]
fn a_day_of_rising_and_falling_rates_is_that_of_the_kolmogorov_equations() {
    let plan = [
        (0.0, 80.0, 4),
        (80.0, 140.0, 9),
        (140.0, 100.0, 12),
        (100.0, 100.0, 6),
        (60.0, 120.0, 10),
        (120.0, 20.0, 2),
        (20.0, 0.0, 1),
    ];
    hold_day("ramps", plan, Some(180.0));
}

#[test]
fn a_backlog_of_callers_who_wait_for_ever_is_worked_off_as_the_equations_say() {
    let plan = [(60.0, 4), (90.0, 5), (90.0, 12), (40.0, 12), (100.0, 7), (20.0, 2), (10.0, 2)];
    hold_day("backlog", plan.map(|(calls, agents)| (calls, calls, agents)), None);
}

/// Hours as calls per hour at their start and end, and agents; mean patience in seconds.
fn hold_day(name: &str, plan: [(f64, f64, u32); 7], patience: Option<f64>) {
    let day = plan.map(|(from, to, agents)| StaffedInterval {
        seconds: HOUR,
        rate_at_start: from / HOUR,
        rate_at_end: to / HOUR,
        agents,
    });
    let exact = time_varying_means(&day, HANDLING, patience.unwrap_or(f64::INFINITY)).unwrap();
    // Once with the calls in the interval of their entry, once in that of their answer or
    // abandonment, as the equations count them.
    for (by, what) in [
        (CountedBy::Entry, entered as fn(usize, IntervalMeans) -> Vec<Oracle<'static>>),
        (CountedBy::Answer, abandoned),
    ] {
        let model = day_model(&format!("day of {name}"), &day, patience, by);
        let oracles = exact.iter().enumerate().flat_map(|(hour, means)| what(hour, *means));
        hold(&model, 3000, &oracles.collect::<Vec<_>>());
    }
}

fn day_model(name: &str, day: &[StaffedInterval], patience: Option<f64>, by: CountedBy) -> Model {
    let horizon = opening(1, day.len() as u64);
    let bounds: Vec<_> = horizon.intervals()[1..=day.len()].to_vec();
    let segments = day.iter().zip(&bounds).map(|(hour, interval)| RateSegment {
        start: interval.start,
        end: interval.end,
        rate_at_start: hour.rate_at_start,
        rate_at_end: hour.rate_at_end,
        day: 0,
        interval: 0,
    });
    let arrivals = Arrivals::poisson(segments.collect());
    let head_counts = day.iter().zip(&bounds);
    let staffing = Staffing::HeadCount(
        head_counts
            .map(|(hour, interval)| HeadCount { at: interval.start, agents: hour.agents })
            .chain([HeadCount { at: horizon.open_hours()[0].close, agents: 0 }])
            .collect(),
    );
    let mut calls =
        CallType::new("calls", arrivals, exponential(HANDLING), patience.map(exponential));
    calls.objective.by = by;
    let skills = vec![Skill::first_choice(CallTypeId(0))];
    let group = AgentGroup::new("agents", skills, staffing);
    Model::new(name, horizon, vec![calls], vec![group], Routing::default()).unwrap()
}

/// What is known of the calls that enter in an hour, and of the hour on the clock.
fn entered(hour: usize, means: IntervalMeans) -> Vec<Oracle<'static>> {
    let calls = move |what: fn(&CallCounts) -> f64| {
        move |counted: &Observations| (what(&counted.calls(CallTypeId(0))[hour + 1]), 1.0)
    };
    let queue = calls(|each| each.queue_time as f64 / (1e6 * HOUR));
    vec![
        oracle(format!("calls in hour {hour}"), means.arrivals, calls(|each| each.offered as f64)),
        oracle(format!("waits in hour {hour}"), means.waits, calls(|each| each.waited as f64)),
        oracle(format!("queue in hour {hour}"), means.queue_mean, queue),
        oracle(format!("busy in hour {hour}"), means.busy_mean, busy(hour)),
    ]
}

/// What is known of the calls that abandon in an hour.
fn abandoned(hour: usize, means: IntervalMeans) -> Vec<Oracle<'static>> {
    let measure = move |counted: &Observations| {
        (counted.calls(CallTypeId(0))[hour + 1].abandoned as f64, 1.0)
    };
    vec![oracle(format!("abandon in hour {hour}"), means.abandonments, measure)]
}

/// The mean number of agents talking in an hour.
fn busy(hour: usize) -> impl Fn(&Observations) -> (f64, f64) {
    move |counted| {
        let agents = &counted.agents(AgentGroupId(0))[hour + 1];
        (agents.time[AgentState::Talking.index()] as f64, 1e6 * HOUR)
    }
}

#[test]
fn with_agents_for_everyone_a_rising_load_lags_by_the_residual_handling_time() {
    // M(t)/G/∞: with a rate g·t, and once the longest handling times are over, the number of busy
    // agents has mean g·(t·E[S] − E[S²]/2); S. G. Eick, W. A. Massey and W. Whitt, The physics of
    // the M(t)/G/∞ queue (1993).
    let growth = 90.0 / HOUR / HOUR;
    let horizon = opening(1, 4);
    let hours = horizon.open_hours()[0];
    let length = (hours.close - hours.open).as_secs_f64();
    let ramp = RateSegment {
        start: hours.open,
        end: hours.close,
        rate_at_start: 0.0,
        rate_at_end: growth * length,
        day: 0,
        interval: 0,
    };
    for handling in [
        constant(900.0),
        Distribution::erlang(3, 500.0).unwrap(),
        Distribution::uniform(100.0, 2000.0).unwrap(),
    ] {
        let (mean, square) = (handling.mean(), handling.variance() + handling.mean().powi(2));
        let arrivals = Arrivals::poisson(vec![ramp]);
        let calls = CallType::new("calls", arrivals, handling.clone(), Some(constant(0.0)));
        let name = format!("M(t)/G/∞, {}", handling.kind_name());
        let model = one_queue(name, horizon.clone(), calls, 400);
        let oracles: Vec<Oracle> = (1..4)
            .map(|hour| {
                let middle = (hour as f64 + 0.5) * HOUR;
                let exact = growth * (middle * mean - 0.5 * square);
                oracle(format!("busy in hour {hour}"), exact, busy(hour))
            })
            .collect();
        hold(&model, 1000, &oracles);
    }
}

#[test]
fn handling_that_changes_over_the_day_is_that_of_the_hour_of_entry() {
    let horizon = opening(1, 4);
    let means = [300.0, 200.0, 500.0, 100.0, 400.0, 300.0];
    let mut calls = CallType::new("calls", Arrivals::constant(&horizon, 0.02), constant(0.0), None);
    calls.handling.talk = OverDay::ByInterval(means.map(exponential).to_vec());
    let model = one_queue("handling by hour", horizon, calls, 5);
    let oracles: Vec<Oracle> = (1..5)
        .map(|hour| {
            let measure = move |counted: &Observations| {
                let calls = &counted.calls(CallTypeId(0))[hour];
                (1e-6 * calls.talk as f64, calls.answered as f64)
            };
            oracle(format!("talk in hour {hour}, s"), means[hour], measure)
        })
        .collect();
    hold(&model, 500, &oracles);
}

#[test]
fn busy_days_spread_the_volume_as_poisson_mixed_with_the_factor() {
    let cv: f64 = 0.25;
    for factor in [
        Distribution::gamma_from_mean_cv(1.0, cv).unwrap(),
        Distribution::lognormal_from_mean_cv(1.0, cv).unwrap(),
    ] {
        let horizon = opening(2, 2);
        let busyness = Some(Busyness::per_day(factor.clone()));
        let types = [("calls", 100.0), ("others", 60.0)].map(|(name, per_hour)| {
            let arrivals = Arrivals {
                busyness: busyness.clone(),
                ..Arrivals::constant(&horizon, per_hour / HOUR)
            };
            CallType::new(name, arrivals, constant(1.0), Some(constant(0.0)))
        });
        let name = format!("busyness, {}", factor.kind_name());
        let skills = vec![Skill::first_choice(CallTypeId(0))];
        let group = AgentGroup::constant("agents", 1, skills, &horizon);
        let model =
            Model::new(name, horizon, types.to_vec(), vec![group], Routing::default()).unwrap();
        // A day has an interval before opening, two hours, and one after closing.
        let hour = |call_type: u32, interval: usize| {
            move |counted: &Observations| {
                counted.calls(CallTypeId(call_type))[interval].offered as f64
            }
        };
        let day = move |counted: &Observations| hour(0, 1)(counted) + hour(0, 2)(counted);
        let mean = 200.0;
        let variance = mean + cv * cv * mean * mean;
        let oracles = [
            oracle("calls of a day", mean, move |counted| (day(counted), 1.0)),
            oracle("their variance", variance, move |counted| ((day(counted) - mean).powi(2), 1.0)),
            oracle("covariance of two hours", cv * cv * 100.0 * 100.0, move |counted| {
                ((hour(0, 1)(counted) - 100.0) * (hour(0, 2)(counted) - 100.0), 1.0)
            }),
            oracle("covariance of two days", 0.0, move |counted| {
                ((hour(0, 1)(counted) - 100.0) * (hour(0, 5)(counted) - 100.0), 1.0)
            }),
            oracle("covariance of two types", 0.0, move |counted| {
                ((hour(0, 1)(counted) - 100.0) * (hour(1, 1)(counted) - 60.0), 1.0)
            }),
        ];
        hold(&model, 10_000, &oracles);
    }
}

/// Days from eight o'clock on, in hours.
fn opening(days: u32, length: u64) -> Horizon {
    let start = CivilDate::constant(2026, 3, 2);
    Horizon::days(start, days, hours(8), hours(8 + length), hours(1), AtClose::ServeQueue).unwrap()
}

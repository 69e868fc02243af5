//! When service is normal again after an outage.

use callsim::engine::{Engine, Observer, Recovery};
use callsim::model::{
    CallType, Failure, Horizon, InProgress, Model, NewCalls, Outage, OutageId, OutageTiming,
    OutageWindow, Parts, Routing,
};
use callsim::time::{SimDuration, SimTime};

use crate::common::{constant, hours, one_day};
use crate::{SEED, calls, group, head_count, moment};

/// What was told, in words.
struct Recovered(Vec<String>);

impl Observer for Recovered {
    fn service_recovered(
        &mut self,
        now: SimTime,
        outage: OutageId,
        of: Recovery,
        after: Option<SimDuration>,
    ) {
        let after = after.map_or("unknown".to_owned(), |after| format!("{}", after.as_secs_f64()));
        self.0.push(format!("{} {of:?} at {}: {after}", outage.0, now.as_secs_f64()));
    }
}

/// Nobody can take calls from each of some moments on, for 100 s.
fn outage(begins: &[f64], new_calls: NewCalls) -> Outage {
    let window = |at: &f64| OutageWindow { from: moment(*at), until: moment(*at) };
    Outage {
        name: "switch".to_owned(),
        timing: OutageTiming::Planned {
            probability: 1.0,
            windows: begins.iter().map(window).collect(),
        },
        duration: constant(100.0),
        failure: Failure::Platform {
            new_calls,
            drops_waiting: false,
            in_progress: InProgress::Keep,
        },
        recovery_window: SimDuration::from_secs(600),
    }
}

/// One agent, and calls that take 50 s.
fn recovered(horizon: Horizon, types: Vec<CallType>, outages: Vec<Outage>) -> Vec<String> {
    let skills: Vec<(u32, u32)> = (0..types.len() as u32).map(|each| (each, 1)).collect();
    let model = Model::from_parts(Parts {
        name: "recovery".to_owned(),
        horizon,
        trunk_groups: vec![],
        call_types: types,
        agent_groups: vec![group("them", &skills, head_count(&[(0.0, 1)]))],
        routing: Routing::default(),
        outages,
        floor_rules: vec![],
    });
    let mut told = Recovered(vec![]);
    Engine::new(&model.unwrap()).run(SEED, 0, &mut told);
    told.0
}

fn an_hour() -> Horizon {
    one_day(1, Default::default())
}

#[test]
fn the_queue_has_recovered_when_the_one_that_follows_is_no_longer_than_the_one_before() {
    // They are answered at 200, 250, …, 650. From 500 on they wait for 300 s together within ten
    // minutes, which is half a call on average.
    let moments: Vec<f64> = (0..10).map(|number| 110.0 + f64::from(number)).collect();
    let types = vec![calls("a", &moments, 50.0, None)];
    let told = recovered(an_hour(), types, vec![outage(&[100.0], NewCalls::Hold)]);
    assert_eq!(told[0], "0 Queue at 1100: 300");
}

#[test]
fn a_queue_that_was_long_before_the_outage_may_stay_so() {
    let types = || vec![calls("a", &[10.0, 20.0, 30.0], 10_000.0, None)];
    let told = recovered(an_hour(), types(), vec![outage(&[1000.0], NewCalls::Hold)]);
    assert_eq!(told[0], "0 Queue at 1700: 0");
    // Before this one it had been growing.
    let told = recovered(an_hour(), types(), vec![outage(&[100.0], NewCalls::Hold)]);
    assert_eq!(told[0], "0 Queue at 30010: unknown");
}

#[test]
fn the_service_level_has_recovered_when_the_one_that_follows_is_at_target() {
    // The last late answers are given at 600 and 650; from 600 on four of five are in time.
    let mut moments: Vec<f64> = (0..10).map(|number| 110.0 + f64::from(number)).collect();
    moments.extend([900.0, 1000.0, 1100.0, 1195.0]);
    let types = vec![calls("a", &moments, 50.0, None)];
    let told = recovered(an_hour(), types, vec![outage(&[100.0], NewCalls::Hold)]);
    assert_eq!(told, ["0 Queue at 1100: 300", "0 ServiceLevel at 1200: 400"]);
}

#[test]
fn targets_of_several_types_count_as_much_as_their_calls() {
    // One late, at 250, and two in time: 2 of 3 is at a mean target of (0.8 + 0.6 + 0.6) / 3.
    let level = |target| {
        let mut b = calls("b", &[300.0, 400.0], 50.0, None);
        b.objective.target = target;
        let types = vec![calls("a", &[160.0, 170.0], 50.0, None), b];
        recovered(an_hour(), types, vec![outage(&[100.0], NewCalls::Hold)]).remove(1)
    };
    assert_eq!(level(0.6), "0 ServiceLevel at 800: 0");
    assert_eq!(level(0.61), "0 ServiceLevel at 850: 50");
}

#[test]
fn without_calls_service_is_normal_where_nobody_waits() {
    let types = vec![calls("a", &[50.0, 150.0], 20.0, None)];
    let told = recovered(an_hour(), types, vec![outage(&[100.0], NewCalls::Block)]);
    assert_eq!(told, ["0 Queue at 800: 0", "0 ServiceLevel at 800: 0"]);
    let types = vec![calls("a", &[10.0, 20.0], 10_000.0, None)];
    let told = recovered(an_hour(), types, vec![outage(&[1000.0], NewCalls::Hold)]);
    assert_eq!(told, ["0 Queue at 1700: 0", "0 ServiceLevel at 20010: unknown"]);
}

#[test]
fn it_stays_unknown_if_the_outage_begins_again_or_the_replication_ends() {
    let types = || vec![calls("a", &[110.0, 120.0, 130.0], 50.0, None)];
    let told = recovered(an_hour(), types(), vec![outage(&[100.0, 700.0], NewCalls::Hold)]);
    assert_eq!(
        told,
        [
            "0 Queue at 700: unknown",
            "0 ServiceLevel at 700: unknown",
            "0 Queue at 1400: 0",
            "0 ServiceLevel at 1400: 0",
        ]
    );
    let length = Horizon::length(hours(1), SimDuration::ZERO, None).unwrap();
    let told = recovered(length, types(), vec![outage(&[3050.0], NewCalls::Hold)]);
    assert_eq!(told, ["0 Queue at 3600: unknown", "0 ServiceLevel at 3600: unknown"]);
}

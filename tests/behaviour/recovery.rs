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
fn the_queue_has_recovered_when_no_more_wait_than_before_the_outage() {
    // The calls are answered at 200, 250, and 300.
    let types = vec![calls("a", &[110.0, 120.0, 130.0], 50.0, None)];
    let told = recovered(an_hour(), types, vec![outage(&[100.0], NewCalls::Hold)]);
    assert_eq!(told[0], "0 Queue at 300: 100");
    // Two wait when it begins; the agent finishes the call in progress, and takes one at 200.
    let types = vec![calls("a", &[70.0, 80.0, 90.0, 150.0], 50.0, None)];
    let told = recovered(an_hour(), types, vec![outage(&[100.0], NewCalls::Hold)]);
    assert_eq!(told[0], "0 Queue at 200: 0");
}

#[test]
fn the_service_level_has_recovered_when_that_of_the_window_is_at_target() {
    // Three late answers until 300, one in time at 400; at 850 that of 250 is 600 s ago, when the next
    // talk ends at 900 that of 300.
    let moments = [110.0, 120.0, 130.0, 400.0, 850.0, 910.0];
    let types = vec![calls("a", &moments, 50.0, None)];
    let told = recovered(an_hour(), types, vec![outage(&[100.0], NewCalls::Hold)]);
    assert_eq!(told, ["0 Queue at 300: 100", "0 ServiceLevel at 900: 700"]);
}

#[test]
fn targets_of_several_types_count_as_much_as_their_calls() {
    // One late and two in time: 2 of 3 is at a mean target of (0.8 + 0.8 + 0.4) / 3.
    let level = |target| {
        let mut b = calls("b", &[300.0, 400.0], 50.0, None);
        b.objective.target = target;
        let types = vec![calls("a", &[150.0], 50.0, None), b];
        recovered(an_hour(), types, vec![outage(&[100.0], NewCalls::Hold)]).remove(1)
    };
    assert_eq!(level(0.6), "0 ServiceLevel at 400: 200");
    assert_eq!(level(0.61), "0 ServiceLevel at 3600: unknown");
    assert_eq!(level(0.1), "0 ServiceLevel at 300: 100");
}

#[test]
fn where_nobody_got_through_the_level_is_known_with_the_first_outcome_after_the_end() {
    let types = vec![calls("a", &[50.0, 150.0, 260.0], 20.0, None)];
    let told = recovered(an_hour(), types, vec![outage(&[100.0], NewCalls::Block)]);
    assert_eq!(told, ["0 Queue at 200: 0", "0 ServiceLevel at 260: 60"]);
}

#[test]
fn it_stays_unknown_if_the_outage_begins_again_or_the_replication_ends() {
    let types = || vec![calls("a", &[110.0, 120.0, 130.0], 50.0, None)];
    let told = recovered(an_hour(), types(), vec![outage(&[100.0, 220.0], NewCalls::Hold)]);
    assert_eq!(
        told,
        [
            "0 Queue at 220: unknown",
            "0 ServiceLevel at 220: unknown",
            // Two have waited before it; the next ones are answered at 320 and 370.
            "0 Queue at 320: 0",
            "0 ServiceLevel at 3600: unknown",
        ]
    );
    let length = Horizon::length(hours(1), SimDuration::ZERO, None).unwrap();
    let told = recovered(length, types(), vec![outage(&[3550.0], NewCalls::Hold)]);
    assert_eq!(told, ["0 Queue at 3600: unknown", "0 ServiceLevel at 3600: unknown"]);
}

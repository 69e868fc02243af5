//! A replication allocates nothing, once its queues have been as long before.

mod common;

use callsim::dist::Distribution;
use callsim::engine::Engine;
use callsim::model::{
    AgentGroup, Arrivals, AtClose, CallType, CallTypeId, Horizon, Model, Redial, Routing, Skill,
};
use callsim::observe::Recorder;
use common::{exponential, hours, one_day, secs};

/// Bytes and calls to the allocator of a replication that was simulated before by the same engine.
fn allocations_of_a_repetition(model: &Model) -> (u64, u64) {
    let mut engine = Engine::new(model);
    let mut recorder = Recorder::new(model);
    engine.run(1, 0, &mut recorder);
    let measured = allocation_counter::measure(|| {
        recorder.restart();
        engine.run(1, 0, &mut recorder);
    });
    (measured.bytes_total, measured.count_total)
}

#[test]
fn erlang_a_allocates_nothing() {
    let horizon = Horizon::length(hours(20), hours(1), None).unwrap();
    let arrivals = Arrivals::constant(&horizon, 50.0 / 60.0);
    let calls = CallType::new("calls", arrivals, exponential(60.0), Some(exponential(120.0)));
    let skills = vec![Skill::first_choice(CallTypeId(0))];
    let group = AgentGroup::constant("agents", 50, skills, &horizon);
    let model = Model::new("erlang-a", horizon, vec![calls], vec![group], Routing::default());
    assert_eq!(allocations_of_a_repetition(&model.unwrap()), (0, 0));
}

#[test]
fn a_day_with_redials_and_intervals_allocates_nothing() {
    let horizon = one_day(12, AtClose::ServeQueue);
    let talk = Distribution::lognormal_from_mean_cv(240.0, 0.9).unwrap();
    let arrivals = Arrivals::constant(&horizon, 0.05);
    let mut calls = CallType::new("calls", arrivals, talk, Some(exponential(90.0)));
    calls.redial = Some(Redial::always(0.5, exponential(300.0), 4));
    calls.objective.short_abandon = secs(5);
    let skills = vec![Skill::first_choice(CallTypeId(0))];
    let group = AgentGroup::constant("agents", 12, skills, &horizon);
    let model = Model::new("day", horizon, vec![calls], vec![group], Routing::default());
    assert_eq!(allocations_of_a_repetition(&model.unwrap()), (0, 0));
}

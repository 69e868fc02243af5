//! 95 % means 95 %: experiments are repeated, and their intervals counted that hold the truth.
//!
//! The truth is that of the Kolmogorov equations for a day that begins empty, so nothing here is
//! measured against another simulation.

mod common;

use std::sync::atomic::AtomicBool;

use callsim::experiment::{self, Bounded, Settings};
use callsim::model::{AgentGroup, Arrivals, AtClose, CallType, CallTypeId, Model, Routing, Skill};
use callsim::observe::Scope;
use callsim::theory::{StaffedInterval, time_varying_means};
use common::{exponential, one_day};

const OPEN_HOURS: u64 = 4;
const PER_HOUR: f64 = 100.0;
const AGENTS: u32 = 5;
const MEAN_TALK: f64 = 150.0;
const MEAN_PATIENCE: f64 = 120.0;
const REPLICATIONS: u64 = 20;
const REPETITIONS: u64 = 1000;

#[test]
fn intervals_of_repeated_experiments_hold_the_truth_as_often_as_they_say() {
    let model = model();
    let truths = truths();
    let mut holding = vec![0; truths.len()];
    for seed in 0..REPETITIONS {
        let settings = Settings {
            replications: 0..REPLICATIONS,
            seed,
            confidence: 0.95,
            threads: 1,
            spool_folder: std::env::temp_dir(),
        };
        let results =
            experiment::run(&model, &settings, &(), &AtomicBool::new(false), &mut ()).unwrap();
        for ((name, truth), holding) in truths.iter().zip(&mut holding) {
            let estimate = results.measure(Scope::All, name).expect("a measure of this name");
            let interval = estimate.ratio_of_means.or(estimate.mean).expect("an estimate");
            *holding += u64::from(holds(interval, *truth));
        }
    }
    for ((name, truth), holding) in truths.iter().zip(holding) {
        let coverage = holding as f64 / REPETITIONS as f64;
        assert!((0.93..=0.97).contains(&coverage), "{name}, {truth}, is held by {coverage}");
    }
}

fn holds(interval: Bounded, truth: f64) -> bool {
    interval.low.expect("a lower bound") <= truth && truth <= interval.high.expect("an upper bound")
}

fn model() -> Model {
    let horizon = one_day(OPEN_HOURS, AtClose::ServeQueue);
    let arrivals = Arrivals::constant(&horizon, PER_HOUR / 3600.0);
    let patience = Some(exponential(MEAN_PATIENCE));
    let calls = CallType::new("calls", arrivals, exponential(MEAN_TALK), patience);
    let skills = vec![Skill::first_choice(CallTypeId(0))];
    let agents = AgentGroup::constant("agents", AGENTS, skills, &horizon);
    Model::new("coverage", horizon, vec![calls], vec![agents], Routing::default()).unwrap()
}

/// Measures and their exact values: the day, and after closing time enough for the last queue.
fn truths() -> Vec<(&'static str, f64)> {
    let interval = |hours: f64, per_hour: f64| StaffedInterval {
        seconds: 3600.0 * hours,
        rate_at_start: per_hour / 3600.0,
        rate_at_end: per_hour / 3600.0,
        agents: AGENTS,
    };
    let day = [interval(OPEN_HOURS as f64, PER_HOUR), interval(2.0, 0.0)];
    let means = time_varying_means(&day, MEAN_TALK, MEAN_PATIENCE).unwrap();
    let abandonments: f64 = means.iter().map(|each| each.abandonments).sum();
    vec![
        ("offered", means[0].arrivals),
        ("waited", means[0].waits / means[0].arrivals),
        ("abandonment", abandonments / means[0].arrivals),
        ("queue_mean", means[0].queue_mean),
    ]
}

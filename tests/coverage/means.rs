//! 95 % means 95 %: experiments are repeated, and their intervals counted that hold the truth.
//!
//! The truth is that of the Kolmogorov equations for a day that begins empty, so nothing here is
//! measured against another simulation.

use std::sync::atomic::AtomicBool;

use crate::known_day::FOUR_HOURS;
use callsim::experiment::{self, Bounded, Settings};
use callsim::observe::Scope;

const REPLICATIONS: u64 = 20;
const REPETITIONS: u64 = 1000;

#[test]
fn intervals_of_repeated_experiments_hold_the_truth_as_often_as_they_say() {
    let model = FOUR_HOURS.model();
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

/// Measures and their exact values.
fn truths() -> Vec<(&'static str, f64)> {
    let truth = FOUR_HOURS.truth();
    vec![
        ("offered", truth.offered),
        ("waited", truth.waited()),
        ("abandonment", truth.abandonment()),
        ("queue_mean", truth.queue_mean),
    ]
}

//! 95 % means 95 %, also for differences and for the best of several; a smaller version of what the
//! example `coverage_paired` prints. And what common random numbers are worth.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use callsim::experiment::{Comparison, Settings, Threads};
use callsim::scenario;

#[path = "../../examples/coverage_paired.rs"]
#[expect(dead_code, reason = "`main` and what it prints are not tested")]
mod coverage_paired;

#[test]
fn intervals_of_repeated_comparisons_hold_the_truth_as_often_as_they_say() {
    for coverage in coverage_paired::coverages(500).unwrap() {
        let share = coverage.share;
        // Bonferroni's bounds may hold more often.
        let most = if coverage.of.contains("best") { 1.0 } else { 0.98 };
        // Chance moves a share of 500 by three points (three standard errors); the example has more.
        assert!((0.92..=most).contains(&share), "{}: {share}", coverage.of);
    }
}

/// One agent more for the bank's Monday, in several ways.
const ONE_MORE: [&str; 5] = [
    "agent_group.service-team.shift.1.agents=7",
    "agent_group.service-team.shift.2.agents=5",
    "agent_group.service-team.shift.3.agents=4",
    "agent_group.service-team.shift.4.agents=5",
    "agent_group.generalists.agents.per_interval=[9,12,13,15,15,15,14,13,12,12,13,13,13,13,13,13,\
     12,12,11,11,11,11,11,10]",
];

#[test]
fn common_random_numbers_cut_the_variance_of_one_more_agent_at_least_fivefold() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/bank-monday.toml");
    let load = |overrides: &[String]| scenario::load(&file, overrides).unwrap();
    let ways = ONE_MORE.iter().map(|way| load(&[(*way).to_owned()]));
    let scenarios: Vec<_> = std::iter::once(load(&[])).chain(ways).collect();
    let models: Vec<_> = scenarios.iter().map(|scenario| &scenario.model).collect();
    let settings = Settings {
        replications: 0..100,
        seed: 20260302,
        confidence: 0.95,
        threads: 1,
        spool_folder: std::env::temp_dir(),
    };
    let threads = Threads::new(1).unwrap();
    let mut comparison = Comparison::new(&models, 0, &settings, &threads).unwrap();
    comparison.run(&(), &AtomicBool::new(false)).unwrap();
    let found = comparison.differences(0).unwrap();
    for name in ["service_level", "asa", "abandonment", "queue_mean"] {
        for whose in ["all", "service", "cards"] {
            let measure = comparison.find(&format!("{name}.{whose}")).unwrap();
            for scenario in 1..models.len() {
                let saved = found.row(measure, scenario).unwrap().variance_saved.unwrap();
                assert!(saved > 5.0, "{name}.{whose}, {}: {saved}", ONE_MORE[scenario - 1]);
            }
        }
    }
    // A day is met or not. With one agent more hardly any day is lost that was won, and no way to
    // synchronise could make the variance smaller.
    let measure = comparison.find("probability_met").unwrap();
    let met = |scenario| comparison.values(measure, scenario).unwrap().unwrap();
    let days = |scenario| met(scenario).into_iter().map(|day| day.value().unwrap());
    for scenario in 1..models.len() {
        let lost = days(0).zip(days(scenario)).filter(|(before, after)| after < before).count();
        assert!(lost <= 1, "{}: {lost} days are lost", ONE_MORE[scenario - 1]);
    }
}

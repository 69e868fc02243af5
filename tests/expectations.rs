//! What a scenario expects of its results is what a check is given.

use std::fs;

use callsim::expectation::{Comparison, Demand, Expectation, Severity, Statistic};
use callsim::scenario::load;

/// A centre of one call type, one team and a platform that may fail.
const CENTRE: &str = r#"
format = 1
name = "centre"

[time]
start = "2026-03-02"
open = "08:00"
close = "18:00"

[[call_type]]
name = "service"
arrivals = { process = "poisson", per_hour = 100 }
handling = { talk = "4m" }
patience = "2m"
service_level = { within = "20s", target = 0.8 }

[[agent_group]]
name = "team"
agents = 12
skills = ["service"]

[[outage]]
name = "switch"
target = "platform"
at = "10:00"
duration = "10m"
"#;

fn expectations(text: &str) -> Vec<Expectation> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("centre.toml");
    fs::write(&path, format!("{CENTRE}\n{text}")).unwrap();
    load(&path, &[]).unwrap_or_else(|problems| panic!("{problems}")).expectations
}

fn expectation(text: &str) -> Expectation {
    let mut all = expectations(&format!("[[expect]]\n{text}"));
    assert_eq!(all.len(), 1);
    all.remove(0)
}

/// Whose measure, which, of what statistic, and what it has to be.
fn said(text: &str) -> (String, Statistic, Demand) {
    let expectation = expectation(text);
    let whose = format!("{} {}", expectation.scope.kind(), expectation.measure.name);
    (whose, expectation.statistic, expectation.demand)
}

#[test]
fn a_scenario_that_expects_nothing_has_no_expectations() {
    assert!(expectations("").is_empty());
}

#[test]
fn a_statistic_is_what_the_page_shows_unless_another_one_is_asked_for() {
    for (text, statistic) in [
        ("measure = \"service_level\"\nat_least = 0.8", Statistic::RatioOfMeans),
        ("measure = \"offered\"\nat_most = 2000", Statistic::Mean),
        ("measure = \"probability_met\"\nat_least = 0.7", Statistic::Mean),
        ("measure = \"asa\"\nstatistic = \"mean\"\nat_most = \"20s\"", Statistic::Mean),
        (
            "measure = \"asa\"\nstatistic = { quantile = 0.95 }\nat_most = \"1m\"",
            Statistic::Quantile(0.95),
        ),
        (
            "measure = \"service_level\"\nstatistic = \"worst-interval\"\nat_least = 0.6",
            Statistic::WorstInterval,
        ),
    ] {
        assert_eq!(said(text).1, statistic, "{text}");
    }
}

#[test]
fn anybody_who_has_a_measure_can_be_named() {
    for (text, whose) in [
        ("measure = \"asa\"\nat_most = \"20s\"", "all asa"),
        ("measure = \"asa\"\ncall_type = \"service\"\nat_most = \"20s\"", "call_type asa"),
        (
            "measure = \"occupancy\"\nagent_group = \"team\"\nat_most = 0.85",
            "agent_group occupancy",
        ),
        ("measure = \"occurrences\"\noutage = \"switch\"\nat_most = 1", "outage occurrences"),
        (
            "measure = \"abandonment\"\nphase = \"during outages\"\nat_most = 0.9",
            "phase abandonment",
        ),
    ] {
        assert_eq!(said(text).0, whose);
    }
}

#[test]
fn times_are_durations_and_everything_else_a_number() {
    for (text, demand) in [
        ("measure = \"asa\"\nat_most = \"1m30s\"", Demand::AtMost(90.0)),
        ("measure = \"staffed_hours\"\nat_most = \"120h\"", Demand::AtMost(120.0)),
        ("measure = \"staffed_hours\"\nat_most = 120", Demand::AtMost(120.0)),
        ("measure = \"service_level\"\nat_least = 0.8", Demand::AtLeast(0.8)),
    ] {
        assert_eq!(said(text).2, demand);
    }
}

#[test]
fn a_comparison_with_a_baseline_has_a_margin_or_none() {
    let against = |comparison, margin| Demand::Against { comparison, margin };
    for (text, demand) in [
        (
            "measure = \"service_level\"\nbaseline = \"not-worse\"",
            against(Comparison::NotWorse, 0.0),
        ),
        (
            "measure = \"asa\"\nbaseline = \"non-inferior\"\nmargin = \"2s\"",
            against(Comparison::NonInferior, 2.0),
        ),
        (
            "measure = \"occupancy\"\nbaseline = \"equivalent\"\nmargin = 0.01",
            against(Comparison::Equivalent, 0.01),
        ),
    ] {
        assert_eq!(said(text).2, demand);
    }
}

#[test]
fn how_sure_and_how_grave_is_said_or_usual() {
    let usual = expectation("measure = \"offered\"\nat_least = 1");
    assert_eq!((usual.name, usual.confidence, usual.severity), (None, None, Severity::Fail));
    let said = expectation(
        "name = \"few enough\"\nmeasure = \"offered\"\nat_most = 1\nconfidence = 0.99\n\
         severity = \"warn\"",
    );
    assert_eq!(said.name.as_deref(), Some("few enough"));
    assert_eq!((said.confidence, said.severity), (Some(0.99), Severity::Warn));
}

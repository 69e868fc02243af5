//! The tables of strategies and findings in the documents are what the examples print.

#![allow(dead_code, reason = "an example has a main function too")]

#[path = "../examples/findings.rs"]
mod findings;
#[path = "../examples/strategies.rs"]
mod strategies;

use std::fs;
use std::path::Path;

fn assert_has(document: &str, table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(table), "{document} should have\n{table}");
}

#[test]
fn a_little_cross_training_goes_a_long_way() {
    assert_has("docs/findings.md", &findings::cross_training().unwrap());
}

#[test]
fn rest_is_shared_as_the_rules_of_agent_selection_say() {
    assert_has("docs/findings.md", &findings::fairness().unwrap());
}

#[test]
fn queue_ratios_hold_at_scale() {
    assert_has("docs/findings.md", &findings::queue_ratios().unwrap());
}

#[test]
fn strategies_serve_whom_the_manual_says() {
    assert_has("docs/routing.md", &strategies::compare(200).unwrap());
}

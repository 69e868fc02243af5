//! The best is selected as often as promised, on desks whose truth is known.
//!
//! The example program measures it with more repetitions.

#[path = "../../examples/coverage_select.rs"]
#[expect(dead_code, reason = "`main` prints what is tested here in small")]
mod coverage;

#[test]
fn the_best_of_simulated_desks_is_selected_as_often_as_promised() {
    let (table, [by_indifference, by_budget, equal]) = coverage::of_hours(100).unwrap();
    assert!(by_indifference >= 0.95, "{table}");
    assert!(by_budget >= equal, "{table}");
}

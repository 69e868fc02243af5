//! Intervals that were simulated until they are narrow enough hold the truth as often as they say.
//!
//! The example program measures it with more repetitions and for more widths.

#[path = "../../examples/coverage_sequential.rs"]
#[expect(dead_code, reason = "`main` prints what is tested here in small")]
mod coverage;

#[test]
fn intervals_of_simulated_days_that_are_narrow_enough_hold_the_truth() {
    // Of 100 repetitions, with a standard error of two points: this finds what is broken, the example
    // program what is a little off.
    let (table, [least, _]) = coverage::of_a_day(100, &[1.5]).unwrap();
    assert!(least >= 0.90, "{table}");
}

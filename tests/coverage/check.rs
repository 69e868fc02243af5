//! What a check says is wrong no more often than it says, and a real difference is noticed: a small
//! version of `examples/coverage_check.rs`.

#[path = "../../examples/coverage_check.rs"]
#[expect(dead_code, reason = "`main` and the tables only print what is tested here")]
mod coverage_check;

use coverage_check::{
    COMPARED, brief_day, day, not_worse, repeat, true_bounds, true_shares, true_worst_intervals,
};

#[test]
fn bounds_that_are_exactly_true_fail_no_more_often_than_stated() {
    let model = day("calls", 5, 150.0);
    let counted = repeat(500, &true_bounds(), (&model, None), (20, 40)).unwrap();
    // Chance moves 5 % of 500 by 2 points (two standard errors).
    assert!(counted.failing() <= 0.07, "{counted:?}");
    assert!(counted.proven() <= 0.07, "{counted:?}");
    assert!(counted.proven() >= 0.01, "the level is used: {counted:?}");
}

#[test]
fn worst_intervals_and_shares_of_days_fail_no_more_often_than_stated() {
    let intervals = repeat(200, &true_worst_intervals(), (&day("calls", 5, 150.0), None), (20, 40));
    // Chance moves 5 % of 200 by 3 points.
    assert!(intervals.as_ref().unwrap().failing() <= 0.08, "{intervals:?}");
    assert!(intervals.as_ref().unwrap().proven() <= 0.08, "{intervals:?}");
    let days = brief_day("calls");
    let shares = repeat(1000, &true_shares(), (&days, None), (20, 40)).unwrap();
    assert!(shares.failing() <= 0.064 && shares.proven() <= 0.064, "{shares:?}");
    assert!(shares.failing() >= 0.01, "the truth is what it is said to be: {shares:?}");
}

#[test]
fn what_is_the_same_in_distribution_fails_no_more_often_than_stated() {
    let (model, renamed) = (day("calls", 5, 150.0), day("callers", 5, 150.0));
    let gates = not_worse(&COMPARED);
    let counted = repeat(500, &gates, (&model, Some(&renamed)), (20, 40)).unwrap();
    assert!(counted.failing() <= 0.07, "{counted:?}");
}

#[test]
fn one_agent_fewer_fails_at_the_first_look_and_one_more_passes_there() {
    let plain = day("calls", 5, 150.0);
    let gates = not_worse(&COMPARED);
    let fewer = repeat(30, &gates, (&day("calls", 4, 150.0), Some(&plain)), (20, 320)).unwrap();
    assert_eq!((fewer.failing(), fewer.replications()), (1.0, 20.0));
    let more = repeat(30, &gates, (&day("calls", 6, 150.0), Some(&plain)), (20, 320)).unwrap();
    assert_eq!((more.failing(), more.proven(), more.replications()), (0.0, 1.0, 20.0));
}

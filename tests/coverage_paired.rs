//! 95 % means 95 %, also for differences and for the best of several; a smaller version of what the
//! example `coverage_paired` prints.

#[path = "../examples/coverage_paired.rs"]
#[expect(dead_code, reason = "`main` and what it prints are not tested")]
mod coverage_paired;

#[test]
fn intervals_of_repeated_comparisons_hold_the_truth_as_often_as_they_say() {
    for coverage in coverage_paired::coverages(500).unwrap() {
        let share = coverage.share;
        // Bonferroni's bounds may hold more often.
        let most = if coverage.of.contains("best") { 1.0 } else { 0.97 };
        assert!((0.93..=most).contains(&share), "{}: {share}", coverage.of);
    }
}

//! The examples run, and show what they say.

#[path = "../examples/policy.rs"]
#[expect(dead_code, reason = "`main` only prints what is tested here")]
mod policy;

#[test]
fn a_policy_of_ones_own_serves_what_it_favours_better() {
    let table = policy::comparison(20).unwrap();
    let row = table.lines().find(|line| line.starts_with("sales    service_level")).unwrap();
    let values: Vec<f64> = row.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [by_rules, by_policy] = values[..] else { panic!("{table}") };
    assert!(by_policy > by_rules + 0.01, "{table}");
}

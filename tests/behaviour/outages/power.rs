use std::collections::BTreeMap;

use callsim::model::{AgentGroupId, Failure, Generator, InProgress, Ups};

use super::{at, small, told};
use crate::calls;
use crate::common::{constant, secs};

/// How many of ten agents spend the time of a power failure from 1000 to 2000 in which way.
fn days(ups: Option<(u64, f64)>, generator: Option<(f64, f64, f64)>) -> Vec<(usize, String)> {
    let failure = Failure::Power {
        groups: vec![AgentGroupId(0)],
        in_progress: InProgress::Drop,
        ups: ups.map(|(lasts, share)| Ups { lasts: secs(lasts), share }),
        generator: generator.map(|(start, success, share)| Generator {
            start: constant(start),
            success,
            share,
        }),
    };
    let outage = at("power", (1000.0, 1000.0), failure);
    let told = told(&small(calls("a", &[], 1.0, None), 10, vec![outage]));
    let mut counts = BTreeMap::new();
    for day in told.agents {
        let down: Vec<_> = day.into_iter().filter(|it| it.starts_with("down")).collect();
        *counts.entry(down.join(", ")).or_insert(0) += 1;
    }
    counts.into_iter().map(|(day, count)| (count, day)).collect()
}

fn of(expected: &[(usize, &str)]) -> Vec<(usize, String)> {
    expected.iter().map(|(count, day)| (*count, (*day).to_owned())).collect()
}

#[test]
fn without_batteries_everybody_is_down_until_power_is_back() {
    assert_eq!(days(None, None), of(&[(10, "down 1000-2000")]));
}

#[test]
fn batteries_carry_some_seats_for_a_while_and_a_generator_some_from_its_start() {
    assert_eq!(
        days(Some((100, 0.5)), Some((300.0, 1.0, 0.7))),
        of(&[(2, "down 1000-1300"), (3, "down 1000-2000"), (5, "down 1100-1300")])
    );
}

#[test]
fn a_generator_may_fail_to_start() {
    assert_eq!(
        days(Some((100, 0.5)), Some((300.0, 0.0, 0.7))),
        of(&[(5, "down 1000-2000"), (5, "down 1100-2000")])
    );
}

#[test]
fn nobody_notices_if_the_generator_starts_when_the_batteries_are_empty() {
    assert_eq!(days(Some((300, 1.0)), Some((300.0, 1.0, 1.0))), of(&[(10, "")]));
}

#[test]
fn at_any_time_the_larger_of_both_shares_is_carried() {
    assert_eq!(
        days(Some((500, 0.6)), Some((300.0, 1.0, 0.2))),
        of(&[(2, ""), (4, "down 1000-2000"), (4, "down 1500-2000")])
    );
}

#[test]
fn batteries_that_last_long_enough_carry_until_power_is_back() {
    assert_eq!(days(Some((1000, 1.0)), None), of(&[(10, "")]));
    assert_eq!(days(Some((5000, 0.9)), None), of(&[(9, ""), (1, "down 1000-2000")]));
}

#[test]
fn batteries_without_charge_carry_nobody() {
    assert_eq!(days(Some((0, 1.0)), None), of(&[(10, "down 1000-2000")]));
}

#[test]
fn a_generator_that_runs_at_once_carries_from_the_beginning() {
    assert_eq!(days(None, Some((0.0, 1.0, 0.3))), of(&[(3, ""), (7, "down 1000-2000")]));
}

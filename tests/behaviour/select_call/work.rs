//! Rules that ask what the agent has done so far.

use callsim::model::{AtClose, CallRule, CivilDate, Horizon, Shift, Staffing};

use super::{Desk, open, short, taken};
use crate::common::hours;
use crate::{calls, head_count, shift};

const RULE: [CallRule; 1] = [CallRule::PercentAllocation];

#[test]
fn percent_allocation_takes_the_type_of_which_most_work_is_missing() {
    let desk = Desk::new(vec![
        calls("a", &[10.0, 20.0], 30.0, None),
        short("b", &[40.0, 41.0, 42.0, 43.0]),
    ]);
    // Three calls of `b` are as much work as one of `a`; then both lack as much.
    assert_eq!(desk.takes(&RULE), ["a 10", "b 40", "b 41", "b 42", "a 20", "b 43"]);
    let chain = [CallRule::PercentAllocation, CallRule::LastCome];
    assert_eq!(desk.takes(&chain), ["b 43", "a 20", "b 42", "b 41", "b 40", "a 10"]);
}

#[test]
fn percent_allocation_divides_all_work_by_the_shares() {
    let desk =
        Desk::new(vec![calls("a", &[10.0, 20.0, 30.0], 30.0, None), short("b", &[40.0, 41.0])])
            .skilled([|skill| skill.share = 2.0]);
    // With the 99 s before: 2/3 − 30/129 against 1/3; 2/3 − 60/159 against 1/3; 2/3 − 60/169
    // against 1/3 − 10/169.
    assert_eq!(desk.takes(&RULE), ["a 10", "a 20", "b 40", "a 30", "b 41"]);
}

#[test]
fn wrap_up_is_work() {
    let a = crate::wrapped_up(short("a", &[10.0, 20.0]), 20.0);
    let desk = Desk::new(vec![a, short("b", &[40.0, 41.0, 42.0, 43.0])]);
    assert_eq!(desk.takes(&RULE), ["a 10", "b 40", "b 41", "b 42", "a 20", "b 43"]);
}

#[test]
fn who_has_not_worked_yet_begins_with_the_largest_share() {
    let desk = Desk::new(vec![short("a", &[10.0, 20.0]), short("b", &[30.0])])
        .skilled([|_| {}, |skill| skill.share = 3.0]);
    let staffing = head_count(&[(100.0, 1), (3600.0, 0)]);
    let mut types = desk.types.clone();
    types[2] = short("~", &[]);
    let desk = Desk { types, ..desk };
    assert_eq!(taken(&desk.model(open(), staffing, &RULE)), ["b 30", "a 10", "a 20"]);
}

#[test]
fn the_first_login_of_a_day_begins_anew_and_another_one_does_not() {
    const DAY: f64 = 86_400.0;
    let day = |start: f64| shift(0, 1, (start, start + 400.0), vec![]);
    let order = |second_login: f64, shifts: Vec<Shift>| {
        let a = short("a", &[10.0, second_login + 1.0]);
        let b = short("b", &[second_login + 2.0]);
        let mut desk = Desk::new(vec![a, b]).skilled([|skill| skill.share = 3.0]);
        desk.types[2] = short("~", &[]);
        let start = CivilDate::constant(2026, 3, 2);
        let (from, until, close) = (hours(0), hours(1), AtClose::ServeQueue);
        let horizon = Horizon::days(start, 2, from, until, hours(1), close).unwrap();
        taken(&desk.model(horizon, Staffing::Shifts(shifts), &RULE))
    };
    // All work was on `a`, of which it is to be three quarters.
    assert_eq!(order(700.0, vec![day(0.0), day(710.0)]), ["a 10", "b 702", "a 701"]);
    let told = order(DAY, vec![day(0.0), day(DAY + 10.0)]);
    assert_eq!(told, ["a 10", "a 86401", "b 86402"]);
}

#[test]
fn round_robin_goes_on_after_the_type_served_last_in_order_of_names() {
    let desk =
        Desk::new(vec![short("b", &[10.0]), short("a", &[20.0, 25.0]), short("c", &[30.0, 35.0])]);
    // The call before was of `~`, the last one by name.
    let rule = [CallRule::RoundRobin];
    assert_eq!(desk.takes(&rule), ["a 20", "b 10", "c 30", "a 25", "c 35"]);
    let chain = [CallRule::RoundRobin, CallRule::LastCome];
    assert_eq!(desk.takes(&chain), ["a 25", "b 10", "c 35", "a 20", "c 30"]);
}

#[test]
fn each_agent_goes_round_alone() {
    let mut desk = Desk::new(vec![short("a", &[10.0, 11.0]), short("b", &[20.0, 21.0])]);
    desk.types[2] = calls("~", &[1.0, 2.0], 99.0, None);
    let two = head_count(&[(0.0, 2), (3600.0, 0)]);
    let told = taken(&desk.model(open(), two, &[CallRule::RoundRobin]));
    assert_eq!(told[2..], ["a 10", "a 11", "b 20", "b 21"]);
}

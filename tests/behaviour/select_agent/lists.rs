//! Rules that go through a list of login numbers.

use callsim::model::{AgentGroup, AgentRule, CallType, CircularFrom, Memory, Ring};
use callsim::time::SimDuration;

use super::{logged_in_as, q, routed, takers, team};
use crate::common::{constant, secs};
use crate::{calls, group, tell};

const fn circular(memory: Memory, from: CircularFrom) -> AgentRule {
    AgentRule::Circular { memory, from }
}

const ROUND_ROBIN: AgentRule = circular(Memory::Queue, CircularFrom::Offered);

/// Agents at whom calls ring for 20 s in vain, and who are ready again at once.
fn never_picks_up(group: AgentGroup) -> AgentGroup {
    let (time, timeout) = (constant(30.0), secs(20));
    let ring = Ring { time, timeout, no_answer: 0.0, not_ready: SimDuration::ZERO };
    AgentGroup { ring: Some(ring), ..group }
}

#[test]
fn a_linear_list_is_always_searched_from_its_end() {
    let of = |rule| {
        let them = logged_in_as(team("x", 4), &[30, 10, 40, 20]);
        // At 105 the one of 100 is still on the line.
        takers(&routed(vec![q(&[10.0, 50.0, 100.0, 105.0, 107.0])], vec![them], &[rule]))
    };
    assert_eq!(of(AgentRule::LinearAscending), ["x1", "x1", "x1", "x3", "x0"]);
    assert_eq!(of(AgentRule::LinearDescending), ["x2", "x2", "x2", "x0", "x3"]);
}

#[test]
fn of_hundreds_of_groups_each_is_found() {
    let groups = (0..200).map(|number| team(&format!("g{number:03}"), 1)).collect();
    let moments: Vec<f64> = (1..=200).map(f64::from).collect();
    let q = calls("q", &moments, 1000.0, None);
    let takers = takers(&routed(vec![q], groups, &[AgentRule::LinearDescending]));
    let expected: Vec<String> = (0..200).rev().map(|number| format!("g{number:03}")).collect();
    assert_eq!(takers, expected);
}

#[test]
fn who_shares_a_login_number_goes_by_group_and_number() {
    let groups = vec![logged_in_as(team("b", 2), &[5, 5]), logged_in_as(team("a", 2), &[7, 5])];
    let model = routed(vec![q(&[10.0, 11.0, 12.0, 13.0])], groups, &[AgentRule::LinearAscending]);
    assert_eq!(takers(&model), ["a1", "b0", "b1", "a0"]);
}

#[test]
fn a_circle_goes_on_where_it_stopped() {
    let them = logged_in_as(team("x", 4), &[30, 10, 40, 20]);
    let moments = [10.0, 30.0, 50.0, 70.0, 90.0, 110.0];
    let model = routed(vec![q(&moments)], vec![them], &[ROUND_ROBIN]);
    assert_eq!(takers(&model), ["x1", "x3", "x0", "x2", "x1", "x3"]);
}

#[test]
fn a_circle_leaves_out_who_is_busy_and_comes_from_the_end_to_the_start() {
    let types = vec![q(&[10.0, 30.0, 50.0, 70.0]), calls("b", &[5.0], 30.0, None)];
    let b = group("b", &[(0, 1), (1, 1)], super::all_day(1));
    let model = routed(types, vec![team("c", 1), b, team("a", 1)], &[ROUND_ROBIN]);
    assert_eq!(takers(&model), ["a", "c", "a", "b"]);
}

#[test]
fn a_circle_goes_only_through_those_whom_the_rules_before_prefer() {
    let ranked = |name, rank| super::skilled(team(name, 2), |skill| skill.rank = rank);
    let groups = vec![ranked("a", 2), ranked("b", 1), ranked("c", 1)];
    let model =
        routed(vec![q(&[10.0, 30.0, 50.0, 70.0, 90.0])], groups, &[AgentRule::Rank, ROUND_ROBIN]);
    assert_eq!(takers(&model), ["b0", "b1", "c0", "c1", "b0"]);
}

#[test]
fn a_circle_remembers_for_each_queue_or_for_the_switch() {
    let of = |memory| {
        let types = vec![q(&[10.0, 50.0, 90.0]), calls("p", &[30.0, 70.0], 10.0, None)];
        let them = group("x", &[(0, 1), (1, 1)], super::all_day(3));
        takers(&routed(types, vec![them], &[circular(memory, CircularFrom::Offered)]))
    };
    assert_eq!(of(Memory::Queue), ["x0", "x1", "x2"]);
    assert_eq!(of(Memory::Switch), ["x0", "x2", "x1"]);
}

#[test]
fn a_circle_goes_on_from_an_offer_or_from_an_answer() {
    // The caller of 30 gives up while it rings at `b`.
    let told = |from| {
        let types: Vec<CallType> =
            vec![calls("q", &[10.0, 50.0], 10.0, None), calls("short", &[30.0], 10.0, Some(5.0))];
        let them = |name| group(name, &[(0, 1), (1, 1)], super::all_day(1));
        let groups = vec![them("a"), never_picks_up(them("b")), them("c")];
        tell(&routed(types, groups, &[circular(Memory::Switch, from)])).calls[2].clone()
    };
    assert_eq!(told(CircularFrom::Offered), "q 50 answered 50 by c");
    // It rings at `b` once more, in vain.
    assert_eq!(told(CircularFrom::Answered), "q 50 answered 70 by c");
}

#[test]
fn a_circle_of_each_call_starts_at_the_first_agent() {
    let told = |rule| {
        let groups = vec![never_picks_up(team("a", 1)), never_picks_up(team("b", 1)), team("c", 1)];
        tell(&routed(vec![calls("q", &[10.0, 100.0], 10.0, Some(80.0))], groups, &[rule])).calls
    };
    let of_call = circular(Memory::Call, CircularFrom::Offered);
    assert_eq!(told(of_call), ["q 10 answered 50 by c", "q 100 answered 140 by c"]);
    // A list without memory goes back to `a`, and to `b` again.
    assert_eq!(told(AgentRule::LinearAscending), ["q 10 abandoned 90", "q 100 abandoned 180"]);
    // With the memory of the queue it goes on after `c`.
    assert_eq!(told(ROUND_ROBIN), ["q 10 answered 50 by c", "q 100 answered 140 by c"]);
}

#[test]
fn who_frees_and_takes_a_call_moves_the_circle_too() {
    // The call of 50 waits until `a` frees at 100; `b` frees at 150.
    let types =
        vec![q(&[50.0, 200.0]), calls("a", &[10.0], 90.0, None), calls("b", &[10.0], 140.0, None)];
    let groups = vec![
        group("a", &[(0, 1), (1, 1)], super::all_day(1)),
        group("b", &[(0, 1), (2, 1)], super::all_day(1)),
    ];
    for from in [CircularFrom::Offered, CircularFrom::Answered] {
        let rule = circular(Memory::Queue, from);
        assert_eq!(takers(&routed(types.clone(), groups.clone(), &[rule])), ["a", "b"]);
    }
}

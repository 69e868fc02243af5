//! Rules that choose by entry or by chance.

use std::collections::BTreeMap;

use callsim::model::{AgentGroup, AtClose, CallRule, CallType, CallTypeId, Skill, StepAction};

use super::{Desk, promoted, short, taken};
use crate::common::one_day;
use crate::{calls, head_count};

#[test]
fn first_come_goes_by_entry_over_all_queues_and_steps() {
    let desk =
        Desk::new(vec![promoted(short("a", &[10.0, 80.0]), 30, 5), short("b", &[20.0, 70.0])]);
    assert_eq!(desk.takes(&[CallRule::FirstCome]), ["a 10", "b 20", "b 70", "a 80"]);
    // Without a rule, too.
    assert_eq!(desk.takes(&[]), ["a 10", "b 20", "b 70", "a 80"]);
}

#[test]
fn last_come_takes_the_youngest_call_of_all_queues() {
    let desk = Desk::new(vec![short("a", &[10.0, 30.0]), short("b", &[20.0, 40.0])]);
    assert_eq!(desk.takes(&[CallRule::LastCome]), ["b 40", "a 30", "b 20", "a 10"]);
}

#[test]
fn last_come_takes_the_youngest_of_the_queues_that_tie_before() {
    let high = CallType { priority: 1, ..short("a", &[10.0, 30.0]) };
    let also_high = CallType { priority: 1, ..short("c", &[25.0]) };
    let desk = Desk::new(vec![high, short("b", &[20.0, 40.0]), also_high]);
    let taken = desk.takes(&[CallRule::Priority, CallRule::LastCome]);
    assert_eq!(taken, ["a 30", "c 25", "a 10", "b 40", "b 20"]);
}

#[test]
fn after_a_rule_by_wait_last_come_sees_the_first_calls_of_queues_only() {
    // Of calls at the same moment those of `a` enter first.
    let desk = Desk::new(vec![short("a", &[10.0, 50.0]), short("b", &[10.0, 60.0])]);
    let taken = desk.takes(&[CallRule::LongestWait, CallRule::LastCome]);
    assert_eq!(taken, ["b 10", "a 10", "a 50", "b 60"]);
}

#[test]
fn a_priority_that_a_step_adds_counts() {
    let desk = Desk::new(vec![
        promoted(short("a", &[10.0, 80.0]), 60, 5),
        CallType { priority: 1, ..short("b", &[20.0, 30.0]) },
    ]);
    let taken = desk.takes(&[CallRule::Priority, CallRule::FirstCome]);
    assert_eq!(taken, ["a 10", "b 20", "b 30", "a 80"]);
}

#[test]
fn calls_that_are_reserved_for_more_idle_agents_are_left() {
    let mut a = promoted(short("a", &[10.0]), 150, 0);
    let route = a.routing.route.as_mut().unwrap();
    if let StepAction::Open(first) = &mut route.steps[0].action {
        first.reserve = 1;
    }
    let desk = Desk::new(vec![a, short("b", &[20.0, 30.0, 40.0, 50.0])]);
    for rule in [CallRule::LongestWait, CallRule::Random, CallRule::LastCome] {
        let taken = desk.takes(&[rule]);
        let place = taken.iter().position(|call| call == "a 10");
        assert!(place.is_none_or(|place| place > 2), "{rule:?}: {taken:?}");
    }
}

#[test]
fn any_call_is_taken_with_the_same_chance() {
    let places = places_of_calls(&[CallRule::Random], 0);
    for (call, counts) in &places {
        for (place, count) in counts.iter().enumerate() {
            assert_within_4_sigma(*count, 1.0 / 5.0, &format!("{call} in place {place}"));
        }
    }
    assert_eq!(places.len(), 5);
}

#[test]
fn any_call_of_the_queues_that_tie_before_is_taken_with_the_same_chance() {
    let places = places_of_calls(&[CallRule::Priority, CallRule::Random], 1);
    // `c` has the highest priority; of the others two are of `a`, in queues of their own.
    assert_eq!(places["c 40"][0], CYCLES);
    for call in ["a 10", "a 38", "b 20", "b 30"] {
        for count in &places[call][1..] {
            assert_within_4_sigma(*count, 1.0 / 4.0, call);
        }
    }
}

#[test]
fn after_a_rule_by_wait_chance_sees_the_first_calls_of_queues_only() {
    let a: Vec<f64> = cycles().flat_map(|cycle| [cycle + 10.0; 3]).collect();
    let b: Vec<f64> = cycles().map(|cycle| 10.0 + cycle).collect();
    let taken = taken_in_cycles(
        vec![short("a", &a), short("b", &b)],
        &[CallRule::LongestWait, CallRule::Random],
    );
    let first_b = taken.chunks(5).filter(|cycle| cycle[1].starts_with('b')).count();
    // Not one of four, though four calls have waited as long.
    assert_within_4_sigma(first_b, 0.5, "b");
}

#[test]
fn what_an_agent_draws_does_not_depend_on_the_choices_of_others() {
    let types = || vec![short("a", &[10.0, 20.0, 30.0]), short("b", &[15.0, 25.0])];
    let alone = Desk::new(types()).takes(&[CallRule::Random]);
    let mut desk = Desk::new(types());
    desk.types.extend([calls("c", &[2.0], 100.0, None), short("d", &[40.0, 50.0, 60.0])]);
    let skills = [3, 4].map(|other| Skill::first_choice(CallTypeId(other)));
    let staffing = head_count(&[(0.0, 1), (3600.0, 0)]);
    desk.others = vec![AgentGroup::new("others", skills.to_vec(), staffing)];
    assert_eq!(desk.takes(&[CallRule::Random]), alone);
}

const CYCLES: usize = 700;

/// The starts of stretches of 120 s: the agent is busy until 100 in each, while calls come.
fn cycles() -> impl Iterator<Item = f64> {
    (0..CYCLES).map(|cycle| 120.0 * cycle as f64)
}

/// How often each of five calls was taken first, second, …; those of `a` have come to different
/// queues of their type when the first one is.
fn places_of_calls(rules: &[CallRule], priority: i32) -> BTreeMap<String, [usize; 5]> {
    let at = |moments: &'static [f64]| -> Vec<f64> {
        cycles().flat_map(|cycle| moments.iter().map(move |moment| cycle + moment)).collect()
    };
    let talk = 1.0;
    let types = vec![
        promoted(calls("a", &at(&[10.0, 38.0]), talk, None), 70, 0),
        calls("b", &at(&[20.0, 30.0]), talk, None),
        CallType { priority, ..calls("c", &at(&[40.0]), talk, None) },
    ];
    let mut places = BTreeMap::new();
    for cycle in taken_in_cycles(types, rules).chunks(6) {
        let start = moment_of(&cycle[0]) - 1.0;
        for (place, call) in cycle[1..].iter().enumerate() {
            let name = call.split(' ').next().unwrap();
            let call = format!("{name} {}", moment_of(call) - start);
            places.entry(call).or_insert([0; 5])[place] += 1;
        }
    }
    places
}

fn taken_in_cycles(types: Vec<CallType>, rules: &[CallRule]) -> Vec<String> {
    let mut desk = Desk::new(types);
    let busy: Vec<f64> = cycles().map(|cycle| cycle + 1.0).collect();
    *desk.types.last_mut().unwrap() = calls("~", &busy, 99.0, None);
    let staffing = head_count(&[(0.0, 1)]);
    taken(&desk.model(one_day(24, AtClose::ServeQueue), staffing, rules))
}

fn moment_of(call: &str) -> f64 {
    call.split(' ').nth(1).unwrap().parse().unwrap()
}

fn assert_within_4_sigma(count: usize, probability: f64, what: &str) {
    let expected = CYCLES as f64 * probability;
    let sigma = (expected * (1.0 - probability)).sqrt();
    assert!((count as f64 - expected).abs() < 4.0 * sigma, "{what}: {count} for {expected}");
}

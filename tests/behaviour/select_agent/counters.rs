//! Rules that count what agents have done.

use callsim::model::{AgentRule, AtClose, CountedSince, Horizon, Model, Routing, Staffing};

use super::{Past, q, routed, taker, taker_with_pasts, takers, team};
use crate::common::hours;
use crate::{calls, group, head_count, pause, shift};

const DAILY: CountedSince = CountedSince::Daily;
const ON_AVAILABLE: CountedSince = CountedSince::OnAvailable;

#[test]
fn each_counter_has_a_favourite_of_its_own() {
    // `x` talks 2 × 20 s with 2 × 1 s of wrap-up, `y` 1 × 60 s, `z` 3 × 10 s with 3 × 30 s.
    let pasts: [Past<'_>; 3] =
        [(&[10.0, 100.0], 20.0, 1.0), (&[10.0], 60.0, 0.0), (&[10.0, 100.0, 200.0], 10.0, 30.0)];
    for (rule, who) in [
        (AgentRule::FewestCalls(DAILY), "y"),
        (AgentRule::MostCalls(DAILY), "z"),
        (AgentRule::LeastTalkTime(DAILY), "z"),
        (AgentRule::ShortestHandling, "x"),
        (AgentRule::LeastOccupied { wrap_up: true }, "x"),
        (AgentRule::LeastOccupied { wrap_up: false }, "z"),
    ] {
        assert_eq!(taker_with_pasts(1000.0, &pasts, &[rule]), who, "{rule:?}");
    }
}

#[test]
fn who_has_answered_nothing_has_the_shortest_handling_of_all() {
    let pasts: [Past<'_>; 2] = [(&[10.0], 0.0, 0.0), (&[], 1.0, 0.0)];
    assert_eq!(taker_with_pasts(100.0, &pasts, &[AgentRule::ShortestHandling]), "y");
}

#[test]
fn of_equals_the_larger_login_number_takes_the_call() {
    for rule in [
        AgentRule::FewestCalls(DAILY),
        AgentRule::MostCalls(DAILY),
        AgentRule::LeastTalkTime(ON_AVAILABLE),
        AgentRule::ShortestHandling,
        AgentRule::LeastOccupied { wrap_up: true },
    ] {
        // Nobody has done anything yet; then 4 has, or is the only one who has.
        let numbered = super::logged_in_as(team("x", 5), &[7, 3, 9, 1, 5]);
        let model = routed(vec![q(&[10.0])], vec![numbered], &[rule]);
        assert_eq!(taker(&model), "x2", "{rule:?}");
    }
    // Login numbers of agents without a number go by the names of groups.
    let groups = vec![team("b", 2), team("c", 1), team("a", 2)];
    let model = routed(vec![q(&[10.0, 11.0, 12.0])], groups, &[AgentRule::FewestCalls(DAILY)]);
    assert_eq!(takers(&model), ["c", "b1", "b0"]);
}

#[test]
fn a_counter_decides_only_ties_of_the_rule_before() {
    let pasts: [Past<'_>; 3] =
        [(&[10.0, 100.0], 20.0, 0.0), (&[10.0, 100.0], 15.0, 0.0), (&[10.0, 50.0, 90.0], 1.0, 0.0)];
    let rules = [AgentRule::FewestCalls(DAILY), AgentRule::LeastTalkTime(DAILY)];
    assert_eq!(taker_with_pasts(1000.0, &pasts, &rules), "y");
}

#[test]
fn a_counter_begins_again_in_the_morning_or_after_each_break() {
    // `x` answers three calls before a break or a second shift, `y` one.
    let after = |staffing: Staffing, rule| {
        let types = vec![
            q(&[2000.0]),
            calls("x", &[10.0, 100.0, 200.0], 20.0, None),
            calls("y", &[10.0], 60.0, None),
        ];
        let groups = vec![
            group("x", &[(0, 1), (1, 1)], staffing),
            group("y", &[(0, 1), (2, 1)], super::all_day(1)),
        ];
        taker(&routed(types, groups, &[rule]))
    };
    let with_break = Staffing::Shifts(vec![shift(0, 1, (0.0, 3600.0), vec![pause(1000.0, 60.0)])]);
    let twice = head_count(&[(0.0, 1), (1000.0, 0), (1100.0, 1), (3600.0, 0)]);
    for staffing in [with_break, twice] {
        assert_eq!(after(staffing.clone(), AgentRule::FewestCalls(DAILY)), "y");
        assert_eq!(after(staffing.clone(), AgentRule::FewestCalls(ON_AVAILABLE)), "x");
        assert_eq!(after(staffing.clone(), AgentRule::MostCalls(DAILY)), "x");
        assert_eq!(after(staffing.clone(), AgentRule::MostCalls(ON_AVAILABLE)), "y");
        // 60 s each, and then none.
        assert_eq!(after(staffing.clone(), AgentRule::LeastTalkTime(DAILY)), "y");
        assert_eq!(after(staffing, AgentRule::LeastTalkTime(ON_AVAILABLE)), "x");
    }
}

#[test]
fn yesterday_does_not_count() {
    let start = callsim::model::CivilDate::constant(2026, 3, 2);
    let horizon =
        Horizon::days(start, 2, hours(8), hours(10), hours(1), AtClose::ServeQueue).unwrap();
    let (first, second) = (8.0 * 3600.0, 32.0 * 3600.0);
    // Yesterday `x` had three calls and `y` none; today `x` has none and `y` one.
    let types = || {
        vec![
            q(&[second + 600.0]),
            calls("x", &[first + 10.0, first + 100.0, first + 200.0], 20.0, None),
            calls("y", &[second + 10.0], 20.0, None),
        ]
    };
    let staffing =
        || head_count(&[(first, 1), (first + 7200.0, 0), (second, 1), (second + 7200.0, 0)]);
    for rule in [
        AgentRule::FewestCalls(DAILY),
        AgentRule::FewestCalls(ON_AVAILABLE),
        AgentRule::LeastTalkTime(DAILY),
        AgentRule::ShortestHandling,
        AgentRule::LeastOccupied { wrap_up: true },
    ] {
        let groups = vec![
            group("x", &[(0, 1), (1, 1)], staffing()),
            group("y", &[(0, 1), (2, 1)], staffing()),
        ];
        let routing = Routing { agent_selection: vec![rule], ..Routing::default() };
        let model = Model::new("situation", horizon.clone(), types(), groups, routing).unwrap();
        assert_eq!(taker(&model), "x", "{rule:?}");
    }
}

#[test]
fn who_works_through_midnight_goes_on_counting() {
    let horizon = Horizon::length(hours(48), hours(1), None).unwrap();
    let midnight = 24.0 * 3600.0;
    let types = vec![
        q(&[midnight + 600.0]),
        calls("x", &[10.0, 100.0], 20.0, None),
        calls("y", &[midnight + 10.0], 20.0, None),
    ];
    // `y` comes at midnight.
    let x = group("x", &[(0, 1), (1, 1)], head_count(&[(0.0, 1)]));
    let y = group("y", &[(0, 1), (2, 1)], head_count(&[(midnight, 1)]));
    let routing =
        Routing { agent_selection: vec![AgentRule::FewestCalls(DAILY)], ..Routing::default() };
    let model = Model::new("situation", horizon, types, vec![x, y], routing).unwrap();
    assert_eq!(taker(&model), "y");
}

#[test]
fn occupancy_falls_while_nothing_happens() {
    // `x` has been busy 400 s of 1000, `y`, who came at 600, 200 s of 400: at 1000 + t they are
    // level if 400 ÷ (1000 + t) = 200 ÷ (400 + t), that is at t = 200.
    let least = |moment: f64| {
        let types =
            vec![q(&[moment]), calls("x", &[10.0], 400.0, None), calls("y", &[610.0], 200.0, None)];
        let from = |login| head_count(&[(login, 1), (3600.0, 0)]);
        let groups = vec![
            group("x", &[(0, 1), (1, 1)], from(0.0)),
            group("y", &[(0, 1), (2, 1)], from(600.0)),
        ];
        taker(&routed(types, groups, &[AgentRule::LeastOccupied { wrap_up: true }]))
    };
    assert_eq!(least(1_199.999_999), "x");
    // The tie goes to the larger login number.
    assert_eq!(least(1200.0), "y");
    assert_eq!(least(1_200.000_001), "y");
}

#[test]
fn breaks_are_left_out_of_the_time_at_work() {
    // Both have talked 100 s of 2000, but `x` has been away for 1000 of them.
    let types =
        vec![q(&[2000.0]), calls("x", &[10.0], 100.0, None), calls("y", &[10.0], 101.0, None)];
    let with_break = Staffing::Shifts(vec![shift(0, 1, (0.0, 3600.0), vec![pause(500.0, 1000.0)])]);
    let groups = vec![
        group("x", &[(0, 1), (1, 1)], with_break),
        group("y", &[(0, 1), (2, 1)], super::all_day(1)),
    ];
    let rule = AgentRule::LeastOccupied { wrap_up: true };
    assert_eq!(taker(&routed(types, groups, &[rule])), "y");
}

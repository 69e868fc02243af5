//! Calls that ring before they are answered.

use callsim::model::{AgentGroup, Announcement, AtClose, CallRule, Ring, Staffing};
use callsim::time::SimDuration;

use crate::common::{constant, one_day, secs};
use crate::{calls, group, groups_of, head_count, shift, tell};

#[test]
fn the_caller_waits_while_it_rings() {
    let a = vec![calls("a", &[10.0, 20.0], 100.0, None)];
    let told = tell(&groups_of(day(), a, vec![ringing(one_agent("them"), 8.0)], FIRST_COME));
    assert_eq!(told.calls, ["a 10 answered 18 by them", "a 20 answered 126 by them"]);
    let expected = [
        "available 0-10",
        "ringing 10-18",
        "talking 18-118",
        "ringing 118-126",
        "talking 126-226",
        "available 226-3600",
    ];
    assert_eq!(told.agents[0], expected);
}

#[test]
fn a_caller_who_hangs_up_while_it_rings_frees_the_agent() {
    // The agent picks up before the end of patience at the same moment.
    for (patience, outcome, agent) in [
        (8.0, "a 10 answered 18 by them", ["ringing 10-18", "talking 18-118"]),
        (7.999_999, "a 10 abandoned 17.999999", ["ringing 10-17.999999", "available 17.999999-30"]),
    ] {
        let a = vec![
            calls("a", &[10.0], 100.0, Some(patience)),
            calls("b", &[30.0], 10.0, Some(100.0)),
        ];
        let them = group("them", &[(0, 1), (1, 1)], until_closing(1));
        let told = tell(&groups_of(day(), a, vec![ringing(them, 8.0)], FIRST_COME));
        assert_eq!(told.calls[0], outcome);
        assert_eq!(told.agents[0][1..3], agent);
    }
}

#[test]
fn who_waits_is_offered_to_the_agent_whose_caller_hung_up() {
    let a = vec![calls("a", &[10.0], 100.0, Some(5.0)), calls("b", &[12.0], 10.0, None)];
    let them = group("them", &[(0, 1), (1, 1)], until_closing(1));
    let told = tell(&groups_of(day(), a, vec![ringing(them, 8.0)], FIRST_COME));
    assert_eq!(told.calls, ["a 10 abandoned 15", "b 12 answered 23 by them"]);
    assert_eq!(told.agents[0][1..4], ["ringing 10-15", "ringing 15-23", "talking 23-33"]);
}

#[test]
fn an_agent_who_does_not_pick_up_is_not_ready_and_the_call_is_offered_again() {
    // It never rings long enough, or nobody ever picks up.
    for (time, no_answer) in [(8.0, 1.0), (20.000_001, 0.0)] {
        let a = vec![calls("a", &[10.0], 100.0, Some(65.0))];
        let mut them = ringing(one_agent("them"), time);
        them.ring.as_mut().unwrap().no_answer = no_answer;
        let told = tell(&groups_of(day(), a, vec![them], FIRST_COME));
        assert_eq!(told.calls, ["a 10 abandoned 75"]);
        let expected = [
            "available 0-10",
            "ringing 10-30",
            "not_ready 30-60",
            "ringing 60-75",
            "available 75-3600",
        ];
        assert_eq!(told.agents[0], expected);
    }
}

#[test]
fn a_call_that_is_not_picked_up_goes_to_the_head_of_its_queue() {
    let types = vec![calls("a", &[10.0, 20.0], 100.0, None), calls("b", &[0.0], 40.0, None)];
    let mut first = ringing(one_agent("first"), 8.0);
    first.ring.as_mut().unwrap().no_answer = 1.0;
    let second = group("second", &[(0, 2), (1, 1)], until_closing(1));
    let told = tell(&groups_of(day(), types, vec![first, second], FIRST_COME));
    // It is back at 30, before the one of 20; the second agent frees at 40 and again at 140, each
    // time while the first is not ready or rings.
    assert_eq!(
        told.calls,
        ["b 0 answered 0 by second", "a 10 answered 40 by second", "a 20 answered 140 by second",]
    );
}

#[test]
fn a_call_that_is_not_picked_up_goes_to_whoever_is_idle() {
    let types = vec![calls("a", &[10.0], 100.0, None), calls("b", &[0.0], 15.0, None)];
    let mut first = ringing(one_agent("first"), 8.0);
    first.ring.as_mut().unwrap().no_answer = 1.0;
    let second = group("second", &[(0, 2), (1, 1)], until_closing(1));
    let told = tell(&groups_of(day(), types, vec![first, second], FIRST_COME));
    assert_eq!(told.calls, ["b 0 answered 0 by second", "a 10 answered 30 by second"]);
}

#[test]
fn an_agent_whose_shift_ends_while_it_rings_leaves_and_the_call_goes_back() {
    let a = vec![calls("a", &[95.0, 97.0], 50.0, None)];
    let shifts = vec![shift(0, 1, (0.0, 100.0), vec![]), shift(1, 1, (110.0, 1000.0), vec![])];
    let them = ringing(group("them", &[(0, 1)], Staffing::Shifts(shifts)), 8.0);
    let told = tell(&groups_of(day(), a, vec![them], FIRST_COME));
    assert_eq!(told.calls, ["a 95 answered 118 by them", "a 97 answered 176 by them"]);
    assert_eq!(told.agents[0], ["available 0-95", "ringing 95-100"]);
    assert_eq!(told.overtime, [""; 0]);
}

#[test]
fn an_agent_whose_shift_ends_while_not_ready_leaves_at_once() {
    let a = vec![calls("a", &[10.0], 50.0, Some(25.0))];
    let staffing = Staffing::Shifts(vec![shift(0, 1, (0.0, 40.0), vec![])]);
    let mut them = ringing(group("them", &[(0, 1)], staffing), 8.0);
    them.ring.as_mut().unwrap().no_answer = 1.0;
    let told = tell(&groups_of(day(), a, vec![them], FIRST_COME));
    assert_eq!(told.agents[0], ["available 0-10", "ringing 10-30", "not_ready 30-40"]);
    assert_eq!(told.overtime, [""; 0]);
}

#[test]
fn an_agent_stays_after_closing_for_a_call_that_rings() {
    let a = vec![calls("a", &[3595.0], 50.0, None)];
    let told = tell(&groups_of(day(), a, vec![ringing(one_agent("them"), 8.0)], FIRST_COME));
    assert_eq!(told.calls, ["a 3595 answered 3603 by them"]);
    assert_eq!(told.overtime, ["3600-3653"]);
}

#[test]
fn an_agent_who_is_not_ready_when_the_shift_ends_stays_for_calls_that_wait_after_closing() {
    let a = vec![calls("a", &[3570.0], 50.0, Some(95.0))];
    let staffing = Staffing::Shifts(vec![shift(0, 1, (0.0, 3600.0), vec![])]);
    let mut them = ringing(group("them", &[(0, 1)], staffing), 8.0);
    them.ring.as_mut().unwrap().no_answer = 1.0;
    let told = tell(&groups_of(day(), a, vec![them], FIRST_COME));
    let expected =
        ["ringing 3570-3590", "not_ready 3590-3620", "ringing 3620-3640", "not_ready 3640-3670"];
    assert_eq!(told.agents[0][1..], expected);
    assert_eq!(told.calls, ["a 3570 abandoned 3665"]);
    assert_eq!(told.overtime, ["3600-3670"]);
}

#[test]
fn an_agent_whose_shift_ends_while_a_call_rings_that_may_wait_stays_for_those_that_may_not() {
    let mut may_wait = calls("a", &[3595.0], 50.0, None);
    may_wait.life.at_close = Some(AtClose::CarryOver);
    let types = vec![may_wait, calls("b", &[3596.0], 50.0, None)];
    let staffing = Staffing::Shifts(vec![shift(0, 1, (0.0, 3600.0), vec![])]);
    let them = ringing(group("them", &[(0, 1), (1, 1)], staffing), 8.0);
    let told = tell(&groups_of(day(), types, vec![them], FIRST_COME));
    assert_eq!(told.calls, ["b 3596 answered 3608 by them", "a 3595 still waiting 3658"]);
    assert_eq!(told.overtime, ["3600-3658"]);
}

#[test]
fn a_call_that_rings_when_its_queue_is_cleared_rings_on_and_is_then_turned_away() {
    let until_3600 = || Staffing::Shifts(vec![shift(0, 1, (0.0, 3600.0), vec![])]);
    for (no_answer, staffing, outcome) in [
        (0.0, until_closing(1), "answered 3603 by them"),
        (1.0, until_closing(1), "turned away 3615"),
        (0.0, until_3600(), "turned away 3600"),
    ] {
        let a = vec![calls("a", &[3595.0], 50.0, None)];
        let mut them = ringing(group("them", &[(0, 1)], staffing), 8.0);
        them.ring.as_mut().unwrap().no_answer = no_answer;
        let told = tell(&groups_of(one_day(1, AtClose::ClearQueue), a, vec![them], FIRST_COME));
        assert_eq!(told.calls, [format!("a 3595 {outcome}")]);
    }
}

#[test]
fn who_is_offered_to_an_agent_at_once_hears_no_announcement() {
    let mut a = calls("a", &[10.0], 100.0, Some(10.0));
    a.life.admission.announcement =
        Some(Announcement { from: SimDuration::ZERO, patience_factor: 0.5 });
    let told = tell(&groups_of(day(), vec![a], vec![ringing(one_agent("them"), 8.0)], FIRST_COME));
    assert_eq!(told.calls, ["a 10 answered 18 by them"]);
}

const FIRST_COME: CallRule = CallRule::FirstCome;

fn day() -> callsim::model::Horizon {
    one_day(1, AtClose::ServeQueue)
}

fn until_closing(agents: u32) -> Staffing {
    head_count(&[(0.0, agents), (3600.0, 0)])
}

/// One agent for the first type.
fn one_agent(name: &str) -> AgentGroup {
    group(name, &[(0, 1)], until_closing(1))
}

/// Rings for so many seconds, at most 20; who does not pick up is not ready for 30 s.
fn ringing(group: AgentGroup, time: f64) -> AgentGroup {
    let ring =
        Ring { time: constant(time), no_answer: 0.0, timeout: secs(20), not_ready: secs(30) };
    AgentGroup { ring: Some(ring), ..group }
}

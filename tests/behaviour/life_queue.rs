//! What is decided at the queue's entry: capacity, then balking, then the announcement.

use callsim::model::{
    Announcement, AtClose, Balking, BalkingThreshold, CallRule, CallType, CallTypeId, Capacity,
    Redial, WaitEstimator, WhenFull,
};
use callsim::time::SimDuration;

use crate::common::{constant, one_day};
use crate::{calls, centre, group, groups_of, head_count, tell, wrapped_up};

#[test]
fn a_full_queue_rejects_who_would_have_to_wait() {
    for (places, outcomes) in [
        (0, ["a 10 answered 10 by them", "a 20 rejected 20", "a 30 rejected 30"]),
        (1, ["a 10 answered 10 by them", "a 30 rejected 30", "a 20 answered 110 by them"]),
    ] {
        let mut a = calls("a", &[10.0, 20.0, 30.0], 100.0, None);
        a.life.admission.capacity = reject_from(places);
        assert_eq!(told(a), outcomes);
    }
}

#[test]
fn a_place_is_free_when_a_caller_gives_up() {
    // An arrival comes before the end of patience at the same moment.
    let mut a = calls("a", &[10.0, 20.0, 50.0, 50.000_001], 100.0, Some(30.0));
    a.life.admission.capacity = reject_from(1);
    let expected = [
        "a 10 answered 10 by them",
        "a 50 rejected 50",
        "a 20 abandoned 50",
        "a 50.000001 abandoned 80.000001",
    ];
    assert_eq!(told(a), expected);
}

#[test]
fn a_call_goes_over_to_another_queue_and_waits_there_as_one_of_its_calls() {
    // The second type has its own patience, talk and limit.
    let mut a = calls("a", &[10.0, 20.0, 30.0, 40.0, 50.0], 100.0, None);
    let mut b = calls("b", &[15.0], 10.0, Some(60.0));
    a.life.admission.capacity =
        Some(Capacity { calls: 1, when_full: WhenFull::Overflow(CallTypeId(1)) });
    b.life.admission.capacity = reject_from(1);
    let told = tell(&two_groups(vec![a, b]));
    assert_eq!(
        told.calls,
        [
            "a 10 answered 10 by one",
            "b 15 answered 15 by two",
            "a 30 overflowed 30",
            "b 30 answered 30 by two",
            "a 40 overflowed 40",
            "b 40 answered 40 by two",
            "a 50 overflowed 50",
            "b 50 answered 50 by two",
            "a 20 answered 110 by one",
        ]
    );
}

#[test]
fn a_full_queue_that_a_call_goes_over_to_decides_by_its_own_rule() {
    let mut a = calls("a", &[10.0, 20.0, 30.0], 100.0, None);
    let mut b = calls("b", &[15.0], 100.0, Some(60.0));
    a.life.admission.capacity =
        Some(Capacity { calls: 0, when_full: WhenFull::Overflow(CallTypeId(1)) });
    b.life.admission.capacity = reject_from(1);
    let told = tell(&two_groups(vec![a, b]));
    assert_eq!(
        told.calls,
        [
            "a 10 answered 10 by one",
            "b 15 answered 15 by two",
            "a 20 overflowed 20",
            "a 30 overflowed 30",
            "b 30 rejected 30",
            "b 20 abandoned 80",
        ]
    );
}

#[test]
fn a_message_is_a_task_without_a_caller() {
    let mut a = calls("a", &[10.0, 20.0], 100.0, None);
    // A message has no patience that could end.
    let b = calls("b", &[15.0], 50.0, Some(5.0));
    a.life.admission.capacity =
        Some(Capacity { calls: 0, when_full: WhenFull::Voicemail(CallTypeId(1)) });
    let told = tell(&two_groups(vec![a, b]));
    assert_eq!(
        told.calls,
        [
            "a 10 answered 10 by one",
            "b 15 answered 15 by two",
            "a 20 overflowed 20",
            "b 20 answered 65 by two",
        ]
    );
}

#[test]
fn callers_balk_from_a_length_of_the_queue_on() {
    for (from, outcomes) in [
        (0, ["a 10 answered 10 by them", "a 20 balked 20", "a 30 balked 30"]),
        (1, ["a 10 answered 10 by them", "a 30 balked 30", "a 20 answered 110 by them"]),
    ] {
        let mut a = calls("a", &[10.0, 20.0, 30.0], 100.0, None);
        a.life.admission.balking = vec![balk(BalkingThreshold::Queue(from), 1.0)];
        assert_eq!(told(a), outcomes);
    }
}

#[test]
fn the_last_rule_that_is_reached_decides_who_balks() {
    let mut a = calls("a", &[10.0, 20.0, 30.0, 40.0], 100.0, None);
    a.life.admission.balking = vec![
        balk(BalkingThreshold::Queue(0), 1.0),
        balk(BalkingThreshold::Wait(SimDuration::from_secs(50)), 0.0),
        balk(BalkingThreshold::Queue(2), 1.0),
    ];
    let expected = [
        "a 10 answered 10 by them",
        "a 40 balked 40",
        "a 20 answered 110 by them",
        "a 30 answered 210 by them",
    ];
    assert_eq!(told(a), expected);
}

#[test]
fn who_finds_the_queue_full_does_not_balk() {
    let mut a = calls("a", &[10.0, 20.0], 100.0, None);
    a.life.admission.capacity = reject_from(0);
    a.life.admission.balking = vec![balk(BalkingThreshold::Queue(0), 1.0)];
    assert_eq!(told(a), ["a 10 answered 10 by them", "a 20 rejected 20"]);
}

#[test]
fn the_estimated_wait_is_the_place_times_handling_over_agents() {
    // Talk 60 s and wrap-up 40 s: the first to wait for one agent is told 100 s.
    for (threshold, outcome) in
        [(100_000_000, "a 20 balked 20"), (100_000_001, "a 20 answered 110 by them")]
    {
        let mut a = wrapped_up(calls("a", &[10.0, 20.0], 60.0, None), 40.0);
        let threshold = BalkingThreshold::Wait(SimDuration::from_micros(threshold));
        a.life.admission.balking = vec![balk(threshold, 1.0)];
        assert_eq!(told(a)[1], outcome);
    }
}

#[test]
fn the_estimated_wait_counts_the_agents_who_are_there_and_serve_the_type() {
    // Two agents serve the first type, one of them the second: after 1000 s nobody is there.
    for (threshold, outcomes) in [
        (50.0, ["a 30 balked 30", "b 40 balked 40", "a 1500 balked 1500"]),
        (50.000_001, ["b 40 balked 40", "a 30 answered 110 by both", "a 1500 balked 1500"]),
        (
            100.000_001,
            ["a 30 answered 110 by both", "b 40 answered 210 by both", "a 1500 balked 1500"],
        ),
    ] {
        let mut types = vec![
            calls("a", &[10.0, 20.0, 30.0, 1500.0], 100.0, None),
            calls("b", &[40.0], 100.0, None),
        ];
        let threshold = BalkingThreshold::Wait(SimDuration::from_secs_f64(threshold));
        types.iter_mut().for_each(|each| {
            each.life.admission.balking = vec![balk(threshold, 1.0)];
        });
        let staffing = || head_count(&[(0.0, 1), (1000.0, 0)]);
        let groups =
            vec![group("both", &[(0, 1), (1, 1)], staffing()), group("one", &[(0, 2)], staffing())];
        let day = one_day(1, AtClose::ServeQueue);
        let told = tell(&groups_of(day, types, groups, CallRule::FirstCome));
        assert_eq!(told.calls[2..], outcomes);
    }
}

#[test]
fn the_estimated_wait_may_be_what_the_last_caller_waited() {
    // The call of 20 waits for 90 s, so the one of 120 is told 90 s.
    for (threshold, outcome) in
        [(90_000_000, "a 120 balked 120"), (90_000_001, "a 120 answered 210 by them")]
    {
        let mut a = calls("a", &[10.0, 20.0, 120.0], 100.0, None);
        let threshold = BalkingThreshold::Wait(SimDuration::from_micros(threshold));
        a.life.admission.balking = vec![balk(threshold, 1.0)];
        a.life.admission.estimator = WaitEstimator::LastAnswered;
        assert_eq!(told(a)[2], outcome);
    }
}

#[test]
fn an_announcement_changes_the_patience_of_those_who_hear_it() {
    // The first to wait is told 100 s, the second 200 s.
    let mut a = calls("a", &[10.0, 20.0, 30.0], 100.0, Some(60.0));
    a.life.admission.announcement =
        Some(Announcement { from: SimDuration::from_secs(200), patience_factor: 0.5 });
    let expected = ["a 10 answered 10 by them", "a 30 abandoned 60", "a 20 abandoned 80"];
    assert_eq!(told(a), expected);
}

#[test]
fn who_balked_or_was_rejected_may_try_again() {
    let redial = Some(Redial::always(1.0, constant(50.0), 2));
    let mut balks = calls("a", &[10.0, 20.0], 100.0, None);
    balks.redial = redial;
    let mut rejected = balks.clone();
    balks.life.admission.balking = vec![balk(BalkingThreshold::Queue(0), 1.0)];
    rejected.life.admission.capacity = reject_from(0);
    for (a, outcome) in [(balks, "balked"), (rejected, "rejected")] {
        let expected = [
            "a 10 answered 10 by them".to_owned(),
            format!("a 20 {outcome} 20"),
            format!("a#2 70 {outcome} 70"),
        ];
        assert_eq!(told(a), expected);
    }
}

#[test]
fn queues_that_are_full_and_go_over_to_each_other_reject_in_the_end() {
    let over_to = |id| Some(Capacity { calls: 0, when_full: WhenFull::Overflow(CallTypeId(id)) });
    let mut a = calls("a", &[10.0, 20.0], 100.0, None);
    let mut b = calls("b", &[15.0], 100.0, None);
    a.life.admission.capacity = over_to(1);
    b.life.admission.capacity = over_to(0);
    let told = tell(&two_groups(vec![a, b])).calls;
    assert_eq!(told[2..4], ["a 20 overflowed 20", "b 20 overflowed 20"]);
    assert_eq!(told.last().unwrap(), "b 20 rejected 20");
}

#[test]
fn who_went_over_to_another_queue_and_gave_up_dials_the_first_number_again() {
    let mut a = calls("a", &[10.0, 20.0], 100.0, None);
    let mut b = calls("b", &[15.0], 100.0, Some(10.0));
    a.life.admission.capacity =
        Some(Capacity { calls: 0, when_full: WhenFull::Overflow(CallTypeId(1)) });
    b.redial = Some(Redial::always(1.0, constant(100.0), 2));
    let told = tell(&two_groups(vec![a, b]));
    assert_eq!(told.calls[3..], ["b 20 abandoned 30", "a#2 130 answered 130 by one"]);
}

fn reject_from(calls: u32) -> Option<Capacity> {
    Some(Capacity { calls, when_full: WhenFull::Reject })
}

fn balk(from: BalkingThreshold, probability: f64) -> Balking {
    Balking { from, probability }
}

/// What becomes of calls for a single agent.
fn told(calls: CallType) -> Vec<String> {
    let staffing = head_count(&[(0.0, 1), (3600.0, 0)]);
    tell(&centre(one_day(1, AtClose::ServeQueue), vec![calls], staffing)).calls
}

/// An agent for each of two types.
fn two_groups(types: Vec<CallType>) -> callsim::model::Model {
    let staffing = || head_count(&[(0.0, 1), (3600.0, 0)]);
    let groups = vec![group("one", &[(0, 1)], staffing()), group("two", &[(1, 1)], staffing())];
    groups_of(one_day(1, AtClose::ServeQueue), types, groups, CallRule::FirstCome)
}

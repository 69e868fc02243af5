//! What becomes of those who wait at closing, and of those who call again.

use callsim::model::{AtClose, CallType, CivilDate, Horizon, Redial, Staffing};
use callsim::time::SimDuration;

use crate::common::{constant, hours, one_day};
use crate::{calls, centre, count, head_count, pause, shift, tell};

/// Seconds of a day.
const DAY: f64 = 86_400.0;

#[test]
fn serve_queue_keeps_the_agents_until_the_queue_is_empty() {
    let types = vec![calls("a", &[3590.0, 3595.0, 3599.0], 100.0, None)];
    let by_head_count = head_count(&[(0.0, 1), (3600.0, 0)]);
    let by_shift = Staffing::Shifts(vec![shift(0, 1, (0.0, 3600.0), vec![])]);
    for staffing in [by_head_count, by_shift] {
        let told = tell(&centre(one_day(1, AtClose::ServeQueue), types.clone(), staffing));
        assert_eq!(
            told.agents[0],
            ["available 0-3590", "talking 3590-3690", "talking 3690-3790", "talking 3790-3890"]
        );
        assert_eq!(told.overtime, ["3600-3890"]);
    }
}

#[test]
fn serve_queue_awaits_whoever_is_on_a_break_only_while_calls_wait() {
    let break_over_closing = || vec![pause(3400.0, 300.0)];
    let staffing = || Staffing::Shifts(vec![shift(0, 1, (0.0, 3600.0), break_over_closing())]);
    let day = |types| tell(&centre(one_day(1, AtClose::ServeQueue), types, staffing()));
    let told = day(vec![calls("a", &[3500.0], 100.0, None)]);
    assert_eq!(told.agents[0], ["available 0-3400", "break 3400-3700", "talking 3700-3800"]);
    assert_eq!(told.overtime, ["3600-3800"]);
    let told = day(vec![calls("a", &[3500.0], 100.0, Some(50.0))]);
    assert_eq!(told.agents[0], ["available 0-3400", "break 3400-3600"]);
    assert_eq!(told.overtime, [""; 0]);
}

#[test]
fn clear_queue_turns_the_waiting_away_and_ends_the_day_with_the_last_call() {
    let types = vec![
        calls("a", &[3590.0, 3595.0], 100.0, None),
        calls("b", &[3598.0], 100.0, Some(1.0)),
        calls("c", &[3599.0], 100.0, Some(1.0)),
    ];
    let staffing = head_count(&[(0.0, 1), (3600.0, 0)]);
    let model = centre(one_day(1, AtClose::ClearQueue), types, staffing);
    let told = tell(&model);
    // Closing comes before the end of patience at the same moment.
    assert_eq!(
        told.calls,
        [
            "a 3590 answered 3590 by them",
            "b 3598 abandoned 3599",
            "a 3595 turned away 3600",
            "c 3599 turned away 3600",
        ]
    );
    assert_eq!(told.agents[0], ["available 0-3590", "talking 3590-3690"]);
    let counted = count(&model);
    let turned_away =
        [0, 1, 2].map(|id| counted.all_calls(callsim::model::CallTypeId(id)).turned_away);
    assert_eq!(turned_away, [1, 0, 1]);
}

#[test]
fn carry_over_keeps_the_waiting_for_the_next_day_in_their_order() {
    let types = vec![
        calls("a", &[3590.0, 3591.0, 3593.0], 100.0, None),
        calls("b", &[3592.0], 100.0, Some(5000.0)),
        calls("c", &[DAY + 0.5], 100.0, None),
    ];
    let staffing = head_count(&[(0.0, 1), (3600.0, 0), (DAY, 1), (DAY + 3600.0, 0)]);
    let told = tell(&centre(two_days(AtClose::CarryOver), types, staffing));
    assert_eq!(
        told.calls,
        [
            "a 3590 answered 3590 by them",
            "b 3592 abandoned 8592",
            "a 3591 answered 86400 by them",
            "a 3593 answered 86500 by them",
            "c 86400.5 answered 86600 by them",
        ]
    );
    assert_eq!(told.agents[0][1], "talking 3590-3690");
}

#[test]
fn round_the_clock_there_is_no_closing_at_midnight() {
    let start = CivilDate::constant(2026, 3, 2);
    let day = SimDuration::from_secs(86_400);
    let horizon =
        Horizon::days(start, 2, SimDuration::ZERO, day, hours(1), AtClose::ClearQueue).unwrap();
    let types = vec![calls("a", &[DAY - 50.0, DAY - 40.0], 100.0, None)];
    let staffing = head_count(&[(0.0, 1), (2.0 * DAY, 0)]);
    let told = tell(&centre(horizon, types, staffing));
    assert_eq!(told.calls[1], "a 86360 answered 86450 by them");
}

#[test]
fn a_caller_who_would_try_again_after_closing_does_not() {
    // Patience ends at 1010, 2010 and 3010; the next try is 600 s later: before, at and after
    // closing.
    for (entered, attempts) in [(2980.0, 2), (2990.0, 1), (3000.0, 1)] {
        let redials = redialling(calls("a", &[entered], 100.0, Some(10.0)), 600.0, 2);
        let none = head_count(&[(0.0, 0)]);
        let told = tell(&centre(one_day(1, AtClose::ServeQueue), vec![redials], none));
        assert_eq!(told.calls.len(), attempts, "{entered}: {:?}", told.calls);
    }
}

#[test]
fn a_caller_may_try_again_on_the_next_day() {
    let redials = redialling(calls("a", &[3000.0], 100.0, Some(10.0)), DAY - 1000.0, 2);
    let staffing = head_count(&[(0.0, 0), (DAY, 1), (DAY + 3600.0, 0)]);
    let told = tell(&centre(two_days(AtClose::ServeQueue), vec![redials], staffing));
    assert_eq!(told.calls, ["a 3000 abandoned 3010", "a#2 88410 answered 88410 by them"]);
}

#[test]
fn a_caller_tries_as_often_as_allowed() {
    let redials = redialling(calls("a", &[10.0], 100.0, Some(10.0)), 50.0, 3);
    let model = centre(one_day(1, AtClose::ServeQueue), vec![redials], head_count(&[(0.0, 0)]));
    assert_eq!(
        tell(&model).calls,
        ["a 10 abandoned 20", "a#2 70 abandoned 80", "a#3 130 abandoned 140"]
    );
    let counted = count(&model).all_calls(callsim::model::CallTypeId(0));
    assert_eq!((counted.offered, counted.first_attempts, counted.abandoned), (3, 1, 3));
}

#[test]
fn a_caller_who_is_answered_does_not_try_again() {
    let redials = redialling(calls("a", &[10.0], 100.0, Some(10.0)), 50.0, 9);
    let staffing = head_count(&[(0.0, 0), (75.0, 1), (3600.0, 0)]);
    let told = tell(&centre(one_day(1, AtClose::ServeQueue), vec![redials], staffing));
    assert_eq!(told.calls, ["a 10 abandoned 20", "a#2 70 answered 75 by them"]);
}

#[test]
fn with_a_probability_of_zero_nobody_tries_again() {
    let mut redials = redialling(calls("a", &[10.0], 100.0, Some(10.0)), 50.0, 9);
    redials.redial.as_mut().expect("redials").probability = Default::default();
    let told =
        tell(&centre(one_day(1, AtClose::ServeQueue), vec![redials], head_count(&[(0.0, 0)])));
    assert_eq!(told.calls, ["a 10 abandoned 20"]);
}

/// Everyone who abandons tries again so many seconds after.
fn redialling(mut calls: CallType, after: f64, max_attempts: u32) -> CallType {
    calls.redial = Some(Redial::always(1.0, constant(after), max_attempts));
    calls
}

/// Two days, each open for the first hour after midnight.
fn two_days(at_close: AtClose) -> Horizon {
    let start = CivilDate::constant(2026, 3, 2);
    Horizon::days(start, 2, SimDuration::ZERO, hours(1), hours(1), at_close).unwrap()
}

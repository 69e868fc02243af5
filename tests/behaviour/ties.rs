//! Two things at the same microsecond: ends of stages come first, then changes of the environment,
//! then arrivals, then ends of patience.

use callsim::model::{AtClose, CallTypeId, Horizon, Staffing};

use crate::common::one_day;
use crate::{calls, centre, count, head_count, pause, shift, tell, wrapped_up};

#[test]
fn an_agent_who_frees_when_patience_ends_takes_the_call() {
    // The second caller comes at 60, and the agent is free at 110.
    for (patience, outcome) in
        [(50.0, "answered 110 by them"), (49.999_999, "abandoned 109.999999")]
    {
        let types =
            vec![calls("a", &[10.0], 100.0, None), calls("b", &[60.0], 100.0, Some(patience))];
        let told = tell(&centre(open(), types, all_day(1)));
        assert_eq!(told.calls[1], format!("b 60 {outcome}"));
    }
}

#[test]
fn an_agent_who_logs_in_when_patience_ends_takes_the_call() {
    let types = vec![calls("a", &[60.0], 100.0, Some(40.0))];
    let told = tell(&centre(open(), types, head_count(&[(100.0, 1), (3600.0, 0)])));
    assert_eq!(told.calls, ["a 60 answered 100 by them"]);
}

#[test]
fn a_call_at_the_moment_an_agent_frees_does_not_wait() {
    let types = vec![calls("a", &[10.0], 100.0, None), calls("b", &[110.0], 100.0, Some(0.0))];
    let model = centre(open(), types, all_day(1));
    assert_eq!(tell(&model).calls[1], "b 110 answered 110 by them");
    assert_eq!(count(&model).all_calls(CallTypeId(1)).waited, 0);
}

#[test]
fn a_call_at_the_start_of_a_shift_is_answered_and_one_at_its_end_is_not() {
    let staffing = Staffing::Shifts(vec![shift(0, 1, (100.0, 1000.0), vec![])]);
    let types = vec![calls("a", &[100.0, 1000.0], 10.0, Some(0.0))];
    let told = tell(&centre(open(), types, staffing));
    assert_eq!(told.calls, ["a 100 answered 100 by them", "a 1000 abandoned 1000"]);
}

#[test]
fn a_call_at_the_moment_a_break_is_due_is_not_answered_and_one_at_its_end_is() {
    let staffing = Staffing::Shifts(vec![shift(0, 1, (0.0, 1000.0), vec![pause(100.0, 200.0)])]);
    let types = vec![calls("a", &[100.0, 300.0], 10.0, Some(0.0))];
    let told = tell(&centre(open(), types, staffing));
    assert_eq!(told.calls, ["a 100 abandoned 100", "a 300 answered 300 by them"]);
}

#[test]
fn a_call_that_ends_with_the_shift_is_no_overtime() {
    let staffing = Staffing::Shifts(vec![shift(0, 1, (0.0, 1000.0), vec![])]);
    let told = tell(&centre(open(), vec![calls("a", &[900.0], 100.0, None)], staffing));
    assert_eq!(told.agents[0], ["available 0-900", "talking 900-1000"]);
    assert_eq!(told.overtime, [""; 0]);
}

#[test]
fn an_agent_who_frees_when_the_shift_ends_takes_a_call_that_waits() {
    let staffing = Staffing::Shifts(vec![shift(0, 1, (0.0, 1000.0), vec![])]);
    let told = tell(&centre(open(), vec![calls("a", &[900.0, 950.0], 100.0, None)], staffing));
    assert_eq!(told.agents[0][2], "talking 1000-1100");
    assert_eq!(told.overtime, ["1000-1100"]);
}

#[test]
fn an_agent_who_frees_when_a_break_is_due_takes_a_call_that_waits() {
    let staffing = Staffing::Shifts(vec![shift(0, 1, (0.0, 1000.0), vec![pause(110.0, 50.0)])]);
    let told = tell(&centre(open(), vec![calls("a", &[10.0, 20.0], 100.0, None)], staffing));
    assert_eq!(told.agents[0][1..4], ["talking 10-110", "talking 110-210", "break 210-260"]);
}

#[test]
fn an_arrival_comes_before_the_end_of_patience() {
    let types = vec![calls("a", &[10.0, 20.0], 100.0, Some(10.0))];
    let model = centre(open(), types, all_day(0));
    assert_eq!(tell(&model).calls, ["a 10 abandoned 20", "a 20 abandoned 30"]);
    // For an instant both were waiting.
    assert_eq!(count(&model).all_calls(CallTypeId(0)).queue_max, 2);
}

#[test]
fn calls_of_the_same_moment_are_served_in_the_order_in_which_they_were_scheduled() {
    // All first arrivals are scheduled at the start, in the order of the types; that of the
    // second call of `a` only when its first one came, at 5.
    let types = vec![
        calls("a", &[5.0, 20.0], 100.0, None),
        calls("b", &[20.0], 100.0, None),
        calls("c", &[20.0], 100.0, None),
    ];
    let told = tell(&centre(open(), types, all_day(1)));
    let order: Vec<&str> = told.calls.iter().map(|call| &call[..4]).collect();
    assert_eq!(order, ["a 5 ", "b 20", "c 20", "a 20"]);
}

#[test]
fn patience_that_ends_together_ends_in_order_of_entry() {
    let types = vec![calls("a", &[30.0], 1.0, Some(70.0)), calls("b", &[20.0], 1.0, Some(80.0))];
    let told = tell(&centre(open(), types, all_day(0)));
    assert_eq!(told.calls, ["b 20 abandoned 100", "a 30 abandoned 100"]);
}

#[test]
fn callers_without_patience_are_answered_if_somebody_is_idle_and_else_gone_at_once() {
    let types = vec![calls("a", &[10.0, 10.0, 50.0], 30.0, Some(0.0))];
    let model = centre(open(), types, all_day(1));
    assert_eq!(
        tell(&model).calls,
        ["a 10 answered 10 by them", "a 10 abandoned 10", "a 50 answered 50 by them"]
    );
    let counted = count(&model).all_calls(CallTypeId(0));
    assert_eq!((counted.waited, counted.queue_time, counted.abandoned), (0, 0, 1));
}

#[test]
fn talk_and_wrap_up_may_take_no_time_at_all() {
    let types = vec![wrapped_up(calls("a", &[10.0, 10.0, 10.0], 0.0, Some(0.0)), 0.0)];
    let told = tell(&centre(open(), types, all_day(1)));
    // The call ends at the moment it began, before the next one comes.
    assert!(told.calls.iter().all(|call| call == "a 10 answered 10 by them"));
}

fn all_day(agents: u32) -> Staffing {
    head_count(&[(0.0, agents), (3600.0, 0)])
}

fn open() -> Horizon {
    one_day(1, AtClose::ServeQueue)
}

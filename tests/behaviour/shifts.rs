//! Agents come and go.

use callsim::model::{AtClose, Horizon, Staffing};

use crate::common::one_day;
use crate::{calls, centre, pause, shift, tell, wrapped_up};

fn open() -> Horizon {
    one_day(1, AtClose::ClearQueue)
}

#[test]
fn an_idle_agent_leaves_at_the_end_of_the_shift() {
    let staffing = Staffing::Shifts(vec![shift(0, 1, (0.0, 1000.0), vec![])]);
    let told = tell(&centre(open(), vec![calls("a", &[10.0, 1001.0], 100.0, Some(5.0))], staffing));
    assert_eq!(told.agents, [["available 0-10", "talking 10-110", "available 110-1000"]]);
    assert_eq!(told.calls[1], "a 1001 abandoned 1006");
    assert_eq!(told.overtime, [""; 0]);
}

#[test]
fn a_shift_that_ends_during_a_call_ends_after_its_wrap_up() {
    let types = vec![wrapped_up(calls("a", &[950.0, 960.0], 100.0, Some(400.0)), 30.0)];
    let staffing = Staffing::Shifts(vec![shift(0, 1, (0.0, 1000.0), vec![])]);
    let told = tell(&centre(open(), types, staffing));
    assert_eq!(told.agents, [["available 0-950", "talking 950-1050", "wrap_up 1050-1080"]]);
    assert_eq!(told.overtime, ["1000-1080"]);
    assert_eq!(told.calls[1], "a 960 abandoned 1360");
}

#[test]
fn whoever_begins_a_shift_takes_the_waiting_calls_in_order() {
    let types = vec![calls("a", &[10.0, 30.0], 100.0, None), calls("b", &[20.0], 50.0, None)];
    let staffing = Staffing::Shifts(vec![shift(0, 2, (100.0, 1000.0), vec![])]);
    let told = tell(&centre(open(), types, staffing));
    assert_eq!(
        told.calls,
        ["a 10 answered 100 by them", "b 20 answered 100 by them", "a 30 answered 150 by them"]
    );
}

#[test]
fn a_shift_that_ends_during_a_break_ends_it() {
    let staffing = Staffing::Shifts(vec![shift(0, 1, (0.0, 1000.0), vec![pause(900.0, 500.0)])]);
    let told = tell(&centre(open(), vec![calls("a", &[990.0], 100.0, Some(50.0))], staffing));
    assert_eq!(told.agents, [["available 0-900", "break 900-1000"]]);
    assert_eq!(told.calls, ["a 990 abandoned 1040"]);
}

#[test]
fn between_two_shifts_an_agent_is_away() {
    let staffing = Staffing::Shifts(vec![
        shift(0, 1, (0.0, 1000.0), vec![]),
        shift(0, 1, (2000.0, 3000.0), vec![pause(2500.0, 100.0)]),
    ]);
    let told = tell(&centre(open(), vec![calls("a", &[1500.0], 100.0, None)], staffing));
    assert_eq!(
        told.agents,
        [[
            "available 0-1000",
            "talking 2000-2100",
            "available 2100-2500",
            "break 2500-2600",
            "available 2600-3000",
        ]]
    );
}

#[test]
fn whoever_still_works_when_the_next_shift_begins_goes_on_and_has_worked_overtime() {
    let staffing = Staffing::Shifts(vec![
        shift(0, 1, (0.0, 1000.0), vec![]),
        shift(0, 1, (1050.0, 2000.0), vec![]),
    ]);
    let told = tell(&centre(open(), vec![calls("a", &[990.0], 100.0, None)], staffing));
    assert_eq!(told.agents, [["available 0-990", "talking 990-1090", "available 1090-2000"]]);
    assert_eq!(told.overtime, ["1000-1050"]);
}

#[test]
fn what_has_not_begun_when_the_shift_ends_is_not_begun_in_the_next() {
    let late = |end: f64| vec![pause(end - 5.0, 300.0)];
    let staffing = Staffing::Shifts(vec![
        shift(0, 1, (0.0, 1000.0), late(1000.0)),
        shift(0, 1, (1000.0, 2000.0), late(2000.0)),
    ]);
    let told = tell(&centre(open(), vec![calls("a", &[990.0], 100.0, None)], staffing));
    assert_eq!(told.agents[0][1..], ["talking 990-1090", "available 1090-1995", "break 1995-2000"]);
}

#[test]
fn shifts_that_adjoin_are_one() {
    let staffing = Staffing::Shifts(vec![
        shift(0, 1, (0.0, 1000.0), vec![]),
        shift(0, 1, (1000.0, 2000.0), vec![]),
    ]);
    let told = tell(&centre(open(), vec![calls("a", &[990.0, 995.0], 100.0, None)], staffing));
    assert_eq!(
        told.agents[0][1..],
        ["talking 990-1090", "talking 1090-1190", "available 1190-2000"]
    );
    assert_eq!(told.overtime, [""; 0]);
}

#[test]
fn what_has_not_begun_when_the_next_shift_begins_is_dropped() {
    let shifts = vec![
        shift(0, 1, (0.0, 1000.0), vec![pause(100.0, 50.0), pause(900.0, 50.0)]),
        shift(0, 1, (950.0, 2000.0), vec![]),
    ];
    let types = vec![calls("a", &[890.0], 100.0, None)];
    let told = tell(&centre(open(), types, Staffing::Shifts(shifts)));
    assert_eq!(told.agents[0][3..], ["talking 890-990", "available 990-2000"]);
}

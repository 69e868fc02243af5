//! The number of agents falls and rises.

use callsim::model::AtClose;

use crate::common::one_day;
use crate::{calls, centre, head_count, tell, wrapped_up};

fn open() -> callsim::model::Horizon {
    one_day(1, AtClose::ClearQueue)
}

#[test]
fn when_the_head_count_falls_the_idle_leave_first() {
    let staffing = head_count(&[(0.0, 2), (50.0, 1), (3600.0, 0)]);
    let told = tell(&centre(open(), vec![calls("a", &[10.0, 120.0], 100.0, None)], staffing));
    let stays = ["available 0-10", "talking 10-110", "available 110-120", "talking 120-220"];
    let stays = [&stays[..], &["available 220-3600"]].concat();
    assert_eq!(told.days(), [stays, vec!["available 0-50"]]);
    assert_eq!(told.overtime, [""; 0]);
}

#[test]
fn the_busy_finish_their_call_and_its_wrap_up_and_then_go() {
    let talk_ends = wrapped_up(calls("a", &[10.0, 60.0], 100.0, Some(300.0)), 20.0);
    for falls in [50.0, 110.0, 115.0] {
        let staffing = head_count(&[(0.0, 1), (falls, 0)]);
        let told = tell(&centre(open(), vec![talk_ends.clone()], staffing));
        assert_eq!(told.agents, [["available 0-10", "talking 10-110", "wrap_up 110-130"]]);
        assert_eq!(told.overtime, [format!("{falls}-130")]);
        assert_eq!(told.calls, ["a 10 answered 10 by them", "a 60 abandoned 360"]);
    }
}

#[test]
fn the_first_to_finish_leaves_whoever_that_is() {
    let types = vec![
        calls("long", &[10.0], 500.0, None),
        calls("short", &[20.0, 30.0], 100.0, Some(200.0)),
    ];
    let staffing = head_count(&[(0.0, 2), (50.0, 1), (3600.0, 0)]);
    let told = tell(&centre(open(), types, staffing));
    assert!(told.days().contains(&vec!["available 0-20".into(), "talking 20-120".into()]));
    assert_eq!(told.overtime, ["50-120"]);
    assert_eq!(told.calls[2], "short 30 abandoned 230");
}

#[test]
fn when_it_rises_again_those_about_to_leave_stay() {
    let types = vec![calls("a", &[10.0, 20.0, 70.0, 80.0], 100.0, None)];
    let staffing = head_count(&[(0.0, 2), (50.0, 0), (60.0, 1), (3600.0, 0)]);
    let told = tell(&centre(open(), types, staffing));
    assert_eq!(
        told.calls,
        [
            "a 10 answered 10 by them",
            "a 20 answered 20 by them",
            "a 70 answered 120 by them",
            "a 80 answered 220 by them",
        ]
    );
    // The first to finish still leaves; the other stays, and was one too many until then.
    assert_eq!(told.overtime, ["50-60", "50-110"]);
    assert_eq!(told.days().len(), 2);
}

#[test]
fn when_it_stays_the_same_people_stay() {
    let types = vec![calls("a", &[10.0, 60.0], 100.0, None)];
    let staffing = head_count(&[(0.0, 1), (50.0, 1), (150.0, 1), (3600.0, 0)]);
    let told = tell(&centre(open(), types, staffing));
    assert_eq!(
        told.agents,
        [["available 0-10", "talking 10-110", "talking 110-210", "available 210-3600"]]
    );
}

#[test]
fn those_who_log_in_take_the_waiting_calls_in_order() {
    let types = vec![calls("a", &[10.0, 30.0], 100.0, None), calls("b", &[20.0], 50.0, None)];
    let staffing = head_count(&[(100.0, 2), (3600.0, 0)]);
    let told = tell(&centre(open(), types, staffing));
    assert_eq!(
        told.calls,
        ["a 10 answered 100 by them", "b 20 answered 100 by them", "a 30 answered 150 by them"]
    );
}

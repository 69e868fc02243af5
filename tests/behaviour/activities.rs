//! Breaks and meals: due, late, held back, skipped.

use callsim::model::{
    Activity, ActivityKind, AgentGroupId, AgentState, AtClose, Horizon, Model, Staffing,
};

use crate::common::one_day;
use crate::{calls, centre, count, moment, pause, shift, tell, wrapped_up};

#[test]
fn an_idle_agent_goes_when_due_and_a_busy_one_after_the_wrap_up() {
    // Late by 80 s, but not shortened; and the call that waits has to wait on.
    let told = tell(&one_agent(&[10.0, 20.0], vec![pause(50.0, 300.0), pause(1000.0, 60.0)]));
    assert_eq!(
        told.agents[0],
        [
            "available 0-10",
            "talking 10-110",
            "wrap_up 110-130",
            "break 130-430",
            "talking 430-530",
            "wrap_up 530-550",
            "available 550-1000",
            "break 1000-1060",
            "available 1060-3000",
        ]
    );
}

#[test]
fn a_fixed_end_shortens_what_begins_late() {
    let told = tell(&one_agent(&[10.0], vec![Activity { fixed_end: true, ..pause(50.0, 300.0) }]));
    assert_eq!(told.agents[0][2..], ["wrap_up 110-130", "break 130-350", "available 350-3000"]);
}

#[test]
fn a_fixed_end_that_has_passed_leaves_nothing() {
    for duration in [60.0, 80.0] {
        let over = Activity { fixed_end: true, ..pause(50.0, duration) };
        let told = tell(&one_agent(&[10.0, 20.0], vec![over]));
        assert_eq!(told.agents[0][3..4], ["talking 130-230"]);
    }
}

#[test]
fn a_window_spreads_the_agents_evenly_over_it() {
    let meal = Activity { until: moment(500.0), ..pause(100.0, 50.0) };
    let told = tell(&nobody_calls(4, vec![meal]));
    for (number, from) in [100, 200, 300, 400].into_iter().enumerate() {
        assert_eq!(told.agents[number][1], format!("break {from}-{}", from + 50));
    }
}

#[test]
fn whoever_is_held_back_goes_when_another_comes_back() {
    let pause = Activity { max_away: Some(0.5), ..pause(100.0, 50.0) };
    let told = tell(&nobody_calls(5, vec![pause]));
    let breaks: Vec<&str> = told.agents.iter().map(|day| day[1].as_str()).collect();
    // Half of five is two, and in order.
    let expected =
        ["break 100-150", "break 100-150", "break 150-200", "break 150-200", "break 200-250"];
    assert_eq!(breaks, expected);
}

#[test]
fn one_may_always_go() {
    let told = tell(&nobody_calls(2, vec![Activity { max_away: Some(0.1), ..pause(100.0, 50.0) }]));
    assert_eq!(told.agents[0][1], "break 100-150");
    assert_eq!(told.agents[1][1], "break 150-200");
}

#[test]
fn at_the_end_of_the_window_everyone_goes_regardless() {
    let meal = Activity { until: moment(130.0), max_away: Some(0.34), ..pause(100.0, 200.0) };
    let told = tell(&nobody_calls(3, vec![meal]));
    let breaks: Vec<&str> = told.agents.iter().map(|day| day[1].as_str()).collect();
    assert_eq!(breaks, ["break 100-300", "break 130-330", "break 130-330"]);
}

#[test]
fn whoever_is_held_back_answers_calls_meanwhile() {
    let pause = Activity { max_away: Some(0.5), ..pause(100.0, 50.0) };
    let types = vec![calls("a", &[120.0], 100.0, None)];
    let staffing = Staffing::Shifts(vec![shift(0, 2, (0.0, 3000.0), vec![pause])]);
    let told = tell(&centre(open(), types, staffing));
    assert_eq!(
        told.agents[1],
        ["available 0-120", "talking 120-220", "break 220-270", "available 270-3000"]
    );
}

#[test]
fn a_break_that_is_skipped_makes_room_for_the_next_who_is_held_back() {
    // The first agent talks until the break is over; only then is it known that nobody is away.
    let brief = Activity { max_away: Some(0.5), fixed_end: true, ..pause(50.0, 60.0) };
    let late = Activity { max_away: Some(0.5), ..pause(70.0, 500.0) };
    let types = vec![calls("a", &[10.0], 190.0, None)];
    let staffing = Staffing::Shifts(vec![
        shift(0, 1, (0.0, 3000.0), vec![brief]),
        shift(1, 1, (20.0, 3000.0), vec![late]),
    ]);
    let told = tell(&centre(open(), types, staffing));
    assert_eq!(told.agents[0], ["available 0-10", "talking 10-200", "available 200-3000"]);
    assert_eq!(told.agents[1], ["available 20-200", "break 200-700", "available 700-3000"]);
}

#[test]
fn one_activity_follows_another_and_each_is_paid_or_not() {
    let meal = Activity { kind: ActivityKind::Meal, paid: false, ..pause(50.0, 300.0) };
    let training = Activity { kind: ActivityKind::Training, paid: false, ..pause(60.0, 100.0) };
    let coaching = Activity { kind: ActivityKind::Coaching, ..pause(70.0, 100.0) };
    let model = one_agent(&[10.0], vec![meal, training, coaching]);
    assert_eq!(
        tell(&model).agents[0][3..],
        [
            "meal 130-430 unpaid",
            "training 430-530 unpaid",
            "coaching 530-630",
            "available 630-3000",
        ]
    );
    let counted = count(&model).all_agents(AgentGroupId(0));
    assert_eq!(counted.unpaid, 400_000_000);
    let meal = AgentState::Away(ActivityKind::Meal).index();
    assert_eq!(counted.time[meal], 300_000_000);
}

#[test]
fn a_crowd_that_is_held_back_until_it_is_too_late_goes_on_working() {
    let meeting = Activity { fixed_end: true, max_away: Some(0.01), ..pause(100.0, 50.0) };
    let told = tell(&nobody_calls(50_000, vec![meeting]));
    let met = told.agents.iter().filter(|day| day[1..] == ["break 100-150", "available 150-3000"]);
    assert_eq!(met.count(), 500);
}

/// One agent from 0 to 3000, with calls of 100 s and a wrap-up of 20 s.
fn one_agent(moments: &[f64], activities: Vec<Activity>) -> Model {
    let types = vec![wrapped_up(calls("a", moments, 100.0, None), 20.0)];
    let staffing = Staffing::Shifts(vec![shift(0, 1, (0.0, 3000.0), activities)]);
    centre(open(), types, staffing)
}

/// Some agents from 0 to 3000 and nothing to do.
fn nobody_calls(agents: u32, activities: Vec<Activity>) -> Model {
    let types = vec![calls("a", &[3500.0], 1.0, Some(1.0))];
    let staffing = Staffing::Shifts(vec![shift(0, agents, (0.0, 3000.0), activities)]);
    centre(open(), types, staffing)
}

fn open() -> Horizon {
    one_day(1, AtClose::ClearQueue)
}

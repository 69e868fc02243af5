//! Which interval and which count a call belongs to.

use callsim::model::{
    AgentGroupId, AgentState, AtClose, CallTypeId, CountedBy, Horizon, Model, OverDay, Patience,
};
use callsim::observe::CallCounts;
use callsim::time::SimDuration;

use crate::common::{constant, one_day, secs};
use crate::{calls, centre, count, head_count, tell};

const ONLY: CallTypeId = CallTypeId(0);

#[test]
fn a_wait_of_exactly_the_acceptable_one_is_in_time() {
    for (entered, in_time) in [(90.0, 1), (89.999_999, 0)] {
        // Answered at 110, when the first call ends.
        let types = vec![calls("a", &[entered], 50.0, None), calls("first", &[10.0], 100.0, None)];
        let counted = count(&centre(one_day(1, AtClose::ServeQueue), types, one_agent()));
        assert_eq!(counted.all_calls(ONLY).answered_within, in_time, "{entered}");
        assert_eq!(counted.all_calls(ONLY).first_answered_within, in_time);
    }
}

#[test]
fn an_abandonment_after_exactly_the_shortest_wait_is_not_short() {
    for (patience, short, in_time) in
        [(4.999_999, 1, 1), (5.0, 0, 1), (20.0, 0, 1), (20.000_001, 0, 0)]
    {
        let mut calls = calls("a", &[10.0], 50.0, Some(patience));
        calls.objective.short_abandon = secs(5);
        let none = head_count(&[(0.0, 0)]);
        let counted = count(&centre(one_day(1, AtClose::ServeQueue), vec![calls], none));
        let counted = counted.all_calls(ONLY);
        assert_eq!(counted.short_abandons, short, "{patience}");
        assert_eq!(counted.abandoned_within, in_time, "{patience}");
    }
}

#[test]
fn a_call_belongs_to_the_hour_of_its_entry_its_answer_or_its_end() {
    // It enters just before, is answered just at, and ends just at a border.
    let answered_in = |by| {
        let model = across_the_borders(by);
        let each: Vec<u64> = count(&model).calls(ONLY).iter().map(|hour| hour.answered).collect();
        assert_eq!(count(&model).calls(ONLY)[0].offered, 1);
        each
    };
    assert_eq!(answered_in(CountedBy::Entry), [1, 0, 0, 0]);
    assert_eq!(answered_in(CountedBy::Answer), [0, 1, 0, 0]);
    assert_eq!(answered_in(CountedBy::End), [0, 0, 1, 0]);
}

#[test]
fn time_on_hold_is_counted_where_the_talk_is() {
    for by in [CountedBy::Entry, CountedBy::Answer, CountedBy::End] {
        let mut first = calls("a", &[3590.0], 100.0, None);
        first.objective.by = by;
        first.life.hold = Some(OverDay::Same(constant(15.0)));
        let horizon = one_day(2, AtClose::ServeQueue);
        let counted = count(&centre(horizon, vec![first], head_count(&[(0.0, 1)])));
        let with_hold = |hour: &CallCounts| (hour.talk > 0, hour.hold > 0);
        assert!(counted.calls(ONLY).iter().map(with_hold).all(|(talk, hold)| talk == hold));
    }
}

#[test]
fn queue_and_work_belong_to_the_hour_on_the_clock() {
    let counted = count(&across_the_borders(CountedBy::Entry));
    let queue: Vec<u128> = counted.calls(ONLY).iter().map(|hour| hour.queue_time).collect();
    assert_eq!(queue, [1, 0, 0, 0]);
    let talking: Vec<u128> = counted
        .agents(AgentGroupId(0))
        .iter()
        .map(|hour| hour.time[AgentState::Talking.index()])
        .collect();
    assert_eq!(talking, [0, 3_600_000_000, 0, 0]);
    assert_eq!(counted.all_agents(AgentGroupId(0)).answered, 1);
}

/// A call that enters one microsecond before the second hour, is answered at its first and ends at
/// its last moment.
fn across_the_borders(by: CountedBy) -> Model {
    let mut calls = calls("a", &[3_599.999_999], 3600.0, None);
    calls.objective.by = by;
    let staffing = head_count(&[(3600.0, 1), (10_800.0, 0)]);
    centre(one_day(3, AtClose::ServeQueue), vec![calls], staffing)
}

#[test]
fn an_abandonment_belongs_to_the_hour_of_entry_or_of_hanging_up() {
    for (by, expected) in
        [(CountedBy::Entry, [1, 0]), (CountedBy::Answer, [0, 1]), (CountedBy::End, [0, 1])]
    {
        let mut calls = calls("a", &[3590.0], 1.0, Some(20.0));
        calls.objective.by = by;
        let model = centre(one_day(2, AtClose::ServeQueue), vec![calls], head_count(&[(0.0, 0)]));
        let counted = count(&model);
        let hours = counted.calls(ONLY);
        assert_eq!([hours[0].abandoned, hours[1].abandoned], expected);
        assert_eq!([hours[0].queue_time, hours[1].queue_time], [10_000_000, 10_000_000]);
    }
}

#[test]
fn of_a_plain_length_the_calls_count_that_enter_between_warm_up_and_end() {
    let moments = [99.999_999, 100.0, 999.999_999, 1000.0];
    let model = plain_length(&moments, 50.0, Some(0.0), 9);
    let told = tell(&model);
    assert_eq!(told.calls[..3].len(), 3);
    assert_eq!(only(&model).offered, 2);
    assert_eq!(only(&model).answered, 2);
}

#[test]
fn a_plain_length_runs_on_until_the_last_counted_call_has_its_outcome() {
    // Answered at 950, 1150 and 1350, after the end; the last call enters after it.
    let model = plain_length(&[950.0, 960.0, 990.0, 1010.0], 200.0, None, 1);
    let counted = only(&model);
    assert_eq!((counted.offered, counted.answered), (3, 3));
    assert_eq!(counted.wait_answered, 190_000_000 + 360_000_000);
    // The queue's time average stops at the end.
    assert_eq!(counted.queue_time, 40_000_000 + 10_000_000);
    assert_eq!(tell(&model).calls.last().unwrap(), "a 1010 still waiting 1350");
    let agents = count(&model).all_agents(AgentGroupId(0));
    assert_eq!(agents.staffed(), 900_000_000);
    assert_eq!(agents.time[AgentState::Talking.index()], 50_000_000);
}

#[test]
fn which_calls_count_depends_on_their_entry_whatever_interval_owns_them() {
    // The first enters in the warm-up and is answered after it, the last is answered after the end.
    for by in [CountedBy::Entry, CountedBy::Answer, CountedBy::End] {
        let model = plain_length(&[50.0, 60.0, 900.0, 950.0], 200.0, None, 1);
        let mut types = model.call_types().to_vec();
        types[0].objective.by = by;
        let (horizon, groups) = (model.horizon().clone(), model.agent_groups().to_vec());
        let model = Model::new("by", horizon, types, groups, model.routing().clone()).unwrap();
        let counted = only(&model);
        assert_eq!((counted.offered, counted.answered), (2, 2), "{by:?}");
        assert_eq!((counted.first_attempts, counted.first_outcomes), (2, 2), "{by:?}");
        assert_eq!(counted.wait_answered, 150_000_000, "{by:?}");
    }
}

#[test]
fn callers_who_wait_for_ever_for_nobody_are_cut_off() {
    let model = plain_length(&[150.0, 400.0], 10.0, None, 0);
    let told = tell(&model);
    assert_eq!(told.calls.len(), 2);
    assert!(told.calls.iter().all(|call| call.contains("still waiting")));
    let counted = only(&model);
    assert_eq!((counted.offered, counted.answered, counted.still_waiting), (2, 0, 2));
    assert_eq!(counted.queue_time, 850_000_000 + 600_000_000);

    let types = vec![calls("a", &[150.0], 10.0, None)];
    let day = centre(one_day(1, AtClose::ServeQueue), types, head_count(&[(0.0, 0)]));
    assert_eq!(only(&day).still_waiting, 1);
}

#[test]
fn handling_and_patience_are_those_of_the_interval_of_entry() {
    // The intervals are two hours and what comes after closing.
    let mut calls = calls("a", &[3_599.999_999, 3600.0], 0.0, None);
    calls.handling.talk = OverDay::ByInterval([10.0, 20.0, 30.0].map(constant).to_vec());
    let staffing = head_count(&[(4000.0, 1), (7200.0, 0)]);
    let told = tell(&centre(one_day(2, AtClose::ServeQueue), vec![calls.clone()], staffing));
    assert_eq!(told.agents[0][..2], ["talking 4000-4010", "talking 4010-4030"]);

    let by_interval = OverDay::ByInterval([15.0, 25.0, 35.0].map(constant).to_vec());
    calls.patience = Patience::Drawn(by_interval);
    let none = head_count(&[(0.0, 0)]);
    let told = tell(&centre(one_day(2, AtClose::ServeQueue), vec![calls], none));
    assert_eq!(told.calls, ["a 3599.999999 abandoned 3614.999999", "a 3600 abandoned 3625"]);
}

#[test]
fn the_longest_queue_and_the_longest_wait_are_told() {
    let types = vec![calls("a", &[10.0, 20.0, 30.0, 500.0], 100.0, None)];
    let counted = only(&centre(one_day(1, AtClose::ServeQueue), types, one_agent()));
    assert_eq!((counted.queue_max, counted.wait_max), (2, 180_000_000));
    assert_eq!((counted.waited, counted.wait_answered), (2, 270_000_000));
}

/// The counts of the only call type.
fn only(model: &Model) -> CallCounts {
    count(model).all_calls(ONLY)
}

/// A thousand seconds, of which the first hundred are not counted.
fn plain_length(moments: &[f64], talk: f64, patience: Option<f64>, agents: u32) -> Model {
    let horizon: Horizon = Horizon::length(secs(1000), SimDuration::from_secs(100), None).unwrap();
    centre(horizon, vec![calls("a", moments, talk, patience)], head_count(&[(0.0, agents)]))
}

fn one_agent() -> callsim::model::Staffing {
    head_count(&[(0.0, 1), (3600.0, 0)])
}

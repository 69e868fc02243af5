use callsim::model::{
    AgentGroup, AgentGroupId, AgentRule, CallRule, Failure, HeadCount, InProgress, Model, Parts,
    Ring, Routing, Staffing,
};

use super::{agents, at, broken, day, down, small, told};
use crate::common::{constant, secs};
use crate::{calls, centre, group, groups_of, moment, pause, shift, wrapped_up};

#[test]
fn idle_agents_are_down_and_calls_wait_until_they_are_up() {
    let outage = at("app", (100.0, 200.0), down(InProgress::Drop));
    let told = told(&small(calls("a", &[150.0, 160.0], 30.0, None), 1, vec![outage]));
    assert_eq!(told.calls, ["a 150 answered 300 by them", "a 160 answered 330 by them"]);
    assert_eq!(
        told.agents[0],
        [
            "available 0-100",
            "down 100-300",
            "talking 300-330",
            "talking 330-360",
            "available 360-3600"
        ]
    );
    assert_eq!(told.outages, ["app begins 100", "app ends 300"]);
}

#[test]
fn a_share_of_the_agents_goes_down_rounded_to_whole_agents() {
    for (share, expected) in [(0.0, 0), (0.24, 1), (0.5, 3), (0.9, 5), (1.0, 5)] {
        let failure =
            Failure::Down { groups: vec![AgentGroupId(0)], share, in_progress: InProgress::Drop };
        let outage = at("app", (100.0, 200.0), failure);
        let told = told(&small(calls("a", &[], 1.0, None), 5, vec![outage]));
        let hit = told.agents.iter().filter(|day| day.contains(&"down 100-300".to_owned()));
        assert_eq!(hit.count(), expected, "{share}");
    }
}

#[test]
fn agents_work_again_when_the_last_outage_is_over_that_has_stopped_them() {
    let outages = vec![
        at("app", (100.0, 200.0), down(InProgress::Keep)),
        at("site", (150.0, 300.0), down(InProgress::Keep)),
    ];
    let told = told(&small(calls("a", &[310.0], 30.0, None), 1, outages));
    assert_eq!(told.calls, ["a 310 answered 450 by them"]);
    assert_eq!(
        told.agents[0],
        ["available 0-100", "down 100-450", "talking 450-480", "available 480-3600"]
    );
}

#[test]
fn a_call_that_rings_at_an_agent_who_goes_down_looks_for_another_one() {
    let mut model = two_who_ring(&[100.0], 2);
    let hit =
        Failure::Down { groups: vec![AgentGroupId(0)], share: 1.0, in_progress: InProgress::Drop };
    model = broken(&model, vec![at("app", (105.0, 200.0), hit)]);
    let told = told(&model);
    assert_eq!(told.calls, ["a 100 answered 115 by two"]);
    assert_eq!(
        told.agents[0],
        ["available 0-100", "ringing 100-105", "down 105-305", "available 305-3600"]
    );
}

#[test]
fn a_call_that_rang_goes_back_to_the_head_of_its_queue_if_nobody_is_idle() {
    let outage = at("app", (105.0, 200.0), down(InProgress::Drop));
    let told = told(&broken(&two_who_ring(&[100.0, 101.0], 1), vec![outage]));
    assert_eq!(told.calls, ["a 100 answered 315 by one", "a 101 answered 365 by one"]);
    assert_eq!(told.outages, ["app begins 105", "app ends 305"]);
}

#[test]
fn nobody_gets_a_call_who_is_about_to_go_down() {
    // Three agents, the call rings at one; all go down at the same moment.
    let outage = at("app", (105.0, 50.0), down(InProgress::Drop));
    let told = told(&broken(&two_who_ring(&[100.0], 3), vec![outage]));
    assert_eq!(told.calls, ["a 100 answered 165 by one"]);
    let rang_at =
        told.agents.iter().filter(|day| day.iter().any(|it| it.starts_with("ringing 100-105")));
    assert_eq!(rang_at.count(), 1);
}

#[test]
fn a_call_that_rings_at_several_rings_on_at_those_who_are_not_down() {
    for since in [95.0, 105.0] {
        let model = two_who_ring(&[100.0], 2);
        let routing = Routing {
            agent_selection: vec![AgentRule::RingAll { every: None }],
            rank_first: false,
            ..Routing::default()
        };
        let model = Model::from_parts(Parts { routing, ..model.parts() }).unwrap();
        let told = told(&broken(&model, vec![at("app", (since, 200.0), down(InProgress::Drop))]));
        assert_eq!(told.calls, ["a 100 answered 110 by two"]);
    }
}

#[test]
fn who_did_not_pick_up_is_down_too() {
    let mut model = two_who_ring(&[100.0], 1).parts();
    let ring = model.agent_groups[0].ring.take().unwrap();
    model.agent_groups[0].ring =
        Some(Ring { no_answer: 1.0, timeout: secs(10), not_ready: secs(500), ..ring });
    let model = Model::from_parts(model).unwrap();
    let told = told(&broken(&model, vec![at("app", (120.0, 200.0), down(InProgress::Drop))]));
    assert_eq!(
        told.agents[0][..5],
        [
            "available 0-100",
            "ringing 100-110",
            "not_ready 110-120",
            "down 120-320",
            "ringing 320-330"
        ]
    );
}

#[test]
fn breaks_are_taken_while_the_system_is_down() {
    let staffing = Staffing::Shifts(vec![shift(0, 1, (0.0, 3600.0), vec![pause(200.0, 300.0)])]);
    let model = centre(day(), vec![calls("a", &[150.0], 30.0, None)], staffing);
    let told = told(&broken(&model, vec![at("app", (100.0, 300.0), down(InProgress::Drop))]));
    assert_eq!(
        told.agents[0],
        [
            "available 0-100",
            "down 100-200",
            "break 200-500",
            "talking 500-530",
            "available 530-3600"
        ]
    );
}

#[test]
fn who_comes_back_from_a_break_or_logs_in_meanwhile_is_down_at_once() {
    let staffing = Staffing::Shifts(vec![
        shift(0, 1, (0.0, 3600.0), vec![pause(50.0, 100.0)]),
        shift(1, 1, (200.0, 3600.0), vec![]),
    ]);
    let model = centre(day(), vec![calls("a", &[], 30.0, None)], staffing);
    let told = told(&broken(&model, vec![at("app", (100.0, 300.0), down(InProgress::Drop))]));
    assert_eq!(
        told.agents[0],
        ["available 0-50", "break 50-150", "down 150-400", "available 400-3600"]
    );
    assert_eq!(told.agents[1], ["down 200-400", "available 400-3600"]);
}

#[test]
fn who_is_down_goes_home_when_the_shift_ends() {
    let staffing = Staffing::Shifts(vec![shift(0, 1, (0.0, 1000.0), vec![])]);
    let model = centre(day(), vec![calls("a", &[], 30.0, None)], staffing);
    let told = told(&broken(&model, vec![at("app", (900.0, 300.0), down(InProgress::Drop))]));
    assert_eq!(told.agents[0], ["available 0-900", "down 900-1000"]);
    assert!(told.overtime.is_empty());
}

#[test]
fn a_head_count_that_falls_takes_those_who_are_down_after_the_idle_ones() {
    let change = |at, agents| HeadCount { at: moment(at), agents };
    let staffing = Staffing::HeadCount(vec![change(0.0, 3), change(500.0, 1), change(3600.0, 0)]);
    let failure =
        Failure::Down { groups: vec![AgentGroupId(0)], share: 0.67, in_progress: InProgress::Drop };
    let model = centre(day(), vec![calls("a", &[], 30.0, None)], staffing);
    let told = told(&broken(&model, vec![at("app", (100.0, 800.0), failure)]));
    assert_eq!(
        told.days(),
        [
            vec!["available 0-100", "down 100-500"],
            vec!["available 0-100", "down 100-900", "available 900-3600"],
            vec!["available 0-500"],
        ]
    );
}

#[test]
fn nobody_stays_for_the_queue_after_closing_who_is_down() {
    let staffing = Staffing::Shifts(vec![shift(0, 1, (0.0, 3600.0), vec![])]);
    let model = centre(day(), vec![calls("a", &[3500.0], 30.0, Some(500.0))], staffing);
    let told = told(&broken(&model, vec![at("app", (3400.0, 300.0), down(InProgress::Drop))]));
    assert_eq!(told.calls, ["a 3500 abandoned 4000"]);
    assert_eq!(told.agents[0], ["available 0-3400", "down 3400-3600"]);
}

#[test]
fn of_several_who_come_up_at_the_same_moment_each_takes_a_call() {
    let outage = at("app", (100.0, 100.0), down(InProgress::Drop));
    let told = told(&small(calls("a", &[110.0, 120.0, 130.0], 50.0, None), 2, vec![outage]));
    assert_eq!(
        told.calls,
        ["a 110 answered 200 by them", "a 120 answered 200 by them", "a 130 answered 250 by them"]
    );
}

#[test]
fn who_was_longest_idle_before_is_so_after() {
    // One has finished a call at 60, the other at 70: the first gets the next one.
    let outage = at("app", (100.0, 100.0), down(InProgress::Drop));
    let a = calls("a", &[10.0, 20.0, 300.0, 310.0], 50.0, None);
    let told = told(&small(a, 2, vec![outage]));
    let first = told.agents.iter().position(|day| day.contains(&"talking 10-60".to_owned()));
    assert!(told.agents[first.unwrap()].contains(&"talking 300-350".to_owned()));
}

#[test]
fn an_outage_of_one_group_leaves_others_alone() {
    let types = vec![wrapped_up(calls("a", &[10.0, 20.0], 100.0, None), 50.0)];
    let groups = vec![group("one", &[(0, 1)], agents(1)), group("two", &[(0, 2)], agents(1))];
    let model = groups_of(day(), types, groups, CallRule::FirstCome);
    let told = told(&broken(&model, vec![at("app", (50.0, 1000.0), down(InProgress::Requeue))]));
    assert_eq!(
        told.calls,
        ["a 10 answered 10 by one", "a 20 answered 20 by two", "a 50 answered 170 by two"]
    );
    assert_eq!(
        told.agents[0],
        ["available 0-10", "talking 10-50", "down 50-1050", "available 1050-3600"]
    );
}

/// Groups `one` and, as a second choice, `two`; calls ring for ten seconds.
fn two_who_ring(moments: &[f64], ones: u32) -> Model {
    let ring = Ring { time: constant(10.0), timeout: secs(60), no_answer: 0.0, not_ready: secs(0) };
    let ringing = |name, rank, staffing| AgentGroup {
        ring: Some(ring.clone()),
        ..group(name, &[(0, rank)], staffing)
    };
    let mut groups = vec![ringing("one", 1, agents(ones))];
    if ones == 2 {
        groups.push(ringing("two", 2, agents(1)));
    }
    groups_of(day(), vec![calls("a", moments, 40.0, None)], groups, CallRule::FirstCome)
}

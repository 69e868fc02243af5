//! The clocks of `longest-idle`.

use callsim::model::{
    AgentRule, CallType, CallTypeId, IdleSince, NextStep, NextStepKind, Ring, Staffing,
};

use super::{q, routed, taker, taker_with_pasts, takers, team};
use crate::common::{constant, secs};
use crate::{calls, group, head_count, pause, shift, tell, wrapped_up};

/// Six agents, each with the earliest of one clock.
///
/// | who | login | offered | hang-up | wrap-up end | available | last inbound |
/// | --- | --- | --- | --- | --- | --- | --- |
/// | `wrap-up-end` | 10 | 100 | 200 | **200** | 2500 | 200 |
/// | `hang-up` | 10 | 110 | **190** | 1000 | 1000 | 1000 |
/// | `available` | 10 | 300 | 600 | 900 | **900** | 900 |
/// | `last-offer` | 10 | **50** | 1500 | 1500 | 1500 | 1500 |
/// | `last-inbound` | 10 | 150 | 1600 | 1600 | 1600 | **150** |
/// | `login` | **0** | 2700 | 2800 | 2890 | 2890 | 2890 |
fn longest_by(clock: IdleSince) -> String {
    let leaves_a_task = NextStep { kind: NextStepKind::Task, to: CallTypeId(6), probability: 1.0 };
    let mut with_task = calls("inbound", &[60.0], 90.0, None);
    with_task.life.next_steps = vec![leaves_a_task];
    let types: Vec<CallType> = vec![
        q(&[3000.0]),
        calls("w", &[100.0], 100.0, None),
        wrapped_up(calls("h", &[110.0], 80.0, None), 810.0),
        wrapped_up(calls("a", &[300.0], 300.0, None), 300.0),
        calls("o", &[50.0], 1450.0, None),
        with_task,
        calls("task", &[], 1450.0, None),
        wrapped_up(calls("l", &[2700.0], 100.0, None), 90.0),
    ];
    let from = |login: f64| head_count(&[(login, 1), (3600.0, 0)]);
    let with_break =
        Staffing::Shifts(vec![shift(0, 1, (10.0, 3600.0), vec![pause(2400.0, 100.0)])]);
    let groups = vec![
        group("wrap-up-end", &[(0, 1), (1, 1)], with_break),
        group("hang-up", &[(0, 1), (2, 1)], from(10.0)),
        group("available", &[(0, 1), (3, 1)], from(10.0)),
        group("last-offer", &[(0, 1), (4, 1)], from(10.0)),
        group("last-inbound", &[(0, 1), (5, 1), (6, 1)], from(10.0)),
        group("login", &[(0, 1), (7, 1)], from(0.0)),
    ];
    taker(&routed(types, groups, &[AgentRule::LongestIdle(clock)]))
}

#[test]
fn each_clock_has_a_longest_idle_agent_of_its_own() {
    for (clock, name) in [
        (IdleSince::WrapUpEnd, "wrap-up-end"),
        (IdleSince::HangUp, "hang-up"),
        (IdleSince::Available, "available"),
        (IdleSince::LastOffer, "last-offer"),
        (IdleSince::LastInbound, "last-inbound"),
        (IdleSince::Login, "login"),
    ] {
        assert_eq!(longest_by(clock), name);
    }
}

#[test]
fn a_ring_in_vain_is_an_offer_and_ends_being_available() {
    // A call rings at `x` from 100 to 120, who is ready again at 150; `y` came at 1 and talks from 50
    // to 60.
    let longest = |clock| {
        let types = vec![
            q(&[1000.0]),
            calls("x", &[100.0], 10.0, Some(20.0)),
            calls("y", &[50.0], 10.0, None),
        ];
        let not_ready = secs(30);
        let in_vain = Ring { time: constant(30.0), timeout: secs(20), no_answer: 0.0, not_ready };
        let mut x = group("x", &[(0, 1), (1, 1)], super::all_day(1));
        x.ring = Some(in_vain);
        let y = group("y", &[(0, 1), (2, 1)], head_count(&[(1.0, 1), (3600.0, 0)]));
        // Whatever rings at `x` comes to `y` after that.
        let told = tell(&routed(types, vec![x, y], &[AgentRule::LongestIdle(clock)]));
        let is_at_once = told.calls.contains(&"q 1000 answered 1000 by y".into());
        if is_at_once { "y" } else { "x" }
    };
    assert_eq!(longest(IdleSince::WrapUpEnd), "x");
    assert_eq!(longest(IdleSince::HangUp), "x");
    assert_eq!(longest(IdleSince::LastInbound), "x");
    assert_eq!(longest(IdleSince::Login), "x");
    assert_eq!(longest(IdleSince::LastOffer), "y");
    assert_eq!(longest(IdleSince::Available), "y");
}

#[test]
fn a_tie_goes_to_the_next_rule_and_then_to_a_lot() {
    // All have logged in at the same moment.
    let longest = AgentRule::LongestIdle(IdleSince::WrapUpEnd);
    let then = |next| {
        let pasts: [super::Past<'_>; 3] = [(&[], 1.0, 0.0); 3];
        taker_with_pasts(10.0, &pasts, &[longest, next])
    };
    assert_eq!(then(AgentRule::LinearAscending), "x");
    assert_eq!(then(AgentRule::LinearDescending), "z");
    // The lot is the same for all calls of a replication: of six who are equal, the same comes first.
    let model = routed(vec![q(&[10.0, 11.0, 12.0])], vec![team("x", 6)], &[AgentRule::Rank]);
    let first = takers(&model);
    let again = routed(vec![q(&[500.0, 501.0, 502.0])], vec![team("x", 6)], &[AgentRule::Rank]);
    assert_eq!(first, takers(&again));
    assert!(first[0] != first[1] && first[1] != first[2] && first[0] != first[2]);
}

//! Agents who are kept back: reserves, and helpers from a length of the queue on, as Markov chains.

use callsim::model::{
    AgentGroup, CallRule, CallType, Capacity, Route, Routing, StepAction, WhenFull,
};

use crate::centre::{Calls, Centre, Exact, State, Way, agree, first_idle, first_waiting};
use crate::routes::{open, step};

/// The second type takes an agent only if more than `reserve` are idle, and waits otherwise.
fn reserved_v(reserve: u8) -> (Centre<2, 1>, Exact<2, 1>) {
    let centre = Centre {
        name: "V, reserve",
        types: [
            Calls { handling: 50.0, priority: 1, ..Calls::new(2.0, 60.0) },
            Calls { handling: 70.0, ..Calls::new(1.6, 120.0) },
        ],
        agents: [5],
        skills: [&[(0, 1, 1.0), (1, 1, 1.0)]],
    };
    let takes = move |idle: u8, call_type: usize| idle > if call_type == 0 { 0 } else { reserve };
    let arrival = move |state: &State<2, 1>, call_type: usize| {
        if takes(state.idle[0], call_type) { Way::To(0) } else { Way::Waits }
    };
    // The agent who frees is one of the idle.
    let freed = move |state: &State<2, 1>, _: usize| {
        (0..2).find(|each| state.waiting[*each] > 0 && takes(state.idle[0], *each))
    };
    let exact = centre.solve(arrival, freed);
    (centre, exact)
}

#[test]
fn v_the_second_type_waits_while_no_more_than_a_reserve_are_idle() {
    let (centre, without) = reserved_v(0);
    let plain = centre.solve(first_idle([&[0], &[0]]), first_waiting([&[0, 1]]));
    agree(&without, &plain);
    let (centre, exact) = reserved_v(2);
    assert!(exact.waits[0] < plain.waits[0] && exact.waits[1] > plain.waits[1]);
    let reserve = route([open(0, 2, 0)]);
    centre.hold_with(Routing::default(), |types, _| types[1].routing.route = reserve, &exact);
}

#[test]
fn v_the_second_type_is_lost_while_no_more_than_a_reserve_are_idle() {
    let centre = Centre {
        name: "V, reserve or lost",
        types: [
            Calls { handling: 50.0, priority: 1, ..Calls::new(2.0, 60.0) },
            Calls { handling: 70.0, ..Calls::new(1.6, 120.0) },
        ],
        agents: [5],
        skills: [&[(0, 1, 1.0), (1, 1, 1.0)]],
    };
    let arrival = |state: &State<2, 1>, call_type: usize| match (call_type, state.idle[0]) {
        (0, 0) => Way::Waits,
        (0, _) | (_, 3..) => Way::To(0),
        _ => Way::Lost,
    };
    let exact = centre.solve(arrival, first_waiting([&[0]]));
    let refine = |types: &mut [CallType], _: &mut [AgentGroup]| {
        types[1].routing.route = route([open(0, 2, 0)]);
        // Nobody waits in the second queue.
        let capacity = Capacity { calls: 0, when_full: WhenFull::Reject };
        types[1].life.admission.capacity = Some(capacity);
    };
    centre.hold_with(Routing::default(), refine, &exact);
}

/// Group two serves its own type first, and the other one while `helps` says so of how many of
/// the group are idle and how many calls of that type wait, the arriving call and the agent who
/// frees included.
fn help(name: &'static str, helps: impl Fn(u8, u8) -> bool) -> (Centre<2, 2>, Exact<2, 2>) {
    let centre = Centre {
        name,
        types: [
            Calls { handling: 50.0, ..Calls::new(2.4, 80.0) },
            Calls { handling: 70.0, ..Calls::new(1.5, 50.0) },
        ],
        agents: [2, 3],
        skills: [&[(0, 1, 1.2)], &[(0, 2, 0.8), (1, 1, 1.0)]],
    };
    // An idle helper takes the first of the queue when an arriving call makes it long enough, so
    // the arriving one waits if there were others.
    let arrival = |state: &State<2, 2>, call_type: usize| {
        let [own, helpers] = state.idle;
        let helped = call_type == 1 || helps(helpers, state.waiting[0] + 1);
        match call_type {
            0 if own > 0 => Way::To(0),
            _ if helpers > 0 && helped => Way::To(1),
            _ => Way::Waits,
        }
    };
    let freed = |state: &State<2, 2>, group: usize| {
        let [alpha, beta] = state.waiting;
        match group {
            1 if beta > 0 => Some(1),
            1 if !helps(state.idle[1], alpha) => None,
            _ => (alpha > 0).then_some(0),
        }
    };
    let exact = centre.solve(arrival, freed);
    let plain = centre.solve(first_idle([&[0, 1], &[1]]), first_waiting([&[0], &[1, 0]]));
    if helps(1, 1) {
        agree(&exact, &plain);
    } else {
        assert!(exact.answered[0][1] < plain.answered[0][1]);
        assert!(exact.queue[0] > plain.queue[0] && exact.queue[1] < plain.queue[1]);
    }
    (centre, exact)
}

#[test]
fn n_a_reserve_of_generalists_is_kept_for_their_own_type() {
    help("N, no reserve", |idle, _| idle > 0);
    let (centre, exact) = help("N, reserve", |idle, _| idle > 1);
    let guarded = route([open(0, 0, 0), open(1, 1, 0)]);
    centre.hold_with(by_rank(), |types, _| types[0].routing.route = guarded, &exact);
}

#[test]
fn n_a_second_group_helps_while_the_queue_is_long() {
    help("N, help from the first call on", |_, queue| queue >= 1);
    let (centre, exact) = help("N, help from a queue on", |_, queue| queue >= 3);
    let gated = route([open(0, 0, 0), open(1, 0, 3)]);
    centre.hold_with(by_rank(), |types, _| types[0].routing.route = gated, &exact);
}

/// Steps that every call takes at once.
fn route<const N: usize>(openings: [StepAction; N]) -> Option<Route> {
    Some(Route { steps: openings.map(|opening| step(0, opening)).to_vec() })
}

/// Agents serve what they rank best, then who came first.
fn by_rank() -> Routing {
    let call_selection = vec![CallRule::Rank, CallRule::FirstCome];
    Routing { call_selection, ..Routing::default() }
}

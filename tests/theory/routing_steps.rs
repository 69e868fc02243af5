//! Rules beyond priorities and ranks, as Markov chains: chance, reserves, helpers from a length of
//! the queue on, the longest queue, shares of the queue and of the idle.
//!
//! Every test solves its chain and checks it against a simpler one. What is missing is the rule in
//! the `Routing` that the simulation gets, said in words above each `hold`.

use callsim::model::{Capacity, Model, Routing, WhenFull};

use crate::centre::{Calls, Centre, Exact, State, Way, any_idle, first_idle, first_waiting};

#[test]
fn inverted_v_any_idle_agent() {
    let centre = Centre {
        name: "inverted V, random",
        types: [Calls::new(3.4, 75.0)],
        agents: [2, 3],
        skills: [&[(0, 1, 1.6)], &[(0, 1, 0.6)]],
    };
    let exact = centre.solve(any_idle, first_waiting([&[0], &[0]]));
    // Of the idle agents of the best rank any, with equal probabilities. The longest idle gives the
    // same numbers here, whatever the speeds; the N below tells them apart.
    centre.hold_routed(Routing::default(), &exact);
}

#[test]
fn n_any_idle_agent_where_the_ranks_are_equal() {
    let centre = Centre {
        name: "N, random",
        types: [
            Calls { handling: 45.0, ..Calls::new(2.2, 70.0) },
            Calls { handling: 70.0, priority: 2, ..Calls::new(1.3, 50.0) },
        ],
        agents: [2, 2],
        skills: [&[(0, 1, 1.3)], &[(0, 1, 0.7), (1, 1, 1.0)]],
    };
    let own = first_idle([&[], &[1]]);
    let arrival = |state: &State<2, 2>, call_type: usize| match call_type {
        0 => any_idle(state, 0),
        _ => own(state, call_type),
    };
    let exact = centre.solve(arrival, first_waiting([&[0], &[1, 0]]));
    // Of the idle agents of the best rank any; priority, then first come.
    centre.hold_routed(Routing::default(), &exact);
}

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
    // Priority; beta takes an agent of the group only if more than two of it are idle, whoever
    // frees included.
    centre.hold_routed(Routing::default(), &exact);
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
    let horizon = centre.horizon();
    let mut types = centre.call_types(&horizon);
    // Nobody waits in the second queue.
    types[1].life.admission.capacity = Some(Capacity { calls: 0, when_full: WhenFull::Reject });
    let groups = centre.agent_groups(&horizon);
    // Beta takes an agent of the group only if more than two of it are idle.
    let routing = Routing::default();
    let model = Model::new(centre.name, horizon, types, groups, routing).unwrap();
    centre.hold(&model, &exact);
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
    // Rank, then first come; alpha takes an agent of group two only if more than one of it is
    // idle, whoever frees included.
    centre.hold_routed(Routing::default(), &exact);
}

#[test]
fn n_a_second_group_helps_while_the_queue_is_long() {
    help("N, help from the first call on", |_, queue| queue >= 1);
    let (centre, exact) = help("N, help from a queue on", |_, queue| queue >= 3);
    // Rank, then first come; group two serves alpha only while at least three calls of alpha wait,
    // which is asked when a call comes to the queue, counting it, and when an agent frees.
    centre.hold_routed(Routing::default(), &exact);
}

#[test]
fn v_the_longest_queue_first() {
    let centre = Centre {
        name: "V, longest queue",
        types: [
            Calls { handling: 45.0, ..Calls::new(1.8, 60.0) },
            Calls { handling: 80.0, ..Calls::new(2.0, 100.0) },
        ],
        agents: [3],
        skills: [&[(0, 1, 1.0), (1, 1, 1.0)]],
    };
    let exact = centre.solve(first_idle([&[0], &[0]]), |state, _| longest(state));
    // The longest queue, of equals alpha.
    centre.hold_routed(Routing::default(), &exact);
}

#[test]
fn x_the_longest_queue_first() {
    let centre = Centre {
        name: "X, longest queue",
        types: [
            Calls { handling: 45.0, ..Calls::new(1.5, 60.0) },
            Calls { handling: 70.0, ..Calls::new(2.0, 90.0) },
        ],
        agents: [2, 2],
        skills: [&[(0, 1, 1.3), (1, 2, 0.8)], &[(0, 2, 0.7), (1, 1, 1.1)]],
    };
    let exact = centre.solve(first_idle([&[0, 1], &[1, 0]]), |state, _| longest(state));
    // The longest queue, of equals alpha, whatever the rank.
    centre.hold_routed(Routing::default(), &exact);
}

fn longest<const G: usize>(state: &State<2, G>) -> Option<usize> {
    match state.waiting {
        [0, 0] => None,
        [one, two] => Some(usize::from(two > one)),
    }
}

/// What most exceeds its share of all; of equals the first, and never what there is none of.
///
/// The shares are exact in binary, so that equals are equal.
fn most_above_share<const N: usize>(numbers: [u8; N], shares: [f64; N]) -> Option<usize> {
    let all: f64 = numbers.iter().copied().map(f64::from).sum();
    let excess = |each: usize| f64::from(numbers[each]) - shares[each] * all;
    let there = (0..N).filter(|each| numbers[*each] > 0);
    there.reduce(|best, each| if excess(each) > excess(best) { each } else { best })
}

#[test]
fn v_the_queue_that_most_exceeds_its_share() {
    let centre = Centre {
        name: "V, queue ratio",
        types: [
            Calls { handling: 45.0, longest: 40, ..Calls::new(1.8, 60.0) },
            Calls { handling: 80.0, longest: 40, ..Calls::new(2.0, 100.0) },
        ],
        agents: [3],
        skills: [&[(0, 1, 1.0), (1, 1, 1.0)]],
    };
    let arrival = || first_idle([&[0], &[0]]);
    let by_shares =
        |shares| centre.solve(arrival(), move |state, _| most_above_share(state.waiting, shares));
    // Equal shares are the longest queue; all for one leaves the other its turn first.
    agree(&by_shares([0.5, 0.5]), &centre.solve(arrival(), |state, _| longest(state)));
    agree(&by_shares([1.0, 0.0]), &centre.solve(arrival(), first_waiting([&[1, 0]])));
    // The type whose queue most exceeds its share of all that wait, 0.25 for alpha and 0.75 for
    // beta; of equals alpha.
    centre.hold_routed(Routing::default(), &by_shares([0.25, 0.75]));
}

#[test]
fn v_three_queues_of_which_one_most_exceeds_its_share() {
    let centre = Centre {
        name: "V, three queue ratios",
        types: [
            Calls { longest: 18, ..Calls::new(1.0, 50.0) },
            Calls { longest: 18, ..Calls::new(0.9, 40.0) },
            Calls { longest: 18, ..Calls::new(0.8, 45.0) },
        ],
        agents: [3],
        skills: [&[(0, 1, 1.0), (1, 1, 1.3), (2, 1, 0.8)]],
    };
    let freed =
        |state: &State<3, 1>, _: usize| most_above_share(state.waiting, [0.5, 0.125, 0.375]);
    let exact = centre.solve(first_idle([&[0], &[0], &[0]]), freed);
    // The type whose queue most exceeds its share of all that wait, 0.5, 0.125 and 0.375; of equals
    // the first.
    centre.hold_routed(Routing::default(), &exact);
}

/// The group whose idle agents most exceed their share of all idle ones.
fn by_idle_shares<const K: usize, const G: usize>(
    shares: [f64; G],
) -> impl Fn(&State<K, G>, usize) -> Way<G> {
    move |state, _| most_above_share(state.idle, shares).map_or(Way::Waits, Way::To)
}

#[test]
fn inverted_v_the_group_whose_idle_most_exceed_their_share() {
    let centre = Centre {
        name: "inverted V, idle ratio",
        types: [Calls::new(3.2, 75.0)],
        agents: [3, 3],
        skills: [&[(0, 1, 1.5)], &[(0, 1, 0.6)]],
    };
    let freed = || first_waiting([&[0], &[0]]);
    // All idleness to one group is the other first.
    let second_first = centre.solve(by_idle_shares([1.0, 0.0]), freed());
    agree(&second_first, &centre.solve(first_idle([&[1, 0]]), freed()));
    let exact = centre.solve(by_idle_shares([0.25, 0.75]), freed());
    // The group whose idle agents most exceed their share of all that are idle, 0.25 and 0.75; of
    // equals group one.
    centre.hold_routed(Routing::default(), &exact);
}

#[test]
fn x_both_queues_and_idleness_by_their_shares() {
    let centre = Centre {
        name: "X, queue and idle ratios",
        types: [
            Calls { handling: 45.0, ..Calls::new(1.8, 60.0) },
            Calls { handling: 70.0, ..Calls::new(2.0, 90.0) },
        ],
        agents: [3, 2],
        skills: [&[(0, 1, 1.3), (1, 1, 0.8)], &[(0, 1, 0.7), (1, 1, 1.1)]],
    };
    let freed = |state: &State<2, 2>, _: usize| most_above_share(state.waiting, [0.625, 0.375]);
    let exact = centre.solve(by_idle_shares([0.25, 0.75]), freed);
    // Queues by shares of 0.625 and 0.375, idle agents by 0.25 and 0.75; of equals the first.
    centre.hold_routed(Routing::default(), &exact);
}

/// That two rules are the same.
fn agree<const K: usize, const G: usize>(one: &Exact<K, G>, other: &Exact<K, G>) {
    for call_type in 0..K {
        assert!((one.queue[call_type] - other.queue[call_type]).abs() < 1e-9);
        assert!((one.waits[call_type] - other.waits[call_type]).abs() < 1e-9);
        for group in 0..G {
            let answered = |exact: &Exact<K, G>| exact.answered[call_type][group];
            assert!((answered(one) - answered(other)).abs() < 1e-9);
        }
    }
}

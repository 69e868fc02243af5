//! The longest queue, and shares of all that wait and of all who are idle, as Markov chains.

use callsim::model::{AgentGroup, AgentRule, CallRule, CallType, Routing};

use crate::centre::{Calls, Centre, State, Way, agree, first_idle, first_waiting};

#[test]
fn v_the_longest_queue_first() {
    let centre = Centre {
        name: "V, longest queue",
        types: [
            Calls { handling: 45.0, priority: 1, ..Calls::new(1.8, 60.0) },
            Calls { handling: 80.0, ..Calls::new(2.0, 100.0) },
        ],
        agents: [3],
        skills: [&[(0, 1, 1.0), (1, 1, 1.0)]],
    };
    let exact = centre.solve(first_idle([&[0], &[0]]), |state, _| longest(state));
    centre.hold_routed(by(CallRule::LongestQueue), &exact);
}

#[test]
fn x_the_longest_queue_first() {
    let centre = Centre {
        name: "X, longest queue",
        types: [
            Calls { handling: 45.0, priority: 1, ..Calls::new(1.5, 60.0) },
            Calls { handling: 70.0, ..Calls::new(2.0, 90.0) },
        ],
        agents: [2, 2],
        skills: [&[(0, 1, 1.3), (1, 2, 0.8)], &[(0, 2, 0.7), (1, 1, 1.1)]],
    };
    let exact = centre.solve(first_idle([&[0, 1], &[1, 0]]), |state, _| longest(state));
    centre.hold_routed(by(CallRule::LongestQueue), &exact);
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
            Calls { handling: 45.0, priority: 1, longest: 40, ..Calls::new(1.8, 60.0) },
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
    let exact = by_shares([0.25, 0.75]);
    // Shares are relative to their sum.
    centre.hold_with(by(CallRule::QueueRatio), queue_shares([1.0, 3.0]), &exact);
}

#[test]
fn v_three_queues_of_which_one_most_exceeds_its_share() {
    let centre = Centre {
        name: "V, three queue ratios",
        types: [
            Calls { longest: 18, priority: 2, ..Calls::new(1.0, 50.0) },
            Calls { longest: 18, priority: 1, ..Calls::new(0.9, 40.0) },
            Calls { longest: 18, ..Calls::new(0.8, 45.0) },
        ],
        agents: [3],
        skills: [&[(0, 1, 1.0), (1, 1, 1.3), (2, 1, 0.8)]],
    };
    let freed =
        |state: &State<3, 1>, _: usize| most_above_share(state.waiting, [0.5, 0.125, 0.375]);
    let exact = centre.solve(first_idle([&[0], &[0], &[0]]), freed);
    centre.hold_with(by(CallRule::QueueRatio), queue_shares([4.0, 1.0, 3.0]), &exact);
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
    let routing = Routing { agent_selection: by_idleness(), ..Routing::default() };
    centre.hold_with(routing, idle_shares([1.0, 3.0]), &exact);
}

#[test]
fn x_both_queues_and_idleness_by_their_shares() {
    let centre = Centre {
        name: "X, queue and idle ratios",
        types: [
            Calls { handling: 45.0, priority: 1, ..Calls::new(1.8, 60.0) },
            Calls { handling: 70.0, ..Calls::new(2.0, 90.0) },
        ],
        agents: [3, 2],
        skills: [&[(0, 1, 1.3), (1, 1, 0.8)], &[(0, 1, 0.7), (1, 1, 1.1)]],
    };
    let freed = |state: &State<2, 2>, _: usize| most_above_share(state.waiting, [0.625, 0.375]);
    let exact = centre.solve(by_idle_shares([0.25, 0.75]), freed);
    let routing = Routing { agent_selection: by_idleness(), ..by(CallRule::QueueRatio) };
    let refine = |types: &mut [CallType], groups: &mut [AgentGroup]| {
        queue_shares([0.625, 0.375])(types, groups);
        idle_shares([0.25, 0.75])(types, groups);
    };
    centre.hold_with(routing, refine, &exact);
}

/// A rule of call selection; of equals the first type, whose priority is higher.
fn by(rule: CallRule) -> Routing {
    Routing { call_selection: vec![rule, CallRule::Priority], ..Routing::default() }
}

/// Of equals the first group, whose login numbers are smaller.
fn by_idleness() -> Vec<AgentRule> {
    vec![AgentRule::IdlenessRatio, AgentRule::LinearAscending]
}

fn queue_shares<const K: usize>(shares: [f64; K]) -> impl Fn(&mut [CallType], &mut [AgentGroup]) {
    move |types, _| {
        for (call_type, share) in types.iter_mut().zip(shares) {
            call_type.routing.queue_share = share;
        }
    }
}

fn idle_shares<const G: usize>(shares: [f64; G]) -> impl Fn(&mut [CallType], &mut [AgentGroup]) {
    move |_, groups| {
        for (group, share) in groups.iter_mut().zip(shares) {
            group.idle_share = share;
        }
    }
}

//! Several call types in several groups: the shapes that papers call V, N, X, M, W and inverted V,
//! under priorities and ranks.
//!
//! Each centre is a Markov chain in the numbers of calls that wait and of agents who are busy
//! with each type, for its rules never ask who came first among calls of different types.

use callsim::model::{CallRule, CallTypeId, Capacity, Model, Routing, WhenFull};
use callsim::theory::{Exponential, ImpatientQueue, Queue};

use crate::centre::{Calls, Centre, State, Way, first_idle, first_waiting};

#[test]
fn a_single_type_in_a_single_group_is_the_simplest_centre() {
    // The chain and the formula say the same before either is held against a simulation.
    let centre = Centre {
        name: "one type, one group",
        types: [Calls::new(4.0, 70.0)],
        agents: [4],
        skills: [&[(0, 1, 1.0)]],
    };
    let exact = centre.solve(first_idle([&[0]]), first_waiting([&[0]]));
    let queue = Queue { arrival_rate: 4.0 / 60.0, mean_handling: 60.0, agents: 4 };
    let formula = ImpatientQueue::new(queue, Exponential::new(70.0).unwrap()).unwrap();
    assert!((exact.queue[0] - formula.queue_mean()).abs() < 1e-9);
    assert!((exact.waits[0] - formula.waiting()).abs() < 1e-9);
    assert!((exact.abandons[0] - formula.abandonment()).abs() < 1e-9);
    assert!((exact.occupancy[0] - formula.occupancy()).abs() < 1e-9);
    centre.hold_under(CallRule::FirstCome, &exact);
}

#[test]
fn v_two_types_by_priority_differ_in_patience_and_service() {
    let centre = Centre {
        name: "V, two priorities",
        types: [
            Calls { handling: 45.0, priority: 2, longest: 20, ..Calls::new(2.0, 40.0) },
            Calls { handling: 90.0, priority: 1, longest: 40, ..Calls::new(2.4, 120.0) },
        ],
        agents: [4],
        skills: [&[(0, 1, 1.0), (1, 1, 1.0)]],
    };
    let exact = centre.solve(first_idle([&[0], &[0]]), first_waiting([&[0, 1]]));
    centre.hold_under(CallRule::Priority, &exact);
}

#[test]
fn v_three_types_by_priority_differ_in_patience_and_service() {
    let centre = Centre {
        name: "V, three priorities",
        types: [
            Calls { handling: 90.0, priority: -1, longest: 27, ..Calls::new(1.0, 90.0) },
            Calls { handling: 30.0, priority: 8, longest: 12, ..Calls::new(0.8, 20.0) },
            Calls { handling: 60.0, priority: 3, longest: 18, ..Calls::new(1.0, 45.0) },
        ],
        agents: [3],
        skills: [&[(0, 1, 1.0), (1, 1, 1.5), (2, 1, 0.8)]],
    };
    let exact = centre.solve(first_idle([&[0], &[0], &[0]]), first_waiting([&[1, 2, 0]]));
    centre.hold_under(CallRule::Priority, &exact);
}

#[test]
fn v_the_rank_of_the_agents_is_a_priority_too() {
    let centre = Centre {
        name: "V, ranks",
        types: [
            // The higher priority is not asked.
            Calls { handling: 40.0, priority: 5, ..Calls::new(1.8, 60.0) },
            Calls { handling: 80.0, ..Calls::new(1.5, 100.0) },
        ],
        agents: [3],
        skills: [&[(0, 4, 1.0), (1, 2, 1.0)]],
    };
    let exact = centre.solve(first_idle([&[0], &[0]]), first_waiting([&[1, 0]]));
    centre.hold_under(CallRule::RankThenFcfs, &exact);
}

#[test]
fn n_the_generalists_serve_their_own_type_first() {
    let centre = Centre {
        name: "N, rank then first come",
        // The priority is not asked.
        types: [Calls { priority: 9, ..Calls::new(2.6, 100.0) }, Calls::new(1.4, 45.0)],
        agents: [2, 2],
        skills: [&[(0, 1, 1.0)], &[(0, 2, 0.8), (1, 1, 0.8)]],
    };
    let exact = centre.solve(first_idle([&[0, 1], &[1]]), first_waiting([&[0], &[1, 0]]));
    centre.hold_under(CallRule::RankThenFcfs, &exact);
}

#[test]
fn n_the_type_with_two_groups_goes_first_by_priority() {
    let centre = Centre {
        name: "N, priority",
        types: [Calls { priority: 1, ..Calls::new(2.6, 100.0) }, Calls::new(1.4, 45.0)],
        agents: [2, 2],
        skills: [&[(0, 1, 1.0)], &[(0, 2, 1.25), (1, 1, 1.25)]],
    };
    let exact = centre.solve(first_idle([&[0, 1], &[1]]), first_waiting([&[0], &[0, 1]]));
    centre.hold_under(CallRule::Priority, &exact);
}

#[test]
fn n_generalists_are_slow_at_what_specialists_do_fast() {
    let centre = Centre {
        name: "N, speeds by skill",
        types: [
            Calls { handling: 50.0, ..Calls::new(3.0, 80.0) },
            Calls { handling: 75.0, priority: 3, ..Calls::new(1.2, 50.0) },
        ],
        agents: [2, 2],
        // The specialists' only rank says nothing beside that of the generalists, who are asked
        // first.
        skills: [&[(0, 3, 1.4)], &[(0, 2, 0.6), (1, 7, 1.1)]],
    };
    let exact = centre.solve(first_idle([&[1, 0], &[1]]), first_waiting([&[0], &[1, 0]]));
    centre.hold_under(CallRule::Priority, &exact);
}

#[test]
fn x_two_groups_help_each_other_out() {
    let centre = Centre {
        name: "X, rank then first come",
        types: [Calls::new(1.8, 60.0), Calls::new(2.4, 120.0)],
        agents: [2, 3],
        skills: [&[(0, 1, 1.0), (1, 2, 1.0)], &[(0, 2, 0.7), (1, 1, 0.7)]],
    };
    let exact = centre.solve(first_idle([&[0, 1], &[1, 0]]), first_waiting([&[0, 1], &[1, 0]]));
    centre.hold_under(CallRule::RankThenFcfs, &exact);
}

#[test]
fn x_one_type_goes_first_everywhere_and_each_is_slow_elsewhere() {
    let centre = Centre {
        name: "X, priority",
        types: [
            Calls { handling: 40.0, longest: 30, ..Calls::new(1.6, 90.0) },
            Calls { priority: 1, longest: 20, ..Calls::new(2.0, 45.0) },
        ],
        agents: [2, 2],
        skills: [&[(0, 1, 1.2), (1, 2, 0.7)], &[(0, 2, 0.6), (1, 1, 1.0)]],
    };
    let exact = centre.solve(first_idle([&[0, 1], &[1, 0]]), first_waiting([&[1, 0], &[1, 0]]));
    centre.hold_under(CallRule::Priority, &exact);
}

#[test]
fn m_generalists_between_two_groups_of_specialists() {
    let types = [
        Calls { handling: 50.0, ..Calls::new(2.0, 60.0) },
        Calls { priority: 4, ..Calls::new(2.2, 90.0) },
    ];
    // The generalists rank the first type better, the second has the higher priority.
    let by_rank = Centre {
        name: "M, rank then first come",
        types,
        agents: [1, 2, 2],
        skills: [&[(0, 1, 1.0)], &[(0, 2, 0.9), (1, 3, 0.8)], &[(1, 1, 1.2)]],
    };
    let arrival = || first_idle([&[0, 1], &[2, 1]]);
    let exact = by_rank.solve(arrival(), first_waiting([&[0], &[0, 1], &[1]]));
    by_rank.hold_under(CallRule::RankThenFcfs, &exact);
    let by_priority = Centre { name: "M, priority", ..by_rank };
    let exact = by_priority.solve(arrival(), first_waiting([&[0], &[1, 0], &[1]]));
    by_priority.hold_under(CallRule::Priority, &exact);
}

#[test]
fn w_two_groups_share_the_type_in_the_middle() {
    let types = [
        Calls { handling: 50.0, priority: 1, longest: 16, ..Calls::new(0.9, 40.0) },
        Calls { handling: 60.0, priority: 2, longest: 18, ..Calls::new(1.5, 60.0) },
        Calls { handling: 40.0, priority: 3, longest: 18, ..Calls::new(0.8, 60.0) },
    ];
    let by_rank = Centre {
        name: "W, rank then first come",
        types,
        agents: [2, 2],
        skills: [&[(0, 1, 1.0), (1, 2, 0.8)], &[(1, 1, 1.0), (2, 2, 1.3)]],
    };
    let arrival = || first_idle([&[0], &[1, 0], &[1]]);
    let exact = by_rank.solve(arrival(), first_waiting([&[0, 1], &[1, 2]]));
    by_rank.hold_under(CallRule::RankThenFcfs, &exact);
    let by_priority = Centre { name: "W, priority", ..by_rank };
    let exact = by_priority.solve(arrival(), first_waiting([&[1, 0], &[2, 1]]));
    by_priority.hold_under(CallRule::Priority, &exact);
}

#[test]
fn inverted_v_the_fastest_of_three_groups_goes_first() {
    for (name, ranks, order) in [
        ("inverted V, fastest first", [1, 2, 3], [0, 1, 2]),
        ("inverted V, slowest first", [9, 6, 2], [2, 1, 0]),
    ] {
        let skills: [&'static [_]; 3] = match ranks {
            [1, 2, 3] => [&[(0, 1, 1.6)], &[(0, 2, 1.0)], &[(0, 3, 0.5)]],
            _ => [&[(0, 9, 1.6)], &[(0, 6, 1.0)], &[(0, 2, 0.5)]],
        };
        let centre = Centre { name, types: [Calls::new(4.5, 75.0)], agents: [2, 2, 3], skills };
        let exact = centre.solve(first_idle([&order]), first_waiting([&[0], &[0], &[0]]));
        centre.hold_under(CallRule::RankThenFcfs, &exact);
    }
}

#[test]
fn a_slow_group_of_the_second_rank_is_used_when_the_fast_one_is_busy() {
    let centre = Centre {
        name: "fast and slow",
        types: [
            Calls { priority: 3, ..Calls::new(3.5, 80.0) },
            Calls { priority: 2, ..Calls::new(0.4, 80.0) },
        ],
        agents: [2, 3],
        skills: [&[(0, 1, 1.5), (1, 1, 1.5)], &[(0, 2, 0.5), (1, 2, 0.5)]],
    };
    let exact = centre.solve(first_idle([&[0, 1], &[0, 1]]), first_waiting([&[0, 1], &[0, 1]]));
    centre.hold_under(CallRule::Priority, &exact);
}

#[test]
fn what_finds_the_queue_of_one_group_full_overflows_to_the_next() {
    const PLACES: u8 = 2;
    let centre = Centre {
        name: "overflow after loss",
        types: [Calls::new(3.2, 70.0), Calls::new(0.9, 70.0)],
        agents: [2, 2],
        skills: [&[(0, 1, 1.0)], &[(1, 1, 0.9)]],
    };
    let own = first_idle([&[0], &[1]]);
    let arrival = |state: &State<2, 2>, call_type| {
        let is_full = call_type == 0 && state.waiting[0] == PLACES;
        if is_full { Way::As(1) } else { own(state, call_type) }
    };
    let exact = centre.solve(arrival, first_waiting([&[0], &[1]]));
    let horizon = centre.horizon();
    let mut types = centre.call_types(&horizon);
    let when_full = WhenFull::Overflow(CallTypeId(1));
    types[0].life.admission.capacity = Some(Capacity { calls: PLACES.into(), when_full });
    let groups = centre.agent_groups(&horizon);
    let model = Model::new(centre.name, horizon, types, groups, Routing::default()).unwrap();
    centre.hold(&model, &exact);
}

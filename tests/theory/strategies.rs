//! Rules that look at the agents and at what waiting costs, as Markov chains: chance, speed, levels,
//! wages, weights.

use callsim::model::{AgentGroup, AgentRule, BestLevel, CallRule, CallType, Routing, WaitingCost};

use crate::centre::{Calls, Centre, State, Way, any_idle, first_idle, first_waiting};

#[test]
fn inverted_v_any_idle_agent() {
    let centre = Centre {
        name: "inverted V, random",
        types: [Calls::new(3.4, 75.0)],
        agents: [2, 3],
        skills: [&[(0, 1, 1.6)], &[(0, 1, 0.6)]],
    };
    let exact = centre.solve(any_idle, first_waiting([&[0], &[0]]));
    // The longest idle gives the same numbers here, whatever the speeds; the N below tells them
    // apart.
    centre.hold_routed(by(AgentRule::Random), &exact);
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
    centre.hold_routed(by(AgentRule::Random), &exact);
}

#[test]
fn inverted_v_idle_agents_by_their_weights() {
    let centre = inverted_v("inverted V, weighted random");
    let weights = [3.0, 0.5];
    let exact = centre.solve(
        |state, _| to_any_of(std::array::from_fn(|g| weights[g] * f64::from(state.idle[g]))),
        first_waiting([&[0], &[0]]),
    );
    let refine = |_: &mut [CallType], groups: &mut [AgentGroup]| {
        for (group, weight) in groups.iter_mut().zip(weights) {
            group.skills[0].weight.idle = weight;
        }
    };
    centre.hold_with(by(AgentRule::WeightedRandom), refine, &exact);
}

#[test]
fn inverted_v_the_second_rank_draws_from_twice_as_many_numbers() {
    let centre = Centre {
        skills: [&[(0, 1, 0.8)], &[(0, 2, 1.4)]],
        ..inverted_v("inverted V, penalty random")
    };
    let [one, two] = centre.agents;
    let first: Vec<Vec<f64>> =
        (0..=one).map(|one| (0..=two).map(|two| smallest_draw(one, two)).collect()).collect();
    let exact = centre.solve(
        |state, _| match state.idle {
            [0, 0] => Way::Waits,
            [one, two] => {
                let first = first[usize::from(one)][usize::from(two)];
                Way::ToAnyOf([first, 1.0 - first])
            }
        },
        first_waiting([&[0], &[0]]),
    );
    let routing = Routing { rank_first: false, ..by(AgentRule::PenaltyRandom) };
    centre.hold_routed(routing, &exact);
}

/// The probability that the smallest of all numbers is drawn by one of the first agents, who draw
/// from below 1000, and not by one of the second, who draw from below 2000; of equal ones any.
fn smallest_draw(first: u8, second: u8) -> f64 {
    let choose = |n: u8, k: u8| {
        (0..k).map(|each| f64::from(n - each) / f64::from(each + 1)).product::<f64>()
    };
    // That so many of n draw the number, and the others larger ones.
    let draw = |n: u8, k: u8, number: f64, below: f64| {
        let larger = ((below - 1.0 - number) / below).max(0.0);
        choose(n, k) * below.recip().powi(k.into()) * larger.powi((n - k).into())
    };
    let mut probability = 0.0;
    for number in (0..1000).map(f64::from) {
        for ones in 1..=first {
            for twos in 0..=second {
                let both = draw(first, ones, number, 1000.0) * draw(second, twos, number, 2000.0);
                probability += both * f64::from(ones) / f64::from(ones + twos);
            }
        }
    }
    probability
}

#[test]
fn inverted_v_one_group_is_always_preferred() {
    let centre = inverted_v("");
    let exact = centre.solve(first_idle([&[1, 0]]), first_waiting([&[0], &[0]]));
    let rules = [
        ("inverted V, fastest", AgentRule::Fastest),
        ("inverted V, lowest cost", AgentRule::LowestCost),
        ("inverted V, descending", AgentRule::LinearDescending),
    ];
    for (name, rule) in rules {
        let refine = |_: &mut [CallType], groups: &mut [AgentGroup]| {
            for (group, wage) in groups.iter_mut().zip([30.0, 24.0]) {
                group.wage = Some(wage);
            }
        };
        Centre { name, ..centre.clone() }.hold_with(by(rule), refine, &exact);
    }
}

#[test]
fn inverted_v_the_group_with_the_most_idle_agents() {
    let centre = inverted_v("inverted V, most idle");
    let exact = centre.solve(
        |state, _| match state.idle {
            [0, 0] => Way::Waits,
            [one, two] => Way::To(usize::from(two > one)),
        },
        first_waiting([&[0], &[0]]),
    );
    // Of equals group one, whose login numbers are smaller.
    let agent_selection = vec![AgentRule::MostIdleAgents, AgentRule::LinearAscending];
    centre.hold_routed(Routing { agent_selection, ..Routing::default() }, &exact);
}

#[test]
fn n_those_of_the_fewest_skills_are_preferred() {
    let centre = Centre {
        name: "N, least skilled",
        types: [
            Calls { handling: 45.0, ..Calls::new(1.8, 70.0) },
            Calls { handling: 70.0, priority: 2, ..Calls::new(1.3, 50.0) },
        ],
        agents: [2, 2],
        skills: [&[(0, 1, 0.7)], &[(0, 1, 1.3), (1, 1, 1.0)]],
    };
    for (name, rule, order) in [
        ("N, least skilled", AgentRule::LeastSkilled, [0, 1]),
        ("N, most skilled", AgentRule::MostSkilled, [1, 0]),
    ] {
        let exact = centre.solve(first_idle([&order, &[1]]), first_waiting([&[0], &[1, 0]]));
        Centre { name, ..centre.clone() }.hold_routed(by(rule), &exact);
    }
}

#[test]
fn x_each_group_has_a_type_of_its_own_by_rank_level_or_speed() {
    let centre = Centre {
        name: "",
        types: [
            Calls { handling: 45.0, ..Calls::new(1.5, 60.0) },
            Calls { handling: 70.0, ..Calls::new(2.0, 90.0) },
        ],
        agents: [2, 2],
        skills: [&[(0, 1, 1.3), (1, 2, 0.8)], &[(0, 2, 0.7), (1, 1, 1.1)]],
    };
    let exact = centre.solve(first_idle([&[0, 1], &[1, 0]]), first_waiting([&[0, 1], &[1, 0]]));
    let best = BestLevel::Highest;
    let rules = [
        ("X, rank by rule", AgentRule::Rank, CallRule::Rank),
        ("X, highest level", AgentRule::BestSkill(best), CallRule::BestSkill(best)),
        ("X, fastest, shortest", AgentRule::Fastest, CallRule::ShortestExpected),
        // With a cost of 1 and 1.2: 1.3 / 45 > 1.2 · 0.8 / 70, and 0.7 / 45 < 1.2 · 1.1 / 70.
        ("X, fastest, c-mu", AgentRule::Fastest, CallRule::GeneralisedCMu),
    ];
    for (name, agent_rule, call_rule) in rules {
        let routing = Routing {
            agent_selection: vec![agent_rule],
            call_selection: vec![call_rule],
            rank_first: false,
            ..Routing::default()
        };
        let refine = |types: &mut [CallType], groups: &mut [AgentGroup]| {
            types[1].routing.waiting_cost = WaitingCost { rate: 1.2, power: 1.0 };
            for (own, group) in groups.iter_mut().enumerate() {
                for skill in &mut group.skills {
                    skill.level = if skill.call_type.index() == own { 8.0 } else { 3.0 };
                }
            }
        };
        Centre { name, ..centre.clone() }.hold_with(routing, refine, &exact);
    }
}

#[test]
fn v_the_dearest_wait_times_the_service_rate_goes_first() {
    let centre = Centre {
        name: "V, c-mu",
        types: [
            Calls { handling: 45.0, ..Calls::new(1.8, 60.0) },
            Calls { handling: 80.0, ..Calls::new(2.0, 100.0) },
        ],
        agents: [3],
        skills: [&[(0, 1, 1.0), (1, 1, 0.9)]],
    };
    // 1 / 45 < 2.5 · 0.9 / 80.
    let exact = centre.solve(first_idle([&[0], &[0]]), first_waiting([&[1, 0]]));
    let call_selection = vec![CallRule::GeneralisedCMu];
    let routing = Routing { call_selection, ..Routing::default() };
    centre.hold_with(routing, costs([1.0, 2.5]), &exact);
}

#[test]
fn x_the_largest_cost_of_all_that_wait_times_the_service_rate() {
    let centre = Centre {
        name: "X, max weight",
        types: [
            Calls { handling: 45.0, ..Calls::new(1.5, 60.0) },
            Calls { handling: 70.0, ..Calls::new(2.0, 90.0) },
        ],
        agents: [2, 2],
        skills: [&[(0, 1, 1.3), (1, 1, 0.8)], &[(0, 1, 0.7), (1, 1, 1.1)]],
    };
    // So that no two weights are ever equal.
    let rates = [1.0, std::f64::consts::SQRT_2];
    let freed = |state: &State<2, 2>, group: usize| {
        let weight =
            |k: usize| rates[k] * f64::from(state.waiting[k]) * centre.service_rate(k, group);
        match state.waiting {
            [0, 0] => None,
            _ => Some(usize::from(weight(1) > weight(0))),
        }
    };
    let exact = centre.solve(any_idle, freed);
    let call_selection = vec![CallRule::MaxWeight];
    let routing = Routing { call_selection, ..by(AgentRule::Random) };
    centre.hold_with(routing, costs(rates), &exact);
}

/// Two agents who are slow and three who are fast.
fn inverted_v(name: &'static str) -> Centre<1, 2> {
    Centre {
        name,
        types: [Calls::new(3.4, 75.0)],
        agents: [2, 3],
        skills: [&[(0, 1, 0.6)], &[(0, 1, 1.2)]],
    }
}

fn to_any_of<const G: usize>(weights: [f64; G]) -> Way<G> {
    if weights == [0.0; G] { Way::Waits } else { Way::ToAnyOf(weights) }
}

/// A rule of agent selection.
fn by(rule: AgentRule) -> Routing {
    Routing { agent_selection: vec![rule], ..Routing::default() }
}

/// Costs of waiting in proportion to the wait.
fn costs<const K: usize>(rates: [f64; K]) -> impl Fn(&mut [CallType], &mut [AgentGroup]) {
    move |types, _| {
        for (call_type, rate) in types.iter_mut().zip(rates) {
            call_type.routing.waiting_cost = WaitingCost { rate, power: 1.0 };
        }
    }
}

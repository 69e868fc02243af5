//! Scores and conditions over the numbers of the floor, as Markov chains.

use callsim::expression::{Expression, Kind};
use callsim::model::{
    AgentGroup, AgentRule, CallRule, CallType, CallTypeId, Route, Routing, Step, StepAction,
    Vocabularies,
};

use crate::centre::{Calls, Centre, State, Way, first_idle, first_waiting};
use crate::routes::{open, step};

/// The names that every centre gives.
const TYPES: [&str; 2] = ["alpha", "beta"];
const GROUPS: [&str; 2] = ["one", "two"];

#[test]
fn inverted_v_a_fast_agent_is_kept_back_for_the_next_call() {
    let centre = inverted_v("inverted V, one is kept back");
    let exact = centre.solve(
        |state, _| match state.idle {
            [0, 0] => Way::Waits,
            [one, two] => Way::To(usize::from(two > 1 || one == 0)),
        },
        first_waiting([&[0], &[0]]),
    );
    centre.hold_routed(agents_by("if(idle('two') > 1, speed, -speed)"), &exact);
}

#[test]
fn inverted_v_idle_agents_times_their_speed() {
    let centre = inverted_v("inverted V, idle times speed");
    let exact = centre.solve(
        |state, _| match state.idle {
            [0, 0] => Way::Waits,
            // Never equal.
            [one, two] => Way::To(usize::from(1.3 * f64::from(two) > 0.6 * f64::from(one))),
        },
        first_waiting([&[0], &[0]]),
    );
    centre.hold_routed(agents_by("group_idle * speed"), &exact);
}

#[test]
fn x_the_longer_queue_with_an_advantage_for_the_better_level() {
    let centre = x("X, queue and level");
    let freed = |state: &State<2, 2>, group: usize| match state.waiting {
        [0, 0] => None,
        [alpha, 0] if alpha > 0 => Some(0),
        [0, _] => Some(1),
        // Two calls more for the own type, and of equals alpha.
        [alpha, beta] if group == 0 => Some(usize::from(beta > alpha + 2)),
        [alpha, beta] => Some(usize::from(beta + 2 > alpha)),
    };
    let exact = centre.solve(first_idle([&[0, 1], &[1, 0]]), freed);
    let refine = |types: &mut [CallType], groups: &mut [AgentGroup]| {
        types[0].priority = 1;
        for (own, group) in groups.iter_mut().enumerate() {
            for skill in &mut group.skills {
                skill.level = if skill.call_type.index() == own { 5.0 } else { 3.0 };
            }
        }
    };
    centre.hold_with(calls_by("queue + level"), refine, &exact);
}

#[test]
fn x_the_rule_of_the_largest_weight_in_words() {
    let centre = x("X, max weight in words");
    // So that no two weights are ever equal.
    let values = [1.0, std::f64::consts::SQRT_2];
    let freed = |state: &State<2, 2>, group: usize| {
        let weight =
            |k: usize| values[k] * f64::from(state.waiting[k]) * centre.service_rate(k, group);
        match state.waiting {
            [0, 0] => None,
            _ => Some(usize::from(weight(1) > weight(0))),
        }
    };
    let exact = centre.solve(first_idle([&[0, 1], &[1, 0]]), freed);
    let refine = |types: &mut [CallType], _: &mut [AgentGroup]| {
        for (call_type, value) in types.iter_mut().zip(values) {
            call_type.routing.value = value;
        }
    };
    centre.hold_with(calls_by("value * queue * speed / max(mean_handling, 1)"), refine, &exact);
}

#[test]
fn a_long_queue_overflows_to_a_short_one() {
    let centre = Centre {
        name: "overflow on a condition",
        types: [
            Calls { handling: 50.0, ..Calls::new(2.6, 80.0) },
            Calls { handling: 70.0, ..Calls::new(1.8, 60.0) },
        ],
        agents: [2, 3],
        skills: [&[(0, 1, 1.2)], &[(1, 1, 1.0)]],
    };
    let own = first_idle([&[0], &[1]]);
    let arrival = |state: &State<2, 2>, call_type: usize| match (call_type, state.waiting) {
        (0, [alpha, beta]) if alpha >= 3 && beta < 2 => Way::As(1),
        _ => own(state, call_type),
    };
    let exact = centre.solve(arrival, first_waiting([&[0], &[1]]));
    let condition = "queue_length('alpha') >= 3 and queue_length('beta') < 2";
    let words = words();
    let condition = Expression::parse(condition, words.condition(), Kind::Truth).unwrap();
    let over = StepAction::Overflow { to: CallTypeId(1), keep_place: false };
    let over = Step { condition: Some(condition), ..step(0, over) };
    let route = Route { steps: vec![step(0, open(0, 0, 0)), over] };
    let refine = |types: &mut [CallType], _: &mut [AgentGroup]| {
        types[0].routing.route = Some(route);
    };
    centre.hold_with(Routing::default(), refine, &exact);
}

/// Two agents who are slow and three who are fast.
fn inverted_v(name: &'static str) -> Centre<1, 2> {
    Centre {
        name,
        types: [Calls::new(3.4, 75.0)],
        agents: [2, 3],
        skills: [&[(0, 1, 0.6)], &[(0, 1, 1.3)]],
    }
}

/// Each group has a type of its own, and helps with the other one.
fn x(name: &'static str) -> Centre<2, 2> {
    Centre {
        name,
        types: [
            Calls { handling: 45.0, ..Calls::new(1.5, 60.0) },
            Calls { handling: 70.0, ..Calls::new(2.0, 90.0) },
        ],
        agents: [2, 2],
        skills: [&[(0, 1, 1.3), (1, 2, 0.8)], &[(0, 2, 0.7), (1, 1, 1.1)]],
    }
}

fn words() -> Vocabularies {
    Vocabularies::new(&TYPES, &GROUPS, &[])
}

fn agents_by(score: &str) -> Routing {
    // There is only one type.
    let words = Vocabularies::new(&TYPES[..1], &GROUPS, &[]);
    let score = Expression::parse(score, words.agent_score(), Kind::Number).unwrap();
    let agent_selection = vec![AgentRule::Score];
    Routing { agent_selection, agent_score: Some(score), ..Routing::default() }
}

/// Of equals the type of the higher priority.
fn calls_by(score: &str) -> Routing {
    let words = words();
    let score = Expression::parse(score, words.call_score(), Kind::Number).unwrap();
    let call_selection = vec![CallRule::Score, CallRule::Priority];
    Routing { call_selection, call_score: Some(score), ..Routing::default() }
}

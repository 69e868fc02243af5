//! The equilibrium of small Markov chains, by Gauss and Seidel.

use std::collections::BTreeMap;

/// The probability of each state that can be reached from `start`.
///
/// `transitions` gives, for a state, the next ones with their rates; it cuts off what is too
/// unlikely to matter, so that there are finitely many. Every state must lead back to `start`.
pub(crate) fn equilibrium<S: Copy + Ord>(
    start: S,
    transitions: impl Fn(S) -> Vec<(S, f64)>,
) -> BTreeMap<S, f64> {
    let mut states = vec![start];
    let mut index = BTreeMap::from([(start, 0)]);
    let mut into: Vec<Vec<(usize, f64)>> = vec![Vec::new()];
    let mut out = Vec::new();
    while let Some(&state) = states.get(out.len()) {
        let from = out.len();
        let next: Vec<(S, f64)> =
            transitions(state).into_iter().filter(|(_, rate)| *rate > 0.0).collect();
        out.push(next.iter().map(|(_, rate)| rate).sum::<f64>());
        for (state, rate) in next {
            let to = *index.entry(state).or_insert_with(|| {
                states.push(state);
                into.push(Vec::new());
                states.len() - 1
            });
            into[to].push((from, rate));
        }
    }
    let mut probability = vec![1.0 / states.len() as f64; states.len()];
    for _ in 0..100_000 {
        let mut change = 0.0;
        for state in 0..states.len() {
            let flow =
                into[state].iter().map(|(from, rate)| probability[*from] * rate).sum::<f64>();
            change += (flow / out[state] - probability[state]).abs();
            probability[state] = flow / out[state];
        }
        let total: f64 = probability.iter().sum();
        probability.iter_mut().for_each(|p| *p /= total);
        if change < 1e-13 {
            break;
        }
    }
    states.into_iter().zip(probability).collect()
}

/// The expectation of a function of the state.
pub(crate) fn expect<S: Ord>(chain: &BTreeMap<S, f64>, value: impl Fn(&S) -> f64) -> f64 {
    chain.iter().map(|(state, probability)| probability * value(state)).sum()
}

#[test]
fn the_solver_agrees_with_erlang_b_and_c() {
    use callsim::theory::{erlang_b, erlang_c};

    let birth_and_death = |most: u32| {
        equilibrium(0u32, move |calls| {
            let mut next = vec![];
            if calls < most {
                next.push((calls + 1, 4.0));
            }
            if calls > 0 {
                next.push((calls - 1, f64::from(calls.min(6))));
            }
            next
        })
    };
    let blocked = expect(&birth_and_death(6), |calls| f64::from(u8::from(*calls == 6)));
    assert!((blocked - erlang_b(6, 4.0)).abs() < 1e-10);
    let wait = expect(&birth_and_death(100), |calls| f64::from(u8::from(*calls >= 6)));
    assert!((wait - erlang_c(6, 4.0)).abs() < 1e-10);
}

//! The equilibrium of Markov chains, by Gauss and Seidel: up to some 100,000 states in a second.

use std::collections::BTreeMap;

/// The probability of each state that can be reached from `start`.
///
/// `transitions` gives, for a state, the next ones with their rates; it cuts off what is too
/// unlikely to matter, so that there are finitely many. Every state must lead back to `start`.
///
/// # Panics
///
/// If the flows into and out of the states do not come to balance.
pub(crate) fn equilibrium<S: Copy + Ord>(
    start: S,
    transitions: impl Fn(S) -> Vec<(S, f64)>,
) -> BTreeMap<S, f64> {
    let mut states = vec![start];
    let mut index = BTreeMap::from([(start, 0)]);
    let mut flows = Vec::new();
    let mut out = Vec::new();
    while let Some(&state) = states.get(out.len()) {
        let from = out.len();
        out.push(0.0);
        // Who stays where it is says nothing.
        for (next, rate) in transitions(state) {
            if rate > 0.0 && next != state {
                let to = *index.entry(next).or_insert_with(|| {
                    states.push(next);
                    states.len() - 1
                });
                flows.push((to, from, rate));
                out[from] += rate;
            }
        }
    }
    let balance = Balance::new(&flows, &out);
    states.into_iter().zip(balance.solve()).collect()
}

/// For each state those from which it is reached, one after the other.
struct Balance {
    /// Where the sources of each state start, and where the last ones end.
    starts: Vec<usize>,
    /// A state before, and the rate from there over the rate out of here.
    sources: Vec<(usize, f64)>,
}

impl Balance {
    /// The balance of `flows`, each to a state from a state with a rate.
    fn new(flows: &[(usize, usize, f64)], out: &[f64]) -> Self {
        let mut starts = vec![0; out.len() + 1];
        for (to, _, _) in flows {
            starts[to + 1] += 1;
        }
        for state in 0..out.len() {
            starts[state + 1] += starts[state];
        }
        let mut free = starts.clone();
        let mut sources = vec![(0, 0.0); flows.len()];
        for (to, from, rate) in flows {
            sources[free[*to]] = (*from, rate / out[*to]);
            free[*to] += 1;
        }
        Balance { starts, sources }
    }

    fn solve(&self) -> Vec<f64> {
        let states = self.starts.len() - 1;
        let mut probability = vec![1.0 / states as f64; states];
        for _ in 0..20_000 {
            // There and back: what happens at one end is soon known at the other.
            let there: f64 = (0..states).map(|state| self.step(&mut probability, state)).sum();
            let back: f64 = (0..states).rev().map(|state| self.step(&mut probability, state)).sum();
            let total: f64 = probability.iter().sum();
            probability.iter_mut().for_each(|p| *p /= total);
            if there + back < 1e-13 {
                return probability;
            }
        }
        panic!("the chain of {states} states does not come to balance");
    }

    /// Brings one state to balance, and says by how much it changes.
    fn step(&self, probability: &mut [f64], state: usize) -> f64 {
        let sources = &self.sources[self.starts[state]..self.starts[state + 1]];
        let flow: f64 = sources.iter().map(|(from, share)| probability[*from] * share).sum();
        let change = (flow - probability[state]).abs();
        probability[state] = flow;
        change
    }
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

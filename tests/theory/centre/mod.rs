//! Centres of several call types and agent groups as Markov chains.
//!
//! Everything is memoryless. A [`Centre`] says who calls and who is there; two functions say what
//! the routing decides: where a call goes that arrives, and whom an agent serves who frees. From
//! them follow the exact values, and from the centre with the rules of a switch the simulation
//! that they are held against.
//!
//! The rules must not ask for more than the numbers of a [`State`]: not for who came first among
//! calls of different types, nor for who has been idle longest.

mod simulation;

use std::array::from_fn;
use std::collections::BTreeMap;

use crate::chain::{equilibrium, expect};

/// `K` call types and `G` agent groups.
#[derive(Clone, Debug)]
pub(crate) struct Centre<const K: usize, const G: usize> {
    pub(crate) name: &'static str,
    pub(crate) types: [Calls; K],
    /// How many agents each group has.
    pub(crate) agents: [u8; G],
    /// For each group what its agents can serve: call type, rank, speed.
    pub(crate) skills: [&'static [(usize, u32, f64)]; G],
}

/// Calls of one type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Calls {
    /// Erlangs at speed 1.
    pub(crate) load: f64,
    /// The mean in seconds at speed 1.
    pub(crate) handling: f64,
    /// The mean in seconds.
    pub(crate) patience: f64,
    pub(crate) priority: i32,
    /// More than so many never wait.
    pub(crate) longest: u8,
}

/// How many calls wait, and what how many agents do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct State<const K: usize, const G: usize> {
    /// Calls that wait, by type.
    pub(crate) waiting: [u8; K],
    /// Agents without a call, by group.
    pub(crate) idle: [u8; G],
    /// Agents with a call of each type, by group.
    pub(crate) busy: [[u8; K]; G],
}

/// What becomes of a call that arrives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Way<const G: usize> {
    /// This group takes it; or the one that has waited longest, if others of its type wait.
    To(usize),
    /// One of the groups takes it, with probabilities like these weights.
    ToAnyOf([f64; G]),
    Waits,
    Lost,
    /// It becomes a call of another type, and is asked again.
    As(usize),
}

/// What the equilibrium says.
#[derive(Debug)]
pub(crate) struct Exact<const K: usize, const G: usize> {
    /// Calls per second that come to each queue, whichever type they were before.
    pub(crate) offered: [f64; K],
    /// Of these, the share that waits.
    pub(crate) waits: [f64; K],
    /// Of these, the share that is lost on arrival.
    pub(crate) lost: [f64; K],
    /// Of these, the share that goes to another type.
    pub(crate) overflows: [f64; K],
    /// Of these, the share that hangs up.
    pub(crate) abandons: [f64; K],
    /// Of these, the share that each group answers.
    pub(crate) answered: [[f64; G]; K],
    /// The mean number of waiting calls.
    pub(crate) queue: [f64; K],
    pub(crate) occupancy: [f64; G],
}

impl Calls {
    /// Calls that take a minute at speed 1, of which at most 35 wait.
    pub(crate) fn new(load: f64, patience: f64) -> Self {
        Calls { load, handling: 60.0, patience, priority: 0, longest: 35 }
    }

    pub(crate) fn rate(&self) -> f64 {
        self.load / self.handling
    }
}

/// The first group with an idle agent in the order of the call's type.
pub(crate) fn first_idle<const K: usize, const G: usize>(
    orders: [&[usize]; K],
) -> impl Fn(&State<K, G>, usize) -> Way<G> {
    move |state, call_type| {
        let group = orders[call_type].iter().find(|group| state.idle[**group] > 0);
        group.map_or(Way::Waits, |group| Way::To(*group))
    }
}

/// Any of the idle agents of all groups, with equal probabilities.
pub(crate) fn any_idle<const K: usize, const G: usize>(state: &State<K, G>, _: usize) -> Way<G> {
    if state.idle == [0; G] { Way::Waits } else { Way::ToAnyOf(state.idle.map(f64::from)) }
}

/// The first type with a waiting call in the order of the agent's group.
pub(crate) fn first_waiting<const K: usize, const G: usize>(
    orders: [&[usize]; G],
) -> impl Fn(&State<K, G>, usize) -> Option<usize> {
    move |state, group| orders[group].iter().copied().find(|each| state.waiting[*each] > 0)
}

impl<const K: usize, const G: usize> State<K, G> {
    pub(crate) fn start(mut self, call_type: usize, group: usize) -> Self {
        self.idle[group] -= 1;
        self.busy[group][call_type] += 1;
        self
    }

    fn finish(mut self, call_type: usize, group: usize) -> Self {
        self.idle[group] += 1;
        self.busy[group][call_type] -= 1;
        self
    }

    fn queue(mut self, call_type: usize) -> Self {
        self.waiting[call_type] += 1;
        self
    }

    fn leave_queue(mut self, call_type: usize) -> Self {
        self.waiting[call_type] -= 1;
        self
    }
}

impl<const K: usize, const G: usize> Centre<K, G> {
    /// Calls per second that an agent of a group can serve of a type.
    pub(crate) fn service_rate(&self, call_type: usize, group: usize) -> f64 {
        let skill = self.skills[group].iter().find(|(served, _, _)| *served == call_type);
        skill.expect("a skill").2 / self.types[call_type].handling
    }

    fn transitions(
        &self,
        state: State<K, G>,
        arrival: &impl Fn(&State<K, G>, usize) -> Way<G>,
        freed: &impl Fn(&State<K, G>, usize) -> Option<usize>,
    ) -> Vec<(State<K, G>, f64)> {
        let mut next = Vec::new();
        for (call_type, calls) in self.types.iter().enumerate() {
            self.arrive(&mut next, state, arrival, call_type, calls.rate());
            let hangs_up = f64::from(state.waiting[call_type]) / calls.patience;
            if hangs_up > 0.0 {
                next.push((state.leave_queue(call_type), hangs_up));
            }
            for group in (0..G).filter(|group| state.busy[*group][call_type] > 0) {
                let busy = f64::from(state.busy[group][call_type]);
                let after = state.finish(call_type, group);
                let after = match freed(&after, group) {
                    Some(served) => after.leave_queue(served).start(served, group),
                    None => after,
                };
                next.push((after, busy * self.service_rate(call_type, group)));
            }
        }
        next
    }

    fn arrive(
        &self,
        next: &mut Vec<(State<K, G>, f64)>,
        state: State<K, G>,
        arrival: &impl Fn(&State<K, G>, usize) -> Way<G>,
        call_type: usize,
        rate: f64,
    ) {
        match arrival(&state, call_type) {
            Way::To(group) => next.push((state.start(call_type, group), rate)),
            Way::ToAnyOf(weights) => {
                let total: f64 = weights.iter().sum();
                for group in (0..G).filter(|group| weights[*group] > 0.0) {
                    next.push((state.start(call_type, group), rate * weights[group] / total));
                }
            }
            Way::Waits if state.waiting[call_type] < self.types[call_type].longest => {
                next.push((state.queue(call_type), rate));
            }
            Way::Waits | Way::Lost => {}
            Way::As(other) => self.arrive(next, state, arrival, other, rate),
        }
    }

    /// The exact values if calls that arrive go where `arrival` says, and agents who free, already
    /// counted as idle, serve the type that `freed` says.
    ///
    /// # Panics
    ///
    /// If more than one call in ten million finds a queue too long for the chain, or if not every
    /// call comes out of it somewhere.
    pub(crate) fn solve(
        &self,
        arrival: impl Fn(&State<K, G>, usize) -> Way<G>,
        freed: impl Fn(&State<K, G>, usize) -> Option<usize>,
    ) -> Exact<K, G> {
        let start = State { waiting: [0; K], idle: self.agents, busy: [[0; K]; G] };
        let chain = equilibrium(start, |state| self.transitions(state, &arrival, &freed));
        let exact = self.evaluate(&chain, &arrival);
        for call_type in 0..K {
            let answered: f64 = exact.answered[call_type].iter().sum();
            let elsewhere = exact.lost[call_type] + exact.overflows[call_type];
            let missing = 1.0 - answered - exact.abandons[call_type] - elsewhere;
            // What is cut off is missing among the outcomes.
            assert!(missing.abs() < 1e-7, "{}: {missing:.1e} of {call_type}", self.name);
        }
        exact
    }

    pub(crate) fn evaluate(
        &self,
        chain: &BTreeMap<State<K, G>, f64>,
        arrival: &impl Fn(&State<K, G>, usize) -> Way<G>,
    ) -> Exact<K, G> {
        // A queue is met by its own calls, and in some states by those that overflow to it.
        let coming = |state: &State<K, G>, k: usize| -> f64 {
            let comes = |j: &usize| *j == k || arrival(state, *j) == Way::As(k);
            (0..K).filter(comes).map(|j| self.types[j].rate()).sum()
        };
        let offered: [f64; K] = from_fn(|k| expect(chain, |state| coming(state, k)));
        let share = |k: usize, holds: &dyn Fn(&State<K, G>, Way<G>) -> bool| {
            let holds = |state: &State<K, G>| holds(state, arrival(state, k));
            let rate = |state: &State<K, G>| coming(state, k) * f64::from(u8::from(holds(state)));
            expect(chain, rate) / offered[k]
        };
        let queue = from_fn(|k| expect(chain, |state| f64::from(state.waiting[k])));
        let waits = |state: &State<K, G>, k: usize, way: Way<G>| match way {
            Way::Waits => true,
            Way::To(_) | Way::ToAnyOf(_) => state.waiting[k] > 0,
            Way::Lost | Way::As(_) => false,
        };
        let served = |k: usize, g: usize| {
            let busy = expect(chain, |state| f64::from(state.busy[g][k]));
            if busy > 0.0 { busy * self.service_rate(k, g) / offered[k] } else { 0.0 }
        };
        Exact {
            offered,
            waits: from_fn(|k| share(k, &|state, way| waits(state, k, way))),
            lost: from_fn(|k| share(k, &|_, way| way == Way::Lost)),
            overflows: from_fn(|k| share(k, &|_, way| matches!(way, Way::As(_)))),
            abandons: from_fn(|k| queue[k] / self.types[k].patience / offered[k]),
            answered: from_fn(|k| from_fn(|g| served(k, g))),
            queue,
            occupancy: from_fn(|g| {
                let agents = f64::from(self.agents[g]);
                expect(chain, |state| 1.0 - f64::from(state.idle[g]) / agents)
            }),
        }
    }
}

/// That two rules are the same.
pub(crate) fn agree<const K: usize, const G: usize>(one: &Exact<K, G>, other: &Exact<K, G>) {
    for call_type in 0..K {
        assert!((one.queue[call_type] - other.queue[call_type]).abs() < 1e-9);
        assert!((one.waits[call_type] - other.waits[call_type]).abs() < 1e-9);
        for group in 0..G {
            let answered = |exact: &Exact<K, G>| exact.answered[call_type][group];
            assert!((answered(one) - answered(other)).abs() < 1e-9);
        }
    }
}

#[test]
fn chance_among_fast_and_slow_agents_has_a_product_form() {
    let (fast, slow, load, patience) = (2u32, 3u32, 3.4, 75.0);
    let centre = Centre {
        name: "any idle agent",
        types: [Calls::new(load, patience)],
        agents: [fast as u8, slow as u8],
        skills: [&[(0, 1, 1.6)], &[(0, 1, 0.6)]],
    };
    let exact = centre.solve(any_idle, first_waiting([&[0], &[0]]));
    // Gumbel, "Waiting lines with heterogeneous servers" (1960): a set of b busy agents out of n
    // has a probability like (n − b)! times the product of λ/μ over the set. With everybody busy
    // the queue is a process of births and deaths.
    let factorial = |n: u32| (1..=n).map(f64::from).product::<f64>();
    let choose = |n: u32, k: u32| factorial(n) / factorial(k) / factorial(n - k);
    let weight = |f: u32, s: u32| {
        let sets = choose(fast, f) * choose(slow, s) * factorial(fast + slow - f - s);
        sets * (load / 1.6).powi(f as i32) * (load / 0.6).powi(s as i32)
    };
    let mut total: f64 = (0..=fast).flat_map(|f| (0..=slow).map(move |s| weight(f, s))).sum();
    let all_busy = weight(fast, slow);
    let (mut waits, mut queue, mut term) = (all_busy, 0.0, all_busy);
    for length in 1..200 {
        let length = f64::from(length);
        term *= load / (f64::from(fast) * 1.6 + f64::from(slow) * 0.6 + length * 60.0 / patience);
        (total, waits, queue) = (total + term, waits + term, queue + length * term);
    }
    assert!((exact.waits[0] - waits / total).abs() < 1e-9);
    assert!((exact.queue[0] - queue / total).abs() < 1e-9);
}

#[test]
fn a_reserve_without_queues_is_a_process_of_births_and_deaths() {
    let (agents, reserve, loads) = (6u8, 2u8, [2.5, 3.0]);
    let centre = Centre {
        name: "reserve",
        types: loads.map(|load| Calls::new(load, 60.0)),
        agents: [agents],
        skills: [&[(0, 1, 1.0), (1, 1, 1.0)]],
    };
    let arrival = |state: &State<2, 1>, call_type: usize| {
        let least = if call_type == 0 { 0 } else { reserve };
        if state.idle[0] > least { Way::To(0) } else { Way::Lost }
    };
    let exact = centre.solve(arrival, |_, _| None);
    let mut weights = vec![1.0];
    for busy in 0..agents {
        let load = if agents - busy > reserve { loads[0] + loads[1] } else { loads[0] };
        weights.push(weights[usize::from(busy)] * load / f64::from(busy + 1));
    }
    let total: f64 = weights.iter().sum();
    let from = usize::from(agents - reserve);
    assert!((exact.lost[0] - weights[usize::from(agents)] / total).abs() < 1e-10);
    assert!((exact.lost[1] - weights[from..].iter().sum::<f64>() / total).abs() < 1e-10);
}

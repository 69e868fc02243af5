//! Rules that ask for an order: who came first of several types, who has been idle longest.
//!
//! The state of these Markov chains keeps the types of the waiting calls in the order in which
//! they came, and the groups of the idle agents in the order in which they became so. Short
//! queues that reject calls keep them small, and exact: nothing is cut off.

use std::collections::BTreeMap;

use callsim::model::{CallRule, Capacity, Model, Routing, WhenFull};

use crate::centre::{Calls, Centre, Exact, State, Way, any_idle, first_waiting};
use crate::chain::equilibrium;

/// Small numbers one behind the other, the oldest first: digits to the base 4 behind a leading 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Line(u64);

impl Line {
    const EMPTY: Line = Line(1);

    fn len(self) -> usize {
        self.0.ilog2() as usize / 2
    }

    /// The number that so many have come after.
    fn before(self, later: usize) -> usize {
        (self.0 >> (2 * later) & 3) as usize
    }

    /// The places of the numbers, each with the number, the oldest first.
    fn places(self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.len()).rev().map(move |later| (later, self.before(later)))
    }

    fn count(self, number: usize) -> usize {
        self.places().filter(|(_, each)| *each == number).count()
    }

    fn push(self, number: usize) -> Line {
        Line(self.0 << 2 | number as u64)
    }

    fn without(self, later: usize) -> Line {
        let below = (1 << (2 * later)) - 1;
        Line(self.0 >> 2 & !below | self.0 & below)
    }
}

/// Who waits, who is idle, and who is busy with what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Ordered<const K: usize, const G: usize> {
    waiting: Line,
    idle: Line,
    busy: [[u8; K]; G],
}

/// A centre whose queues are never longer than `longest` and reject what finds them full. Of the
/// idle agents of the best rank the one takes a call who has been idle longest.
struct Orderly<const K: usize, const G: usize> {
    centre: Centre<K, G>,
    rule: CallRule,
}

impl<const K: usize, const G: usize> Orderly<K, G> {
    fn rank(&self, call_type: usize, group: usize) -> Option<u32> {
        let skill = self.centre.skills[group].iter().find(|(served, _, _)| *served == call_type);
        skill.map(|(_, rank, _)| *rank)
    }

    /// What of a type an agent of a group serves first: the smallest number.
    fn place(&self, call_type: usize, group: usize) -> Option<i64> {
        let rank = self.rank(call_type, group)?;
        Some(match self.rule {
            CallRule::FirstCome => 0,
            CallRule::Priority => -i64::from(self.centre.types[call_type].priority),
            CallRule::RankThenFcfs => rank.into(),
            other => unreachable!("no chain keeps the order for {other:?}"),
        })
    }

    /// Whoever is idle takes the call; otherwise it waits, if there is room.
    fn arrive(&self, mut state: Ordered<K, G>, call_type: usize) -> Ordered<K, G> {
        let able = state.idle.places().filter_map(|(later, group)| {
            self.rank(call_type, group).map(|rank| (rank, later, group))
        });
        // Of equals `min_by_key` gives the first, which is the oldest.
        if let Some((_, later, group)) = able.min_by_key(|(rank, _, _)| *rank) {
            state.idle = state.idle.without(later);
            state.busy[group][call_type] += 1;
        } else if state.waiting.count(call_type) < self.centre.types[call_type].longest.into() {
            state.waiting = state.waiting.push(call_type);
        }
        state
    }

    fn finish(&self, mut state: Ordered<K, G>, call_type: usize, group: usize) -> Ordered<K, G> {
        state.busy[group][call_type] -= 1;
        let served = state.waiting.places().filter_map(|(later, waiting)| {
            self.place(waiting, group).map(|place| (place, later, waiting))
        });
        match served.min_by_key(|(place, _, _)| *place) {
            Some((_, later, next)) => {
                state.waiting = state.waiting.without(later);
                state.busy[group][next] += 1;
            }
            None => state.idle = state.idle.push(group),
        }
        state
    }

    fn transitions(&self, state: Ordered<K, G>) -> Vec<(Ordered<K, G>, f64)> {
        let mut next = Vec::new();
        for (call_type, calls) in self.centre.types.iter().enumerate() {
            next.push((self.arrive(state, call_type), calls.rate()));
            for group in (0..G).filter(|group| state.busy[*group][call_type] > 0) {
                let busy = f64::from(state.busy[group][call_type]);
                let rate = busy * self.centre.service_rate(call_type, group);
                next.push((self.finish(state, call_type, group), rate));
            }
        }
        for (later, call_type) in state.waiting.places() {
            let after = Ordered { waiting: state.waiting.without(later), ..state };
            next.push((after, 1.0 / self.centre.types[call_type].patience));
        }
        next
    }

    /// The numbers of a state, without the orders.
    fn numbers(&self, state: &Ordered<K, G>) -> State<K, G> {
        State {
            waiting: std::array::from_fn(|each| state.waiting.count(each) as u8),
            idle: std::array::from_fn(|each| state.idle.count(each) as u8),
            busy: state.busy,
        }
    }

    /// What becomes of a call, as far as the numbers say it: which group takes it, they don't.
    fn fate(&self, state: &State<K, G>, call_type: usize) -> Way<G> {
        let able = |group: &usize| self.rank(call_type, *group).is_some() && state.idle[*group] > 0;
        match (0..G).find(able) {
            Some(group) => Way::To(group),
            None if state.waiting[call_type] < self.centre.types[call_type].longest => Way::Waits,
            None => Way::Lost,
        }
    }

    fn solve(&self) -> Exact<K, G> {
        let agents = (0..G).flat_map(|group| vec![group; self.centre.agents[group].into()]);
        let idle = agents.fold(Line::EMPTY, Line::push);
        let start = Ordered { waiting: Line::EMPTY, idle, busy: [[0; K]; G] };
        let mut numbers = BTreeMap::new();
        for (state, probability) in equilibrium(start, |state| self.transitions(state)) {
            *numbers.entry(self.numbers(&state)).or_insert(0.0) += probability;
        }
        self.centre.evaluate(&numbers, &|state, each| self.fate(state, each))
    }

    fn hold(&self) {
        self.centre.hold(&self.model(), &self.solve());
    }

    fn model(&self) -> Model {
        let horizon = self.centre.horizon();
        let mut types = self.centre.call_types(&horizon);
        for (call_type, calls) in types.iter_mut().zip(&self.centre.types) {
            let when_full = WhenFull::Reject;
            let capacity = Capacity { calls: calls.longest.into(), when_full };
            call_type.life.admission.capacity = Some(capacity);
        }
        let groups = self.centre.agent_groups(&horizon);
        let routing =
            Routing { call_selection: vec![self.rule, CallRule::FirstCome], ..Routing::default() };
        Model::new(self.centre.name, horizon, types, groups, routing).unwrap()
    }
}

#[test]
fn inverted_v_the_longest_idle_of_a_fast_and_a_slow_group() {
    let centre = Centre {
        name: "inverted V, longest idle",
        types: [Calls { longest: 6, ..Calls::new(3.4, 75.0) }],
        agents: [2, 3],
        skills: [&[(0, 1, 1.6)], &[(0, 1, 0.6)]],
    };
    // Of interchangeable skills the longest idle and any idle agent give the same numbers, however
    // much the speeds differ: Adan and Weiss, "A loss system with skill-based servers under assign
    // to longest idle server policy" (2012).
    let by_chance = centre.solve(
        |state, _| match state.waiting {
            [6] => Way::Lost,
            _ => any_idle(state, 0),
        },
        first_waiting([&[0], &[0]]),
    );
    let orderly = Orderly { centre, rule: CallRule::FirstCome };
    let exact = orderly.solve();
    assert!((exact.lost[0] - by_chance.lost[0]).abs() < 1e-10);
    assert!((exact.answered[0][0] - by_chance.answered[0][0]).abs() < 1e-10);
    orderly.hold();
}

#[test]
fn inverted_v_the_longest_idle_of_three_groups_of_two_ranks() {
    let centre = Centre {
        name: "inverted V, ranks, longest idle",
        types: [Calls { longest: 4, ..Calls::new(2.6, 60.0) }],
        agents: [2, 2, 1],
        skills: [&[(0, 2, 1.5)], &[(0, 2, 0.5)], &[(0, 1, 1.0)]],
    };
    Orderly { centre, rule: CallRule::FirstCome }.hold();
}

#[test]
fn n_generalists_serve_who_came_first_of_both_types() {
    let centre = Centre {
        name: "N, first come",
        types: [
            Calls { handling: 50.0, longest: 4, ..Calls::new(2.2, 90.0) },
            Calls { handling: 80.0, longest: 3, ..Calls::new(1.2, 50.0) },
        ],
        agents: [2, 2],
        skills: [&[(0, 1, 1.2)], &[(0, 2, 0.8), (1, 1, 1.0)]],
    };
    Orderly { centre, rule: CallRule::FirstCome }.hold();
}

#[test]
fn x_the_longest_wait_meets_the_longest_idle() {
    let centre = Centre {
        name: "X, first come, longest idle",
        types: [
            Calls { handling: 45.0, longest: 3, ..Calls::new(1.5, 60.0) },
            Calls { handling: 70.0, longest: 4, ..Calls::new(1.6, 90.0) },
        ],
        agents: [2, 2],
        skills: [&[(0, 1, 1.5), (1, 1, 0.7)], &[(0, 1, 0.8), (1, 1, 1.3)]],
    };
    Orderly { centre, rule: CallRule::FirstCome }.hold();
}

#[test]
fn w_two_of_three_priorities_are_equal_and_so_are_the_ranks() {
    let centre = Centre {
        name: "W, equal priorities",
        types: [
            Calls { handling: 50.0, priority: 2, longest: 2, ..Calls::new(0.9, 50.0) },
            Calls { handling: 60.0, priority: 2, longest: 3, ..Calls::new(1.2, 90.0) },
            Calls { handling: 40.0, priority: 7, longest: 2, ..Calls::new(0.8, 60.0) },
        ],
        agents: [2, 1],
        skills: [&[(0, 1, 1.0), (1, 3, 0.8)], &[(1, 3, 1.2), (2, 1, 1.0)]],
    };
    Orderly { centre, rule: CallRule::Priority }.hold();
}

#[test]
fn two_types_of_the_same_rank_and_a_third_behind_them() {
    let centre = Centre {
        name: "three types, equal ranks",
        types: [
            Calls { handling: 50.0, longest: 2, ..Calls::new(1.0, 50.0) },
            Calls { handling: 60.0, longest: 2, ..Calls::new(0.8, 90.0) },
            Calls { handling: 40.0, longest: 3, priority: 9, ..Calls::new(0.9, 70.0) },
        ],
        agents: [1, 2],
        skills: [&[(0, 1, 1.4), (2, 2, 1.0)], &[(0, 3, 1.0), (1, 3, 1.2), (2, 5, 0.9)]],
    };
    Orderly { centre, rule: CallRule::RankThenFcfs }.hold();
}

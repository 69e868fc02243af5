//! One queue as a Markov chain: lines, talk and wrap-up, patience, and callers who don't wait.

use std::collections::BTreeMap;

use callsim::model::{
    AgentGroup, AgentState, CallType, CallTypeId, Horizon, Model, OverDay, Parts, Routing, Skill,
    TrunkGroup, TrunkGroupId,
};
use callsim::observe::Observations;

use crate::chain::{equilibrium, expect};
use crate::common::exponential;
use crate::{
    Oracle, abandonment, counted_time, hold, mean_wait, of_type, oracle, queue_mean, share,
    time_in, waited,
};

/// A group of agents with a queue of their own, everything memoryless; times are means in seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Desk {
    pub(crate) agents: u32,
    /// Calls per second.
    pub(crate) rate: f64,
    pub(crate) talk: f64,
    /// Zero means none.
    pub(crate) wrap_up: f64,
    /// Infinite means that nobody hangs up.
    pub(crate) patience: f64,
    pub(crate) lines: u32,
    /// The probability that a caller who finds so many waiting does not wait.
    pub(crate) refuses: fn(u32) -> f64,
}

/// As many lines as anybody could need.
pub(crate) const PLENTY: u32 = u32::MAX;

/// More callers than this never are in a queue of these tests.
const LONGEST_QUEUE: u32 = 120;

/// What its equilibrium says.
pub(crate) struct Equilibrium {
    desk: Desk,
    /// States: callers on the line, agents in wrap-up.
    chain: BTreeMap<(u32, u32), f64>,
}

impl Desk {
    /// Agents who talk for a minute on average, without wrap-up; callers who wait for ever.
    pub(crate) fn new(agents: u32, load: f64) -> Self {
        Desk {
            agents,
            rate: load / 60.0,
            talk: 60.0,
            wrap_up: 0.0,
            patience: f64::INFINITY,
            lines: PLENTY,
            refuses: |_| 0.0,
        }
    }

    /// How many callers are with an agent.
    fn talking(&self, (on_line, wrapping): (u32, u32)) -> u32 {
        on_line.min(self.agents - wrapping)
    }

    fn waiting(&self, state: (u32, u32)) -> u32 {
        state.0 - self.talking(state)
    }

    /// The probability that a caller gets a line and an agent, or a line and waits.
    fn enters(&self, state: (u32, u32)) -> (f64, f64) {
        let (on_line, wrapping) = state;
        if on_line >= self.lines || self.waiting(state) >= LONGEST_QUEUE {
            (0.0, 0.0)
        } else if on_line + wrapping < self.agents {
            (1.0, 0.0)
        } else {
            (0.0, 1.0 - (self.refuses)(self.waiting(state)))
        }
    }

    fn transitions(&self, state: (u32, u32)) -> Vec<((u32, u32), f64)> {
        let (on_line, wrapping) = state;
        let (at_once, waits) = self.enters(state);
        let mut next = vec![((on_line + 1, wrapping), self.rate * (at_once + waits))];
        let talking = self.talking(state);
        if talking > 0 {
            let after = u32::from(self.wrap_up > 0.0);
            next.push(((on_line - 1, wrapping + after), f64::from(talking) / self.talk));
        }
        if wrapping > 0 {
            next.push(((on_line, wrapping - 1), f64::from(wrapping) / self.wrap_up));
        }
        let waiting = self.waiting(state);
        if waiting > 0 {
            next.push(((on_line - 1, wrapping), f64::from(waiting) / self.patience));
        }
        next
    }

    pub(crate) fn equilibrium(self) -> Equilibrium {
        let chain = equilibrium((0, 0), |state| self.transitions(state));
        Equilibrium { desk: self, chain }
    }

    /// Its call type, apart from what `refuses` stands for.
    pub(crate) fn call_type(&self, horizon: &Horizon) -> CallType {
        let arrivals = callsim::model::Arrivals::constant(horizon, self.rate);
        let patience = self.patience.is_finite().then(|| exponential(self.patience));
        let mut calls = CallType::new("calls", arrivals, exponential(self.talk), patience);
        calls.handling.wrap_up =
            (self.wrap_up > 0.0).then(|| OverDay::Same(exponential(self.wrap_up)));
        calls.life.trunks = (self.lines < PLENTY).then_some(TrunkGroupId(0));
        calls
    }

    /// The model of the desk with this call type.
    pub(crate) fn model(&self, name: &str, horizon: &Horizon, calls: CallType) -> Model {
        let group = crate::group("agents", self.agents, horizon);
        with_lines(name, horizon, self.lines, vec![calls], vec![group])
    }

    /// Holds a simulation against the oracles that every desk has and more.
    pub(crate) fn hold(&self, name: &str, horizon: &Horizon, calls: CallType, more: Vec<Oracle>) {
        let exact = self.equilibrium();
        let mut oracles = vec![
            oracle("wait > 0", exact.waits(), of_type(0, waited)),
            oracle("mean wait, s", exact.queue() / self.rate, of_type(0, mean_wait)),
            oracle("queue", exact.queue(), queue_mean(0, horizon)),
            oracle(
                "talk per agent",
                exact.talking() / f64::from(self.agents),
                time_in(0, AgentState::Talking),
            ),
        ];
        if self.patience.is_finite() {
            let lost = exact.queue() / self.patience / self.rate;
            oracles.push(oracle("abandonment", lost, of_type(0, abandonment)));
        }
        if self.lines < PLENTY {
            oracles.push(oracle("blocked", exact.blocked(), share(0, |calls| calls.blocked)));
            let (busy, all_busy) = (busy_lines(horizon), all_lines_busy(horizon));
            oracles.push(oracle("busy lines", exact.queue() + exact.talking(), busy));
            oracles.push(oracle("all lines busy", exact.blocked(), all_busy));
        }
        oracles.extend(more);
        hold(&self.model(name, horizon, calls), 150, &oracles);
    }
}

impl Equilibrium {
    /// The share of the callers who find no line.
    pub(crate) fn blocked(&self) -> f64 {
        expect(&self.chain, |state| f64::from(u8::from(state.0 == self.desk.lines)))
    }

    /// The share of the callers who wait.
    pub(crate) fn waits(&self) -> f64 {
        expect(&self.chain, |state| self.desk.enters(*state).1)
    }

    /// The share of the callers who get a line and don't wait though they would have to.
    pub(crate) fn refused(&self) -> f64 {
        expect(&self.chain, |state| {
            let (at_once, waits) = self.desk.enters(*state);
            if state.0 < self.desk.lines { 1.0 - at_once - waits } else { 0.0 }
        })
    }

    /// The mean number of callers who wait.
    pub(crate) fn queue(&self) -> f64 {
        expect(&self.chain, |state| f64::from(self.desk.waiting(*state)))
    }

    /// The mean number of callers with an agent.
    pub(crate) fn talking(&self) -> f64 {
        expect(&self.chain, |state| f64::from(self.desk.talking(*state)))
    }
}

/// The mean number of busy lines.
fn busy_lines(horizon: &Horizon) -> impl Fn(&Observations) -> (f64, f64) + use<> {
    let counted_time = counted_time(horizon);
    move |counted| (counted.all_trunks(TrunkGroupId(0)).busy as f64, counted_time)
}

/// The share of the time in which no line is free.
fn all_lines_busy(horizon: &Horizon) -> impl Fn(&Observations) -> (f64, f64) + use<> {
    let counted_time = counted_time(horizon);
    move |counted| (counted.all_trunks(TrunkGroupId(0)).all_busy as f64, counted_time)
}

/// A centre with a single trunk group of so many lines, if they are not plenty.
pub(crate) fn with_lines(
    name: &str,
    horizon: &Horizon,
    lines: u32,
    call_types: Vec<CallType>,
    agent_groups: Vec<AgentGroup>,
) -> Model {
    let trunks = TrunkGroup { name: "lines".to_owned(), lines };
    let trunk_groups = if lines < PLENTY { vec![trunks] } else { vec![] };
    let routing = Routing::default();
    let (name, horizon) = (name.to_owned(), horizon.clone());
    Model::from_parts(Parts {
        name,
        horizon,
        trunk_groups,
        call_types,
        agent_groups,
        routing,
        outages: vec![],
        floor_rules: vec![],
    })
    .unwrap()
}

/// For each of so many call types a group of its own, of the same number.
pub(crate) fn own_groups(agents: &[u32], horizon: &Horizon) -> Vec<AgentGroup> {
    let group = |(index, agents): (usize, &u32)| {
        let skills = vec![Skill::first_choice(CallTypeId(index as u32))];
        AgentGroup::constant(format!("group {index}"), *agents, skills, horizon)
    };
    agents.iter().enumerate().map(group).collect()
}

#[test]
fn the_desk_agrees_with_erlang_b_c_and_a() {
    use callsim::theory::{Exponential, ImpatientQueue, Queue, erlang_b, erlang_c};

    let blocked = Desk { lines: 5, ..Desk::new(5, 4.0) }.equilibrium().blocked();
    assert!((blocked - erlang_b(5, 4.0)).abs() < 1e-10);
    let refused = Desk { refuses: |_| 1.0, ..Desk::new(5, 4.0) }.equilibrium().refused();
    assert!((refused - erlang_b(5, 4.0)).abs() < 1e-10);
    let waits = Desk::new(6, 4.0).equilibrium().waits();
    assert!((waits - erlang_c(6, 4.0)).abs() < 1e-10);
    let desk = Desk { patience: 90.0, ..Desk::new(6, 7.0) };
    let queue = Queue { arrival_rate: desk.rate, mean_handling: 60.0, agents: 6 };
    let exact = ImpatientQueue::new(queue, Exponential::new(90.0).unwrap()).unwrap();
    assert!((desk.equilibrium().queue() - exact.queue_mean()).abs() < 1e-9);
}

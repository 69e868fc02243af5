//! Agents who are people: unplanned rests, absence, different speeds.

use callsim::dist::Distribution;
use callsim::model::{
    ActivityKind, AgentGroup, AgentGroupId, AgentState, Arrivals, CallType, Horizon, Individual,
    Model, People, Rest, Routing, Shift, Skill, Staffing,
};
use callsim::theory::{Exponential, ImpatientQueue, Queue};
use callsim::time::SimTime;

use crate::chain::{equilibrium, expect};
use crate::common::{at, constant, exponential};
use crate::{abandonment, group, hold, mean_wait, occupancy, of_type, oracle, steady, waited};

/// Seconds.
const HANDLING: f64 = 60.0;

fn calls(horizon: &Horizon, rate: f64, patience: Distribution) -> CallType {
    CallType::new("calls", Arrivals::constant(horizon, rate), exponential(HANDLING), Some(patience))
}

fn centre(name: &str, horizon: Horizon, calls: CallType, group: AgentGroup) -> Model {
    Model::new(name, horizon, vec![calls], vec![group], Routing::default()).unwrap()
}

#[test]
fn rests_are_vacations_of_servers_who_finish_their_call_first() {
    let (agents, load, patience) = (3, 1.8, 90.0);
    let (per_hour, duration) = (6.0, 150.0);
    let (rate, wish) = (load / HANDLING, per_hour / 3600.0);
    // States: busy, busy and wishing to rest, resting, waiting.
    let chain = equilibrium((0u32, 0u32, 0u32, 0u32), |(busy, wishing, resting, waiting)| {
        let idle = agents - busy - wishing - resting;
        let mut next = vec![];
        match idle {
            0 if waiting < 35 => next.push(((busy, wishing, resting, waiting + 1), rate)),
            0 => {}
            _ => next.push(((busy + 1, wishing, resting, waiting), rate)),
        }
        let ends = f64::from(busy) / HANDLING;
        match (busy, waiting) {
            (0, _) => {}
            (_, 0) => next.push(((busy - 1, wishing, resting, 0), ends)),
            _ => next.push(((busy, wishing, resting, waiting - 1), ends)),
        }
        if busy > 0 {
            next.push(((busy - 1, wishing + 1, resting, waiting), f64::from(busy) * wish));
        }
        if wishing > 0 {
            let ends = f64::from(wishing) / HANDLING;
            next.push(((busy, wishing - 1, resting + 1, waiting), ends));
        }
        if idle > 0 {
            next.push(((busy, wishing, resting + 1, waiting), f64::from(idle) * wish));
        }
        let back = f64::from(resting) / duration;
        match (resting, waiting) {
            (0, _) => {}
            (_, 0) => next.push(((busy, wishing, resting - 1, 0), back)),
            _ => next.push(((busy + 1, wishing, resting - 1, waiting - 1), back)),
        }
        if waiting > 0 {
            let leave = f64::from(waiting) / patience;
            next.push(((busy, wishing, resting, waiting - 1), leave));
        }
        next
    });
    let all = f64::from(agents);
    let queue = expect(&chain, |(.., waiting)| f64::from(*waiting));
    let waits = expect(&chain, |(busy, wishing, resting, _)| {
        f64::from(u8::from(busy + wishing + resting == agents))
    });
    let resting = expect(&chain, |(_, _, resting, _)| f64::from(*resting)) / all;
    let busy = expect(&chain, |(busy, wishing, ..)| f64::from(busy + wishing)) / all;
    let horizon = steady(60.0 * HANDLING, 15_000.0 / rate);
    let rest = Some(Rest { per_hour, duration: exponential(duration), paid: true });
    let mut them = group("agents", agents, &horizon);
    them.people = People { rest, ..People::default() };
    let calls = calls(&horizon, rate, exponential(patience));
    let model = centre("agents who rest", horizon, calls, them);
    let oracles = [
        oracle("wait > 0", waits, of_type(0, waited)),
        oracle("mean wait, s", queue / rate, of_type(0, mean_wait)),
        oracle("abandonment", queue / rate / patience, of_type(0, abandonment)),
        oracle("occupancy", busy, occupancy(0)),
        oracle("resting", resting, |counted| {
            let agents = counted.all_agents(AgentGroupId(0));
            let rest = AgentState::Away(ActivityKind::Rest).index();
            (agents.time[rest] as f64, agents.staffed() as f64)
        }),
    ];
    hold(&model, 150, &oracles);
}

#[test]
fn absence_makes_a_mixture_of_binomially_many_agents() {
    let (agents, absence, rate, patience) = (5u32, 0.25_f64, 4.0 / HANDLING, 60.0);
    let chance = |present: u32| {
        let ways = (0..present).map(|k| f64::from(agents - k) / f64::from(k + 1)).product::<f64>();
        ways * (1.0 - absence).powi(present as i32) * absence.powi((agents - present) as i32)
    };
    let abandon = |present: u32| match present {
        0 => 1.0,
        _ => {
            let queue = Queue { arrival_rate: rate, mean_handling: HANDLING, agents: present };
            ImpatientQueue::new(queue, Exponential::new(patience).unwrap()).unwrap().abandonment()
        }
    };
    let exact: f64 = (0..=agents).map(|present| chance(present) * abandon(present)).sum();
    // A replication is a part of one day, so that its absences are drawn once.
    let horizon = steady(30.0 * HANDLING, 50_000.0);
    let long = Shift {
        first_agent: 0,
        agents,
        start: SimTime::ZERO,
        end: at(400_000),
        activities: Vec::new(),
    };
    let mut by_shift = group("by shift", agents, &horizon);
    by_shift.staffing = Staffing::Shifts(vec![long]);
    let by_head_count = group("by head-count", agents, &horizon);
    for mut them in [by_shift, by_head_count] {
        them.people.absence = absence;
        let name = format!("absent {}", them.name);
        let calls = calls(&horizon, rate, exponential(patience));
        let model = centre(&name, horizon.clone(), calls, them);
        let staffed = f64::from(agents) * (1.0 - absence);
        let oracles = [
            oracle("abandonment", exact, of_type(0, abandonment)),
            oracle("agents present", staffed, |counted| {
                (1e-6 * counted.all_agents(AgentGroupId(0)).staffed() as f64, 50_000.0)
            }),
        ];
        hold(&model, 400, &oracles);
    }
}

#[test]
fn of_two_agents_of_different_speed_the_longest_idle_is_next() {
    let (load, patience, speeds) = (1.3, 120.0, [1.7, 0.6]);
    let rate = load / HANDLING;
    // States: who is busy, who of two idle ones is next, how many wait.
    let chain = equilibrium(([false; 2], 0usize, 0u32), |(busy, next, waiting)| {
        let mut to = vec![];
        match busy {
            [true, true] if waiting < 60 => to.push(((busy, 0, waiting + 1), rate)),
            [true, true] => {}
            [false, false] => {
                let mut taken = busy;
                taken[next] = true;
                to.push(((taken, 0, 0), rate));
            }
            [true, false] | [false, true] => to.push((([true; 2], 0, 0), rate)),
        }
        for agent in (0..2).filter(|agent| busy[*agent]) {
            let end = speeds[agent] / HANDLING;
            if waiting > 0 {
                to.push(((busy, 0, waiting - 1), end));
                continue;
            }
            let mut left = busy;
            left[agent] = false;
            // The other one, if idle, has been so for longer.
            let next = if left == [false; 2] { 1 - agent } else { 0 };
            to.push(((left, next, 0), end));
        }
        if waiting > 0 {
            to.push(((busy, 0, waiting - 1), f64::from(waiting) / patience));
        }
        to
    });
    let queue = expect(&chain, |(.., waiting)| f64::from(*waiting));
    let waits = expect(&chain, |(busy, ..)| f64::from(u8::from(*busy == [true; 2])));
    let busy = |agent: usize| expect(&chain, |(busy, ..)| f64::from(u8::from(busy[agent])));
    let horizon = steady(60.0 * HANDLING, 15_000.0 / rate);
    let mut them = group("agents", 2, &horizon);
    them.individuals = (0..2)
        .map(|agent| Individual {
            speed: speeds[agent as usize],
            ..Individual::new(agent, agent.to_string())
        })
        .collect();
    let calls = calls(&horizon, rate, exponential(patience));
    let model = centre("a fast and a slow agent", horizon, calls, them);
    let oracles = [
        oracle("wait > 0", waits, of_type(0, waited)),
        oracle("mean wait, s", queue / rate, of_type(0, mean_wait)),
        oracle("abandonment", queue / rate / patience, of_type(0, abandonment)),
        oracle("occupancy", (busy(0) + busy(1)) / 2.0, occupancy(0)),
    ];
    hold(&model, 150, &oracles);
}

#[test]
fn a_speed_that_is_drawn_for_each_replication_mixes_centres() {
    // One agent without a queue loses ρ / (1 + ρ) of the calls, at speed s ρ/s in place of ρ.
    let (load, cv) = (0.8, 0.5_f64);
    let rate = load / HANDLING;
    let sigma = (1.0 + cv * cv).ln().sqrt();
    let mean = |of: &dyn Fn(f64) -> f64| {
        let step = 0.001;
        (-8000..8000)
            .map(|k| {
                let z = (f64::from(k) + 0.5) * step;
                let density = (-0.5 * z * z).exp() / std::f64::consts::TAU.sqrt();
                step * density * of((sigma * z - 0.5 * sigma * sigma).exp())
            })
            .sum::<f64>()
    };
    assert!((mean(&|speed| speed) - 1.0).abs() < 1e-9);
    let exact = mean(&|speed| load / (load + speed));
    let horizon = steady(30.0 * HANDLING, 1_000.0 / rate);
    let mut them = AgentGroup::constant("agents", 1, vec![first()], &horizon);
    them.people.speed = Some(Distribution::lognormal_from_mean_cv(1.0, cv).unwrap());
    let calls = calls(&horizon, rate, constant(0.0));
    let model = centre("a speed by chance", horizon, calls, them);
    hold(&model, 1000, &[oracle("lost", exact, of_type(0, abandonment))]);
}

fn first() -> Skill {
    Skill::first_choice(callsim::model::CallTypeId(0))
}

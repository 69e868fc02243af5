//! Calls and events per second on one thread, with all default statistics on.
//!
//! `cargo bench --bench throughput` prints a table with the ratios to loops that were written by hand
//! and run in turn with the engine: machines differ, and a busy one differs from minute to minute, but
//! the ratios stay. With `-- --test` it only sees whether all of it comes out right.

#![allow(missing_docs, reason = "a benchmark has no users")]
#![allow(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]
#![allow(clippy::print_stdout, reason = "a benchmark prints what it measured")]

mod reference;
mod workloads;

use std::time::Instant;

use callsim::engine::Engine;
use callsim::observe::Recorder;
use reference::{Counts, ErlangA, general, recursion, specialised};
use workloads::{Work, Workload, erlang_a_abandonment, workloads};

/// How much is simulated.
#[derive(Clone, Copy)]
struct Effort {
    /// How often everything is timed; the fastest counts.
    passes: u32,
    calls: u64,
}

/// A loop written by hand.
#[derive(Clone, Copy)]
struct ByHand {
    name: &'static str,
    simulate: fn(ErlangA, u64) -> Counts,
    agents: u32,
    /// Seconds a call.
    fastest: f64,
}

/// Where in [`by_hand`] the loops are that every workload is compared with.
const GENERAL: usize = 0;
const SPECIALISED: usize = 1;
/// In place of it for as many agents as this loop has.
const SPECIALISED_LARGE: usize = 2;

fn by_hand() -> [ByHand; 5] {
    let by_hand =
        |name, simulate, agents| ByHand { name, simulate, agents, fastest: f64::INFINITY };
    [
        by_hand("general, 50 agents", general, 50),
        by_hand("specialised, 50 agents", specialised, 50),
        by_hand("specialised, 2000 agents", specialised, 2000),
        by_hand("recursion, 50 agents", recursion, 50),
        by_hand("recursion, 2000 agents", recursion, 2000),
    ]
}

fn main() {
    let is_test = std::env::args().any(|argument| argument == "--test");
    let effort = match is_test {
        true => Effort { passes: 1, calls: 300_000 },
        false => Effort { passes: 7, calls: 1_500_000 },
    };
    println!("workload          calls/s   events/s   ns a call   × general   × specialised");
    let mut fastest = by_hand();
    for workload in workloads(effort.calls) {
        for (of_all, of_row) in fastest.iter_mut().zip(print_row(&workload, effort)) {
            of_all.fastest = of_all.fastest.min(of_row.fastest);
        }
    }
    println!("\nby hand                    calls/s   ns a call");
    for ByHand { name, fastest, .. } in fastest {
        println!("{name:<24} {:>7.2} M {:>11.0}", 1e-6 / fastest, 1e9 * fastest);
    }
}

/// One line of the table: the fastest of several passes, each beside passes of the loops by hand.
/// Returns these.
fn print_row(workload: &Workload, effort: Effort) -> [ByHand; 5] {
    let mut engine = Engine::new(&workload.model);
    let mut recorder = Recorder::new(&workload.model);
    let mut by_hand = by_hand();
    let mut fastest = f64::INFINITY;
    let first = workload.simulate(&mut engine, &mut recorder, 1);
    let replications = effort.calls.div_ceil(first.calls);
    let mut work = Work::default();
    for _ in 0..effort.passes {
        let started = Instant::now();
        work = workload.simulate(&mut engine, &mut recorder, replications);
        fastest = fastest.min(started.elapsed().as_secs_f64() / work.calls as f64);
        workload.check(&work);
        by_hand.iter_mut().for_each(|each| each.time(effort.calls));
    }
    let agents = workload.model.agent_groups().iter().map(|group| group.most_agents()).sum::<u32>();
    let is_large = by_hand[SPECIALISED_LARGE].agents == agents;
    let specialised = if is_large { SPECIALISED_LARGE } else { SPECIALISED };
    println!(
        "{:<15} {:>7.2} M {:>8.2} M {:>11.0} {:>11.2} {:>15.2}",
        workload.name,
        1e-6 / fastest,
        1e-6 * (work.events as f64 / work.calls as f64) / fastest,
        1e9 * fastest,
        by_hand[GENERAL].fastest / fastest,
        by_hand[specialised].fastest / fastest,
    );
    by_hand
}

impl ByHand {
    fn time(&mut self, calls: u64) {
        let agents = f64::from(self.agents);
        let model = ErlangA {
            agents: self.agents,
            calls_per_minute: agents,
            mean_talk: 1.0,
            mean_patience: 2.0,
        };
        let started = Instant::now();
        let counts = (self.simulate)(model, calls);
        self.fastest = self.fastest.min(started.elapsed().as_secs_f64() / calls as f64);
        self.check(&counts);
    }

    /// # Panics
    ///
    /// If as many calls abandon as cannot be, within a point.
    fn check(&self, counts: &Counts) {
        let exact = erlang_a_abandonment(self.agents);
        let abandoned = counts.abandoned as f64 / counts.offered as f64;
        assert!((abandoned - exact).abs() < 0.01, "{}: {abandoned} abandon", self.name);
    }
}

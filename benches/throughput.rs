//! Calls and events per second on one thread, with all default statistics on.
//!
//! `cargo bench --bench throughput` prints a criterion line per workload (elements are calls) and
//! first a table with events and the ratio to a reference loop of the same run: machines differ,
//! and a busy one differs from minute to minute, but the ratio stays.

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]
#![allow(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]
#![allow(clippy::print_stdout, reason = "a benchmark prints what it measured")]

mod reference;

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use callsim::dist::Distribution;
use callsim::engine::Engine;
use callsim::model::{AgentGroup, Arrivals, CallType, CallTypeId, Horizon, Model, Routing, Skill};
use callsim::observe::{Observations, Recorder};
use callsim::scenario;
use callsim::time::SimDuration;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// A model and the share of its calls that abandon, within a point, so that no speed is reported
/// for a simulation that went wrong.
struct Workload {
    name: &'static str,
    model: Model,
    abandonment: f64,
}

fn workloads() -> Vec<Workload> {
    vec![
        Workload { name: "erlang-a-50", model: erlang_a(50, 500), abandonment: 0.046 },
        Workload { name: "erlang-a-2000", model: erlang_a(2000, 15), abandonment: 0.008 },
        Workload { name: "bank-monday", model: bundled("bank-monday"), abandonment: 0.044 },
        Workload { name: "large-centre", model: bundled("large-centre"), abandonment: 0.014 },
        // The loop that knows the whole life of a call.
        Workload { name: "insurer", model: bundled("insurer"), abandonment: 0.028 },
    ]
}

/// Erlang A with as many calls a minute as agents, a mean talk of 1 min, a mean patience of 2 min.
fn erlang_a(agents: u32, hours: u64) -> Model {
    let hour = 3600;
    let horizon =
        Horizon::length(SimDuration::from_secs(hour * hours), SimDuration::from_secs(hour), None)
            .expect("a length beyond its warm-up");
    let minutes = |n: f64| Distribution::exponential(60.0 * n).expect("a positive mean");
    let arrivals = Arrivals::constant(&horizon, f64::from(agents) / 60.0);
    let calls = CallType::new("calls", arrivals, minutes(1.0), Some(minutes(2.0)));
    let skills = vec![Skill::first_choice(CallTypeId(0))];
    let group = AgentGroup::constant("agents", agents, skills, &horizon);
    Model::new("erlang-a", horizon, vec![calls], vec![group], Routing::default())
        .expect("a model that hangs together")
}

fn bundled(name: &str) -> Model {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(format!("{name}.toml"));
    match scenario::load(&path, &[]) {
        Ok(scenario) => scenario.model,
        Err(problems) => panic!("{}", problems.render(false)),
    }
}

/// What replications were made of.
#[derive(Clone, Copy, Default)]
struct Work {
    calls: u64,
    events: u64,
    abandoned: u64,
}

impl Work {
    /// Logins, logouts and breaks are a few hundred a day and not counted.
    fn add(&mut self, model: &Model, counted: &Observations) {
        for (index, call_type) in model.call_types().iter().enumerate() {
            let counts = counted.all_calls(CallTypeId(index as u32));
            let stages = 1 + u64::from(call_type.handling.wrap_up.is_some());
            self.calls += counts.offered;
            self.abandoned += counts.abandoned;
            self.events += counts.offered + stages * counts.answered + counts.abandoned;
        }
    }
}

fn throughput(criterion: &mut Criterion) {
    println!("workload          calls/s   events/s   ns a call   of the reference loop");
    let workloads = workloads();
    for workload in &workloads {
        print_row(workload);
    }
    let mut group = criterion.benchmark_group("one thread");
    group.sample_size(10);
    for Workload { name, model, .. } in &workloads {
        let mut engine = Engine::new(model);
        let mut recorder = Recorder::new(model);
        engine.run(1, 0, &mut recorder);
        let mut work = Work::default();
        work.add(model, recorder.observations());
        group.throughput(Throughput::Elements(work.calls));
        group.bench_function(*name, |bencher| {
            bencher.iter(|| {
                recorder.restart();
                engine.run(1, 0, &mut recorder);
                black_box(recorder.observations());
            });
        });
    }
    group.finish();
}

/// One line of the table: the fastest of several passes, each beside a pass of the reference loop.
fn print_row(workload: &Workload) {
    let Workload { name, model, abandonment } = workload;
    let mut engine = Engine::new(model);
    let mut recorder = Recorder::new(model);
    let (mut best, mut best_reference) = (f64::INFINITY, f64::INFINITY);
    let mut work = Work::default();
    for _ in 0..5 {
        let started = Instant::now();
        work = Work::default();
        for replication in 0.. {
            recorder.restart();
            engine.run(1, replication, &mut recorder);
            work.add(model, recorder.observations());
            if work.calls >= 1_000_000 {
                break;
            }
        }
        best = best.min(started.elapsed().as_secs_f64() / work.calls as f64);
        let started = Instant::now();
        black_box(reference::erlang_a(50, 50.0, 1.0, 2.0, 500_000));
        best_reference = best_reference.min(started.elapsed().as_secs_f64() / 500_000.0);
    }
    let abandoned = work.abandoned as f64 / work.calls as f64;
    assert!((abandoned - abandonment).abs() < 0.01, "{name}: {abandoned} abandon");
    let events_per_call = work.events as f64 / work.calls as f64;
    println!(
        "{name:<15} {:>7.2} M {:>8.2} M {:>11.0} {:>23.2}",
        1e-6 / best,
        events_per_call * 1e-6 / best,
        best * 1e9,
        best_reference / best
    );
}

criterion_group!(benches, throughput);
criterion_main!(benches);

//! Nanoseconds per draw of every family, and per call of the functions under them beside libm's.
//!
//! A draw is a call's: from a source of its own index, rounded to microseconds. The rate shown is
//! per draw; each measurement makes a thousand.

use std::hint::black_box;
use std::time::Duration;

use callsim::dist::{Distribution, DistributionError};
use callsim::math;
use callsim::rng::{Purpose, Source};
use callsim::time::SimDuration;
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};

type Group<'a> = BenchmarkGroup<'a, WallTime>;

const DRAWS: u64 = 1_000;

fn functions(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("functions");
    short(&mut group);
    let mut draws = Source::new(1, 0, "bench", Purpose::Talk).nth(0);
    let arguments: Vec<f64> = (0..DRAWS).map(|_| draws.uniform()).collect();
    time(&mut group, "ln", &arguments, math::ln);
    time(&mut group, "ln of libm", &arguments, libm::log);
    time(&mut group, "exp", &arguments, math::exp);
    time(&mut group, "exp of libm", &arguments, libm::exp);
    time(&mut group, "powf", &arguments, |x| math::powf(x, 0.7));
    time(&mut group, "pow of libm", &arguments, |x| libm::pow(x, 0.7));
    time(&mut group, "normal_quantile", &arguments, math::normal_quantile);
    group.finish();
}

/// Times a function, in line and with arguments and results in memory, as among other work.
fn time(group: &mut Group<'_>, name: &str, arguments: &[f64], function: impl Fn(f64) -> f64) {
    let mut results = vec![0.0; arguments.len()];
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            for (result, &x) in results.iter_mut().zip(black_box(arguments)) {
                *result = function(x);
            }
            black_box(&mut results);
        });
    });
}

fn families(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("families");
    short(&mut group);
    let source = Source::new(1, 0, "bench", Purpose::Talk);
    for (name, distribution) in all().expect("good parameters") {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let distribution = black_box(&distribution);
                let draw = |index| distribution.sample(&mut source.nth(index));
                (0..DRAWS).map(draw).fold(SimDuration::ZERO, |sum, value| sum + value)
            });
        });
    }
    group.finish();
}

fn all() -> Result<Vec<(&'static str, Distribution)>, DistributionError> {
    let exponential = Distribution::exponential(180.0)?;
    let lognormal = Distribution::lognormal_from_mean_cv(240.0, 0.9)?;
    Ok(vec![
        ("constant", Distribution::constant(20.0)?),
        ("exponential", exponential.clone()),
        ("erlang of 2", Distribution::erlang(2, 180.0)?),
        ("erlang of 6", Distribution::erlang(6, 180.0)?),
        ("erlang of 7", Distribution::erlang(7, 180.0)?),
        ("gamma, cv 0.7", Distribution::gamma_from_mean_cv(180.0, 0.7)?),
        ("gamma, cv 1.5", Distribution::gamma_from_mean_cv(180.0, 1.5)?),
        ("lognormal", lognormal.clone()),
        ("weibull", Distribution::weibull_from_mean_cv(180.0, 1.4)?),
        ("uniform", Distribution::uniform(30.0, 90.0)?),
        ("triangular", Distribution::triangular(30.0, 60.0, 300.0)?),
        ("pert", Distribution::pert(30.0, 60.0, 300.0)?),
        ("pareto", Distribution::pareto(2.5, 60.0)?),
        ("log-logistic", Distribution::log_logistic(3.0, 60.0)?),
        ("hyperexponential", Distribution::hyperexponential_from_mean_cv(180.0, 2.0)?),
        ("normal", Distribution::normal(60.0, 40.0)?),
        ("mixture", Distribution::mixture(vec![(0.3, exponential), (0.7, lognormal.clone())])?),
        ("empirical", Distribution::empirical((1..=1000).map(f64::from).collect(), false)?),
        (
            "empirical, interpolated",
            Distribution::empirical((1..=1000).map(f64::from).collect(), true)?,
        ),
        (
            "piecewise-hazard",
            Distribution::piecewise_hazard(
                vec![0.0, 20.0, 60.0, 180.0],
                vec![0.02, 0.005, 0.01, 0.004],
            )?,
        ),
        ("lognormal, limited", lognormal.with_min(30.0)?.with_max(1800.0)?),
    ])
}

/// A second a measurement, so that all are done in a minute.
fn short(group: &mut Group<'_>) {
    group.throughput(Throughput::Elements(DRAWS));
    group
        .sample_size(30)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(800));
}

criterion_group!(benches, functions, families);
criterion_main!(benches);

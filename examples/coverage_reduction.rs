//! What the reduction of variance is worth, and whether its intervals hold what they promise.
//!
//! ```sh
//! cargo run --release --example coverage_reduction -- 500 64 scenarios/help-desk.toml
//! ```
//!
//! Repeats an experiment of so many replications with each way of reducing variance, and prints for
//! each measure: how far the mean of the estimates is from that of plain experiments, in standard
//! errors of the difference; how often the interval held the mean of all experiments together; by how
//! much the estimates vary less than plain ones; and how much longer they took.

#![expect(clippy::print_stdout, reason = "it prints a table")]

use std::error::Error;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use callsim::engine::Grouping;
use callsim::experiment::{Bounded, Reduction, Sample, Settings, Threads};
use callsim::model::Model;
use callsim::observe::Scope;
use callsim::scenario;

const MEASURES: [&str; 4] = ["service_level", "asa", "abandonment", "probability_met"];

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let repetitions: u64 = args.next().ok_or("how many repetitions?")?.parse()?;
    let replications: u64 = args.next().ok_or("how many replications?")?.parse()?;
    println!(
        "| scenario | measure | reduction | bias / error | coverage | variance | said | time |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for path in args {
        let model = scenario::load(Path::new(&path), &[])?.model;
        table(&model, repetitions, replications)?;
    }
    Ok(())
}

/// Every way of reducing variance, plain first.
fn ways() -> Vec<(&'static str, Reduction)> {
    let way = |grouping, controls| Reduction { grouping, controls };
    vec![
        ("none", way(Grouping::Apart, false)),
        ("control", way(Grouping::Apart, true)),
        ("quasi", way(Grouping::Points, false)),
        ("antithetic", way(Grouping::Mirrored, false)),
        ("quasi, control", way(Grouping::Points, true)),
        ("antithetic, control", way(Grouping::Mirrored, true)),
    ]
}

/// The estimates of one measure by one way: the interval, and the gain that was said.
type Estimates = Vec<(Bounded, Option<f64>)>;

#[expect(clippy::disallowed_methods, reason = "how long it takes is a part of what it is worth")]
fn table(model: &Model, repetitions: u64, replications: u64) -> Result<(), Box<dyn Error>> {
    let mut found = Vec::new();
    for (place, (name, reduction)) in ways().into_iter().enumerate() {
        let began = Instant::now();
        let mut of_measures = vec![Estimates::new(); MEASURES.len()];
        for repetition in 0..repetitions {
            // No two experiments share a seed.
            let seed = 1 + repetition * 100 + place as u64;
            experiment(model, seed, replications, reduction, &mut of_measures)?;
        }
        found.push((name, of_measures, began.elapsed().as_secs_f64()));
    }
    for (index, measure) in MEASURES.iter().enumerate() {
        let all = found.iter().flat_map(|(_, of, _)| of[index].iter().map(|it| it.0.value));
        let truth = mean(&all.collect::<Vec<_>>());
        let plain: Vec<_> = found[0].1[index].iter().map(|it| it.0.value).collect();
        for (name, of_measures, seconds) in &found {
            let estimates = &of_measures[index];
            let values: Vec<_> = estimates.iter().map(|it| it.0.value).collect();
            let error = ((variance(&values) + variance(&plain)) / values.len() as f64).sqrt();
            let bias = (mean(&values) - mean(&plain)) / error;
            let holds = |it: &Bounded| {
                it.low.is_some_and(|low| low <= truth) && it.high.is_some_and(|high| truth <= high)
            };
            let holding = estimates.iter().filter(|it| holds(&it.0)).count();
            let said: Vec<_> = estimates.iter().filter_map(|it| it.1).collect();
            println!(
                "| {} | {measure} | {name} | {bias:.2} | {:.3} | 1/{:.2} | 1/{:.2} | {:.2} |",
                model.name(),
                holding as f64 / values.len() as f64,
                variance(&plain) / variance(&values),
                if said.is_empty() { 1.0 } else { mean(&said) },
                seconds / found[0].2,
            );
        }
    }
    Ok(())
}

fn experiment(
    model: &Model,
    seed: u64,
    replications: u64,
    reduction: Reduction,
    found: &mut [Estimates],
) -> Result<(), Box<dyn Error>> {
    let settings = Settings {
        replications: 0..replications,
        seed,
        confidence: 0.95,
        threads: 1,
        spool_folder: std::env::temp_dir(),
    };
    let threads = Threads::new(1)?;
    let mut sample = Sample::new(model, &settings, &threads)?.reduced(reduction);
    sample.grow_to(replications, (&(), &AtomicBool::new(false), &mut ()))?;
    let results = sample.results()?;
    for (measure, found) in MEASURES.iter().zip(found) {
        let estimate = results.measure(Scope::All, measure).ok_or("a measure of calls")?;
        let gain = estimate.gain.and_then(|gain| gain.ratio_of_means.or(gain.mean));
        found.extend(estimate.ratio_of_means.or(estimate.mean).map(|it| (it, gain)));
    }
    Ok(())
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>()
        / (values.len() - 1) as f64
}

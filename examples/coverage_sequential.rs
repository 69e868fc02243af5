//! How often the intervals at the end of `--precision` hold the truth: the tables of
//! `docs/precision.md`.
//!
//! `cargo run --release --example coverage_sequential`

#![allow(clippy::print_stdout, reason = "an example shows what it found")]

#[path = "../tests/known_day/mod.rs"]
mod known_day;

use std::error::Error;
use std::fmt::Write as _;
use std::sync::atomic::AtomicBool;

use callsim::experiment::{Goal, Sample, Settings, Threads};
use callsim::math::normal_quantile;
use callsim::model::Model;
use callsim::rng::{Draws, Purpose, Source};
use callsim::stats::{FIRST_STAGE, Next, Precision, Stages, Width, mean_interval, wilson};
use known_day::ONE_HOUR;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The replications that the asked width takes on average, in first stages.
const TIMES: [f64; 7] = [1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0];

fn main() -> Outcome<()> {
    println!("{}", of_samples(10_000, &TIMES));
    println!("{}", of_a_day(1000, &TIMES[..5])?.0);
    Ok(())
}

/// Of repeated experiments: how many intervals hold the truth, and how many values they took.
#[derive(Clone, Copy, Default)]
pub(crate) struct Count {
    /// Experiments.
    pub(crate) repetitions: u64,
    /// Intervals that hold the truth.
    pub(crate) held: u64,
    values: u64,
    looks: u64,
}

impl Count {
    /// The share of intervals that hold the truth.
    pub(crate) fn coverage(&self) -> f64 {
        self.held as f64 / self.repetitions as f64
    }

    fn cell(&self) -> String {
        let mean = |sum: u64| sum as f64 / self.repetitions as f64;
        let (values, looks) = (mean(self.values), mean(self.looks));
        format!(" {:.1} % ({values:.0}; {looks:.1}) |", 100.0 * self.coverage())
    }
}

fn stages() -> Stages {
    Stages { first: FIRST_STAGE, at_most: 1_000_000 }
}

/// One experiment: `interval` tells the interval of the first so many values.
fn experiment(
    count: &mut Count,
    (truth, allowed): (f64, f64),
    mut interval: impl FnMut(u64) -> Outcome<(f64, f64)>,
) -> Outcome<()> {
    let mut size = stages().first;
    count.repetitions += 1;
    loop {
        let (low, high) = interval(size)?;
        let width = Width { half_width: 0.5 * (high - low), allowed };
        count.looks += 1;
        match stages().next(size, &[Some(width)]) {
            Next::GrowTo(more) => size = more,
            Next::Enough | Next::NoMore => {
                count.values += size;
                count.held += u64::from(low <= truth && truth <= high);
                return Ok(());
            }
        }
    }
}

/// The half-width that so many first stages give.
fn allowed(std_dev: f64, times: f64) -> f64 {
    1.96 * std_dev / (times * FIRST_STAGE as f64).sqrt()
}

/// A name, how to draw a value, the mean, and the standard deviation.
type Sampled = (&'static str, fn(&mut Draws) -> f64, f64, f64);

const SAMPLED: [Sampled; 6] = [
    ("normal", |draws| normal_quantile(draws.uniform()), 0.0, 1.0),
    ("exponential (skewness 2)", |draws| -draws.uniform().ln(), 1.0, 1.0),
    // e^½, and √((e − 1)·e).
    ("lognormal, σ = 1 (6.2)", lognormal, 1.648_721_270_700_128, 2.161_197_415_895_088),
    ("Bernoulli 0.5, Wilson", |draws| yes(draws, 0.5), 0.5, 0.5),
    ("Bernoulli 0.9, Wilson", |draws| yes(draws, 0.9), 0.9, 0.3),
    ("Bernoulli 0.98, Wilson", |draws| yes(draws, 0.98), 0.98, 0.14),
];

fn lognormal(draws: &mut Draws) -> f64 {
    normal_quantile(draws.uniform()).exp()
}

fn yes(draws: &mut Draws, probability: f64) -> f64 {
    f64::from(u8::from(draws.uniform() < probability))
}

/// The table for samples from distributions.
pub(crate) fn of_samples(repetitions: u64, times: &[f64]) -> String {
    let mut table = header("sample", times);
    for (name, value, mean, std_dev) in SAMPLED {
        write!(table, "| {name} |").expect("a string");
        for &times in times {
            let mut count = Count::default();
            let source = Source::new(1, 0, name, Purpose::Arrival);
            for repetition in 0..repetitions {
                let (mut draws, mut values) = (source.nth(repetition), Vec::new());
                let of_first = |size: u64| {
                    values.extend((values.len() as u64..size).map(|_| value(&mut draws)));
                    Ok(interval(&values, name.starts_with("Bernoulli")))
                };
                experiment(&mut count, (mean, allowed(std_dev, times)), of_first).expect("values");
            }
            table += &count.cell();
        }
        table.push('\n');
    }
    table
}

fn interval(values: &[f64], is_yes_or_no: bool) -> (f64, f64) {
    if is_yes_or_no {
        let yes = values.iter().filter(|value| **value == 1.0).count() as u64;
        let share = wilson(yes, values.len() as u64, 0.95).expect("values");
        return (share.low, share.high);
    }
    let mean = mean_interval(values, 0.95).expect("values");
    (mean.low(), mean.high())
}

fn header(first: &str, times: &[f64]) -> String {
    let titles = times.iter().map(|times| format!(" {times} |")).collect::<String>();
    format!("| {first} |{titles}\n| --- |{}\n", " --- |".repeat(times.len()))
}

/// Measures of the hour, plain ones and ratios, and their exact values.
fn truths() -> [(&'static str, f64); 4] {
    let truth = ONE_HOUR.truth();
    [
        ("abandoned", truth.abandoned),
        ("abandonment", truth.abandonment()),
        ("waited", truth.waited()),
        ("queue_mean", truth.queue_mean),
    ]
}

/// The table for measures of simulated days, and the least and the largest coverage in it.
pub(crate) fn of_a_day(repetitions: u64, times: &[f64]) -> Outcome<(String, [f64; 2])> {
    let (model, never, truths) = (ONE_HOUR.model(), AtomicBool::new(false), truths());
    let threads = Threads::new(0)?;
    let mut counts = vec![vec![Count::default(); times.len()]; truths.len()];
    let std_devs = std_devs(&model, &threads)?;
    for seed in 0..repetitions {
        let mut sample = sample(&model, seed, &threads)?;
        for (((name, truth), std_dev), counts) in truths.iter().zip(&std_devs).zip(&mut counts) {
            let column = sample.catalogue().find(name)?;
            for (times, count) in times.iter().zip(counts) {
                let of_first = |size: u64| {
                    if sample.replications() < size {
                        sample.grow_to(size, (&(), &never, &mut ()))?;
                    }
                    let shown = sample.shown(column, size)?.ok_or("no value")?;
                    Ok((shown.low.ok_or("no bound")?, shown.high.ok_or("no bound")?))
                };
                experiment(count, (*truth, allowed(*std_dev, *times)), of_first)?;
            }
        }
    }
    let mut table = header("measure", times);
    for ((name, truth), counts) in truths.iter().zip(&counts) {
        let cells: String = counts.iter().map(Count::cell).collect();
        writeln!(table, "| `{name}` ({truth:.4}) |{cells}")?;
    }
    let coverages = counts.iter().flatten().map(Count::coverage);
    let ends = coverages.fold([1.0, 0.0], |[least, most], coverage| {
        [f64::min(least, coverage), f64::max(most, coverage)]
    });
    Ok((table, ends))
}

/// What a replication adds to the uncertainty of each measure, from many of them.
fn std_devs(model: &Model, threads: &Threads) -> Outcome<Vec<f64>> {
    const MANY: u64 = 2000;
    let mut sample = sample(model, 1_000_000, threads)?;
    sample.grow_to(MANY, (&(), &AtomicBool::new(false), &mut ()))?;
    let std_dev = |(name, _): &(&str, f64)| -> Outcome<f64> {
        let column = sample.catalogue().find(name)?;
        let precision = Precision::Absolute(1.0);
        let goal = Goal { column, path: (*name).to_owned(), precision };
        let width = goal.width(sample.shown(column, MANY)?).ok_or("no interval")?;
        Ok(width.half_width * (MANY as f64).sqrt() / 1.96)
    };
    truths().iter().map(std_dev).collect()
}

fn sample<'m>(model: &'m Model, seed: u64, threads: &Threads) -> Outcome<Sample<'m>> {
    let spool_folder = std::env::temp_dir();
    let settings =
        Settings { replications: 0..0, seed, confidence: 0.95, threads: 0, spool_folder };
    Ok(Sample::new(model, &settings, threads)?)
}

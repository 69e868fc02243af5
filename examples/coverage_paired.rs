//! How often the intervals of `callsim compare` hold the truth.
//!
//! Four ways to run a small centre are compared under common random numbers, over and over with other
//! seeds. The truth is that of the Kolmogorov equations, so nothing is measured against another
//! simulation. `cargo run --release --example coverage_paired` prints the table of docs/compare.md.

#![allow(clippy::print_stdout, reason = "an example shows what it found")]

#[path = "../tests/known_day/mod.rs"]
mod known_day;

use std::error::Error;
use std::fmt::Write as _;
use std::sync::atomic::AtomicBool;

use callsim::experiment::{Comparison, Settings, Threads};
use callsim::model::Model;
use callsim::observe::Better;
use known_day::{FOUR_HOURS, KnownDay};

type Outcome<T> = Result<T, Box<dyn Error>>;

const CONFIDENCE: f64 = 0.95;

/// Replications of one comparison.
const REPLICATIONS: u64 = 30;

/// The agents of each way to run the centre, and their mean handling time in seconds. Three are so
/// close that now and then none can be told from the best.
const WAYS: [(u32, f64); 4] = [(5, 150.0), (5, 148.0), (5, 152.0), (6, 178.0)];

/// Measures whose truth is known. Ratios are told as ratios of means.
const MEASURES: [&str; 3] = ["abandonment", "waited", "queue_mean"];

fn main() -> Outcome<()> {
    println!("{}", table(&coverages(2000)?)?);
    Ok(())
}

/// How often an interval held the truth.
pub(crate) struct Coverage {
    /// What it is an interval for.
    pub(crate) of: String,
    /// The truth.
    pub(crate) truth: String,
    /// The share of the repetitions that held it.
    pub(crate) share: f64,
    /// How many times as many replications it would take without common random numbers, on average.
    pub(crate) saved: Option<f64>,
}

/// The table as Markdown.
pub(crate) fn table(coverages: &[Coverage]) -> Outcome<String> {
    let mut table = String::from("| interval for | truth | held by | variance saved |\n");
    table.push_str("| --- | --- | --- | --- |\n");
    for each in coverages {
        let saved = each.saved.map_or("–".to_owned(), |saved| format!("{saved:.1}×"));
        let percent = 100.0 * each.share;
        writeln!(table, "| {} | {} | {percent:.1} % | {saved} |", each.of, each.truth)?;
    }
    Ok(table)
}

/// The coverage of every interval, over so many repetitions.
pub(crate) fn coverages(repetitions: u64) -> Outcome<Vec<Coverage>> {
    let models: Vec<_> = WAYS.iter().map(|way| day(way).model()).collect();
    let truths: Vec<_> = WAYS.iter().map(truth).collect();
    let mut tallies: Vec<Tally> = Vec::new();
    let threads = Threads::new(1)?;
    for seed in 0..repetitions {
        let mut tally = tallies_of(seed, &models, &truths, &threads)?.into_iter();
        if tallies.is_empty() {
            tallies = tally.collect();
        } else {
            tallies.iter_mut().for_each(|sum| sum.add(tally.next()));
        }
    }
    Ok(tallies.into_iter().map(|tally| tally.coverage(repetitions)).collect())
}

/// What has been counted of one interval.
struct Tally {
    of: String,
    truth: String,
    held: u64,
    saved: Option<f64>,
}

impl Tally {
    fn add(&mut self, other: Option<Tally>) {
        let Some(other) = other else { return };
        self.held += other.held;
        self.saved = self.saved.zip(other.saved).map(|(one, other)| one + other);
    }

    fn coverage(self, repetitions: u64) -> Coverage {
        let share = |sum: f64| sum / repetitions as f64;
        let Tally { of, truth, held, saved } = self;
        Coverage { of, truth, share: share(held as f64), saved: saved.map(share) }
    }
}

/// What one comparison holds.
fn tallies_of(
    seed: u64,
    models: &[Model],
    truths: &[[f64; MEASURES.len()]],
    threads: &Threads,
) -> Outcome<Vec<Tally>> {
    let settings = Settings {
        replications: 0..REPLICATIONS,
        seed,
        confidence: CONFIDENCE,
        threads: 1,
        spool_folder: std::env::temp_dir(),
    };
    let models: Vec<_> = models.iter().collect();
    let mut comparison = Comparison::new(&models, 0, &settings, threads)?;
    comparison.run(&(), &AtomicBool::new(false))?;
    let found = comparison.differences(comparison.find(MEASURES[0])?)?;
    let mut tallies = Vec::new();
    for (which, name) in MEASURES.iter().enumerate() {
        let measure = comparison.find(name)?;
        for scenario in 1..models.len() {
            let row = found.row(measure, scenario).ok_or("a difference")?;
            let [low, high] = row.interval.ok_or("an interval")?;
            let truth = truths[scenario][which] - truths[0][which];
            let (agents, talk) = WAYS[scenario];
            tallies.push(Tally {
                of: format!("{name}, {agents} agents and {talk} s less 5 and 150 s"),
                truth: format!("{truth:.4}"),
                held: u64::from(low <= truth && truth <= high),
                saved: row.variance_saved,
            });
        }
    }
    let better = comparison.measures()[found.best_measure].measure.better();
    let sign = if better == Some(Better::Lower) { -1.0 } else { 1.0 };
    let leads = leads(&truths.iter().map(|truth| sign * truth[0]).collect::<Vec<_>>());
    let holds =
        |(lead, each): (&f64, &callsim::stats::WithBest)| each.low <= *lead && *lead <= each.high;
    let (leads_held, best) = (leads.iter().zip(&found.best).all(holds), best_of(&leads));
    let told = |of: &str, held: bool| Tally {
        of: of.to_owned(),
        truth: leads.iter().map(|lead| format!("{lead:.4}")).collect::<Vec<_>>().join(", "),
        held: u64::from(held),
        saved: None,
    };
    tallies.push(told("leads over the best of the others, all four at once", leads_held));
    tallies.push(told("the best is among those that may be it", found.best[best].may_be_best));
    Ok(tallies)
}

/// How far each value is above the highest of the others.
fn leads(values: &[f64]) -> Vec<f64> {
    let best_other = |way: usize| {
        let others = values.iter().enumerate().filter(move |(other, _)| *other != way);
        others.map(|(_, value)| *value).fold(f64::NEG_INFINITY, f64::max)
    };
    values.iter().enumerate().map(|(way, value)| value - best_other(way)).collect()
}

fn best_of(leads: &[f64]) -> usize {
    leads.iter().position(|lead| *lead > 0.0).unwrap_or(0)
}

fn day(&(agents, mean_talk): &(u32, f64)) -> KnownDay {
    KnownDay { agents, mean_talk, ..FOUR_HOURS }
}

/// The exact values of the measures.
fn truth(way: &(u32, f64)) -> [f64; MEASURES.len()] {
    let truth = day(way).truth();
    [truth.abandonment(), truth.waited(), truth.queue_mean]
}

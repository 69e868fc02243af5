//! How often `callsim select` finds the best: the tables of `docs/select.md`.
//!
//! `cargo run --release --example coverage_select`

#![allow(clippy::print_stdout, reason = "an example shows what it found")]

#[path = "../tests/known_day/mod.rs"]
mod known_day;

use std::error::Error;
use std::fmt::Write as _;
use std::sync::atomic::AtomicBool;

use callsim::experiment::{
    ByBudget, ByIndifference, Candidate, Sample, Selection, Settings, Threads, select_by_budget,
    select_by_indifference,
};
use callsim::math::normal_quantile;
use callsim::model::Model;
use callsim::observe::Better;
use callsim::rng::{Purpose, Source};
use callsim::stats::{KimNelson, Moments, largest, moments, ocba, probably_correct};
use known_day::{KnownDay, ONE_HOUR};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    println!("{}", of_samples(4000));
    println!("{}", of_budgets(1000));
    println!("{}", of_hours(400)?.0);
    Ok(())
}

/// Of repeated selections: how many are right, and how many observations they took.
#[derive(Clone, Copy, Default)]
pub(crate) struct Count {
    repetitions: u64,
    right: u64,
    observations: u64,
    /// Had no system been dropped.
    whole: u64,
    claimed: f64,
}

impl Count {
    /// The share of right selections.
    pub(crate) fn share(&self) -> f64 {
        self.right as f64 / self.repetitions as f64
    }

    fn cells(&self) -> String {
        let mean = |sum: u64| sum as f64 / self.repetitions as f64;
        let saved = 100.0 * (1.0 - self.observations as f64 / self.whole as f64);
        let (share, all) = (100.0 * self.share(), mean(self.observations));
        format!(" {share:.1} % | {all:.0} | {saved:.0} % |")
    }

    fn add(&mut self, selection: &Selection, best: usize) {
        self.repetitions += 1;
        self.right += u64::from(selection.best == best);
        self.observations += selection.replications();
        self.whole += selection.replications_without_dropping();
        self.claimed += selection.probability.unwrap_or(0.0);
    }
}

const FIRST_STAGE: usize = 20;

/// Normal systems of which one is better than all others by the indifference, by number of systems,
/// standard error of the indifference and correlation.
fn of_samples(repetitions: u64) -> String {
    let mut table = String::from(
        "| systems | δ in σ | correlation | right | observations | saved by dropping |\n\
         | --- | --- | --- | --- | --- | --- |\n",
    );
    for (systems, delta, correlation) in [
        (2, 0.25, 0.0),
        (5, 0.25, 0.0),
        (5, 0.25, 0.8),
        (20, 0.25, 0.0),
        (20, 0.25, 0.8),
        (5, 1.0, 0.0),
    ] {
        let mut count = Count::default();
        for repetition in 0..repetitions {
            let name = format!("{systems} {delta} {correlation}");
            let source = Source::new(1, 0, &name, Purpose::Arrival);
            let mut draws = source.nth(repetition);
            let mut normal = || normal_quantile(draws.uniform());
            let mut draw = || {
                let common = f64::sqrt(correlation) * normal();
                let own = f64::sqrt(1.0 - correlation);
                let mut values: Vec<_> = (0..systems).map(|_| common + own * normal()).collect();
                values[systems - 1] += delta;
                values
            };
            of_kim_nelson(&mut count, systems, delta, &mut draw);
        }
        let cells = count.cells();
        writeln!(table, "| {systems} | {delta} | {correlation} |{cells}").expect("a string");
    }
    table
}

/// One selection among systems of which the last is the best.
fn of_kim_nelson(
    count: &mut Count,
    systems: usize,
    delta: f64,
    draw: &mut dyn FnMut() -> Vec<f64>,
) {
    let mut first = vec![Vec::new(); systems];
    for _ in 0..FIRST_STAGE {
        first.iter_mut().zip(draw()).for_each(|(sample, value)| sample.push(value));
    }
    let mut kn = KimNelson::new(&first, 0.95, delta).expect("finite values");
    while !kn.is_decided() {
        let values = draw();
        kn.observe(|system| values[system]);
    }
    count.repetitions += 1;
    count.right += u64::from(kn.best() + 1 == systems);
    let dropped: u64 = kn.dropped().iter().map(|dropped| dropped.after).sum();
    count.observations += dropped + kn.stage() * kn.survivors().len() as u64;
    count.whole += kn.stage() * systems as u64;
}

/// Ten normal systems with means 0 to 9 and a standard deviation of 6, the first experiment of Chen et
/// al. (2000): the budget by OCBA and in equal shares.
fn of_budgets(repetitions: u64) -> String {
    let mut table = String::from(
        "| budget | OCBA right | OCBA says | equal shares right |\n| --- | --- | --- | --- |\n",
    );
    for budget in [200, 300, 500, 1000, 2000] {
        let [by_ocba, equal] = [false, true].map(|is_equal| {
            let mut count = Count::default();
            for repetition in 0..repetitions {
                of_a_budget(&mut count, repetition, budget, is_equal);
            }
            count
        });
        let percent = |share: f64| format!("{:.1} %", 100.0 * share);
        let claimed = percent(by_ocba.claimed / repetitions as f64);
        let (ours, theirs) = (percent(by_ocba.share()), percent(equal.share()));
        writeln!(table, "| {budget} | {ours} | {claimed} | {theirs} |").expect("a string");
    }
    table
}

fn of_a_budget(count: &mut Count, repetition: u64, budget: u64, is_equal: bool) {
    let mut draws = Source::new(1, 0, "budget", Purpose::Arrival).nth(repetition);
    let mut value = |system: usize| system as f64 + 6.0 * normal_quantile(draws.uniform());
    let mut samples: Vec<Vec<f64>> =
        (0..10).map(|system| (0..10).map(|_| value(system)).collect()).collect();
    let of = |samples: &[Vec<f64>]| -> Vec<Moments> {
        samples.iter().map(|sample| moments(sample).expect("finite values")).collect()
    };
    for _ in 0..(budget - 100) / 20 {
        let more = if is_equal { vec![2; 10] } else { ocba(&of(&samples), 20) };
        for (system, more) in more.into_iter().enumerate() {
            samples[system].extend((0..more).map(|_| value(system)));
        }
    }
    let systems = of(&samples);
    count.repetitions += 1;
    count.right += u64::from(largest(&systems) == 9);
    count.claimed += probably_correct(&systems);
}

/// How much fewer calls abandon with the best than with the others.
const GAP: f64 = 0.4;

/// A desk for one hour: so many agents, and the mean talk in seconds.
fn desk(agents: u32, mean_talk: f64) -> KnownDay {
    KnownDay { agents, mean_talk, ..ONE_HOUR }
}

/// So many agents with the mean talk with which they lose so many calls.
fn desk_that_loses(agents: u32, wanted: f64) -> KnownDay {
    let (mut short, mut long) = (1.0, 2000.0);
    for _ in 0..40 {
        let middle = 0.5 * (short + long);
        let abandoned = desk(agents, middle).truth().abandoned;
        if abandoned < wanted { short = middle } else { long = middle }
    }
    desk(agents, short)
}

/// Desks that differ in staffing and speed, of which the second loses [`GAP`] calls fewer than any
/// other. KN has the hardest case, in which all others lose equally many; with a budget, by OCBA and in
/// equal shares, two of them are clearly worse. And the shares of right selections.
pub(crate) fn of_hours(repetitions: u64) -> Outcome<(String, [f64; 3])> {
    let worse = desk(3, 150.0).truth().abandoned;
    let models = |behind: [f64; 3]| {
        let [two, four, six] = behind.map(|behind| worse + behind);
        let desks = [(2, two), (3, worse - GAP), (4, four), (6, six)];
        desks.map(|(agents, wanted)| desk_that_loses(agents, wanted).model())
    };
    let (equal, spread) = (models([0.0; 3]), models([1.0, 0.0, 2.0]));
    let threads = Threads::new(0)?;
    let mut counts = [Count::default(); 3];
    for seed in 0..repetitions {
        let by_indifference = by_indifference(&mut candidates(&equal, seed, &threads)?)?;
        let mut candidates = candidates(&spread, seed, &threads)?;
        let by_ocba = by_budget(&mut candidates, 20)?;
        // With a first stage of the whole budget everybody has the same.
        let in_equal_shares = by_budget(&mut candidates, BUDGET / 4)?;
        let selections = [by_indifference, by_ocba, in_equal_shares];
        counts.iter_mut().zip(&selections).for_each(|(count, found)| count.add(found, 1));
    }
    let mut table =
        String::from("| | right | it says | replications |\n| --- | --- | --- | --- |\n");
    let names = ["KN, δ the true gap", "OCBA, budget 300", "equal shares of 300"];
    for (name, count) in names.iter().zip(&counts) {
        let percent = |share: f64| format!("{:.1} %", 100.0 * share);
        let (right, says) = (percent(count.share()), percent(count.claimed / repetitions as f64));
        let replications = count.observations as f64 / repetitions as f64;
        writeln!(table, "| {name} | {right} | {says} | {replications:.0} |")?;
    }
    Ok((table, counts.map(|count| count.share())))
}

/// The replications of all four desks together.
const BUDGET: u64 = 300;

fn by_indifference(candidates: &mut [Candidate]) -> Outcome<Selection> {
    let by = ByIndifference {
        better: Better::Lower,
        probability: 0.95,
        indifference: GAP,
        first_stage: 50,
        at_most: 100_000,
    };
    let never = AtomicBool::new(false);
    let selection = select_by_indifference(candidates, &by, (&(), &never), &mut |_, _| ())?;
    selection.ok_or_else(|| "nobody interrupts".into())
}

fn by_budget(candidates: &mut [Candidate], first_stage: u64) -> Outcome<Selection> {
    let by = ByBudget { better: Better::Lower, confidence: 0.95, first_stage, budget: BUDGET };
    let selection = select_by_budget(candidates, &by, (&(), &AtomicBool::new(false)))?;
    selection.ok_or_else(|| "nobody interrupts".into())
}

fn candidates<'m>(
    models: &'m [Model],
    seed: u64,
    threads: &Threads,
) -> Outcome<Vec<Candidate<'m>>> {
    let spool_folder = std::env::temp_dir();
    let settings =
        Settings { replications: 0..0, seed, confidence: 0.95, threads: 0, spool_folder };
    let candidate = |model| -> Outcome<Candidate<'m>> {
        let sample = Sample::new(model, &settings, threads)?;
        let column = sample.catalogue().find("abandoned")?;
        Ok(Candidate { sample, column })
    };
    models.iter().map(candidate).collect()
}

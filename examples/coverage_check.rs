//! How often `callsim check` is wrong, and how soon it is right: whole checks are repeated from seed
//! to seed.
//!
//! A day of which the truth is known (a queue with impatient callers that begins empty) is checked
//! against bounds that are exactly true, and against a baseline that is the same in distribution but
//! has other random numbers: whatever fails, fails wrongly. Then something is changed, and whatever
//! does not fail has not been noticed. Run it with
//! `cargo run --release --example coverage_check > results/coverage-check.md`.

#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

#[path = "../tests/known_day/mod.rs"]
mod known_day;

use std::fmt::Write;
use std::sync::atomic::AtomicBool;

use callsim::dist::Distribution;
use callsim::expectation::{Comparison, Demand, Expectation, Severity, Statistic};
use callsim::experiment::{
    Baseline, Check, CheckResults, CheckSettings, RunError, Sample, Settings, Threads,
};
use callsim::model::{
    AgentGroup, Arrivals, AtClose, CallType, CallTypeId, CivilDate, Horizon, Model, Routing,
    ServiceLevelObjective, Skill,
};
use callsim::observe::{Measure, Scope};
use callsim::stats::Verdict;
use callsim::time::SimDuration;
use known_day::{FOUR_HOURS, KnownDay};

/// What came out of repeated checks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counted {
    checks: u64,
    /// Checks in which a gate failed.
    failing: u64,
    /// Of each gate, how often it failed and passed.
    gates: Vec<[u64; 2]>,
    replications: u64,
}

impl Counted {
    fn count(&mut self, results: &CheckResults) {
        self.checks += 1;
        self.gates.resize(results.gates.len(), [0; 2]);
        let mut fails = false;
        for (count, gate) in self.gates.iter_mut().zip(&results.gates) {
            fails |= gate.verdict == Verdict::Fail;
            count[0] += u64::from(gate.verdict == Verdict::Fail);
            count[1] += u64::from(gate.verdict == Verdict::Pass && !gate.by_default);
        }
        self.failing += u64::from(fails);
        self.replications += results.replications;
    }

    fn add(&mut self, other: &Counted) {
        self.checks += other.checks;
        self.failing += other.failing;
        self.replications += other.replications;
        self.gates.resize(self.gates.len().max(other.gates.len()), [0; 2]);
        for (count, other) in self.gates.iter_mut().zip(&other.gates) {
            count[0] += other[0];
            count[1] += other[1];
        }
    }

    fn share(&self, of: u64) -> f64 {
        of as f64 / self.checks as f64
    }

    /// The share of checks in which anything failed.
    pub(crate) fn failing(&self) -> f64 {
        self.share(self.failing)
    }

    /// The largest share of checks in which one gate passed, not counting what passes at the cap.
    pub(crate) fn proven(&self) -> f64 {
        let most = self.gates.iter().map(|count| count[1]).max();
        self.share(most.unwrap_or_default())
    }

    /// The mean number of replications.
    pub(crate) fn replications(&self) -> f64 {
        self.share(self.replications)
    }
}

/// The day, with this call type, these agents and this mean talk.
pub(crate) fn day(call_type: &str, agents: u32, mean_talk: f64) -> Model {
    KnownDay { agents, mean_talk, ..FOUR_HOURS }.model_with(call_type, None)
}

/// So many calls are expected on a brief day, …
const BRIEFLY: f64 = 10.0;

/// … and up to so many are few enough for its objective.
const FEW_ENOUGH: u32 = 10;

/// One hour with one agent, who talks to the first caller for the rest of it; the others hang up at
/// once. So the service level is one over the number of calls.
pub(crate) fn brief_day(call_type: &str) -> Model {
    let constant = |seconds| Distribution::constant(seconds).unwrap();
    let hour = SimDuration::from_secs(3600);
    let (start, open) = (CivilDate::constant(2026, 3, 2), SimDuration::ZERO);
    let horizon = Horizon::days(start, 1, open, hour, hour, AtClose::ServeQueue).unwrap();
    let arrivals = Arrivals::constant(&horizon, BRIEFLY / 3600.0);
    let mut calls = CallType::new(call_type, arrivals, constant(7200.0), Some(constant(1.0)));
    let target = 1.0 / (f64::from(FEW_ENOUGH) + 0.5);
    calls.objective = ServiceLevelObjective::new(SimDuration::from_secs(20), target);
    let skills = vec![Skill::first_choice(CallTypeId(0))];
    let agents = vec![AgentGroup::constant("agents", 1, skills, &horizon)];
    Model::new("day", horizon, vec![calls], agents, Routing::default()).unwrap()
}

/// That the share of brief days that meet their objective is at least, and at most, what it is. A day
/// without calls is none.
pub(crate) fn true_shares() -> Vec<Expectation> {
    let none = poisson_below(BRIEFLY, 1);
    let share = (poisson_below(BRIEFLY, FEW_ENOUGH + 1) - none) / (1.0 - none);
    [Demand::AtLeast(share), Demand::AtMost(share)]
        .map(|demand| expectation("probability_met", demand))
        .to_vec()
}

/// An expectation of the whole centre, of the statistic that is usual for the measure.
pub(crate) fn expectation(measure: &str, demand: Demand) -> Expectation {
    let measure = Measure::named(measure).unwrap();
    Expectation {
        name: None,
        scope: Scope::All,
        measure,
        statistic: Statistic::usual(measure),
        demand,
        confidence: None,
        severity: Severity::Fail,
    }
}

/// Bounds that are exactly true, from the Kolmogorov equations of the day; and of the number of calls,
/// which is Poisson, the share of days on which it stays below its bound.
pub(crate) fn true_bounds() -> Vec<Expectation> {
    let truth = FOUR_HOURS.truth();
    let quantile = Expectation {
        statistic: Statistic::Quantile(poisson_below(truth.offered, 380)),
        ..expectation("offered", Demand::AtLeast(380.0))
    };
    vec![
        expectation("offered", Demand::AtLeast(truth.offered)),
        expectation("waited", Demand::AtMost(truth.waited())),
        expectation("abandonment", Demand::AtMost(truth.abandonment())),
        expectation("queue_mean", Demand::AtMost(truth.queue_mean)),
        quantile,
    ]
}

/// Bounds for the worst interval: of the calls, all of which it meets exactly, and of the queue, which
/// the worst meets exactly.
pub(crate) fn true_worst_intervals() -> Vec<Expectation> {
    let queue = FOUR_HOURS.queue_by_hour().into_iter().fold(0.0, f64::max);
    [("offered", Demand::AtLeast(FOUR_HOURS.per_hour)), ("queue_mean", Demand::AtMost(queue))]
        .map(|(measure, demand)| Expectation {
            statistic: Statistic::WorstInterval,
            ..expectation(measure, demand)
        })
        .to_vec()
}

/// P(N < n) for a Poisson N.
fn poisson_below(mean: f64, n: u32) -> f64 {
    let mut term = (-mean).exp();
    let mut sum = 0.0;
    for k in 0..n {
        sum += term;
        term *= mean / f64::from(k + 1);
    }
    sum
}

/// That several measures are not worse than the baseline, by no more than nothing.
pub(crate) fn not_worse(measures: &[&str]) -> Vec<Expectation> {
    let demand = Demand::Against { comparison: Comparison::NotWorse, margin: 0.0 };
    measures.iter().map(|measure| expectation(measure, demand)).collect()
}

/// So many threads repeat checks; what they count doesn't depend on it.
const WORKERS: u64 = 4;

/// Repeats a check from seed to seed.
///
/// # Errors
///
/// Those of temporary files.
pub(crate) fn repeat(
    repetitions: u64,
    expectations: &[Expectation],
    models: (&Model, Option<&Model>),
    extent: (u64, u64),
) -> Result<Counted, RunError> {
    let work = &|worker: u64| {
        let mut counted = Counted::default();
        for seed in (worker..repetitions).step_by(WORKERS as usize) {
            if let Some(results) = check_once(seed, expectations, models, extent)? {
                counted.count(&results);
            }
        }
        Ok::<_, RunError>(counted)
    };
    let mut all = Counted::default();
    std::thread::scope(|scope| {
        let workers: Vec<_> =
            (0..WORKERS).map(|worker| scope.spawn(move || work(worker))).collect();
        for worker in workers {
            all.add(&worker.join().expect("no worker panics")?);
        }
        Ok(all)
    })
}

fn check_once(
    seed: u64,
    expectations: &[Expectation],
    (model, baseline): (&Model, Option<&Model>),
    (first, at_most): (u64, u64),
) -> Result<Option<CheckResults>, RunError> {
    let (threads, never) = (Threads::new(1)?, AtomicBool::new(false));
    let settings = Settings {
        replications: 0..at_most,
        seed,
        confidence: 0.95,
        threads: 1,
        spool_folder: std::env::temp_dir(),
    };
    let sample = |model| Sample::new(model, &settings, &threads);
    let baseline = baseline.map(|it| Ok::<_, RunError>(Baseline::Sample(Box::new(sample(it)?))));
    let terms = CheckSettings { first, at_most, confidence: 0.95, together: 1 };
    let check = Check::new(expectations, sample(model)?, baseline.transpose()?, terms);
    let mut check = check.unwrap_or_else(|(number, error)| panic!("{number}: {error}"));
    check.run(&(), &never)
}

/// The measures that are compared.
pub(crate) const COMPARED: [&str; 4] = ["service_level", "asa", "abandonment", "queue_mean"];

/// The tables in Markdown.
///
/// # Errors
///
/// Those of temporary files.
pub(crate) fn tables(repetitions: u64) -> Result<String, RunError> {
    let mut text = String::new();
    let KnownDay { agents, mean_talk, .. } = FOUR_HOURS;
    let plain = day("calls", agents, mean_talk);
    let renamed = day("callers", agents, mean_talk);
    let line = |text: &mut String, line: String| writeln!(text, "{line}").expect("to memory");
    line(&mut text, format!("No real difference, {repetitions} checks each, 95 % confidence:\n"));
    line(
        &mut text,
        "| gates | looks | a gate failed % | proven pass of the gate that passes most % |".into(),
    );
    line(&mut text, "| :-- | :-- | --: | --: |".into());
    let bounds = true_bounds();
    let compared = not_worse(&COMPARED);
    let one = not_worse(&COMPARED[..1]);
    let (brief, brief_renamed) = (brief_day("calls"), brief_day("callers"));
    let (intervals, shares) = (true_worst_intervals(), true_shares());
    let share_compared = not_worse(&["probability_met"]);
    let alone = (&plain, None);
    let with_other_callers = (&plain, Some(&renamed));
    let brief_with_other_callers = (&brief, Some(&brief_renamed));
    for (gates, expectations, models, extent) in [
        ("5 bounds that are exactly true", &bounds, alone, (20, 20)),
        ("5 bounds that are exactly true", &bounds, alone, (20, 80)),
        ("2 bounds of the worst interval", &intervals, alone, (20, 20)),
        ("2 bounds of the worst interval", &intervals, alone, (20, 80)),
        ("2 bounds of `probability_met`", &shares, (&brief, None), (20, 20)),
        ("2 bounds of `probability_met`", &shares, (&brief, None), (20, 80)),
        ("1 comparison of `probability_met`", &share_compared, brief_with_other_callers, (20, 80)),
        ("1 comparison with other random numbers", &one, with_other_callers, (20, 80)),
        ("4 comparisons with other random numbers", &compared, with_other_callers, (20, 20)),
        ("4 comparisons with other random numbers", &compared, with_other_callers, (20, 80)),
    ] {
        let counted = repeat(repetitions, expectations, models, extent)?;
        let looks = callsim::stats::looks(extent.0, extent.1);
        let looks: Vec<_> = looks.iter().map(u64::to_string).collect();
        let [failing, proven] =
            [counted.failing(), counted.proven()].map(|it| format!("{:.1}", 100.0 * it));
        line(&mut text, format!("| {gates} | {} | {failing} | {proven} |", looks.join(", ")));
    }
    let changes = repetitions / 5;
    line(
        &mut text,
        format!(
            "\nA real difference, {changes} checks each, `not-worse` by nothing, at most 320 replications:\n"
        ),
    );
    line(&mut text, "| change | gates | fails % | replications on average |".into());
    line(&mut text, "| :-- | --: | --: | --: |".into());
    for (change, changed) in [
        ("one agent of 5 fewer", day("calls", agents - 1, mean_talk)),
        ("talk 2 % longer", day("calls", agents, 1.02 * mean_talk)),
        ("talk 0.5 % longer", day("calls", agents, 1.005 * mean_talk)),
        ("one agent of 5 more", day("calls", agents + 1, mean_talk)),
    ] {
        for gates in [&one, &compared] {
            let counted = repeat(changes, gates, (&changed, Some(&plain)), (20, 320))?;
            let (failing, replications) = (100.0 * counted.failing(), counted.replications());
            let gates = gates.len();
            line(&mut text, format!("| {change} | {gates} | {failing:.1} | {replications:.0} |"));
        }
    }
    Ok(text)
}

fn main() -> Result<(), RunError> {
    let repetitions = std::env::args().nth(1).and_then(|number| number.parse().ok());
    println!("{}", tables(repetitions.unwrap_or(1000))?);
    Ok(())
}

//! How often the intervals of `callsim steady-state` hold the truth, and how often its warnings come:
//! what `docs/steady-state.md` shows.
//!
//! `cargo run --release --example coverage_batch_means` prints its table.

#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use std::error::Error;
use std::fmt::Write as _;

use callsim::dist::Distribution;
use callsim::experiment::{LongRun, SteadyState, WarmUpBy};
use callsim::model::{AgentGroup, Arrivals, CallType, CallTypeId, Horizon, Model, Routing, Skill};
use callsim::observe::Catalogue;
use callsim::theory::{Exponential, ImpatientQueue, Queue, erlang_c, erlang_c_mean_wait};
use callsim::time::SimDuration;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// How often each queue is simulated, unless the first argument says.
const REPETITIONS: u64 = 500;

/// The mean handling time, in seconds.
const HANDLING: f64 = 180.0;

fn main() -> Outcome<()> {
    let repetitions = std::env::args().nth(1).map_or(Ok(REPETITIONS), |given| given.parse())?;
    println!("{HEADER}");
    for case in CASES {
        println!("{}", case.measured(repetitions)?.row()?);
    }
    Ok(())
}

const HEADER: &str = "\
| | load per agent | length | warm-up | queue | wait | waited | correlated | queue if not | left out | \
too short | growing |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";

/// A queue whose long run is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    pub(crate) agents: u32,
    /// Load over agents.
    pub(crate) load: f64,
    /// Mean patience in seconds; none if nobody hangs up.
    pub(crate) patience: Option<f64>,
    /// Hours.
    pub(crate) length: u64,
    /// Hours; none to ask MSER-5.
    pub(crate) warm_up: Option<u64>,
}

/// Runs that are long enough, runs that are not, and long ones without impatience.
const CASES: [Case; 8] = [
    Case { agents: 20, load: 1.0, patience: Some(120.0), length: 200, warm_up: None },
    Case { agents: 10, load: 0.9, patience: Some(600.0), length: 400, warm_up: None },
    Case { agents: 5, load: 0.9, patience: None, length: 1000, warm_up: None },
    Case { agents: 5, load: 0.9, patience: None, length: 200, warm_up: None },
    Case { agents: 5, load: 0.9, patience: None, length: 50, warm_up: None },
    Case { agents: 1, load: 0.8, patience: None, length: 20_000, warm_up: None },
    Case { agents: 1, load: 0.8, patience: None, length: 20_000, warm_up: Some(200) },
    Case { agents: 20, load: 0.8, patience: None, length: 1500, warm_up: None },
];

/// What is measured: the queue, the mean wait and the share of calls that wait.
const MEASURES: [&str; 3] = ["queue_mean", "wait_mean", "waited"];

/// What came out of many runs.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    case: Case,
    runs: Vec<Run>,
}

/// What came out of one run.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Whether the interval of each measure holds the truth.
    holds: [bool; 3],
    is_correlated: bool,
    is_too_short: bool,
    is_growing: bool,
    /// What was left out, as a share of the run.
    left_out: f64,
}

impl Case {
    /// Runs it so often, each time with another seed, with 95 % confidence and MSER-5.
    pub(crate) fn measured(self, repetitions: u64) -> Outcome<Measured> {
        let (model, truths) = (self.model()?, self.truths()?);
        let catalogue = Catalogue::new(&model);
        let columns = MEASURES.map(|name| catalogue.find(name).expect("a measure of all centres"));
        let warm_up = self.warm_up.map(|hours| SimDuration::from_secs(3600 * hours));
        let run = |seed| {
            let guide = columns[0];
            let long_run = LongRun { seed, confidence: 0.95, batches: 30, guide, warm_up };
            let found = SteadyState::simulate(&model, &long_run)?;
            let value = |column: usize| {
                let measure = found.measures.iter().find(|each| each.number == column);
                measure.and_then(|each| each.value).map(|value| value.estimate)
            };
            let holds = [0, 1, 2].map(|each| {
                let estimate = value(columns[each]);
                estimate.is_some_and(|it| (it.value - truths[each]).abs() <= it.half_width)
            });
            Ok(Run {
                holds,
                is_correlated: found.is_correlated(),
                is_too_short: found.warm_up_by == WarmUpBy::Mser5 { is_too_short: true },
                is_growing: found.growth.is_some(),
                left_out: found.left_out.as_secs_f64() / (self.length as f64 * 3600.0),
            })
        };
        let runs = (1..=repetitions).into_par_iter().map(run).collect::<Outcome<_>>()?;
        Ok(Measured { case: self, runs })
    }

    fn model(&self) -> Outcome<Model> {
        let length = SimDuration::from_secs(3600 * self.length);
        let horizon = Horizon::length(length, SimDuration::ZERO, None)?;
        let patience = self.patience.map(Distribution::exponential).transpose()?;
        let arrivals = Arrivals::constant(&horizon, self.rate());
        let handling = Distribution::exponential(HANDLING)?;
        let calls = CallType::new("calls", arrivals, handling, patience);
        let skills = vec![Skill::first_choice(CallTypeId(0))];
        let agents = AgentGroup::constant("agents", self.agents, skills, &horizon);
        Ok(Model::new("queue", horizon, vec![calls], vec![agents], Routing::default())?)
    }

    /// Calls per second.
    fn rate(&self) -> f64 {
        self.load * f64::from(self.agents) / HANDLING
    }

    /// What each measure is in the long run.
    fn truths(&self) -> Outcome<[f64; 3]> {
        let queue =
            Queue { arrival_rate: self.rate(), mean_handling: HANDLING, agents: self.agents };
        Ok(match self.patience {
            None => {
                let wait = erlang_c_mean_wait(queue)?;
                [wait * self.rate(), wait, erlang_c(self.agents, queue.load())]
            }
            Some(mean) => {
                let exact = ImpatientQueue::new(queue, Exponential::new(mean)?)?;
                [exact.queue_mean(), exact.mean_wait(), exact.waiting()]
            }
        })
    }
}

impl Measured {
    /// The share of runs of which something is true.
    fn share(&self, is_true: impl Fn(&Run) -> bool) -> f64 {
        let count = self.runs.iter().filter(|run| is_true(run)).count();
        count as f64 / self.runs.len() as f64
    }

    /// The share of intervals that hold the truth: of the queue, the wait, and who waits.
    pub(crate) fn coverage(&self) -> [f64; 3] {
        [0, 1, 2].map(|each| self.share(|run| run.holds[each]))
    }

    /// The share of runs whose batches are said to be correlated.
    pub(crate) fn warned(&self) -> f64 {
        self.share(|run| run.is_correlated)
    }

    /// The share of runs whose queue is said to grow.
    pub(crate) fn growing(&self) -> f64 {
        self.share(|run| run.is_growing)
    }

    fn row(&self) -> Outcome<String> {
        let Case { agents, load, patience, length, warm_up } = self.case;
        let kind = if patience.is_some() { "Erlang A" } else { "M/M" };
        let how = if warm_up.is_some() { "given" } else { "MSER-5" };
        // Of no runs nothing is held.
        let percent = |share: f64| match share.is_nan() {
            true => "–".to_owned(),
            false => format!("{:.1} %", 100.0 * share),
        };
        let mut row = format!("| {kind}, n = {agents} | {load} | {length} h | {how} |");
        for each in self.coverage() {
            write!(row, " {} |", percent(each))?;
        }
        let unwarned: Vec<_> = self.runs.iter().filter(|run| !run.is_correlated).collect();
        let held = unwarned.iter().filter(|run| run.holds[0]).count() as f64;
        let left_out = self.runs.iter().map(|run| run.left_out).sum::<f64>();
        let rest = [
            self.warned(),
            held / unwarned.len() as f64,
            left_out / self.runs.len() as f64,
            self.share(|run| run.is_too_short),
            self.growing(),
        ];
        for each in rest {
            write!(row, " {} |", percent(each))?;
        }
        Ok(row)
    }
}

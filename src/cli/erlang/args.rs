//! The arguments of `callsim erlang`, as people write them.

use clap::{Args, Subcommand, ValueEnum};

use super::Question;
use crate::theory::{Formula, Goal, Queue};
use crate::time::SimDuration;

/// Erlang B, C and A, and staffing by formula.
#[derive(Args, Clone, Debug)]
pub struct ErlangArgs {
    /// Which formula.
    #[command(subcommand)]
    pub formula: FormulaArgs,
}

/// What becomes of a call that finds all agents busy.
#[derive(Subcommand, Clone, Debug)]
pub enum FormulaArgs {
    /// Calls that find all agents (or lines) busy are blocked
    B(BlockingArgs),
    /// Calls wait until they are answered; nobody abandons
    C(WaitingArgs),
    /// Calls wait, and abandon when their patience ends
    A(PatienceArgs),
}

/// Arguments of Erlang B.
#[derive(Args, Clone, Debug)]
#[command(group = clap::ArgGroup::new("asked").required(true).multiple(true))]
pub struct BlockingArgs {
    #[command(flatten)]
    common: CommonArgs,
    /// At most this share of calls is blocked: how many agents does it take?
    #[arg(long, value_name = "SHARE", value_parser = share, group = "asked")]
    max_blocked: Option<f64>,
}

/// Arguments of Erlang C.
#[derive(Args, Clone, Debug)]
#[command(group = clap::ArgGroup::new("asked").required(true).multiple(true))]
pub struct WaitingArgs {
    #[command(flatten)]
    common: CommonArgs,
    #[command(flatten)]
    waits: WaitArgs,
}

/// Arguments of Erlang A.
#[derive(Args, Clone, Debug)]
#[command(group = clap::ArgGroup::new("asked").required(true).multiple(true))]
pub struct PatienceArgs {
    #[command(flatten)]
    common: CommonArgs,
    /// Mean patience of all callers: 2m, 90s
    #[arg(long, value_name = "TIME", value_parser = duration)]
    patience: SimDuration,
    #[command(flatten)]
    waits: WaitArgs,
    /// At most this share of calls abandons
    #[arg(long, value_name = "SHARE", value_parser = share, group = "asked")]
    max_abandonment: Option<f64>,
}

/// What every formula asks for.
#[derive(Args, Clone, Debug)]
#[command(group = clap::ArgGroup::new("demand").required(true))]
struct CommonArgs {
    /// Arrivals per time: 1000/h, 12/min, 500/30m
    #[arg(long, value_name = "CALLS/TIME", value_parser = rate, group = "demand")]
    rate: Option<f64>,
    /// Arrivals in the time given by --per
    #[arg(long, value_name = "CALLS", requires = "per", group = "demand")]
    calls: Option<f64>,
    /// The time in which --calls arrive
    #[arg(long, value_name = "TIME", value_parser = duration, requires = "calls")]
    per: Option<SimDuration>,
    /// Mean handling time, wrap-up included: 3m, 4m30s
    #[arg(long, value_name = "TIME", value_parser = duration)]
    aht: SimDuration,
    /// What do so many agents achieve?
    #[arg(long, visible_alias = "lines", value_name = "N", group = "asked",
        value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    agents: Option<u32>,
    /// Agents are busy for at most this share of their time
    #[arg(long, value_name = "SHARE", value_parser = share, group = "asked")]
    max_occupancy: Option<f64>,
    /// How to print the answer
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: OutputFormat,
}

/// What can be asked where calls wait.
#[derive(Args, Clone, Debug)]
struct WaitArgs {
    /// The acceptable wait that the service level counts
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "20s")]
    within: SimDuration,
    /// At least this share of calls is answered within the acceptable wait
    #[arg(long, value_name = "SHARE", value_parser = share, group = "asked")]
    target: Option<f64>,
    /// The mean wait of the answered calls is at most so long
    #[arg(long, value_name = "TIME", value_parser = duration, group = "asked")]
    max_asa: Option<SimDuration>,
    /// At most this share of calls waits at all
    #[arg(long, value_name = "SHARE", value_parser = share, group = "asked")]
    max_waiting: Option<f64>,
}

/// How to print an answer.
#[derive(ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OutputFormat {
    /// For reading
    #[default]
    Table,
    /// One object
    Json,
    /// A header and a row per number of agents
    Csv,
    /// For a report
    Markdown,
}

impl ErlangArgs {
    /// How to print the answer.
    pub(super) fn format(&self) -> OutputFormat {
        self.common().format
    }

    /// What is asked, in seconds and shares.
    pub(super) fn question(&self) -> Question {
        let (formula, waits, goal) = match &self.formula {
            FormulaArgs::B(args) => {
                (Formula::B, None, Goal { blocked: args.max_blocked, ..Goal::default() })
            }
            FormulaArgs::C(args) => (Formula::C, Some(&args.waits), Goal::default()),
            FormulaArgs::A(args) => (
                Formula::A { mean_patience: args.patience.as_secs_f64() },
                Some(&args.waits),
                Goal { abandonment: args.max_abandonment, ..Goal::default() },
            ),
        };
        let common = self.common();
        let goal = Goal {
            service_level: waits.and_then(|waits| waits.target),
            asa: waits.and_then(|waits| waits.max_asa).map(SimDuration::as_secs_f64),
            waiting: waits.and_then(|waits| waits.max_waiting),
            occupancy: common.max_occupancy,
            ..goal
        };
        Question {
            formula,
            queue: Queue {
                arrival_rate: common.arrival_rate(),
                mean_handling: common.aht.as_secs_f64(),
                agents: common.agents.unwrap_or(1),
            },
            within: waits.map_or(0.0, |waits| waits.within.as_secs_f64()),
            agents: common.agents,
            goal: (goal != Goal::default()).then_some(goal),
        }
    }

    fn common(&self) -> &CommonArgs {
        match &self.formula {
            FormulaArgs::B(args) => &args.common,
            FormulaArgs::C(args) => &args.common,
            FormulaArgs::A(args) => &args.common,
        }
    }
}

impl CommonArgs {
    /// Calls per second. Both ways to say it are alternatives, one of which is required.
    fn arrival_rate(&self) -> f64 {
        match (self.rate, self.calls, self.per) {
            (Some(rate), _, _) => rate,
            (None, Some(calls), Some(per)) => calls / per.as_secs_f64(),
            (None, _, _) => 0.0,
        }
    }
}

/// A duration, or what is wrong and what to write instead.
fn duration(text: &str) -> Result<SimDuration, String> {
    text.parse().map_err(|error: crate::time::DurationError| format!("{error}; {}", error.remedy()))
}

/// A share, written `0.8` or `80%`. Whether it makes sense is asked later.
fn share(text: &str) -> Result<f64, String> {
    let (number, scale) = match text.strip_suffix('%') {
        Some(percent) => (percent.trim_end(), 100.0),
        None => (text, 1.0),
    };
    let value: f64 = number.parse().map_err(|_| format!("`{number}` is not a number"))?;
    Ok(value / scale)
}

/// Calls per second, written `1000/h` or `500/30m`.
fn rate(text: &str) -> Result<f64, String> {
    let Some((calls, per)) = text.split_once('/') else {
        return Err(format!("per what time? write `{text}/h` or `{text}/30m`"));
    };
    let calls: f64 = calls.trim().parse().map_err(|_| format!("`{calls}` is not a number"))?;
    let per = per.trim();
    let one = if per.starts_with(|c: char| c.is_alphabetic()) { "1" } else { "" };
    Ok(calls / duration(&format!("{one}{per}"))?.as_secs_f64())
}

//! `callsim trace`: what happened in one replication, call by call.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::output::show;
use super::simulation::SimulationArgs;
use super::terminal::{Bar, Interruption, Terminal};
use super::{BadUsage, Outcome, trace_choice};
use crate::experiment::{self, Extreme, Extremity, Settings};
use crate::observe::Catalogue;
use crate::observe::trace::{Log, Outcome as CallOutcome, Roll, Wanted};
use crate::report::{LogFormat, write_log};
use crate::scenario::Scenario;
use crate::time::SimDuration;

/// Show what happened in one replication: every call, every agent, everything that broke.
#[derive(Args, Clone, Debug)]
#[command(mut_arg("confidence", |it| it.hide(true)))]
pub struct TraceArgs {
    /// Scenario file
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// Which replication, counted from 0 [default: 0]
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(..u64::MAX),
          allow_negative_numbers = true, conflicts_with_all = ["worst", "best", "replications"])]
    replication: Option<u64>,
    /// The replication with the worst value of a measure, such as service_level or asa.sales
    #[arg(long, value_name = "MEASURE", conflicts_with = "best")]
    worst: Option<String>,
    /// The replication with the best value of a measure
    #[arg(long, value_name = "MEASURE")]
    best: Option<String>,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: FormatChoice,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    simulation: SimulationArgs,
    /// No remarks on standard error
    #[arg(short, long)]
    quiet: bool,
    // The last one: what comes after it would stand under its heading.
    #[command(flatten)]
    filter: FilterArgs,
}

/// What somebody wants to see; all of it if nothing is said.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "What is shown")]
struct FilterArgs {
    /// A caller such as service-1042, with all that became of the call; service-1042.2 is the second
    /// attempt alone
    #[arg(long, value_name = "ID")]
    call: Option<String>,
    /// Calls that are of this type at some time
    #[arg(long, value_name = "NAME")]
    call_type: Option<String>,
    /// What an agent did, such as first/3, or a name
    #[arg(long, value_name = "GROUP/NUMBER")]
    agent: Option<String>,
    /// Nothing before: 10:00, with a date or a weekday if there are several days; 90m in a plain length
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Nothing from this moment on
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
    /// Calls that ended so at some time
    #[arg(long, value_name = "OUTCOME", value_parser = outcome_parser())]
    outcome: Option<CallOutcome>,
    /// Calls that waited longer, such as 60s
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    waited_over: Option<SimDuration>,
    /// Show no more lines than these
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum FormatChoice {
    /// Lines to read
    Text,
    /// A row for each thing that happened
    Csv,
    /// A JSON object for each thing that happened, one on a line
    Jsonl,
    /// The life of each call as a row of CSV
    Calls,
}

/// On a terminal more lines than these are worth a word on how to have fewer.
const MANY: usize = 200;

/// Traces a replication of a scenario.
///
/// # Errors
///
/// If the command line asks for what there is not, or the log can't be written.
pub fn run(args: &TraceArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    args.refuse_what_says_nothing()?;
    let Some(scenarios) = args.simulation.load(std::slice::from_ref(&args.scenario), terminal)
    else {
        return Ok(Outcome::BadInput);
    };
    let scenario = &scenarios[0];
    let wanted = args.filter.wanted(scenario)?;
    if !args.quiet {
        terminal.show_problems(&scenario.warnings);
    }
    let said = args.simulation.settings(scenario.run);
    let replication = match args.extreme(scenario, terminal)? {
        Sought::Nothing => args.replication.unwrap_or(0),
        Sought::Found(replication) => replication,
        Sought::Interrupted => return Ok(Outcome::Interrupted),
    };
    let traced = experiment::trace(&scenario.model, said.seed, replication);
    if let Some(lines) = args.write(&traced.log, &wanted)? {
        args.say_what_is_missing(terminal, lines, &wanted);
    }
    Ok(Outcome::Done)
}

/// What became of the search for the worst or best replication.
enum Sought {
    Nothing,
    Found(u64),
    Interrupted,
}

impl TraceArgs {
    fn refuse_what_says_nothing(&self) -> Result<(), BadUsage> {
        if self.simulation.confidence.is_some() {
            let text = "what happened has no confidence interval; leave `--confidence` out";
            return Err(BadUsage(text.to_owned()));
        }
        let is_searched = self.worst.is_some() || self.best.is_some();
        if self.simulation.replications.is_some() && !is_searched {
            let text = "`-n` says among how many replications `--worst` or `--best` is sought; \
                        one alone is named with `--replication`";
            return Err(BadUsage(text.to_owned()));
        }
        Ok(())
    }

    /// Looks for the worst or best replication, if somebody wants it.
    fn extreme(&self, scenario: &Scenario, terminal: &Terminal) -> anyhow::Result<Sought> {
        let (option, text, extremity) = match (&self.worst, &self.best) {
            (Some(text), _) => ("worst", text, Extremity::Worst),
            (None, Some(text)) => ("best", text, Extremity::Best),
            (None, None) => return Ok(Sought::Nothing),
        };
        let model = &scenario.model;
        let catalogue = Catalogue::new(model);
        let wrong = |why: String| BadUsage(format!("`--{option} '{text}'`: {why}"));
        let column = catalogue.find(text).map_err(|why| wrong(why.to_string()))?;
        let measure = catalogue.columns()[column].measure;
        let better = measure.better().ok_or_else(|| {
            wrong(format!("neither more nor less of `{}` is worse", measure.name))
        })?;
        let said = self.simulation.settings(scenario.run);
        let settings = Settings {
            replications: 0..said.replications,
            seed: said.seed,
            confidence: said.confidence,
            threads: self.simulation.threads(),
            spool_folder: std::env::temp_dir(),
        };
        let interruption = Interruption::new(self.quiet)?;
        let bar = Bar::new(&scenario.name, said.replications, self.quiet);
        let which = (column, better, extremity);
        let found =
            experiment::most_extreme(model, &settings, which, (&bar, interruption.flag(), &mut ()));
        bar.finish();
        let found = found?;
        if interruption.flag().load(std::sync::atomic::Ordering::Relaxed) {
            self.remark(terminal, "interrupted; nothing was written");
            return Ok(Sought::Interrupted);
        }
        let path = catalogue.path(column);
        let Some(Extreme { replication, value, of }) = found else {
            Err(wrong("no replication has a value of it".to_owned()))?
        };
        let value = crate::report::one_value(measure.unit, value);
        self.remark(
            terminal,
            &format!("replication {replication} has the {option} {path} of {of}: {value}"),
        );
        Ok(Sought::Found(replication))
    }

    /// Writes the log; returns how many lines were written, and how many there would be, if
    /// somebody has read them.
    fn write(&self, log: &Log, wanted: &Wanted) -> anyhow::Result<Option<(usize, usize)>> {
        let limit = self
            .filter
            .limit
            .map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
        let format = match self.format {
            FormatChoice::Text => LogFormat::Text,
            FormatChoice::Csv => LogFormat::Csv,
            FormatChoice::Jsonl => LogFormat::JsonLines,
            FormatChoice::Calls => LogFormat::Calls,
        };
        // Nothing is known if whoever reads has stopped.
        let mut all = None;
        let mut write = |out: &mut dyn Write| -> io::Result<()> {
            all = Some(write_log(log, wanted, format, limit, out)?);
            Ok(())
        };
        match &self.out {
            None => show(write)?,
            Some(path) => to_file(path, &mut write)
                .with_context(|| format!("cannot write the log to `{}`", path.display()))?,
        }
        Ok(all.map(|all| (all.min(limit), all)))
    }

    /// Lines that were left out are said, and how to have fewer where there are many.
    fn say_what_is_missing(
        &self,
        terminal: &Terminal,
        (shown, all): (usize, usize),
        wanted: &Wanted,
    ) {
        let is_seen = self.out.is_none() && io::stdout().is_terminal();
        if all == 0 {
            self.remark(terminal, "nothing happened of what was asked for");
        } else if shown < all {
            self.remark(terminal, &format!("{shown} of {all} lines are shown"));
        } else if is_seen && !wanted.is_any() && all > MANY {
            self.remark(terminal, &format!("{all} lines; {NARROW}"));
        }
    }

    fn remark(&self, terminal: &Terminal, text: &str) {
        if !self.quiet {
            terminal.say(text);
        }
    }
}

const NARROW: &str = "fewer with `--call`, `--call-type`, `--agent`, `--outcome abandoned`, \
                      `--waited-over 60s`, `--from 10:00 --to 11:00` or `--limit 100`";

impl FilterArgs {
    fn wanted(&self, scenario: &Scenario) -> Result<Wanted, BadUsage> {
        let model = &scenario.model;
        let roll = Roll::new(model);
        let call = self.call.as_deref().map(|text| trace_choice::call(text, model)).transpose()?;
        let call_type = self.call_type.as_deref();
        let call_type = call_type.map(|text| trace_choice::call_type(text, model)).transpose()?;
        let agent = self.agent.as_deref();
        let agent = agent.map(|text| trace_choice::agent(text, &roll, model)).transpose()?;
        let horizon = model.horizon();
        let moment = |option: &str, text: &Option<String>| {
            let found = text.as_deref().map(|text| trace_choice::moment(text, horizon));
            found.transpose().map_err(|why| {
                let text = text.as_deref().unwrap_or_default();
                BadUsage(format!("`--{option} '{text}'`: {why}"))
            })
        };
        let (from, until) = (moment("from", &self.from)?, moment("to", &self.to)?);
        if let (Some(from), Some(until)) = (from, until)
            && until <= from
        {
            return Err(BadUsage("`--to` is not after `--from`".to_owned()));
        }
        Ok(Wanted {
            call,
            call_type,
            agent,
            outcome: self.outcome,
            waited_over: self.waited_over,
            from,
            until,
        })
    }
}

fn to_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    write(&mut file)?;
    file.flush()
}

fn outcome_parser() -> impl TypedValueParser<Value = CallOutcome> {
    let named = |name: String| CallOutcome::ALL.into_iter().find(|each| each.name() == name);
    PossibleValuesParser::new(CallOutcome::ALL.map(CallOutcome::name))
        .try_map(move |name| named(name).ok_or("no such outcome"))
}

fn duration(text: &str) -> Result<SimDuration, String> {
    text.parse().map_err(|error: crate::time::DurationError| format!("{error}; {}", error.remedy()))
}

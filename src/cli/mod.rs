//! The person at the terminal: one module a verb.
//!
//! What verbs share: scenarios as they are to be run (`simulation`, `variants`), experiments and their
//! folders (`experiment`, `again`, `output`, `folder_name`), what is seen (`terminal`, `one_by_one`,
//! `shell`). The other files are options of one verb.

pub mod check;
mod check_baseline;
pub mod compare;
pub mod completions;
pub mod erlang;
mod expect;
mod experiment;
mod folder_name;
pub mod man;
pub mod merge;
pub mod new;
mod one_by_one;
mod output;
mod parquet;
mod precision;
mod reduce;
mod resume;
pub mod run;
pub mod schema;
pub mod select;
mod shard;
mod simulation;
pub mod steady_state;
pub mod sweep;
pub mod terminal;
pub mod trace;
mod trace_choice;
pub mod validate;
mod variants;
pub mod verify;
mod worth;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::{Parser, Subcommand};

use crate::experiment::StoredError;
use terminal::{ColorChoice, Terminal};

/// Simulates a call centre: how likely a day is to meet its service level, and which half-hour is
/// the worst.
#[derive(Parser, Debug)]
#[command(name = "callsim", version, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    verb: Verb,
    /// Whether there are colours on the terminal
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Write a commented scenario to start from
    New(new::NewArgs),
    /// Check scenarios; show every problem, or what will be simulated
    Validate(validate::ValidateArgs),
    /// Simulate scenarios: a table here, everything in results/NAME
    Run(run::RunArgs),
    /// Compare scenarios with the same callers: is it better, by how much, how sure
    Compare(compare::CompareArgs),
    /// Simulate a scenario with many values of some of its keys
    Sweep(sweep::SweepArgs),
    /// Select the best of several scenarios, as surely as wanted
    Select(select::SelectArgs),
    /// Simulate one long run: what a scenario without days is in the long run
    SteadyState(steady_state::SteadyStateArgs),
    /// Check whether results are as expected, and no worse than a baseline, for CI
    Check(check::CheckArgs),
    /// Check that results still are, to the last bit, those that were accepted
    Verify(verify::VerifyArgs),
    /// Show what happened in one replication, call by call
    Trace(trace::TraceArgs),
    /// Put the results of shards together
    Merge(merge::MergeArgs),
    /// Erlang B, C and A, and staffing by formula
    Erlang(erlang::ErlangArgs),
    /// Print the JSON Schema of scenarios, for editors
    Schema,
    /// Print the manual page, or write one for each verb
    Man(man::ManArgs),
    /// Print completions for a shell
    Completions(completions::CompletionsArgs),
}

/// How a verb ended, apart from unexpected failures; of several scenarios the gravest end is told,
/// which is the last of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Everything was done.
    Done,
    /// No gate failed, and one could not be told.
    Undecided,
    /// There is nothing to compare with, or it was made by another version; it has been said.
    NoBaseline,
    /// A gate failed; it has been said which.
    GateFailed,
    /// Exact results are not those that were accepted; it has been said.
    Differs,
    /// Something is wrong with a scenario or with how we were called; it has been said.
    BadInput,
    /// The person has interrupted us; what is complete has been written.
    Interrupted,
}

/// Something is wrong with how we were called.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BadUsage(pub String);

/// Something was made by another version of this program.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct OtherVersion(pub String);

/// What was to be compared with can't be.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BadBaseline(pub String);

/// The first that is the same as one before it.
fn first_twin<T: PartialEq>(all: &[T]) -> Option<&T> {
    let is_twin = |(at, each): &(usize, &T)| all[..*at].contains(each);
    all.iter().enumerate().find(is_twin).map(|(_, each)| each)
}

/// The complaint about replications that can't be used, with what to do about it.
fn refused(error: StoredError, remedy: &str) -> anyhow::Error {
    let text = format!("{error}; {remedy}");
    match error {
        StoredError::OtherVersion { .. } => OtherVersion(text).into(),
        StoredError::NotOurs { .. } | StoredError::Damaged { .. } => BadUsage(text).into(),
        StoredError::Unreadable { .. } => error.into(),
        StoredError::Io(error) => anyhow::Error::new(error).context("cannot copy replications"),
    }
}

/// Does what the command line says.
pub fn main() -> ExitCode {
    let cli = Cli::try_parse().unwrap_or_else(|error| with_verb(error).exit());
    let terminal = Terminal::new(cli.color);
    let result = match &cli.verb {
        Verb::New(args) => new::run(args, &terminal),
        Verb::Validate(args) => validate::run(args, &terminal),
        Verb::Run(args) => run::run(args, &terminal),
        Verb::Compare(args) => compare::run(args, &terminal),
        Verb::Sweep(args) => sweep::run(args, &terminal),
        Verb::Select(args) => select::run(args, &terminal),
        Verb::SteadyState(args) => steady_state::run(args, &terminal),
        Verb::Check(args) => check::run(args, &terminal),
        Verb::Verify(args) => verify::run(args, &terminal),
        Verb::Trace(args) => trace::run(args, &terminal),
        Verb::Merge(args) => merge::run(args, &terminal),
        Verb::Erlang(args) => erlang(args),
        Verb::Schema => schema::run(),
        Verb::Man(args) => man::run(args),
        Verb::Completions(args) => completions::run(args),
    };
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::BadInput) => ExitCode::from(2),
        Ok(Outcome::GateFailed) => ExitCode::from(3),
        Ok(Outcome::Undecided) => ExitCode::from(4),
        Ok(Outcome::NoBaseline) => ExitCode::from(5),
        Ok(Outcome::Differs) => ExitCode::from(6),
        Ok(Outcome::Interrupted) => ExitCode::from(130),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            terminal.complain(&format!("{error:#}"));
            ExitCode::from(exit_code(&error))
        }
    }
}

/// Says which verb is missing if a scenario stands in its place.
fn with_verb(mut error: clap::Error) -> clap::Error {
    if let Some(ContextValue::String(written)) = error.get(ContextKind::InvalidSubcommand)
        && (written.ends_with(".toml") || Path::new(written).exists())
    {
        let help = format!("to simulate a scenario, write `callsim run {written}`");
        let help = ContextValue::StyledStrs(vec![help.into()]);
        error.insert(ContextKind::Suggested, help);
    }
    error
}

fn erlang(args: &erlang::ErlangArgs) -> anyhow::Result<Outcome> {
    let mut out = io::stdout().lock();
    erlang::run(args, &mut out)?;
    out.flush()?;
    Ok(Outcome::Done)
}

/// Whether whoever read our output has heard enough.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io_errors = error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
    io_errors.map(io::Error::kind).any(|kind| kind == io::ErrorKind::BrokenPipe)
}

/// How the program ends after an error.
fn exit_code(error: &anyhow::Error) -> u8 {
    match error {
        error if error.is::<OtherVersion>() || error.is::<BadBaseline>() => 5,
        error if is_bad_usage(error) => 2,
        _ => 1,
    }
}

/// Whether the person can mend it by calling us in another way.
fn is_bad_usage(error: &anyhow::Error) -> bool {
    use crate::report::FolderError::{Io, NotAFolder, NotOurs};
    error.is::<BadUsage>()
        || error.is::<erlang::Refused>()
        || match error.downcast_ref() {
            Some(NotOurs { .. } | NotAFolder(_)) => true,
            Some(Io { source, .. }) => is_bad_place(source.kind()),
            None => false,
        }
}

/// Whether results could be written elsewhere.
fn is_bad_place(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{
        AlreadyExists, InvalidInput, NotADirectory, NotFound, PermissionDenied, ReadOnlyFilesystem,
    };
    matches!(
        kind,
        AlreadyExists
            | InvalidInput
            | NotADirectory
            | NotFound
            | PermissionDenied
            | ReadOnlyFilesystem
    )
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_contradicts_itself_nowhere() {
        Cli::command().debug_assert();
    }
}

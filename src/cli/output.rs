//! What the verbs with results share: where results go, how they are shown, who made them.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime};

use clap::{Args, ValueEnum};

use super::folder_name::folder_name;
use super::terminal::Terminal;
use super::{BadUsage, Outcome, first_twin};
use crate::experiment::{Results, Shard};
use crate::model::Model;
use crate::report::{Format, Provenance, Source, ThisRun, write_results};
use crate::scenario::Scenario;

/// Where results go, and how they are shown.
#[derive(Args, Clone, Debug)]
pub(super) struct OutputArgs {
    /// Where the results go: this folder for one scenario, folders in it for several [default:
    /// results/NAME, and results/NAME+PATH=VALUE with --set]
    #[arg(short, long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// What is written to standard output
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: FormatChoice,
    /// No progress and no remarks on standard error
    #[arg(short, long)]
    pub(super) quiet: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum FormatChoice {
    /// A page of tables
    Table,
    /// The summary as JSON
    Json,
    /// The summary as CSV
    Csv,
    /// A page of tables in Markdown
    Markdown,
}

impl OutputArgs {
    /// Whether results that follow one another are pages, which need a line between them.
    pub(super) fn is_page(&self) -> bool {
        matches!(self.format, FormatChoice::Table | FormatChoice::Markdown)
    }

    /// Whether results that follow one another are a list.
    pub(super) fn is_json(&self) -> bool {
        self.format == FormatChoice::Json
    }

    /// Where the results of each scenario go; `default` says so if nobody else does.
    ///
    /// # Errors
    ///
    /// If those of two would go to the same folder.
    pub(super) fn targets(
        &self,
        scenarios: &[Scenario],
        default: impl Fn(&Scenario) -> PathBuf,
    ) -> Result<Vec<PathBuf>, BadUsage> {
        let target = |scenario: &Scenario| match &self.out {
            Some(out) if scenarios.len() == 1 => out.clone(),
            Some(out) => out.join(folder_name(&scenario.name, &[])),
            None => default(scenario),
        };
        let targets: Vec<_> = scenarios.iter().map(target).collect();
        match first_twin(&targets) {
            None => Ok(targets),
            Some(twin) => Err(BadUsage(format!(
                "two scenarios would write their results to `{}`",
                twin.display()
            ))),
        }
    }

    /// Shows results on standard output.
    pub(super) fn show(
        &self,
        results: &Results,
        model: &Model,
        overrides: &[String],
        terminal: &Terminal,
    ) -> io::Result<()> {
        let format = self.format(terminal);
        show(|out| write_results(results, model, overrides, format, out))
    }

    /// How results are shown on standard output.
    pub(super) fn format(&self, terminal: &Terminal) -> Format {
        match self.format {
            FormatChoice::Table => Format::Table { color: terminal.color_out },
            FormatChoice::Json => Format::Json,
            FormatChoice::Csv => Format::Csv,
            FormatChoice::Markdown => Format::Markdown,
        }
    }

    /// Shows results that an earlier run has written; pages can't be drawn again.
    pub(super) fn show_again(&self, folder: &Path) -> io::Result<()> {
        let file = match self.format {
            FormatChoice::Json => "summary.json",
            FormatChoice::Csv => "summary.csv",
            FormatChoice::Table | FormatChoice::Markdown => return Ok(()),
        };
        let mut summary = File::open(folder.join(file))?;
        unless_hung_up(io::copy(&mut summary, &mut io::stdout().lock()).map(drop))
    }

    /// Says something that is no result.
    pub(super) fn remark(&self, terminal: &Terminal, text: &str) {
        if !self.quiet {
            terminal.say(text);
        }
    }

    /// Says where the results are.
    pub(super) fn say_where(&self, terminal: &Terminal, target: &Path) {
        self.remark(terminal, &format!("results are in {}", target.display()));
    }

    /// Says that somebody interrupted us before there was anything to write.
    pub(super) fn nothing_written(&self, terminal: &Terminal, before: &str) -> Outcome {
        self.remark(terminal, &format!("interrupted {before}; nothing was written"));
        Outcome::Interrupted
    }
}

/// Writes something to standard output.
pub(super) fn show(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let write = || {
        let mut out = io::BufWriter::new(io::stdout().lock());
        write(&mut out)?;
        out.flush()
    };
    unless_hung_up(write())
}

/// Whoever reads our output may stop listening: the files hold it all, and the next scenario is
/// still to be simulated.
pub(super) fn unless_hung_up(shown: io::Result<()>) -> io::Result<()> {
    match shown {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        shown => shown,
    }
}

/// The folder of a scenario's results, or of one shard of them.
pub(super) fn default_folder(scenario: &str, overrides: &[String], shard: Shard) -> PathBuf {
    let name = folder_name(scenario, overrides);
    let name = match shard {
        Shard::WHOLE => name,
        shard => format!("{name}-{}-of-{}", shard.number(), shard.count()),
    };
    Path::new("results").join(name)
}

/// Where the model of a scenario came from.
pub(super) fn provenance(scenario: &Scenario, overrides: &[String], shard: Shard) -> Provenance {
    let sources = scenario.sources.iter().map(|file| Source {
        // The folder is no part of the scenario, and differs from machine to machine.
        file: file.file_name(),
        sha256: file.sha256.clone(),
        rows_not_used: scenario.rows_not_used(file),
    });
    Provenance {
        description: scenario.description.clone(),
        document: scenario.document.clone(),
        overrides: overrides.to_vec(),
        sources: sources.collect(),
        shard,
    }
}

/// What is said if a folder of results can't be written.
pub(super) fn cannot_write(target: &Path) -> String {
    format!("cannot write results to `{}`", target.display())
}

/// As many threads as there are cores.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Measures how long a run takes, for the manifest and for remarks: no result says it.
pub(super) struct Clock {
    began: Instant,
    started: SystemTime,
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "the manifest says when it was, no result does")]
    pub(super) fn start() -> Self {
        Clock { began: Instant::now(), started: SystemTime::now() }
    }

    /// How long it has run.
    pub(super) fn seconds(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }

    pub(super) fn stop(&self, threads: usize) -> ThisRun {
        let started = self.started.duration_since(SystemTime::UNIX_EPOCH);
        ThisRun {
            started: started.map_or(0, |since| since.as_secs()),
            seconds: self.seconds(),
            threads,
            system: std::env::consts::OS,
            processor: std::env::consts::ARCH,
        }
    }
}

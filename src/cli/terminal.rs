//! What the verbs share: colours, complaints, progress, Ctrl-C.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use anyhow::Context;
use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::experiment::Progress;
use crate::scenario::Problems;

/// When to use colours.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The two streams that a person may be looking at.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// Whether standard output may hold escape sequences.
    pub color_out: bool,
    /// Whether standard error may hold escape sequences.
    pub color_err: bool,
}

impl Terminal {
    /// What the streams can show.
    pub fn new(choice: ColorChoice) -> Self {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let may = |is_terminal: bool| match choice {
            ColorChoice::Auto => is_terminal && !is_set("NO_COLOR") && !is_dumb,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        Terminal {
            color_out: may(io::stdout().is_terminal()),
            color_err: may(io::stderr().is_terminal()),
        }
    }

    /// Says on standard error what went wrong.
    pub fn complain(&self, text: &str) {
        match self.color_err {
            true => self.say(&format!("\x1b[1;31merror\x1b[0m: {text}")),
            false => self.say(&format!("error: {text}")),
        }
    }

    /// Says on standard error what is wrong with a scenario, or doubtful.
    pub fn show_problems(&self, problems: &Problems) {
        if !problems.is_empty() {
            self.say(problems.render(self.color_err).trim_end());
        }
    }

    /// Says something on standard error. If nobody can hear it, there is nobody to tell so.
    pub fn say(&self, text: &str) {
        let _ = writeln!(io::stderr(), "{text}");
    }
}

/// A bar on standard error that moves while replications are run; nothing if that is no terminal.
#[derive(Debug)]
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar for the replications of a scenario.
    pub fn new(name: &str, replications: u64, is_quiet: bool) -> Self {
        let target = match is_quiet || !io::stderr().is_terminal() {
            true => ProgressDrawTarget::hidden(),
            false => ProgressDrawTarget::stderr(),
        };
        let bar = ProgressBar::with_draw_target(Some(replications), target);
        let template = "{msg} {bar:30} {human_pos}/{human_len} replications, {rate}{left}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.with_key("rate", rate).with_key("left", left));
        }
        bar.set_message(name.to_owned());
        Bar(bar)
    }

    /// So many replications were complete before.
    pub fn skip(&self, complete: u64) {
        self.0.inc(complete);
        self.0.reset_eta();
    }

    /// From now on there are so many replications to run, and this is said of them.
    pub fn aim(&self, replications: u64, said: String) {
        self.0.set_length(replications);
        self.0.set_message(said);
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

/// Replications per second. What may follow a colon in a template is a width and a colour, no
/// number of decimals.
fn rate(state: &ProgressState, to: &mut dyn fmt::Write) {
    let _ = write!(to, "{:.0}/s", state.per_sec());
}

/// The time that is left, if it is worth a word.
fn left(state: &ProgressState, to: &mut dyn fmt::Write) {
    let left = state.eta();
    if left.as_secs() > 0 {
        let _ = write!(to, ", {:#} left", HumanDuration(left));
    }
}

impl Progress for Bar {
    fn replication_done(&self) {
        self.0.inc(1);
    }
}

/// Ctrl-C: the first lets what is in progress be finished, the second ends the program at once.
#[derive(Debug)]
pub struct Interruption {
    flag: Arc<AtomicBool>,
    /// The temporary folder that is left if the program ends now.
    left: Arc<Mutex<Option<PathBuf>>>,
}

impl Interruption {
    /// Begins to listen.
    ///
    /// # Errors
    ///
    /// If the system does not let us.
    pub fn new(is_quiet: bool) -> anyhow::Result<Self> {
        let heard = Interruption { flag: Arc::default(), left: Arc::default() };
        let (flag, left) = (Arc::clone(&heard.flag), Arc::clone(&heard.left));
        let hear = move || {
            if flag.swap(true, Ordering::Relaxed) {
                remove(left.lock().map_or(None, |mut left| left.take()).as_deref());
                std::process::exit(130);
            }
            if !is_quiet {
                // The bar and `^C` are on the line.
                let line = if io::stderr().is_terminal() { "\n" } else { "" };
                let _ = writeln!(io::stderr(), "{line}{FINISHING}");
            }
        };
        ctrlc::set_handler(hear).context("cannot listen for Ctrl-C")?;
        Ok(heard)
    }

    /// What the first Ctrl-C sets.
    pub fn flag(&self) -> &AtomicBool {
        &self.flag
    }

    /// From now on this temporary folder goes away with the program.
    pub fn would_leave(&self, folder: &Path) {
        if let Ok(mut left) = self.left.lock() {
            *left = Some(folder.to_owned());
        }
    }
}

const FINISHING: &str = "finishing the replications in progress; Ctrl-C again stops at once";

/// Removes a folder in which somebody may still be writing, as far as possible.
fn remove(folder: Option<&Path>) {
    let Some(folder) = folder else { return };
    for _ in 0..3 {
        if std::fs::remove_dir_all(folder).is_ok() {
            return;
        }
    }
}

//! What the verbs share: colours, complaints, progress, Ctrl-C.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

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

    /// Says on standard error what is wrong with a scenario.
    pub fn show_problems(&self, problems: &Problems) {
        self.say(problems.render(self.color_err).trim_end());
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
        let template =
            "{msg} {bar:30} {human_pos}/{human_len} replications, {per_sec:.0}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(name.to_owned());
        Bar(bar)
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar {
    fn replication_done(&self) {
        self.0.inc(1);
    }
}

/// A flag that Ctrl-C sets; the second Ctrl-C ends the program at once.
///
/// # Errors
///
/// If the system does not let us listen.
pub fn interruption() -> anyhow::Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&flag);
    let heard = move || {
        if set.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    };
    ctrlc::set_handler(heard).context("cannot listen for Ctrl-C")?;
    Ok(flag)
}

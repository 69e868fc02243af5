//! Several scenarios, one after the other, and what stands between their results on standard output.

use std::io::{self, Write};

use super::Outcome;
use super::output::{OutputArgs, unless_hung_up};

/// Runs one job after the other, until somebody interrupts; the gravest end is that of all. `asked` is
/// how many scenarios there are, those without a job included.
pub(super) fn one_by_one<J>(
    jobs: Vec<J>,
    asked: usize,
    output: &OutputArgs,
    mut run: impl FnMut(J, &mut Shown) -> anyhow::Result<Outcome>,
) -> anyhow::Result<Outcome> {
    let mut shown = Shown::begin(output, asked)?;
    let mut outcome = Outcome::Done;
    for job in jobs {
        outcome = outcome.max(run(job, &mut shown)?);
        if outcome == Outcome::Interrupted {
            break;
        }
    }
    shown.end()?;
    Ok(outcome)
}

/// Results on standard output: pages with a line between them, or a list if it is JSON.
pub(super) struct Shown {
    is_list: bool,
    /// What stands before the next results.
    next: &'static str,
    between: &'static str,
}

impl Shown {
    fn begin(output: &OutputArgs, count: usize) -> io::Result<Self> {
        let is_list = output.is_json() && count > 1;
        let (before_all, between) = match (is_list, output.is_page()) {
            (true, _) => ("[\n", ",\n"),
            (false, true) => ("", "\n"),
            (false, false) => ("", ""),
        };
        say(before_all)?;
        Ok(Shown { is_list, next: "", between })
    }

    /// Results come next.
    pub(super) fn separate(&mut self) -> io::Result<()> {
        say(std::mem::replace(&mut self.next, self.between))
    }

    fn end(self) -> io::Result<()> {
        say(if self.is_list { "]\n" } else { "" })
    }
}

fn say(text: &str) -> io::Result<()> {
    unless_hung_up(write!(io::stdout(), "{text}"))
}

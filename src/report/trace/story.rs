//! The log as lines to read.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::moments::moment;
use super::sentences::sentence;
use crate::observe::trace::{CallEvent, CallStep, Entry, Log, Wanted, What};

/// A line: when, who, what.
struct Line {
    moment: String,
    who: String,
    what: String,
    /// Where its story begins.
    story: usize,
}

/// Writes lines; returns how many there would be without a limit.
pub(super) fn write(
    log: &Log,
    entries: Vec<&Entry>,
    wanted: &Wanted,
    limit: usize,
    to: &mut dyn Write,
) -> io::Result<usize> {
    let mut lines = lines(log, &entries);
    let all = lines.len();
    let tells_stories =
        wanted.call.is_some() || wanted.outcome.is_some() || wanted.waited_over.is_some();
    if tells_stories {
        lines.sort_by_key(|line| line.story);
    }
    lines.truncate(limit);
    let widest = lines.iter().map(|line| line.who.chars().count()).max().unwrap_or(0);
    let mut last = None;
    for line in &lines {
        if tells_stories && last.is_some_and(|story| story != line.story) {
            writeln!(to)?;
        }
        last = Some(line.story);
        let who = format!("{:widest$}", line.who);
        let text = format!("{}  {who}  {}", line.moment, line.what);
        writeln!(to, "{}", text.replace(char::is_control, " "))?;
    }
    Ok(all)
}

fn lines(log: &Log, entries: &[&Entry]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut stories = BTreeMap::new();
    let mut before: Option<&Entry> = None;
    for (place, entry) in entries.iter().enumerate() {
        let next = entries.get(place + 1);
        let is_said = before.is_some_and(|before| says_it(before, entry))
            || next.is_some_and(|next| rings_at_once(entry, next));
        before = Some(entry);
        let Some((who, what)) = sentence(log, entry).filter(|_| !is_said) else { continue };
        let story = match &entry.what {
            What::Call { call, .. } => *stories.entry((call.origin, call.number)).or_insert(place),
            _ => place,
        };
        lines.push(Line { moment: moment(log.model.horizon(), entry.at), who, what, story });
    }
    lines
}

/// Whether an entry says that a caller comes to the queue of the number that was dialled, just
/// now.
fn says_it(before: &Entry, entry: &Entry) -> bool {
    let What::Call { call, event: CallEvent::Step(CallStep::Came { is_task: false }), .. } =
        &entry.what
    else {
        return false;
    };
    let dialled = |event: &CallEvent| matches!(event, CallEvent::Step(CallStep::Dialled));
    matches!(&before.what, What::Call { call: one, event, .. } if one == call && dialled(event))
}

/// Whether a call waits only as long as it rings.
fn rings_at_once(entry: &Entry, next: &Entry) -> bool {
    let step = |entry: &Entry| match &entry.what {
        What::Call { call, event: CallEvent::Step(step), .. } => Some((*call, *step)),
        _ => None,
    };
    match (step(entry), step(next)) {
        (Some((one, CallStep::Queued { .. })), Some((other, CallStep::Rang { .. }))) => {
            one == other && entry.at == next.at
        }
        _ => false,
    }
}

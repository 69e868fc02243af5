//! The rows of imported files that were not used, and why.

use std::fmt;

use crate::model::CivilDate;

/// A row of an imported file that says nothing about what is simulated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnusedRow {
    /// The file's path as written in the scenario.
    pub path: String,
    /// Its line in the file, from 1.
    pub line: usize,
    /// Why it was not used.
    pub reason: UnusedReason,
}

/// Why a row was not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnusedReason {
    /// It is for a day that is not simulated.
    OtherDay(CivilDate),
    /// It is for a time at which the lines are closed.
    Closed,
    /// It is for somebody or something that the scenario doesn't have.
    UnknownName {
        /// What should have the name.
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// It is for something that the scenario gives in another way.
    NotImported {
        /// What it is.
        kind: &'static str,
        /// Its name.
        name: String,
    },
}

/// Rows of a file that were not used for the same reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnusedRows {
    /// The file's path as written in the scenario.
    pub path: String,
    /// Why the first of them was not used.
    pub reason: UnusedReason,
    /// Their lines, from 1, in order; days that are not simulated are one reason.
    pub lines: Vec<usize>,
    /// The last day, if it is because of days.
    last_day: Option<CivilDate>,
}

/// Every row once, those of a file with the same reason together.
pub fn unused_by_reason(rows: &[UnusedRow]) -> Vec<UnusedRows> {
    let mut groups: Vec<UnusedRows> = Vec::new();
    for UnusedRow { path, line, reason } in rows {
        let day = reason.day();
        let alike = groups.iter_mut().find(|group| {
            let is_alike = group.reason == *reason || group.last_day.is_some() && day.is_some();
            group.path == *path && is_alike
        });
        match alike {
            Some(group) => {
                group.lines.push(*line);
                group.last_day = group.last_day.max(day);
                if let (UnusedReason::OtherDay(first), Some(day)) = (&mut group.reason, day) {
                    *first = day.min(*first);
                }
            }
            None => groups.push(UnusedRows {
                path: path.clone(),
                reason: reason.clone(),
                lines: vec![*line],
                last_day: day,
            }),
        }
    }
    groups.iter_mut().for_each(|group| group.lines.sort_unstable());
    groups
}

impl UnusedReason {
    fn day(&self) -> Option<CivilDate> {
        match self {
            UnusedReason::OtherDay(date) => Some(*date),
            UnusedReason::Closed
            | UnusedReason::UnknownName { .. }
            | UnusedReason::NotImported { .. } => None,
        }
    }
}

impl fmt::Display for UnusedReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UnusedReason::OtherDay(date) => write!(f, "{date} is not simulated"),
            UnusedReason::Closed => f.write_str("the lines are closed"),
            UnusedReason::UnknownName { kind, name } => {
                write!(f, "the scenario has no {kind} `{name}`")
            }
            UnusedReason::NotImported { kind, name } => {
                write!(f, "{kind} `{name}` does not import it")
            }
        }
    }
}

impl fmt::Display for UnusedRows {
    /// `forecast.csv, lines 2 to 5 and 9: the lines are closed`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.lines.len() == 1 { "line" } else { "lines" };
        write!(f, "{}, {word} {}: ", self.path, stretches(&self.lines))?;
        match (&self.reason, self.last_day) {
            (UnusedReason::OtherDay(first), Some(last)) if *first < last => {
                write!(f, "days from {first} to {last} that are not simulated")
            }
            (reason, _) => write!(f, "{reason}"),
        }
    }
}

/// Line numbers in order, those that follow each other from the first to the last.
fn stretches(lines: &[usize]) -> String {
    const MOST: usize = 100;
    let together: Vec<&[usize]> = lines.chunk_by(|one, next| one + 1 == *next).collect();
    let shown = together.iter().take(MOST).map(|stretch| match stretch {
        [first, .., last] => format!("{first} to {last}"),
        [] | [_] => stretch.iter().map(usize::to_string).collect(),
    });
    let mut shown: Vec<String> = shown.collect();
    let rest: usize = together.iter().skip(MOST).map(|stretch| stretch.len()).sum();
    if rest > 0 {
        shown.push(format!("{rest} more"));
    }
    match shown.as_slice() {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        _ => shown.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn rows_are_listed_by_file_and_reason() {
        let row = |path: &str, line, reason| UnusedRow { path: path.to_owned(), line, reason };
        let name = |name: &str| UnusedReason::UnknownName { kind: "call type", name: name.into() };
        let day = |day| UnusedReason::OtherDay(date(2026, 3, day));
        let rows = [
            row("a.csv", 2, day(3)),
            row("a.csv", 3, day(3)),
            row("a.csv", 4, name("x")),
            row("a.csv", 5, day(1)),
            row("b.csv", 9, day(1)),
        ];
        let listed: Vec<String> =
            unused_by_reason(&rows).iter().map(UnusedRows::to_string).collect();
        assert_eq!(
            listed,
            [
                "a.csv, lines 2 to 3 and 5: days from 2026-03-01 to 2026-03-03 that are not simulated",
                "a.csv, line 4: the scenario has no call type `x`",
                "b.csv, line 9: 2026-03-01 is not simulated",
            ]
        );
    }
}

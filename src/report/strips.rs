//! The day at a glance: a sign an interval, where signs are all there is to draw with.
//!
//! Nothing is said by the signs alone. The scale and the ends of a line stand beside it in numbers,
//! and every value is in `intervals.csv`.

use super::labels::weekday_name;
use super::table::{Line, WIDEST, Weight, short};
use crate::model::{Horizon, Interval};
use crate::time::{MICROS_PER_DAY, SimTime};

/// Signs from nothing to the whole scale.
const SIGNS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A value that there is not, as of no calls.
const NO_VALUE: char = '·';

/// More signs than this would not fit beside a name and a remark.
pub(super) const MOST_SIGNS: usize = 48;

/// Some lines of signs below each other, with what they show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Strips {
    /// What stands above them: what is shown, when, and in what scale.
    pub(super) title: String,
    /// The lines.
    pub(super) lines: Vec<Strip>,
}

/// A line of signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Strip {
    /// Whose values: a name from the scenario, or a day.
    pub(super) name: String,
    /// What is shown, where lines of a name show several things.
    pub(super) what: &'static str,
    /// A sign an interval.
    pub(super) signs: String,
    /// What is to be known in numbers: the worst, the most.
    pub(super) remark: String,
}

impl Strips {
    /// The lines on a terminal, an empty one before them.
    pub(super) fn lines(&self) -> Vec<Line> {
        let line = |text, weight| Line { text, weight };
        let head = [line(String::new(), Weight::Plain), line(self.title.clone(), Weight::Faint)];
        let strips = self.texts().into_iter().map(|text| line(text, Weight::Plain));
        head.into_iter().chain(strips).collect()
    }

    /// The lines in Markdown: indented, for nothing in such a block can end it.
    pub(super) fn markdown(&self) -> String {
        let lines = self.lines().into_iter().skip(1);
        let lines = lines.map(|line| format!("    {}\n", line.drawn(false)));
        format!("\n{}", lines.collect::<String>())
    }

    fn texts(&self) -> Vec<String> {
        let long = |text: &str| text.chars().count();
        let widest =
            |width: &dyn Fn(&Strip) -> usize| self.lines.iter().map(width).max().unwrap_or(0);
        let (what, signs) = (widest(&|it| long(it.what)), widest(&|it| long(&it.signs)));
        let others = what + signs + widest(&|it| long(&it.remark)) + 3 * GAP.len();
        let name = widest(&|it| long(&it.name)).min(WIDEST.saturating_sub(others)).max(FEWEST);
        let mut before = None;
        let texts = self.lines.iter().map(|each| {
            // A name stands at its first line.
            let its = if before == Some(&each.name) { "" } else { &each.name };
            before = Some(&each.name);
            let middle = match what {
                0 => String::new(),
                _ => format!("{:<what$}{GAP}", each.what),
            };
            let its = short(its, name);
            let text =
                format!("{its:<name$}{GAP}{middle}{:<signs$}{GAP}{}", each.signs, each.remark);
            text.trim_end().to_owned()
        });
        texts.collect()
    }
}

/// What stands between columns.
const GAP: &str = "  ";

/// Names are cut to no fewer letters.
const FEWEST: usize = 12;

/// A sign for each value from 0 to `most`.
pub(super) fn signs(values: impl IntoIterator<Item = Option<f64>>, most: f64) -> String {
    values.into_iter().map(|value| value.map_or(NO_VALUE, |value| sign(value, most))).collect()
}

fn sign(value: f64, most: f64) -> char {
    let share = if most > 0.0 { value / most } else { 0.0 };
    let step = (share * SIGNS.len() as f64) as usize;
    SIGNS[step.min(SIGNS.len() - 1)]
}

/// The times of day at which intervals begin, of several days together.
pub(super) fn times_of_day<'i>(intervals: impl Iterator<Item = &'i Interval>) -> Vec<SimTime> {
    let mut times: Vec<_> = intervals.map(time_of_day).collect();
    times.sort_unstable();
    times.dedup();
    times
}

/// When in its day an interval begins.
pub(super) fn time_of_day(interval: &Interval) -> SimTime {
    SimTime::from_micros(interval.start.as_micros() - u64::from(interval.day) * MICROS_PER_DAY)
}

/// What a day of several is called: `monday 2026-03-02`.
pub(super) fn day_label(horizon: &Horizon, day: u32) -> String {
    let weekday = horizon.weekday(day).map_or("", weekday_name);
    let date = horizon.date_of(day).map_or(String::new(), |date| date.to_string());
    format!("{weekday} {date}").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_go_from_nothing_to_the_whole_scale() {
        let values = [Some(0.0), Some(0.5), Some(0.999), Some(1.0), None];
        assert_eq!(signs(values, 1.0), "▁▅██·");
        assert_eq!(signs([Some(0.0), Some(0.0)], 0.0), "▁▁");
    }

    #[test]
    fn signs_stand_under_each_other_and_no_name_breaks_out() {
        let strip = |name: &str, what| Strip {
            name: name.to_owned(),
            what,
            signs: "▁█".to_owned(),
            remark: "0–100 %".to_owned(),
        };
        let lines = vec![strip("a\n```b", "level"), strip("a\n```b", "queue"), strip("c", "level")];
        let strips = Strips { title: "a day".to_owned(), lines };
        let name = " ".repeat(12);
        assert_eq!(
            strips.markdown(),
            format!(
                "\n    a day\n    a ```b        level  ▁█  0–100 %\n    {name}  queue  ▁█  0–100 %\n    \
                 c             level  ▁█  0–100 %\n"
            )
        );
    }
}

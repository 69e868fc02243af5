//! The open intervals of a horizon, and lists with one element for each.

use super::Compiler;
use crate::model::{Horizon, Interval, IntervalKind};
use crate::scenario::leaf::ClockTime;
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::List;
use crate::scenario::source::Place;
use crate::time::{MICROS_PER_DAY, SimDuration, SimTime};

/// The open intervals of all days, in order of time.
pub(super) fn open_intervals(horizon: &Horizon) -> Vec<Interval> {
    let intervals = horizon.intervals().iter();
    intervals.filter(|each| each.kind == IntervalKind::Open).copied().collect()
}

impl<'a> Compiler<'a> {
    /// The horizon, if it is one of days; a problem if it is not.
    pub(super) fn horizon_of_days(
        &mut self,
        what: &'static str,
        place: Place,
    ) -> Option<&'a Horizon> {
        let horizon = self.horizon?;
        if horizon.open_hours().is_empty() {
            self.problems.report(place, ProblemKind::NeedsDays { what });
            return None;
        }
        self.horizon
    }

    /// The element of a list for each open interval of the horizon. The list is for one day, and
    /// then repeats, or for all days.
    pub(super) fn for_each_open_interval<'t, T>(
        &mut self,
        list: &'t List<T>,
    ) -> Option<Vec<(Interval, &'t T)>> {
        let places = self.place_of_each(list)?;
        let elements = list.all()?;
        let open = open_intervals(self.horizon?);
        Some(open.into_iter().zip(places).map(|(each, place)| (each, elements[place])).collect())
    }

    /// For each open interval of the horizon, the place of its element in a list.
    pub(super) fn place_of_each<T>(&mut self, list: &List<T>) -> Option<Vec<usize>> {
        let horizon = self.horizon_of_days("`per_interval`", list.place)?;
        let open = open_intervals(horizon);
        let day = WidestDay::of(horizon, &open);
        let found = list.items.len();
        if found == day.count {
            return Some(open.iter().map(|each| day.place_of(each)).collect());
        }
        if found == open.len() {
            return Some((0..found).collect());
        }
        let mut remedy = how_many(&day, open.len(), horizon);
        if found == 2 * day.count || found == 2 * open.len() {
            remedy += "; decimals follow a point, as in `0.8`: a comma begins the next number";
        }
        let (expected, unit) = (day.count, "interval");
        let kind = ProblemKind::WrongCount { found, expected, unit, remedy };
        self.problems.report(list.place, kind);
        None
    }
}

/// The intervals from the earliest opening to the latest closing by the clock.
///
/// What is given for one day is given for these, and each day takes those within its own hours.
pub(super) struct WidestDay {
    /// The earliest opening, from midnight.
    pub(super) open: SimDuration,
    /// The latest closing, from midnight.
    pub(super) close: SimDuration,
    /// How long an interval is.
    pub(super) interval: SimDuration,
    /// How many there are.
    pub(super) count: usize,
}

impl WidestDay {
    /// That of a horizon with these open intervals.
    pub(super) fn of(horizon: &Horizon, open: &[Interval]) -> Self {
        let hours = horizon.open_hours();
        let since_midnight = |time: SimTime, day| time - midnight(day);
        let opening = hours.iter().map(|each| since_midnight(each.open, each.day)).min();
        let closing = hours.iter().map(|each| since_midnight(each.close, each.day)).max();
        let (first, last) = opening.zip(closing).expect("a horizon of days has an open day");
        let interval = open[0].end - open[0].start;
        let count = (last.as_micros() - first.as_micros()) / interval.as_micros();
        WidestDay { open: first, close: last, interval, count: count as usize }
    }

    /// The number of the interval that begins at the same time of day.
    pub(super) fn place_of(&self, interval: &Interval) -> usize {
        (self.since_open(interval).as_micros() / self.interval.as_micros()) as usize
    }

    /// The time of day at which an interval begins, counted from the earliest opening.
    pub(super) fn since_open(&self, interval: &Interval) -> SimDuration {
        interval.start - (midnight(interval.day) + self.open)
    }
}

/// The first moment of a day.
pub(super) fn midnight(day: u32) -> SimTime {
    SimTime::from_micros(u64::from(day) * MICROS_PER_DAY)
}

/// How many elements a list per interval must have, and why.
fn how_many(day: &WidestDay, all: usize, horizon: &Horizon) -> String {
    let WidestDay { interval, count, .. } = day;
    let days = horizon.open_hours().len();
    let each = format!("one for each {interval} of the opening hours");
    if days == 1 {
        return format!("give {count}, {each}");
    }
    if count * days == all {
        return format!("give {count}, {each} of a day, or {all} for all {days} days");
    }
    let (open, close) = (ClockTime(day.open), ClockTime(day.close));
    let each = format!("one for each {interval} from {open} to {close}");
    format!("give {count}, {each}, of which each day takes its own, or {all} for all {days} days")
}

//! The open intervals of a horizon, and which of them the rows of a file are for.

use super::intervals::{WidestDay, midnight, open_intervals};
use crate::model::{CivilDate, Horizon, Interval, IntervalKind};
use crate::scenario::leaf::ClockTime;
use crate::time::{MICROS_PER_DAY, SimDuration, SimTime};

/// The open intervals of a horizon of days, to be found by when they start.
pub(super) struct Grid<'a> {
    horizon: &'a Horizon,
    first_day: CivilDate,
    /// Of all days.
    open: Vec<Interval>,
    /// What rows without dates are for.
    day: WidestDay,
}

/// What of the horizon a row is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// An interval: with a date that of this number, without one all that start at the time of day
    /// of this number.
    Interval(usize),
    /// A time in an interval that is not its start.
    Within,
    /// A time at which the lines are closed.
    Closed,
    /// A day that is not simulated.
    OtherDay(CivilDate),
}

impl<'a> Grid<'a> {
    /// The grid of a horizon of days.
    pub(super) fn new(horizon: &'a Horizon) -> Option<Self> {
        let open = open_intervals(horizon);
        let day = WidestDay::of(horizon, &open);
        Some(Grid { horizon, first_day: horizon.start_date()?, open, day })
    }

    /// What a row is for.
    pub(super) fn slot(&self, date: Option<CivilDate>, time: SimDuration) -> Slot {
        let Some(date) = date else { return self.slot_of_any_day(time) };
        let day = (date - self.first_day).get_days();
        let Ok(day) = u64::try_from(day) else { return Slot::OtherDay(date) };
        let at = SimTime::from_micros(day * MICROS_PER_DAY) + time;
        if at.as_micros() / MICROS_PER_DAY >= u64::from(self.horizon.day_count()) {
            return Slot::OtherDay(date);
        }
        if let Ok(number) = self.open.binary_search_by_key(&at, |each| each.start) {
            return Slot::Interval(number);
        }
        let within = self.horizon.interval_at(at).map(|index| self.horizon.intervals()[index]);
        match within.map(|interval| interval.kind) {
            Some(IntervalKind::Open) => Slot::Within,
            Some(_) | None => Slot::Closed,
        }
    }

    fn slot_of_any_day(&self, time: SimDuration) -> Slot {
        if time < self.day.open || time >= self.day.close {
            return Slot::Closed;
        }
        let since_open = time.as_micros() - self.day.open.as_micros();
        let interval = self.day.interval.as_micros();
        match since_open % interval {
            0 => Slot::Interval((since_open / interval) as usize),
            _ => Slot::Within,
        }
    }

    /// How many rows there should be.
    pub(super) fn rows(&self, is_dated: bool) -> usize {
        if is_dated { self.open.len() } else { self.day.count }
    }

    /// For each open interval, the number of its row.
    pub(super) fn row_of_each(&self, is_dated: bool) -> Vec<usize> {
        match is_dated {
            true => (0..self.open.len()).collect(),
            false => self.open.iter().map(|each| self.day.place_of(each)).collect(),
        }
    }

    /// The open intervals of all days.
    pub(super) fn open(&self) -> &[Interval] {
        &self.open
    }

    /// How a row says when it starts.
    pub(super) fn in_words(&self, row: usize, is_dated: bool) -> String {
        if !is_dated {
            let since_open = self.day.interval.as_micros() * row as u64;
            let time = self.day.open + SimDuration::from_micros(since_open);
            return ClockTime(time).to_string();
        }
        let interval = &self.open[row];
        let day = jiff::Span::new().days(i64::from(interval.day));
        let time = ClockTime(interval.start - midnight(interval.day));
        match self.first_day.checked_add(day) {
            Ok(date) => format!("{date} {time}"),
            Err(_) => time.to_string(),
        }
    }

    /// Which rows there should be.
    pub(super) fn rows_in_words(&self, is_dated: bool) -> String {
        let rows = self.rows(is_dated);
        let first = self.in_words(0, is_dated);
        if rows == 1 {
            return format!("the only one starts at {first}");
        }
        let (length, last) = (self.day.interval, self.in_words(rows - 1, is_dated));
        format!("while the lines are open, one starts every {length} from {first} to {last}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::AtClose;
    use jiff::civil::date;

    #[test]
    fn a_row_is_for_an_interval_or_not() {
        let minutes = |minutes: u64| SimDuration::from_secs(60 * minutes);
        let monday = date(2026, 3, 2);
        let (open, close) = (minutes(480), minutes(600));
        let horizon =
            Horizon::days(monday, 2, open, close, minutes(30), AtClose::ServeQueue).unwrap();
        let grid = Grid::new(&horizon).unwrap();
        let tuesday = Some(date(2026, 3, 3));
        assert_eq!(grid.slot(tuesday, minutes(540)), Slot::Interval(6));
        assert_eq!(grid.slot(None, minutes(540)), Slot::Interval(2));
        assert_eq!(grid.slot(tuesday, minutes(545)), Slot::Within);
        assert_eq!(grid.slot(None, minutes(599)), Slot::Within);
        for closed in [0, 479, 600, 1439] {
            assert_eq!(grid.slot(tuesday, minutes(closed)), Slot::Closed);
            assert_eq!(grid.slot(None, minutes(closed)), Slot::Closed);
        }
        assert_eq!(grid.slot(Some(monday), minutes(1440)), Slot::Closed);
        for other in [date(2026, 3, 1), date(2026, 3, 4), date(2025, 1, 1)] {
            assert_eq!(grid.slot(Some(other), minutes(540)), Slot::OtherDay(other));
        }
        assert_eq!(grid.row_of_each(false), [0, 1, 2, 3, 0, 1, 2, 3]);
        assert_eq!((grid.rows(true), grid.rows(false)), (8, 4));
        assert_eq!(grid.in_words(6, true), "2026-03-03 09:00");
    }
}

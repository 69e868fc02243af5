//! How long is simulated, and the intervals into which results are cut.

use crate::time::{MICROS_PER_DAY, SimDuration, SimTime};

/// A calendar date.
pub type CivilDate = jiff::civil::Date;

/// What happens at closing to the calls that still wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AtClose {
    /// Nobody new comes in; agents stay until the queues they serve are empty.
    #[default]
    ServeQueue,
    /// Waiting calls are turned away; agents go when their call and its wrap-up end.
    ClearQueue,
    /// What may wait for days stays for the next day; calls that don't abandon wait overnight.
    CarryOver,
}

/// The opening hours of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenHours {
    /// When the lines open, on the clock of the horizon.
    pub open: SimTime,
    /// When they close.
    pub close: SimTime,
}

/// What stretch of time an interval is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntervalKind {
    /// A slice of the opening hours, or of a plain length.
    Open,
    /// From midnight to opening.
    BeforeOpening,
    /// From closing to midnight; after the last day without end.
    AfterClosing,
}

/// A slice of the horizon for which results are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Its first moment.
    pub start: SimTime,
    /// The first moment after it.
    pub end: SimTime,
    /// The day it belongs to, from 0.
    pub day: u32,
    /// What it is.
    pub kind: IntervalKind,
}

/// How long is simulated: days with opening hours, or a plain length.
#[derive(Clone, Debug, PartialEq)]
pub struct Horizon {
    span: Span,
    intervals: Vec<Interval>,
}

#[derive(Clone, Debug, PartialEq)]
enum Span {
    Days { start: CivilDate, hours: Vec<OpenHours>, at_close: AtClose },
    Length { warm_up: SimTime, end: SimTime },
}

/// Why a horizon can't be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HorizonError {
    /// No day, or no time.
    #[error("the horizon is empty")]
    Empty,
    /// More than a hundred years.
    #[error("the horizon is longer than a hundred years")]
    TooLong,
    /// The lines must open before they close, within one day.
    #[error("opening must be before closing, within one day")]
    BadHours,
    /// The interval must cut the opening hours into whole slices.
    #[error("the interval must divide the opening hours")]
    BadInterval,
    /// So many intervals would not fit in memory.
    #[error("the horizon has more than a million intervals")]
    TooManyIntervals,
}

/// More intervals than this are refused: the counts of each are kept for every type and group.
const MOST_INTERVALS: u64 = 1_000_000;

impl Horizon {
    /// `days` days from `start`, each open from `open` to `close` (times of day), in slices of
    /// `interval`.
    ///
    /// # Errors
    ///
    /// [`HorizonError`] if the hours are not within a day, the interval does not divide them, or
    /// there are too many.
    pub fn days(
        start: CivilDate,
        days: u32,
        open: SimDuration,
        close: SimDuration,
        interval: SimDuration,
        at_close: AtClose,
    ) -> Result<Self, HorizonError> {
        let (open, close, interval) = (open.as_micros(), close.as_micros(), interval.as_micros());
        if days == 0 {
            return Err(HorizonError::Empty);
        }
        if days > 36_525 {
            return Err(HorizonError::TooLong);
        }
        if open >= close || close > MICROS_PER_DAY {
            return Err(HorizonError::BadHours);
        }
        if interval == 0 || (close - open) % interval != 0 {
            return Err(HorizonError::BadInterval);
        }
        if u64::from(days) * ((close - open) / interval + 2) > MOST_INTERVALS {
            return Err(HorizonError::TooManyIntervals);
        }
        let mut intervals = Vec::new();
        let mut hours = Vec::new();
        for day in 0..days {
            let midnight = u64::from(day) * MICROS_PER_DAY;
            let mut slice = |start: u64, end: u64, kind| {
                let (start, end) = (SimTime::from_micros(start), SimTime::from_micros(end));
                if start < end {
                    intervals.push(Interval { start, end, day, kind });
                }
            };
            slice(midnight, midnight + open, IntervalKind::BeforeOpening);
            for start in (open..close).step_by(interval as usize) {
                slice(midnight + start, midnight + start + interval, IntervalKind::Open);
            }
            let last = day + 1 == days;
            let end = if last { SimTime::NEVER.as_micros() } else { midnight + MICROS_PER_DAY };
            slice(midnight + close, end, IntervalKind::AfterClosing);
            hours.push(OpenHours {
                open: SimTime::from_micros(midnight + open),
                close: SimTime::from_micros(midnight + close),
            });
        }
        Ok(Horizon { span: Span::Days { start, hours, at_close }, intervals })
    }

    /// A plain length, of which `warm_up` is not counted, optionally in slices of `interval`
    /// (counted from zero; without one, all counted time is one interval).
    ///
    /// # Errors
    ///
    /// [`HorizonError`] if nothing is left after the warm-up, it is too long, or the slices too many.
    pub fn length(
        length: SimDuration,
        warm_up: SimDuration,
        interval: Option<SimDuration>,
    ) -> Result<Self, HorizonError> {
        if warm_up >= length {
            return Err(HorizonError::Empty);
        }
        if length > SimDuration::LONGEST {
            return Err(HorizonError::TooLong);
        }
        let (warm_up, end) = (SimTime::ZERO + warm_up, SimTime::ZERO + length);
        let interval = interval.unwrap_or(length).as_micros();
        if interval == 0 {
            return Err(HorizonError::BadInterval);
        }
        if length.as_micros() / interval > MOST_INTERVALS {
            return Err(HorizonError::TooManyIntervals);
        }
        let intervals = (0..end.as_micros())
            .step_by(interval as usize)
            .map(|start| Interval {
                start: SimTime::from_micros(start).max(warm_up),
                end: SimTime::from_micros(start + interval).min(end),
                day: 0,
                kind: IntervalKind::Open,
            })
            .filter(|slice| slice.start < slice.end)
            .collect();
        Ok(Horizon { span: Span::Length { warm_up, end }, intervals })
    }

    /// The intervals in order of time, without gaps or overlaps.
    pub fn intervals(&self) -> &[Interval] {
        &self.intervals
    }

    /// The interval that holds `time`; none in the warm-up or after a plain length.
    pub fn interval_at(&self, time: SimTime) -> Option<usize> {
        let after = self.intervals.partition_point(|each| each.start <= time);
        let index = after.checked_sub(1)?;
        (time < self.intervals[index].end).then_some(index)
    }

    /// The opening hours of each day; none for a plain length.
    pub fn open_hours(&self) -> &[OpenHours] {
        match &self.span {
            Span::Days { hours, .. } => hours,
            Span::Length { .. } => &[],
        }
    }

    /// The first open hours that begin after a moment.
    pub fn next_opening(&self, after: SimTime) -> Option<OpenHours> {
        let hours = self.open_hours();
        hours.get(hours.partition_point(|hours| hours.open <= after)).copied()
    }

    /// The first day's date; none for a plain length.
    pub fn start_date(&self) -> Option<CivilDate> {
        match self.span {
            Span::Days { start, .. } => Some(start),
            Span::Length { .. } => None,
        }
    }

    /// How many days there are; a plain length counts as one.
    pub fn day_count(&self) -> u32 {
        self.open_hours().len().max(1) as u32
    }

    /// What happens at closing; a plain length never closes.
    pub fn at_close(&self) -> Option<AtClose> {
        match self.span {
            Span::Days { at_close, .. } => Some(at_close),
            Span::Length { .. } => None,
        }
    }

    /// From when on calls and time are counted.
    pub fn counted_from(&self) -> SimTime {
        match self.span {
            Span::Days { .. } => SimTime::ZERO,
            Span::Length { warm_up, .. } => warm_up,
        }
    }

    /// The end of a plain length: calls that enter later are not counted. Days have none; they
    /// end when nothing more can happen.
    pub fn counted_until(&self) -> Option<SimTime> {
        match self.span {
            Span::Days { .. } => None,
            Span::Length { end, .. } => Some(end),
        }
    }

    /// A moment after which even calls without an outcome are given up and counted as
    /// `still_waiting`: twice a plain length, or a week after the last closing.
    pub fn cut_off(&self) -> SimTime {
        match &self.span {
            Span::Days { hours, .. } => {
                let last = hours.last().expect("a horizon of days has a day");
                last.close + SimDuration::from_micros(7 * MICROS_PER_DAY)
            }
            Span::Length { end, .. } => *end + end.since(SimTime::ZERO),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3600;

    fn bank_day() -> Horizon {
        Horizon::days(
            jiff::civil::date(2026, 3, 2),
            2,
            SimDuration::from_secs(8 * HOUR),
            SimDuration::from_secs(20 * HOUR),
            SimDuration::from_secs(HOUR / 2),
            AtClose::ServeQueue,
        )
        .unwrap()
    }

    #[test]
    fn every_moment_of_a_horizon_of_days_is_in_exactly_one_interval() {
        let horizon = bank_day();
        assert_eq!(horizon.intervals().len(), 2 * 26);
        for pair in horizon.intervals().windows(2) {
            assert_eq!(pair[0].end, pair[1].start);
        }
        let at = |seconds| SimTime::ZERO + SimDuration::from_secs(seconds);
        assert_eq!(horizon.interval_at(SimTime::ZERO), Some(0));
        assert_eq!(horizon.interval_at(at(8 * HOUR)), Some(1));
        assert_eq!(horizon.interval_at(at(20 * HOUR)), Some(25));
        assert_eq!(horizon.interval_at(at(24 * HOUR)), Some(26));
        assert_eq!(horizon.interval_at(at(1000 * HOUR)), Some(51));
    }

    #[test]
    fn the_warm_up_and_the_time_after_a_plain_length_are_in_no_interval() {
        let hours = |n| SimDuration::from_secs(n * HOUR);
        let horizon = Horizon::length(hours(10), hours(1), None).unwrap();
        let at = |n| SimTime::ZERO + hours(n);
        assert_eq!(horizon.interval_at(at(0)), None);
        assert_eq!(horizon.interval_at(at(1)), Some(0));
        assert_eq!(horizon.interval_at(at(10)), None);
        let sliced = Horizon::length(hours(10), hours(3), Some(hours(2))).unwrap();
        assert_eq!(sliced.intervals().len(), 4);
        assert_eq!(sliced.intervals()[0].start, at(3));
    }
}

//! How long is simulated, and the intervals into which results are cut.

use crate::time::{MICROS_PER_DAY, SimDuration, SimTime};

/// A calendar date.
pub type CivilDate = jiff::civil::Date;

/// A day of the week.
pub type Weekday = jiff::civil::Weekday;

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

/// The opening hours of an open day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenHours {
    /// The day, from 0.
    pub day: u32,
    /// When the lines open, on the clock of the horizon.
    pub open: SimTime,
    /// When they close.
    pub close: SimTime,
}

/// Opening hours as times of day: from midnight on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockHours {
    /// When the lines open.
    pub open: SimDuration,
    /// When they close, at the midnight after the day at the latest.
    pub close: SimDuration,
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
    /// A day on which the lines stay closed; the last one without end.
    ClosedDay,
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
    /// `hours` has the open days only.
    Days {
        start: CivilDate,
        days: u32,
        hours: Vec<OpenHours>,
        at_close: AtClose,
    },
    Length {
        warm_up: SimTime,
        end: SimTime,
    },
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
    /// The lines never open.
    #[error("no day is open")]
    AlwaysClosed,
    /// The lines must open before they close, within one day.
    #[error("opening must be before closing, within one day, but is not on day {day}")]
    BadHours {
        /// The day, from 0.
        day: u32,
    },
    /// The interval must cut the opening hours into whole slices.
    #[error("the interval must divide the opening hours, but does not on day {day}")]
    BadInterval {
        /// The day, from 0.
        day: u32,
    },
    /// So many intervals would not fit in memory.
    #[error("the horizon has more than a million intervals")]
    TooManyIntervals,
}

/// More intervals than this are refused: the counts of each are kept for every type and group.
const MOST_INTERVALS: u64 = 1_000_000;

/// More days than this, a hundred years, are refused.
const MOST_DAYS: u32 = 36_525;

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
        // Refused below, but not after a list of all of them.
        let days = days.min(MOST_DAYS + 1) as usize;
        Self::calendar(start, &vec![Some(ClockHours { open, close }); days], interval, at_close)
    }

    /// Days from `start`, each with its own hours or closed (none), in slices of `interval`.
    ///
    /// # Errors
    ///
    /// [`HorizonError`] if no day is open, the hours of one are not within the day, the interval
    /// does not divide them, or there are too many.
    pub fn calendar(
        start: CivilDate,
        days: &[Option<ClockHours>],
        interval: SimDuration,
        at_close: AtClose,
    ) -> Result<Self, HorizonError> {
        if days.is_empty() {
            return Err(HorizonError::Empty);
        }
        if days.len() > MOST_DAYS as usize {
            return Err(HorizonError::TooLong);
        }
        let mut slices = 0;
        for (day, hours) in (0..).zip(days) {
            slices += slices_of(day, *hours, interval)? + 2;
        }
        if slices > MOST_INTERVALS {
            return Err(HorizonError::TooManyIntervals);
        }
        let mut intervals = Vec::new();
        let mut open_hours = Vec::new();
        let last = days.len() as u32 - 1;
        for (day, hours) in (0..).zip(days) {
            let start_of_day = midnight(day);
            let end = if day == last { SimTime::NEVER } else { midnight(day + 1) };
            let mut slice = |start, end, kind| {
                if start < end {
                    intervals.push(Interval { start, end, day, kind });
                }
            };
            let Some(ClockHours { open, close }) = *hours else {
                slice(start_of_day, end, IntervalKind::ClosedDay);
                continue;
            };
            slice(start_of_day, start_of_day + open, IntervalKind::BeforeOpening);
            for start in
                (open.as_micros()..close.as_micros()).step_by(interval.as_micros() as usize)
            {
                let start = start_of_day + SimDuration::from_micros(start);
                slice(start, start + interval, IntervalKind::Open);
            }
            slice(start_of_day + close, end, IntervalKind::AfterClosing);
            open_hours.push(OpenHours {
                day,
                open: start_of_day + open,
                close: start_of_day + close,
            });
        }
        if open_hours.is_empty() {
            return Err(HorizonError::AlwaysClosed);
        }
        let span = Span::Days { start, days: last + 1, hours: open_hours, at_close };
        Ok(Horizon { span, intervals })
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
            return Err(HorizonError::BadInterval { day: 0 });
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

    /// The interval that holds `time`; outside all, in the warm-up the first one, else the last.
    pub fn interval_near(&self, time: SimTime) -> usize {
        let outside = if time < self.counted_from() { 0 } else { self.intervals.len() - 1 };
        self.interval_at(time).unwrap_or(outside)
    }

    /// The opening hours of each open day, in order of time; none for a plain length.
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

    /// How many days there are, closed ones included; a plain length counts as one.
    pub fn day_count(&self) -> u32 {
        match self.span {
            Span::Days { days, .. } => days,
            Span::Length { .. } => 1,
        }
    }

    /// The date of a day, counted from 0; none for a plain length.
    pub fn date_of(&self, day: u32) -> Option<CivilDate> {
        self.start_date()?.checked_add(jiff::Span::new().try_days(day).ok()?).ok()
    }

    /// The weekday of a day, counted from 0; none for a plain length.
    pub fn weekday(&self, day: u32) -> Option<Weekday> {
        Some(self.date_of(day)?.weekday())
    }

    /// The opening hours of a day, counted from 0; none if the lines stay closed on it, and for a
    /// plain length.
    pub fn hours_of(&self, day: u32) -> Option<OpenHours> {
        let hours = self.open_hours();
        let place = hours.binary_search_by_key(&day, |each| each.day).ok()?;
        Some(hours[place])
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

/// How many slices the opening hours of a day have.
fn slices_of(
    day: u32,
    hours: Option<ClockHours>,
    interval: SimDuration,
) -> Result<u64, HorizonError> {
    let Some(ClockHours { open, close }) = hours else { return Ok(0) };
    let (open, close, interval) = (open.as_micros(), close.as_micros(), interval.as_micros());
    if open >= close || close > MICROS_PER_DAY {
        return Err(HorizonError::BadHours { day });
    }
    if interval == 0 || (close - open) % interval != 0 {
        return Err(HorizonError::BadInterval { day });
    }
    Ok((close - open) / interval)
}

/// The first moment of a day.
fn midnight(day: u32) -> SimTime {
    SimTime::from_micros(u64::from(day) * MICROS_PER_DAY)
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

    #[test]
    fn a_closed_day_is_one_interval_between_open_ones() {
        let hours = |open, close| {
            let of = |hours| SimDuration::from_secs(hours * HOUR);
            Some(ClockHours { open: of(open), close: of(close) })
        };
        let horizon = Horizon::calendar(
            jiff::civil::date(2026, 4, 2),
            &[hours(8, 20), None, hours(9, 14), None],
            SimDuration::from_secs(HOUR),
            AtClose::ServeQueue,
        )
        .unwrap();
        for pair in horizon.intervals().windows(2) {
            assert_eq!(pair[0].end, pair[1].start);
        }
        let of_day = |day| horizon.intervals().iter().filter(move |each| each.day == day).count();
        assert_eq!([0, 1, 2, 3].map(of_day), [14, 1, 7, 1]);
        assert_eq!(horizon.intervals().last().unwrap().end, SimTime::NEVER);
        assert_eq!(horizon.open_hours().iter().map(|each| each.day).collect::<Vec<_>>(), [0, 2]);
        assert_eq!((horizon.day_count(), horizon.hours_of(1)), (4, None));
        assert_eq!(horizon.date_of(2), Some(jiff::civil::date(2026, 4, 4)));
        assert_eq!(horizon.weekday(1), Some(Weekday::Friday));
    }

    #[test]
    fn a_horizon_without_an_open_day_or_with_bad_hours_on_one_is_none() {
        let hours = |open, close| {
            let of = |minutes: u64| SimDuration::from_secs(minutes * 60);
            Some(ClockHours { open: of(open), close: of(close) })
        };
        let horizon = |days: &[Option<ClockHours>]| {
            let start = jiff::civil::date(2026, 4, 2);
            Horizon::calendar(start, days, SimDuration::from_secs(1800), AtClose::ServeQueue)
        };
        assert_eq!(horizon(&[]), Err(HorizonError::Empty));
        assert_eq!(horizon(&[None, None]), Err(HorizonError::AlwaysClosed));
        let good = hours(480, 1200);
        let uneven = Err(HorizonError::BadInterval { day: 1 });
        assert_eq!(horizon(&[good, hours(540, 615)]), uneven);
        assert_eq!(horizon(&[good, None, hours(540, 540)]), Err(HorizonError::BadHours { day: 2 }));
        assert_eq!(horizon(&[hours(540, 1500)]), Err(HorizonError::BadHours { day: 0 }));
    }
}

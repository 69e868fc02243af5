//! The opening hours of each day: those of all days, of its weekday, or of its date.

use super::horizon::place;
use crate::model::{CivilDate, ClockHours};
use crate::scenario::leaf::ClockTime;
use crate::scenario::problem::{ProblemKind, Problems};
use crate::scenario::read::{At, Field};
use crate::scenario::source::Place;
use crate::scenario::written::{DayHours, TimeTable};
use crate::time::SimDuration;

/// What is known of a day.
#[derive(Clone, Copy)]
pub(super) struct Opening {
    /// Its hours; none if the lines stay closed.
    pub(super) hours: Option<ClockHours>,
    /// Where hours are given that are not those of all days.
    pub(super) place: Option<Place>,
}

/// The hours of each of so many days from a date.
pub(super) fn openings(
    time: &TimeTable,
    start: CivilDate,
    days: u32,
    problems: &mut Problems,
) -> Option<Vec<Opening>> {
    let usual = usual(time, problems)?;
    let mut openings = Vec::with_capacity(days as usize);
    for day in 0..days {
        let weekday = start.checked_add(jiff::Span::new().days(day)).ok()?.weekday();
        let of_weekday = match &time.hours {
            Field::Absent => None,
            Field::Faulty => return None,
            Field::Given(table) => table.of(weekday).or(None, |hours| Some(*hours))?,
        };
        openings.push(of_weekday.map_or(usual, opening));
    }
    let mut calendar = Calendar { start, openings, named: Vec::new(), problems };
    let mut is_good = true;
    for date in time.closed.given().into_iter().flat_map(|list| list.iter()) {
        is_good &= calendar.set(date, Opening { hours: None, place: None }).is_some();
    }
    for special in time.special.given().into_iter().flat_map(|list| list.iter()) {
        is_good &= special.date.given().is_some_and(|date| {
            let (open, close) = (special.open.given(), special.close.given());
            let opening = open.zip(close).and_then(|(open, close)| {
                let hours = hours(open, close, calendar.problems)?;
                Some(Opening { hours: Some(hours), place: Some(close.place) })
            });
            // A date outside is told even if its hours are faulty.
            calendar.set(date, opening.unwrap_or(usual)).is_some() && opening.is_some()
        });
    }
    let openings = calendar.openings;
    let all_read = all_read(&time.closed) && all_read(&time.special);
    (is_good && all_read).then_some(openings)
}

fn all_read<T>(field: &Field<crate::scenario::read::List<T>>) -> bool {
    field.or(true, |list| list.all().is_some()).unwrap_or(false)
}

/// The hours of all days of which nothing else is said: closed if not even that is said.
fn usual(time: &TimeTable, problems: &mut Problems) -> Option<Opening> {
    let hours = match (&time.open, &time.close) {
        (Field::Absent, Field::Absent) if !time.hours.is_absent() => None,
        (open, close) => Some(hours(open.given()?, close.given()?, problems)?),
    };
    Some(Opening { hours, place: None })
}

fn hours(
    open: &At<ClockTime>,
    close: &At<ClockTime>,
    problems: &mut Problems,
) -> Option<ClockHours> {
    if open.value >= close.value {
        problems.report_with(close.place, open.place, ProblemKind::ClosesBeforeOpening);
        return None;
    }
    Some(ClockHours { open: open.value.0, close: close.value.0 })
}

fn opening(of_weekday: DayHours) -> Opening {
    let hours = of_weekday.open.map(|(open, close)| ClockHours { open: open.0, close: close.0 });
    Opening { hours, place: Some(of_weekday.place) }
}

/// The days by date, and which of them have been named.
struct Calendar<'p> {
    start: CivilDate,
    openings: Vec<Opening>,
    named: Vec<At<CivilDate>>,
    problems: &'p mut Problems,
}

impl Calendar<'_> {
    /// Gives a date hours of its own.
    fn set(&mut self, date: &At<CivilDate>, opening: Opening) -> Option<()> {
        if let Some(first) = self.named.iter().find(|first| first.value == date.value) {
            let kind = ProblemKind::NamedTwice { name: date.value.to_string() };
            self.problems.report_with(date.place, first.place, kind);
            return None;
        }
        self.named.push(*date);
        let day = (date.value - self.start).get_days();
        let day = usize::try_from(day).ok().and_then(|day| self.openings.get_mut(day));
        let Some(day) = day else {
            let last = jiff::Span::new().days(self.openings.len() as i64 - 1);
            let last = self.start.checked_add(last).unwrap_or(CivilDate::MAX);
            let kind = ProblemKind::OutOfRange {
                value: format!("`{}`", date.value),
                range: format!("a date of the horizon, `{}` to `{last}`", self.start),
                remedy: Some("take it out, or check `start` and `days`".into()),
            };
            self.problems.report(date.place, kind);
            return None;
        };
        *day = opening;
        Some(())
    }
}

/// A problem unless all days open a whole number of intervals after the one that opens first:
/// then a list for one day says what holds at each time of day.
pub(super) fn check_grid(
    openings: &[Opening],
    interval: SimDuration,
    at: Place,
    problems: &mut Problems,
) -> Option<()> {
    let hours = || openings.iter().filter_map(|day| Some((day.hours?, day.place)));
    let Some(first) = hours().map(|(hours, _)| hours.open).min() else { return Some(()) };
    for (ClockHours { open, .. }, place) in hours() {
        let between = SimDuration::from_micros(open.as_micros() - first.as_micros());
        if !between.as_micros().is_multiple_of(interval.as_micros()) {
            let (open, other) = (ClockTime(open).to_string(), ClockTime(first).to_string());
            let kind = ProblemKind::UnevenOpening { open, other, interval, between };
            problems.report(place.unwrap_or(at), kind);
            return None;
        }
    }
    Some(())
}

/// Where it is said that no day is open.
pub(super) fn place_of_closed(time: &TimeTable) -> Option<Place> {
    let hours = time.hours.given().map(|table| table.place);
    time.closed.given().map(|list| list.place).or(hours).or(place(&time.open))
}

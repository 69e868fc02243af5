//! `[time]` to a horizon.

use super::intervals::midnight;
use super::opening::{check_grid, openings, place_of_closed};
use crate::model::{AtClose, CivilDate, ClockHours, Horizon, HorizonError};
use crate::scenario::leaf::LongerThanZero;
use crate::scenario::problem::{ProblemKind, Problems};
use crate::scenario::read::{At, Field};
use crate::scenario::source::Place;
use crate::scenario::written::TimeTable;
use crate::scenario::zone::Zone;
use crate::time::{SimDuration, SimTime};

/// The horizon, if `[time]` describes one.
pub(super) fn horizon(time: &TimeTable, problems: &mut Problems) -> Option<Horizon> {
    // Neither or both of them are reported by the reader.
    match (time.start.is_absent(), time.length.is_absent()) {
        (true, false) => length(time, problems),
        (false, true) => days(time, problems),
        (true, true) | (false, false) => None,
    }
}

/// The clock of the centre, if its zone is given.
///
/// A simulated day has 24 hours, so a zone in which a day has fewer or more while the lines are
/// open is refused: what happens in the hour between could only be made up.
pub(super) fn zone(
    time: &TimeTable,
    horizon: &Option<Horizon>,
    problems: &mut Problems,
) -> Option<Zone> {
    let at = time.time_zone.given()?;
    let zone = Zone::named(&at.value.0).map_err(|kind| problems.report(at.place, kind)).ok()?;
    let horizon = horizon.as_ref()?;
    let first_day = horizon.start_date()?;
    for hours in horizon.open_hours() {
        let since_midnight = |time: SimTime| time - midnight(hours.day);
        let date = first_day.checked_add(jiff::Span::new().days(i64::from(hours.day))).ok()?;
        let (open, close) = (since_midnight(hours.open), since_midnight(hours.close));
        if let Some(change) = zone.change_between(date, open, close) {
            let clock = |moment: jiff::civil::DateTime| moment.strftime("%H:%M").to_string();
            let (from, to) = (clock(change.from), clock(change.to));
            problems.report(at.place, ProblemKind::ClockChange { date, from, to });
        }
    }
    Some(zone)
}

fn length(time: &TimeTable, problems: &mut Problems) -> Option<Horizon> {
    let places = [
        ("days", place(&time.days)),
        ("open", place(&time.open)),
        ("close", place(&time.close)),
        ("hours", time.hours.given().map(|table| table.place)),
        ("closed", time.closed.given().map(|list| list.place)),
        ("special", time.special.given().map(|list| list.place)),
        ("at_close", place(&time.at_close)),
        ("time_zone", place(&time.time_zone)),
    ];
    let before = problems.len();
    for (key, place) in places {
        if let Some(place) = place {
            let (horizon, other) = ("a horizon of days", "length");
            problems.report(place, ProblemKind::MixedHorizon { key, horizon, other });
        }
    }
    let length = time.length.given()?;
    let warm_up = time.warm_up.or(SimDuration::ZERO, |at| at.value)?;
    let interval = time.interval.or(None, |at| Some(at.value.0))?;
    if problems.len() > before {
        return None;
    }
    Horizon::length(length.value.0, warm_up, interval)
        .map_err(|error| {
            let length_written = length.value.0;
            let place = match error {
                HorizonError::Empty => place(&time.warm_up),
                HorizonError::TooManyIntervals | HorizonError::BadInterval { .. } => {
                    place(&time.interval)
                }
                HorizonError::TooLong
                | HorizonError::AlwaysClosed
                | HorizonError::BadHours { .. } => None,
            };
            let kind = match error {
                HorizonError::Empty => ProblemKind::NothingCounted { length: length_written },
                other => ProblemKind::BadHorizon(other),
            };
            problems.report(place.unwrap_or(length.place), kind);
        })
        .ok()
}

pub(super) fn place<T>(field: &Field<At<T>>) -> Option<Place> {
    field.given().map(|at| at.place)
}

fn days(time: &TimeTable, problems: &mut Problems) -> Option<Horizon> {
    if let Some(place) = place(&time.warm_up) {
        let (key, horizon, other) = ("warm_up", "a plain length", "start");
        problems.report(place, ProblemKind::MixedHorizon { key, horizon, other });
    }
    let interval = interval(time, problems);
    let days = time.days.or(1, |at| at.value.0 as u32);
    let start = time.start.given()?;
    let openings = match days {
        Some(days) if end_is_known(start, days, problems) => {
            openings(time, start.value, days, problems)
        }
        Some(_) | None => None,
    };
    let (openings, (interval, interval_place)) = (openings?, interval?);
    let at_close = time.at_close.or(AtClose::default(), |at| at.value.0)?;
    let at = interval_place.or(place(&time.close)).unwrap_or(start.place);
    let hours: Vec<Option<ClockHours>> = openings.iter().map(|day| day.hours).collect();
    let horizon = Horizon::calendar(start.value, &hours, interval, at_close)
        .map_err(|error| {
            let (place, kind) = match error {
                HorizonError::BadInterval { day } => {
                    let open = hours[day as usize].map_or(SimDuration::ZERO, |hours| {
                        SimDuration::from_micros(hours.close.as_micros() - hours.open.as_micros())
                    });
                    let place = openings[day as usize].place.unwrap_or(at);
                    (place, ProblemKind::UnevenInterval { interval, open })
                }
                HorizonError::AlwaysClosed => {
                    let place = place_of_closed(time).unwrap_or(start.place);
                    (place, ProblemKind::BadHorizon(error))
                }
                HorizonError::Empty
                | HorizonError::TooLong
                | HorizonError::BadHours { .. }
                | HorizonError::TooManyIntervals => {
                    (place(&time.days).unwrap_or(start.place), ProblemKind::BadHorizon(error))
                }
            };
            problems.report(place, kind);
        })
        .ok()?;
    check_grid(&openings, interval, at, problems)?;
    Some(horizon)
}

/// Whether so many days from a date have dates; a problem if not.
fn end_is_known(start: &At<CivilDate>, days: u32, problems: &mut Problems) -> bool {
    let is_known = start.value.checked_add(jiff::Span::new().days(i64::from(days))).is_ok();
    if !is_known {
        problems.report(
            start.place,
            ProblemKind::OutOfRange {
                value: format!("`{}`", start.value),
                range: "a horizon that ends before the year 10000".into(),
                remedy: None,
            },
        );
    }
    is_known
}

/// The interval of days, half an hour if none is given, and where it is given.
fn interval(time: &TimeTable, problems: &mut Problems) -> Option<(SimDuration, Option<Place>)> {
    const MINUTE: u64 = 60;
    let shortest = SimDuration::from_secs(5 * MINUTE);
    let longest = SimDuration::from_secs(60 * MINUTE);
    let default = SimDuration::from_secs(30 * MINUTE);
    let LongerThanZero(interval) = time.interval.or(LongerThanZero(default), |at| at.value)?;
    let place = place(&time.interval);
    match place {
        Some(place) if interval < shortest || interval > longest => {
            problems.report(
                place,
                ProblemKind::OutOfRange {
                    value: format!("`{interval}`"),
                    range: "`5m` to `60m`".into(),
                    remedy: Some("the usual ones are `15m` and `30m`".into()),
                },
            );
            None
        }
        Some(_) | None => Some((interval, place)),
    }
}

//! `[time]` to a horizon.

use crate::model::{AtClose, Horizon, HorizonError};
use crate::scenario::leaf::LongerThanZero;
use crate::scenario::problem::{ProblemKind, Problems};
use crate::scenario::read::{At, Field};
use crate::scenario::source::Place;
use crate::scenario::written::TimeTable;
use crate::time::SimDuration;

/// The horizon, if `[time]` describes one.
pub(super) fn horizon(time: &TimeTable, problems: &mut Problems) -> Option<Horizon> {
    // Neither or both of them are reported by the reader.
    match (time.start.is_absent(), time.length.is_absent()) {
        (true, false) => length(time, problems),
        (false, true) => days(time, problems),
        (true, true) | (false, false) => None,
    }
}

fn length(time: &TimeTable, problems: &mut Problems) -> Option<Horizon> {
    let places = [
        ("days", place(&time.days)),
        ("open", place(&time.open)),
        ("close", place(&time.close)),
        ("at_close", place(&time.at_close)),
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

fn place<T>(field: &Field<At<T>>) -> Option<Place> {
    field.given().map(|at| at.place)
}

fn days(time: &TimeTable, problems: &mut Problems) -> Option<Horizon> {
    if let Some(place) = place(&time.warm_up) {
        let (key, horizon, other) = ("warm_up", "a plain length", "start");
        problems.report(place, ProblemKind::MixedHorizon { key, horizon, other });
    }
    let interval = interval(time, problems);
    let (open, close) = (time.open.given()?, time.close.given()?);
    if open.value >= close.value {
        problems.report_with(close.place, open.place, ProblemKind::ClosesBeforeOpening);
        return None;
    }
    let (interval, interval_place) = interval?;
    let days = time.days.or(1, |at| at.value.0 as u32)?;
    let at_close = time.at_close.or(AtClose::default(), |at| at.value.0)?;
    let start = time.start.given()?;
    if start.value.checked_add(jiff::Span::new().days(i64::from(days))).is_err() {
        problems.report(
            start.place,
            ProblemKind::OutOfRange {
                value: format!("`{}`", start.value),
                range: "a horizon that ends before the year 10000".into(),
                remedy: None,
            },
        );
        return None;
    }
    let (opening, closing) = (open.value.0, close.value.0);
    Horizon::days(start.value, days, opening, closing, interval, at_close)
        .map_err(|error| {
            let at = interval_place.unwrap_or(close.place);
            let open = SimDuration::from_micros(closing.as_micros() - opening.as_micros());
            let (place, kind) = match error {
                HorizonError::BadInterval { .. } => {
                    (at, ProblemKind::UnevenInterval { interval, open })
                }
                other => (place(&time.days).unwrap_or(start.place), ProblemKind::BadHorizon(other)),
            };
            problems.report(place, kind);
        })
        .ok()
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

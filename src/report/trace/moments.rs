//! When something happened.

use crate::model::Horizon;
use crate::report::cells::Cell;
use crate::report::labels::{date_label, mean_label};
use crate::time::{MICROS_PER_DAY, MICROS_PER_SECOND, SimDuration, SimTime};

/// A moment for people: `10:31:07`, with the date if there are several days; since the start of a
/// plain length.
pub(super) fn moment(horizon: &Horizon, at: SimTime) -> String {
    let (day, clock) = split(horizon, at);
    match date_label(horizon, day) {
        Some(date) if horizon.day_count() > 1 => format!("{date} {clock}"),
        Some(_) if day > 0 => format!("{clock} (+{day}d)"),
        Some(_) | None => clock,
    }
}

/// A moment as ISO 8601 has it, to the microsecond; empty in a plain length.
pub(super) fn iso(horizon: &Horizon, at: SimTime) -> Cell<'static> {
    let (day, clock) = split(horizon, at);
    let micros = at.as_micros() % MICROS_PER_SECOND;
    let date = date_label(horizon, day);
    Cell::Text(date.map_or_else(String::new, |date| format!("{date}T{clock}.{micros:06}")))
}

/// Seconds since the start of the horizon, to the microsecond.
pub(super) fn seconds(at: SimTime) -> Cell<'static> {
    Cell::Number(Some(at.as_secs_f64()))
}

/// How many seconds something took.
pub(super) fn lasting(duration: SimDuration) -> Cell<'static> {
    Cell::Number(Some(duration.as_secs_f64()))
}

/// How long something took, for people.
pub(super) fn length(duration: SimDuration) -> String {
    mean_label(duration.as_secs_f64())
}

/// The day and the time of day; days are not counted in a plain length.
fn split(horizon: &Horizon, at: SimTime) -> (u32, String) {
    let has_days = horizon.start_date().is_some();
    let day = if has_days { at.as_micros() / MICROS_PER_DAY } else { 0 };
    let seconds = (at.as_micros() - day * MICROS_PER_DAY) / MICROS_PER_SECOND;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    (u32::try_from(day).unwrap_or(u32::MAX), format!("{hours:02}:{minutes:02}:{seconds:02}"))
}

//! Dates and times of day as files write them.

use crate::model::CivilDate;
use crate::scenario::leaf::date_from_text;
use crate::time::{MICROS_PER_SECOND, SimDuration};

/// A time of day, perhaps on a date, perhaps with the distance of its clock from UTC.
///
/// `08:30`, `8:30:00`, `2026-03-02 08:30`, `2026-03-02T08:30:00Z`, `20260302 08:30`,
/// `2026-03-02T08:30+01:00`, `02.03.2026 08:30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    /// The date; none for a time of any day.
    pub(crate) date: Option<CivilDate>,
    /// Since midnight, by the clock; `24:00` is the midnight after the day.
    pub(crate) time: SimDuration,
    /// Seconds that the clock is ahead of UTC, if that is written.
    pub(crate) offset: Option<i32>,
}

impl Moment {
    /// What a field says, if it is a moment.
    pub(crate) fn parse(text: &str) -> Option<Moment> {
        let text = text.trim();
        let Some((date, time)) = text.split_once([' ', 'T']) else {
            return Some(Moment { date: None, time: time_of_day(text)?, offset: None });
        };
        let (time, offset) = split_offset(time.trim())?;
        let time = time_of_day(time.trim_end())?;
        Some(Moment { date: Some(date_of(date)?), time, offset })
    }
}

/// `2026-03-02`, `20260302` or `02.03.2026`: nobody who writes points has the month first. With
/// slashes or hyphens it could be another day.
fn date_of(text: &str) -> Option<CivilDate> {
    if text.len() == 8 && digits(text) {
        let dashed = format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]);
        return date_from_text(&dashed);
    }
    let mut parts = text.split('.');
    if let (Some(day), Some(month), Some(year), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    {
        return date_from_text(&format!("{year}-{month:0>2}-{day:0>2}"));
    }
    date_from_text(text)
}

/// `8:30`, `08:30`, `08:30:15` or `08:30:15.250`.
pub(super) fn time_of_day(text: &str) -> Option<SimDuration> {
    let mut parts = text.split(':');
    let (hours, minutes) = (parts.next()?, parts.next()?);
    let (seconds, fraction) = match parts.next() {
        Some(seconds) => seconds.split_once('.').unwrap_or((seconds, "0")),
        None => ("00", "0"),
    };
    let is_clock = parts.next().is_none()
        && (1..=2).contains(&hours.len())
        && minutes.len() == 2
        && seconds.len() == 2
        && (1..=9).contains(&fraction.len())
        && [hours, minutes, seconds, fraction].into_iter().all(digits);
    if !is_clock {
        return None;
    }
    let number = |part: &str| part.parse::<u64>().ok();
    let (hours, minutes, seconds) = (number(hours)?, number(minutes)?, number(seconds)?);
    let micros = number(&format!("{fraction:0<6}")[..6])?;
    let whole = (hours * 60 + minutes) * 60 + seconds;
    let is_in_day = hours < 24 || (whole == 24 * 3600 && micros == 0);
    let is_good = is_in_day && minutes < 60 && seconds < 60;
    is_good.then(|| SimDuration::from_micros(whole * MICROS_PER_SECOND + micros))
}

/// A time and the `Z`, `+01:00` or `+0100` after it.
fn split_offset(text: &str) -> Option<(&str, Option<i32>)> {
    if let Some(time) = text.strip_suffix(['Z', 'z']) {
        return Some((time, Some(0)));
    }
    let Some(at) = text.find(['+', '-']) else { return Some((text, None)) };
    let (time, offset) = text.split_at(at);
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let plain = offset[1..].replacen(':', "", 1);
    if !(plain.len() == 2 || plain.len() == 4) || !digits(&plain) {
        return None;
    }
    let hours: i32 = plain[..2].parse().ok()?;
    let minutes: i32 = plain[2..].parse().unwrap_or(0);
    (hours < 24 && minutes < 60).then_some((time, Some(sign * (hours * 60 + minutes) * 60)))
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_time_perhaps_with_a_date_and_an_offset() {
        let date = jiff::civil::date(2026, 3, 2);
        let at = |seconds| SimDuration::from_secs(seconds);
        for (text, date, seconds, offset) in [
            ("08:30", None, 30_600, None),
            ("8:30:00", None, 30_600, None),
            ("24:00", None, 86_400, None),
            ("2026-03-02 08:30", Some(date), 30_600, None),
            ("2026-03-02T08:30:00.000", Some(date), 30_600, None),
            ("20260302 8:30", Some(date), 30_600, None),
            ("2026-03-02T07:30Z", Some(date), 27_000, Some(0)),
            ("2026-03-02T08:30:15+01:00", Some(date), 30_615, Some(3600)),
            ("02.03.2026 08:30", Some(date), 30_600, None),
            ("2.3.2026 8:30:00", Some(date), 30_600, None),
            ("2026-03-02 03:30 -0430", Some(date), 12_600, Some(-16_200)),
        ] {
            let moment = Moment { date, time: at(seconds), offset };
            assert_eq!(Moment::parse(text), Some(moment), "{text}");
        }
        let precise = Moment::parse("0:00:00.0000015").unwrap();
        assert_eq!(precise.time, SimDuration::from_micros(1));
    }

    #[test]
    fn what_could_be_another_day_or_hour_is_no_moment() {
        for text in [
            "02.03.26 08:30",
            "02.13.2026 08:30",
            "2026.03.02 08:30",
            ".. 08:30",
            "3/2/2026 8:30",
            "2026-02-29 08:30",
            "8:30 AM",
            "8",
            "08:3",
            "08:60",
            "08:30:60",
            "24:01",
            "24:00:00.1",
            "2026-03-02",
            "2026-03-02T08:30+1",
            "46083.354",
            "-8:30",
            "",
            "ü",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }
}

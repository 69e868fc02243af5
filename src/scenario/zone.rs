//! Time zones: from the clocks of files to the clock of the centre.
//!
//! The rules come from a database that is part of the program, so that a scenario means the same
//! on every machine.

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};

use super::csv::Moment;
use super::problem::{ProblemKind, nearest};
use crate::time::{MICROS_PER_DAY, SimDuration};

/// The clock of a place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Zone {
    name: String,
    rules: TimeZone,
}

/// A change of the clock: what it shows before, and what it shows from then on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClockChange {
    pub(crate) from: DateTime,
    pub(crate) to: DateTime,
}

impl Zone {
    /// The zone with a name such as `Europe/Zurich` or `UTC`.
    pub(crate) fn named(name: &str) -> Result<Zone, ProblemKind> {
        let database = TimeZoneDatabase::bundled();
        match database.get(name) {
            Ok(rules) => Ok(Zone { name: name.to_owned(), rules }),
            Err(_) => {
                let known: Vec<String> =
                    database.available().map(|name| name.as_str().to_owned()).collect();
                let nearest = nearest(name, known.iter().map(String::as_str));
                Err(ProblemKind::UnknownZone { name: name.to_owned(), nearest })
            }
        }
    }

    /// The change of the clock that touches the hours from `open` to `close` of a day, if there is
    /// one: an hour that does not exist, or comes twice.
    pub(crate) fn change_between(
        &self,
        date: Date,
        open: SimDuration,
        close: SimDuration,
    ) -> Option<ClockChange> {
        let (open, close) = (at(date, open)?, at(date, close)?);
        let margin = SignedDuration::from_hours(24);
        let first = Offset::UTC.to_timestamp(at(date, SimDuration::ZERO)?).ok()?;
        let first = first.checked_sub(margin).ok()?;
        let last = first.checked_add(margin * 3).ok()?;
        let changes = self.rules.following(first).take_while(|it| it.timestamp() < last);
        let mut changes = changes.filter_map(|each| {
            let before = each.timestamp().checked_sub(SignedDuration::from_secs(1)).ok()?;
            let from = self.rules.to_offset(before).to_datetime(each.timestamp());
            let to = each.offset().to_datetime(each.timestamp());
            (from != to).then_some(ClockChange { from, to })
        });
        changes
            .find(|change| change.from.min(change.to) < close && change.from.max(change.to) > open)
    }

    /// The date and the time since midnight by the clock of the centre, of what a file with this
    /// clock says.
    pub(crate) fn to_centre(
        &self,
        moment: &Moment,
        text: &str,
        centre: &Zone,
    ) -> Result<(Date, SimDuration), ProblemKind> {
        let bad = || ProblemKind::BadStart { text: text.to_owned() };
        let Some(date) = moment.date else {
            return Err(ProblemKind::ZoneWithoutDate { text: text.to_owned() });
        };
        let by_clock = at(date, moment.time).ok_or_else(bad)?;
        let timestamp = match moment.offset {
            Some(seconds) => Offset::from_seconds(seconds)
                .and_then(|offset| offset.to_timestamp(by_clock))
                .map_err(|_| bad())?,
            None if self == centre => return on_day(by_clock).ok_or_else(bad),
            None => self.timestamp(by_clock, text)?,
        };
        on_day(centre.rules.to_datetime(timestamp)).ok_or_else(bad)
    }

    fn timestamp(&self, by_clock: DateTime, text: &str) -> Result<Timestamp, ProblemKind> {
        let found = self.rules.to_ambiguous_timestamp(by_clock);
        let is_twice = match found.offset() {
            AmbiguousOffset::Unambiguous { .. } => None,
            AmbiguousOffset::Gap { .. } => Some(false),
            AmbiguousOffset::Fold { .. } => Some(true),
        };
        let (text, zone) = (text.to_owned(), self.name.clone());
        match is_twice {
            Some(is_twice) => Err(ProblemKind::ClockChanged { text, zone, is_twice }),
            None => found.compatible().map_err(|_| ProblemKind::BadStart { text }),
        }
    }
}

/// A date and a time since its midnight; `24:00` is the midnight after it.
fn at(date: Date, time: SimDuration) -> Option<DateTime> {
    let micros = i64::try_from(time.as_micros()).ok()?;
    date.to_datetime(jiff::civil::Time::midnight())
        .checked_add(SignedDuration::from_micros(micros))
        .ok()
}

fn on_day(moment: DateTime) -> Option<(Date, SimDuration)> {
    let midnight = moment.date().to_datetime(jiff::civil::Time::midnight());
    let micros = u64::try_from(moment.duration_since(midnight).as_micros()).ok()?;
    (micros < MICROS_PER_DAY).then(|| (moment.date(), SimDuration::from_micros(micros)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn hours(hours: u64) -> SimDuration {
        SimDuration::from_secs(3600 * hours)
    }

    #[test]
    fn what_is_written_in_another_zone_is_told_by_the_clock_of_the_centre() {
        let (zurich, utc) = (Zone::named("Europe/Zurich").unwrap(), Zone::named("UTC").unwrap());
        let manila = Zone::named("Asia/Manila").unwrap();
        let centre = |zone: &Zone, text: &str| {
            zone.to_centre(&Moment::parse(text).unwrap(), text, &zurich).unwrap()
        };
        let winter = (date(2026, 3, 2), hours(8));
        assert_eq!(centre(&utc, "2026-03-02 07:00"), winter);
        assert_eq!(centre(&utc, "2026-07-02 06:00"), (date(2026, 7, 2), hours(8)));
        assert_eq!(centre(&manila, "2026-03-02 15:00"), winter);
        assert_eq!(centre(&manila, "2026-03-02T07:00:00Z"), winter);
        assert_eq!(centre(&zurich, "2026-03-02 08:00"), winter);
        assert_eq!(centre(&manila, "2026-03-02 24:00"), (date(2026, 3, 2), hours(17)));
    }

    #[test]
    fn an_hour_that_is_missing_or_comes_twice_is_found() {
        let zurich = Zone::named("Europe/Zurich").unwrap();
        let change = |month, day, open, close| {
            zurich.change_between(date(2026, month, day), hours(open), hours(close))
        };
        assert_eq!(change(3, 29, 8, 20), None);
        assert_eq!(change(3, 28, 0, 24), None);
        assert_eq!(change(3, 30, 0, 24), None);
        let spring = change(3, 29, 0, 24).unwrap();
        assert_eq!(spring.from, date(2026, 3, 29).at(2, 0, 0, 0));
        assert_eq!(spring.to, date(2026, 3, 29).at(3, 0, 0, 0));
        let autumn = change(10, 25, 2, 20).unwrap();
        assert_eq!(autumn.from, date(2026, 10, 25).at(3, 0, 0, 0));
        assert_eq!(change(10, 25, 3, 20), None);
        let utc = Zone::named("UTC").unwrap();
        assert_eq!(utc.change_between(date(2026, 3, 29), hours(0), hours(24)), None);
    }

    #[test]
    fn a_time_that_does_not_exist_or_comes_twice_is_a_problem() {
        let (zurich, utc) = (Zone::named("Europe/Zurich").unwrap(), Zone::named("UTC").unwrap());
        for (text, twice) in [("2026-03-29 02:30", false), ("2026-10-25 02:30", true)] {
            let moment = Moment::parse(text).unwrap();
            let problem = zurich.to_centre(&moment, text, &utc).unwrap_err();
            let (text, zone) = (text.to_owned(), "Europe/Zurich".to_owned());
            assert_eq!(problem, ProblemKind::ClockChanged { text, zone, is_twice: twice });
        }
        let unknown = Zone::named("Europe/Zürich").unwrap_err();
        assert!(unknown.remedy().unwrap().contains("Europe/Zurich"));
    }
}

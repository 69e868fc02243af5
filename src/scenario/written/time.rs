//! `[time]`: how long is simulated.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::model::{AtClose, CivilDate, Weekday};
use crate::scenario::leaf::{ClockTime, LongerThanZero, OneOf, Text, Whole, Word};
use crate::scenario::node::Node;
use crate::scenario::problem::{ProblemKind, Problems};
use crate::scenario::read::{At, Field, Leaf, List, Read};
use crate::scenario::source::Place;
use crate::scenario::table::as_written;
use crate::time::SimDuration;

as_written! {
    /// How long is simulated: either days with opening hours (`start`, `days`, `open`, `close`), or
    /// a plain `length` for studies of the long run.
    struct TimeTable, called "`[time]`", example "`[time]` with `length = \"100h\"`, or with `start`, `open` and `close`" {
        /// The date of the first day, as in "2026-03-02".
        optional start: At<CivilDate>,
        /// How many days are simulated in one replication, closed ones included (default 1).
        optional days: At<Whole<1, 36_525>>,
        /// When the lines open, as in "08:00".
        optional open: At<ClockTime>,
        /// When the lines close, on the same day; "24:00" is midnight.
        optional close: At<ClockTime>,
        /// The weekdays with other hours than `open` to `close`. Without `open` and `close`, a
        /// weekday that is not named is closed.
        optional hours: HoursTable,
        /// The dates on which the lines stay closed, as in ["2026-04-03"].
        optional closed: List<At<CivilDate>>,
        /// The dates with hours of their own, one table for each.
        optional special: List<SpecialDayTable>,
        /// The slices of the day for which results are counted, from "5m" to "60m" (default "30m").
        /// For a plain length any slice; without one, all is one interval.
        optional interval: At<LongerThanZero>,
        /// What happens at closing to calls that wait (default "serve-queue"): agents stay until
        /// the queue is empty ("serve-queue"), callers are turned away ("clear-queue"), or they
        /// wait for the next open day ("carry-over").
        optional at_close: At<OneOf<AtClose>>,
        /// The zone of the centre's clock, as in "Europe/Zurich", for files that have times of
        /// other clocks.
        optional time_zone: At<Text>,
        /// A plain length without days, as in "1000h".
        optional length: At<LongerThanZero>,
        /// The time at the beginning of a plain length that is not counted (default "0s").
        optional warm_up: At<SimDuration>,
    }
    exactly one of [start, length]
    needs [start => open or hours, start => close or hours, open => close, close => open]
}

as_written! {
    /// Opening hours by weekday: a pair of times, or "closed". A single day comes before the group
    /// that it is in.
    struct HoursTable, called "`hours`", example "`{ weekdays = [\"08:00\", \"20:00\"], saturday = [\"09:00\", \"14:00\"] }`" {
        /// Monday to Friday.
        optional weekdays: DayHours,
        /// Saturday and Sunday.
        optional weekend: DayHours,
        /// Monday.
        optional monday: DayHours,
        /// Tuesday.
        optional tuesday: DayHours,
        /// Wednesday.
        optional wednesday: DayHours,
        /// Thursday.
        optional thursday: DayHours,
        /// Friday.
        optional friday: DayHours,
        /// Saturday.
        optional saturday: DayHours,
        /// Sunday.
        optional sunday: DayHours,
    }
}

as_written! {
    /// A date with hours of its own.
    struct SpecialDayTable, called "a special day", example "`{ date = \"2026-12-24\", open = \"08:00\", close = \"13:00\" }`" {
        /// The date.
        required date: At<CivilDate>,
        /// When the lines open.
        required open: At<ClockTime>,
        /// When they close.
        required close: At<ClockTime>,
    }
}

impl HoursTable {
    /// What is said of a weekday; absent if nothing is.
    pub(crate) fn of(&self, weekday: Weekday) -> &Field<DayHours> {
        let of_day = match weekday {
            Weekday::Monday => &self.monday,
            Weekday::Tuesday => &self.tuesday,
            Weekday::Wednesday => &self.wednesday,
            Weekday::Thursday => &self.thursday,
            Weekday::Friday => &self.friday,
            Weekday::Saturday => &self.saturday,
            Weekday::Sunday => &self.sunday,
        };
        let group = if Weekdays::SaturdayAndSunday.contains(weekday) {
            &self.weekend
        } else {
            &self.weekdays
        };
        if of_day.is_absent() { group } else { of_day }
    }
}

/// The hours of a day: from when to when, or closed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct DayHours {
    pub(crate) place: Place,
    /// Opening, then closing; none for a closed day.
    pub(crate) open: Option<(ClockTime, ClockTime)>,
}

/// How a closed day is written.
const CLOSED: &str = "closed";

impl Read for DayHours {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        let place = node.place;
        if let Some(text) = node.text() {
            if text == CLOSED {
                return Some(DayHours { place, open: None });
            }
            problems.report(place, ProblemKind::BadHours);
            return None;
        }
        let times = List::<At<ClockTime>>::read(node, problems)?;
        match times.all()?.as_slice() {
            [open, close] if open.value < close.value => {
                Some(DayHours { place, open: Some((open.value, close.value)) })
            }
            [open, close] => {
                problems.report_with(close.place, open.place, ProblemKind::ClosesBeforeOpening);
                None
            }
            _ => {
                problems.report(place, ProblemKind::BadHours);
                None
            }
        }
    }

    fn how_to_add(key: &str) -> String {
        format!("add `{key} = [\"08:00\", \"20:00\"]`")
    }
}

impl JsonSchema for DayHours {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "DayHours".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let times = json_schema!({
            "type": "array", "items": ClockTime::schema(), "minItems": 2, "maxItems": 2,
        });
        json_schema!({ "anyOf": [times, { "const": CLOSED }] })
    }
}

/// Weekdays as a shift names them: one, or a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weekdays {
    One(Weekday),
    MondayToFriday,
    SaturdayAndSunday,
}

impl Weekdays {
    pub(crate) fn contains(self, weekday: Weekday) -> bool {
        let is_weekend = matches!(weekday, Weekday::Saturday | Weekday::Sunday);
        match self {
            Weekdays::One(day) => day == weekday,
            Weekdays::MondayToFriday => !is_weekend,
            Weekdays::SaturdayAndSunday => is_weekend,
        }
    }
}

impl Word for Weekdays {
    const WHAT: &'static str = "weekday";
    const EXAMPLE: &'static str = "\"monday\"";
    const ALL: &'static [Self] = &[
        Weekdays::One(Weekday::Monday),
        Weekdays::One(Weekday::Tuesday),
        Weekdays::One(Weekday::Wednesday),
        Weekdays::One(Weekday::Thursday),
        Weekdays::One(Weekday::Friday),
        Weekdays::One(Weekday::Saturday),
        Weekdays::One(Weekday::Sunday),
        Weekdays::MondayToFriday,
        Weekdays::SaturdayAndSunday,
    ];

    fn word(self) -> &'static str {
        match self {
            Weekdays::One(Weekday::Monday) => "monday",
            Weekdays::One(Weekday::Tuesday) => "tuesday",
            Weekdays::One(Weekday::Wednesday) => "wednesday",
            Weekdays::One(Weekday::Thursday) => "thursday",
            Weekdays::One(Weekday::Friday) => "friday",
            Weekdays::One(Weekday::Saturday) => "saturday",
            Weekdays::One(Weekday::Sunday) => "sunday",
            Weekdays::MondayToFriday => "weekdays",
            Weekdays::SaturdayAndSunday => "weekend",
        }
    }
}

impl Word for AtClose {
    const WHAT: &'static str = "way to close";
    const EXAMPLE: &'static str = "\"serve-queue\"";
    const ALL: &'static [Self] = &[AtClose::ServeQueue, AtClose::ClearQueue, AtClose::CarryOver];

    fn word(self) -> &'static str {
        match self {
            AtClose::ServeQueue => "serve-queue",
            AtClose::ClearQueue => "clear-queue",
            AtClose::CarryOver => "carry-over",
        }
    }
}

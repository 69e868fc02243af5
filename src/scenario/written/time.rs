//! `[time]`: how long is simulated.

use crate::model::{AtClose, CivilDate};
use crate::scenario::leaf::{ClockTime, LongerThanZero, OneOf, Whole, Word};
use crate::scenario::read::At;
use crate::scenario::table::as_written;
use crate::time::SimDuration;

as_written! {
    /// How long is simulated: either days with opening hours (`start`, `days`, `open`, `close`), or
    /// a plain `length` for studies of the long run.
    struct TimeTable, called "`[time]`", example "`[time]` with `length = \"100h\"`, or with `start`, `open` and `close`" {
        /// The date of the first day, as in "2026-03-02".
        optional start: At<CivilDate>,
        /// How many days are simulated in one replication (default 1).
        optional days: At<Whole<1, 36_525>>,
        /// When the lines open, as in "08:00".
        optional open: At<ClockTime>,
        /// When the lines close, on the same day; "24:00" is midnight.
        optional close: At<ClockTime>,
        /// The slices of the day for which results are counted, from "5m" to "60m" (default "30m").
        /// For a plain length any slice; without one, all is one interval.
        optional interval: At<LongerThanZero>,
        /// What happens at closing to calls that wait (default "serve-queue"): agents stay until
        /// the queue is empty ("serve-queue"), callers are turned away ("clear-queue"), or they
        /// wait for the next day ("carry-over").
        optional at_close: At<OneOf<AtClose>>,
        /// A plain length without days, as in "1000h".
        optional length: At<LongerThanZero>,
        /// The time at the beginning of a plain length that is not counted (default "0s").
        optional warm_up: At<SimDuration>,
    }
    exactly one of [start, length]
    needs [start => open, start => close]
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

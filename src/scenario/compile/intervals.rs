//! The open intervals of a horizon, and lists with one element for each.

use super::Compiler;
use crate::model::{Horizon, Interval, IntervalKind};
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::List;
use crate::scenario::source::Place;
use crate::time::SimDuration;

/// The open intervals of all days, in order of time.
pub(super) fn open_intervals(horizon: &Horizon) -> Vec<Interval> {
    let intervals = horizon.intervals().iter();
    intervals.filter(|each| each.kind == IntervalKind::Open).copied().collect()
}

impl<'a> Compiler<'a> {
    /// The horizon, if it is one of days; a problem if it is not.
    pub(super) fn horizon_of_days(
        &mut self,
        what: &'static str,
        place: Place,
    ) -> Option<&'a Horizon> {
        let horizon = self.horizon?;
        if horizon.open_hours().is_empty() {
            self.problems.report(place, ProblemKind::NeedsDays { what });
            return None;
        }
        self.horizon
    }

    /// The element of a list for each open interval of the horizon. The list is for one day, and
    /// then repeats, or for all days.
    pub(super) fn for_each_open_interval<'t, T>(
        &mut self,
        list: &'t List<T>,
    ) -> Option<Vec<(Interval, &'t T)>> {
        let horizon = self.horizon_of_days("`per_interval`", list.place)?;
        let open = open_intervals(horizon);
        let days = horizon.open_hours().len();
        let a_day = open.len() / days;
        let found = list.items.len();
        if found != a_day && found != open.len() {
            let mut remedy = how_many(&open, days);
            if found == 2 * a_day || found == 2 * open.len() {
                remedy += "; decimals follow a point, as in `0.8`: a comma begins the next number";
            }
            let kind = ProblemKind::WrongCount { found, expected: a_day, unit: "interval", remedy };
            self.problems.report(list.place, kind);
            return None;
        }
        let elements = list.all()?;
        Some(open.into_iter().enumerate().map(|(at, each)| (each, elements[at % found])).collect())
    }
}

/// How many elements a list per interval must have, and why.
fn how_many(open: &[Interval], days: usize) -> String {
    let (a_day, all) = (open.len() / days, open.len());
    let length: SimDuration = open[0].end - open[0].start;
    let each = format!("one for each {length} of the opening hours");
    match days {
        1 => format!("give {a_day}, {each}"),
        _ => format!("give {a_day}, {each} of a day, or {all} for all {days} days"),
    }
}

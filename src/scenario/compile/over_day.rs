//! Lists with one element per interval, and distributions that change over the day.

use super::{Compiler, distribution};
use crate::model::{Horizon, Interval, IntervalKind, OverDay};
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::List;
use crate::scenario::source::Place;
use crate::scenario::written::{DistributionField, OverDayField, OverDayTable};
use crate::time::{MICROS_PER_SECOND, SimDuration};

const MICROS_PER_HOUR: u64 = 3600 * MICROS_PER_SECOND;

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
            let remedy = how_many(&open, days);
            let kind = ProblemKind::WrongCount { found, expected: a_day, unit: "interval", remedy };
            self.problems.report(list.place, kind);
            return None;
        }
        let elements = list.all()?;
        Some(open.into_iter().enumerate().map(|(at, each)| (each, elements[at % found])).collect())
    }

    /// A distribution, or one for each interval of the horizon.
    pub(super) fn over_day(&mut self, field: &OverDayField) -> Option<OverDay> {
        match field {
            OverDayField::Same(field) => distribution::distribution(self, field).map(OverDay::Same),
            OverDayField::Changing(table) => self.changing(table),
        }
    }

    fn changing(&mut self, table: &OverDayTable) -> Option<OverDay> {
        let (list, by_hour) = match (table.per_interval.given(), table.per_hour.given()) {
            (Some(list), None) => (list, false),
            (None, Some(list)) => (list, true),
            (Some(_), Some(_)) | (None, None) => return None,
        };
        let fields = list.all();
        let each: Vec<_> = match &fields {
            Some(fields) => {
                fields.iter().map(|field| distribution::distribution(self, field)).collect()
            }
            None => return None,
        };
        let of_open = match by_hour {
            true => self.hour_of_each(list)?,
            false => self.number_of_each(list)?,
        };
        let distributions: Option<Vec<_>> = each.into_iter().collect();
        let distributions = distributions?;
        let nearest = nearest_open(self.horizon?);
        Some(OverDay::ByInterval(
            nearest.into_iter().map(|open| distributions[of_open[open]].clone()).collect(),
        ))
    }

    /// For each open interval, the number of its element in a list per interval.
    fn number_of_each(&mut self, list: &List<DistributionField>) -> Option<Vec<usize>> {
        let count = self.for_each_open_interval(list)?.len();
        Some((0..count).map(|open| open % list.items.len()).collect())
    }

    /// For each open interval, the number of the hour after opening in which it starts.
    fn hour_of_each(&mut self, list: &List<DistributionField>) -> Option<Vec<usize>> {
        let horizon = self.horizon_of_days("`per_hour`", list.place)?;
        let hours = horizon.open_hours();
        let open_for = hours[0].close - hours[0].open;
        let expected = open_for.as_micros().div_ceil(MICROS_PER_HOUR) as usize;
        let since_opening = |each: &Interval| each.start - hours[each.day as usize].open;
        let of_open = open_intervals(horizon)
            .iter()
            .map(|each| (since_opening(each).as_micros() / MICROS_PER_HOUR) as usize)
            .collect();
        let found = list.items.len();
        if found != expected {
            let remedy = format!("give {expected}, one for each hour after opening");
            let kind = ProblemKind::WrongCount { found, expected, unit: "hour", remedy };
            self.problems.report(list.place, kind);
            return None;
        }
        Some(of_open)
    }
}

/// For each interval of the horizon, the number of the nearest open one of its day.
fn nearest_open(horizon: &Horizon) -> Vec<usize> {
    let mut next = 0;
    let numbered = horizon.intervals().iter().map(|each| match each.kind {
        IntervalKind::Open => {
            next += 1;
            next - 1
        }
        IntervalKind::BeforeOpening => next,
        IntervalKind::AfterClosing => next - 1,
    });
    numbered.collect()
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

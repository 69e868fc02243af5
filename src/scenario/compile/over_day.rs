//! Distributions that change over the day.

use super::intervals::{WidestDay, open_intervals};
use super::{Compiler, distribution};
use crate::model::{Horizon, IntervalKind, OverDay};
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::List;
use crate::scenario::written::{DistributionField, OverDayField, OverDayTable};
use crate::time::MICROS_PER_SECOND;

const MICROS_PER_HOUR: u64 = 3600 * MICROS_PER_SECOND;

impl Compiler<'_> {
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
            false => self.place_of_each(list)?,
        };
        let distributions: Option<Vec<_>> = each.into_iter().collect();
        let distributions = distributions?;
        let nearest = nearest_open(self.horizon?);
        Some(OverDay::ByInterval(
            nearest.into_iter().map(|open| distributions[of_open[open]].clone()).collect(),
        ))
    }

    /// For each open interval, the number of the hour of the day in which it starts, counted from
    /// the earliest opening.
    fn hour_of_each(&mut self, list: &List<DistributionField>) -> Option<Vec<usize>> {
        let horizon = self.horizon_of_days("`per_hour`", list.place)?;
        let open = open_intervals(horizon);
        let day = WidestDay::of(horizon, &open);
        let open_for = day.close.as_micros() - day.open.as_micros();
        let expected = open_for.div_ceil(MICROS_PER_HOUR) as usize;
        let hour = |each| (day.since_open(each).as_micros() / MICROS_PER_HOUR) as usize;
        let of_open = open.iter().map(hour).collect();
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

/// For each interval of the horizon, the number of the nearest open one of its day; on a closed
/// day, of the next one, or of the last one of all.
pub(super) fn nearest_open(horizon: &Horizon) -> Vec<usize> {
    let mut next = 0;
    let last = open_intervals(horizon).len() - 1;
    let numbered = horizon.intervals().iter().map(|each| match each.kind {
        IntervalKind::Open => {
            next += 1;
            next - 1
        }
        IntervalKind::BeforeOpening => next,
        IntervalKind::AfterClosing => next - 1,
        IntervalKind::ClosedDay => next.min(last),
    });
    numbered.collect()
}

//! What may be said of any arrival process: factors of days, and batches.

use super::Compiler;
use crate::dist::DistributionError;
use crate::model::{BatchSize, CivilDate, Weekday};
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::At;
use crate::scenario::written::{Adjustments, BatchTable, WeekdayTable};

/// The factor of each day by its weekday and its date; empty if nothing is said of days.
pub(super) fn day_factors(
    compiler: &mut Compiler<'_>,
    table: &Adjustments<'_>,
) -> Option<Vec<f64>> {
    let by_weekday = table.weekday.or(Some(Vec::new()), |table| by_weekday(compiler, table))?;
    let Some(list) = table.days.given() else {
        return if table.days.is_absent() { by_weekday } else { None };
    };
    compiler.horizon_of_days("a factor of a day", list.place)?;
    let mut named: Vec<&At<CivilDate>> = Vec::new();
    let mut factors = by_weekday;
    for day in list.iter() {
        let Some(date) = day.date.given() else { continue };
        if let Some(first) = named.iter().find(|first| first.value == date.value) {
            let kind = ProblemKind::NamedTwice { name: date.value.to_string() };
            compiler.problems.report_with(date.place, first.place, kind);
        }
        named.push(date);
        let day_of_horizon = compiler.day_of(date);
        let factor = day.factor.given().map(|at| at.value.0);
        factors = factors.zip(day_of_horizon).zip(factor).map(|((mut factors, day), factor)| {
            factors.resize(factors.len().max(day as usize + 1), 1.0);
            factors[day as usize] *= factor;
            factors
        });
    }
    list.all()?;
    factors
}

fn by_weekday(compiler: &mut Compiler<'_>, table: &WeekdayTable) -> Option<Vec<f64>> {
    let horizon = compiler.horizon_of_days("a factor by weekday", table.place)?;
    (0..horizon.day_count()).map(|day| of_weekday(table, horizon.weekday(day)?)).collect()
}

/// The factor of a weekday; none if it is faulty.
fn of_weekday(table: &WeekdayTable, weekday: Weekday) -> Option<f64> {
    let (of_day, group) = match weekday {
        Weekday::Monday => (&table.monday, &table.weekdays),
        Weekday::Tuesday => (&table.tuesday, &table.weekdays),
        Weekday::Wednesday => (&table.wednesday, &table.weekdays),
        Weekday::Thursday => (&table.thursday, &table.weekdays),
        Weekday::Friday => (&table.friday, &table.weekdays),
        Weekday::Saturday => (&table.saturday, &table.weekend),
        Weekday::Sunday => (&table.sunday, &table.weekend),
    };
    let group = group.or(1.0, |at| at.value.0)?;
    of_day.or(group, |at| at.value.0)
}

/// How many come together.
pub(super) fn batch(compiler: &mut Compiler<'_>, table: &BatchTable) -> Option<BatchSize> {
    if let Some(size) = table.size.given() {
        return Some(BatchSize::Constant(size.value.0 as u32));
    }
    if let Some(mean) = table.mean.given() {
        return Some(BatchSize::geometric(mean.value.0));
    }
    let (values, weights) = (table.values.given()?, table.weights.given()?);
    let sizes: Vec<u32> = values.all()?.iter().map(|at| at.value.0 as u32).collect();
    let chances: Vec<f64> = weights.all()?.iter().map(|at| at.value.0).collect();
    let error = if sizes.len() == chances.len() {
        DistributionError::NoWeight
    } else {
        DistributionError::LengthsDiffer {
            one: "values",
            one_length: sizes.len(),
            other: "weights",
            other_length: chances.len(),
        }
    };
    let made = BatchSize::values(sizes, &chances);
    if made.is_none() {
        compiler.refuse(weights.place, error);
    }
    made
}

impl Compiler<'_> {
    /// The day of a date, counted from 0; a problem if it is none of the horizon.
    pub(super) fn day_of(&mut self, date: &At<CivilDate>) -> Option<u32> {
        let horizon = self.horizon?;
        let start = horizon.start_date()?;
        let day = u32::try_from((date.value - start).get_days()).ok();
        let day = day.filter(|day| *day < horizon.day_count());
        if day.is_none() {
            let last = horizon.date_of(horizon.day_count() - 1).unwrap_or(start);
            let kind = ProblemKind::OutOfRange {
                value: format!("`{}`", date.value),
                range: format!("a date of the horizon, `{start}` to `{last}`"),
                remedy: Some("take it out, or check `start` and `days`".into()),
            };
            self.problems.report(date.place, kind);
        }
        day
    }
}

//! `surges`: factors for a while, and calls besides all others.

use super::Compiler;
use super::intervals::midnight;
use crate::model::{Arrivals, OpenHours, Spread, Surge, SurgeEffect, SurgeWindow};
use crate::scenario::leaf::ClockTime;
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::{At, Field, List};
use crate::scenario::source::Place;
use crate::scenario::written::{CallsSurgeTable, FactorSurgeTable, SurgeField};
use crate::time::{SimDuration, SimTime};

/// All surges of a call type, in the order of the scenario.
pub(super) fn surges(
    compiler: &mut Compiler<'_>,
    field: &Field<List<SurgeField>>,
) -> Option<Vec<Surge>> {
    field.or(Some(Vec::new()), |list| {
        let made: Vec<Option<Surge>> = (0..)
            .zip(list.iter())
            .map(|(number, field)| match field {
                SurgeField::Factor(table) => factor(compiler, table, number),
                SurgeField::Calls(table) => calls(compiler, table, number),
            })
            .collect();
        list.all()?;
        made.into_iter().collect()
    })?
}

/// The same where there is no rate that a factor could multiply.
pub(super) fn of_calls_alone(
    compiler: &mut Compiler<'_>,
    field: &Field<List<SurgeField>>,
    process: &'static str,
) -> Option<Vec<Surge>> {
    for surge in field.given().into_iter().flat_map(|list| list.iter()) {
        if let SurgeField::Factor(FactorSurgeTable { place, .. }) = surge {
            let what = "a factor".into();
            compiler.problems.report(*place, ProblemKind::NoRateToMultiply { what, process });
        }
    }
    surges(compiler, field)
}

/// Multiplies the rates by factors that are certain, and leaves the other surges to each day.
pub(super) fn put_into(arrivals: &mut Arrivals, surges: Vec<Surge>, scale: f64) {
    for mut surge in surges {
        match &mut surge.effect {
            SurgeEffect::Calls { mean, .. } => *mean *= scale,
            SurgeEffect::Factor(_) => {
                let mut borders: Vec<SimTime> =
                    surge.windows.iter().flat_map(|window| [window.from, window.until]).collect();
                borders.dedup();
                arrivals.cut(&borders);
                if surge.probability == 1.0 {
                    for segment in &mut arrivals.segments {
                        if let Some((factor, _)) = surge.factor_at(segment.start) {
                            *segment = segment.times(factor);
                        }
                    }
                    continue;
                }
            }
        }
        arrivals.surges.push(surge);
    }
}

fn factor(compiler: &mut Compiler<'_>, table: &FactorSurgeTable, number: u32) -> Option<Surge> {
    let (from, until) = (table.from.given(), table.until.given());
    if let (Some(from), Some(until)) = (from, until)
        && until.value <= from.value
    {
        compiler.problems.report_with(until.place, from.place, ProblemKind::UntilBeforeFrom);
        return None;
    }
    let days = days(compiler, &table.date, table.place)?;
    let (from, until) = (from?.value.0, until?.value.0);
    let windows = windows(compiler, &days, from, Some(until), table.place);
    Some(Surge {
        number,
        probability: table.probability.or(1.0, |at| at.value.0)?,
        effect: SurgeEffect::Factor(table.factor.given()?.value.0),
        windows: windows?,
    })
}

fn calls(compiler: &mut Compiler<'_>, table: &CallsSurgeTable, number: u32) -> Option<Surge> {
    let days = days(compiler, &table.date, table.place)?;
    let ClockTime(at) = table.at.given()?.value;
    let (spread, until) = match (table.over.given(), table.mean_delay.given()) {
        (Some(over), _) => (Spread::Even(over.value.0.as_secs_f64()), Some(at + over.value.0)),
        (None, Some(mean)) => (Spread::Decaying(mean.value.0.as_secs_f64()), None),
        (None, None) => return None,
    };
    let windows = windows(compiler, &days, at, until, table.place);
    Some(Surge {
        number,
        probability: table.probability.or(1.0, |at| at.value.0)?,
        effect: SurgeEffect::Calls { mean: table.calls.given()?.value.0, spread },
        windows: windows?,
    })
}

/// The opening hours of the days on which a surge may happen.
fn days(
    compiler: &mut Compiler<'_>,
    date: &Field<At<crate::model::CivilDate>>,
    place: Place,
) -> Option<Vec<OpenHours>> {
    let horizon = compiler.horizon_of_days("a surge", place)?;
    let only = date.or(Some(None), |date| compiler.day_of(date).map(Some))??;
    let days = horizon.open_hours().iter().copied();
    Some(days.filter(|hours| only.is_none_or(|only| only == hours.day)).collect())
}

/// From a time of day until another, or until closing, as far as the lines are open; a problem if
/// they never are.
fn windows(
    compiler: &mut Compiler<'_>,
    days: &[OpenHours],
    from: SimDuration,
    until: Option<SimDuration>,
    place: Place,
) -> Option<Vec<SurgeWindow>> {
    let window = |hours: &OpenHours| {
        let at = midnight(hours.day) + from;
        let until = until.map_or(hours.close, |until| midnight(hours.day) + until);
        let (from, until) = (at.max(hours.open), until.min(hours.close));
        let window = SurgeWindow { at, from, until, day: hours.day };
        (window.from < window.until).then_some(window)
    };
    let windows: Vec<SurgeWindow> = days.iter().filter_map(window).collect();
    if windows.is_empty() {
        compiler.problems.report(place, ProblemKind::SurgeWhileClosed);
        return None;
    }
    Some(windows)
}

//! Handling times whose means come from the imported forecast and whose shape from the scenario.

use super::forecast::Work;
use crate::dist::Distribution;
use crate::model::{Handling, OverDay};
use crate::scenario::compile::Compiler;
use crate::scenario::compile::over_day::nearest_open;
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::Field;
use crate::scenario::written::{ImportedHandlingTable, OverDayField};

/// The handling of a call type: in each interval the shapes that the scenario gives, stretched to
/// the means of the forecast.
///
/// With a column for wrap-up, talk and wrap-up each have the mean that the file says. Without, and
/// with a shape for wrap-up, a mean handling time stretches both by the same factor, so that the
/// share of wrap-up in the whole stays; a mean talk time stretches talk alone.
pub(in crate::scenario::compile) fn handling(
    compiler: &mut Compiler<'_>,
    table: &ImportedHandlingTable,
    call_type: &str,
) -> Option<Handling> {
    let place = table.import.given().map_or(table.place, |at| at.place);
    let talk = shape(compiler, &table.talk);
    let wrap_up = shape(compiler, &table.wrap_up);
    let forecast = compiler.imported("forecast", place, |imports| &imports.forecast)?;
    let path = forecast.path.clone();
    let within = forecast.has_wrap_up_within;
    let work = forecast.of.get(call_type).map(|of_type| of_type.work.clone());
    let Some(has_wrap_up_within) = within else {
        compiler.problems.report(place, ProblemKind::NoHandlingTimes { path });
        return None;
    };
    let shapes = Shapes { talk: talk?, wrap_up: wrap_up?, has_wrap_up_within };
    let (work, horizon) = (work?, compiler.horizon?);
    let nearest = nearest_open(horizon);
    let each: Result<Vec<_>, Refused> = nearest
        .iter()
        .enumerate()
        .map(|(index, open)| shapes.stretched(index, work[*open]))
        .collect();
    match each {
        Ok(each) => {
            let (talk, wrap_up): (Vec<_>, Vec<_>) = each.into_iter().unzip();
            let wrap_up = wrap_up.into_iter().collect::<Option<Vec<_>>>();
            let (talk, wrap_up) = (OverDay::ByInterval(talk), wrap_up.map(OverDay::ByInterval));
            Some(Handling { talk, wrap_up })
        }
        Err(refused) => {
            let (field, mean) = match refused {
                Refused::Talk(mean) => (&table.talk, mean),
                Refused::WrapUp(mean) => (&table.wrap_up, mean),
            };
            let place = field.given().map_or(place, OverDayField::place);
            compiler.problems.report(place, ProblemKind::NoShape { mean });
            None
        }
    }
}

fn shape(compiler: &mut Compiler<'_>, field: &Field<OverDayField>) -> Option<Option<OverDay>> {
    match field {
        Field::Absent => Some(None),
        Field::Faulty => None,
        Field::Given(field) => compiler.over_day(field).map(Some),
    }
}

/// The shapes that the scenario gives; exponential where it gives none.
struct Shapes {
    talk: Option<OverDay>,
    wrap_up: Option<OverDay>,
    has_wrap_up_within: bool,
}

/// A shape that can't be stretched, and what its mean is.
enum Refused {
    Talk(&'static str),
    WrapUp(&'static str),
}

impl Shapes {
    /// Talk and wrap-up in an interval.
    fn stretched(
        &self,
        interval: usize,
        work: Work,
    ) -> Result<(Distribution, Option<Distribution>), Refused> {
        let (talk, wrap_up) = (at(&self.talk, interval), at(&self.wrap_up, interval));
        if let Some(mean) = work.wrap_up {
            let within = if self.has_wrap_up_within { mean } else { 0.0 };
            let talk = with_mean(talk, work.mean - within).map_err(Refused::Talk)?;
            return Ok((talk, Some(with_mean(wrap_up, mean).map_err(Refused::WrapUp)?)));
        }
        match (talk, wrap_up) {
            (Some(talk), Some(wrap_up)) if self.has_wrap_up_within => {
                let whole = talk.mean() + wrap_up.mean();
                let share = |part: &Distribution| part.mean() / whole * work.mean;
                let talk = with_mean(Some(talk), share(talk)).map_err(Refused::Talk)?;
                let wrap_up = with_mean(Some(wrap_up), share(wrap_up)).map_err(Refused::WrapUp)?;
                Ok((talk, Some(wrap_up)))
            }
            (None, Some(wrap_up)) if self.has_wrap_up_within => {
                let rest = work.mean - wrap_up.mean();
                if rest <= 0.0 {
                    return Err(Refused::WrapUp("a mean as long as the whole handling time"));
                }
                Ok((with_mean(None, rest).map_err(Refused::Talk)?, Some(wrap_up.clone())))
            }
            (talk, wrap_up) => {
                Ok((with_mean(talk, work.mean).map_err(Refused::Talk)?, wrap_up.cloned()))
            }
        }
    }
}

fn at(shape: &Option<OverDay>, interval: usize) -> Option<&Distribution> {
    match shape.as_ref()? {
        OverDay::Same(distribution) => Some(distribution),
        OverDay::ByInterval(each) => each.get(interval),
    }
}

/// A shape stretched to a mean in seconds; exponential without one.
fn with_mean(shape: Option<&Distribution>, mean: f64) -> Result<Distribution, &'static str> {
    let made = match shape {
        _ if mean == 0.0 => Distribution::constant(0.0),
        None => Distribution::exponential(mean),
        Some(shape) if shape.mean() == 0.0 => return Err("a mean of zero"),
        Some(shape) if shape.mean() == f64::INFINITY => return Err("an infinite mean"),
        Some(shape) => shape.clone().scaled(mean / shape.mean()),
    };
    made.map_err(|_| "such a mean")
}

//! Distributions as written to distributions that can be drawn from.

use super::Compiler;
use crate::dist::{Distribution, DistributionError};
use crate::scenario::csv::Cell;
use crate::scenario::leaf::Text;
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::At;
use crate::scenario::source::Place;
use crate::scenario::written::{DistributionField, FamilyTable, Parameter, Parameters};

/// The distribution, if its parameters are possible.
pub(super) fn distribution(
    compiler: &mut Compiler<'_>,
    field: &DistributionField,
) -> Option<Distribution> {
    match field {
        DistributionField::Constant(at) => {
            let made = Distribution::constant(at.value.as_secs_f64());
            made.map_err(|error| compiler.problems.report(at.place, bad(error))).ok()
        }
        DistributionField::Family(table) => of_family(compiler, table),
    }
}

fn of_family(compiler: &mut Compiler<'_>, table: &FamilyTable) -> Option<Distribution> {
    let made = match (table.way.build, table.parameters.get("parts")) {
        (Some(build), _) => build(&table.parameters),
        (None, Some(Parameter::Parts(parts))) => mixture(compiler, parts, &table.parameters)?,
        (None, _) => from_csv(compiler, &table.parameters)?,
    };
    let limited = made.and_then(|made| with_limits(made, &table.parameters));
    limited
        .map_err(|error| {
            let place = to_blame(&error).and_then(|key| table.parameters.place_of(key));
            compiler.problems.report(place.unwrap_or(table.place), bad(error));
        })
        .ok()
}

fn with_limits(made: Distribution, given: &Parameters) -> Result<Distribution, DistributionError> {
    let limit = |key| given.get(key).map(|_| given.number(key));
    let made = limit("shift").map_or(Ok(made.clone()), |seconds| made.with_shift(seconds))?;
    let made = limit("min").map_or(Ok(made.clone()), |seconds| made.with_min(seconds))?;
    limit("max").map_or(Ok(made.clone()), |seconds| made.with_max(seconds))
}

/// One of several; none if a part is faulty.
fn mixture(
    compiler: &mut Compiler<'_>,
    parts: &[DistributionField],
    given: &Parameters,
) -> Option<Result<Distribution, DistributionError>> {
    let made: Vec<_> = parts.iter().map(|part| distribution(compiler, part)).collect();
    let made: Vec<Distribution> = made.into_iter().collect::<Option<_>>()?;
    let weights = given.numbers("weights");
    if weights.len() != made.len() {
        return Some(Err(DistributionError::LengthsDiffer {
            one: "weights",
            one_length: weights.len(),
            other: "parts",
            other_length: made.len(),
        }));
    }
    Some(Distribution::mixture(weights.iter().copied().zip(made).collect()))
}

/// Empirical, of the values in a column; none if the file or a row is faulty.
fn from_csv(
    compiler: &mut Compiler<'_>,
    given: &Parameters,
) -> Option<Result<Distribution, DistributionError>> {
    let text = |key: &str| match given.get(key) {
        Some(Parameter::Text(text)) => {
            Some(At { value: Text(text.clone()), place: given.place_of(key)? })
        }
        _ => None,
    };
    let (csv, column) = (text("csv")?, text("column")?);
    let sheet = compiler.sheet(&csv)?.clone();
    let number = sheet.column(&column.value.0, Some(column.place), compiler.problems)?;
    let cells: Vec<Option<&Cell>> = sheet.rows.iter().map(|row| sheet.cell(row, number)).collect();
    let seconds: Vec<Option<f64>> = cells
        .into_iter()
        .map(|cell| {
            let cell = cell?;
            sheet
                .seconds(cell, &column.value.0)
                .map_err(|kind| compiler.problems.report(cell.place, kind))
                .ok()
        })
        .collect();
    let values = seconds.into_iter().collect::<Option<Vec<f64>>>()?;
    Some(match values.is_empty() {
        true => Err(DistributionError::Empty { parameter: "column" }),
        false => Distribution::empirical(values, given.flag("interpolate")),
    })
}

impl Compiler<'_> {
    /// Reports that a distribution can't be.
    pub(super) fn refuse(&mut self, place: Place, error: DistributionError) {
        self.problems.report(place, bad(error));
    }
}

pub(super) fn bad(error: DistributionError) -> ProblemKind {
    ProblemKind::BadDistribution(match error {
        // The hazards of bins are written as rates.
        DistributionError::LengthsDiffer { one, one_length, other: "hazards", other_length } => {
            DistributionError::LengthsDiffer {
                one,
                one_length,
                other: "hazard_per_minute",
                other_length,
            }
        }
        other => other,
    })
}

/// The key whose value is most likely wrong.
fn to_blame(error: &DistributionError) -> Option<&'static str> {
    Some(match error {
        DistributionError::NotPositive { parameter, .. }
        | DistributionError::Negative { parameter, .. }
        | DistributionError::NotFinite { parameter, .. }
        | DistributionError::BadEntry { parameter, .. }
        | DistributionError::Empty { parameter } => match *parameter {
            "hazards" => "hazard_per_minute",
            "rate" => "rate_per_minute",
            parameter => parameter,
        },
        DistributionError::WrongOrder { upper, .. } => upper,
        DistributionError::ModeOutside { .. } => "mode",
        DistributionError::CvOutOfReach { .. } | DistributionError::CvBetweenErlangs { .. } => "cv",
        DistributionError::P90OutOfReach { .. } => "p90",
        DistributionError::MuTooLow { .. } => "mu",
        DistributionError::PhasesOutOfReach { .. } => "phases",
        DistributionError::LengthsDiffer { other: "hazards", .. } => "hazard_per_minute",
        DistributionError::LengthsDiffer { other, .. } => other,
        DistributionError::NoWeight => "weights",
        DistributionError::FirstEdgeNotZero { .. }
        | DistributionError::EdgesNotAscending { .. } => "edges",
    })
}

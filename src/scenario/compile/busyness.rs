//! `busyness` of a call type, and the correlation of several.

use super::{Compiler, Names};
use crate::dist::Distribution;
use crate::model::{Busyness, CallType, Normal, Period};
use crate::scenario::leaf::{Correlation, Name};
use crate::scenario::problem::{ProblemKind, nearest};
use crate::scenario::read::{At, Field, List};
use crate::scenario::written::{
    BusynessFamily, BusynessTable, CorrelationField, CorrelationMatrixTable, SameCorrelationTable,
};

/// The busyness factor of the call type `name`, with mean 1 and nothing to do with others yet.
pub(super) fn busyness(
    compiler: &mut Compiler<'_>,
    table: &BusynessTable,
    name: Option<&At<Name>>,
) -> Option<Busyness> {
    let per = table.per.or(Period::Day, |at| at.value.0);
    let autocorrelation = table.autocorrelation.or(0.0, |at| at.value.0);
    if let (Some(given), Some(at)) = (table.per.given(), table.autocorrelation.given())
        && given.value.0 == Period::Day
    {
        compiler.problems.report(at.place, ProblemKind::AutocorrelationOfDays);
        return None;
    }
    let (family, cv) = (table.dist.given()?.value.0, table.cv.given()?);
    let factor = match family {
        BusynessFamily::Gamma => Distribution::gamma_from_mean_cv(1.0, cv.value.0),
        BusynessFamily::Lognormal => Distribution::lognormal_from_mean_cv(1.0, cv.value.0),
    };
    let factor = factor.map_err(|error| compiler.refuse(cv.place, error)).ok()?;
    let (per, autocorrelation) = (per?, autocorrelation?);
    let copula = if autocorrelation == 0.0 { Vec::new() } else { vec![own(&name?.value.0, 1.0)] };
    Some(Busyness { factor, per, autocorrelation, copula })
}

fn own(name: &str, weight: f64) -> Normal {
    Normal { of: Some(name.to_owned()), weight }
}

/// Correlates the busyness of call types as `[busyness]` says.
pub(super) fn correlate(
    compiler: &mut Compiler<'_>,
    field: &Field<CorrelationField>,
    names: &Names,
    call_types: &mut [CallType],
) -> Option<()> {
    match field {
        Field::Absent => Some(()),
        Field::Faulty => None,
        Field::Given(CorrelationField::Same(table)) => same(compiler, table, names, call_types),
        Field::Given(CorrelationField::Matrix(table)) => matrix(compiler, table, names, call_types),
    }
}

/// The normal of each type is √ρ of one that all share and √(1 − ρ) of its own: so a type changes
/// nothing for the others.
fn same(
    compiler: &mut Compiler<'_>,
    table: &SameCorrelationTable,
    names: &Names,
    call_types: &mut [CallType],
) -> Option<()> {
    let members = match &table.call_types {
        Field::Given(list) => compiler.members(list, names, call_types)?,
        Field::Faulty => return None,
        Field::Absent => {
            let busy = |index: &usize| call_types[*index].arrivals.busyness.is_some();
            (0..call_types.len()).filter(busy).collect()
        }
    };
    let correlation = table.correlation.given()?;
    compiler.must_be_alike(correlation.place, &members, call_types)?;
    let (shared, alone) = (correlation.value.0.sqrt(), (1.0 - correlation.value.0).sqrt());
    for member in members {
        let CallType { name, arrivals, .. } = &mut call_types[member];
        if let Some(busyness) = &mut arrivals.busyness {
            busyness.copula = vec![Normal { of: None, weight: shared }, own(name, alone)];
        }
    }
    Some(())
}

/// The normal of each type is a sum of its own and those of the types before it in the list.
fn matrix(
    compiler: &mut Compiler<'_>,
    table: &CorrelationMatrixTable,
    names: &Names,
    call_types: &mut [CallType],
) -> Option<()> {
    let list = table.call_types.given();
    let members = list.and_then(|list| compiler.members(list, names, call_types));
    let rows = table.correlation.given()?;
    let count = list?.items.len();
    compiler.must_have(rows, count, "call type")?;
    let complete: Vec<Option<()>> =
        rows.iter().map(|row| compiler.must_have(row, count, "call type")).collect();
    complete.into_iter().collect::<Option<()>>()?;
    let rows: Option<Vec<Vec<&At<Correlation>>>> =
        rows.all()?.iter().map(|row| row.all()).collect();
    let rows = rows?;
    let names: Vec<&str> = list?.all()?.iter().map(|at| at.value.0.as_str()).collect();
    compiler.must_be_correlations(&rows, &names)?;
    let members = members?;
    compiler.must_be_alike(table.correlation.given()?.place, &members, call_types)?;
    let weights = match cholesky(&rows) {
        Ok(weights) => weights,
        Err(row) => {
            let kind = ProblemKind::ImpossibleCorrelation { name: names[row].to_owned() };
            let place = table.correlation.given()?.items[row].as_ref()?.place;
            compiler.problems.report(place, kind);
            return None;
        }
    };
    for (member, weights) in members.into_iter().zip(weights) {
        if let Some(busyness) = &mut call_types[member].arrivals.busyness {
            let parts = names.iter().zip(weights).filter(|(_, weight)| *weight != 0.0);
            busyness.copula = parts.map(|(name, weight)| own(name, weight)).collect();
        }
    }
    Some(())
}

/// The lower triangle whose product with its transpose is the matrix, row by row; or the first row
/// for which there is none.
///
/// # Source
///
/// G. H. Golub and C. F. Van Loan, *Matrix Computations* (2013), section 4.2.8, where a pivot of
/// zero means that the rest of its column is zero.
fn cholesky(rows: &[Vec<&At<Correlation>>]) -> Result<Vec<Vec<f64>>, usize> {
    // What is written has few digits.
    const TOLERANCE: f64 = 1e-9;
    let mut lower: Vec<Vec<f64>> = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        let mut weights: Vec<f64> = Vec::new();
        for (j, before) in lower.iter().enumerate() {
            let explained: f64 = weights.iter().zip(before).map(|(one, other)| one * other).sum();
            let rest = row[j].value.0 - explained;
            let pivot = before[j];
            if pivot == 0.0 && rest.abs() > TOLERANCE {
                return Err(i);
            }
            weights.push(if pivot == 0.0 { 0.0 } else { rest / pivot });
        }
        let rest = 1.0 - weights.iter().map(|weight| weight * weight).sum::<f64>();
        if rest < -TOLERANCE {
            return Err(i);
        }
        weights.push(if rest < TOLERANCE { 0.0 } else { rest.sqrt() });
        lower.push(weights);
    }
    Ok(lower)
}

impl Compiler<'_> {
    /// The indices of call types in a list of names, all of which must have busyness.
    fn members(
        &mut self,
        list: &List<At<Name>>,
        names: &Names,
        call_types: &[CallType],
    ) -> Option<Vec<usize>> {
        let mut members: Vec<Option<usize>> = Vec::new();
        let mut seen: Vec<&At<Name>> = Vec::new();
        for at in list.iter() {
            let name = at.value.0.as_str();
            if let Some(first) = seen.iter().find(|first| first.value == at.value) {
                let kind = ProblemKind::NamedTwice { name: name.to_owned() };
                self.problems.report_with(at.place, first.place, kind);
            }
            seen.push(at);
            let index = names.index_of(name);
            members.push(index);
            let kind = match index {
                Some(index) if call_types[index].arrivals.busyness.is_some() => continue,
                Some(_) => ProblemKind::NoBusyness { name: name.to_owned() },
                None => {
                    let known: Vec<String> = names.each.iter().flatten().cloned().collect();
                    let nearest = nearest(name, known.iter().map(String::as_str));
                    let (kind, name) = ("call type", name.to_owned());
                    ProblemKind::UnknownName { kind, name, nearest, known }
                }
            };
            self.problems.report(at.place, kind);
        }
        list.all()?;
        members.into_iter().collect()
    }

    /// A problem unless the factors of all types hold for as long and fade alike: only then their
    /// normals have the correlation at every time.
    fn must_be_alike(
        &mut self,
        place: crate::scenario::source::Place,
        members: &[usize],
        call_types: &[CallType],
    ) -> Option<()> {
        let kind_of = |index: &usize| {
            let call_type = &call_types[*index];
            let busyness = call_type.arrivals.busyness.as_ref()?;
            Some((call_type.name.as_str(), busyness.per, busyness.autocorrelation))
        };
        let mut kinds = members.iter().filter_map(kind_of);
        let Some((one, per, autocorrelation)) = kinds.next() else { return Some(()) };
        let other = kinds.find(|kind| (kind.1, kind.2) != (per, autocorrelation));
        let Some((other, ..)) = other else { return Some(()) };
        let kind = ProblemKind::UnlikeBusyness { one: one.to_owned(), other: other.to_owned() };
        self.problems.report(place, kind);
        None
    }

    /// Problems unless each number is the same both ways, and 1 with itself.
    fn must_be_correlations(
        &mut self,
        rows: &[Vec<&At<Correlation>>],
        names: &[&str],
    ) -> Option<()> {
        let before = self.problems.len();
        for (i, row) in rows.iter().enumerate() {
            for (j, at) in row.iter().enumerate() {
                let value = at.value.0;
                if i == j && value != 1.0 {
                    let name = names[i].to_owned();
                    self.problems.report(at.place, ProblemKind::SelfCorrelation { name });
                } else if j < i && value != rows[j][i].value.0 {
                    let (one, other) = (names[j].to_owned(), names[i].to_owned());
                    let kind = ProblemKind::UnequalCorrelations { one, other };
                    self.problems.report_with(at.place, rows[j][i].place, kind);
                }
            }
        }
        (self.problems.len() == before).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::source::{Place, SourceId};

    fn decomposed(rows: &[&[f64]]) -> Result<Vec<Vec<f64>>, usize> {
        let place = Place::new(SourceId(0), 0..0);
        let rows: Vec<Vec<At<Correlation>>> = rows
            .iter()
            .map(|row| row.iter().map(|value| At { value: Correlation(*value), place }).collect())
            .collect();
        cholesky(&rows.iter().map(|row| row.iter().collect()).collect::<Vec<_>>())
    }

    #[test]
    fn the_rows_multiply_to_the_correlations() {
        let correlations = [[1.0, 0.8, -0.3], [0.8, 1.0, 0.1], [-0.3, 0.1, 1.0]];
        let lower = decomposed(&correlations.each_ref().map(|row| &row[..])).unwrap();
        for i in 0..3 {
            for j in 0..=i {
                let product: f64 = lower[i].iter().zip(&lower[j]).map(|(a, b)| a * b).sum();
                assert!((product - correlations[i][j]).abs() < 1e-15);
            }
        }
    }

    #[test]
    fn what_goes_together_completely_is_possible_and_what_contradicts_itself_is_not() {
        assert_eq!(decomposed(&[&[1.0, -1.0], &[-1.0, 1.0]]).unwrap()[1], [-1.0, 0.0]);
        let one: &[f64] = &[1.0, 1.0, 0.5];
        assert!(decomposed(&[one, one, &[0.5, 0.5, 1.0]]).is_ok());
        assert_eq!(decomposed(&[one, one, &[0.5, 0.4, 1.0]]), Err(2));
        assert_eq!(decomposed(&[&[1.0, 0.9, -0.9], &[0.9, 1.0, 0.9], &[-0.9, 0.9, 1.0]]), Err(2));
    }
}

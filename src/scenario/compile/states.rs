//! `process = "mmpp"`: states that modulate a rate.

use super::Compiler;
use crate::model::{Arrivals, Modulation};
use crate::scenario::leaf::NotNegative;
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::{At, List};
use crate::scenario::written::ModulatedTable;

/// More changes of state in a replication than this are refused, as so many calls would be.
const MOST_CHANGES: f64 = 1e9;

/// Poisson arrivals at a rate that jumps.
pub(super) fn modulated(compiler: &mut Compiler<'_>, table: &ModulatedTable) -> Option<Arrivals> {
    let list = table.states.given()?;
    if list.items.is_empty() {
        let remedy = "give states such as `{ per_hour = 60, mean = \"20m\" }`".into();
        compiler.problems.report(list.place, ProblemKind::EmptyList { remedy });
        return None;
    }
    let count = list.items.len();
    let transitions = table
        .transitions
        .or(Some(Modulation::cycle(count)), |rows| square(compiler, rows, count, "state"))?;
    let states = list.all()?;
    let rates: Option<Vec<f64>> =
        states.iter().map(|state| Some(state.per_hour.given()?.value.0 / 3600.0)).collect();
    let means: Option<Vec<f64>> =
        states.iter().map(|state| Some(state.mean.given()?.value.0.as_secs_f64())).collect();
    let (rates, means, transitions) = (rates?, means?, transitions?);
    let modulation = match Modulation::new(&rates, means, &transitions) {
        Ok(modulation) => modulation,
        Err(error) => {
            let of_transitions = table.transitions.given().map(|rows| rows.place);
            let place = of_transitions.unwrap_or(list.place);
            compiler.problems.report(place, ProblemKind::BadStates(error));
            return None;
        }
    };
    let horizon = compiler.horizon?;
    let end = horizon.counted_until().unwrap_or(horizon.cut_off());
    let changes = modulation.changes_per_second() * end.as_secs_f64();
    if changes > MOST_CHANGES {
        compiler.problems.report(list.place, ProblemKind::TooManyChanges { changes });
        return None;
    }
    Some(Arrivals::modulated(horizon, modulation))
}

/// The numbers of a list of lists that must have `count` elements each; none if not.
fn square(
    compiler: &mut Compiler<'_>,
    rows: &List<List<At<NotNegative>>>,
    count: usize,
    unit: &'static str,
) -> Option<Vec<Vec<f64>>> {
    compiler.must_have(rows, count, unit)?;
    let made: Vec<Option<Vec<f64>>> = rows
        .iter()
        .map(|row| {
            compiler.must_have(row, count, unit)?;
            Some(row.all()?.iter().map(|at| at.value.0).collect())
        })
        .collect();
    rows.all()?;
    made.into_iter().collect()
}

impl Compiler<'_> {
    /// A problem unless a list has so many elements.
    pub(super) fn must_have<T>(
        &mut self,
        list: &List<T>,
        expected: usize,
        unit: &'static str,
    ) -> Option<()> {
        let found = list.items.len();
        if found == expected {
            return Some(());
        }
        let remedy = format!("give {expected}, one for each {unit}");
        let kind = ProblemKind::WrongCount { found, expected, unit, remedy };
        self.problems.report(list.place, kind);
        None
    }
}

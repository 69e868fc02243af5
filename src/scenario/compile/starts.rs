//! The column of a file that says which interval each row is for.

use super::grid::{Grid, Slot};
use crate::model::CivilDate;
use crate::scenario::csv::{Cell, Moment, Sheet};
use crate::scenario::problem::{ProblemKind, Problems};
use crate::scenario::zone::Zone;
use crate::time::SimDuration;

/// What the rows of a file are for.
pub(super) struct Starts {
    /// Whether rows have a date; without, they are for every day.
    pub(super) is_dated: bool,
    /// One for each row; none where it can't be, which is reported.
    pub(super) slots: Vec<Option<Slot>>,
}

/// Which clock the times of a file are of.
#[derive(Clone, Copy)]
pub(super) struct Clocks<'a> {
    /// That of the centre, if its zone is known.
    pub(super) centre: Option<&'a Zone>,
    /// That of the file, if it is another.
    pub(super) file: Option<&'a Zone>,
}

impl Clocks<'_> {
    /// The date, if there is one, and the time by the clock of the centre.
    pub(super) fn by_centre(
        &self,
        text: &str,
    ) -> Result<(Option<CivilDate>, SimDuration), ProblemKind> {
        let Some(moment) = Moment::parse(text) else {
            return Err(ProblemKind::BadStart { text: text.to_owned() });
        };
        if moment.offset.is_none() && self.file.is_none() {
            return Ok((moment.date, moment.time));
        }
        let Some(centre) = self.centre else {
            return Err(ProblemKind::NoCentreZone { text: text.to_owned() });
        };
        let (date, time) = self.file.unwrap_or(centre).to_centre(&moment, text, centre)?;
        Ok((Some(date), time))
    }
}

impl Starts {
    /// What each row of a column is for.
    pub(super) fn read(
        sheet: &Sheet,
        column: usize,
        grid: &Grid<'_>,
        clocks: Clocks<'_>,
        problems: &mut Problems,
    ) -> Starts {
        let moments: Vec<_> = sheet
            .rows
            .iter()
            .map(|row| {
                let cell = sheet.cell(row, column)?;
                let moment = clocks.by_centre(&cell.text);
                moment.map_err(|kind| problems.report(cell.place, kind)).ok()
            })
            .collect();
        let is_dated = moments.iter().flatten().next().is_some_and(|(date, _)| date.is_some());
        let slots = sheet.rows.iter().zip(&moments).map(|(row, moment)| {
            let (date, time) = (*moment)?;
            slot(&row[column], date, time, is_dated, grid, problems)
        });
        Starts { is_dated, slots: slots.collect() }
    }
}

fn slot(
    cell: &Cell,
    date: Option<CivilDate>,
    time: SimDuration,
    is_dated: bool,
    grid: &Grid<'_>,
    problems: &mut Problems,
) -> Option<Slot> {
    if date.is_some() != is_dated {
        problems.report(cell.place, ProblemKind::MixedStarts { dated: date.is_some() });
        return None;
    }
    match grid.slot(date, time) {
        Slot::Within => {
            problems.report(cell.place, no_such_interval(cell, grid, is_dated));
            None
        }
        slot @ (Slot::Interval(_) | Slot::Closed | Slot::OtherDay(_)) => Some(slot),
    }
}

/// That no interval starts when a row says.
pub(super) fn no_such_interval(cell: &Cell, grid: &Grid<'_>, is_dated: bool) -> ProblemKind {
    let (text, remedy) = (cell.text.clone(), grid.rows_in_words(is_dated));
    ProblemKind::NoSuchInterval { text, remedy }
}

//! What a roster says of the agents themselves, in columns that may be missing.
//!
//! It stands in one row of an agent or in several, but is the same in all of them.

use super::file::{Column, File};
use crate::model::Individual;
use crate::scenario::compile::Compiler;
use crate::scenario::csv::Cell;
use crate::scenario::problem::ProblemKind;
use crate::scenario::source::Place;
use crate::scenario::written::RosterFile;
use crate::time::SimDuration;

/// What rows say of an agent.
#[derive(Default)]
pub(super) struct Person {
    wage: Said<f64>,
    login_number: Said<u32>,
    speed: Said<f64>,
    tenure: Said<SimDuration>,
    quality_class: Said<String>,
}

/// What the first row says that says it, and where.
type Said<T> = Option<(T, Place)>;

impl Person {
    /// The agent of this number and name.
    pub(super) fn named(self, number: u32, name: String) -> Individual {
        Individual {
            speed: self.speed.map_or(1.0, |(speed, _)| speed),
            tenure: self.tenure.map(|(tenure, _)| tenure),
            wage: self.wage.map(|(wage, _)| wage),
            login_number: self.login_number.map(|(number, _)| number),
            quality_class: self.quality_class.map(|(class, _)| class),
            ..Individual::new(number, name)
        }
    }
}

/// The columns that are there.
pub(super) struct PersonColumns {
    wage: Option<Column>,
    login_number: Option<Column>,
    speed: Option<Column>,
    tenure: Option<Column>,
    quality_class: Option<Column>,
}

impl PersonColumns {
    pub(super) fn find(
        compiler: &mut Compiler<'_>,
        table: &RosterFile,
        file: &File,
    ) -> Option<Self> {
        let given = table.columns.if_any()?;
        let mut may = |field, usual| file.optional_column(field, usual, compiler);
        let wage = may(given.map(|it| &it.wage), "wage");
        let login_number = may(given.map(|it| &it.login_number), "login_number");
        let speed = may(given.map(|it| &it.speed), "speed");
        let tenure = may(given.map(|it| &it.tenure), "tenure");
        let quality_class = may(given.map(|it| &it.quality_class), "quality_class");
        Some(PersonColumns {
            wage: wage?,
            login_number: login_number?,
            speed: speed?,
            tenure: tenure?,
            quality_class: quality_class?,
        })
    }

    /// Takes in what a row says.
    pub(super) fn read(
        &self,
        compiler: &mut Compiler<'_>,
        file: &File,
        cells: &[Cell],
        agent: &str,
        person: &mut Person,
    ) {
        let mut row = Row { compiler, file, cells, agent };
        row.take(&self.wage, &mut person.wage, |row, column, _| {
            row.number(column, |_| true, ["is no wage", "write what a paid hour costs"])
        });
        row.take(&self.login_number, &mut person.login_number, |row, column, _| {
            let is_whole = |it: f64| it.fract() == 0.0 && it <= f64::from(u32::MAX);
            let words = ["is no login number", "write a whole number below 2^32"];
            row.number(column, is_whole, words).map(|number| number as u32)
        });
        row.take(&self.speed, &mut person.speed, |row, column, _| {
            let is_speed = |it: f64| (1e-6..=1e6).contains(&it);
            row.number(column, is_speed, ["is no speed", "1 is as fast as others"])
        });
        row.take(&self.tenure, &mut person.tenure, Row::tenure);
        row.take(&self.quality_class, &mut person.quality_class, |_, _, cell| {
            Some(cell.text.clone())
        });
    }
}

/// A row that is read.
struct Row<'r, 'c> {
    compiler: &'r mut Compiler<'c>,
    file: &'r File,
    cells: &'r [Cell],
    agent: &'r str,
}

impl Row<'_, '_> {
    /// Takes in what stands in a column, if anything does, unless another row says otherwise.
    fn take<T: PartialEq>(
        &mut self,
        column: &Option<Column>,
        said: &mut Said<T>,
        read: impl FnOnce(&mut Self, &Column, &Cell) -> Option<T>,
    ) {
        let Some(column) = column else { return };
        let Some(cell) = self.file.sheet.cell(self.cells, column.number) else { return };
        if cell.text.is_empty() {
            return;
        }
        let Some(value) = read(self, column, cell) else { return };
        match said {
            Some((first, place)) if *first != value => {
                let (agent, column) = (self.agent.to_owned(), column.name.clone());
                let kind = ProblemKind::RowsDiffer { agent, column };
                self.compiler.problems.report_with(cell.place, *place, kind);
            }
            Some(_) => {}
            None => *said = Some((value, cell.place)),
        }
    }

    fn number(
        &mut self,
        column: &Column,
        is_good: fn(f64) -> bool,
        words: [&'static str; 2],
    ) -> Option<f64> {
        self.file.number_that(self.cells, column, is_good, words, self.compiler)
    }

    fn tenure(&mut self, column: &Column, cell: &Cell) -> Option<SimDuration> {
        let tenure = cell.text.parse().ok();
        if tenure.is_none() {
            let (text, column) = (cell.text.clone(), column.name.clone());
            let complaint = "is no length of time";
            let remedy = "write it with its unit, as in `400d`";
            let kind = ProblemKind::BadField { text, column, complaint, remedy };
            self.compiler.problems.report(cell.place, kind);
        }
        tenure
    }
}

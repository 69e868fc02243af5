//! What all imported files have in common: their columns, the names in them, the rows left over.

use std::collections::{BTreeMap, BTreeSet};

use crate::scenario::compile::starts::Clocks;
use crate::scenario::compile::{Compiler, Names};
use crate::scenario::csv::{Cell, Sheet};
use crate::scenario::leaf::{Name, OneOf, Text};
use crate::scenario::problem::{ProblemKind, nearest};
use crate::scenario::read::{At, Field};
use crate::scenario::source::Place;
use crate::scenario::unused::{UnusedReason, UnusedRow};
use crate::scenario::written::{Aliases, Unused};
use crate::scenario::zone::Zone;

/// What the scenario says of a file, whichever it is.
pub(super) struct About<'a> {
    pub(super) csv: &'a Field<At<Text>>,
    pub(super) names: &'a Field<Aliases>,
    pub(super) time_zone: &'a Field<At<Text>>,
    pub(super) unused: &'a Field<At<OneOf<Unused>>>,
}

/// An imported file.
pub(super) struct File {
    pub(super) sheet: Sheet,
    /// Where the scenario names it.
    pub(super) place: Place,
    /// The name in the scenario for each name in the file that differs.
    aliases: BTreeMap<String, At<Name>>,
    /// Rows that can't be used are listed, not refused.
    pub(super) lists_unused: bool,
    /// The zone of its times, if it is another than that of the centre.
    zone: Option<Zone>,
}

/// A column and what it is called.
pub(super) struct Column {
    pub(super) number: usize,
    pub(super) name: String,
}

impl File {
    /// Opens the file; none if it, or what is said of it, is faulty.
    pub(super) fn open(compiler: &mut Compiler<'_>, about: &About<'_>) -> Option<File> {
        let zone = file_zone(compiler, about.time_zone);
        let aliases = about.names.or(BTreeMap::new(), |names| names.0.iter().cloned().collect());
        let lists_unused = about.unused.or(false, |at| at.value.0 == Unused::Report);
        let csv = about.csv.given()?;
        let sheet = compiler.sheet(csv)?.clone();
        let (place, zone, lists_unused) = (csv.place, zone?, lists_unused?);
        Some(File { sheet, place, aliases: aliases?, lists_unused, zone })
    }

    /// Reports names that the scenario gives to those in the file, but to nobody else; `known` are
    /// all of which the file may speak.
    pub(super) fn check_aliases(
        &self,
        kind: &'static str,
        known: &[&Names],
        compiler: &mut Compiler<'_>,
    ) {
        let known: Vec<&Option<String>> = known.iter().flat_map(|names| &names.each).collect();
        // One with a faulty name may be the one that is meant.
        let Some(known) = known.into_iter().cloned().collect::<Option<Vec<String>>>() else {
            return;
        };
        for at in self.aliases.values() {
            let name = &at.value.0;
            if !known.contains(name) {
                let nearest = nearest(name, known.iter().map(String::as_str));
                let (name, known) = (name.clone(), known.clone());
                let kind = ProblemKind::UnknownName { kind, name, nearest, known };
                compiler.problems.report(at.place, kind);
            }
        }
    }

    /// Which clock its times are of.
    pub(super) fn clocks<'a>(&'a self, centre: Option<&'a Zone>) -> Clocks<'a> {
        Clocks { centre, file: self.zone.as_ref() }
    }

    /// A column that must be there, under its usual name or another that the scenario gives.
    pub(super) fn column(
        &self,
        field: Option<&Field<At<Text>>>,
        usual: &str,
        compiler: &mut Compiler<'_>,
    ) -> Option<Column> {
        let (name, place) = match field {
            None | Some(Field::Absent) if !self.sheet.has_column(usual) => {
                let (place, kind) = self.sheet.without(usual);
                compiler.problems.report(place, kind);
                return None;
            }
            None | Some(Field::Absent) => (usual, None),
            Some(Field::Given(at)) => (at.value.0.as_str(), Some(at.place)),
            Some(Field::Faulty) => return None,
        };
        let number = self.sheet.column(name, place, compiler.problems)?;
        Some(Column { number, name: name.to_owned() })
    }

    /// A column that may be there; some nothing if it is not, nothing if it is faulty.
    pub(super) fn optional_column(
        &self,
        field: Option<&Field<At<Text>>>,
        usual: &str,
        compiler: &mut Compiler<'_>,
    ) -> Option<Option<Column>> {
        if field.is_none_or(Field::is_absent) && !self.sheet.has_column(usual) {
            return Some(None);
        }
        self.column(field, usual, compiler).map(Some)
    }

    /// Lists a row that is not used.
    pub(super) fn pass_over(
        &self,
        place: Place,
        reason: UnusedReason,
        compiler: &mut Compiler<'_>,
    ) {
        let path = compiler.problems.sources.get(place.source).path.clone();
        let line = compiler.problems.locate(place).line;
        compiler.unused_rows.push(UnusedRow { path, line, reason });
    }

    /// A number that is zero or more.
    pub(super) fn number(
        &self,
        row: &[Cell],
        column: &Column,
        compiler: &mut Compiler<'_>,
    ) -> Option<f64> {
        let cell = self.sheet.cell(row, column.number)?;
        let number = self.sheet.number(cell, &column.name);
        number.map_err(|kind| compiler.problems.report(cell.place, kind)).ok()
    }

    /// A number that is zero or more and good; if it isn't, the complaint and the remedy are told.
    pub(super) fn number_that(
        &self,
        row: &[Cell],
        column: &Column,
        is_good: fn(f64) -> bool,
        [complaint, remedy]: [&'static str; 2],
        compiler: &mut Compiler<'_>,
    ) -> Option<f64> {
        let number = self.number(row, column, compiler)?;
        if is_good(number) {
            return Some(number);
        }
        let cell = self.sheet.cell(row, column.number)?;
        let (text, column) = (cell.text.clone(), column.name.clone());
        let kind = ProblemKind::BadField { text, column, complaint, remedy };
        compiler.problems.report(cell.place, kind);
        None
    }
}

/// The zone that the scenario gives for a file; some nothing if it gives none.
fn file_zone(compiler: &mut Compiler<'_>, field: &Field<At<Text>>) -> Option<Option<Zone>> {
    let at = match field {
        Field::Absent => return Some(None),
        Field::Faulty => return None,
        Field::Given(at) => at,
    };
    match Zone::named(&at.value.0) {
        Ok(_) if compiler.zone.is_none() => {
            let kind = ProblemKind::NoCentreZone { text: at.value.0.clone() };
            compiler.problems.report(at.place, kind);
            None
        }
        Ok(zone) => Some(Some(zone).filter(|zone| compiler.zone.as_ref() != Some(zone))),
        Err(kind) => {
            compiler.problems.report(at.place, kind);
            None
        }
    }
}

/// The call types or groups that rows of a file are about.
pub(super) struct Entities<'a> {
    /// What they are.
    pub(super) kind: &'static str,
    /// Their names by index.
    names: &'a Names,
    /// Whether each of them takes something from the file.
    wanted: &'a [bool],
    /// The names in the file that nobody has.
    unknown: BTreeSet<String>,
}

/// Whom a row is about.
pub(super) enum Entity {
    /// One that takes something from the file, by index.
    Wanted(usize),
    /// Nobody who does; the row is listed.
    Unused,
    /// Nobody, which is reported.
    Faulty,
}

impl<'a> Entities<'a> {
    pub(super) fn new(kind: &'static str, names: &'a Names, wanted: &'a [bool]) -> Self {
        Entities { kind, names, wanted, unknown: BTreeSet::new() }
    }

    /// Whom a row is about.
    pub(super) fn find(
        &mut self,
        file: &File,
        row: &[Cell],
        column: &Column,
        compiler: &mut Compiler<'_>,
    ) -> Entity {
        let Some(cell) = file.sheet.cell(row, column.number) else { return Entity::Faulty };
        let alias = file.aliases.get(&cell.text).map(|at| &at.value.0);
        let name = alias.unwrap_or(&cell.text);
        match self.names.index_of(name) {
            Some(index) => self.one(file, cell.place, index, compiler),
            // What is wrong with an alias is said where it stands.
            None if alias.is_some() => Entity::Faulty,
            None => self.unknown(file, cell, column, compiler),
        }
    }

    /// One of them, by index, whom a row is about.
    pub(super) fn one(
        &self,
        file: &File,
        place: Place,
        index: usize,
        compiler: &mut Compiler<'_>,
    ) -> Entity {
        if self.wanted.get(index) == Some(&true) {
            return Entity::Wanted(index);
        }
        let (kind, name) = (self.kind, self.names.each[index].clone().unwrap_or_default());
        file.pass_over(place, UnusedReason::NotImported { kind, name }, compiler);
        Entity::Unused
    }

    fn unknown(
        &mut self,
        file: &File,
        cell: &Cell,
        column: &Column,
        compiler: &mut Compiler<'_>,
    ) -> Entity {
        let (kind, name) = (self.kind, cell.text.clone());
        if name.is_empty() {
            let (column, complaint) = (column.name.clone(), "is no name");
            let remedy = "say whom the row is about, or take it out";
            let kind = ProblemKind::BadField { text: name, column, complaint, remedy };
            compiler.problems.report(cell.place, kind);
            return Entity::Faulty;
        }
        let is_first = self.unknown.insert(name.clone());
        if file.lists_unused {
            file.pass_over(cell.place, UnusedReason::UnknownName { kind, name }, compiler);
            return Entity::Unused;
        }
        // One with a faulty name may be the one that is meant.
        if is_first && self.names.each.iter().all(Option::is_some) {
            let known: Vec<String> = self.names.each.iter().flatten().cloned().collect();
            let nearest = nearest(&name, known.iter().map(String::as_str));
            let kind = ProblemKind::UnknownName { kind, name, nearest, known };
            compiler.problems.report(cell.place, kind);
        }
        Entity::Faulty
    }

    /// Those who take something from the file, by index.
    pub(super) fn wanted(&self) -> impl Iterator<Item = (usize, &'a str)> {
        let names = self.names.each.iter().enumerate().zip(self.wanted);
        names
            .filter(|(_, wanted)| **wanted)
            .filter_map(|((index, name), _)| Some((index, name.as_deref()?)))
    }

    /// Reports that the file has no row for somebody.
    pub(super) fn report_no_rows(&self, file: &File, name: &str, compiler: &mut Compiler<'_>) {
        let nearest = nearest(name, self.unknown.iter().map(String::as_str));
        let (path, kind, name) = (file.sheet.path().to_owned(), self.kind, name.to_owned());
        let source = file.sheet.place_of_row(0).source;
        let written = &compiler.problems.sources.get(source).path;
        let other_day = compiler.unused_rows.iter().find_map(|row| match row.reason {
            UnusedReason::OtherDay(date) if row.path == *written => Some(date),
            UnusedReason::OtherDay(_)
            | UnusedReason::Closed
            | UnusedReason::UnknownName { .. }
            | UnusedReason::NotImported { .. } => None,
        });
        let kind = ProblemKind::NoRows { path, kind, name, nearest, other_day };
        compiler.problems.report(file.place, kind);
    }
}

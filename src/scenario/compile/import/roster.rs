//! The imported roster: who works when, row by row.
//!
//! A row is a shift or an activity of an agent. Activities lie within a shift, or stand between
//! two stretches of work that they join, as workforce programs write a day: work, break, work.

use std::collections::BTreeMap;

use super::file::{About, Column, Entities, Entity, File};
use super::person::{Person, PersonColumns};
use crate::model::{Activity, ActivityKind, CivilDate, Horizon, Individual, Shift};
use crate::scenario::compile::shifts::{MOST, after_midnight, later};
use crate::scenario::compile::starts::Clocks;
use crate::scenario::compile::{Compiler, Names};
use crate::scenario::csv::Cell;
use crate::scenario::leaf::Word;
use crate::scenario::problem::ProblemKind;
use crate::scenario::source::Place;
use crate::scenario::unused::UnusedReason;
use crate::scenario::written::{RosterFile, RosterRow};
use crate::time::{MICROS_PER_DAY, SimDuration, SimTime};

/// A shift or an activity longer than this is a slip of the pen: an end without a date is on the
/// next day if it is not later than the start.
const LONGEST_HOURS: i64 = 16;

/// The most activities in one shift.
const MOST_ACTIVITIES: usize = 32;

const MICROS_PER_HOUR: i64 = 3_600_000_000;

/// What a roster says of a group.
pub(in crate::scenario::compile) struct Rostered {
    /// The shifts, in order of their start.
    pub(in crate::scenario::compile) shifts: Vec<Shift>,
    /// Every agent, in order of their numbers.
    pub(in crate::scenario::compile) individuals: Vec<Individual>,
}

/// Reads the roster: the shifts and agents of each group, in order of their start. Agents are numbered in the
/// order of their names, so that the order of the file doesn't matter.
pub(super) fn roster(
    compiler: &mut Compiler<'_>,
    table: &RosterFile,
    groups: &Names,
    wanted: &[bool],
) -> Option<BTreeMap<String, Rostered>> {
    let RosterFile { csv, names, time_zone, unused, .. } = table;
    let file = File::open(compiler, &About { csv, names, time_zone, unused })?;
    file.check_aliases("agent group", &[groups], compiler);
    let activities = table.activities.if_any()?.map_or(BTreeMap::new(), |words| {
        words.0.iter().map(|(in_file, at)| (in_file.clone(), at.value.0)).collect()
    });
    let columns = Columns::find(compiler, table, &file);
    let about_persons = PersonColumns::find(compiler, table, &file);
    let (columns, about_persons) = (columns?, about_persons?);
    let horizon = compiler.horizon_of_days("a roster", file.place)?;
    let centre = compiler.zone.clone();
    let reader =
        Reader { file: &file, columns, activities, clocks: file.clocks(centre.as_ref()), horizon };
    let mut entities = Entities::new("agent group", groups, wanted);
    let before = compiler.problems.len();
    let mut of_agents: BTreeMap<(usize, String), Vec<Row>> = BTreeMap::new();
    let mut first_rows: BTreeMap<String, (usize, Place)> = BTreeMap::new();
    let mut is_dated = None;
    let mut persons: BTreeMap<(usize, String), Person> = BTreeMap::new();
    for cells in &file.sheet.rows {
        let Some((group, agent)) = reader.who(compiler, &mut entities, cells) else { continue };
        let person = persons.entry((group, agent.clone())).or_default();
        about_persons.read(compiler, &file, cells, &agent, person);
        let Some(row) = reader.row(compiler, &mut is_dated, cells) else { continue };
        let (first_group, first) = *first_rows.entry(agent.clone()).or_insert((group, row.place));
        if first_group != group {
            let kind = ProblemKind::InTwoGroups { agent };
            compiler.problems.report_with(row.place, first, kind);
            continue;
        }
        of_agents.entry((group, agent)).or_default().push(row);
    }
    let mut shifts: Vec<Vec<Shift>> = vec![Vec::new(); groups.each.len()];
    let mut individuals: Vec<Vec<Individual>> = vec![Vec::new(); groups.each.len()];
    let is_dated = is_dated.unwrap_or(true);
    for ((group, agent), mut rows) in of_agents {
        if !is_dated {
            after_midnight_of_nights(&mut rows);
        }
        let number = individuals[group].len() as u32;
        shifts[group].extend(whole_shifts(compiler, &agent, rows, number));
        let person = persons.remove(&(group, agent.clone())).unwrap_or_default();
        individuals[group].push(person.named(number, agent));
    }
    if compiler.problems.len() > before {
        return None;
    }
    let mut of = BTreeMap::new();
    for (index, name) in entities.wanted() {
        if shifts[index].is_empty() {
            entities.report_no_rows(&file, name, compiler);
            continue;
        }
        let own = std::mem::take(&mut shifts[index]);
        let shifts = reader.on_all_days(compiler, own, is_dated)?;
        let individuals = std::mem::take(&mut individuals[index]);
        of.insert(name.to_owned(), Rostered { shifts, individuals });
    }
    Some(of)
}

struct Columns {
    agent: Column,
    group: Column,
    start: Column,
    end: Column,
    activity: Option<Column>,
}

impl Columns {
    fn find(compiler: &mut Compiler<'_>, table: &RosterFile, file: &File) -> Option<Columns> {
        let given = table.columns.if_any()?;
        let mut must = |field, usual| file.column(field, usual, compiler);
        let agent = must(given.map(|it| &it.agent), "agent");
        let group = must(given.map(|it| &it.group), "group");
        let start = must(given.map(|it| &it.start), "start");
        let end = must(given.map(|it| &it.end), "end");
        let field = given.map(|it| &it.activity);
        let activity = file.optional_column(field, "activity", compiler);
        let (agent, group, start, end) = (agent?, group?, start?, end?);
        Some(Columns { agent, group, start, end, activity: activity? })
    }
}

/// A row: from when to when what. Moments are microseconds from the midnight of the first day, and
/// negative before it.
#[derive(Clone, Copy)]
struct Row {
    place: Place,
    what: RosterRow,
    start: i64,
    end: i64,
}

struct Reader<'a> {
    file: &'a File,
    columns: Columns,
    /// What the words in the file stand for, where that differs.
    activities: BTreeMap<String, RosterRow>,
    clocks: Clocks<'a>,
    horizon: &'a Horizon,
}

impl Reader<'_> {
    /// The group and the agent of a row; none if it is faulty or not used.
    fn who(
        &self,
        compiler: &mut Compiler<'_>,
        entities: &mut Entities<'_>,
        cells: &[Cell],
    ) -> Option<(usize, String)> {
        let found = entities.find(self.file, cells, &self.columns.group, compiler);
        let Entity::Wanted(group) = found else { return None };
        let agent = self.file.sheet.cell(cells, self.columns.agent.number)?;
        if agent.text.is_empty() {
            let remedy = "say who works, or take the row out";
            report(compiler, &self.columns.agent, agent, "is no name", remedy);
            return None;
        }
        Some((group, agent.text.clone()))
    }

    /// When a row is, and what; none if it is faulty or not used.
    fn row(
        &self,
        compiler: &mut Compiler<'_>,
        is_dated: &mut Option<bool>,
        cells: &[Cell],
    ) -> Option<Row> {
        let cell = |column: &Column| self.file.sheet.cell(cells, column.number);
        let (start, end) = (cell(&self.columns.start)?, cell(&self.columns.end)?);
        let what = self.what(compiler, cells);
        let mut moment = |cell: &Cell| {
            let moment = self.clocks.by_centre(&cell.text);
            let report = |kind| compiler.problems.report(cell.place, kind);
            moment.map_err(of_roster).map_err(report).ok()
        };
        let (from, until) = (moment(start), moment(end));
        let ((from_date, from_time), (until_date, until_time)) = (from?, until?);
        let dated = from_date.is_some();
        if *is_dated.get_or_insert(dated) != dated {
            compiler.problems.report(start.place, ProblemKind::MixedStarts { dated });
            return None;
        }
        let from = self.micros(from_date, from_time);
        let until = match until_date {
            Some(_) => self.micros(until_date, until_time),
            None => {
                let same_day = self.micros(from_date, until_time);
                if same_day > from { same_day } else { same_day + MICROS_PER_DAY as i64 }
            }
        };
        if until <= from {
            compiler.problems.report_with(end.place, start.place, ProblemKind::RowEndsBeforeStart);
            return None;
        }
        if until - from > LONGEST_HOURS * MICROS_PER_HOUR {
            let complaint = "is more than 16 hours after the start";
            report(compiler, &self.columns.end, end, complaint, "check both times and their dates");
            return None;
        }
        let days = i64::from(self.horizon.day_count()) * MICROS_PER_DAY as i64;
        if let Some(date) = from_date.filter(|_| until <= 0 || from >= days) {
            self.file.pass_over(start.place, UnusedReason::OtherDay(date), compiler);
            return None;
        }
        Some(Row { place: start.place, what: what?, start: from, end: until })
    }

    fn what(&self, compiler: &mut Compiler<'_>, cells: &[Cell]) -> Option<RosterRow> {
        let Some(column) = &self.columns.activity else { return Some(RosterRow::Shift) };
        let cell = self.file.sheet.cell(cells, column.number)?;
        let word = cell.text.as_str();
        if word.is_empty() {
            return Some(RosterRow::Shift);
        }
        let plain = word.to_lowercase();
        let known = RosterRow::ALL.iter().find(|each| each.word() == plain).copied();
        let found = self.activities.get(word).copied().or(known);
        if found.is_none() {
            let remedy = "write `shift`, `break`, `meal`, `meeting`, `training` or `coaching`, or say \
                          in `activities` which of these it is";
            report(compiler, column, cell, "is no activity", remedy);
        }
        found
    }

    /// A moment, counted from the first midnight.
    fn micros(&self, date: Option<CivilDate>, time: SimDuration) -> i64 {
        let first = self.horizon.start_date();
        let days = date.zip(first).map_or(0, |(date, first)| (date - first).get_days());
        i64::from(days) * MICROS_PER_DAY as i64 + time.as_micros() as i64
    }

    /// The shifts of all days: those with dates as they are, those without on every day on which
    /// the lines open. If they are open at the first midnight, the nights of the evening before are
    /// under way then.
    fn on_all_days(
        &self,
        compiler: &mut Compiler<'_>,
        mut shifts: Vec<Shift>,
        is_dated: bool,
    ) -> Option<Vec<Shift>> {
        let days = if is_dated { 1 } else { self.horizon.open_hours().len() as u64 };
        let activities: u64 = shifts.iter().map(|shift| shift.activities.len() as u64).sum();
        for (a_day, what) in [(shifts.len() as u64, "shifts"), (activities, "breaks")] {
            if a_day * days > MOST {
                let kind = ProblemKind::TooMuchStaffing { count: a_day * days, what };
                compiler.problems.report(self.file.place, kind);
                return None;
            }
        }
        if !is_dated {
            let hours = self.horizon.hours_of(0);
            let opens_at_midnight = hours.is_some_and(|hours| hours.open == SimTime::ZERO);
            let midnight = SimTime::from_micros(MICROS_PER_DAY);
            let nights = shifts.iter().filter(|shift| opens_at_midnight && shift.end > midnight);
            let under_way: Vec<Shift> = nights.map(after_midnight).collect();
            let days = self.horizon.open_hours().iter().map(|hours| hours.day);
            let each = days.flat_map(|day| shifts.iter().map(move |it| later(it, day)));
            shifts = under_way.into_iter().chain(each).collect();
        }
        shifts.sort_by_key(|shift| (shift.start, shift.first_agent));
        Some(shifts)
    }
}

/// Puts what is after midnight in a night without dates on the day after that on which it starts.
fn after_midnight_of_nights(rows: &mut [Row]) {
    let work: Vec<Row> = rows.iter().filter(|row| row.what == RosterRow::Shift).copied().collect();
    let is_within =
        |row: &Row| work.iter().any(|shift| shift.start <= row.start && row.end <= shift.end);
    for row in rows.iter_mut().filter(|row| row.what != RosterRow::Shift) {
        let day = MICROS_PER_DAY as i64;
        let next = Row { start: row.start + day, end: row.end + day, ..*row };
        if !is_within(row) && is_within(&next) {
            *row = next;
        }
    }
}

/// The shifts that the rows of an agent make, as far as they are in the horizon.
fn whole_shifts(
    compiler: &mut Compiler<'_>,
    agent: &str,
    mut rows: Vec<Row>,
    number: u32,
) -> Vec<Shift> {
    rows.sort_by_key(|row| (row.start, row.end));
    let (work, activities): (Vec<Row>, Vec<Row>) =
        rows.into_iter().partition(|row| row.what == RosterRow::Shift);
    if report_overlaps(compiler, agent, &work) | report_overlaps(compiler, agent, &activities) {
        return Vec::new();
    }
    let is_within = |row: &Row| {
        let after = work.partition_point(|shift| shift.start <= row.start);
        after.checked_sub(1).is_some_and(|before| row.end <= work[before].end)
    };
    let mut stretches: Vec<Row> = work.clone();
    stretches.extend(activities.iter().filter(|row| !is_within(row)));
    stretches.sort_by_key(|row| row.start);
    let mut shifts = Vec::new();
    for together in stretches.chunk_by(|one, next| one.end >= next.start) {
        let is_work = together.iter().any(|row| row.what == RosterRow::Shift);
        let sticks_out = together.windows(2).find(|pair| pair[0].end > pair[1].start);
        let lost = together.iter().find(|row| row.what != RosterRow::Shift);
        if let Some(lost) = lost.filter(|_| !is_work || sticks_out.is_some()) {
            let kind = ProblemKind::OutsideRosteredShift { agent: agent.to_owned() };
            compiler.problems.report(lost.place, kind);
            continue;
        }
        let (Some(first), Some(last)) = (together.first(), together.last()) else { continue };
        let own = activities.iter().filter(|it| first.start <= it.start && it.end <= last.end);
        let activities: Vec<Activity> = own.filter_map(activity).collect();
        if activities.len() > MOST_ACTIVITIES {
            let kind = ProblemKind::TooManyActivities { agent: agent.to_owned() };
            compiler.problems.report(first.place, kind);
            continue;
        }
        let (start, end) = (moment(first.start), moment(last.end));
        shifts.push(Shift { first_agent: number, agents: 1, start, end, activities });
    }
    shifts
}

/// Whether rows of the same kind overlap, which is reported. They are in order of their start.
fn report_overlaps(compiler: &mut Compiler<'_>, agent: &str, rows: &[Row]) -> bool {
    let mut is_faulty = false;
    for pair in rows.windows(2) {
        if pair[0].end > pair[1].start {
            is_faulty = true;
            let kind = ProblemKind::RowsOverlap { agent: agent.to_owned() };
            compiler.problems.report_with(pair[1].place, pair[0].place, kind);
        }
    }
    is_faulty
}

/// What an agent does besides calls; nothing if it is over before the horizon begins.
fn activity(row: &Row) -> Option<Activity> {
    let kind = row.what.activity().filter(|_| row.end > 0)?;
    let from = moment(row.start);
    Some(Activity {
        kind,
        from,
        until: from,
        duration: moment(row.end).since(from),
        max_away: None,
        fixed_end: false,
        paid: kind != ActivityKind::Meal,
    })
}

/// A moment of the horizon; what began the evening before is there from the first midnight on.
fn moment(micros: i64) -> SimTime {
    SimTime::from_micros(u64::try_from(micros).unwrap_or(0))
}

/// What is wrong with a time, which is that of no interval.
fn of_roster(kind: ProblemKind) -> ProblemKind {
    match kind {
        ProblemKind::BadStart { text } => ProblemKind::BadMoment { text },
        other => other,
    }
}

fn report(
    compiler: &mut Compiler<'_>,
    column: &Column,
    cell: &Cell,
    complaint: &'static str,
    remedy: &'static str,
) {
    let (text, column) = (cell.text.clone(), column.name.clone());
    let kind = ProblemKind::BadField { text, column, complaint, remedy };
    compiler.problems.report(cell.place, kind);
}

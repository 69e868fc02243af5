//! `process = "trace"`: calls from a file.

use super::intervals::midnight;
use super::{Compiler, arrivals::MOST_CALLS};
use crate::model::{Arrivals, Horizon, TraceCall};
use crate::scenario::csv::{Cell, Moment, Sheet};
use crate::scenario::leaf::Text;
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::{At, Field};
use crate::scenario::source::Place;
use crate::scenario::written::TraceTable;
use crate::time::{SimDuration, SimTime};

/// The column with moments if the scenario names none.
const AT: &str = "at";

/// The calls of a file.
pub(super) fn trace(compiler: &mut Compiler<'_>, table: &TraceTable) -> Option<Arrivals> {
    let sheet = compiler.sheet(table.csv.given()?)?.clone();
    let at = match &table.at {
        Field::Absent => sheet.column(AT, None, compiler.problems).map(|at| (at, AT)),
        Field::Faulty => None,
        Field::Given(named) => column(compiler, &sheet, named),
    };
    let mut own = |field: &Field<At<Text>>| {
        let (at, name) = column(compiler, &sheet, field.given()?)?;
        Some(durations(compiler, &sheet, at, name))
    };
    let own = [&table.talk, &table.wrap_up, &table.patience].map(|field| match field {
        Field::Absent => Some(vec![None; sheet.rows.len()]),
        Field::Faulty | Field::Given(_) => own(field).flatten(),
    });
    if sheet.rows.is_empty() {
        let path = sheet.path().to_owned();
        compiler.problems.report(sheet.place_of_row(0), ProblemKind::NoCalls { path });
        return None;
    }
    let clock = Clock::of(compiler.horizon?);
    let moments = moments(compiler, &sheet, at?, &clock);
    let [talk, wrap_up, patience] = own;
    let (moments, talk, wrap_up, patience) = (moments?, talk?, wrap_up?, patience?);
    let copies = if clock.repeats(&moments) { clock.days.len() } else { 1 };
    let calls = moments.len() as f64 * copies as f64;
    if calls > MOST_CALLS {
        compiler.problems.report(table.place, ProblemKind::TooManyCalls { calls });
        return None;
    }
    let row = |row: usize, at: SimTime| TraceCall {
        at,
        talk: talk[row],
        wrap_up: wrap_up[row],
        patience: patience[row].map(SimDuration::from_secs_f64),
    };
    let calls = clock.moments(&moments).map(|(number, at)| row(number, at)).collect();
    Some(Arrivals::replayed(calls))
}

/// A column and its name.
fn column<'t>(
    compiler: &mut Compiler<'_>,
    sheet: &Sheet,
    name: &'t At<Text>,
) -> Option<(usize, &'t str)> {
    let found = sheet.column(&name.value.0, Some(name.place), compiler.problems)?;
    Some((found, name.value.0.as_str()))
}

/// The seconds in a column, none where its field is empty.
fn durations(
    compiler: &mut Compiler<'_>,
    sheet: &Sheet,
    column: usize,
    name: &str,
) -> Option<Vec<Option<f64>>> {
    let of_row = |row: &Vec<Cell>| {
        let cell = sheet.cell(row, column)?;
        if cell.text.is_empty() {
            return Some(None);
        }
        let read = sheet.seconds(cell, name);
        read.map(Some).map_err(|kind| compiler.problems.report(cell.place, kind)).ok()
    };
    let all: Vec<Option<Option<f64>>> = sheet.rows.iter().map(of_row).collect();
    all.into_iter().collect()
}

/// When a call of the file comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum When {
    /// On every day at this time.
    EachDay(SimDuration),
    /// Once.
    Once(SimTime),
}

/// The moments of all rows; none if one is faulty.
fn moments(
    compiler: &mut Compiler<'_>,
    sheet: &Sheet,
    (column, name): (usize, &str),
    clock: &Clock<'_>,
) -> Option<Vec<When>> {
    let before = compiler.problems.len();
    let mut all: Vec<When> = Vec::with_capacity(sheet.rows.len());
    let mut last: Option<(When, Place)> = None;
    for row in &sheet.rows {
        let Some(cell) = sheet.cell(row, column) else { continue };
        let when = match clock.read(sheet, cell, name) {
            Ok(when) => when,
            Err(kind) => {
                compiler.problems.report(cell.place, kind);
                continue;
            }
        };
        match last {
            Some((first, _)) if first.is_dated() != when.is_dated() => {
                let kind = ProblemKind::MixedStarts { dated: when.is_dated() };
                compiler.problems.report(cell.place, kind);
                continue;
            }
            Some((earlier, place)) if when < earlier => {
                compiler.problems.report_with(cell.place, place, ProblemKind::CallOutOfOrder);
            }
            Some(_) | None => {}
        }
        if !clock.is_open(when) {
            let kind = ProblemKind::CallWhileClosed { text: cell.text.clone() };
            compiler.problems.report(cell.place, kind);
        }
        last = Some((when, cell.place));
        all.push(when);
    }
    (compiler.problems.len() == before && all.len() == sheet.rows.len()).then_some(all)
}

impl When {
    fn is_dated(self) -> bool {
        match self {
            When::EachDay(_) => false,
            When::Once(_) => true,
        }
    }
}

/// The horizon as a file of calls sees it.
struct Clock<'h> {
    horizon: &'h Horizon,
    /// The days with their midnight, opening and closing; none for a plain length.
    days: Vec<[SimTime; 3]>,
}

impl<'h> Clock<'h> {
    fn of(horizon: &'h Horizon) -> Self {
        let hours = horizon.open_hours().iter();
        let days = hours.map(|hours| [midnight(hours.day), hours.open, hours.close]);
        Clock { horizon, days: days.collect() }
    }

    /// A field as a moment: of days a time of day or a date and a time, of a plain length the time
    /// since its start.
    fn read(&self, sheet: &Sheet, cell: &Cell, column: &str) -> Result<When, ProblemKind> {
        let Some(start) = self.horizon.start_date() else {
            let micros = SimDuration::from_secs_f64(sheet.seconds(cell, column)?).as_micros();
            return Ok(When::Once(SimTime::from_micros(micros)));
        };
        let bad = |remedy| ProblemKind::NoMoment { text: cell.text.clone(), remedy };
        let Some(moment) = Moment::parse(&cell.text) else {
            return Err(bad("write `08:30:15.2`, or with a date `2026-03-02 08:30:15.2`"));
        };
        if moment.offset.is_some() {
            return Err(bad("leave out the distance from UTC: the clock is that of `[time]`"));
        }
        let Some(date) = moment.date else { return Ok(When::EachDay(moment.time)) };
        match u32::try_from((date - start).get_days()) {
            Ok(day) => Ok(When::Once(midnight(day) + moment.time)),
            Err(_) => Err(ProblemKind::CallWhileClosed { text: cell.text.clone() }),
        }
    }

    /// Whether somebody can call then, on some day.
    fn is_open(&self, when: When) -> bool {
        match when {
            When::EachDay(time) => self.days.iter().any(|day| holds(day, day[0] + time)),
            When::Once(at) => match self.horizon.counted_until() {
                Some(end) => at < end,
                None => {
                    let opened = self.days.partition_point(|[_, open, _]| *open <= at);
                    opened > 0 && holds(&self.days[opened - 1], at)
                }
            },
        }
    }

    /// Whether the calls come on every day.
    fn repeats(&self, moments: &[When]) -> bool {
        moments.first().is_some_and(|when| !when.is_dated())
    }

    /// The number of the row and the moment of each call, in order of time.
    fn moments(&self, rows: &[When]) -> impl Iterator<Item = (usize, SimTime)> {
        let once = rows.iter().enumerate().filter_map(|(row, when)| match when {
            When::Once(at) => Some((row, *at)),
            When::EachDay(_) => None,
        });
        let each_day = self.days.iter().flat_map(|day| {
            rows.iter().enumerate().filter_map(|(row, when)| match when {
                When::EachDay(time) => Some((row, day[0] + *time)).filter(|it| holds(day, it.1)),
                When::Once(_) => None,
            })
        });
        once.chain(each_day)
    }
}

/// Whether the lines of a day are open at a moment.
fn holds([_, open, close]: &[SimTime; 3], time: SimTime) -> bool {
    (*open..*close).contains(&time)
}

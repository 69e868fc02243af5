//! Shifts and breaks by the clock to shifts and activities at moments of the horizon.

use super::Compiler;
use crate::model::{Activity, ActivityKind, AgentGroup, Shift, Staffing};
use crate::scenario::leaf::ClockTime;
use crate::scenario::problem::{ProblemKind, Problems};
use crate::scenario::read::List;
use crate::scenario::source::Place;
use crate::scenario::written::{AgentGroupTable, BreakTable, ShiftTable};
use crate::time::{MICROS_PER_DAY, SimDuration, SimTime};

/// More shifts or breaks over all days than this are refused.
const MOST: u64 = 1_000_000;

/// The shifts of a group on every day of the horizon, in order of their start.
pub(super) fn shifts(
    compiler: &mut Compiler<'_>,
    group: &AgentGroupTable,
    list: &List<ShiftTable>,
) -> Option<Staffing> {
    if list.items.is_empty() {
        let remedy = "add a table `[[agent_group.shift]]`, or give `agents`".into();
        compiler.problems.report(list.place, ProblemKind::EmptyList { remedy });
        return None;
    }
    let mut first_agent = 0;
    let mut day: Vec<Shift> = Vec::new();
    let mut all_good = true;
    for table in &list.items {
        let shift = table.as_ref().and_then(|table| one_day(table, compiler.problems));
        all_good &= shift.is_some();
        if let Some(shift) = shift {
            let agents = u64::from(shift.agents);
            day.push(Shift { first_agent: first_agent as u32, ..shift });
            first_agent += agents;
        }
    }
    let place = group.name.given().map_or(group.place, |name| name.place);
    if first_agent > u64::from(AgentGroup::MOST_AGENTS) {
        let group = group.name.given().map_or(String::new(), |name| name.value.0.clone());
        let kind = ProblemKind::TooManyAgents { group, agents: first_agent };
        compiler.problems.report(place, kind);
        return None;
    }
    let days = compiler.horizon_of_days("a shift", list.place)?.open_hours().len() as u64;
    let breaks: u64 = day.iter().map(|shift| shift.activities.len() as u64).sum();
    for (a_day, what) in [(day.len() as u64, "shifts"), (breaks, "breaks")] {
        if a_day * days > MOST {
            let kind = ProblemKind::TooMuchStaffing { count: a_day * days, what };
            compiler.problems.report(place, kind);
            return None;
        }
    }
    day.sort_by_key(|shift| shift.start);
    let on_each_day =
        (0..days).flat_map(|number| day.iter().map(move |shift| later(shift, number)));
    all_good.then(|| Staffing::Shifts(on_each_day.collect()))
}

/// The same shift some days later.
fn later(shift: &Shift, days: u64) -> Shift {
    let by = SimDuration::from_micros(days * MICROS_PER_DAY);
    let activities = shift.activities.iter().map(|each| Activity {
        from: each.from + by,
        until: each.until + by,
        ..each.clone()
    });
    let (start, end) = (shift.start + by, shift.end + by);
    Shift { start, end, activities: activities.collect(), ..shift.clone() }
}

/// The shift on the first day; its first agent is not yet known.
fn one_day(table: &ShiftTable, problems: &mut Problems) -> Option<Shift> {
    let (start, end) = (table.start.given(), table.end.given());
    let hours = match (start, end) {
        (Some(start), Some(end)) if start.value >= end.value => {
            problems.report_with(end.place, start.place, ProblemKind::ShiftEndsBeforeStart);
            None
        }
        (Some(start), Some(end)) => Some((start.value, end.value)),
        (None, _) | (_, None) => None,
    };
    let breaks = table.breaks.or(Some(Vec::new()), |list| {
        let each: Vec<_> = list
            .items
            .iter()
            .map(|table| table.as_ref().and_then(|table| activity(table, hours, problems)))
            .collect();
        each.into_iter().collect()
    })?;
    let (start, end) = hours?;
    let agents = table.agents.given()?.value.0 as u32;
    let (start, end) = (SimTime::ZERO + start.0, SimTime::ZERO + end.0);
    Some(Shift { first_agent: 0, agents, start, end, activities: breaks? })
}

fn activity(
    table: &BreakTable,
    hours: Option<(ClockTime, ClockTime)>,
    problems: &mut Problems,
) -> Option<Activity> {
    let (start, end) = hours?;
    let (from, until, place) = planned(table, start)?;
    if from < start || until >= end {
        let (start, end) = (start.to_string(), end.to_string());
        problems.report(place, ProblemKind::OutsideShift { start, end });
        return None;
    }
    let kind = table.kind.given()?.value.0;
    Some(Activity {
        kind,
        from: SimTime::ZERO + from.0,
        until: SimTime::ZERO + until.0,
        duration: table.duration.given()?.value.0,
        max_away: table.max_away.or(None, |at| Some(at.value.0))?,
        fixed_end: table.fixed_end.or(false, |at| at.value.0)?,
        paid: table.paid.or(kind != ActivityKind::Meal, |at| at.value.0)?,
    })
}

/// When the first and when the last agent is due, and where the scenario says so.
fn planned(table: &BreakTable, start: ClockTime) -> Option<(ClockTime, ClockTime, Place)> {
    if let Some(at) = table.at.given() {
        return Some((at.value, at.value, at.place));
    }
    if let Some(after) = table.after.given() {
        let at = ClockTime(start.0 + after.value);
        return Some((at, at, after.place));
    }
    let window = table.window.given()?;
    Some((window.from, window.until, window.place))
}

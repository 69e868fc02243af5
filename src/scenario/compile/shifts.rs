//! Shifts and breaks by the clock to shifts and activities at moments of the horizon.

use super::Compiler;
use super::intervals::midnight;
use super::who::{Named, names_agents};
use crate::model::{Activity, ActivityKind, AgentGroup, Horizon, Shift, Staffing};
use crate::scenario::leaf::ClockTime;
use crate::scenario::problem::{ProblemKind, Problems};
use crate::scenario::read::{Field, List};
use crate::scenario::source::Place;
use crate::scenario::written::{AgentGroupTable, BreakTable, ShiftTable, Weekdays};
use crate::time::SimTime;

/// More shifts or breaks over all days than this are refused.
pub(super) const MOST: u64 = 1_000_000;

/// The shifts of a group on the days of the horizon, in order of their start.
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
    let mut named = list.iter().any(names_agents).then(|| Named::of(group));
    // Those who are known by name come first where shifts say who works them.
    let mut first_agent = named.as_ref().map_or(0, |named| named.names.each.len() as u64);
    let mut plans: Vec<Plan> = Vec::new();
    let mut all_good = true;
    for table in &list.items {
        let Some((table, mut plan)) =
            table.as_ref().and_then(|table| Some((table, plan(compiler, table)?)))
        else {
            all_good = false;
            continue;
        };
        match (&mut named, table.who.given()) {
            (Some(named), Some(who)) => match named.plans(compiler, who, &plan) {
                Some(own) => plans.extend(own),
                None => all_good = false,
            },
            (None, _) | (_, None) => {
                plan.shift.first_agent = first_agent as u32;
                first_agent += u64::from(plan.shift.agents);
                plans.push(plan);
            }
        }
    }
    if let Some(named) = named {
        named.check(compiler, group, all_good);
    }
    let place = group.name.given().map_or(group.place, |name| name.place);
    if first_agent > u64::from(AgentGroup::MOST_AGENTS) {
        let group = group.name.given().map_or(String::new(), |name| name.value.0.clone());
        let kind = ProblemKind::TooManyAgents { group, agents: first_agent };
        compiler.problems.report(place, kind);
        return None;
    }
    compiler.horizon_of_days("a shift", list.place)?;
    let shifts = total(&plans, |_| 1);
    let breaks = total(&plans, |shift| shift.activities.len());
    for (count, what) in [(shifts, "shifts"), (breaks, "breaks")] {
        if count > MOST {
            let kind = ProblemKind::TooMuchStaffing { count, what };
            compiler.problems.report(place, kind);
            return None;
        }
    }
    plans.sort_by_key(|plan| plan.shift.start);
    let mut shifts: Vec<Shift> = plans.iter().filter_map(Plan::under_way).collect();
    shifts.extend(plans.iter().flat_map(Plan::on_its_days));
    // Stable: those of the same moment stay in the order of the scenario.
    shifts.sort_by_key(|shift| shift.start);
    all_good.then_some(Staffing::Shifts(shifts))
}

/// A number of something in each shift, over all days.
fn total(plans: &[Plan], in_shift: impl Fn(&Shift) -> usize) -> u64 {
    plans.iter().map(|plan| (plan.days.len() * in_shift(&plan.shift)) as u64).sum()
}

/// A shift, and when it takes place.
pub(super) struct Plan {
    /// As on the first day; its first agent is not known at first.
    pub(super) shift: Shift,
    /// The days of the horizon on which it starts.
    days: Vec<u32>,
    /// Whether it started on the evening before the first day.
    is_under_way: bool,
}

impl Plan {
    /// Another shift on the same days.
    pub(super) fn with(&self, shift: Shift) -> Self {
        Plan { shift, days: self.days.clone(), is_under_way: self.is_under_way }
    }

    /// What is left of the shift that started on the evening before.
    pub(super) fn under_way(&self) -> Option<Shift> {
        self.is_under_way.then(|| after_midnight(&self.shift))
    }

    /// The shift on each of its days.
    pub(super) fn on_its_days(&self) -> impl Iterator<Item = Shift> {
        self.days.iter().map(|day| later(&self.shift, *day))
    }
}

/// The same shift some days later.
pub(super) fn later(shift: &Shift, days: u32) -> Shift {
    let by = midnight(days) - SimTime::ZERO;
    let activities = shift.activities.iter().map(|each| Activity {
        from: each.from + by,
        until: each.until + by,
        ..each.clone()
    });
    let (start, end) = (shift.start + by, shift.end + by);
    Shift { start, end, activities: activities.collect(), ..shift.clone() }
}

/// What is left of a shift that began on the evening before the first day: whatever was due
/// before midnight is over.
pub(super) fn after_midnight(shift: &Shift) -> Shift {
    let earlier = |time: SimTime| SimTime::ZERO + (time - midnight(1));
    let activities = shift.activities.iter().filter(|each| each.from >= midnight(1));
    let activities = activities.map(|each| Activity {
        from: earlier(each.from),
        until: earlier(each.until),
        ..each.clone()
    });
    let activities = activities.collect();
    Shift { start: SimTime::ZERO, end: earlier(shift.end), activities, ..shift.clone() }
}

/// When a shift goes from and to, counted from the midnight before it, also as written.
struct Hours {
    start: SimTime,
    end: SimTime,
    in_words: (String, String),
}

/// The shift that a table describes.
fn plan(compiler: &mut Compiler<'_>, table: &ShiftTable) -> Option<Plan> {
    let horizon = compiler.horizon;
    let hours = hours(table, horizon, compiler.problems);
    let problems = &mut *compiler.problems;
    let breaks = table.breaks.or(Some(Vec::new()), |list| {
        let each: Vec<_> = list
            .items
            .iter()
            .map(|table| table.as_ref().and_then(|table| activity(table, hours.as_ref(), problems)))
            .collect();
        each.into_iter().collect()
    })?;
    let weekdays = weekdays(table, problems)?;
    let on_closed_days = table.on_closed_days.or(false, |at| at.value.0)?;
    let Hours { start, end, .. } = hours?;
    let agents = match &table.who {
        Field::Given(who) => who.items.len() as u32,
        Field::Absent | Field::Faulty => table.agents.given()?.value.0 as u32,
    };
    let shift = Shift { first_agent: 0, agents, start, end, activities: breaks? };
    let (horizon, first) = (horizon?, horizon?.start_date()?.weekday());
    let is_on = |weekday| weekdays.is_empty() || weekdays.iter().any(|each| each.contains(weekday));
    let days = (0..horizon.day_count())
        .filter(|day| horizon.weekday(*day).is_some_and(is_on))
        .filter(|day| on_closed_days || horizon.hours_of(*day).is_some());
    let opens_at_midnight = horizon.hours_of(0).is_some_and(|hours| hours.open == SimTime::ZERO);
    let is_under_way = end > midnight(1) && opens_at_midnight && is_on(first.previous());
    Some(Plan { shift, days: days.collect(), is_under_way })
}

/// When a shift starts and ends; over several days it may end on the day after.
fn hours(table: &ShiftTable, horizon: Option<&Horizon>, problems: &mut Problems) -> Option<Hours> {
    let (start, end) = (table.start.given()?, table.end.given()?);
    let is_over_night = start.value > end.value && horizon.is_none_or(|it| it.day_count() > 1);
    if start.value >= end.value && !is_over_night {
        problems.report_with(end.place, start.place, ProblemKind::ShiftEndsBeforeStart);
        return None;
    }
    let in_words = (start.value.to_string(), end.value.to_string());
    let end = midnight(is_over_night.into()) + end.value.0;
    Some(Hours { start: SimTime::ZERO + start.value.0, end, in_words })
}

/// The weekdays that a table names; empty if all are meant.
fn weekdays(table: &ShiftTable, problems: &mut Problems) -> Option<Vec<Weekdays>> {
    let list = match &table.days {
        Field::Absent => return Some(Vec::new()),
        Field::Faulty => return None,
        Field::Given(list) => list,
    };
    if list.items.is_empty() {
        let remedy = "name weekdays, as in `[\"monday\", \"friday\"]`, or leave it out".into();
        problems.report(list.place, ProblemKind::EmptyList { remedy });
        return None;
    }
    Some(list.all()?.into_iter().map(|at| at.value.0).collect())
}

fn activity(
    table: &BreakTable,
    hours: Option<&Hours>,
    problems: &mut Problems,
) -> Option<Activity> {
    let hours = hours?;
    let (from, until, place) = planned(table, hours)?;
    if from < hours.start || until >= hours.end {
        let (start, end) = hours.in_words.clone();
        problems.report(place, ProblemKind::OutsideShift { start, end });
        return None;
    }
    let kind = table.kind.given()?.value.0;
    Some(Activity {
        kind,
        from,
        until,
        duration: table.duration.given()?.value.0,
        max_away: table.max_away.or(None, |at| Some(at.value.0))?,
        fixed_end: table.fixed_end.or(false, |at| at.value.0)?,
        paid: table.paid.or(kind != ActivityKind::Meal, |at| at.value.0)?,
    })
}

/// When the first and when the last agent is due, and where the scenario says so.
fn planned(table: &BreakTable, hours: &Hours) -> Option<(SimTime, SimTime, Place)> {
    // In a shift over night, a time of day before its start is one of the day after.
    let is_over_night = hours.end > midnight(1);
    let by_the_clock = |time: ClockTime, first: ClockTime| {
        let is_after_midnight = is_over_night && SimTime::ZERO + first.0 < hours.start;
        midnight(is_after_midnight.into()) + time.0
    };
    if let Some(at) = table.at.given() {
        let time = by_the_clock(at.value, at.value);
        return Some((time, time, at.place));
    }
    if let Some(after) = table.after.given() {
        let time = hours.start + after.value;
        return Some((time, time, after.place));
    }
    let window = table.window.given()?;
    let [from, until] = [window.from, window.until].map(|time| by_the_clock(time, window.from));
    Some((from, until, window.place))
}

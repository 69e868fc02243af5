//! What can be simulated, but is hardly meant: warnings.

mod floor;
mod routing;

use super::problem::{ProblemKind, Problems};
use super::source::Place;
use super::written::{
    AgentGroupTable, AgentsField, BreakTable, CallTypeTable, HandlingField, OverDayField,
    PatienceField, ScenarioTable, ShiftTable,
};
use crate::model::{
    ActivityKind, AgentGroup, CallType, CallTypeId, CivilDate, Horizon, Model, OverDay, Patience,
    Period, Shift, Staffing,
};
use crate::scenario::leaf::ClockTime;
use crate::time::{MICROS_PER_DAY, SimDuration, SimTime};

/// What is hardly meant.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Doubt {
    /// Days vary by more than their mean.
    #[error("with a cv of {cv} most days have hardly a call and a few have very many")]
    WildBusyness {
        /// The coefficient of variation.
        cv: f64,
    },
    /// A factor for each interval of a plain length that is not cut into intervals.
    #[error("all of the length is one interval, so there is one factor for all of it")]
    BusynessOfLength,
    /// Everybody hangs up at once.
    #[error("callers hang up after {mean} on average")]
    NoPatience {
        /// The mean patience.
        mean: SimDuration,
    },
    /// A call without work.
    #[error("a call takes {mean} on average")]
    ShortTalk {
        /// The mean talk.
        mean: SimDuration,
    },
    /// A call that takes half a day.
    #[error("a call takes {mean} on average")]
    LongTalk {
        /// The mean talk.
        mean: SimDuration,
    },
    /// Agents who may all wait for each other.
    #[error(
        "the agents who could take the call from here may all be staying with callers of their own"
    )]
    EndlessStay {
        /// The call type that callers wait for.
        to: String,
    },
    /// Agents who are there when nobody calls.
    #[error("in this shift the lines are never open")]
    ShiftOutsideHours {
        /// When the lines open and close.
        hours: String,
    },
    /// Agents of a roster who are there when nobody calls.
    #[error("in {count} of the {all} shifts of this roster the lines are never open")]
    RosterOutsideHours {
        /// How many shifts.
        count: usize,
        /// Of how many.
        all: usize,
        /// The day on which the first of them starts.
        first: CivilDate,
    },
    /// A break that the shift cuts short.
    #[error("this goes on for {duration}, but the shift ends before that")]
    BreakPastShift {
        /// How long the break is.
        duration: SimDuration,
        /// When the shift ends.
        end: String,
    },
    /// Nobody may serve calls that have just come.
    #[error("nobody may serve these calls in their first {after}")]
    LateFirstStep {
        /// When the first step comes.
        after: SimDuration,
    },
    /// A condition that holds for none of the agents who have the skill.
    #[error("this holds for nobody who has the skill, so the step opens no agents")]
    NobodyPasses,
    /// A reserve that is never exceeded.
    #[error("more agents of a group are never idle than {most}, so the step opens nobody")]
    ReserveOfAll {
        /// The agents of the largest group.
        most: u32,
    },
    /// Callers who have been served by nobody yet.
    #[error("nobody calls here again for the same reason, so no caller has a last agent")]
    NoLastAgent,
    /// A rule to which all are equal.
    #[error("`{rule}` sees no difference: {lack}")]
    NoDifference {
        /// The rule.
        rule: &'static str,
        /// What is missing.
        lack: &'static str,
        /// What would make a difference.
        remedy: &'static str,
    },
    /// Something that breaks again before it is repaired, on average.
    #[error("this fails again after {between} on average, but it takes {lasts} to repair it")]
    HardlyEverUp {
        /// The mean time between failures.
        between: SimDuration,
        /// The mean time to repair.
        lasts: SimDuration,
    },
    /// Something that breaks for the first time after the end.
    #[error("it takes exactly so long to fail, and no more than {length} is simulated")]
    NeverFails {
        /// How long is simulated.
        length: SimDuration,
    },
    /// Workstations that break as one.
    #[error("each workstation takes exactly so long to fail, so all of them fail at once")]
    FailTogether,
    /// A condition that must hold for longer than anything can.
    #[error("no more than {length} is simulated, so the rule is never triggered")]
    HoldsTooLong {
        /// How long the horizon is.
        length: SimDuration,
    },
    /// A condition that doesn't depend on what happens.
    #[error("this {} holds, so {means}", always_or_never(*.truth))]
    AlwaysTheSame {
        /// Whether it holds.
        truth: bool,
        /// What follows from it.
        means: &'static str,
    },
    /// A rule that asks for what it changes itself.
    #[error("the rule itself changes how many these are, so it may go on and off all the time")]
    MayFlip,
    /// An action that changes nothing.
    #[error("this action does nothing: {lack}")]
    DoesNothing {
        /// Why not.
        lack: &'static str,
        /// What would make it do something.
        remedy: &'static str,
    },
    /// A break of half a day.
    #[error("a {kind} of {duration}")]
    LongBreak {
        /// What it is.
        kind: &'static str,
        /// How long.
        duration: SimDuration,
    },
}

impl Doubt {
    /// What may have been meant.
    pub fn remedy(&self) -> String {
        match self {
            Doubt::WildBusyness { .. } => {
                "a cv of 0.1 makes a day typically 10 % busier or quieter".into()
            }
            Doubt::BusynessOfLength => {
                "add an interval to `[time]`, as in `interval = \"30m\"`".into()
            }
            Doubt::NoPatience { .. } => {
                "check the unit; if nobody waits at all, write `patience = \"0s\"`".into()
            }
            Doubt::ShortTalk { .. } | Doubt::LongTalk { .. } => {
                "check the unit: `s` are seconds, `m` minutes, `h` hours".into()
            }
            Doubt::EndlessStay { to } => {
                format!("give `{to}` a patience, or agents who do not send calls there")
            }
            Doubt::ShiftOutsideHours { hours } => {
                format!("they are open {hours}; check the hours of the shift")
            }
            Doubt::RosterOutsideHours { first, .. } => {
                format!("the first starts on {first}; check the hours and closed days in `[time]`")
            }
            Doubt::BreakPastShift { end, .. } => {
                format!("the shift ends at {end}; begin earlier, or make it shorter")
            }
            Doubt::LateFirstStep { .. } => {
                "begin with a step without `after`, for those who may answer at once".into()
            }
            Doubt::NobodyPasses => {
                "check names and numbers; attributes that an agent lacks are 0".into()
            }
            Doubt::ReserveOfAll { .. } => {
                "the reserve is how many agents of each group stay idle; make it smaller".into()
            }
            Doubt::NoLastAgent => {
                "take it out, or let callers call again: `repeat` in `resolution`".into()
            }
            Doubt::NoDifference { remedy, .. } | Doubt::DoesNothing { remedy, .. } => {
                (*remedy).into()
            }
            Doubt::HardlyEverUp { .. } => {
                "check the units; `mtbf` is the time from a repair to the next failure".into()
            }
            Doubt::NeverFails { .. } | Doubt::FailTogether => {
                "if that is the mean, write it as `{ dist = \"exponential\", mean = \"30d\" }`"
                    .into()
            }
            Doubt::HoldsTooLong { .. } => "check the unit".into(),
            Doubt::AlwaysTheSame { .. } => {
                "times are in seconds, as in `90` or `90s`, and shares from 0 to 1".into()
            }
            Doubt::MayFlip => {
                "say in `until` when it is reset, or let it hold `for` a while".into()
            }
            Doubt::LongBreak { .. } => {
                "check the unit; for whoever works twice a day, write two shifts".into()
            }
        }
    }
}

fn always_or_never(truth: bool) -> &'static str {
    if truth { "always" } else { "never" }
}

/// A mean shorter than this is hardly meant, unless it is zero, which some formulas take for
/// patience.
const SHORT: f64 = 1.0;

/// A call that takes longer than this is hardly meant: four hours.
const LONG_TALK: f64 = 4.0 * 3600.0;

/// A break or a meal longer than this is hardly meant: three hours.
const LONG_BREAK: SimDuration = SimDuration::from_secs(3 * 3600);

/// A coefficient of variation above this is hardly meant; those that were measured are below 0.5.
const WILD: f64 = 1.0;

/// Reports what is doubtful in a scenario that has become a model.
pub(super) fn look(written: &ScenarioTable, model: &Model, doubts: &mut Problems) {
    // Nothing is faulty, so what is written and what it has become have the same order.
    let call_types = written.call_type.items().zip(model.call_types());
    call_types.zip(0..).for_each(|((table, call_type), index)| {
        look_at_calls(table, call_type, doubts);
        look_at_busyness(table, written, doubts);
        look_at_transfers(table, CallTypeId(index), model, doubts);
    });
    for (table, group) in written.agent_group.items().zip(model.agent_groups()) {
        look_at_group(table, model.horizon(), doubts);
        look_at_roster(table, group, model.horizon(), doubts);
    }
    routing::look(written, model, doubts);
    floor::look(written, model, doubts);
}

fn doubt(place: Place, doubt: Doubt, doubts: &mut Problems) {
    doubts.report(place, ProblemKind::Doubtful(doubt));
}

fn look_at_calls(table: &CallTypeTable, call_type: &CallType, doubts: &mut Problems) {
    if let Some(at) = table.busyness.given().and_then(|busyness| busyness.cv.given())
        && at.value.0 > WILD
    {
        doubt(at.place, Doubt::WildBusyness { cv: at.value.0 }, doubts);
    }
    if let (Some(PatienceField::Drawn(field)), Patience::Drawn(patience)) =
        (table.patience.given(), &call_type.patience)
    {
        let (_, longest) = means(patience);
        if 0.0 < longest && longest < SHORT {
            let mean = SimDuration::from_secs_f64(longest);
            doubt(field.place(), Doubt::NoPatience { mean }, doubts);
        }
    }
    if let Some(place) = table.handling.given().and_then(place_of_talk) {
        let (shortest, longest) = means(&call_type.handling.talk);
        if 0.0 < longest && longest < SHORT {
            let mean = SimDuration::from_secs_f64(longest);
            doubt(place, Doubt::ShortTalk { mean }, doubts);
        }
        if LONG_TALK < shortest && shortest.is_finite() {
            let mean = SimDuration::from_secs_f64(shortest);
            doubt(place, Doubt::LongTalk { mean }, doubts);
        }
    }
}

fn look_at_busyness(table: &CallTypeTable, written: &ScenarioTable, doubts: &mut Problems) {
    let (Some(busyness), Some(time)) = (table.busyness.given(), written.time.given()) else {
        return;
    };
    let is_one_interval = time.length.given().is_some() && time.interval.is_absent();
    if let Some(at) = busyness.per.given().filter(|at| at.value.0 == Period::Interval)
        && is_one_interval
    {
        doubt(at.place, Doubt::BusynessOfLength, doubts);
    }
}

/// A warm transfer keeps an agent until a colleague answers. If callers wait for ever and every
/// such colleague makes such transfers too, all may wait for each other.
fn look_at_transfers(
    table: &CallTypeTable,
    from: CallTypeId,
    model: &Model,
    doubts: &mut Problems,
) {
    // Transfers, then escalations, as the model has them.
    let written = [&table.transfer, &table.escalation];
    let written = written.into_iter().flat_map(|field| field.given()).flat_map(|all| all.0.iter());
    let serves =
        |group: &AgentGroup, id: CallTypeId| group.skills.iter().any(|skill| skill.call_type == id);
    for (transfer, step) in written.zip(&model.call_types()[from.index()].life.next_steps) {
        let Some(consult) = transfer.consult.given() else { continue };
        let to = &model.call_types()[step.to.index()];
        let helps = |group: &AgentGroup| serves(group, step.to) && !serves(group, from);
        let has_helper = model.agent_groups().iter().any(helps);
        if to.patience == Patience::Infinite && !has_helper {
            doubt(consult.place, Doubt::EndlessStay { to: to.name.clone() }, doubts);
        }
    }
}

/// The shortest and the longest mean of the day, in seconds.
fn means(over_day: &OverDay) -> (f64, f64) {
    let each = match over_day {
        OverDay::Same(distribution) => std::slice::from_ref(distribution),
        OverDay::ByInterval(distributions) => distributions,
    };
    let means = each.iter().map(|distribution| distribution.mean());
    means.fold((f64::INFINITY, 0.0), |(least, most), mean| (least.min(mean), most.max(mean)))
}

/// Where the scenario says how long calls take, or that a file says it.
fn place_of_talk(handling: &HandlingField) -> Option<Place> {
    match handling {
        HandlingField::Written(table) => table.talk.given().map(OverDayField::place),
        HandlingField::Imported(table) => table.import.given().map(|at| at.place),
    }
}

fn look_at_group(group: &AgentGroupTable, horizon: &Horizon, doubts: &mut Problems) {
    for shift in group.shift.items() {
        look_at_hours(shift, horizon, doubts);
        shift.breaks.items().for_each(|each| look_at_break(each, shift, doubts));
    }
}

fn look_at_roster(
    table: &AgentGroupTable,
    group: &AgentGroup,
    horizon: &Horizon,
    doubts: &mut Problems,
) {
    let Some(AgentsField::OverDay(agents)) = table.agents.given() else { return };
    let (Some(import), Staffing::Shifts(shifts)) = (agents.import.given(), &group.staffing) else {
        return;
    };
    let never_open = |shift: &&Shift| {
        !horizon.open_hours().iter().any(|it| it.open < shift.end && shift.start < it.close)
    };
    let date = |shift: &Shift| {
        let day = shift.start.as_micros() / MICROS_PER_DAY;
        horizon.date_of(u32::try_from(day).ok()?)
    };
    if let Some(first) = shifts.iter().find(never_open).and_then(date) {
        let count = shifts.iter().filter(never_open).count();
        let doubtful = Doubt::RosterOutsideHours { count, all: shifts.len(), first };
        doubt(import.place, doubtful, doubts);
    }
}

fn look_at_hours(shift: &ShiftTable, horizon: &Horizon, doubts: &mut Problems) {
    let Some((open, close)) = widest_hours(horizon) else { return };
    let (Some(start), Some(end)) = (shift.start.given(), shift.end.given()) else { return };
    let (late, early) = (start.value.0 >= close, end.value.0 <= open);
    // A shift over night has an evening and a morning.
    let is_outside = if end.value <= start.value { late && early } else { late || early };
    if is_outside {
        let hours = format!("from {} to {}", ClockTime(open), ClockTime(close));
        let place = if late { start.place } else { end.place };
        doubt(place, Doubt::ShiftOutsideHours { hours }, doubts);
    }
}

/// From the earliest opening to the latest closing of any day.
fn widest_hours(horizon: &Horizon) -> Option<(SimDuration, SimDuration)> {
    let midnight = |day: u32| SimTime::from_micros(u64::from(day) * MICROS_PER_DAY);
    let hours = horizon.open_hours().iter();
    let hours = hours.map(|each| (each.open - midnight(each.day), each.close - midnight(each.day)));
    hours.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
}

fn look_at_break(table: &BreakTable, shift: &ShiftTable, doubts: &mut Problems) {
    let (Some(start), Some(end)) = (shift.start.given(), shift.end.given()) else { return };
    let (Some(kind), Some(length)) = (table.kind.given(), table.duration.given()) else { return };
    let (kind, duration) = (kind.value.0, length.value.0);
    let next_day = |time: SimDuration| time + SimDuration::from_micros(MICROS_PER_DAY);
    // What is earlier on the clock than the start of a shift over night is after midnight.
    let start = start.value.0;
    let in_shift = |time: SimDuration| if time < start { next_day(time) } else { time };
    let shift_end = if end.value.0 <= start { next_day(end.value.0) } else { end.value.0 };
    let at = table.at.given().map(|at| in_shift(at.value.0));
    let after = || table.after.given().map(|after| start + after.value);
    let window = || table.window.given().map(|window| in_shift(window.from.0));
    let from = at.or_else(after).or_else(window).unwrap_or(start);
    if from + duration > shift_end {
        let end = end.value.to_string();
        doubt(length.place, Doubt::BreakPastShift { duration, end }, doubts);
    } else if duration > LONG_BREAK && matches!(kind, ActivityKind::Break | ActivityKind::Meal) {
        doubt(length.place, Doubt::LongBreak { kind: kind.name(), duration }, doubts);
    }
}

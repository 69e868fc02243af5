//! What of a log is meant: a call, a call type, an agent, a moment.

use super::BadUsage;
use crate::model::{AgentId, CallTypeId, Horizon, Model};
use crate::nearest::nearest;
use crate::observe::trace::{CallChoice, Roll};
use crate::report::weekday_name;
use crate::time::{MICROS_PER_DAY, SimDuration, SimTime};

/// The call that `--call` means.
pub(super) fn call(text: &str, model: &Model) -> Result<CallChoice, BadUsage> {
    CallChoice::from_name(model, text).ok_or_else(|| {
        let first = model.call_types().first().map_or("service", |each| each.name.as_str());
        BadUsage(format!(
            "`--call {text}`: calls are named after the call type and the number of the caller, \
             as `{first}-42`, or `{first}-42.2` for the second attempt"
        ))
    })
}

/// The call type that `--call-type` means.
pub(super) fn call_type(text: &str, model: &Model) -> Result<CallTypeId, BadUsage> {
    let place = model.call_types().iter().position(|each| each.name == text);
    place.map(|place| CallTypeId(place as u32)).ok_or_else(|| {
        let names = quoted(model.call_types().iter().map(|each| each.name.as_str()));
        BadUsage(format!("`--call-type {text}`: there is no such call type; there are {names}"))
    })
}

/// The agent whom `--agent` means.
pub(super) fn agent(text: &str, roll: &Roll, model: &Model) -> Result<AgentId, BadUsage> {
    match roll.find(text).as_slice() {
        [agent] => Ok(*agent),
        [] => {
            let remedy = match nearest_agent(text, roll) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("there are {}", all_agents(model)),
            };
            Err(BadUsage(format!("`--agent {text}`: there is no such agent; {remedy}")))
        }
        several => {
            let names: Vec<_> = several.iter().map(|agent| roll.name(*agent)).collect();
            let names = quoted(names.iter().map(String::as_str));
            Err(BadUsage(format!("`--agent {text}`: there are several: {names}")))
        }
    }
}

/// An agent with a name of their own, with or without the group, who is called nearly so.
fn nearest_agent(text: &str, roll: &Roll) -> Option<String> {
    let names: Vec<String> = (0..roll.len()).map(|agent| roll.name(AgentId(agent))).collect();
    let own =
        |name: &String| name.rsplit('/').next().is_some_and(|own| own.parse::<u32>().is_err());
    let named = || names.iter().filter(|name| own(name));
    let full = nearest(text, named().map(String::as_str));
    full.or_else(|| {
        let alone = nearest(text, named().filter_map(|name| name.rsplit('/').next()))?;
        named().find(|name| name.ends_with(&format!("/{alone}"))).cloned()
    })
}

/// The agents of all groups that have any, by their numbers.
fn all_agents(model: &Model) -> String {
    let groups = model.agent_groups().iter().filter(|group| group.most_agents() > 0);
    let names = groups.map(|group| match group.most_agents() {
        1 => format!("`{}/1`", group.name),
        most => format!("`{}/1` to `{}/{most}`", group.name, group.name),
    });
    names.collect::<Vec<_>>().join(", ")
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// A moment of the horizon: `10:00`, `10:00:30`, `2026-03-03 10:00`, `tuesday 10:00`; `90m` in a plain
/// length.
///
/// # Errors
///
/// What is wrong with it.
pub(super) fn moment(text: &str, horizon: &Horizon) -> Result<SimTime, String> {
    if horizon.start_date().is_none() {
        let since: SimDuration = text.parse().map_err(|error: crate::time::DurationError| {
            format!("{error}; write the time since the start, as `90m`")
        })?;
        return Ok(SimTime::ZERO + since);
    }
    let text = text.trim();
    let (day, clock) = match text.rsplit_once(['T', ' ']) {
        Some((day, clock)) => (Some(day.trim()), clock),
        None => (None, text),
    };
    let clock = time_of_day(clock).ok_or(
        "write a time of day as `10:00` or `10:00:30`, after a date or a weekday if needed",
    )?;
    let day = match day {
        Some(day) => {
            day_of(day, horizon).ok_or_else(|| format!("`{day}` is no day that is simulated"))?
        }
        None if horizon.day_count() == 1 => 0,
        None => {
            let first = horizon.date_of(0).map(|date| date.to_string()).unwrap_or_default();
            return Err(format!("of several days say which one, as `{first} {text}`"));
        }
    };
    Ok(SimTime::from_micros(u64::from(day) * MICROS_PER_DAY) + clock)
}

/// The number of a day, by its date, or the first with a weekday.
fn day_of(text: &str, horizon: &Horizon) -> Option<u32> {
    let is_called = |day: &u32| {
        horizon.date_of(*day).is_some_and(|date| date.to_string() == text)
            || horizon
                .weekday(*day)
                .is_some_and(|weekday| weekday_name(weekday).eq_ignore_ascii_case(text))
    };
    (0..horizon.day_count()).find(is_called)
}

/// A time of day, with or without seconds; `24:00` is the midnight after the day.
fn time_of_day(text: &str) -> Option<SimDuration> {
    let parts: Vec<&str> = text.split(':').collect();
    let number = |text: &str, below: u64| {
        let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
        text.parse::<u64>().ok().filter(|number| is_number && *number < below)
    };
    let (hours, minutes, seconds) = match parts.as_slice() {
        [hours, minutes] => (number(hours, 25)?, number(minutes, 60)?, 0),
        [hours, minutes, seconds] => {
            (number(hours, 25)?, number(minutes, 60)?, number(seconds, 60)?)
        }
        _ => return None,
    };
    let all = hours * 3600 + minutes * 60 + seconds;
    (all <= 24 * 3600).then(|| SimDuration::from_secs(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_may_have_seconds_and_ends_at_midnight() {
        let seconds = |text| time_of_day(text).map(|it| it.as_micros() / 1_000_000);
        assert_eq!(seconds("10:00"), Some(36_000));
        assert_eq!(seconds("9:05:07"), Some(32_707));
        assert_eq!(seconds("24:00"), Some(86_400));
        for wrong in ["", "10", "24:01", "10:60", "-1:00", "10:00:00:00", "1e1:00", "+9:00"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}

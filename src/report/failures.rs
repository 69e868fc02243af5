//! What breaks, when and for how long, as the outlook tells it.

use super::labels::{clock_label, date_label, mean_label, number_label, percent_label};
use super::listed::{all_or_some, listed};
use super::table::{Line, Table, Weight};
use crate::model::{
    AgentGroupId, Failure, Horizon, Model, Outage, OutageTiming, OutageWindow, TrunkGroupId,
};
use crate::observe::{Scope, outage_ids};
use crate::time::{MICROS_PER_DAY, SimTime};

/// More outages than this are but counted, so that the outlook stays a page.
const MOST: usize = 12;

/// A column of text has room for so many letters where several stand side by side.
const ROOM_OF_NAMES: usize = 24;

/// A row for each outage, as far as the page has room; nothing if there is none.
pub(super) fn failures(model: &Model) -> Vec<Line> {
    let mut table = Table::new(3, ["outage", "what it hits", "when", "mean\nduration"]);
    for (id, outage) in outage_ids(model).zip(model.outages()).take(MOST) {
        table.row(vec![
            Scope::Outage(id).name(model).to_owned(),
            target(&outage.failure, model),
            when(outage, model.horizon()),
            mean_label(outage.duration.mean()),
        ]);
    }
    if table.is_empty() {
        return Vec::new();
    }
    let mut lines = table.lines();
    let more = model.outages().len().saturating_sub(MOST);
    lines.extend(
        (more > 0).then(|| Line { text: format!("and {more} more"), weight: Weight::Plain }),
    );
    lines
}

/// What an outage hits: `30 % of agents of north, south`.
pub(super) fn target(failure: &Failure, model: &Model) -> String {
    let of = |groups: &[AgentGroupId]| groups_label(groups, model);
    match failure {
        Failure::Platform { .. } => "the platform".to_owned(),
        Failure::Trunks { groups, share, .. } => {
            format!("{}lines of {}", share_label(*share), trunks_label(groups, model))
        }
        Failure::Ivr { call_types, .. } => {
            let names = call_types.iter().map(|id| Scope::CallType(*id).name(model));
            format!("IVR of {}", listed(names, ROOM_OF_NAMES))
        }
        Failure::Slow { groups, factor } => {
            format!("handling × {} by {}", number_label(*factor), of(groups))
        }
        Failure::Down { groups, share, .. } => {
            format!("{}agents of {}", share_label(*share), of(groups))
        }
        Failure::Power { groups, ups, generator, .. } => {
            let carried = match (ups, generator) {
                (Some(_), Some(_)) => " (UPS, generator)",
                (Some(_), None) => " (UPS)",
                (None, Some(_)) => " (generator)",
                (None, None) => "",
            };
            format!("power{carried} of {}", of(groups))
        }
        Failure::Workstations { groups, spare, .. } => {
            let spare = spare.as_ref().map(|spare| format!(" ({} spare)", spare.seats));
            format!("workstations{} of {}", spare.unwrap_or_default(), of(groups))
        }
    }
}

/// `30 % of `; nothing for all of them.
fn share_label(share: f64) -> String {
    match share {
        1.0 => String::new(),
        share => format!("{} of ", percent_label(share)),
    }
}

/// The names of agent groups, short enough for a column.
pub(super) fn groups_label(groups: &[AgentGroupId], model: &Model) -> String {
    let names = groups.iter().map(|id| Scope::AgentGroup(*id).name(model));
    all_or_some(names, model.agent_groups().len(), "groups", ROOM_OF_NAMES)
}

fn trunks_label(groups: &[TrunkGroupId], model: &Model) -> String {
    let names = groups.iter().map(|id| Scope::TrunkGroup(*id).name(model));
    all_or_some(names, model.trunk_groups().len(), "trunk groups", ROOM_OF_NAMES)
}

/// `at 10:30 on 20 % of open days`, or `every 30d on average`.
pub(super) fn when(outage: &Outage, horizon: &Horizon) -> String {
    match &outage.timing {
        OutageTiming::Random { between } if outage.has_recovery() => {
            format!("every {} on average", mean_label(between.mean()))
        }
        OutageTiming::Random { between } => {
            format!("every {} on average each", mean_label(between.mean()))
        }
        OutageTiming::Planned { probability, windows } => match windows.as_slice() {
            [] => "never".to_owned(),
            [window] => once(window, *probability, horizon),
            [first, ..] => again_and_again(first, windows.len(), *probability, horizon),
        },
    }
}

/// `2026-03-06 at 10:30 with 20 %`; without the date if there is but one day.
fn once(window: &OutageWindow, probability: f64, horizon: &Horizon) -> String {
    let last_day = horizon.day_count().saturating_sub(1);
    let day = ((window.from.as_micros() / MICROS_PER_DAY) as u32).min(last_day);
    let date = date_label(horizon, day).filter(|_| last_day > 0);
    let date = date.map_or(String::new(), |date| format!("{date} "));
    let chance = match probability {
        1.0 => String::new(),
        less => format!(" with {}", percent_label(less)),
    };
    format!("{date}{}{chance}", times(window, day, horizon))
}

/// `at 10:30 on 20 % of open days`.
fn again_and_again(
    first: &OutageWindow,
    count: usize,
    probability: f64,
    horizon: &Horizon,
) -> String {
    let days = horizon.open_hours();
    let first_day = days.first().map_or(0, |hours| hours.day);
    let times = times(first, first_day, horizon);
    match probability {
        _ if count != days.len() => format!("{count} times, first {times}"),
        1.0 => format!("{times} on each open day"),
        less => format!("{times} on {} of open days", percent_label(less)),
    }
}

/// `at 10:30`, or `between 09:00 and 17:00`.
fn times(window: &OutageWindow, day: u32, horizon: &Horizon) -> String {
    let label = |time: SimTime| match horizon.start_date() {
        Some(_) => clock_label(time, day),
        None => time.since(SimTime::ZERO).to_string(),
    };
    match window.from == window.until {
        true => format!("at {}", label(window.from)),
        false => format!("between {} and {}", label(window.from), label(window.until)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::{guarded_desk, help_desk};
    use crate::time::SimDuration;

    #[test]
    fn an_outage_is_told_in_a_row() {
        let lines: Vec<_> = failures(&guarded_desk()).into_iter().map(|line| line.text).collect();
        assert_eq!(
            lines,
            [
                "outage  what it hits  when                         mean",
                "                                               duration",
                "power   the platform  every 11574d on average       10m",
            ]
        );
    }

    #[test]
    fn a_planned_outage_is_told_by_its_time_and_chance() {
        let at = |day: u64, hour: u64| {
            SimTime::ZERO + SimDuration::from_secs(86_400 * day + 3600 * hour)
        };
        let label = |days: u32, windows: &[(u64, u64, u64)], probability| {
            let windows = windows.iter().map(|(day, from, until)| OutageWindow {
                from: at(*day, *from),
                until: at(*day, *until),
            });
            let timing = OutageTiming::Planned { probability, windows: windows.collect() };
            let outage = Outage { timing, ..guarded_desk().outages()[0].clone() };
            when(&outage, help_desk(days, &[0.8]).horizon())
        };
        let each = [(0, 9, 9), (1, 9, 9)];
        assert_eq!(label(2, &each, 1.0), "at 09:00 on each open day");
        assert_eq!(label(2, &each, 0.2), "at 09:00 on 20 % of open days");
        assert_eq!(label(3, &each, 1.0), "2 times, first at 09:00");
        assert_eq!(label(2, &[(1, 9, 10)], 0.2), "2026-03-03 between 09:00 and 10:00 with 20 %");
        assert_eq!(label(1, &[(0, 9, 9)], 1.0), "at 09:00");
        assert_eq!(label(1, &[(0, 24, 24)], 1.0), "at 24:00");
        assert_eq!(label(1, &[], 1.0), "never");
    }
}

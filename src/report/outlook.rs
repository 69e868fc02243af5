//! The page that says what will be simulated.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::deeds::deeds;
use super::failures::failures;
use super::labels::{
    clock_label, date_label, moment_label, objective_label, rule_labels, slice_name,
};
use super::listed::{ROOM, all_or_listed, listed};
use super::number::{NONE, alone};
use super::table::{Line, Table, WIDEST, Weight, draw};
use crate::experiment::{BusyInterval, Outlook, Pool, Resources};
use crate::model::{AgentGroup, Horizon, IntervalKind, Model, OpenHours};
use crate::observe::{Scope, agent_group_ids, call_type_ids};
use crate::time::SimTime;

/// Writes what is expected of a model, and what simulating it takes.
///
/// # Errors
///
/// Those of writing.
pub fn write_outlook(
    outlook: &Outlook,
    resources: &Resources,
    model: &Model,
    color: bool,
    to: impl Write,
) -> io::Result<()> {
    let line = |text: String, weight| Line { text, weight };
    let mut lines = vec![line(format!("{}: {}", model.name(), horizon(model)), Weight::Strong)];
    lines.push(line(routing(model), Weight::Plain));
    lines.push(line(String::new(), Weight::Plain));
    lines.extend(call_types(outlook, model).lines());
    lines.push(line(String::new(), Weight::Plain));
    lines.extend(agent_groups(outlook, model).lines());
    lines.push(line(String::new(), Weight::Plain));
    for pool in &outlook.pools {
        lines.extend(pool_labels(pool, model).into_iter().map(|text| line(text, Weight::Plain)));
        lines.extend(warning(pool, model).map(|text| line(text, Weight::Alarm)));
    }
    for block in [failures(model), deeds(model)].into_iter().filter(|block| !block.is_empty()) {
        lines.push(line(String::new(), Weight::Plain));
        lines.extend(block);
    }
    lines.push(line(String::new(), Weight::Plain));
    lines.push(line(NOTE.to_owned(), Weight::Faint));
    let has_people = model.agent_groups().iter().any(AgentGroup::has_persons);
    lines.extend(has_people.then(|| line(AS_PLANNED.to_owned(), Weight::Faint)));
    let is_disturbed = !model.outages().is_empty() || !model.floor_rules().is_empty();
    lines.extend(is_disturbed.then(|| line(UNDISTURBED.to_owned(), Weight::Faint)));
    lines.extend(of_the_life(model).map(|note| line(note.to_owned(), Weight::Faint)));
    lines.extend(rule_labels(model.call_types(), None).map(|rule| line(rule, Weight::Faint)));
    lines.push(line(resources_label(resources), Weight::Faint));
    draw(&lines, color, to)
}

/// How load and agents are compared.
const NOTE: &str =
    "Agents: those on no break. Load: nobody hangs up, and it is shared as well as skills allow.";

/// What is not known of people before a run.
const AS_PLANNED: &str = "Everybody is there, in time, and works at speed 1.";

/// What else is not known before a run.
const UNDISTURBED: &str = "Load and agents: as if nothing broke and no floor rule came into force.";

/// What calls to answer are.
const TO_ANSWER: &str =
    "To answer: calls that come by IVR routes, transfers, tasks and repeat calls too.";

/// What is not known before a run.
const ALL_COME_IN: &str =
    "Nobody is blocked, turns away or finds the queue full: how many do depends on the waits.";

/// What there is to say about calls that do more than wait and talk.
fn of_the_life(model: &Model) -> impl Iterator<Item = &'static str> {
    let may_stay_out = model.call_types().iter().any(|each| {
        let admission = &each.life.admission;
        each.life.trunks.is_some() || admission.capacity.is_some() || !admission.balking.is_empty()
    });
    let to_answer = goes_on(model).then_some(TO_ANSWER);
    to_answer.into_iter().chain(may_stay_out.then_some(ALL_COME_IN))
}

/// Whether calls may end in the IVR, go on to other queues, or come again.
fn goes_on(model: &Model) -> bool {
    model.call_types().iter().any(|each| {
        let life = &each.life;
        let is_asked = life.resolution.as_ref().is_some_and(|each| each.repeat.is_some());
        life.ivr.is_some() || !life.next_steps.is_empty() || is_asked
    })
}

/// `1 day from 2026-03-02, 08:00 to 20:00, by the half-hour`.
fn horizon(model: &Model) -> String {
    let horizon = model.horizon();
    let Some(date) = date_label(horizon, 0) else {
        let (from, until) = (horizon.counted_from(), horizon.counted_until());
        let length = until.map_or(String::new(), |until| until.since(from).to_string());
        let warm_up = from.since(SimTime::ZERO);
        return match warm_up.is_zero() {
            true => length,
            false => format!("{length} after a warm-up of {warm_up}"),
        };
    };
    let days = match (horizon.day_count(), horizon.open_hours().len() as u32) {
        (1, _) => format!("1 day from {date}"),
        (days, open) if open == days => format!("{days} days from {date}"),
        (days, open) => format!("{days} days from {date}, {open} of them open"),
    };
    format!("{days}, {}, by the {}", hours_label(horizon), slice_name(horizon))
}

/// `08:00 to 20:00`, or `at most 08:00 to 20:00` if days differ.
fn hours_label(horizon: &Horizon) -> String {
    let labels =
        |day: &OpenHours| (clock_label(day.open, day.day), clock_label(day.close, day.day));
    let hours: BTreeSet<_> = horizon.open_hours().iter().map(labels).collect();
    let opening = hours.iter().map(|(open, _)| open.as_str()).min().unwrap_or_default();
    let closing = hours.iter().map(|(_, close)| close.as_str()).max().unwrap_or_default();
    let at_most = if hours.len() > 1 { "at most " } else { "" };
    format!("{at_most}{opening} to {closing}")
}

fn routing(model: &Model) -> String {
    let routing = model.routing();
    let agents: Vec<_> = routing.agent_selection.iter().map(|rule| rule.name()).collect();
    let calls: Vec<_> = routing.call_selection.iter().map(|rule| rule.name()).collect();
    format!("an agent is chosen by {}, a call by {}", agents.join(", "), calls.join(", "))
}

fn call_types(outlook: &Outlook, model: &Model) -> Table {
    let per = match model.horizon().start_date() {
        Some(_) => "calls\na day",
        None => "calls\nan hour",
    };
    let goes_on = goes_on(model);
    let mut header = vec!["call type", per];
    header.extend(goes_on.then_some("to\nanswer"));
    header.extend(["AHT\ns", "mean load\nErlangs", "peak\nErlangs", "objective"]);
    let mut table = Table::new(1, header).ending_with_text();
    for (id, work) in call_type_ids(model).zip(&outlook.call_types) {
        let mut row = vec![Scope::CallType(id).name(model).to_owned(), alone(work.first_attempts)];
        row.extend(goes_on.then(|| alone(work.calls)));
        row.extend([work.handling, work.load, work.peak_load].map(alone));
        row.push(objective_label(&model.call_types()[id.index()].objective));
        table.row(row);
    }
    table
}

/// What the columns between the name of a group and what it serves take.
const WIDTH_OF_HOURS: usize = 30;

/// What the column of its reserve takes.
const WIDTH_OF_RESERVE: usize = 9;

fn agent_groups(outlook: &Outlook, model: &Model) -> Table {
    let has_reserve = model.agent_groups().iter().any(|group| group.reserve > 0);
    let mut header = vec!["agent group", "staffed\nhours", "without\nbreaks", "most\nagents"];
    header.extend(has_reserve.then_some("in\nreserve"));
    header.push("serves");
    let mut table = Table::new(1, header).ending_with_text();
    let names = agent_group_ids(model).map(|id| Scope::AgentGroup(id).name(model));
    let longest = names.map(|name| name.chars().count()).max().unwrap_or(0);
    let columns = WIDTH_OF_HOURS + if has_reserve { WIDTH_OF_RESERVE } else { 0 };
    let room = WIDEST.saturating_sub(longest + columns).max(30);
    for (id, staff) in agent_group_ids(model).zip(&outlook.agent_groups) {
        let group = &model.agent_groups()[id.index()];
        let serves = group.skills.iter().map(|skill| Scope::CallType(skill.call_type).name(model));
        let mut row = vec![
            Scope::AgentGroup(id).name(model).to_owned(),
            alone(staff.staffed_hours),
            alone(staff.hours_on_calls),
            staff.peak.to_string(),
        ];
        row.extend(has_reserve.then(|| group.reserve.to_string()));
        row.push(listed(serves, room));
        table.row(row);
    }
    table
}

/// Who is in a pool, and how busy: `service, cards by generalists`, then `load ÷ agents 78 %`.
fn pool_labels(pool: &Pool, model: &Model) -> Vec<String> {
    let types = pool.call_types.iter().map(|id| Scope::CallType(*id).name(model));
    let groups = pool.agent_groups.iter().map(|id| Scope::AgentGroup(*id).name(model));
    let types = all_or_listed(types, model.call_types().len(), "call types");
    if pool.agent_groups.is_empty() {
        return match pool.busiest {
            Some(_) => vec![types, "  nobody serves them".to_owned()],
            None => vec![format!("{types} in the IVR alone")],
        };
    }
    let groups = all_or_listed(groups, model.agent_groups().len(), "agent groups");
    let percent = |share: f64| format!("{:.0} %", 100.0 * share);
    let occupancy = pool.occupancy.map_or(NONE.to_owned(), percent);
    let mut lines = vec![format!("{types} by {groups}"), format!("  load ÷ agents {occupancy}")];
    lines.extend(pool.busiest.as_ref().map(|busiest| busiest_label(busiest, pool, model)));
    lines
}

/// `  busiest at 10:30: lost-cards, 5.2 Erlangs for 6.0 agents`; without names if all call types of
/// the pool are meant.
fn busiest_label(busiest: &BusyInterval, pool: &Pool, model: &Model) -> String {
    let intervals = model.horizon().intervals();
    let when = match intervals.len() {
        1 => "throughout".to_owned(),
        _ => format!("busiest at {}", moment_label(model.horizon(), &intervals[busiest.interval])),
    };
    let (load, agents) = (alone(busiest.load), alone(busiest.agents));
    if busiest.call_types == pool.call_types {
        return format!("  {when}: {load} Erlangs for {agents} agents");
    }
    let types = busiest.call_types.iter().map(|id| Scope::CallType(*id).name(model));
    let types = listed(types, ROOM);
    format!("  {when}: {types}, {load} Erlangs for the {agents} agents who serve any of them")
}

fn warning(pool: &Pool, model: &Model) -> Option<String> {
    let open = model.horizon().intervals().iter();
    let open = open.filter(|slice| slice.kind == IntervalKind::Open).count();
    (pool.overloaded > 0).then(|| {
        format!(
            "  warning: in {} of {open} intervals the load exceeds the agents; \
             calls will wait long or be lost",
            pool.overloaded
        )
    })
}

fn resources_label(resources: &Resources) -> String {
    format!(
        "to simulate: {} first attempts, {} of memory, {} on disk",
        amount(resources.calls),
        bytes(resources.memory),
        bytes(resources.disk)
    )
}

/// What a run takes that will take long or much; none for a small one.
pub fn effort(resources: &Resources) -> Option<String> {
    let is_large = resources.seconds > 120.0 || resources.memory > 2e9 || resources.disk > 5e9;
    is_large.then(|| {
        format!(
            "{} calls to simulate: up to {} or so, {} of memory, {} on disk",
            amount(resources.calls),
            time(resources.seconds),
            bytes(resources.memory),
            bytes(resources.disk)
        )
    })
}

fn amount(number: f64) -> String {
    match number {
        small if small < 1e4 => format!("{small:.0}"),
        thousands if thousands < 1e6 => format!("{:.0} thousand", thousands / 1e3),
        millions if millions < 1e9 => format!("{:.1} million", millions / 1e6),
        more => format!("{:.1} billion", more / 1e9),
    }
}

fn bytes(number: f64) -> String {
    match number {
        megabytes if megabytes < 1e9 => format!("{:.0} MB", (megabytes / 1e6).max(1.0)),
        gigabytes => format!("{:.1} GB", gigabytes / 1e9),
    }
}

fn time(seconds: f64) -> String {
    match seconds {
        minutes if minutes < 7200.0 => format!("{:.0} minutes", (minutes / 60.0).max(1.0)),
        hours => format!("{:.0} hours", hours / 3600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::help_desk;

    #[test]
    fn the_outlook_tells_load_staff_and_whether_the_one_fits_the_other() {
        let model = help_desk(1, &[0.8]);
        let outlook = Outlook::new(&model);
        let mut page = Vec::new();
        let resources = Resources::of(&model, 1000, 2);
        write_outlook(&outlook, &resources, &model, false, &mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        assert!(
            page.starts_with(
                "help-desk: 1 day from 2026-03-02, 08:00 to 10:00, by the half-hour\n"
            )
        );
        let pool = "calls 0 by agents\n  load ÷ agents 50 %\n  busiest at 08:00: 1.00 Erlangs";
        assert!(page.contains(pool), "{page}");
        assert!(page.contains("80 % within 20s (offered)"));
        assert!(!page.contains("warning"));
    }
}

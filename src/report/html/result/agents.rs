//! The chapter on what agents do.

use maud::html;

use super::super::Chapter;
use super::super::blocks::{sections, table};
use super::parts::figures;
use super::subject::{Subject, in_percent, percent};
use super::timeline::{Scale, Timeline, means, series};
use crate::experiment::Band;
use crate::model::{ActivityKind, AgentState};
use crate::observe::{Scope, agent_group_ids, possible_states};
use crate::report::chart::{Across, Chart, Hue, Layer, Up};
use crate::report::number::{NONE, Shown, alone, with_half_width};
use crate::report::page::{MOST_GROUPS, agent_groups};
use crate::report::section::Section;
use crate::report::table::{Table, short};

/// So many agent groups are told apart by their lines over the day.
const FEW_GROUPS: usize = 4;

/// A name below or beside a bar is cut if it is longer.
const LONGEST_NAME: usize = 28;

/// Nothing if nobody is ever there.
pub(super) fn chapter(subject: Subject) -> Option<Chapter> {
    let staffed = subject.shown(Scope::All, "staffed_hours");
    if !staffed.is_some_and(|hours| hours.value > 0.0) {
        return None;
    }
    let timeline = Timeline::new(subject);
    let over_time = timeline.iter().flat_map(|timeline| {
        [Some(states(subject, timeline)), occupancy_over_time(subject, timeline)]
    });
    let charts: Vec<_> = over_time.flatten().chain(occupancy(subject)).collect();
    let groups = agent_groups(subject.results, subject.model);
    let rest = subject.model.agent_groups().len().saturating_sub(MOST_GROUPS);
    let times = Section::new("Hours of the agents, by what they do", times(subject));
    let people = (!subject.results.individuals.is_empty()).then(|| individuals(subject));
    let body = html! {
        (figures(&charts))
        (sections(&[groups, times]))
        @if rest > 0 { p { (rest) " agent groups more are in " code { "summary.csv" } "." } }
        @if let Some(people) = people {
            details { summary { "Agents who are known by name" } (table(&people)) }
        }
    };
    Some(Chapter { id: "agents", title: "What agents do".to_owned(), body })
}

/// All agents by state over the day.
fn states(subject: Subject, timeline: &Timeline) -> Chart {
    let known = possible_states(subject.model)
        .into_iter()
        .map(|state| (state, timeline.values(&subject.results.agents_in(state))));
    let happens = |(_, values): &(AgentState, Vec<Option<f64>>)| {
        values.iter().flatten().any(|agents| *agents > 0.0)
    };
    // Those who talk below, those who are not there for calls on top.
    let mut known: Vec<_> = known.filter(happens).collect();
    known.sort_by_key(|(state, _)| rank(*state));
    let header = known.iter().map(|(state, _)| words(*state).to_owned());
    let mut table = Table::new(1, ["from".to_owned()].into_iter().chain(header));
    for (place, label) in timeline.labels.iter().enumerate() {
        let agents = known.iter().map(|(_, values)| {
            values[place].map_or(NONE.to_owned(), |agents| format!("{agents:.1}"))
        });
        table.row([label.clone()].into_iter().chain(agents).collect());
    }
    let areas = known.into_iter().enumerate().map(|(number, (state, values))| {
        let hue = if state == AgentState::Down { Hue::Bad } else { Hue::Series(number) };
        series(words(state), hue, values)
    });
    Chart {
        id: "agents-states".to_owned(),
        title: "All agents by what they do".to_owned(),
        caption: "Where there is little or no time ready, every call has to wait for somebody to \
                  finish."
            .to_owned(),
        across: timeline.across.clone(),
        up: Up { label: "agents".to_owned(), least: [0.0, 1.0] },
        layers: vec![Layer::Stack(areas.collect())],
        marks: Vec::new(),
        table,
    }
}

/// The order from the bottom to the top: work with calls, ready for calls, everything else.
fn rank(state: AgentState) -> usize {
    match state {
        AgentState::Talking => 0,
        AgentState::WrapUp => 1,
        AgentState::Ringing => 2,
        AgentState::Available => 3,
        AgentState::NotReady => 4,
        AgentState::Away(kind) => 5 + kind as usize,
        AgentState::Down => 20,
    }
}

fn words(state: AgentState) -> &'static str {
    match state {
        AgentState::Talking => "talking",
        AgentState::WrapUp => "wrapping up",
        AgentState::Ringing => "ringing",
        AgentState::Available => "ready",
        AgentState::NotReady => "not ready",
        AgentState::Away(ActivityKind::Break) => "break",
        AgentState::Away(ActivityKind::Meal) => "meal",
        AgentState::Away(ActivityKind::Meeting) => "meeting",
        AgentState::Away(ActivityKind::Training) => "training",
        AgentState::Away(ActivityKind::Coaching) => "coaching",
        AgentState::Away(ActivityKind::Rest) => "rest",
        AgentState::Down => "down",
    }
}

/// The occupancy of a few groups over the day.
fn occupancy_over_time(subject: Subject, timeline: &Timeline) -> Option<Chart> {
    let groups: Vec<_> = agent_group_ids(subject.model).map(Scope::AgentGroup).collect();
    if groups.len() > FEW_GROUPS {
        return None;
    }
    let bands: Vec<Vec<Band>> = groups
        .iter()
        .map(|group| {
            let rows = timeline.rows(subject, *group);
            rows.iter().map(|row| row.agents.unwrap_or_default().occupancy).collect()
        })
        .collect();
    let names: Vec<_> = groups.iter().map(|group| subject.name(*group)).collect();
    let header = ["from".to_owned()].into_iter().chain(names.iter().cloned());
    let mut table = Table::new(1, header);
    for (place, label) in timeline.labels.iter().enumerate() {
        let cells = bands.iter().map(|bands| Scale::Percent.words(bands[place])[0].clone());
        table.row([label.clone()].into_iter().chain(cells).collect());
    }
    let lines = names.iter().zip(&bands).enumerate().map(|(number, (name, bands))| {
        Layer::Line(series(name, Hue::Series(number), means(bands, Scale::Percent)))
    });
    Some(Chart {
        id: "agents-occupancy-day".to_owned(),
        title: "Occupancy over time".to_owned(),
        caption:
            "The share of their time for calls that agents handle one. Hours above 85 or 90 % \
                  are hard to work, and leave no room for a busy moment."
                .to_owned(),
        across: timeline.across.clone(),
        up: Up { label: "occupancy, %".to_owned(), least: [0.0, 100.0] },
        layers: lines.collect(),
        marks: timeline.outages(subject),
        table,
    })
}

/// The occupancy of each group, with its interval; nothing if there is but one.
fn occupancy(subject: Subject) -> Option<Chart> {
    let groups: Vec<_> = agent_group_ids(subject.model).map(Scope::AgentGroup).collect();
    let known =
        groups.into_iter().filter_map(|group| Some((group, subject.shown(group, "occupancy")?)));
    let known: Vec<_> = known.take(MOST_GROUPS).collect();
    if known.len() < 2 {
        return None;
    }
    let mut table = Table::new(1, ["agent group", "occupancy %", "staffed\nhours"]);
    for (group, occupancy) in &known {
        table.row(vec![
            group.name(subject.model).to_owned(),
            with_half_width(Some(*occupancy), Shown::Percent),
            with_half_width(subject.shown(*group, "staffed_hours"), Shown::Plain),
        ]);
    }
    let names = known.iter().map(|(group, _)| short(group.name(subject.model), LONGEST_NAME));
    let values = known.iter().map(|(_, occupancy)| Some(in_percent(*occupancy))).collect();
    Some(Chart {
        id: "agents-occupancy".to_owned(),
        title: "Occupancy by agent group".to_owned(),
        caption: "Groups far above the others carry them. The bars are confidence intervals."
            .to_owned(),
        across: Across::Names {
            label: "agent group".to_owned(),
            names: names.collect(),
            lying: true,
        },
        up: Up { label: "occupancy, %".to_owned(), least: [0.0, 100.0] },
        layers: vec![Layer::Estimates {
            name: "occupancy".to_owned(),
            hue: Hue::Series(0),
            values,
        }],
        marks: Vec::new(),
        table,
    })
}

/// Hours of each group in each state.
fn times(subject: Subject) -> Table {
    let mut states = possible_states(subject.model);
    states.sort_by_key(|state| rank(*state));
    let header = states.iter().map(|state| words(*state).to_owned());
    let mut table = Table::new(1, ["agent group".to_owned()].into_iter().chain(header));
    for group in agent_group_ids(subject.model).take(MOST_GROUPS) {
        let hours = states.iter().map(|state| {
            let rows = subject.results.agents.iter();
            let mut rows = rows.filter(|row| row.group == group && row.state == *state);
            rows.next().map_or(NONE.to_owned(), |row| format!("{:.1}", row.hours))
        });
        let name = Scope::AgentGroup(group).name(subject.model).to_owned();
        table.row([name].into_iter().chain(hours).collect());
    }
    table
}

/// Those who are known by name.
fn individuals(subject: Subject) -> Table {
    let mut table = Table::new(1, ["agent", "calls", "occupancy %"]);
    for row in &subject.results.individuals {
        let occupancy = row.occupancy.map_or(NONE.to_owned(), |it| format!("{:.0}", percent(it)));
        table.row(vec![row.name.clone(), alone(row.calls), occupancy]);
    }
    table
}

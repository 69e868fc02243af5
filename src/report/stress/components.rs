//! Chapter 2, second part: what the model is made of.

use super::super::labels::{number_label, percent_label};
use super::item::Item;
use super::words::{call_type, counted, duration, factor, of_types, over_day};
use super::{Study, entry};
use crate::model::{
    AgentGroup, BalkingThreshold, Model, NextStep, NextStepKind, Patience, Shift, Staffing,
    WhenFull,
};

/// The items of the second part of the chapter.
pub(super) fn items(study: Study) -> Vec<Item> {
    let model = study.model;
    vec![entities(model), activities(model), resources(model), queues(model), entry::item(model)]
}

fn entities(model: &Model) -> Item {
    let types = of_types(model, |each| vec![format!("priority {}", each.priority)]);
    let tasks = model.call_types().iter().any(|each| {
        let is_task = |step: &NextStep| matches!(step.kind, NextStepKind::Task);
        each.life.next_steps.iter().any(is_task)
    });
    let tasks =
        if tasks { "Tasks are entities too: work without a caller, who is gone." } else { "" };
    Item::new("2.5.1", "Components: entities")
        .says(
            "Entities are calls, each an attempt of a caller. A call has a type, the moment at which it \
             entered its queue, a patience, and the work that it brings.",
        )
        .lists(types)
        .says(tasks)
}

fn activities(model: &Model) -> Item {
    let stages = of_types(model, |each| {
        let mut parts = vec![format!("talk {}", over_day(&each.handling.talk))];
        parts.extend(each.life.hold.as_ref().map(|hold| format!("hold {}", over_day(hold))));
        let wrap_up = each.handling.wrap_up.as_ref();
        parts.extend(wrap_up.map(|wrap_up| format!("wrap-up {}", over_day(wrap_up))));
        parts.extend(each.life.ivr.as_ref().map(|ivr| format!("IVR {}", duration(&ivr.duration))));
        parts
    });
    let item = Item::new("2.5.2", "Components: activities")
        .says(
            "Activities of calls are those of the list. Talk and wrap-up are divided by the speed of the agent \
             for the type; a caller keeps the work over all attempts.",
        )
        .lists(stages);
    let rings = model.agent_groups().iter().filter_map(|group| {
        let ring = group.ring.as_ref()?;
        Some(format!(
            "{}: a call rings for {}; {} are not picked up and go on after {}",
            group.name,
            duration(&ring.time),
            percent_label(ring.no_answer),
            ring.timeout
        ))
    });
    let plans = model.agent_groups().iter().filter_map(|group| {
        let plans = plans(group);
        (!plans.is_empty()).then(|| format!("{}: {}", group.name, plans.join(", ")))
    });
    let (rings, plans): (Vec<_>, Vec<_>) = (rings.collect(), plans.collect());
    let ringing = if rings.is_empty() { "" } else { "Calls ring at agents of these groups:" };
    let besides = if plans.is_empty() { "" } else { "Besides calls agents of these groups have:" };
    item.says(ringing).lists(rings).says(besides).lists(plans)
}

/// What agents of a group do besides calls: `meal 45m`.
fn plans(group: &AgentGroup) -> Vec<String> {
    let mut plans: Vec<String> = Vec::new();
    if let Staffing::Shifts(shifts) = &group.staffing {
        for activity in shifts.iter().flat_map(|shift| &shift.activities) {
            let away = activity.max_away.map_or(String::new(), |share| {
                format!(" with at most {} of the group away", percent_label(share))
            });
            let plan = format!("{} of {}{away}", activity.kind.name(), activity.duration);
            if !plans.contains(&plan) {
                plans.push(plan);
            }
        }
    }
    plans.extend(group.people.rest.as_ref().map(|rest| {
        format!("{} rests an hour, {}", number_label(rest.per_hour), duration(&rest.duration))
    }));
    plans
}

fn resources(model: &Model) -> Item {
    let groups = model.agent_groups().iter().map(|group| {
        let parts = [staffing(group), skills(group, model)].into_iter().chain(people(group));
        format!("{}: {}", group.name, parts.collect::<Vec<_>>().join("; "))
    });
    let lines = model.trunk_groups().iter();
    let lines = lines.map(|group| format!("{}: {} lines", group.name, group.lines));
    Item::new("2.5.3", "Components: resources")
        .says("Resources are agents in groups, each agent with one call at a time.")
        .lists(groups)
        .lists(lines)
}

/// `head-count of 8 to 14 agents`, or `12 shifts of 30 agents in all`.
fn staffing(group: &AgentGroup) -> String {
    let mut text = match &group.staffing {
        Staffing::HeadCount(counts) => {
            let there = counts.iter().map(|each| each.agents).filter(|agents| *agents > 0);
            let (low, high) = (there.clone().min().unwrap_or(0), there.max().unwrap_or(0));
            match low == high {
                true => format!("a head-count of {}", counted(high.into(), "agent", "agents")),
                false => format!("a head-count of {low} to {high} agents, if any"),
            }
        }
        Staffing::Shifts(shifts) => {
            let all = shifts.iter().map(|shift| u64::from(shift.agents)).sum();
            let agents = shifts.iter().map(last_agent).max().unwrap_or(0);
            let shifts = counted(all, "shift is worked", "shifts are worked");
            format!("{shifts} by {}", counted(agents, "agent", "agents"))
        }
    };
    if group.reserve > 0 {
        text += &format!(", {} in reserve", group.reserve);
    }
    text
}

fn last_agent(shift: &Shift) -> u64 {
    u64::from(shift.first_agent) + u64::from(shift.agents)
}

fn skills(group: &AgentGroup, model: &Model) -> String {
    let skills = group.skills.iter().map(|skill| {
        let speed = match skill.speed {
            1.0 => String::new(),
            speed => format!(" at speed {}", number_label(speed)),
        };
        let delay = match skill.delay.is_zero() {
            true => String::new(),
            false => format!(" after {}", skill.delay),
        };
        format!("{} (rank {}{speed}{delay})", call_type(skill.call_type, model), skill.rank)
    });
    let skills = skills.collect::<Vec<_>>().join(", ");
    match group.individuals.len() as u64 {
        0 => format!("skills {skills}"),
        some => {
            let known = counted(some, "agent is", "agents are");
            format!("skills {skills}; {known} known by name and may differ")
        }
    }
}

/// How agents of a group differ from machines.
fn people(group: &AgentGroup) -> impl Iterator<Item = String> {
    let people = &group.people;
    let absence = (people.absence > 0.0)
        .then(|| format!("{} of agents are absent on a day", percent_label(people.absence)));
    let lateness = people.lateness.as_ref().map(|late| format!("late by {}", duration(late)));
    let adherence =
        (!people.adherence.start.is_zero() || !people.adherence.end.is_zero()).then(|| {
            let (start, end) = (people.adherence.start, people.adherence.end);
            format!("starts of shifts and activities within {start}, ends within {end} of the plan")
        });
    let speed = people.speed.as_ref().map(|speed| format!("speed of an agent {}", factor(speed)));
    let fatigue = people.fatigue.as_ref().map(|fatigue| {
        format!("speed falls with work, and is restored by {} without a call", fatigue.recovery)
    });
    let learning = people.learning.as_ref().map(|learning| {
        format!(
            "beginners work at speed {}, fully experienced after {}",
            number_label(learning.start_speed),
            learning.full_after
        )
    });
    [absence, lateness, adherence, speed, fatigue, learning].into_iter().flatten()
}

fn queues(model: &Model) -> Item {
    let queues = of_types(model, |each| {
        let mut parts = vec![match &each.patience {
            Patience::Infinite => "nobody hangs up".to_owned(),
            Patience::Drawn(patience) => format!("patience {}", over_day(patience)),
        }];
        let admission = &each.life.admission;
        parts.extend(admission.capacity.map(|capacity| {
            let next = match capacity.when_full {
                WhenFull::Reject => "the next one is rejected".to_owned(),
                WhenFull::Overflow(to) => format!("the next one goes to {}", call_type(to, model)),
                WhenFull::Voicemail(to) => {
                    format!("the next caller leaves a message, a task of {}", call_type(to, model))
                }
            };
            format!("room for {}, {next}", counted(capacity.calls.into(), "call", "calls"))
        }));
        parts.extend(admission.balking.iter().map(|rule| {
            let from = match rule.from {
                BalkingThreshold::Queue(calls) => format!("{calls} or more calls wait"),
                BalkingThreshold::Wait(wait) => format!("a wait of {wait} or more is expected"),
            };
            format!("{} turn away if {from}", percent_label(rule.probability))
        }));
        parts.extend(admission.announcement.map(|heard| {
            let by = number_label(heard.patience_factor);
            format!("waits from {} on are announced, patience × {by}", heard.from)
        }));
        parts.extend(each.routing.last_agent.map(|last| {
            format!("a caller who calls again waits for the last agent for {}", last.wait)
        }));
        parts
    });
    Item::new("2.5.4", "Components: queues")
        .says(
            "Each call type has a queue. It has no order of its own: the rules of 2.4 decide which call an \
             agent takes. A queue has no limit unless one is named.",
        )
        .lists(queues)
}

//! Chapter 2, second part: what the model is made of.

use super::super::labels::{date_label, mean_label, number_label, percent_label};
use super::Study;
use super::item::Item;
use super::words::{call_type, chance, counted, duration, factor, over_day};
use crate::model::{
    AgentGroup, Arrivals, BalkingThreshold, BatchSize, CallType, FloorAction, FloorRule, Model,
    NextStep, NextStepKind, Patience, Period, Process, RedialCause, Shift, Spread, Staffing, Surge,
    SurgeEffect, WhenFull,
};
use crate::time::SimTime;

/// The items of the second part of the chapter.
pub(super) fn items(study: Study) -> Vec<Item> {
    let model = study.model;
    vec![entities(model), activities(model), resources(model), queues(model), entry(model)]
}

fn of_types(
    model: &Model,
    what: impl Fn(&CallType) -> Vec<String>,
) -> impl Iterator<Item = String> {
    let told = move |each: &CallType| {
        let parts = what(each);
        (!parts.is_empty()).then(|| format!("{}: {}", each.name, parts.join("; ")))
    };
    model.call_types().iter().filter_map(told)
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

fn entry(model: &Model) -> Item {
    let entry = of_types(model, |each| arrivals(&each.arrivals, model));
    let exits = of_types(model, |each| leaving(each, model));
    Item::new("2.5.5", "Components: entry and exit points")
        .says("First attempts come, by call type:")
        .lists(entry)
        .says(
            "A call leaves when it has been answered and its talk is over, when its caller hangs up, and when it \
             is blocked, contained, turned away or cut off. What else its end may lead to:",
        )
        .lists(exits)
}

fn arrivals(arrivals: &Arrivals, model: &Model) -> Vec<String> {
    let horizon = model.horizon();
    let (first, last) = (horizon.intervals().first(), horizon.intervals().last());
    let until = horizon.counted_until().or(last.map(|last| last.end)).unwrap_or(SimTime::NEVER);
    let from = first.map_or(SimTime::ZERO, |first| first.start).max(horizon.counted_from());
    let calls = arrivals.expected_calls(from, until);
    if calls == 0.0 {
        return vec!["nobody calls it first; calls come from elsewhere".to_owned()];
    }
    let calls = format!("{} first attempts expected in a replication", number_label(calls));
    let mut parts = vec![process(arrivals), calls];
    parts.extend(arrivals.busyness.as_ref().map(|busyness| {
        let per = match busyness.per {
            Period::Day => "day",
            Period::Interval => "interval",
        };
        let correlated = if busyness.copula.is_empty() { "" } else { ", correlated with others" };
        format!("each {per} has a busyness factor, {}{correlated}", factor(&busyness.factor))
    }));
    parts.extend(arrivals.batch.as_ref().map(|batch| match batch {
        BatchSize::Constant(calls) => format!("{calls} come together"),
        BatchSize::Geometric { .. } | BatchSize::Values { .. } => {
            format!("batches of {} calls on average", number_label(batch.mean()))
        }
    }));
    parts.extend(arrivals.surges.iter().map(|surge| surge_label(surge, model)));
    parts
}

fn process(arrivals: &Arrivals) -> String {
    match &arrivals.process {
        Process::Poisson => "a Poisson process with the rates given".to_owned(),
        Process::Counts => "the counts given for each interval, rounded at random".to_owned(),
        Process::MixedCounts(mixing) => {
            format!("negative binomial counts, mixed by a factor that is {}", factor(mixing))
        }
        Process::Renewal { step, .. } => {
            format!("a renewal process with steps that are {}", duration(step))
        }
        Process::Modulated(modulation) => {
            let states = counted(modulation.factors.len() as u64, "state", "states");
            format!("a Markov-modulated Poisson process of {states}")
        }
        Process::Trace(calls) => {
            let calls = counted(calls.len() as u64, "call", "calls");
            format!("the {calls} of a trace, the same in every replication")
        }
    }
}

fn surge_label(surge: &Surge, model: &Model) -> String {
    let what = match surge.effect {
        SurgeEffect::Factor(by) => format!("the rate × {}", number_label(by)),
        SurgeEffect::Calls { mean, spread } => {
            let spread = match spread {
                Spread::Even(over) => format!("over {}", mean_label(over)),
                Spread::Decaying(mean) => format!("after {} on average", mean_label(mean)),
            };
            format!("{} calls more on average, {spread}", number_label(mean))
        }
    };
    let days = surge.windows.len() as u64;
    let when = match surge.windows.as_slice() {
        [only] => {
            date_label(model.horizon(), only.day).map_or(String::new(), |it| format!(" on {it}"))
        }
        _ => format!(" in each of {}", counted(days, "window", "windows")),
    };
    format!("a surge{when}{}: {what}", chance(surge.probability))
}

/// What the end of a call may lead to.
fn leaving(each: &CallType, model: &Model) -> Vec<String> {
    let mut parts = Vec::new();
    if let Some(ivr) = &each.life.ivr {
        let (contained, gone) = (percent_label(ivr.contained), percent_label(ivr.hang_up));
        parts.push(format!("in the IVR {contained} are contained, {gone} hang up"));
        parts.extend(ivr.routes.iter().map(|(to, share)| {
            format!("{} are routed to {}", percent_label(*share), call_type(*to, model))
        }));
    }
    parts.extend(each.life.next_steps.iter().map(|step| {
        let what = match step.kind {
            NextStepKind::Transfer { consult: None, .. } => "are transferred",
            NextStepKind::Transfer { consult: Some(_), .. } => "are transferred warm",
            NextStepKind::Task => "leave a task",
        };
        format!("{} {what} to {}", percent_label(step.probability), call_type(step.to, model))
    }));
    if let Some(resolution) = &each.life.resolution {
        parts.push(format!("{} of issues are solved", percent_label(resolution.probability)));
        parts.extend(resolution.repeat.as_ref().map(|repeat| {
            format!(
                "{} of the others call again as {}, after {}, {} in all at most",
                percent_label(repeat.probability),
                call_type(repeat.to, model),
                duration(&repeat.after),
                counted(repeat.max_visits.into(), "call", "calls")
            )
        }));
    }
    parts.extend(each.redial.as_ref().map(|redial| {
        let is_possible = |cause: &RedialCause| may_happen(*cause, each, model);
        let causes = RedialCause::ALL.into_iter().filter(is_possible);
        let causes = causes.map(|cause| {
            let probability = redial.probability[cause.index()];
            format!("{} of those {}", percent_label(probability), cause_label(cause))
        });
        format!(
            "{} redial after {}, up to {} attempts",
            causes.collect::<Vec<_>>().join(", "),
            duration(&redial.after),
            redial.max_attempts
        )
    }));
    parts
}

fn cause_label(cause: RedialCause) -> &'static str {
    match cause {
        RedialCause::Abandoned => "who abandoned",
        RedialCause::Blocked => "blocked",
        RedialCause::Balked => "who balked",
        RedialCause::Rejected => "rejected",
        RedialCause::AbandonedInIvr => "who hung up in the IVR",
        RedialCause::Dropped => "cut off",
    }
}

/// Whether a call of the type can end in this way.
fn may_happen(cause: RedialCause, each: &CallType, model: &Model) -> bool {
    let life = &each.life;
    let breaks = !model.outages().is_empty();
    let announces = |rule: &FloorRule| {
        rule.actions.iter().any(|action| matches!(action, FloorAction::Announce { .. }))
    };
    match cause {
        RedialCause::Abandoned => each.patience != Patience::Infinite,
        RedialCause::Blocked => life.trunks.is_some() || breaks,
        RedialCause::Balked => {
            !life.admission.balking.is_empty() || model.floor_rules().iter().any(announces)
        }
        RedialCause::Rejected => life.admission.capacity.is_some(),
        RedialCause::AbandonedInIvr => life.ivr.is_some(),
        RedialCause::Dropped => breaks,
    }
}

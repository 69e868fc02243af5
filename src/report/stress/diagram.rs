//! The overview as a diagram in the language Mermaid: callers, queues, agent groups.

use std::collections::BTreeSet;

use crate::model::{CallType, Model, NextStepKind, StepAction, WhenFull};

/// The way of calls: by lines and IVR to their queue, from there to agents, and on.
pub(super) fn diagram(model: &Model) -> String {
    let mut text = "flowchart LR\n".to_owned();
    for (at, group) in model.trunk_groups().iter().enumerate() {
        text += &format!("  lines{at}[\"{}: {} lines\"]\n", harmless(&group.name), group.lines);
    }
    for (at, call_type) in model.call_types().iter().enumerate() {
        text += &entry(at, call_type);
    }
    for (at, group) in model.agent_groups().iter().enumerate() {
        text += &format!("  group{at}[\"agents: {}\"]\n", harmless(&group.name));
        let served: BTreeSet<_> = (group.skills.iter().map(|skill| skill.call_type.index()))
            .chain(of_individuals(group))
            .collect();
        text.extend(served.into_iter().map(|queue| format!("  queue{queue} --> group{at}\n")));
    }
    text
}

fn of_individuals(group: &crate::model::AgentGroup) -> impl Iterator<Item = usize> {
    let skills = group.individuals.iter().flat_map(|each| each.skills.iter().flatten());
    skills.map(|skill| skill.call_type.index())
}

/// How the callers of a type come to their queue, and where calls go on from there.
fn entry(at: usize, call_type: &CallType) -> String {
    let name = harmless(&call_type.name);
    let mut text =
        format!("  callers{at}([\"callers: {name}\"])\n  queue{at}[/\"queue: {name}\"/]\n");
    let mut before = format!("callers{at}");
    if let Some(lines) = call_type.life.trunks {
        text += &format!("  {before} --> lines{}\n", lines.index());
        before = format!("lines{}", lines.index());
    }
    if let Some(ivr) = &call_type.life.ivr {
        text += &format!("  ivr{at}[\"IVR: {name}\"]\n  {before} --> ivr{at}\n");
        before = format!("ivr{at}");
        let routes = ivr.routes.iter();
        text.extend(routes.map(|(to, _)| format!("  {before} --> queue{}\n", to.index())));
    }
    text += &format!("  {before} --> queue{at}\n");
    text.extend(onward(call_type).map(|(how, to)| format!("  queue{at} -. {how} .-> queue{to}\n")));
    // Who calls again dials: lines and IVR come first.
    let repeat = call_type.life.resolution.iter().filter_map(|each| each.repeat.as_ref());
    text.extend(repeat.map(|it| format!("  queue{at} -. repeat .-> callers{}\n", it.to.index())));
    if call_type.redial.is_some() {
        text += &format!("  queue{at} -. redial .-> callers{at}\n");
    }
    text
}

/// The queues to which calls go on, and how.
fn onward(call_type: &CallType) -> impl Iterator<Item = (&'static str, usize)> {
    let full = call_type.life.admission.capacity.and_then(|capacity| match capacity.when_full {
        WhenFull::Reject => None,
        WhenFull::Overflow(to) => Some(("overflow", to)),
        WhenFull::Voicemail(to) => Some(("message", to)),
    });
    let steps = call_type.life.next_steps.iter().map(|step| match step.kind {
        NextStepKind::Transfer { .. } => ("transfer", step.to),
        NextStepKind::Task => ("task", step.to),
    });
    let route = call_type.routing.route.iter().flat_map(|route| &route.steps);
    let route = route.filter_map(|step| match step.action {
        StepAction::Open(_) => None,
        StepAction::Overflow { to, .. } => Some(("overflow", to)),
        StepAction::OfferCallback { to, .. } => Some(("callback", to)),
    });
    full.into_iter().chain(steps).chain(route).map(|(how, to)| (how, to.index()))
}

/// A name that can end neither its label nor the block.
fn harmless(name: &str) -> String {
    let letter = |letter: char| match letter {
        '"' | '#' | '<' | '>' | '&' | '`' | ';' | '\\' => format!("#{};", u32::from(letter)),
        control if control.is_control() => " ".to_owned(),
        other => other.to_string(),
    };
    name.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::help_desk;

    #[test]
    fn callers_come_to_their_queue_and_agents_serve_it() {
        let text = diagram(&help_desk(1, &[0.8]));
        for line in ["  callers0 --> queue0\n", "  queue0 --> group0\n"] {
            assert!(text.contains(line), "{text}");
        }
    }

    #[test]
    fn no_name_ends_its_label() {
        assert_eq!(harmless("a\"]\n```;b"), "a#34;] #96;#96;#96;#59;b");
    }
}

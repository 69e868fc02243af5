//! What an entry says.

use super::moments::{length, moment};
use super::people::{change, crowd_words};
use crate::model::{AgentId, CallTypeId, Model, OutageId, QueueId, QueueRoute};
use crate::observe::trace::{
    CallEvent, CallId, CallStep, Entry, HitEffect, Log, LossCause, Recovery, TalkEnd, What,
    call_name,
};
use crate::time::{SimDuration, SimTime};

/// Who or what an entry is about, and what it says; none if other entries say it.
pub(super) fn sentence(log: &Log, entry: &Entry) -> Option<(String, String)> {
    let model = log.model;
    let rule = |id: crate::model::FloorRuleId| model.floor_rules()[id.index()].name.clone();
    let said = match &entry.what {
        What::Call { call, call_type, event } => {
            let said = of_call(log, entry.at, (call, *call_type), event);
            (call_name(model, call), said)
        }
        What::Agent { agent, before, state, .. } => {
            (log.roll.name(*agent), change(*before, *state)?)
        }
        What::OutageBegan(outage) => (name(model, *outage), "the outage begins".to_owned()),
        What::OutageEnded(outage) => (name(model, *outage), "the outage is over".to_owned()),
        What::Recovered { outage, of, after } => {
            let what = match of {
                Recovery::Queue => "the queue",
                Recovery::ServiceLevel => "the service level",
            };
            let since = match after.is_zero() {
                true => "since the end of the outage".to_owned(),
                false => format!("since {} after the end of the outage", length(*after)),
            };
            (name(model, *outage), format!("{what} has been normal {since}"))
        }
        What::RuleTriggered(id) => (rule(*id), "the floor rule is triggered".to_owned()),
        What::RuleBegan(id) => (rule(*id), "the floor rule is in force".to_owned()),
        What::RuleEnded(id) => (rule(*id), "the floor rule is reset".to_owned()),
    };
    Some(said)
}

fn of_call(
    log: &Log,
    at: SimTime,
    (call, call_type): (&CallId, CallTypeId),
    event: &CallEvent,
) -> String {
    let agent = |agent: AgentId| log.roll.name(agent);
    match *event {
        CallEvent::Step(step) => of_step(log, at, (call, call_type), &step),
        CallEvent::Lost { step: CallStep::Lost { entered, cause }, crowd } => {
            let crowd = log.crowds.get(crowd as usize).map(crowd_words).unwrap_or_default();
            of_loss(cause, at.since(entered), &crowd)
        }
        CallEvent::Lost { step, .. } => of_step(log, at, (call, call_type), &step),
        CallEvent::TalkEnded { agent: who, talk, hold, by } => {
            of_talk(&agent(who), (talk, hold), by)
        }
        CallEvent::WrapUpEnded { agent: who, wrap_up } => {
            format!("{} has wrapped up after {}", agent(who), length(wrap_up))
        }
        CallEvent::StillThere(None) => "is still in the IVR at the end".to_owned(),
        CallEvent::StillThere(Some(who)) => format!("is still with {} at the end", agent(who)),
    }
}

fn of_step(
    log: &Log,
    at: SimTime,
    (call, call_type): (&CallId, CallTypeId),
    step: &CallStep,
) -> String {
    let model = log.model;
    let horizon = model.horizon();
    let type_name = |id: CallTypeId| &model.call_types()[id.index()].name;
    let agent = |agent: AgentId| log.roll.name(agent);
    match *step {
        CallStep::Dialled if call.attempt > 1 => {
            format!("calls again, {} attempt", nth(call.attempt))
        }
        CallStep::Dialled if call.visit > 0 => "calls again for the same reason".to_owned(),
        CallStep::Dialled => "calls".to_owned(),
        CallStep::EnteredIvr => "is in the IVR".to_owned(),
        CallStep::LeftIvr => "leaves the IVR".to_owned(),
        CallStep::Came { is_task: true } => format!("is a task for {} now", type_name(call_type)),
        CallStep::Came { is_task: false } => format!("comes to {}", type_name(call_type)),
        CallStep::Queued { position, .. } => format!("waits, position {position}"),
        CallStep::Moved { from, to } => of_move(model, from, to),
        CallStep::Rang { agent: who } => format!("rings at {}", agent(who)),
        CallStep::RangInVain { agent: who } => format!("is not picked up by {}", agent(who)),
        CallStep::Answered { agent: who, entered, companion, .. } => {
            let wait = at.since(entered);
            let when = match wait.is_zero() {
                true => "at once".to_owned(),
                false => format!("after {}", length(wait)),
            };
            let with = companion.map(|other| format!(", whom {} consults", agent(other)));
            format!("is answered {when} by {}{}", agent(who), with.unwrap_or_default())
        }
        CallStep::HandedOn { to, is_task: true, .. } => {
            format!("leaves a task for {}", type_name(to))
        }
        CallStep::HandedOn { to, stays: true, .. } => {
            format!("is to be transferred to {}; the agent stays on the line", type_name(to))
        }
        CallStep::HandedOn { to, .. } => format!("is transferred to {}", type_name(to)),
        CallStep::Concluded { resolved: true } => "the issue is solved".to_owned(),
        CallStep::Concluded { resolved: false } => "the issue is not solved".to_owned(),
        CallStep::WillRedial { at } => format!("will try again at {}", moment(horizon, at)),
        CallStep::WillReturn { at, to } => {
            let other = match to == call_type {
                true => String::new(),
                false => format!(" ({})", type_name(to)),
            };
            format!("will call again for the same reason at {}{other}", moment(horizon, at))
        }
        CallStep::FoundClosed => "finds the lines closed".to_owned(),
        CallStep::Hit { outage, effect } => of_hit(&name(model, outage), effect),
        CallStep::Lost { entered, cause } => of_loss(cause, at.since(entered), ""),
    }
}

fn of_loss(cause: LossCause, wait: SimDuration, crowd: &str) -> String {
    let after = match wait.is_zero() {
        true => String::new(),
        false => format!(" after {}", length(wait)),
    };
    match cause {
        LossCause::Abandoned => format!("abandons{after}: {crowd}"),
        LossCause::Blocked => "hears a busy tone".to_owned(),
        LossCause::Contained => "has got what was wanted from the IVR".to_owned(),
        LossCause::AbandonedInIvr => "hangs up in the IVR".to_owned(),
        LossCause::Balked => format!("does not want to wait: {crowd}"),
        LossCause::Rejected => format!("is rejected, the queue is full: {crowd}"),
        LossCause::Overflowed => format!("goes over to another queue{after}: {crowd}"),
        LossCause::TurnedAway => format!("is turned away at closing{after}"),
        LossCause::Dropped => format!("is lost{after}"),
        LossCause::CallbackTaken => format!("accepts to be called back{after}: {crowd}"),
        LossCause::StillWaiting => format!("still waits at the end{after}: {crowd}"),
    }
}

fn of_talk(agent: &str, (talk, hold): (SimDuration, SimDuration), by: TalkEnd) -> String {
    let held = match hold.is_zero() {
        true => String::new(),
        false => format!(", {} of it on hold", length(hold)),
    };
    let talk = length(talk);
    match by {
        TalkEnd::Said => format!("has talked with {agent} for {talk}{held}"),
        TalkEnd::LeftToColleague => {
            format!("{agent} leaves after {talk} on the line{held}")
        }
        TalkEnd::CutOff => format!("was cut off after {talk} with {agent}"),
        TalkEnd::PutBack => format!("has lost {agent} after {talk}"),
    }
}

fn of_hit(outage: &str, effect: HitEffect) -> String {
    match effect {
        HitEffect::Blocked => format!("cannot get through: {outage}"),
        HitEffect::Held => format!("comes while nobody can answer: {outage}"),
        HitEffect::Bypassed => format!("passes by the IVR: {outage}"),
        HitEffect::DroppedWaiting => format!("is cut off: {outage}"),
        HitEffect::DroppedTalking => format!("is cut off in the talk: {outage}"),
        HitEffect::Frozen => format!("stands still: {outage}"),
        HitEffect::Requeued => format!("goes back to its queue: {outage}"),
        HitEffect::Slowed => format!("is slowed: {outage}"),
    }
}

/// How far a call has come on its route: who is open to it now.
fn of_move(model: &Model, from: QueueId, to: QueueId) -> String {
    let opened = |queue: QueueId| {
        let route = model.queues().get(queue.index());
        route.into_iter().flat_map(|route| route.tiers.iter().flatten())
    };
    let before: Vec<_> = opened(from).map(|target| target.profile).collect();
    let mut names: Vec<&str> = Vec::new();
    let mut step = None;
    for target in opened(to).filter(|target| !before.contains(&target.profile)) {
        let group = model.profiles()[target.profile.index()].group;
        let name = model.agent_groups()[group.index()].name.as_str();
        if !names.contains(&name) {
            names.push(name);
        }
        step = step.max(Some(target.step));
    }
    let on_route = step.filter(|step| *step < LENT);
    let is_changed = |route: &QueueRoute| route.siblings.contains(&to);
    match (names.is_empty(), on_route) {
        (true, _) if model.queues().get(from.index()).is_some_and(is_changed) => {
            "is on a route that a floor rule has changed".to_owned()
        }
        (true, _) => "goes on along its route".to_owned(),
        (false, Some(step)) => {
            format!("may go to {} too (step {} of the route)", names.join(", "), step + 1)
        }
        (false, None) => format!("may go to {} too", names.join(", ")),
    }
}

/// The step of those whom a floor rule has opened.
const LENT: u32 = 32;

fn name(model: &Model, outage: OutageId) -> String {
    model.outages()[outage.index()].name.clone()
}

/// `2nd`
fn nth(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (1, rest) if rest != 11 => "st",
        (2, rest) if rest != 12 => "nd",
        (3, rest) if rest != 13 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

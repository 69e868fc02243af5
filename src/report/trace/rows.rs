//! The log as rows for programs.

use super::moments::{iso, lasting, seconds};
use crate::model::{AgentId, CallTypeId};
use crate::observe::trace::{
    CallEvent, CallStep, Entry, HitEffect, Log, Outcome, Recovery, TalkEnd, What, call_name,
};
use crate::report::cells::{Cell, Heading, Sheet, count, number, text};

/// The columns.
const HEADER: [Heading; 20] = [
    text("time"),
    number("seconds"),
    text("event"),
    text("call"),
    text("call_type"),
    count("visit"),
    count("attempt"),
    count("leg"),
    text("agent_group"),
    text("agent"),
    text("state"),
    count("position"),
    number("wait_s"),
    number("talk_s"),
    number("hold_s"),
    number("wrap_up_s"),
    text("cause"),
    text("to"),
    number("at_s"),
    text("name"),
];

/// The cells of a row besides those that all rows have.
struct Row<'a> {
    event: &'static str,
    call: [Cell<'a>; 5],
    agent: [Cell<'a>; 2],
    state: &'static str,
    position: Cell<'a>,
    wait: Cell<'a>,
    talk: Cell<'a>,
    hold: Cell<'a>,
    wrap_up: Cell<'a>,
    cause: &'static str,
    to: Cell<'a>,
    at: Cell<'a>,
    name: Cell<'a>,
}

/// A row for each entry.
pub(super) fn sheet<'a>(log: &'a Log<'a>, entries: &'a [&'a Entry]) -> Sheet<'a> {
    let rows = entries.iter().map(move |entry| {
        let row = row(log, entry);
        let [call, call_type, visit, attempt, leg] = row.call;
        let [group, agent] = row.agent;
        vec![
            iso(log.model.horizon(), entry.at),
            seconds(entry.at),
            Cell::Word(row.event),
            call,
            call_type,
            visit,
            attempt,
            leg,
            group,
            agent,
            Cell::Word(row.state),
            row.position,
            row.wait,
            row.talk,
            row.hold,
            row.wrap_up,
            Cell::Word(row.cause),
            row.to,
            row.at,
            row.name,
        ]
    });
    Sheet::new(HEADER, rows)
}

/// The group and the name of an agent.
pub(super) fn agent_cells<'a>(log: &'a Log<'a>, agent: AgentId) -> [Cell<'a>; 2] {
    let (group, _) = log.roll.place_of(agent);
    let group = &log.model.agent_groups()[group.index()].name;
    [Cell::Name(group), Cell::Named(log.roll.name(agent))]
}

impl Row<'_> {
    fn of(event: &'static str) -> Self {
        let none = || Cell::Word("");
        Row {
            event,
            call: [none(), none(), none(), none(), none()],
            agent: [none(), none()],
            state: "",
            position: none(),
            wait: none(),
            talk: none(),
            hold: none(),
            wrap_up: none(),
            cause: "",
            to: none(),
            at: none(),
            name: none(),
        }
    }
}

fn row<'a>(log: &'a Log<'a>, entry: &Entry) -> Row<'a> {
    let model = log.model;
    let outage = |id: crate::model::OutageId| Cell::Name(&model.outages()[id.index()].name);
    let rule = |id: crate::model::FloorRuleId| Cell::Name(&model.floor_rules()[id.index()].name);
    match &entry.what {
        What::Call { call, call_type, event } => {
            let type_name = &model.call_types()[call_type.index()].name;
            let call = [
                Cell::Named(call_name(model, call)),
                Cell::Name(type_name),
                Cell::Count(u64::from(call.visit) + 1),
                Cell::Count(call.attempt.into()),
                Cell::Count(u64::from(call.leg) + 1),
            ];
            Row { call, ..of_call(log, entry, event) }
        }
        What::Agent { agent, state, call, .. } => {
            let name = call.map(|call| Cell::Named(call_name(model, &call)));
            let mut row = Row::of(if state.is_none() { "logged_out" } else { "agent_began" });
            row.agent = agent_cells(log, *agent);
            row.state = state.map_or("", |state| state.name());
            if let Some(name) = name {
                row.call[0] = name;
            }
            row
        }
        What::OutageBegan(id) => Row { name: outage(*id), ..Row::of("outage_began") },
        What::OutageEnded(id) => Row { name: outage(*id), ..Row::of("outage_ended") },
        What::Recovered { outage: id, of, after } => {
            let cause = match of {
                Recovery::Queue => "queue",
                Recovery::ServiceLevel => "service_level",
            };
            Row { name: outage(*id), cause, wait: lasting(*after), ..Row::of("recovered") }
        }
        What::RuleTriggered(id) => Row { name: rule(*id), ..Row::of("rule_triggered") },
        What::RuleBegan(id) => Row { name: rule(*id), ..Row::of("rule_began") },
        What::RuleEnded(id) => Row { name: rule(*id), ..Row::of("rule_ended") },
    }
}

fn of_call<'a>(log: &'a Log<'a>, entry: &Entry, event: &CallEvent) -> Row<'a> {
    match *event {
        CallEvent::Step(step) | CallEvent::Lost { step, .. } => of_step(log, entry, step),
        CallEvent::TalkEnded { agent, talk, hold, by } => Row {
            agent: agent_cells(log, agent),
            talk: lasting(talk),
            hold: lasting(hold),
            cause: match by {
                TalkEnd::Said => "",
                TalkEnd::LeftToColleague => "left_to_colleague",
                TalkEnd::CutOff => "cut_off",
                TalkEnd::PutBack => "put_back",
            },
            ..Row::of("talk_ended")
        },
        CallEvent::WrapUpEnded { agent, wrap_up } => Row {
            agent: agent_cells(log, agent),
            wrap_up: lasting(wrap_up),
            ..Row::of("wrap_up_ended")
        },
        CallEvent::StillThere(None) => Row::of("still_in_ivr"),
        CallEvent::StillThere(Some(agent)) => {
            Row { agent: agent_cells(log, agent), ..Row::of("still_with_agent") }
        }
    }
}

fn of_step<'a>(log: &'a Log<'a>, entry: &Entry, step: CallStep) -> Row<'a> {
    let model = log.model;
    let type_name = |id: CallTypeId| Cell::Name(&model.call_types()[id.index()].name);
    match step {
        CallStep::Dialled => Row::of("dialled"),
        CallStep::EnteredIvr => Row::of("entered_ivr"),
        CallStep::LeftIvr => Row::of("left_ivr"),
        CallStep::Came { is_task } => {
            Row { cause: if is_task { "task" } else { "" }, ..Row::of("entered_queue") }
        }
        CallStep::Queued { position, .. } => {
            Row { position: Cell::Count(position.into()), ..Row::of("queued") }
        }
        // The column has names besides, so this number is one.
        CallStep::Moved { to, .. } => {
            Row { to: Cell::Text(to.0.to_string()), ..Row::of("route_step") }
        }
        CallStep::Rang { agent } => Row { agent: agent_cells(log, agent), ..Row::of("rang") },
        CallStep::RangInVain { agent } => {
            Row { agent: agent_cells(log, agent), ..Row::of("rang_in_vain") }
        }
        CallStep::Answered { agent, entered, .. } => Row {
            agent: agent_cells(log, agent),
            wait: lasting(entry.at.since(entered)),
            ..Row::of("answered")
        },
        CallStep::HandedOn { to, is_task, stays } => {
            let cause = match (is_task, stays) {
                (true, _) => "task",
                (false, true) => "consultation",
                (false, false) => "transfer",
            };
            Row { to: type_name(to), cause, ..Row::of("handed_on") }
        }
        CallStep::Concluded { resolved } => {
            Row::of(if resolved { "resolved" } else { "not_resolved" })
        }
        CallStep::WillRedial { at } => Row { at: seconds(at), ..Row::of("will_redial") },
        CallStep::WillReturn { at, to } => {
            Row { at: seconds(at), to: type_name(to), ..Row::of("will_return") }
        }
        CallStep::FoundClosed => Row::of("found_closed"),
        CallStep::Hit { outage, effect } => {
            let name = Cell::Name(&model.outages()[outage.index()].name);
            Row { name, cause: effect_name(effect), ..Row::of("hit") }
        }
        CallStep::Lost { entered, cause } => Row {
            wait: lasting(entry.at.since(entered)),
            cause: Outcome::Lost(cause).name(),
            ..Row::of("lost")
        },
    }
}

fn effect_name(effect: HitEffect) -> &'static str {
    match effect {
        HitEffect::Blocked => "blocked",
        HitEffect::Held => "held",
        HitEffect::Bypassed => "bypassed",
        HitEffect::DroppedWaiting => "dropped_waiting",
        HitEffect::DroppedTalking => "dropped_talking",
        HitEffect::Frozen => "frozen",
        HitEffect::Requeued => "requeued",
        HitEffect::Slowed => "slowed",
    }
}

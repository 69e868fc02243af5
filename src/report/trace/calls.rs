//! The life of each call as a row.

use super::moments::{iso, lasting, seconds};
use super::rows::agent_cells;
use crate::observe::trace::{CallRecord, Log, call_name};
use crate::report::cells::{Cell, Heading, Sheet, count, number, text};
use crate::time::SimTime;

const HEADER: [Heading; 20] = [
    text("call"),
    text("call_type"),
    count("visit"),
    count("attempt"),
    count("leg"),
    text("is_task"),
    text("dialled"),
    number("dialled_s"),
    text("entered"),
    number("entered_s"),
    count("position"),
    text("outcome"),
    number("wait_s"),
    text("agent_group"),
    text("agent"),
    number("talk_s"),
    number("hold_s"),
    number("wrap_up_s"),
    text("ended"),
    number("ended_s"),
];

/// A row for each leg of a call.
pub(super) fn sheet<'a>(log: &'a Log<'a>, records: &'a [CallRecord]) -> Sheet<'a> {
    Sheet::new(HEADER, records.iter().map(move |record| row(log, record)))
}

fn row<'a>(log: &'a Log<'a>, record: &CallRecord) -> Vec<Cell<'a>> {
    let (model, call) = (log.model, &record.call);
    let date = |at: Option<SimTime>| at.map_or(Cell::Word(""), |at| iso(model.horizon(), at));
    let since = |at: Option<SimTime>| at.map_or(Cell::Word(""), seconds);
    let [group, agent] =
        record.agent.map_or([Cell::Word(""), Cell::Word("")], |agent| agent_cells(log, agent));
    let of_talk =
        |duration| if record.agent.is_some() { lasting(duration) } else { Cell::Word("") };
    vec![
        Cell::Named(call_name(model, call)),
        Cell::Name(&model.call_types()[record.call_type.index()].name),
        Cell::Count(u64::from(call.visit) + 1),
        Cell::Count(call.attempt.into()),
        Cell::Count(u64::from(call.leg) + 1),
        Cell::Word(if record.is_task { "true" } else { "false" }),
        date(record.dialled),
        since(record.dialled),
        date(record.entered),
        since(record.entered),
        record.position.map_or(Cell::Word(""), |position| Cell::Count(position.into())),
        Cell::Word(record.outcome.name()),
        record.wait().map_or(Cell::Word(""), lasting),
        group,
        agent,
        of_talk(record.talk),
        of_talk(record.hold),
        of_talk(record.wrap_up),
        date(record.ended),
        since(record.ended),
    ]
}

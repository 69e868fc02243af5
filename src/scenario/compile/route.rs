//! What a call type says of its routing: who may serve its calls when, and what rules ask for.

use super::Compiler;
use super::call_type::optional;
use super::expression::expression;
use super::life::Known;
use super::named::group_ids;
use super::routed::not_all_zero;
use crate::expression::Kind;
use crate::model::{
    AgentGroupId, CallRouting, LastAgent, MOST_STEPS, Opening, Route, Step, StepAction,
    Vocabularies, WaitingCost,
};
use crate::scenario::leaf::Name;
use crate::scenario::misrouting::Misrouting;
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::{At, Field, List};
use crate::scenario::source::Place;
use crate::scenario::written::{
    CallTypeTable, CallbackTable, GroupsField, LastAgentField, StepTable, WaitingCostField,
};
use crate::time::SimDuration;

/// The priority of calls if the scenario doesn't say.
pub(super) const PRIORITY: i32 = 1;

/// What the switch knows of the calls of a type, if all of it is good.
pub(super) fn call_routing(
    compiler: &mut Compiler<'_>,
    table: &CallTypeTable,
    known: &Known<'_>,
) -> Option<CallRouting> {
    let usual = CallRouting::default();
    report_low_cap(compiler, table);
    let route = optional(&table.route, |steps| route(compiler, steps, table, known));
    let cost = table.waiting_cost.or(Some(usual.waiting_cost), waiting_cost);
    let last_agent = optional(&table.last_agent, last_agent);
    Some(CallRouting {
        route: route?,
        priority_gain: table.priority_gain.or(usual.priority_gain, |at| at.value.0)?,
        priority_cap: table.priority_cap.or(usual.priority_cap, |at| Some(at.value.0))?,
        queue_share: table.queue_share.or(usual.queue_share, |at| at.value.0)?,
        waiting_cost: cost??,
        value: table.value.or(usual.value, |at| at.value.0)?,
        last_agent: last_agent?,
    })
}

/// Reports a limit that the priority exceeds before any wait.
fn report_low_cap(compiler: &mut Compiler<'_>, table: &CallTypeTable) {
    let Some(cap) = table.priority_cap.given() else { return };
    let Some(priority) = table.priority.or(PRIORITY, |at| at.value.0 as i32) else { return };
    if cap.value.0 >= f64::from(priority) {
        return;
    }
    let kind = ProblemKind::Misrouted(Misrouting::CapBelowPriority { priority });
    match table.priority.given() {
        Some(at) => compiler.problems.report_with(cap.place, at.place, kind),
        None => compiler.problems.report(cap.place, kind),
    }
}

fn waiting_cost(field: &WaitingCostField) -> Option<WaitingCost> {
    let power = CallRouting::default().waiting_cost.power;
    match field {
        WaitingCostField::Alone(at) => Some(WaitingCost { rate: at.value.0, power }),
        WaitingCostField::Table(table) => Some(WaitingCost {
            rate: table.rate.given()?.value.0,
            power: table.power.or(power, |at| at.value.0)?,
        }),
    }
}

fn last_agent(field: &LastAgentField) -> Option<LastAgent> {
    let wait = match field {
        LastAgentField::Alone(at) => at.value,
        LastAgentField::Table(table) => table.wait.given()?.value,
    };
    Some(LastAgent { wait })
}

fn route(
    compiler: &mut Compiler<'_>,
    list: &List<StepTable>,
    call_type: &CallTypeTable,
    known: &Known<'_>,
) -> Option<Route> {
    if list.items.is_empty() {
        let remedy = "name who may serve the calls, as in `[{ groups = \"all\" }]`".into();
        compiler.problems.report(list.place, ProblemKind::EmptyList { remedy });
        return None;
    }
    if list.items.len() > MOST_STEPS {
        let fault = Misrouting::TooManySteps { steps: list.items.len() };
        compiler.problems.report(list.place, ProblemKind::Misrouted(fault));
        return None;
    }
    report_disorder(compiler, list);
    let shares: Vec<_> = list.iter().filter(|step| !step.groups.is_absent()).collect();
    not_all_zero("the steps", shares.into_iter().map(|step| &step.share), compiler.problems);
    let steps: Vec<Option<Step>> =
        list.items.iter().map(|table| step(compiler, table.as_ref()?, call_type, known)).collect();
    Some(Route { steps: steps.into_iter().collect::<Option<_>>()? })
}

/// Reports steps that are earlier than one above them.
fn report_disorder(compiler: &mut Compiler<'_>, list: &List<StepTable>) {
    let mut last: Option<(SimDuration, Place)> = None;
    for step in list.iter() {
        let Some(after) = step.after.or(SimDuration::ZERO, |at| at.value) else { continue };
        let place = step.after.given().map_or(step.place, |at| at.place);
        match last {
            Some((before, first)) if after < before => {
                let kind = ProblemKind::Misrouted(Misrouting::StepOutOfOrder);
                compiler.problems.report_with(place, first, kind);
            }
            Some(_) | None => last = Some((after, place)),
        }
    }
}

fn step(
    compiler: &mut Compiler<'_>,
    table: &StepTable,
    call_type: &CallTypeTable,
    known: &Known<'_>,
) -> Option<Step> {
    let action = match (&table.groups, &table.overflow, &table.callback) {
        (Field::Given(groups), Field::Absent, Field::Absent) => {
            opening(compiler, table, groups, known)
        }
        (Field::Absent, Field::Given(to), Field::Absent) => {
            overflow(compiler, table, to, call_type, known)
        }
        (Field::Absent, Field::Absent, Field::Given(offer)) => {
            callback(compiler, offer, call_type, known)
        }
        (Field::Absent | Field::Faulty | Field::Given(_), _, _) => None,
    };
    let words = known.words.map(Vocabularies::condition);
    let condition =
        optional(&table.r#if, |holds| expression(holds, words, Kind::Truth, compiler.problems));
    Some(Step {
        after: table.after.or(SimDuration::ZERO, |at| at.value)?,
        or_unstaffed: table.or_unstaffed.or(false, |at| at.value.0)?,
        condition: condition?,
        action: action?,
    })
}

fn opening(
    compiler: &mut Compiler<'_>,
    table: &StepTable,
    field: &GroupsField,
    known: &Known<'_>,
) -> Option<StepAction> {
    let usual = Opening::default();
    let groups = match field {
        GroupsField::All => Some(None),
        GroupsField::Named(list) => groups(compiler, list, known).map(Some),
    };
    let words = known.words.map(Vocabularies::pair);
    let filter = optional(&table.r#where, |filter| {
        expression(filter, words, Kind::Truth, compiler.problems)
    });
    Some(StepAction::Open(Opening {
        groups: groups?,
        filter: filter?,
        least_rank: table.least_rank.or(usual.least_rank, |at| at.value.0 as u32)?,
        delay: table.delay.or(usual.delay, |at| Some(at.value))?,
        only: table.only.or(usual.only, |at| at.value.0)?,
        tier: table.tier.or(usual.tier, |at| Some(at.value.0 as u32))?,
        reserve: table.reserve.or(usual.reserve, |at| at.value.0 as u32)?,
        min_queue: table.min_queue.or(usual.min_queue, |at| at.value.0 as u32)?,
        add_priority: table.add_priority.or(usual.add_priority, |at| at.value.0 as i32)?,
        share: table.share.or(usual.share, |at| at.value.0)?,
    }))
}

/// The groups of a step.
fn groups(
    compiler: &mut Compiler<'_>,
    list: &List<At<Name>>,
    known: &Known<'_>,
) -> Option<Vec<AgentGroupId>> {
    let if_empty = "name agent groups, or write `groups = \"all\"`";
    let found = compiler.places_of("agent group", list, known.agent_groups, if_empty)?;
    Some(group_ids(found))
}

fn overflow(
    compiler: &mut Compiler<'_>,
    table: &StepTable,
    to: &At<Name>,
    call_type: &CallTypeTable,
    known: &Known<'_>,
) -> Option<StepAction> {
    if call_type.name.given().is_some_and(|own| own.value == to.value) {
        let fault = Misrouting::OverflowToItself { call_type: to.value.0.clone() };
        compiler.problems.report(to.place, ProblemKind::Misrouted(fault));
        return None;
    }
    let to = known.call_type(compiler, to)?;
    Some(StepAction::Overflow { to, keep_place: table.keep_place.or(false, |at| at.value.0)? })
}

fn callback(
    compiler: &mut Compiler<'_>,
    table: &CallbackTable,
    call_type: &CallTypeTable,
    known: &Known<'_>,
) -> Option<StepAction> {
    let to = table.to.given()?;
    if call_type.name.given().is_some_and(|own| own.value == to.value) {
        let fault = Misrouting::CallbackToItself { call_type: to.value.0.clone() };
        compiler.problems.report(to.place, ProblemKind::Misrouted(fault));
        return None;
    }
    Some(StepAction::OfferCallback {
        to: known.call_type(compiler, to)?,
        accept: table.accept.given()?.value.0,
        keep_place: table.keep_place.or(true, |at| at.value.0)?,
    })
}

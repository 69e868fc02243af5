//! Chapter 2, first part: the logic of the model.

use super::super::deeds::{deed, trigger};
use super::super::failures::{target, when};
use super::super::labels::percent_label;
use super::Study;
use super::diagram::diagram;
use super::item::Item;
use super::words::{call_type, duration, groups};
use crate::model::{AtClose, CallType, Check, Model, Opening, StepAction, WaitEstimator};
use crate::observe::call_type_ids;

/// The items of the first part of the chapter.
pub(super) fn items(study: Study) -> Vec<Item> {
    let model = study.model;
    vec![
        Item::new("2.1", "Base model overview diagram").draws(diagram(model)),
        base(model),
        scenario(study),
        algorithms(model),
    ]
}

fn base(model: &Model) -> Item {
    let has = |what: fn(&CallType) -> bool| model.call_types().iter().any(what);
    let steps = [
        (
            has(|each| each.life.trunks.is_some()),
            "Who dials asks for a line, and hears a busy tone if none is free. The line is held until the caller is gone.",
        ),
        (
            has(|each| each.life.ivr.is_some()),
            "The IVR comes before the queue: in it a caller is served, hangs up, is routed elsewhere, or goes on to the queue.",
        ),
        (
            true,
            "A call for which an agent is idle who may take it is answered at once. Any other waits in the queue of its type.",
        ),
        (
            has(|each| each.life.admission.capacity.is_some()),
            "A queue that is full takes no more calls.",
        ),
        (
            has(|each| !each.life.admission.balking.is_empty()),
            "A caller may turn away at once when the queue or the estimated wait is long.",
        ),
        (
            true,
            "A caller whose patience ends before an answer hangs up. An agent who frees takes the waiting call that the rules prefer (2.4).",
        ),
        (
            true,
            "The agent talks and wraps up. Then the agent leaves if the shift is over, goes on a break that is due, or takes the next call, in this order.",
        ),
        (
            has(|each| !each.life.next_steps.is_empty()),
            "After the talk the caller may be transferred, or a task is left for other agents.",
        ),
        (
            has(|each| each.life.resolution.is_some()),
            "When the last talk ends, the issue is solved or not; if not, the caller may call again later.",
        ),
        (
            has(|each| each.redial.is_some()),
            "A caller without an answer may dial again after some time.",
        ),
    ];
    let steps = steps.into_iter().filter(|(is_so, _)| *is_so).map(|(_, text)| text.to_owned());
    let at_close = model.horizon().at_close().map(|at_close| match at_close {
        AtClose::ServeQueue => "At closing nobody new comes in, and agents stay until the queues that they serve are empty.",
        AtClose::ClearQueue => "At closing the calls that wait are turned away.",
        AtClose::CarryOver => "At closing calls that still wait are carried over to the next day.",
    });
    let own = call_type_ids(model).filter_map(|id| {
        let own = model.call_types()[id.index()].life.at_close?;
        let text = match own {
            AtClose::ServeQueue => "is served",
            AtClose::ClearQueue => "is turned away",
            AtClose::CarryOver => "is carried over to the next day",
        };
        Some(format!("What waits of {} at closing {text}.", call_type(id, model)))
    });
    let at_close = at_close.map(str::to_owned);
    Item::new("2.2", "Base model logic")
        .lists(steps.chain(at_close).chain(own))
        .says("The rules in full, with every tie: docs/model.md of this version of the program.")
}

fn scenario(study: Study) -> Item {
    let model = study.model;
    let item = Item::new("2.3", "Scenario logic");
    let overrides = &study.provenance.overrides;
    let item = match overrides.is_empty() {
        true => item.says("The scenario was run as it is written; no value was set for the run."),
        false => {
            let set = overrides.iter().cloned();
            item.says("These values were set for the run, in place of those written:").lists(set)
        }
    };
    let outages = model.outages().iter().map(|outage| {
        format!(
            "{}: {}, {}; it lasts {}",
            outage.name,
            target(&outage.failure, model),
            when(outage, model.horizon()),
            duration(&outage.duration)
        )
    });
    let rules = model.floor_rules().iter().map(|rule| {
        let check = match rule.check {
            Check::OnChange => "whenever anything happens".to_owned(),
            Check::Every(time) => format!("every {time}"),
        };
        let until = match &rule.until {
            None => "it no longer holds".to_owned(),
            Some(until) => format!("{until} for {}", rule.until_for),
        };
        let deeds: Vec<_> = rule.actions.iter().map(|action| deed(action, model)).collect();
        format!(
            "{}: when {}, looked at {check}, until {until}; in force after {}: {}",
            rule.name,
            trigger(rule),
            duration(&rule.response),
            deeds.join("; ")
        )
    });
    let item = match model.outages().is_empty() {
        true => item.says("Nothing breaks."),
        false => item.says("What breaks:").lists(outages),
    };
    match model.floor_rules().is_empty() {
        true => item.says("Nobody intervenes on the floor."),
        false => item.says("What the floor manager does:").lists(rules),
    }
}

fn algorithms(model: &Model) -> Item {
    let routing = model.routing();
    let agents: Vec<_> = routing.agent_selection.iter().map(|rule| rule.name()).collect();
    let calls: Vec<_> = routing.call_selection.iter().map(|rule| rule.name()).collect();
    let rank = match routing.rank_first {
        true => "The better rank of the skill comes before all rules.",
        false => "The rank of the skill counts only where a rule says so.",
    };
    let scores = [("agent", &routing.agent_score), ("call", &routing.call_score)];
    let scores = scores.into_iter().filter_map(|(whose, score)| {
        Some(format!("the score of an {whose}: {}", score.as_ref()?).replace("an call", "a call"))
    });
    let routes = call_type_ids(model).flat_map(|id| route(id, model));
    let routes: Vec<_> = routes.collect();
    let estimates = call_type_ids(model).filter_map(|id| {
        let admission = &model.call_types()[id.index()].life.admission;
        admission.announcement.as_ref()?;
        let how = match admission.estimator {
            WaitEstimator::QueuePosition => {
                "place in the queue × mean handling time ÷ agents logged in who serve the type"
            }
            WaitEstimator::LastAnswered => {
                "the wait of the call of the type that was answered last"
            }
        };
        Some(format!("The wait announced to {}: {how}.", call_type(id, model)))
    });
    let counts_work = routing.agent_selection.last().is_some_and(|rule| rule.counts_work());
    let ties = match counts_work {
        true => "the larger login number",
        false => "a lot that each agent draws once in a replication",
    };
    let item = Item::new("2.4", "Algorithms")
        .says(format!(
            "An idle agent is chosen for a call by these rules, each deciding the ties of the one before: \
             {}. {rank} Ties that are left are decided by {ties}.",
            agents.join(", ")
        ))
        .says(format!(
            "A waiting call is chosen for an agent by: {}. Ties that are left go by the order of entry.",
            calls.join(", ")
        ))
        .lists(scores.chain(estimates));
    match routes.is_empty() {
        true => item.says("No call type has a route of steps: all agents with the skill may serve a call, each after the delay of the skill."),
        false => item.says("Routes, by the time a call has waited:").lists(routes),
    }
}

/// The steps of a call type's route.
fn route(id: crate::model::CallTypeId, model: &Model) -> Vec<String> {
    let Some(route) = &model.call_types()[id.index()].routing.route else { return Vec::new() };
    let name = call_type(id, model);
    let step = |step: &crate::model::Step| {
        let condition = step.condition.as_ref();
        let condition = condition.map_or(String::new(), |it| format!(", if {it}"));
        let action = match &step.action {
            StepAction::Open(opening) => opened(opening, model),
            StepAction::Overflow { to, .. } => format!("goes over to {}", call_type(*to, model)),
            StepAction::OfferCallback { to, accept, .. } => format!(
                "is offered a callback, a task of {}, which {} accept",
                call_type(*to, model),
                percent_label(*accept)
            ),
        };
        format!("{name} after {}{condition}: {action}", step.after)
    };
    route.steps.iter().map(step).collect()
}

fn opened(opening: &Opening, model: &Model) -> String {
    let who = match &opening.groups {
        Some(ids) => groups(ids, model),
        None => "all agents with the skill".to_owned(),
    };
    let filter = opening.filter.as_ref().map_or(String::new(), |it| format!(" for whom {it}"));
    let alone = if opening.only { " alone" } else { "" };
    let reserve = match opening.reserve {
        0 => String::new(),
        some => format!(", of whom {some} are kept in reserve"),
    };
    format!("may be served by {who}{filter}{alone}{reserve}")
}

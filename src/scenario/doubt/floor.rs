//! What is doubtful in outages and floor rules.

use super::{Doubt, doubt};
use crate::expression::Expression;
use crate::model::{
    ActivityKind, AgentGroupId, AgentsDoing, CallTypeId, Check, FloorAction, FloorRule,
    LiveQuantity, Model, Outage, OutageTiming, RouteChange, RouteChangeKind, Skill, Staffing,
};
use crate::scenario::leaf::Formula;
use crate::scenario::problem::Problems;
use crate::scenario::read::{At, Field};
use crate::scenario::source::Place;
use crate::scenario::written::{FloorRuleTable, OutageField, ScenarioTable};
use crate::time::{MICROS_PER_DAY, SimDuration, SimTime};

/// Reports outages that never come or are hardly ever over, and rules that do nothing or go on and off.
pub(super) fn look(written: &ScenarioTable, model: &Model, doubts: &mut Problems) {
    for (table, outage) in written.outage.items().zip(model.outages()) {
        look_at_outage(table, outage, model, doubts);
    }
    for (table, rule) in written.rule.items().zip(model.floor_rules()) {
        look_at_times(table, rule, model, doubts);
        look_at_conditions(table, rule, model, doubts);
        for (field, action) in table.action.items().zip(&rule.actions) {
            if let Some((lack, remedy)) = why_nothing(action, model) {
                doubt(field.place(), Doubt::DoesNothing { lack, remedy }, doubts);
            }
        }
    }
}

fn look_at_outage(table: &OutageField, outage: &Outage, model: &Model, doubts: &mut Problems) {
    let (OutageTiming::Random { between }, Some(mtbf)) =
        (&outage.timing, table.frame().mtbf.given())
    else {
        return;
    };
    let (is_exact, lasts) = (between.variance() == 0.0, outage.duration.mean());
    let [time, lasts] = [between.mean(), lasts].map(SimDuration::from_secs_f64);
    if time < lasts {
        doubt(mtbf.place(), Doubt::HardlyEverUp { between: time, lasts }, doubts);
    }
    let length = length(model);
    if is_exact && time >= length {
        doubt(mtbf.place(), Doubt::NeverFails { length }, doubts);
    } else if is_exact && !outage.has_recovery() {
        doubt(mtbf.place(), Doubt::FailTogether, doubts);
    }
}

fn look_at_times(table: &FloorRuleTable, rule: &FloorRule, model: &Model, doubts: &mut Problems) {
    let length = length(model);
    if let Some(at) = table.r#for.given().filter(|_| rule.hold_for >= length) {
        doubt(at.place, Doubt::HoldsTooLong { length }, doubts);
    }
}

/// How long is simulated.
fn length(model: &Model) -> SimDuration {
    let days = u64::from(model.horizon().day_count());
    let end = model.horizon().counted_until();
    end.unwrap_or(SimTime::from_micros(days * MICROS_PER_DAY)).since(SimTime::ZERO)
}

fn look_at_conditions(
    table: &FloorRuleTable,
    rule: &FloorRule,
    model: &Model,
    doubts: &mut Problems,
) {
    if let Some((truth, place)) = constant(Some(&rule.when), &table.when) {
        let means = if truth { "the rule is always in force" } else { "the rule does nothing" };
        doubt(place, Doubt::AlwaysTheSame { truth, means }, doubts);
    } else if may_flip(rule, model) {
        let place = table.when.given().map_or(table.place, |at| at.place);
        doubt(place, Doubt::MayFlip, doubts);
    }
    if let Some((truth, place)) = constant(rule.until.as_ref(), &table.until) {
        let means = match truth {
            true => "the rule is reset as soon as it is triggered",
            false => "the rule stays in force",
        };
        doubt(place, Doubt::AlwaysTheSame { truth, means }, doubts);
    }
}

/// What a condition is whatever happens, and where it stands.
fn constant(condition: Option<&Expression>, written: &Field<At<Formula>>) -> Option<(bool, Place)> {
    let range = condition?.range();
    let place = written.given()?.place;
    (range.start() == range.end()).then(|| (*range.start() != 0.0, place))
}

/// Whether a rule asks for agents whose number it changes itself, and nothing holds it from going
/// on and off whenever anything happens.
fn may_flip(rule: &FloorRule, model: &Model) -> bool {
    let is_held = rule.until.is_some() || !rule.hold_for.is_zero() || !rule.until_for.is_zero();
    if rule.check != Check::OnChange || is_held {
        return false;
    }
    let changed = rule.actions.iter().filter_map(|action| match action {
        FloorAction::AddAgents { group, .. } => Some(*group),
        FloorAction::CallIn { .. }
        | FloorAction::SendHome { .. }
        | FloorAction::Postpone { .. }
        | FloorAction::Recall { .. }
        | FloorAction::Announce { .. }
        | FloorAction::Route(_) => None,
    });
    let changed: Vec<AgentGroupId> = changed.collect();
    let quantities = model.live_vocabulary().quantities();
    rule.when.variables().any(|index| match quantities[index] {
        LiveQuantity::Agents(AgentsDoing::LoggedIn | AgentsDoing::Idle, of) => {
            changed.iter().any(|group| of.is_none_or(|of| of == *group))
        }
        LiveQuantity::Agents(AgentsDoing::Busy | AgentsDoing::Away | AgentsDoing::Down, _)
        | LiveQuantity::TimeOfDay
        | LiveQuantity::Waiting(_)
        | LiveQuantity::LongestWait(_)
        | LiveQuantity::Service(..)
        | LiveQuantity::BusyLines(_)
        | LiveQuantity::Outage(_)
        | LiveQuantity::Rule(_) => false,
    })
}

/// Why an action changes nothing, and what would make it do something.
type Reason = (&'static str, &'static str);

fn why_nothing(action: &FloorAction, model: &Model) -> Option<Reason> {
    match action {
        FloorAction::AddAgents { agents: 0, .. }
        | FloorAction::CallIn { agents: 0, .. }
        | FloorAction::SendHome { agents: 0, .. } => {
            Some(("`agents` is 0", "say how many agents, or take the action out"))
        }
        FloorAction::AddAgents { .. }
        | FloorAction::CallIn { .. }
        | FloorAction::SendHome { .. } => None,
        FloorAction::Postpone { groups, kinds } | FloorAction::Recall { groups, kinds } => {
            let has = |group: &AgentGroupId| has_activity(*group, kinds, model);
            let remedy = "plan some as `breaks` of shifts, or take the action out";
            (!groups.iter().any(has)).then_some(("no agent has such an activity", remedy))
        }
        FloorAction::Announce { balking, patience_factor, .. } => {
            let remedy = "give `balking`, or a `patience_factor` other than 1";
            let is_idle = *balking == 0.0 && *patience_factor == 1.0;
            is_idle.then_some(("all callers wait on as before", remedy))
        }
        FloorAction::Route(change) => why_no_change(change, model),
    }
}

fn why_no_change(change: &RouteChange, model: &Model) -> Option<Reason> {
    let routing = |id: &CallTypeId| &model.call_types()[id.index()].routing;
    match &change.kind {
        RouteChangeKind::Priority(0) => Some(("`add` is 0", "add something to the priority")),
        RouteChangeKind::OfferCallback { accept, .. } if *accept == 0.0 => {
            Some(("nobody accepts", "give `accept` a share above 0"))
        }
        RouteChangeKind::Open { .. } => {
            let remedy = "give the call types a `route`, or take the action out";
            let is_open = change.call_types.iter().all(|id| routing(id).route.is_none());
            let has_delays = change.call_types.iter().any(|id| has_delayed_skill(*id, model));
            (is_open && !has_delays)
                .then_some(("all who have the skill may serve them anyway", remedy))
        }
        RouteChangeKind::Delays(_) => {
            let is_later = |id: &CallTypeId| {
                let mut steps = routing(id).route.iter().flat_map(|route| &route.steps);
                steps.any(|step| !step.after.is_zero()) || has_delayed_skill(*id, model)
            };
            let remedy = "give the call types a `route` with steps that have `after`";
            (!change.call_types.iter().any(is_later))
                .then_some(("all steps of these routes come at once", remedy))
        }
        RouteChangeKind::Dedicate { groups } => {
            let mut skills = groups.iter().flat_map(|group| skills_of(*group, model));
            let remedy = "name fewer call types than they serve";
            (!skills.any(|skill| !change.call_types.contains(&skill.call_type)))
                .then_some(("these agents serve nothing else", remedy))
        }
        RouteChangeKind::Priority(_)
        | RouteChangeKind::Overflow { .. }
        | RouteChangeKind::OfferCallback { .. }
        | RouteChangeKind::Reserve(_) => None,
    }
}

fn has_activity(group: AgentGroupId, kinds: &[ActivityKind], model: &Model) -> bool {
    match &model.agent_groups()[group.index()].staffing {
        Staffing::HeadCount(_) => false,
        Staffing::Shifts(shifts) => {
            let mut activities = shifts.iter().flat_map(|shift| &shift.activities);
            activities.any(|activity| kinds.contains(&activity.kind))
        }
    }
}

fn skills_of(group: AgentGroupId, model: &Model) -> impl Iterator<Item = &Skill> {
    let own = model.profiles().iter().filter(move |profile| profile.group == group);
    own.flat_map(|profile| &profile.skills)
}

fn has_delayed_skill(id: CallTypeId, model: &Model) -> bool {
    let mut skills = model.profiles().iter().flat_map(|profile| &profile.skills);
    skills.any(|skill| skill.call_type == id && !skill.delay.is_zero())
}

//! `[[rule.action]]`: names become indices.

use super::Compiler;
use super::distribution::distribution;
use super::floor_rule::Scene;
use super::named::{group_ids, type_ids};
use super::routed::somebody_serves;
use crate::model::{
    ActivityKind, AgentGroup, AgentGroupId, CallTypeId, FloorAction, RouteChange, RouteChangeKind,
};
use crate::scenario::leaf::{Name, OneOf};
use crate::scenario::misrouting::Misrouting;
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::{At, Field, List};
use crate::scenario::rule_fault::RuleFault;
use crate::scenario::source::Place;
use crate::scenario::written::{
    ActionField, AnnounceTable, CallInTable, FloorRuleTable, OfferCallbackTable, OverflowTable,
};
use crate::time::SimDuration;

/// All actions in the order of the scenario, if all of them are good.
pub(super) fn actions(
    compiler: &mut Compiler<'_>,
    table: &FloorRuleTable,
    scene: &Scene<'_>,
) -> Option<Vec<FloorAction>> {
    if let Some(list) = table.action.given().filter(|list| list.items.is_empty()) {
        let remedy = "say what is done, as in `[{ do = \"add-agents\", … }]`".into();
        compiler.problems.report(list.place, ProblemKind::EmptyList { remedy });
        return None;
    }
    compiler.each(&table.action, |compiler, table| action(compiler, table, scene))
}

fn action(
    compiler: &mut Compiler<'_>,
    table: &ActionField,
    scene: &Scene<'_>,
) -> Option<FloorAction> {
    match table {
        ActionField::AddAgents(table) => {
            let group = group(compiler, &table.agent_group, scene);
            let agents = table.agents.given()?.value.0 as u32;
            Some(FloorAction::AddAgents { group: group?, agents })
        }
        ActionField::CallIn(table) => call_in(compiler, table, scene),
        ActionField::SendHome(table) => {
            let group = group(compiler, &table.agent_group, scene);
            let agents = table.agents.given()?.value.0 as u32;
            Some(FloorAction::SendHome { group: group?, agents })
        }
        ActionField::Postpone(table) => {
            let groups = groups_or_all(compiler, &table.agent_groups, scene);
            let kinds = kinds(compiler, &table.activities);
            Some(FloorAction::Postpone { groups: groups?, kinds: kinds? })
        }
        ActionField::Recall(table) => {
            let groups = groups_or_all(compiler, &table.agent_groups, scene);
            let kinds = kinds(compiler, &table.activities);
            Some(FloorAction::Recall { groups: groups?, kinds: kinds? })
        }
        ActionField::Announce(table) => announce(compiler, table, scene),
        ActionField::Priority(table) => {
            let add = table.add.given().map(|at| RouteChangeKind::Priority(at.value.0 as i32));
            route_change(compiler, &table.call_types, add, scene)
        }
        ActionField::Open(table) => {
            let groups = groups(compiler, &table.agent_groups, scene);
            serve_each_other(compiler, &table.agent_groups, &table.call_types, scene);
            let tier = table.tier.or(None, |at| Some(at.value.0 as u32));
            let kind =
                groups.zip(tier).map(|(groups, tier)| RouteChangeKind::Open { groups, tier });
            route_change(compiler, &table.call_types, kind, scene)
        }
        ActionField::Overflow(table) => overflow(compiler, table, scene),
        ActionField::OfferCallback(table) => offer_callback(compiler, table, scene),
        ActionField::Reserve(table) => {
            let reserve = table.reserve.given();
            let kind = reserve.map(|at| RouteChangeKind::Reserve(at.value.0 as u32));
            route_change(compiler, &table.call_types, kind, scene)
        }
        ActionField::Delays(table) => {
            let kind = table.factor.given().map(|at| RouteChangeKind::Delays(at.value.0));
            route_change(compiler, &table.call_types, kind, scene)
        }
        ActionField::Dedicate(table) => {
            let groups = groups(compiler, &table.agent_groups, scene);
            serve_each_other(compiler, &table.agent_groups, &table.call_types, scene);
            let kind = groups.map(|groups| RouteChangeKind::Dedicate { groups });
            route_change(compiler, &table.call_types, kind, scene)
        }
    }
}

fn call_in(
    compiler: &mut Compiler<'_>,
    table: &CallInTable,
    scene: &Scene<'_>,
) -> Option<FloorAction> {
    let group = group(compiler, &table.agent_group, scene);
    let delay = table.delay.given().and_then(|field| distribution(compiler, field));
    Some(FloorAction::CallIn {
        group: group?,
        agents: table.agents.given()?.value.0 as u32,
        delay: delay?,
        stay: table.stay.given()?.value.0,
    })
}

fn announce(
    compiler: &mut Compiler<'_>,
    table: &AnnounceTable,
    scene: &Scene<'_>,
) -> Option<FloorAction> {
    let types = compiler.places_or_all("call type", &table.call_types, scene.known.call_types)?;
    Some(FloorAction::Announce {
        call_types: type_ids(types),
        balking: table.balking.or(0.0, |at| at.value.0)?,
        patience_factor: table.patience_factor.or(1.0, |at| at.value.0)?,
    })
}

fn overflow(
    compiler: &mut Compiler<'_>,
    table: &OverflowTable,
    scene: &Scene<'_>,
) -> Option<FloorAction> {
    let itself = |call_type| Misrouting::OverflowToItself { call_type };
    let to = another(compiler, &table.to, &table.call_types, itself, scene);
    let (after, keep_place) = (&table.after, &table.keep_place);
    let after = after.or(SimDuration::ZERO, |at| at.value);
    let keep_place = keep_place.or(false, |at| at.value.0);
    let kind = to.zip(after).zip(keep_place);
    let kind =
        kind.map(|((to, after), keep_place)| RouteChangeKind::Overflow { to, after, keep_place });
    route_change(compiler, &table.call_types, kind, scene)
}

fn offer_callback(
    compiler: &mut Compiler<'_>,
    table: &OfferCallbackTable,
    scene: &Scene<'_>,
) -> Option<FloorAction> {
    let itself = |call_type| Misrouting::CallbackToItself { call_type };
    let to = another(compiler, &table.to, &table.call_types, itself, scene);
    let kind = || {
        Some(RouteChangeKind::OfferCallback {
            to: to?,
            after: table.after.or(SimDuration::ZERO, |at| at.value)?,
            accept: table.accept.given()?.value.0,
            keep_place: table.keep_place.or(true, |at| at.value.0)?,
        })
    };
    let kind = kind();
    route_change(compiler, &table.call_types, kind, scene)
}

/// The call type to which calls go, which must be none of those from which they come.
fn another(
    compiler: &mut Compiler<'_>,
    to: &Field<At<Name>>,
    from: &Field<List<At<Name>>>,
    itself: impl Fn(String) -> Misrouting,
    scene: &Scene<'_>,
) -> Option<CallTypeId> {
    let to = to.given()?;
    let same = |name: &&At<Name>| name.value == to.value;
    if from.given().into_iter().flat_map(List::iter).any(|name| same(&name)) {
        let fault = itself(to.value.0.clone());
        compiler.problems.report(to.place, ProblemKind::Misrouted(fault));
        return None;
    }
    scene.known.call_type(compiler, to)
}

/// A change of the routes of call types; `kind` is none if it is faulty.
fn route_change(
    compiler: &mut Compiler<'_>,
    call_types: &Field<List<At<Name>>>,
    kind: Option<RouteChangeKind>,
    scene: &Scene<'_>,
) -> Option<FloorAction> {
    let types = compiler.places_of_named("call type", call_types, scene.known.call_types)?;
    Some(FloorAction::Route(RouteChange { call_types: type_ids(types), kind: kind? }))
}

fn group(
    compiler: &mut Compiler<'_>,
    name: &Field<At<Name>>,
    scene: &Scene<'_>,
) -> Option<AgentGroupId> {
    let index = compiler.place_of("agent group", name.given()?, scene.known.agent_groups)?;
    Some(AgentGroupId(index as u32))
}

fn groups(
    compiler: &mut Compiler<'_>,
    list: &Field<List<At<Name>>>,
    scene: &Scene<'_>,
) -> Option<Vec<AgentGroupId>> {
    compiler.places_of_named("agent group", list, scene.known.agent_groups).map(group_ids)
}

fn groups_or_all(
    compiler: &mut Compiler<'_>,
    list: &Field<List<At<Name>>>,
    scene: &Scene<'_>,
) -> Option<Vec<AgentGroupId>> {
    compiler.places_or_all("agent group", list, scene.known.agent_groups).map(group_ids)
}

/// Kinds of activities in the order in which all are told: those that are named, or all planned
/// ones.
fn kinds(
    compiler: &mut Compiler<'_>,
    field: &Field<List<At<OneOf<ActivityKind>>>>,
) -> Option<Vec<ActivityKind>> {
    let Some(list) = field.if_any()? else { return Some(ActivityKind::PLANNED.to_vec()) };
    if list.items.is_empty() {
        let remedy = "name kinds of activities, or leave it out for all of them".into();
        compiler.problems.report(list.place, ProblemKind::EmptyList { remedy });
        return None;
    }
    let named = list.all()?;
    for (index, at) in named.iter().enumerate() {
        if let Some(first) = named[..index].iter().find(|first| first.value == at.value) {
            let kind = ProblemKind::NamedTwice { name: at.value.0.name().to_owned() };
            compiler.problems.report_with(at.place, first.place, kind);
        }
    }
    let is_named = |kind: &ActivityKind| named.iter().any(|at| at.value.0 == *kind);
    Some(ActivityKind::PLANNED.into_iter().filter(is_named).collect())
}

/// Reports groups that can serve none of some call types, and call types that none of some groups
/// can serve.
fn serve_each_other(
    compiler: &mut Compiler<'_>,
    groups: &Field<List<At<Name>>>,
    call_types: &Field<List<At<Name>>>,
    scene: &Scene<'_>,
) {
    let (Some(all), Some(groups), Some(types)) = (scene.groups, groups.given(), call_types.given())
    else {
        return;
    };
    let known = scene.known;
    let of_group = |name: &At<Name>| Some(&all[known.agent_groups.index_of(&name.value.0)?]);
    let of_type = |name: &At<Name>| {
        known.call_types.index_of(&name.value.0).map(|index| CallTypeId(index as u32))
    };
    // Names that nobody has are told elsewhere.
    let (Some(theirs), Some(ids)) = (
        groups.iter().map(of_group).collect::<Option<Vec<_>>>(),
        types.iter().map(of_type).collect::<Option<Vec<_>>>(),
    ) else {
        return;
    };
    let mut report = |place: Place, fault| {
        compiler.problems.report(place, ProblemKind::FloorRule(fault));
    };
    for (name, group) in groups.iter().zip(&theirs) {
        if !ids.is_empty() && !ids.iter().any(|id| somebody_serves(group, *id)) {
            report(name.place, RuleFault::ServesNone { group: name.value.0.clone() });
        }
    }
    let is_helpful = |group: &&&AgentGroup| ids.iter().any(|id| somebody_serves(group, *id));
    if theirs.iter().filter(is_helpful).count() == 0 {
        return;
    }
    for (name, id) in types.iter().zip(&ids) {
        if !theirs.iter().any(|group| somebody_serves(group, *id)) {
            report(name.place, RuleFault::ServedByNone { call_type: name.value.0.clone() });
        }
    }
}

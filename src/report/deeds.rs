//! What the floor manager does, and when, as the outlook tells it.

use super::failures::groups_label;
use super::labels::{number_label, percent_label};
use super::listed::{all_or_some, joined, listed};
use super::table::{Line, WIDEST, Weight, short};
use crate::model::{
    ActivityKind, AgentGroupId, CallTypeId, FloorAction, FloorRule, Model, RouteChange,
    RouteChangeKind,
};
use crate::observe::{Scope, floor_rule_ids};

/// More rules than this are but counted, so that the outlook stays a page.
const MOST: usize = 12;

/// The names of call types have room for so many letters.
const ROOM_OF_NAMES: usize = 30;

/// Two lines for each floor rule, as far as the page has room; nothing if there is none.
pub(super) fn deeds(model: &Model) -> Vec<Line> {
    let line = |text: String| Line { text, weight: Weight::Plain };
    let rules = floor_rule_ids(model).zip(model.floor_rules()).take(MOST);
    let mut lines: Vec<_> = rules
        .flat_map(|(id, rule)| {
            let trigger = format!("{} when {}", Scope::FloorRule(id).name(model), trigger(rule));
            [short(&trigger, WIDEST), format!("  {}", actions(rule, model))]
        })
        .map(line)
        .collect();
    if lines.is_empty() {
        return lines;
    }
    let more = model.floor_rules().len().saturating_sub(MOST);
    lines.extend((more > 0).then(|| line(format!("and {more} more"))));
    lines.insert(0, Line { text: "floor rules".to_owned(), weight: Weight::Faint });
    lines
}

/// `waiting > 20 for 2m`.
pub(super) fn trigger(rule: &FloorRule) -> String {
    match rule.hold_for.is_zero() {
        true => rule.when.to_string(),
        false => format!("{} for {}", rule.when, rule.hold_for),
    }
}

fn actions(rule: &FloorRule, model: &Model) -> String {
    let actions: Vec<_> = rule.actions.iter().map(|action| deed(action, model)).collect();
    joined(actions.iter().map(String::as_str), "; ", WIDEST - 2)
}

pub(super) fn deed(action: &FloorAction, model: &Model) -> String {
    let name = |group: &AgentGroupId| Scope::AgentGroup(*group).name(model);
    match action {
        FloorAction::AddAgents { group, agents } => format!("add {agents} to {}", name(group)),
        FloorAction::CallIn { group, agents, stay, .. } => {
            format!("call in {agents} of {} for {stay}", name(group))
        }
        FloorAction::SendHome { group, agents } => format!("send {agents} of {} home", name(group)),
        FloorAction::Postpone { groups, kinds } => {
            format!("postpone {} of {}", kinds_label(kinds), groups_label(groups, model))
        }
        FloorAction::Recall { groups, kinds } => {
            format!("recall {} from {}", groups_label(groups, model), kinds_label(kinds))
        }
        FloorAction::Announce { call_types, balking, patience_factor } => {
            let effect = match *balking {
                0.0 => format!("patience × {}", number_label(*patience_factor)),
                turn_away => format!("{} turn away", percent_label(turn_away)),
            };
            format!("announce to {} ({effect})", types_label(call_types, model))
        }
        FloorAction::Route(change) => reroute(change, model),
    }
}

fn reroute(RouteChange { call_types, kind }: &RouteChange, model: &Model) -> String {
    let types = types_label(call_types, model);
    let name = |call_type: &CallTypeId| Scope::CallType(*call_type).name(model);
    match kind {
        RouteChangeKind::Priority(add) => format!("priority of {types} {add:+}"),
        RouteChangeKind::Open { groups, .. } => {
            format!("open {types} to {}", groups_label(groups, model))
        }
        RouteChangeKind::Overflow { to, after, .. } => {
            format!("{types} to {} after {after}", name(to))
        }
        RouteChangeKind::OfferCallback { after, .. } => {
            format!("offer callbacks to {types} after {after}")
        }
        RouteChangeKind::Reserve(reserve) => format!("{types} leave {reserve} in reserve"),
        RouteChangeKind::Delays(factor) => {
            format!("delays of {types} × {}", number_label(*factor))
        }
        RouteChangeKind::Dedicate { groups } => {
            format!("dedicate {} to {types}", groups_label(groups, model))
        }
    }
}

fn types_label(call_types: &[CallTypeId], model: &Model) -> String {
    let names = call_types.iter().map(|id| Scope::CallType(*id).name(model));
    all_or_some(names, model.call_types().len(), "call types", ROOM_OF_NAMES)
}

/// `meal, training`; all of them are `activities`.
fn kinds_label(kinds: &[ActivityKind]) -> String {
    match kinds.len() == ActivityKind::PLANNED.len() {
        true => "activities".to_owned(),
        false => listed(kinds.iter().map(|kind| kind.name()), ROOM_OF_NAMES),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::guarded_desk;

    fn text(actions: &[FloorAction]) -> Vec<String> {
        let model = guarded_desk();
        actions.iter().map(|action| deed(action, &model)).collect()
    }

    #[test]
    fn a_rule_is_told_in_two_lines_below_a_heading() {
        let lines: Vec<_> = deeds(&guarded_desk()).into_iter().map(|line| line.text).collect();
        assert_eq!(
            lines,
            ["floor rules", "all hands when waiting > 1000000", "  send 1 of agents home"]
        );
    }

    #[test]
    fn an_action_is_told_in_a_few_words() {
        let (groups, call_types) = (vec![AgentGroupId(0)], vec![CallTypeId(0)]);
        let announce = |balking, patience_factor| FloorAction::Announce {
            call_types: call_types.clone(),
            balking,
            patience_factor,
        };
        let route = |kind| FloorAction::Route(RouteChange { call_types: call_types.clone(), kind });
        let activities = ActivityKind::PLANNED.to_vec();
        let meals = vec![ActivityKind::Meal];
        let actions = [
            FloorAction::AddAgents { group: AgentGroupId(0), agents: 2 },
            FloorAction::Postpone { groups: groups.clone(), kinds: activities },
            FloorAction::Recall { groups: groups.clone(), kinds: meals },
            announce(0.2, 0.8),
            announce(0.0, 0.8),
            route(RouteChangeKind::Priority(2)),
            route(RouteChangeKind::Open { groups: groups.clone(), tier: None }),
            route(RouteChangeKind::Reserve(2)),
            route(RouteChangeKind::Delays(0.5)),
            route(RouteChangeKind::Dedicate { groups }),
        ];
        assert_eq!(
            text(&actions),
            [
                "add 2 to agents",
                "postpone activities of agents",
                "recall agents from meal",
                "announce to calls 0 (20 % turn away)",
                "announce to calls 0 (patience × 0.8)",
                "priority of calls 0 +2",
                "open calls 0 to agents",
                "calls 0 leave 2 in reserve",
                "delays of calls 0 × 0.5",
                "dedicate agents to calls 0",
            ]
        );
    }
}

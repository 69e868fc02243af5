//! `[[rule]]`: conditions are read over what the floor manager sees.

use super::call_type::optional;
use super::distribution::distribution;
use super::expression::expression;
use super::floor_action::actions;
use super::life::Known;
use super::outage::MOST;
use super::{Compiler, Names};
use crate::dist::Distribution;
use crate::expression::{Kind, Vocabulary};
use crate::model::{AgentGroup, Check, FloorRule, LiveNames, LiveVocabulary};
use crate::scenario::leaf::Formula;
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::At;
use crate::scenario::rule_fault::RuleFault;
use crate::scenario::written::{FloorRuleTable, ScenarioTable};
use crate::time::SimDuration;

/// How far measures of service look back, if the scenario doesn't say.
const WINDOW: SimDuration = SimDuration::from_secs(15 * 60);

/// A manager who looks more often than this is hardly meant, and takes for ever.
const SHORTEST_CHECK: SimDuration = SimDuration::from_secs(1);

/// More agents of a group than this are refused.
const MOST_AGENTS: u64 = 1_000_000;

/// What conditions may speak of, if all names are good.
pub(super) fn vocabulary(
    known: &Known<'_>,
    outages: &Names,
    floor_rules: &Names,
) -> Option<LiveVocabulary> {
    fn all(names: &Names) -> Option<Vec<&str>> {
        names.each.iter().map(Option::as_deref).collect()
    }
    Some(LiveVocabulary::new(&LiveNames {
        call_types: &all(known.call_types)?,
        agent_groups: &all(known.agent_groups)?,
        trunk_groups: &all(known.trunk_groups)?,
        outages: &all(outages)?,
        floor_rules: &all(floor_rules)?,
    }))
}

/// What rules are compiled with.
pub(super) struct Scene<'a> {
    pub(super) known: &'a Known<'a>,
    /// What conditions may speak of; none if that can't be known.
    pub(super) words: Option<&'a Vocabulary>,
    /// None if one of them is faulty.
    pub(super) groups: Option<&'a [AgentGroup]>,
}

/// All rules in the order of the scenario, if all of them are good.
pub(super) fn floor_rules(
    compiler: &mut Compiler<'_>,
    written: &ScenarioTable,
    scene: &Scene<'_>,
) -> Option<Vec<FloorRule>> {
    let Some(list) = written.rule.if_any()? else { return Some(Vec::new()) };
    if list.items.len() > MOST {
        let fault = RuleFault::TooMany { count: list.items.len() };
        compiler.problems.report(list.place, ProblemKind::FloorRule(fault));
        return None;
    }
    compiler.each(&written.rule, |compiler, table| floor_rule(compiler, table, scene))
}

fn floor_rule(
    compiler: &mut Compiler<'_>,
    table: &FloorRuleTable,
    scene: &Scene<'_>,
) -> Option<FloorRule> {
    let check = check(compiler, table);
    let mut condition =
        |at: &At<Formula>| expression(at, scene.words, Kind::Truth, compiler.problems);
    let when = table.when.given().and_then(&mut condition);
    let until = optional(&table.until, condition);
    let response = response(compiler, table);
    let actions = actions(compiler, table, scene);
    Some(FloorRule {
        name: table.name.given()?.value.0.clone(),
        check: check?,
        when: when?,
        hold_for: table.r#for.or(SimDuration::ZERO, |at| at.value)?,
        until: until?,
        until_for: table.until_for.or(SimDuration::ZERO, |at| at.value)?,
        window: table.window.or(WINDOW, |at| at.value.0)?,
        response: response?,
        actions: actions?,
    })
}

fn check(compiler: &mut Compiler<'_>, table: &FloorRuleTable) -> Option<Check> {
    let Some(at) = table.check_every.if_any()? else { return Some(Check::OnChange) };
    let every = at.value.0;
    if every < SHORTEST_CHECK {
        let (value, range) = (every.to_string(), "1s or longer");
        compiler.problems.report(at.place, ProblemKind::TakesForEver { value, range });
        return None;
    }
    Some(Check::Every(every))
}

fn response(compiler: &mut Compiler<'_>, table: &FloorRuleTable) -> Option<Distribution> {
    match table.response.if_any()? {
        Some(field) => distribution(compiler, field),
        None => Distribution::constant(0.0).ok(),
    }
}

/// Gives each group the agents that rules bring besides those who are there anyway.
pub(super) fn reserve(
    compiler: &mut Compiler<'_>,
    written: &ScenarioTable,
    rules: &[FloorRule],
    groups: &mut [AgentGroup],
) {
    let mut brought = vec![0_u64; groups.len()];
    let tables = written.rule.items();
    for (rule, table) in rules.iter().zip(tables) {
        for (action, field) in rule.actions.iter().zip(table.action.items()) {
            let Some((group, agents)) = action.of_reserve() else { continue };
            let agents_so_far = &mut brought[group.index()];
            let before = *agents_so_far;
            *agents_so_far += u64::from(agents);
            if before <= MOST_AGENTS && *agents_so_far > MOST_AGENTS {
                let group = groups[group.index()].name.clone();
                let kind = ProblemKind::TooManyAgents { group, agents: *agents_so_far };
                let place = field.brings().map_or(table.place, |at| at.place);
                compiler.problems.report(place, kind);
            }
        }
    }
    for (group, brought) in groups.iter_mut().zip(brought) {
        group.reserve = u32::try_from(brought).unwrap_or(u32::MAX);
    }
}

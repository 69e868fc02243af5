//! What is doubtful in the routing.

use super::{Doubt, doubt};
use crate::model::{
    AgentGroup, AgentRule, CallRule, CallTypeId, Model, Opening, ProfileId, Skill, StepAction,
};
use crate::scenario::problem::Problems;
use crate::scenario::read::Field;
use crate::scenario::written::{CallTypeTable, LastAgentField, RuleField, Rules, ScenarioTable};
use crate::time::SimDuration;

/// Reports rules that see no difference, and what call types wait for in vain.
pub(super) fn look(written: &ScenarioTable, model: &Model, doubts: &mut Problems) {
    for (id, table) in (0..).map(CallTypeId).zip(written.call_type.items()) {
        look_at_route(table, doubts);
        look_at_steps(table, id, model, doubts);
        look_at_last_agent(table, id, model, doubts);
    }
    let Some(table) = written.routing.given() else { return };
    for rule in rules(&table.agent_selection) {
        match rule.rule {
            AgentRule::LowestCost if !has_wages(model) => no_difference(rule, &NO_WAGES, doubts),
            AgentRule::BestSkill(_) if !has_levels(model) => {
                no_difference(rule, &NO_LEVELS, doubts);
            }
            AgentRule::PercentSplit if !says_shares(written) => {
                no_difference(rule, &NO_SHARES, doubts);
            }
            _ => {}
        }
    }
    for rule in rules(&table.call_selection) {
        if matches!(rule.rule, CallRule::BestSkill(_)) && !has_levels(model) {
            no_difference(rule, &NO_LEVELS, doubts);
        }
    }
}

/// Why a rule sees no difference, and what would make one.
type Reason = (&'static str, &'static str);

const NO_WAGES: Reason = ("no agent has a `wage`", "add `wage = 21.5` to agent groups");

const NO_LEVELS: Reason =
    ("all skills have the same `level`", "add levels, as in `{ call_type = \"…\", level = 7 }`");

const NO_SHARES: Reason =
    ("no step of a `route` has a `share`", "add shares, as in `{ groups = [\"…\"], share = 0.3 }`");

fn no_difference<R>(rule: &RuleField<R>, (lack, remedy): &Reason, doubts: &mut Problems) {
    doubt(rule.place, Doubt::NoDifference { rule: rule.word, lack, remedy }, doubts);
}

fn rules<R>(field: &Field<Rules<R>>) -> impl Iterator<Item = &RuleField<R>> {
    field.given().into_iter().flat_map(|Rules(list)| list.iter())
}

fn look_at_route(table: &CallTypeTable, doubts: &mut Problems) {
    if let Some(at) = table.route.items().next().and_then(|first| first.after.given())
        && at.value > SimDuration::ZERO
    {
        doubt(at.place, Doubt::LateFirstStep { after: at.value }, doubts);
    }
}

/// Nobody may pass a filter, and a reserve may be all agents that there are.
fn look_at_steps(table: &CallTypeTable, id: CallTypeId, model: &Model, doubts: &mut Problems) {
    let Some(route) = &model.call_types()[id.index()].routing.route else { return };
    for (step, written) in route.steps.iter().zip(table.route.items()) {
        let StepAction::Open(opening) = &step.action else { continue };
        if let Some(filter) = &opening.filter
            && let Some(at) = written.r#where.given()
            && !serving(model, id, opening).any(|(profile, skill)| {
                let described = &model.profiles()[profile.index()];
                let attributes = model.attributes_of(profile);
                model.vocabularies().pass(filter, described, skill, attributes)
            })
        {
            doubt(at.place, Doubt::NobodyPasses, doubts);
        }
        let agents = serving(model, id, opening).map(|(profile, _)| {
            let group = model.profiles()[profile.index()].group;
            model.agent_groups()[group.index()].most_agents()
        });
        if let Some(at) = written.reserve.given()
            && let Some(most) = agents.max()
            && opening.reserve >= most
        {
            doubt(at.place, Doubt::ReserveOfAll { most }, doubts);
        }
    }
}

/// Who has the skill, of the groups of a step.
fn serving<'m>(
    model: &'m Model,
    id: CallTypeId,
    opening: &'m Opening,
) -> impl Iterator<Item = (ProfileId, &'m Skill)> {
    let may = |group| opening.groups.as_ref().is_none_or(|groups| groups.contains(group));
    let profiles = (0..).map(ProfileId).zip(model.profiles());
    let profiles = profiles.filter(move |(_, profile)| may(&profile.group));
    profiles.filter_map(move |(place, profile)| {
        let skill = profile.skills.iter().find(|skill| skill.call_type == id)?;
        Some((place, skill))
    })
}

/// A caller has a last agent only in calls for the same reason.
fn look_at_last_agent(table: &CallTypeTable, id: CallTypeId, model: &Model, doubts: &mut Problems) {
    let Some(place) = table.last_agent.given().map(LastAgentField::place) else {
        return;
    };
    let repeats = model.call_types().iter().filter_map(|each| each.life.resolution.as_ref());
    let mut repeats = repeats.filter_map(|resolution| resolution.repeat.as_ref());
    if !repeats.any(|repeat| repeat.to == id) {
        doubt(place, Doubt::NoLastAgent, doubts);
    }
}

fn has_wages(model: &Model) -> bool {
    let has_wage = |group: &AgentGroup| {
        group.wage.is_some() || group.individuals.iter().any(|each| each.wage.is_some())
    };
    model.agent_groups().iter().any(has_wage)
}

fn has_levels(model: &Model) -> bool {
    let mut skills = model.profiles().iter().flat_map(|profile| &profile.skills);
    let first: Option<&Skill> = skills.next();
    first.is_some_and(|first| skills.any(|skill| skill.level != first.level))
}

fn says_shares(written: &ScenarioTable) -> bool {
    let mut steps = written.call_type.items().flat_map(|table| table.route.items());
    steps.any(|step| step.share.given().is_some())
}

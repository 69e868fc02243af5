//! Whether the expressions of a routing can be asked: made for their places, over numbers that they
//! can take.

use super::Routing;
use super::route::StepAction;
use super::rows::SPEEDS;
use super::vocabulary::{Vocabularies, is_amount};
use crate::expression::{Expression, Kind, Vocabulary};
use crate::model::{AgentGroup, CallType, ModelError, Skill};

/// What numbers of the model are asked to be where there are expressions.
const COMPLAINT: &str = "must be 0 or between 1e-12 and 1e9, whatever the sign, for expressions";

/// Refuses attributes of names by which no expression can ask for them.
pub(super) fn check_attributes(agent_groups: &[AgentGroup]) -> Result<(), ModelError> {
    for group in agent_groups {
        let individuals = group.individuals.iter().flat_map(|each| &each.attributes);
        let mut names = group.attributes.keys().chain(individuals.flat_map(|each| each.keys()));
        if let Some(name) = names.find(|name| !Vocabularies::can_be_attribute(name)) {
            let (name, group) = (name.clone(), group.name.clone());
            return Err(ModelError::BadAttribute { name, group });
        }
    }
    Ok(())
}

/// Refuses expressions that were made for something else, and numbers beyond what they can take.
pub(super) fn check_expressions(
    routing: &Routing,
    call_types: &[CallType],
    agent_groups: &[AgentGroup],
    vocabularies: &Vocabularies,
) -> Result<(), ModelError> {
    let mut has_expressions = false;
    let mut check = |expression: &Option<Expression>, what, vocabulary: &Vocabulary, kind| {
        let Some(expression) = expression else { return Ok(()) };
        has_expressions = true;
        if expression.kind() == kind && expression.is_over(vocabulary) {
            return Ok(());
        }
        Err(ModelError::ForeignExpression { what, expression: expression.to_string() })
    };
    check(&routing.agent_score, "agent score", vocabularies.agent_score(), Kind::Number)?;
    check(&routing.call_score, "call score", vocabularies.call_score(), Kind::Number)?;
    let routes = call_types.iter().flat_map(|each| &each.routing.route);
    for step in routes.flat_map(|route| &route.steps) {
        check(&step.condition, "condition", vocabularies.condition(), Kind::Truth)?;
        if let StepAction::Open(opening) = &step.action {
            check(&opening.filter, "filter", vocabularies.pair(), Kind::Truth)?;
        }
    }
    if has_expressions { check_numbers(call_types, agent_groups) } else { Ok(()) }
}

fn check_numbers(call_types: &[CallType], agent_groups: &[AgentGroup]) -> Result<(), ModelError> {
    let refuse = |what, name: &str| {
        Err(ModelError::OutOfRange { what, name: name.to_owned(), complaint: COMPLAINT })
    };
    if let Some(each) = call_types.iter().find(|each| !is_amount(each.routing.value)) {
        return refuse("value", &each.name);
    }
    for group in agent_groups {
        let individuals = || group.individuals.iter();
        let attributes = individuals().flat_map(|each| &each.attributes).chain([&group.attributes]);
        if !attributes.flat_map(|each| each.values()).all(|number| is_amount(*number)) {
            return refuse("attributes", &group.name);
        }
        let mut wages = individuals().filter_map(|each| each.wage).chain(group.wage);
        if !wages.all(is_amount) {
            return refuse("wage", &group.name);
        }
        let own = individuals().flat_map(|each| &each.skills).flatten();
        if !group.skills.iter().chain(own).all(is_within) {
            return refuse("level, weight or speed", &group.name);
        }
    }
    Ok(())
}

fn is_within(skill: &Skill) -> bool {
    let weight = skill.weight;
    let amounts = [skill.level, weight.wait, weight.idle, weight.constant];
    amounts.into_iter().all(is_amount) && (SPEEDS.0..=SPEEDS.1).contains(&skill.speed)
}

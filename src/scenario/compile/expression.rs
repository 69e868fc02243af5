//! Expressions, when all names of which they may speak are known.

use super::Names;
use crate::expression::{Expression, Kind, Vocabulary};
use crate::model::Vocabularies;
use crate::scenario::leaf::{Formula, place_in_quotes};
use crate::scenario::misrouting::Misrouting;
use crate::scenario::problem::{ProblemKind, Problems};
use crate::scenario::read::{At, Field, List};
use crate::scenario::written::AgentGroupTable;

/// What expressions may speak of, if all names are good.
pub(super) fn vocabularies(
    call_types: &Names,
    agent_groups: &Names,
    tables: &Field<List<AgentGroupTable>>,
) -> Option<Vocabularies> {
    let all = |names: &Names| names.each.iter().cloned().collect::<Option<Vec<String>>>();
    let (call_types, agent_groups) = (all(call_types)?, all(agent_groups)?);
    let groups = tables.given()?.all()?;
    let mut attributes: Vec<String> = Vec::new();
    for group in groups {
        let individuals = group.individual.given().into_iter().flat_map(List::iter);
        let fields = individuals.map(|each| &each.attributes).chain([&group.attributes]);
        let given = fields.filter_map(Field::given).flat_map(|given| &given.0);
        attributes.extend(given.map(|(name, _)| name.clone()));
    }
    attributes.retain(|name| Vocabularies::can_be_attribute(name));
    let names = [&call_types, &agent_groups, &attributes];
    let [call_types, agent_groups, attributes] = names.map(|names| refs(names));
    Some(Vocabularies::new(&call_types, &agent_groups, &attributes))
}

fn refs(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

/// The expression that a text says; nothing if it is faulty, or if it can't be told for faults
/// elsewhere.
pub(super) fn expression(
    at: &At<Formula>,
    vocabulary: Option<&Vocabulary>,
    kind: Kind,
    problems: &mut Problems,
) -> Option<Expression> {
    let text = &at.value.0;
    let faults = match Expression::parse(text, vocabulary?, kind) {
        Ok(expression) => return Some(expression),
        Err(faults) => faults,
    };
    for fault in faults {
        let source = &problems.sources.get(at.place.source).text;
        let written = source.get(at.place.start..at.place.end).unwrap_or_default();
        let place = place_in_quotes(written, text, at.place, fault.span.clone());
        problems.report(place, ProblemKind::Misrouted(Misrouting::BadExpression { fault }));
    }
    None
}

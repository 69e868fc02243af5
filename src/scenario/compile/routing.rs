//! `[routing]` to the rules of the switch.

use crate::model::Routing;
use crate::scenario::leaf::Word;
use crate::scenario::problem::{ProblemKind, Problems};
use crate::scenario::read::Field;
use crate::scenario::written::{RoutingTable, Rules};

/// The rules, the usual ones where the scenario says nothing.
pub(super) fn routing(field: &Field<RoutingTable>, problems: &mut Problems) -> Option<Routing> {
    let default = Routing::default();
    let table = match field {
        Field::Absent => return Some(default),
        Field::Faulty => return None,
        Field::Given(table) => table,
    };
    let agent_selection = rules(&table.agent_selection, default.agent_selection.clone(), problems);
    let call_selection = rules(&table.call_selection, default.call_selection.clone(), problems);
    Some(Routing { agent_selection: agent_selection?, call_selection: call_selection?, ..default })
}

fn rules<W: Word + PartialEq>(
    field: &Field<Rules<W>>,
    default: Vec<W>,
    problems: &mut Problems,
) -> Option<Vec<W>> {
    let list = match field {
        Field::Absent => return Some(default),
        Field::Faulty => return None,
        Field::Given(Rules(list)) => list,
    };
    if list.items.is_empty() {
        let remedy = format!("name a rule, as in `[{}]`", W::EXAMPLE);
        problems.report(list.place, ProblemKind::EmptyList { remedy });
        return None;
    }
    let given: Vec<_> = list.iter().collect();
    for (index, rule) in given.iter().enumerate() {
        if let Some(first) = given[..index].iter().find(|first| first.value.0 == rule.value.0) {
            let kind = ProblemKind::NamedTwice { name: rule.value.0.word().to_owned() };
            problems.report_with(rule.place, first.place, kind);
        }
    }
    Some(list.all()?.iter().map(|rule| rule.value.0).collect())
}

//! Chapter 1: what the model is for.

use std::collections::BTreeMap;

use super::super::labels::{objective_label, rule_labels};
use super::Study;
use super::item::Item;
use super::words::counted;

/// The items of the chapter.
pub(super) fn items(study: Study) -> Vec<Item> {
    vec![purpose(study), outputs(study), aims(study)]
}

fn purpose(study: Study) -> Item {
    let item = Item::new("1.1", "Purpose of the model");
    let item = match &study.provenance.description {
        Some(description) => item.says(format!("The scenario says of itself: {description}")),
        None => item.says("The scenario does not say what it is for."),
    };
    let promises = study.model.call_types().iter();
    let promises =
        promises.map(|each| format!("{}: {}", each.name, objective_label(&each.objective)));
    item.says("It asks how likely a day, or a replication, is to keep these service levels:")
        .lists(promises)
        .asks("background, the decision that the model is to help with, and who decides.")
}

fn outputs(study: Study) -> Item {
    let mut by_kind: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for each in &study.results.measures {
        let names = by_kind.entry(each.scope.kind()).or_default();
        if !names.contains(&each.measure.name) {
            names.push(each.measure.name);
        }
    }
    let measures = by_kind.into_iter().map(|(kind, names)| {
        let kind = if kind == "all" {
            "all calls and agents".to_owned()
        } else {
            format!("each {}", kind.replace('_', " "))
        };
        format!("of {kind}: {}", names.join(", "))
    });
    Item::new("1.2", "Model outputs")
        .says("The service level is, by the rule that a call type names:")
        .lists(rule_labels(study.model.call_types(), None))
        .says(
            "A call counts in the interval and on the day of its queue entry, or as its objective says. \
             The probability of meeting the objective is the share of days on which the service level \
             reaches its target; of all call types together, on which each does that has calls. \
             ASA is the mean wait of answered calls. Abandonment is abandoned ÷ offered calls. \
             Occupancy is handling ÷ (handling + available time) of agents, utilisation handling ÷ paid \
             time. Measures are counted while a replication runs and summed up at its end; how errors \
             are estimated is said in 4.3.",
        )
        .says("Measured are (definitions with units: docs/results.md of this version of the program):")
        .lists(measures)
        .asks("which of these measures the study reports, and why.")
}

fn aims(study: Study) -> Item {
    let expected = study.provenance.document.get("expect").and_then(|list| list.as_array());
    let expected = match expected.map_or(0, |list| list.len() as u64) {
        0 => String::new(),
        some => format!(
            "The scenario says what is expected of it, in {} that callsim check decides on.",
            counted(some, "gate", "gates")
        ),
    };
    Item::new("1.3", "Experimentation aims")
        .says(format!(
            "This record is of one scenario, {}, and compares nothing. Each scenario of a comparison, a \
             sweep or a selection needs a record of its own, of a run of that scenario.",
            study.model.name()
        ))
        .says(expected)
        .asks("the questions asked, the other scenarios with the reason for each, and the design of the experiment.")
}

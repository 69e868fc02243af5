//! What the reduction of variance is worth, for people and for programs.

use super::cells::{Cell, Sheet, count, number, text};
use super::files::whose;
use super::number::NONE;
use super::section::Section;
use super::table::Table;
use crate::experiment::{Control, ReductionUsed, Results};
use crate::model::{CallTypeId, Model};
use crate::observe::{Scope, call_type_ids};

/// The measures of the page: their names, and whether the ratio of means is shown.
const SHOWN: [(&str, bool); 6] = [
    ("offered", false),
    ("service_level", true),
    ("asa", true),
    ("wait_p90", false),
    ("abandonment", true),
    ("probability_met", false),
];

/// How many times the replications the reduction is worth, for the measures of the page; none without
/// it.
pub(super) fn section(results: &Results, model: &Model) -> Option<Section> {
    results.reduction.as_ref()?;
    let header = [
        "call type",
        "offered",
        "service\nlevel",
        "ASA",
        "90 % wait",
        "abandoned",
        "objective\nmet",
    ];
    let mut table = Table::new(1, header);
    let mut row = |scope: Scope| {
        let gain = |(name, as_ratio): (&str, bool)| {
            let gain = results.measure(scope, name)?.gain?;
            if as_ratio { gain.ratio_of_means } else { gain.mean }
        };
        let cells = SHOWN.map(|measure| gain(measure).map_or(NONE.to_owned(), times));
        table.row([vec![scope.name(model).to_owned()], cells.into()].concat());
    };
    call_type_ids(model).map(Scope::CallType).for_each(&mut row);
    if model.call_types().len() > 1 {
        row(Scope::All);
    }
    Some(Section::new("Worth so many times the replications", table))
}

/// A gain in about two digits; a large one is not known better.
fn times(gain: f64) -> String {
    if gain < 9.95 { format!("{gain:.1}") } else { format!("{gain:.0}") }
}

/// In which ways the variance was reduced, and by what.
pub(super) fn note(used: &ReductionUsed, model: &Model) -> String {
    let names = used.reduction.names().join(" and ");
    let mut text = format!("Variance reduced by {names}");
    let size = used.reduction.grouping.size();
    if size > 1 {
        text += &format!(": intervals from {} groups of {size} replications", used.groups);
    }
    if used.reduction.controls {
        text += &format!("; {}", controls(used, model));
    }
    text + "."
}

/// The controls in words.
fn controls(used: &ReductionUsed, model: &Model) -> String {
    let named = |wanted: fn(&Control) -> Option<CallTypeId>| {
        let ids = used.controls.iter().filter_map(wanted);
        let names = ids.map(|id| model.call_types()[id.index()].name.as_str());
        names.collect::<Vec<_>>().join(", ")
    };
    let calls = named(|control| match control {
        Control::Calls(id) => Some(*id),
        Control::Work(_) => None,
    });
    let work = named(|control| match control {
        Control::Work(id) => Some(*id),
        Control::Calls(_) => None,
    });
    let known = [("calls", calls), ("work", work)];
    let known = known.iter().filter(|(_, names)| !names.is_empty());
    let known = known.map(|(what, names)| format!("{what} of {names}"));
    match known.collect::<Vec<_>>().join("; ") {
        none if none.is_empty() => "too few replications for controls".to_owned(),
        known if used.added_up => format!("known: {known}, added up over call types"),
        known => format!("known: {known}"),
    }
}

/// `reduction`: a row for each scope and measure.
pub(super) fn gains<'a>(results: &'a Results, used: &ReductionUsed, model: &'a Model) -> Sheet<'a> {
    let header = [
        text("scope"),
        text("name"),
        text("measure"),
        count("groups"),
        number("gain_of_mean"),
        number("gain_of_ratio_of_means"),
    ];
    let groups = used.groups;
    let rows = results.measures.iter().map(move |estimate| {
        let [scope, name] = whose(estimate.scope, model);
        let gain = estimate.gain.unwrap_or_default();
        vec![
            scope,
            name,
            Cell::Word(estimate.measure.name),
            Cell::Count(groups),
            Cell::Number(gain.mean),
            Cell::Number(gain.ratio_of_means),
        ]
    });
    Sheet::new(header, rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gains_have_two_digits_or_so() {
        let shown = [0.91, 1.0, 3.246, 9.96, 41.7].map(times);
        assert_eq!(shown, ["0.9", "1.0", "3.2", "10", "42"]);
    }
}

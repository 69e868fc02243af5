//! What becomes of calls besides an answer or an abandonment, and how busy the lines are: parts of
//! the page that only some scenarios have.

use super::number::{NONE, Shown, with_half_width};
use super::section::Section;
use super::table::Table;
use crate::experiment::Results;
use crate::model::Model;
use crate::observe::{Scope, call_type_ids, trunk_group_ids};

/// Measures of calls and their headings, in the order of a call's life.
const FATES: [(&str, &str); 11] = [
    ("blocked_share", "blocked\n%"),
    ("contained_share", "contained\nin IVR %"),
    ("ivr_abandonment", "hung up\nin IVR %"),
    ("balked_share", "balked\n%"),
    ("rejected_share", "rejected\n%"),
    ("overflow_share", "overflowed\n%"),
    ("callback_share", "called\nback %"),
    ("dropped_share", "cut off\n%"),
    ("transfer_share", "transferred\n%"),
    ("repeat_share", "repeat\ncalls %"),
    ("first_contact_resolution", "solved at\nfirst call %"),
];

/// A row for each call type, with what ever happens; nothing if nothing does.
pub(super) fn fates(results: &Results, model: &Model) -> Option<Section> {
    let known: Vec<_> =
        FATES.iter().filter(|(name, _)| happens(results, Scope::All, name)).collect();
    if known.is_empty() {
        return None;
    }
    let header = ["call type"].into_iter().chain(known.iter().map(|(_, heading)| *heading));
    let mut table = Table::new(1, header);
    let mut row = |scope: Scope| {
        let values = known.iter().map(|(name, _)| share(results, scope, name));
        let name = scope.name(model).to_owned();
        table.row([name].into_iter().chain(values).collect());
    };
    call_type_ids(model).map(Scope::CallType).for_each(&mut row);
    if model.call_types().len() > 1 {
        row(Scope::All);
    }
    Some(Section::new("", table))
}

/// Whether a measure is ever above zero.
fn happens(results: &Results, scope: Scope, name: &str) -> bool {
    let most = results.measure(scope, name).and_then(|estimate| estimate.max);
    most.is_some_and(|most| most > 0.0)
}

fn share(results: &Results, scope: Scope, name: &str) -> String {
    let estimate = results.measure(scope, name).filter(|_| happens(results, scope, name));
    match estimate {
        Some(estimate) => with_half_width(estimate.ratio_of_means, Shown::Percent),
        None => NONE.to_owned(),
    }
}

/// A row for each trunk group; nothing if there is none.
pub(super) fn trunks(results: &Results, model: &Model) -> Option<Section> {
    let header = ["trunk group", "lines", "busy", "at most", "all busy\n% of time"];
    let mut table = Table::new(1, header);
    for id in trunk_group_ids(model) {
        let scope = Scope::TrunkGroup(id);
        let mean = |name| results.measure(scope, name).and_then(|estimate| estimate.mean);
        table.row(vec![
            scope.name(model).to_owned(),
            model.trunk_groups()[id.index()].lines.to_string(),
            with_half_width(mean("lines_busy"), Shown::Plain),
            with_half_width(mean("lines_busy_max"), Shown::Plain),
            with_half_width(mean("all_lines_busy"), Shown::Percent),
        ]);
    }
    (!model.trunk_groups().is_empty()).then_some(Section::new("", table))
}

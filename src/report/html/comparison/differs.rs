//! The chapter on what the scenarios say otherwise than the baseline.

use maud::html;

use super::super::Chapter;
use super::super::blocks::table;
use super::super::words::cut;
use super::words::LONGEST;
use crate::report::comparison::Compared;
use crate::report::number::NONE;
use crate::report::table::Table;

/// Values that differ are listed up to this number.
const MOST_VALUES: usize = 200;

/// What the scenarios say otherwise than the baseline.
pub(super) fn chapter(compared: &Compared) -> Chapter {
    let baseline = format!("in {}", cut(compared.baseline(), LONGEST));
    let mut values = Table::new(2, ["scenario", "value", &baseline, "here"]).ending_with_text();
    let text = |side: &Option<String>| side.clone().unwrap_or_else(|| NONE.to_owned());
    for scenario in compared.others() {
        let (label, all) = (&compared.labels[scenario], &compared.differing[scenario]);
        let row =
            |path: String, before: String, after: String| vec![label.clone(), path, before, after];
        for each in all.iter().take(MOST_VALUES) {
            values.row(row(each.path.clone(), text(&each.before), text(&each.after)));
        }
        match (all.len(), all.len().saturating_sub(MOST_VALUES)) {
            (0, _) => values.row(row("nothing".to_owned(), String::new(), String::new())),
            (_, 0) => {}
            (_, more) => {
                let rest = format!("and {more} more, see differences.json");
                values.row(row(rest, String::new(), String::new()));
            }
        }
    }
    let body = html! {
        p { "Everything else is the same in all of them, the callers included. “–”: not said." }
        (table(&values))
    };
    Chapter { id: "differs", title: "What differs".to_owned(), body }
}

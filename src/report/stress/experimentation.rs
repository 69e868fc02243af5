//! Chapter 4: how the model was run, and what was estimated how.

use super::super::labels::{date_label, percent_label, slice_name};
use super::super::{precision, reduction};
use super::Study;
use super::item::Item;
use super::words::counted;
use crate::experiment::Shard;
use crate::time::SimTime;

/// The items of the chapter.
pub(super) fn items(study: Study) -> Vec<Item> {
    vec![initialisation(study), length(study), estimation(study)]
}

fn initialisation(study: Study) -> Item {
    let horizon = study.model.horizon();
    let warm_up = horizon.counted_from().since(SimTime::ZERO);
    let text = match (horizon.start_date(), warm_up.is_zero()) {
        (Some(_), _) => {
            let opens_at_once =
                horizon.open_hours().first().is_some_and(|it| it.open == SimTime::ZERO);
            let effect = match opens_at_once {
                true => {
                    "The lines are open from then on: what the empty beginning changes is in the results."
                }
                false => "The lines open later, and no call waits before them.",
            };
            format!(
                "Each replication begins empty and idle at midnight of the first day, without a warm-up. {effect}"
            )
        }
        (None, true) => {
            "Each replication begins empty and idle, without a warm-up: what the empty beginning \
             changes is in the results."
                .to_owned()
        }
        (None, false) => format!(
            "Each replication begins empty and idle. The first {warm_up} are the warm-up; calls that enter in it \
             do not count."
        ),
    };
    Item::new("4.1", "Initialisation").says(text)
}

fn length(study: Study) -> Item {
    let horizon = study.model.horizon();
    let span = match date_label(horizon, 0) {
        Some(date) => format!(
            "A replication is {} from {date}, of which {}. Results are cut into intervals of the opening hours, by the {}.",
            counted(horizon.day_count().into(), "day", "days"),
            counted(horizon.open_hours().len() as u64, "is open", "are open"),
            slice_name(horizon)
        ),
        None => {
            let from = horizon.counted_from();
            let length = horizon.counted_until().map(|until| until.since(from).to_string());
            let after = if from == SimTime::ZERO { "" } else { " after the warm-up" };
            format!("A replication counts {}{after}.", length.unwrap_or_default())
        }
    };
    Item::new("4.2", "Run length")
        .says(span)
        .says(
            "The clock runs on until each call that counts has its outcome. Calls that still wait after twice the length \
             (or, for days, a week after the last closing) are given up and counted as still waiting.",
        )
}

fn estimation(study: Study) -> Item {
    let results = study.results;
    let (complete, asked) = (results.replications, results.requested);
    let replications = counted(complete, "replication", "replications");
    let partial = match results.is_partial() {
        true => format!(" Of {asked} that were asked for the run was interrupted after these."),
        false => String::new(),
    };
    let part = match study.provenance.shard {
        Shard::WHOLE => String::new(),
        shard => format!(" They are the part {shard} of all replications."),
    };
    let reduced = results.reduction.as_ref().map(|used| reduction::note(used, study.model));
    Item::new("4.3", "Estimation approach")
        .says(format!(
            "{replications} from number {} on, seed {}, independent of each other unless said below.{partial}{part}",
            results.first_replication, results.seed
        ))
        .lists(intervals(study))
        .lists(precision::notes(results))
        .lists(reduced)
        .asks("why so many replications are enough for the decision.")
}

/// How intervals come about.
fn intervals(study: Study) -> Vec<String> {
    let results = study.results;
    if results.replications == 1 {
        return vec!["One replication has no intervals.".to_owned()];
    }
    let mut lines = vec![
        format!("Intervals have {} confidence.", percent_label(results.confidence)),
        "Means have Student's t interval over the replications.".to_owned(),
        "A ratio of means, which is what pages show of a ratio, has an interval by the delta method with Student's \
         t; the mean of the replications' ratios is in summary.csv besides."
            .to_owned(),
        "A probability has Wilson's interval where each replication is one yes or no, Student's t otherwise."
            .to_owned(),
    ];
    let are_grouped =
        results.reduction.as_ref().is_some_and(|used| used.reduction.grouping.size() > 1);
    if !are_grouped {
        lines.push("Quantiles over replications have order-statistic intervals.".to_owned());
    }
    lines
}

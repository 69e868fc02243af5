//! Chapters 5 and 6: by what the model was run, and where it is to be had.

use super::super::PROGRAM;
use super::super::manifest::STREAMS;
use super::Study;
use super::item::Item;

/// The items of chapter 5.
pub(super) fn items(study: Study) -> Vec<Item> {
    vec![
        Item::new("5.1", "Software or programming language").says(format!(
            "{PROGRAM} {}, written in Rust; the versions of all its libraries are pinned in the Cargo.lock of that version.",
            env!("CARGO_PKG_VERSION")
        )),
        Item::new("5.2", "Random sampling").says(format!(
            "Random numbers are made by {STREAMS}. So each draw has an address: it does not depend on the order of \
             events, and scenarios with the same seed have the same callers. Values are drawn by inversion where there \
             is a cheap inverse. The seed is {}.",
            study.results.seed
        )),
        Item::new("5.3", "Model execution")
            .says(
                "Discrete events, next-event time advance, one calendar; the clock counts whole microseconds. Of \
                 events at the same microsecond these come first:",
            )
            .lists(
                [
                    "the ends of talk and wrap-up,",
                    "openings, closings, shifts, breaks, outages and steps of routes,",
                    "arrivals,",
                    "the ends of patience;",
                ]
                .map(str::to_owned),
            )
            .says(
                "inside a class the order in which they were scheduled decides. Replications run in parallel and do \
                 not depend on each other; results are the same on any number of threads.",
            ),
        Item::new("5.4", "System specification").says(
            "The machine does not change results. Which one it was, how many threads worked and how long it took, is in \
             the object this_run of manifest.json, the only part of the results that may differ from run to run.",
        ),
    ]
}

/// The item of chapter 6.
pub(super) fn access(study: Study) -> Vec<Item> {
    let item = Item::new("6.1", "Computer model sharing statement")
        .says(format!(
            "The program is open source under {}. The scenario as it was run stands in manifest.json; its SHA-256 \
             is {}. With it, this version of the program and the seed, {PROGRAM} run gives the same bytes again.",
            env!("CARGO_PKG_LICENSE"),
            study.provenance.digest()
        ))
        .asks("where the scenario, its data and the results are to be had, and under which licence.");
    vec![item]
}

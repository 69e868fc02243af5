//! The record of a study by the checklist STRESS-DES: what somebody else needs to do it again.
//!
//! A file is a chapter of the checklist. Everything is said from the model, the results and where
//! they came from, so a record is as true as the scenario is. What only the author knows is marked
//! as to be filled in.
//!
//! # Source
//!
//! T. Monks, C. S. M. Currie, B. S. Onggo, S. Robinson, M. Kunc and S. J. E. Taylor,
//! “Strengthening the reporting of empirical simulation studies: Introducing the STRESS
//! guidelines”, *Journal of Simulation* 13(1), 2019.

mod components;
mod data;
mod diagram;
mod experimentation;
mod implementation;
mod item;
mod logic;
mod objectives;
mod words;

use std::io::{self, Write};

use item::Item;

use super::ResultsFolder;
use super::folder::STRESS;
use super::manifest::Provenance;
use super::markdown::in_markdown;
use crate::experiment::Results;
use crate::model::Model;

/// What a record is made of.
#[derive(Clone, Copy)]
struct Study<'a> {
    results: &'a Results,
    model: &'a Model,
    provenance: &'a Provenance,
}

/// Writes `stress.md` into a folder of results.
///
/// # Errors
///
/// Those of writing.
pub fn write_stress(
    folder: &ResultsFolder,
    results: &Results,
    model: &Model,
    provenance: &Provenance,
) -> io::Result<()> {
    let mut to = folder.file(STRESS)?;
    to.write_all(record(Study { results, model, provenance }).as_bytes())?;
    to.flush()
}

/// The record in Markdown.
fn record(study: Study) -> String {
    let mut text = format!("# STRESS-DES record of {}\n\n", in_markdown(study.model.name()));
    text += INTRODUCTION;
    for (title, items) in chapters(study) {
        text += &format!("\n## {title}\n");
        text.extend(items.iter().map(Item::markdown));
    }
    text
}

fn chapters(study: Study) -> [(&'static str, Vec<Item>); 6] {
    [
        ("1. Objectives", objectives::items(study)),
        ("2. Logic", [logic::items(study), components::items(study)].concat()),
        ("3. Data", data::items(study)),
        ("4. Experimentation", experimentation::items(study)),
        ("5. Implementation", implementation::items(study)),
        ("6. Code access", implementation::access(study)),
    ]
}

const INTRODUCTION: &str = "\
The items are those of the checklist STRESS-DES (T. Monks and others, “Strengthening the reporting of
empirical simulation studies”, Journal of Simulation 13(1), 2019). What is said comes from the scenario and
from the run. **To be filled in** marks what only the author of the study can say.
";

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::experiment::{Settings, Shard, run};
    use crate::model::sample::{guarded_desk, help_desk};

    /// Every item of the checklist.
    const ITEMS: [&str; 24] = [
        "1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5.1", "2.5.2", "2.5.3", "2.5.4",
        "2.5.5", "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4",
        "6.1",
    ];

    fn record_of(model: &Model, threads: usize) -> String {
        let spool_folder = std::env::temp_dir();
        let settings =
            Settings { replications: 0..4, seed: 1, confidence: 0.95, threads, spool_folder };
        let results =
            run(model, &settings, &(), &AtomicBool::new(false), &mut ()).expect("four days");
        let provenance = Provenance {
            description: None,
            document: serde_json::json!({"call_type": [{"name": "a|b<script>", "priority": 2}]}),
            overrides: vec!["call_type.x.priority=2".to_owned()],
            sources: Vec::new(),
            shard: Shard::WHOLE,
        };
        record(Study { results: &results, model, provenance: &provenance })
    }

    #[test]
    fn every_item_of_the_checklist_is_there_once_and_in_order() {
        for model in [help_desk(1, &[0.8]), help_desk(5, &[0.8, 0.9]), guarded_desk()] {
            let text = record_of(&model, 1);
            let found: Vec<_> = (text.lines())
                .filter_map(|line| line.strip_prefix("### ")?.split(' ').next())
                .collect();
            assert_eq!(found, ITEMS);
        }
    }

    #[test]
    fn a_record_is_the_same_on_any_number_of_threads() {
        let model = help_desk(1, &[0.8]);
        assert_eq!(record_of(&model, 1), record_of(&model, 2));
    }

    #[test]
    fn names_are_escaped_and_what_nobody_said_is_to_be_filled_in() {
        let text = record_of(&help_desk(1, &[0.8]), 1);
        assert!(text.contains("a&#124;b&#60;script&#62;"), "{text}");
        assert!(text.contains("**To be filled in:**"));
        assert!(text.contains("The scenario does not say what it is for."));
    }
}

//! Where results came from: the last chapter of a page.

use maud::html;

use super::super::manifest::Provenance;
use super::super::number::NONE;
use super::super::table::Table;
use super::Chapter;
use super::blocks::{code, table};

/// Where the results of several scenarios came from.
#[derive(Clone, Debug)]
pub struct Origin<'a> {
    /// The command that makes them again, in the folder of the scenarios.
    pub command: String,
    /// What each scenario is called, and where it came from; the first is that of which the page is.
    pub scenarios: Vec<(&'a str, &'a Provenance)>,
}

impl Origin<'_> {
    /// What the first scenario says of itself.
    pub(in crate::report) fn description(&self) -> Option<String> {
        self.scenarios.first().and_then(|(_, provenance)| provenance.description.clone())
    }

    /// The chapter: what was said of the results, and how to make them again.
    pub(in crate::report) fn chapter(&self, notes: &[String]) -> Chapter {
        let body = html! {
            ul { @for note in notes { li { (note) } } }
            p { "This command makes the same results again, with callsim " (env!("CARGO_PKG_VERSION"))
                " and where the files of the scenarios are:" }
            (code(&self.command))
            (table(&self.files()))
            p { "manifest.json beside this page holds the scenarios as they were simulated, and the \
                 digests of all files." }
        };
        Chapter { id: "origin", title: "How it was made".to_owned(), body }
    }

    /// The files of the scenarios, and the values that were set in them.
    fn files(&self) -> Table {
        let header = ["scenario", "file", "SHA-256 begins with", "values that were set"];
        let mut table = Table::new(3, header).ending_with_text();
        for (label, provenance) in &self.scenarios {
            let set = match provenance.overrides.as_slice() {
                [] => NONE.to_owned(),
                set => set.join("; "),
            };
            for (number, source) in provenance.sources.iter().enumerate() {
                // Said once for all files that a scenario is made of.
                let set = if number == 0 { set.clone() } else { String::new() };
                let digest = source.sha256.chars().take(DIGITS).collect();
                table.row(vec![(*label).to_owned(), source.file.clone(), digest, set]);
            }
        }
        table
    }
}

/// So many digits of a digest tell two files apart.
const DIGITS: usize = 12;

//! A scenario with all that it was read from, as one text: it can be loaded again elsewhere.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::source::Sources;
use super::{Problems, Scenario, SourceFile, load_with};

/// The files of a scenario, the scenario itself first, and the values that were set in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// The values that were set, as `PATH=VALUE`.
    pub overrides: Vec<String>,
    /// The files. The folder of the scenario is no part of it, and differs from machine to machine.
    pub sources: Vec<SourceFile>,
}

impl Archive {
    /// What a scenario was loaded from.
    pub fn new(scenario: &Scenario, overrides: &[String]) -> Self {
        let mut sources = scenario.sources.clone();
        if let Some(itself) = sources.first_mut() {
            itself.path = itself.file_name();
        }
        Archive { overrides: overrides.to_vec(), sources }
    }

    /// Reads what [`to_text`](Self::to_text) wrote; none if it is something else.
    pub fn from_text(text: &str) -> Option<Self> {
        let archive: Archive = serde_json::from_str(text).ok()?;
        (!archive.sources.is_empty()).then_some(archive)
    }

    /// The archive as one text; the same for the same archive.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).expect("an archive of strings")
    }

    /// Loads the scenario again.
    ///
    /// # Errors
    ///
    /// [`Problems`], if it was made by another version.
    pub fn load(&self) -> Result<Scenario, Problems> {
        let path = self.sources.first().map_or("", |itself| itself.path.as_str());
        let problems = Problems::with(Sources::archived(self.sources.clone()));
        load_with(problems, Path::new(path), &self.overrides)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;

    #[test]
    fn an_archive_is_the_scenario_without_its_folder() {
        let home = tempfile::tempdir().unwrap();
        let template = scenario::template("bank-monday").unwrap();
        for file in template.files {
            std::fs::write(home.path().join(file.name), file.text).unwrap();
        }
        let path = home.path().join(template.files[0].name);
        let overrides = ["run.seed=5".to_owned()];
        let first = scenario::load(&path, &overrides).unwrap();
        let text = Archive::new(&first, &overrides).to_text();
        drop(home);
        let again = Archive::from_text(&text).unwrap();
        assert_eq!(again.to_text(), text);
        let second = again.load().unwrap();
        assert_eq!(second.run.seed, 5);
        assert_eq!(second.document, first.document);
        let digests = |scenario: &Scenario| {
            scenario.sources.iter().map(|file| file.sha256.clone()).collect::<Vec<_>>()
        };
        assert_eq!(digests(&second), digests(&first));
    }

    #[test]
    fn an_archive_of_nothing_is_none() {
        for text in ["", "{}", r#"{"overrides":[],"sources":[]}"#] {
            assert_eq!(Archive::from_text(text), None);
        }
    }
}

//! A scenario that is read once and loaded with other values again and again, as sweeps do.

use std::path::{Path, PathBuf};

use super::node::Node;
use super::source::Sources;
use super::{Problems, Scenario, build, load, open, parse};

/// A value that is put into a scenario before it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// How problems call it: `--set 1`.
    pub origin: String,
    /// `PATH=VALUE`.
    pub text: String,
}

/// A scenario file, and the files it imports once they were read, so that a thousand variants of it
/// are checked without reading the disk a thousand times.
#[derive(Clone, Debug)]
pub struct Original {
    path: PathBuf,
    root: Node,
    sources: Sources,
}

impl Original {
    /// Reads a scenario file. Its values are not looked at yet: what is missing may be in the
    /// overrides.
    ///
    /// # Errors
    ///
    /// [`Problems`] if the file can't be read or is no TOML; then with everything else that is wrong
    /// with it.
    pub fn open(path: &Path) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let source = open(path, &mut problems);
        let root = source.map(|source| parse::document(source, &mut problems));
        match root {
            Some(root) if problems.is_empty() => {
                Ok(Original { path: path.to_owned(), root, sources: problems.sources })
            }
            Some(_) | None => {
                problems.settle();
                Err(load(path, &[]).err().unwrap_or(problems))
            }
        }
    }

    /// The scenario with other values, as [`load`] gives it.
    ///
    /// # Errors
    ///
    /// [`Problems`] holds everything that is wrong with the file, the overrides and the CSV files.
    pub fn load(&mut self, overrides: &[Override]) -> Result<Scenario, Problems> {
        let mut problems = Problems::with(self.sources.clone());
        let scenario = build(self.root.clone(), overrides, &self.path, &mut problems);
        problems.settle();
        match scenario {
            Some(scenario) if problems.is_empty() => {
                // Of a good scenario, all files are good.
                self.sources.keep(scenario.sources.get(1..).unwrap_or_default());
                Ok(scenario)
            }
            Some(_) | None => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overrides(texts: &[&str]) -> Vec<Override> {
        let named = |text: &&str| Override { origin: "--vary".into(), text: (*text).to_owned() };
        texts.iter().map(named).collect()
    }

    #[test]
    fn a_scenario_loaded_again_is_the_same_as_one_loaded_from_the_disk() {
        let path = Path::new("scenarios/bank-monday.toml");
        let mut original = Original::open(path).unwrap();
        for text in ["run.seed=5", "agent_group.service-team.shift.1.agents=7", "run.seed=5"] {
            let again = original.load(&overrides(&[text])).unwrap();
            let first = load(path, &[text.to_owned()]).unwrap();
            assert_eq!(again.document, first.document);
            assert_eq!(again.sources, first.sources);
            assert_eq!(format!("{:?}", again.model), format!("{:?}", first.model));
        }
    }

    #[test]
    fn a_problem_names_where_the_value_came_from() {
        let mut original = Original::open(Path::new("scenarios/erlang-a.toml")).unwrap();
        let problems = original.load(&overrides(&["agent_group.agnts.agents=5"])).unwrap_err();
        let text = problems.render(false);
        assert!(text.contains("--vary:1:13") && text.contains("`agents`"), "{text}");
        assert!(Original::open(Path::new("scenarios/erlang-b.toml")).is_err());
    }
}

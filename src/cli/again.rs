//! The command that does an experiment again, for its page.

use std::path::{Path, PathBuf};

use super::shell;
use crate::scenario::RunSettings;

/// A command, word by word. Files are called by their names, as folders are other ones elsewhere.
pub(super) struct Again(Vec<String>);

impl Again {
    /// What a verb does with some files.
    pub(super) fn new(verb: &str, files: &[PathBuf]) -> Self {
        let mut words = vec!["callsim".to_owned(), verb.to_owned()];
        words.extend(files.iter().map(|file| file_word(file)));
        Again(words)
    }

    /// With the value of an option.
    pub(super) fn with(mut self, option: &str, value: impl ToString) -> Self {
        let value = value.to_string();
        match value.starts_with('-') {
            true => self.0.push(format!("{option}={value}")),
            false => self.0.extend([option.to_owned(), value]),
        }
        self
    }

    /// With an option for each of these values.
    pub(super) fn with_each(
        self,
        option: &str,
        values: impl IntoIterator<Item = impl ToString>,
    ) -> Self {
        values.into_iter().fold(self, |again, value| again.with(option, value))
    }

    /// With a file.
    pub(super) fn with_file(self, option: &str, file: Option<&Path>) -> Self {
        self.with_each(option, file.map(file_word))
    }

    /// With something that is asked for by its name alone.
    pub(super) fn with_flag(mut self, flag: &str, is_set: bool) -> Self {
        self.0.extend(is_set.then(|| flag.to_owned()));
        self
    }

    /// With as many replications of the same callers, told with the same confidence.
    pub(super) fn with_run(self, run: &RunSettings) -> Self {
        let RunSettings { replications, seed, confidence } = run;
        self.with("-n", replications).with("--seed", seed).with("--confidence", confidence)
    }

    /// What is typed.
    pub(super) fn command(&self) -> String {
        shell::command(self.0.iter().map(String::as_str))
    }
}

/// The name of a file, as the word of a command that takes it for no option.
fn file_word(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    if name.starts_with('-') { format!("./{name}") } else { name.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_with_a_hyphen_is_taken_for_no_option() {
        let files = ["desks/-one.toml", "two.toml"].map(PathBuf::from);
        let again = Again::new("compare", &files).with("--variant", "-x: a=1").with("--seed", 7);
        assert_eq!(
            again.command(),
            "callsim compare ./-one.toml two.toml '--variant=-x: a=1' --seed 7"
        );
    }
}

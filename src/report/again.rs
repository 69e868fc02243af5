//! The command that does an experiment again, for its page.

use std::path::Path;

use super::{PROGRAM, shell};

/// A command, word by word. Files are called by their names, as folders are other ones elsewhere.
pub(crate) struct Again(Vec<String>);

impl Again {
    /// What a verb does with some files.
    pub(crate) fn new(verb: &str, files: &[impl AsRef<Path>]) -> Self {
        let mut words = vec![PROGRAM.to_owned(), verb.to_owned()];
        words.extend(files.iter().map(|file| file_word(file.as_ref())));
        Again(words)
    }

    /// With the value of an option.
    pub(crate) fn with(mut self, option: &str, value: impl ToString) -> Self {
        let value = value.to_string();
        match value.starts_with('-') {
            true => self.0.push(format!("{option}={value}")),
            false => self.0.extend([option.to_owned(), value]),
        }
        self
    }

    /// With an option for each of these values.
    pub(crate) fn with_each(
        self,
        option: &str,
        values: impl IntoIterator<Item = impl ToString>,
    ) -> Self {
        values.into_iter().fold(self, |again, value| again.with(option, value))
    }

    /// With a file.
    pub(crate) fn with_file(self, option: &str, file: Option<&Path>) -> Self {
        self.with_each(option, file.map(file_word))
    }

    /// With something that is asked for by its name alone.
    pub(crate) fn with_flag(mut self, flag: &str, is_set: bool) -> Self {
        self.0.extend(is_set.then(|| flag.to_owned()));
        self
    }

    /// With as many replications of the same callers, told with the same confidence.
    pub(crate) fn with_run(self, replications: u64, seed: u64, confidence: f64) -> Self {
        self.with("-n", replications).with("--seed", seed).with("--confidence", confidence)
    }

    /// What is typed.
    pub(crate) fn command(&self) -> String {
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
        let files = ["desks/-one.toml", "two.toml"];
        let again = Again::new("compare", &files).with("--variant", "-x: a=1").with("--seed", 7);
        assert_eq!(
            again.command(),
            "callsim compare ./-one.toml two.toml '--variant=-x: a=1' --seed 7"
        );
    }
}

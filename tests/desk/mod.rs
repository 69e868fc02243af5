//! A place to try the program in from outside.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

/// A folder of its own, with the starter scenario in it.
pub(crate) struct Desk(pub(crate) tempfile::TempDir);

impl Desk {
    pub(crate) fn new() -> Self {
        let desk = Desk(tempfile::tempdir().unwrap());
        let output = desk.callsim(&["new", "-o", "desk.toml"]);
        assert!(output.status.success());
        desk
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_callsim"));
        command.current_dir(self.0.path()).args(args).env_remove("NO_COLOR");
        command
    }

    pub(crate) fn callsim(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs what must succeed, and gives its standard output.
    pub(crate) fn done(&self, args: &[&str]) -> String {
        let output = self.callsim(args);
        assert_eq!(code(&output), 0, "{args:?}: {}", stderr(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// What a JSON file says.
    pub(crate) fn json(&self, name: &str) -> serde_json::Value {
        json(&self.read(name))
    }

    /// Runs what must be refused without a result, and gives its complaint.
    pub(crate) fn refused(&self, args: &[&str], exit_code: i32) -> String {
        let output = self.callsim(args);
        assert_eq!(code(&output), exit_code, "{args:?}: {}", stderr(&output));
        assert!(output.stdout.is_empty(), "{args:?}");
        stderr(&output)
    }

    pub(crate) fn names(&self) -> Vec<String> {
        names(self.0.path())
    }

    /// Waits until the first replications of a run have been written, on one thread a whole block
    /// of them, however slow the machine is.
    pub(crate) fn wait_for_replications(&self) {
        let has_rows = |folder: &str| {
            let rows = fs::metadata(self.path(folder).join("replications.csv"));
            folder.starts_with(".callsim-") && rows.is_ok_and(|rows| rows.len() > 400_000)
        };
        while !self.names().iter().any(|name| has_rows(name)) {
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A text as one line: where its sentences are broken depends on their length.
pub(crate) fn unbroken(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(crate) fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

/// Every file of a folder of results, without what the manifest says of this run.
pub(crate) fn results(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for name in names(folder) {
        let mut bytes = fs::read(folder.join(&name)).unwrap();
        if name == "manifest.json" {
            let mut manifest: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            let this_run = manifest.as_object_mut().unwrap().remove("this_run");
            assert!(this_run.is_some_and(|this_run| this_run["seconds"].is_number()));
            bytes = manifest.to_string().into_bytes();
        }
        files.insert(name, bytes);
    }
    files
}

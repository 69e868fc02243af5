//! The pages and the files of the bundled scenarios are what they were before, to the last byte.
//!
//! Each file in `tests/golden/` holds the table of a few replications and the digests of the
//! result files that say what replications tell together. What each of them is by itself, value by
//! value, is in `scenarios/verified/`, see `tests/cli/verify.rs`. `UPDATE_GOLDEN=1 cargo test --test golden` renews them: read the difference, and
//! name a change of sampled values in the changelog.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use sha2::{Digest, Sha256};

/// Few enough to be quick in a debug build, the large centre included.
const REPLICATIONS: &str = "8";

#[test]
fn bundled_scenarios_give_the_results_they_gave() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut changed = Vec::new();
    for scenario in scenarios(root) {
        let name = scenario.file_stem().expect("a scenario has a name").to_string_lossy();
        let golden = root.join("tests/golden").join(format!("{name}.txt"));
        let now = results_of(&scenario);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::create_dir_all(golden.parent().expect("a folder")).unwrap();
            fs::write(&golden, &now).unwrap();
        } else if fs::read_to_string(&golden).unwrap_or_default() != now {
            changed.push(format!("{} is now:\n{now}", golden.display()));
        }
    }
    assert!(changed.is_empty(), "{}", changed.join("\n"));
}

fn scenarios(root: &Path) -> Vec<PathBuf> {
    let folder = fs::read_dir(root.join("scenarios")).unwrap();
    let mut scenarios: Vec<PathBuf> = folder
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    scenarios.sort();
    assert!(!scenarios.is_empty());
    scenarios
}

/// Files without a digest here: the manifest holds timings, the values of replications are
/// verified, and the page to look at has tests of its own.
const LEFT_OUT: [&str; 3] = ["manifest.json", "replications.csv", "report.html"];

/// The table on the terminal and the digests of files.
fn results_of(scenario: &Path) -> String {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("results");
    let run = Command::cargo_bin("callsim")
        .unwrap()
        .arg("run")
        .arg(scenario)
        .args(["--replications", REPLICATIONS, "--quiet", "--out"])
        .arg(&out)
        .assert()
        .success();
    let mut text = String::from_utf8(run.get_output().stdout.clone()).unwrap();
    let mut files: Vec<PathBuf> =
        fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let name = file.file_name().expect("a file has a name").to_string_lossy();
        if !LEFT_OUT.contains(&&*name) {
            let digest = Sha256::digest(fs::read(&file).unwrap());
            let hex = digest.iter().fold(String::new(), |mut hex, byte| {
                write!(hex, "{byte:02x}").expect("a string takes everything");
                hex
            });
            writeln!(text, "{hex}  {name}").expect("a string takes everything");
        }
    }
    text
}

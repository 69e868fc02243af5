//! `callsim run --stress`: the record of a study.

use std::fs;
use std::path::{Path, PathBuf};

use crate::desk::Desk;

/// Every item of STRESS-DES.
const ITEMS: [&str; 24] = [
    "1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5.1", "2.5.2", "2.5.3", "2.5.4", "2.5.5",
    "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1",
];

fn bundled_scenarios() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut scenarios: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|it| it == "toml")).collect();
    scenarios.sort();
    scenarios
}

#[test]
fn every_bundled_scenario_has_a_record_of_all_items_in_sentences() {
    let desk = Desk::new();
    for path in bundled_scenarios() {
        let path = path.to_str().unwrap();
        desk.done(&["run", path, "-n", "1", "--quiet", "--stress", "-o", "out"]);
        let record = desk.read("out/stress.md");
        let found: Vec<_> = (record.lines())
            .filter_map(|line| line.strip_prefix("### ")?.split(' ').next())
            .collect();
        assert_eq!(found, ITEMS, "{path}");
        // Nothing is told as the program itself would see it.
        for debug in ["{", "}", "Some(", "None", "::", "NaN", "0.0000"] {
            assert!(!record.contains(debug), "{debug} in the record of {path}:\n{record}");
        }
    }
}

#[test]
fn a_record_is_the_same_on_any_number_of_threads_and_says_what_was_set() {
    let desk = Desk::new();
    let set = "call_type.help.service_level.target=0.9";
    let record = |threads: &'static str, out: &'static str| {
        let run = [
            "run",
            "desk.toml",
            "-n",
            "4",
            "--stress",
            "--set",
            set,
            "--threads",
            threads,
            "-o",
            out,
        ];
        desk.done(&run);
        desk.read(&format!("{out}/stress.md"))
    };
    let one = record("1", "one");
    assert_eq!(one, record("2", "two"));
    assert!(one.contains("These values were set for the run"), "{one}");
    let manifest = desk.read("one/manifest.json");
    assert!(manifest.contains("\"stress.md\": \""), "{manifest}");
}

#[test]
fn no_record_is_promised_of_results_that_are_complete() {
    let desk = Desk::new();
    desk.done(&["run", "desk.toml", "-n", "2", "-o", "out"]);
    let again = ["run", "desk.toml", "-n", "2", "-o", "out", "--resume", "--stress"];
    assert!(desk.refused(&again, 2).contains("has no stress.md; leave out `--resume`"));
    desk.done(&["run", "desk.toml", "-n", "2", "-o", "out", "--stress"]);
    desk.done(&again);
}

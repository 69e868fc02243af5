//! The page of a run in HTML: of every scenario that comes with the program.

use std::fs;
use std::path::{Path, PathBuf};

use crate::desk::Desk;

/// The bundled scenarios.
fn scenarios() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    files
}

fn page(desk: &Desk, scenario: &Path, threads: &str) -> String {
    let scenario = scenario.to_str().unwrap();
    desk.done(&["run", scenario, "-n", "3", "-q", "--threads", threads, "--out", "page"]);
    desk.read("page/report.html")
}

#[test]
fn every_bundled_scenario_has_a_page_that_opens_fast() {
    let desk = Desk::new();
    for scenario in scenarios() {
        let page = page(&desk, &scenario, "2");
        let most = if scenario.ends_with("bank-monday.toml") { 1_000_000 } else { 3_000_000 };
        assert!(page.len() < most, "{}: {} bytes", scenario.display(), page.len());
        for chapter in ["figures", "level", "waits", "agents", "rules", "measures", "origin"] {
            let is_there = page.contains(&format!("<section class=\"chapter\" id=\"{chapter}\""));
            assert!(is_there, "{chapter} of {}", scenario.display());
        }
        assert!(!page.contains("NaN") && !page.contains(">inf"), "{}", scenario.display());
    }
}

#[test]
fn a_page_is_the_same_bytes_for_any_number_of_threads() {
    let desk = Desk::new();
    for name in ["bank-monday.toml", "week-with-absences.toml", "storm-managed.toml"] {
        let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
        assert!(page(&desk, &scenario, "1") == page(&desk, &scenario, "4"), "{name}");
    }
}

#[test]
fn the_command_of_a_page_takes_a_file_with_a_hyphen_for_no_option() {
    let desk = Desk::new();
    let help_desk = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/help-desk.toml");
    fs::copy(help_desk, desk.path("-it's.toml")).unwrap();
    let page = page(&desk, Path::new("./-it's.toml"), "1");
    let command = r"callsim run './-it'\''s.toml' --seed 7 -n 3 --confidence 0.95";
    assert!(page.contains(&command.replace('\'', "&#39;")) || page.contains(command));
}

//! Which part of the program may use which: the way from a scenario to a report runs one way.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module with the modules that it may use; itself goes without saying.
const MAY_USE: &[(&str, &[&str])] = &[
    ("math", &[]),
    ("expression", &["math"]),
    ("nearest", &[]),
    ("time", &[]),
    ("rng", &["time"]),
    ("dist", &["math", "rng", "time"]),
    ("stats", &["math", "time"]),
    ("theory", &["math", "stats", "time"]),
    ("model", &["dist", "expression", "time"]),
    ("scenario", &["dist", "expression", "expectation", "model", "nearest", "observe", "time"]),
    ("engine", &["dist", "expression", "math", "model", "rng", "time"]),
    ("observe", &["engine", "model", "nearest", "stats", "time"]),
    ("expectation", &["model", "observe"]),
    ("experiment", &["engine", "expectation", "model", "observe", "rng", "stats", "time"]),
    ("report", &["dist", "expectation", "experiment", "model", "observe", "stats", "time"]),
    (
        "cli",
        &[
            "expectation",
            "experiment",
            "model",
            "nearest",
            "observe",
            "report",
            "scenario",
            "stats",
            "theory",
            "time",
        ],
    ),
];

/// Crates that belong to some modules alone.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("anyhow", &["cli"]),
    ("clap", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("ctrlc", &["cli"]),
    ("indicatif", &["cli"]),
    ("maud", &["report"]),
    ("parquet", &["report"]),
    ("quick_junit", &["report"]),
    ("rayon", &["experiment"]),
    ("serde", &["report", "scenario"]),
    ("serde_json", &["cli", "report", "scenario"]),
    ("toml", &["report", "scenario"]),
    ("winnow", &["expression"]),
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The Rust files of a module, whether it is a file or a folder.
fn files(module: &str) -> Vec<PathBuf> {
    let file = source().join(format!("{module}.rs"));
    if file.exists() {
        return vec![file];
    }
    let mut folders = vec![source().join(module)];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a module is a file or a folder") {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && !is_for_tests(&path)
            {
                files.push(path);
            }
        }
    }
    files
}

/// Whether the folder of a file declares it for tests alone.
fn is_for_tests(path: &Path) -> bool {
    let declarations = fs::read_to_string(path.with_file_name("mod.rs")).unwrap_or_default();
    let name = path.file_stem().unwrap().to_str().unwrap();
    let is_it = |line: &str| line.ends_with(&format!("mod {name};"));
    let lines: Vec<_> = declarations.lines().collect();
    lines.windows(2).any(|pair| pair[0] == "#[cfg(test)]" && is_it(pair[1]))
}

/// The code of a file: no comments, and no tests, which may use what they like.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let program = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = program.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The names that follow `prefix` somewhere in the code.
fn names_after(code: &str, prefix: &str) -> BTreeSet<String> {
    let name = |rest: &str| {
        rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
    };
    code.split(prefix).skip(1).map(name).collect()
}

/// Whether the code names a crate, as `name::` at the beginning of a path.
fn uses_crate(code: &str, name: &str) -> bool {
    let path = format!("{name}::");
    code.match_indices(&path).any(|(place, _)| {
        let before = code[..place].chars().next_back();
        !before.is_some_and(|letter| letter.is_alphanumeric() || "_:".contains(letter))
    })
}

#[test]
fn every_module_is_in_the_table() {
    let listed: BTreeSet<_> = MAY_USE.iter().map(|(module, _)| (*module).to_owned()).collect();
    let code = fs::read_to_string(source().join("lib.rs")).unwrap();
    let there = names_after(&code, "\nmod ").into_iter().chain(names_after(&code, "\npub mod "));
    let there: BTreeSet<_> = there.collect();
    assert_eq!(there, listed);
}

#[test]
fn no_arrow_runs_back_up() {
    let mut wrong = Vec::new();
    for (module, may_use) in MAY_USE {
        for file in files(module) {
            let code = code(&file);
            assert!(!code.contains("crate::{"), "{}: a `use` for each module", file.display());
            for used in names_after(&code, "crate::") {
                let is_module = MAY_USE.iter().any(|(known, _)| *known == used);
                if is_module && used != *module && !may_use.contains(&used.as_str()) {
                    wrong.push(format!("{} uses {used}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn crates_stay_where_they_belong() {
    let mut wrong = Vec::new();
    for (module, _) in MAY_USE {
        for file in files(module) {
            let code = code(&file);
            for (name, only_in) in ONLY_IN {
                if uses_crate(&code, name) && !only_in.contains(module) {
                    wrong.push(format!("{} uses {name}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

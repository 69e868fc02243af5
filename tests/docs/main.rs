//! What README and docs show is what the program does.
//!
//! Every `console` block is run: lines that begin with `$ ` are commands, the rest is what they
//! print, in full but for lines `…`, which stand for any number of lines (`console`). Every `toml` block that
//! begins with `format` is a scenario that loads, and so is every `{ dist = … }` in backticks.
//! The tutorial and the how-tos are followed step by step (`journeys`), links lead somewhere (`links`),
//! and the reference is what the program says of itself (`reference`).

mod console;
mod journeys;
mod links;
mod reference;

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use callsim::scenario;

/// A scenario for trying a distribution in.
const SMALLEST: &str = r#"
format = 1
name = "smallest"
time = { length = "1h" }

[[call_type]]
name = "calls"
arrivals = { process = "poisson", per_hour = 10 }
handling = { talk = "3m" }
patience = PATIENCE
service_level = { within = "20s", target = 0.80 }

[[agent_group]]
name = "agents"
agents = 1
skills = ["calls"]
"#;

#[test]
fn commands_print_what_the_documents_say() {
    for document in documents().into_iter().filter(|document| !journeys::is_journey(document)) {
        for block in blocks(&document, "console") {
            for told in console::commands(&block) {
                let printed = output_of(&told.command);
                assert!(
                    told.is_true(&printed, &document),
                    "{}: $ {}\nprints\n{printed}",
                    document.display(),
                    told.command
                );
            }
        }
    }
}

#[test]
fn scenarios_in_the_documents_load() {
    for document in documents() {
        for block in blocks(&document, "toml") {
            if block.starts_with("format") {
                assert_loads(&block, &document);
            }
        }
    }
}

#[test]
fn distributions_in_the_documents_load() {
    let mut seen = 0;
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        for code in text.split('`').filter(|code| code.starts_with("{ dist = ")) {
            // A file of values is not at hand, and an ellipsis stands for what the reader knows.
            if code.contains("csv") || code.contains('…') || code.contains('\n') {
                continue;
            }
            assert_loads(&SMALLEST.replace("PATIENCE", code), &document);
            seen += 1;
        }
    }
    assert!(seen > 20, "only {seen} distributions found");
}

fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut documents = vec![root.join("README.md"), root.join("scenarios/README.md")];
    for folder in [manual(""), manual("how-to"), manual("reference")] {
        documents.extend(fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    }
    documents.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    documents.sort();
    documents
}

/// A file or folder of the manual.
fn manual(name: &str) -> PathBuf {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    if name.is_empty() { docs } else { docs.join(name) }
}

/// The contents of a document's code blocks of a language.
fn blocks(document: &Path, language: &str) -> Vec<String> {
    let text = fs::read_to_string(document).unwrap();
    let opening = format!("```{language}\n");
    text.split(opening.as_str())
        .skip(1)
        .map(|rest| rest.split("```").next().expect("a split has a first part").to_owned())
        .collect()
}

/// What a command prints on standard output, run where `scenarios/` is.
fn output_of(command: &str) -> String {
    let command = command.replace("cargo run --release -- ", "callsim ");
    let words: Vec<&str> = command.split_whitespace().collect();
    let ["callsim", arguments @ ..] = words.as_slice() else {
        panic!("only callsim is run in the documents, not: {command}");
    };
    let folder = tempfile::tempdir().unwrap();
    copy_scenarios(folder.path());
    let run = Command::cargo_bin("callsim")
        .unwrap()
        .args(arguments.iter().map(|word| word.trim_matches(['\'', '"'])))
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(matches!(run.status.code(), Some(0 | 2)), "{command} fails: {said}");
    String::from_utf8(run.stdout).unwrap() + if run.status.success() { "" } else { &said }
}

/// Lays the bundled scenarios and their exact results into a folder.
fn copy_scenarios(folder: &Path) {
    for scenarios in ["scenarios", "scenarios/verified"] {
        copy_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(scenarios), &folder.join(scenarios));
    }
}

/// Copies the files of a folder, but no folders in it.
fn copy_files(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    let paths = fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path());
    for path in paths.filter(|path| path.is_file()) {
        fs::copy(&path, to.join(path.file_name().expect("a file has a name"))).unwrap();
    }
}

fn assert_loads(text: &str, document: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scenario.toml");
    fs::write(&path, text).unwrap();
    if let Err(problems) = scenario::load(&path, &[]) {
        panic!("{}:\n{text}\n{}", document.display(), problems.render(false));
    }
}

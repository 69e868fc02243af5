//! Pages that a reader follows step by step: what they write is written, what they run is run.
//!
//! The tutorial is one walk that begins in an empty folder. Of a how-to each chapter is a walk of its
//! own, which begins where `scenarios/` is. The first words behind the three backticks say what a
//! block is:
//!
//! | block | |
//! | --- | --- |
//! | `console` | `$ ` commands, run by a shell, each with what it prints; one that ends in `\` goes on |
//! | `toml plan.toml` | the file `plan.toml` |
//! | `toml end of plan.toml` | what is added at its end |
//! | `diff plan.toml` | lines `-` of it that are replaced by lines `+` |

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::console::{Told, commands, matches};
use super::{copy_scenarios, manual};

/// What the reader does next.
enum Step {
    Write { file: String, text: String },
    Append { file: String, text: String },
    Change { file: String, old: String, new: String },
    Run(Told),
}

#[test]
fn the_tutorial_goes_as_it_is_told() {
    let page = manual("tutorial.md");
    let folder = tempfile::tempdir().unwrap();
    walk(&steps(&fs::read_to_string(&page).unwrap()), folder.path(), &page);
}

#[test]
fn how_tos_go_as_they_are_told() {
    for page in how_tos() {
        for chapter in fs::read_to_string(&page).unwrap().split("\n## ") {
            let steps = steps(chapter);
            if !steps.is_empty() {
                let folder = tempfile::tempdir().unwrap();
                copy_scenarios(folder.path());
                walk(&steps, folder.path(), &page);
            }
        }
    }
}

/// Whether a page is followed step by step.
pub(super) fn is_journey(page: &Path) -> bool {
    page == manual("tutorial.md") || page.parent() == Some(&manual("how-to"))
}

fn how_tos() -> Vec<PathBuf> {
    let files = fs::read_dir(manual("how-to")).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect();
    pages.sort();
    pages
}

/// What a text asks the reader to do, in order.
fn steps(text: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let text: String = body.iter().map(|line| format!("{line}\n")).collect();
        match info.split(' ').collect::<Vec<_>>()[..] {
            ["console"] => steps.extend(commands(&text).into_iter().map(Step::Run)),
            ["diff", file] => {
                let side = |sign: char| {
                    let lines = body.iter().filter_map(|line| line.strip_prefix(sign));
                    lines.map(|line| format!("{line}\n")).collect::<String>()
                };
                steps.push(Step::Change { file: file.into(), old: side('-'), new: side('+') });
            }
            [_, "end", "of", file] => steps.push(Step::Append { file: file.into(), text }),
            [_, file] => steps.push(Step::Write { file: file.into(), text }),
            _ => {}
        }
    }
    steps
}

fn walk(steps: &[Step], folder: &Path, page: &Path) {
    for step in steps {
        match step {
            Step::Write { file, text } => fs::write(folder.join(file), text).unwrap(),
            Step::Append { file, text } => {
                let before = fs::read_to_string(folder.join(file)).unwrap();
                fs::write(folder.join(file), before + "\n" + text).unwrap();
            }
            Step::Change { file, old, new } => {
                let before = fs::read_to_string(folder.join(file)).unwrap();
                assert_eq!(before.matches(old).count(), 1, "{}: {file}\n{old}", page.display());
                fs::write(folder.join(file), before.replace(old, new)).unwrap();
            }
            Step::Run(told) => run(told, folder, page),
        }
    }
}

/// Whether the machine has the program of a command; ours is always there, Python may not be.
fn is_there(command: &str) -> bool {
    let program = command.split(' ').next().expect("a split has a first part");
    let look = format!("command -v {program}");
    program == "callsim"
        || Command::new("sh").args(["-c", &look]).output().unwrap().status.success()
}

/// Runs a command, which has to print what is told: on standard output, or on both.
fn run(told: &Told, folder: &Path, page: &Path) {
    let Told { command, expected, .. } = told;
    if !is_there(command) {
        return;
    }
    let program = Path::new(env!("CARGO_BIN_EXE_callsim")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let run = Command::new("sh")
        .args(["-c", command])
        .current_dir(folder)
        .env("PATH", path)
        .env_remove("GITHUB_STEP_SUMMARY")
        .output()
        .unwrap();
    let printed = String::from_utf8(run.stdout).unwrap();
    let all = printed.clone() + &String::from_utf8_lossy(&run.stderr);
    // What is wrong with a scenario, a gate that fails and results that differ are told, too.
    let is_told = run.status.success()
        || matches!(run.status.code(), Some(2..=6)) && !expected.trim().is_empty();
    let is_said_by_both = matches(&all, expected) || printed.is_empty();
    let said = if is_said_by_both { &all } else { &printed };
    assert!(
        is_told && told.is_true(said, page),
        "{}: $ {command}\nends with {:?} and prints\n{all}",
        page.display(),
        run.status.code()
    );
}

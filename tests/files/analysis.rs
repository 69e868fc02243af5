//! The examples of analyses run, where somebody has what they are written in.
//!
//! `CALLSIM_PYTHON` names another interpreter than `python3`; with `CALLSIM_INTERPRETERS=required` one
//! that is missing is a failure.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::desk::{Desk, stderr, stdout};

/// An interpreter that has what is needed; says so where there is none.
fn interpreter(program: &str, check: &[&str]) -> Option<Command> {
    let found = Command::new(program).args(check).output();
    if found.is_ok_and(|output| output.status.success()) {
        return Some(Command::new(program));
    }
    let text = format!("`{program} {}` does not run", check.join(" "));
    let required = std::env::var("CALLSIM_INTERPRETERS").is_ok_and(|value| value == "required");
    assert!(!required, "{text}");
    #[expect(clippy::print_stderr, reason = "what is left out is said")]
    {
        eprintln!("left out: {text}");
    }
    None
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/analysis").join(name)
}

/// Two plans with the same callers.
fn two_plans(desk: &Desk) {
    desk.done(&["run", "desk.toml", "-n", "60", "-o", "plan"]);
    let more = "agent_group.help-desk.shift.1.agents=6";
    desk.done(&["run", "desk.toml", "-n", "60", "--set", more, "-o", "more"]);
}

/// Runs an example on both plans, and on the first alone.
fn told(desk: &Desk, interpreter: &dyn Fn() -> Command, script: &str) -> String {
    let tell = |folders: &[&str]| {
        let mut command = interpreter();
        command.current_dir(desk.path("")).arg(example(script)).args(folders);
        let output = command.env("LC_ALL", "C.UTF-8").output().unwrap();
        assert!(output.status.success(), "{script}: {}", stderr(&output));
        stdout(&output)
    };
    let (alone, both) = (tell(&["plan"]), tell(&["plan", "more"]));
    assert!(both.starts_with(&alone), "{alone}\n{both}");
    both
}

/// The four parts, with as many pairs as there are replications.
fn assert_tells(text: &str) {
    for part in [
        "Service level over 60 replications",
        "The 5 worst intervals",
        "Abandonment on load",
        "more against plan, 60 pairs of replications",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn the_example_in_python_tells_the_same_from_csv_and_from_parquet() {
    let program = std::env::var("CALLSIM_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let Some(_) = interpreter(&program, &["-c", "import pandas"]) else { return };
    let desk = Desk::new();
    two_plans(&desk);
    let python = || Command::new(&program);
    let from_csv = told(&desk, &python, "analyse.py");
    assert_tells(&from_csv);
    let has_parquet = interpreter(&program, &["-c", "import pyarrow"]).is_some();
    if cfg!(feature = "parquet") && has_parquet {
        desk.done(&["run", "desk.toml", "-n", "60", "-o", "plan", "--parquet"]);
        assert_eq!(told(&desk, &python, "analyse.py"), from_csv);
    }
}

#[test]
fn the_example_in_r_runs() {
    let Some(_) = interpreter("Rscript", &["--version"]) else { return };
    let desk = Desk::new();
    two_plans(&desk);
    assert_tells(&told(&desk, &|| Command::new("Rscript"), "analyse.R"));
}

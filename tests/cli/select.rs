//! `callsim select` from outside.

use crate::desk::{Desk, code, names, results, stderr, stdout};

/// The starter scenario with one agent less and more.
const VARIANTS: [&str; 6] = [
    "select",
    "desk.toml",
    "--variant",
    "fewer: agent_group.help-desk.shift.1.agents=4",
    "--variant",
    "more: agent_group.help-desk.shift.1.agents=6",
];

fn select<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&VARIANTS[..], &["--measure", "service_level"], more].concat()
}

#[test]
fn the_best_is_selected_and_the_others_are_left_out_early() {
    let desk = Desk::new();
    let page = desk.done(&select(&["--indifference", "0.002"]));
    assert!(page.starts_with("more is the best, service_level: "), "{page}");
    assert!(
        page.contains("with probability 95 % or more none is better by 0.002 or more"),
        "{page}"
    );
    assert!(page.contains("dropped: more is better"), "{page}");
    assert!(page.lines().all(|line| line.chars().count() <= 100), "{page}");
    let folder = "results/select/starter-vs-fewer-vs-more";
    let files = ["manifest.json", "report.html", "selection.csv", "selection.json"];
    assert_eq!(names(&desk.path(folder)), files);
    let html = desk.read(&format!("{folder}/report.html"));
    assert!(html.contains("<p>By service level, more is the best: "), "{html}");
    assert!(html.contains("--indifference 0.002 --at-most 100000 -n 50 --seed 1"), "{html}");
    let json = desk.json(&format!("{folder}/selection.json"));
    assert_eq!((&json["best"], &json["decided"]), (&"more".into(), &true.into()));
    let rows = json["variants"].as_array().unwrap();
    let all: u64 = rows.iter().map(|row| row["replications"].as_u64().unwrap()).sum();
    assert_eq!(json["replications"], all);
    let outcomes: Vec<_> = rows.iter().map(|row| row["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == "best").count(), 1);
    let manifest = desk.json(&format!("{folder}/manifest.json"));
    assert_eq!(manifest["experiment"], "select");
    assert_eq!(manifest["settings"]["procedure"], "kn");
    assert_eq!(manifest["scenarios"].as_array().unwrap().len(), 3);
}

#[test]
fn a_selection_is_the_same_for_any_number_of_threads() {
    let desk = Desk::new();
    for rule in [["--indifference", "0.01"], ["--budget", "200"]] {
        let run = |out, threads| {
            desk.done(&select(&[&rule[..], &["--threads", threads, "-o", out]].concat()));
            results(&desk.path(out))
        };
        assert!(run("one", "1") == run("three", "3"), "{rule:?}");
    }
}

#[test]
fn a_budget_is_spent_and_the_probability_is_told_as_no_guarantee() {
    let desk = Desk::new();
    let page = desk.done(&select(&["--budget", "200", "-o", "out"]));
    assert!(page.contains("this is right with probability a"), "{page}");
    assert!(page.contains("200 replications distributed by OCBA, first stage 20."), "{page}");
    let csv = desk.read("out/selection.csv");
    let rows = csv.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    let spent: u64 = rows.map(|row| row[10].parse::<u64>().unwrap()).sum();
    assert_eq!(spent, 200, "{csv}");
}

#[test]
fn less_is_better_where_that_is_so_or_wanted() {
    let desk = Desk::new();
    let of = |rest: &[&str]| {
        let args = [&VARIANTS[..], &["--indifference", "2", "-o", "out"], rest].concat();
        desk.done(&args)
    };
    assert!(of(&["--measure", "asa"]).starts_with("more is the best, asa: "));
    let page = of(&["--measure", "staffed_hours", "--prefer", "lower"]);
    assert!(page.starts_with("fewer is the best, staffed_hours: "), "{page}");
    let page = desk.done(&[&VARIANTS[..], &["--indifference", "5s", "--measure", "asa"]].concat());
    assert!(page.contains("none is better by 5 s or more"), "{page}");
}

#[test]
fn what_is_not_decided_in_time_says_so() {
    let desk = Desk::new();
    let output = desk.callsim(&select(&[
        "--indifference",
        "0.00001",
        "--at-most",
        "70",
        "--variant",
        "same: time.close=18:00",
    ]));
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let page = stdout(&output);
    assert!(page.contains(" is the best so far, "), "{page}");
    assert!(page.contains("NOT DECIDED: 70 replications of one are the most allowed"), "{page}");
    assert!(stderr(&output).contains("warning: the best was not decided"), "{}", stderr(&output));
}

#[test]
fn what_cannot_be_selected_is_told_with_what_to_do() {
    let desk = Desk::new();
    let measure = ["--measure", "service_level"];
    let rule = ["--indifference", "0.01"];
    for (args, words) in [
        ([&["select", "desk.toml"], &measure[..], &rule].concat(), "nothing to choose from"),
        ([&VARIANTS[..], &measure].concat(), "--indifference <DELTA>|--budget <N>"),
        (select(&["--indifference", "0.01", "--budget", "300"]), "cannot be used with"),
        (select(&["--indifference", "1%"]), "1 percentage points are 0.01"),
        (select(&["--indifference", "2s"]), "is no time"),
        (select(&["--indifference", "0"]), "expected more than zero"),
        (select(&["--indifference", "0.01", "-n", "5"]), "write `-n 10` or more"),
        (select(&["--indifference", "0.01", "--at-most", "20"]), "write `--at-most 50` or more"),
        (
            select(&["--indifference", "0.01", "--confidence", "0.3"]),
            "guessed with probability 1/3",
        ),
        (select(&["--budget", "40"]), "write `--budget 60` or more"),
        ([&VARIANTS[..], &["--measure", "offered"], &rule].concat(), "write `--prefer higher`"),
        ([&VARIANTS[..], &["--measure", "offerd"], &rule].concat(), "did you mean `offered`?"),
    ] {
        let output = desk.callsim(&args);
        assert_eq!((code(&output), output.stdout.len()), (2, 0), "{args:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(words), "{args:?}: {}", stderr(&output));
    }
    assert_eq!(desk.names(), ["desk.toml"]);
}

#[cfg(unix)]
#[test]
fn an_interrupted_selection_leaves_nothing() {
    use std::process::{Command, Stdio};

    let desk = Desk::new();
    let mut command = desk.command(&select(&["--budget", "100000000", "--threads", "1"]));
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let begun = || {
        let there = std::fs::read_dir(desk.path("results/select"));
        there.is_ok_and(|mut entries| entries.next().is_some())
    };
    while !begun() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(kill.unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!((code(&output), output.stdout.len()), (130, 0), "{}", stderr(&output));
    assert!(stderr(&output).contains("nothing was written"), "{}", stderr(&output));
    assert!(names(&desk.path("results/select")).is_empty());
}

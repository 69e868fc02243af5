//! `run --reduce` from outside: what it prints, which files it leaves, what it refuses.

use crate::desk::{Desk, code, names, results, stderr};

#[test]
fn a_reduced_run_says_what_it_is_worth_and_leaves_a_file_that_does() {
    let desk = Desk::new();
    let args = ["run", "desk.toml", "-n", "320", "--reduce", "quasi,control", "-o", "out"];
    let page = desk.done(&args);
    assert!(page.contains("Worth so many times the replications"), "{page}");
    assert!(page.contains("Variance reduced by quasi and control: intervals from 20 groups of 16"));
    assert!(names(&desk.path("out")).contains(&"reduction.csv".to_owned()));
    let gains = desk.read("out/reduction.csv");
    assert!(gains.starts_with("scope,name,measure,groups,gain_of_mean,gain_of_ratio_of_means\n"));
    let summary = desk.read("out/summary.json");
    assert!(
        summary.contains("\"reduce\": [\"quasi\",\"control\"],\n\"groups\": 20,\n"),
        "{summary}"
    );
    assert!(desk.read("out/manifest.json").contains("\"reduce\": ["));
}

#[test]
fn without_it_no_file_says_anything_of_it() {
    let desk = Desk::new();
    let page = desk.done(&["run", "desk.toml", "-n", "20", "-o", "out"]);
    assert!(!page.contains("Worth"));
    assert!(!names(&desk.path("out")).contains(&"reduction.csv".to_owned()));
    for file in ["summary.json", "manifest.json"] {
        assert!(!desk.read(&format!("out/{file}")).contains("\"reduce\""));
    }
}

#[test]
fn replications_are_rounded_up_to_whole_groups_and_that_is_said() {
    let desk = Desk::new();
    let output = desk.callsim(&["run", "desk.toml", "-n", "50", "--reduce", "quasi", "-o", "out"]);
    assert_eq!(code(&output), 0);
    assert!(stderr(&output).contains(": 64 replications instead of 50: whole groups of 16\n"));
    assert!(desk.read("out/summary.json").contains("\"replications\": 64,"));
}

#[test]
fn what_it_is_worth_if_time_counts_is_said_and_stands_in_no_file() {
    let desk = Desk::new();
    let said = |reduce: &str| {
        let args = ["run", "desk.toml", "-n", "64", "--reduce", reduce, "-o", reduce];
        let output = desk.callsim(&args);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        stderr(&output)
    };
    assert!(said("quasi").contains(" times as long as a plain one: for the service level"));
    assert!(said("control").contains(": a replication takes as long as a plain one"));
    assert!(!desk.read("quasi/manifest.json").contains("as long as"));
    let quiet = desk.callsim(&["run", "desk.toml", "-n", "64", "--reduce", "quasi", "-q"]);
    assert_eq!(stderr(&quiet), "");
}

#[test]
fn controls_change_estimates_but_no_replication() {
    let desk = Desk::new();
    desk.done(&["run", "desk.toml", "-n", "100", "-o", "plain"]);
    desk.done(&["run", "desk.toml", "-n", "100", "--reduce", "control", "-o", "reduced"]);
    assert_eq!(desk.read("plain/replications.csv"), desk.read("reduced/replications.csv"));
    assert_ne!(desk.read("plain/summary.csv"), desk.read("reduced/summary.csv"));
}

#[test]
fn reduced_shards_are_merged_to_the_results_of_one_run() {
    let desk = Desk::new();
    for how in ["quasi,control", "antithetic", "control"] {
        let args = |more: &[&'static str]| -> Vec<&str> {
            let run = ["run", "desk.toml", "-n", "336", "--reduce", how];
            run.iter().chain(more).copied().collect()
        };
        desk.done(&args(&["-o", "whole", "--threads", "2"]));
        desk.done(&args(&["-o", "one", "--shard", "1/2"]));
        desk.done(&args(&["-o", "two", "--shard", "2/2"]));
        desk.done(&["merge", "one", "two", "-o", "merged"]);
        assert!(results(&desk.path("merged")) == results(&desk.path("whole")), "{how}");
    }
    desk.done(&["run", "desk.toml", "-n", "336", "--shard", "2/2", "-o", "plain"]);
    desk.done(&[
        "run",
        "desk.toml",
        "-n",
        "336",
        "--shard",
        "1/2",
        "--reduce",
        "quasi",
        "-o",
        "one",
    ]);
    let said = desk.refused(&["merge", "one", "plain", "-o", "merged"], 2);
    assert!(
        said.contains("it holds independent replications instead of quasi-random replications")
    );
}

#[test]
fn a_reduced_run_is_resumed_as_it_was_begun() {
    let desk = Desk::new();
    let shard = |how: &'static str| {
        [
            "run",
            "desk.toml",
            "-n",
            "320",
            "--shard",
            "1/2",
            "-o",
            "out",
            "--resume",
            "--reduce",
            how,
        ]
    };
    desk.done(&shard("quasi"));
    let before = desk.read("out/summary.csv");
    desk.done(&shard("quasi"));
    assert_eq!(desk.read("out/summary.csv"), before);
    let said = desk.refused(&shard("antithetic"), 2);
    assert!(said.contains("it holds quasi-random replications instead of antithetic"), "{said}");
    assert!(said.contains("; say `--reduce quasi` as before, or leave out `--resume`"), "{said}");
    // Results that are complete hold no replications, and their manifest says how they came about.
    let whole = ["run", "desk.toml", "-n", "32", "-o", "whole", "--resume"];
    desk.done(&[&whole[..], &["--reduce", "quasi"]].concat());
    let said = desk.refused(&whole, 2);
    assert!(said.contains("it holds results of `--reduce quasi`; say `--reduce"), "{said}");
}

#[test]
fn what_cannot_be_reduced_is_refused_with_a_reason() {
    let desk = Desk::new();
    let run = |more: &[&'static str]| desk.refused(&[&["run", "desk.toml"], more].concat(), 2);
    let said = run(&["--reduce", "quasi,antithetic"]);
    assert!(said.contains("takes `quasi` or `antithetic`, not both"), "{said}");
    let said = run(&["--reduce", "control", "-n", "19"]);
    assert!(
        said.contains("19 replications are too few: it takes 20; say `-n 20` or more"),
        "{said}"
    );
    let said = run(&["--reduce", "quasi", "-n", "3"]);
    assert!(said.contains("16 replications are too few: it takes 32"), "{said}");
    let said = run(&["--reduce", "quasi", "--replication", "3"]);
    assert!(said.contains("cannot be used with"), "{said}");
    desk.done(&["new", "insurer", "-o", "insurer.toml"]);
    let said = desk.refused(&["run", "insurer.toml", "--reduce", "control"], 2);
    assert!(said.contains("insurer: `control` has no controls: "), "{said}");
    assert!(said.contains("; leave it out of `--reduce`"), "{said}");
}

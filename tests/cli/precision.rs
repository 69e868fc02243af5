//! `callsim run --precision` from outside.

use crate::desk::{Desk, code, results, stderr, stdout};

const RUN: [&str; 6] =
    ["run", "desk.toml", "--precision", "service_level=0.004", "--precision", "asa.help=8%"];

#[test]
fn a_run_ends_when_every_interval_is_narrow_enough() {
    let desk = Desk::new();
    let page = desk.done(&RUN);
    let manifest = desk.json("results/starter/manifest.json");
    let settings = &manifest["settings"];
    let precision = &settings["precision"];
    assert_eq!(manifest["partial"], false);
    assert_eq!(settings["replications"], settings["requested"]);
    assert_eq!(precision["met"], true);
    assert_eq!(precision["asked"][1]["relative"], 0.08);
    let [looks, reached] = ["looks", "reached"].map(|key| precision[key].as_array().unwrap());
    assert!(looks.len() > 1 && looks[0] == 200, "{looks:?}");
    assert_eq!(looks.last(), Some(&settings["replications"]));
    assert!(reached[0]["half_width"].as_f64().unwrap() <= 0.004);
    assert!(page.contains("\nEnded when precise enough; looked after 200"), "{page}");
    assert!(page.contains("% of its value, asked for 8 %.\n"), "{page}");
    assert!(page.lines().all(|line| line.chars().count() <= 100), "{page}");
    let summary = desk.json("results/starter/summary.json");
    assert_eq!(summary["precision"], *precision);
    // The half-width is that of the interval in the files.
    let measures = summary["measures"].as_array().unwrap();
    let level = measures.iter().find(|row| row["measure"] == "service_level").unwrap();
    let ends =
        ["ratio_of_means_low", "ratio_of_means_high"].map(|key| level[key].as_f64().unwrap());
    let half_width = reached[0]["half_width"].as_f64().unwrap();
    assert!((0.5 * (ends[1] - ends[0]) - half_width).abs() < 1e-12);
}

#[test]
fn a_precise_run_is_the_same_for_any_number_of_threads_and_as_one_of_as_many_replications() {
    let desk = Desk::new();
    let run = |out, threads| {
        desk.done(&[&RUN[..], &["--threads", threads, "-o", out]].concat());
        results(&desk.path(out))
    };
    assert!(run("one", "1") == run("three", "3"));
    let replications = desk.read("one/replications.csv").lines().last().unwrap().to_owned();
    let last: u64 = replications.split(',').next().unwrap().parse().unwrap();
    desk.done(&["run", "desk.toml", "-n", &(last + 1).to_string(), "-o", "plain"]);
    for file in ["replications.csv", "summary.csv", "intervals.csv"] {
        assert!(desk.read(&format!("one/{file}")) == desk.read(&format!("plain/{file}")), "{file}");
    }
}

#[test]
fn a_precision_that_is_not_reached_is_a_warning() {
    let desk = Desk::new();
    let asked = ["run", "desk.toml", "--precision", "probability_met=0.001", "-n", "60"];
    let output = desk.callsim(&[&asked[..], &["--at-most", "130"]].concat());
    assert_eq!(code(&output), 0);
    let page = stdout(&output);
    let alarm = "PRECISION NOT REACHED in 130 replications: probability_met ± ";
    assert!(page.lines().nth(1).unwrap().starts_with(alarm), "{page}");
    assert!(page.contains("looked after 60 and 130 replications"), "{page}");
    let said = stderr(&output);
    assert!(said.starts_with("warning: starter: 130 replications do not reach"), "{said}");
    let manifest = desk.read("results/starter/manifest.json");
    assert!(manifest.contains("\"met\": false") && manifest.contains("\"partial\": false"));
}

#[test]
fn what_cannot_be_had_precisely_is_told_with_what_to_do() {
    let desk = Desk::new();
    for (args, words) in [
        (&["--precision", "asa"][..], "expected MEASURE=HALF_WIDTH"),
        (&["--precision", "asa=2x"], "the units are us, ms, s, m"),
        (&["--precision", "asa=-1"], "expected more than zero"),
        (&["--precision", "asa=100%"], "expected less than 100 %"),
        (&["--precision", "asaa=1"], "did you mean `asa`?"),
        (&["--precision", "abandonment=2s"], "is no time"),
        (&["--precision", "abandonment=2"], "two percentage points are 0.02"),
        (&["--precision", "asa=1", "-n", "49"], "write `-n 50` or more"),
        (&["--precision", "asa=1", "-n", "90", "--at-most", "80"], "write `--at-most 90` or more"),
        (&["--precision", "asa=1", "--at-most", "8"], "write `--at-most 50` or more"),
        (&["--precision", "asa=1", "--shard", "1/2"], "run the shards with `-n`"),
        (&["--precision", "asa=1", "--replication", "3"], "leave out `--replication`"),
        (&["--at-most", "80"], "--precision"),
    ] {
        let output = desk.callsim(&[&["run", "desk.toml"], args].concat());
        assert_eq!((code(&output), output.stdout.len()), (2, 0), "{args:?}");
        assert!(stderr(&output).contains(words), "{args:?}: {}", stderr(&output));
    }
    assert_eq!(desk.names(), ["desk.toml"]);
}

#[test]
fn what_is_complete_is_not_run_again_unless_something_else_is_asked() {
    let desk = Desk::new();
    let run = |half_width: &str, rest: &[&str]| {
        let asked = format!("service_level={half_width}");
        desk.callsim(&[&["run", "desk.toml", "--precision", &asked], rest].concat())
    };
    assert_eq!(code(&run("0.01", &[])), 0);
    let before = results(&desk.path("results/starter"));
    let again = run("0.01", &["--resume"]);
    assert_eq!(code(&again), 0);
    assert!(stderr(&again).contains("are complete already"), "{}", stderr(&again));
    assert!(before == results(&desk.path("results/starter")));
    for other in [run("0.02", &["--resume"]), run("0.01", &["--resume", "--at-most", "5000"])] {
        assert_eq!(code(&other), 2);
        assert!(stderr(&other).contains("differ in"), "{}", stderr(&other));
        assert!(stderr(&other).contains("leave out `--resume`"), "{}", stderr(&other));
    }
}

#[cfg(unix)]
mod on_unix {
    use std::process::{Command, Stdio};

    use super::*;

    /// Takes 2000 replications after the first 200, then many.
    const MUCH: [&str; 6] =
        ["run", "desk.toml", "--precision", "service_level=0.0012", "-o", "part"];

    fn cut_short(desk: &Desk, signal: &str) -> i32 {
        let mut command = desk.command(&[&MUCH[..], &["--threads", "1"]].concat());
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        desk.wait_for_replications();
        let kill = Command::new("kill").args([signal, &child.id().to_string()]).status();
        assert!(kill.unwrap().success());
        child.wait().unwrap().code().unwrap_or(-1)
    }

    #[test]
    fn an_interrupted_precise_run_is_continued_to_the_same_bytes() {
        let desk = Desk::new();
        for signal in ["-INT", "-KILL"] {
            let ended = cut_short(&desk, signal);
            assert_eq!(ended, if signal == "-INT" { 130 } else { -1 });
            if signal == "-INT" {
                let page = desk.read("part/manifest.json");
                assert!(page.contains("\"partial\": true"), "{page}");
            }
            let output = desk.callsim(&[&MUCH[..], &["--resume"]].concat());
            assert_eq!(code(&output), 0, "{}", stderr(&output));
            let said = stderr(&output);
            assert!(said.contains(" replications were complete already\n"), "{said}");
            if !desk.path("whole").exists() {
                desk.done(&[&MUCH[..4], &["-o", "whole"]].concat());
            }
            assert!(results(&desk.path("part")) == results(&desk.path("whole")));
            assert_eq!(desk.names(), ["desk.toml", "part", "whole"]);
            std::fs::remove_dir_all(desk.path("part")).unwrap();
        }
    }

    #[test]
    fn what_has_more_replications_than_it_takes_is_not_cut() {
        let desk = Desk::new();
        assert_eq!(cut_short(&desk, "-INT"), 130);
        let before = results(&desk.path("part"));
        let output = desk.callsim(&[
            "run",
            "desk.toml",
            "-o",
            "part",
            "--resume",
            "--precision",
            "service_level=0.1",
            "-n",
            "50",
        ]);
        assert_eq!(code(&output), 2, "{}", stderr(&output));
        assert!(stderr(&output).contains("the asked precision takes 50"), "{}", stderr(&output));
        assert!(before == results(&desk.path("part")));
        assert_eq!(desk.names(), ["desk.toml", "part"]);
    }
}

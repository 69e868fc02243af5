//! Shards and interrupted runs from outside: whatever was cut, the bytes are those of one run.

use std::fs;

use crate::desk::{Desk, code, names, results, stderr};

/// Runs the starter scenario in so many shards, into `shard-1`, `shard-2`, …
fn run_shards(desk: &Desk, replications: &str, count: u64) -> Vec<String> {
    let folders: Vec<_> = (1..=count).map(|number| format!("shard-{number}")).collect();
    for (number, folder) in (1..).zip(&folders) {
        let shard = format!("{number}/{count}");
        desk.done(&["run", "desk.toml", "-n", replications, "--shard", &shard, "-o", folder]);
    }
    folders
}

/// What a merge prints.
fn merge(desk: &Desk, folders: &[String], rest: &[&str]) -> String {
    let folders = folders.iter().map(String::as_str);
    desk.done(&["merge"].into_iter().chain(folders).chain(rest.iter().copied()).collect::<Vec<_>>())
}

#[test]
fn merged_shards_are_the_same_bytes_as_one_run() {
    let desk = Desk::new();
    // 150 in three even parts, and 5 in seven parts, of which two are empty.
    for (replications, count) in [("150", 3), ("100", 7), ("5", 7)] {
        let page = desk.done(&["run", "desk.toml", "-n", replications, "-o", "whole"]);
        let mut folders = run_shards(&desk, replications, count);
        folders.rotate_left(2);
        assert_eq!(merge(&desk, &folders, &["-o", "merged"]), page);
        assert!(results(&desk.path("merged")) == results(&desk.path("whole")), "{replications}");
    }
}

#[test]
fn agents_known_by_name_are_merged_like_everything_else() {
    let desk = Desk::new();
    let table = "\n[[agent_group.individual]]\nname = \"Ann\"\nwage = 30\n";
    let text = desk
        .read("desk.toml")
        .replace("name = \"help-desk\"\n", "name = \"help-desk\"\nwage = 20\n");
    let text = text + table;
    fs::write(desk.path("desk.toml"), text).unwrap();
    let page = desk.done(&["run", "desk.toml", "-n", "150", "-o", "whole"]);
    let folders = run_shards(&desk, "150", 3);
    assert_eq!(merge(&desk, &folders, &["-o", "merged"]), page);
    assert!(results(&desk.path("merged")) == results(&desk.path("whole")));
    let rows = desk.read("whole/agents.csv");
    assert!(rows.starts_with("agent_group,agent,state,hours,share,calls,occupancy\n"), "{rows}");
    assert_eq!(rows.lines().filter(|row| row.split(',').nth(1) == Some("Ann")).count(), 5);
    assert!(desk.read("whole/summary.csv").contains("agent_group,help-desk,wage_cost,money,"));
}

#[test]
fn shards_are_merged_where_nothing_but_they_are() {
    let desk = Desk::new();
    desk.done(&["new", "bank-monday", "-o", "bank.toml"]);
    let set = ["--set", "call_type.cards.arrivals.scale=1.2", "--seed", "3", "-n", "20"];
    let run = |rest: &[&str]| {
        desk.done(&[&["run", "bank.toml", "--confidence", "0.9"], &set[..], rest].concat())
    };
    run(&["-o", "whole"]);
    run(&["--shard", "1/2"]);
    run(&["--shard", "2/2"]);
    for file in names(desk.0.path()).iter().filter(|name| name.contains('.')) {
        fs::remove_file(desk.path(file)).unwrap();
    }
    let whole = "results/bank-monday+call_type.cards.arrivals.scale=1.2";
    let [first, second] = [1, 2].map(|number| format!("{whole}-{number}-of-2"));
    let json = desk.done(&["merge", &first, &second, "--format", "json"]);
    assert!(results(&desk.path(whole)) == results(&desk.path("whole")));
    assert_eq!(json, desk.read("whole/summary.json"));
    // A shard says that it is one.
    let manifest = desk.read(&format!("{second}/manifest.json"));
    assert!(manifest.contains(r#""shard": "2/2""#), "{manifest}");
}

#[test]
fn several_scenarios_are_run_shard_by_shard() {
    let desk = Desk::new();
    desk.done(&["new", "help-desk", "-o", "other.toml"]);
    for shard in ["1/2", "2/2"] {
        let out = format!("shard-{}", &shard[..1]);
        desk.done(&["run", "desk.toml", "other.toml", "-n", "9", "--shard", shard, "-o", &out]);
    }
    desk.done(&["run", "desk.toml", "-n", "9", "-o", "whole"]);
    desk.done(&["merge", "shard-1/starter", "shard-2/starter"]);
    assert!(results(&desk.path("results/starter")) == results(&desk.path("whole")));
    let said = desk.refused(&["merge", "shard-1/starter", "shard-2/help-desk"], 2);
    assert_eq!(
        said,
        "error: `shard-2/help-desk` does not belong to `shard-1/starter`: it holds another \
         scenario, or other values set in it\n"
    );
}

#[test]
fn a_job_of_an_array_runs_its_shard() {
    let desk = Desk::new();
    desk.done(&["run", "desk.toml", "-n", "20", "--shard", "3/4", "-o", "named"]);
    let slurm = [
        ("SLURM_ARRAY_TASK_ID", "13"),
        ("SLURM_ARRAY_TASK_MIN", "11"),
        ("SLURM_ARRAY_TASK_COUNT", "4"),
    ];
    let aws = [("AWS_BATCH_JOB_ARRAY_INDEX", "2"), ("AWS_BATCH_JOB_ARRAY_SIZE", "4")];
    let kubernetes = [("JOB_COMPLETION_INDEX", "2")];
    for (shard, variables) in [("auto", &slurm[..]), ("auto", &aws), ("auto/4", &kubernetes)] {
        let args = ["run", "desk.toml", "-n", "20", "--shard", shard, "-o", "found"];
        let output = desk.command(&args).envs(variables.iter().copied()).output().unwrap();
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        assert!(results(&desk.path("found")) == results(&desk.path("named")), "{variables:?}");
    }
    let said = desk.refused(&["run", "desk.toml", "--shard", "auto"], 2);
    assert_eq!(
        said,
        "error: `--shard auto` finds no job array: none of `SLURM_ARRAY_TASK_ID`, \
         `AWS_BATCH_JOB_ARRAY_INDEX`, `JOB_COMPLETION_INDEX` is set; name the shard, as in \
         `--shard 3/8`\n"
    );
}

#[test]
fn what_does_not_belong_together_is_not_merged() {
    let desk = Desk::new();
    run_shards(&desk, "12", 3);
    let run = |out: &str, rest: &[&str]| {
        let shard = ["run", "desk.toml", "--shard", "2/3", "-o", out];
        desk.done(&[&shard[..], rest].concat());
    };
    run("seed", &["-n", "12", "--seed", "9"]);
    run("set", &["-n", "12", "--set", "agent_group.help-desk.shift.1.agents=6"]);
    run("more", &["-n", "13"]);
    run("sure", &["-n", "12", "--confidence", "0.9"]);
    desk.done(&["run", "desk.toml", "-n", "12", "--shard", "2/4", "-o", "quarter"]);
    desk.done(&["run", "desk.toml", "-n", "12", "-o", "whole"]);
    for (folders, said) in [
        (&["shard-1", "shard-3"][..], "shard 2/3 is missing"),
        (&["shard-2"], "shards 1/3, 3/3 are missing"),
        (&["shard-1", "shard-1", "shard-2"], "`shard-1` and `shard-1` are both shard 1/3"),
        (
            &["shard-1", "seed", "shard-3"],
            "`seed` does not belong to `shard-1`: it holds seed 9 instead of 1",
        ),
        (
            &["shard-1", "set", "shard-3"],
            "`set` does not belong to `shard-1`: it holds another scenario, or other values set in \
             it",
        ),
        (
            &["shard-1", "more", "shard-3"],
            "`more` does not belong to `shard-1`: it holds 13 replications instead of 12 \
             replications",
        ),
        (
            &["shard-1", "quarter", "shard-3"],
            "`quarter` does not belong to `shard-1`: it is shard 2/4, the other 1/3",
        ),
        (
            &["shard-1", "sure", "shard-3"],
            "`shard-1` was run with confidence 0.95, `sure` with 0.9; choose one with \
             `--confidence`",
        ),
        (
            &["shard-1", "whole", "shard-3"],
            "`whole` holds no `replications.bin`; only what `run --shard` has written can be merged",
        ),
        (&["nowhere"], "there is no folder `nowhere`"),
        (
            &["shard-1", "shard-2", "shard-3", "-o", "shard-1"],
            "`shard-1` is a shard itself; name another folder with `--out`",
        ),
    ] {
        let said = format!("error: {said}\n");
        assert_eq!(desk.refused(&[&["merge"], folders].concat(), 2), said, "{folders:?}");
    }
    desk.done(&["merge", "shard-1", "sure", "shard-3", "--confidence", "0.95", "-o", "merged"]);
    assert!(results(&desk.path("merged")) == results(&desk.path("whole")));
}

#[test]
fn shards_that_were_changed_or_made_by_another_version_are_refused() {
    let desk = Desk::new();
    run_shards(&desk, "12", 2);
    let path = desk.path("shard-2/replications.bin");
    let whole = fs::read(&path).unwrap();
    let merge = ["merge", "shard-1", "shard-2"];
    let name = path.strip_prefix(desk.0.path()).unwrap().display();
    let refused = |bytes: &[u8], exit_code, said: String| {
        fs::write(&path, bytes).unwrap();
        assert_eq!(desk.refused(&merge, exit_code), format!("error: {said}\n"));
        assert!(!desk.path("results").exists() || names(&desk.path("results")).is_empty());
    };
    let damaged = format!(
        "`{name}` is damaged: its checksums are not those of its contents; run this shard again"
    );
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    refused(&changed, 2, damaged.clone());
    refused(&whole[..whole.len() - 1], 2, damaged.clone());
    refused(&whole[..40], 2, damaged);
    let none = format!("`{name}` holds no replications of callsim; run this shard again");
    refused(b"", 2, none);
    let version = env!("CARGO_PKG_VERSION");
    let other =
        format!("`{name}` was made by callsim 0.0.1, this is {version}; run this shard again");
    refused(b"callsim replications 0.0.1\n", 5, other);
    fs::write(&path, &whole).unwrap();
    desk.done(&merge);
}

#[test]
fn what_is_complete_is_not_run_again() {
    let desk = Desk::new();
    let run = ["run", "desk.toml", "-n", "30", "-o", "whole", "--resume"];
    desk.done(&run);
    let before = desk.read("whole/manifest.json");
    let output = desk.callsim(&[&run[..], &["--format", "csv"]].concat());
    assert_eq!(code(&output), 0);
    assert_eq!(stderr(&output), "results in whole are complete already\n");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), desk.read("whole/summary.csv"));
    assert_eq!(desk.read("whole/manifest.json"), before);

    let shard = ["run", "desk.toml", "-n", "30", "--shard", "2/3", "-o", "shard", "--resume"];
    let page = desk.done(&shard);
    let output = desk.callsim(&shard);
    let said = "10 of 10 replications were complete already\nresults are in shard\n";
    assert_eq!((code(&output), stderr(&output).as_str()), (0, said));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), page);
}

#[test]
fn another_run_is_not_continued() {
    let desk = Desk::new();
    desk.done(&["run", "desk.toml", "-n", "30", "-o", "whole"]);
    desk.done(&["run", "desk.toml", "-n", "30", "--shard", "2/3", "-o", "shard"]);
    let before = results(&desk.path("shard"));
    for (args, said) in [
        (
            &["-n", "31", "-o", "whole"][..],
            "`whole` cannot be continued: it holds no `replications.bin`, and its results differ \
             in scenario, seed, replications, precision, confidence or version",
        ),
        (
            &["-n", "30", "-o", "shard", "--shard", "1/3"],
            "`shard` cannot be continued: it holds shard 2/3 instead of 1/3",
        ),
        (
            &["-n", "30", "-o", "shard", "--shard", "2/3", "--seed", "2"],
            "`shard` cannot be continued: it holds seed 1 instead of 2",
        ),
        (
            &["-n", "40", "-o", "shard", "--shard", "2/3"],
            "`shard` cannot be continued: it holds 30 replications instead of 40 replications",
        ),
    ] {
        let said = format!("error: {said}; leave out `--resume` to begin anew\n");
        let run = [&["run", "desk.toml", "--resume"], args].concat();
        assert_eq!(desk.refused(&run, 2), said);
    }
    assert!(results(&desk.path("shard")) == before);
}

#[cfg(unix)]
mod on_unix {
    use std::process::{Command, Output, Stdio};

    use super::*;

    const RUN: [&str; 6] = ["run", "desk.toml", "-n", "3000", "-o", "part"];

    /// Begins a run and ends it with a signal after the first replications.
    fn cut_short(desk: &Desk, signal: &str) -> Output {
        let mut command = desk.command(&[&RUN[..], &["--threads", "1"]].concat());
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        desk.wait_for_replications();
        let kill = Command::new("kill").args([signal, &child.id().to_string()]).status();
        assert!(kill.unwrap().success());
        child.wait_with_output().unwrap()
    }

    /// Continues, and holds the result against that of a run that nobody interrupted.
    fn assert_continues(desk: &Desk) {
        let output = desk.callsim(&[&RUN[..], &["--resume"]].concat());
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        let said = stderr(&output);
        assert!(said.contains(" of 3000 replications were complete already\n"), "{said}");
        desk.done(&["run", "desk.toml", "-n", "3000", "-o", "whole"]);
        assert!(results(&desk.path("part")) == results(&desk.path("whole")));
        assert_eq!(desk.names(), ["desk.toml", "part", "whole"]);
    }

    #[test]
    fn an_interrupted_run_is_continued_to_the_same_bytes() {
        let desk = Desk::new();
        let output = cut_short(&desk, "-INT");
        assert_eq!(code(&output), 130, "{}", stderr(&output));
        assert!(stderr(&output).contains("; `--resume` continues\n"), "{}", stderr(&output));
        let said = desk.refused(&["merge", "part", "-o", "merged"], 2);
        assert!(said.contains("continue it with `--resume`"), "{said}");
        assert_continues(&desk);
    }

    #[test]
    fn a_run_that_was_killed_is_continued_to_the_same_bytes() {
        let desk = Desk::new();
        cut_short(&desk, "-KILL");
        assert!(!desk.path("part").exists());
        assert_continues(&desk);
    }
}

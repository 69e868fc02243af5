//! `callsim sweep` from outside: exit codes, messages, and the files it leaves.

use std::fs;
#[cfg(unix)]
use std::process::Stdio;

use crate::desk::{Desk, code, names, results, stderr, stdout};

const FILES: [&str; 6] =
    ["manifest.json", "report.html", "sweep.csv", "sweep.json", "sweep.svg", "sweep_wide.csv"];

const AGENTS: &str = "agent_group.help-desk.agents";

fn vary(values: &str) -> String {
    format!("{AGENTS}={values}")
}

/// A scenario of one call type and one group that a sweep takes no time for.
fn desk() -> Desk {
    let desk = Desk::new();
    let scenario = r#"
format = 1
name = "small"
time = { length = "2h" }
run = { replications = 30, seed = 3 }

[[call_type]]
name = "help"
arrivals = { process = "poisson", per_hour = 60 }
handling = { talk = { dist = "exponential", mean = "4m" } }
patience = { dist = "exponential", mean = "2m" }
service_level = { within = "20s", target = 0.80 }

[[agent_group]]
name = "help-desk"
agents = 5
skills = ["help"]
"#;
    fs::write(desk.path("small.toml"), scenario).unwrap();
    desk
}

#[test]
fn the_page_of_a_sweep_has_the_answer_every_point_and_the_command() {
    let desk = desk();
    let answer = desk.done(&["sweep", "small.toml", "--vary", &vary("4..8"), "-q", "-o", "out"]);
    let page = desk.read("out/report.html");
    let found = answer.lines().next().unwrap().split("(offered): ").nth(1).unwrap();
    let sentence = format!("<p>For help, 80 % within 20\u{A0}s (offered) is met {found}.</p>");
    assert!(page.contains(&sentence), "{page}");
    assert_eq!(page.matches("target 80").count(), 1, "{page}");
    let command = format!("callsim sweep small.toml --vary {AGENTS}=4..8 -n 30 --seed 3");
    assert!(page.contains(&command), "{page}");
    // More lines than can be told apart are a map.
    let other = "call_type.help.service_level.within=10s,15s,20s,25s,30s,35s,40s";
    let args = ["sweep", "small.toml", "--vary", &vary("4..10"), "--vary", other, "-n", "2"];
    desk.done(&[&args[..], &["-q", "-o", "map"]].concat());
    let page = desk.read("map/report.html");
    assert!(page.contains("within ↓ agents →") || page.contains("agents ↓ within →"), "{page}");
}

#[test]
fn a_sweep_begins_with_the_answer_and_leaves_every_file() {
    let desk = desk();
    let output = desk.callsim(&["sweep", "small.toml", "--vary", &vary("4..8")]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let page = stdout(&output);
    assert!(page.starts_with("help: 80 % within 20s (offered): from agents = "), "{page}");
    assert!(page.contains("5 points of small (full), 30 replications each, seed 3"), "{page}");
    assert!(page.lines().all(|line| line.chars().count() <= 100), "{page}");
    assert!(stderr(&output).starts_with("5 points × 30 replications = 150 replications\n"));
    let folder = format!("results/sweep/small+{AGENTS}=4..8");
    assert_eq!(names(&desk.path(&folder)), FILES);
    let wide = desk.read(&format!("{folder}/sweep_wide.csv"));
    let header = format!("point,{AGENTS},service_level,service_level_low,service_level_high,");
    assert!(wide.starts_with(&header), "{wide}");
    assert_eq!(wide.lines().count(), 6);
    let manifest = desk.json(&format!("{folder}/manifest.json"));
    assert_eq!(manifest["experiment"], "sweep");
    assert_eq!(manifest["settings"]["vary"][0], vary("4..8"));
    assert_eq!(manifest["scenarios"][0]["overrides"], serde_json::json!([]));
}

#[test]
fn a_point_of_a_sweep_is_the_run_with_its_values_set() {
    let desk = desk();
    desk.done(&["sweep", "small.toml", "--vary", &vary("4,6"), "-o", "sweep"]);
    let swept = desk.read("sweep/sweep.csv");
    desk.done(&["run", "small.toml", "--set", &vary("6"), "-o", "run"]);
    let mut summary = csv::Reader::from_path(desk.path("run/summary.csv")).unwrap();
    let header = summary.headers().unwrap().clone();
    let rows = summary.records().map(|row| {
        let row = row.unwrap();
        let cell = |name| row[header.iter().position(|it| it == name).unwrap()].to_owned();
        let columns = [
            "scope",
            "name",
            "measure",
            "unit",
            "mean",
            "std_dev",
            "ci_low",
            "ci_high",
            "ratio_of_means",
            "ratio_of_means_low",
            "ratio_of_means_high",
            "p05",
            "p50",
            "p95",
            "replications",
        ];
        format!("2,6,{}", columns.map(cell).join(","))
    });
    let of_second: Vec<_> = swept.lines().filter(|line| line.starts_with("2,")).collect();
    assert_eq!(of_second, rows.collect::<Vec<_>>());
}

#[test]
fn a_sweep_is_the_same_bytes_for_any_number_of_threads() {
    let desk = desk();
    for design in ["full", "lhs:5", "sobol:4"] {
        let run = |out: &str, threads| {
            let talk = "call_type.help.handling.talk.mean=3m,4m,5m";
            let args = ["sweep", "small.toml", "-n", "70", "--vary", talk, "--design", design];
            let args = [&args[..], &["--vary", &vary("4..6"), "--threads", threads, "-o", out]];
            desk.done(&args.concat());
            results(&desk.path(out))
        };
        assert!(run("one", "1") == run("three", "3"), "{design}");
    }
}

#[test]
fn a_sweep_can_be_piped_in_every_format() {
    let desk = desk();
    let run = |format| {
        let args = ["sweep", "small.toml", "-q", "--vary", &vary("4..6"), "-o", "out"];
        let measures = ["--measure", "asa.help", "--measure", "occupancy", "--format", format];
        desk.done(&[&args[..], &measures].concat())
    };
    assert_eq!(run("csv"), desk.read("out/sweep_wide.csv"));
    let json = run("json");
    assert_eq!(json, desk.read("out/sweep.json"));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["points"][2]["levels"][AGENTS], 6);
    assert!(json["points"][0]["measures"]["asa.help"]["low"].is_number());
    assert_eq!(json["measures"][1]["path"], "occupancy");
    let page = run("markdown");
    assert!(
        page.starts_with("# small\n\n- **help: ") && page.contains("\n| 6 |") || page.contains("|")
    );
    let svg = desk.read("out/sweep.svg");
    assert!(svg.contains("ASA s") && svg.contains("occupancy %"), "{svg}");
}

#[test]
fn points_come_from_a_file_as_well() {
    let desk = desk();
    let points = format!("{AGENTS},call_type.help.patience.mean\n4,1m\n6,90s\n");
    fs::write(desk.path("points.csv"), points).unwrap();
    let csv = desk.done(&["sweep", "small.toml", "--points", "points.csv", "--format", "csv"]);
    assert!(csv.lines().nth(2).unwrap().starts_with("2,6,90s,"), "{csv}");
    assert!(desk.path("results/sweep/small+points=points").is_dir());
}

#[test]
fn a_point_that_is_no_scenario_ends_the_sweep_before_it_begins() {
    let desk = desk();
    for (values, parts) in [
        (
            "agent_group.help-dsk.agents=1..3",
            &["point 1 (", "--vary 1:1:13", "did you mean `help-desk`", "2 points more are"][..],
        ),
        (
            "agent_group.help-desk.agnts=1..3",
            &["point 1 (", "--vary 1:1:", "`agnts`", "did you mean `agents`"],
        ),
        (
            "agent_group.help-desk.agents=3,-1,x",
            &["point 2 (agent_group.help-desk.agents=-1)", "point 3 (", "--vary 1:1:30"],
        ),
    ] {
        let said = desk.refused(&["sweep", "small.toml", "--vary", values], 2);
        for part in parts {
            assert!(said.contains(part), "{part} in {said}");
        }
    }
    assert!(!desk.path("results").exists());
}

#[test]
fn bad_usage_is_exit_code_2_with_a_remedy() {
    let desk = desk();
    fs::write(desk.path("bad.csv"), format!("{AGENTS},time.length\n4,1h\n5,\n")).unwrap();
    let agents = vary("4..6");
    let twice = ["--vary", &agents, "--set", &vary("4")].map(str::to_owned);
    for (args, complaint) in [
        (vec![], "--vary <PATH=VALUES>"),
        (vec!["--vary", "agents"], "expected PATH=VALUES, such as"),
        (vec!["--vary", "a.b=6..4"], "a range goes up, as in `4..6`"),
        (vec!["--vary", &agents, "--measure", "asaa"], "did you mean `asa`?"),
        (vec!["--vary", &agents, "--design", "lhs"], "how many points"),
        (vec!["--vary", "call_type.help.arrivals.scale=0.9..1.1"], "write a step"),
        (vec!["--vary", "agent_group.help-desk.agents=1..200000"], "200000 points are too many"),
        (vec!["--vary", "run.seed=1..5"], "`run` is the same for all points"),
        (vec!["--points", "bad.csv"], "bad.csv:3: column 2 (`time.length`) is empty"),
        (vec!["--points", "none.csv"], "cannot read points from `none.csv`"),
        (vec!["--points", "bad.csv", "--vary", &agents], "cannot be used with"),
        (twice.iter().map(String::as_str).collect(), "is set or varied twice"),
    ] {
        let output = desk.callsim(&[&["sweep", "small.toml"], &args[..]].concat());
        assert_eq!(code(&output), 2, "{args:?}");
        assert!(stderr(&output).contains(complaint), "{args:?}: {}", stderr(&output));
    }
    assert!(!desk.path("results").exists());
}

#[test]
fn names_from_the_scenario_break_neither_tables_nor_the_picture() {
    let desk = desk();
    let scenario = desk.read("small.toml").replace("\"help\"", "\"R&=1\"");
    fs::write(desk.path("odd.toml"), scenario).unwrap();
    let texts = "description=\"<b>\",\"=1+1\"";
    let within = "call_type.'R&=1'.service_level.within='10s','20s'";
    let args = ["sweep", "odd.toml", "--vary", texts, "--vary", within, "-o", "out"];
    desk.done(&[&args[..], &["--measure", "asa.R&=1"]].concat());
    let svg = desk.read("out/sweep.svg");
    assert!(svg.contains("R&amp;=1") && svg.contains("&lt;b&gt;") && !svg.contains("<b>"), "{svg}");
    assert!(desk.read("out/sweep_wide.csv").contains("\n3,'=1+1,10s,"));
    let json = desk.json("out/sweep.json");
    assert_eq!(json["points"][1]["levels"]["call_type.'R&=1'.service_level.within"], "20s");
}

#[cfg(unix)]
#[test]
fn after_ctrl_c_the_points_that_are_complete_are_there_and_said_to_be_partial() {
    let desk = desk();
    let agents = vary("5..2000");
    let args = ["sweep", "small.toml", "-n", "50", "--vary", &agents, "-o", "out"];
    let mut command = desk.command(&args);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let has_points = |name: &String| {
        let rows = fs::metadata(desk.path(name).join("sweep.csv"));
        name.starts_with(".callsim-") && rows.is_ok_and(|rows| rows.len() > 50_000)
    };
    while !desk.names().iter().any(has_points) {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 130, "{}", stderr(&output));
    let page = stdout(&output);
    assert!(page.contains("INTERRUPTED: ") && page.contains(" of 1996 points are complete"));
    assert_eq!(names(&desk.path("out")), FILES);
    let json = desk.json("out/sweep.json");
    assert_eq!(json["partial"], true);
    let points = json["points"].as_array().unwrap().len();
    let last = desk.read("out/sweep.csv").lines().last().unwrap().to_owned();
    assert!(last.starts_with(&format!("{points},")), "{points}: {last}");
    let wide = desk.read("out/sweep_wide.csv");
    assert_eq!(wide.lines().count(), points + 1);
    assert!(!desk.names().iter().any(|name| name.starts_with(".callsim-")));
}

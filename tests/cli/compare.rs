//! `callsim compare` from outside: what it answers, the files it leaves, what it refuses.

use crate::desk::{Desk, code, names, results, stderr, unbroken};

const FILES: [&str; 7] = [
    "best.csv",
    "differences.csv",
    "differences.json",
    "manifest.json",
    "replications.csv",
    "report.html",
    "scenarios.csv",
];

/// The starter scenario, and with more agents.
const ONE_MORE: [&str; 4] =
    ["compare", "desk.toml", "--variant", "one-more: agent_group.help-desk.shift.1.agents=6"];

fn with<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [&ONE_MORE[..], args].concat()
}

/// The rows of a CSV file, each with its cells.
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let cells = |row: csv::StringRecord| row.iter().map(str::to_owned).collect();
    reader.records().map(|row| cells(row.unwrap())).collect()
}

/// The cell of a column in the first row that `is_it`.
fn cell(rows: &[Vec<String>], is_it: impl Fn(&[String]) -> bool, column: &str) -> String {
    let column = rows[0].iter().position(|name| name == column).unwrap();
    rows.iter().find(|row| is_it(row)).unwrap()[column].clone()
}

#[test]
fn the_first_line_is_the_answer_and_every_file_is_there() {
    let desk = Desk::new();
    let page = desk.done(&with(&["-n", "60"]));
    let (first, _) = page.split_once("\n\n").unwrap();
    let first = unbroken(first);
    assert!(first.starts_with("one-more answers "), "{page}");
    assert!(
        first.contains(" points more of the calls in time than ")
            && first.ends_with("surely better"),
        "{page}"
    );
    assert!(page.contains('▲') && page.contains("What differs (–: not said)"), "{page}");
    assert!(page.contains("agent_group.help-desk.shift.1.agents"), "{page}");
    let folder = desk.path("results/compare");
    let made = names(&folder);
    assert_eq!(made.len(), 1);
    assert!(made[0].ends_with("-vs-one-more"), "{made:?}");
    assert_eq!(names(&folder.join(&made[0])), FILES);
}

#[test]
fn the_page_has_the_answer_the_differences_and_the_command_that_makes_it_again() {
    let desk = Desk::new();
    let answer = desk.done(&with(&["-n", "30", "-q", "-o", "c"]));
    let page = desk.read("c/report.html");
    let size = answer.split(" points more").next().unwrap();
    assert!(page.contains(&format!("<p>{size} percentage points more of the calls")), "{page}");
    let path = "agent_group.help-desk.shift.1.agents";
    assert!(page.contains(path) && page.contains("▲ surely better"), "{page}");
    let command = page.split("<code>").nth(1).unwrap().split("</code>").next().unwrap();
    assert_eq!(
        command,
        "callsim compare desk.toml --variant 'one-more: agent_group.help-desk.shift.1.agents=6' \
         --measure service_level -n 30 --seed 1 --confidence 0.95"
    );
    let again = [&ONE_MORE[..], &["--measure", "service_level", "-n", "30", "--seed", "1"]];
    desk.done(&[&again.concat()[..], &["--confidence", "0.95", "-q", "-o", "d"]].concat());
    assert!(results(&desk.path("c")) == results(&desk.path("d")));
}

#[test]
fn whatever_scenarios_are_called_is_nothing_but_text_on_the_page() {
    let desk = Desk::new();
    let name = format!("</script><script>alert(1)</script>{}", "n".repeat(500));
    let variant = format!("{name}: agent_group.help-desk.shift.1.agents=6");
    let args = ["compare", "desk.toml", "--variant", &variant, "-n", "20", "-q", "-o", "c"];
    desk.done(&args);
    let page = desk.read("c/report.html");
    assert!(!page.contains("<script>alert") && page.contains("&lt;script&gt;alert(1)"), "{page}");
}

#[test]
fn differences_are_those_of_the_runs_of_each_scenario() {
    let desk = Desk::new();
    let differences = rows(&desk.done(&with(&["-n", "30", "--format", "csv", "-q", "-o", "c"])));
    desk.done(&["run", "desk.toml", "-n", "30", "-q", "-o", "a"]);
    let set = ["--set", "agent_group.help-desk.shift.1.agents=6", "-q", "-o", "b"];
    desk.done(&[&["run", "desk.toml", "-n", "30"], &set[..]].concat());
    let mean = |folder: &str| {
        let summary = rows(&desk.read(&format!("{folder}/summary.csv")));
        let of_all = |row: &[String]| row[0] == "all" && row[2] == "service_level";
        cell(&summary, of_all, "ratio_of_means").parse::<f64>().unwrap()
    };
    let is_it =
        |row: &[String]| row[2] == "all" && row[4] == "service_level" && row[7] == "ratio_of_means";
    let number = |column| cell(&differences, is_it, column).parse::<f64>().unwrap();
    assert!((number("difference") - (mean("b") - mean("a"))).abs() < 1e-12);
    assert_eq!((number("baseline_estimate"), number("estimate")), (mean("a"), mean("b")));
    assert!(number("simultaneous_low") < number("ci_low") && number("p_holm") >= number("p_value"));
    assert!(number("variance_saved") > 1.0 && number("correlation") > 0.0);
    // The summary of each scenario is that of its run.
    let scenarios = desk.read("c/scenarios.csv");
    for line in desk.read("b/summary.csv").lines().skip(1) {
        assert!(scenarios.contains(&format!("one-more,{line}\n")), "{line}");
    }
}

#[test]
fn the_same_comparison_is_the_same_bytes_on_any_number_of_threads() {
    let desk = Desk::new();
    for (threads, folder) in [("1", "one"), ("3", "three")] {
        desk.done(&with(&["-n", "150", "-q", "--threads", threads, "-o", folder]));
    }
    assert!(results(&desk.path("one")) == results(&desk.path("three")));
}

#[test]
fn files_are_compared_with_the_first_or_with_the_one_that_is_named() {
    let desk = Desk::new();
    let text = desk.read("desk.toml");
    let plain = text.lines().find(|line| line.starts_with("name = ")).unwrap();
    for name in ["early", "late"] {
        let named = text.replace(plain, &format!("name = \"{name}\""));
        std::fs::write(desk.path(&format!("{name}.toml")), named).unwrap();
    }
    let files = ["compare", "desk.toml", "early.toml", "late.toml", "-n", "20", "-o", "c"];
    let page = desk.done(&[&files[..], &["--baseline", "late"]].concat());
    assert!(page.starts_with("starter is like late in every replication"), "{page}");
    assert!(page.contains("any of them may be the best by service_level"), "{page}");
    let json = desk.json("c/differences.json");
    assert_eq!(json["baseline"], "late");
    assert_eq!(json["best"].as_array().unwrap().len(), 3);
    let manifest = desk.json("c/manifest.json");
    assert_eq!(manifest["experiment"], "compare");
    assert_eq!(manifest["scenarios"].as_array().unwrap().len(), 3);
    let output = desk.callsim(&[&files[..], &["--baseline", "lat"]].concat());
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("`starter`, `early`, `late`"), "{}", stderr(&output));
}

#[test]
fn what_cannot_be_compared_is_refused_with_what_to_do() {
    let desk = Desk::new();
    let refused = |args: &[&str], said: &str| {
        let complaint = desk.refused(args, 2);
        assert!(complaint.contains(said), "{args:?}: {complaint}");
    };
    refused(&["compare", "desk.toml"], "nothing to compare with");
    refused(&["compare", "desk.toml", "desk.toml"], "`desk.toml` is given twice");
    refused(&["compare", "desk.toml", "./desk.toml", "--variant", "a=1"], "give one file");
    refused(&["compare", "desk.toml", "--variant", "more:"], "changes nothing");
    let of_run = "is the same for all variants; see --replications, --seed and --confidence";
    refused(&["compare", "desk.toml", "--variant", "other: run.seed=9"], of_run);
    refused(&with(&["--variant", ONE_MORE[3]]), "two variants are called `one-more`");
    refused(&with(&["--measure", "service_levle"]), "did you mean `service_level`?");
    refused(&with(&["--measure", "occupancy"]), "nobody can say whether more or less");
    refused(&["compare", "desk.toml", "--variant", "agent_group.agnts.agents=1"], "agnts");
    assert_eq!(desk.names(), ["desk.toml"]);
}

#[test]
fn every_format_holds_the_result_alone() {
    let desk = Desk::new();
    let shown = |format| desk.done(&with(&["-n", "10", "-o", "c", "--format", format]));
    let json: serde_json::Value = serde_json::from_str(&shown("json")).unwrap();
    assert_eq!(json["replications"], 10);
    assert_eq!(json["differing"][0]["path"], "agent_group.help-desk.shift.1.agents");
    assert!(shown("csv").starts_with("scenario,baseline,scope,name,measure,unit,better,"));
    assert!(shown("markdown").starts_with("# "));
    // One replication has differences, and no bounds.
    let one = desk.done(&with(&["-n", "1", "-o", "c"]));
    assert!(one.contains("Few replications") && !one.contains('▲'), "{one}");
}

#[cfg(unix)]
#[test]
fn an_interruption_leaves_the_pairs_that_are_complete() {
    use std::process::{Command, Stdio};
    use std::time::Duration;

    let desk = Desk::new();
    // How long it takes to the first replications depends on the machine.
    for pause in [500, 2_000, 10_000, 60_000] {
        let mut command = desk.command(&with(&["-n", "2000000", "-o", "part", "--threads", "1"]));
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(pause));
        let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(kill.unwrap().success());
        let output = child.wait_with_output().unwrap();
        if !desk.path("part").exists() {
            assert_eq!(desk.names(), ["desk.toml"], "nothing is left behind");
            continue;
        }
        assert_eq!(code(&output), 130, "{}", stderr(&output));
        assert!(String::from_utf8_lossy(&output.stdout).contains("INTERRUPTED"));
        assert!(desk.read("part/report.html").contains("INTERRUPTED"));
        let manifest = desk.json("part/manifest.json");
        assert_eq!(manifest["settings"]["partial"], true);
        let complete = manifest["settings"]["replications"].to_string();
        desk.done(&with(&["-n", &complete, "-o", "whole", "-q"]));
        for file in FILES.iter().filter(|file| file.ends_with(".csv")) {
            let (part, whole) = (format!("part/{file}"), format!("whole/{file}"));
            assert!(desk.read(&part) == desk.read(&whole), "{file}");
        }
        return;
    }
    panic!("no replication was ever complete");
}

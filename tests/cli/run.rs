//! `callsim run`, and what holds for every verb.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::desk::{Desk, code, names, results, stderr};

const FILES: [&str; 10] = [
    "agents.csv",
    "intervals.csv",
    "manifest.json",
    "replications.csv",
    "report.html",
    "service_level.csv",
    "states.csv",
    "summary.csv",
    "summary.json",
    "waits.csv",
];

#[test]
fn a_run_begins_with_the_chance_of_meeting_the_objective_and_leaves_every_file() {
    let desk = Desk::new();
    let output = desk.callsim(&["run", "desk.toml", "-n", "20"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.starts_with("help: 80 % within 20s (offered): met on "), "{table}");
    assert!(table.lines().all(|line| line.chars().count() <= 100), "{table}");
    let remark = format!("results are in results{}starter\n", std::path::MAIN_SEPARATOR);
    assert_eq!(String::from_utf8(output.stderr).unwrap(), remark);
    assert_eq!(names(&desk.path("results/starter")), FILES);
    assert_eq!(names(&desk.path("results")), ["starter"]);
}

#[test]
fn results_are_the_same_bytes_twice_in_a_row_and_for_any_number_of_threads() {
    let desk = Desk::new();
    let run = |out, threads| {
        desk.done(&["run", "desk.toml", "-n", "150", "--threads", threads, "--out", out]);
        results(&desk.path(out))
    };
    let one = run("one", "1");
    assert!(one == run("one", "1"), "twice in a row");
    assert!(one == run("two", "2"), "two threads");
    assert!(one == run("five", "5"), "five threads");
}

#[test]
fn a_replication_run_alone_is_the_one_of_a_batch() {
    let desk = Desk::new();
    desk.done(&["run", "desk.toml", "-n", "10", "-o", "batch"]);
    let table = desk.done(&["run", "desk.toml", "--replication", "7", "-o", "alone"]);
    assert!(table.contains("Replication 7 of starter"), "{table}");
    let rows_of_7 = |folder: &str| -> Vec<String> {
        let text = desk.read(&format!("{folder}/replications.csv"));
        text.lines().filter(|line| line.starts_with("7,")).map(str::to_owned).collect()
    };
    let alone = rows_of_7("alone");
    assert!(alone.len() > 50);
    assert_eq!(alone, rows_of_7("batch"));
}

#[test]
fn a_seed_makes_other_callers_and_a_value_set_makes_another_call_centre() {
    let desk = Desk::new();
    let run = |more: &[&str]| {
        let args = ["run", "desk.toml", "-n", "20", "--format", "csv"];
        desk.done(&[&args, more].concat())
    };
    let plain = run(&[]);
    assert_ne!(plain, run(&["--seed", "2"]));
    assert_ne!(plain, run(&["--set", "call_type.help.service_level.within=1s"]));
    assert_ne!(plain, run(&["--confidence", "0.5"]));
    assert_eq!(plain, run(&[]));
}

#[test]
fn the_summary_can_be_piped_in_every_format() {
    let desk = Desk::new();
    let run = |format| desk.done(&["run", "desk.toml", "-n", "20", "--format", format]);
    assert_eq!(run("csv"), desk.read("results/starter/summary.csv"));
    assert_eq!(run("json"), desk.read("results/starter/summary.json"));
    let summary: serde_json::Value = serde_json::from_str(&run("json")).unwrap();
    let measures = summary["measures"].as_array().unwrap();
    assert_eq!(measures.len(), run("csv").lines().count() - 1);
    assert!(measures.iter().any(|each| each["measure"] == "probability_met"));
    assert!(run("markdown").starts_with("# starter\n\n- **help: 80 % within 20s"));
}

#[test]
fn every_problem_of_every_scenario_is_shown_and_nothing_is_written() {
    let desk = Desk::new();
    let scenario = desk.read("desk.toml");
    let broken = scenario.replace("[[call_type]]", "[[call_type]]\ncolour = 1\nprioritty = 2");
    assert_ne!(scenario, broken);
    fs::write(desk.path("broken.toml"), broken).unwrap();
    fs::write(desk.path("empty.toml"), "").unwrap();
    let before = desk.names();
    for verb in ["run", "validate"] {
        let output = desk.callsim(&[verb, "broken.toml", "empty.toml"]);
        assert_eq!(code(&output), 2);
        assert!(output.stdout.is_empty());
        let problems = stderr(&output);
        for part in ["`colour`", "`prioritty`", "did you mean `priority`", "empty.toml"] {
            assert!(problems.contains(part), "{part} in {problems}");
        }
    }
    assert_eq!(desk.names(), before);
}

#[test]
fn bad_usage_is_exit_code_2() {
    let desk = Desk::new();
    for args in [
        &["run"][..],
        &["run", "desk.toml", "-n", "0"],
        &["run", "desk.toml", "--confidence", "95"],
        &["run", "desk.toml", "--threads", "0"],
        &["run", "desk.toml", "--threads", "4000"],
        &["run", "desk.toml", "-n", "5", "--replication", "2"],
        &["run", "nowhere.toml"],
        &["run", "desk.toml", "desk.toml"],
        &["new", "no-such-template"],
        &["simulate"],
    ] {
        let output = desk.callsim(args);
        assert_eq!(code(&output), 2, "{args:?}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{args:?}");
    }
    assert_eq!(desk.names(), ["desk.toml"]);
    let complaint = stderr(&desk.callsim(&["run", "desk.toml", "--confidence", "95"]));
    assert!(complaint.contains("did you mean 0.95?"), "{complaint}");
}

#[test]
fn the_manifest_tells_the_values_that_were_set_word_for_word() {
    let desk = Desk::new();
    let said = ["call_type.help.arrivals.scale=1.10", "call_type.help.service_level.within=15s"];
    let set = ["--set", said[0], "--set", said[1]];
    desk.done(&[&["run", "desk.toml", "-n", "5", "-o", "what-if"], &set[..]].concat());
    let json =
        |file: &str| -> serde_json::Value { serde_json::from_str(&desk.read(file)).unwrap() };
    let manifest = json("what-if/manifest.json");
    assert_eq!(manifest["settings"]["overrides"], serde_json::json!(said));
    assert_eq!(json("what-if/summary.json")["overrides"], serde_json::json!(said));
}

#[test]
fn a_what_if_run_leaves_the_plain_one_alone_and_says_what_was_set() {
    let desk = Desk::new();
    let run = |more: &[&str]| desk.done(&[&["run", "desk.toml", "-n", "5"], more].concat());
    let plain = run(&[]);
    let before = results(&desk.path("results/starter"));
    let set = ["--set", "call_type.help.arrivals.scale=1.1"];
    let what_if = run(&set);
    let note = "\nNot as in the scenario: call_type.help.arrivals.scale=1.1\n";
    assert!(what_if.contains(note) && !plain.contains("Not as"), "{what_if}");
    assert!(run(&[&set[..], &["--format", "markdown"]].concat()).contains("Not as"));
    let folders = ["starter", "starter+call_type.help.arrivals.scale=1.1"];
    assert_eq!(names(&desk.path("results")), folders);
    assert!(results(&desk.path("results/starter")) == before);
}

#[test]
fn seeds_and_replications_have_the_limits_of_the_scenario_in_the_same_words() {
    let desk = Desk::new();
    let seeds = "a whole number from 0 to 9223372036854775807";
    let counts = "a whole number from 1 to 1000000000";
    for (option, key, wrong, range) in [
        ("--seed", "run.seed", "9223372036854775808", seeds),
        ("--seed", "run.seed", "-1", seeds),
        ("-n", "run.replications", "-5", counts),
        ("-n", "run.replications", "0", counts),
        ("-n", "run.replications", "1000000001", counts),
    ] {
        let set = format!("{key}={wrong}");
        for args in [[option, wrong], ["--set", &set]] {
            let output = desk.callsim(&[&["run", "desk.toml"], &args[..]].concat());
            assert_eq!(code(&output), 2, "{args:?}");
            assert!(stderr(&output).contains(range), "{args:?}: {}", stderr(&output));
        }
    }
}

#[test]
fn a_scenario_that_is_not_there_may_be_another_one() {
    let desk = Desk::new();
    fs::create_dir(desk.path("plans")).unwrap();
    fs::copy(desk.path("desk.toml"), desk.path("plans/monday.toml")).unwrap();
    let monday = Path::new("plans").join("monday.toml").display().to_string();
    for (written, meant) in [
        ("desk", "did you mean `desk.toml`?"),
        ("dsk.toml", "did you mean `desk.toml`?"),
        ("dsk", "did you mean `desk.toml`?"),
        ("plans/mondy", &format!("did you mean `{monday}`?")),
        ("plans", &format!("name a scenario in it, such as `{monday}`")),
        ("elsewhere/x.toml", "check the path"),
    ] {
        let complaint = stderr(&desk.callsim(&["validate", written]));
        assert!(complaint.contains(meant), "{written}: {complaint}");
        assert!(!complaint.contains("CSV"), "{complaint}");
    }
    let output = desk.callsim(&["desk.toml"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("`callsim run desk.toml`"), "{}", stderr(&output));
    assert!(!stderr(&desk.callsim(&["simulate"])).contains("callsim run"));
}

#[test]
fn the_summaries_of_several_scenarios_are_a_list() {
    let desk = Desk::new();
    let other = desk.read("desk.toml").replace("name = \"starter\"", "name = \"other\"");
    fs::write(desk.path("other.toml"), other).unwrap();
    let text = desk.done(&["run", "desk.toml", "other.toml", "-n", "5", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&text).unwrap();
    let scenarios: Vec<_> =
        list.as_array().unwrap().iter().map(|each| each["scenario"].as_str().unwrap()).collect();
    assert_eq!(scenarios, ["starter", "other"]);
}

#[test]
fn of_few_replications_the_page_counts_days() {
    let desk = Desk::new();
    let page = |n| desk.done(&["run", "desk.toml", "-n", n]);
    let few = page("5");
    assert!(few.contains(" of 5 days: ") && few.contains("Few replications: "), "{few}");
    let many = page("20");
    assert!(many.contains("%) of days"), "{many}");
    assert!(!many.contains("Few replications"), "{many}");
}

#[test]
fn a_group_without_staff_has_no_numbers() {
    let desk = Desk::new();
    let scenario = desk.read("desk.toml");
    let idle = "\n[[agent_group]]\nname = \"idle\"\nagents = 0\nskills = [\"help\"]\n";
    fs::write(desk.path("idle.toml"), scenario + idle).unwrap();
    let page = desk.done(&["run", "idle.toml", "-n", "20"]);
    let row = page.lines().find(|line| line.starts_with("idle")).unwrap();
    assert_eq!(row.matches('–').count(), 5, "{row}");
}

#[test]
fn what_goes_to_standard_output_ends_with_a_line() {
    let desk = Desk::new();
    for format in ["table", "markdown", "csv", "json"] {
        let text = desk.done(&["run", "desk.toml", "-n", "5", "--format", format]);
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{format}: {text}");
    }
}

#[test]
fn what_is_not_a_result_is_never_replaced() {
    let desk = Desk::new();
    let run = |out| desk.callsim(&["run", "desk.toml", "-n", "5", "-o", out]);
    assert_eq!(code(&run("mine")), 0);
    fs::write(desk.path("mine/notes.txt"), "keep").unwrap();
    for out in ["mine", ".", "desk.toml", "desk.toml/deeper"] {
        let output = run(out);
        assert_eq!(code(&output), 2, "{out}: {}", stderr(&output));
    }
    assert_eq!(desk.read("mine/notes.txt"), "keep");
    assert_eq!(desk.names(), ["desk.toml", "mine"]);
}

#[test]
fn several_scenarios_have_a_folder_each() {
    let desk = Desk::new();
    let other = desk.read("desk.toml").replace("name = \"starter\"", "name = \"other\"");
    fs::write(desk.path("other.toml"), other).unwrap();
    desk.done(&["run", "desk.toml", "other.toml", "-n", "5", "-o", "both"]);
    assert_eq!(names(&desk.path("both")), ["other", "starter"]);
    assert_eq!(names(&desk.path("both/other")), FILES);

    // One that is in the way is found before the others are simulated.
    fs::write(desk.path("both/other/notes.txt"), "keep").unwrap();
    let before = desk.read("both/starter/manifest.json");
    let output = desk.callsim(&["run", "desk.toml", "other.toml", "-n", "6", "-o", "both"]);
    assert_eq!((code(&output), output.stdout.len()), (2, 0));
    assert_eq!(desk.read("both/starter/manifest.json"), before);
}

#[test]
fn a_new_scenario_never_overwrites_a_file() {
    let desk = Desk::new();
    fs::write(desk.path("desk.toml"), "mine").unwrap();
    let output = desk.callsim(&["new", "-o", "desk.toml"]);
    assert_eq!(code(&output), 2);
    assert_eq!(desk.read("desk.toml"), "mine");
    assert!(desk.done(&["new", "--list"]).starts_with("starter"));
}

#[test]
fn validate_says_what_breaks_and_what_the_floor_manager_does() {
    let desk = Desk::new();
    let outlook = desk.done(&["validate", "desk.toml"]);
    assert!(!outlook.contains("what it hits") && !outlook.contains("reserve"), "{outlook}");
    fs::copy("tests/floor/centre.toml", desk.path("centre.toml")).unwrap();
    let outlook = desk.done(&["validate", "centre.toml"]);
    for words in [
        "\nsupervisors        0        0       0        6  service, sales\n",
        " at 10:30 on 10 % of open days ",
        " 50 % of lines of second ",
        "\nand 2 more\n",
        "\nsupervisors when waiting > 20 or service_level_of('service') < 0.7 for 2m\n",
        "\n  add 4 to supervisors; call in 2 of supervisors for 4h; send 1 of north team home\n",
        "\nLoad and agents: as if nothing broke and no floor rule came into force.\n",
    ] {
        assert!(outlook.contains(words), "{words} in {outlook}");
    }
    let longest = outlook.split("The routing in force").next().unwrap().lines();
    assert!(longest.map(|line| line.chars().count()).max().unwrap() <= 105, "{outlook}");
}

#[test]
fn validate_says_what_will_be_simulated() {
    let desk = Desk::new();
    let outlook = desk.done(&["validate", "desk.toml"]);
    assert!(outlook.starts_with("starter: 1 day from "), "{outlook}");
    assert!(outlook.contains("load ÷ agents"), "{outlook}");
    assert!(!outlook.contains("warning"), "{outlook}");
    let scarce = desk.done(&["validate", "desk.toml", "--set", "call_type.help.arrivals.scale=9"]);
    assert!(scarce.contains("warning: in "), "{scarce}");
    let ill = desk.done(&["validate", "desk.toml", "--set", "agent_group.help-desk.absence=0.1"]);
    assert!(ill.contains("Everybody is there"), "{ill}");
    assert!(!outlook.contains("Everybody is there"), "{outlook}");
    let fewest = "routing.agent_selection=fewest-calls";
    let routed = desk.done(&["validate", "desk.toml", "--set", fewest]);
    assert!(routed.contains(r#"{ rule = "fewest-calls", reset = "daily" }"#), "{routed}");
    assert_eq!(desk.done(&["validate", "-q", "desk.toml"]), "");
    assert_eq!(desk.names(), ["desk.toml"]);
}

#[test]
fn what_is_doubtful_is_said_and_simulated_all_the_same() {
    let desk = Desk::new();
    let set = ["--set", "call_type.help.patience=1ms"];
    for verb in [&["validate", "-q"][..], &["run", "-n", "5", "-o", "x"]] {
        let output = desk.callsim(&[verb, &["desk.toml"], &set].concat());
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        let said = stderr(&output);
        assert!(said.starts_with("warning: callers hang up after 0.001s on average\n"), "{said}");
    }
    let quiet =
        desk.callsim(&[&["run", "-q", "-n", "5", "-o", "x", "desk.toml"], &set[..]].concat());
    assert_eq!(stderr(&quiet), "");
}

#[test]
fn colours_are_for_terminals_and_for_those_who_ask() {
    let desk = Desk::new();
    let run = |color: &[&str]| desk.done(&[&["run", "desk.toml", "-n", "5"], color].concat());
    assert!(!run(&[]).contains('\x1b'));
    assert!(!run(&["--color", "never"]).contains('\x1b'));
    assert!(run(&["--color", "always"]).contains('\x1b'));
}

#[test]
fn quiet_is_quiet() {
    let desk = Desk::new();
    let output = desk.callsim(&["run", "desk.toml", "-n", "5", "-q"]);
    assert_eq!((code(&output), stderr(&output).as_str()), (0, ""));
}

#[test]
fn the_other_verbs_print_what_they_are_for() {
    let desk = Desk::new();
    let schema: serde_json::Value = serde_json::from_str(&desk.done(&["schema"])).unwrap();
    assert!(schema["properties"]["call_type"].is_object());
    assert!(desk.done(&["completions", "bash"]).contains("_callsim"));
    let erlang = ["erlang", "c", "--rate", "100/h", "--aht", "3m", "--agents", "8"];
    assert!(!desk.done(&erlang).is_empty());
    let version = desk.done(&["--version"]);
    assert_eq!(version.trim(), format!("callsim {}", env!("CARGO_PKG_VERSION")));
}

#[test]
fn whoever_hangs_up_on_our_output_hears_no_complaint() {
    let desk = Desk::new();
    for args in [&["schema"][..], &["run", "desk.toml", "-n", "5", "-q", "--format", "json"]] {
        let mut command = desk.command(args);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((code(&output), stderr(&output).as_str()), (0, ""), "{args:?}");
    }
}

#[test]
fn every_scenario_is_simulated_though_nobody_listens() {
    let desk = Desk::new();
    let other = desk.read("desk.toml").replace("name = \"starter\"", "name = \"other\"");
    fs::write(desk.path("other.toml"), other).unwrap();
    let mut command = desk.command(&["run", "desk.toml", "other.toml", "-n", "5", "-q"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((code(&output), stderr(&output).as_str()), (0, ""));
    assert_eq!(names(&desk.path("results")), ["other", "starter"]);
}

#[cfg(unix)]
mod on_unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::process::Child;
    use std::time::Duration;

    use super::*;

    /// A run of more replications than anybody waits for.
    fn long_run(desk: &Desk) -> Child {
        let mut command = desk.command(&["run", "desk.toml", "-n", "100000000", "-o", "part"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// What is left of a run after Ctrl-C.
    fn interrupt(child: Child) -> Output {
        let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(kill.unwrap().success());
        child.wait_with_output().unwrap()
    }

    #[test]
    fn an_interruption_is_one_though_nobody_listens() {
        let desk = Desk::new();
        let mut child = long_run(&desk);
        drop(child.stdout.take());
        desk.wait_for_replications();
        let output = interrupt(child);
        assert_eq!(code(&output), 130, "{}", stderr(&output));
        assert_eq!(desk.names(), ["desk.toml", "part"]);
    }

    #[test]
    fn an_interruption_leaves_the_results_of_what_is_complete() {
        let desk = Desk::new();
        let child = long_run(&desk);
        desk.wait_for_replications();
        let output = interrupt(child);
        assert_eq!(code(&output), 130, "{}", stderr(&output));
        assert!(String::from_utf8_lossy(&output.stdout).contains("INTERRUPTED"));
        assert!(stderr(&output).contains("interrupted: "));
        assert_eq!(desk.names(), ["desk.toml", "part"]);

        let manifest = desk.json("part/manifest.json");
        assert_eq!(manifest["partial"], true);
        // What is complete is what a run of so many replications gives.
        let complete = manifest["settings"]["replications"].to_string();
        desk.done(&["run", "desk.toml", "-n", &complete, "-o", "whole"]);
        for file in FILES.iter().filter(|file| file.ends_with(".csv")) {
            let (part, whole) = (format!("part/{file}"), format!("whole/{file}"));
            assert!(desk.read(&part) == desk.read(&whole), "{file}");
        }
    }

    #[test]
    fn the_second_interruption_leaves_nothing_behind() {
        use std::io::{BufRead, BufReader};

        let desk = Desk::new();
        // A replication that nobody waits for.
        let much = ["--set", "call_type.help.arrivals.scale=20000", "--threads", "1"];
        let mut command = desk.command(&[&["run", "desk.toml", "-o", "x"], &much[..]].concat());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let is_running = || desk.names().iter().any(|name| name.starts_with(".callsim-"));
        while !is_running() {
            std::thread::sleep(Duration::from_millis(10));
        }
        let kill = |child: &Child| {
            let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
            assert!(kill.unwrap().success());
        };
        kill(&child);
        let said = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        let mut said = said.skip_while(|line| !line.contains("Ctrl-C again stops at once"));
        assert!(said.next().is_some_and(|line| line.starts_with("finishing the replications")));
        kill(&child);
        assert_eq!(child.wait().unwrap().code(), Some(130));
        assert_eq!(desk.names(), ["desk.toml"]);
    }

    #[test]
    fn paths_need_not_be_text() {
        let desk = Desk::new();
        let name = OsStr::from_bytes(b"d\xffsk.toml");
        fs::copy(desk.path("desk.toml"), desk.0.path().join(name)).unwrap();
        let out = OsStr::from_bytes(b"r\xffsults");
        let mut command = desk.command(&["run", "-n", "5"]);
        let output = command.arg(name).arg("-o").arg(out).output().unwrap();
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        assert_eq!(names(&desk.0.path().join(out)), FILES);
    }
}

#[test]
fn the_manual_names_every_measure_and_every_column() {
    let desk = Desk::new();
    desk.done(&["run", "desk.toml", "-n", "5"]);
    let manual = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/results.md");
    let manual = fs::read_to_string(manual).unwrap();
    let is_named = |name: &str| manual.contains(&format!("`{name}`"));
    for file in FILES {
        assert!(is_named(file), "{file}");
        let text = desk.read(&format!("results/starter/{file}"));
        if !file.ends_with(".csv") {
            continue;
        }
        for column in text.lines().next().unwrap().split(',') {
            // The bands of `intervals.csv` are described once for all.
            let column = match file {
                "intervals.csv" => column.trim_end_matches("_p05").trim_end_matches("_p95"),
                _ => column,
            };
            assert!(is_named(column), "{column} of {file}");
        }
        if file == "summary.csv" {
            let measures = text.lines().skip(1).map(|line| line.split(',').nth(2).unwrap());
            measures.for_each(|measure| assert!(is_named(measure), "{measure}"));
        }
    }
}

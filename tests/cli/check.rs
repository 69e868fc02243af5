//! `callsim check` from outside: every way it can end, every way a baseline can be bad, and the files
//! that CI reads.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::desk::{Desk, code, json, names, results, stderr, stdout, unbroken};
use serde_json::Value;

const SCALE: &str = "call_type.help.arrivals.scale=1.3";

/// `check desk.toml` with few replications and nothing from the surroundings.
fn check(desk: &Desk, more: &[&str]) -> Output {
    let args = [&["check", "desk.toml", "-n", "40", "--at-most", "80"], more].concat();
    desk.command(&args).env_remove("GITHUB_STEP_SUMMARY").output().unwrap()
}

fn gates(desk: &Desk, folder: &str) -> Value {
    desk.json(&format!("{folder}/gate.json"))
}

#[test]
fn what_is_as_expected_passes_and_leaves_every_file() {
    let desk = Desk::new();
    let output = check(&desk, &["--expect", "service_level.help >= 80%", "--expect", "asa <= 30s"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let table = stdout(&output);
    assert!(table.starts_with("PASS: starter: of 2 gates 2 pass\n"), "{table}");
    assert!(table.lines().all(|line| line.chars().count() <= 100), "{table}");
    let folder = "results/check/starter";
    let files = ["gate.json", "gate.md", "junit.xml", "manifest.json", "report.html"];
    assert_eq!(names(&desk.path(folder)), files);
    let page = desk.read(&format!("{folder}/report.html"));
    assert!(page.contains("starter passes: of 2 gates 2 pass."), "{page}");
    assert!(page.contains("--expect 'asa &lt;= 30s' --at-most 80 -n 40 --seed 1"), "{page}");
    assert!(desk.read(&format!("{folder}/gate.md")).starts_with("### PASS: starter"));
    assert_eq!(gates(&desk, folder)["verdict"], "pass");
    assert!(stderr(&output).contains("results are in results"));
}

#[test]
fn what_surely_does_not_hold_fails_with_the_replication_to_look_at() {
    let desk = Desk::new();
    let args = ["--expect", "service_level >= 99%", "--set", SCALE, "-o", "out"];
    let output = check(&desk, &args);
    assert_eq!(code(&output), 3, "{}", stderr(&output));
    let table = stdout(&output);
    assert!(table.starts_with("FAIL: starter: its gate fails\n"), "{table}");
    let replay = table.lines().find(|line| line.trim_start().starts_with("callsim run")).unwrap();
    let words: Vec<_> = replay.split_whitespace().skip(1).collect();
    assert_eq!(words[6..], ["--set", SCALE]);
    // It is run alone as it says, and is the one that the file names.
    let page = desk.done(&words);
    let gate = &gates(&desk, "out")["gates"][0];
    let number = gate["worst_replication"].as_u64().unwrap();
    assert!(page.contains(&format!("Replication {number} of starter")), "{page}");
    assert!(desk.read("out/junit.xml").contains("<failure"));
}

#[test]
fn what_cannot_be_told_is_undecided() {
    let desk = Desk::new();
    let first = check(&desk, &["--expect", "offered >= 1", "--format", "json"]);
    assert_eq!(code(&first), 0);
    let seen = json(&stdout(&first));
    let bound = format!("offered >= {}", seen["gates"][0]["estimate"].as_f64().unwrap());
    let output = check(&desk, &["--at-most", "40", "--expect", &bound]);
    assert_eq!(code(&output), 2, "given twice");
    let args = ["check", "desk.toml", "-n", "40", "--at-most", "40", "--expect", &bound];
    let output = desk.callsim(&args);
    assert_eq!(code(&output), 4, "{}", stderr(&output));
    assert!(stdout(&output).starts_with("UNDECIDED: starter: its gate is undecided\n"));
    assert!(desk.read("results/check/starter/junit.xml").contains("<error"));
}

#[test]
fn a_share_is_surely_not_less_than_nothing_nor_more_than_all() {
    let desk = Desk::new();
    for target in ["0", "1"] {
        let target = format!("call_type.help.service_level.target={target}");
        for expect in ["probability_met <= 100%", "probability_met >= 0%", "abandonment >= 0"] {
            let output = check(&desk, &["--expect", expect, "--set", &target]);
            assert_eq!(code(&output), 0, "{expect}: {}", stdout(&output));
        }
    }
}

#[test]
fn any_confidence_gives_a_verdict() {
    let desk = Desk::new();
    for confidence in ["0.0000001", "0.5", "0.9999999999999999"] {
        for at_most in ["2", "4"] {
            let args = ["check", "desk.toml", "-n", "2", "--at-most", at_most];
            let gates = ["--expect", "asa<=1h", "--expect", "probability_met>=1%"];
            let sure = ["--confidence", confidence];
            let output = desk.callsim(&[&args[..], &gates, &sure].concat());
            assert!([0, 3, 4].contains(&code(&output)), "{confidence}: {}", stderr(&output));
        }
    }
}

#[test]
fn a_failure_counts_for_more_than_what_is_undecided_and_a_warning_for_nothing() {
    let desk = Desk::new();
    let text = desk.read("desk.toml");
    let warned = "\n[[expect]]\nname = \"never\"\nmeasure = \"service_level\"\nat_least = 0.999\nseverity = \"warn\"\n";
    fs::write(desk.path("desk.toml"), text + warned).unwrap();
    let output = check(&desk, &["--expect", "asa <= 1m"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let table = stdout(&output);
    assert!(table.starts_with("PASS: starter: its gate passes; 1 warning\n"), "{table}");
    assert!(table.contains("fail (warning)  never"), "{table}");
    assert!(desk.read("results/check/starter/junit.xml").contains("<skipped"));
    let output = check(&desk, &["--expect", "asa <= 1ms", "--expect", "service_level >= 0.9"]);
    assert_eq!(code(&output), 3);
}

#[test]
fn of_several_scenarios_those_of_which_nothing_is_expected_are_named_and_left_out() {
    let desk = Desk::new();
    let text = desk.read("desk.toml");
    let other = text.replace("name = \"starter\"", "name = \"other\"");
    let expecting = "\n[[expect]]\nmeasure = \"asa\"\nat_most = \"1m\"\n";
    fs::write(desk.path("other.toml"), other + expecting).unwrap();
    let output = desk.callsim(&["check", "desk.toml", "other.toml", "-n", "40", "-o", "out"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).starts_with("PASS: other: its gate passes\n"));
    assert!(stderr(&output).contains("starter is not checked: nothing is expected of it\n"));
    assert_eq!(names(&desk.path("out")), ["other"]);
    // One that is checked alone has the whole level, and a list is a list all the same.
    let alone = ["check", "other.toml", "-n", "40", "--format", "json", "-q"];
    let both = ["check", "desk.toml", "other.toml", "-n", "40", "--format", "json", "-q"];
    let [alone, both] = [desk.done(&alone), desk.done(&both)].map(|text| json(&text));
    assert_eq!(both, Value::from(vec![alone]));
}

#[test]
fn bad_usage_is_told_with_what_to_do() {
    let desk = Desk::new();
    for (args, says) in [
        (&["--set", SCALE] as &[&str], "nothing is expected of `starter`"),
        (&["--expect", "service_level >= 80"], "80 % is written 0.8 or 80%"),
        (&["--expect", "asa <= 20"], "write `20s` or `20m`"),
        (&["--expect", "asa.hepl <= 20s"], "did you mean `help`?"),
        (&["--expect", "asa = 20s"], "write a measure, `>=` or `<=`"),
        (&["--not-worse", "asa"], "--baseline"),
        (&["--baseline", "desk.toml", "--not-worse", "occupancy"], "use `--equivalent`"),
        (&["--baseline", "desk.toml", "--equivalent", "asa=-1s"], "negative"),
        (&["--expect", "asa <= 20s", "--confidence", "95"], "did you mean 0.95?"),
    ] {
        let output = check(&desk, args);
        assert_eq!(code(&output), 2, "{args:?}");
        assert!(stderr(&output).contains(says), "{args:?}: {}", stderr(&output));
        assert!(!desk.path("results").exists());
    }
    let few =
        desk.callsim(&["check", "desk.toml", "-n", "9", "--at-most", "8", "--expect", "asa<=9s"]);
    assert_eq!(code(&few), 2);
    assert!(stderr(&few).contains("give at least as many"));
}

#[test]
fn a_change_that_harms_fails_against_the_scenario_before_it() {
    let desk = Desk::new();
    fs::copy(desk.path("desk.toml"), desk.path("base.toml")).unwrap();
    let same = check(&desk, &["--baseline", "base.toml"]);
    assert_eq!(code(&same), 0, "{}", stderr(&same));
    assert!(stdout(&same).contains("service_level.help not worse"));
    let worse = check(&desk, &["--baseline", "base.toml", "--set", SCALE]);
    assert_eq!(code(&worse), 3, "{}", stderr(&worse));
    let lenient = ["--baseline", "base.toml", "--set", SCALE, "--not-worse", "service_level=90%"];
    assert_eq!(code(&check(&desk, &lenient)), 0);
    let strict = ["--baseline", "base.toml", "--set", SCALE, "--non-inferior", "asa=1s"];
    assert_eq!(code(&check(&desk, &strict)), 3);
    let alike = ["--baseline", "base.toml", "--equivalent", "occupancy=0.1%"];
    assert_eq!(code(&check(&desk, &alike)), 0);
}

#[test]
fn results_of_an_earlier_run_are_a_baseline_of_as_many_replications() {
    let desk = Desk::new();
    desk.done(&["run", "desk.toml", "-n", "60", "-o", "base"]);
    let same = check(&desk, &["--baseline", "base"]);
    assert_eq!(code(&same), 0, "{}", stderr(&same));
    let page = unbroken(&stdout(&same));
    assert!(page.contains("the mean over replications"), "{page}");
    let args = ["--baseline", "base", "--set", SCALE, "--not-worse", "asa.help=1s"];
    assert_eq!(code(&check(&desk, &args)), 3);
    let undecided = ["--baseline", "base", "--set", SCALE, "--non-inferior", "aht=1ms"];
    let output = check(&desk, &undecided);
    assert_eq!(code(&output), 2, "{}", stderr(&output));
    let json = gates(&desk, &format!("results/check/starter+{SCALE}"));
    assert_eq!(json["looks"], serde_json::json!([40, 60]));
    // The same differences as if the baseline were simulated alongside.
    fs::copy(desk.path("desk.toml"), desk.path("base.toml")).unwrap();
    let estimate = |baseline: &str| {
        let args = ["--baseline", baseline, "--set", SCALE, "--not-worse", "wait_max.help=1h"];
        let args = [&args[..], &["-o", "out"]].concat();
        assert_eq!(code(&check(&desk, &args)), 0);
        gates(&desk, "out")["gates"][0]["estimate"].as_f64().unwrap()
    };
    assert_eq!(estimate("base"), estimate("base.toml"));
}

/// A folder of results, spoilt.
fn spoilt(desk: &Desk, spoil: impl Fn(&Path)) -> Output {
    let base = desk.path("base");
    if base.exists() {
        fs::remove_dir_all(&base).unwrap();
    }
    desk.done(&["run", "desk.toml", "-n", "40", "-o", "base", "-q"]);
    spoil(&base);
    check(desk, &["--baseline", "base"])
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn a_baseline_that_is_not_as_it_was_written_is_refused() {
    let desk = Desk::new();
    let manifest = |folder: &Path| folder.join("manifest.json");
    type Spoil<'a> = (&'a str, &'a dyn Fn(&Path));
    let cases: [Spoil; 8] = [
        ("no `manifest.json`", &|base| fs::remove_file(manifest(base)).unwrap()),
        ("the digest of `manifest.json` differs", &|base| {
            edit(&manifest(base), "\"replications\": 40", "\"replications\": 41");
        }),
        ("the digest of `manifest.json` differs", &|base| {
            let text = fs::read_to_string(manifest(base)).unwrap();
            fs::write(manifest(base), &text[..text.len() / 2]).unwrap();
        }),
        ("`replications.csv` is missing", &|base| {
            fs::remove_file(base.join("replications.csv")).unwrap();
        }),
        ("the digest of `replications.csv` differs", &|base| {
            let path = base.join("replications.csv");
            let bytes = fs::read(&path).unwrap();
            fs::write(path, &bytes[..bytes.len() - 100]).unwrap();
        }),
        ("the digest of `summary.csv` differs", &|base| {
            edit(&base.join("summary.csv"), "help", "Help");
        }),
        ("was made by callsim 0.0.1", &|base| {
            edit(&manifest(base), env!("CARGO_PKG_VERSION"), "0.0.1");
        }),
        ("holds no results", &|base| edit(&manifest(base), "\"callsim\"", "\"simcall\"")),
    ];
    for (says, spoil) in cases {
        let output = spoilt(&desk, spoil);
        let text = stderr(&output);
        assert_eq!(code(&output), 5, "{says}: {text}");
        assert!(text.contains(says), "{says}: {text}");
        assert!(text.contains("; make it again") || text.contains("; run it"), "{text}");
        assert!(!desk.path("results").exists());
    }
    // Only what may differ has been changed.
    let untouched = spoilt(&desk, |base| edit(&manifest(base), "\"threads\": ", "\"threads\": 1"));
    assert_eq!(code(&untouched), 0, "{}", stderr(&untouched));
}

#[test]
fn a_baseline_of_something_else_is_refused() {
    let desk = Desk::new();
    let text = desk.read("desk.toml");
    let other = |from: &str, to: &str| {
        assert!(text.contains(from));
        fs::write(desk.path("other.toml"), text.replace(from, to)).unwrap();
    };
    let refused = |args: &[&str], says: &str| {
        let output = check(&desk, args);
        assert_eq!(code(&output), 5, "{says}: {}", stderr(&output));
        assert!(stderr(&output).contains(says), "{says}: {}", stderr(&output));
    };
    refused(&["--baseline", "nowhere"], "there is no `nowhere`");
    other("name = \"starter\"", "name = \"monday\"");
    refused(&["--baseline", "other.toml"], "its scenario is called `monday`");
    other("\"help\"", "\"hello\"");
    refused(&["--baseline", "other.toml"], "has a call type `hello`");
    refused(
        &["--baseline", "other.toml", "--not-worse", "asa.help"],
        "has no `asa` of call type `help`",
    );
    other("days = 1", "days = \"one\"");
    refused(&["--baseline", "other.toml"], "it has problems");
    desk.done(&["run", "desk.toml", "-n", "40", "--seed", "2", "-o", "base"]);
    refused(&["--baseline", "base"], "was run from seed 2, this is seed 1");
    desk.done(&["run", "desk.toml", "-n", "20", "-o", "base"]);
    refused(&["--baseline", "base"], "has 20 replications, the first look needs 40");
    desk.done(&["run", "desk.toml", "--replication", "3", "-o", "base"]);
    refused(&["--baseline", "base"], "is incomplete");
    desk.done(&["run", "desk.toml", "-n", "40", "--shard", "1/2", "-o", "base"]);
    refused(&["--baseline", "base"], "shard 1/2 of a run");
    check(&desk, &["--expect", "asa <= 1m", "-o", "checked"]);
    refused(&["--baseline", "checked"], "holds no results of `callsim run`");
}

#[test]
fn several_scenarios_find_their_baselines_in_a_folder() {
    let desk = Desk::new();
    let text = desk.read("desk.toml");
    fs::write(desk.path("second.toml"), text.replace("\"starter\"", "\"second\"")).unwrap();
    fs::create_dir(desk.path("main")).unwrap();
    fs::copy(desk.path("desk.toml"), desk.path("main/desk.toml")).unwrap();
    desk.done(&["run", "second.toml", "-n", "40", "-o", "main/second"]);
    let output = check(&desk, &["second.toml", "--baseline", "main", "--format", "json"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let list = json(&stdout(&output));
    assert_eq!([&list[0]["scenario"], &list[1]["scenario"]], ["starter", "second"]);
    assert_eq!(names(&desk.path("results/check")), ["second", "starter"]);
    // One that fails decides.
    let args = ["second.toml", "--expect", "asa.help <= 1ms"];
    assert_eq!(code(&check(&desk, &args)), 3);
}

#[test]
fn threads_do_not_matter() {
    let desk = Desk::new();
    let run = |threads, out| {
        let args = ["--baseline", "desk.toml", "--set", "call_type.help.arrivals.scale=1.02"];
        let more = ["--expect", "service_level >= 0.88", "--threads", threads, "-o", out];
        check(&desk, &[&args[..], &more].concat());
        results(&desk.path(out))
    };
    assert!(run("1", "one") == run("3", "three"));
}

#[test]
fn the_page_of_a_job_on_github_gets_the_verdict() {
    let desk = Desk::new();
    let args = ["check", "desk.toml", "-n", "20", "--expect", "asa <= 1m", "-q"];
    fs::write(desk.path("summary.md"), "before\n").unwrap();
    for _ in 0..2 {
        let mut command = desk.command(&args);
        let output = command.env("GITHUB_STEP_SUMMARY", desk.path("summary.md")).output().unwrap();
        assert_eq!(code(&output), 0);
        assert_eq!(stderr(&output), "");
    }
    let summary = desk.read("summary.md");
    assert!(summary.starts_with("before\n### PASS: starter: its gate passes\n"), "{summary}");
    assert_eq!(summary.matches("### PASS").count(), 2);
    // A page that can't be written changes no verdict.
    let mut command = desk.command(&args[..6]);
    let output = command.env("GITHUB_STEP_SUMMARY", desk.path("no/where")).output().unwrap();
    assert_eq!(code(&output), 0);
    assert!(stderr(&output).contains("cannot append to"));
}

#[test]
fn names_stay_names_wherever_they_are_written() {
    let desk = Desk::new();
    let name = "a & [b](c) ~f~ _g_";
    let text = desk.read("desk.toml");
    let text =
        text.replace("\"starter\"", "\"x & _y_\"").replace("\"help\"", &format!("\"{name}\""));
    let expectation =
        "\n[[expect]]\nname = '</testcase>&|<script>'\nmeasure = \"asa\"\nat_most = \"1ms\"\n";
    fs::write(desk.path("desk.toml"), text + expectation).unwrap();
    let output = check(&desk, &["--expect", &format!("asa.{name} >= 1ms"), "-o", "out"]);
    assert_eq!(code(&output), 3, "{}", stderr(&output));
    let xml = desk.read("out/junit.xml");
    assert_well_formed(&xml);
    assert!(xml.contains("x &amp; _y_"), "{xml}");
    assert!(!xml.contains("<script>") && xml.contains("&lt;script&gt;"), "{xml}");
    let markdown = desk.read("out/gate.md");
    assert!(!markdown.contains('<') && markdown.contains("&#60;script&#62;"), "{markdown}");
    assert!(markdown.starts_with(r"### FAIL: x &#38; \_y\_: of 2 gates"), "{markdown}");
    assert!(markdown.contains(r"a &#38; \[b\](c) \~f\~ \_g\_"), "{markdown}");
    let rows = markdown.lines().filter(|line| line.starts_with("| "));
    assert!(rows.clone().count() == 4 && rows.clone().all(|row| row.matches('|').count() == 7));
    let json = gates(&desk, "out");
    assert_eq!(json["gates"][0]["name"], "</testcase>&|<script>");
    assert_eq!(json["gates"][1]["whose"], name);
}

/// Every tag is closed by its own, and no sign stands where it can't.
fn assert_well_formed(xml: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = xml.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").unwrap();
    while let Some((text, tag)) = rest.split_once('<') {
        assert!(!text.contains('>') || text.replace("&gt;", "").find('>').is_none(), "{text}");
        let (tag, after) = tag.split_once('>').unwrap();
        let name = tag.trim_matches('/').split_whitespace().next().unwrap();
        match (tag.starts_with('/'), tag.ends_with('/')) {
            (true, _) => assert_eq!(open.pop(), Some(name), "{xml}"),
            (false, true) => {}
            (false, false) => open.push(name),
        }
        for entity in tag.split('&').skip(1) {
            assert!(entity.split(';').next().is_some_and(|it| it.len() <= 5), "{tag}");
        }
        rest = after;
    }
    assert!(open.is_empty(), "{open:?}");
}

#[cfg(unix)]
#[test]
fn an_interrupted_check_tells_what_is_decided_and_leaves_whole_files() {
    let desk = Desk::new();
    let args = [
        "check",
        "desk.toml",
        "-n",
        "20",
        "--at-most",
        "1000000",
        "-o",
        "out",
        "--expect",
        "asa <= 1m",
        "--expect",
    ];
    // As all days meet so low a target, nobody can tell whether that is so without exception.
    let low = "call_type.help.service_level.target=0.01";
    let never_told = ["probability_met.help >= 100%", "--set", low];
    let mut command = desk.command(&[&args[..], &never_told].concat());
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let child = command.spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(1500));
    let id = child.id().to_string();
    std::process::Command::new("kill").args(["-INT", &id]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 130, "{}", stderr(&output));
    let table = stdout(&output);
    assert!(table.starts_with("UNDECIDED (interrupted): starter"), "{table}");
    let json = gates(&desk, "out");
    assert_eq!((&json["partial"], &json["gates"][0]["verdict"]), (&true.into(), &"pass".into()));
    assert_well_formed(&desk.read("out/junit.xml"));
    assert!(!desk.names().iter().any(|name| name.starts_with(".callsim")));
}

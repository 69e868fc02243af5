//! `callsim verify` from outside: what is accepted, what differs, and how the program ends.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::desk::{Desk, code, names, stderr, stdout};

/// Where the desk's accepted results are.
const ACCEPTED: &str = "verified/starter.txt";

fn accepted() -> Desk {
    let desk = Desk::new();
    let said = desk.done(&["verify", "desk.toml", "--accept", "-n", "2"]);
    assert!(said.starts_with("starter: accepted; wrote verified"), "{said}");
    desk
}

fn ends_with(desk: &Desk, args: &[&str], expected: i32) -> (String, String) {
    let output = desk.callsim(args);
    assert_eq!(code(&output), expected, "{args:?}: {}", stderr(&output));
    (stdout(&output), stderr(&output))
}

#[test]
fn the_bundled_scenarios_give_the_results_that_were_accepted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut scenarios: Vec<_> = fs::read_dir(root.join("scenarios")).unwrap().collect();
    scenarios.retain(|entry| {
        let path = entry.as_ref().unwrap().path();
        path.extension().is_some_and(|extension| extension == "toml")
    });
    let scenarios: Vec<_> = scenarios.into_iter().map(|entry| entry.unwrap().path()).collect();
    // As many as there are files, so that none is left over from a scenario that is no more.
    assert_eq!(fs::read_dir(root.join("scenarios/verified")).unwrap().count(), scenarios.len());
    let mut command = Command::new(env!("CARGO_BIN_EXE_callsim"));
    let output = command.arg("verify").args(&scenarios).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(code(&output), 0, "{said}\n{}", stderr(&output));
    assert_eq!(said.matches(": same: ").count(), scenarios.len(), "{said}");
}

#[test]
fn what_cannot_be_accepted_where_it_is_to_be_is_bad_usage() {
    let desk = Desk::new();
    // A file is no folder to write in.
    let args = ["verify", "desk.toml", "--accept", "-n", "2", "--digests", "desk.toml"];
    let (_, said) = ends_with(&desk, &args, 2);
    assert!(said.contains("desk.toml"), "{said}");
    assert_eq!(desk.names(), ["desk.toml"]);
}

#[test]
fn what_was_accepted_is_the_same_with_any_number_of_threads_and_is_not_written_again() {
    let desk = accepted();
    let before = desk.read(ACCEPTED);
    for threads in ["1", "3"] {
        let said = desk.done(&["verify", "desk.toml", "--threads", threads]);
        assert!(
            said.starts_with("starter: same: ") && said.contains("of 2 replications"),
            "{said}"
        );
    }
    let written = fs::metadata(desk.path(ACCEPTED)).unwrap().modified().unwrap();
    assert!(desk.done(&["verify", "desk.toml", "--accept"]).starts_with("starter: same"));
    assert_eq!(fs::metadata(desk.path(ACCEPTED)).unwrap().modified().unwrap(), written);
    assert_eq!(desk.read(ACCEPTED), before);
    assert_eq!(desk.names(), ["desk.toml", "verified"]);
    assert_eq!(names(&desk.path("verified")), ["starter.txt"]);
}

#[test]
fn another_result_ends_with_6_and_says_what_was_and_what_is() {
    let desk = accepted();
    let scenario = desk.read("desk.toml");
    fs::write(desk.path("desk.toml"), scenario.replacen("agents = 5", "agents = 6", 1)).unwrap();
    let (said, remedy) = ends_with(&desk, &["verify", "desk.toml"], 6);
    let lines: Vec<_> = said.lines().collect();
    assert!(lines[0].starts_with("starter: DIFFERENT from verified"), "{said}");
    assert_eq!(lines[1], "  the scenario has changed, and so have the results");
    assert!(lines[2].starts_with("  first in replication 0: "), "{said}");
    assert!(lines[2].contains(" was ") && lines[2].contains(", is "), "{said}");
    assert!(lines[3].ends_with(" measures differ, in 2 of 2 replications"), "{said}");
    assert!(remedy.ends_with("\n  callsim verify desk.toml --accept\n"), "{remedy}");
    // Accepting says it, too, and then all is well.
    let (said, _) = ends_with(&desk, &["verify", "desk.toml", "--accept"], 0);
    assert!(said.starts_with("starter: accepted what has changed; wrote verified"), "{said}");
    desk.done(&["verify", "desk.toml"]);
}

#[test]
fn a_comment_changes_nothing_and_a_description_changes_the_scenario_alone() {
    let desk = accepted();
    let scenario = desk.read("desk.toml");
    fs::write(desk.path("desk.toml"), format!("# Why?\n{scenario}")).unwrap();
    desk.done(&["verify", "desk.toml"]);
    let described = scenario.replacen("ordinary Monday", "ordinary Tuesday", 1);
    fs::write(desk.path("desk.toml"), described).unwrap();
    let (said, _) = ends_with(&desk, &["verify", "desk.toml"], 6);
    assert!(said.ends_with("\n  the scenario has changed, its results have not\n"), "{said}");
}

#[test]
fn results_that_cannot_be_compared_end_with_5() {
    let desk = Desk::new();
    let (said, remedy) = ends_with(&desk, &["verify", "desk.toml"], 5);
    assert!(said.starts_with("starter: MISSING: there is no verified"), "{said}");
    assert!(remedy.contains("--accept"), "{remedy}");
    desk.done(&["verify", "desk.toml", "--accept", "-n", "2"]);
    let text = desk.read(ACCEPTED);
    // Changed by hand, in a value and in a digest.
    for (place, _) in text.match_indices(": ") {
        let mut edited = text.clone();
        edited.insert(place + 2, '1');
        fs::write(desk.path(ACCEPTED), &edited).unwrap();
        if place % 20 == 0 {
            let (said, _) = ends_with(&desk, &["verify", "desk.toml"], 5);
            assert!(said.contains("changed by hand"), "{said}");
        }
    }
    for other in ["", "callsim verify 2\n", "<<<<<<< HEAD\n"] {
        fs::write(desk.path(ACCEPTED), other).unwrap();
        assert!(ends_with(&desk, &["verify", "desk.toml"], 5).0.contains("UNUSABLE"));
    }
    fs::write(desk.path(ACCEPTED), [0xff]).unwrap();
    ends_with(&desk, &["verify", "desk.toml"], 5);
    // What is of no use can be replaced.
    desk.done(&["verify", "desk.toml", "--accept", "-n", "2"]);
    assert_eq!(desk.read(ACCEPTED), text);
}

#[test]
fn another_seed_or_number_of_replications_is_another_question() {
    let desk = accepted();
    for (args, said) in [(["--seed", "77"], "the seed was "), (["-n", "3"], "there were 2 ")] {
        let (text, remedy) = ends_with(&desk, &[&["verify", "desk.toml"][..], &args].concat(), 5);
        assert!(text.contains(said), "{text}");
        assert!(remedy.contains(&args.join(" ")), "{remedy}");
    }
    desk.done(&["verify", "desk.toml", "--accept", "--seed", "77"]);
    // The seed that was accepted is the one that is verified.
    desk.done(&["verify", "desk.toml"]);
}

#[test]
fn all_scenarios_are_checked_and_a_difference_outweighs_what_is_missing() {
    let desk = accepted();
    let scenario = desk.read("desk.toml");
    let renamed =
        |name: &str| scenario.replacen("name = \"starter\"", &format!("name = \"{name}\""), 1);
    fs::write(desk.path("new.toml"), renamed("new")).unwrap();
    fs::write(desk.path("other.toml"), renamed("other")).unwrap();
    desk.done(&["verify", "other.toml", "--accept", "-n", "2"]);
    fs::write(desk.path("desk.toml"), scenario.replacen("agents = 5", "agents = 6", 1)).unwrap();
    let args = ["verify", "desk.toml", "new.toml", "other.toml"];
    let (said, remedy) = ends_with(&desk, &args, 6);
    for line in ["starter: DIFFERENT", "new: MISSING", "other: same"] {
        assert!(said.contains(line), "{said}");
    }
    assert!(remedy.ends_with("  callsim verify desk.toml new.toml --accept\n"), "{remedy}");
    let (json, _) = ends_with(&desk, &[&args[..], &["--format", "json", "-q"]].concat(), 6);
    let list: serde_json::Value = serde_json::from_str(&json).unwrap();
    let of = |key: &str| -> Vec<_> {
        list.as_array().unwrap().iter().map(|each| each[key].clone()).collect()
    };
    assert_eq!(of("status"), ["different", "missing", "same"]);
    assert!(list[0]["changes"]["first"]["now"].is_string());
}

#[test]
fn values_that_are_set_have_a_file_of_their_own() {
    let desk = accepted();
    let set = ["verify", "desk.toml", "--set", "run.seed=5"];
    let (_, remedy) = ends_with(&desk, &set, 5);
    assert!(remedy.contains("--set run.seed=5 --accept"), "{remedy}");
    desk.done(&[&set[..], &["--accept", "--digests", "elsewhere"]].concat());
    assert_eq!(names(&desk.path("elsewhere")), ["starter+run.seed=5.txt"]);
    desk.done(&[&set[..], &["--digests", "elsewhere"]].concat());
}

#[test]
fn what_cannot_be_verified_is_said() {
    let desk = Desk::new();
    let (_, said) = ends_with(&desk, &["verify", "desk.toml", "--confidence", "0.9"], 2);
    assert!(said.contains("leave `--confidence` out"), "{said}");
    let (_, said) = ends_with(&desk, &["verify", "desk.toml", "desk.toml"], 2);
    assert!(said.contains("two scenarios would have their accepted results in"), "{said}");
    ends_with(&desk, &["verify", "nothing.toml"], 2);
    fs::write(desk.path("verified"), "in the way").unwrap();
    let output = desk.callsim(&["verify", "desk.toml", "--accept"]);
    assert!([1, 2].contains(&code(&output)));
    assert!(stderr(&output).contains("cannot write"), "{}", stderr(&output));
    assert_eq!(desk.read("verified"), "in the way");
}

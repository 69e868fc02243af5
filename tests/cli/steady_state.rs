//! One long run: its intervals hold the truth, its warnings come when they should, and the program
//! says so from outside.

#[path = "../../examples/coverage_batch_means.rs"]
#[expect(dead_code, reason = "`main` only prints what is tested here")]
mod coverage_batch_means;

use std::fs;

use crate::desk::{Desk, code, names, results, stderr, unbroken};
use coverage_batch_means::Case;

/// Erlang C: five agents, nine tenths busy, of whom nobody hangs up.
const SCENARIO: &str = r#"
format = 1
name = "long"
time = { length = "LENGTH" }

[[call_type]]
name = "calls"
arrivals = { process = "poisson", per_hour = RATE }
handling = { talk = { dist = "exponential", mean = "3m" } }
patience = "infinite"
service_level = { within = "20s", target = 0.80 }

[[agent_group]]
name = "agents"
agents = 5
skills = ["calls"]
"#;

fn desk(length: &str, rate: u32) -> Desk {
    let desk = Desk::new();
    let text = SCENARIO.replace("LENGTH", length).replace("RATE", &rate.to_string());
    fs::write(desk.path("long.toml"), text).unwrap();
    desk
}

fn refused(desk: &Desk, args: &[&str]) -> String {
    let output = desk.callsim(&[&["steady-state"], args].concat());
    assert_eq!(code(&output), 2, "{args:?}: {}", stderr(&output));
    assert!(output.stdout.is_empty());
    stderr(&output)
}

#[test]
fn intervals_of_runs_that_are_long_enough_hold_the_truth_as_often_as_they_say() {
    let case = Case { agents: 20, load: 1.0, patience: Some(120.0), length: 100, warm_up: None };
    let measured = case.measured(200).unwrap();
    // 95 % of 200, within three standard deviations of a binomial.
    for coverage in measured.coverage() {
        assert!((0.90..=0.995).contains(&coverage), "{measured:?}");
    }
    assert!(measured.warned() < 0.16 && measured.growing() < 0.03, "{measured:?}");
}

#[test]
fn runs_that_are_too_short_hold_it_less_often_and_warn() {
    let case = Case { agents: 5, load: 0.9, patience: None, length: 50, warm_up: None };
    let measured = case.measured(200).unwrap();
    assert!(measured.coverage()[0] < 0.85, "{:?}", measured.coverage());
    assert!(measured.warned() > 0.9, "{}", measured.warned());
}

#[test]
fn a_long_run_gives_a_page_and_the_same_files_each_time() {
    let desk = desk("2000h", 90);
    let page = desk.done(&["steady-state", "long.toml"]);
    assert!(page.starts_with("long in the long run, from one run of 2000h\n"), "{page}");
    assert!(page.contains("by MSER-5 on `queue_mean`"), "{page}");
    assert!(page.lines().all(|line| line.chars().count() <= 110), "{page}");
    let folder = desk.path("results/long-steady-state");
    let files = ["manifest.json", "report.html", "steady_state.csv", "steady_state.json"];
    assert_eq!(names(&folder), files);
    let page = fs::read_to_string(folder.join("report.html")).unwrap();
    assert!(page.contains("left out") && page.contains("callsim steady-state long.toml"), "{page}");
    let first = results(&folder);
    let json = desk.done(&["steady-state", "long.toml", "--threads", "1", "--format", "json"]);
    assert!(first == results(&folder));
    assert_eq!(json.as_bytes(), first["steady_state.json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let measures = json["measures"].as_array().unwrap();
    let of = |name: &str| {
        let is_it = |each: &&serde_json::Value| each["measure"] == name && each["scope"] == "all";
        measures.iter().find(is_it)
    };
    assert_eq!(
        (&of("offered").unwrap()["unit"], &of("staffed_hours").unwrap()["unit"]),
        (&"1/h".into(), &"agents".into())
    );
    let agents = of("staffed_hours").unwrap()["mean"].as_f64().unwrap();
    assert!((agents - 5.0).abs() < 1e-9, "{agents}");
    // Erlang C for 4.5 erlangs and five agents: 6.86 calls wait on average.
    let [low, high] =
        ["ci_low", "ci_high"].map(|end| of("queue_mean").unwrap()[end].as_f64().unwrap());
    assert!(low < 6.862 && 6.862 < high, "{low} to {high}");
    assert!(of("wait_p90").is_none() && of("queue_max").is_none());
}

#[test]
fn a_warm_up_that_is_given_is_left_out_unless_mser_5_is_asked_for() {
    let desk = desk("1000h\", warm_up = \"100h", 60);
    let page = desk.done(&["steady-state", "long.toml", "--batches", "20"]);
    assert!(page.contains("The first 100h are left out as `time.warm_up` says;"), "{page}");
    assert!(page.contains("20 batches of 45h."), "{page}");
    let page = desk.done(&["steady-state", "long.toml", "--mser-5", "--measure", "wait_mean"]);
    assert!(page.contains("by MSER-5 on `wait_mean`"), "{page}");
}

#[test]
fn a_queue_that_grows_for_ever_is_told_with_its_load() {
    let page = unbroken(&desk("200h", 110).done(&["steady-state", "long.toml"]));
    assert!(page.contains("`queue_mean` grows: "), "{page}");
    assert!(page.contains("The load is 110 % of what the agents can do"), "{page}");
    assert!(page.contains("are too short to be independent (correlation "), "{page}");
}

#[test]
fn a_run_that_is_too_short_is_told_how_long_to_be() {
    let page = unbroken(&desk("10h", 96).done(&["steady-state", "long.toml", "--seed", "4"]));
    assert!(page.contains("Run longer: `--set time.length="), "{page}");
}

#[test]
fn what_has_no_steady_state_is_refused_with_the_reason() {
    let desk = desk("100h", 90);
    let text = desk.read("long.toml");
    let because = |from: &str, to: &str, reason: &str| {
        assert!(text.contains(from), "{from}");
        fs::write(desk.path("other.toml"), text.replace(from, to)).unwrap();
        let said = refused(&desk, &["other.toml"]);
        assert!(said.contains("has no steady state") && said.contains(reason), "{said}");
    };
    assert!(refused(&desk, &["desk.toml"]).contains("days with opening hours"));
    because("patience = ", "busyness = { dist = \"gamma\", cv = 0.2 }\npatience = ", "busyness");
    because("agents = 5", "agents = 5\nabsence = 0.1", "may be absent");
    because("agents = 5", "agents = 5\nspeed_cv = 0.2", "have speeds");
    assert_eq!(desk.names().iter().filter(|name| name.starts_with("results")).count(), 0);
}

#[test]
fn bad_usage_is_told_what_to_write() {
    let desk = desk("100h", 90);
    assert!(refused(&desk, &["long.toml", "-n", "3"]).contains("--set time.length="));
    assert!(refused(&desk, &["long.toml", "--measure", "wait_p90"]).contains("--measure"));
    assert!(refused(&desk, &["long.toml", "--measure", "queue"]).contains("there is no measure"));
    assert!(refused(&desk, &["long.toml", "--batches", "3"]).contains("10..=500"));
    let late = ["long.toml", "--set", "time.warm_up=99h59m"];
    assert!(refused(&desk, &late).contains("too short to be cut into 30 batches"));
}

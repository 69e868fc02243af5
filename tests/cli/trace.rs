//! The log of a replication: it is the replication that was counted, every call in it has a beginning
//! and one end, and people find in it what they look for.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use callsim::experiment::{Settings, Sink, run, trace};
use callsim::model::{AgentState, CallTypeId};
use callsim::observe::trace::{CallEvent, CallId, CallStep, Log, LossCause, Outcome, What};
use callsim::observe::{CallCounts, Column, Ratio, call_type_ids};
use callsim::scenario::{self, Scenario};

use crate::desk::{Desk, stderr};

/// Scenarios in which, taken together, everything happens.
const SCENARIOS: [&str; 12] = [
    "ivr",
    "complaints",
    "storm-managed",
    "power-cut",
    "switch-down-helped",
    "site-lost-managed",
    "slow-system-managed",
    "too-few-lines",
    "week-with-absences",
    "insurer",
    "first-contact",
    "strategies",
];

fn shipped(name: &str) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.toml"));
    scenario::load(&path, &[]).unwrap()
}

/// The values of the last replication.
#[derive(Default)]
struct Values(Vec<Ratio>);

impl Sink for Values {
    fn take(&mut self, _: u64, _: &[Column], values: &[Ratio]) -> io::Result<()> {
        self.0 = values.to_vec();
        Ok(())
    }
}

fn values_of(scenario: &Scenario, replication: u64) -> Vec<Ratio> {
    let settings = Settings {
        replications: replication..replication + 1,
        seed: scenario.run.seed,
        confidence: 0.95,
        threads: 1,
        spool_folder: std::env::temp_dir(),
    };
    let mut values = Values::default();
    let never = AtomicBool::new(false);
    run(&scenario.model, &settings, &(), &never, &mut values).unwrap();
    values.0
}

/// Holds every property of a log against one.
fn assert_true(name: &str, replication: u64) {
    let scenario = shipped(name);
    let traced = trace(&scenario.model, scenario.run.seed, replication);
    assert_eq!(traced.values, values_of(&scenario, replication), "{name}");
    assert_times_rise(name, &traced.log);
    assert_agents_follow_on(name, &traced.log);
    assert_one_beginning_and_one_end(name, &traced.log);
    for id in call_type_ids(&scenario.model) {
        let counted = traced.observations.all_calls(id);
        assert_adds_up(&format!("{name}, {id:?}"), &traced.log, id, &counted);
    }
}

fn assert_times_rise(name: &str, log: &Log) {
    let wrong = log.entries.windows(2).find(|pair| pair[0].at > pair[1].at);
    assert!(wrong.is_none(), "{name}: {wrong:?}");
}

fn assert_agents_follow_on(name: &str, log: &Log) {
    let mut doing: BTreeMap<u32, Option<AgentState>> = BTreeMap::new();
    for entry in &log.entries {
        if let What::Agent { agent, before, state, .. } = entry.what {
            let last = doing.insert(agent.0, state).flatten();
            assert_eq!(last, before, "{name}: {entry:?}");
        }
    }
}

/// What is told of a leg of a call.
#[derive(Debug, Default)]
struct Told {
    beginnings: u32,
    answers: u32,
    ends: u32,
}

fn assert_one_beginning_and_one_end(name: &str, log: &Log) {
    let mut legs: BTreeMap<CallId, Told> = BTreeMap::new();
    for entry in &log.entries {
        let What::Call { call, event, .. } = &entry.what else { continue };
        let leg = legs.entry(*call).or_default();
        match event {
            CallEvent::Step(CallStep::FoundClosed | CallStep::WillReturn { .. }) => {}
            CallEvent::Step(CallStep::Dialled) => leg.beginnings += 1,
            CallEvent::Step(CallStep::Came { .. }) if call.leg > 0 => leg.beginnings += 1,
            CallEvent::Step(CallStep::Answered { .. }) => leg.answers += 1,
            CallEvent::Lost { .. } | CallEvent::TalkEnded { .. } => leg.ends += 1,
            // A wrap-up may last beyond the end.
            CallEvent::StillThere(_) if leg.ends == 0 => leg.ends += 1,
            _ => {}
        }
        // Who finds the lines closed does not come as a call, and may call later.
        let is_none =
            matches!(event, CallEvent::Step(CallStep::FoundClosed | CallStep::WillReturn { .. }));
        assert!(leg.beginnings == 1 || is_none, "{name}: {entry:?} before it begins");
    }
    for (call, leg) in legs.iter().filter(|(_, leg)| leg.beginnings > 0) {
        assert!(leg.ends == 1 && leg.answers <= 1, "{name}: {call:?} {leg:?}");
    }
}

/// Whether the records of a call type are what was counted, to the microsecond.
fn assert_adds_up(what: &str, log: &Log, id: CallTypeId, counted: &CallCounts) {
    let horizon = log.model.horizon();
    let mut records = log.calls();
    records.retain(|record| {
        record.call_type == id
            && record.entered.is_some_and(|entered| horizon.interval_at(entered).is_some())
    });
    let count = |outcome| records.iter().filter(|it| it.outcome == outcome).count() as u64;
    let lost = |cause| count(Outcome::Lost(cause));
    let wait = |is_meant: &dyn Fn(Outcome) -> bool| -> u128 {
        let meant = records.iter().filter(|it| is_meant(it.outcome));
        meant.map(|it| u128::from(it.wait().unwrap().as_micros())).sum()
    };
    let is_answered = |it: Outcome| matches!(it, Outcome::Answered | Outcome::CutOff);
    let told = [
        records.len() as u64,
        count(Outcome::Answered) + count(Outcome::CutOff),
        count(Outcome::CutOff),
        lost(LossCause::Abandoned),
        lost(LossCause::Blocked),
        lost(LossCause::Contained),
        lost(LossCause::AbandonedInIvr),
        lost(LossCause::Balked),
        lost(LossCause::Rejected),
        lost(LossCause::Overflowed),
        lost(LossCause::TurnedAway),
        lost(LossCause::Dropped),
        lost(LossCause::CallbackTaken),
        lost(LossCause::StillWaiting),
        records.iter().filter(|it| it.dialled.is_none()).count() as u64,
    ];
    let there = [
        counted.offered,
        counted.answered,
        counted.cut_off,
        counted.abandoned,
        counted.blocked,
        counted.contained,
        counted.abandoned_in_ivr,
        counted.balked,
        counted.rejected,
        counted.overflowed,
        counted.turned_away,
        counted.dropped,
        counted.callback_taken,
        counted.still_waiting,
        counted.handed_in,
    ];
    assert_eq!(told, there, "{what}");
    assert_eq!(wait(&is_answered), counted.wait_answered, "{what}");
    assert_eq!(
        wait(&|it| it == Outcome::Lost(LossCause::Abandoned)),
        counted.wait_abandoned,
        "{what}"
    );
    let is_all_over = log
        .entries
        .iter()
        .all(|it| !matches!(it.what, What::Call { event: CallEvent::StillThere(_), .. }));
    if is_all_over {
        let sum = |of: &dyn Fn(&callsim::observe::trace::CallRecord) -> u64| -> u128 {
            records.iter().filter(|it| is_answered(it.outcome)).map(|it| u128::from(of(it))).sum()
        };
        assert_eq!(sum(&|it| it.talk.as_micros()), counted.talk, "{what}: talk");
        assert_eq!(sum(&|it| it.hold.as_micros()), counted.hold, "{what}: hold");
        assert_eq!(sum(&|it| it.wrap_up.as_micros()), counted.wrap_up, "{what}: wrap-up");
    }
}

#[test]
fn a_log_is_the_replication_that_was_counted_and_every_call_in_it_has_a_beginning_and_one_end() {
    for name in SCENARIOS {
        assert_true(name, 3);
    }
}

#[test]
fn the_log_of_an_outage_adds_up_too() {
    // Replications in which the rarer things happen.
    for replication in 0..6 {
        assert_true("power-cut", replication);
        assert_true("site-lost", replication);
    }
}

/// A folder with a shipped scenario in it.
fn desk_with(name: &str) -> Desk {
    let desk = Desk::new();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let is_needed = path.file_stem().is_some_and(|stem| stem == name)
            || path.extension().is_some_and(|extension| extension == "csv");
        if path.is_file() && is_needed {
            std::fs::copy(&path, desk.path(path.file_name().unwrap().to_str().unwrap())).unwrap();
        }
    }
    desk
}

/// The cells of a column of CSV without quotes.
fn column<'a>(csv: &'a str, name: &str) -> Vec<&'a str> {
    let mut lines = csv.lines();
    let place = lines.next().unwrap().split(',').position(|each| each == name).unwrap();
    lines.map(|line| line.split(',').nth(place).unwrap()).collect()
}

#[test]
fn the_worst_replication_is_found_and_is_the_one_that_run_simulates() {
    let desk = desk_with("switch-down");
    let worst = ["trace", "switch-down.toml", "-n", "6", "--worst", "abandoned"];
    let output = desk.callsim(&[&worst[..], &["--format", "calls"]].concat());
    let said = stderr(&output);
    let calls = String::from_utf8(output.stdout).unwrap();
    let number = said.strip_prefix("replication ").and_then(|rest| rest.split(' ').next());
    let number = number.unwrap_or_else(|| panic!("{said}"));
    desk.done(&["run", "switch-down.toml", "--replication", number, "-q", "-o", "one"]);
    let rows = desk.read("one/summary.csv");
    let abandoned = rows.lines().find(|line| line.starts_with("all,all,abandoned,")).unwrap();
    let in_log = column(&calls, "outcome").iter().filter(|it| **it == "abandoned").count();
    assert!(abandoned.split(',').any(|cell| cell == in_log.to_string()), "{abandoned} {in_log}");
    let again = desk.callsim(&[&worst[..], &["--format", "calls", "--threads", "1"]].concat());
    assert_eq!(String::from_utf8(again.stdout).unwrap(), calls);
    let best = desk.callsim(&[
        "trace",
        "switch-down.toml",
        "-n",
        "6",
        "--best",
        "abandoned",
        "--limit",
        "1",
    ]);
    assert!(stderr(&best).contains("has the best abandoned of 6: "), "{}", stderr(&best));
    assert!(!stderr(&best).starts_with(&format!("replication {number} ")));
}

#[test]
fn a_caller_is_the_same_one_whatever_else_is_changed() {
    let desk = desk_with("too-few-lines");
    let trace = ["trace", "too-few-lines.toml", "--format", "calls", "-q"];
    let calls = |more: &[&str]| {
        let csv = desk.done(&[&trace[..], more].concat());
        let dialled = column(&csv, "dialled_s").into_iter().map(str::to_owned);
        let names = column(&csv, "call").into_iter().map(str::to_owned);
        let first = names.zip(dialled).filter(|(name, at)| !name.contains('.') && !at.is_empty());
        first.collect::<BTreeMap<_, _>>()
    };
    let (before, after) = (calls(&[]), calls(&["--set", "trunk_group.number.lines=20"]));
    assert!(before.len() > 1000);
    assert_eq!(before, after);
}

#[test]
fn filters_leave_what_was_asked_for_and_say_what_is_left_out() {
    let desk = desk_with("switch-down");
    let trace = |more: &[&str]| desk.done(&[&["trace", "switch-down.toml"], more].concat());
    let calls = trace(&["--format", "calls"]);
    let cut_off = trace(&["--format", "calls", "--outcome", "cut_off"]);
    assert_eq!(column(&cut_off, "outcome").iter().collect::<BTreeSet<_>>().len(), 1);
    assert_eq!(
        column(&cut_off, "outcome").len(),
        column(&calls, "outcome").iter().filter(|it| **it == "cut_off").count()
    );
    let redialled = column(&calls, "call").into_iter().find(|it| it.ends_with(".2")).unwrap();
    let whole = trace(&["--call", redialled.trim_end_matches(".2")]);
    assert!(whole.contains("will try again at ") && whole.contains("calls again, 2nd attempt"));
    let second = trace(&["--call", redialled]);
    assert!(second.lines().count() < whole.lines().count());
    assert!(second.lines().all(|line| line.contains(redialled)), "{second}");
    let hour = trace(&["--from", "10:00", "--to", "11:00:00"]);
    assert!(hour.lines().count() > 100 && hour.lines().all(|line| line.starts_with("10:")));
    assert!(hour.contains("the outage begins") && hour.contains("the outage is over"));
    let agent = trace(&["--agent", "agents/3"]);
    assert!(agent.lines().all(|line| line.contains("agents/3")), "{agent}");
    assert!(agent.contains("logs in") && agent.contains("leaves"));
    let waits = trace(&["--waited-over", "60s", "--format", "calls"]);
    assert!(column(&waits, "wait_s").iter().all(|wait| wait.parse::<f64>().unwrap() > 60.0));
    let cut = desk.callsim(&["trace", "switch-down.toml", "--limit", "5"]);
    assert_eq!(String::from_utf8(cut.stdout.clone()).unwrap().lines().count(), 5);
    assert!(stderr(&cut).starts_with("5 of ") && stderr(&cut).ends_with(" lines are shown\n"));
}

#[test]
fn rows_are_the_same_as_csv_and_as_json_lines_and_in_a_file() {
    let desk = desk_with("too-few-lines");
    let csv = desk.done(&["trace", "too-few-lines.toml", "--format", "csv"]);
    let json = desk.done(&["trace", "too-few-lines.toml", "--format", "jsonl"]);
    desk.done(&["trace", "too-few-lines.toml", "--format", "csv", "-o", "log.csv"]);
    assert_eq!(desk.read("log.csv"), csv);
    let objects: Vec<serde_json::Value> =
        json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let events: Vec<_> = objects.iter().map(|it| it["event"].as_str().unwrap()).collect();
    assert_eq!(events, column(&csv, "event"));
    let calls: Vec<_> = objects.iter().map(|it| it["call"].as_str().unwrap_or_default()).collect();
    assert_eq!(calls, column(&csv, "call"));
}

#[test]
fn what_is_asked_for_and_is_not_there_is_refused_with_what_there_is() {
    let desk = Desk::new();
    let refused = |more: &[&str]| desk.refused(&[&["trace", "desk.toml"], more].concat(), 2);
    assert!(refused(&["--call", "nobody-3"]).contains("calls are named after the call type"));
    assert!(
        refused(&["--call-type", "nobody"]).contains("there is no such call type; there are `")
    );
    assert!(refused(&["--agent", "nobody/1"]).contains("there is no such agent; there are `"));
    assert!(refused(&["--from", "11:00", "--to", "10:00"]).contains("`--to` is not after"));
    assert!(refused(&["--worst", "occupancy"]).contains("neither more nor less"));
    assert!(refused(&["--worst", "nothing"]).contains("nothing"));
    assert!(refused(&["-n", "5"]).contains("`--worst` or `--best`"));
    assert!(refused(&["--confidence", "0.9"]).contains("leave `--confidence` out"));
    assert!(refused(&["--from", "25:00"]).contains("write a time of day"));
    assert!(refused(&["--outcome", "gone"]).contains("abandoned"));
    assert!(refused(&["--waited-over", "60"]).contains("`60` has no unit"));
    assert!(refused(&["--replication", "1", "--worst", "asa"]).contains("cannot be used with"));
}

#[test]
fn no_name_can_break_a_row_or_become_a_formula() {
    let desk = Desk::new();
    let text = desk.read("desk.toml");
    let name = text.lines().skip_while(|line| *line != "[[call_type]]").nth(1).unwrap();
    let name = name.split('"').nth(1).unwrap().to_owned();
    let hostile = "=cmd,&'b";
    std::fs::write(
        desk.path("h.toml"),
        text.replace(&format!("\"{name}\""), &format!("\"{hostile}\"")),
    )
    .unwrap();
    let csv = desk.done(&["trace", "h.toml", "--format", "csv", "-q"]);
    assert!(csv.contains("\"'=cmd,&'b-1\",\"'=cmd,&'b\""), "{}", &csv[..400]);
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    assert!(rows.records().all(|row| row.is_ok_and(|row| row.len() == 20)));
    let text = desk.done(&["trace", "h.toml", "-q", "--call", &format!("{hostile}-1")]);
    assert!(text.contains("=cmd,&'b-1  calls"));
}

#[test]
fn every_thing_that_happens_has_a_row_whose_cells_are_as_their_columns() {
    let desk = Desk::new();
    for name in SCENARIOS {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.toml"));
        for format in ["csv", "jsonl", "calls"] {
            // Programs built for tests look at the kind of each cell.
            desk.done(&["trace", file.to_str().unwrap(), "--format", format, "-q"]);
        }
    }
}

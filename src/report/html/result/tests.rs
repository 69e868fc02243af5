use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::atomic::AtomicBool;

use super::answer::answer;
use super::*;
use crate::experiment::{Goal, Settings, Shard, Stopping, Until, run};
use crate::model::sample::{guarded_desk, help_desk};
use crate::model::{AgentGroup, Arrivals, CallType, CallTypeId, Horizon, Routing, Skill};
use crate::observe::Scope;
use crate::stats::{Precision, Stages};
use crate::time::SimDuration;

fn results(model: &Model, replications: Range<u64>) -> Results {
    let spool_folder = std::env::temp_dir();
    let settings = Settings { replications, seed: 1, confidence: 0.95, threads: 1, spool_folder };
    run(model, &settings, &(), &AtomicBool::new(false), &mut ()).unwrap()
}

fn provenance() -> Provenance {
    Provenance {
        description: None,
        document: serde_json::json!({ "name": "desk", "time": { "days": 1 } }),
        overrides: Vec::new(),
        sources: Vec::new(),
        shard: Shard::WHOLE,
    }
}

/// The answer, with the spaces that break lines.
fn sentences(results: &Results, model: &Model, provenance: &Provenance) -> Vec<String> {
    let answer = answer(Subject { results, model, provenance });
    answer.iter().map(|sentence| sentence.replace('\u{A0}', " ")).collect()
}

fn answer_of(model: &Model, replications: Range<u64>) -> Vec<String> {
    sentences(&results(model, replications), model, &provenance())
}

fn page(results: &Results, model: &Model) -> String {
    result_page(results, model, &provenance())
}

fn chapters_of(results: &Results, model: &Model) -> Vec<&'static str> {
    let provenance = provenance();
    let chapters = chapters(Subject { results, model, provenance: &provenance });
    chapters.iter().map(|chapter| chapter.id).collect()
}

/// A call centre of an hour that has no date, in such intervals.
fn plain_desk(interval: Option<u64>) -> Model {
    let desk = help_desk(1, &[0.8]);
    let seconds = SimDuration::from_secs;
    let horizon = Horizon::length(seconds(3600), SimDuration::ZERO, interval.map(seconds)).unwrap();
    let call_type = CallType {
        arrivals: Arrivals::constant(&horizon, 1.0 / 60.0),
        ..desk.call_types()[0].clone()
    };
    let skills = vec![Skill::first_choice(CallTypeId(0))];
    let agents = AgentGroup::constant("agents", 2, skills, &horizon);
    Model::new("plain", horizon, vec![call_type], vec![agents], Routing::default()).unwrap()
}

/// The help desk, with other names for everybody.
fn named_desk(name: &str) -> Model {
    let desk = help_desk(1, &[0.8, 0.8]);
    let call_types = desk.call_types().iter().enumerate();
    let call_types = call_types
        .map(|(number, each)| CallType { name: format!("{name}{number}"), ..each.clone() })
        .collect();
    let groups = desk.agent_groups().iter();
    let groups = groups.map(|each| AgentGroup { name: name.to_owned(), ..each.clone() }).collect();
    Model::new(name, desk.horizon().clone(), call_types, groups, Routing::default()).unwrap()
}

/// Changes what results say of a measure of all calls and of each call type.
fn set(results: &mut Results, name: &str, value: Option<f64>) {
    for each in results.measures.iter_mut().filter(|each| each.measure.name == name) {
        let known = |bounded: crate::experiment::Bounded| {
            value.map(|value| crate::experiment::Bounded { value, ..bounded })
        };
        each.mean = each.mean.and_then(known);
        each.ratio_of_means = each.ratio_of_means.and_then(known);
    }
}

#[test]
fn of_one_objective_the_answer_is_its_chance_on_that_day() {
    let answer = answer_of(&help_desk(1, &[0.8]), 0..40);
    let first = "Monday 2026-03-02 meets 80 % within 20 s (offered) for calls 0 ";
    assert!(answer[0].starts_with(first), "{answer:?}");
    assert!(answer[1].starts_with("The worst half-hour begins at "), "{answer:?}");
    assert!(answer[2].starts_with("Answered calls wait "), "{answer:?}");
    assert_eq!(answer.len(), 3, "{answer:?}");
}

#[test]
fn what_is_always_or_never_so_is_told_with_how_often_that_was_seen() {
    let never = answer_of(&help_desk(1, &[1.0]), 0..40);
    assert!(
        never[0].ends_with(" in none of 40 replications: probability 0 % (0–9 %)."),
        "{never:?}"
    );
    let always = answer_of(&help_desk(1, &[0.001]), 0..40);
    let end = " in each of 40 replications: probability 100 % (91–100 %).";
    assert!(always[0].ends_with(end), "{always:?}");
    let week = answer_of(&help_desk(5, &[0.001]), 0..40);
    assert!(
        week[0].contains("on every day of each") || week[0].contains("in every day"),
        "{week:?}"
    );
}

#[test]
fn of_a_few_objectives_the_worst_are_named_and_of_many_it_is_counted_how_many_hold() {
    let two = answer_of(&help_desk(1, &[0.8, 0.001]), 0..40);
    assert!(two[0].starts_with("Monday 2026-03-02 meets both objectives "), "{two:?}");
    assert!(
        two[1].starts_with("Least often met: 80 % within 20 s (offered) for calls 0: "),
        "{two:?}"
    );
    let many = answer_of(&help_desk(1, &[0.001, 1.0, 1.0, 1.0, 0.001, 1.0]), 0..40);
    assert!(many[0].contains(" meets all 6 objectives in none of 40 "), "{many:?}");
    assert_eq!(many[1], "Over all replications together, 2 of 6 call types reach their target.");
    assert!(many[2].starts_with("Least often met: 100 % within 20 s"), "{many:?}");
    assert!(many[2].ends_with("; and 1 more."), "{many:?}");
    let all = answer_of(&help_desk(1, &[0.001, 0.001]), 0..40);
    assert_eq!(all[1], "Each of them is met every time.");
}

#[test]
fn of_several_days_the_answer_is_the_share_of_days_and_the_worst_of_them() {
    let answer = answer_of(&help_desk(5, &[0.8]), 0..40);
    let first = "80 % within 20 s (offered) for calls 0 is met on ";
    assert!(answer[0].starts_with(first) && answer[0].ends_with(" of days."), "{answer:?}");
    assert!(answer[1].starts_with("The worst day is "), "{answer:?}");
    let two_weeks = answer_of(&help_desk(14, &[0.8]), 0..40);
    assert!(two_weeks[1].starts_with("The worst weekday is "), "{two_weeks:?}");
}

#[test]
fn a_plain_length_has_neither_date_nor_worst_interval() {
    let answer = answer_of(&plain_desk(Some(600)), 0..40);
    let first = "The call centre meets 80 % within 20 s (offered) for calls 0 ";
    assert!(answer[0].starts_with(first), "{answer:?}");
    assert!(!answer.join(" ").contains("worst"), "{answer:?}");
}

#[test]
fn one_replication_is_what_happened_and_no_probability() {
    for (target, happened) in [(1.0, "missed"), (0.001, "met")] {
        let answer = answer_of(&help_desk(1, &[target]), 7..8);
        let first = format!("In replication 7, Monday 2026-03-02 {happened} ");
        assert!(answer[0].starts_with(&first), "{answer:?}");
        assert!(!answer.join(" ").contains("probability"), "{answer:?}");
        let last = "One replication is what happened once, not what to expect.";
        assert_eq!(answer.last().unwrap(), last);
    }
    let two = answer_of(&help_desk(1, &[1.0, 0.001]), 7..8);
    assert!(two.iter().any(|it| it.starts_with("Missed: 100 % within 20 s")), "{two:?}");
}

#[test]
fn what_makes_the_answer_worth_less_is_said_loudly_and_first() {
    let model = help_desk(1, &[0.8]);
    let mut few = results(&model, 0..5);
    few.requested = 100;
    let goal = Goal { column: 0, path: "asa".to_owned(), precision: Precision::Absolute(1.0) };
    let answer = sentences(&few, &model, &provenance());
    assert!(answer[0].starts_with("INTERRUPTED: 5 of 100 replications "), "{answer:?}");
    assert_eq!(answer.last().unwrap(), crate::report::page::FEW_REPLICATIONS);
    few.requested = 5;
    few.stopping = Some(Stopping {
        until: Until { goals: vec![goal], stages: Stages { first: 5, at_most: 5 } },
        looks: vec![5],
        estimates: vec![None],
    });
    let answer = sentences(&few, &model, &provenance());
    assert!(answer[0].starts_with("PRECISION NOT REACHED in 5 replications: asa "), "{answer:?}");
}

#[test]
fn values_that_were_set_and_shards_are_told() {
    let model = help_desk(1, &[0.8]);
    let overrides = vec!["agent_group.agents.agents=3".to_owned()];
    let shard = Shard::new(2, 3).unwrap();
    let provenance = Provenance { overrides, shard, ..provenance() };
    let answer = sentences(&results(&model, 0..40), &model, &provenance).join("\n");
    assert!(answer.contains("Not as in the scenario: agent_group.agents.agents=3."), "{answer}");
    assert!(answer.contains("This is shard 2/3 alone"), "{answer}");
}

#[test]
fn without_calls_or_abandonment_nothing_is_made_up() {
    let model = help_desk(1, &[0.8]);
    let mut nobody = results(&model, 0..20);
    set(&mut nobody, "probability_met", None);
    let answer = sentences(&nobody, &model, &provenance());
    assert_eq!(answer[0], "Nobody called, so no objective was met or missed.");
    let mut patient = results(&model, 0..20);
    set(&mut patient, "abandonment", Some(0.0));
    set(&mut patient, "asa", Some(0.0));
    let answer = sentences(&patient, &model, &provenance());
    assert!(answer.contains(&"No answered call waits; nobody hangs up.".to_owned()), "{answer:?}");
}

#[test]
fn a_chapter_is_there_when_it_has_something_to_say() {
    let of = |model: &Model, replications| chapters_of(&results(model, replications), model);
    let day = ["figures", "level", "day", "waits", "agents", "rules", "measures", "origin"];
    assert_eq!(of(&help_desk(1, &[0.8]), 0..20), day);
    assert_eq!(of(&help_desk(3, &[0.8, 0.9]), 0..20), day);
    assert_eq!(of(&plain_desk(Some(600)), 0..20), day);
    let without = |chapter| day.into_iter().filter(|it| *it != chapter).collect::<Vec<_>>();
    assert_eq!(of(&plain_desk(None), 0..20), without("day"));
    assert_eq!(of(&help_desk(1, &[0.8]), 7..8), without("level"));
    let guarded = of(&guarded_desk(), 0..20);
    assert_eq!(guarded[5], "disturbances");
    assert_eq!(guarded.len(), day.len() + 1);
}

#[test]
fn a_long_horizon_is_told_day_by_day_only() {
    let model = help_desk(250, &[0.8]);
    let page = page(&results(&model, 0..2), &model);
    assert!(page.contains("too many intervals to draw"));
    assert!(page.len() < 1_000_000, "{}", page.len());
}

#[test]
fn nothing_on_a_page_has_the_name_of_something_else() {
    let model = help_desk(3, &[0.8, 0.9, 0.7, 0.6, 0.5]);
    let page = page(&results(&model, 0..20), &model);
    let mut names = BTreeSet::new();
    for rest in page.split(" id=\"").skip(1) {
        let name = rest.split('"').next().unwrap();
        assert!(names.insert(name), "{name}");
    }
    assert!(names.contains("day-level-type-5"), "{names:?}");
}

#[test]
fn a_hostile_name_is_text_like_any_other() {
    let name = "<script>alert(1)</script>\"'&";
    let model = named_desk(name);
    let page = page(&results(&model, 0..20), &model);
    assert!(!page.contains("<script>alert"), "a script");
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

#[test]
fn a_long_name_is_short_in_sentences_and_pictures() {
    let model = named_desk(&"n".repeat(500));
    let results = results(&model, 0..20);
    let answer = sentences(&results, &model, &provenance());
    assert!(answer.iter().all(|sentence| sentence.len() < 400), "{answer:?}");
    let provenance = provenance();
    let subject = Subject { results: &results, model: &model, provenance: &provenance };
    assert!(subject.title("Queue", Scope::CallType(CallTypeId(0))).len() < 80);
}

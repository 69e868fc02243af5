//! The chapter on where the results come from, and how to make them again.

use maud::{Markup, html};

use super::super::Chapter;
use super::super::blocks::{code, facts};
use super::subject::Subject;
use crate::experiment::Goal;
use crate::model::ServiceLevelRule;
use crate::report::Again;
use crate::report::labels::{percent_label, rule_label};
use crate::report::manifest::STREAMS;
use crate::report::number::percent_number;
use crate::report::page::notes;
use crate::stats::Precision;

/// What words on the page mean.
const WORDS: [(&str, &str); 8] = [
    ("replication", "one simulation of the whole scenario; each has its own callers"),
    (
        "service level",
        "the share of calls that were answered in time; how it is counted says the rule in brackets",
    ),
    ("acceptable wait, T", "how long a call may wait to be answered in time; T is included"),
    ("probability of meeting an objective", "the share of days on which the target is reached"),
    (
        "± and ranges in brackets",
        "a confidence interval: how far chance may have led the estimate astray; more replications \
         make it narrower",
    ),
    (
        "5–95 %",
        "from one day or replication to another: all but the lowest and the highest 5 % lie in it; \
         more replications do not make it narrower",
    ),
    ("ASA", "average speed of answer: the mean wait of the calls that were answered"),
    ("occupancy", "the share of the time for calls that agents spend on a call, wrap-up included"),
];

pub(super) fn chapter(subject: Subject) -> Chapter {
    let provenance = subject.provenance;
    let words = WORDS.map(|(word, meaning)| (word, html! { (meaning) }));
    let rules = ServiceLevelRule::ALL.map(rule_label);
    let body = html! {
        (facts(&said(subject)))
        h3 { "To make it again" }
        (code(&command(subject)))
        @if provenance.is_part() {
            p { "with " code { "-n" } " for the number of replications of all parts together." }
        }
        p {
            "The same version, scenario and seed give the same numbers on every machine, with any \
             number of threads."
        }
        h3 { "The scenario as it was simulated" }
        @if !provenance.overrides.is_empty() {
            p { "With the values that were set: " (provenance.overrides.join(", ")) "." }
        }
        details { summary { "The whole document" } (code(&document(subject))) }
        h3 { "What words mean" }
        (facts(&words))
        h3 { "Rules of service levels" }
        ul { @for rule in rules { li { (rule) } } }
    };
    Chapter { id: "origin", title: "How it came about".to_owned(), body }
}

fn said(subject: Subject) -> Vec<(&'static str, Markup)> {
    let Subject { results, model, provenance } = subject;
    let plain = |text: String| html! { (text) };
    let last = results.first_replication + results.replications.saturating_sub(1);
    let replications = match results.replications {
        1 => format!("number {last}, counted from 0"),
        some => format!("{some}: {} to {last}, counted from 0", results.first_replication),
    };
    let sources = html! {
        @for source in &provenance.sources {
            div { (source.file) " " small { "SHA-256 " (source.sha256) } }
        }
    };
    let mut said = vec![("scenario", plain(model.name().to_owned()))];
    if !provenance.sources.is_empty() {
        said.push(("read from", sources));
    }
    said.push(("digest of the scenario", html! { small { "SHA-256 " (provenance.digest()) } }));
    said.push(("program", plain(format!("callsim {}", env!("CARGO_PKG_VERSION")))));
    said.push(("seed", plain(results.seed.to_string())));
    said.push(("random numbers", plain(STREAMS.to_owned())));
    said.push(("replications", plain(replications)));
    if provenance.is_part() {
        said.push(("shard", plain(provenance.shard.to_string())));
    }
    said.push(("confidence", plain(percent_label(results.confidence))));
    let notes = notes(results, model, &provenance.overrides);
    said.push(("notes", html! { @for note in notes { div { (note) } } }));
    said
}

/// What to type to get the same results.
fn command(subject: Subject) -> String {
    let Subject { results, provenance, .. } = subject;
    let file = provenance.sources.first().map_or("SCENARIO.toml", |source| &source.file);
    let again = Again::new("run", &[file])
        .with_each("--set", &provenance.overrides)
        .with("--seed", results.seed);
    let again = match &results.stopping {
        Some(stopping) => again
            .with_each("--precision", stopping.until.goals.iter().map(goal_words))
            .with("-n", stopping.until.stages.first)
            .with("--at-most", stopping.until.stages.at_most),
        None if provenance.is_part() => again.with("--shard", provenance.shard),
        None if results.requested == 1 => again.with("--replication", results.first_replication),
        None => again.with("-n", results.requested),
    };
    let reduction = results.reduction.as_ref().map(|used| used.reduction.names().join(","));
    again.with_each("--reduce", reduction).with("--confidence", results.confidence).command()
}

/// What `--precision` says: `service_level=1%`.
fn goal_words(goal: &Goal) -> String {
    let precision = match goal.precision {
        Precision::Absolute(half_width) => half_width.to_string(),
        Precision::Relative(share) => format!("{}%", percent_number(share)),
    };
    format!("{}={precision}", goal.path)
}

/// The scenario as TOML; as JSON where TOML has no words for it.
fn document(subject: Subject) -> String {
    let document = &subject.provenance.document;
    toml::to_string(document).unwrap_or_else(|_| format!("{document:#}"))
}

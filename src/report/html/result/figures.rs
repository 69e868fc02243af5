//! The chapter of key figures.

use maud::html;

use super::super::Chapter;
use super::super::blocks::{Tile, Tone, sections, tiles};
use super::answer::unbroken;
use super::subject::Subject;
use crate::observe::Scope;
use crate::report::labels::percent_label;
use crate::report::number::{Shown, probability, with_half_width};
use crate::report::page::call_types;

pub(super) fn chapter(subject: Subject) -> Chapter {
    let types = call_types(subject.results, subject.model);
    let body = html! { (tiles(&all(subject))) (sections(&[types])) };
    Chapter { id: "figures", title: "Key figures".to_owned(), body }
}

/// Those of all calls.
fn all(subject: Subject) -> Vec<Tile> {
    [met(subject), level(subject), wait(subject), abandoned(subject)]
        .into_iter()
        .flatten()
        .collect()
}

fn met(subject: Subject) -> Option<Tile> {
    let met = subject.met(Scope::All).filter(|_| !subject.is_single())?;
    let objectives = if subject.model.call_types().len() == 1 { "objective" } else { "objectives" };
    let share = unbroken(&probability(met, subject.results.replications));
    let (value, bounds) = share.split_once(' ').unwrap_or((&share, ""));
    Some(Tile {
        label: format!("{objectives} met"),
        value: value.to_owned(),
        hint: match subject.model.horizon().start_date() {
            Some(_) => format!("of days {bounds}"),
            None => format!("of replications {bounds}"),
        },
        tone: Tone::Plain,
    })
}

fn level(subject: Subject) -> Option<Tile> {
    let level = subject.shown(Scope::All, "service_level")?;
    let distribution = subject.results.service_levels.iter().find(|it| it.scope == Scope::All);
    let target = distribution.and_then(|it| it.target);
    Some(Tile {
        label: "service level".to_owned(),
        value: unbroken(&format!("{} %", with_half_width(Some(level), Shown::Percent))),
        hint: match target {
            Some(target) => format!("target {}", percent_label(target)),
            None => "of all calls, each type by its own rule".to_owned(),
        },
        tone: match target {
            Some(target) if level.value >= target => Tone::Good,
            Some(_) => Tone::Bad,
            None => Tone::Plain,
        },
    })
}

fn wait(subject: Subject) -> Option<Tile> {
    let asa = subject.shown(Scope::All, "asa")?;
    let most = subject.shown(Scope::All, "wait_p90");
    Some(Tile {
        label: "mean wait (ASA)".to_owned(),
        value: unbroken(&format!("{} s", with_half_width(Some(asa), Shown::Plain))),
        hint: format!("90 % wait at most {} s", with_half_width(most, Shown::Plain)),
        tone: Tone::Plain,
    })
}

fn abandoned(subject: Subject) -> Option<Tile> {
    let abandoned = subject.shown(Scope::All, "abandonment")?;
    let offered = subject.shown(Scope::All, "offered");
    Some(Tile {
        label: "abandoned".to_owned(),
        value: unbroken(&format!("{} %", with_half_width(Some(abandoned), Shown::Percent))),
        hint: format!("of {} calls offered", with_half_width(offered, Shown::Plain)),
        tone: Tone::Plain,
    })
}

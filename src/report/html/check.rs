//! The page of a check.

use maud::{Markup, html};

use super::super::chart::{Across, Chart, Hue, Layer, Up};
use super::super::gate_words::{demanded, estimated};
use super::super::gates::{CheckPage, Gate};
use super::super::number::Shown;
use super::super::table::Table;
use super::blocks::{code, figure, table};
use super::words::{around, cut, first_upper, measure_words, path_words, within_percent};
use super::{Chapter, Document, Origin};
use crate::expectation::{Comparison, Demand, Expectation};
use crate::experiment::Bounded;
use crate::observe::{Better, Unit};
use crate::stats::Verdict;

/// Names beside a picture have no more letters.
const LONGEST: usize = 50;

/// The page of a check.
pub(in crate::report) fn check_page(check: &CheckPage, origin: &Origin) -> String {
    let gates = check.gates_named(path_words);
    let mut pictures = Vec::new();
    for kind in kinds(&gates) {
        let its: Vec<_> = gates.iter().filter(|gate| Kind::of(gate) == kind).collect();
        pictures.extend(chart(kind, &its, pictures.len()).map(|it| figure(&it)));
    }
    let all = table(&check.table(&gates));
    let notes: Vec<_> = gates.iter().filter_map(|gate| notes(check, gate)).collect();
    let mut chapters = vec![chapter("gates", "Every gate", all)];
    if !pictures.is_empty() {
        let body = html! {
            p { "With an interval that holds at all looks at once, beside what is demanded." }
            @for picture in &pictures { (picture) }
        };
        chapters.push(chapter("seen", "What was seen", body));
    }
    if !notes.is_empty() {
        let body = html! { @for note in &notes { (note) } };
        chapters.push(chapter("notes", "What to look at", body));
    }
    chapters.push(origin.chapter(&[check.footer().join(" ")]));
    let document = Document {
        title: format!("{}, checked", check.scenario()),
        description: origin.description(),
        answer: answer(check, &gates),
        chapters,
    };
    document.render()
}

/// Gates that do not pass are told beside the verdict up to this number.
const MOST_TOLD: usize = 4;

/// The verdict, and why.
fn answer(check: &CheckPage, gates: &[Gate]) -> Vec<String> {
    let missed: Vec<_> = gates.iter().filter(|gate| gate.result.verdict != Verdict::Pass).collect();
    let told = missed.iter().take(MOST_TOLD).map(|gate| {
        let [estimate, interval] = estimated(gate.expectation, &gate.result.look);
        let verdict = verdict_words(gate.result.verdict);
        format!("{} {verdict}: it is {estimate} ({interval}).", first_upper(&gate.name))
    });
    let more = match missed.len().saturating_sub(MOST_TOLD) {
        0 => None,
        more => Some(format!("{more} more do not pass.")),
    };
    std::iter::once(check.sentence()).chain(told).chain(more).collect()
}

fn chapter(id: &'static str, title: &str, body: Markup) -> Chapter {
    Chapter { id, title: title.to_owned(), body }
}

/// What there is to say of a gate beside its row.
fn notes(check: &CheckPage, gate: &Gate) -> Option<Markup> {
    let notes = check.notes(gate);
    (!notes.is_empty()).then(|| {
        html! {
            p { strong { (gate.name) ":" } " " (notes.join("; ")) }
            @if let Some(replay) = gate.shown_replay() { (code(replay)) }
        }
    })
}

/// Gates that have an axis in common.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Kind {
    unit: Unit,
    is_difference: bool,
}

impl Kind {
    fn of(gate: &Gate) -> Self {
        Kind {
            unit: gate.expectation.measure.unit,
            is_difference: matches!(gate.expectation.demand, Demand::Against { .. }),
        }
    }

    /// What the values are, with their unit.
    fn label(self, gates: &[&Gate]) -> String {
        let mut names: Vec<_> =
            gates.iter().map(|gate| measure_words(gate.expectation.measure.name)).collect();
        names.dedup();
        let what = match names.as_slice() {
            [one] => one.as_str(),
            _ if self.unit == Unit::Share => "shares",
            _ => "estimates",
        };
        let unit = match (self.unit, self.is_difference) {
            (Unit::Share, false) => "%",
            (Unit::Share, true) => "percentage points",
            (Unit::Money, _) => "money",
            (unit, _) => unit.name(),
        };
        match self.is_difference {
            true => format!("{what}: difference to the baseline, {unit}"),
            false => format!("{what}, {unit}"),
        }
    }
}

fn kinds(gates: &[Gate]) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for kind in gates.iter().map(Kind::of) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

/// Estimates and what is demanded of them; none if nothing was seen.
fn chart(kind: Kind, gates: &[&Gate], number: usize) -> Option<Chart> {
    let factor = Shown::of(kind.unit).factor();
    let scaled = |it: Bounded| {
        let [low, high] = [it.low, it.high].map(|end| end.map(|end| factor * end));
        Bounded { value: factor * it.value, low, high }
    };
    let estimate = |gate: &&Gate| gate.result.look.estimate.map(scaled);
    gates.iter().find_map(estimate)?;
    let bounds: Vec<_> = gates.iter().map(|gate| scaled(bound(gate.expectation))).collect();
    let layer = |verdict: Verdict| {
        let is_its = |gate: &&&Gate| gate.result.verdict == verdict;
        let value = |gate| Some(gate).filter(is_its).and_then(estimate);
        Layer::Estimates {
            name: verdict_words(verdict).to_owned(),
            hue: match verdict {
                Verdict::Pass => Hue::Good,
                Verdict::Fail => Hue::Bad,
                Verdict::Undecided => Hue::Series(0),
            },
            values: gates.iter().map(value).collect(),
        }
    };
    let verdicts = [Verdict::Pass, Verdict::Undecided, Verdict::Fail];
    let has = |verdict: &Verdict| gates.iter().any(|gate| gate.result.verdict == *verdict);
    let mut layers = vec![Layer::Estimates {
        name: "demanded".to_owned(),
        hue: Hue::Quiet,
        values: bounds.iter().copied().map(Some).collect(),
    }];
    layers.extend(verdicts.into_iter().filter(has).map(layer));
    let least = around(gates.iter().filter_map(estimate).chain(bounds.iter().copied()), &[]);
    let is_share = kind.unit == Unit::Share && !kind.is_difference;
    let least = if is_share { within_percent(least) } else { least };
    let label = kind.label(gates);
    Some(Chart {
        id: format!("gates-{}", number + 1),
        title: first_upper(&label),
        caption: String::new(),
        across: Across::Names {
            label: "gate".to_owned(),
            names: gates.iter().map(|gate| cut(&gate.name, LONGEST)).collect(),
            lying: true,
        },
        up: Up { label, least },
        layers,
        marks: Vec::new(),
        table: numbers(gates),
    })
}

/// The bound of an estimate, or of a difference between two of them.
fn bound(expectation: &Expectation) -> Bounded {
    let at = |value: f64| Bounded { value, low: None, high: None };
    match expectation.demand {
        Demand::AtLeast(bound) | Demand::AtMost(bound) => at(bound),
        Demand::Against { comparison: Comparison::Equivalent, margin } => {
            Bounded { value: 0.0, low: Some(-margin), high: Some(margin) }
        }
        Demand::Against { margin, .. } => match expectation.measure.better() {
            Some(Better::Higher) => at(-margin),
            Some(Better::Lower) | None => at(margin),
        },
    }
}

fn verdict_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "passes",
        Verdict::Fail => "fails",
        Verdict::Undecided => "is undecided",
    }
}

fn numbers(gates: &[&Gate]) -> Table {
    let header = ["gate", "estimate", "interval", "demanded", "verdict"];
    let mut table = Table::new(1, header).ending_with_text();
    for gate in gates {
        let [estimate, interval] = estimated(gate.expectation, &gate.result.look);
        let verdict = verdict_words(gate.result.verdict).to_owned();
        table.row(vec![gate.name.clone(), estimate, interval, demanded(gate.expectation), verdict]);
    }
    table
}

//! The page of a selection.

use maud::html;

use super::super::chart::{Across, Chart, Hue, Layer, Mark, Series, Up};
use super::super::labels::percent_label;
use super::super::page::Page;
use super::super::selection::{By, Selected, page, sentences};
use super::super::table::Table;
use super::blocks::{figure, sections};
use super::words::{around, cut, first_upper, names, path_words, within_percent};
use super::{Chapter, Document, Origin};
use crate::experiment::{Bounded, Fate, Ranked};
use crate::observe::Unit;

/// Names beside a picture have no more letters.
const LONGEST: usize = 40;

/// The page of a selection.
pub(in crate::report) fn selection_page(selected: &Selected, origin: &Origin) -> String {
    let (names, path) = (names(selected.labels), path_words(selected.path));
    let selected = &Selected { labels: &names, path: &path, ..*selected };
    let page: Page = page(selected);
    let mut figures = vec![figure(&values(selected))];
    figures.extend(behind(selected).map(|chart| figure(&chart)));
    figures.push(figure(&spent(selected)));
    let pictures = html! { @for figure in &figures { (figure) } };
    let all = sections(page.sections());
    let document = Document {
        title: format!("The best by {}", selected.path),
        description: None,
        answer: sentences(selected),
        chapters: vec![
            Chapter { id: "scenarios", title: "Every scenario".to_owned(), body: all },
            Chapter { id: "pictures", title: "How they compare".to_owned(), body: pictures },
            origin.chapter(page.notes()),
        ],
    };
    document.render()
}

/// What became of one, as the legend has it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Best,
    ToTheEnd,
    Dropped,
}

impl Outcome {
    const ALL: [Self; 3] = [Outcome::Best, Outcome::ToTheEnd, Outcome::Dropped];

    fn of(ranked: &Ranked) -> Self {
        match ranked.fate {
            Fate::Best => Outcome::Best,
            Fate::NotBest => Outcome::ToTheEnd,
            Fate::Dropped { .. } => Outcome::Dropped,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Outcome::Best => "selected",
            Outcome::ToTheEnd => "simulated to the end",
            Outcome::Dropped => "left out before",
        }
    }

    fn hue(self) -> Hue {
        match self {
            Outcome::Best => Hue::Good,
            Outcome::ToTheEnd => Hue::Series(0),
            Outcome::Dropped => Hue::Quiet,
        }
    }
}

/// The outcomes that there are.
fn outcomes(selected: &Selected) -> impl Iterator<Item = Outcome> {
    let ranked = &selected.selection.ranked;
    Outcome::ALL.into_iter().filter(|it| ranked.iter().any(|each| Outcome::of(each) == *it))
}

/// The layers of estimates, one for each outcome.
fn estimates(selected: &Selected, estimate: impl Fn(&Ranked) -> Option<Bounded>) -> Vec<Layer> {
    let ranked = &selected.selection.ranked;
    let layer = |outcome: Outcome| {
        let value = |each: &Ranked| {
            let is_its = Outcome::of(each) == outcome;
            if is_its { estimate(each).map(|it| scaled(selected, it)) } else { None }
        };
        let values: Vec<_> = ranked.iter().map(value).collect();
        // What has no value needs no place in the legend.
        values.iter().any(Option::is_some).then(|| Layer::Estimates {
            name: outcome.name().to_owned(),
            hue: outcome.hue(),
            values,
        })
    };
    outcomes(selected).filter_map(layer).collect()
}

/// A value as it is shown, in percent if it is a share.
fn scaled(selected: &Selected, it: Bounded) -> Bounded {
    let factor = selected.shown().0.factor();
    let [low, high] = [it.low, it.high].map(|end| end.map(|end| factor * end));
    Bounded { value: factor * it.value, low, high }
}

fn across(selected: &Selected) -> Across {
    let names = selected.labels.iter().map(|label| cut(label, LONGEST)).collect();
    Across::Names { label: "scenario".to_owned(), names, lying: true }
}

/// The measure with its unit: `asa, s`.
fn with_unit(selected: &Selected, words: &str) -> String {
    match selected.shown().1.trim() {
        "" => words.to_owned(),
        unit => format!("{words}, {unit}"),
    }
}

fn confidence(selected: &Selected) -> String {
    percent_label(match selected.by {
        By::Indifference(by) => by.probability,
        By::Budget(by) => by.confidence,
    })
}

/// The measure in each scenario.
fn values(selected: &Selected) -> Chart {
    let all = selected.selection.ranked.iter().map(|it| scaled(selected, it.mean));
    let least = around(all, &[]);
    let is_share = selected.measure.unit == Unit::Share;
    let least = if is_share { within_percent(least) } else { least };
    Chart {
        id: "values".to_owned(),
        title: first_upper(&with_unit(selected, selected.path)),
        caption: format!("Bars: {} confidence, each scenario alone.", confidence(selected)),
        across: across(selected),
        up: Up { label: with_unit(selected, selected.path), least },
        layers: estimates(selected, |ranked| Some(ranked.mean)),
        marks: Vec::new(),
        table: table_of(selected, &with_unit(selected, selected.path), |ranked| {
            selected.number(Some(ranked.mean))
        }),
    }
}

/// How far each is behind the best.
fn behind(selected: &Selected) -> Option<Chart> {
    let ranked = &selected.selection.ranked;
    if ranked.iter().all(|each| each.behind.is_none()) {
        return None;
    }
    let label = with_unit(selected, "behind the selected one");
    let all = ranked.iter().filter_map(|it| it.behind).map(|it| scaled(selected, it));
    let least = around(all, &[0.0]);
    Some(Chart {
        id: "behind".to_owned(),
        title: "How far behind the selected one".to_owned(),
        caption: format!(
            "In the replications that both have; bars: {} confidence, each difference alone.",
            confidence(selected)
        ),
        across: across(selected),
        up: Up { label: label.clone(), least },
        layers: estimates(selected, |ranked| ranked.behind),
        marks: vec![Mark::Value { at: 0.0, label: "as good".to_owned() }],
        table: table_of(selected, &label, |ranked| selected.number(ranked.behind)),
    })
}

/// How many replications it took.
fn spent(selected: &Selected) -> Chart {
    let ranked = &selected.selection.ranked;
    let layer = |outcome: Outcome| {
        let value =
            |each: &Ranked| (Outcome::of(each) == outcome).then_some(each.replications as f64);
        let values = ranked.iter().map(value).collect();
        vec![Series { name: outcome.name().to_owned(), hue: outcome.hue(), values }]
    };
    Chart {
        id: "spent".to_owned(),
        title: "Replications that each was worth".to_owned(),
        caption: "Where it is clear early, few are simulated.".to_owned(),
        across: across(selected),
        up: Up { label: "replications".to_owned(), least: [0.0, 1.0] },
        // Each scenario has one of them, so that they are bars that take the whole place.
        layers: vec![Layer::Stack(outcomes(selected).flat_map(layer).collect())],
        marks: Vec::new(),
        table: table_of(selected, "replications", |ranked| ranked.replications.to_string()),
    }
}

fn table_of(selected: &Selected, title: &str, cell: impl Fn(&Ranked) -> String) -> Table {
    let mut table = Table::new(1, ["scenario", title, "outcome"]).ending_with_text();
    for (ranked, label) in selected.selection.ranked.iter().zip(selected.labels) {
        let outcome = Outcome::of(ranked).name().to_owned();
        table.row(vec![label.clone(), cell(ranked), outcome]);
    }
    table
}

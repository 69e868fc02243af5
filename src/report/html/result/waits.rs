//! The chapter on how long calls wait.

use maud::html;

use super::super::Chapter;
use super::super::blocks::captioned;
use super::answer::unbroken;
use super::parts::{AT_ONCE, figures_and_more};
use super::subject::{Subject, percent};
use super::timeline::{alone_short, series};
use crate::experiment::{WaitShares, Waiting};
use crate::model::CallTypeId;
use crate::observe::{Scope, call_type_ids};
use crate::report::chart::{Across, Chart, Hue, Layer, Mark, Up};
use crate::report::labels::duration_words;
use crate::report::number::{NONE, alone};
use crate::report::table::Table;
use crate::time::SimDuration;

/// The shares of calls of the table.
const SHARES: [f64; 5] = [0.50, 0.80, 0.90, 0.95, 0.99];

/// The picture ends at the wait that this share of the calls does not exceed.
const DRAWN: f64 = 0.995;

/// It has no more bars than this.
const MOST_BARS: f64 = 40.0;

/// There are no more numbers below it than this.
const MOST_TICKS: f64 = 10.0;

/// How wide a bar may be, in seconds.
const WIDTHS: [f64; 20] = [
    0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0,
    3600.0, 7200.0, 21_600.0, 43_200.0, 86_400.0,
];

/// Nothing without calls.
pub(super) fn chapter(subject: Subject) -> Option<Chapter> {
    let known = subject.scopes().into_iter().map(|scope| Waits::of(subject, scope));
    let known: Vec<_> = known.filter(|waits| waits.waiting.calls() > 0).collect();
    if known.is_empty() {
        return None;
    }
    let charts: Vec<_> = known.iter().filter_map(Waits::chart).collect();
    let figures = figures_and_more(&charts, AT_ONCE - 1, "The other call types");
    // Not the mean of the days' percentiles, which the key figures have.
    let caption =
        "Wait, in seconds, that so many of all answered and abandoned calls together do not exceed";
    let body = html! {
        @if charts.is_empty() { p { "No call waited." } }
        (figures)
        (captioned(&percentiles(subject, &known), caption))
    };
    Some(Chapter { id: "waits", title: "How long callers wait".to_owned(), body })
}

struct Waits<'a> {
    subject: Subject<'a>,
    scope: Scope,
    waiting: Waiting,
    /// The acceptable wait; none if there are several.
    within: Option<SimDuration>,
}

/// The bars of a picture.
struct Bars {
    width: f64,
    count: usize,
}

impl<'a> Waits<'a> {
    fn of(subject: Subject<'a>, scope: Scope) -> Self {
        let types: Vec<CallTypeId> = match scope {
            Scope::CallType(id) => vec![id],
            _ => call_type_ids(subject.model).collect(),
        };
        let within = |id: &CallTypeId| subject.model.call_types()[id.index()].objective.within;
        let (first, rest) = types.split_first().expect("a model has a call type");
        let is_one = rest.iter().all(|id| within(id) == within(first));
        let within = is_one.then(|| within(first));
        Waits { subject, scope, waiting: subject.results.waiting(&types), within }
    }

    /// Nothing if no call waited.
    fn chart(&self) -> Option<Chart> {
        let bars = self.bars()?;
        let shares: Vec<_> = (0..bars.count).map(|bar| bars.shares(&self.waiting, bar)).collect();
        let words = |share: f64| format!("{:.2}", percent(share));
        let mut table = Table::new(1, ["wait, s", "answered, %", "abandoned, %"]);
        for (bar, WaitShares { answered, abandoned }) in shares.iter().enumerate() {
            let [from, to] = bars.ends(bar);
            let range = format!("{}–{}", alone_short(from), alone_short(to));
            table.row(vec![range, words(*answered), words(*abandoned)]);
        }
        let values = |share: fn(&WaitShares) -> f64| {
            shares.iter().map(|each| Some(percent(share(each)))).collect()
        };
        let (unit, name) = bars.unit();
        let axis = |seconds: f64| seconds / unit;
        let ticks = bars.ticks().map(axis);
        let marks = self.within.map(|within| Mark::Place {
            at: axis(within.as_secs_f64()),
            label: format!("acceptable: {}", duration_words(within)),
        });
        let end = axis(bars.ends(bars.count)[0]);
        let marks = marks.filter(|mark| matches!(mark, Mark::Place { at, .. } if *at <= end));
        Some(Chart {
            id: format!("waits-{}", self.subject.id(self.scope)),
            title: self.subject.title("Waits", self.scope),
            caption: self.caption(&bars),
            across: Across::Ranges {
                label: format!("wait, {name}"),
                ranges: (0..bars.count).map(|bar| bars.ends(bar).map(axis)).collect(),
                ticks: ticks.map(|at| (at, alone_short(at))).collect(),
            },
            up: Up { label: "calls, %".to_owned(), least: [0.0, 0.1] },
            layers: vec![Layer::Stack(vec![
                series("answered", Hue::Good, values(|each| each.answered)),
                series("abandoned", Hue::Bad, values(|each| each.abandoned)),
            ])],
            marks: marks.into_iter().collect(),
            table,
        })
    }

    /// What is not in the picture: those who did not wait, and those who waited longest.
    fn caption(&self, bars: &Bars) -> String {
        let at_once = percent(self.waiting.at_once().unwrap_or(0.0));
        let end = bars.ends(bars.count)[0];
        let WaitShares { answered, abandoned } = self.waiting.between(end, f64::INFINITY);
        let longer = percent(answered + abandoned);
        let end = alone_short(end);
        let text = format!(
            "Not drawn: the {at_once:.1} % of calls that did not wait at all, and {longer:.2} % that \
             waited longer than {end} s. Where much is abandoned early, callers have little patience."
        );
        unbroken(&text)
    }

    fn bars(&self) -> Option<Bars> {
        let longest = self.waiting.quantile(1.0).filter(|longest| *longest > 0.0)?;
        let drawn = self.waiting.quantile(DRAWN).filter(|drawn| *drawn > 0.0).unwrap_or(longest);
        let is_enough = |width: &f64| drawn / width <= MOST_BARS;
        let last = WIDTHS[WIDTHS.len() - 1];
        let width = WIDTHS.into_iter().find(is_enough).unwrap_or(last);
        let count = (drawn / width).ceil().clamp(1.0, MOST_BARS) as usize;
        Some(Bars { width, count })
    }
}

impl Bars {
    fn ends(&self, bar: usize) -> [f64; 2] {
        [bar as f64 * self.width, (bar + 1) as f64 * self.width]
    }

    fn shares(&self, waiting: &Waiting, bar: usize) -> WaitShares {
        let [from, to] = self.ends(bar);
        waiting.between(from, to)
    }

    /// Round numbers of seconds.
    fn ticks(&self) -> impl Iterator<Item = f64> {
        let end = self.ends(self.count)[0];
        let is_enough = |apart: &f64| end / apart <= MOST_TICKS;
        let last = WIDTHS[WIDTHS.len() - 1];
        let apart = WIDTHS.into_iter().find(is_enough).unwrap_or(last);
        let count = (end / apart).min(MOST_TICKS).floor() as usize;
        (0..=count).map(move |tick| tick as f64 * apart)
    }

    /// The unit of the axis, in seconds, and its name.
    fn unit(&self) -> (f64, &'static str) {
        match self.ends(self.count)[0] {
            short if short <= 300.0 => (1.0, "s"),
            long if long <= 10_800.0 => (60.0, "min"),
            _ => (3600.0, "h"),
        }
    }
}

fn percentiles(subject: Subject, known: &[Waits]) -> Table {
    let header = SHARES.iter().map(|share| format!("{:.0} %", percent(*share)));
    let header = ["calls".to_owned()].into_iter().chain(header).chain(["longest".to_owned()]);
    let mut table = Table::new(1, header);
    for Waits { scope, waiting, .. } in known {
        let word = |seconds: Option<f64>| seconds.map_or(NONE.to_owned(), alone);
        let quantiles = SHARES.iter().map(|share| word(waiting.quantile(*share)));
        let longest = subject.results.measure(*scope, "wait_max").and_then(|it| it.max);
        let name = match scope {
            Scope::All => subject.name(*scope),
            scope => scope.name(subject.model).to_owned(),
        };
        table.row([name].into_iter().chain(quantiles).chain([word(longest)]).collect());
    }
    table
}

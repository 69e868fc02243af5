//! The page of a sweep: the answer, and a table of points.

use super::super::labels::{percent_label, rule_label};
use super::super::page::{FEW, FEW_REPLICATIONS, Page};
use super::super::section::Section;
use super::super::table::{Table, WIDEST};
use super::answer::{Answer, ascending, interrupted};
use super::label::{estimate_label, factor_labels, measure_label};
use crate::experiment::{Sweep, SweptMeasure};
use crate::model::ServiceLevelRule;
use crate::observe::{Better, Unit};

/// So many points are shown; of more the best ones, or some of them.
const MOST_POINTS: usize = 40;

/// So many of the best.
const BEST: usize = 20;

/// The page of a sweep.
pub(super) fn page(sweep: &Sweep) -> Page {
    let answer = Answer::of(sweep);
    let mut headlines = answer.sentences.clone();
    headlines.extend(interrupted(sweep));
    let (shown, which) = rows(sweep, MOST_POINTS, answer.point);
    let all = sweep.measures.len();
    // As many measures as there is room for.
    let fits = |table: &Table| table.lines().iter().all(|line| line.text.chars().count() <= WIDEST);
    let tables =
        (1..=all).rev().map(|measures| (measures, table(sweep, &shown, measures, &answer)));
    let found = tables.into_iter().find(|(measures, table)| *measures == 1 || fits(table));
    let (measures, table) = found.unwrap_or_else(|| (0, table(sweep, &shown, 0, &answer)));
    let mut notes = notes(sweep, &answer);
    notes.extend(which);
    match all - measures {
        0 => {}
        1 => notes.push("One measure more is in sweep_wide.csv.".to_owned()),
        more => notes.push(format!("{more} measures more are in sweep_wide.csv.")),
    }
    Page::of(headlines, vec![Section::new("", table)], notes)
}

/// The points that are shown of more than `most`, and a word about which they are.
pub(super) fn rows(
    sweep: &Sweep,
    most: usize,
    answer: Option<usize>,
) -> (Vec<usize>, Option<String>) {
    let all = sweep.points.len();
    if all <= most {
        return ((0..all).collect(), None);
    }
    if let Some(order) = ascending(sweep) {
        let every = all.div_ceil(most);
        let is_near = |place: usize| {
            let near = order[place.saturating_sub(1)..(place + 2).min(all)].iter();
            near.into_iter().any(|point| Some(*point) == answer)
        };
        let is_shown =
            |place: &usize| place.is_multiple_of(every) || *place + 1 == all || is_near(*place);
        let shown: Vec<_> = (0..all).filter(is_shown).map(|place| order[place]).collect();
        let some = shown.len();
        return (shown, Some(format!("{some} of {all} points; all are in sweep_wide.csv.")));
    }
    let Some((measure, better)) =
        sweep.measures.first().and_then(|first| Some((first, first.measure.better()?)))
    else {
        let text = format!("The first {BEST} of {all} points; all are in sweep_wide.csv.");
        return ((0..BEST).collect(), Some(text));
    };
    let value = |point: &usize| {
        let value =
            sweep.points[*point].estimates[0].map_or(f64::NEG_INFINITY, |it| match better {
                Better::Higher => it.value,
                Better::Lower => -it.value,
            });
        -value
    };
    let mut order: Vec<usize> = (0..all).collect();
    order.sort_by(|a, b| value(a).total_cmp(&value(b)));
    let mut shown = order[..BEST].to_vec();
    shown.extend(answer.filter(|point| !shown.contains(point)));
    let path = &measure.path;
    let text = format!("The {BEST} best of {all} points by {path}; all are in sweep_wide.csv.");
    (shown, Some(text))
}

/// The table of some points with the first measures; the point of the answer is marked.
pub(super) fn table(sweep: &Sweep, shown: &[usize], measures: usize, answer: &Answer) -> Table {
    let measures = &sweep.measures[..measures];
    let bar = measures.first().filter(|first| first.measure.unit == Unit::Share);
    let has_numbers = sweep.factors.len() > 1;
    let are_numbers = shown
        .iter()
        .all(|point| sweep.points[*point].levels.iter().all(|level| level.number().is_some()));
    let mut header = Vec::new();
    header.extend(has_numbers.then(|| "point".to_owned()));
    header.extend(factor_labels(&sweep.factors).iter().map(|label| wrapped(label, '.')));
    header.extend(measures.iter().map(|measure| measure_header(measures, measure)));
    header
        .extend(bar.map(|first| format!("0 % to 100 %\n{}", first.measure.name.replace('_', " "))));
    let names = if are_numbers { 0 } else { sweep.factors.len() + usize::from(has_numbers) };
    let mut table = Table::new(names, header);
    if bar.is_some() {
        table = table.ending_with_text();
    }
    for number in shown {
        let point = &sweep.points[*number];
        let mut cells = Vec::new();
        cells.extend(has_numbers.then(|| (number + 1).to_string()));
        cells.extend(point.levels.iter().map(|level| level.shown().to_owned()));
        let estimates = measures.iter().zip(&point.estimates);
        cells.extend(estimates.map(|(measure, it)| estimate_label(sweep, measure, *it)));
        cells.extend(bar.map(|_| share_bar(point.estimates[0].map_or(0.0, |it| it.value))));
        match answer.point == Some(*number) {
            true => table.marked_row(cells),
            false => table.row(cells),
        }
    }
    table
}

/// Whose measure, then which, in lines of few letters.
fn measure_header(all: &[SweptMeasure], measure: &SweptMeasure) -> String {
    let name = wrapped(&measure_label(measure), ' ');
    let is_same = |other: &SweptMeasure| other.measure.name == measure.measure.name;
    match &measure.whose {
        Some(whose) => format!("{whose}\n{name}"),
        None if all.iter().filter(|other| is_same(other)).count() > 1 => format!("all\n{name}"),
        None => name,
    }
}

/// Letters of a line in the head of a column.
const WIDTH: usize = 13;

/// The parts of a label, in lines as wide as a column of numbers is.
fn wrapped(label: &str, separator: char) -> String {
    let mut lines: Vec<String> = Vec::new();
    for part in label.split_inclusive(separator) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + part.trim_end().chars().count() <= WIDTH => {
                line.push_str(part);
            }
            _ => lines.push(part.to_owned()),
        }
    }
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

/// A share as a bar of up to ten letters.
fn share_bar(share: f64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (80.0 * share.clamp(0.0, 1.0)).round() as usize;
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

/// How it came about, and what words mean.
pub(super) fn notes(sweep: &Sweep, answer: &Answer) -> Vec<String> {
    let plural = |number: usize| if number == 1 { "" } else { "s" };
    let (points, replications) = (sweep.points.len(), sweep.replications);
    let mut notes = vec![format!(
        "{points} point{} of {} ({}), {replications} replication{} each, seed {}; ± at {} confidence.",
        plural(points),
        sweep.scenario,
        sweep.design,
        plural(replications as usize),
        sweep.seed,
        percent_label(sweep.confidence)
    )];
    notes.push("All points have the same callers.".to_owned());
    for (path, label) in sweep.factors.iter().zip(factor_labels(&sweep.factors)) {
        notes.extend((*path != label).then(|| format!("{label}: {path}")));
    }
    notes.extend(sweep.overrides.iter().map(|each| format!("Not as in the scenario: {each}")));
    if replications < FEW {
        notes.push(FEW_REPLICATIONS.to_owned());
    }
    if !answer.sentences.is_empty() {
        notes.push("Met: the whole interval of the service level reaches the target.".to_owned());
    }
    let is_used = |rule: &ServiceLevelRule| {
        let mut objectives =
            sweep.points.iter().flat_map(|point| point.objectives.iter().flatten());
        objectives.any(|(objective, _)| objective.rule == *rule)
    };
    notes.extend(ServiceLevelRule::ALL.into_iter().filter(is_used).map(rule_label));
    notes
}

#[cfg(test)]
mod tests {
    use super::super::sample::{sweep, sweep_of_two};
    use super::*;

    fn text(sweep: &Sweep) -> String {
        page(sweep).lines().iter().map(|line| line.drawn(false) + "\n").collect()
    }

    #[test]
    fn the_page_is_the_answer_and_a_row_for_each_point() {
        let text = text(&sweep(&[("25", 0.771), ("26", 0.791), ("27", 0.809)]));
        assert!(
            text.starts_with("calls: 80 % within 20s (offered): from agents = 27 on"),
            "{text}"
        );
        for row in ["    25     77.1 ± 0.4  ███████", "agents: agent_group.sales.agents"]
        {
            assert!(text.contains(row), "{text}");
        }
    }

    #[test]
    fn of_many_points_some_are_shown_and_the_answer_is_among_them() {
        let levels: Vec<_> = (0..1000).map(|it| (it.to_string(), f64::from(it) / 1000.0)).collect();
        let levels: Vec<_> = levels.iter().map(|(text, value)| (text.as_str(), *value)).collect();
        let page = text(&sweep(&levels));
        assert!(page.lines().count() < 60 && page.contains("of 1000 points"), "{page}");
        for row in ["803     80.3", "804     80.4", "805     80.5", "999     99.9"] {
            assert!(page.contains(row), "{row} in {page}");
        }
        let page = text(&sweep_of_two(10, 10));
        assert!(page.contains("The 20 best of 100 points by service_level"), "{page}");
        let is_best = |line: &str| line.split_whitespace().take(4).eq(["100", "29", "90s", "97.0"]);
        assert!(page.lines().any(is_best), "{page}");
    }

    #[test]
    fn a_bar_is_as_long_as_the_share() {
        assert_eq!(share_bar(0.0), "");
        assert_eq!(share_bar(0.55), "█████▌");
        assert_eq!(share_bar(1.0).chars().count(), 10);
    }
}

//! The answer of a sweep in a sentence: from where on is the promise kept?

use super::super::labels::{objective_label, objective_words};
use super::super::number::{Shown, with_half_width};
use super::label::{estimate_label, factor_labels, levels_label};
use crate::experiment::{Bounded, Sweep, SweptPoint};
use crate::model::ServiceLevelObjective;
use crate::observe::Better;

/// The sentences, and the point that they lead to.
pub(super) struct Answer {
    pub(super) sentences: Vec<String>,
    /// What was found of each call type, and of all of them.
    found: Vec<(Option<usize>, String)>,
    /// The number of the point, from 0.
    pub(super) point: Option<usize>,
}

/// Whether the promise to a call type, or those to all, are kept at each point with what certainty
/// there is: the whole interval lies at the target or above. None without calls.
type Kept = Vec<Option<bool>>;

impl Answer {
    pub(super) fn of(sweep: &Sweep) -> Self {
        let types = 0..sweep.call_types.len();
        let mut kept: Vec<(String, Kept, Option<usize>)> =
            types.clone().map(|id| (objective(sweep, id), kept(sweep, id), Some(id))).collect();
        if kept.len() > 1 {
            kept.push(("all of them".to_owned(), all_of(&kept), None));
        }
        kept.retain(|(_, kept, _)| kept.iter().any(Option::is_some));
        let order = ascending(sweep);
        let mut answer = Answer { sentences: Vec::new(), found: Vec::new(), point: None };
        let last = kept.len().saturating_sub(1);
        for (index, (promise, kept, call_type)) in kept.iter().enumerate() {
            let (found, point) = match &order {
                Some(order) => along(sweep, order, kept, *call_type),
                None => among(sweep, kept, *call_type, index == last),
            };
            answer.sentences.push(format!("{promise}: {found}"));
            answer.found.push((*call_type, found));
            answer.point = point;
        }
        answer
    }

    /// The answer for those who know no scenario: first about all promises at once, then about each.
    pub(super) fn in_sentences(&self, sweep: &Sweep) -> Vec<String> {
        let sentence = |(call_type, found): &(Option<usize>, String)| {
            let met = if found.starts_with("met") { "" } else { "met " };
            match call_type {
                None => format!("All objectives are {met}{found}."),
                Some(id) => {
                    let name = &sweep.call_types[*id];
                    let promise = common_objective(sweep, *id).as_ref().map(objective_words);
                    let promise = promise.unwrap_or_else(|| "the objective of each point".into());
                    format!("For {name}, {promise} is {met}{found}.")
                }
            }
        };
        let (of_all, of_types): (Vec<_>, Vec<_>) =
            self.found.iter().partition(|(call_type, _)| call_type.is_none());
        of_all.into_iter().chain(of_types).map(sentence).chain(interrupted(sweep)).collect()
    }
}

/// That not all points were simulated, if so.
pub(super) fn interrupted(sweep: &Sweep) -> Option<String> {
    let (complete, requested) = (sweep.points.len(), sweep.requested);
    let text = || format!("INTERRUPTED: {complete} of {requested} points are complete");
    sweep.is_partial().then(text)
}

/// The points from the lowest level to the highest, if there is one factor and its levels are
/// numbers.
pub(super) fn ascending(sweep: &Sweep) -> Option<Vec<usize>> {
    if sweep.factors.len() != 1 {
        return None;
    }
    let first = sweep.points.first()?.levels[0].number()?.1.to_owned();
    let number = |point: &SweptPoint| {
        point.levels[0].number().filter(|(_, unit)| *unit == first).map(|(number, _)| number)
    };
    let numbers: Vec<f64> = sweep.points.iter().map(number).collect::<Option<_>>()?;
    let mut order: Vec<usize> = (0..numbers.len()).collect();
    order.sort_by(|a, b| numbers[*a].total_cmp(&numbers[*b]));
    Some(order)
}

/// The objective that a call type has at all points.
pub(super) fn common_objective(sweep: &Sweep, call_type: usize) -> Option<ServiceLevelObjective> {
    let mut objectives =
        sweep.points.iter().filter_map(|point| point.objectives[call_type].map(|(it, _)| it));
    let first = objectives.next()?;
    objectives.all(|other| other == first).then_some(first)
}

fn objective(sweep: &Sweep, call_type: usize) -> String {
    let name = &sweep.call_types[call_type];
    match common_objective(sweep, call_type) {
        Some(objective) => format!("{name}: {}", objective_label(&objective)),
        None => format!("{name}: the objective of each point"),
    }
}

fn kept(sweep: &Sweep, call_type: usize) -> Kept {
    let is_kept = |point: &SweptPoint| point.objectives[call_type].map(is_met);
    sweep.points.iter().map(is_kept).collect()
}

/// Whether a service level with its whole interval reaches the target.
pub(super) fn is_met((objective, level): (ServiceLevelObjective, Bounded)) -> bool {
    level.low.unwrap_or(level.value) >= objective.target
}

fn all_of(each: &[(String, Kept, Option<usize>)]) -> Kept {
    let points = 0..each.first().map_or(0, |(_, kept, _)| kept.len());
    points
        .map(|point| {
            let known: Vec<bool> = each.iter().filter_map(|(_, kept, _)| kept[point]).collect();
            (!known.is_empty()).then(|| known.into_iter().all(|kept| kept))
        })
        .collect()
}

/// What is found along one factor.
fn along(
    sweep: &Sweep,
    order: &[usize],
    kept: &Kept,
    call_type: Option<usize>,
) -> (String, Option<usize>) {
    let labels = factor_labels(&sweep.factors);
    let name = |point: usize| levels_label(&labels, &sweep.points[point].levels);
    let level = |point: usize| level_label(sweep, point, call_type);
    let brackets = |point: usize| match level(point) {
        Some(level) => format!(" ({level})"),
        None => String::new(),
    };
    let but = |point: usize| {
        let with = sweep.points[point].levels[0].shown();
        match (level(point), is_open(sweep, point, call_type)) {
            (Some(level), false) => format!("; {with} gives {level}"),
            (Some(level), true) => format!("; {with} is undecided ({level})"),
            (None, _) => format!("; not with {with}"),
        }
    };
    let is_kept = |place: usize| kept[order[place]] == Some(true);
    let changes: Vec<usize> =
        (1..order.len()).filter(|place| is_kept(*place) != is_kept(place - 1)).collect();
    match (changes.as_slice(), is_kept(0)) {
        ([], true) => {
            ("met at every value".to_owned() + &brackets_of_worst(sweep, call_type), None)
        }
        ([], false) => ("met at no value".to_owned() + &best(sweep, call_type), None),
        ([from], false) => {
            let (point, before) = (order[*from], order[from - 1]);
            (format!("from {} on{}{}", name(point), brackets(point), but(before)), Some(point))
        }
        ([end], true) => {
            let (point, after) = (order[end - 1], order[*end]);
            (format!("up to {}{}{}", name(point), brackets(point), but(after)), Some(point))
        }
        _ => {
            let met = (0..order.len()).filter(|place| is_kept(*place)).count();
            (format!("met at {met} of {} values, with gaps between", order.len()), None)
        }
    }
}

/// What is found among points that have no order.
fn among(
    sweep: &Sweep,
    kept: &Kept,
    call_type: Option<usize>,
    is_last: bool,
) -> (String, Option<usize>) {
    let met: Vec<usize> = (0..kept.len()).filter(|point| kept[*point] == Some(true)).collect();
    let all = kept.len();
    let found = match met.len() {
        0 => format!("met at none of {all} points{}", best(sweep, call_type)),
        met => format!("met at {met} of {all} points"),
    };
    match cheapest(sweep, &met).filter(|_| is_last) {
        Some((point, cost)) => (
            format!("{found}, at least cost at {}: {cost}", point_label(sweep, point)),
            Some(point),
        ),
        None => (found, None),
    }
}

/// The point of the least wages, if they are known.
fn cheapest(sweep: &Sweep, points: &[usize]) -> Option<(usize, String)> {
    let cost = sweep.measures.iter().position(|each| each.path == "wage_cost")?;
    let of = |point: &usize| Some((*point, sweep.points[*point].estimates[cost]?));
    let costs: Vec<_> = points.iter().filter_map(of).collect();
    let least = costs.into_iter().min_by(|(_, a), (_, b)| a.value.total_cmp(&b.value));
    least.map(|(point, it)| (point, estimate_label(sweep, &sweep.measures[cost], Some(it))))
}

/// `point 7 (agents = 27, scale = 1.1)`.
fn point_label(sweep: &Sweep, point: usize) -> String {
    let labels = factor_labels(&sweep.factors);
    format!("point {} ({})", point + 1, levels_label(&labels, &sweep.points[point].levels))
}

/// The service level of a call type at a point.
fn level_label(sweep: &Sweep, point: usize, call_type: Option<usize>) -> Option<String> {
    let (_, level) = sweep.points[point].objectives[call_type?]?;
    Some(format!("{} %", with_half_width(Some(level), Shown::Percent)))
}

/// Whether the target lies in the interval of the service level.
fn is_open(sweep: &Sweep, point: usize, call_type: Option<usize>) -> bool {
    let promise = call_type.and_then(|it| sweep.points[point].objectives[it]);
    promise.is_some_and(|(objective, level)| {
        !is_met((objective, level)) && level.high.unwrap_or(level.value) >= objective.target
    })
}

/// Where the service level of a call type is highest.
fn best(sweep: &Sweep, call_type: Option<usize>) -> String {
    extreme(sweep, call_type, Better::Higher)
        .map_or(String::new(), |text| format!("; at most {text}"))
}

/// Where it is lowest.
fn brackets_of_worst(sweep: &Sweep, call_type: Option<usize>) -> String {
    extreme(sweep, call_type, Better::Lower)
        .map_or(String::new(), |text| format!("; at least {text}"))
}

fn extreme(sweep: &Sweep, call_type: Option<usize>, which: Better) -> Option<String> {
    let level = |point: &usize| {
        let (_, level) = sweep.points[*point].objectives[call_type?]?;
        Some(match which {
            Better::Higher => level.value,
            Better::Lower => -level.value,
        })
    };
    let levels = (0..sweep.points.len()).filter_map(|point| Some((point, level(&point)?)));
    let (point, _) = levels.max_by(|(p, a), (q, b)| a.total_cmp(b).then(q.cmp(p)))?;
    let labels = factor_labels(&sweep.factors);
    let text = level_label(sweep, point, call_type)?;
    Some(format!("{text} with {}", levels_label(&labels, &sweep.points[point].levels)))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{sweep, sweep_of_two};
    use super::*;

    fn sentence(levels: &[(&str, f64)]) -> String {
        Answer::of(&sweep(levels)).sentences.remove(0)
    }

    #[test]
    fn along_one_factor_the_answer_is_where_the_promise_begins_to_be_kept() {
        let up = [("28", 0.83), ("25", 0.771), ("26", 0.791), ("27", 0.809)];
        assert_eq!(
            sentence(&up),
            "calls: 80 % within 20s (offered): from agents = 27 on (80.9 ± 0.4 %); 26 gives \
             79.1 ± 0.4 %"
        );
        assert_eq!(Answer::of(&sweep(&up)).point, Some(3));
        let open = [("26", 0.799), ("27", 0.809)];
        assert!(
            sentence(&open).ends_with("; 26 is undecided (79.9 ± 0.4 %)"),
            "{}",
            sentence(&open)
        );
        let down = [("0.9", 0.9), ("1.0", 0.85), ("1.1", 0.732)];
        assert!(
            sentence(&down).ends_with("up to agents = 1.0 (85.0 ± 0.4 %); 1.1 gives 73.2 ± 0.4 %"),
            "{}",
            sentence(&down)
        );
    }

    #[test]
    fn where_nothing_changes_or_too_much_the_answer_says_so() {
        assert!(
            sentence(&[("1", 0.9), ("2", 0.95)])
                .ends_with("met at every value; at least 90.0 ± 0.4 % with agents = 1")
        );
        assert!(
            sentence(&[("1", 0.5), ("2", 0.6)])
                .ends_with("met at no value; at most 60.0 ± 0.4 % with agents = 2")
        );
        assert!(
            sentence(&[("1", 0.9), ("2", 0.6), ("3", 0.9)])
                .ends_with("met at 2 of 3 values, with gaps between")
        );
        assert!(sentence(&[("a", 0.9), ("b", 0.6)]).ends_with("met at 1 of 2 points"));
    }

    #[test]
    fn among_points_of_several_factors_those_that_keep_it_are_counted() {
        let answer = Answer::of(&sweep_of_two(3, 4));
        assert!(answer.sentences[0].contains("of 12 points"), "{}", answer.sentences[0]);
    }
}

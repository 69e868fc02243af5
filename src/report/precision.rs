//! How precise results were to be, how precise they are, and when they ended.

use serde::Serialize;

use super::number::{percent_number, three_digits};
use crate::experiment::{Bounded, Goal, Look, Results, Stopping, Until};
use crate::observe::Unit;
use crate::stats::{Precision, Width};

/// What files say of it: what was asked for, then what came of it.
#[derive(Serialize)]
pub(super) struct Said<'a> {
    asked: Vec<Asked<'a>>,
    first_stage: u64,
    at_most: u64,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    outcome: Option<Outcome<'a>>,
}

#[derive(Serialize)]
struct Asked<'a> {
    measure: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    half_width: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    relative: Option<f64>,
}

#[derive(Serialize)]
struct Outcome<'a> {
    looks: &'a [u64],
    reached: Vec<Reached<'a>>,
    met: bool,
}

#[derive(Serialize)]
struct Reached<'a> {
    measure: &'a str,
    value: Option<f64>,
    half_width: Option<f64>,
    met: bool,
}

impl<'a> Said<'a> {
    /// Of what is asked for, nothing having come of it yet.
    pub(super) fn asked(until: &'a Until) -> Self {
        let asked = until.goals.iter().map(|goal| {
            let (half_width, relative) = match goal.precision {
                Precision::Absolute(half_width) => (Some(half_width), None),
                Precision::Relative(share) => (None, Some(share)),
            };
            Asked { measure: &goal.path, half_width, relative }
        });
        let (first_stage, at_most) = (until.stages.first, until.stages.at_most);
        Said { asked: asked.collect(), first_stage, at_most, outcome: None }
    }

    /// Of how replications came to their end.
    pub(super) fn whole(stopping: &'a Stopping) -> Self {
        let reached = stopping.goals().map(|(goal, estimate, width)| Reached {
            measure: &goal.path,
            value: estimate.map(|estimate: Bounded| estimate.value),
            half_width: width.map(|width| width.half_width),
            met: width.is_some_and(Width::is_met),
        });
        let outcome =
            Outcome { looks: &stopping.looks, reached: reached.collect(), met: stopping.is_met() };
        Said { outcome: Some(outcome), ..Said::asked(&stopping.until) }
    }
}

/// The alarm if the results are complete and not as precise as they were to be.
pub(super) fn not_reached(results: &Results) -> Option<String> {
    let stopping = results.stopping.as_ref()?;
    if results.is_partial() || stopping.is_met() {
        return None;
    }
    let missed = stopping.goals().filter(|(_, _, width)| !width.is_some_and(Width::is_met));
    let missed: Vec<_> = missed.map(|(goal, _, width)| label(results, goal, width)).collect();
    let replications = results.replications;
    Some(format!("PRECISION NOT REACHED in {replications} replications: {}", missed.join("; ")))
}

/// What made the replications end, and how precise each goal is.
pub(super) fn notes(results: &Results) -> Vec<String> {
    let Some(stopping) = &results.stopping else { return Vec::new() };
    let looks: Vec<_> = stopping.looks.iter().map(u64::to_string).collect();
    let end = match (results.is_partial(), stopping.is_met()) {
        (true, _) => "Interrupted on the way to the precision asked for",
        (false, true) => "Ended when precise enough",
        (false, false) => "Ended at the most replications allowed",
    };
    let looks = match looks.split_last() {
        None => "no look taken".to_owned(),
        Some((last, [])) => format!("looked after {last} replications"),
        Some((last, before)) => {
            format!("looked after {} and {last} replications", before.join(", "))
        }
    };
    let mut notes = vec![format!("{end}; {looks}.")];
    let goals = stopping.goals();
    notes.extend(goals.map(|(goal, _, width)| label(results, goal, width) + "."));
    notes
}

/// What is said beside a bar that moves: how far the worst goal is.
pub fn progress(name: &str, until: &Until, look: &Look) -> String {
    let widths = until.goals.iter().zip(&look.estimates);
    let widths = widths.filter_map(|(goal, estimate)| Some((goal, goal.width(*estimate)?)));
    let share = |width: &Width| width.half_width / width.allowed;
    match widths.max_by(|one, other| share(&one.1).total_cmp(&share(&other.1))) {
        Some((goal, Width { half_width, allowed })) => {
            let [half_width, allowed] = [half_width, allowed].map(three_digits);
            format!("{name} ({} ± {half_width}, wanted ± {allowed})", goal.path)
        }
        None => name.to_owned(),
    }
}

/// One goal: `service_level.sales ± 0.00482, asked for 0.005`.
fn label(results: &Results, goal: &Goal, width: Option<Width>) -> String {
    let unit = match results.measures.get(goal.column).map(|each| each.measure.unit) {
        Some(Unit::Seconds) => " s",
        Some(Unit::Hours) => " h",
        _ => "",
    };
    let path = &goal.path;
    let reached = width.map(|width| width.half_width);
    match (goal.precision, reached) {
        (Precision::Absolute(asked), Some(reached)) => {
            format!("{path} ± {}{unit}, asked for {asked}{unit}", three_digits(reached))
        }
        (Precision::Absolute(asked), None) => {
            format!("{path} without an interval, asked for {asked}{unit}")
        }
        (Precision::Relative(asked), reached) => {
            // What is allowed is the asked share of the value.
            let share = width.zip(reached).map(|(width, reached)| asked * reached / width.allowed);
            let asked = percent_number(asked);
            match share.filter(|share| share.is_finite()) {
                Some(share) => {
                    let share = three_digits(100.0 * share);
                    format!("{path} ± {share} % of its value, asked for {asked} %")
                }
                None => format!("{path} without a relative precision, asked for {asked} %"),
            }
        }
    }
}
